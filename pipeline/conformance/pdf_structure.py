"""plan.pdf held against the standards: sign-off, annexes, tables, and what the file says of itself."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.conformance.classify import (
    HEADINGS,
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
    chars,
    is_near,
    mm,
    summarize,
)
from pipeline.conformance.pdf_page import (
    PdfUnderTest,
    cells,
    full_lines,
    may_be_short,
)
from pipeline.readers.pdf_page import PdfPage
from pipeline.typography import gbt9704 as standard, geometry
from pipeline.typography.gbt9704 import MM_PER_PT

_EM = standard.SIZE_3 * MM_PER_PT
_MARKS = "。，、；：,.;:"
ANNEX_NOTE = re.compile(r"^(?:附件：)?(\d*)\.?")
DAY = re.compile(r"([1-9]\d{3})年(?:([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日|\s月\s日)")
"""A 成文日期: full year, no leading zeros; or still open, with a blank for each."""


def measured(read: PdfUnderTest) -> Iterator[ClauseResult]:
    """Everything about the parts of the paper and the file."""
    yield from _annex_notes(read)
    yield from _sign_off(read)
    yield from _annexes(read)
    yield from _tables(read)
    yield from _file(read)


# --- 附件说明 ------------------------------------------------------------------


def _annex_notes(read: PdfUnderTest) -> Iterator[ClauseResult]:
    notes = list(read.of(Kind.ANNEX_NOTE))
    file, clause = read.file, "GB/T 9704 7.3.4"
    left = read.layout.left + standard.FIRST_LINE * _EM
    yield from summarize(
        file,
        clause,
        "附件说明：左空二字",
        mm(left),
        (
            Observation(note.location, mm(note.lines[0].left), is_near(note.lines[0].left, left))
            for note in notes
            if note.text.startswith("附件：")
        ),
    )
    yield from summarize(
        file,
        clause,
        "附件说明：上空一行",
        "1 行",
        (_blank_above(read, note) for note in notes if note.text.startswith("附件：")),
    )
    yield from summarize(
        file,
        clause,
        "附件说明：名称后无标点",
        "没有",
        (
            Observation(
                note.location,
                f"“{note.text.strip()[-1]}”" if note.text.strip()[-1] in _MARKS else "没有",
                note.text.strip()[-1] not in _MARKS,
            )
            for note in notes
        ),
    )
    yield from summarize(
        file,
        clause,
        "附件说明：回行与名称首字对齐",
        "同一左端",
        (
            Observation(note.location, f"{mm(line.left)}，名称始于 {mm(name)}", is_near(line.left, name))
            for note in notes
            for name in [_name_left(note)]
            for line in note.lines[1:]
        ),
    )
    titles = [one.text for one in read.of(Kind.ANNEX_TITLE)]
    names = [note.text[_name_begins(note.text) :].strip() for note in notes]
    yield from summarize(
        file,
        "GB/T 9704 7.3.7",
        "附件名称与附件说明一致",
        "、".join(names),
        [Observation("", "、".join(titles), _solid(names) == _solid(titles))] if names or titles else [],
    )


def _solid(words: Sequence[str]) -> list[str]:
    return [re.sub(r"\s", "", one) for one in words]


def _name_begins(words: str) -> int:
    """Where the name in 附件：1.name begins."""
    found = re.match(r"附件：(?:1\.)?|\d+\.", words)
    return found.end() if found else 0


def _name_left(note: Element) -> float:
    glyphs = note.lines[0].glyphs
    return glyphs[min(_name_begins("".join(glyph.text for glyph in glyphs)), len(glyphs) - 1)].left


def _blank_above(read: PdfUnderTest, element: Element) -> Observation:
    before = read.elements[read.elements.index(element) - 1]
    if before.page.number != element.page.number:
        return Observation(element.location, "在页首", conforms=False)
    blank = (element.lines[0].baseline - before.lines[-1].baseline) / read.layout.line_mm - 1
    return Observation(element.location, f"{blank:.1f} 行", is_near(blank, standard.BLANK_LINES, 0.05))


# --- 署名, 成文日期 ---------------------------------------------------------------


def _sign_off(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file, clause = read.file, "GB/T 9704 7.3.5.2"
    pairs = list(_signed(read))
    yield from summarize(
        file,
        clause,
        "署名：右空",
        "右空二字，日期较长时相应增加",
        (
            Observation(organ.location, f"{chars(found)}，应 {chars(wanted)}", is_near(found * _EM, wanted * _EM))
            for organ, day in pairs
            if organ
            for wanted in [geometry.signature_blanks(_width(organ), _width(day))[0]]
            for found in [_right_blank(read, organ)]
        ),
    )
    yield from summarize(
        file,
        clause,
        "成文日期：右空",
        "首字比署名首字右移二字；较长时右空二字",
        (
            Observation(day.location, f"{chars(found)}，应 {chars(wanted)}", is_near(found * _EM, wanted * _EM))
            for organ, day in pairs
            for wanted in [geometry.signature_blanks(_width(organ) if organ else 0.0, _width(day))[1]]
            for found in [_right_blank(read, day)]
        ),
    )
    yield from summarize(
        file,
        clause,
        "署名（日期）上空一行",
        "1 行",
        (_blank_above(read, organ or day) for organ, day in pairs),
    )
    yield from summarize(
        file,
        clause,
        "日期在署名下一行",
        "1 行",
        (
            Observation(day.location, f"{gap:.1f} 行", is_near(gap, 1, 0.05))
            for organ, day in pairs
            if organ
            for gap in [(day.lines[0].baseline - organ.lines[-1].baseline) / read.layout.line_mm]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.3.5.4",
        "成文日期：年份写全，月、日不编虚位",
        "如 2023年6月27日",
        (Observation("", day.text.strip(), DAY.fullmatch(day.text.strip()) is not None) for _, day in pairs),
    )
    yield from summarize(
        file,
        "GB/T 9704 7.3.5.5",
        "署名、日期与正文同页",
        "署名所在页有正文",
        (
            Observation(
                f"第{day.page.number}页",
                "有正文" if with_words else "没有正文",
                with_words and (organ is None or organ.page.number == day.page.number),
            )
            for organ, day in pairs
            for with_words in [any(one.kind in (Kind.BODY, Kind.TABLE_CELL) for one in _before(read, day))]
        ),
    )


def _before(read: PdfUnderTest, element: Element) -> list[Element]:
    own = read.on(element.page)
    return own[: own.index(element)]


def _signed(read: PdfUnderTest) -> Iterator[tuple[Element | None, Element]]:
    """Each date with the 署名 above it."""
    for before, element in pairwise((None, *read.elements)):
        if element is not None and element.kind is Kind.DATE:
            yield before if before is not None and before.kind is Kind.SIGNATURE else None, element


def _width(element: Element) -> float:
    """The width of an element's words as they are drawn, in 字: Latin is not half as wide as Han."""
    glyphs = [glyph for glyph in element.lines[0].glyphs if glyph.text.strip()]
    return (glyphs[-1].right - glyphs[0].left) / _EM


