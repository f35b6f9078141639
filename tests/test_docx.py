"""plan.docx and annex.docx, read back: every word, its style, the page, the table, the same bytes every time."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as reader
import pytest
from docx.document import Document as Read
from docx.enum.section import WD_ORIENT
from lxml import etree

from pipeline.errors import ZwgkError
from pipeline.model import (
    Column,
    ColumnRole,
    FreeAnnex,
    Item,
    ItemTitle,
    Link,
    Orientation,
    Paragraph,
    Plan,
    Section,
    StatedDate,
    Strong,
    Table,
    TaskTable,
)
from pipeline.readers import document as neutral
from pipeline.readers.load import read_document
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.print_model import Cell, Document, Grid, Line, PageFacts, PrintedAnnex, Row, RowEnds, Span, Style
from pipeline.render.word import document as docx, make_template as template, ooxml, style_names
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard, geometry
from tests import builders, layout_oracle
from tests.builders import ROOT, TABLE_TITLE, TITLE, paragraph, task

TEMPLATE = ROOT / "templates" / template.NAME
W = f"{{{ooxml.W}}}"
R = f"{{{ooxml.R}}}"
PAGE = standard.GBT_33476

FREE = FreeAnnex(
    SourceText("“一网通办”推送情况表"),
    "推送",
    (
        Paragraph(SourceText("说明见网址。"), (Link(3, 5, "https://www.example.gov.cn/一页?a=1&b=<2>"),)),
        Table(
            (Paragraph(SourceText("事项")), Paragraph(SourceText("说明"))),
            ((Paragraph(SourceText("甲")), Paragraph(SourceText("乙" * 1500))),),
        ),
    ),
)


def plan_of(**head: Any) -> Plan:
    """Return a plan of two items, three tasks and a second section."""
    items = (
        Item("甲", SourceText("预算公开"), (task("公开预算。", "全年", RESPONSIBLE="预算科"),)),
        Item(
            "乙",
            SourceText("执法公示"),
            (
                task("公示“执法”信息。", "5月底", RESPONSIBLE="办公室"),
                task("A&B <双公示>。", "全年", RESPONSIBLE="采管科、会计科"),
            ),
        ),
    )
    parts = (
        paragraph("为做好工作，制定本计划。", Strong(0, 2), Link(6, 8, "items/甲.md")),
        Section(paragraph("主要工作"), 1, items),
        Section(paragraph("工作要求"), 1, (paragraph("各科室要落实。"),)),
    )
    keywords: dict[str, Any] = {"keywords": (SourceText("政务公开"), SourceText("计划"))}
    return builders.plan_of(*parts, **(keywords | head))


def made(plan: Plan) -> bytes:
    return docx.plan(compose(plan), TEMPLATE, PAGE)


def opened(data: bytes) -> Read:
    return reader.Document(BytesIO(data))


def lines(data: bytes) -> list[tuple[str, str]]:
    """Style and words of every paragraph outside tables that has words."""
    return [
        (one.style.name or "", one.text.replace("\n", "")) for one in opened(data).paragraphs if one.text and one.style
    ]


def xml(data: bytes, part: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(unpacked(data)[part])


def body(data: bytes) -> etree._Element:
    found = xml(data).find(f"{W}body")
    assert found is not None
    return found


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def text(element: etree._Element) -> str:
    return "".join(one.text or "" for one in element.iter(f"{W}t"))


def paragraph_beginning(data: bytes, begins: str) -> etree._Element:
    return next(one for one in body(data).iter(f"{W}p") if text(one).startswith(begins))


# --- words and styles --------------------------------------------------------


def test_every_line_is_there_once_in_order_and_in_its_style() -> None:
    assert lines(made(plan_of())) == [
        ("Title", TITLE),
        ("公文正文", "为做好工作，制定本计划。"),
        ("Heading 1", "一、主要工作"),
        ("公文正文", "（一）公开预算。（责任部门：预算科）"),
        ("公文正文", "（二）公示“执法”信息。A&B <双公示>。（责任部门：办公室、采管科、会计科）"),
        ("Heading 1", "二、工作要求"),
        ("公文正文", "各科室要落实。"),
        ("附件说明", f"附件：{TABLE_TITLE}"),
        ("署名", "某区财政局"),
        ("成文日期", "2024年3月1日"),
        ("附件标识", "附件"),
        ("附件标题", TABLE_TITLE),
    ]


def test_numbers_are_characters_and_no_list_of_word() -> None:
    assert not list(body(made(plan_of())).iter(f"{W}numPr"))


def test_a_stage_stands_under_the_title_with_a_line_left_blank_below() -> None:
    first = opened(made(plan_of(stage=SourceText("征求意见稿")))).paragraphs[:4]
    assert [one.style.name for one in first if one.style] == ["Title", "稿次", "公文正文", "公文正文"]
    assert [one.text for one in first][1:3] == ["（征求意见稿）", ""]


def test_kai_and_strong_words_have_styles_of_their_own() -> None:
    data = made(plan_of(item_title=ItemTitle.RUN_IN))
    looks = {run.text: run.style.name for one in opened(data).paragraphs for run in one.runs}
    assert looks["为做"] == style_names.STRONG
    assert looks["（一）预算公开。"] == style_names.KAI_TEXT
    assert looks["公开预算。"] == "Default Paragraph Font"


def test_only_web_addresses_become_links() -> None:
    data = made(plan_of(annexes=(FREE,)))
    links = list(body(data).iter(f"{W}hyperlink"))
    assert [text(link) for link in links] == ["网址"]
    targets = {one.get("Id"): one.get("Target") for one in xml(data, "word/_rels/document.xml.rels")}
    assert targets[links[0].get(f"{R}id")] == "https://www.example.gov.cn/%E4%B8%80%E9%A1%B5?a=1&b=%3C2%3E"
    assert "工作" in text(paragraph_beginning(data, "为做好"))


@pytest.mark.parametrize(
    "bad", ["http://", "http://[", "javascript:alert(1)", "//a.b", "mailto:", "ftp://a.b", "https://a b/"]
)
def test_an_address_nobody_can_follow_stays_plain_words(bad: str) -> None:
    line = Line(Style.BODY, (Span("看这里", target=bad),))
    document = Document("题", (line,), (Line(Style.DATE, (Span("2024年"),), right=2),), ())
    data = docx.plan(document, TEMPLATE, PAGE)
    assert not list(body(data).iter(f"{W}hyperlink"))
    assert text(paragraph_beginning(data, "看")) == "看这里"


@pytest.mark.parametrize("character", ["\x0b", "\x00", "\n", "\ufffe", "\ud800"])
def test_a_character_word_cannot_hold_is_a_fault_and_never_lost(character: str) -> None:
    line = Line(Style.BODY, (Span(f"甲{character}<乙>"),))
    document = Document("题", (line,), (), ())
    with pytest.raises(ZwgkError, match=f"U\\+{ord(character):04X}"):
        docx.plan(document, TEMPLATE, PAGE)
    titled = Document(f"甲{character}乙", (), (), ())
    with pytest.raises(ZwgkError, match=f"U\\+{ord(character):04X}"):
        docx.plan(titled, TEMPLATE, PAGE)


@pytest.mark.parametrize("title", ["A&B<i>“甲”{{ body }}", "甲 ' \" 乙", "{% raw %}"])
def test_a_title_is_words_and_nothing_else(title: str) -> None:
    assert lines(docx.plan(Document(title, (), (), ()), TEMPLATE, PAGE)) == [("Title", title)]


def test_a_title_that_would_be_changed_is_a_fault() -> None:
    with pytest.raises(ZwgkError, match="花括号"):
        docx.plan(Document("甲{_{乙", (), (), ()), TEMPLATE, PAGE)


def test_long_titles_are_broken_where_words_end() -> None:
    data = made(plan_of())
    broken = paragraph_beginning(data, "2024年度某区")
    assert [one.text for one in broken.iter(f"{W}t")] == ["2024年度某区财政局", "政务公开目标任务细化分解表"]
    assert len(list(broken.iter(f"{W}br"))) == 1


# --- the sign-off -------------------------------------------------------------


def test_the_signature_never_stands_without_words_of_the_plan() -> None:
    data = made(plan_of())
    found = list(body(data))
    last, day = (
        next(n for n, one in enumerate(found) if text(one).startswith(begins)) for begins in ("各科室", "2024年3月")
    )
    for one in found[last:day]:
        assert one.find(f"{W}pPr/{W}keepNext") is not None, text(one)
    assert found[last].find(f"{W}pPr/{W}keepLines") is not None
    # a line left blank above 附件说明 and above 署名
    assert [bool(text(one)) for one in found[last : day + 1]] == [True, False, True, False, True, True]


def test_signature_and_date_stand_from_the_right_by_characters() -> None:
    data = made(plan_of())
    # 5 and 6 字: the longer date stands 右空二字, the name's blank grows
    for begins, chars, right in (("某区财政局", "500", "1575"), ("2024年3月", "200", "630")):
        found = [
            one
            for one in body(data).iterchildren(f"{W}p")
            if text(one).startswith(begins) and value(one, "pPr/ind", "right")
        ]
        assert [(value(one, "pPr/ind", "rightChars"), value(one, "pPr/ind", "right")) for one in found] == [
            (chars, right)
        ]


def test_annex_notes_hang_under_their_first_character() -> None:
    one = paragraph_beginning(made(plan_of()), "附件：2024")
    assert [value(one, "pPr/ind", key) for key in ("leftChars", "left", "hangingChars", "hanging")] == [
        "500",
        "1575",
        "300",
        "945",
    ]
    several = made(plan_of(annexes=(TaskTable(SourceText("甲表")), FREE)))
    first, second = paragraph_beginning(several, "附件：1."), paragraph_beginning(several, "2.“")
    assert [value(first, "pPr/ind", key) for key in ("leftChars", "hangingChars")] == ["600", "400"]
    assert [value(second, "pPr/ind", key) for key in ("leftChars", "hangingChars")] == ["600", "100"]


# --- sections -------------------------------------------------------------------


def test_an_annex_on_the_same_paper_begins_a_page_and_no_section() -> None:
    data = made(plan_of())
    (section,) = opened(data).sections
    assert [
        round(side.mm, 1)
        for side in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        if side
    ] == [34.6, 32.6, 28.0, 26.0]
    feet = (section.footer.paragraphs[0], section.even_page_footer.paragraphs[0])
    assert [(foot.text, foot.style.name) for foot in feet if foot.style] == [
        ("— 1 —", style_names.ODD_NUMBER),
        ("— 1 —", style_names.EVEN_NUMBER),
    ]
    # 附件 on the first line, the title on the third
    sheet = list(body(data))[[text(one) for one in body(data)].index("附件") :]
    assert [text(one) for one in sheet[:2]] == ["附件", ""]
    assert text(sheet[2]) == TABLE_TITLE
    assert sheet[0].find(f"{W}pPr/{W}pageBreakBefore") is not None


def test_a_section_ends_in_a_paragraph_of_its_own() -> None:
    data = made(plan_of(annex_orientation=Orientation.LANDSCAPE))
    found = list(body(data))
    (ends,) = (index for index, one in enumerate(found) if one.find(f"{W}pPr/{W}sectPr") is not None)
    assert (text(found[ends - 1]), text(found[ends])) == ("2024年3月1日", "")
    # low enough for a page that is full
    assert value(found[ends], "pPr/spacing", "line") == "20"


def test_a_plan_without_annexes_has_one_section_and_ends_with_its_date() -> None:
    data = made(plan_of(annexes=()))
    assert len(opened(data).sections) == 1
    assert [one[0] for one in lines(data)][-1] == "成文日期"
    assert list(body(data))[-1].tag == f"{W}sectPr"


def test_every_annex_begins_a_page() -> None:
    data = made(plan_of(annexes=(TaskTable(SourceText("甲表")), FREE)))
    assert len(opened(data).sections) == 1
    assert paragraph_beginning(data, "附件1").find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert paragraph_beginning(data, "附件2").find(f"{W}pPr/{W}pageBreakBefore") is not None
    assert ("附件标题", "“一网通办”推送情况表") in lines(data)


def test_a_table_across_the_paper_has_its_own_section_and_turned_page_numbers() -> None:
    data = made(plan_of(annex_orientation=Orientation.LANDSCAPE, annexes=(TaskTable(SourceText("甲表")), FREE)))
    upright, across, again = opened(data).sections
    assert upright.page_width == again.page_width == across.page_height
    sides = (across.top_margin, across.bottom_margin, across.left_margin, across.right_margin)
    assert [round(side.mm) for side in sides if side] == [28, 26, 35, 37]
    assert across.orientation is WD_ORIENT.LANDSCAPE
    # a footer that does not fit below the type area takes the room from it
    assert across.footer_distance is not None
    assert across.footer_distance.pt + standard.SIZE_4 <= 26 / standard.MM_PER_PT
    tables = list(body(data).iter(f"{W}tbl"))
    assert abs(int(value(tables[0], "tblPr/tblW", "w") or 0) - geometry.twips_of_mm(225)) <= 1
    assert abs(int(value(tables[1], "tblPr/tblW", "w") or 0) - geometry.twips_of_mm(156)) <= 1
    for footer, low in ((across.footer, True), (across.even_page_footer, False)):
        frame = footer.paragraphs[0]._p
        below, beside = (int(one.text) for one in reversed(frame.xpath(".//wp:posOffset")))
        height = int(frame.xpath(".//wp:extent/@cy")[0])
        # 28 mm from the edge to the middle of the line; 空一字 from the type area's end
        assert beside / 36000 + standard.SIZE_4 * standard.MM_PER_PT / 2 == pytest.approx(28, abs=0.01)
        assert (below + height if low else below) / 36000 == pytest.approx(210 - 26 if low else 28, abs=0.01)
    # the pages after it number on below, as before
    assert again.footer.paragraphs[0].text == "— 1 —"


def test_the_other_preset_changes_page_and_line_together() -> None:
    data = docx.plan(compose(plan_of()), TEMPLATE, standard.GBT_9704)
    section = opened(data).sections[0]
    assert [round(side.mm, 1) for side in (section.top_margin, section.bottom_margin) if side] == [34.7, 32.7]
    lines = {one.get(f"{W}line") for one in xml(data, "word/styles.xml").iter(f"{W}spacing") if one.get(f"{W}line")}
    assert "579" in lines
    assert "589" not in lines


# --- tables -------------------------------------------------------------------------


def test_the_table_of_tasks_reads_back_with_its_merged_number() -> None:
    table = opened(made(plan_of())).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "具体内容", "责任部门", "完成时间"],
        ["1", "公开预算。", "预算科", "全年"],
        ["2", "公示“执法”信息。", "办公室", "5月底"],
        ["2", "A&B <双公示>。", "采管科、会计科", "全年"],
    ]
    assert table.style is not None
    assert table.style.name == style_names.TABLE


def test_every_width_of_a_table_is_written_out() -> None:
    table = next(body(made(plan_of())).iter(f"{W}tbl"))
    columns = [int(one.get(f"{W}w", "0")) for one in table.iter(f"{W}gridCol")]
    assert sum(columns) == int(value(table, "tblPr/tblW", "w") or 0) == geometry.twips_of_mm(156)
    assert value(table, "tblPr/tblLayout", "type") == "fixed"
    for row in table.iter(f"{W}tr"):
        assert [int(value(cell, "tcPr/tcW", "w") or 0) for cell in row.iter(f"{W}tc")] == columns


def test_the_head_is_repeated_and_rows_stay_whole_unless_taller_than_a_page() -> None:
    data = made(plan_of(annexes=(TaskTable(SourceText("甲表")), FREE)))
    tasks, free = body(data).iter(f"{W}tbl")
    heads = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in tasks.iter(f"{W}tr")]
    assert heads == [True, False, False, False]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in tasks.iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in free.iter(f"{W}tr")] == [True, False]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("政" * 300, "政" * 300, [True, True]),
        # under the title the first row has less room than the others
        ("政" * 350, "政" * 350, [False, True]),
        ("短。", "政" * 800, [True, False]),
        # as wide, but each word takes a line of its own and leaves a part of it empty
        ("短。", "政" * 350, [True, True]),
        ("短。", " ".join(["A" * 27] * 26), [True, False]),
    ],
)
def test_rows_are_kept_whole_only_where_they_surely_fit(first: str, second: str, whole: list[bool]) -> None:
    items = tuple(
        Item(name, SourceText(name), (task(words, "全年", RESPONSIBLE="办公室"),))
        for name, words in (("甲", first), ("乙", second))
    )
    data = docx.plan(compose(replace(plan_of(), parts=(Section(paragraph("主要工作"), 1, items),))), TEMPLATE, PAGE)
    (table,) = body(data).iter(f"{W}tbl")
    _, *rows = table.iter(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows] == whole
    # a row that is split leaves no line of a cell alone
    assert [row.find(f".//{W}widowControl") is None for row in rows] == whole


def test_a_table_is_named_for_those_who_cannot_see_it() -> None:
    table = next(body(made(plan_of())).iter(f"{W}tbl"))
    assert value(table, "tblPr/tblCaption") == TABLE_TITLE
    assert value(table, "tblPr/tblDescription") == "序号、具体内容、责任部门、完成时间"


def grid(*rows: Row) -> Grid:
    return Grid('“甲” "乙" & <丙>', (cell("一"), cell("二"), cell("三")), rows, (0.2, 0.3, 0.5))


def cell(words: str, *, down: int = 1, over: int = 1) -> Cell:
    return Cell(((Span(words),),), rowspan=down, colspan=over)


def with_grids(*grids: Grid) -> bytes:
    return docx.plan(Document("题", (), (), (PrintedAnnex("附件", "表", grids, is_tasks=False),)), TEMPLATE, PAGE)


def test_cells_reach_over_rows_and_columns_at_once() -> None:
    data = with_grids(
        grid(
            Row((cell("大", down=2, over=2), cell("甲"))),
            Row((cell("乙"),)),
            Row((cell("丙"), cell("丁", over=2))),
        )
    )
    rows = [[one.text for one in row.cells] for row in opened(data).tables[0].rows]
    assert rows == [["一", "二", "三"], ["大", "大", "甲"], ["大", "大", "乙"], ["丙", "丁", "丁"]]


def test_two_tables_do_not_grow_together() -> None:
    rows = (Row((cell("甲"), cell("乙"), cell("丙"))),)
    data = with_grids(grid(*rows), grid(*rows))
    tags = [one.tag.removeprefix(W) for one in body(data)]
    assert tags[-5:] == ["tbl", "p", "tbl", "p", "sectPr"]


@pytest.mark.parametrize("row", [Row((cell("甲"),)), Row((cell("甲"),) * 4), Row((cell("甲"), cell("乙", over=3)))])
def test_a_row_that_does_not_fit_is_not_written(row: Row) -> None:
    with pytest.raises(ValueError, match="row 1"):
        with_grids(grid(row))


def test_a_table_at_the_end_of_the_plan_stays_with_the_signature() -> None:
    day = Line(Style.DATE, (Span("2024年"),), right=2)
    table = grid(Row((cell("甲"), cell("乙"), cell("丙"))), Row((cell("丁"), cell("戊"), cell("己"))))
    data = docx.plan(Document("题", (table,), (day,), ()), TEMPLATE, PAGE)
    kept = [
        one.find(f"{W}pPr/{W}keepNext") is not None
        for one in body(data).iter(f"{W}p")
        if text(one) in "甲乙丙丁戊己" and text(one)
    ]
    assert kept == [False] * 3 + [True] * 3


# --- the annex alone -----------------------------------------------------------------


def test_the_annex_alone_is_the_same_table_with_mark_and_title() -> None:
    plan = plan_of()
    data = docx.annex(compose(plan), TEMPLATE, PAGE)
    assert lines(data) == [("附件标识", "附件"), ("附件标题", TABLE_TITLE)]
    alone, within = (next(body(one).iter(f"{W}tbl")) for one in (data, made(plan)))
    assert etree.tostring(alone, method="c14n") == etree.tostring(within, method="c14n")
    assert opened(data).core_properties.title == TABLE_TITLE
    assert len(opened(data).sections) == 1


def test_the_annex_alone_lies_across_the_paper_too() -> None:
    data = docx.annex(compose(plan_of(annex_orientation=Orientation.LANDSCAPE)), TEMPLATE, PAGE)
    (section,) = opened(data).sections
    assert section.page_width is not None
    assert round(section.page_width.mm) == 297


def test_a_plan_without_a_table_of_tasks_has_no_annex_of_its_own() -> None:
    with pytest.raises(ValueError, match="no table"):
        docx.annex(compose(plan_of(annexes=(FREE,))), TEMPLATE, PAGE)


# --- a template the office has added to ------------------------------------------------


def test_what_the_office_puts_around_the_words_stays_there(tmp_path: Path) -> None:
    parts = unpacked(TEMPLATE.read_bytes())
    before, after = ("<w:p><w:r><w:t>某局文件</w:t></w:r></w:p>", "<w:p><w:r><w:t>抄送：某处。</w:t></w:r></w:p>")
    shell = parts["word/document.xml"].decode().replace("<w:body>", f"<w:body>{before}")
    parts["word/document.xml"] = (
        shell.replace("<w:sectPr>", f"{after}<w:sectPr>").replace("</w:sectPr>", "<w:titlePg/></w:sectPr>").encode()
    )
    path = tmp_path / "plan.docx"
    path.write_bytes(packed(parts))
    for paper, sections in ((Orientation.PORTRAIT, 2), (Orientation.LANDSCAPE, 3)):
        data = docx.plan(compose(plan_of(annex_orientation=paper)), path, PAGE)
        found = [text(one) for one in body(data).iterchildren(f"{W}p") if text(one)]
        assert (found[0], found[-1]) == ("某局文件", "抄送：某处。")
        # the words behind the mark come after the annex, upright again
        assert len(opened(data).sections) == sections
        first_pages = [one.different_first_page_header_footer for one in opened(data).sections]
        assert first_pages == [True, *[False] * (sections - 1)]
        assert opened(data).sections[-1].orientation is WD_ORIENT.PORTRAIT
    alone = docx.annex(compose(plan_of()), path, PAGE)
    assert [words for _, words in lines(alone)] == ["附件", TABLE_TITLE]
    assert not opened(alone).sections[0].different_first_page_header_footer


def test_style_ids_are_escaped_in_attributes(tmp_path: Path) -> None:
    parts = unpacked(TEMPLATE.read_bytes())
    for part in ("word/styles.xml", "word/document.xml"):
        parts[part] = parts[part].replace(b'"PlanBody"', b'"&quot;a&amp;b&lt;"')
    path = tmp_path / "plan.docx"
    path.write_bytes(packed(parts))
    ids = {style.get(f"{W}val") for style in xml(docx.plan(compose(plan_of()), path, PAGE)).iter(f"{W}pStyle")}
    assert '"a&b<' in ids


# --- the file -------------------------------------------------------------------------


def test_properties_say_what_the_paper_says() -> None:
    properties = opened(made(plan_of())).core_properties
    assert properties.title == TITLE
    assert properties.author == properties.last_modified_by == "某区财政局"
    assert properties.keywords == "政务公开；计划"
    assert properties.language == "zh-CN"
    assert properties.created == properties.modified == datetime(2024, 3, 1, tzinfo=UTC)


def test_a_draft_without_a_date_has_a_fixed_one() -> None:
    assert opened(made(plan_of(issued=StatedDate()))).core_properties.created == datetime(2024, 1, 1, tzinfo=UTC)


def test_no_program_is_named_in_the_file() -> None:
    parts = unpacked(made(plan_of(annex_orientation=Orientation.LANDSCAPE)))
    assert "docProps/app.xml" not in parts
    for words in parts.values():
        assert not any(name in words for name in (b"python", b"docxtpl", b"Macintosh", b"Microsoft Office"))


ORDER = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens "
    "kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind "
    "contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
    "rPr sectPr"
)
CELL_ORDER = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"


def test_properties_stand_in_the_order_of_the_schema() -> None:
    data = made(plan_of(annex_orientation=Orientation.LANDSCAPE, annexes=(TaskTable(SourceText("甲表")), FREE)))
    for part, tag, order in (
        ("word/document.xml", "pPr", ORDER),
        ("word/styles.xml", "pPr", ORDER),
        ("word/document.xml", "tcPr", CELL_ORDER),
        (
            "word/document.xml",
            "sectPr",
            "headerReference footerReference footnotePr endnotePr type pgSz pgMar titlePg docGrid",
        ),
    ):
        places = order.split()
        for element in xml(data, part).iter(f"{W}{tag}"):
            found = [places.index(str(one.tag).removeprefix(W)) for one in element]
            assert found == sorted(found)


SCRIPT = """
import sys
from pathlib import Path
from tests.test_docx import PAGE, TEMPLATE, Orientation, compose, docx, plan_of
plan = plan_of(annex_orientation=Orientation.LANDSCAPE)
Path(sys.argv[1]).write_bytes(docx.plan(compose(plan), TEMPLATE, PAGE) + docx.annex(compose(plan), TEMPLATE, PAGE))
"""


def test_the_bytes_are_the_same_at_any_hour_and_place(tmp_path: Path) -> None:
    plan = plan_of(annex_orientation=Orientation.LANDSCAPE)
    here = docx.plan(compose(plan), TEMPLATE, PAGE) + docx.annex(compose(plan), TEMPLATE, PAGE)
    for seed, zone in (("1", "Asia/Shanghai"), ("2", "America/New_York")):
        path = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        subprocess.run([sys.executable, "-c", SCRIPT, str(path)], cwd=ROOT, env=environment, check=True)
        assert path.read_bytes() == here


WITHOUT_WEASYPRINT = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("weasyprint", "pydyf"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
from pathlib import Path
from tests.test_docx import PAGE, TEMPLATE, compose, docx, plan_of
Path(sys.argv[1]).write_bytes(docx.plan(compose(plan_of()), TEMPLATE, PAGE))
"""


