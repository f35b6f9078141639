"""Extracts all text of a finished file in pieces with their locations, for scanning.

Text that is not printed is included: properties, comments, tracked changes, hidden
text, text boxes, attachments and data for programs.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import PurePath

from pipeline.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a file's text, and its location in Chinese (第3页, 批注, 属性 title)."""

    where: str
    text: str


OFFICE = (".docx", ".docm", ".dotx")
SHEETS = (".xlsx", ".xlsm")
PAGES = (".html", ".htm", ".xhtml")
WORDS = (".txt", ".csv", ".json", ".ics", ".md", ".xml", ".atom", ".yaml", ".yml", ".css", ".js", ".svg")


def pieces(name: str, content: bytes) -> tuple[Piece, ...]:
    """Extract the text of a file by its name's extension; raises Unreadable if it is damaged or of another kind."""
    ending = PurePath(name.lower()).suffix
    if ending == ".pdf":
        found = _of_pdf(content)
    elif ending in OFFICE:
        found = _of_docx(content)
    elif ending in SHEETS:
        found = _of_xlsx(content)
    elif ending in PAGES:
        found = _of_html(content)
    elif ending == ".json":
        found = (Piece("正文", words) for words in _of_data(decoded(content)))
    elif ending == ".csv":
        found = iter([Piece("正文", _of_table(decoded(content)))])
    elif ending in WORDS:
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


def _of_data(words: str) -> Iterator[str]:
    r"""The decoded names and values of JSON (\\ is one \); text that is not JSON is returned unchanged."""
    try:
        # as pairs: of a repeated name both values are read
        found = json.loads(words, parse_int=str, parse_float=str, object_pairs_hook=list)
    except (json.JSONDecodeError, RecursionError):
        yield words
    else:
        yield from _strings(found)


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for inner in value:
                yield from _strings(inner)


def _of_table(words: str) -> str:
    """The decoded cells of a CSV ("" is one "); text that is not CSV is returned unchanged."""
    try:
        return "\n".join(",".join(row) for row in csv.reader(StringIO(words, newline="")))
    except csv.Error:
        return words


def _of_pdf(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import pdf

    paper = pdf.read(content)
    for sheet in paper.pages:
        where = f"第{sheet.number}页"
        # the lines of a paragraph are joined, so that text across a line end is found as well
        yield from (Piece(where, block.text) for block in sheet.blocks)
        yield from (Piece(f"{where}版心外", line.text) for line in sheet.untagged_lines)
    yield from (Piece("书签", one.text) for one in paper.bookmarks)
    yield from (Piece(f"属性 {key}", words) for key, words in paper.properties.items())
    yield from (Piece(one.kind.value, one.text) for one in paper.hidden_items)
    for one in paper.attachments:
        yield Piece("嵌入文件的名称和说明", f"{one.name} {one.description}".strip())
        yield from _inside(one.name, one.content)


def _of_docx(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import docx, docx_model

    file = docx.read(content)
    for place, section in enumerate(file.sections, 1):
        yield from _paragraphs("正文", docx_model.paragraphs(section.content))
        for name, around in (("页眉", section.headers), ("页脚", section.footers)):
            for shown in around.values():
                yield from _paragraphs(f"第{place}节{name}", docx_model.paragraphs(shown))
    for one in docx_model.tables(file.content):
        yield Piece("表格的标题和说明", f"{one.title} {one.description}".strip())
    yield from (Piece("修订", f"{change}：{words}") for change, words in file.changes)
    yield from (Piece("隐藏文字", words) for words in file.hidden)
    yield from (Piece("批注", words) for words in file.comments)
    yield from (Piece("脚注尾注", words) for words in file.notes)
    yield from (Piece(f"属性 {key}", words) for key, words in file.properties.items())
    links = dict.fromkeys(run.target for run in file.runs if run.target)
    yield from (Piece("链接地址", target) for target in links)
    yield from (Piece(f"文件内部 {part}", words) for part, words in file.other_parts)
    for name, part in file.attachments.items():
        yield from _inside(name, part)


def _paragraphs(where: str, found: Iterable[object]) -> Iterator[Piece]:
    from pipeline.readers import docx_model

    for one in found:
        if isinstance(one, docx_model.Paragraph):
            yield Piece(where, one.all_text)


def _of_xlsx(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import xlsx

    book = xlsx.read(content)
    for sheet in book.sheets:
        where = f"工作表 {sheet.name}{'（隐藏）' if sheet.hidden else ''}"
        yield Piece("工作表名称", sheet.name)
        for number, row in enumerate(sheet.rows, 1):
            yield from (Piece(f"{where} 第{number}行", words) for words in row)
        yield from (Piece(f"{where} 公式", words) for words in sheet.formulas)
        yield from (Piece(f"{where} 页眉页脚", words) for words in sheet.header_footer)
    yield from (Piece("批注", words) for words in book.comments)
    yield from (Piece("名称", f"{name} {words}") for name, words in book.names)
    yield from (Piece(f"属性 {key}", words) for key, words in book.properties.items())


def _of_html(content: bytes) -> Iterator[Piece]:
    from pipeline.readers import html

    page = html.read(content)
    yield Piece("网页标题", page.title)
    yield from (Piece("隐藏文字" if one.hidden else "正文", one.text) for one in page.content)
    yield from (Piece(f"meta {name}", words) for name, words in page.meta)
    yield from (Piece("链接地址", address) for address, _ in page.links)
    yield from (Piece("注释", words) for words in page.comments)
    # data for programs (JSON-LD) is decoded, scripts and styles are read unchanged
    yield from (Piece("脚本和样式", words) for script in page.scripts for words in _of_data(script))
    yield from (Piece("属性", words) for words in page.attributes)


def _inside(name: str, content: bytes) -> Iterator[Piece]:
    """The text of an embedded file; one of another kind (a picture) is given by its name alone."""
    known = (".pdf", *OFFICE, *SHEETS, *PAGES, *WORDS)
    if PurePath(name.lower()).suffix not in known:
        yield Piece("嵌入文件", name)
        return
    yield from (Piece(f"嵌入文件 {name} {one.where}", one.text) for one in pieces(name, content))
