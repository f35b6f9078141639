"""plan.pdf: what its pages show, measured by clause, and what no clause is about; what the file claims."""

import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf
import pytest
from fontTools.ttLib import TTFont

from pipeline import fonts
from pipeline.errors import FontError, TemplateError, ZwgkError
from pipeline.fonts import Faces
from pipeline.model import (
    Column,
    ColumnRole,
    Deadline,
    DeadlineKind,
    FreeAnnex,
    Item,
    Layout,
    Link,
    Orientation,
    Plan,
    Section,
    Strong,
    Table,
    TaskTable,
)
from pipeline.parse import parse
from pipeline.readers.pdf_page import Cell, Line, Table as PrintedTable
from pipeline.render.pdf import justify, page_breaks, weasyprint_adapter
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.render.print_model import Cell as PrintedCell, Span, Style, Tightened
from pipeline.source import SourceText, load_year
from pipeline.tools import make_pango_declarations
from pipeline.typography import gbt9704 as standard
from tests import validators
from tests.builders import MIXED, ROOT, TABLE_TITLE, TEMPLATES, TITLE, item, paragraph, plan_of, task
from tests.layout_oracle import MM, all_lines, assert_conforms, faces_in, line, pages, printed, texts
from tests.plans import ALL_COLUMNS

pytestmark = pytest.mark.slow

LEFT, RIGHT = 28.0, 184.0
ROLES = {
    "序号": ColumnRole.NUMBER,
    "工作任务": ColumnRole.GROUP,
    "名称": ColumnRole.NAME,
    "类型": ColumnRole.KIND,
    "具体内容": ColumnRole.WORDS,
    "牵头单位": ColumnRole.LEAD,
    "配合单位": ColumnRole.SUPPORT,
    "责任单位": ColumnRole.OWNER,
    "完成时间": ColumnRole.DEADLINE,
    "备注": ColumnRole.REMARK,
}
NEVER_FIRST = set("，。、；：？！）》〉】〕”’·～％…")
NEVER_LAST = set("（《〈【〔“‘")


def written(plan: Plan, faces: Faces, **options: Any) -> bytes:
    """plan.pdf of a plan."""
    return printed(plan, faces, **options).content


def body_lines(content: bytes) -> list[Line]:
    """The lines with 仿宋, cells and table heads too."""
    return [line for line in all_lines(content) if "fang" in faces_in(line)]


def drawn_width(line: Line) -> float:
    """The width of a line's characters without what is between them, in mm."""
    return sum(glyph.right - glyph.left for glyph in line.glyphs)


def tables_of(content: bytes) -> list[PrintedTable]:
    """The ruled tables, one for each page that a table is on."""
    return [table for page in pages(content, with_tables=True) for table in page.tables]


def cell_texts(cell: Cell | None) -> list[str]:
    """The lines of a cell, none where a merged cell covers it."""
    return [line.text for line in cell.lines] if cell else []


def columns_of(*names: str) -> tuple[Column, ...]:
    """Columns of a task table by their usual names."""
    return tuple(Column(ROLES[name], name) for name in names)


def cells_of(table: PrintedTable) -> list[Cell]:
    """The cells of a table; a cell is what is ruled on four sides."""
    return [cell for row in table.rows for cell in row if cell]


# --- clauses -----------------------------------------------------------------------

ANNEX_NOTES = (TaskTable(SourceText("长" * 40)), FreeAnnex(SourceText("名词解释"), "名词", (paragraph("名词。"),)))
HEADING_AT_EVERY_LINE = plan_of(
    *(Section(paragraph(f"第{number}方面"), 1, (paragraph("政" * (28 * 22 - 2)),)) for number in range(23)), annexes=()
)
"""Headings that each begin a line further down their page."""
ROWS = plan_of(*(item(str(number), f"甲{number}乙" + "政" * 90) for number in range(1, 25)))

CLAUSES: dict[str, tuple[Plan, tuple[str, ...]]] = {
    "annexes listed": (plan_of(item("一", "政务。"), annexes=ANNEX_NOTES), (
        "署名：右空", "成文日期：右空", "日期在署名下一行", "附件说明：左空二字", "附件说明：回行与名称首字对齐",
        "附件说明：左空二字，回行与名称对齐", "附件说明：上空一行",
    )),
    "a heading at every line": (HEADING_AT_EVERY_LINE, ("层次标题不在页末",)),
    "short rows over pages": (ROWS, ("表头每页重复", "表格的行不跨页断开（很高的除外）")),
    **{
        f"Latin in {name}": (plan_of(paragraph("政务。"), organ=SourceText(name), annexes=()), ("成文日期：右空",))
        for name in ("某市WTO事务咨询中心", "某市5G+XR产业园AI创新中心")
    },
    **{
        # with this many lines the sign-off goes over, or would leave the last paragraph behind
        f"last words below {lines} lines": (
            plan_of(paragraph("政" * (28 * lines - 2)), paragraph("末" * 60), annexes=()), ("署名、日期与正文同页",),
        )
        for lines in range(12, 20)
    },
}  # fmt: skip
"""Plans, and the clauses that each is there to show."""


@pytest.mark.parametrize("case", CLAUSES)
def test_clauses_conform(case: str, faces: Faces) -> None:
    plan, labels = CLAUSES[case]
    assert_conforms(plan, faces, *labels)


