"""Web pages in the neutral form: text as shown, lists with their numbers, tables, and the page's frame apart."""

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind, ChangeKind, Document, Paragraph, Table
from pipeline.readers.load import read_document

LONG = (
    "为全面贯彻落实党的二十大精神，扎实推进中国式现代化，按照区委、区政府关于深化新时代政务公开的工作部署，制定本计划。"
    * 4
)
"""The text of a page, so that its frame is the smaller part."""


def read(body: str) -> Document:
    return read_document("计划.html", f"<html><head><title>计划</title></head><body>{body}</body></html>".encode())


def printed(document: Document) -> list[str]:
    return [block.printed if isinstance(block, Paragraph) else block.text for block in document.blocks]


def asides(document: Document, kind: AsideKind) -> list[str]:
    return [aside.text for aside in document.asides if aside.kind is kind]


def test_words_cut_apart_by_spans_are_one_text() -> None:
    document = read(
        '<p class="MsoNormal"><span>（一）公</span><span lang="EN-US">开</span><st1:chsdate w:st="on">2023年</st1:chsdate>'
        "预算<o:p>&nbsp;</o:p></p><p>年\n  底前</p><p>plan\n of</p>"
    )
    assert printed(document) == ["（一）公开2023年预算", "年底前", "plan of"]


def test_line_breaks_part_paragraphs_where_the_next_is_indented() -> None:
    document = read("<div>标题<br>副题<br><br>　　一、甲。<br>　　二、乙。<br>&nbsp;&nbsp;&nbsp;&nbsp;三、丙。</div>")
    assert printed(document) == ["标题\n副题", "　　一、甲。", "　　二、乙。", "三、丙。"]


