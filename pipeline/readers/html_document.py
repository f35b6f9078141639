"""Turns a web page into the neutral form: its text as blocks, menus, buttons and the like as asides.

What is a page's frame is seen by tags, roles and names of classes, by its share of
links, and by lines that every portal has (当前位置, 打印本页, 备案号).
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.errors import Unreadable
from pipeline.patterns import lazy_pattern
from pipeline.readers import html
from pipeline.readers.document import (
    Aside,
    AsideKind,
    Block,
    Cell,
    Change,
    ChangeKind,
    Document,
    FileKind,
    Paragraph,
    Row,
    Table,
    TextStyle,
)

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_FRAME_TAGS = frozenset(
    {"nav", "button", "select", "option", "optgroup", "footer", "header", "menu", "form", "textarea"}
)
_FRAME_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"})
_FRAME_NAMES = lazy_pattern(
    r"(?:^|[-_])(?:nav|navbar|menu|crumbs?|breadcrumbs?|share|bdshare|bdsharebuttonbox|toolbar|foot|footer|head|header|copyright|"
    r"location|position|dqwz|wz|pag(?:e|ing|ination)|sidebar|print|qrcode|ewm|banner|search|login|lang|related)(?:$|[-_\d])"
)
_FRAME_LINES = lazy_pattern(
    r"(?:您?(?:当前|现在)?(?:的|所在)?位置(?:是)?\s*[:：].*"
    r"|(?:首页|网站首页)\s*[>›»/＞-].*"
    r"|.{0,12}(?:打印本页|关闭(?:本页|窗口|页面)|【打印】|\[打印\]|【关闭】|\[关闭\]).{0,30}"
    r"|分享(?:到|至).{0,40}|扫一扫.{0,30}|字(?:体|号)\s*[:：]?\s*[\[【]?\s*[大中小].{0,20}|返回(?:顶部|首页|列表).{0,10}"
    r"|(?:浏览|点击|阅读)(?:次数|量|数)\s*[:：].{0,20}|(?:上|下)一(?:篇|条)\s*[:：].*|无障碍.{0,20}|收藏本(?:站|页).{0,20}"
    r"|.{0,60}(?:ICP备|ICP证|公网安备|网站标识码|政府网站标识码|版权所有|All Rights Reserved).*"
    r"|(?:技术支持|网站主管)(?:单位)?\s*[:：].{0,60})",
    re.IGNORECASE | re.DOTALL,
)
"""Lines of a page's frame; each pattern covers the whole line."""

_HOST_LINE = lazy_pattern(r"(?:主办|承办)(?:单位)?\s*[:：].{0,60}", re.DOTALL)
"""A line that names who keeps the site, at the end of a page; in a plan it names who does a task."""

_FILE_NAME = lazy_pattern(r"[^/\\<>]{1,120}\.(?:pdf|docx?|xlsx?|wps|et|ofd|csv|zip|rar)", re.IGNORECASE)
"""What is written on a link's icon (alt) or shown over it (title) where it names a file; an address is none."""

_MAX_FRAME_LINE = 160
_MIN_LINKS = 5
_MAX_MENU_CHARS = 12
_CHANGES = {"del": ChangeKind.DELETED, "ins": ChangeKind.INSERTED}


def read(name: str, content: bytes) -> Document:
    """Read a page; raises Unreadable if it has no text."""
    page = html.read(content)
    length = sum(len(block.text) for block in page.content)
    converter = _Converter(length)
    blocks = tuple(converter.blocks(page.content, ""))
    asides = converter.asides
    if page.title:
        asides.append(Aside(AsideKind.PROPERTY, page.title, "网页标题"))
    asides += [Aside(AsideKind.PROPERTY, text, f"meta {key}") for key, text in page.meta if text.strip()]
    asides += [
        Aside(AsideKind.OTHER, text.strip(), "网页源码里的注释") for text in page.comments if re.search("[一-鿿]", text)
    ]
    asides += [
        Aside(AsideKind.ATTACHMENT, text.strip(), "网页元素的说明")
        for text in dict.fromkeys(page.attributes)
        if _FILE_NAME.fullmatch(text.strip())
    ]
    if not any(block.text.strip() for block in blocks):
        raise Unreadable(
            "网页里没有正文：文字可能是由脚本另外取来的。请在浏览器里打开，把正文复制到 Word 或文本文件里再用。"
        )
    return Document(name, FileKind.PAGE, blocks, tuple(asides))


