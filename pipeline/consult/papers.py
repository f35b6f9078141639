"""The papers of 征求意见: what goes to each unit, who was asked, and what was made of the opinions (采纳情况表).

All of them are for the office alone.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.consult.collect import FORM_TITLE, OTHER, STATE_LINE
from pipeline.consult.decide import ADOPTION, OPINION, REASON, UNIT
from pipeline.consult.model import Adoption, Consultation, Opinion, about
from pipeline.consult.read import AGREED
from pipeline.model import Orientation, Plan
from pipeline.render import comparison_table
from pipeline.render.comparison_table import ComparisonTable, plain_row
from pipeline.render.compose import compose
from pipeline.render.word import document
from pipeline.render.xlsx.table import SheetTable, workbook
from pipeline.tasks.choose import tasks_of_groups_alone, tasks_of_unit
from pipeline.tasks.lists import KEY_HEAD, TASK_HEAD, file_stem, plan_day, widths_for
from pipeline.tasks.planned import names_of
from pipeline.text.dates import format_day
from pipeline.typography import gbt9704

ADOPTIONS = "采纳情况表.docx"

_FORM_HEAD = ("序号", TASK_HEAD, "角色", "完成时间", "同意/意见", "负责人签字", KEY_HEAD)
_FORM_WIDTHS = (0.06, 0.37, 0.07, 0.1, 0.2, 0.09, 0.11)
_OPINION_COLUMN = 4


def consult_papers(plan: Plan, round_: Consultation, template: Path, by: date | None) -> dict[str, bytes]:
    """Return every paper by file name; `by` is the day by which the units answer.

    With answers registered the 采纳情况表 is among them. Raises TemplateError for a template that does not fit.
    """
    page = gbt9704.PAGES[plan.head.layout.value]
    files = {"征求意见稿.docx": document.plan(compose(plan.with_stage("征求意见稿")), template, page)}
    for unit in round_.units:
        form = confirmation_form(plan, round_, unit, by)
        sheet = SheetTable(FORM_TITLE, form, {_OPINION_COLUMN: (), _OPINION_COLUMN + 1: ()})
        name = f"{FORM_TITLE}/{file_stem(unit)}"
        files[f"{name}.docx"] = comparison_table.docx(form, plan, template)
        files[f"{name}.xlsx"] = workbook([sheet], title=form.title, organ=plan.organ, day=plan_day(plan))
    files["征求意见名单.docx"] = comparison_table.docx(asked_table(plan, round_, by), plan, template)
    if any(round_.answers.values()):
        files[ADOPTIONS] = comparison_table.docx(adoption_table(plan, round_), plan, template)
    return files


def confirmation_form(plan: Plan, round_: Consultation, unit: str, by: date | None) -> ComparisonTable:
    """Return the 任务确认单 of a unit: its tasks in the draft's words, with room for its opinion on each."""
    names = names_of(unit, plan.roster) or (unit,)
    own = tasks_of_unit(round_.tasks, unit, plan)
    rows = tuple(
        plain_row(
            task.label,
            task.text,
            "、".join(role.value for role in task.roles_of(names)),
            task.deadline.text.value,
            "",
            "",
            task.key,
        )
        for task in own
    )
    until = f"请于{format_day(by)}前交回办公室。" if by is not None else "请填好交回办公室。"
    return ComparisonTable(
        f"{plan.year}年{FORM_TITLE}（{unit}）",
        _FORM_HEAD,
        widths_for(_FORM_WIDTHS, (task.label for task in own)),
        rows,
        (
            f"{unit}：下列 {len(rows)} 项任务列入《{plan.name}》（{round_.state}），请逐项写“同意”或意见。{until}"
            f"“{KEY_HEAD}”一栏和末尾的“{STATE_LINE}”不改、不删。",
        ),
        (
            f"{OTHER}：",
            "科室负责人签字：　　　　　　　　　　　　　　　　年　　月　　日",
            _state_line(plan, round_),
        ),
        Orientation.LANDSCAPE,
    )


def _state_line(plan: Plan, round_: Consultation) -> str:
    """The line by which a paper that comes back says which 稿本 it is about (`collect.stated_states`)."""
    return f"{STATE_LINE}：{plan.year}@{round_.state}"


