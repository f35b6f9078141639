"""plan.docx and annex.docx held against the standards: pages, type area, faces and paragraphs, as Word and WPS resolve them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.conformance.clause import (
    PRACTICE,
    ClauseResult,
    Observation,
    chars,
    is_near,
    pt,
    quote_start,
    summarize,
    typeface,
)
from pipeline.readers.docx_model import (
    CharacterFormat,
    DocxFile,
    Paragraph,
    ParagraphFormat,
    Table,
    paragraphs,
    tables,
)
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT, Page

TITLE, STAGE, BODY = "公文标题", "稿次", "公文正文"
HEADINGS = ("一级标题", "二级标题", "三级标题", "四级标题")
ANNEX_NOTE, ORGAN, DATE = "附件说明", "署名", "成文日期"
ANNEX_MARK, ANNEX_TITLE = "附件标识", "附件标题"
ODD_NUMBER, EVEN_NUMBER = "单页页码", "双页页码"

NEAR_POINT = 0.06
"""How near lengths in pt come: Word writes twentieths."""

_QUOTES = re.compile("[“”‘’…—·]")


@dataclass(frozen=True, slots=True)
class DocxUnderTest:
    """A Word file while it is measured."""

    file: str
    docx: DocxFile
    layout: Page
    split_paragraphs: tuple[str, ...] = ()
    """The words of each paragraph that runs over the end of a page of the PDF made with it, up to the last such end."""

    def runs_on(self, one: Paragraph) -> bool:
        """Whether a paragraph runs over the end of a page by itself, so that nothing has to hold it to what follows."""
        # where a line of the PDF ends at a blank, the blank is gone
        words = "".join(one.text.split())
        return any(words.startswith("".join(parted.split())) for parted in self.split_paragraphs)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs outside tables, in order, with the empty ones."""
        return tuple(one for one in self.docx.content if isinstance(one, Paragraph))

    def of(self, *styles: str) -> list[Paragraph]:
        """The paragraphs of those styles that hold words."""
        return [one for one in paragraphs(self.docx.content) if one.style in styles and one.text.strip()]

    @property
    def tables(self) -> list[Table]:
        """Its tables."""
        return list(tables(self.docx.content))


def measured(read: DocxUnderTest) -> Iterator[ClauseResult]:
    """Everything about pages, type area, faces and paragraphs."""
    yield from _pages(read)
    yield from _type_area(read)
    yield from _faces(read)
    yield from _paragraphs(read)


# --- the page ------------------------------------------------------------------


def _pages(read: DocxUnderTest) -> Iterator[ClauseResult]:
    width, height = standard.PAPER
    numbered = list(enumerate(read.docx.sections, 1))
    yield from summarize(
        read.file,
        "GB/T 9704 5.1",
        "纸张幅面",
        f"{width:g}×{height:g} mm（A4）",
        (
            Observation(
                f"第{place}节",
                f"{size[0]:.0f}×{size[1]:.0f} mm",
                is_near(min(size), width) and is_near(max(size), height),
            )
            for place, section in numbered
            for size in [(section.width * MM_PER_PT, section.height * MM_PER_PT)]
        ),
    )
    clause = "GB/T 33476.2 6.2" if read.layout is standard.GBT_33476 else "GB/T 9704 5.2.1"
    for what, side in (("上", "top"), ("下", "bottom"), ("左（订口）", "left"), ("右", "right")):
        upright: float = getattr(read.layout, side)
        turned: float = getattr(geometry.landscape(read.layout), side)
        yield from summarize(
            read.file,
            clause,
            f"页边距：{what}",
            f"{upright:g} mm",
            (
                Observation(f"第{place}节", f"{found:.2f} mm", is_near(found, turned if section.landscape else upright))
                for place, section in numbered
                for found in [getattr(section, side) * MM_PER_PT]
            ),
        )
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.3",
        "不设文档网格（行距、字距由样式定）",
        "无",
        (
            Observation(f"第{place}节", section.grid or "无", section.grid in ("", "default"))
            for place, section in numbered
        ),
    )


