"""What a person has looked at and lets stand (核实): by the register, or by a comment `<!-- 已核实 B003：引用原文 -->`.

A comment beside words holds for its paragraph, one by itself for its file. No
secret (S) and no lost character is let stand this way, and an acknowledgement
that meets nothing is itself found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from pipeline.findings import (
    Finding,
    Severity,
    ordered,
)
from pipeline.model import (
    Item,
    Note,
    Part,
    Plan,
    own_blocks,
    paragraphs,
    walk,
)
from pipeline.source import (
    Place,
    SourceFile,
    SourceText,
)

UNUSED_SUPPRESSION = "P079"
"""An acknowledgement that meets nothing, or may not be given (没有用上的核实)."""

IDLE_PAGE = """P079 · 没有用上的核实

查什么：acknowledged.yaml 里的一条，或“已核实”的批注，没有对上任何问题；没有写理由；或者核实的是保密（S）的问题。

为什么：文字改过以后，旧的核实会悄悄放过新的问题。

依据：核实要有对象、有理由；保密方面的问题只由保密审查登记放行。

错：<!-- 已核实 B003 -->（没有写理由）

对：<!-- 已核实 B003：引用原文 -->
"""


class AcknowledgementEntry(Protocol):
    """What `check` is told of an entry in the register: the rule's code, the item, the words found, why, and where it stands."""

    @property
    def code(self) -> str:
        """The rule's code."""
        ...

    @property
    def item(self) -> str:
        """The stem of the file."""
        ...

    @property
    def words(self) -> str:
        """The words found; empty for any."""
        ...

    @property
    def reason(self) -> str:
        """Why it stands."""
        ...

    @property
    def place(self) -> Place:
        """Where the entry itself is written."""
        ...


@dataclass(frozen=True, slots=True)
class SuppressedFinding:
    """A finding that stands by a person's decision, and the reason given."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What is left to do, and what a person let stand, both by place."""

    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment that acknowledges: for a code, in a stretch of one file, for a reason."""

    code: str
    reason: str
    place: Place
    scope: Place | None


def apply_suppressions(
    findings: Iterable[Finding], plan: Plan, register: Sequence[AcknowledgementEntry], sources: Mapping[str, SourceFile]
) -> CheckResult:
    """The findings parted into those left and those let stand; what was acknowledged in vain is found.

    `sources` are the plan's files by the path shown, in which the words found stand.
    """
    comments = list(_comments(plan))
    left: list[Finding] = []
    passed: list[SuppressedFinding] = []
    used: set[Place] = set()
    for finding in findings:
        reason = None
        if not (finding.data_loss or finding.code.startswith("S")):
            for entry in register:
                if entry.code == finding.code and _meets(entry, finding, sources):
                    reason = entry.reason
                    used.add(entry.place)
            for comment in comments:
                if comment.code == finding.code and comment.reason and _covers(comment, finding.place):
                    reason = comment.reason
                    used.add(comment.place)
        if reason is None:
            left.append(finding)
        else:
            passed.append(SuppressedFinding(finding, reason))
    left += _idle(register, comments, used)
    return CheckResult(ordered(left), tuple(sorted(passed, key=lambda one: one.finding.place)))


def item_of(place: Place) -> str:
    """The item a place belongs to, as the register names it: its file's stem."""
    return PurePosixPath(place.path).stem


def words_at(place: Place, sources: Mapping[str, SourceFile]) -> str:
    """The words that stand at a place, lines joined without a break."""
    source = sources.get(place.path)
    if source is None:
        return ""
    lines = list(source.lines[place.line - 1 : place.end_line])
    if not lines:
        return ""
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "".join(line.strip() for line in lines)


def _meets(entry: AcknowledgementEntry, finding: Finding, sources: Mapping[str, SourceFile]) -> bool:
    if entry.item != item_of(finding.place):
        return False
    return not entry.words or entry.words == words_at(finding.place, sources)


def _covers(comment: _Comment, place: Place) -> bool:
    scope = comment.scope
    if scope is None:
        return place.path == comment.place.path
    return place.path == scope.path and scope.line <= place.line <= scope.end_line


def _idle(
    register: Sequence[AcknowledgementEntry], comments: Sequence[_Comment], used: set[Place]
) -> Iterator[Finding]:
    given: list[tuple[str, str, Place]] = [(one.code, one.reason, one.place) for one in register]
    given += [(one.code, one.reason, one.place) for one in comments]
    for code, reason, place in given:
        if code.startswith("S"):
            said, hint = f"{code} 不能这样核实", "保密方面的问题只有保密审查登记才能放行"
        elif not reason:
            said, hint = "核实没有写理由，不起作用", "写作 <!-- 已核实 B003：理由 -->"
        elif place not in used:
            said, hint = f"这里核实的 {code} 已经没有了", "删去这一条"
        else:
            continue
        yield Finding(UNUSED_SUPPRESSION, Severity.WARNING, place, said, hint)


# --- comments --------------------------------------------------------------------------

_SAID = re.compile(r"已核实\s{0,4}(?P<code>[A-Za-z]\d{3})\s{0,4}[:：]?\s{0,4}(?P<reason>.*)", re.DOTALL)


def _comments(plan: Plan) -> Iterator[_Comment]:
    for note, scope in _notes(plan):
        found = _SAID.match(note.text.value)
        if found and note.text.runs:
            yield _Comment(found["code"].upper(), found["reason"].strip(), note.text.place(), scope)


def _notes(plan: Plan) -> Iterator[tuple[Note, Place | None]]:
    """Every note of the plan with the paragraph it stands in, none where it stands by itself."""
    for parts in plan.all_bodies():
        yield from _in_parts(parts)


def _in_parts(parts: Iterable[Part]) -> Iterator[tuple[Note, Place | None]]:
    for part in (visit.part for visit in walk(parts)):
        if isinstance(part, Item):
            yield from ((note, None) for note in part.notes)
        for block in own_blocks(part):
            if isinstance(block, Note):
                yield block, None
                continue
            for paragraph in paragraphs(block):
                yield from ((note, _place(paragraph.text)) for note in paragraph.notes)


def _place(text: SourceText) -> Place | None:
    return text.place() if text.value and text.runs else None
