"""Word files in the neutral form: whatever Word can hide text in, nothing lost, nothing invented, everything in its place."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind, ChangeKind, Document, Paragraph, Table
from pipeline.readers.load import read_document
from tests.libreoffice import Office
from tests.word_files import (
    abstract_list,
    cell,
    level,
    list_number,
    numbered,
    paragraph,
    row,
    run,
    table,
    tracked,
    word_file,
)

# --- the probe: a sentinel (甲01 …) for every feature --------------------------------------

MARK = "<w:rPr>{}</w:rPr>"
DELETED_MARK = MARK.format('<w:del w:id="1" w:author="王某" w:date="2023-03-01T09:00:00Z"/>')
INSERTED_MARK = MARK.format('<w:ins w:id="1" w:author="王某" w:date="2023-03-01T09:00:00Z"/>')
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
SHAPE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp>'
    "<wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
    "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
OLD_SHAPE = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
RUBY = "<w:r><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>"
CONTROL = "<w:sdt><w:sdtPr><w:alias w:val='控件'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"

BODY = "".join(
    (
        paragraph("甲01"),
        numbered("甲02"),
        numbered("甲03", 1),
        paragraph("甲04", tracked("ins", run("甲05")), tracked("del", run("甲06")), "甲07"),
        paragraph("甲08", tracked("moveFrom", run("甲09")), "甲10", tracked("moveTo", run("甲11"))),
        paragraph("甲12", properties=DELETED_MARK),
        paragraph("甲13"),
        paragraph(tracked("ins", run("甲14")), properties=INSERTED_MARK),
        paragraph(tracked("del", run("甲15")), properties=DELETED_MARK),
        paragraph(
            '<w:commentRangeStart w:id="1"/>',
            run("甲16"),
            '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
            run("甲17"),
        ),
        paragraph("甲18", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'),
        CONTROL.format(paragraph("甲19")),
        paragraph("甲20", CONTROL.format(run("甲21")), "甲22"),
        paragraph(f'<w:smartTag w:element="a"><w:customXml w:element="b">{run("甲23")}</w:customXml></w:smartTag>'),
        paragraph(f'<w:fldSimple w:instr=" DATE ">{run("甲24")}</w:fldSimple>'),
        paragraph("甲25", FIELD.format("IF 甲26", run("甲27")), "甲28"),
        paragraph(f'<w:hyperlink r:id="styles" w:anchor="x">{run("甲29")}</w:hyperlink>'),
        paragraph("甲30", RUBY.format(run("读音"), run("甲31"))),
        paragraph("甲32", "<w:r><w:noBreakHyphen/></w:r>", "甲33", "<w:r><w:softHyphen/></w:r>", "甲34"),
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "甲35", "<w:r><w:tab/></w:r>", "甲36"),
        paragraph("甲37", "<w:r><w:br/></w:r>", "甲38", '<w:r><w:br w:type="page"/></w:r>'),
        paragraph("甲39", SHAPE.format(paragraph("甲40"))),
        paragraph("甲41", OLD_SHAPE.format(paragraph("甲42") + table(row(cell("甲43"), cell("甲44"))))),
        paragraph('<w:r><w:pict><v:shape><v:textpath string="甲45"/></v:shape></w:pict></w:r>', "甲46"),
        paragraph("甲47", run("甲48", "<w:vanish/>"), "甲49"),
        paragraph("<m:oMath><m:r><m:t>甲50</m:t></m:r></m:oMath>", "甲51"),
        paragraph("<m:oMath><m:f><m:num><m:r><m:t>甲52</m:t></m:r></m:num></m:f></m:oMath>", "甲53"),
        paragraph(
            '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Emoji" '
            'w16se:char="2705"/></mc:Choice><mc:Fallback><w:t>✅</w:t></mc:Fallback></mc:AlternateContent></w:r>',
            "甲54",
        ),
        table(
            row(
                cell(numbered("甲55"), properties='<w:vMerge w:val="restart"/>'),
                cell("甲56", properties='<w:gridSpan w:val="2"/>'),
            ),
            row(cell(properties="<w:vMerge/>"), cell("甲57"), cell("甲58", table(row(cell("甲59"))), "甲60")),
            row(cell("甲61", properties="<w:vMerge/>"), cell("甲62"), CONTROL.format(cell("甲63"))),
            row(cell("甲64"), cell("甲65"), cell(), properties='<w:del w:id="1" w:author="王某"/>'),
            row(cell("甲66"), cell("甲67"), cell(), properties='<w:ins w:id="1" w:author="王某"/>'),
            row(cell("甲68"), cell("甲69"), cell(), properties="<w:hidden/>"),
            CONTROL.format(row(cell("甲70"), cell(), cell())),
            columns=3,
        ),
        '<w:altChunk r:id="chunk.htm"/>',
        paragraph("甲71", '<w:r><w:footnoteReference w:id="9"/></w:r>'),
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/></w:sectPr>',
    )
)
PARTS = {
    "numbering": abstract_list(
        0, level(0, "chineseCountingThousand", "%1、"), level(1, "chineseCountingThousand", "（%2）")
    )
    + list_number(1, 0),
    "styles": "",
    "comments": f'<w:comment w:id="1" w:author="李某" w:date="2023-03-02T10:00:00Z"><w:p w14:paraId="A1">{run("批01")}</w:p></w:comment>'
    f'<w:comment w:id="2" w:author="王某"><w:p w14:paraId="A2">{run("批02")}</w:p></w:comment>'
    f'<w:comment w:id="3" w:author="张某">{paragraph("批03")}</w:comment>',
    "commentsExtended": '<w15:commentEx w15:paraId="A1"/><w15:commentEx w15:paraId="A2" w15:paraIdParent="A1"/>',
    "footnotes": f'<w:footnote w:id="2">{paragraph("注01")}</w:footnote><w:footnote w:id="5">{paragraph("注03")}</w:footnote>',
    "endnotes": f'<w:endnote w:id="3">{paragraph("注02")}</w:endnote>',
    "header1": paragraph("眉01"),
    "footer1": paragraph("脚01", FIELD.format("PAGE", run("脚02"))),
}
FILES = {"word/chunk.htm": "<p>块01</p>".encode()}


@pytest.fixture(scope="module")
def probe() -> Document:
    return read_document("探针.docx", word_file(BODY, PARTS, FILES))


def asides(document: Document, kind: AsideKind) -> list[str]:
    return [aside.text for aside in document.asides if aside.kind is kind]


def found(document: Document, text: str) -> Paragraph:
    """The one paragraph that contains a text."""
    (paragraph,) = [paragraph for paragraph in document.paragraphs() if text in paragraph.text]
    return paragraph


def all_text(document: Document) -> str:
    """Whatever is in the neutral form."""
    paragraphs = tuple(document.paragraphs())
    changes = (change.deleted for paragraph in paragraphs for change in paragraph.changes)
    comments = (comment.text for paragraph in paragraphs for comment in paragraph.comments)
    return "\n".join(
        (*(paragraph.text for paragraph in paragraphs), *changes, *comments, *(aside.text for aside in document.asides))
    )


def test_the_running_text_is_what_is_printed(probe: Document) -> None:
    assert [block.printed if isinstance(block, Paragraph) else "（表）" for block in probe.blocks] == [
        "甲01",
        "一、甲02",
        "（一）甲03",
        "甲04甲05甲07",
        "甲08甲10甲11",
        "甲12甲13",
        "甲14",
        "甲16甲17",
        "甲18",
        "甲19",
        "甲20甲21甲22",
        "甲23",
        "甲24",
        "甲25甲27甲28",
        "甲29",
        "甲30甲31",
        "甲32-甲33甲34",
        "☑甲35\t甲36",
        "甲37\n甲38",
        "甲39",
        "甲41",
        "甲46",
        "甲47甲49",
        "甲50甲51",
        "甲53",
        "✅甲54",
        "（表）",
        "甲71",
    ]


def test_merged_nested_deleted_and_hidden_cells_are_in_their_places(probe: Document) -> None:
    (found_table,) = (block for block in probe.blocks if isinstance(block, Table))
    assert [[cell.text if cell else None for cell in line] for line in found_table.grid()] == [
        ["二、甲55", "甲56", "甲56"],
        ["二、甲55", "甲57", "甲58\n甲59\n甲60"],
        ["二、甲55", "甲62", "甲63"],
        ["甲66", "甲67", ""],
        ["甲70", "", ""],
    ]
    assert found(probe, "甲66").change is ChangeKind.INSERTED
    assert found(probe, "甲63").where == "表1第3行第3格"
    assert asides(probe, AsideKind.DELETED)[-1] == "甲64\t甲65\t"
    assert asides(probe, AsideKind.HIDDEN) == ["甲48", "甲61", "甲68\t甲69\t"]


def test_tracked_changes_are_accepted_and_recorded(probe: Document) -> None:
    paragraph = found(probe, "甲04")
    assert [(change.kind, paragraph.text[change.start : change.stop], change.deleted) for change in paragraph.changes] == [
        (ChangeKind.INSERTED, "甲05", ""),
        (ChangeKind.DELETED, "", "甲06"),
    ]  # fmt: skip
    assert {(change.author, change.date) for change in paragraph.changes} == {("王某", "2023-03-01T09:00:00Z")}
    moved = found(probe, "甲08")
    assert [(change.kind, change.start, change.deleted) for change in moved.changes] == [
        (ChangeKind.MOVED_FROM, 3, "甲09"),
        (ChangeKind.MOVED_TO, 6, ""),
    ]
    assert found(probe, "甲14").change is ChangeKind.INSERTED
    # a paragraph that was deleted whole is a change of the next one
    assert [change.deleted for change in found(probe, "甲16").changes] == ["甲15"]
    assert asides(probe, AsideKind.DELETED)[:3] == ["甲06", "甲09", "甲15"]


def test_comments_are_anchored_with_their_replies(probe: Document) -> None:
    paragraph = found(probe, "甲16")
    assert [
        (comment.text, comment.author, paragraph.text[comment.start : comment.stop]) for comment in paragraph.comments
    ] == [("批01", "李某", "甲16"), ("批02", "王某", "甲16")]
    # a comment whose place is gone is still told
    assert asides(probe, AsideKind.COMMENT) == ["批03"]


def test_what_is_not_running_text_is_aside(probe: Document) -> None:
    assert asides(probe, AsideKind.FOOTNOTE) == ["注01", "注03"]
    assert asides(probe, AsideKind.ENDNOTE) == ["注02"]
    assert asides(probe, AsideKind.HEADER) == ["眉01"]
    assert asides(probe, AsideKind.FOOTER) == ["脚01脚02"]
    assert asides(probe, AsideKind.TEXT_BOX) == ["甲40", "甲42\n甲43\t甲44", "甲45"]
    assert asides(probe, AsideKind.PHONETIC) == ["读音"]
    assert asides(probe, AsideKind.FORMULA) == ["甲52"]
    assert asides(probe, AsideKind.ATTACHMENT) == ["块01"]
    assert asides(probe, AsideKind.OTHER) == ["DATE", "IF 甲26", "PAGE"]
    assert {aside.where for aside in probe.asides if aside.kind is AsideKind.TEXT_BOX} == {"第20段", "第21段", "第22段"}


def test_every_character_of_the_file_is_accounted_for_once(probe: Document) -> None:
    text = all_text(probe)
    wanted = [f"甲{number:02}" for number in range(1, 72)] + ["批01", "批02", "批03", "注01", "注02", "注03"]
    assert [sentinel for sentinel in (*wanted, "眉01", "脚01", "脚02", "块01") if sentinel not in text] == []
    # what was deleted is in its change and beside the text; nothing else is in two places
    twice = {sentinel for sentinel in wanted if text.count(sentinel) > 1}
    assert twice == {"甲06", "甲09", "甲15"}


# --- what is rarer ------------------------------------------------------------------------


def printed(document: Document) -> list[str]:
    return [block.printed if isinstance(block, Paragraph) else block.text for block in document.blocks]


def test_a_comment_over_paragraphs_is_at_the_first() -> None:
    body = paragraph("甲", '<w:commentRangeStart w:id="1"/>', "乙") + paragraph("丙", '<w:commentRangeEnd w:id="1"/>')
    body += paragraph("<w:r><w:commentReference w:id='1'/></w:r>", "丁")
    document = read_document(
        "批.docx", word_file(body, {"comments": f'<w:comment w:id="1">{paragraph("批")}</w:comment>'})
    )
    assert [[comment.start for comment in block.comments] for block in document.paragraphs()] == [[1], [], []]


def test_comments_of_what_is_gone_are_aside() -> None:
    gone = row(cell(paragraph("甲", "<w:r><w:commentReference w:id='1'/></w:r>")), properties="<w:del/>")
    parts = {"comments": f'<w:comment w:id="1" w:author="王某">{paragraph("批")}</w:comment>'}
    document = read_document("批.docx", word_file(paragraph("首") + table(gone), parts))
    assert printed(document) == ["首"]
    assert [(aside.text, aside.where) for aside in document.asides if aside.kind is AsideKind.COMMENT] == [
        ("批", "批注（王某）")
    ]


def test_changes_in_notes_boxes_and_margins_are_accepted_too() -> None:
    changed = paragraph("甲", tracked("del", run("旧")), tracked("ins", run("新")))
    body = paragraph("首", SHAPE.format(changed), '<w:r><w:footnoteReference w:id="2"/></w:r>')
    body += '<w:sectPr><w:headerReference w:type="first" r:id="header1"/></w:sectPr>'
    document = read_document(
        "改.docx",
        word_file(body, {"footnotes": f'<w:footnote w:id="2">{changed}</w:footnote>', "header1": changed}),
    )
    for kind in (AsideKind.TEXT_BOX, AsideKind.FOOTNOTE, AsideKind.HEADER):
        assert asides(document, kind) == ["甲新"]
    assert asides(document, AsideKind.DELETED) == ["旧"] * 3


def test_cells_may_be_deleted_merged_sideways_or_begin_late() -> None:
    document = read_document(
        "表.docx",
        word_file(
            table(
                row(
                    cell("甲", properties='<w:hMerge w:val="restart"/>'),
                    cell("藏", properties="<w:hMerge/>"),
                    cell("乙"),
                ),
                row(cell("丙"), properties='<w:gridBefore w:val="2"/>'),
                row(cell("丁"), cell("删", properties="<w:cellDel/>"), cell("戊", properties="<w:cellIns/>")),
                columns=3,
            )
        ),
    )
    (found_table,) = document.blocks
    assert isinstance(found_table, Table)
    assert [[cell.text if cell else None for cell in line] for line in found_table.grid()] == [
        ["甲", "甲", "乙"],
        [None, None, "丙"],
        ["丁", None, "戊"],
    ]
    assert (asides(document, AsideKind.HIDDEN), asides(document, AsideKind.DELETED)) == (["藏"], ["删"])
    assert found(document, "戊").change is ChangeKind.INSERTED


def test_a_table_that_frames_the_text_is_none() -> None:
    inner = table(row(cell("甲"), cell("乙")))
    document = read_document("框.docx", word_file(table(row(cell("题", "一", inner, "二")), columns=1)))
    assert printed(document) == ["题", "一", "甲\t乙", "二"]


def test_text_is_hidden_by_styles_and_marks_join_paragraphs() -> None:
    styles = '<w:style w:type="character" w:styleId="H"><w:name w:val="藏"/><w:rPr><w:vanish/></w:rPr></w:style>'
    body = paragraph("甲", run("藏", '<w:rStyle w:val="H"/>'), run("现", '<w:rStyle w:val="H"/><w:vanish w:val="0"/>'))
    body += paragraph("题", properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + paragraph("文")
    document = read_document("藏.docx", word_file(body, {"styles": styles}))
    assert printed(document) == ["甲现", "题文"]
    assert asides(document, AsideKind.HIDDEN) == ["藏"]


def test_pages_are_counted_where_word_left_their_ends() -> None:
    ended = "<w:r><w:lastRenderedPageBreak/></w:r>"
    document = read_document(
        "页.docx", word_file(paragraph("甲") + paragraph(ended, "乙", ended, "丙") + paragraph("丁"))
    )
    assert [block.page for block in document.paragraphs()] == [1, 2, 3]
    assert [block.page for block in read_document("页.docx", word_file(paragraph("甲"))).paragraphs()] == [0]


def test_form_fields_show_what_is_chosen() -> None:
    form = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r><w:r><w:instrText>{}</w:instrText></w:r>'
    ended = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    choice = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>'
    body = paragraph("选", form.format(choice, "FORMDROPDOWN") + ended, "完")
    body += paragraph(form.format("<w:checkBox><w:checked/></w:checkBox>", "FORMCHECKBOX") + ended, "是")
    body += paragraph(form.format('<w:checkBox><w:default w:val="0"/></w:checkBox>', "FORMCHECKBOX") + ended, "否")
    assert printed(read_document("表单.docx", word_file(body))) == ["选乙完", "☑是", "□否"]


def test_other_parts_with_text_are_aside() -> None:
    drawing = (
        "<w:r><w:drawing><a:graphic><a:graphicData><a:sp><a:txBody><a:p><a:r><a:t>图中</a:t></a:r></a:p></a:txBody>"
    )
    drawing += "</a:sp></a:graphicData></a:graphic></w:drawing></w:r>"
    files = {
        "word/charts/chart1.xml": '<c:c xmlns:c="c" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<a:t>图表题</a:t></c:c>".encode(),
        "word/media/image1.png": b"\x89PNG",
    }
    document = read_document("图.docx", word_file(paragraph("首", drawing) + run("散落"), files=files))
    assert asides(document, AsideKind.TEXT_BOX) == ["图中"]
    assert {"图表题", "散落"} <= set(asides(document, AsideKind.OTHER))
    assert asides(document, AsideKind.ATTACHMENT) == ["image1.png"]


# --- properties ---------------------------------------------------------------------------


TEXTS = st.text(st.sampled_from("公开责任部门：、。（一）甲乙 ab1"), min_size=1, max_size=6)
WRAPPERS = st.sampled_from(
    (
        "{}",
        tracked("ins", "{}"),
        CONTROL,
        '<w:smartTag w:element="a">{}</w:smartTag>',
        '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
        '<w:fldSimple w:instr="DATE">{}</w:fldSimple>',
    )
)


@st.composite
def inlines(draw: st.DrawFn) -> str:
    """A run in up to three wrappers, or one that is deleted, hidden, in a box or a field."""
    inner = run(draw(TEXTS))
    for wrapper in draw(st.lists(WRAPPERS, max_size=3)):
        inner = wrapper.format(inner)
    match draw(st.integers(0, 7)):
        case 0:
            return tracked("del", run(draw(TEXTS)))
        case 1:
            return run(draw(TEXTS), "<w:vanish/>")
        case 2:
            return SHAPE.format(paragraph(inner))
        case 3:
            return FIELD.format("REF x", inner)
        case 4:
            return RUBY.format(run("yin"), inner)
        case _:
            return inner


PARAGRAPHS = st.builds(
    lambda inner, properties: paragraph(*inner, properties=properties),
    st.lists(inlines(), max_size=4),
    st.sampled_from(("", "", DELETED_MARK, INSERTED_MARK, "<w:rPr><w:vanish/></w:rPr>")),
)
CELLS = st.builds(
    lambda inner, properties: cell(*inner, properties=properties),
    st.lists(PARAGRAPHS, min_size=1, max_size=2),
    st.sampled_from(("", "", '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>', "<w:hMerge/>")),
)
ROWS = st.builds(
    lambda cells, properties: row(*cells, properties=properties),
    st.lists(CELLS, min_size=1, max_size=3),
    st.sampled_from(("", "", '<w:del w:author="a"/>', '<w:ins w:author="a"/>', "<w:hidden/>")),
)
TABLES = st.builds(lambda rows: table(*rows), st.lists(ROWS, min_size=1, max_size=4))


@settings(deadline=None)
@given(st.lists(st.one_of(PARAGRAPHS, TABLES), min_size=1, max_size=6))
def test_properties_no_character_of_any_word_file_is_lost_or_invented(blocks: list[str]) -> None:
    content = word_file(paragraph("首") + "".join(blocks) + paragraph("尾"))
    document = read_document("文件.docx", content)
    with ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for fallback in list(root.iter("{*}Fallback")):
        parent = fallback.getparent()
        assert parent is not None
        parent.remove(fallback)
    source: Counter[str] = Counter()
    for element in root.iter("{*}t", "{*}delText", "{*}instrText"):
        source.update((element.text or "").replace(" ", ""))
    for element in root.iter("{*}fldSimple"):
        source.update(str(element.get(f"{{{element.nsmap['w']}}}instr")))
    placed: Counter[str] = Counter("".join(all_text(document).split()))
    # what was deleted is in its change and in an aside
    twice = Counter(
        "".join(change.deleted for paragraph in document.paragraphs() for change in paragraph.changes).replace(" ", "")
    )
    assert placed - twice == source


@settings(deadline=None)
@given(st.lists(st.one_of(PARAGRAPHS, TABLES), min_size=1, max_size=6))
def test_properties_places_are_within_the_text_and_tables_are_whole(blocks: list[str]) -> None:
    document = read_document("文件.docx", word_file(paragraph("首") + "".join(blocks)))
    indices = [paragraph.index for paragraph in document.paragraphs()]
    assert indices == list(range(len(indices)))
    for found_paragraph in document.paragraphs():
        length = len(found_paragraph.text)
        spans = [
            *((change.start, change.stop) for change in found_paragraph.changes),
            *((comment.start, comment.stop) for comment in found_paragraph.comments),
            *((style.start, style.stop) for style in found_paragraph.styles),
        ]
        assert all(0 <= start <= stop <= length for start, stop in spans)
        assert "".join(found_paragraph.text[style.start : style.stop] for style in found_paragraph.styles) == (
            found_paragraph.text
        )
    for block in document.blocks:
        if isinstance(block, Table):
            for index, found_row in enumerate(block.rows):
                assert all(found_cell.row == index and found_cell.content for found_cell in found_row.cells)


# --- what cannot be read ---------------------------------------------------------------------


def test_a_file_without_text_is_said_to_be_one() -> None:
    with pytest.raises(Unreadable, match="没有文字"):
        read_document("空.docx", word_file("<w:p/>"))
    with pytest.raises(Unreadable, match="图片"):
        read_document("扫描.docx", word_file("<w:p/>", files={"word/media/image1.png": b"\x89PNG"}))
    with pytest.raises(Unreadable, match="文本框"):
        read_document("框.docx", word_file(paragraph(SHAPE.format(paragraph("文字")))))


def test_tables_nested_without_end_are_refused() -> None:
    nested = "文字"
    for _ in range(40):
        nested = table(row(cell(nested, "尾")))
    with pytest.raises(Unreadable, match="套"):
        read_document("套.docx", word_file(nested))


def test_a_field_that_never_ends_hides_nothing() -> None:
    opened = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    document = read_document("域.docx", word_file(paragraph(opened, run("正文")) + paragraph("后文")))
    assert [block.text for block in document.blocks] == ["正文", "后文"]


def test_a_strict_file_is_read_like_any_other(probe: Document) -> None:
    stream = BytesIO()
    with ZipFile(BytesIO(word_file(BODY, PARTS, FILES))) as package, ZipFile(stream, "w") as made:
        for name in package.namelist():
            content = package.read(name)
            for root in (b"wordprocessingml", b"officeDocument", b"drawingml"):
                for part in (b"main", b"relationships", b"math"):
                    content = content.replace(
                        b"http://schemas.openxmlformats.org/" + root + b"/2006/" + part,
                        b"http://purl.oclc.org/ooxml/" + root + b"/" + part,
                    )
            made.writestr(name, content)
    assert b"purl.oclc.org" in stream.getvalue()
    assert read_document("探针.docx", stream.getvalue()).blocks == probe.blocks


def test_macros_are_said_and_not_run() -> None:
    document = read_document("宏.docm", word_file(paragraph("正文"), files={"word/vbaProject.bin": b"\x00"}))
    (macro,) = (aside for aside in document.asides if aside.kind is AsideKind.ATTACHMENT)
    assert macro.text == "vbaProject.bin"
    assert "宏" in macro.where


# --- two readers -------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_libreoffice_shows_the_same_running_text(probe: Document, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "探针.docx"
    path.write_bytes(word_file(BODY, PARTS, FILES))
    printed = office.convert(path, "txt:Text (encoded):UTF8").read_text("utf-8-sig")
    ours = "".join(
        "".join(block.printed if isinstance(block, Paragraph) else block.text for block in probe.blocks).split()
    )
    theirs = "".join(printed.split())
    sentinels = [f"甲{number:02}" for number in range(1, 72)]
    # it computes dates anew, and leaves formulas out
    missing = {sentinel for sentinel in sentinels if sentinel in ours and sentinel not in theirs}
    assert missing <= {"甲24", "甲50"}
    assert all(label in theirs for label in ("一、甲02", "（一）甲03", "二、甲55"))
