"""Who is responsible, in every form that plans print it: labels, verbs behind a list, rules stated once for all.

`read_note` reads one note, `read_cell` the cell of a table; where notes stand in a paragraph says `note_places`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.ingest.deadlines import DEADLINE_LABEL, day_of_tail, is_deadline, time_of_tail, without_by, without_done
from pipeline.ingest.lead_rules import GOES_ON_RULE, LEAD_RULE, MARK_RULE, LeadRule, lead_assigned, read_lead_rule
from pipeline.ingest.lines import plain_labels
from pipeline.ingest.owner_words import LABEL, LABEL_WORDS, ROLE_IN_BRACKET, VERB, is_weak, role_of
from pipeline.ingest.unit_lists import (
    GROUP,
    MANNER,
    UNIT_NOUN,
    are_named,
    assigned,
    has_lead_mark,
    is_unit,
    is_unit_list,
    merge_by_role,
    open_lists,
    split_marked,
    split_units,
)
from pipeline.model import Assignment, Role
from pipeline.parse.head import split_list
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join


@dataclass(frozen=True, slots=True)
class OwnerNote:
    """What a note states: assignments and deadline, and `rest`, the words of it that the model has no place for.

    `labels` are the nouns behind the roles (部门, 科室 …). `leading`: the rule on the lead that it states for all that
    follows (列第一位者为牵头单位，下同); `goes_on`: what follows without a note of its own has this one's units (下同).
    """

    whole: SourceText
    assignments: tuple[Assignment, ...] = ()
    deadline: SourceText = SourceText("")
    rest: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    leading: LeadRule | None = None
    goes_on: bool = False
    is_verbal: bool = False
    """Whether the roles are stated by verbs, which the plan prints as labels."""


_CLAUSE = lazy_pattern(
    rf"(?P<units>[^；;]+?)(?P<manner>{MANNER})(?P<verb>{VERB})(?=[，,；;、。/／\s]|会同|$)[，,；;、。/／\s]*"
)

_MANNER_AT_END = lazy_pattern(rf"(?P<manner>{MANNER})(?:牵头)?(?:负责)?(?:落实)?$")

_FOR_ALL = lazy_pattern(
    rf"(?:以下|各项任务|各任务|所有任务)(?:各项|所列)?(?:工作|任务|事项)?(?:的?(?P<role>{LABEL_WORDS}){UNIT_NOUN}?)?均"
    rf"(?:(?:需|由|请)(?P<units>[^，,；;。（）()]{{2,60}}?)(?:{MANNER}|组织)(?:负责)?(?:抓好)?(?P<verb>落实|实施|负责|配合|参与|参加)"
    r"|(?:包?含|包括)(?P<more>[^，,；;。（）()]{2,60}))(?=[，,；;。）)]|$)"
)
"""Units stated once for all that follows: 以下均需各街镇落实，不再列出; 以下责任单位均含各区政府."""

FOR_REST = lazy_pattern(
    rf"(?:没有|未)(?:列明|明确|注明|标明|写明|标注)(?:责任|牵头|承办)?{UNIT_NOUN}的[^，。；]{{0,8}}，?(?:均|统一|一律)*由(?P<units>[^，,；;。（）()]{{2,40}}?){MANNER}(?P<verb>{VERB})(?=[，,；;。]|$)"
)
"""Units stated once for all tasks without any: 未列明责任单位的，由办公室负责."""

_SAME_BELOW = lazy_pattern(r"(?<=[\u4e00-\u9fff])[，,。；;]\s?下同$")
"""At the end of a note without a rule: the tasks that follow without a note have its units."""

_JOINED_BY = lazy_pattern(
    r"(?P<first>.+?)(?:会同|(?<=[科处室局办股])会(?=[\u4e00-\u9fff]{1,12}[科处室局办股](?:[、，]|$)))(?P<second>.+)"
)

_NEAR_END = 40

LONGEST_NOTE = 400
"""A text with more characters is no owner note without a label."""


def looks_like_owners(inside: str) -> bool:
    """Whether the text of a bracket names owners or a deadline: by a label, a mark, a verb at its end, or a day behind units."""
    if LABEL.match(inside) or DEADLINE_LABEL.match(inside):
        return not is_loose(inside) or are_all_named(read_note(SourceText(inside)))
    if len(inside) > LONGEST_NOTE or sum(map(inside.count, "（(")) > _MOST_BRACKETS:
        return False
    text = SourceText(inside)
    if (
        _has_labels(inside)
        or _bracketed(text, Role.RESPONSIBLE)
        or _told_behind(_units_and_day(text)[0], Role.RESPONSIBLE)
    ):
        return True
    bare = inside
    for rule in (LEAD_RULE, MARK_RULE, GOES_ON_RULE):
        bare = rule.sub("", bare)
    bare = bare.rstrip("。，； ")
    marked = [unit.value for duty in _marked(SourceText(bare), Role.RESPONSIBLE) for unit in duty.units]
    if marked and all(map(is_unit, marked)):
        return True
    if "。" not in bare and _ends_in_clauses(SourceText(bare)):
        return True
    units, deadline = _units_and_day(text)
    return bool(deadline) and are_named(units)


def _ends_in_clauses(text: SourceText) -> bool:
    """Whether the words are units with verbs (甲科牵头，乙科配合), a day or a few other words at most behind the last one."""
    clauses = list(_CLAUSE.finditer(text.value))
    if not clauses:
        return False
    listed = [(_units_of(text.slice(*clause.span("units"))), clause["verb"]) for clause in clauses]
    stated = [(units, verb) for units, verb in listed if units]
    if any(_VERB_ALONE.fullmatch(units.value) for units, _ in stated):
        return False
    are_sure = bool(stated) and all(are_named(units) for units, _ in stated)
    weak = [is_weak(verb) for _, verb in stated]
    if not stated or (not are_sure and (any(weak) or not is_unit_list(stated[-1][0].value))):
        return False
    tail = text.slice(clauses[-1].end(), len(text))
    return not tail or (are_sure and len(tail) <= _MAX_TAIL) or bool(day_of_tail(tail)[0])


_VERB_ALONE = lazy_pattern(f"{MANNER}{VERB}")

_MAX_TAIL = 24
"""As many characters behind the last verb of a note are no sentence of their own."""


def _units_of(listed: SourceText) -> SourceText:
    """Return a list of units without a day and the 由 or 会同 before it."""
    listed = _strip_marks(listed)
    if is_deadline(listed.value):
        return SourceText("")
    return _without_by(_day_before(listed)[1])


_ANY_LABEL = lazy_pattern(r"[\u4e00-\u9fff]{2,8}[:：]")


def _has_labels(inside: str) -> bool:
    """Whether all parts of a bracket have labels, one of them that of owners (牵头领导：…；责任单位：…)."""
    parts = [part.strip() for part in re.split("[；;]", inside) if part.strip()]
    return all(map(_ANY_LABEL.match, parts)) and any(map(LABEL.match, parts))


_MOST_BRACKETS = 16

_LONGEST_TAIL = 80
"""As many characters at the end of a note can be its deadline."""

_BETWEEN = lazy_pattern(
    r"[，,；;、。：:·]|\s*[—–]{1,2}\s*|[\s\u3000]+"
    r"|(?<=[科处室局办部司委院所站队心])(?=[于在]?(?:\d{1,2}月|\d{4}年|全年|每|第[一二三四]季度|[上下]半年))"
)
_DAY_IN_BRACKET = lazy_pattern(r"(?P<units>[^（）()]+)[（(](?P<day>[^（）()]+)[）)]")


def _units_and_day(listed: SourceText) -> tuple[SourceText, SourceText]:
    """Return a list of units and the deadlines before or behind it (甲科、乙科；6月、11月); an empty deadline for none."""
    first, rest = _day_before(listed)
    if first and (_deadline_before(listed)[0] or are_named(rest)):
        return rest, first
    inside = _DAY_IN_BRACKET.fullmatch(listed.value)
    if inside is not None and is_deadline(inside["day"]) and are_named(listed.slice(*inside.span("units"))):
        return listed.slice(*inside.span("units")), without_done(listed.slice(*inside.span("day")))
    for mark in _BETWEEN.finditer(listed.value, max(0, len(listed) - _LONGEST_TAIL)):
        units, tail = _strip_marks(listed.slice(0, mark.start())), _strip_marks(listed.slice(mark.end(), len(listed)))
        is_sure = 0 < len(units) <= LONGEST_NOTE and are_named(units)
        is_last = re.search("[，,；;]", tail.value) is None and not _CLAUSE.search(tail.value)
        names_unit = any(is_unit(name.value) for name in split_units(tail))
        day, words = time_of_tail(tail) if is_sure and is_last and not names_unit else day_of_tail(tail)
        if mark.start() and day and (not words or is_sure):
            return units, without_by(tail) if words else day
    return listed, SourceText("")


LONGEST_BEHIND = 160


def is_in_charge(note: OwnerNote) -> bool:
    """Whether a note names who leads or is responsible."""
    return any(assignment.role in (Role.LEAD, Role.RESPONSIBLE) for assignment in note.assignments)


_HOW_SHARED = lazy_pattern(rf"{MANNER}(?:{VERB})?|等(?:有关|相关|各)?[\u4e00-\u9fff]{{0,8}}")
"""Words of a note that say how units share the work."""


def sure_note(text: SourceText) -> OwnerNote | None:
    """Return the note that a sentence is from its first to its last word (由甲科牵头，乙科配合，6月底前完成。); None for another one.

    All of its units have names, and one of them is in charge: 各科室积极配合 alone is an appeal.
    """
    stripped = _strip_marks(text)
    value = stripped.value
    if not value or len(value) > LONGEST_BEHIND or "。" in value or "：" in value:
        return None
    clauses = list(_CLAUSE.finditer(value))
    if not clauses or clauses[0].start() or not _ends_in_clauses(stripped):
        return None
    note = read_note(stripped)
    names = [unit.value for duty in note.assignments for unit in duty.units]
    if not is_in_charge(note) or any(_NO_NAME.match(name) for name in names):
        return None
    if not all(are_named(SourceText(name)) for name in names) or not all(map(_HOW_SHARED.fullmatch, note.rest)):
        return None
    is_appeal = not value.startswith("由") and not any(is_unit(name) and not GROUP.search(name) for name in names)
    return None if is_appeal else note


_NO_NAME = lazy_pattern(r"牵头|责任|配合|主办|承办|协办|本(?:单位|部门|科室|级|项)|该|其|专人")
"""How words begin that mean units without naming them."""


def units_alone(text: SourceText) -> OwnerNote | None:
    """Return the note that a list of names of units is; None for other words."""
    stripped = _strip_marks(text)
    if not stripped or len(stripped) > LONGEST_BEHIND or not are_named(stripped):
        return None
    return OwnerNote(
        text, assigned([(Role.RESPONSIBLE, split_units(stripped))]), rest=tuple(open_lists(stripped.value))
    )


def roles_behind(line: SourceText) -> OwnerNote | None:
    """Return the note that units with their roles in brackets are (甲科（牵头）、乙科); None for other words."""
    bare = _strip_marks(line)
    if len(bare) > LONGEST_BEHIND or "（" not in bare.value.replace("(", "（"):
        return None
    stated = _bracketed(bare, Role.RESPONSIBLE) or _told_behind(bare, Role.RESPONSIBLE)
    note = OwnerNote(line, stated, is_verbal=True)
    return note if stated and are_all_named(note) else None


def is_loose(value: str) -> bool:
    """Whether a label at the beginning ends without a colon (牵头单位为)."""
    label = LABEL.match(value)
    return label is not None and bool(label["loose"] or label["dash"])


def are_all_named(note: OwnerNote) -> bool:
    """Whether all units of a note have the names of units."""
    return all(are_named(unit) for duty in note.assignments for unit in duty.units)


def read_note(text: SourceText) -> OwnerNote:
    """Return what the text of a bracket, line or cell states."""
    rest: list[str] = []
    bare = text
    for rule in (LEAD_RULE, MARK_RULE, GOES_ON_RULE):
        for match in reversed(list(rule.finditer(bare.value))):
            rest.insert(0, match[0].strip("，,。；; "))
            bare = join((bare.slice(0, match.start()), bare.slice(match.end(), len(bare))))
    bare = _strip_marks(bare)
    if LABEL.match(bare.value) or DEADLINE_LABEL.match(bare.value) or _has_labels(bare.value):
        note = _labelled(text, bare)
    elif all(parts := _units_and_day(bare)) and (alone := units_alone(parts[0])) is not None:
        note = replace(alone, whole=text, deadline=parts[1])
    elif _bracketed(_units_and_day(bare)[0], Role.RESPONSIBLE):
        units, deadline = _units_and_day(bare)
        note = OwnerNote(text, _bracketed(units, Role.RESPONSIBLE), deadline, is_verbal=True)
    elif told := _told_behind(_units_and_day(bare)[0], Role.RESPONSIBLE):
        note = OwnerNote(text, told, _units_and_day(bare)[1], is_verbal=True)
    elif _CLAUSE.search(bare.value):
        note = _verbal(text, bare)
    elif is_deadline(bare.value):
        note = OwnerNote(text, deadline=without_done(bare))
    elif (step := day_of_tail(bare))[0]:
        note = OwnerNote(text, deadline=step[0], rest=(step[1],) if step[1] else ())
    else:
        bare, deadline = _units_and_day(bare)
        marked = _joined_units(bare, Role.RESPONSIBLE) or _marked(bare, Role.RESPONSIBLE)
        note = OwnerNote(
            text,
            marked or assigned([(Role.RESPONSIBLE, split_units(bare))]),
            deadline,
            is_verbal=bool(marked),
        )
    return replace(
        note,
        rest=(*note.rest, *open_lists(bare.value), *rest),
        leading=read_lead_rule(text.value),
        goes_on=rest == ["下同"] and bool(note.assignments) and bool(_SAME_BELOW.search(text.value.rstrip("。"))),
    )


_DAY_FIRST = lazy_pattern(r"(?=[\d一二三四五六七八九十每全年第上下按到于在本次])")


def _day_before(listed: SourceText) -> tuple[SourceText, SourceText]:
    """Return the deadline that a list of units begins with, a comma behind it or none, and the list (6月底前由甲科)."""
    deadline, rest = _deadline_before(listed)
    if deadline or not _DAY_FIRST.match(listed.value):
        return deadline, rest
    start = len(listed) - len(without_by(listed))
    for stop in range(min(len(listed), start + _LONGEST_DAY), start + 1, -1):
        if listed.value[stop - 1] in _DAY_ENDS and is_deadline(listed.value[start:stop]):
            return listed.slice(start, stop), _strip_marks(listed.slice(stop, len(listed)))
    return SourceText(""), listed


_LONGEST_DAY = 16

_DAY_ENDS = "前底末内月日年度旬成"


def _deadline_before(listed: SourceText) -> tuple[SourceText, SourceText]:
    """Return the deadline that stands before a list of units (3月底前完成，财务科), and the list; an empty one for none."""
    names = split_list(listed)
    if len(names) < 2 or not is_deadline(names[0].value):
        return SourceText(""), listed
    deadline = names[0]
    stop = listed.value.index(deadline.value) + len(deadline)
    return without_done(deadline), _strip_marks(listed.slice(stop, len(listed)))


def printed_labels(note: OwnerNote) -> Iterator[tuple[str, str, str]]:
    """Yield every label of a note as printed (牵头股室), the word the tool prints for its role or deadline, and its noun."""
    for label in LABEL.finditer(note.whole.value):
        if label["noun"]:
            yield label[0].rstrip(":： \u3000"), role_of(label["role"]).value, label["noun"]
    for label in DEADLINE_LABEL.finditer(note.whole.value):
        yield label[0].rstrip(":： \u3000"), "完成时间", ""


def read_owner_of_all(text: SourceText) -> OwnerNote | None:
    """Return the units that a text states for all that follows it; None if it states none."""
    match = _FOR_ALL.search(text.value)
    if match is None:
        return None
    role = role_of(match["role"] or match["verb"] or "")
    units = text.slice(*match.span("units" if match["units"] else "more"))
    stated = assigned([(role, split_units(units))])
    # 均含 adds to the owners of others; 均由 is one
    return OwnerNote(text.slice(*match.span()), stated, goes_on=bool(match["units"]), is_verbal=True)


def read_owner_of_rest(text: SourceText) -> OwnerNote | None:
    """Return the units that a text states for the tasks without any; None if it states none."""
    match = FOR_REST.search(text.value)
    if match is None:
        return None
    stated = assigned([(role_of(match["verb"]), split_units(text.slice(*match.span("units"))))])
    return OwnerNote(text.slice(*match.span()), stated, goes_on=True, is_verbal=True)


def with_added(note: OwnerNote, added: Sequence[Assignment]) -> OwnerNote:
    """Return the note with the units that were stated for all, those left out that it names itself."""
    known = {unit.value for assignment in note.assignments for unit in assignment.units}
    new = [
        replace(assignment, units=units)
        for assignment in added
        if (units := tuple(unit for unit in assignment.units if unit.value not in known))
    ]
    return replace(note, assignments=merge_by_role((*note.assignments, *new))) if new else note


def read_cell(text: SourceText, role: Role, noun: str = "") -> OwnerNote:
    """Return what the cell of a column for that role states; labels and verbs in it override the column's role."""
    bare = _strip_marks(text)
    bare = plain_labels(bare)
    stated = _bracketed(bare, role) or _told_behind(bare, role) or _joined_units(bare, role) or _marked(bare, role)
    if stated:
        return OwnerNote(text, stated, is_verbal=True)
    if LABEL.match(bare.value) or (len(bare) <= LONGEST_NOTE and looks_like_owners(bare.value)):
        return read_note(bare)
    return OwnerNote(
        text,
        assigned([(role, split_units(bare))]),
        rest=tuple(open_lists(bare.value)),
        labels=(noun,) if noun else (),
    )