@pytest.mark.parametrize("layout", Layout)
def test_a_page_holds_22_lines_of_28_characters(faces: Faces, layout: Layout) -> None:
    plan = plan_of(paragraph("政" * 28 * 60), annexes=(), layout=layout)
    measured = assert_conforms(plan, faces, "撑满版心：满行的右端", "页码：单页居右空一字", "页码：双页居左空一字")
    assert measured["每行字数"] == "28 字"
    assert measured["每面行数"].startswith("22 行")
    # all lines of it, to a hundredth of a millimetre
    assert "；" not in measured["行距"]
    first, *_, last = pages(written(plan, faces))
    assert any("政政" in text for text in texts(first))
    # two of its lines at least go with the signature
    assert sum("政" in text for text in texts(last)) >= 3


@pytest.mark.parametrize("layout", Layout)
def test_a_character_of_the_fallback_face_makes_no_line_higher(faces: Faces, layout: Layout) -> None:
    body = paragraph("".join(f"政务公开{rare}" * 125 for rare in "½㎡龘𠮷囍"))
    measured = assert_conforms(plan_of(body, annexes=(), layout=layout), faces)
    assert measured["每面行数"].startswith("22 行")
    assert "；" not in measured["行距"]


# --- lines -------------------------------------------------------------------------


def test_latin_words_and_numbers_are_not_opened(faces: Faces) -> None:
    opened = 0
    for full in body_lines(written(plan_of(paragraph(MIXED * 6), annexes=()), faces))[:-4]:
        for left, right in pairwise(full.glyphs):
            gap = right.left - left.right
            if left.text.isascii() and right.text.isascii() and " " not in (left.text, right.text):
                assert gap == pytest.approx(0, abs=0.01), full.text
            elif gap > 0.04:
                opened += 1
    assert opened


def test_last_lines_and_broken_titles_are_not_stretched(faces: Faces) -> None:
    long = "某某市某某区人力资源和社会保障局关于进一步深化2024年度政务公开工作的实施计划"
    lines = all_lines(written(plan_of(paragraph("政" * 40), title=SourceText(long), annexes=()), faces))
    titles = [line for line in lines if faces_in(line) == {"title"}]
    assert len(titles) > 1
    last = next(line for line in lines if line.text.startswith("政" * 14) and len(line.text) < 20)
    for loose in (*titles, last):
        assert loose.right - loose.left == pytest.approx(drawn_width(loose), abs=0.01)


def test_no_line_begins_or_ends_with_a_forbidden_mark(faces: Faces) -> None:
    """Said apart from the marks that the code and its clauses know."""
    chance = random.Random(9704)  # noqa: S311 - any fixed words will do
    pieces = [
        "政务",
        "公开",
        "“政策”",
        "、",
        "，",
        "。",
        "《要点》",
        "（试行）",
        "·",
        "～",
        "2024年",
        "6月27日",
        "第3次",
        "98％",
        "……",
    ]
    paragraphs = [paragraph("开" + "".join(chance.choices(pieces, k=80)).replace("，。", "。")) for _ in range(12)]
    found = [line.text for line in body_lines(written(plan_of(*paragraphs, annexes=()), faces))]
    assert len(found) > 80
    for above, below in pairwise(found):
        assert below[0] not in NEVER_FIRST, (above, below)
        assert above[-1] not in NEVER_LAST, (above, below)
        assert not (above[-1].isdigit() and below[0] in "年月日次％"), (above, below)
        assert not (above[-1] in "年月" and below[0].isdigit() and above[-2].isdigit()), (above, below)
        assert not (above[-1] == "第" and below[0].isdigit()), (above, below)


def test_characters_that_control_lines_are_not_in_the_text(faces: Faces) -> None:
    with pdfplumber.open(BytesIO(written(plan_of(paragraph(MIXED * 2)), faces))) as file:
        read = "".join(page.extract_text().replace("\n", "") for page in file.pages)
    assert not set(read) & {"\u200b", "\u2060"}
    assert "International standards organization" in read
    assert (MIXED * 2).replace(" ", "") in read.replace(" ", "")


def test_the_plan_of_2023_stands_as_it_was_measured(faces: Faces) -> None:
    found = pages(written(parse(load_year(ROOT / "content", 2023)).plan, faces))[:5]
    # the page number is a line as well
    assert [len(page.lines) - 1 for page in found] == [20, 22, 22, 20, 5]
    assert texts(found[4])[-3:-1] == ["宝山区财政局", "2023年6月27日"]
    full = [line for page in found[1:4] for line in page.lines if len(line.text) == 28]
    assert len(full) > 30
    assert all(183.84 <= line.right <= 184.005 or line.text[-1] in "。）" for line in full)
    assert not any({"more", "kai"} & faces_in(line) for page in found for line in page.lines)


# --- the parts of the paper -----------------------------------------------------------


def test_each_part_has_its_face(faces: Faces) -> None:
    deep = Section(paragraph("三级"), 3, (Section(paragraph("四级"), 4, ()),))
    parts = (
        Section(paragraph("一级"), 1, (Section(paragraph("二级"), 2, (deep,)),)),
        paragraph("甲乙丙", Strong(1, 2)),
    )
    found = {line.text: faces_in(line) for line in all_lines(written(plan_of(*parts), faces))}
    assert found["一、一级"] == {"hei"}
    assert found["（一）二级"] == {"kai"}
    assert found["1.三级"] == found["（1）四级"] == {"fang"}
    assert found["甲乙丙"] == {"fang", "hei"}
    assert found["附件"] == found["序号具体内容责任部门完成时间"] == {"hei"}


