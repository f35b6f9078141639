"""Finished files read back: everything in them, printed or not, and nothing followed that leads out of them."""

from contextlib import suppress
from io import BytesIO

import docx as writer
import pikepdf
import pytest
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.errors import Unreadable
from pipeline.fonts import Faces
from pipeline.readers import docx, docx_model, extract as text, html, pdf, pdf_page, xlsx
from pipeline.readers.pdf_hidden import HiddenKind
from pipeline.render.deterministic_zip import packed, unpacked
from tests.layout_oracle import printed
from tests.plans import of_2023

# --- Word ------------------------------------------------------------------------


@pytest.fixture
def word() -> bytes:
    """A Word file as an office keeps it, with everything that is not printed."""
    file = writer.Document()
    file.core_properties.title = "计划"
    file.core_properties.author = "张某"
    file.add_heading("一、主要工作", 1)
    paragraph = file.add_paragraph("公开")
    paragraph.add_run("隐藏").font.hidden = True
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="1" w:author="张某"><w:r><w:delText xml:space="preserve">删去</w:delText></w:r></w:del>'
        )
    )
    paragraph._p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2"><w:r><w:t>添上</w:t></w:r></w:ins>'))
    paragraph.add_run("后文\t甲\n乙")
    file.add_comment(paragraph.runs[:1], "再议", author="张某")
    table = file.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(2, 0).merge(table.cell(2, 2)).text = "通栏"
    table.cell(0, 1).text = "甲"
    table.cell(1, 2).add_table(1, 1).cell(0, 0).text = "表中表"
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>'
        "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    file.add_paragraph("图")._p.append(parse_xml(box))
    file.sections[0].footer.paragraphs[0].text = "页脚"
    stream = BytesIO()
    file.save(stream)
    parts = unpacked(stream.getvalue())
    parts["word/embeddings/附.csv"] = "姓名,电话".encode()
    return packed(parts)


def test_what_is_printed_and_what_is_not_are_told_apart(word: bytes) -> None:
    file = docx.read(word)
    heading, paragraph, table, picture = file.content
    assert isinstance(heading, docx_model.Paragraph)
    assert (heading.style, heading.text, heading.format.outline) == ("heading 1", "一、主要工作", 1)
    assert isinstance(paragraph, docx_model.Paragraph)
    assert paragraph.text == "公开添上后文\t甲\n乙"
    assert paragraph.all_text == "公开隐藏删去添上后文\t甲\n乙"
    assert isinstance(picture, docx_model.Paragraph)
    assert [block.text for box in picture.boxes for block in box] == ["框中"]
    assert file.changes == (("删除", "删去"), ("插入", "添上"))
    assert file.hidden == ("隐藏",)
    assert file.comments == ("再议",)
    assert file.properties["title"] == "计划"
    assert file.properties["Application"].startswith("Microsoft")
    assert file.attachments == {"word/embeddings/附.csv": "姓名,电话".encode()}
    assert isinstance(table, docx_model.Table)


def test_a_table_is_read_with_its_merged_cells(word: bytes) -> None:
    table, inner = docx_model.tables(docx.read(word).content)
    assert inner.text == "表中表"
    placed = [
        [(cell.column, cell.colspan, cell.is_continuation, cell.text) for cell in row.cells] for row in table.rows
    ]
    assert placed[0] == [(0, 1, False, "合并"), (1, 1, False, "甲"), (2, 1, False, "")]
    assert placed[1][0] == (0, 1, True, "")
    assert placed[2] == [(0, 3, False, "通栏")]


def test_styles_are_resolved_down_to_the_run(word: bytes) -> None:
    heading = docx.read(word).content[0]
    assert isinstance(heading, docx_model.Paragraph)
    look = heading.runs[0].format
    # a theme's face shows under the theme's name
    assert look.east_asian == "majorEastAsia"
    assert (look.size, look.colour) == (14.0, "365F91")
    assert heading.format.keep_next


