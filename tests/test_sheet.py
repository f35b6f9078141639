"""annex.xlsx and tasks.csv, read back: every word in its cell as text, fit to be printed, and what the annex's columns hold."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree

from pipeline.model import (
    DEFAULT_COLUMNS,
    NO_DEADLINE,
    Column,
    ColumnRole,
    Item,
    ItemTitle,
    Orientation,
    Plan,
    Role,
    Section,
    Strong,
    Task,
    TaskTable,
    is_formula_injection,
)
from pipeline.render.compose import compose
from pipeline.render.data.exports import COLUMNS, tasks_csv
from pipeline.render.deterministic_zip import unpacked
from pipeline.render.task_table import task_grid
from pipeline.render.web.jinja import html_rows
from pipeline.render.xlsx.workbook import annex
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.lines import STAYS_BEHIND, line_count
from tests.builders import paragraph, task
from tests.libreoffice import Office
from tests.plans import AWKWARD, LONG_TITLE, awkward, of_2023, plan_of
from tests.sheet_reader import Book, S, columns, expected, place, read
from tests.strategies import plans
from tests.task_facts import Fact, facts, opened

pytestmark = pytest.mark.slow

PAGE = standard.GBT_33476


def made(plan: Plan) -> bytes:
    return annex(compose(plan), PAGE)


# --- the workbook, read ------------------------------------------------------------------


def of_xlsx(plan: Plan) -> list[Fact]:
    """What the workbook states of every task, by the default columns."""
    found = []
    for number, words, owners, until in read(made(plan)).rows()[1:]:
        if number == words == owners == until:
            continue  # a heading over the rows below it
        units: dict[str, list[str]] = {}
        for part in owners.replace("\n", "").split("；") if owners else []:
            label, _, names = part.rpartition("部门：")
            units[label or "责任"] = names.split("、")
        found.append((int(number), words, units, until))
    return found


# --- its words ---------------------------------------------------------------------------


@given(plans().filter(lambda plan: bool(plan.head.annexes)))
def test_the_workbook_says_what_a_plan_says(plan: Plan) -> None:
    assert read(made(plan)).rows() == expected(plan)
    assert of_xlsx(plan) == facts(plan)


def test_the_workbook_says_what_the_plan_of_2023_says() -> None:
    plan = of_2023()
    rows = read(made(plan)).rows()
    assert rows[0] == ["序号", "具体内容", "责任部门", "完成时间"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "4", *map(str, range(5, 16))]
    assert of_xlsx(plan) == facts(plan)


def test_awkward_words_come_out_as_the_text_they_are() -> None:
    plan = awkward()
    book = read(made(plan))
    assert book.rows() == expected(plan)
    assert book.cells[2, 1].replace("\n", "") == LONG_TITLE
    assert {row[1] for row in book.rows()} >= set(AWKWARD)


def test_there_are_no_formulas_links_numbers_or_errors() -> None:
    parts = unpacked(made(awkward()))
    sheet = etree.fromstring(parts["xl/worksheets/sheet1.xml"])
    for tag in ("f", "hyperlink", "hyperlinks", "ignoredErrors", "dataValidations"):
        assert sheet.find(f".//{S}{tag}") is None
    assert not [name for name in parts if "sheet1.xml.rels" in name]


def test_words_that_would_be_run_are_marked_as_text() -> None:
    """Opened to be corrected, such a cell would else become a formula."""
    parts = unpacked(made(awkward()))
    styles = etree.fromstring(parts["xl/styles.xml"]).find(f"{S}cellXfs")
    assert styles is not None
    book = read(made(awkward()))
    for cell in book.sheet.iter(f"{S}c"):
        words = book.cells.get(place(cell.get("r") or ""), "")
        quoted = styles[int(cell.get("s") or 0)].get("quotePrefix") == "1"
        assert quoted == is_formula_injection(words) or not words


def test_emphasis_is_kept() -> None:
    words = paragraph("重点公开预算。", Strong(0, 2))
    strings = unpacked(made(plan_of(Item("甲", SourceText("甲"), (Task((words,)),)))))["xl/sharedStrings.xml"].decode()
    assert re.search(r'<r><rPr>.*?<rFont val="黑体"/>.*?</rPr><t>重点</t></r><r><rPr>.*?<rFont val="仿宋"/>', strings)


def test_a_plan_without_the_table_has_no_workbook() -> None:
    with pytest.raises(ValueError, match="no table of tasks"):
        made(plan_of(Item("甲", SourceText("甲"), (task("办。"),)), annexes=()))


@pytest.mark.libreoffice
def test_another_program_reads_the_same_words(tmp_path: Path, office: Office) -> None:
    plan = awkward()
    (tmp_path / "annex.xlsx").write_bytes(made(plan))
    # 44: comma, 34: quotes, 76: UTF-8
    read = office.convert(tmp_path / "annex.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76")
    rows = list(csv.reader(StringIO(read.read_text("utf-8"))))
    # it drops nothing but the carriage return, which it cannot keep in a line
    wanted = [[word for word in row if "\r" not in word] for row in expected(plan)]
    missing = {word for row in wanted for word in row} - {cell for row in rows for cell in row}
    # a row taller than a page is several, and so are its other cells that are taller than the first of them
    tall = {word for row in wanted if max(map(len, row), default=0) >= 2000 for word in row}
    assert {2000, 2001} <= {len(word) for word in missing}
    assert missing <= tall
    assert all(any(word in "".join(column) for column in zip(*rows, strict=True)) for word in missing)


def test_an_items_number_stands_once_over_its_tasks() -> None:
    book = read(made(of_2023()))
    four = [area for area in book.merged if book.cells.get(area[:2]) == "4"]
    assert [(bottom - top, right - left) for top, left, bottom, right in four] == [(1, 0)]


def attributes(book: Book, tag: str) -> dict[str, str]:
    found = book.sheet.find(f".//{S}{tag}")
    assert found is not None
    return {str(key): str(value) for key, value in found.attrib.items()}


@pytest.mark.parametrize("paper", list(Orientation))
def test_the_sheet_is_set_up_to_be_printed(paper: Orientation) -> None:
    plan = of_2023()
    data = made(replace(plan, head=replace(plan.head, annex_orientation=paper)))
    book = read(data)
    page = PAGE if paper is Orientation.PORTRAIT else geometry.landscape(PAGE)
    setup = attributes(book, "pageSetup")
    assert setup["paperSize"] == "9"
    assert setup["orientation"] == ("portrait" if paper is Orientation.PORTRAIT else "landscape")
    assert setup["fitToHeight"] == "0"
    assert attributes(book, "pageSetUpPr") == {"fitToPage": "1"}
    margins = attributes(book, "pageMargins")
    for side in ("left", "right", "top", "bottom"):
        assert abs(float(margins[side]) * 25.4 - getattr(page, side)) < 0.01
    footer = book.sheet.find(f".//{S}oddFooter")
    assert footer is not None
    assert footer.text == '&C&"宋体,Regular"&14— &P —'
    names = {
        one.get("name"): one.text for one in etree.fromstring(unpacked(data)["xl/workbook.xml"]).iter(f"{S}definedName")
    }
    assert names["_xlnm.Print_Titles"] == "附件!$3:$3"
    assert names["_xlnm.Print_Area"] == f"附件!$A$1:$D${max(book.heights)}"
    # as wide as the type area, not wider; a width counts digits of eight pixels
    across = sum(book.widths) * 8 / 96 * 25.4
    whole = standard.TYPE_AREA[0 if paper is Orientation.PORTRAIT else 1]
    assert whole - 2 < across <= whole


def test_the_head_is_frozen_under_mark_and_title() -> None:
    book = read(made(of_2023()))
    assert book.head() == 3
    assert book.cells[1, 1] == "附件"
    assert book.cells[2, 1] == "2023年度区财政局政务公开\n目标任务细化分解表"
    assert (1, 1, 1, 4) in book.merged
    assert (2, 1, 2, 4) in book.merged


def test_the_properties_are_the_papers_and_name_no_program() -> None:
    parts = unpacked(made(of_2023()))
    core = etree.fromstring(parts["docProps/core.xml"])
    found = {etree.QName(one).localname: one.text for one in core}
    assert found == {
        "title": "2023年度区财政局政务公开目标任务细化分解表",
        "creator": "宝山区财政局",
        "lastModifiedBy": "宝山区财政局",
        "created": "2023-06-27T00:00:00Z",
        "modified": "2023-06-27T00:00:00Z",
    }
    assert "docProps/app.xml" not in parts
    # the theme names faces of every script, none of which is used
    for name, content in parts.items():
        assert "theme" in name or not re.search(rb"Microsoft|XlsxWriter|LibreOffice|app\.xml", content)


def test_no_face_comes_from_a_theme() -> None:
    fonts = etree.fromstring(unpacked(made(of_2023()))["xl/styles.xml"]).find(f"{S}fonts")
    assert fonts is not None
    assert {name.get("val") for name in fonts.iter(f"{S}name")} == {"仿宋", "黑体", "方正小标宋简体"}
    assert {scheme.get("val") for scheme in fonts.iter(f"{S}scheme")} <= {"none"}


@given(plans().filter(lambda plan: bool(plan.head.annexes)))
def test_every_row_is_as_high_as_its_words_need(plan: Plan) -> None:
    high_enough(plan)


def high_enough(plan: Plan) -> None:
    """Hold a sheet's rows against the least that each cell could need: its characters side by side, set solid."""
    book = read(made(plan))
    spans = {area[:2]: area for area in book.merged}
    for (row, column), words in book.cells.items():
        if row <= 2:
            continue
        _, _, bottom, right = spans.get((row, column), (row, column, row, column))
        room = sum(book.widths[column - 1 : right]) * 8 * 0.75 / 12
        least = sum(max(metrics.han_width(line) / room, 1) for line in words.split("\n")) * 12
        assert sum(book.heights[one] for one in range(row, bottom + 1)) >= least
    assert all(0 < height <= 409 for height in book.heights.values())


