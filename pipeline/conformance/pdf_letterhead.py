"""plan.pdf held against the standards where it has them: 版头 with its red line, 主送机关, 附注, 版记."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.conformance.classify import (
    Element,
    Kind,
    type_area,
)
from pipeline.conformance.clause import (
    ClauseResult,
    Observation,
    chars,
    is_near,
    mm,
    summarize,
)
from pipeline.conformance.pdf_page import PdfUnderTest, box_top
from pipeline.readers.pdf_page import (
    Line,
    PdfPage,
    Rule,
)
from pipeline.typography import gbt9704 as standard
from pipeline.typography.gbt9704 import MM_PER_PT

_EM = standard.SIZE_3 * MM_PER_PT
_SMALL = standard.SIZE_4 * MM_PER_PT
_WIDE = 50
"""A line across the page is longer, mm."""
SYMBOL = re.compile(r"[^\s〔〕第]{1,20}〔[1-9]\d{3}〕[1-9]\d*号")
PRINTED = re.compile(r"[1-9]\d{3}年(?:([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日|\s月\s日)印发$")
"""印发日期 without leading zeros; or still open, with a blank for month and day."""


def measured(read: PdfUnderTest) -> Iterator[ClauseResult]:
    """Everything about the elements around the text that the paper has."""
    yield from _head(read)
    yield from _remarks(read)
    yield from _colophon(read)


# --- 版头 ----------------------------------------------------------------------


def _head(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file = read.file
    marks = list(read.of(Kind.ORGAN_MARK))
    symbols = list(read.of(Kind.DOC_NUMBER))
    yield from summarize(
        file,
        "GB/T 9704 7.2.4",
        "发文机关标志：小标宋、红色、居中",
        "小标宋，红色，在中线",
        (
            Observation(
                mark.location,
                f"{'、'.join(kinds)} #{colour}，偏 {off:.1f} mm",
                set(kinds) <= {"小标宋", "补字"} and off < 0.5,
            )
            for mark in marks
            for line in mark.lines
            for kinds in [list(dict.fromkeys(read.typeface(glyph) for glyph in line.glyphs if glyph.text.strip()))]
            for colour in [line.glyphs[0].colour]
            for off in [_off_centre(read, mark, line)]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.2.4",
        "发文机关标志：上边缘至版心上边缘",
        f"{standard.MARK_BELOW:g} mm（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation(mark.location, mm(below), is_near(below, standard.MARK_BELOW, standard.MARGIN_TOLERANCE))
            for mark in marks[:1]
            for below in [mark.lines[0].top - standard.GBT_9704.top]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 5.2.1",
        "发文机关标志：不超出版心",
        f"不超过 {mm(standard.TYPE_AREA[0])}",
        (
            Observation(
                mark.location,
                f"{mm(line.left)} 至 {mm(line.right)}",
                line.left >= own.left - standard.MEASURED_TO and line.right <= own.right + standard.MEASURED_TO,
            )
            for mark in marks
            for own in [type_area(mark.page, read.layout)]
            for line in mark.lines
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.2.5",
        "发文字号：居中，六角括号，不编虚位",
        "如 某财〔2023〕8号",
        (
            Observation(
                one.location,
                f"{one.text}，偏 {off:.1f} mm",
                SYMBOL.fullmatch(one.text.strip()) is not None and off < 0.5,
            )
            for one in symbols
            for off in [_off_centre(read, one, one.lines[0])]
        ),
    )
    blank = standard.HEAD_BLANK_LINES * read.layout.line_mm
    yield from summarize(
        file,
        "GB/T 9704 7.2.5",
        "发文字号：在发文机关标志下空二行",
        f"{mm(blank)}（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation(below.location, mm(gap), is_near(gap, blank, standard.MARGIN_TOLERANCE))
            for above, below in pairwise(read.elements)
            if above.kind is Kind.ORGAN_MARK and below.kind is Kind.DOC_NUMBER
            for gap in [box_top(below, below.lines[0], read.layout) - above.lines[-1].bottom]
        ),
    )
    rules = list(_separators(read))
    width = standard.TYPE_AREA[0]
    yield from summarize(
        file,
        "GB/T 9704 7.2.7",
        "红色分隔线：居中，与版心等宽",
        mm(width),
        (
            Observation(
                above.location,
                f"{mm(rule.left)} 至 {mm(rule.right)}" if rule else _NO_RULE,
                rule is not None
                and is_near(rule.right - rule.left, width, 0.3)
                and is_near(rule.left, read.layout.left, 0.3),
            )
            for above, rule in rules
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 6.2",
        "红色分隔线：红色",
        "红色",
        (
            Observation(
                above.location, f"#{rule.colour}" if rule else _NO_RULE, rule is not None and is_red(rule.colour)
            )
            for above, rule in rules
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.2.7",
        "红色分隔线：在发文字号下",
        f"{mm(standard.RED_LINE_BELOW)}（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation(
                above.location,
                mm(gap) if rule else _NO_RULE,
                rule is not None and is_near(gap, standard.RED_LINE_BELOW, standard.MARGIN_TOLERANCE),
            )
            for above, rule in rules
            for gap in [rule.top - above.lines[-1].bottom if rule else 0.0]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.3.1",
        "标题：在红色分隔线下空二行",
        f"{mm(blank)}（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation(
                title.location,
                mm(gap) if rule else _NO_RULE,
                rule is not None and is_near(gap, blank, standard.MARGIN_TOLERANCE),
            )
            for above, rule in rules
            for title in [next((one for one in read.on(above.page) if one.kind is Kind.TITLE), None)]
            if title is not None
            for gap in [box_top(title, title.lines[0], read.layout) - rule.bottom if rule else 0.0]
        ),
    )


_NO_RULE = "没有这条线"


def _separators(read: PdfUnderTest) -> Iterator[tuple[Element, Rule | None]]:
    """The last line of each 版头 (发文字号, else 发文机关标志) with the wide line between it and what follows, of whatever colour."""
    for above, below in pairwise((*read.elements, None)):
        if above is None or above.kind not in (Kind.ORGAN_MARK, Kind.DOC_NUMBER):
            continue
        if below is not None and below.kind in (Kind.ORGAN_MARK, Kind.DOC_NUMBER):
            continue
        same = below is not None and below.page.number == above.page.number
        foot = below.lines[0].top if below is not None and same else above.page.height
        between = (
            rule
            for rule in above.page.rules
            if rule.is_horizontal and rule.right - rule.left > _WIDE and above.lines[0].top < rule.top < foot
        )
        yield above, next(between, None)


def _off_centre(read: PdfUnderTest, element: Element, line: Line) -> float:
    own = type_area(element.page, read.layout)
    return abs(line.left + line.right - own.left - own.right) / 2


def is_red(colour: str) -> bool:
    """Whether a colour is a red of official papers, far from black and grey."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 128 and max(green, blue) < 96


