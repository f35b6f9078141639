"""plan.docx and annex.docx held against the standards: page numbers, sign-off, annexes, tables, and what the file says of itself."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.conformance.clause import (
    PRACTICE,
    ClauseResult,
    Observation,
    chars,
    is_near,
    mm,
    pt,
    quote_start,
    summarize,
)
from pipeline.conformance.docx_page import (
    ANNEX_MARK,
    ANNEX_NOTE,
    ANNEX_TITLE,
    DATE,
    NEAR_POINT,
    ORGAN,
    TITLE,
    DocxUnderTest,
    aligned,
    count_blank_lines,
    observe_typeface,
)
from pipeline.conformance.pdf_structure import DAY
from pipeline.readers.docx_model import (
    Cell,
    Paragraph,
    Row,
    Section,
    Table,
    paragraphs,
    tables,
)
from pipeline.typography import gbt9704 as standard, geometry, metrics
from pipeline.typography.gbt9704 import MM_PER_PT
from pipeline.typography.lines import line_count
from pipeline.typography.metrics import han_width

_TOOLS = re.compile(r"microsoft|word|wps|kingsoft|libreoffice|openoffice|python|docx|pandoc|aspose", re.IGNORECASE)
_BY_TOOLS = ("creator", "lastModifiedBy", "Application", "Company", "Template", "description", "generator")


def measured(read: DocxUnderTest) -> Iterator[ClauseResult]:
    """Everything about the parts of the paper and the file."""
    yield from _numbers(read)
    yield from _sign_off(read)
    yield from _annexes(read)
    yield from _tables(read)
    yield from _file(read)


# --- page numbers ------------------------------------------------------------------


def _numbers(read: DocxUnderTest) -> Iterator[ClauseResult]:
    clause = "GB/T 9704 7.5"
    numbered = [(place, one) for place, one in enumerate(read.docx.sections, 1) if not _is_unnumbered(one)]
    yield from summarize(
        read.file,
        clause,
        "页码：单、双页各有页脚",
        "奇偶页不同",
        [Observation("", "奇偶页不同" if read.docx.even_and_odd else "奇偶页相同", read.docx.even_and_odd)],
    )
    yield from summarize(
        read.file,
        clause,
        "页码：形式",
        "— PAGE —",
        (
            Observation(
                f"第{place}节", words or "没有页码", re.fullmatch(r"— \d+ —", words) is not None and "PAGE" in fields
            )
            for place, section in numbered
            for kind in ("default", "even")
            for words, fields in [_number(section, kind)]
        ),
    )
    footers = [
        (f"第{place}节", section, kind, one)
        for place, section in numbered
        for kind in ("default", "even")
        for one in [_number_line(section, kind)]
        if one is not None
    ]
    yield from summarize(
        read.file,
        clause,
        "页码：字体字号",
        f"宋体 {pt(standard.SIZE_4)}",
        (observe_typeface(one, "宋体", standard.SIZE_4) for _, _, _, one in footers),
    )
    yield from summarize(
        read.file,
        clause,
        "页码：单页居右、双页居左，空一字",
        f"{chars(standard.NUMBER_BLANK)}",
        (
            Observation(f"{where}{'双页' if kind == 'even' else '单页'}", f"{aligned(one)} {chars(blank or 0)}", holds)
            for where, section, kind, one in footers
            if not section.landscape
            for side in ["left" if kind == "even" else "right"]
            for blank in [one.format.left_chars if kind == "even" else one.format.right_chars]
            for holds in [one.format.align == side and blank == standard.NUMBER_BLANK]
        ),
    )
    yield from summarize(
        read.file,
        clause,
        "页码：一字线在版心下",
        mm(standard.NUMBER_BELOW),
        (
            Observation(where, mm(below), is_near(below, standard.NUMBER_BELOW))
            for where, section, _, one in footers
            if not section.landscape
            for below in [standard.GBT_9704.bottom - (section.footer_distance + one.format.line / 2) * MM_PER_PT]
        ),
    )


def _number_line(section: Section, kind: str) -> Paragraph | None:
    """The footer's paragraph with the page number, in a frame or not."""
    found = (one for one in paragraphs(section.footers.get(kind, ())) if "PAGE" in one.fields and one.text.strip())
    return next(found, None)