# a row of some 2,000 characters, as a writer would have them
CLAUSES = "".join(
    f"（{place}）规范登记、审核、答复、归档各环节，于2023年{place}月15日前建立“一件一档”台账。"
    for place in range(1, 53)
)


def page_ends(book: Book) -> list[int]:
    """The rows with which a program would end pages by itself: it puts as many on each as have room."""
    room = (standard.PAPER[1] - PAGE.top - PAGE.bottom) / standard.MM_PER_PT
    ends, at = [], 0.0
    for row, height in sorted(book.heights.items()):
        if at + height > room:
            ends.append(row - 1)
            at = book.heights[book.head()]
        at += height
    return ends


@pytest.mark.parametrize("long", [60, 2000])
def test_rows_of_headings_never_end_a_page(long: int) -> None:
    begun = []
    for count in range(18, 30):
        before = tuple(Item(f"前{place}", SourceText("题"), (task("甲。"),)) for place in range(count))
        last = Item("后", SourceText("题"), (task("政" * long),))
        plan = plan_of(
            Section(paragraph("推进公开"), 1, (Section(paragraph("决策公开"), 2, before),)),
            Section(paragraph("强化保障"), 1, (Section(paragraph("培训考核"), 2, (last,)),)),
        )
        book = read(made(replace(plan, head=replace(plan.head, heading_rows=True))))
        rows = {row: words for (row, column), words in book.cells.items() if column == 1}
        stated = [int(one.get("id") or 0) for one in book.sheet.iter(f"{S}brk")]
        assert not {rows.get(end) for end in stated} & {
            "一、推进公开",
            "（一）决策公开",
            "二、强化保障",
            "（一）培训考核",
        }
        begun += [rows.get(end + 1) for end in stated]
    assert "二、强化保障" in begun