def _strip_marks(text: SourceText) -> SourceText:
    value = text.value
    left = len(value) - len(value.lstrip("；;，,、。/／│ \u3000"))
    return text.slice(left, max(left, len(value.rstrip("；;。，,/／│ \u3000"))))


_LAST_NAME = lazy_pattern(r"[、，,；;：:\s]")

_ROLE_IN_BRACKET = rf"[（(]{MANNER}{ROLE_IN_BRACKET}[）)]"

_BEHIND_UNIT = lazy_pattern(
    rf"(?P<units>(?:(?!{_ROLE_IN_BRACKET.replace('?P<role>', '?:')})[^；;])+?){_ROLE_IN_BRACKET}[、，,；;\s]*"
)
"""Units with their role in a bracket behind them: 甲科（牵头）乙科（配合）."""


def _bracketed(text: SourceText, role: Role) -> tuple[Assignment, ...]:
    """Return the units whose roles stand in brackets behind them; those behind the last bracket have `role`.

    Empty for a text of another form, and where the first bracket stands behind several units with another role: it
    may be that of the last one alone.
    """
    stated: list[tuple[Role, tuple[SourceText, ...]]] = []
    end = 0
    while (match := _BEHIND_UNIT.match(text.value, end)) is not None:
        end = match.end()
        units = split_units(text.slice(*match.span("units")))
        stated.append((role_of(match["role"]), units))
    tail = split_units(text.slice(end, len(text)))
    names = [unit.value for _, units in (*stated, (role, tail)) for unit in units]
    if not stated or (len(stated[0][1]) != 1 and stated[0][0] is not role) or not is_unit_list("、".join(names)):
        return ()
    return assigned([*stated, (role, tail)])


