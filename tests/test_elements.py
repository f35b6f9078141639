"""What stands around a plan's words when it is stated, and nowhere when it is not: 版头, 主送机关, 附注, 版记, 水印, the 通知.

What a clause measures is measured in both files (`tests.layout_oracle`); the rest by what
their lines and paragraphs say, and once more as LibreOffice lays Word's file out.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as reader
import pdfplumber
import pikepdf
import pytest
from docx.enum.section import WD_SECTION_START
from lxml import etree, html as markup

from pipeline import fonts
from pipeline.errors import ZwgkError
from pipeline.fonts import Faces
from pipeline.model import (
    NO_DEADLINE,
    Assignment,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    Layout,
    Notice,
    Orientation,
    Paragraph,
    Part,
    Plan,
    Role,
    Section,
    Site,
    StatedDate,
    Steps,
    Table,
    Task,
    TaskTable,
)
from pipeline.parse import parse
from pipeline.render.compose import compose
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.pagination import colophon_line_count
from pipeline.render.pdf import render as pdf
from pipeline.render.print_model import ColophonPage, Line, PageFacts, Style
from pipeline.render.web import page as html
from pipeline.render.web.edition import Edition
from pipeline.render.word import document as docx, ooxml
from pipeline.source import SourceText, load_year
from pipeline.typography import gbt9704 as standard, geometry, metrics
from tests import builders, validators
from tests.builders import ISSUED, ROOT, TEMPLATES, TITLE, item, paragraph
from tests.layout_oracle import (
    EM,
    MM,
    WORD_TEMPLATE,
    assert_conforms,
    faces_in,
    line,
    pages,
    printed,
    texts,
    wide_rules,
    word_file,
)
from tests.libreoffice import Office

pytestmark = pytest.mark.slow

W = f"{{{ooxml.W}}}"
TOP, FOOT = 37.0, 262.0

NOTICE_TITLE = "某区财政局关于印发《某区财政局2024年度政务公开工作计划》的通知"
LONG_NAME = "某某市某某区文化和旅游与新闻出版广播影视局"
ADDRESSEE = "局属各单位、机关各科室"
COPIES = "区政府办公室，区委办公室，区人大常委会办公室，区政协办公室，区审计局，区统计局"
PRINTED = StatedDate(SourceText("2024年3月11日"), date(2024, 3, 11))

CARRIED: dict[str, Any] = {
    "doc_number": SourceText("某财〔2024〕5号"),
    "addressee": SourceText(ADDRESSEE),
    "remark": SourceText("此件公开发布"),
    "copy_to": SourceText(COPIES),
    "printer": SourceText("某区财政局办公室"),
    "printed": PRINTED,
}
"""Everything that the sheet that carries a plan can state."""


def plan_of(*parts: Part, notice: Notice | None = None, **head: Any) -> Plan:
    """Return a plan without annexes, of one paragraph unless parts are given."""
    parts = parts or (paragraph("为做好工作，制定本计划。"),)
    return builders.plan_of(*parts, notice=notice, **({"annexes": ()} | head))


def notice_of(*blocks: Paragraph, **head: Any) -> Notice:
    given: dict[str, Any] = {
        "title": SourceText(NOTICE_TITLE),
        "organ": SourceText("某区财政局"),
        "issued": ISSUED,
        **CARRIED,
        **head,
    }
    return Notice(replace(Head(), **given), blocks or (paragraph("现将计划印发给你们，请认真贯彻执行。"),))


def numbers(content: bytes) -> list[str]:
    """The page number of every page, empty where there is none."""
    return ["".join(text for text in texts(page) if re.fullmatch(r"— \d+ —", text)) for page in pages(content)]


# --- clauses -----------------------------------------------------------------------

LETTERHEAD = (
    "发文机关标志：小标宋、红色、居中", "发文机关标志：上边缘至版心上边缘", "发文机关标志：不超出版心", "发文字号：居中，六角括号，不编虚位",
    "发文字号：在发文机关标志下空二行", "红色分隔线：居中，与版心等宽", "红色分隔线：红色", "红色分隔线：在发文字号下", "标题：在红色分隔线下空二行",
)  # fmt: skip
COLOPHON = (
    "版记在最后一面，且为双页", "版记：字体字号", "抄送：左右各空一字，回行与冒号后首字对齐，末尾句号", "印发日期：右空一字，不编虚位，加“印发”",
    "印发机关：左空一字", "版记分隔线：与版心等宽", "版记分隔线：首末条粗、中间细", "版记末条分隔线与版心下边重合", "版记：不高出版心",
    "版记在版心下端，末条线与版心下边重合", "版记在最后一面（双页）",
)  # fmt: skip
SIGNED = (
    "署名：右空",
    "成文日期：右空",
    "署名（日期）上空一行",
    "日期在署名下一行",
    "成文日期：年份写全，月、日不编虚位",
)
LISTED = ("附件说明：左空二字", "附件说明：回行与名称首字对齐", "附件说明：左空二字，回行与名称对齐")
MANY_ADDRESSED = "各镇人民政府、街道办事处，区政府各部门、各直属单位，各有关企业、事业单位和人民团体"
MIXED_NAMES = (
    "上海市Example区财政局ABC",
    "<script>alert(1)</script>财政局",
    "WWWWMMMM财政局",
    "iiiill1111财政局",
    "W" * 24,
)


def long_plan(lines: int, **head: Any) -> Plan:
    """A plan whose words fill so many lines of 28 characters."""
    return plan_of(*(paragraph("政" * 54) for _ in range(lines // 2)), **{**CARRIED, **head})


CLAUSES: dict[str, tuple[Plan, tuple[str, ...]]] = {
    **{f"carried, {layout.value}": (plan_of(paragraph("政" * 60), **CARRIED, layout=layout), (
        *LETTERHEAD, *COLOPHON, *SIGNED, "主送机关：顶格，末尾全角冒号", "附注：居左空二字，加圆括号", "附注：在成文日期下一行",
    )) for layout in Layout},
    **{f"colophon shares its page, {layout.value}": (long_plan(16, layout=layout), COLOPHON) for layout in Layout},
    "addressee of two lines": (plan_of(paragraph("政" * 40), addressee=SourceText(MANY_ADDRESSED)), (
        "主送机关：顶格，末尾全角冒号", "标题下空一行", "行距：段与段、标题与正文之间",
    )),
    **{f"signed by {name}": (plan_of(organ=SourceText(name)), SIGNED) for name in ("某局", "某区财政局", LONG_NAME[:20])},
    "open date": (plan_of(issued=StatedDate()), SIGNED),
    "remark without brackets": (plan_of(remark=SourceText("此件公开发布")), ("附注：居左空二字，加圆括号", "附注：在成文日期下一行")),
    "ten annexes": (plan_of(item("一", "政务。"), annexes=tuple(
        FreeAnnex(SourceText("情况表" * 12 if number == 1 else f"第{number}表"), f"表{number}", (paragraph("见表。"),))
        for number in range(1, 11)
    )), LISTED),
    "stage": (plan_of(stage=SourceText("征求意见稿")), ("稿次：字体字号", "标题居中", "标题下空一行")),
}  # fmt: skip
"""Plans, and the clauses that each is there to show."""


@pytest.mark.parametrize("case", CLAUSES)
def test_clauses_conform(case: str, faces: Faces) -> None:
    plan, labels = CLAUSES[case]
    assert_conforms(plan, faces, *labels)


# --- Word's file -------------------------------------------------------------------


def made(plan: Plan, colophon: ColophonPage | None = None) -> bytes:
    return word_file(plan, PageFacts(colophon))


def body(data: bytes) -> list[etree._Element]:
    found = etree.fromstring(unpacked(data)["word/document.xml"]).find(f"{W}body")
    assert found is not None
    return list(found)


def text(element: etree._Element) -> str:
    """The words of an element; a tab in a paragraph's settings is none."""
    runs = (run for run in element.iter(f"{W}r"))
    return "".join(
        "\t" if one.tag == f"{W}tab" else one.text or ""
        for run in runs
        for one in run
        if one.tag in (f"{W}t", f"{W}tab")
    )