@pytest.mark.parametrize("long", [820, 860, 2000])
def test_headings_that_begin_the_table_stay_with_the_first_row(long: int) -> None:
    """Neither they nor mark and title stand alone: the row below them is parted where they leave it no room."""
    plan = plan_of(Section(paragraph("推进公开"), 1, (Item("长", SourceText("题"), (task("政" * long),)),)))
    book = read(made(replace(plan, head=replace(plan.head, heading_rows=True))))
    assert book.rows()[1:] == [["一、推进公开"] * 4, ["1", "政" * long, "", "全年"]]
    stated = [int(one.get("id") or 0) for one in book.sheet.iter(f"{S}brk")]
    heading = next(row for (row, _), words in book.cells.items() if words == "一、推进公开")
    assert stated[0] > heading


@pytest.mark.parametrize(
    "paragraphs", [["长" * 2000], [CLAUSES], [CLAUSES[:900], CLAUSES[900:]], ["按月公开。"] * 100, ["Open" * 1000]]
)
def test_a_row_taller_than_a_page_is_several_none_of_which_a_pages_end_cuts(paragraphs: list[str]) -> None:
    """No cell of the sheet stands over a page's end, also where a program overlooks the ends that are stated, and no word is lost."""
    before = Item("前", SourceText("题"), (task("做好公开。" * 5),))
    long = replace(task(""), blocks=tuple(map(paragraph, paragraphs)))
    plan = plan_of(before, Item("长", SourceText("题"), (long,)), before)
    high_enough(plan)
    book = read(made(plan))
    words = "".join(paragraphs)
    assert [row[1].replace("\n", "") for row in book.rows()[1:]] == ["做好公开。" * 5, words, "做好公开。" * 5]
    # the numbers of the row stand once
    assert [row[0] for row in book.rows()[1:]] == ["1", "2", "3"]
    stated = [int(one.get("id") or 0) for one in book.sheet.iter(f"{S}brk")]
    assert stated
    for ends in (stated, page_ends(book)):
        assert not [area for area in book.merged for end in ends if area[0] <= end < area[2]]
    pieces = [book.cells[place] for place in sorted(book.cells) if place[1] == 2 and place[0] > 4][:-1]
    assert len(pieces) > 1
    for piece, following in pairwise(pieces):
        assert following[0] not in STAYS_BEHIND
        assert not re.search("[0-9]$", piece) or not re.match("[0-9年月日]", following)
    if len(paragraphs[0]) < 2000 and "。" in words:
        assert all(piece.endswith("。") for piece in pieces)


