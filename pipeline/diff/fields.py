"""Changes of units, deadlines and wording: each with its kind and a sentence of explanation (说明)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipeline.dataclass import dataclass
from pipeline.diff.model import Change, Kind
from pipeline.draft.year_tokens import without_year
from pipeline.model import Assignment, Deadline, DeadlineKind, Head, Plan, Role
from pipeline.render.phrases import unit_names
from pipeline.text.diff import DiffOp, diff_text, tokenize


@dataclass(frozen=True, slots=True)
class Sides:
    """The two plans that are compared, and the current names of renamed units by their old ones."""

    old: Plan
    new: Plan
    renamed: Mapping[str, str]


# --- units ----------------------------------------------------------------------------

_Units = dict[Role, tuple[str, ...]]


def owner_change(
    old: Sequence[Assignment], new: Sequence[Assignment], where: str, which: str, sides: Sides, *, ordered: bool = True
) -> Iterator[Change]:
    """Yield how the units of a task changed; `which` names the task in the sentence. With `ordered` their order counts."""
    before, renamed, after = _units(old, {}), _units(old, sides.renamed), _units(new, {})
    if before == after:
        return
    shown = _owners(old, sides.old.head), _owners(new, sides.new.head)
    if renamed == after:
        listed = {name for names in before.values() for name in names}
        explanation = "，".join(f"{name}更名为{now}" for name, now in sides.renamed.items() if name in listed)
        yield Change(Kind.RENAMED, where, *shown, which + explanation)
    elif _sorted(renamed) == _sorted(after):
        if ordered:
            yield Change(Kind.OWNER, where, *shown, f"{which}{sides.new.head.unit_term.value}的次序有调整")
    else:
        yield Change(Kind.OWNER, where, *shown, which + _explain_owners(renamed, after, sides.new.head))


def _units(assignments: Iterable[Assignment], renamed: Mapping[str, str]) -> _Units:
    units: dict[Role, dict[str, None]] = {}
    for assignment in assignments:
        names = (renamed.get(unit.value, unit.value) for unit in assignment.units)
        units.setdefault(assignment.role, {}).update(dict.fromkeys(names))
    return {role: tuple(names) for role, names in units.items()}


def _sorted(units: _Units) -> dict[Role, list[str]]:
    return {role: sorted(names) for role, names in units.items()}


def _owners(assignments: Iterable[Assignment], head: Head) -> str:
    term = head.unit_term.value
    return "；".join(f"{each.role.value}{term}：{unit_names(each)}" for each in assignments) or UNSTATED


def _explain_owners(before: _Units, after: _Units, head: Head) -> str:
    explanations = []
    for role in (role for role in Role if role in before or role in after):
        removed = [name for name in before.get(role, ()) if name not in after.get(role, ())]
        added = [name for name in after.get(role, ()) if name not in before.get(role, ())]
        label = role.value + head.unit_term.value
        if removed and added:
            explanations.append(f"{label}由{'、'.join(removed)}改为{'、'.join(added)}")
        elif added:
            explanations.append(f"增加{label}{'、'.join(added)}")
        elif removed:
            explanations.append(f"减去{label}{'、'.join(removed)}")
    # the same units under one role, in another order
    return "，".join(explanations) or f"{head.unit_term.value}的次序有调整"


UNSTATED = "（未写）"


# --- deadlines ------------------------------------------------------------------------

_FIRMNESS = {
    DeadlineKind.RECURRING: 3,
    DeadlineKind.RELATIVE: 3,
    DeadlineKind.WHOLE_YEAR: 2,
    DeadlineKind.ONGOING: 1,
    DeadlineKind.UNBOUNDED: 0,
    DeadlineKind.NONE: 0,
}
"""Rank of how strictly a deadline without a date binds; one with a date ranks highest (`_DATED`)."""

_DATED = 4


def deadline_change(old: Deadline, new: Deadline, where: str, which: str, sides: Sides) -> Iterator[Change]:
    """Yield how the deadline of a task changed; `which` names the task in the sentence."""
    kind = deadline_kind(old, new, sides.old.year, sides.new.year)
    if kind is not None:
        before, after = (deadline.text.value or UNSTATED for deadline in (old, new))
        yield Change(kind, where, before, after, f"{which}完成时间由{before}改为{after}")


def deadline_kind(old: Deadline, new: Deadline, old_year: int, new_year: int) -> Kind | None:
    """Return how a deadline changed: earlier or later in its plan's year, or to a date from none (收紧) and back (放宽).

    None if it is the same in its own year; 时限表述 if only the wording differs, or
    if one of them cannot be read.
    """
    if deadline_without_year(old, old_year) == deadline_without_year(new, new_year):
        return None
    if DeadlineKind.UNREAD in (old.kind, new.kind):
        return Kind.RESTATED
    before, after = (_FIRMNESS.get(deadline.kind, _DATED) for deadline in (old, new))
    if before != after:
        return Kind.HARDENED if before < after else Kind.SOFTENED
    if before != _DATED or _last_day(old, old_year) == _last_day(new, new_year):
        return Kind.RESTATED
    if _names_another_year(old, old_year) or _names_another_year(new, new_year):
        old_year = new_year = 0
    earlier, later = _last_day(old, old_year), _last_day(new, new_year)
    return Kind.EARLIER if later < earlier else Kind.LATER if later > earlier else Kind.RESTATED


def deadline_without_year(deadline: Deadline, year: int) -> str:
    """Return the deadline's text without blanks and the plan's own year."""
    return "".join(deadline.text.value.split()).replace(f"{year}年", "")


def _names_another_year(deadline: Deadline, year: int) -> bool:
    return any(token[:4].isdigit() and token[4:5] == "年" for token in tokenize(deadline_without_year(deadline, year)))


def _last_day(deadline: Deadline, year: int) -> tuple[int, int, int]:
    """Return the last day as (years from the plan's own, month, day); the last of any month counts as the 31st."""
    end = deadline.end
    assert end is not None, "a dated deadline has its last day"
    return end.year - year, end.month, 31 if end == date.max or (end + timedelta(days=1)).day == 1 else end.day


# --- wording ----------------------------------------------------------------------------


def wording_change(before: str, after: str, where: str, sides: Sides) -> Iterator[Change]:
    """Yield how a text changed; the plan's own year moved is a kind of its own, and so is another division into paragraphs."""
    if before == after:
        return
    if without_year(before, sides.old.year) == without_year(after, sides.new.year):
        explanation = f"{sides.old.year}年度顺延为{sides.new.year}年度"
        yield Change(Kind.ROLLED, where, before, after, explanation)
    elif before.replace("\n", "") == after.replace("\n", ""):
        yield Change(Kind.WORDING, where, before, after, "只调整了分段")
    else:
        yield Change(
            Kind.WORDING,
            where,
            before,
            after,
            _explain_wording(without_year(before, sides.old.year), without_year(after, sides.new.year)),
        )


def _explain_wording(before: str, after: str) -> str:
    """Explain a change of wording by what must not be overlooked in it: dates, documents, quotes and numbers."""
    parts = diff_text(before, after)
    deleted, inserted = (
        Counter(token for part in parts if part.op is op for token in tokenize(part.text) if _is_weighty(token))
        for op in (DiffOp.DELETE, DiffOp.INSERT)
    )
    only_old, only_new = "、".join(deleted - inserted), "、".join(inserted - deleted)
    if only_old and only_new:
        return f"修改文字，其中{only_old}改为{only_new}"
    if only_old or only_new:
        return f"修改文字，其中{'删去' if only_old else '写入'}{only_old or only_new}"
    return "修改文字"


def _is_weighty(token: str) -> bool:
    return token[0].isdigit() or (len(token) > 1 and not token.isascii())
