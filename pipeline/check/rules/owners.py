"""Rules U001 to U013 (责任): units that the roster does not know, and tasks without a clear owner."""

import re
from collections.abc import Collection, Iterator, Mapping

from pipeline.check.context import CheckContext, units_of
from pipeline.check.registry import Problem, problem, problem_with, rule, whole_text
from pipeline.check.rules.structure import place_of_task
from pipeline.findings import Severity, quote
from pipeline.model import Note, Plan, Role, Task, paragraphs, walk
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceRange, SourceText
from pipeline.text.dates import format_day
from pipeline.text.diff import nearest


@rule("U001", Severity.ERROR, "科室不在名册")
def unknown_unit(context: CheckContext) -> Iterator[Problem]:
    """Names that are not in the roster."""
    roster = context.plan.roster
    if not roster:
        return
    names = [unit.name.value for unit in roster]
    known = {*names, *(unit.full_name for unit in roster)}
    hints: dict[str, str] = {}
    for _, task in context.tasks():
        for unit in units_of(task):
            if unit.value in known or not unit.runs:
                continue
            several = unit.value.split()
            if len(several) > 1 and known.issuperset(several):
                joined = "、".join(several)
                yield problem_with(unit, "几个科室之间没有顿号", f"写作 {joined}", fix=joined)
                continue
            if unit.value not in hints:
                near = nearest(unit.value, names, 0.5)
                hints[unit.value] = (
                    f"您是不是要写{quote(near[0])}？" if near else "改成名册里的名称，或先在 units.yaml 里加上"
                )
            yield problem_with(unit, f"名册里没有“{unit}”", hints[unit.value])


@rule("U002", Severity.ERROR, "科室当时不存在")
def unit_not_valid(context: CheckContext) -> Iterator[Problem]:
    """Units that the roster has, but not on the day of issue."""
    names = {name for unit in context.plan.roster for name in (unit.name.value, unit.full_name)}
    for unit in context.plan.roster:
        if unit.renamed_to and unit.renamed_to not in names and unit.name.runs:
            message = f"{quote(unit.name)}改为“{unit.renamed_to}”，名册里没有这个名称"
            yield problem_with(unit.name, message, "核对“改为”，或在名册里补上", severity=Severity.WARNING)
    day = context.plan.issued.value or context.plan.head.expected.value
    if day is None:
        return
    for _, task in context.tasks():
        for written in units_of(task):
            units = [unit for unit in context.plan.roster if written.value in (unit.name.value, unit.full_name)]
            if not units or not written.runs or any(unit.exists_on(day) for unit in units):
                continue
            last = units[-1]
            renamed = next((unit for unit in context.plan.roster if unit.name.value == last.renamed_to), None)
            # the roster says how the unit is called now, so that putting the new name is safe
            fix = last.renamed_to if renamed is not None and renamed.exists_on(day) else None
            hint = f"改为“{last.renamed_to}”" if fix else "核对名册里的启用、停用日期"
            if last.renamed_to and not fix:
                hint = f"您是不是要写“{last.renamed_to}”？"
            message = f"{format_day(day)}没有{quote(written)}"
            if last.until is not None and last.until < day:
                message = f"{quote(written)}{format_day(last.until)}已停用"
            related = whole_text(last.name, "名册里的这一条")
            yield problem_with(written, message, hint, fix=fix, related=related)


@rule("U003", Severity.ERROR, "没有责任部门")
def missing_owner(context: CheckContext) -> Iterator[Problem]:
    """Tasks without any assignment: one problem for all of a plan that has no annex and names nobody anywhere.

    Without an annex, whose cell would be empty, the units of an item answer for the items below it.
    """
    hint = "在头部写 责任部门: …，或在段末写（责任部门：…）"
    answered = set() if context.has_task_table() else _answered_above(context.plan)
    places = [
        place
        for item, task in context.tasks()
        if not task.assignments and id(item) not in answered and (place := place_of_task(item, task)) is not None
    ]
    names_nobody = not any(task.assignments for _, task in context.tasks())
    if places and names_nobody and not context.has_task_table() and len(places) > 1:
        message = f"计划没有附表，{len(places)} 项任务都没有写责任部门，从这一项起"
        hint = f"{hint}；计划本来不分工的不用补"
        yield Problem(places[0], message, hint, severity=Severity.WARNING)
    else:
        yield from (Problem(place, "这项任务没有责任部门", hint) for place in places)