def test_every_word_of_a_word_file_is_a_piece(word: bytes) -> None:
    found = {(piece.where, piece.text) for piece in text.pieces("送审.docx", word)}
    for where, words in (
        ("正文", "公开隐藏删去添上后文\t甲\n乙"),
        ("正文", "表中表"),
        ("正文", "框中"),
        ("隐藏文字", "隐藏"),
        ("修订", "删除：删去"),
        ("批注", "再议"),
        ("属性 creator", "张某"),
        ("第1节页脚", "页脚"),
        ("嵌入文件 word/embeddings/附.csv 正文", "姓名,电话"),
    ):
        assert (where, words) in found


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", packed({"a.xml": b"<a/>"})])
def test_what_is_no_word_file_is_said_in_chinese(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\.docx"):
        docx.read(content)


def test_a_package_that_unfolds_without_end_is_not_read() -> None:
    bomb = packed({f"{place}.xml": bytes(60_000_000) for place in range(9)})
    assert len(bomb) < 1_000_000
    with pytest.raises(Unreadable, match="太大"):
        docx.read(bomb)


def test_a_file_with_entities_is_refused() -> None:
    parts = unpacked(_plain_word())
    body = parts["word/document.xml"].decode()
    start = body.index("<w:document")
    parts["word/document.xml"] = (
        f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>{body[start:].replace("公开", "&b;")}'.encode()
    )
    with pytest.raises(Unreadable, match="DTD"):
        docx.read(packed(parts))


def _plain_word() -> bytes:
    file = writer.Document()
    file.add_paragraph("公开")
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


# --- PDF ---------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x00" * 4000])
def test_what_is_no_pdf_is_said_in_chinese(content: bytes) -> None:
    with pytest.raises(Unreadable, match="PDF"):
        pdf.read(content)


def test_a_damaged_pdf_is_read_or_said_to_be_damaged() -> None:
    stream = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        loop = file.make_indirect(pikepdf.Dictionary())
        loop.Kids = pikepdf.Array([loop])
        file.Root.Names = pikepdf.Dictionary(EmbeddedFiles=loop)
        element = file.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P))
        element.K = pikepdf.Array([element, element])
        file.Root.StructTreeRoot = pikepdf.Dictionary(K=element, RoleMap=7)
        file.Root.MarkInfo = pikepdf.Array([])
        file.save(stream)
    paper = pdf.read(stream.getvalue())
    assert (len(paper.pages), paper.attachments, paper.is_tagged) == (1, (), False)
    whole = stream.getvalue()
    for cut in range(0, len(whole), 97):
        with suppress(Unreadable):
            pdf.read(whole[:cut] + whole[cut + 31 :])


def test_what_a_pdf_carries_besides_its_pages_is_read() -> None:
    stream = BytesIO()
    with pikepdf.new() as file:
        page = file.add_blank_page()
        drawn = file.make_stream(b"BT /F 9 Tf 5 5 Td (drawn) Tj ET")
        drawn.Subtype, drawn.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 90, 90])
        # a face that says nothing of its measures is no reason to warn
        face = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        drawn.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=face))
        remark, field = (
            pikepdf.Dictionary(Subtype=kind, Rect=pikepdf.Array([0, 0, 90, 90]))
            for kind in (pikepdf.Name.Text, pikepdf.Name.Widget)
        )
        remark.Contents, remark.AP = pikepdf.String("再议"), pikepdf.Dictionary(N=drawn)
        overlay = pikepdf.Dictionary(Subtype=pikepdf.Name.FreeText, AP=pikepdf.Dictionary(N=drawn))
        whole = file.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("意见"), V=pikepdf.String("缓发"))
        )
        field.Parent = whole
        page.obj.Annots = pikepdf.Array([remark, overlay, field])
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([whole]))
        page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=file.make_stream(b"go()")))
        file.save(stream)
    paper = pdf.read(stream.getvalue())
    assert {(one.kind, one.text, one.page) for one in paper.hidden_items} == {
        (HiddenKind.NOTE, "再议", 1),
        (HiddenKind.NOTE, "drawn", 1),
        (HiddenKind.FIELD, "缓发", 1),
        (HiddenKind.FIELD, "缓发", 0),
        (HiddenKind.ACTION, "go()", 0),
    }
    assert paper.comments == ("再议", "drawn")
    found = {(piece.where, piece.text) for piece in text.pieces("计划.pdf", stream.getvalue())}
    assert {("批注", "drawn"), ("表单域", "缓发"), ("脚本或动作", "go()")} <= found