class _Converter:
    """The counters of paragraphs and tables, and the asides so far."""

    def __init__(self, length: int) -> None:
        self.asides: list[Aside] = []
        self._length = length
        """Characters of the whole page."""
        self._index = 0
        self._paragraphs = 0
        self._tables = 0

    def blocks(self, content: Sequence[html.Paragraph | html.Table], place: str) -> Iterator[Block]:
        """Convert blocks; `place` is where they are, empty outside tables."""
        menus = set() if place else _menus(content) | self._hosts(content)
        for index, block in enumerate(content):
            where = place or f"第{self._paragraphs + 1}段"
            if isinstance(block, html.Paragraph):
                if block.hidden:
                    self.asides.append(Aside(AsideKind.HIDDEN, block.text, where))
                elif not place and (index in menus or self._is_frame(block)):
                    self.asides.append(Aside(AsideKind.CHROME, f"{block.number}{block.text}", where))
                else:
                    self._paragraphs += not place
                    yield self._paragraph(block, where)
            elif block.hidden:
                self.asides.append(Aside(AsideKind.HIDDEN, block.text, where))
            elif not place and self._is_in_frame(block.regions):
                self.asides.append(Aside(AsideKind.CHROME, block.text, where))
            elif _is_layout(block):
                for row in block.rows:
                    for cell in row:
                        yield from self.blocks(cell.content, place)
            elif block.rows:
                table = self._table(block)
                if table.rows:
                    yield table

    def _hosts(self, content: Sequence[html.Paragraph | html.Table]) -> set[int]:
        """Return the indices of the lines at the end of a page that name who keeps the site; none where other lines have that form."""
        lines = {
            index
            for index, block in enumerate(content)
            if isinstance(block, html.Paragraph) and _HOST_LINE.fullmatch(block.text.strip())
        }
        last = len(content)
        while last and isinstance(block := content[last - 1], html.Paragraph):
            if last - 1 not in lines and block.text.strip() and not self._is_frame(block):
                break
            last -= 1
        return lines if all(index >= last for index in lines) else set()

    def _is_frame(self, paragraph: html.Paragraph) -> bool:
        if self._is_in_frame(paragraph.regions):
            return True
        return len(paragraph.text) <= _MAX_FRAME_LINE and bool(_FRAME_LINES.fullmatch(paragraph.text.strip()))

    def _is_in_frame(self, regions: Sequence[html.Region]) -> bool:
        """Whether one of these elements belongs to the page's frame; what has most of the text never does."""
        for region in regions:
            if 2 * region.length > self._length:
                continue
            if region.tag in _FRAME_TAGS or region.role in _FRAME_ROLES:
                return True
            # names of classes are anyone's: a region also has to be short, or made of links
            named = any(_FRAME_NAMES.search(name) for name in region.names)
            if named and (region.length < 200 or 2 * region.linked > region.length):
                return True
        return False

    def _paragraph(self, paragraph: html.Paragraph, where: str) -> Paragraph:
        text: list[str] = []
        length = 0
        styles: list[TextStyle] = []
        changes: list[Change] = []
        for span in paragraph.spans:
            kind = _CHANGES.get(span.format.change)
            if kind is ChangeKind.DELETED:
                changes.append(Change(kind, length, length, span.text))
                self.asides.append(Aside(AsideKind.DELETED, span.text, where))
                continue
            stop = length + len(span.text)
            if kind is ChangeKind.INSERTED:
                changes.append(Change(kind, length, stop))
            form = span.format
            styles.append(TextStyle(length, stop, form.bold, form.size, form.font, form.target))
            text.append(span.text)
            length = stop
        self.asides += (Aside(AsideKind.PHONETIC, reading, where) for reading in paragraph.readings)
        made = Paragraph(
            "".join(text),
            where,
            self._index,
            paragraph.number,
            paragraph.tag,
            _HEADINGS.get(paragraph.tag, 0),
            paragraph.align,
            styles=tuple(styles),
            changes=tuple(changes),
        )
        self._index += 1
        return made

    def _table(self, table: html.Table) -> Table:
        self._tables += 1
        where = f"表{self._tables}"
        rows: dict[int, list[Cell]] = {index: [] for index in range(len(table.rows))}
        placed = tuple(html.positions(table))
        # a span far beyond the other columns means the whole width
        width = max((column + (cell.colspan if cell.colspan < 64 else 1) for cell, _, column, _ in placed), default=0)
        visible = [index for index in rows if index not in table.hidden_rows]
        number = {row: index for index, row in enumerate(visible)}
        for cell, row, column, rowspan in placed:
            if row in table.hidden_rows:
                if cell.text.strip():
                    self.asides.append(Aside(AsideKind.HIDDEN, cell.text, f"{where}第{row + 1}行"))
                continue
            place = f"{where}第{number[row] + 1}行第{column + 1}格"
            content = tuple(self.blocks(cell.content, place))
            if not content:
                content = (Paragraph("", place, self._index),)
                self._index += 1
            covered = sum(1 for below in range(row, row + rowspan) if below in number)
            colspan = min(cell.colspan, max(width - column, 1))
            rows[row].append(Cell(content, number[row], column, covered, colspan))
        return Table(
            tuple(
                Row(tuple(rows[row]), bool(table.rows[row]) and all(cell.is_header for cell in table.rows[row]))
                for row in visible
            ),
            where,
            table.caption,
        )


def _is_layout(table: html.Table) -> bool:
    """Whether a table only arranges the page: one column with whole texts in it, or tables inside it."""
    if not all(len(row) <= 1 for row in table.rows):
        return False
    cells = [cell for row in table.rows for cell in row]
    return len(cells) == 1 or any(
        len(cell.content) > 2 or any(isinstance(block, html.Table) for block in cell.content) for cell in cells
    )


def _menus(content: Sequence[html.Paragraph | html.Table]) -> set[int]:
    """The indices of paragraphs that are entries of menus.

    Those are links in long runs, entries of a list that are nothing but a link, and short
    ones above the title.
    """
    title = next(
        (index for index, block in enumerate(content) if isinstance(block, html.Paragraph) and block.tag == "h1"), 0
    )
    found: set[int] = set()
    run: list[int] = []
    for index, block in enumerate((*content, None)):
        if isinstance(block, html.Paragraph):
            is_entry = block.tag == "li" and not block.number
            if is_entry and (_is_link(block) or (index < title and len(block.text) <= _MAX_MENU_CHARS)):
                found.add(index)
            if _is_link(block) and len(block.text) <= 40:
                run.append(index)
                continue
        if len(run) >= _MIN_LINKS:
            found.update(run)
        run = []
    return found


def _is_link(paragraph: html.Paragraph) -> bool:
    """Whether a paragraph is nothing but links; a link to an annex belongs to the text."""
    return (
        bool(paragraph.spans)
        and not paragraph.text.startswith("附件")
        and all(span.format.target or not span.text.strip(" |｜·>-") for span in paragraph.spans)
    )