@pytest.mark.parametrize("before", range(9, 16))
def test_a_merged_cell_of_few_rows_is_not_torn_by_a_pages_end(before: int) -> None:
    """A heading of three lines beside two rows of one stands whole on one page."""
    heading = "围绕优化营商环境深入推进重点领域政府信息公开"
    first = tuple(Item(f"甲{place}", SourceText("短"), (task("做好公开。" * 6),)) for place in range(before))
    second = tuple(Item(f"乙{place}", SourceText("短"), (task("公开。"),)) for place in range(2))
    sections = (Section(paragraph("决策"), 1, first), Section(paragraph(heading), 1, second))
    book = read(made(plan_of(*sections, columns=columns("工作任务", "具体内容", "责任部门", "完成时间"))))
    groups = [area for area in book.merged if area[0] > 3 and book.cells[area[:2]] == heading]
    assert len(groups) == 1
    assert groups[0][2] - groups[0][0] == 1


def test_a_row_taller_than_a_page_beside_a_merged_cell() -> None:
    """The merged cell is cut where pages end, also within that row, and named on each."""
    items = tuple(
        Item(f"项{place}", SourceText("短"), (task(words),))
        for place, words in enumerate(("公开。", CLAUSES, "公开。"))
    )
    heads = columns("序号", "工作任务", "具体要求", "责任部门")
    book = read(made(plan_of(Section(paragraph("主要工作"), 1, items), columns=heads)))
    ends = [int(one.get("id") or 0) for one in book.sheet.iter(f"{S}brk")]
    groups = sorted((top, bottom) for top, left, bottom, _ in book.merged if top > 3 and left == 2)
    assert len(groups) == len(ends) + 1 > 1
    assert [bottom for _, bottom in groups[:-1]] == ends
    assert all(book.cells[top, 2] == "主要工作" for top, _ in groups)