def _answered_above(plan: Plan) -> set[int]:
    """Return the items, by identity, that lie below one with units of its own."""
    return {
        id(visit.part)
        for visit in walk(plan.parts)
        if any(task.assignments for parent in visit.parents for task in parent.tasks)
    }


@rule("U004", Severity.WARNING, "一个科室在同一任务里写了两次")
def unit_twice(context: CheckContext) -> Iterator[Problem]:
    """The second mention of a unit in one task."""
    for _, task in context.tasks():
        written = [(assignment.role, unit) for assignment in task.assignments for unit in assignment.units]
        first = {unit.value: (role, unit) for role, unit in reversed(written)}
        for role, unit in written:
            first_role, first_unit = first[unit.value]
            # a collective name in the lead is U006's
            if first_unit is unit or not unit.runs or _is_collective(context.plan, unit):
                continue
            twice_in_one_role = f"{quote(unit)}在{role.value}里写了两次"
            message = twice_in_one_role if first_role is role else f"{quote(unit)}既{first_role.value}又{role.value}"
            yield problem_with(unit, message, "只留一处", related=whole_text(first_unit, first_role.value))


@rule("U005", Severity.WARNING, "几个科室牵头")
def several_leads(context: CheckContext) -> Iterator[Problem]:
    """Assignments with more than one leading unit."""
    for _, task in context.tasks():
        for assignment in task.assignments:
            units = assignment.units
            if assignment.role is Role.LEAD and len({unit.value for unit in units}) > 1 and units[1].runs:
                names = "、".join(unit.value for unit in units)
                yield problem_with(units[1], f"{names}都牵头", "留一个牵头，其余写在 配合部门")


@rule("U006", Severity.WARNING, "统称牵头")
def collective_lead(context: CheckContext) -> Iterator[Problem]:
    """Collective names in the lead."""
    for _, task in context.tasks():
        leads = (unit for assignment in task.assignments if assignment.role is Role.LEAD for unit in assignment.units)
        for unit in leads:
            if unit.runs and _is_collective(context.plan, unit):
                yield problem_with(unit, f"{quote(unit)}是统称，不能牵头", "写明是哪一个科室")


def _is_collective(plan: Plan, unit: SourceText) -> bool:
    """Whether a name stands for several units (各科室): by the roster, or by how it begins."""
    listed = [entry.group for entry in plan.roster if entry.name.value == unit.value]
    begins = unit.value.startswith(("相关", "有关", "各相关", "各有关"))
    return any(listed) or (begins and all(listed))


@rule("U007", Severity.WARNING, "只有统称负责")
def collective_only(context: CheckContext) -> Iterator[Problem]:
    """Tasks that are assigned to collective names alone."""
    for _, task in context.tasks():
        units = units_of(task)
        if not units or not units[0].runs or any(assignment.role is Role.LEAD for assignment in task.assignments):
            continue
        if all(_is_collective(context.plan, unit) for unit in units):
            message = f"只写了{quote(units[0])}，没有写明是哪些科室"
            yield problem_with(units[0], message, "写明科室；确实不止几家的，写一个牵头科室")


@rule("U008", Severity.WARNING, "一个科室两个名字")
def unit_under_two_names(context: CheckContext) -> Iterator[Problem]:
    """Full names of units that are called by their short one elsewhere."""
    short_names = {
        unit.full_name: unit.name.value for unit in context.plan.roster if unit.full_name not in ("", unit.name.value)
    }
    if not short_names:
        return
    written = [unit for _, task in context.tasks() for unit in units_of(task) if unit.runs]
    first = {unit.value: unit for unit in reversed(written)}
    for unit in written:
        short = short_names.get(unit.value)
        if short is not None and short in first:
            related = whole_text(first[short], f"别处写{quote(short)}")
            yield problem_with(
                unit, f"{quote(unit)}和{quote(short)}是同一个科室", "全文统一成一个名字", related=related
            )


_NOUN = "部门|科室|处室|股室|单位"
_DUTY = (
    rf"[（(](?:(?:责任|牵头|配合|主办|承办|协办|落实|参加)(?:{_NOUN})\s?[:：][^（）()]{{1,60}}"
    rf"|[^（）()，。；：]{{2,40}}?(?:负责|牵头|配合|承办)(?:[，,；;、][^（）()]{{2,30}})?)[)）]"
)