def test_word_files_need_no_weasyprint(tmp_path: Path) -> None:
    path = tmp_path / "made.docx"
    subprocess.run([sys.executable, "-c", WITHOUT_WEASYPRINT, str(path)], cwd=ROOT, check=True)
    assert path.read_bytes() == made(plan_of())


def test_a_merged_cell_repeated_where_a_page_begins_is_read_as_one_cell() -> None:
    section = Section(
        paragraph("主要工作"), 1, tuple(builders.item(str(number), "甲。", "乙。") for number in range(3))
    )
    columns = tuple(
        Column(role, role.value) for role in (ColumnRole.NUMBER, ColumnRole.GROUP, ColumnRole.WORDS, ColumnRole.REMARK)
    )
    plan = builders.plan_of(section, columns=columns)
    cuts: tuple[frozenset[int], ...] = (frozenset(), frozenset({3}))
    whole, cut = (
        read_document("plan.docx", layout_oracle.word_file(plan, PageFacts(rows=RowEnds(rows)))) for rows in cuts
    )
    assert (cut.blocks, cut.asides) == (whole.blocks, whole.asides)
    (table,) = (block for block in cut.blocks if isinstance(block, neutral.Table))
    assert [cell.rowspan for cell in table.rows[1].cells] == [2, 6, 1, 2]
    printed = docx.annex(compose(plan), TEMPLATE, PAGE, PageFacts(rows=RowEnds(cuts[1])))
    assert [cell.text for cell in reader.Document(BytesIO(printed)).tables[0].rows[4].cells][:2] == ["2", "主要工作"]