def test_the_fallback_face_is_embedded_only_where_it_is_needed(faces: Faces) -> None:
    plain, rare = (all_lines(written(plan_of(paragraph(text)), faces)) for text in ("政务公开。", "㙍字。"))
    assert not any("more" in faces_in(line) for line in plain)
    assert {glyph.text for line in rare for glyph in line.glyphs if glyph.face == "more"} == {"㙍"}


def test_a_character_no_face_has_is_refused(faces: Faces) -> None:
    with pytest.raises(ZwgkError, match=r"U\+"):
        written(plan_of(paragraph("\U00010900字。")), faces)


# --- the annex ---------------------------------------------------------------------


def test_narrow_cells_are_set_flush_left(faces: Faces) -> None:
    table, *_ = tables_of(written(plan_of(*(item(str(number), MIXED) for number in range(4))), faces))
    assert table.rows[0][0]
    assert table.rows[0][0].left == pytest.approx(LEFT, abs=0.2)
    narrow = [line for row in table.rows[1:] if row[2] for line in row[2].lines]
    assert len(narrow) > 3
    for loose in narrow:
        assert loose.right - loose.left == pytest.approx(drawn_width(loose), abs=0.01), loose.text


@pytest.mark.parametrize("count", range(5, 10))
def test_rows_of_headings_never_end_a_page(count: int, faces: Faces) -> None:
    """From seven rows above them on, the headings go over with the row that they are over."""
    parts = [
        Section(paragraph("推进公开"), 1, (Section(paragraph("决策公开"), 2, tuple(item(f"前{number}", "甲。") for number in range(count))),)),
        Section(paragraph("强化保障"), 1, (Section(paragraph("培训考核"), 2, (item("后", "政" * 60), item("末", "末。"))),)),
    ]  # fmt: skip
    tables = tables_of(written(plan_of(*parts, heading_rows=True), faces))
    rows = [["".join("".join(cell_texts(cell)) for cell in row) for row in table.rows] for table in tables]
    assert sum(text == "二、强化保障" for of_page in rows for text in of_page) == 1
    assert not {of_page[-1] for of_page in rows} & {"二、强化保障", "（一）培训考核"}
    assert ("二、强化保障" in [of_page[1] for of_page in rows[1:]]) == (count >= 7)
    # the table ends below its last row, not where the rows that moved on would have ended
    for table in tables:
        last = max(line.bottom for cell in cells_of(table) for line in cell.lines)
        assert max(cell.bottom for cell in cells_of(table)) - last < standard.LINE_TABLE * MM


def test_a_row_longer_than_a_page_is_split_between_ruled_lines(faces: Faces) -> None:
    tables = tables_of(written(plan_of(item("一", "短。"), item("二", "政" * 2000), item("三", "末。")), faces))
    assert len(tables) > 3
    for table in tables:
        assert cell_texts(table.rows[0][1]) == ["具体内容"]
        assert len(table.rows[0]) == 4
        for cell in cells_of(table):
            assert all(cell.top < line.top and line.bottom < cell.bottom for line in cell.lines)
    written_out = "".join("".join(cell_texts(cell)) for table in tables for cell in cells_of(table))
    assert written_out.count("政") == 2000


def test_each_page_of_a_split_row_has_its_number_and_deadline(faces: Faces) -> None:
    tables = tables_of(written(plan_of(item("一", "短。"), item("二", "政" * 2000), item("三", "末。")), faces))
    rows = [row for table in tables for row in table.rows if any("政政" in text for text in cell_texts(row[1]))]
    assert len(rows) > 3
    assert {tuple(cell_texts(row[0])) for row in rows} == {("2",)}
    assert {tuple(cell_texts(row[3])) for row in rows} == {("全年",)}


def test_each_page_of_a_split_row_says_what_work_it_belongs_to(faces: Faces) -> None:
    columns = tuple(
        Column(role, head)
        for role, head in (
            (ColumnRole.NUMBER, "序号"),
            (ColumnRole.GROUP, "工作任务"),
            (ColumnRole.WORDS, "具体内容"),
            (ColumnRole.LEAD, "牵头部门"),
            (ColumnRole.SUPPORT, "配合部门"),
            (ColumnRole.DEADLINE, "完成时间"),
            (ColumnRole.REMARK, "备注"),
        )
    )
    work = Section(paragraph("规范公共资源配置结果公开"), 1, (item("一", "短。"), item("二", "政" * 420)))
    tables = tables_of(written(plan_of(work, columns=columns), faces))
    rows = [row for table in tables for row in table.rows if any("政政" in text for text in cell_texts(row[2]))]
    assert len(rows) > 1
    assert {"".join(cell_texts(row[1])) for row in rows} == {"规范公共资源配置结果公开"}


def page(lines: float, *, text: bool) -> Mapping[str, tuple[float, float, float, float]]:
    """The anchors of a page with so many lines of the row r1.0, and whether any are of its own text."""
    box = (0.0, 0.0, 100.0, lines * standard.LINE_TABLE + 2 * standard.CELL_PADDING_ABOVE)
    return {"r1.0": box} | ({"r1.0-text-1-1": box} if text else {})


