"""Read who is responsible for a task and by when, from an item's head and from bracket notes.

A bracket note is the genre's own notation: （责任部门：采管科、会计科；完成时间：5月底） at a paragraph's end.
"""

import re
from collections.abc import Iterable, Sequence

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Edit, Finding
from pipeline.model import NO_DEADLINE, Assignment, Deadline, Paragraph, Role, UnitTerm
from pipeline.parse import codes
from pipeline.parse.deadline import read_deadline
from pipeline.parse.head import HeadEntry, split_list
from pipeline.parse.inline import bracket_pairs
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText

DEADLINE_KEYS = ("完成时间", "完成时限", "时限要求")
ROLE_ORDER = (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT, Role.JOIN, Role.SUPPORT, Role.TAKE_PART, Role.GUIDE)
"""The order in which roles are named, on paper and in data, whatever the order of the keys: who is responsible, then who helps."""

ASSIGNMENT_KEYS = {f"{role.value}{noun.value}": role for role in Role for noun in UnitTerm}
FACT_KEYS = (*ASSIGNMENT_KEYS, *DEADLINE_KEYS)

_FIELD = lazy_pattern(rf"[\s\u3000]*(?P<key>{HAN}{{2,6}})[\s\u3000]*[:：][\s\u3000]*")
_BETWEEN = r"[；;，,、。\s\u3000]"
_NEXT = lazy_pattern(rf"(?:{_BETWEEN}+|(?<!{_BETWEEN}))(?=(?:{'|'.join(FACT_KEYS)})[\s\u3000]*[:：])")


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """The assignments and the deadline that one head or bracket states.

    `has_deadline` says whether a deadline is stated at all; `keys` are those of the assignments, as they were typed.
    """

    assignments: tuple[Assignment, ...] = ()
    deadline: Deadline = NO_DEADLINE
    has_deadline: bool = False
    keys: tuple[SourceText, ...] = ()

    def with_defaults(self, default: "TaskFacts") -> "TaskFacts":
        """Return these facts, with the default's for roles and the deadline that are not stated."""
        stated = {assignment.role: assignment for assignment in self.assignments}
        merged = [stated.pop(assignment.role, assignment) for assignment in default.assignments]
        return TaskFacts(
            sort_by_role((*merged, *stated.values())),
            self.deadline if self.has_deadline else default.deadline,
            self.has_deadline or default.has_deadline,
        )


def read_head_facts(entries: Sequence[HeadEntry], year: int, diagnostics: Diagnostics) -> TaskFacts:
    """Return the assignments and the deadline that an item's head states."""
    assignments: dict[Role, Assignment] = {}
    deadline, has_deadline = NO_DEADLINE, False
    keys: list[SourceText] = []
    for entry in entries:
        key = entry.key.value
        if key in DEADLINE_KEYS:
            if has_deadline and entry.value:
                diagnostics.add(
                    codes.KEY_TWICE.at(entry.key.place().to(entry.place), "完成时间写了两次，以前一个为准", "只留一个")
                )
            elif entry.value:
                deadline, has_deadline = read_deadline(entry.value, year), True
            diagnostics.add(
                *(
                    codes.UNKNOWN_VALUE.at(value.place(), "完成时间只能写一个", "不同时限写成几项任务，各带括注")
                    for value in entry.values[1:]
                )
            )
        elif key in ASSIGNMENT_KEYS:
            units = tuple(part for value in entry.values for part in split_list(value))
            _add(assignments, ASSIGNMENT_KEYS[key], units)
            keys += [entry.key] if units else []
    return TaskFacts(sort_by_role(assignments.values()), deadline, has_deadline, tuple(keys))


def other_unit_term(keys: Iterable[SourceText], unit_term: UnitTerm) -> Finding | None:
    """Return a finding about the first key that is printed with another 称谓 than it was typed with: one for the whole plan."""
    for key in keys:
        role = ASSIGNMENT_KEYS[key.value]
        if key.value == role.value + unit_term.value:
            continue
        typed = key.value.removeprefix(role.value)
        return codes.OTHER_NOUN.at(
            key.place(),
            f"“{key}”印作“{role.value}{unit_term.value}”",
            f"要印“{typed}”，在 plan.md 的头部写 称谓: {typed}；就印“{unit_term.value}”，不用改",
        )
    return None