def _is_unnumbered(section: Section) -> bool:
    """Whether it is that of 版记 on the next even page, which has no number when a blank one stands before it (7.5)."""
    return section.kind == "evenPage" and not any(_number(section, kind)[0] for kind in ("default", "even"))


def _number(section: Section, kind: str) -> tuple[str, tuple[str, ...]]:
    one = _number_line(section, kind)
    return (one.text.strip(), one.fields) if one else ("", ())


# --- sign-off ----------------------------------------------------------------------


def _sign_off(read: DocxUnderTest) -> Iterator[ClauseResult]:
    notes = read.of(ANNEX_NOTE)
    clause = "GB/T 9704 7.3.4"
    yield from summarize(
        read.file,
        clause,
        "附件说明：左空二字，回行与名称对齐",
        "左空二字",
        (
            Observation(
                quote_start(one.text),
                f"左 {chars(left)}，悬挂 {chars(hanging)}",
                left - hanging == standard.FIRST_LINE + (0 if one.text.startswith("附件：") else 3)
                and hanging == han_width(name)
                and abs(own.left - left * standard.SIZE_3) < NEAR_POINT,
            )
            for one in notes
            for own in [one.format]
            for left, hanging in [(own.left_chars or 0.0, -(own.first_chars or 0.0))]
            for name in [_before_name(one.text)]
        ),
    )
    yield from summarize(
        read.file,
        clause,
        "附件说明：名称后无标点",
        "没有",
        (
            Observation(
                quote_start(one.text), f"“{last}”" if last in "。，、；：,.;:" else "没有", last not in "。，、；：,.;:"
            )
            for one in notes
            for last in [one.text.strip()[-1]]
        ),
    )
    yield from summarize(
        read.file,
        clause,
        "附件说明：上空一行",
        "1 行",
        _blank_above(read, [one for one in notes if one.text.startswith("附件：")]),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.7",
        "附件名称与附件说明一致",
        "、".join(one.text[len(_before_name(one.text)) :] for one in notes),
        [
            Observation(
                "",
                "、".join(_flat(one.text) for one in read.of(ANNEX_TITLE)),
                [_flat(one.text) for one in read.of(ANNEX_TITLE)]
                == [one.text[len(_before_name(one.text)) :] for one in notes],
            )
        ]
        if notes
        else [],
    )
    pairs = [
        (before if before is not None and before.style == ORGAN else None, one)
        for before, one in pairwise((None, *read.paragraphs))
        if one is not None and one.style == DATE and one.text.strip()
    ]
    blanks = [(organ, day, geometry.signature_blanks(_width(organ), _width(day))) for organ, day in pairs]
    clause = "GB/T 9704 7.3.5.2"
    yield from summarize(
        read.file,
        clause,
        "署名：右空",
        "右空二字，日期较长时相应增加",
        (_right(organ, wanted) for organ, _, (wanted, _) in blanks if organ is not None),
    )
    yield from summarize(
        read.file,
        clause,
        "成文日期：右空",
        "首字比署名首字右移二字；较长时右空二字",
        (_right(day, wanted) for _, day, (_, wanted) in blanks),
    )
    yield from summarize(
        read.file, clause, "署名（日期）上空一行", "1 行", _blank_above(read, [organ or day for organ, day in pairs])
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.5.4",
        "成文日期：年份写全，月、日不编虚位",
        "如 2023年6月27日",
        (Observation("", day.text, DAY.fullmatch(day.text) is not None) for _, day in pairs),
    )
    yield from summarize(
        read.file,
        "GB/T 9704 7.3.5.5",
        "署名、日期与正文末段同页",
        "末段起与下段同页",
        (_kept(read, day) for _, day in pairs),
    )


def _before_name(words: str) -> str:
    found = re.match(r"附件：(?:1\.)?|\d+\.", words)
    return found[0] if found else ""


def _flat(words: str) -> str:
    return words.replace("\n", "")


def _width(one: Paragraph | None) -> float:
    return metrics.table_width(one.text) if one is not None else 0.0