def _type_area(read: DocxUnderTest) -> Iterator[ClauseResult]:
    body = read.of(BODY)
    upright = next((section for section in read.docx.sections if not section.landscape), None)
    if upright is None or not body:
        return
    yield from summarize(
        read.file,
        "GB/T 9704 3.2",
        "行距（固定值）",
        pt(round(read.layout.line, 2)),
        (
            Observation(quote_start(one.text), _line(one), _is_line(one, read.layout.line))
            for one in read.of(BODY, *HEADINGS, ANNEX_NOTE, ORGAN, DATE, ANNEX_MARK)
        ),
    )
    high, wide = upright.height - upright.top - upright.bottom, upright.width - upright.left - upright.right
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.3",
        "每面行数",
        f"{standard.LINES} 行",
        (
            Observation(quote_start(one.text), f"{found} 行", found == standard.LINES)
            for one in body
            for found in [int(high / (one.format.line or 1))]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.3",
        "每行字数",
        f"{standard.CHARACTERS} 字",
        (
            Observation(quote_start(one.text), f"{found} 字", found == standard.CHARACTERS)
            for one in body
            for run in one.runs
            for found in [int((wide - _set_in(one.format, run.format.size)) / _advance(run.format))]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.3",
        "正文对齐",
        _ALIGNED["both"],
        (Observation(quote_start(one.text), aligned(one), one.format.align == "both") for one in body),
    )
    rules: tuple[tuple[str, str, str, Callable[[ParagraphFormat], bool], bool], ...] = (
        ("GB/T 15834 5.1", "避头尾（kinsoku）", "开", lambda own: own.kinsoku, True),
        ("GB/T 9704 5.2.3", "标点不溢出边界", "关", lambda own: own.overflow_punct, False),
        ("GB/T 9704 5.2.3", "中西文间不另加空隙", "关", lambda own: own.auto_space, False),
        ("GB/T 9704 5.2.3", "孤行控制（使每面满 22 行）", "关", lambda own: own.widow_control, False),
        ("GB/T 9704 5.2.3", "不对齐到网格", "关", lambda own: own.snap_to_grid, False),
        ("GB/T 9704 7.3.3", "序数是文字，不是自动编号", "无自动编号", lambda own: own.numbered, False),
    )
    for clause, what, wanted, setting, value in rules:
        yield from summarize(
            read.file,
            clause,
            what,
            wanted,
            (
                Observation(
                    quote_start(one.text),
                    wanted if setting(one.format) is value else "不是这样",
                    setting(one.format) is value,
                )
                for one in read.of(BODY, *HEADINGS)
            ),
        )


def _set_in(own: ParagraphFormat, size: float) -> float:
    """What indents left and right take of a line of characters of that size, pt; stated in 字 they count before those in pt."""
    return ((own.left_chars or 0) * size or own.left) + ((own.right_chars or 0) * size or own.right)


def _advance(look: CharacterFormat) -> float:
    """How wide a Han character is set, pt: as narrow or wide as w:w makes it, and what stands between two."""
    return look.size * look.width + look.spacing


_ALIGNED = {"both": "两端对齐", "center": "居中", "left": "左对齐", "right": "右对齐", "distribute": "分散对齐"}
_RULES = {"exact": "固定值", "atLeast": "最小值", "auto": "多倍"}


def aligned(one: Paragraph) -> str:
    """How a paragraph is aligned, in Word's own Chinese."""
    return _ALIGNED.get(one.format.align, one.format.align)


def _line(one: Paragraph) -> str:
    line = f"{one.format.line:g} 倍" if one.format.line_rule == "auto" else pt(one.format.line)
    return f"{_RULES.get(one.format.line_rule, one.format.line_rule)} {line}"


def _is_line(one: Paragraph, points: float) -> bool:
    return one.format.line_rule == "exact" and abs(one.format.line - points) < NEAR_POINT


# --- faces ---------------------------------------------------------------------


def _faces(read: DocxUnderTest) -> Iterator[ClauseResult]:
    size = standard.SIZE_3_WORD
    wanted: tuple[tuple[str, str, tuple[str, ...], str, float], ...] = (
        ("GB/T 9704 7.3.1", "标题", (TITLE,), "小标宋", standard.SIZE_2),
        ("GB/T 9704 7.3.3", "一级标题", (HEADINGS[0],), "黑体", size),
        ("GB/T 9704 7.3.3", "二级标题", (HEADINGS[1],), "楷体", size),
        ("GB/T 9704 7.3.3", "三、四级标题", HEADINGS[2:], "仿宋", size),
        ("GB/T 9704 5.2.2", "正文", (BODY,), "仿宋", size),
        ("GB/T 9704 5.2.2", "附件说明、署名、日期", (ANNEX_NOTE, ORGAN, DATE), "仿宋", size),
        ("GB/T 9704 7.3.7", "“附件”二字", (ANNEX_MARK,), "黑体", size),
        (PRACTICE, "附件标题", (ANNEX_TITLE,), "小标宋", standard.SIZE_2),
        (PRACTICE, "稿次", (STAGE,), "楷体", size),
        (PRACTICE, "表头", ("表头",), "黑体", standard.SIZE_TABLE),
        (PRACTICE, "表格文字", ("表格文字", "表格居中"), "仿宋", standard.SIZE_TABLE),
    )
    for clause, what, styles, face, points in wanted:
        yield from summarize(
            read.file,
            clause,
            f"{what}：字体字号",
            f"{face} {pt(points)}",
            (observe_typeface(one, face, points) for one in read.of(*styles)),
        )
    yield from summarize(
        read.file,
        PRACTICE,
        "引号、破折号、间隔号用中文字体",
        "与汉字同一字体",
        (
            Observation(quote_start(one.text), run.format.other if not own else "同一字体", own)
            for one in paragraphs(read.docx.content)
            for run in one.runs
            if _QUOTES.search(run.text)
            # by the hint in Word, by one face in all places where the hint is not heeded
            for own in [run.format.other == run.format.east_asian == run.format.ascii and run.format.hint == "eastAsia"]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 5.2.4",
        "文字颜色",
        "黑色（发文机关标志红色）",
        (
            Observation(
                quote_start(one.text),
                f"#{run.format.colour}" if run.format.colour else "黑",
                run.format.colour in ("", "000000"),
            )
            for one in paragraphs(read.docx.content)
            if one.style != "发文机关标志"
            for run in one.runs
        ),
    )


def observe_typeface(one: Paragraph, face: str, size: float) -> Observation:
    """A paragraph's faces and sizes; what is emphasised by a style of its own may have another face."""
    plain = [run for run in one.runs if not run.style]
    kinds = dict.fromkeys(typeface(run.format.east_asian) for run in plain) or {face: None}
    slots = {typeface(name) for run in plain for name in (run.format.ascii, run.format.other)}
    sizes = dict.fromkeys(run.format.size for run in one.runs)
    odd = [kind for kind in kinds if kind != face] or sorted(slots - {face})
    marked = {typeface(run.format.east_asian) for run in one.runs if run.style} <= {"黑体", "楷体"}
    holds = not odd and marked and list(sizes) == [size]
    return Observation(quote_start(one.text), f"{'、'.join(odd or kinds)} {'、'.join(map(pt, sizes))}", holds)


# --- paragraphs ------------------------------------------------------------------


def _paragraphs(read: DocxUnderTest) -> Iterator[ClauseResult]:
    indent = standard.FIRST_LINE * standard.SIZE_3
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.3",
        "首行左空二字，回行顶格",
        f"{standard.FIRST_LINE} 字",
        (
            Observation(
                quote_start(one.text),
                f"{chars(own.first_chars or 0)}，左 {chars(own.left_chars) if own.left_chars else pt(own.left)}",
                own.first_chars == standard.FIRST_LINE
                and abs(own.first - indent) < NEAR_POINT
                and own.left == 0
                and not own.left_chars,
            )
            for one in read.of(BODY, *HEADINGS)
            for own in [one.format]
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.1",
        "标题居中",
        _ALIGNED["center"],
        (
            Observation(quote_start(one.text), aligned(one), one.format.align == "center" and one.format.first == 0)
            for one in read.of(TITLE, ANNEX_TITLE, STAGE)
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 3.2",
        "标题行距（固定值）",
        pt(standard.LINE_2),
        (
            Observation(quote_start(one.text), _line(one), _is_line(one, standard.LINE_2))
            for one in read.of(TITLE, ANNEX_TITLE)
        ),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.2",
        "标题下空一行",
        f"{standard.BLANK_LINES} 行",
        (
            Observation(quote_start(above.text), f"{blank} 行", blank == standard.BLANK_LINES)
            for place, above in enumerate(read.paragraphs)
            if above.style in (TITLE, ANNEX_TITLE, STAGE)
            for rest in [read.paragraphs[place + 1 :]]
            if not (rest and rest[0].style == STAGE)
            for blank in [count_blank_lines(rest)]
        ),
    )
    yield from summarize(
        read.file,
        PRACTICE,
        "层次标题与下段同页",
        "与下段同页、段中不分页",
        (
            Observation(quote_start(one.text), "是" if holds else "否", holds)
            for one in read.of(*HEADINGS, TITLE, ANNEX_TITLE, ANNEX_MARK)
            for holds in [one.format.keep_next and one.format.keep_lines]
        ),
    )
    yield from summarize(
        read.file,
        PRACTICE,
        "大纲级别（导航窗格、目录）",
        "一级标题 1 级，依次类推",
        (
            Observation(
                quote_start(one.text), f"{one.format.outline} 级", one.format.outline == HEADINGS.index(one.style) + 1
            )
            for one in read.of(*HEADINGS)
        ),
    )
    yield from summarize(
        read.file,
        PRACTICE,
        "段前段后不另加空白",
        "0",
        (
            Observation(
                quote_start(one.text),
                f"{pt(one.format.before)}、{pt(one.format.after)}",
                one.format.before == one.format.after == 0,
            )
            for one in paragraphs(read.docx.content)
            if one.text.strip()
        ),
    )


def count_blank_lines(found: Sequence[Paragraph]) -> int:
    """How many empty lines of full height come first."""
    count = 0
    for one in found:
        if one.text.strip() or one.boxes or one.format.line < standard.SIZE_TABLE:
            break
        count += 1
    return count
