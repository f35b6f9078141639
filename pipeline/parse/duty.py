"""Who answers for a task and by when, as heads and bracket notes say it.

The genre's own notation: （责任部门：采管科、会计科；完成时间：5月底） at a paragraph's end.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.findings import Edit, Finding
from pipeline.model import (
    NO_DEADLINE,
    Assignment,
    Deadline,
    Paragraph,
    Role,
    UnitTerm,
)
from pipeline.parse import codes
from pipeline.parse.deadline import read_deadline
from pipeline.parse.head import HeadEntry, split_list
from pipeline.parse.inline import pairs
from pipeline.source import SourceText

DEADLINE_KEYS = ("完成时间", "完成时限", "时限要求")
NAMED = (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT, Role.JOIN, Role.SUPPORT, Role.TAKE_PART, Role.GUIDE)
"""The order in which duties are named, on paper and in data, whatever the order of the keys: who answers, then who helps."""

DUTY_KEYS = {f"{role.value}{noun.value}": role for role in Role for noun in UnitTerm}
KEYS = (*DUTY_KEYS, *DEADLINE_KEYS)

_FIELD = re.compile(r"[\s\u3000]*(?P<key>[\u4e00-\u9fff]{2,6})[\s\u3000]*[:：][\s\u3000]*")
_BETWEEN = r"[；;，,、。\s\u3000]"
_NEXT = re.compile(rf"(?:{_BETWEEN}+|(?<!{_BETWEEN}))(?=(?:{'|'.join(KEYS)})[\s\u3000]*[:：])")


@dataclass(frozen=True, slots=True)
class Facts:
    """What one head or bracket states; a role or the deadline that is not stated leaves the default in force.

    `keys` are those of its duties, as they were typed.
    """

    duties: tuple[Assignment, ...] = ()
    deadline: Deadline = NO_DEADLINE
    dated: bool = False
    keys: tuple[SourceText, ...] = ()

    def over(self, default: "Facts") -> "Facts":
        """These facts where they are stated, the default's elsewhere."""
        mine = {duty.role: duty for duty in self.duties}
        kept = [mine.pop(duty.role, duty) for duty in default.duties]
        return Facts(
            in_order((*kept, *mine.values())),
            self.deadline if self.dated else default.deadline,
            self.dated or default.dated,
        )


def head_facts(entries: Sequence[HeadEntry], year: int, findings: list[Finding]) -> Facts:
    """What an item's head states of duties and deadline."""
    duties: dict[Role, Assignment] = {}
    deadline = NO_DEADLINE
    dated = False
    keys: list[SourceText] = []
    for entry in entries:
        key = entry.key.value
        if key in DEADLINE_KEYS:
            if dated and entry.value:
                findings.append(
                    codes.KEY_TWICE.at(entry.key.place().to(entry.place), "完成时间写了两次，以前一个为准", "只留一个")
                )
            elif entry.value:
                deadline, dated = read_deadline(entry.value, year), True
            findings += [
                codes.UNKNOWN_VALUE.at(more.place(), "完成时间只能写一个", "不同时限写成几项任务，各带括注")
                for more in entry.values[1:]
            ]
        elif key in DUTY_KEYS:
            units = tuple(part for value in entry.values for part in split_list(value))
            _add(duties, DUTY_KEYS[key], units)
            keys += [entry.key] if units else []
    return Facts(in_order(duties.values()), deadline, dated, tuple(keys))


def printed_otherwise(keys: Iterable[SourceText], noun: UnitTerm) -> Iterator[Finding]:
    """Find the first key of duties that is printed otherwise than it was typed: once for the whole plan."""
    for key in keys:
        role = DUTY_KEYS[key.value]
        if key.value == role.value + noun.value:
            continue
        typed = key.value.removeprefix(role.value)
        yield codes.OTHER_NOUN.at(
            key.place(),
            f"“{key}”印作“{role.value}{noun.value}”",
            f"要印“{typed}”，在 plan.md 的头部写 称谓: {typed}；就印“{noun.value}”，不用改",
        )
        return