@rule("U011", Severity.WARNING, "正文里的责任没有读出")
def duty_in_text(context: CheckContext) -> Iterator[Problem]:
    """Brackets in an item's text that say who is responsible and are printed as they stand: the annex does not have them."""
    for passage in context.prose:
        if not passage.item:
            continue
        for match in re.finditer(_DUTY, passage.value):
            if not passage.is_quoted(*match.span()):
                message = f"{quote(_shorten(match.group()))}按文字印出，没有读作责任和时限，附件里不会有"
                hint = "各步责任不同的分成几段，写在各段末尾，如（责任部门：办公室；完成时间：6月底前）；头部已写的，删去这个括注"
                yield problem(passage, *match.span(), message, hint)


def _shorten(text: str) -> str:
    return text if len(text) < 19 else text[:18] + "…"


@rule("U009", Severity.WARNING, "有配合没有牵头")
def support_alone(context: CheckContext) -> Iterator[Problem]:
    """Tasks with supporting units and no responsible one."""
    for _, task in context.tasks():
        roles = [assignment.role for assignment in task.assignments]
        if not roles or any(role in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT) for role in roles):
            continue
        unit = task.assignments[0].units[0]
        if unit.runs:
            message = f"只有{roles[0].value}，没有牵头或负责的科室"
            yield problem_with(unit, message, "补上 牵头部门 或 责任部门")


@rule("U010", Severity.WARNING, "名册里有待核的名称")
def proposed_unit(context: CheckContext) -> Iterator[Problem]:
    """Units of the plan that an import put into the roster and nobody confirmed: one problem for all."""
    used = {unit.value for _, task in context.tasks() for unit in units_of(task)}
    proposed = [unit.name for unit in context.plan.roster if unit.proposed and unit.name.value in used]
    if not proposed or not proposed[0].runs:
        return
    confirmed = [unit.name.value for unit in context.plan.roster if not unit.proposed]
    near = [
        f"{quote(name)}像是{quote(alike[0])}" for name in proposed if (alike := nearest(name.value, confirmed, _ALIKE))
    ]
    message = f"名册里有 {len(proposed)} 个名称待核：{'、'.join(map(str, proposed))}"
    hint = "是本单位科室的，移到“科室”下面；合称的移到“统称”；别名在计划里改成名册的名称，这里删去"
    yield problem_with(proposed[0], message, "；".join((*near, hint)))


_ALIKE = 0.6
"""Names at least this similar may be one unit."""


# --- units in running text ----------------------------------------------------------------------

_NAMED_UNIT = (
    rf"由(?P<unit>{HAN}{{2,10}}?(?:科|室|处|课|股|中心|办|大队|支队|所))(?P<duty>牵头|负责|会同|配合|汇总|承办|统一)"
)
_NO_UNIT = r"各|相关|有关|本|其|该|上述|责任|业务|职能|牵头|对应|归口|[省市区县镇]"


@rule("U012", Severity.WARNING, "正文里的科室与名册、头部不符")
def unit_in_text(context: CheckContext) -> Iterator[Problem]:
    """Units that running text names: not in the roster, ended, under a second name, or leading where the head names another."""
    roster = context.plan.roster
    if not roster:
        return
    known = {name for unit in roster for name in (unit.name.value, unit.full_name) if name}
    yield from _ended_units(context, known)
    yield from _second_names(context)
    tasks = {
        paragraph.text.runs: task
        for _, task in context.tasks()
        for block in task.blocks
        if not isinstance(block, Note)
        for paragraph in paragraphs(block)
    }
    yield from _units_with_parts(context, tasks)
    yield from _unit_beside(context, known)
    for passage in context.prose:
        for match in re.finditer(_NAMED_UNIT, passage.value) if "由" in passage.value else ():
            unit, task = match["unit"], tasks.get(passage.text.runs)
            if passage.is_exempt(*match.span()):
                continue
            if unit not in known:
                if not re.match(_NO_UNIT, unit):
                    near = nearest(unit, sorted(known), 0.5)
                    hint = f"您是不是要写“{near[0]}”？" if near else "核对科室的名称"
                    yield problem(passage, *match.span("unit"), f"名册里没有“{unit}”", hint)
            elif task is not None and match["duty"] in ("牵头", "负责"):
                leads = {
                    written.value
                    for assignment in task.assignments
                    if assignment.role in (Role.LEAD, Role.RESPONSIBLE, Role.DRAFT)
                    for written in assignment.units
                }
                if leads and leads.isdisjoint(_names_of(context.plan, unit)):
                    message = f"正文写由{quote(unit)}{match['duty']}，责任部门是“{'、'.join(sorted(leads))}”"
                    yield problem(passage, *match.span("unit"), message, "以哪个为准，就把另一个改过来")