def attribute(element: etree._Element, path: str, name: str) -> str | None:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{name}")


def paragraph_beginning(data: bytes, begins: str) -> etree._Element:
    return next(one for one in body(data) if text(one).startswith(begins))


def styled(data: bytes) -> list[tuple[str, str]]:
    """Style and words of every paragraph with words."""
    found = reader.Document(BytesIO(data)).paragraphs
    return [(one.style.name or "", one.text.replace("\n", "")) for one in found if one.text and one.style]


def looks(data: bytes) -> list[str]:
    return [name for name, _ in styled(data)]


# --- absent otherwise ----------------------------------------------------------------


def test_nothing_is_printed_that_is_not_stated(faces: Faces) -> None:
    document = compose(plan_of())
    assert (document.letterhead, document.notice, document.annex_mark, document.colophon, document.watermark) == (
        (),
        None,
        "",
        None,
        "",
    )
    made_pdf = printed(plan_of(), faces)
    (page,) = pages(made_pdf.content)
    assert texts(page) == [TITLE, "为做好工作，制定本计划。", "某区财政局", "2024年3月1日", "— 1 —"]
    assert page.rules == ()
    assert looks(made(plan_of())) == ["Title", "公文正文", "署名", "成文日期"]


# --- 版头 ------------------------------------------------------------------------------


@pytest.mark.parametrize("organ", ["某区财政局", LONG_NAME, *MIXED_NAMES])
def test_a_name_of_any_length_stands_in_one_line(organ: str, faces: Faces) -> None:
    plan = plan_of(organ=SourceText(organ), **CARRIED)
    assert_conforms(plan, faces, *LETTERHEAD)
    mark = line(pages(printed(plan, faces).content)[0], organ[:4])
    assert mark.text == f"{organ}文件"


def test_a_long_name_is_condensed_in_word_too() -> None:
    assert len(LONG_NAME) >= 20
    properties = paragraph_beginning(made(plan_of(organ=SourceText(LONG_NAME), **CARRIED)), LONG_NAME)
    size, width = geometry.mark_size(f"{LONG_NAME}文件")
    assert attribute(properties, "r/rPr/sz", "val") == f"{size * 2:.0f}"
    assert attribute(properties, "r/rPr/w", "val") == f"{width * 100:.0f}"


def test_the_width_of_a_name_is_no_narrower_than_the_face_draws_it(faces: Faces) -> None:
    for code in range(0x20, 0x7F):
        drawn = fonts.text_width(chr(code), faces[fonts.Role.TITLE])
        assert drawn <= metrics.title_width(chr(code)) <= max(drawn, 0.5) + 0.13, chr(code)


def test_the_styles_of_the_red_head_are_red_and_centred() -> None:
    styles = etree.fromstring(unpacked(WORD_TEMPLATE.read_bytes())["word/styles.xml"])
    mark = next(one for one in styles.iter(f"{W}style") if attribute(one, "name", "val") == "发文机关标志")
    assert attribute(mark, "rPr/color", "val") == "FF3333"
    assert attribute(mark, "rPr/rFonts", "eastAsia") == "方正小标宋简体"
    assert attribute(mark, "rPr/sz", "val") == "84"
    assert attribute(mark, "pPr/jc", "val") == "center"


def test_the_red_head_stands_before_the_title_whatever_the_office_has_put_there(tmp_path: Path) -> None:
    parts = unpacked(WORD_TEMPLATE.read_bytes())
    own = parts["word/document.xml"].decode().replace("<w:body>", "<w:body><w:p><w:r><w:t>本局样式</w:t></w:r></w:p>")
    parts["word/document.xml"] = own.encode()
    path = tmp_path / "plan.docx"
    path.write_bytes(packed(parts))
    data = docx.plan(compose(plan_of(**CARRIED)), path, standard.GBT_33476)
    assert [text(one) for one in body(data) if text(one)][:4] == [
        "本局样式",
        "某区财政局文件",
        "某财〔2024〕5号",
        TITLE,
    ]
    assert "\ue000" not in "".join(text(one) for one in body(data))


# --- 主送机关 and 附注 -------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["局属各单位", "局属各单位：", "局属各单位:"])
def test_the_addressee_ends_with_one_full_width_colon(typed: str) -> None:
    assert ("主送机关", "局属各单位：") in styled(made(plan_of(addressee=SourceText(typed))))


def test_the_first_page_always_shows_words_of_the_paper(faces: Faces) -> None:
    many = "、".join(f"某某街道第{number}社区居民委员会" for number in range(30))
    plan = plan_of(paragraph("政" * 60), **{**CARRIED, "addressee": SourceText(many)})
    content = printed(plan, faces).content
    first, *_, last = pages(content)
    assert any(text.startswith("政政") for text in texts(first))
    # too many to leave room: they go to 版记, above 抄送 and without a rule between (9704, 7.3.2, 7.4.2)
    assert Style.ADDRESSEE not in [one.style for one in compose(plan).body if isinstance(one, Line)]
    assert line(last, "主送：").top < line(last, "抄送：").top
    assert len(wide_rules(last)) == 3
    assert ("版记", f"主送：{many}。") in styled(made(plan))