def _right_blank(read: PdfUnderTest, element: Element) -> float:
    """The blank right of the element's words in 字; a blank that belongs to the words (月　日) is none."""
    end = max(glyph.right for glyph in element.lines[0].glyphs)
    return (type_area(element.page, read.layout).right - end) / _EM


# --- annexes ---------------------------------------------------------------------


def _annexes(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file, clause = read.file, "GB/T 9704 7.3.7"
    marks = list(read.of(Kind.ANNEX_MARK))
    yield from summarize(
        file,
        clause,
        "附件另面编排",
        "“附件”是所在页第一个要素",
        (
            Observation(
                f"第{mark.page.number}页", "在页首" if first is mark else f"上面有{first.kind.value}", first is mark
            )
            for mark in marks
            for first in [read.on(mark.page)[0]]
        ),
    )
    yield from summarize(
        file,
        clause,
        "“附件”在版心左上角第一行",
        "顶格，第一行",
        (
            Observation(
                f"第{mark.page.number}页",
                f"左 {mm(mark.lines[0].left)}，第{line:.1f}行",
                is_near(mark.lines[0].left, own.left) and is_near(line, 1, 0.05),
            )
            for mark in marks
            for own in [type_area(mark.page, read.layout)]
            for line in [
                (mark.lines[0].top - own.top - (read.layout.line - standard.SIZE_3) / 2 * MM_PER_PT) / own.pitch + 1
            ]
        ),
    )
    numbers = [mark.text.strip().removeprefix("附件") for mark in marks]
    wanted = [""] if len(marks) == 1 else [str(place) for place in range(1, len(marks) + 1)]
    yield from summarize(
        file,
        clause,
        "附件顺序号",
        "、".join(f"附件{number}" for number in wanted),
        [Observation("", "、".join(f"附件{number}" for number in numbers), numbers == wanted)] if marks else [],
    )
    yield from summarize(
        file,
        clause,
        "附件标题在第三行",
        f"第 {standard.ANNEX_TITLE_LINE} 行",
        (
            Observation(title.location, f"第 {line:.1f} 行", is_near(line, standard.ANNEX_TITLE_LINE, 0.05))
            for title in read.of(Kind.ANNEX_TITLE)
            for own in [type_area(title.page, read.layout)]
            # its own line is higher than the two above it
            for line in [
                (title.lines[0].top - (standard.LINE_2 - standard.SIZE_2) / 2 * MM_PER_PT - own.top) / own.pitch + 1
            ]
        ),
    )


# --- tables ------------------------------------------------------------------------


def _tables(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file = read.file
    sheets = [sheet for sheet in read.pdf.pages if sheet.tables]
    yield from summarize(
        file,
        PRACTICE,
        "表格与版心同宽",
        "左右边线在版心左右边",
        (
            Observation(
                f"第{sheet.number}页",
                f"{mm(left)} 至 {mm(right)}",
                is_near(left, own.left, 0.3) and is_near(right, own.right, 0.3),
            )
            for sheet in sheets
            for own in [type_area(sheet, read.layout)]
            for table in sheet.tables
            for cells in [[cell for row in table.rows for cell in row if cell]]
            for left, right in [(min(cell.left for cell in cells), max(cell.right for cell in cells))]
        ),
    )
    yield from summarize(file, PRACTICE, "表头每页重复", "续表第一行是表头", _heads(read))
    yield from summarize(
        file,
        PRACTICE,
        "表格文字撑满格宽",
        "宽栏满行止于格内右边",
        (
            Observation(
                element.location,
                f"距格线 {mm(cell.right - line.right)}",
                may_be_short(line, cell.right - padding) or is_near(line.right, cell.right - padding, 0.5),
            )
            for sheet in sheets
            for element, cell, columns in cells(read, sheet)
            for padding in [geometry.cell_padding(columns) * MM_PER_PT]
            if cell.right - cell.left - 2 * padding >= standard.NARROW_COLUMN * standard.SIZE_TABLE * MM_PER_PT
            and not _is_label(read, element)
            for line in full_lines(element)
        ),
    )
    yield from summarize(
        file,
        PRACTICE,
        "表格文字不出格",
        "在格线以内",
        (
            Observation(element.location, "出格" if out else "在格内", not out)
            for sheet in sheets
            for element, cell, _ in cells(read, sheet)
            for out in [any(line.right > cell.right + 0.1 or line.left < cell.left - 0.1 for line in element.lines)]
        ),
    )
    yield from summarize(
        file,
        "GB/T 9704 8",
        "横排表格的表头在订口一边",
        f"上方留白 {read.layout.left:g} mm（订口）",
        (
            Observation(f"第{sheet.number}页", mm(top), is_near(top, read.layout.left, standard.MARGIN_TOLERANCE))
            for sheet in sheets
            if is_landscape(sheet)
            for top in [_top(read, sheet)]
        ),
    )


def _top(read: PdfUnderTest, sheet: PdfPage) -> float:
    """Where the type area of a page begins: at its first line's box, or its table's upper rule."""
    first = read.on(sheet)[0]
    if first.kind in TABLE:
        return min(cell.top for table in sheet.tables for row in table.rows for cell in row if cell)
    return first.lines[0].top - (read.layout.line - first.lines[0].size) / 2 * MM_PER_PT


def _heads(read: PdfUnderTest) -> Iterator[Observation]:
    """Every page on which a table goes on begins with its head."""
    for above, below in pairwise(read.pdf.pages):
        before, after = read.on(above), read.on(below)
        if not before or not after or before[-1].kind is not Kind.TABLE_CELL:
            continue
        first = after[0]
        if first.kind in (Kind.TABLE_CELL, Kind.TABLE_HEAD):
            yield Observation(
                f"第{below.number}页",
                "表头" if first.kind is Kind.TABLE_HEAD else "不是表头",
                first.kind is Kind.TABLE_HEAD,
            )


def _is_label(read: PdfUnderTest, element: Element) -> bool:
    """Whether the cell is a heading over rows, which is centred."""
    return all(read.typeface(glyph) == "黑体" for line in element.lines for glyph in line.glyphs if glyph.text.strip())


# --- the file ----------------------------------------------------------------------


def _file(read: PdfUnderTest) -> Iterator[ClauseResult]:
    file, paper = read.file, read.pdf
    faces = ("小标宋", "仿宋", "黑体", "楷体", "宋体", "补字")
    used = {glyph.face: read.typeface(glyph) for sheet in paper.pages for glyph in sheet.glyphs}
    title = "".join(one.text for one in [*read.of(Kind.TITLE)][:1])
    organ = next((one.text.strip() for one in read.of(Kind.SIGNATURE)), "")
    yield from summarize(
        file,
        "GB/T 9704 5.2.2",
        "所用字体",
        "小标宋、仿宋、黑体、楷体、宋体",
        (Observation("", kind, kind in faces) for kind in used.values()),
    )
    yield from summarize(
        file,
        "ISO 19005-3 6.2.11",
        "字体全部嵌入",
        "嵌入",
        (
            Observation(face.own_name or face.name, "嵌入" if face.embedded else "没有嵌入", face.embedded)
            for face in paper.faces
        ),
    )
    yield from summarize(
        file, PRACTICE, "文档语言", "zh-CN", [Observation("", paper.language or "未说明", paper.language == "zh-CN")]
    )
    shown = paper.properties.get("Title", "")
    yield from summarize(
        file,
        PRACTICE,
        "文件标题",
        title,
        [Observation("", shown or "没有", _solid([shown]) == _solid([title]))] if title else [],
    )
    yield from summarize(
        file,
        PRACTICE,
        "打开时显示标题",
        "是",
        [Observation("", "是" if paper.shows_title else "否", paper.shows_title)],
    )
    author = paper.properties.get("Author", "")
    yield from summarize(
        file, PRACTICE, "作者为发文机关", organ, [Observation("", author or "没有", author == organ)] if organ else []
    )
    tools = [paper.properties[key] for key in ("Producer", "Creator") if paper.properties.get(key)]
    tools += re.findall(r"(?:Producer|CreatorTool)(?:>|=\")([^<\"]+)", paper.metadata)
    yield from summarize(
        file, PRACTICE, "属性：没有软件名", "没有", [Observation("", tools[0] if tools else "没有", not tools)]
    )
    kinds = dict.fromkeys(tag.kind for tag in paper.tags)
    yield from summarize(
        file,
        PRACTICE,
        "标签（供读屏）",
        "有标签，按阅读次序",
        [Observation("", "有" if paper.is_tagged else "没有", paper.is_tagged)],
    )
    yield from summarize(
        file,
        PRACTICE,
        "表头有标签",
        "表头单元格为 TH",
        [Observation("", "TH" if "TH" in kinds else "没有", "TH" in kinds)] if "Table" in kinds else [],
    )
    bookmarks = [(one.level, re.sub(r"\s", "", one.text)) for one in paper.bookmarks]
    wanted = [(_level(one), re.sub(r"\s", "", one.text)) for one in read.of(*TITLES, *HEADINGS)]
    yield from summarize(
        file,
        PRACTICE,
        "书签",
        "标题和层次标题",
        [Observation("", _bookmarks(bookmarks, wanted), bookmarks == wanted)],
    )
    part = re.search(r"pdfaid:part(?:>|=\")(\d)", paper.metadata)
    level = re.search(r"pdfaid:conformance(?:>|=\")(\w)", paper.metadata)
    claim = f"PDF/A-{part[1]}{level[1].lower() if level is not None else ''}" if part is not None else "没有声明"
    yield from summarize(
        file, "ISO 19005-3 6.6.4", "存档格式声明", "PDF/A-3b", [Observation("", claim, claim == "PDF/A-3b")]
    )
    yield from summarize(
        file,
        "ISO 19005-3 6.8",
        "嵌入的数据文件",
        "注明为数据（Data）",
        (
            Observation(
                one.name, f"{one.name}：{one.relation or '未注明'}", one.relation == "Data" and bool(one.content)
            )
            for one in paper.attachments
        ),
    )
    yield from summarize(
        file,
        PRACTICE,
        "没有批注",
        "0 处",
        [Observation("", f"{len(paper.comments)} 处", not paper.comments)],
    )


def _level(element: Element) -> int:
    return HEADINGS.index(element.kind) + 2 if element.kind in HEADINGS else 1


def _bookmarks(found: Sequence[tuple[int, str]], wanted: Sequence[tuple[int, str]]) -> str:
    if found == wanted:
        return f"{len(found)} 个"
    missing = [words for _, words in wanted if words not in [one for _, one in found]]
    return f"缺 {missing[0]}" if missing else "次序或级别不同"