_TOLD_BEHIND = lazy_pattern(r"(?P<units>[^（）()；;。]+)[（(](?P<inside>[^（）()]+)[）)]")


def _told_behind(text: SourceText, role: Role) -> tuple[Assignment, ...]:
    """Return the units of a list with `role` but for those that a bracket behind it tells of (甲科、乙科（甲科牵头）); empty for another text."""
    match = _TOLD_BEHIND.fullmatch(text.value)
    if match is None:
        return ()
    listed, inside = text.slice(*match.span("units")), text.slice(*match.span("inside"))
    if not are_named(listed) or not _ends_in_clauses(inside):
        return ()
    told = _verbal(inside, inside).assignments
    named = {unit.value for duty in told for unit in duty.units}
    if not named or not all(map(is_unit, named)):
        return ()
    return assigned(
        [
            (role, [unit for unit in split_units(listed) if unit.value not in named]),
            *((duty.role, duty.units) for duty in told),
        ]
    )


def _joined_units(text: SourceText, role: Role) -> tuple[Assignment, ...]:
    """Return the units of 甲科会同乙科、丙科, the first with `role`; empty for another text."""
    match = _JOINED_BY.fullmatch(text.value)
    if match is None:
        return ()
    first, second = (split_units(text.slice(*match.span(name))) for name in ("first", "second"))
    if not all(is_unit(unit.value) for unit in (*first, *second)):
        return ()
    return assigned([(role, first), (Role.JOIN, second)])


