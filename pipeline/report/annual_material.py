"""Write the material for the 年度报告 in Word, in the six parts of the format; what nobody stated is 待补."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.model import TO_BE_ADDED, Plan
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
from pipeline.report.implementation import late_line

_CLAUSES = (
    ("第二十条第（一）项", ("本年制发件数", "本年废止件数", "现行有效件数"), ("规章", "行政规范性文件")),
    ("第二十条第（五）项", ("本年处理决定数量",), ("行政许可",)),
    ("第二十条第（六）项", ("本年处理决定数量",), ("行政处罚", "行政强制")),
    ("第二十条第（八）项", ("本年收费金额（单位：万元）",), ("行政事业性收费",)),
)
"""Part two of the format: each 项 of 条例 art. 20 with its columns, and the keys of the rows under it."""

_REQUESTS_HEAD = (
    (
        label("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rowspan=3),
        label("申请人情况", colspan=len(APPLICANTS)),
    ),
    (label(APPLICANTS[0], rowspan=2), label("法人或其他组织", colspan=5), label(APPLICANTS[-1], rowspan=2)),
    tuple(map(label, APPLICANTS[1:-1])),
)
"""The head of the table of part three in the format."""

_DISPUTES_HEAD = (
    (label("行政复议", colspan=5, rowspan=2), label("行政诉讼", colspan=10)),
    (label("未经复议直接起诉", colspan=5), label("复议后起诉", colspan=5)),
    tuple(label(*filter(None, (outcome[:2], outcome[2:]))) for _ in DISPUTES for outcome in OUTCOMES),
)
"""The head of the table of part four: the three rows of annual.yaml stand side by side."""


def material_title(plan: Plan) -> str:
    """Return what the material is called."""
    return f"{plan.organ}{plan.year}年政府信息公开工作年度报告材料"


def annual_material(plan: Plan, data: AnnualData, progress: Sequence[TaskProgress], template: Path) -> bytes:
    """Return the material as DOCX; raises TemplateError for a template that does not fit."""
    return form_file(material_title(plan), tuple(_blocks(data, progress)), plan, template)


def _blocks(data: AnnualData, progress: Sequence[TaskProgress]) -> Iterator[Block]:
    yield _heading("一、总体情况")
    yield from _stated(data.texts.get("总体情况", "") or f"总体情况{TO_BE_ADDED}。")
    yield from (_body(line) for line in aspect_lines(data, progress))
    yield _heading("二、主动公开政府信息情况")
    yield FormTable("主动公开政府信息情况", (0.4, 0.2, 0.2, 0.2), tuple(_disclosed(data)), is_whole=True)
    yield _heading("三、收到和处理政府信息公开申请情况")
    yield FormTable(
        "收到和处理政府信息公开申请情况",
        (0.37, *[0.09] * 7),
        (*_REQUESTS_HEAD, *(_numbers(row, data.requests, len(APPLICANTS)) for row in REQUESTS)),
        head_rows=len(_REQUESTS_HEAD),
    )
    yield _heading("四、政府信息公开行政复议、行政诉讼情况")
    disputes = [label(shown(number)) for row in DISPUTES for number in _of_row(row, data.disputes, len(OUTCOMES))]
    yield FormTable(
        "行政复议、行政诉讼情况",
        (1 / len(disputes),) * len(disputes),
        (*_DISPUTES_HEAD, tuple(disputes)),
        head_rows=len(_DISPUTES_HEAD),
    )
    yield _heading("五、存在的主要问题及改进情况")
    yield from _stated(data.texts.get("存在的主要问题", "") or f"存在的主要问题{TO_BE_ADDED}。")
    yield from (_body(line) for line in unfinished_lines(progress))
    yield from _stated(data.texts.get("改进情况", "") or f"改进情况{TO_BE_ADDED}。")
    yield _heading("六、其他需要报告的事项")
    yield _body(f"收取信息处理费情况：{data.fee}。" if data.fee else f"收取信息处理费情况{TO_BE_ADDED}。")
    yield from ([_body(data.texts["其他事项"])] if data.texts.get("其他事项") else [])


def _heading(text: str) -> Line:
    return Line(Style.HEADING_1, (Span(text),))


def _body(text: str) -> Line:
    return Line(Style.BODY, (Span(text),))


def _stated(text: str) -> Iterator[Line]:
    yield from (_body(line) for line in text.split("\n") if line.strip())


def aspect_lines(data: AnnualData, progress: Sequence[TaskProgress]) -> Iterator[str]:
    """Yield what the register counts for each of the five aspects, and which items are in none."""
    placed: set[str] = set()
    for aspect in ASPECTS:
        items = data.aspects.get(aspect, ())
        own = [entry for entry in progress if entry.task.item in items]
        placed |= set(items)
        yield f"{aspect}：计划中的任务{counts_line(count_progress(own))}" if own else f"{aspect}情况{TO_BE_ADDED}。"
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


def _disclosed(data: AnnualData) -> Iterator[tuple[FormCell, ...]]:
    """The rows of part two: under each 项 of the article its own columns."""
    for clause, columns, keys in _CLAUSES:
        yield (label(clause, colspan=4),)
        wide = 3 // len(columns)
        yield label("信息内容"), *(label(column, colspan=wide) for column in columns)
        for row, width in DISCLOSED:
            if row.key in keys:
                values = _of_row(row, data.disclosed, width)
                yield label(row.label), *(label(shown(number), colspan=wide) for number in values)


def _of_row(row: AnnualRow, table: Mapping[str, Sequence[Value]], width: int) -> Sequence[Value]:
    return table.get(row.key) or [Blank.EMPTY] * width


def _numbers(row: AnnualRow, table: Mapping[str, Sequence[Value]], width: int) -> tuple[FormCell, ...]:
    if not row.key:
        return (value(row.label, colspan=width + 1),)
    return value(row.label), *(label(shown(number)) for number in _of_row(row, table, width))
