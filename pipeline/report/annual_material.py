"""Write the material for the 年度报告 in Word, in the six parts of the format; what nobody stated is 待补."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.model import Plan
from pipeline.progress.model import TaskProgress, count_progress
from pipeline.progress.papers import counts_line
from pipeline.render.print_model import Line, Span, Style
from pipeline.render.word.form import Block, FormCell, FormTable, form_file, label, value
from pipeline.report.annual import (
    APPLICANTS,
    ASPECTS,
    DISCLOSED,
    DISPUTES,
    OUTCOMES,
    REQUESTS,
    AnnualData,
    AnnualRow,
    Blank,
    Value,
)
from pipeline.report.implementation import TO_BE_ADDED, late_line

_COUNTS = {"规章": ("本年制发", "本年废止", "现行有效"), "行政规范性文件": ("本年制发", "本年废止", "现行有效")}
_FEE = "行政事业性收费"


def material_title(plan: Plan) -> str:
    """Return what the material is called."""
    return f"{plan.organ}{plan.year}年政府信息公开工作年度报告材料"


def annual_material(plan: Plan, data: AnnualData, progress: Sequence[TaskProgress], template: Path) -> bytes:
    """Return the material as DOCX; raises TemplateError for a template that does not fit."""
    return form_file(material_title(plan), tuple(_blocks(data, progress)), plan, template)


def _blocks(data: AnnualData, progress: Sequence[TaskProgress]) -> Iterator[Block]:
    yield _heading("一、总体情况")
    yield from _stated(data.texts.get("总体情况", ""))
    yield from (_body(line) for line in aspect_lines(data, progress))
    yield _heading("二、主动公开政府信息情况")
    yield FormTable(
        "主动公开政府信息情况", (0.4, 0.6), [_disclosed(row, data) for row, _ in DISCLOSED], ("信息内容", "数量")
    )
    yield _heading("三、收到和处理政府信息公开申请情况")
    yield FormTable(
        "收到和处理政府信息公开申请情况",
        (0.37, *[0.09] * 7),
        [_numbers(row, data.requests, len(APPLICANTS)) for row in REQUESTS],
        ("（第一项加第二项之和，等于第三项加第四项之和）", *APPLICANTS),
    )
    yield _heading("四、政府信息公开行政复议、行政诉讼情况")
    yield FormTable(
        "行政复议、行政诉讼情况",
        (0.35, *[0.13] * 5),
        [_numbers(row, data.disputes, len(OUTCOMES)) for row in DISPUTES],
        ("", *OUTCOMES),
    )
    yield _heading("五、存在的主要问题及改进情况")
    yield from _stated(data.texts.get("存在的主要问题", ""))
    yield from (_body(line) for line in unfinished_lines(progress))
    yield from _stated(data.texts.get("改进情况", ""))
    yield _heading("六、其他需要报告的事项")
    yield _body(f"收取信息处理费情况：{data.fee or TO_BE_ADDED}。")
    yield from ([_body(data.texts["其他事项"])] if data.texts.get("其他事项") else [])


def _heading(text: str) -> Line:
    return Line(Style.HEADING_1, (Span(text),))


def _body(text: str) -> Line:
    return Line(Style.BODY, (Span(text),))


def _stated(text: str) -> Iterator[Line]:
    yield from (_body(line) for line in (text or f"{TO_BE_ADDED}。").split("\n") if line.strip())


def aspect_lines(data: AnnualData, progress: Sequence[TaskProgress]) -> Iterator[str]:
    """Yield what the register counts for each of the five aspects, and which items are in none."""
    placed: set[str] = set()
    for aspect in ASPECTS:
        items = data.aspects.get(aspect, ())
        own = [entry for entry in progress if entry.task.item in items]
        placed |= set(items)
        yield f"{aspect}：{f'计划中的任务{counts_line(count_progress(own))}' if own else f'{TO_BE_ADDED}。'}"
    left = dict.fromkeys(entry.task.title or entry.task.item for entry in progress if entry.task.item not in placed)
    if left:
        yield f"没有归入哪一方面的事项{len(left)}项：{'、'.join(left)}。"


def unfinished_lines(progress: Sequence[TaskProgress]) -> Iterator[str]:
    """Yield the tasks that are open at the end of the year, as the register has them."""
    left = [entry for entry in progress if entry.state.is_open]
    if not left:
        return
    yield f"年度计划没有完成的任务：{counts_line(count_progress(left), of_open=True)}"
    yield from (late_line(entry) for entry in left)


def shown(number: Value) -> str:
    """Return a cell as printed: 待补 for an empty one, “/” as it is."""
    match number:
        case Blank.EMPTY:
            return TO_BE_ADDED
        case Blank.SLASH:
            return "/"
        case _:
            return f"{number:f}"


def _disclosed(row: AnnualRow, data: AnnualData) -> tuple[FormCell, ...]:
    names = _COUNTS.get(row.key, ("本年收费金额",) if row.key == _FEE else ("本年处理决定数量",))
    values = data.disclosed.get(row.key) or [Blank.EMPTY] * len(names)
    unit = " 万元" if row.key == _FEE else " 件"
    parts = [
        f"{name} {shown(number)}{unit if number is not Blank.SLASH else ''}"
        for name, number in zip(names, values, strict=True)
    ]
    return label(row.label), value("；".join(parts))


def _numbers(row: AnnualRow, table: Mapping[str, Sequence[Value]], width: int) -> tuple[FormCell, ...]:
    if not row.key:
        return (value(row.label, colspan=width + 1),)
    values = table.get(row.key) or [Blank.EMPTY] * width
    return value(row.label), *(label(shown(number)) for number in values)