@pytest.mark.parametrize("count", range(1, 9))
@pytest.mark.parametrize("listed", [False, True])
def test_a_notice_of_one_paragraph_shows_some_of_it_on_the_first_page(count: int, listed: bool, faces: Faces) -> None:
    notice = notice_of(paragraph("印" * (28 * count - 2)))
    first, second, *_ = pages(printed(plan_of(notice=notice, as_annex=listed), faces).content)
    there = texts(first)
    assert any(text.startswith("印印") for text in there)
    if "（此件公开发布）" not in there and count > 1:
        # and whatever stands under it stands under words of it
        assert texts(second)[0].startswith("印印")
        assert texts(second)[-4:-1] == ["某区财政局", "2024年3月1日", "（此件公开发布）"]


@pytest.mark.parametrize("layout", Layout)
def test_a_short_notice_that_lacks_a_line_is_on_one_page(layout: Layout, faces: Faces) -> None:
    addressee = SourceText("各镇人民政府、街道办事处，区政府各委、办、局，机关各科室、局属各单位")
    carried = {
        "doc_number": CARRIED["doc_number"],
        "addressee": addressee,
        "remark": CARRIED["remark"],
        "copy_to": SourceText(""),
    }
    carried |= {"printer": SourceText(""), "printed": StatedDate()}
    notice = notice_of(paragraph(f"现将《{TITLE}》印发给你们，请认真贯彻执行。"), **carried)
    plan = plan_of(notice=notice, layout=layout)
    assert_conforms(plan, faces, "标题下空一行")
    first = texts(pages(printed(plan, faces).content)[0])
    assert first[-4:-1] == ["某区财政局", "2024年3月1日", "（此件公开发布）"]


@pytest.mark.parametrize("many", range(1, 14))
def test_the_first_page_shows_words_though_they_begin_with_headings_and_lead_to_a_table(
    many: int, faces: Faces
) -> None:
    table = Table((paragraph("事项"),), tuple((paragraph("办理"),) for _ in range(4)))
    first = (Section(paragraph("公开"), 2, (paragraph("如下："), table, paragraph("做好。"))),)
    plan = plan_of(
        Section(paragraph("主要工作"), 1, first),
        **{**CARRIED, "addressee": SourceText("、".join(["某某街道办事处"] * 3 * many))},
    )
    page = pages(printed(plan, faces).content)[0]
    assert "如下：" in texts(page)


@pytest.mark.parametrize("layout", Layout)
def test_word_holds_only_the_words_that_do_not_run_on_by_themselves(layout: Layout, faces: Faces) -> None:
    def of(lines: int) -> tuple[Plan, pdf.PdfResult]:
        plan = plan_of(notice=notice_of(paragraph("印" * (28 * lines - 2))), layout=layout)
        return plan, printed(plan, faces)

    _, endless = of(40)
    room = sum(text.startswith("印印") for text in texts(pages(endless.content)[0]))
    assert room >= 3
    for lines in (room - 1, room, room + 1, room + 2):
        plan, found = of(lines)
        data = word_file(plan, found.page_facts)
        # held where they would else leave the signature alone on the next page
        assert attribute_of(paragraph_beginning(data, "印印"), "pPr/keepNext") == (lines <= room)
        # unsaid, they are held
        assert attribute_of(paragraph_beginning(made(plan), "印印"), "pPr/keepNext")


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("before", [2, 6])
def test_word_holds_words_that_fill_a_second_page_and_leave_no_room_for_the_sign_off(
    layout: Layout, before: int, faces: Faces
) -> None:
    def of(lines: int) -> tuple[Plan, pdf.PdfResult]:
        plan = plan_of(*[paragraph("印" * 26)] * before, paragraph("政" * (28 * lines - 2)), layout=layout)
        return plan, printed(plan, faces)

    _, endless = of(50)
    room = sum(text.startswith("政政") for page in pages(endless.content)[:2] for text in texts(page))
    # a blank line, 署名, 日期
    under = standard.BLANK_LINES + 2
    for lines in (room - under, room - under + 1, room, room + 1):
        plan, found = of(lines)
        *_, last = pages(found.content)
        assert texts(last)[-4].startswith("政政")
        data = word_file(plan, found.page_facts)
        # where lines are tightened, the sign-off fits on the page
        held = room - under < lines <= room and not found.page_facts.tightened
        assert attribute_of(paragraph_beginning(data, "政政"), "pPr/keepNext") == held, lines


@pytest.mark.parametrize(("first", "left"), [("情况表", 28 + 6.5 * EM), ("2024年的表", 28 + 7 * EM)])
def test_names_of_ten_annexes_are_aligned(first: str, left: float, faces: Faces) -> None:
    titles = [first, *(f"第{number}表" for number in "二三四五六七八九十")]
    annexes = tuple(
        FreeAnnex(SourceText(title), f"表{number}", (paragraph("略。"),)) for number, title in enumerate(titles)
    )
    plan = plan_of(paragraph("现予公布。"), annexes=annexes)
    assert_conforms(plan, faces, "附件说明：左空二字")
    found = pages(printed(plan, faces).content)[0]
    names = [glyph.left for line in found.lines for glyph in line.glyphs if glyph.text == "第" and "表" in line.text]
    assert names == pytest.approx([left] * 9, abs=0.1)


def listing(before: int, lines: int, listed: int) -> Plan:
    """A plan that ends with a heading, a paragraph of so many lines, and a list of annexes."""
    annexes = tuple(FreeAnnex(SourceText(f"第{number}表"), f"表{number}") for number in range(1, listed + 1))
    last = Section(paragraph("工作要求"), 1, (paragraph("政" * (28 * lines - 2)),))
    opening = [paragraph("印" * 26) for _ in range(before)]
    return plan_of(*opening, last, annexes=annexes, remark=SourceText("此件公开发布"))


@pytest.mark.parametrize(("before", "lines", "listed"), [(2, 16, 6), (6, 12, 2), (6, 12, 9), (2, 16, 14)])
def test_a_long_last_paragraph_is_split_two_lines_going_with_the_sign_off(
    before: int, lines: int, listed: int, faces: Faces
) -> None:
    plan = listing(before, lines, listed)
    found = printed(plan, faces)
    first, second, *_ = (texts(page) for page in pages(found.content))
    assert second[-2] == "（此件公开发布）"
    assert (second[0], second[1], second[2][:2], first[-2][:2]) == ("政" * 28, "政" * 28, "附件", "政政")
    own = paragraph_beginning(word_file(plan, found.page_facts), "政政")
    rules = ("keepNext", "keepLines", "widowControl")
    assert [attribute_of(own, f"pPr/{rule}") for rule in rules] == [True, False, True]