_EACH_ITS_PART = r"由(?P<units>{names}(?:(?:、|和|与|及){names}){{1,6}})(?:分别|各自?|共同)(?:承办|负责|牵头|组织|举办|提供|报送|开展)"


_BESIDE_A_UNIT = r"(?<!{han}){one}[、和与](?P<unit>(?!{one}){han}{{1,6}}?(?P<end>科|股|处))(?=要|应|须|按|分别|负责|牵头|配合|会同|共同|等|[，。；、])"


def _unit_beside(context: CheckContext, known: Collection[str]) -> Iterator[Problem]:
    """Yield names of units beside one of the roster's that the roster has not: 审批科、水保科要按时报送."""
    own = {name for name in known if name.endswith(("科", "股", "处"))}
    if len(own) < _SOME:
        return
    one = f"(?:{'|'.join(sorted(map(re.escape, own), key=len, reverse=True))})"
    pattern = re.compile(_BESIDE_A_UNIT.format(han=HAN, one=one))
    ends = {name[-1] for name in own}
    for passage in context.prose:
        for match in (
            pattern.finditer(passage.value)
            if any(f"{end}{mark}" in passage.value for end in ends for mark in "、和与")
            else ()
        ):
            is_known = any(match["unit"] in name or name in match["unit"] for name in known)
            if (
                match["end"] in ends
                and not is_known
                and not re.match(_NO_UNIT, match["unit"])
                and not passage.is_exempt(*match.span())
            ):
                near = nearest(match["unit"], sorted(known), 0.5)
                hint = f"您是不是要写“{near[0]}”？" if near else "核对科室的名称"
                yield problem(passage, *match.span("unit"), f"名册里没有“{match['unit']}”", hint)


_SOME = 3


def _units_with_parts(context: CheckContext, tasks: Mapping[tuple[SourceRange, ...], Task]) -> Iterator[Problem]:
    """Yield units that a row gives a part each and that the head does not name: 由甲科、乙科、丙科各承办1期."""
    groups = {unit.name.value for unit in context.plan.roster if unit.group}
    known = {
        name for unit in context.plan.roster if not unit.group for name in (unit.name.value, unit.full_name) if name
    }
    if not known or not any(word in context.text for word in ("分别", "各")):
        return
    one = f"(?:{'|'.join(sorted(map(re.escape, known), key=len, reverse=True))})"
    pattern = re.compile(_EACH_ITS_PART.format(names=one))
    for passage in context.prose:
        task = tasks.get(passage.text.runs)
        if task is None or "由" not in passage.value:
            continue
        named = {unit.value for unit in units_of(task)}
        for match in pattern.finditer(passage.value) if named and not named & groups else ():  # a group may mean any
            for unit in re.finditer(one, match["units"]):
                if named.isdisjoint(_names_of(context.plan, unit.group())):
                    start = match.start("units") + unit.start()
                    message = f"正文写由{quote(unit.group())}办理，责任、配合里没有它"
                    yield problem(passage, start, start + len(unit.group()), message, "以哪个为准，就把另一个改过来")


def _names_of(plan: Plan, name: str) -> set[str]:
    return {
        each
        for unit in plan.roster
        if name in (unit.name.value, unit.full_name)
        for each in (unit.name.value, unit.full_name)
    }


MIN_NAME_CHARS = 3
"""A shorter name of a unit is part of too many words."""


