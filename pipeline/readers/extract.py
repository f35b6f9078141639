"""Extracts all text of a finished file in pieces with their locations, for scanning.

Text that is not printed is included: properties, comments, tracked changes, hidden
text, text boxes, attachments and data for programs.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable

if TYPE_CHECKING:
    from pipeline.readers import docx_model


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file's text, and its location in Chinese (第3页, 批注, 属性 title)."""

    where: str
    text: str


OFFICE = (".docx", ".docm", ".dotx")
SHEETS = (".xlsx", ".xlsm")
PAGES = (".html", ".htm", ".xhtml")
TEXTS = (".txt", ".csv", ".json", ".ics", ".md", ".xml", ".atom", ".yaml", ".yml", ".css", ".js", ".svg")


MAX_DEPTH = 3
"""How many files may be embedded in each other: a file may contain itself."""


def pieces(name: str, content: bytes, *, depth: int = 0) -> tuple[Piece, ...]:
    """Extract the text of a file by its name's extension; raises Unreadable if it is damaged or of another kind.

    `depth` counts the files it is embedded in; only the name of a file deeper than
    `MAX_DEPTH` is given.
    """
    ending = PurePath(name.lower()).suffix
    if ending == ".pdf":
        found = _of_pdf(content, depth)
    elif ending in OFFICE:
        found = _of_docx(content, depth)
    elif ending in SHEETS:
        found = _of_xlsx(content)
    elif ending in PAGES:
        found = _of_html(content)
    elif ending == ".json":
        found = (Piece("正文", text) for text in _of_data(decoded(content)))
    elif ending == ".csv":
        found = iter([Piece("正文", _of_table(decoded(content)))])
    elif ending in TEXTS:
        found = iter([Piece("正文", decoded(content))])
    else:
        if ending in (".doc", ".wps", ".xls", ".et"):
            new = ".docx" if ending in (".doc", ".wps") else ".xlsx"
            raise Unreadable(f"不会读 {ending} 文件；请在 Word 或 WPS 里另存为 {new} 再用。")
        raise Unreadable(f"不会读 {ending or name} 文件。")
    return tuple(piece for piece in found if piece.text.strip())


def decoded(content: bytes) -> str:
    """Decode plain text by its byte order mark, else as UTF-8 or GB 18030; undecodable bytes become U+FFFD."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    for name in ("utf-8", "gb18030"):
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _of_data(text: str) -> Iterator[str]:
    r"""The decoded names and values of JSON (\\ is one \); text that is not JSON is returned unchanged."""
    try:
        # as pairs: of a repeated name both values are read
        found = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=list)
    except (json.JSONDecodeError, RecursionError):
        yield text
    else:
        yield from _strings(found)


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)


def _of_table(text: str) -> str:
    """The decoded cells of a CSV ("" is one "); text that is not CSV is returned unchanged."""
    try:
        return "\n".join(",".join(row) for row in csv.reader(StringIO(text, newline="")))
    except csv.Error:
        return text


def _of_pdf(content: bytes, depth: int) -> Iterator[Piece]:
    from pipeline.readers import pdf

    file = pdf.read_text(content)
    for text in file.pages:
        yield Piece(f"第{text.page}页" if text.is_tagged else f"第{text.page}页版心外", text.text)
    yield from (Piece("书签", bookmark.text) for bookmark in file.bookmarks)
    yield from (Piece(f"属性 {key}", text) for key, text in file.properties.items())
    yield from (Piece(item.kind.value, item.text) for item in file.hidden_items)
    for attachment in file.attachments:
        yield Piece("嵌入文件的名称和说明", f"{attachment.name} {attachment.description}".strip())
        yield from _inside(attachment.name, attachment.content, depth)


def _of_docx(content: bytes, depth: int) -> Iterator[Piece]:
    from pipeline.readers import docx, docx_model

    file = docx.read(content)
    for number, section in enumerate(file.sections, 1):
        yield from _paragraphs("正文", docx_model.paragraphs(section.content))
        for name, margins in (("页眉", section.headers), ("页脚", section.footers)):
            for margin in margins.values():
                yield from _paragraphs(f"第{number}节{name}", docx_model.paragraphs(margin))
    for table in docx_model.tables(file.content):
        yield Piece("表格的标题和说明", f"{table.title} {table.description}".strip())
    yield from (Piece("修订", f"{change}：{text}") for change, text in file.changes)
    yield from (Piece("隐藏文字", text) for text in file.hidden)
    yield from (Piece("批注", text) for text in file.comments)
    yield from (Piece("脚注尾注", text) for text in file.notes)
    yield from (Piece(f"属性 {key}", text) for key, text in file.properties.items())
    links = dict.fromkeys(run.target for run in file.runs if run.target)
    yield from (Piece("链接地址", target) for target in links)
    yield from (Piece(f"文件内部 {part}", text) for part, text in (*file.unplaced, *file.other_parts))
    for name, part in file.attachments.items():
        yield from _inside(name, part, depth)


def _paragraphs(where: str, found: Iterable["docx_model.Paragraph"]) -> Iterator[Piece]:
    for paragraph in found:
        yield from (Piece(where, text) for text in paragraph.parts)


def _of_xlsx(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import xlsx

    book = xlsx.read(content)
    for sheet in book.sheets:
        where = f"工作表 {sheet.name}{'（隐藏）' if sheet.hidden else ''}"
        yield Piece("工作表名称", sheet.name)
        for number, row in enumerate(sheet.rows, 1):
            yield from (Piece(f"{where} 第{number}行", text) for text in row)
        yield from (Piece(f"{where} 公式", text) for text in sheet.formulas)
        yield from (Piece(f"{where} 页眉页脚", text) for text in sheet.header_footer)
    yield from (Piece("批注", text) for text in book.comments)
    yield from (Piece("名称", f"{name} {text}") for name, text in book.names)
    yield from (Piece(f"属性 {key}", text) for key, text in book.properties.items())


def _of_html(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import html

    page = html.read(content)
    yield Piece("网页标题", page.title)
    yield from (Piece("隐藏文字" if block.hidden else "正文", block.text) for block in page.content)
    yield from (Piece(f"meta {name}", text) for name, text in page.meta)
    yield from (Piece("链接地址", address) for address, _ in page.links)
    yield from (Piece("注释", text) for text in page.comments)
    # data for programs (JSON-LD) is decoded, scripts and styles are read unchanged
    yield from (Piece("脚本和样式", text) for script in page.scripts for text in _of_data(script))
    yield from (Piece("属性", text) for text in page.attributes)


def _inside(name: str, content: bytes, depth: int) -> Iterator[Piece]:
    """The text of an embedded file; one of another kind (a picture) is given by its name alone."""
    known = (".pdf", *OFFICE, *SHEETS, *PAGES, *TEXTS)
    if PurePath(name.lower()).suffix not in known or depth >= MAX_DEPTH:
        yield Piece("嵌入文件", name)
        return
    for piece in pieces(name, content, depth=depth + 1):
        yield Piece(f"嵌入文件 {name} {piece.where}", piece.text)