@pytest.mark.parametrize(("before", "lines", "listed"), [(2, 6, 12), (6, 7, 16), (2, 11, 16)])
def test_a_list_that_would_leave_half_a_page_empty_runs_on(before: int, lines: int, listed: int, faces: Faces) -> None:
    plan = listing(before, lines, listed)
    found = printed(plan, faces)
    first, second, *_ = (texts(page) for page in pages(found.content))
    assert second[-2] == "（此件公开发布）"
    titles = [text.replace(" ", "") for text in second[-6:-4]]
    assert titles == [f"{number}.第{number}表" for number in (listed - 1, listed)]
    assert any("第1表" in text for text in first)
    data = word_file(plan, found.page_facts)
    assert not attribute_of(paragraph_beginning(data, "政政"), "pPr/keepNext")


def test_a_list_that_would_leave_less_of_a_page_empty_has_body_text_on_its_page(faces: Faces) -> None:
    found = printed(listing(2, 9, 14), faces)
    second = texts(pages(found.content)[1])
    assert second[-2] == "（此件公开发布）"
    assert second[0] == "政" * 28


def attribute_of(element: etree._Element, path: str) -> bool:
    """Whether an element is there."""
    return element.find("/".join(f"{W}{step}" for step in path.split("/"))) is not None


@pytest.mark.parametrize("typed", ["此件公开发布", "（此件公开发布）", "(此件公开发布)"])
def test_the_remark_stands_in_brackets(typed: str) -> None:
    assert styled(made(plan_of(remark=SourceText(typed))))[-1] == ("附注", "（此件公开发布）")


def test_an_open_date_leaves_room_for_month_and_day(faces: Faces) -> None:
    plan = plan_of(issued=StatedDate())
    assert styled(made(plan))[-1] == ("成文日期", "2024年　月　日")
    (page,) = pages(printed(plan, faces).content)
    day = line(page, "2024年")
    assert day.text == "2024年　月　日"
    assert day.right - day.left == pytest.approx(7 * EM, abs=0.05)


# --- 版记 --------------------------------------------------------------------------------


def test_the_colophon_shares_an_even_last_page_that_has_room(faces: Faces) -> None:
    found = printed(long_plan(16), faces)
    assert (found.facts.pages, found.page_facts.colophon) == (2, ColophonPage.SHARED)
    assert numbers(found.content) == ["— 1 —", "— 2 —"]
    page = pages(found.content)[-1]
    assert line(page, "（此件公开发布）").bottom < line(page, "抄送：").top


def test_after_an_odd_last_page_the_colophon_has_the_next_one(faces: Faces) -> None:
    found = printed(long_plan(46), faces)
    assert (found.facts.pages, found.page_facts.colophon) == (4, ColophonPage.NEXT)
    # no blank page stands before it, so it is numbered as the others are (9704, 7.5)
    assert numbers(found.content) == ["— 1 —", "— 2 —", "— 3 —", "— 4 —"]
    assert texts(pages(found.content)[-1])[0].startswith("抄送：")


def test_after_a_full_even_page_neither_the_blank_page_nor_the_colophon_has_a_number(faces: Faces) -> None:
    found = printed(long_plan(24), faces)
    assert (found.facts.pages, found.page_facts.colophon) == (4, ColophonPage.AFTER_BLANK)
    assert numbers(found.content) == ["— 1 —", "— 2 —", "", ""]
    *_, blank, last = pages(found.content)
    assert blank.lines == ()
    assert wide_rules(last)[-1][1] == pytest.approx(FOOT, abs=0.05)


def test_the_colophon_never_overlaps_words_and_always_ends_an_even_page(faces: Faces) -> None:
    for lines in range(8, 24, 2):
        found = printed(long_plan(lines), faces)
        assert found.facts.pages % 2 == 0
        *_, page = pages(found.content)
        index = next(index for index, text in enumerate(texts(page)) if text.startswith("抄送："))
        if index:
            above, below = page.lines[index - 1].bottom, wide_rules(page)[-3][0]
            assert above + standard.GBT_33476.line_mm <= below + 3, lines
        assert wide_rules(page)[-1][1] == pytest.approx(FOOT, abs=0.05)


HIGH = {
    "without digits": "政" * (26 * (geometry.COLOPHON_LINES - 1) - 1),
    "moved": "、".join(f"某区第{number}街道办事处" for number in range(1, 50)),
}
"""抄送 or 主送机关 with which 版记 fills the type area."""


def high(case: str, more: str = "", **head: Any) -> Plan:
    if case == "moved":
        return plan_of(
            paragraph("政务。"),
            **{**CARRIED, "addressee": SourceText(HIGH[case] + more), "copy_to": SourceText("区审计局"), **head},
        )
    return plan_of(paragraph("政务。"), **{**CARRIED, "copy_to": SourceText(HIGH[case] + more), **head})


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("case", HIGH)
def test_the_highest_colophon_fills_the_type_area_and_loses_nothing(case: str, layout: Layout, faces: Faces) -> None:
    plan = high(case, layout=layout)
    colophon = compose(plan).colophon
    assert colophon is not None
    assert colophon_line_count(colophon) == geometry.COLOPHON_LINES
    page = pages(printed(plan, faces).content)[-1]
    there = [one for one in page.lines if abs(one.size - standard.SIZE_4) < 0.1 and not one.text.startswith("— ")]
    stated = "".join([*(one.text for one in colophon.recipients), colophon.printer, colophon.print_date])
    assert (len(there), "".join(one.text for one in there)) == (geometry.COLOPHON_LINES, stated)
    first, *_, last = wide_rules(page)
    assert standard.ON_PAPER.top <= first[0] < standard.ON_PAPER.top + standard.LINE_4 * standard.MM_PER_PT
    assert last[1] == pytest.approx(FOOT, abs=0.05)


@pytest.mark.parametrize("case", HIGH)
@pytest.mark.parametrize("more", [1, 3, 10, 60])
def test_a_colophon_higher_than_the_type_area_is_never_printed(case: str, more: int, faces: Faces) -> None:
    plan = high(case, "，某某街道第二十社区居民委员会及其所属各单位" * more)
    colophon = compose(plan).colophon
    assert colophon is not None
    assert colophon_line_count(colophon) > geometry.COLOPHON_LINES
    with pytest.raises(ZwgkError, match="版记比一面的版心还高"):
        printed(plan, faces)


def test_behind_an_annex_that_lies_across_the_colophon_has_an_upright_page(faces: Faces) -> None:
    plan = plan_of(
        item("一", "政务。", LEAD="办公室"),
        **CARRIED,
        annexes=(TaskTable(SourceText("任务分解表")),),
        annex_orientation=Orientation.LANDSCAPE,
    )
    found = printed(plan, faces)
    assert found.page_facts.colophon is ColophonPage.AFTER_BLANK
    last = pages(found.content)[-1]
    assert last.width < last.height
    assert wide_rules(last)[-1][1] == pytest.approx(FOOT, abs=0.05)
    assert numbers(found.content)[-1] == ""


