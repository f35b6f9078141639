"""Builds the documents of offices that do not exist: Word files, web pages, and what a right import gives of them."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import docx
import docx.document
import docx.table
import docx.text.paragraph
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.import_truth import Roles


@dataclass(frozen=True, slots=True)
class Expected:
    """A task as a right import gives it: the last characters of its text, its units by role, its deadline."""

    ending: str
    roles: Roles
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A foreign plan: its file, its sections and items counted, its tasks in reading order.

    An empty deadline is not compared; `absent` are words that must not become a deadline; `is_stub` if the file
    only says that the plan is in an attachment.
    """

    file: str
    content: Callable[[], bytes]
    sections: int
    items: int
    tasks: tuple[Expected, ...]
    absent: tuple[str, ...] = ()
    is_stub: bool = False


def saved(document: docx.document.Document) -> bytes:
    """The bytes of a Word file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def numbering(document: docx.document.Document, levels: Iterable[tuple[str, str]]) -> str:
    """Add an abstract list of those levels (number format, text with %n) and return its number id."""
    numbering = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'),
    )
    return "77"


def numbered(document: docx.document.Document, text: str, number: str, level: int) -> docx.text.paragraph.Paragraph:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def tracked(paragraph: docx.text.paragraph.Paragraph, deleted: str, inserted: str) -> None:
    common = f'{nsdecls("w")} w:id="9" w:author="分管领导" w:date="2024-02-01T09:00:00Z"'
    paragraph._p.append(parse_xml(f"<w:del {common}><w:r><w:delText>{deleted}</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {common}><w:r><w:t>{inserted}</w:t></w:r></w:ins>"))


def table_of(document: docx.document.Document, rows: Iterable[tuple[str, ...]]) -> docx.table.Table:
    """A table of these rows, at the end of the document."""
    lines = list(rows)
    table: docx.table.Table = document.add_table(len(lines), max(map(len, lines)), style="Table Grid")
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=False):
            cell.text = text
    return table


def merge_down(table: docx.table.Table, column: int, first: int, last: int) -> None:
    """Merge cells of a column downward, keeping the first cell's text."""
    text = table.cell(first, column).text
    table.cell(first, column).merge(table.cell(last, column)).text = text


def document_of(lines: Iterable[str | list[tuple[str, ...]]]) -> docx.document.Document:
    """A Word document of paragraphs and tables (a list of rows)."""
    document = docx.Document()
    for line in lines:
        if isinstance(line, list):
            table_of(document, line)
        else:
            document.add_paragraph(line)
    return document


def responsible(units: str) -> Roles:
    """The units of a note of 责任 alone."""
    return {"责任": units}


_CMS_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>%(title)s_某地政务网</title>
<script>var id=1;</script><style>.x{color:red}</style></head><body>
<div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; 规划计划</div>
<div class="article"><h1>%(title)s</h1><div class="info">来源：办公室　时间：2024-02-26 09:12　字体大小：大 中 小　浏览次数：<span>321</span></div>
<div class="content">%(body)s</div>
<div class="share">微信 微博 QQ空间 打印本页 关闭窗口</div></div>
<div class="footer">主办：办公室　ICP备00000000号　扫一扫在手机打开当前页</div></body></html>"""


def cms_page(title: str, body: str) -> bytes:
    """A page of a government's content system around the body."""
    return (_CMS_PAGE % {"title": title, "body": body}).encode()
