"""Plain text in the neutral form: encodings, line ends, tables, tags left over from pages, and whether lines are wrapped."""

import pytest
from hypothesis import given, strategies as st

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind, Document, Paragraph, Table
from pipeline.readers.load import read_document


def read(text: str, *, encoding: str = "utf-8") -> Document:
    return read_document("计划.txt", text.encode(encoding))


def shown(document: Document) -> list[str | list[list[str]]]:
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row.cells] for row in block.rows]
        for block in document.blocks
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_windows_are_read(encoding: str) -> None:
    assert shown(read("一、主要工作\r\n（一）公开㙍预算\r", encoding=encoding)) == [
        "一、主要工作",
        "（一）公开㙍预算",
        "",
    ]


@pytest.mark.parametrize(
    "content", [b"\x00\x01\x02\x03" * 20, b"\xff\xfe\xff\xfe\x00", "计划".encode() + b"\xff\x80\xfe" * 20]
)
def test_what_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"不是文本|没有文字"):
        read_document("计划.txt", content)


def test_lines_with_tabs_are_a_table_where_that_is_clear() -> None:
    assert shown(read("附件\n序号\t任务\t时间\n1\t公开预算\t全年\n2\t\t3月\n此件公开发布")) == [
        "附件",
        [["序号", "任务", "时间"], ["1", "公开预算", "全年"], ["2", "", "3月"]],
        "此件公开发布",
    ]
    assert shown(read("联系人：\t办公室\n日期：\t6月")) == ["联系人：\t办公室", "日期：\t6月"]


def test_tables_of_markdown_are_tables() -> None:
    document = read("| 序号 | 任务 |\n|:--|--:|\n| 1 | 甲\\|乙 |\n尾 | 文")
    (table,) = (block for block in document.blocks if isinstance(block, Table))
    assert shown(document) == [[["序号", "任务"], ["1", "甲|乙"], ["尾", "文"]]]
    assert [row.is_header for row in table.rows] == [True, False, False]
    assert shown(read("甲|乙\n丙|丁")) == ["甲|乙", "丙|丁"]


def test_tags_left_over_from_a_page_are_apart() -> None:
    document = read("<p>一、任务</p>\n（一）甲。<br/>（二）乙 < 丙。")
    assert shown(document) == ["一、任务", "（一）甲。", "（二）乙 < 丙。"]
    assert [aside.text for aside in document.asides if aside.kind is AsideKind.OTHER] == ["<p> </p>", "<br/>"]


def test_lines_that_a_window_ended_are_wrapped() -> None:
    sentence = "为全面贯彻落实党的二十大精神，扎实推进中国式现代化，按照区委、区政府的工作部署制定本计划。" * 4
    wrapped = "\n".join(sentence[start : start + 30] for start in range(0, len(sentence), 30))
    assert read(wrapped).is_wrapped
    assert not read(f"{sentence}\n{sentence}").is_wrapped
    assert not read("一、甲\n二、乙\n三、丙").is_wrapped


@given(st.text(st.sampled_from("公开 ，。\t\n|-<>pb/一1"), min_size=1))
def test_properties_no_character_of_a_text_is_lost(text: str) -> None:
    if not text.strip():
        return
    document = read(text)
    placed = "".join(paragraph.text for paragraph in document.paragraphs()) + "".join(
        aside.text for aside in document.asides
    )
    # the lines and bars between the cells of a table are its cells
    marks = str.maketrans("", "", " \t\n|-:\\")
    assert sorted(placed.translate(marks)) == sorted(text.translate(marks))