def asked_table(plan: Plan, round_: Consultation, by: date | None) -> ComparisonTable:
    """Return the list of who was asked, with what has come back by the day of the last answer; nothing before the first."""
    rows = tuple(
        plain_row(
            str(number),
            unit,
            str(len(tasks_of_unit(round_.tasks, unit, plan))),
            "",
            _returned(round_, unit, by),
        )
        for number, unit in enumerate(round_.units, 1)
    )
    last = round_.collected_on
    until = f"，{format_day(by)}前交回" if by is not None else ""
    returned = len(round_.units) - len(round_.silent)
    so_far = f"截至{format_day(last)}，已交回 {returned} 个。" if last is not None else ""
    numbers = "、".join(dict.fromkeys(task.label for task in tasks_of_groups_alone(round_.tasks, plan)))
    return ComparisonTable(
        f"{plan.year}年政务公开工作计划征求意见名单",
        ("序号", "科室", "任务数", "签收", "交回情况"),
        (0.1, 0.3, 0.12, 0.2, 0.28),
        rows,
        (f"《{plan.name}》（{round_.state}）征求下列 {len(round_.units)} 个科室的意见{until}。{so_far}",),
        (f"第{numbers}项的责任只写了统称（如“相关科室”），没有发给哪一个科室征求意见。",) if numbers else (),
    )


def _returned(round_: Consultation, unit: str, by: date | None) -> str:
    """What has come back of a unit; nothing while nobody has answered, and 没有交回 only after the last day."""
    answers, last = round_.answers.get(unit, ()), round_.collected_on
    if answers:
        return answer_words(round_, answers)
    if not any(round_.answers.values()):
        return ""
    return "没有交回" if by is not None and last is not None and last > by else "尚未交回"


def answer_words(round_: Consultation, answers: Sequence[Opinion]) -> str:
    """Return what a unit has answered in a few words: no opinion, or how many about which tasks."""
    opinions = [answer for answer in answers if not answer.is_agreement]
    if not opinions:
        return AGREED
    tasks = {task.key: task for task in round_.tasks}
    places = dict.fromkeys(about(tasks.get(opinion.key), opinion.key).partition(" ")[0] for opinion in opinions)
    return f"提出意见 {len(opinions)} 条（{'、'.join(places)}）"


def adoption_table(plan: Plan, round_: Consultation) -> ComparisonTable:
    """Return the 采纳情况表: every opinion with what was made of it and why; what is still open is left empty, to be filled in."""
    tasks = {task.key: task for task in round_.tasks}
    rows = tuple(
        plain_row(
            str(number),
            opinion.unit,
            about(tasks.get(opinion.key), opinion.key),
            opinion.text,
            opinion.adoption.value if opinion.adoption is not None else "",
            opinion.reason,
        )
        for number, opinion in enumerate(round_.opinions, 1)
    )
    return ComparisonTable(
        f"《{plan.name}》意见采纳情况表",
        ("序号", UNIT, "任务", OPINION, ADOPTION, REASON),
        (0.06, 0.11, 0.2, 0.32, 0.1, 0.21),
        rows,
        (f"就{round_.state}{adoption_line(round_)}",),
        (_state_line(plan, round_),),
        Orientation.LANDSCAPE,
    )


def adoption_line(round_: Consultation) -> str:
    """Return the figures of a round in one sentence, as the 起草说明 has them."""
    answered = len(round_.units) - len(round_.silent)
    parts = [f"征求 {len(round_.units)} 个科室意见", f"收到 {answered} 个科室答复"]
    if round_.agreeing:
        parts.append(f"{len(round_.agreeing)} 个科室没有意见（{'、'.join(round_.agreeing)}）")
    if round_.opinions:
        made = "、".join(f"{adoption.value} {count} 条" for adoption in Adoption if (count := round_.count(adoption)))
        open_ = round_.count(None)
        undecided = f"还没有定的 {open_} 条" if open_ else ""
        parts.append(f"提出意见 {len(round_.opinions)} 条，其中{'、'.join(part for part in (made, undecided) if part)}")
    if round_.silent:
        parts.append(f"尚未答复的 {len(round_.silent)} 个：{'、'.join(round_.silent)}")
    return "；".join(parts) + "。"
