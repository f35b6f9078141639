"""plan.pdf held against the standards: the faces and sizes of each element, indents, numbers of headings, titles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from pipeline.conformance.classify import (
    HEADINGS,
    RUNNING,
    TABLE,
    TITLES,
    Element,
    Kind,
    is_landscape,
    type_area,
)
from pipeline.conformance.clause import (
    PRACTICE,
    ClauseResult,
    Observation,
    is_near,
    mm,
    pt,
    split_number,
    summarize,
)
from pipeline.conformance.pdf_page import (
    PdfUnderTest,
    box_top,
    words_of_lines,
)
from pipeline.typography import gbt9704 as standard, numbering
from pipeline.typography.gbt9704 import MM_PER_PT, Page


def measured(read: PdfUnderTest) -> Iterator[ClauseResult]:
    """Everything about how the elements look."""
    yield from _faces(read)
    yield from _paragraphs(read)
    yield from _titles(read)


# --- faces and sizes -------------------------------------------------------------


def _faces(read: PdfUnderTest) -> Iterator[ClauseResult]:
    # the face first named is the element's own; the others are emphasis and first sentences
    wanted: tuple[tuple[str, str, tuple[Kind, ...], tuple[str, ...], float], ...] = (
        ("GB/T 9704 7.3.1", "标题", (Kind.TITLE,), ("小标宋",), standard.SIZE_2),
        ("GB/T 9704 7.3.3", "一级标题", (Kind.HEADING_1,), ("黑体",), standard.SIZE_3),
        ("GB/T 9704 7.3.3", "二级标题", (Kind.HEADING_2,), ("楷体", "黑体"), standard.SIZE_3),
        ("GB/T 9704 7.3.3", "三、四级标题", (Kind.HEADING_3, Kind.HEADING_4), ("仿宋", "黑体"), standard.SIZE_3),
        ("GB/T 9704 5.2.2", "正文", (Kind.BODY,), ("仿宋", "黑体", "楷体"), standard.SIZE_3),
        (
            "GB/T 9704 5.2.2",
            "主送机关、附件说明、署名、日期、附注",
            (Kind.ADDRESSEE, Kind.ANNEX_NOTE, Kind.SIGNATURE, Kind.DATE, Kind.REMARK),
            ("仿宋",),
            standard.SIZE_3,
        ),
        ("GB/T 9704 7.3.7", "“附件”二字", (Kind.ANNEX_MARK,), ("黑体",), standard.SIZE_3),
        (PRACTICE, "附件标题", (Kind.ANNEX_TITLE,), ("小标宋",), standard.SIZE_2),
        (PRACTICE, "稿次", (Kind.STAGE,), ("楷体",), standard.SIZE_3),
        (PRACTICE, "表头", (Kind.TABLE_HEAD,), ("黑体",), standard.SIZE_TABLE),
        (PRACTICE, "表格文字", (Kind.TABLE_CELL,), ("仿宋", "黑体"), standard.SIZE_TABLE),
    )
    for clause, what, kinds, faces, size in wanted:
        yield from summarize(
            read.file,
            clause,
            f"{what}：字体字号",
            f"{faces[0]} {pt(size)}",
            (_face(read, element, (*faces, "补字"), size) for element in read.of(*kinds)),
        )


def _face(read: PdfUnderTest, element: Element, faces: Sequence[str], size: float) -> Observation:
    """An element's faces and sizes, each of them among those allowed."""
    glyphs = [glyph for line in element.lines for glyph in line.glyphs if glyph.text.strip()]
    kinds = sorted(
        dict.fromkeys(read.typeface(glyph) for glyph in glyphs),
        key=lambda kind: faces.index(kind) if kind in faces else -1,
    )
    # a PDF rounds what it draws
    sizes = dict.fromkeys(size if abs(glyph.size - size) < 0.1 else round(glyph.size, 1) for glyph in glyphs)
    odd = [kind for kind in kinds if kind not in faces]
    return Observation(
        element.location,
        f"{'、'.join(odd or kinds[:1])} {'、'.join(pt(found) for found in sizes)}",
        not odd and list(sizes) == [size],
    )


# --- paragraphs ------------------------------------------------------------------


