"""Finding the lines that are the title of a document, which may go over several."""

from collections.abc import Iterator, Sequence

from pipeline.ingest.cover import DATE
from pipeline.ingest.lines import Element, Line, without_blanks
from pipeline.ingest.numbers import read_number
from pipeline.ingest.page_chrome import DOC_NUMBER
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText, join

TITLE_ENDS = (
    "计划",
    "要点",
    "方案",
    "安排",
    "任务",
    "通知",
    "意见",
    "清单",
    "分解表",
    "目录",
    "台账",
    "函",
    "报告",
    "规划",
    "办法",
    "细则",
    "一览表",
    "分工",
    "格式",
)
_NOT_IN_TITLE = lazy_pattern(r"[。；！？：:]|^[（(].*[）)]$|^附件")

Title = tuple[int, int, SourceText]
"""Where a title begins and ends among the elements, and its text, joined."""

MAX_TITLE_LINES = 4
MAX_TITLE = 90


def find_titles(elements: Sequence[Element]) -> Iterator[Title]:
    """Yield every run of lines that reads as the title of a document."""
    index = 0
    while index < len(elements):
        found = _title_at(elements, index)
        if found is not None:
            yield found
            index = found[1]
        else:
            index += 1


def _title_at(elements: Sequence[Element], index: int) -> Title | None:
    texts: list[SourceText] = []
    for stop in range(index, min(index + MAX_TITLE_LINES, len(elements))):
        element = elements[stop]
        if not isinstance(element, Line) or _NOT_IN_TITLE.search(element.value) or len(element.value) > MAX_TITLE:
            return None
        if (
            (read_number(element.value) and not texts)
            or DOC_NUMBER.fullmatch(element.value)
            or DATE.fullmatch(element.value)
        ):
            return None
        texts.append(without_blanks(element.text))
        whole = join(texts)
        following = elements[stop + 1] if stop + 1 < len(elements) else None
        goes_on = isinstance(following, Line) and following.value.startswith("的") and len(following.value) < 10
        if whole.value.endswith(TITLE_ENDS) and not goes_on and 6 <= len(whole) <= MAX_TITLE:
            return (index, stop + 1, whole)
    return None


def first_line_as_title(elements: Sequence[Element]) -> SourceText:
    """Return the first line if it looks like a title: centred, a heading, or short without a mark at its end."""
    first = elements[0] if elements else None
    if not isinstance(first, Line) or read_number(first.value) or _NOT_IN_TITLE.search(first.value):
        return SourceText("")
    is_title = first.paragraph.align == "center" or first.paragraph.outline == 1 or "标题" in first.paragraph.style
    return without_blanks(first.text) if is_title or len(first.value) <= 40 else SourceText("")
