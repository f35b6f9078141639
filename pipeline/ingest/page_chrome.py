"""What a web page has around a document: menus and buttons, and the page's registration (目录信息) in lines, lists and tables."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.dataclass import dataclass
from pipeline.ingest.account import Ledger, Use
from pipeline.ingest.deadlines import are_deadlines
from pipeline.ingest.lines import Element, Line
from pipeline.ingest.note_places import read_owner_line
from pipeline.ingest.numbers import read_number
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Paragraph, Table
from pipeline.source import SourceRange, SourceText


@dataclass(frozen=True, slots=True)
class Page:
    """The lines and tables without web chrome, and what the page's registration says of the document."""

    elements: tuple[Element, ...]
    title: SourceText = SourceText("")
    number: SourceText = SourceText("")
    disclosure: str = ""


DOC_NUMBER = lazy_pattern(r"[^\s。，：:]{1,16}[〔\[【（(]\s?\d{4}\s?[〕\]】）)]\s?第?\s?\d+\s?号")
"""A 发文字号 in any brackets."""

_KEYS = (
    r"索\s*引\s*号|主题分类|发文机关|成文日期|标\s*题|发文字号|文\s*号|发布日期|发布时间|生成日期|有效性|公开方式|公开属性|发布机构|信息来源|体裁"
    r"|组配分类|栏目|原文链接|主题词|关键词|信息名称|内容概述|统一登记号|source"
)
_META = lazy_pattern(rf"(?:{_KEYS})\s*[:：]")
_LABEL = lazy_pattern(rf"(?:{_KEYS}|来源)\s*[:：]?")
_CHROME = lazy_pattern(
    r"当前位置.*|首页.{0,60}|(?:来源|时间|浏览次数|阅读|字体大小|字号|发布时间|责任编辑|信息来源|分享到?)\s*[:：].*|微信.*|微博.*|QQ空间|附件下载.*"
    r"|打印(?:本页)?|关闭(?:窗口)?|扫一扫.*|【.*】|=+.*=*|-{3,}|—{3,}|_{3,}|大|中|小|跳到正文|返回顶部|上一篇.*|下一篇.*"
)
_ISSUE = lazy_pattern(r"抄\s?送\s?[:：]|.*\d日\s*印发")


def first_numbered(elements: Sequence[Element]) -> int:
    """Return the index of the first numbered line; the number of elements where none is."""
    return next(
        (index for index, element in enumerate(elements) if isinstance(element, Line) and read_number(element.value)),
        len(elements),
    )


def strip_page(elements: Sequence[Element], ledger: Ledger) -> Page:
    """Return the elements without web chrome and registration; both are entered in the ledger."""
    numbered = first_numbered(elements)
    last = max(
        (index for index, element in enumerate(elements) if isinstance(element, Line) and read_number(element.value)),
        default=0,
    )
    kept: list[Element] = []
    pairs: list[tuple[str, SourceText]] = []
    term = ""
    for index, element in enumerate(elements):
        if numbered <= index <= last:
            kept.append(element)
        elif isinstance(element, Table):
            cells = list(_registration(element, _name(elements))) if index < numbered else []
            pairs += _paired(cells)
            ledger.enter(Use.METADATA, *cells)
            kept += [] if cells else [element]
        elif index < numbered and element.paragraph.style in ("dt", "dd"):
            if element.paragraph.style == "dd":
                pairs.append((term, element.text))
            term = element.value
            ledger.enter(Use.METADATA, *(() if _is_kept(pairs, element.text) else (element.text,)))
        elif (
            index < numbered
            and len(element.value) < 300
            and (meta := _META.match(element.value))
            and not _ISSUE.match(element.value)
        ):
            ledger.enter(Use.METADATA, element.text.slice(0, meta.end()))
            value = element.text.slice(meta.end(), len(element.text)).strip()
            pairs.append((meta[0], value))
            ledger.enter(Use.METADATA, *(() if _is_kept(pairs, value) else (value,)))
        elif (
            _CHROME.fullmatch(element.value)
            and len(element.value) < 200
            and not (index > last and _states_duty(element.text))
        ):
            ledger.enter(Use.CHROME, element.text)
        else:
            kept.append(element)
    stated = {re.sub(r"[\s:：]", "", key): value for key, value in reversed(pairs)}
    number = stated.get("发文字号") or stated.get("文号") or SourceText("")
    disclosure = stated.get("公开属性") or stated.get("公开方式") or SourceText("")
    return Page(
        tuple(kept),
        stated.get("标题") or stated.get("信息名称") or SourceText(""),
        number if DOC_NUMBER.fullmatch(number.value) else SourceText(""),
        disclosure.value,
    )


def _states_duty(text: SourceText) -> bool:
    """Whether a line below the last item is its owners or its deadline (【甲科】, 时间：9月底前)."""
    note = read_owner_line(text)
    return note is not None and (bool(note.assignments) or are_deadlines(note.deadline.value))


def _is_kept(pairs: Sequence[tuple[str, SourceText]], text: SourceText) -> bool:
    """Whether the text is a value that goes into the content: the title, the 文号."""
    key, value = pairs[-1] if pairs else ("", SourceText(""))
    if value is not text:
        return False
    if re.match(r"发文字号|文\s*号", key):
        return DOC_NUMBER.fullmatch(value.value) is not None
    return bool(value) and re.match(r"标\s*题|信息名称", key) is not None


def _name(elements: Sequence[Element]) -> str:
    return next(
        (element.text.runs[0].path for element in elements if isinstance(element, Line) and element.text.runs), ""
    )


def _registration(table: Table, name: str) -> Iterator[SourceText]:
    """Yield the texts of a table that registers the document (索引号 …); none for another table."""
    paragraphs = [
        block for row in table.rows for cell in row.cells for block in cell.content if isinstance(block, Paragraph)
    ]
    texts = [block for block in paragraphs if block.text.strip()]
    labels = sum(bool(_LABEL.match(block.text.strip())) for block in texts)
    if labels >= 2 and labels * 3 >= len(texts):
        for block in texts:
            yield SourceText(block.printed, (SourceRange(0, name, block.index + 1, 1),))


def _paired(cells: Sequence[SourceText]) -> Iterator[tuple[str, SourceText]]:
    for label, value in pairwise(cells):
        if _LABEL.fullmatch(label.value.strip()):
            yield label.value, value.strip()


def without_page_end(elements: Sequence[Element], ledger: Ledger) -> tuple[Element, ...]:
    """Return an annex without the lists and headings that a page has below its last table."""
    last = max((index for index, element in enumerate(elements) if isinstance(element, Table)), default=len(elements))
    behind = [element for element in elements[last + 1 :] if isinstance(element, Line)]
    if not any(element.paragraph.style in ("dt", "dd", "li") for element in behind):
        return tuple(elements)
    ledger.enter(Use.CHROME, *(element.text for element in behind))
    return tuple(elements[: last + 1])
