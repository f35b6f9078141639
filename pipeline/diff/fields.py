"""How units, deadlines and words changed: each told by its kind and one sentence (说明)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.diff.model import Change, Kind
from pipeline.draft.year_tokens import without_year
from pipeline.model import (
    Assignment,
    Deadline,
    DeadlineKind,
    Head,
    Plan,
    Role,
)
from pipeline.render.phrases import unit_names
from pipeline.text.diff import (
    DiffOp,
    diff_text,
    tokenize,
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The two plans that are held against each other, and what the old one's units are called by now."""

    old: Plan
    new: Plan
    renamed: Mapping[str, str]


# --- units ----------------------------------------------------------------------------

_Units = dict[Role, tuple[str, ...]]


def owner_change(
    old: Sequence[Assignment], new: Sequence[Assignment], where: str, which: str, sides: Sides, *, ordered: bool = True
) -> Iterator[Change]:
    """How the units of a task changed; `which` names the task in the sentence. With `ordered` their order counts."""
    before, renamed, after = _units(old, {}), _units(old, sides.renamed), _units(new, {})
    if before == after:
        return
    shown = _owners(old, sides.old.head), _owners(new, sides.new.head)
    if renamed == after:
        listed = {name for own in before.values() for name in own}
        said = "，".join(f"{name}更名为{now}" for name, now in sides.renamed.items() if name in listed)
        yield Change(Kind.RENAMED, where, *shown, which + said)
    elif _sorted(renamed) == _sorted(after):
        if ordered:
            yield Change(Kind.OWNER, where, *shown, f"{which}{sides.new.head.unit_term.value}的次序有调整")
    else:
        yield Change(Kind.OWNER, where, *shown, which + _explain_owners(renamed, after, sides.new.head))


def _units(duties: Iterable[Assignment], renamed: Mapping[str, str]) -> _Units:
    found: dict[Role, dict[str, None]] = {}
    for duty in duties:
        own = found.setdefault(duty.role, {})
        own.update((renamed.get(unit.value, unit.value), None) for unit in duty.units)
    return {role: tuple(units) for role, units in found.items()}


def _sorted(units: _Units) -> dict[Role, list[str]]:
    return {role: sorted(own) for role, own in units.items()}


def _owners(duties: Iterable[Assignment], head: Head) -> str:
    return "；".join(f"{duty.role.value}{head.unit_term.value}：{unit_names(duty)}" for duty in duties) or UNSTATED


def _explain_owners(before: _Units, after: _Units, head: Head) -> str:
    said = []
    for role in (role for role in Role if role in before or role in after):
        gone = [name for name in before.get(role, ()) if name not in after.get(role, ())]
        come = [name for name in after.get(role, ()) if name not in before.get(role, ())]
        label = role.value + head.unit_term.value
        if gone and come:
            said.append(f"{label}由{'、'.join(gone)}改为{'、'.join(come)}")
        elif come:
            said.append(f"增加{label}{'、'.join(come)}")
        elif gone:
            said.append(f"减去{label}{'、'.join(gone)}")
    # the same units under one role, in another order
    return "，".join(said) or f"{head.unit_term.value}的次序有调整"


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
"""How firmly a deadline without a day of its own binds; one with a day binds firmest."""

_DATED = 4


def deadline_change(old: Deadline, new: Deadline, where: str, which: str, sides: Sides) -> Iterator[Change]:
    """How the deadline of a task changed; `which` names the task in the sentence."""
    kind = deadline_kind(old, new, sides.old.year, sides.new.year)
    if kind is not None:
        before, after = (one.text.value or UNSTATED for one in (old, new))
        yield Change(kind, where, before, after, f"{which}完成时间由{before}改为{after}")


def deadline_kind(old: Deadline, new: Deadline, old_year: int, new_year: int) -> Kind | None:
    """How a deadline changed: earlier or later in its plan's year, to a day from none (收紧) or the other way (放宽).

    None when it is the same in its own year; 时限表述 when only the words are other,
    or when one of them cannot be read.
    """
    if deadline_without_year(old, old_year) == deadline_without_year(new, new_year):
        return None
    if DeadlineKind.UNREAD in (old.kind, new.kind):
        return Kind.RESTATED
    before, after = (_FIRMNESS.get(one.kind, _DATED) for one in (old, new))
    if before != after:
        return Kind.HARDENED if before < after else Kind.SOFTENED
    if before != _DATED or _last_day(old, old_year) == _last_day(new, new_year):
        return Kind.RESTATED
    if _names_another_year(old, old_year) or _names_another_year(new, new_year):
        old_year = new_year = 0
    earlier, later = _last_day(old, old_year), _last_day(new, new_year)
    return Kind.EARLIER if later < earlier else Kind.LATER if later > earlier else Kind.RESTATED


def deadline_without_year(deadline: Deadline, year: int) -> str:
    """The deadline's words without blanks and the plan's own year."""
    return "".join(deadline.text.value.split()).replace(f"{year}年", "")


def _names_another_year(deadline: Deadline, year: int) -> bool:
    return any(token[:4].isdigit() and token[4:5] == "年" for token in tokenize(deadline_without_year(deadline, year)))


def _last_day(deadline: Deadline, year: int) -> tuple[int, int, int]:
    """The last day as years from the plan's own, month and day; the last of a month is the 31st of any."""
    end = deadline.end
    assert end is not None, "a dated deadline has its last day"
    return end.year - year, end.month, 31 if end == date.max or (end + timedelta(days=1)).day == 1 else end.day


# --- words ----------------------------------------------------------------------------


def wording_change(before: str, after: str, where: str, sides: Sides) -> Iterator[Change]:
    """How words changed; the plan's own year moved is a kind of its own, so are paragraphs cut otherwise."""
    if before == after:
        return
    if without_year(before, sides.old.year) == without_year(after, sides.new.year):
        said = f"{sides.old.year}年度顺延为{sides.new.year}年度"
        yield Change(Kind.ROLLED, where, before, after, said)
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
    """A change of wording by what a reader must not overlook in it: dates, documents, quotes and numbers."""
    parts = diff_text(before, after)
    gone, come = (
        Counter(token for part in parts if part.op is op for token in tokenize(part.text) if _is_weighty(token))
        for op in (DiffOp.DELETE, DiffOp.INSERT)
    )
    out, put = "、".join(gone - come), "、".join(come - gone)
    if out and put:
        return f"修改文字，其中{out}改为{put}"
    if out or put:
        return f"修改文字，其中{'删去' if out else '写入'}{out or put}"
    return "修改文字"


def _is_weighty(token: str) -> bool:
    return token[0].isdigit() or (len(token) > 1 and not token.isascii())