def _marked(text: SourceText, role: Role) -> tuple[Assignment, ...]:
    """Return the units of a list, those with a mark (★) in the lead and the others with `role`; empty where none has one."""
    if not has_lead_mark(text.value):
        return ()
    marked, others = split_marked(text)
    if not marked or not is_unit_list("、".join(unit.value for unit in (*marked, *others))):
        return ()
    return assigned([(Role.LEAD, marked), (role, others)])


_OTHER_LABEL = lazy_pattern(r"(?<![^；;，,。\s])[\u4e00-\u9fff]{2,8}[:：]\s*")
"""A label of something else than units and days, in a note of labels (责任人：, 考核方式：)."""


def _labelled(whole: SourceText, text: SourceText) -> OwnerNote:
    """Read a note of labels, each with its list."""
    value = text.value
    labels = sorted(
        (
            match
            for form in (LABEL, DEADLINE_LABEL)
            for match in form.finditer(value)
            if match.start() == 0
            or not value[match.start() - 1].isalnum()
            or value[match.start() - 1].isspace()
            or form is DEADLINE_LABEL
            # the lines of a cell that a PDF runs together: 甲科配合部门：乙科
            or match["noun"]
            # a blank between Chinese characters is gone: 甲科配合：乙科
            or is_unit(_LAST_NAME.split(value[: match.start()])[-1])
        ),
        key=lambda match: match.start(),
    )
    spans = [range(*label.span()) for label in labels]
    others = [
        match
        for match in _OTHER_LABEL.finditer(value)
        if not any(match.start() in span or match.end() - 1 in span for span in spans)
    ]
    labels = sorted([*labels, *others], key=lambda match: match.start())
    stated: list[tuple[Role, tuple[SourceText, ...]]] = []
    before = value[: labels[0].start()].strip("；; ")
    rest: list[str] = [before] if before else []
    nouns: list[str] = []
    deadline = SourceText("")
    for index, label in enumerate(labels):
        stop = labels[index + 1].start() if index + 1 < len(labels) else len(value)
        listed = _strip_marks(text.slice(label.end(), stop))
        if label.re.pattern == _OTHER_LABEL.pattern:
            rest.append(f"{label[0]}{listed}")
            continue
        if "role" not in label.re.groupindex:
            deadline = listed
            continue
        role = role_of(label["role"])
        units, due = _units_and_day(listed)
        if due and len(units) <= LONGEST_NOTE and are_named(units):
            listed, deadline = units, deadline or due
        nouns += [label["noun"]] if label["noun"] else []
        # only near the end: the pattern is slow on a long text
        manner = _MANNER_AT_END.search(listed.value, max(0, len(listed) - _NEAR_END))
        if manner and manner[0] and (role is Role.LEAD or "牵头" not in manner[0]):
            rest.append(manner[0])
            listed = _strip_marks(listed.slice(0, manner.start()))
        clauses = list(_CLAUSE.finditer(listed.value)) if len(listed) <= LONGEST_NOTE else []
        if parts := (
            _bracketed(listed, role)
            or _told_behind(listed, role)
            or _joined_units(listed, role)
            or _marked(listed, role)
        ):
            stated += [(assignment.role, assignment.units) for assignment in parts]
        elif clauses and clauses[-1].end() == len(listed):
            inner = _verbal(listed, listed, role)
            stated += [(assignment.role, assignment.units) for assignment in inner.assignments]
            rest += inner.rest
        else:
            stated.append((role, split_units(listed)))
    return OwnerNote(whole, assigned(stated), deadline, tuple(rest), tuple(nouns))