def _right(one: Paragraph, wanted: float) -> Observation:
    found = one.format.right_chars or 0.0
    holds = (
        abs(found - wanted) < 0.01
        and abs(one.format.right - wanted * standard.SIZE_3) < NEAR_POINT
        and one.format.align == "right"
    )
    return Observation(quote_start(one.text), f"{chars(found)}，应 {chars(wanted)}", holds)


def _blank_above(read: DocxUnderTest, found: Sequence[Paragraph]) -> Iterator[Observation]:
    for one in found:
        place = next(place for place, other in enumerate(read.paragraphs) if other is one)
        blank = count_blank_lines(tuple(reversed(read.paragraphs[:place])))
        yield Observation(quote_start(one.text), f"{blank} 行", blank == standard.BLANK_LINES)


def _kept(read: DocxUnderTest, day: Paragraph) -> Observation:
    """From the last words of the text on, every paragraph stays with the next."""
    content = read.docx.content
    place = next(place for place, other in enumerate(content) if other is day)
    loose = ""
    for one in reversed(content[:place]):
        if isinstance(one, Table):
            # the last row is what stays, by its paragraphs
            held = all(own.format.keep_next for cell in one.rows[-1].cells for own in paragraphs(cell.content))
            loose = loose or ("" if held else "表格末行")
            break
        if not one.format.keep_next and not read.runs_on(one):
            loose = loose or quote_start(one.text) if one.text else "空行"
        if one.text.strip() and one.style not in (ORGAN, ANNEX_NOTE):
            break
    return Observation("", f"{loose} 不与下段同页" if loose else "同页", not loose)


# --- annexes ---------------------------------------------------------------------


def _annexes(read: DocxUnderTest) -> Iterator[ClauseResult]:
    clause = "GB/T 9704 7.3.7"
    first = [section.content[0] for section in read.docx.sections if section.content and section.kind != "continuous"]
    marks = read.of(ANNEX_MARK)
    yield from summarize(
        read.file,
        clause,
        "附件另面编排",
        "另起一页",
        (
            Observation(one.text, "另起一页" if holds else "接排", holds)
            for one in marks
            for holds in [one.format.page_break_before or any(one is other for other in first)]
        ),
    )
    yield from summarize(
        read.file,
        clause,
        "“附件”顶格",
        "左空 0 字",
        (
            Observation(
                one.text,
                f"左空 {pt(one.format.left + one.format.first)}",
                one.format.left == one.format.first == 0 and one.format.align in ("left", "both"),
            )
            for one in marks
        ),
    )
    yield from summarize(
        read.file,
        clause,
        "附件标题在第三行",
        f"第 {standard.ANNEX_TITLE_LINE} 行",
        (
            Observation(quote_start(one.text), f"第 {line} 行", line == standard.ANNEX_TITLE_LINE)
            for place, one in enumerate(read.paragraphs)
            if one.style == ANNEX_TITLE and one.text.strip()
            for blank in [count_blank_lines(tuple(reversed(read.paragraphs[:place])))]
            for above in [read.paragraphs[place - blank - 1] if place > blank else None]
            for line in [blank + 2 if above is not None and above.style == ANNEX_MARK else 0]
        ),
    )


# --- tables ------------------------------------------------------------------------


def _tables(read: DocxUnderTest) -> Iterator[ClauseResult]:
    placed = [(section, one) for section in read.docx.sections for one in tables(section.content)]
    found = [(_name(one), section, one) for section, one in placed]
    name = read.file
    yield from summarize(
        name,
        PRACTICE,
        "表格与版心同宽",
        "版心宽",
        (
            Observation(where, mm(one.width * MM_PER_PT), is_near(one.width, wide, 0.15))
            for where, section, one in found
            for wide in [section.width - section.left - section.right]
        ),
    )
    yield from summarize(
        name,
        PRACTICE,
        "表格列宽固定",
        "固定",
        (Observation(where, "固定" if one.fixed else "自动", one.fixed) for where, _, one in found),
    )
    yield from summarize(
        name,
        PRACTICE,
        "各列、各格宽度写明，合计为表宽",
        "合计相等",
        (
            Observation(where, f"各列合计 {pt(sum(one.columns))}", holds)
            for where, _, one in found
            for holds in [
                is_near(sum(one.columns), one.width, NEAR_POINT) and all(_fits(row, one.columns) for row in one.rows)
            ]
        ),
    )
    yield from summarize(
        name,
        PRACTICE,
        "表头每页重复",
        "首行为表头",
        (
            Observation(where, f"表头 {sum(heads)} 行", heads[:1] == [True] and not any(heads[1:]))
            for where, _, one in found
            for heads in [[row.is_header for row in one.rows]]
        ),
    )
    yield from summarize(
        name,
        PRACTICE,
        "表格的行不跨页断开（很高的除外）",
        "不断开",
        (
            Observation(where, "不断开" if row.cant_split else "可断开", fits if row.cant_split else may)
            for where, section, one in found
            for row, may, fits in _splits(one.rows, section)
        ),
    )
    yield from summarize(
        name,
        PRACTICE,
        "表格有标题和说明（供读屏）",
        "都有",
        (
            Observation(where, "都有" if one.title and one.description else "缺", bool(one.title and one.description))
            for where, _, one in found
        ),
    )