def sort_by_role(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Return the assignments in the order in which roles are named."""
    return tuple(sorted(assignments, key=lambda assignment: ROLE_ORDER.index(assignment.role)))


def _add(assignments: dict[Role, Assignment], role: Role, units: tuple[SourceText, ...]) -> None:
    """Add units to a role in the order written, each once."""
    if units:
        before = assignments[role].units if role in assignments else ()
        known = {unit.value for unit in before}
        added = tuple(unit for unit in units if unit.value not in known)
        assignments[role] = Assignment(role, (*before, *added), (*before, *units)[0].place())


@dataclass(frozen=True, slots=True)
class BracketNote:
    """A bracket note: its offset in the paragraph, a full stop typed behind it that ends the sentence, the facts it states."""

    start: int
    full_stop: SourceText
    facts: TaskFacts


def read_bracket_note(paragraph: Paragraph, year: int, diagnostics: Diagnostics) -> BracketNote | None:
    """Return the bracket note at the paragraph's end, None where there is none; reports one that cannot be read.

    A bracket that does not begin with a known key is ordinary text.
    """
    text = paragraph.text.value
    bare = text.rstrip("。 \u3000")
    if not bare.endswith((")", "）")):
        return None
    stop = len(bare) - 1
    start = {closing: opening for opening, closing in bracket_pairs(text).items()}.get(stop, -1)
    if start < 0:
        return None
    inside = paragraph.text.slice(start + 1, stop)
    whole = paragraph.text.slice(start, len(text))
    first = _FIELD.match(inside.value)
    if not first:
        return None
    if first["key"] not in FACT_KEYS:
        near = _near_key(first["key"])
        if near is None:
            return None
        place = inside.slice(*first.span("key")).place()
        message = f"括注的“{first['key']}”没有读作责任或时限"
        diagnostics.add(codes.NOTE_KEY.fix(place, near, message, f"您是不是要写“{near}”？"))
        return None
    assignments: dict[Role, Assignment] = {}
    deadline, has_deadline = NO_DEADLINE, False
    keys: list[SourceText] = []
    for field in _fields(inside):
        match = _FIELD.match(field.value)
        value = field.slice(match.end(), len(field)).strip() if match else field
        is_deadline = match is not None and match["key"] in DEADLINE_KEYS
        # a colon among units is a key nobody knows
        unread = has_deadline if is_deadline else any(char in value.value for char in ":：")
        if not match or match["key"] not in FACT_KEYS or not value or unread:
            message = f"括注里的“{field.value[:20]}”没有读懂，整个括注按文字印出"
            diagnostics.add(codes.NOTE_UNREAD.at((field or inside).place(), message, "写作 键：值，几项之间用；"))
            return None
        if match["key"] in DEADLINE_KEYS:
            deadline, has_deadline = read_deadline(value, year), True
        else:
            _add(assignments, ASSIGNMENT_KEYS[match["key"]], split_list(value))
            keys.append(field.slice(*match.span("key")))
    # a full stop behind the bracket ends the sentence before it
    is_open = not text[:start].rstrip().endswith(("。", "！", "？", "；", "："))
    offset = text.find("。", stop)
    ends_sentence = offset >= 0 and is_open and text[:start].strip()
    full_stop = paragraph.text.slice(offset, offset + 1) if ends_sentence else SourceText("")
    meant = f"{full_stop.value}（{_canonical_note(inside.value)}）"
    if whole.value != meant:
        # the edit would drop a comment inside the bracket
        has_comment = any(start < note.at < len(text) for note in paragraph.notes)
        edits = () if has_comment else (Edit(whole.place(), meant),)
        diagnostics.add(codes.NOTE_FORM.at(whole.place(), "括注的写法不合规范", f"写作{meant}", edits=edits))
    facts = TaskFacts(sort_by_role(assignments.values()), deadline, has_deadline, tuple(keys))
    return BracketNote(start, full_stop, facts)


def _fields(inside: SourceText) -> list[SourceText]:
    """The bracket's text, split at ； and before every further known key."""
    text = inside.value
    cuts = [0]
    for match in _NEXT.finditer(text):
        if match.start() > cuts[-1] and text[cuts[-1] : match.start()].strip():
            cuts.append(match.start())
    pieces = [inside.slice(start, stop) for start, stop in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    fields = []
    for piece in pieces:
        left = len(piece.value) - len(piece.value.lstrip("；;，,、。 \u3000"))
        fields.append(piece.slice(left, max(left, len(piece.value.rstrip("；;。 \u3000")))))
    return fields


def _canonical_note(inside: str) -> str:
    """The text of a bracket with full-width marks and no stray blanks."""
    text = _NEXT.sub("；", inside).removeprefix("；").strip().rstrip("；;。 \u3000")
    for key in FACT_KEYS:
        text = re.sub(rf"{key}[\s\u3000]*[:：][\s\u3000]*", f"{key}：", text)
    return re.sub(r"[\s\u3000]*[；;][\s\u3000]*", "；", text)


def _near_key(key: str) -> str | None:
    """The known key that differs from this one by a single character, replaced, added or left out; None for none."""
    for known in FACT_KEYS:
        from difflib import SequenceMatcher

        blocks = SequenceMatcher(None, key, known, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
        if max(len(key), len(known)) - same == 1 and same >= 3:
            return known
    return None