def test_a_row_whose_repeated_words_are_alone_on_a_page_repeats_less() -> None:
    row = page_breaks.TableRow("r1.0", True, False, ())
    tables = {1: page_breaks.Table((), (row,))}
    first = page_breaks.split_rows(tables, [page(4, text=True), page(8, text=True)], 1.0, {})
    assert first == {"r1.0": page_breaks.SplitRow(1, 4, 4, (4,))}
    alone = [page(4, text=True), page(18, text=True), page(4, text=False)]
    less = page_breaks.split_rows(tables, alone, 1.0, first)
    assert less == {"r1.0": page_breaks.SplitRow(1, 3, 3, (4,), is_capped=True)}
    # and it stays so
    assert page_breaks.split_rows(tables, [page(4, text=True), page(8, text=True)], 1.0, less) == less


def test_units_are_given_up_before_the_label_of_a_row() -> None:
    units = page_breaks.TableCell(4, PrintedCell(((Span("政" * 20),),), Style.TABLE_CELL), True, 1, 5, 4.0)
    tables = {1: page_breaks.Table((), (page_breaks.TableRow("r1.0", True, False, (units,), lines=50, least=5),))}
    first = {"r1.0": page_breaks.SplitRow(1, 5, 5, (5,))}
    alone = [page(5, text=True), page(30, text=True), page(5, text=False)]
    assert page_breaks.split_rows(tables, alone, 1.0, first)["r1.0"].label_lines == 5
    assert page_breaks.split_rows(tables, alone, 1.0, first)["r1.0"].lines == 4


def test_a_label_stays_whose_row_was_thought_to_be_on_more_pages() -> None:
    tables = {1: page_breaks.Table((), (page_breaks.TableRow("r1.0", True, False, (), lines=50, least=5),))}
    first = {"r1.0": page_breaks.SplitRow(2, 5, 5, (5, 30))}
    alone = [page(12, text=True), page(30, text=True), page(5, text=False)]
    assert page_breaks.split_rows(tables, alone, 1.0, first)["r1.0"] == page_breaks.SplitRow(
        1, 4, 5, (12,), is_capped=True
    )


def test_a_way_of_tightening_that_does_not_fit_gives_way_to_the_next() -> None:
    wide, narrow = Tightened(3, 28.0, 1), Tightened(3, 27.75, 1)
    below: Mapping[str, tuple[float, float, float, float]] = {"under-plan": (0.0, 0.0, 1.0, 1.0)}
    assert page_breaks.fitting_ends({"plan": (wide, narrow)}, [{}, below]) == {"plan": (wide, narrow)}
    assert page_breaks.fitting_ends({"plan": (wide, narrow)}, [{}, {}, below]) == {"plan": (narrow,)}
    assert page_breaks.fitting_ends({"plan": (narrow,)}, [{}, {}, below]) == {}


def test_nothing_is_repeated_behind_a_row_that_was_laid_out_otherwise() -> None:
    table = page_breaks.Table((), tuple(page_breaks.TableRow(f"r1.{row}", True, False, ()) for row in range(4)))
    once, twice = page_breaks.SplitRow(1, 3, 3), page_breaks.SplitRow(2, 3, 3)
    decided = {"r1.0": once, "r1.1": once, "r1.2": once}
    assert page_breaks.agreed_rows({1: table}, decided, decided) == decided
    assert page_breaks.agreed_rows({1: table}, decided, decided | {"r1.1": twice}) == {"r1.0": once}
    assert page_breaks.agreed_rows({1: table}, decided, decided | {"r1.0": twice}) == {}


@pytest.mark.parametrize("paper", Orientation)
def test_a_table_leaves_no_more_than_a_quarter_of_a_page_empty(faces: Faces, paper: Orientation) -> None:
    parts = [item(f"第{number}", "政" * 310) for number in range(6)]
    parts += [Item("几项", SourceText("几项"), item("几项", "务" * 70).tasks * 4)]
    parts += [item(f"又{number}", "政" * 310) for number in range(4)]
    content = written(plan_of(*parts, annex_orientation=paper), faces)
    found = [page for page in pages(content, with_tables=True) if page.tables]
    foot = found[0].height - (standard.GBT_33476.bottom if paper is Orientation.PORTRAIT else 26)
    heights = []
    for page in found[:-1]:
        (table,) = page.tables
        heights.append((foot - max(cell.bottom for cell in cells_of(table))) / (foot - 35))
    assert len(heights) > 3
    assert max(heights) < 0.25, heights


@pytest.mark.parametrize("lines", range(17, 21))
def test_no_page_has_nothing_but_a_last_line(faces: Faces, lines: int) -> None:
    annex = FreeAnnex(SourceText("说明"), "说明", (paragraph("政" * (28 * lines - 10)),))
    *_, before, last = pages(written(plan_of(paragraph("做好。"), annexes=(annex,)), faces))
    counts = [sum("政政" in text for text in texts(page)) for page in (before, last)]
    assert counts[1] == lines or min(counts) >= 2, counts


def test_no_last_line_has_a_single_character(faces: Faces) -> None:
    content = written(plan_of(paragraph("政" * 26 + "务。"), paragraph("公" * 82 + "开。"), annexes=()), faces)
    (page,) = pages(content)
    ends = [text for text in texts(page) if text.endswith(("务。", "开。"))]
    assert [min(len(text), 3) for text in ends] == [3, 3]