def _ended_units(context: CheckContext, known: set[str]) -> Iterator[Problem]:
    day = context.plan.issued.value or context.plan.head.expected.value
    ended = {
        name: unit
        for unit in context.plan.roster
        if day is not None and unit.until is not None and unit.until < day
        for name in (unit.name.value, unit.full_name)
        if len(name) >= MIN_NAME_CHARS
        and not any(
            other.exists_on(day) and name in (other.name.value, other.full_name) for other in context.plan.roster
        )
    }
    for name, unit in ended.items():
        longer = {each for each in known if name in each and each != name}
        for passage in context.prose if name in context.text else ():
            for match in re.finditer(rf"(?<!原)(?<!前){re.escape(name)}", passage.value):
                window = passage.value[max(match.start() - 20, 0) : match.end() + 20]
                if passage.is_exempt(*match.span()) or any(each in window for each in longer):
                    continue
                hint = (
                    f"您是不是要写{quote(unit.renamed_to)}？"
                    if unit.renamed_to
                    else "核对名册里的停用日期；说的是以前的，前面加“原”"
                )
                until = format_day(unit.until) if unit.until else ""
                yield problem(passage, *match.span(), f"“{name}”{until}已停用", hint)


def _second_names(context: CheckContext) -> Iterator[Problem]:
    """Yield full names in running text of units that heads call by the short one."""
    used = {written.value for _, task in context.tasks() for written in units_of(task)}
    for unit in context.plan.roster:
        short, full = unit.name.value, unit.full_name
        if not full or full == short or short not in used or full in used or full not in context.text:
            continue
        for passage in context.prose:
            start = passage.value.find(full)
            if start >= 0 and not passage.is_exempt(start, start + len(full)):
                yield problem(
                    passage, start, start + len(full), f"{quote(full)}在责任栏里叫{quote(short)}", "全文统一成一个名字"
                )
                break


# --- units in tables -----------------------------------------------------------------------------

UNIT_COLUMN = lazy_pattern(
    r"(?:责任|承办|牵头|配合|主办|协办|落实|实施|报送|提供|发布|组织|审核|公开|负责|填报|对接|联系)?(?:科室|处室|股室|部门|单位)(?:名称)?"
)
"""The head of a column of units."""
_OWN_UNIT = lazy_pattern(rf"{HAN}{{1,12}}(?:科|室|股|处|办|中心|大队|站|所)")
_NO_ONE_UNIT = lazy_pattern(r"各|相关|有关|全体|本|所有|其他")


@rule("U013", Severity.WARNING, "表格里的科室与名册不符")
def unit_in_table(context: CheckContext) -> Iterator[Problem]:
    """Units in a column of a table that the roster does not have, or that had ended; columns of other organs are left alone."""
    roster = context.plan.roster
    known = {name for unit in roster for name in (unit.name.value, unit.full_name) if name}
    day = context.plan.issued.value or context.plan.head.expected.value
    for listed in context.tables() if roster else ():
        for index, head in enumerate(listed.head):
            if not UNIT_COLUMN.fullmatch("".join(head.text.value.split())):
                continue
            written = [named for row in listed.rows for named in _named_in(row[index].text)]
            own = sum(named.value in known for named in written)
            for named in written:
                name = named.value
                if name not in known:
                    # one name among the office's own, or nearly one of them
                    near = nearest(name, sorted(known), 0.5)
                    is_own = own * 2 >= len(written) and (_OWN_UNIT.fullmatch(name) or near)
                    if is_own and not _NO_ONE_UNIT.match(name) and named.runs:
                        hint = f"您是不是要写“{near[0]}”？" if near else "改成名册里的名称，或先在 units.yaml 里加上"
                        yield problem_with(named, f"名册里没有“{name}”", hint)
                elif day is not None and named.runs:
                    units = [unit for unit in roster if name in (unit.name.value, unit.full_name)]
                    if not any(unit.exists_on(day) for unit in units):
                        new = units[-1].renamed_to
                        hint = f"您是不是要写“{new}”？" if new else "核对名册里的启用、停用日期"
                        yield problem_with(named, f"{format_day(day)}没有{quote(named)}", hint)


def _named_in(cell: SourceText) -> Iterator[SourceText]:
    """Yield the names in a cell, parted by 、，；, line ends and blanks, without a role in front (牵头：)."""
    for match in re.finditer(r"[^、，；,;\s（）()：:]+", cell.value):
        if cell.value[match.end() : match.end() + 1] not in ("：", ":"):
            yield cell.slice(*match.span())