def test_characters_become_lines_by_where_they_stand() -> None:
    def glyph(words: str, left: float, base: float, *, upright: bool = True) -> pdf_page.Glyph:
        return pdf_page.Glyph(words, left, left + 5, base - 4, base + 1, base, "fang", 15.75, "000000", upright)

    # a superscript stands a little higher, a turned page number in no line
    found = list(
        pdf_page.group_into_lines(
            [glyph("乙", 15, 40.2), glyph("丙", 10, 50), glyph("甲", 10, 40), glyph("丁", 0, 40, upright=False)]
        )
    )
    assert [line.text for line in found] == ["甲乙", "丙"]
    assert (found[0].left, found[0].right, found[0].top) == (10, 20, 36)


# --- web pages -----------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title> 计划 </title>
<meta name="ArticleTitle" content="标题"><style>p { color: red }</style></head><body><!-- 批注 -->
<header>某区<b>门户</b></header><article><h1>某局<br>计划</h1><p>为做好<strong>工作</strong>，
  制定。</p><p hidden>草稿</p><p style="display: none">更草</p><div>散文<p>段</p>尾</div>
<table><caption>任务表</caption><tr><th>序号</th><th>内容</th></tr><tr><td rowspan="2">1</td><td><p>甲</p><p>乙</p></td></tr>
<tr><td>丙</td></tr><tr><td colspan="2">通栏</td></tr></table><img alt="图" src="a.png"><a href="plan.pdf">下载</a>
</article><script>var 暗 = 1</script></body></html>"""


def test_a_page_is_read_as_a_visitor_sees_it() -> None:
    page = html.read(PAGE.encode())
    assert (page.title, page.language, page.meta_values("articletitle")) == ("计划", "zh-CN", ("标题",))
    words = [(one.text, one.hidden) for one in page.content if isinstance(one, html.Paragraph)]
    assert words == [
        ("某区门户", False),
        ("某局\n计划", False),
        ("为做好工作，制定。", False),
        ("草稿", True),
        ("更草", True),
        ("散文", False),
        ("段", False),
        ("尾", False),
        ("下载", False),
    ]
    (table,) = (one for one in page.content if isinstance(one, html.Table))
    assert table.caption == "任务表"
    assert html.grid(table) == (("序号", "内容"), ("1", "甲\n乙"), ("1", "丙"), ("通栏", "通栏"))
    assert page.links == (("plan.pdf", "下载"),)
    pieces = {(piece.where, piece.text) for piece in text.pieces("index.html", PAGE.encode())}
    assert {("隐藏文字", "草稿"), ("注释", " 批注 "), ("属性", "图"), ("脚本和样式", "var 暗 = 1")} <= pieces


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("", "utf-8"), ("gb2312", "gb18030"), ("GBK", "gb18030"), ("", "gb18030"), ("utf-8", "gb18030")],
)
def test_a_page_in_the_encodings_of_old_portals_is_read(declared: str, encoding: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = html.read(f"<html><head>{meta}<title>政务公开㙍</title></head><body>政务</body></html>".encode(encoding))
    assert page.title == "政务公开㙍"


def test_an_empty_page_is_said_to_be_empty() -> None:
    with pytest.raises(Unreadable, match="空"):
        html.read(b"  ")


# --- spreadsheets and plain words ------------------------------------------------------


def test_a_spreadsheet_is_read_with_what_is_not_shown() -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": "任务表", "author": "某局"})
    sheet = book.add_worksheet("任务")
    sheet.write_string(0, 0, "序号")
    sheet.merge_range(1, 0, 2, 0, "1")
    sheet.write_string(1, 1, "公开")
    sheet.write_number(2, 1, 15)
    sheet.write_formula(3, 1, "=B3*2", None, "30")
    sheet.write_comment(0, 0, "再议")
    sheet.set_footer("&P")
    hidden = book.add_worksheet("旧")
    hidden.write_string(0, 0, "旧事")
    hidden.hide()
    book.close()
    found = xlsx.read(stream.getvalue())
    assert found.sheets[0].rows == (("序号", ""), ("1", "公开"), ("", "15"), ("", "30"))
    assert found.sheets[0].merged == ((1, 0, 2, 0),)
    assert found.sheets[0].formulas == ("B3*2",)
    assert found.sheets[1].hidden
    assert any("再议" in words for words in found.comments)
    assert found.properties["title"] == "任务表"
    pieces = {(piece.where, piece.text) for piece in text.pieces("任务.xlsx", stream.getvalue())}
    assert {("工作表 任务 第2行", "公开"), ("工作表 旧（隐藏） 第1行", "旧事"), ("属性 creator", "某局")} <= pieces


def test_a_sheet_with_one_cell_far_out_is_not_unfolded() -> None:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet().write_string(1_000_000, 16_000, "远")
    book.close()
    with pytest.raises(Unreadable, match="太大"):
        xlsx.read(stream.getvalue())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_words_are_read_in_every_encoding(encoding: str) -> None:
    assert [piece.text for piece in text.pieces("a.txt", "政务公开，㙍。".encode(encoding))] == ["政务公开，㙍。"]


def test_data_is_read_as_what_it_says() -> None:
    words = r'{"text": "咨询\\办理\\反馈", "text": "\"\u7532\"", "year": 2024, "end": null, "tasks": [["乙"]]}'
    said = ["text", r"咨询\办理\反馈", "text", '"甲"', "year", "2024", "end", "tasks", "乙"]
    assert [piece.text for piece in text.pieces("a.json", words.encode())] == said
    page = f'<script type="application/ld+json">{words}</script><script>let a = "\\\\";</script>'
    assert [piece.text for piece in text.pieces("a.html", page.encode())] == [*said, r'let a = "\\";']
    assert [piece.text for piece in text.pieces("a.json", b"{torn")] == ["{torn"]


def test_a_kind_of_file_that_is_not_read_is_named() -> None:
    with pytest.raises(Unreadable, match=r"\.wps"):
        text.pieces("计划.wps", b"")


def test_a_frame_whose_sides_differ_by_rounding_has_one_rule() -> None:
    with pikepdf.new() as file:
        file.add_blank_page()
        frame = b"105.826772 128.676837 389.606299 260.236549 re 105.826772 127.354003 389.606299 261.559384 re f*"
        file.pages[0].Contents = file.make_stream(frame)
        stream = BytesIO()
        file.save(stream)
    (rule,) = pdf.read(stream.getvalue()).pages[0].rules
    assert round(rule.bottom - rule.top, 2) == 0.47


def test_text_read_without_positions_is_that_of_the_pages(faces: Faces) -> None:
    """Of our own paper, paragraph for paragraph; one that runs over a page is whole."""
    content = printed(of_2023(), faces).content
    blocks: dict[int, str] = {}
    for page in pdf.read(content).pages:
        for block in page.blocks:
            blocks[block.tag] = blocks.get(block.tag, "") + block.text
    texts = pdf.read_text(content).pages
    assert [text.text for text in texts if text.is_tagged] == [blocks[tag] for tag in sorted(blocks)]
    assert {text.text for text in texts if not text.is_tagged} >= {"— 1 —", "— 2 —"}