@pytest.mark.parametrize(
    ("markup", "numbers"),
    [
        ("<ol><li>甲</li><li>乙</li></ol>", ["1.甲", "2.乙"]),
        ('<ol start="3"><li>甲</li><li value="7">乙</li><li>丙</li></ol>', ["3.甲", "7.乙", "8.丙"]),
        (
            '<ol style="list-style-type: cjk-ideographic"><li><p>甲</p><p>续</p></li><li>乙</li></ol>',
            ["一、甲", "续", "二、乙"],
        ),
        ('<ol type="a"><li>甲<ol><li>子</li></ol></li><li>乙</li></ol>', ["a.甲", "1.子", "b.乙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2.甲", "1.乙"]),
        ("<ol><li>（一）甲</li></ol>", ["（一）甲"]),
        ('<ol style="list-style:none"><li>甲</li></ol>', ["甲"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        (
            "<p class=MsoListParagraph><span style='mso-list:Ignore'>一、<span>&nbsp;&nbsp;</span></span>甲</p>",
            ["一、甲"],
        ),
    ],
)
def test_lists_have_their_numbers(markup: str, numbers: list[str]) -> None:
    document = read(markup)
    assert printed(document) == numbers


def test_tables_have_their_spans_and_layout_tables_are_none() -> None:
    data = (
        "<table><caption>任务表</caption><thead><tr><td>序号</td><td>内容</td><td>部门</td></tr></thead>"
        '<tr><td rowspan="2">1</td><td><p>甲</p><p>乙</p></td><td></td></tr><tr><td colspan="2">丙</td></tr>'
        '<tr style="display:none"><td>藏</td></tr><tr><td colspan="1000">通栏</td></tr></table>'
    )
    document = read(f"<table><tr><td><p>题</p><p>序言</p><p>又</p>{data}</td></tr></table>")
    *paragraphs, table = document.blocks
    assert [block.text for block in paragraphs] == ["题", "序言", "又"]
    assert isinstance(table, Table)
    assert (table.caption, table.width, [row.is_header for row in table.rows]) == (
        "任务表",
        3,
        [True, False, False, False],
    )
    assert [[cell.text if cell else None for cell in row] for row in table.grid()] == [
        ["序号", "内容", "部门"],
        ["1", "甲\n乙", ""],
        ["1", "丙", "丙"],
        ["通栏", "通栏", "通栏"],
    ]
    assert asides(document, AsideKind.HIDDEN) == ["藏"]


def test_the_frame_of_a_page_is_apart() -> None:
    links = "".join(f'<li><a href="/{index}">栏目{index}</a></li>' for index in range(6))
    document = read(
        f'<header>某区门户</header><ul>{links}</ul><div class="crumbs">首页 &gt; 财政</div><p>当前位置：首页 &gt; 计划</p>'
        f'<div class="article-header-wrap"><p>{LONG}</p></div><p>【打印】 【关闭】</p><div role="search">搜索</div>'
        '<p>附件：<a href="a.docx">分解表.docx</a></p><footer>主办单位：某局</footer><p>沪ICP备05012345号</p>'
    )
    assert printed(document) == [LONG, "附件：分解表.docx"]
    chrome = asides(document, AsideKind.CHROME)
    assert chrome[0] == "某区门户"
    assert [text for text in chrome if not text.startswith("栏目")] == [
        "某区门户",
        "首页 > 财政",
        "当前位置：首页 > 计划",
        "【打印】 【关闭】",
        "搜索",
        "主办单位：某局",
        "沪ICP备05012345号",
    ]


def test_what_a_page_hides_is_apart_and_changes_are_accepted() -> None:
    document = read(
        '<p>公开<span style="display:none">藏</span><del>旧</del><ins>新</ins>预算</p><p hidden>草稿</p>'
        "<p><ruby>公<rt>gōng</rt></ruby>开</p><!-- 给编辑：勿删 --><script>var a</script>"
    )
    assert printed(document) == ["公开新预算", "公开"]
    paragraph = document.blocks[0]
    assert isinstance(paragraph, Paragraph)
    assert [(change.kind, change.start, change.stop, change.deleted) for change in paragraph.changes] == [
        (ChangeKind.DELETED, 2, 2, "旧"),
        (ChangeKind.INSERTED, 2, 3, ""),
    ]
    assert asides(document, AsideKind.HIDDEN) == ["藏", "草稿"]
    assert asides(document, AsideKind.PHONETIC) == ["gōng"]
    assert asides(document, AsideKind.OTHER) == ["给编辑：勿删"]


def test_formats_tell_headings_from_text() -> None:
    document = read(
        '<h2>一、任务</h2><p style="text-align:center"><b style="font-size:22pt">题</b>名</p>'
        '<p><a href="https://example.cn">链接</a></p>'
    )
    heading, title, link = document.paragraphs()
    assert (heading.outline, heading.styles[0].bold) == (2, True)
    assert (title.align, title.styles[0].size, title.styles[1].bold) == ("center", 22.0, False)
    assert link.styles[0].target == "https://example.cn"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_encodings_of_old_portals_are_read(encoding: str) -> None:
    assert printed(read_document("计划.htm", "<p>公开预算</p>".encode(encoding))) == ["公开预算"]


def test_a_page_without_text_is_said_to_be_one() -> None:
    with pytest.raises(Unreadable, match="没有正文"):
        read("<script>load()</script><p></p>")


@pytest.mark.parametrize("tag", ["div", "span", "table", "ul", "ruby", "b"])
def test_tags_nested_without_end_are_refused_or_read(tag: str) -> None:
    inner = f"<{tag}>" * 10_000 + "文字" + f"</{tag}>" * 10_000
    try:
        outcome = "".join(printed(read(inner)))
    except Unreadable as refused:
        outcome = str(refused)
    assert "文字" in outcome or "太深" in outcome


def test_spans_without_end_are_refused() -> None:
    rows = "<tr>" + '<td rowspan="1000" colspan="1000">格</td>' * 3 + "</tr>" + "<tr></tr>" * 1000
    with pytest.raises(Unreadable, match="太大"):
        read(f"<table>{rows}</table>")


PIECES = st.recursive(
    st.text(st.sampled_from("公开预算，。（一） \n\u00a0\u3000ab1"), min_size=1, max_size=8),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(("p", "div", "span", "b", "li", "ol", "ul", "o:p", "h2", "del", "ins", "font", "center", "dd")),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=4), st.lists(PIECES, min_size=1, max_size=4))
def test_properties_no_character_of_any_page_is_lost_or_invented(pieces: list[str], cells: list[str]) -> None:
    table = "<table><tr><td>首</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table>"
    document = read(f"<p>首</p>{''.join(pieces)}<br>{table}")
    placed = "".join(paragraph.text for paragraph in document.paragraphs()) + "".join(
        aside.text for aside in document.asides if aside.kind is not AsideKind.PROPERTY
    )
    source = "首首"
    for piece in (*pieces, *cells):
        skipped = False
        for character in piece:
            skipped = character == "<" or (skipped and character != ">")
            source += "" if skipped or character == ">" else character
    assert sorted("".join(placed.split())) == sorted("".join(source.split()))