def empty_feet(content: bytes, before: int) -> list[float]:
    """The empty lines at the foot of each page but the last `before`."""
    upright = [page for page in pages(content) if page.width < page.height]
    text = [max(line.bottom for line in page.lines if line.bottom < 265) for page in upright[: -1 - before]]
    return [(262 - bottom) / standard.GBT_33476.line_mm for bottom in text]


def test_what_introduces_a_table_is_left_behind_rather_than_a_foot_of_four_lines(faces: Faces) -> None:
    body = [paragraph("政" * (28 * count - 2)) for count in (4, 4, 4, 1)]
    head, row = (paragraph("事项"), paragraph("说明")), (paragraph("甲"), paragraph("政" * 90))
    part = Section(paragraph("主要工作"), 1, (paragraph("按下表办理，" + "政" * 28),))
    plan = plan_of(*body, part, Table(head, (row,) * 3), paragraph("末。"), annexes=())
    first, *_ = pages(written(plan, faces))
    assert any("按下表办理" in text for text in texts(first))
    assert not first.tables


def test_no_line_in_a_cell_has_a_single_character(faces: Faces) -> None:
    heads, when = ("事项", "渠道", "说明", "时限"), "信息形成之日起20个工作日内"
    rows = [(word, "政府网站", "政" * 60, when) for word in ("甲事项", "乙事项")]
    table = Table(tuple(map(paragraph, heads)), tuple(tuple(map(paragraph, row)) for row in rows))
    found = [cell_texts(cell) for one in tables_of(written(plan_of(table), faces)) for cell in cells_of(one)]
    own = [texts for texts in found if "".join(texts) == when]
    assert own
    assert all(len(text) > 1 for texts in own for text in texts), own


def test_a_column_of_units_in_a_table_of_the_plan_is_broken_between_words(faces: Faces) -> None:
    heads = ("序号", "公开事项", "公开渠道", "责任科室", "公开时限")
    row = ("1", "财政预算决算信息", "政府网站、政务新媒体、广播电视", "价格监督检查和反不正当竞争科", "年底前")
    table = Table(tuple(map(paragraph, heads)), (tuple(map(paragraph, row)),) * 2)
    found = [cell_texts(cell) for one in tables_of(written(plan_of(table), faces)) for cell in cells_of(one)]
    own = next(texts for texts in found if "".join(texts) == row[3])
    assert own in (
        ["价格监督检查", "和反不正当竞争科"],
        ["价格监督检查", "和反不正当", "竞争科"],
        ["价格监督", "检查", "和反不正当", "竞争科"],
    )


TWO_ANNEXES = tuple(FreeAnnex(SourceText(name), name, (paragraph("甲。"),)) for name in ("说明", "目录"))