def test_pages_end_where_a_row_of_the_table_ends() -> None:
    """A row that a page can hold begins on the next one rather than be cut through a line."""
    words = [
        *["做好依申请公开工作，确保登记、答复、归档准确及时。" * 2] * 6,
        "完善标准目录。" * 90,
        *["做好公开。"] * 60,
    ]
    book = read(
        made(plan_of(*(Item(f"项{place}", SourceText("题"), (task(some),)) for place, some in enumerate(words))))
    )
    ends = [int(one.get("id") or 0) for one in book.sheet.iter(f"{S}brk")]
    last = max(book.heights)
    head = book.heights[3]
    room = (standard.PAPER[1] - PAGE.top - PAGE.bottom) / standard.MM_PER_PT
    for before, end in pairwise((0, *ends, last)):
        on_page = sum(book.heights[row] for row in range(before + 1, end + 1)) + (head if before else 0)
        assert on_page <= room
    (long,) = [area for area in book.merged if book.cells.get(area[:2]) == words[6]]
    assert long[2] > long[0]
    assert not any(long[0] <= end < long[2] for end in ends)
    assert long[0] - 1 in ends


@pytest.mark.parametrize(
    ("words", "room", "lines"),
    [
        ("", 5, 1),
        ("一二三四五", 5, 1),
        ("一二三四五六", 5, 2),
        ("一二三四五。", 5, 2),
        ("一二三四五。七八九十", 5, 3),  # 五 comes down with 。
        ("一二三 Open", 5, 2),
        ("a" * 25, 5, 3),
        ("一二\n三", 5, 1),
    ],
)
def test_lines_are_counted_as_they_are_broken(words: str, room: float, lines: int) -> None:
    assert sum(line_count(one, room) for one in words.split("\n")) == lines + words.count("\n")


# --- tasks.csv ---------------------------------------------------------------------------