def test_the_number_of_a_row_that_word_splits_is_repeated_on_each_page_and_read_once() -> None:
    section = Section(paragraph("主要工作"), 1, tuple(builders.item(str(number), "甲" * 200) for number in range(3)))
    columns = tuple(Column(role, role.value) for role in (ColumnRole.NUMBER, ColumnRole.GROUP, ColumnRole.WORDS))
    plan = builders.plan_of(section, columns=columns)
    # a merged cell is cut where its row is split
    whole, split = (
        PageFacts(rows=RowEnds(frozenset({1, 2}), frozenset({1}), parts=parts)) for parts in ({}, {1: (5, 4)})
    )
    plain, repeated = (read_document("plan.docx", layout_oracle.word_file(plan, facts)) for facts in (whole, split))
    assert (repeated.blocks, repeated.asides) == (plain.blocks, plain.asides)
    row = reader.Document(BytesIO(docx.annex(compose(plan), TEMPLATE, PAGE, split))).tables[0].rows[2]
    assert [one.text for one in row.cells[0].paragraphs] == ["2", *[""] * 4, "2", *[""] * 3, "2"]
    assert [one.text for one in row.cells[1].paragraphs if one.text] == ["主要工作"] * 3
    # what stays is what somebody changed
    edited = reader.Document(BytesIO(docx.annex(compose(plan), TEMPLATE, PAGE, split)))
    edited.tables[0].rows[2].cells[0].paragraphs[5].runs[0].text = "三"
    file = BytesIO()
    edited.save(file)
    (table,) = (
        block for block in read_document("annex.docx", file.getvalue()).blocks if isinstance(block, neutral.Table)
    )
    assert "三" in "".join(
        block.text for block in table.rows[2].cells[0].content if isinstance(block, neutral.Paragraph)
    )