@pytest.mark.parametrize("last", [50, 80, 110])
@pytest.mark.parametrize("lines", [35, 36, 37])
def test_no_more_than_three_lines_are_empty_before_the_page_of_the_signature(
    faces: Faces, lines: int, last: int
) -> None:
    body = [paragraph("政" * (28 * count - 2)) for count in [5] * (lines // 5) + [lines % 5] if count]
    content = written(plan_of(*body, paragraph("末" * last), annexes=TWO_ANNEXES), faces)
    assert max(empty_feet(content, len(TWO_ANNEXES))) < 3.2


def test_a_line_is_left_short_rather_than_the_number_of_a_standard_broken(faces: Faces) -> None:
    content = written(plan_of(paragraph("政" * 22 + "GB/T 33476.2—2016" + "政" * 40), annexes=()), faces)
    assert any("GB/T 33476.2—2016" in line.text for line in body_lines(content))


def test_a_name_wider_than_its_cell_and_what_is_narrow_end_in_no_single_character(faces: Faces) -> None:
    owners = {"LEAD": "行政事业单位资产管理处", "SUPPORT": "综合计划科"}
    part = Item("一", SourceText("短题"), (task("政" * 90, "6月底前制定方案，10月底前完成", **owners),))
    heads = columns_of("序号", "工作任务", "名称", "具体内容", "牵头单位", "配合单位", "完成时间")
    content = written(plan_of(Section(paragraph("主要工作"), 1, (part,)), columns=heads), faces)
    cells = [cell_texts(cell) for table in tables_of(content) for cell in cells_of(table)]
    assert ["行政事业", "单位资产", "管理处"] in cells
    ends = [texts[-1] for texts in cells if len(texts) > 1 and "政" not in texts[0]]
    assert ends
    assert all(len(text) > 1 for text in ends), ends


def test_a_cell_of_names_that_does_not_fit_beside_a_split_row_is_not_repeated(faces: Faces) -> None:
    owners = {"LEAD": "社会保障和就业资金管理科、行政事业单位资产管理处、财政监督与内部控制科"}
    plan = plan_of(*(item(str(number), "政" * length, **owners) for number, length in enumerate([250, 250, 330, 330])))
    tables = tables_of(written(plan, faces))
    for table in tables:
        # no cell is stretched to the foot of a page by what does not fit there
        assert all(cell.bottom - cell.top < 20 + 8 * len(cell.lines) for row in table.rows for cell in row[1:2] if cell)


@pytest.mark.parametrize("short", ["无", "册" * 20])
@pytest.mark.parametrize("before", range(17, 22))
def test_a_row_that_may_be_split_begins_with_words_in_every_cell(faces: Faces, before: int, short: str) -> None:
    rows_above = tuple((paragraph("甲"), paragraph("统筹"), paragraph("无")) for _ in range(before))
    last = (paragraph("丙"), paragraph("政" * 900), paragraph(short))
    table = Table((paragraph("类别"), paragraph("内容"), paragraph("说明")), (*rows_above, last))
    content = written(plan_of(paragraph("做好。"), annexes=(FreeAnnex(SourceText("长表"), "长表", (table,)),)), faces)
    begun = next(row for table in tables_of(content) for row in table.rows if cell_texts(row[0]) == ["丙"])
    assert len(cell_texts(begun[1])) >= 2
    assert cell_texts(begun[2])


@pytest.mark.parametrize("lines", range(30, 34))
def test_a_row_that_leaves_no_room_for_a_head_of_several_lines_is_split_too(faces: Faces, lines: int) -> None:
    # marks that may not begin a line, and numbers kept whole, make more lines than the words' width tells
    row = item("一", ("按《要点》做好“双随机、一公开”公示，5月31日前完成120件；" * 12)[: lines * 7])
    content = written(plan_of(Section(paragraph("主要工作"), 1, (row, item("二", "末。"))), columns=ALL_COLUMNS), faces)
    heads = ["".join(cell_texts(table.rows[0][3])) for table in tables_of(content)]
    assert set(heads) == {"类型（机制、任务等）"}


@pytest.mark.parametrize("letters", [16, 22])
def test_a_row_about_as_high_as_a_page_of_words_that_break_badly_stands_below_the_head(
    faces: Faces, letters: int
) -> None:
    columns = columns_of("序号", "名称", "类型", "具体内容", "责任单位", "完成时间")
    # each word takes a line of its own and leaves a part of it empty, or is longer than one by a letter
    long = item("二", " ".join(["ABCDEFGHIJKLMNOPQRSTUV"[:letters]] * 32))
    content = written(plan_of(item("一", "首。"), long, item("三", "末。"), columns=columns), faces)
    for page in (page for page in pages(content, with_tables=True) if page.tables):
        (table,) = page.tables
        assert cell_texts(table.rows[0][0]) == ["序号"]
        # the last line is the page number's
        assert page.lines[-2].bottom < max(cell.bottom for cell in cells_of(table))


@pytest.mark.parametrize(("paper", "count"), [(Orientation.PORTRAIT, 480), (Orientation.LANDSCAPE, 500)])
def test_the_first_row_is_split_before_it_leaves_the_title_alone(faces: Faces, paper: Orientation, count: int) -> None:
    content = written(plan_of(item("一", "册" * count), item("二", "末。"), annex_orientation=paper), faces)
    first, second = (page for page in pages(content, with_tables=True) if page.tables)
    assert texts(first)[0] == "附件"
    parts = [sum("册册" in text for text in texts(page)) for page in (first, second)]
    assert min(parts) >= 2, parts


def test_a_date_wider_than_its_column_is_parted_before_a_number(faces: Faces) -> None:
    untils = {
        "2024年3月31日前": ["2024年", "3月31日前"],
        "2024年12月31日。": ["2024年", "12月31日。"],
        "12,345,678,901元": ["12,345,678,", "901元"],
        "3月31日前": ["3月31日前"],
    }
    table = Table((paragraph("时限"),) * 6, tuple((paragraph(until),) * 6 for until in untils))
    content = written(plan_of(paragraph("政务。"), annexes=(FreeAnnex(SourceText("表"), "表", (table,)),)), faces)
    (found,) = tables_of(content)
    assert [[cell_texts(cell) for cell in row] for row in found.rows[1:]] == [[parts] * 6 for parts in untils.values()]


@pytest.mark.parametrize(
    ("until", "parts"),
    [
        ("2024年3月31日前", ["2024年", "3月31日前"]),
        ("2024年12月31日。", ["2024年", "12月31日。"]),
        ("12,345,678,901元", ["12,345,678,901元"]),
        ("98.5%", ["98.5%"]),
    ],
)
def test_for_running_text_a_date_is_parted_and_a_number_is_not(faces: Faces, until: str, parts: list[str]) -> None:
    columns = columns_of("序号", "工作任务", "名称", "类型", "具体内容", "牵头单位", "配合单位", "完成时间", "备注")
    task = replace(item("一", "册" * 300).tasks[0], deadline=Deadline(DeadlineKind.BY_DAY, SourceText(until)))
    content = written(plan_of(Item("一", SourceText("短题"), (task,)), columns=columns), faces)
    deadlines = [cell_texts(row[7]) for table in tables_of(content) for row in table.rows[1:]]
    # on each page of the row
    assert {tuple(lines) for lines in deadlines if lines} == {tuple(parts)}


def test_a_merged_cell_is_cut_where_a_page_ends_and_its_words_are_repeated(faces: Faces) -> None:
    section = Section(
        paragraph("主要工作"), 1, tuple(item(str(number), "政" * 100, "务" * 100) for number in range(12))
    )
    tables = tables_of(written(plan_of(section, columns=columns_of("序号", "工作任务", "具体内容")), faces))
    assert len(tables) > 2
    for table in tables:
        # ruled on each page: the merged cell, and the number of an item beside its two tasks
        assert len({round(edge, 1) for cell in cells_of(table) for edge in (cell.left, cell.right)}) == 4
    assert ["".join(cell_texts(table.rows[1][1])) for table in tables] == ["主要工作"] * len(tables)
    assert all(cell_texts(table.rows[1][0]) for table in tables)


def test_the_rows_of_an_item_stay_on_one_page_unless_they_are_higher_than_half_of_it(faces: Faces) -> None:
    low = [item(f"低{number}", *["政" * 60] * (1 + number % 4)) for number in range(12)]
    high = item("高", *["政" * 200] * 6)
    tables = tables_of(written(plan_of(*low, high, columns=columns_of("序号", "具体内容")), faces))
    numbers = [["".join(cell_texts(row[0])) for row in table.rows[1:] if row[0]] for table in tables]
    pages_of = {number: sum(number in page for page in numbers) for page in numbers for number in page}
    assert len(tables) > 3
    assert [number for number, count in pages_of.items() if count > 1] == ["13"]


# --- the file ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(faces: Faces) -> bytes:
    table = Table((paragraph("年度"), paragraph("件数")), ((paragraph("2023"), paragraph("15")),))
    return written(
        plan_of(
            Section(
                paragraph("主要“工作”"),
                1,
                (item("一", MIXED, MIXED), paragraph("链接", Link(0, 2, "https://www.example.cn/?a=1&b=2"))),
            ),
            paragraph("别处", Link(0, 1, "items/甲.md"), Link(1, 2, "javascript:alert(1)")),
            annexes=(TaskTable(SourceText(TABLE_TITLE)), FreeAnnex(SourceText("情况表"), "情况", (table,))),
            keywords=(SourceText("政务公开"), SourceText("“A&B”")),
            summary=SourceText("概述<b>"),
        ),
        faces,
        attachments=[Attachment("plan.json", b"{}", "计划的数据"), Attachment("tasks.csv", b"a,b", "任务表")],
    )


def test_pdf_a_3b_holds(whole: bytes) -> None:
    assert validators.pdf_a(whole) == []


def test_qpdf_finds_nothing(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(whole)
    done = subprocess.run(["qpdf", "--check", tmp_path / "plan.pdf"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_file_says_what_it_is(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        assert str(file.docinfo["/Title"]) == TITLE
        assert str(file.docinfo["/Author"]) == "某区财政局"
        assert str(file.docinfo["/Keywords"]) == "政务公开, “A&B”"
        assert str(file.docinfo["/CreationDate"]).startswith("D:20240301")
        assert not {"/Producer", "/Creator"} & set(file.docinfo.keys())
        assert not re.search(rb"(?i)weasyprint|pydyf|producer|creatortool", file.Root.Metadata.read_bytes())
        assert str(file.Root.Lang) == "zh-CN"
        assert file.Root.MarkInfo.Marked
        assert file.Root.ViewerPreferences.DisplayDocTitle
        kinds = set(_kinds(file.Root.StructTreeRoot.K[0]))
        assert {"/H1", "/H2", "/P", "/Table", "/THead", "/TH", "/TD", "/Link"} <= kinds


def _kinds(element: Any) -> Iterator[str]:
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield str(element.S)
        below: Any = element.get("/K", [])
        for child in below if isinstance(below, pikepdf.Array) else [below]:
            yield from _kinds(child)


def test_headings_are_bookmarks_in_plain_words(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file, file.open_outline() as outline:
        found = [(one.title, [below.title for below in one.children]) for one in outline.root]
    assert found == [(TITLE, ["一、主要“工作”"]), (TABLE_TITLE, []), ("情况表", [])]


def test_only_web_addresses_become_links(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        found = [str(one.A.URI) for page in file.pages for one in page.get("/Annots", [])]
        assert set(found) == {"https://www.example.cn/?a=1&b=2"}
        assert "/Dests" not in file.Root.get("/Names", {})


def test_data_is_embedded_once_and_as_data(whole: bytes) -> None:
    with pikepdf.open(BytesIO(whole)) as file:
        listed = [(str(one.UF), str(one.AFRelationship), str(one.Desc)) for one in file.Root.AF]
        assert listed == [("plan.json", "/Data", "计划的数据"), ("tasks.csv", "/Data", "任务表")]
        assert file.attachments["tasks.csv"].get_file().read_bytes() == b"a,b"


def test_words_are_never_markup(faces: Faces) -> None:
    typed = "<script>alert(\"1\")</script> {{ 7*7 }} {% x %} &amp; 'a' <!-- b -->"
    lines = all_lines(written(plan_of(paragraph(typed), title=SourceText("题<b>{{ 题 }}&amp;")), faces))
    read = "".join(line.text for line in lines)
    assert typed.replace(" ", "") in read.replace(" ", "")
    assert "题<b>{{题}}&amp;" in read.replace(" ", "")


# --- templates and faults --------------------------------------------------------------


def test_what_the_office_changes_is_taken_first(faces: Faces, tmp_path: Path) -> None:
    own = (ROOT / "templates" / "print.css").read_text("utf-8") + ".body { text-indent: 0 }\n"
    (tmp_path / "print.css").write_text(own, "utf-8")
    (page,) = pages(written(plan_of(paragraph("政务。"), annexes=()), faces, templates=(tmp_path, *TEMPLATES)))
    assert line(page, "政务。").left == pytest.approx(LEFT, abs=0.02)


def test_whatever_weasyprint_warns_of_is_a_fault(faces: Faces, tmp_path: Path) -> None:
    (tmp_path / "print.css").write_text("p { no-such-thing: 1 }", "utf-8")
    # the second time as well: nothing that was complained of is kept
    for _ in range(2):
        with pytest.raises(ZwgkError, match="no-such-thing"):
            written(plan_of(paragraph("政务。")), faces, templates=(tmp_path, *TEMPLATES))


@pytest.mark.parametrize(
    "broken", [lambda _context, _line, _extra: None, lambda _line: None], ids=["idle", "signature"]
)
def test_a_weasyprint_whose_lines_come_out_wrong_is_refused_by_its_version(
    faces: Faces, monkeypatch: pytest.MonkeyPatch, broken: Callable[..., None]
) -> None:
    monkeypatch.setattr(justify, "justify_line", broken)
    weasyprint_adapter._check_lines.cache_clear()
    with pytest.raises(ZwgkError, match=rf"WeasyPrint {re.escape(metadata.version('weasyprint'))} 不能把中文两端对齐"):
        written(plan_of(paragraph("政务。")), faces)
    monkeypatch.undo()
    assert written(plan_of(paragraph("政务。")), faces)


def test_a_style_sheet_loads_nothing_from_outside(faces: Faces, tmp_path: Path) -> None:
    (tmp_path / "print.css").write_text('@import url("https://www.example.cn/a.css");', "utf-8")
    with pytest.raises(ZwgkError, match=r"www\.example\.cn"):
        written(plan_of(paragraph("政务。")), faces, templates=(tmp_path, *TEMPLATES))


@pytest.mark.parametrize(
    ("template", "reason"),
    [("{{ nothing }}", "nothing"), ("{% if %}", "1"), ("{{ document.__class__.__mro__ }}", "unsafe"), (None, "不在")],
)
def test_a_template_that_does_not_fit_is_named(faces: Faces, tmp_path: Path, template: str | None, reason: str) -> None:
    folders: Sequence[Path] = (tmp_path, *TEMPLATES)
    if template is None:
        folders = (tmp_path,)
    else:
        (tmp_path / "plan.html").write_text(template, "utf-8")
    with pytest.raises(TemplateError, match=rf"plan\.html.*{reason}"):
        written(plan_of(paragraph("政务。")), faces, templates=folders)


def test_weasyprint_is_imported_only_when_a_pdf_is_written() -> None:
    code = "import sys, pipeline.render.pdf.render; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


UNUSUAL = """
import sys
from pipeline.render.pdf import pango_declarations, weasyprint_import
pango_declarations.SOURCE = sys.argv[1] or pango_declarations.SOURCE
weasyprint_import.load()
print(*sorted({"cffi", "fontTools", "pycparser"} & {name.split(".")[0] for name in sys.modules}))
from weasyprint.pdf import fonts
from weasyprint.text.ffi import pango
print(fonts.subset.Options.__module__, fonts.TTLibError.__mro__[-2].__name__, round(pango.pango_units_to_double(2048)))
"""


def test_fonttools_and_the_parser_of_c_are_imported_when_they_are_needed() -> None:
    def after_load(declared: str) -> list[str]:
        call = [sys.executable, "-W", "error", "-c", UNUSUAL, declared]
        return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()

    assert after_load("") == ["", "fontTools.subset BaseException 2"]
    # a WeasyPrint with other declarations has them read
    assert after_load("other") == ["cffi pycparser", "fontTools.subset BaseException 2"]


def test_the_compiled_declarations_are_those_of_the_installed_weasyprint() -> None:
    made = make_pango_declarations.FOLDER / make_pango_declarations.NAME
    assert made.read_bytes() == make_pango_declarations.make()


def test_no_measure_is_written_in_a_template() -> None:
    for name in ("plan.html", "print.css"):
        text = (ROOT / "templates" / name).read_text("utf-8")
        assert not [
            word
            for word in text.replace("}}", "}} ").split()
            if word[0].isdigit() and word.rstrip(";").endswith(("mm", "pt"))
        ]


def test_a_face_whose_outlines_cannot_be_cut_is_a_fault_that_names_it(faces: Faces, tmp_path: Path) -> None:
    """Its sums are right, its words can be found and copied, and nothing of them would be seen.

    The offsets of some outlines lead out of their table: no version of HarfBuzz reads
    any of them then. Where only outlines are wrong, an older one leaves all of them out
    and a newer one keeps what it finds.
    """
    content = bytearray(faces[fonts.Role.BODY].path.read_bytes())
    with TTFont(BytesIO(content)) as font:
        outlines = font["CFF "].cff.topDictIndex[0].rawDict["CharStrings"]
    entry = content.index(b"CFF ", 12)
    start, length = (int.from_bytes(content[entry + at : entry + at + 4], "big") for at in (8, 12))
    offsets = start + outlines + 3
    content[offsets + 4 * 500 : offsets + 4 * 900] = b"\xff" * 1600
    table = bytes(content[start : start + length]) + bytes(-length % 4)
    stated = sum(int.from_bytes(table[at : at + 4], "big") for at in range(0, len(table), 4)) % 2**32
    content[entry + 4 : entry + 8] = stated.to_bytes(4, "big")
    (tmp_path / "仿宋.otf").write_bytes(content)
    own = fonts.find(given={"正文": tmp_path / "仿宋.otf"})
    with pytest.raises(FontError, match=r"仿宋\.otf.*没有字形"):
        written(plan_of(item("甲", "公开。")), own)