def in_order(duties: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The duties in the order in which they are named."""
    return tuple(sorted(duties, key=lambda duty: NAMED.index(duty.role)))


def _add(duties: dict[Role, Assignment], role: Role, units: tuple[SourceText, ...]) -> None:
    """Units of one role together, in the order written."""
    if units:
        before = duties[role].units if role in duties else ()
        known = {unit.value for unit in before}
        more = tuple(unit for unit in units if unit.value not in known)
        duties[role] = Assignment(role, (*before, *more), (*before, *units)[0].place())


@dataclass(frozen=True, slots=True)
class BracketNote:
    """A bracket that closes a task: where it begins in the paragraph's words, a full stop set behind it, what it states."""

    start: int
    stop_mark: SourceText
    facts: Facts
    findings: tuple[Finding, ...]


def closing_note(paragraph: Paragraph, year: int) -> tuple[BracketNote | None, tuple[Finding, ...]]:
    """The bracket note at the paragraph's end, if it is one, and what is found of a bracket that is nearly one.

    A bracket whose first words are no known key is ordinary text.
    """
    words = paragraph.text.value
    bare = words.rstrip("。 \u3000")
    if not bare.endswith((")", "）")):
        return None, ()
    stop = len(bare) - 1
    start = {closing: opening for opening, closing in pairs(words).items()}.get(stop, -1)
    if start < 0:
        return None, ()
    inside = paragraph.text.slice(start + 1, stop)
    whole = paragraph.text.slice(start, len(words))
    first = _FIELD.match(inside.value)
    if not first:
        return None, ()
    if first["key"] not in KEYS:
        near = _near_key(first["key"])
        if near is None:
            return None, ()
        place = inside.slice(*first.span("key")).place()
        return None, (
            codes.NOTE_KEY.fix(place, near, f"括注的“{first['key']}”没有读作责任或时限", f"您是不是要写“{near}”？"),
        )
    duties: dict[Role, Assignment] = {}
    deadline, dated = NO_DEADLINE, False
    keys: list[SourceText] = []
    for field in _fields(inside):
        found = _FIELD.match(field.value)
        value = field.slice(found.end(), len(field)).strip() if found else field
        is_deadline = found is not None and found["key"] in DEADLINE_KEYS
        # a colon among units is a key nobody knows
        unread = dated if is_deadline else any(char in value.value for char in ":：")
        if not found or found["key"] not in KEYS or not value or unread:
            return None, (
                codes.NOTE_UNREAD.at(
                    (field or inside).place(),
                    f"括注里的“{field.value[:20]}”没有读懂，整个括注按文字印出",
                    "写作 键：值，几项之间用；",
                ),
            )
        if found["key"] in DEADLINE_KEYS:
            deadline, dated = read_deadline(value, year), True
        else:
            _add(duties, DUTY_KEYS[found["key"]], split_list(value))
            keys.append(field.slice(*found.span("key")))
    findings: list[Finding] = []
    # a full stop behind the bracket ends the sentence before it
    ends = not words[:start].rstrip().endswith(("。", "！", "？", "；", "："))
    at = words.find("。", stop)
    mark = paragraph.text.slice(at, at + 1) if at >= 0 and ends and words[:start].strip() else SourceText("")
    meant = f"{mark.value}（{canonical(inside.value)}）"
    if whole.value != meant:
        # a comment inside the bracket would go with it
        holds_comment = any(start < note.at < len(words) for note in paragraph.notes)
        edits = () if holds_comment else (Edit(whole.place(), meant),)
        findings.append(codes.NOTE_FORM.at(whole.place(), "括注的写法不合规范", f"写作{meant}", edits=edits))
    return BracketNote(start, mark, Facts(in_order(duties.values()), deadline, dated, tuple(keys)), tuple(findings)), ()


def _fields(inside: SourceText) -> list[SourceText]:
    """The bracket's words cut at ；, and before every other known key."""
    words = inside.value
    cuts = [0]
    for found in _NEXT.finditer(words):
        if found.start() > cuts[-1] and words[cuts[-1] : found.start()].strip():
            cuts.append(found.start())
    pieces = [inside.slice(start, stop) for start, stop in zip(cuts, [*cuts[1:], len(words)], strict=True)]
    fields = []
    for piece in pieces:
        left = len(piece.value) - len(piece.value.lstrip("；;，,、。 \u3000"))
        fields.append(piece.slice(left, max(left, len(piece.value.rstrip("；;。 \u3000")))))
    return fields


def canonical(inside: str) -> str:
    """A bracket's words with full-width marks and no stray blanks."""
    words = _NEXT.sub("；", inside).removeprefix("；").strip().rstrip("；;。 \u3000")
    for key in KEYS:
        words = re.sub(rf"{key}[\s\u3000]*[:：][\s\u3000]*", f"{key}：", words)
    return re.sub(r"[\s\u3000]*[；;][\s\u3000]*", "；", words)


def _near_key(key: str) -> str | None:
    """The known key that this one is a slip of: as long, one character other, or one character more or less."""
    for known in KEYS:
        blocks = SequenceMatcher(None, key, known, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
        if max(len(key), len(known)) - same == 1 and same >= 3:
            return known
    return None
