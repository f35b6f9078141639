"""Spreadsheets in the neutral form: cells as displayed, merged ranges, what is hidden, and limits."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind, Document, Table
from pipeline.readers.load import read_document
from pipeline.readers.number_formats import built_in_format, format_value


def book(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        write(workbook)
    return stream.getvalue()


def read(write: Callable[[xlsxwriter.Workbook], None]) -> Document:
    return read_document("附件.xlsx", book(write))


def texts(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("45046", built_in_format(14), "2023/4/30"),
        ("45046", built_in_format(31), "2023年4月30日"),
        ("45046", built_in_format(58), "4月30日"),
        ("45046", built_in_format(57), "2023年4月"),
        ("45046", 'yyyy"年"m"月"d"日";@', "2023年4月30日"),
        ("45046", "yyyy\\-mm\\-dd", "2023-04-30"),
        ("45046", "[$-804]aaaa", "星期日"),
        ("45046.5", built_in_format(22), "2023/4/30 12:00"),
        ("0.75", "h:mm:ss AM/PM", "6:00:00 PM"),
        ("0.5", built_in_format(32), "12时00分"),
        ("1", built_in_format(14), "1900/1/1"),
        ("0.95", built_in_format(9), "95%"),
        ("0.956", "0.0%", "95.6%"),
        ("8000", "0", "8000"),
        ("8000", "#,##0.00", "8,000.00"),
        ("0.30000000000000004", "0", "0"),
        ("0.30000000000000004", "General", "0.3"),
        ("0.30000000000000004", "", "0.3"),
        ("12", "General", "12"),
        ("123456789012345678", "@", "123456789012345678"),
        ("3", '0"条"', "3条"),
        ("abc", built_in_format(14), "abc"),
        ("99999999", built_in_format(14), "99999999"),
    ],
)
def test_values_are_as_their_number_format_displays_them(value: str, code: str, shown: str) -> None:
    assert format_value(value, code) == shown


def test_dates_may_count_from_1904() -> None:
    assert format_value("43584", built_in_format(31), epoch_1904=True) == "2023年4月30日"


def plan(workbook: xlsxwriter.Workbook) -> None:
    sheet = workbook.add_worksheet("分解表")
    day = workbook.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.merge_range(0, 0, 0, 3, "目标任务分解表")
    sheet.write_row(1, 0, ["序号", "任务", "部门", "时间"])
    sheet.merge_range(2, 0, 3, 0, 1)
    sheet.write_row(2, 1, ["公开预算", "办公室"])
    sheet.write_datetime(2, 3, datetime(2023, 4, 30), day)  # noqa: DTZ001 - a cell has no zone
    sheet.write_rich_string(3, 1, "公开", workbook.add_format({"bold": True}), "决算")
    sheet.write_string(3, 2, "预算科\n会计科")
    sheet.write_comment(3, 2, "再议", {"author": "王某"})
    sheet.write_row(4, 0, ["藏", "藏行"])
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.write_string(2, 4, "藏列")
    sheet.set_column(4, 4, None, None, {"hidden": True})
    sheet.set_header('&C&"宋体,加粗"区财政局&R第&P页')
    sheet.set_footer("&L内部")
    sheet.repeat_rows(1)
    sheet.insert_textbox(6, 0, "框里")
    sheet.write_formula(5, 1, "=1+1", None, 2)
    hidden = workbook.add_worksheet("底稿")
    hidden.write(0, 0, "底稿文字")
    hidden.hide()
    workbook.add_worksheet("台账").write(0, 0, "台账文字")


def test_a_sheet_is_a_table_with_its_merged_cells() -> None:
    document = read(plan)
    first, second = (block for block in document.blocks if isinstance(block, Table))
    assert (first.caption, second.caption) == ("分解表", "台账")
    assert [[cell.text if cell else None for cell in row] for row in first.grid()] == [
        ["目标任务分解表"] * 4,
        ["序号", "任务", "部门", "时间"],
        ["1", "公开预算", "办公室", "2023年4月30日"],
        ["1", "公开决算", "预算科\n会计科", ""],
        ["", "2", "", ""],
    ]
    assert [row.is_header for row in first.rows] == [False, True, False, False, False]
    (commented,) = (paragraph for paragraph in document.paragraphs() if paragraph.comments)
    assert (commented.text, commented.where) == ("预算科\n会计科", "工作表“分解表”第4行第3列")
    assert commented.comments[0].text.endswith("再议")
    assert commented.comments[0].author == "王某"
    assert texts(document)[1] == [["台账文字"]]


def test_what_a_sheet_hides_is_aside() -> None:
    found = {(aside.kind, aside.text.replace("\t", "")) for aside in read(plan).asides}
    assert {
        (AsideKind.HIDDEN, "藏藏行"),
        (AsideKind.HIDDEN, "藏列"),
        (AsideKind.HIDDEN, "底稿文字"),
        (AsideKind.FOOTER, "内部"),
        (AsideKind.TEXT_BOX, "框里"),
        (AsideKind.OTHER, "=1+1"),
    } <= found
    (header,) = (text for kind, text in found if kind is AsideKind.HEADER)
    assert header.split() == ["区财政局", "第", "页"]


def test_a_merged_range_whose_first_row_is_hidden_keeps_its_text() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 2, 0, "合并")
        sheet.write_column(0, 1, ["甲", "乙", "丙"])
        sheet.set_row(0, None, None, {"hidden": True})

    assert texts(read(write)) == [[["合并", "乙"], ["丙"]]]


def test_rows_that_are_only_formatted_are_no_rows() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "文字")
        fill = workbook.add_format({"bg_color": "#FFFFFF"})
        for row in range(1, 30_000):
            sheet.write_blank(row, 0, None, fill)

    assert texts(read(write)) == [[["文字"]]]


def test_a_book_without_text_is_said_to_be_one() -> None:
    with pytest.raises(Unreadable, match="没有文字"):
        read(lambda workbook: workbook.add_worksheet())


def test_a_day_of_the_plan_is_a_day() -> None:
    def write(workbook: xlsxwriter.Workbook) -> None:
        form = workbook.add_format({"num_format": 14})
        workbook.add_worksheet().write_datetime(0, 0, datetime.combine(date(2023, 12, 31), datetime.min.time()), form)

    assert texts(read(write)) == [[["2023/12/31"]]]