def test_only_what_is_stated_stands_in_the_colophon(faces: Faces) -> None:
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"copy_to": SourceText("抄送：区审计局。")}, ["抄送：区审计局。"]),
        ({"printer": SourceText("某局办公室")}, ["某局办公室2024年　月　日印发"]),
        ({"printed": PRINTED}, ["2024年3月11日印发"]),
        ({"copy_to": SourceText("区审计局"), "printed": PRINTED}, ["抄送：区审计局。", "2024年3月11日印发"]),
    ]
    for head, expected in cases:
        page = pages(printed(plan_of(**head), faces).content)[-1]
        assert texts(page) == [*expected, "— 2 —"]
        assert len(wide_rules(page)) == len(expected) + 1
        assert [words.replace("\t", "") for name, words in styled(made(plan_of(**head))) if name == "版记"] == expected


def test_word_hangs_the_colophon_at_the_foot_of_an_even_page_of_its_own() -> None:
    data = made(plan_of(**CARRIED))
    found = body(data)
    frame = [one for one in found if one.find(f"{W}pPr/{W}framePr") is not None]
    assert [text(one) for one in frame if text(one)] == [f"抄送：{COPIES}。", "某区财政局办公室\t2024年3月11日印发"]
    for one in frame:
        place = one.find(f"{W}pPr/{W}framePr")
        assert place is not None
        assert {str(key).removeprefix(W): value for key, value in place.attrib.items()} == {
            "w": str(geometry.twips_of_mm(156)), "hSpace": "0", "wrap": "around",
            "vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom",
        }  # fmt: skip
    heights = [
        int(attribute(one, "pPr/spacing", "line") or 0) for one in frame if one.find(f"{W}pPr/{W}shd") is not None
    ]
    assert [round(height / 20 * MM, 2) for height in heights] == [0.35, 0.25, 0.35]
    # from the margin of 33476 up to the lower edge of the type area
    assert int(attribute(frame[-1], "pPr/spacing", "line") or 0) / 20 * MM == pytest.approx(35 - 32.58, abs=0.02)
    copies = next(one for one in frame if text(one).startswith("抄送"))
    assert [attribute(copies, "pPr/ind", key) for key in ("leftChars", "hangingChars", "rightChars")] == [
        "400",
        "300",
        "100",
    ]
    last = reader.Document(BytesIO(data)).sections[-1]
    assert last.start_type is WD_SECTION_START.EVEN_PAGE
    # feet of its own, and nothing in them
    assert not last.footer.is_linked_to_previous
    assert [one.text for one in (*last.footer.paragraphs, *last.even_page_footer.paragraphs)] == ["", ""]
    first = reader.Document(BytesIO(data)).sections[0]
    assert first.footer.paragraphs[0].text == "— 1 —"
    # behind an odd page it is numbered
    after_odd = reader.Document(BytesIO(made(plan_of(**CARRIED), ColophonPage.NEXT))).sections[-1]
    assert after_odd.start_type is WD_SECTION_START.EVEN_PAGE
    assert after_odd.even_page_footer.paragraphs[0].text == "— 1 —"


def test_word_lets_the_colophon_share_the_last_page_when_it_is_told_so() -> None:
    plan = plan_of(item("一", "政务。", LEAD="办公室"), **CARRIED, annexes=(TaskTable(SourceText("任务分解表")),))
    sections = reader.Document(BytesIO(made(plan, ColophonPage.SHARED))).sections
    assert len(sections) == 1
    assert sections[-1].footer.paragraphs[0].text == "— 1 —"
    assert styled(made(plan, ColophonPage.SHARED))[-1][0] == "版记"
    # never on a page that lies across
    across = replace(plan, head=replace(plan.head, annex_orientation=Orientation.LANDSCAPE))
    sections = reader.Document(BytesIO(made(across, ColophonPage.SHARED))).sections
    assert sections[-1].start_type is WD_SECTION_START.EVEN_PAGE


# --- 稿次 and 水印 ---------------------------------------------------------------------


def test_a_stage_stands_under_the_title(faces: Faces) -> None:
    plan = plan_of(stage=SourceText("征求意见稿"))
    title, stage, *_ = pages(printed(plan, faces).content)[0].lines
    assert (stage.text, faces_in(stage)) == ("（征求意见稿）", {"kai"})
    assert stage.top - title.bottom < standard.GBT_33476.line_mm


@pytest.mark.parametrize(("stage", "shown"), [("征求意见稿", "征求意见稿"), ("", "草稿")])
def test_a_watermark_rises_across_every_page_with_words(stage: str, shown: str, faces: Faces) -> None:
    plan = plan_of(
        item("一", "政务。", LEAD="办公室"),
        **CARRIED,
        stage=SourceText(stage),
        issued=ISSUED if stage else StatedDate(),
        watermark=True,
        annexes=(TaskTable(SourceText("任务分解表")),),
        annex_orientation=Orientation.LANDSCAPE,
    )
    content = printed(plan, faces).content
    found = pages(content)
    assert len(found) == 4
    assert found[2].glyphs == ()
    for page in (found[0], found[1], found[3]):
        rising = sorted((glyph for glyph in page.glyphs if glyph.size > 50), key=lambda glyph: glyph.left)
        assert "".join(glyph.text for glyph in rising) == shown
        across, down = (rising[0].left + rising[-1].right) / 2, (rising[0].bottom + rising[-1].top) / 2
        assert across == pytest.approx(page.width / 2, abs=5)
        assert down == pytest.approx(page.height / 2, abs=5)
        # as far up as across
        assert rising[0].baseline - rising[-1].baseline == pytest.approx(rising[-1].left - rising[0].left, abs=0.1)
    assert validators.pdf_a(content) == []


def test_word_draws_the_watermark_in_the_header_of_every_section() -> None:
    plan = plan_of(
        item("一", "政务。", LEAD="办公室"),
        **CARRIED,
        issued=StatedDate(),
        watermark=True,
        annexes=(TaskTable(SourceText("表")),),
        annex_orientation=Orientation.LANDSCAPE,
    )
    parts = unpacked(made(plan))
    headers = [etree.fromstring(words) for name, words in parts.items() if name.startswith("word/header")]
    assert len(headers) == 2
    for header in headers:
        assert [
            one.get("string") for one in header.iter("{urn:schemas-microsoft-com:vml}textpath") if one.get("string")
        ] == ["草稿"]
        assert "rotation:315" in "".join(
            one.get("style", "") for one in header.iter("{urn:schemas-microsoft-com:vml}shape")
        )
    sections = list(etree.fromstring(parts["word/document.xml"]).iter(f"{W}sectPr"))
    assert len(sections) == 3
    for section in sections:
        assert sorted(one.get(f"{W}type") or "" for one in section.iter(f"{W}headerReference")) == ["default", "even"]
    assert not [name for name in unpacked(made(plan_of(**CARRIED))) if name.startswith("word/header")]