# --- 主送机关, 附注 ----------------------------------------------------------------


def _remarks(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file = read.file
    yield from summarize(
        file,
        "GB/T 9704 7.3.2",
        "主送机关：顶格，末尾全角冒号",
        "顶格，“：”",
        (
            Observation(
                one.location,
                f"左 {mm(one.lines[0].left)}，“{last}”",
                is_near(one.lines[0].left, read.layout.left) and last == "：",
            )
            for one in read.of(Kind.ADDRESSEE)
            for last in [one.text.strip()[-1]]
        ),
    )
    left = read.layout.left + standard.FIRST_LINE * _EM
    yield from summarize(
        file,
        "GB/T 9704 7.3.6",
        "附注：居左空二字，加圆括号",
        f"{mm(left)}，（）",
        (
            Observation(one.location, f"{mm(one.lines[0].left)}，{words[0]}{words[-1]}", holds)
            for one in read.of(Kind.REMARK)
            for words in [one.text.strip()]
            for holds in [is_near(one.lines[0].left, left) and words[0] == "（" and words[-1] == "）"]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.3.6",
        "附注：在成文日期下一行",
        "1 行",
        (
            Observation(below.location, f"{gap:.1f} 行", is_near(gap, 1, 0.05))
            for above, below in pairwise(read.elements)
            if below.kind is Kind.REMARK and above.page.number == below.page.number
            for gap in [(below.lines[0].baseline - above.lines[-1].baseline) / read.layout.line_mm]
        ),
    )


# --- 版记 ----------------------------------------------------------------------


def _colophon(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file = read.file
    parts = list(read.of(Kind.COLOPHON))
    if not parts:
        return
    sheet = parts[-1].page
    last = read.pdf.pages[-1].number
    yield from summarize(
        file,
        "GB/T 33476.2 7.3.1",
        "版记在最后一面，且为双页",
        f"第{last}页（双）",
        [Observation("", f"第{sheet.number}页，共 {last} 页", sheet.number == last and not sheet.number % 2)],
    )
    yield from summarize(
        file,
        "GB/T 9704 7.4.2",
        "版记：字体字号",
        "仿宋 14 pt",
        (
            Observation(
                one.location,
                f"{'、'.join(kinds)} {size:g} pt",
                set(kinds) <= {"仿宋", "补字"} and abs(size - standard.SIZE_4) < 0.1,
            )
            for one in parts
            for kinds in [
                list(dict.fromkeys(read.typeface(g) for line in one.lines for g in line.glyphs if g.text.strip()))
            ]
            for size in [round(one.lines[0].size, 1)]
        ),
    )
    yield from _colophon_words(read, parts)
    rules = _rules(sheet, parts)
    yield from summarize(
        file,
        "GB/T 9704 7.4.1",
        "版记分隔线：与版心等宽",
        mm(standard.TYPE_AREA[0]),
        (
            Observation("", mm(rule.right - rule.left), is_near(rule.right - rule.left, standard.TYPE_AREA[0], 0.3))
            for rule in rules
        ),
    )
    thick, thin = standard.COLOPHON_RULES
    # 抄送 and 印发 have a line between them
    lists = sum(_is_list(one) for one in parts)
    wanted = [thick, *[thin] * (0 < lists < len(parts)), thick]
    yield from summarize(
        file,
        "GB/T 9704 7.4.1",
        "版记分隔线：首末条粗、中间细",
        f"{len(wanted)} 条，{thick:g} mm、{thin:g} mm",
        (
            Observation(f"第{place}条", f"{height:.2f} mm", is_near(height, size, 0.04))
            for place, (rule, size) in enumerate(zip(rules, wanted, strict=True), 1)
            for height in [rule.bottom - rule.top]
        )
        if len(rules) == len(wanted)
        else [Observation("", f"{len(rules)} 条", conforms=False)],
    )
    upper = standard.GBT_9704.top
    yield from summarize(
        file,
        "GB/T 9704 5.2.1",
        "版记：不高出版心",
        f"不高于 {mm(upper)}",
        [Observation("", mm(rules[0].top), rules[0].top > upper - standard.MEASURED_TO)] if rules else [],
    )
    foot = standard.PAPER[1] - standard.GBT_9704.bottom
    lowest = standard.PAPER[1] - read.layout.bottom
    yield from summarize(
        file,
        "GB/T 9704 7.4.1",
        "版记末条分隔线与版心下边重合",
        mm(foot) if is_near(foot, lowest) else f"{mm(foot)} 至 {mm(lowest)}（33476.2 的版心下边）",
        [Observation("", mm(rules[-1].bottom), foot - 1 <= rules[-1].bottom <= lowest + standard.MEASURED_TO)]
        if rules
        else [],
    )


def _is_list(one: Element) -> bool:
    return re.match("(抄送|主送)：", one.text.strip()) is not None


def _colophon_words(read: PdfUnderTest, parts: Sequence[Element]) -> Iterator[ClauseResult]:
    lines = [line for one in parts for line in one.lines]
    left = read.layout.left + standard.COLOPHON_BLANK * _SMALL
    right = standard.PAPER[0] - read.layout.right - standard.COLOPHON_BLANK * _SMALL
    copied = [one for one in parts if _is_list(one)]
    yield from summarize(
        read.file,
        "GB/T 9704 7.4.2",
        "抄送：左右各空一字，回行与冒号后首字对齐，末尾句号",
        f"{mm(left)} 至 {mm(right)}，“。”",
        (
            Observation(one.location, f"{mm(line.left)} 至 {mm(line.right)}，“{end}”", holds)
            for one in copied
            for end in [one.text.strip()[-1]]
            for place, line in enumerate(one.lines)
            for start in [left if place == 0 else left + 3 * _SMALL]
            for holds in [is_near(line.left, start, 0.2) and line.right < right + 0.2 and end == "。"]
        ),
    )
    issued = [line for line in lines if line.text.strip().endswith("印发")]
    yield from summarize(
        read.file,
        "GB/T 9704 7.4.3",
        "印发日期：右空一字，不编虚位，加“印发”",
        mm(right),
        (
            Observation(
                "",
                f"{mm(line.right)}，{line.text.strip()}",
                is_near(line.right, right, 0.2) and bool(PRINTED.search(line.text.strip())),
            )
            for line in issued
        ),
    )
    organs = [line for one in parts if one not in copied for line in one.lines if not re.match(r"\d{4}年", line.text)]
    yield from summarize(
        read.file,
        "GB/T 9704 7.4.3",
        "印发机关：左空一字",
        chars(standard.COLOPHON_BLANK),
        (
            Observation("", chars((line.left - read.layout.left) / _SMALL), is_near(line.left, left, 0.2))
            for line in organs
        ),
    )


def _rules(sheet: PdfPage, parts: Sequence[Element]) -> list[Rule]:
    """The lines around 版记 from top to bottom, each once though it may be drawn twice."""
    top = min(line.top for one in parts for line in one.lines) - 10
    level = sorted((rule for rule in sheet.rules if rule.is_horizontal and rule.top > top), key=lambda rule: rule.top)
    found: list[Rule] = []
    for rule in level:
        if rule.right - rule.left > _WIDE and not (found and rule.top - found[-1].top < 0.5):
            found.append(rule)
    return found
