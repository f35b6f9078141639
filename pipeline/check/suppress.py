"""Acknowledged findings (核实): in the register, or by a comment `<!-- 已核实 B003：引用原文 -->`.

A comment in a paragraph is for the paragraph, one by itself for its file. No finding
of secrecy (S) and none of a lost character can be acknowledged, and an
acknowledgement that matches nothing is itself a finding.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity, ordered
from pipeline.model import Item, Note, Part, Plan, own_blocks, paragraphs, walk
from pipeline.parse.acknowledgements import AcknowledgementEntry
from pipeline.parse.codes import Code
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceFile, SourceText

UNUSED_SUPPRESSION = Code("P079", Severity.WARNING, "没有用上的核实")
"""An acknowledgement that matches nothing, or cannot be given."""


@dataclass(frozen=True, slots=True)
class SuppressedFinding:
    """A finding that a person acknowledged, and the reason given."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings that are left, and those that a person acknowledged, both by place."""

    findings: tuple[Finding, ...]
    acknowledged: tuple[SuppressedFinding, ...]


@dataclass(frozen=True, slots=True)
class _Comment:
    """An acknowledgement by a comment; `scope` is its paragraph, None when it is for its whole file."""

    code: str
    reason: str
    place: Place
    scope: Place | None


def apply_suppressions(
    findings: Iterable[Finding], plan: Plan, register: Sequence[AcknowledgementEntry], sources: Mapping[str, SourceFile]
) -> CheckResult:
    """Split findings into active and acknowledged ones; an acknowledgement that matches nothing is reported (P079).

    `sources` are the plan's files by their path.
    """
    comments = list(_comments(plan))
    active: list[Finding] = []
    acknowledged: list[SuppressedFinding] = []
    used: set[Place] = set()
    for finding in findings:
        reason = None
        if is_suppressible(finding):
            for entry in register:
                if entry.code == finding.code and _matches(entry, finding, sources):
                    reason = entry.reason
                    used.add(entry.place)
            for comment in comments:
                if comment.code == finding.code and comment.reason and _is_in_scope(comment, finding.place):
                    reason = comment.reason
                    used.add(comment.place)
        if reason is None:
            active.append(finding)
        else:
            acknowledged.append(SuppressedFinding(finding, reason))
    active += _unused(register, comments, used)
    return CheckResult(ordered(active), tuple(sorted(acknowledged, key=lambda each: each.finding.place)))


def is_suppressible(finding: Finding) -> bool:
    """Whether a finding can be acknowledged: not one of secrecy, nor one of a lost character."""
    return not (finding.data_loss or finding.code.startswith("S"))


def item_of(place: Place) -> str:
    """Return the item of a place as the register names it: the stem of its file."""
    return PurePosixPath(place.path).stem


def text_at(place: Place, sources: Mapping[str, SourceFile]) -> str:
    """Return the text at a place, lines joined without a break; empty when there is none."""
    source = sources.get(place.path)
    if source is None:
        return ""
    lines = list(source.lines[place.line - 1 : place.end_line])
    if not lines:
        return ""
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "".join(line.strip() for line in lines)


def _matches(entry: AcknowledgementEntry, finding: Finding, sources: Mapping[str, SourceFile]) -> bool:
    if entry.item != item_of(finding.place):
        return False
    return not entry.quote or entry.quote == text_at(finding.place, sources)


def _is_in_scope(comment: _Comment, place: Place) -> bool:
    scope = comment.scope
    if scope is None:
        return place.path == comment.place.path
    return place.path == scope.path and scope.line <= place.line <= scope.end_line


def _unused(
    register: Sequence[AcknowledgementEntry], comments: Sequence[_Comment], used: set[Place]
) -> Iterator[Finding]:
    every: tuple[AcknowledgementEntry | _Comment, ...] = (*register, *comments)
    for given in every:
        if given.code.startswith("S"):
            message, hint = f"{given.code} 不能这样核实", "保密方面的问题只有保密审查登记才能放行"
        elif not given.reason:
            message, hint = "核实没有写理由，不起作用", "写作 <!-- 已核实 B003：理由 -->"
        elif given.place not in used:
            message, hint = f"这里核实的 {given.code} 已经没有了", "删去这一条"
        else:
            continue
        yield UNUSED_SUPPRESSION.at(given.place, message, hint)


# --- comments --------------------------------------------------------------------------

_ACKNOWLEDGED = lazy_pattern(r"已核实\s{0,4}(?P<code>[A-Za-z]\d{3})\s{0,4}[:：]?\s{0,4}(?P<reason>.*)", re.DOTALL)


def _comments(plan: Plan) -> Iterator[_Comment]:
    for note, scope in _notes_with_scope(plan):
        match = _ACKNOWLEDGED.match(note.text.value)
        if match and note.text.runs:
            yield _Comment(match["code"].upper(), match["reason"].strip(), note.text.place(), scope)


def _notes_with_scope(plan: Plan) -> Iterator[tuple[Note, Place | None]]:
    """Yield every note of the plan with the place of its paragraph, None where it is by itself."""
    for parts in plan.all_bodies():
        yield from _notes_in(parts)


def _notes_in(parts: Iterable[Part]) -> Iterator[tuple[Note, Place | None]]:
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