def _paragraphs(read: PdfUnderTest) -> Iterator[ClauseResult]:
    em = standard.SIZE_3 * MM_PER_PT
    first = read.layout.left + standard.FIRST_LINE * em
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.3",
        "首行左空二字",
        mm(first),
        (
            Observation(element.location, mm(element.lines[0].left), is_near(element.lines[0].left, first))
            for element in read.of(*RUNNING)
            if not element.continues_previous and not is_landscape(element.page)
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.3",
        "回行顶格",
        mm(read.layout.left),
        (
            Observation(element.location, mm(line.left), is_near(line.left, read.layout.left))
            for element in read.of(*RUNNING)
            if not is_landscape(element.page)
            for line in (element.lines if element.continues_previous else element.lines[1:])
        ),
    )
    yield from summarize(
        read.file, "GB/T 9704 7.3.3", "层次序数", "依次为一、（一）1.（1），逐级连续", _numbering(read.elements)
    )


_NUMBERED = re.compile(r"（[一二三四五六七八九十百零]{1,7}）|[一二三四五六七八九十百零]{1,7}、|\d{1,3}\.|（\d{1,3}）")


def _numbering(found: Sequence[Element]) -> Iterator[Observation]:
    """Headings by their numbers: each follows the one before it at its level; below the first level one may begin anew."""
    counts: dict[int, int] = {}
    # with 全文连续 a level goes on over the whole paper
    ever: dict[int, int] = {}
    for element in found:
        if element.kind in TITLES:
            counts, ever = {}, {}
        if element.kind not in RUNNING or element.continues_previous:
            continue
        number = _NUMBERED.match(element.text)
        level, value = _levels().get(number[0], (0, 0)) if number else (0, 0)
        follows = value and value in (counts.get(level, 0) + 1, ever.get(level, 0) + 1)
        if element.kind in HEADINGS:
            own = HEADINGS.index(element.kind) + 1
            # a list in the words above may have counted at this level too
            holds = level == own and (bool(follows) or (value == 1 and own > 1))
            yield Observation(element.location, number[0] if number else "没有序数", holds)
            level, value = own, value if level == own else counts.get(own, 0) + 1
        elif not follows:
            continue
        counts = {deep: count for deep, count in counts.items() if deep < level} | {level: value}
        ever[level] = value


@cache
def _levels() -> Mapping[str, tuple[int, int]]:
    """Level and value of every number a heading may have."""
    return {
        numbering.heading_number(level, value): (level, value) for level in (1, 2, 3, 4) for value in range(1, 1000)
    }


# --- titles ----------------------------------------------------------------------


def _titles(read: PdfUnderTest) -> Iterator[ClauseResult]:
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.1",
        "标题居中",
        "各行中点在版心中线",
        (
            Observation(element.location, f"偏 {abs(middle - centre):.1f} mm", is_near(middle, centre))
            for element in read.of(*TITLES, Kind.STAGE)
            for line in element.lines
            for own in [type_area(element.page, read.layout)]
            for middle, centre in [((line.left + line.right) / 2, (own.left + own.right) / 2)]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 3.2",
        "标题行距",
        pt(standard.LINE_2),
        (
            Observation(element.location, pt(gap), is_near(gap, standard.LINE_2, 0.2))
            for element in read.of(*TITLES)
            for above, below in pairwise(element.lines)
            for gap in [(below.baseline - above.baseline) / MM_PER_PT]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.1",
        "标题回行不断词",
        "行首无“的”（书名号之后的除外），数字与年、年度不断开",
        (
            Observation(element.location, wrong or "没有断开", not wrong)
            for element in read.of(*TITLES)
            for above, below in pairwise(words_of_lines(element))
            for wrong in [
                split_number(above, below) or ("行首是“的”" if below[0] == "的" and above[-1] != "》" else "")
            ]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.2",
        "标题下空一行",
        f"{standard.BLANK_LINES} 行",
        (
            Observation(
                above.location,
                f"{_gap(above, below, read.layout):.2f} 行",
                is_near(_gap(above, below, read.layout), 1, 0.05),
            )
            for above, below in pairwise(read.elements)
            if above.kind in (Kind.TITLE, Kind.STAGE, Kind.ANNEX_TITLE)
            and below.kind not in (*TABLE, Kind.STAGE, Kind.TITLE)
            and above.page.number == below.page.number
        ),
    )


def _gap(above: Element, below: Element, page: Page) -> float:
    """The blank between two elements' lines, in lines of the text."""
    height = standard.LINE_2 if above.kind in TITLES else page.line
    foot = box_top(above, above.lines[-1], page) + height * MM_PER_PT
    return (box_top(below, below.lines[0], page) - foot) / page.line_mm