def _name(table: Table) -> str:
    words = table.title or (table.rows[0].cells[0].text if table.rows and table.rows[0].cells else "")
    return f"表{quote_start(words)}"


def _fits(row: Row, columns: Sequence[float]) -> bool:
    return all(
        is_near(cell.width, sum(columns[cell.column : cell.column + cell.colspan]), NEAR_POINT) for cell in row.cells
    )


def _splits(rows: Sequence[Row], section: Section) -> Iterator[tuple[Row, bool, bool]]:
    """A table's rows, whether each may be split, and whether it has to be kept whole.

    The first row of words stands below a title, which takes a part of its page.
    """
    page = (section.height - section.top - section.bottom) / standard.LINE_TABLE - _line_count(rows[0])
    opening = True
    for row in rows:
        # our estimate has no rules and blanks in it
        share = 0.9 * standard.WHOLE_AT_MOST * (0.5 if opening else 1)
        lines = _line_count(row)
        yield row, lines > share * page, lines <= page
        opening = opening and (row.is_header or len(row.cells) == 1)


def _line_count(row: Row) -> int:
    padding = geometry.cell_padding(sum(cell.colspan for cell in row.cells)) + standard.SIZE_TABLE / 4
    return max(_lines(cell, padding) for cell in row.cells)


def _lines(cell: Cell, padding: float) -> int:
    room = max((cell.width - 2 * padding) / standard.SIZE_TABLE, 1)
    return sum(max(line_count(line, room), 1) for line in cell.text.split("\n"))


# --- the file ----------------------------------------------------------------------


def _file(read: DocxUnderTest) -> Iterator[ClauseResult]:
    name, file = read.file, read.docx
    yield from summarize(
        name, PRACTICE, "文档语言", "zh-CN", [Observation("", file.language or "未说明", file.language == "zh-CN")]
    )
    yield from summarize(
        name,
        PRACTICE,
        "主题的中文语言",
        "zh-CN",
        [Observation("", file.theme_language or "未说明", file.theme_language == "zh-CN")],
    )
    titles = [one.text for one in read.of(TITLE, ANNEX_TITLE)]
    shown = file.properties.get("title", "")
    if titles:
        title = _flat(titles[0])
        # a line of the title may end at a blank, which is not printed then
        same = "".join(shown.split()) == "".join(title.split())
        yield from summarize(name, PRACTICE, "属性：标题", title, [Observation("", shown or "没有", same)])
    organs = [one.text for one in read.of(ORGAN)]
    author = file.properties.get("creator", "")
    if organs:
        yield from summarize(
            name, PRACTICE, "属性：作者为发文机关", organs[0], [Observation("", author or "没有", author in organs)]
        )
    tools = [words for key, words in file.properties.items() if key in _BY_TOOLS and words and _TOOLS.search(words)]
    yield from summarize(
        name, PRACTICE, "属性：没有软件名", "没有", [Observation("", tools[0] if tools else "没有", not tools)]
    )
    for what, count in (
        ("没有批注", len(file.comments)),
        ("没有修订", len(file.changes)),
        ("没有隐藏文字", len(file.hidden)),
        ("没有嵌入的文件", len(file.attachments)),
    ):
        yield from summarize(name, PRACTICE, what, "0 处", [Observation("", f"{count} 处", not count)])