def test_a_final_paper_is_never_marked_as_a_draft() -> None:
    assert compose(plan_of(watermark=True)).watermark == ""
    assert compose(plan_of(notice=notice_of(), watermark=True)).watermark == ""
    assert (
        compose(plan_of(notice=notice_of(issued=StatedDate()), issued=StatedDate(), watermark=True)).watermark == "草稿"
    )
    assert compose(plan_of(stage=SourceText("（送审稿）"), watermark=True)).watermark == "送审稿"


def test_a_watermark_is_words_and_nothing_else(faces: Faces) -> None:
    odd = 'A"\\;}<b>&'
    plan = plan_of(stage=SourceText(odd), watermark=True)
    rising = [glyph for glyph in pages(printed(plan, faces).content)[0].glyphs if glyph.size > 50]
    assert "".join(glyph.text for glyph in sorted(rising, key=lambda glyph: glyph.left)) == odd
    header = etree.fromstring(
        next(words for name, words in unpacked(made(plan)).items() if name.startswith("word/header"))
    )
    assert odd in [one.get("string") for one in header.iter("{urn:schemas-microsoft-com:vml}textpath")]


# --- the covering 通知 -------------------------------------------------------------------

TABLES = (TaskTable(SourceText("任务分解表")),)
CARRYING = plan_of(
    paragraph("为做好工作，制定本计划。"), item("一", "政务。", LEAD="办公室"), notice=notice_of(), annexes=TABLES
)


def test_the_notice_carries_signature_date_and_remark_and_the_plan_none(faces: Faces) -> None:
    found = printed(CARRYING, faces)
    first, second, annex, last = pages(found.content)
    assert texts(first)[:2] == ["某区财政局文件", "某财〔2024〕5号"]
    assert texts(first)[-5:] == [
        "现将计划印发给你们，请认真贯彻执行。", "某区财政局", "2024年3月1日", "（此件公开发布）", "— 1 —",
    ]  # fmt: skip
    # the plan: a page of its own with its title, no mark, no signature; its annex is its own
    assert texts(second) == [
        TITLE, "为做好工作，制定本计划。", "一、政务。（牵头部门：办公室）", "附件：任务分解表", "— 2 —",
    ]  # fmt: skip
    assert second.lines[0].top == pytest.approx(TOP - 2.42 + (standard.LINE_2 - 22) / 2 * MM, abs=0.1)
    assert texts(annex)[0] == "附件"
    assert texts(last)[1:] == [
        "办公室，区审计局，区统计局。",
        "某区财政局办公室2024年3月11日印发",
        "— 4 —",
    ]
    assert looks(made(CARRYING)) == [
        "发文机关标志", "发文字号", "Title", "主送机关", "公文正文", "署名", "成文日期", "附注",
        "Title", "公文正文", "公文正文", "附件说明", "附件标识", "附件标题", "版记", "版记",
    ]  # fmt: skip
    titles = [one for one in body(made(CARRYING)) if text(one).replace("\n", "") in (NOTICE_TITLE, TITLE)]
    assert [one.find(f"{W}pPr/{W}pageBreakBefore") is not None for one in titles] == [False, True]


def test_for_offices_that_do_the_plan_is_listed_and_marked_as_an_annex(faces: Faces) -> None:
    listed = replace(CARRYING, head=replace(CARRYING.head, as_annex=True))
    first, signed, carried, annex, *_ = pages(printed(listed, faces).content)
    assert texts(first)[-2] == "现将计划印发给你们，请认真贯彻执行。"
    assert texts(signed) == [
        f"附件：1.{TITLE}", "2.任务分解表", "某区财政局", "2024年3月1日", "（此件公开发布）", "— 2 —",
    ]  # fmt: skip
    assert texts(carried)[:2] == ["附件1", TITLE]
    # the title on the third line (9704, 7.3.7)
    mark, title, *_ = carried.lines
    assert faces_in(mark) == {"hei"}
    assert title.top - mark.top == pytest.approx(
        2 * standard.GBT_33476.line_mm + (standard.LINE_2 - 22 - standard.GBT_33476.line + standard.SIZE_3) / 2 * MM,
        abs=0.1,
    )
    assert not any("附件：" in text for text in texts(carried))
    assert texts(annex)[0] == "附件2"
    alone = replace(listed, head=replace(listed.head, annexes=()))
    assert [words for name, words in styled(made(alone)) if name.startswith("附件")] == [
        f"附件：{TITLE}", "附件", TITLE,
    ]  # fmt: skip
    assert compose(listed).annexes[0].mark == "附件2"
    without = replace(listed, notice=None)
    assert [words for name, words in styled(made(without)) if name.startswith("附件")] == [
        "附件：任务分解表",
        "附件",
        "任务分解表",
    ]


def test_the_files_are_named_after_the_notice(faces: Faces) -> None:
    content = printed(CARRYING, faces).content
    assert validators.pdf_a(content) == []
    with pikepdf.open(BytesIO(content)) as file:
        assert str(file.docinfo["/Title"]) == NOTICE_TITLE
        with file.open_outline() as outline:
            assert [one.title for one in outline.root] == [NOTICE_TITLE, TITLE, "任务分解表"]
    assert reader.Document(BytesIO(made(CARRYING))).core_properties.title == NOTICE_TITLE


def test_the_notice_names_day_and_organ_where_it_states_them() -> None:
    later = StatedDate(SourceText("2024年3月9日"), date(2024, 3, 9))
    plan = plan_of(notice=notice_of(issued=later, organ=SourceText("某区财政局办公室")))
    document = compose(plan)
    assert (document.organ, document.issued) == ("某区财政局办公室", date(2024, 3, 9))
    assert document.letterhead[0].text == "某区财政局办公室文件"
    silent = compose(plan_of(notice=notice_of(issued=StatedDate(), organ=SourceText(""))))
    assert (silent.organ, silent.issued) == ("某区财政局", date(2024, 3, 1))


def test_every_printed_word_is_told_to_who_asks_for_all_of_them() -> None:
    told = [one.text for one in compose(CARRYING).all_blocks() if isinstance(one, Line)]
    in_word = [words.replace("\t", "") for _, words in styled(made(CARRYING))]
    assert "".join(told) == "".join(in_word)