def _without_by(listed: SourceText) -> SourceText:
    """Return a list of units without the 由 or 会同 before it."""
    by = _BEFORE_UNITS.match(listed.value)
    return listed.slice(by.end(), len(listed)) if by is not None else listed


_BEFORE_UNITS = lazy_pattern(
    r"以(?=.+[科处室局股办部中心]$)|(?:统一|均|具体|分别)*由|会同|协调|组织(?=各|相关|有关)|(?=各)督促"
)


def _verbal(whole: SourceText, text: SourceText, role_before: Role = Role.RESPONSIBLE) -> OwnerNote:
    """Read a note of lists, each with its verb (A牵头，B、C配合); units before a verb of others have `role_before` (A，B配合)."""
    stated: list[tuple[Role, tuple[SourceText, ...]]] = []
    rest: list[str] = []
    deadline = SourceText("")
    end = 0
    for clause in _CLAUSE.finditer(text.value):
        if clause.start() > end:
            rest.append(text.value[end : clause.start()])
        end = clause.end()
        whole_clause = _strip_marks(text.slice(*clause.span()))
        if is_deadline(whole_clause.value):
            deadline = whole_clause
            continue
        first, listed = _day_before(_strip_marks(text.slice(*clause.span("units"))))
        deadline = first or deadline
        if not listed or is_deadline(listed.value):
            # a step: 全年推进
            deadline = without_done(listed) or deadline
            rest.append(clause["verb"])
            continue
        is_joined = listed.value.startswith("会同")
        listed = _without_by(listed)
        if clause["verb"].startswith("为主") and listed.value.startswith("以"):
            listed = listed.slice(1, len(listed))
        if clause["manner"]:
            rest.append(clause["manner"] + clause["verb"])
        role = Role.JOIN if is_joined else role_of(clause["verb"])
        if role not in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT) and not stated:
            before, listed = _before_comma(listed)
            stated += [(role_before, split_units(before))] if before else []
        joined = _JOINED_BY.fullmatch(listed.value)
        if joined:
            stated.append((role, split_units(listed.slice(*joined.span("first")))))
            stated.append((Role.JOIN, split_units(listed.slice(*joined.span("second")))))
        else:
            stated.append((role, split_units(listed)))
    tail = _strip_marks(text.slice(end, len(text)))
    listed, due = _units_and_day(tail)
    units = _without_by(listed)
    if units and stated and are_named(units) and any(is_unit(unit.value) for unit in split_units(units)):
        # who leads is named first: A牵头，B、C; A牵头，会同B
        stated.append((Role.JOIN if len(units) < len(listed) else Role.RESPONSIBLE, split_units(units)))
        tail = due
    day, words = time_of_tail(tail) if tail and stated else day_of_tail(tail)
    deadline = day or deadline
    rest += [words] if words else []
    return OwnerNote(whole, assigned(stated), deadline, tuple(rest), is_verbal=True)


def _before_comma(listed: SourceText) -> tuple[SourceText, SourceText]:
    """Return the units before the first comma, which are others than those behind it, and these; none before where there is no comma."""
    cut = re.search("[，,；;]", listed.value)
    if cut is None or not are_named(listed):
        return SourceText(""), listed
    return listed.slice(0, cut.start()), _strip_marks(listed.slice(cut.end(), len(listed)))


def with_leading(note: OwnerNote, rule: LeadRule) -> OwnerNote:
    """Return the note with the roles that the rule gives: its first unit in the lead, or the marked ones, and the rest in `others`."""
    return replace(note, assignments=lead_assigned(note.assignments, rule, is_marked=has_lead_mark(note.whole.value)))