def of_csv(data: bytes) -> Iterator[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    # every line ends with CRLF; what is quoted holds line feeds alone
    assert text.endswith("\r\n")
    assert "\r" not in text.replace("\r\n", "")
    return iter(list(csv.DictReader(StringIO(text, newline=""), strict=True)))


def facts_of_csv(data: bytes) -> list[Fact]:
    return [
        (
            int(row["序号"]),
            row["具体内容"],
            {role.value: row[role.value].split("、") for role in Role if row[role.value]},
            row["完成时间"],
        )
        for row in of_csv(data)
    ]


@given(plans())
def test_the_csv_says_what_a_plan_says(plan: Plan) -> None:
    assert facts_of_csv(tasks_csv(opened(plan))) == facts(plan)


def test_the_csv_says_what_the_plan_of_2023_says() -> None:
    rows = list(of_csv(tasks_csv(opened(of_2023()))))
    assert facts_of_csv(tasks_csv(opened(of_2023()))) == facts(of_2023())
    assert list(rows[0]) == list(COLUMNS)
    assert [rows[4][name] for name in ("序号", "部分", "事项", "责任", "完成时间", "起", "止")] == [
        "4",
        "一、主要工作",
        "（四）",
        "采管科、会计科、财监科",
        "全年",
        "2023-01-01",
        "2023-12-31",
    ]
    assert [rows[3][name] for name in ("事项", "责任", "完成时间", "起", "止")] == [
        "（四）",
        "办公室",
        "5月底",
        "",
        "2023-05-31",
    ]


def test_awkward_words_stand_in_the_csv_as_they_were_typed() -> None:
    rows = list(of_csv(tasks_csv(opened(awkward()))))
    assert [row["具体内容"] for row in rows[::2]] == list(AWKWARD)
    assert [row["责任"] for row in rows[::2]] == [f"{words[:100]}、办公室" for words in AWKWARD]


def test_the_columns_are_the_same_for_every_plan() -> None:
    assert COLUMNS == (
        "序号", "部分", "事项", "名称", "类型", "具体内容", "牵头", "配合", "责任", "会同", "参与", "指导", "起草", "完成时间", "起", "止", "备注",
    )  # fmt: skip
    empty = tasks_csv(opened(plan_of()))
    assert empty == ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()


def test_nested_items_and_printed_titles_are_named_whole() -> None:
    child = Item("子", SourceText("子题"), (task("二。"),), remark=SourceText("备注"))
    plan = plan_of(
        Section(paragraph("章"), 1, (Item("父", SourceText("父题"), (task("一。"),), (child,)),)),
        item_title=ItemTitle.RUN_IN,
        columns=(*DEFAULT_COLUMNS, Column(ColumnRole.REMARK, "备注")),
    )
    rows = list(of_csv(tasks_csv(opened(plan))))
    assert [(row["事项"], row["备注"]) for row in rows] == [("（一）父题", ""), ("（一）1.子题", "备注")]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1+1", "=", "@SUM(A1)", "-－"])
def test_what_a_spreadsheet_would_run_is_known(words: str) -> None:
    assert is_formula_injection(words)


@pytest.mark.parametrize("words", ["", "甲=1", "1-1", "“=1”", "—", "－1", "（一）", "'=1", " 甲"])
def test_what_a_spreadsheet_would_not_run_is_left_alone(words: str) -> None:
    assert not is_formula_injection(words)


# --- the annex's columns (附件栏目) --------------------------------------------------------


def grid_of(*heads: str, plan: Plan | None = None) -> list[list[str]]:
    """The annex in these columns; 〃 where a cell from above or from the left reaches."""
    one = plan or families()
    one = replace(one, head=replace(one.head, columns=columns(*heads)))
    grid = task_grid(one, "表")
    assert abs(sum(grid.widths) - 1) < 1e-9
    rows = [["〃"] * len(heads) for _ in grid.rows]
    for number, row in enumerate(html_rows(grid)):
        for column, cell in row:
            rows[number][column] = cell.text
    return rows


def families() -> Plan:
    """Two chapters, the first with sections; an item of two tasks; a parent without a task of its own; every kind of duty."""
    one = Item(
        "一",
        SourceText("一"),
        (task("甲。", LEAD="办公室", SUPPORT="会计科"), task("乙。", "5月底", RESPONSIBLE="预算科")),
        remark=SourceText("注"),
    )
    two = Item("二", SourceText("二"), (task("丙。", RESPONSIBLE="采管科", SUPPORT="各科室"),))
    child = Item("子", SourceText("子"), (task("戊。", "", GUIDE="办公室", JOIN="会计科"),))
    parent = Item("父", SourceText("父"), (Task((paragraph("丁："),), (), NO_DEADLINE),), (child,))
    return plan_of(
        Section(
            paragraph("推进公开"), 1, (Section(paragraph("决策"), 2, (one,)), Section(paragraph("执行"), 2, (two,)))
        ),
        Section(paragraph("推进公开"), 1, (parent,)),
    )


def test_the_default_columns() -> None:
    assert grid_of("序号", "具体内容", "责任部门", "完成时间") == [
        ["1", "甲。", "牵头部门：办公室；\n配合部门：会计科", "全年"],
        ["〃", "乙。", "预算科", "5月底"],
        ["2", "丙。", "责任部门：采管科；\n配合部门：各科室", "全年"],
        ["丁：", "〃", "〃", "〃"],
        ["3", "戊。", "指导部门：办公室；\n会同部门：会计科", ""],
    ]


def test_a_group_column_is_merged_over_its_rows() -> None:
    """工作任务·具体要求·责任科室·时限要求: headings of the same words stay two groups."""
    assert [row[0] for row in grid_of("工作任务", "具体要求", "责任科室", "时限要求")] == [
        "决策",
        "〃",
        "执行",
        "丁：",
        "推进公开",
    ]


def test_two_group_columns_show_headings_of_two_levels() -> None:
    rows = grid_of("工作任务", "重点任务", "序号", "具体要求", "责任单位", "时限要求")
    assert [row[:3] for row in rows] == [
        ["推进公开", "决策", "1"],
        ["〃", "〃", "〃"],
        ["〃", "执行", "2"],
        ["丁：", "〃", "〃"],
        ["推进公开", "", "3"],
    ]


def test_duties_stand_in_the_columns_of_their_roles() -> None:
    rows = grid_of("工作任务", "工作要求", "牵头单位", "责任单位")
    assert [row[2:] for row in rows] == [
        ["办公室", "配合部门：会计科"],
        ["", "预算科"],
        ["", "责任部门：采管科；\n配合部门：各科室"],
        ["〃", "〃"],
        ["", "指导部门：办公室；\n会同部门：会计科"],
    ]


def test_one_column_for_support_and_responsible_units() -> None:
    """工作任务·工作要求·牵头单位·配合/责任单位: names alone where there is one of the two roles."""
    rows = grid_of("工作任务", "工作要求", "牵头单位", "配合/责任单位")
    assert [row[2:] for row in rows] == [
        ["办公室", "会计科"],
        ["", "预算科"],
        ["", "责任部门：采管科；\n配合部门：各科室"],
        ["〃", "〃"],
        ["", "指导部门：办公室；\n会同部门：会计科"],
    ]


def test_no_duty_is_lost_for_want_of_a_column() -> None:
    assert [row[1] for row in grid_of("具体内容", "牵头单位")] == [
        "牵头部门：办公室；\n配合部门：会计科",
        "责任部门：预算科",
        "责任部门：采管科；\n配合部门：各科室",
        "〃",
        "指导部门：办公室；\n会同部门：会计科",
    ]


def test_columns_come_in_the_order_of_the_head() -> None:
    """工作任务·牵头单位·责任单位·工作要求 and 工作任务·目标和要求·责任单位·备注."""
    assert grid_of("工作任务", "牵头单位", "责任单位", "工作要求")[1] == ["〃", "", "预算科", "乙。"]
    assert [row[3] for row in grid_of("工作任务", "目标和要求", "责任单位", "备注")] == ["注", "〃", "", "〃", ""]


def test_a_short_title_that_is_not_printed_heads_no_rows() -> None:
    child = Item("子", SourceText("子题"), (task("戊。"),))
    plan = plan_of(Item("父", SourceText("父题"), (), (child,)), annexes=(TaskTable(SourceText("表")),))
    assert len(grid_of("序号", "具体内容", plan=plan)) == 1
    printed = replace(plan, head=replace(plan.head, item_title=ItemTitle.OWN_LINE))
    assert grid_of("序号", "具体内容", plan=printed)[0] == ["父题", "〃"]


def test_a_plan_without_a_day_is_dated_from_its_year() -> None:
    plan = of_2023()
    core = unpacked(made(replace(plan, head=replace(plan.head, issued=replace(plan.head.issued, value=None)))))[
        "docProps/core.xml"
    ]
    assert str(date(2023, 1, 2) - timedelta(days=1)).encode() in core


def test_a_group_over_several_pages_is_named_and_ruled_on_each() -> None:
    """A merged cell that a page's end cuts has neither its words nor its lower rule there."""
    items = tuple(Item(f"项{place}", SourceText("短"), (task("依法公开，" * 60),)) for place in range(20))
    plan = plan_of(
        Section(paragraph("主要工作"), 1, items), columns=columns("序号", "工作任务", "具体要求", "责任部门")
    )
    book = read(made(plan))
    top = book.head() + 1
    pieces = sorted((first, last) for first, left, last, _ in book.merged if first >= top and left == 2)
    assert len(pieces) > 1
    assert [first for first, _ in pieces] == [top, *(last + 1 for _, last in pieces[:-1])]
    assert pieces[-1][1] == max(book.heights)
    assert all(book.cells[first, 2] == "主要工作" for first, _ in pieces)
    assert all(sum(book.heights[row] for row in range(first, last + 1)) < 650 for first, last in pieces)
    assert [row[1] for row in book.rows()[1:]] == ["主要工作"] * 20


def test_the_mark_has_the_number_of_a_document_that_it_is_not_bound_with() -> None:
    plan = of_2023()
    numbered = replace(plan, head=replace(plan.head, doc_number=SourceText("某财〔2024〕8号")))
    for one, mark in ((plan, "附件"), (numbered, "某财〔2024〕8号附件")):
        parts = unpacked(annex(compose(one), standard.GBT_33476))
        assert f">{mark}<" in parts["xl/sharedStrings.xml"].decode()
        assert 'name="附件"' in parts["xl/workbook.xml"].decode()