def test_the_page_shows_the_notice_and_then_the_plan() -> None:
    page: Any = markup.fromstring(html.year_page(Edition(compose(CARRYING), CARRYING, Site()), (), TEMPLATES).decode())
    assert page.findtext(".//title") == NOTICE_TITLE
    headings = [(one.tag, one.text_content()) for one in page.xpath("//article//*[self::h1 or self::h2 or self::h3]")]
    assert headings == [("h1", NOTICE_TITLE), ("h2", TITLE), ("h2", "任务分解表")]
    shown = [one.text_content() for one in page.xpath("//article//p[not(ancestor::table)]")]
    assert shown == [
        f"{ADDRESSEE}：", "现将计划印发给你们，请认真贯彻执行。", "某区财政局", "2024年3月1日", "（此件公开发布）",
        "为做好工作，制定本计划。", "一、政务。（牵头部门：办公室）", "附件：任务分解表", "附件",
    ]  # fmt: skip
    facts = dict(zip(*(page.xpath(f"//dl[@class='facts']//{tag}/text()") for tag in ("dt", "dd")), strict=True))
    assert facts["文号"] == "某财〔2024〕5号"
    # 抄送 and 印发 belong to the printed sheet
    assert "抄送" not in page.text_content()
    metas = {one.get("name"): one.get("content") for one in page.xpath("//meta[@name]")}
    assert (metas["ArticleTitle"], metas["ContentSource"]) == (NOTICE_TITLE, "某区财政局")


def test_headings_of_a_carried_plan_stand_below_its_title() -> None:
    deep = Section(paragraph("二级"), 2, (Section(paragraph("三级"), 3, (Section(paragraph("四级"), 4, ()),)),))
    plan = plan_of(Section(paragraph("一级"), 1, (deep,)), notice=notice_of())
    page: Any = markup.fromstring(html.year_page(Edition(compose(plan), plan, Site()), (), TEMPLATES).decode())
    assert [one.tag for one in page.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]")] == [
        "h1", "h2", "h3", "h4", "h5", "h6",
    ]  # fmt: skip


# --- items -------------------------------------------------------------------------------


def body_lines(plan: Plan) -> list[str]:
    return [one.text if isinstance(one, Line) else "[表]" for one in compose(plan).body][1:]


def test_an_item_without_words_prints_nothing_and_takes_no_number() -> None:
    empty = Item("空", SourceText("空"), (), (item("子", "子事。", LEAD="办公室"),))
    parts = (
        item("一", "甲事。", LEAD="办公室"),
        empty,
        Item("又", SourceText("又"), (Task((), (), NO_DEADLINE),)),
        item("二", "乙事。", LEAD="办公室"),
    )
    assert body_lines(plan_of(*parts)) == [
        "一、甲事。（牵头部门：办公室）", "（一）子事。（牵头部门：办公室）", "二、乙事。（牵头部门：办公室）",
    ]  # fmt: skip
    # a title that is printed is something
    assert body_lines(plan_of(*parts, item_title=ItemTitle.OWN_LINE))[2] == "二、空"


def test_the_number_of_an_item_that_begins_with_a_table_is_not_lost() -> None:
    table = Table((paragraph("事项"), paragraph("说明")), ((paragraph("甲"), paragraph("乙")),))
    plan = plan_of(paragraph("前文。"), Item("表", SourceText("表"), (Task((table, paragraph("后文。"))),)))
    assert body_lines(plan) == ["前文。", "一、", "[表]", "后文。"]
    line = paragraph_beginning(made(plan), "一、")
    assert line.find(f"{W}pPr/{W}keepNext") is not None


def test_words_after_steps_are_a_paragraph_of_their_own() -> None:
    duty = (Assignment(Role.LEAD, (SourceText("办公室"),)),)
    tasks = (
        Task((paragraph("甲事："), Steps((paragraph("一步。"),))), duty),
        Task((paragraph("乙事。"),), duty),
        Task((paragraph("丙事。"),), duty),
    )
    assert body_lines(plan_of(Item("步", SourceText("步"), tasks))) == [
        "一、甲事：",
        "（一）一步。",
        "乙事。丙事。（牵头部门：办公室）",
    ]


# --- as LibreOffice lays it out -------------------------------------------------------------


def drawn(content: bytes) -> list[Any]:
    """The pages of a PDF, by another reader than ours."""
    return list(pdfplumber.open(BytesIO(content)).pages)


def seen_rules(page: Any) -> list[tuple[float, float]]:
    """Upper and lower edge of every rule as wide as the type area, in mm, by what is dark on a picture of the page.

    However it is drawn: LibreOffice paints a rule by leaving the rest of a black box white.
    """
    dot = 25.4 / 400
    picture = page.to_image(resolution=400).original.convert("L")
    columns = [round(x / dot) for x in (28.3, 60, 90, 106, 130, 160, 183.7)]
    # red is as dark as grey
    dark = [all(picture.getpixel((x, y)) < 215 for x in columns) for y in range(picture.height)]
    edges = [y for y in range(1, picture.height) if dark[y] != dark[y - 1]]
    return [(top * dot, foot * dot) for top, foot in zip(edges[::2], edges[1::2], strict=True)]


def lines_of(page: Any) -> list[str]:
    """The words of the page's lines, cells side by side; base lines closer than 4 pt are one."""
    found: list[tuple[float, list[Any]]] = []
    for char in sorted(page.chars, key=lambda char: -char["matrix"][5]):
        if char["text"].strip() and not char["matrix"][1]:
            if not found or found[-1][0] - char["matrix"][5] > 4:
                found.append((char["matrix"][5], []))
            found[-1][1].append(char)
    lines = ("".join(char["text"] for char in sorted(chars, key=lambda char: char["x0"])) for _, chars in found)
    return [line.replace("\u200b", "").replace("\u2060", "") for line in lines]


def real(**head: Any) -> Plan:
    plan = parse(load_year(ROOT / "content", 2023)).plan
    return replace(plan, head=replace(plan.head, **head))


REAL: dict[str, Plan] = {
    "as published": real(),
    "9704": real(layout=Layout.GBT_9704),
    "with a red head": real(**CARRIED),
    "carried": replace(
        real(), notice=notice_of(title=SourceText("宝山区财政局关于印发《宝山区财政局2023年度政务公开工作计划》的通知"))
    ),
}


SAMPLE = parse(load_year(ROOT / "tests" / "sample", 2024)).plan
LAID_OUT = {**REAL, "every element": SAMPLE}
ACROSS = real(annex_orientation=Orientation.LANDSCAPE)
LONG_MARKS = (*MIXED_NAMES, LONG_NAME)


@dataclass(frozen=True)
class LaidOut:
    """Papers as LibreOffice lays them out, beside our own PDFs of them.

    `alike` is laid out with what it does otherwise than Word set right, `plain` as LibreOffice does by itself.
    """

    ours: Mapping[str, bytes]
    alike: Mapping[str, bytes]
    plain: Mapping[str, bytes]


