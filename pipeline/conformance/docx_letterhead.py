"""plan.docx held against the standards where it has them: 版头 with its red line, 主送机关, 附注, 版记."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from pipeline.conformance.clause import (
    ClauseResult,
    Observation,
    chars,
    is_near,
    mm,
    pt,
    quote_start,
    summarize,
    typeface,
)
from pipeline.conformance.docx_page import (
    DATE,
    TITLE,
    DocxUnderTest,
    aligned,
    observe_typeface,
)
from pipeline.conformance.pdf_letterhead import (
    PRINTED,
    SYMBOL,
    is_red,
)
from pipeline.readers.docx_model import Paragraph, Run
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.gbt9704 import MM_PER_PT

MARK, NUMBER, RECIPIENTS, REMARK, COLOPHON = "发文机关标志", "发文字号", "主送机关", "附注", "版记"
_COPIED = re.compile("(?:抄送|主送)：")


def measured(read: DocxUnderTest) -> Iterator[ClauseResult]:
    """Everything about the elements around the text that the file has."""
    yield from _head(read)
    yield from _remarks(read)
    yield from _colophon(read)


# --- 版头 ----------------------------------------------------------------------


def _head(read: DocxUnderTest) -> Iterator[ClauseResult]:
    name, written = read.file, read.paragraphs
    yield from summarize(
        name,
        "GB/T 9704 7.2.4",
        "发文机关标志：小标宋、红色、居中",
        "小标宋，红色，居中",
        (
            Observation(one.text, f"{'、'.join(kinds)} #{'、'.join(colours)}，{aligned(one)}", holds)
            for one in read.of(MARK)
            for kinds in [list(dict.fromkeys(typeface(run.format.east_asian) for run in one.runs))]
            for colours in [list(dict.fromkeys(run.format.colour or "000000" for run in one.runs))]
            for holds in [kinds == ["小标宋"] and all(map(is_red, colours)) and one.format.align == "center"]
        ),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.2.4",
        "发文机关标志：上边缘至版心上边缘",
        f"{standard.MARK_BELOW:g} mm（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation(one.text, mm(below), is_near(below, standard.MARK_BELOW, standard.MARGIN_TOLERANCE))
            for place, one in enumerate(written)
            if one.style == MARK
            for below in [read.layout.top + _height(written[:place]) - standard.GBT_9704.top]
        ),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.2.5",
        "发文字号：居中，六角括号，不编虚位",
        "如 某财〔2023〕8号",
        (
            Observation(
                quote_start(one.text),
                f"{one.text}，{aligned(one)}",
                SYMBOL.fullmatch(one.text.strip()) is not None and one.format.align == "center",
            )
            for one in read.of(NUMBER)
        ),
    )
    room = standard.TYPE_AREA[0]
    yield from summarize(
        name,
        "GB/T 9704 5.2.1",
        "发文机关标志：不超出版心",
        f"不超过 {mm(room)}",
        (
            Observation(quote_start(one.text), f"约 {mm(length)}", length <= room)
            for one in read.of(MARK)
            for length in [sum(map(_mark_width, one.runs)) * MM_PER_PT]
        ),
    )
    blank = standard.HEAD_BLANK_LINES * read.layout.line_mm
    wide = f"{mm(blank)}（±{standard.MARGIN_TOLERANCE:g}）"
    yield from summarize(
        name,
        "GB/T 9704 7.2.5",
        "发文字号：在发文机关标志下空二行",
        wide,
        (
            Observation(quote_start(words.text), mm(gap), is_near(gap, blank, standard.MARGIN_TOLERANCE))
            for above, mark, words in _between(written, MARK, NUMBER)
            # the mark's own line is a tenth higher than its characters
            for gap in [_height(above) + (mark.format.line - max(run.format.size for run in mark.runs)) * MM_PER_PT]
        ),
    )
    rules = [(place, one) for place, one in enumerate(written) if one.format.rule and is_red(one.format.rule_colour)]
    yield from summarize(
        name,
        "GB/T 9704 7.2.7",
        "红色分隔线：与版心等宽",
        "左右不缩进",
        (
            Observation("", f"左 {pt(own.left)}、右 {pt(own.right)}，粗 {pt(own.rule)}", own.left == own.right == 0)
            for _, one in rules
            for own in [one.format]
        ),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.2.7",
        "红色分隔线：在发文字号下",
        f"{mm(standard.RED_LINE_BELOW)}（±{standard.MARGIN_TOLERANCE:g}）",
        (
            Observation("", mm(gap), is_near(gap, standard.RED_LINE_BELOW, standard.MARGIN_TOLERANCE))
            for place, one in rules
            for above in [written[place - 1]]
            if above.style == NUMBER
            for gap in [((above.format.line - standard.SIZE_3) / 2 + one.format.line) * MM_PER_PT]
        ),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.3.1",
        "标题：在红色分隔线下空二行",
        wide,
        (
            Observation(quote_start(title.text), mm(gap), is_near(gap, blank, standard.MARGIN_TOLERANCE))
            for place, _ in rules
            for title in [next((one for one in written[place:] if one.style == TITLE), None)]
            if title is not None
            for gap in [_height(written[place + 1 : written.index(title)])]
        ),
    )


def _mark_width(run: Run) -> float:
    """How wide a run of 小标宋 is at most, pt."""
    return metrics.title_width(run.text) * run.format.size * run.format.width + len(run.text) * run.format.spacing


def _height(found: Sequence[Paragraph]) -> float:
    """How high paragraphs of one line are together, mm."""
    return sum(one.format.line for one in found) * MM_PER_PT


def _between(
    written: Sequence[Paragraph], upper: str, lower: str
) -> Iterator[tuple[Sequence[Paragraph], Paragraph, Paragraph]]:
    """What stands between each paragraph of one style and the next of another, with both."""
    for place, above in enumerate(written):
        if above.style == upper:
            found = next((at for at in range(place + 1, len(written)) if written[at].style == lower), None)
            if found is not None:
                yield written[place + 1 : found], above, written[found]


# --- 主送机关, 附注 ----------------------------------------------------------------


def _remarks(read: DocxUnderTest) -> Iterator[ClauseResult]:
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.2",
        "主送机关、附注、发文字号：字体字号",
        f"仿宋 {pt(standard.SIZE_3_WORD)}",
        (observe_typeface(one, "仿宋", standard.SIZE_3_WORD) for one in read.of(RECIPIENTS, REMARK, NUMBER)),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.2",
        "主送机关：顶格，末尾全角冒号",
        "顶格，“：”",
        (
            Observation(
                quote_start(one.text),
                f"左 {pt(own.left + own.first)}，“{last}”",
                own.left == own.first == 0 and last == "：",
            )
            for one in read.of(RECIPIENTS)
            for own in [one.format]
            for last in [one.text.strip()[-1]]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.6",
        "附注：居左空二字，加圆括号",
        f"{chars(standard.FIRST_LINE)}，（）",
        (
            Observation(quote_start(words), f"{chars(one.format.first_chars or 0)}，{words[0]}{words[-1]}", holds)
            for one in read.of(REMARK)
            for words in [one.text.strip()]
            for holds in [one.format.first_chars == standard.FIRST_LINE and words[0] == "（" and words[-1] == "）"]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.6",
        "附注：在成文日期下一行",
        "紧接成文日期",
        (
            Observation(
                quote_start(below.text), "紧接" if above.style == DATE else f"在{above.style}下", above.style == DATE
            )
            for above, below in pairwise(read.paragraphs)
            if below.style == REMARK
        ),
    )


# --- 版记 ----------------------------------------------------------------------


def _colophon(read: DocxUnderTest) -> Iterator[ClauseResult]:
    parts = read.of(COLOPHON)
    if not parts:
        return
    name, blank = read.file, standard.COLOPHON_BLANK
    yield from summarize(
        name,
        "GB/T 9704 7.4.2",
        "版记：字体字号",
        f"仿宋 {pt(standard.SIZE_4)}",
        (observe_typeface(one, "仿宋", standard.SIZE_4) for one in parts),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.4.2",
        "抄送：左右各空一字，回行与冒号后首字对齐，末尾句号",
        f"左右 {chars(blank)}，悬挂 3 字，“。”",
        (
            Observation(
                quote_start(one.text), f"左 {chars(left)}、右 {chars(right)}，悬挂 {chars(hanging)}，“{end}”", holds
            )
            for one in parts
            if _COPIED.match(one.text)
            for own in [one.format]
            for hanging in [-(own.first_chars or 0.0)]
            for left, right, end in [((own.left_chars or 0.0) - hanging, own.right_chars or 0.0, one.text.strip()[-1])]
            for holds in [left == right == blank and hanging == 3 and end == "。"]
        ),
    )
    yield from summarize(
        name,
        "GB/T 9704 7.4.3",
        "印发机关左空一字，印发日期右空一字，不编虚位，加“印发”",
        chars(blank),
        (
            Observation("", f"左 {chars(own.left_chars or 0)}、右 {chars(own.right_chars or 0)}，{words}", holds)
            for one in parts
            if not _COPIED.match(one.text)
            for own in [one.format]
            for words in [one.text.replace("\t", "　").strip()]
            for holds in [own.left_chars == own.right_chars == blank and PRINTED.search(words) is not None]
        ),
    )
    rules = [one for one in read.paragraphs if one.format.fill == "000000"]
    wanted = _rules(parts)
    yield from summarize(
        name,
        "GB/T 9704 7.4.1",
        "版记分隔线：首末条粗、中间细",
        "、".join(f"{size:g} mm" for size in wanted),
        [
            Observation(
                "",
                "、".join(f"{one.format.line * MM_PER_PT:.2f} mm" for one in rules),
                len(rules) == len(wanted)
                and all(
                    is_near(one.format.line * MM_PER_PT, size, 0.02) for one, size in zip(rules, wanted, strict=True)
                ),
            )
        ],
    )
    yield from summarize(
        name,
        "GB/T 9704 7.4.1",
        "版记在版心下端，末条线与版心下边重合",
        f"图文框靠下，末条线下 {mm(geometry.foot_drop(read.layout))}",
        [
            Observation(
                "",
                f"{'图文框靠下' if low else '不在图文框内'}，末条线下 {mm(drop)}",
                low and is_near(drop, geometry.foot_drop(read.layout)),
            )
            for framed in [[one for one in read.paragraphs if one.format.frame]]
            for low in [all(one.format.frame == "bottom" for one in framed) and all(part in framed for part in parts)]
            for below in [list(takewhile(lambda one: not one.format.fill, reversed(framed)))]
            for drop in [_height(below)]
        ],
    )
    last = read.docx.sections[-1]
    yield from summarize(
        name,
        "GB/T 33476.2 7.3.1",
        "版记在最后一面（双页）",
        "在最后一节；自成一节的从双页起",
        [
            Observation("", "在最后一节" if there else "后面还有一节", there and (last.kind == "evenPage" or not alone))
            for there in [all(any(part is one for one in last.content) for part in parts)]
            for alone in [
                not any(
                    isinstance(one, Paragraph) and one.style not in ("", COLOPHON) and one.text.strip()
                    for one in last.content
                )
            ]
        ],
    )


def _rules(parts: Sequence[Paragraph]) -> list[float]:
    """How thick the lines around 版记 have to be, from top to bottom, mm."""
    thick, thin = standard.COLOPHON_RULES
    both = any(_COPIED.match(one.text) for one in parts) and any(not _COPIED.match(one.text) for one in parts)
    return [thick, thin, thick] if both else [thick, thick]