@pytest.fixture(scope="module")
def laid_out(office: Office, faces: Faces) -> LaidOut:
    """Every paper that is looked at, converted in as few starts of LibreOffice as there are ways."""
    papers = {case: printed(plan, faces) for case, plan in {**LAID_OUT, "across": ACROSS}.items()}
    words = {case: word_file(plan, papers[case].page_facts) for case, plan in LAID_OUT.items()}
    plain = {"as published": made(REAL["as published"]), "across": made(ACROSS)}
    plain |= {organ: made(plan_of(organ=SourceText(organ), **CARRIED)) for organ in LONG_MARKS}
    ours = {case: paper.content for case, paper in papers.items()}
    return LaidOut(ours, office.laid_out(words), office.plain(plain))


def is_same_page(found: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether a page has the same lines; at one place a character may stand a line lower: LibreOffice's versions differ there."""
    unlike = [index for index, (line, other) in enumerate(zip(found, expected, strict=False)) if line != other]
    is_one_place = len(unlike) == 2 and unlike[1] == unlike[0] + 1 and "".join(found) == "".join(expected)
    return len(found) == len(expected) and (not unlike or is_one_place)


def assert_pages_alike(found: Sequence[Sequence[str]], expected: Sequence[Sequence[str]]) -> None:
    """Compare pages line by line: a last paragraph of which Word moves two lines LibreOffice moves as a whole, with its heading."""
    assert len(found) == len(expected)
    differing = [index for index, lines in enumerate(expected) if not is_same_page(found[index], lines)]
    if differing:
        above, below = differing
        assert [*found[above][:-1], *found[below]] == [*expected[above][:-1], *expected[below]]
        assert len(expected[below]) < len(found[below])


def assert_laid_out_alike(theirs: bytes, ours: bytes) -> None:
    """Compare pages line by line; of the annexes each character has to be on some page.

    Word, and LibreOffice with it, has no way to keep a unit's name whole in a cell.
    """
    found, expected = [lines_of(page) for page in drawn(theirs)], [lines_of(page) for page in drawn(ours)]
    body = next(index for index, lines in enumerate(expected) if re.fullmatch(r"附件\d*", lines[0]))
    assert_pages_alike(found[:body], expected[:body])
    heads = [
        lines[index] for lines in expected[body:] for index in range(len(lines)) if lines[index].startswith("序号")
    ]
    counted = [
        Counter("".join(line for lines in pages[body:] for line in lines if line not in heads and "—" not in line))
        for pages in (found, expected)
    ]
    assert counted[0] == counted[1]


@pytest.mark.libreoffice
@pytest.mark.parametrize("case", LAID_OUT)
def test_libreoffice_breaks_lines_and_pages_where_the_pdf_does(case: str, laid_out: LaidOut) -> None:
    assert_laid_out_alike(laid_out.alike[case], laid_out.ours[case])


@pytest.mark.libreoffice
def test_libreoffice_by_itself_begins_the_same_pages_with_the_same_words(laid_out: LaidOut) -> None:
    case = "as published"
    theirs, ours = ([lines_of(page)[0] for page in drawn(of[case])] for of in (laid_out.plain, laid_out.ours))
    signed = next(index for index, (first, other) in enumerate(zip(theirs, ours, strict=True)) if first != other)
    assert theirs[:signed] + theirs[signed + 1 :] == ours[:signed] + ours[signed + 1 :]
    # LibreOffice moves all of the last paragraph, with its heading
    assert theirs[signed] == "二、工作要求"


@pytest.mark.libreoffice
def test_libreoffice_fills_pages_that_lie_across_as_far_as_the_pdf_does(laid_out: LaidOut) -> None:
    theirs, ours = ([lines_of(page) for page in drawn(of["across"])] for of in (laid_out.plain, laid_out.ours))
    assert [lines[0] for lines in theirs[5:]] == [lines[0] for lines in ours[5:]]

    def last_numbers(pages: list[list[str]]) -> list[str]:
        """A row's number: Word tears 3月 where the PDF does not, so that lines differ."""
        return [[line for line in lines if re.match(r"\d+", line)][-1][:2] for lines in pages[5:]]

    assert last_numbers(theirs) == last_numbers(ours)


@pytest.mark.libreoffice
def test_libreoffice_puts_red_head_and_colophon_where_the_pdf_does(laid_out: LaidOut) -> None:
    # both of them on pages with words: 版记 shares the last one
    theirs, ours = (drawn(of["carried"]) for of in (laid_out.alike, laid_out.ours))
    for page, other in ((ours[0], theirs[0]), (ours[-1], theirs[-1])):
        wide, narrow = seen_rules(page), seen_rules(other)
        assert len(wide) >= 1
        assert [top for top, _ in wide[-3:]] == pytest.approx([top for top, _ in narrow[-3:]], abs=0.15)
        assert [foot for _, foot in wide[-3:]] == pytest.approx([foot for _, foot in narrow[-3:]], abs=0.15)


@pytest.mark.libreoffice
@pytest.mark.parametrize("organ", LONG_MARKS)
def test_the_mark_stands_in_one_line_there_too(organ: str, laid_out: LaidOut) -> None:
    # by itself it puts blanks between Han and Latin: there is room for them
    mark = line(pages(laid_out.plain[organ])[0], organ[:4])
    assert mark.text == f"{organ}文件"
    assert mark.left >= 28 - 0.1
    assert mark.right <= 184 + 0.1


# --- Word's files hold to their schema -------------------------------------------------------

EVERYTHING: dict[str, Plan] = {
    "bare": plan_of(),
    "red head": plan_of(**CARRIED),
    "long name": plan_of(organ=SourceText(LONG_NAME), **CARRIED),
    "carried": CARRYING,
    "listed": replace(CARRYING, head=replace(CARRYING.head, as_annex=True, annex_orientation=Orientation.LANDSCAPE)),
    "draft": replace(
        CARRYING, head=replace(CARRYING.head, stage=SourceText("征求意见稿"), watermark=True, layout=Layout.GBT_9704)
    ),
    "across": replace(
        CARRYING,
        head=replace(
            CARRYING.head, stage=SourceText("送审稿"), watermark=True, annex_orientation=Orientation.LANDSCAPE
        ),
    ),
}


@pytest.mark.validators
@pytest.mark.parametrize("case", EVERYTHING)
def test_an_independent_validator_finds_nothing(case: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    for colophon in ColophonPage if case == "carried" else (ColophonPage.AFTER_BLANK,):
        path.write_bytes(made(EVERYTHING[case], colophon))
        assert validators.ooxml(path) == []


@pytest.mark.parametrize("case", EVERYTHING)
def test_the_bytes_are_the_same_twice(case: str, faces: Faces) -> None:
    plan = EVERYTHING[case]
    assert made(plan) == made(plan)
    assert printed(plan, faces) == printed(plan, faces)
