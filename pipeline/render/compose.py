"""Compose the printed document of a plan: its lines in order, each with its style, and the annex as a grid.

Everything derived is derived here, once for every format: numbers, the bracket note, the
owner cell, the annex's rows. The renderers (`word`, `web`, `pdf`, `xlsx`, `data`) add no
content of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil

from pipeline.model import (
    Block,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    LeadSentenceFont,
    Note,
    NoteContent,
    Paragraph,
    Part,
    Plan,
    Section,
    StatedDate,
    Steps,
    Table,
    Task,
    TaskTable,
)
from pipeline.patterns import lazy_pattern
from pipeline.render.pagination import title_lines
from pipeline.render.phrases import (
    Counter,
    bracket_note,
    merge_assignments,
    number_span,
    numbered_steps,
    prints_nothing,
    spans,
)
from pipeline.render.print_model import (
    HEADINGS,
    Cell,
    Colophon,
    Document,
    Grid,
    Line,
    PrintedAnnex,
    PrintedBlock,
    PrintedDate,
    PrintedNotice,
    Row,
    Span,
    Spans,
    StatedFacts,
    Style,
    text_of,
    written,
)
from pipeline.render.task_table import column_widths, task_grid
from pipeline.source import SourceText
from pipeline.text.brackets import is_bracketed
from pipeline.text.dates import format_day
from pipeline.typography import gbt9704 as standard, geometry, metrics, numbering
from pipeline.typography.column_widths import UNITS_HEAD, ColumnText

_ADDRESSEE, _COPY_TO, _ANNEX = "主送：", "抄送：", "附件："


def compose(plan: Plan) -> Document:
    """Compose the document of a plan: 版头, the covering 通知, the plan, its annexes and 版记 (GB/T 9704 7.2 to 7.4).

    署名, 成文日期 and 附注 are on the 通知 if there is one, else below the plan; 附件说明 is with
    whatever the annexes belong to: the plan, or the 通知 that lists the plan among its own
    annexes (印发件列为附件). An element that is not stated is left out.
    """
    head, notice = plan.head, plan.notice
    cover = plan.cover_head
    listed = notice is not None and head.as_annex
    marks = _marks(len(head.annexes) + listed)
    annexes = tuple(_annexes(plan, marks[listed:]))
    titles = [*([head.title] if listed else []), *(annex.title for annex in head.annexes)]
    notes = tuple(_annex_notes(titles))
    signed = (*_signature(plan), *_remark(cover))
    letterhead = _letterhead(plan)
    addressee = tuple(_addressee(cover))
    over = _lines_above(cover.title.value, stage=bool(head.stage and notice is None))
    body = (*_parts(plan.parts, plan, Counter(head.numbering), 1),)
    text = tuple(printed for block in notice.blocks for printed in _printed(block, 1)) if notice else body
    moved = bool(addressee) and not _leaves_room([*addressee, *_first_headings(text)], over, head, letterhead)
    stated = () if moved else addressee
    stage = (Line(Style.STAGE, (written(_unbracketed(head.stage), "（", "）"),)),) if head.stage else ()
    title = Line(Style.TITLE, (written(head.title),))
    if notice is None:
        body = (title, *stage, *stated, *body)
        printed_notice = None
    else:
        body = (title, *stage, *body)
        first = Line(Style.TITLE, (written(cover.title),))
        printed_notice = PrintedNotice(plan.name, (first, *stated, *text), (*(notes if listed else ()), *signed))
    return Document(
        head.title.value,
        body,
        (*(() if listed else notes), *(signed if notice is None else ())),
        annexes,
        head,
        plan.year,
        plan.issued.value,
        letterhead,
        printed_notice,
        marks[0] if listed else "",
        _colophon(cover, plan.year, moved=moved),
        _watermark(plan),
    )


def _watermark(plan: Plan) -> str:
    """The watermark of a draft if 水印 is set: its 稿次, else 草稿; empty once it is dated and has no 稿次."""
    if not plan.head.watermark:
        return ""
    return _unbracketed(plan.head.stage).value or ("" if plan.issued.value else "草稿")


# --- 版头 and 主送机关 ----------------------------------------------------------


def _letterhead(plan: Plan) -> tuple[Line, ...]:
    """发文机关标志 and 发文字号, both or, without a number, neither (GB/T 9704 7.2.4, 7.2.5)."""
    number = plan.cover_head.doc_number
    if not number:
        return ()
    mark = Line(Style.ORGAN_MARK, (written(_organ(plan), after="文件"),))
    return (mark, Line(Style.DOC_NUMBER, (written(number),)))


def _organ(plan: Plan) -> SourceText:
    return plan.cover_head.organ or plan.head.organ


def _unbracketed(text: SourceText) -> SourceText:
    """The text without the pair of brackets around all of it, if there is one."""
    return text.slice(1, len(text) - 1) if is_bracketed(text.value) else text


def _addressee(head: Head) -> Iterator[Line]:
    """主送机关, 居左顶格, with a full-width colon at the end (GB/T 9704 7.3.2)."""
    if addressee := _without(head.addressee, "", "：:。"):
        yield Line(Style.ADDRESSEE, (written(addressee, after="："),))


def _lines_above(title: str, *, stage: bool) -> tuple[int, int]:
    """The number of lines in 2号 and in 3号 above 主送机关: the title, 稿次 and the blank line below them."""
    return len(title_lines(title)), stage + standard.BLANK_LINES


def _first_headings(printed: Sequence[PrintedBlock]) -> Iterator[Line]:
    """The headings at the beginning of the body; no page ends after one."""
    for block in printed:
        if not (isinstance(block, Line) and block.style in HEADINGS):
            return
        yield block


def _leaves_room(first: Sequence[Line], over: tuple[int, int], head: Head, letterhead: tuple[Line, ...]) -> bool:
    """Whether the first page has room for a line of the body below 主送机关 and the headings in `first`.

    Otherwise 主送机关 goes to 版记 (GB/T 9704 7.3.2).
    """
    page = standard.PAGES[head.layout.value]
    taken = over[0] * standard.LINE_2 + over[1] * page.line
    if letterhead:
        taken += geometry.red_head_height(page, letterhead[0].text)
    widths = (metrics.han_width(line.text) + standard.FIRST_LINE * (line.style in HEADINGS) for line in first)
    lines = sum(ceil(width / standard.CHARACTERS) for width in widths)
    return taken + (lines + 1) * page.line <= page.height


# --- the body -----------------------------------------------------------------


def _parts(
    parts: Sequence[Part], plan: Plan, counter: Counter, level: int, *, free: bool = False
) -> Iterator[PrintedBlock]:
    """Print the plan's parts, or those of a `free` annex, which has no items.

    In the plan, a list directly in a section is numbered at the level of one inside its items.
    """
    for part in parts:
        match part:
            case Section():
                number = counter.heading(part.level)
                style = HEADINGS[min(part.level, len(HEADINGS)) - 1]
                yield Line(style, (number_span(number, part.title.text.value), *spans(part.title)))
                yield from _parts(part.parts, plan, counter, part.level + 1, free=free)
            case Item():
                yield from _item(part, plan, counter, level, nested=False)
            case Note():
                pass
            case Paragraph() | Steps() | Table():
                yield from _printed(part, _list_level(parts, level) if free else level + 1)


def _list_level(parts: Sequence[Part], level: int) -> int:
    """The numbering level of a list in a free annex: that of a heading in its place, below the headings there are.

    At least 3, that is 1., which comes after the 一、 and （一） of headings (GB/T 9704 7.3.3).
    """
    return max(level + any(isinstance(part, Section) for part in parts), 3)


def _item(item: Item, plan: Plan, counter: Counter, level: int, *, nested: bool) -> Iterator[PrintedBlock]:
    head = plan.head
    if not prints_nothing(item, head):
        number = counter.item(level, nested=nested)
        yield from _numbered(item, number, head, level)
    for child in item.children:
        yield from _item(child, plan, counter, level + 1, nested=True)


def _numbered(item: Item, number: str, head: Head, level: int) -> Iterator[PrintedBlock]:
    """An item's own lines, the first one numbered.

    Before a table or steps, which have numbers of their own, the number gets a line for itself.
    """
    lead: Spans = (Span(number),)
    titled = numbering.apart(number, item.title.value)
    match head.item_title:
        case ItemTitle.OWN_LINE:
            yield Line(HEADINGS[min(level, len(HEADINGS)) - 1], (written(item.title, titled),), item=item.id)
            lead = ()
        case ItemTitle.RUN_IN:
            lead = (replace(written(item.title, titled, "。"), kai=True),)
        case ItemTitle.HIDDEN:
            pass
    lines = list(_paragraphs_with_notes(item.tasks, head, level + 1))
    begins = next((block for task in item.tasks for block in task.blocks if not isinstance(block, Note)), None)
    first = lines[0] if lines else None
    if lead and (isinstance(begins, Steps | Table) or first is None):
        lines.insert(0, Line(Style.BODY, lead, item=item.id))
    elif isinstance(first, Line):
        if head.item_title is ItemTitle.HIDDEN:
            lead = (number_span(number, first.text),)
        lines[0] = _with_lead(first, lead, head, item.id)
    yield from lines


def _with_lead(line: Line, lead: Spans, head: Head, item: str) -> Line:
    """An item's first line with its number or title in front."""
    spans = line.spans
    if lead and head.lead_sentence_font is LeadSentenceFont.KAITI and head.item_title is ItemTitle.HIDDEN:
        spans = _first_sentence_in_kai(spans)
        lead = tuple(replace(span, kai=True) for span in lead)
    return replace(line, spans=(*lead, *spans), item=item)


def _paragraphs_with_notes(tasks: Sequence[Task], head: Head, level: int) -> Iterator[PrintedBlock]:
    """The tasks' text with a bracket note at its end.

    Tasks whose notes have the same labels are joined into one paragraph with the units of
    all, as the rows of the derived annex say who does what; without that annex only tasks
    with the same note share it.
    """
    has_rows = any(isinstance(annex, TaskTable) for annex in head.annexes)
    for _, alike in groupby(tasks, key=lambda task: _note_kind(task, head, has_rows=has_rows)):
        group = list(alike)
        lines: list[PrintedBlock] = []
        runs_on = False
        for task in group:
            for place, block in enumerate(block for block in task.blocks if not isinstance(block, Note)):
                more = list(_printed(block, level))
                before = lines[-1] if lines else None
                joins = place == 0 and runs_on and isinstance(block, Paragraph)
                if joins and isinstance(before, Line) and isinstance(more[0], Line):
                    lines[-1] = replace(before, spans=before.spans + more[0].spans)
                else:
                    lines += more
                runs_on = isinstance(block, Paragraph)
        note = bracket_note(merge_assignments(task.assignments for task in group), group[0].deadline, head)
        stated = Span(note, origins=(StatedFacts(tuple(group)),))
        last = lines[-1] if lines else None
        if note and isinstance(last, Line):
            lines[-1] = replace(last, spans=(*last.spans, stated))
        elif note:
            lines.append(Line(Style.BODY, (stated,)))
        yield from lines


def _note_kind(task: Task, head: Head, *, has_rows: bool) -> tuple[object, ...]:
    """The key by which tasks of one item share a bracket note: its labels, and the deadline if it is printed.

    Without rows of an annex it is the whole note.
    """
    if not has_rows:
        return (bracket_note(task.assignments, task.deadline, head),)
    labels = tuple(duty.role for duty in task.assignments)
    if head.note_content is NoteContent.DUTIES_AND_DEADLINE:
        return (labels, task.deadline.text.value)
    return (labels,)


def _first_sentence_in_kai(spans: Spans) -> Spans:
    """Set everything up to the first 。 in 楷体; unchanged if there is no 。 before the end."""
    whole = text_of(spans)
    end = whole.find("。") + 1
    if end in (0, len(whole)):
        return spans
    done: list[Span] = []
    offset = 0
    for span in spans:
        cut = max(0, min(end - offset, len(span.text)))
        if cut:
            done.append(replace(span.cut(0, cut), kai=True))
        if cut < len(span.text):
            done.append(span.cut(cut))
        offset += len(span.text)
    return tuple(done)


def _printed(block: Block | Note, level: int) -> Iterator[PrintedBlock]:
    match block:
        case Paragraph():
            yield Line(Style.BODY, spans(block))
        case Steps():
            yield from (Line(Style.BODY, spans) for spans in numbered_steps(block, level))
        case Table():
            yield _written_table(block)
        case Note():
            pass


def _written_table(table: Table) -> Grid:
    head = tuple(Cell((spans(cell),), Style.TABLE_HEAD) for cell in table.head)
    columns = [[cell.text.value for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    styles = [_column_style(column[1:]) for column in columns]
    rows = tuple(
        Row(tuple(Cell((spans(cell),), style) for cell, style in zip(row, styles, strict=True))) for row in table.rows
    )
    title = table.head[0].text.value if table.head else ""
    kinds = [ColumnText.NAMES if UNITS_HEAD.search(column[0]) else ColumnText.ANY for column in columns]
    return Grid(title, head, rows, column_widths(columns, kinds=kinds))


_NUMBER = lazy_pattern(r"[+−-]?\d[\d,，]*(?:\.\d+)?[%％]?")
_NO_NUMBER = ("", "—", "——", "/", "无")
_SHORT = 6.0
"""The longest text of a column that is centred, in 字. Practice."""


def _column_style(texts: Sequence[str]) -> Style:
    """The style of a column of an author's table: numbers end at the right, short texts are centred."""
    if all(_NUMBER.fullmatch(text) or text in _NO_NUMBER for text in texts) and any(map(_NUMBER.fullmatch, texts)):
        return Style.TABLE_NUMBER
    is_short = max(map(metrics.table_width, texts), default=0.0) <= _SHORT and not any("。" in text for text in texts)
    return Style.TABLE_LABEL if is_short else Style.TABLE_CELL


# --- the sign-off ------------------------------------------------------------


def _annex_notes(titles: Sequence[SourceText]) -> Iterator[Line]:
    """附件说明: 附件：title, several numbered; no punctuation after the title (GB/T 9704 7.3.4)."""
    mark, blank = metrics.han_width(_ANNEX), standard.FIRST_LINE
    # names stay aligned: all are kept apart if one is, and as far from the left as those behind two digits
    apart = any(title.value[:1].isdecimal() for title in titles)
    longest = len(f"{len(titles)}.") + apart
    for place, title in enumerate(titles, 1):
        number = f"{place}.".ljust(longest) if len(titles) > 1 else ""
        width = metrics.han_width(number)
        if place == 1:
            label = Span(f"{_ANNEX}{number}")
            yield Line(Style.ANNEX_NOTE, (label, written(title)), left=blank, hanging=mark + width)
        else:
            # numbers are aligned
            yield Line(Style.ANNEX_NOTE, (Span(number), written(title)), left=blank + mark, hanging=width)


def _signature(plan: Plan) -> Iterator[Line]:
    """署名 and 成文日期, positioned by their right indents in 字 (GB/T 9704 7.3.5.2)."""
    organ, day = plan.organ, issue_date_text(plan)
    name_right, date_right = geometry.signature_blanks(metrics.table_width(organ), metrics.table_width(day))
    if organ:
        yield Line(Style.SIGNATURE, (written(_organ(plan)),), right=name_right)
    yield Line(Style.DATE, (Span(day, origins=(PrintedDate(plan.issued),)),), right=date_right)


def _remark(head: Head) -> Iterator[Line]:
    """附注 in （） on the line after the date (GB/T 9704 7.3.6)."""
    if head.remark.value:
        yield Line(Style.REMARK, (written(_unbracketed(head.remark), "（", "）"),))


def issue_date_text(plan: Plan) -> str:
    """The 成文日期 as printed, without leading zeros (GB/T 9704 7.3.5.4); 2024年　月　日 while it is open."""
    return _date_text(plan.issued, plan.year)


def _date_text(stated: StatedDate, year: int) -> str:
    return format_day(stated.value) if stated.value else f"{year}年　月　日"


# --- 版记 ---------------------------------------------------------------------


def _colophon(head: Head, year: int, *, moved: bool) -> Colophon | None:
    """版记: 主送 if it was moved here, 抄送, 印发机关 and 印发日期 (GB/T 9704 7.4); None if none is stated."""
    addressee = head.addressee if moved else SourceText("")
    lists = ((_ADDRESSEE, _without(addressee, "", "：:。")), (_COPY_TO, _without(head.copy_to, _COPY_TO, "。")))
    lines = tuple(
        Line(
            Style.COLOPHON,
            (Span(label), written(texts, after="。")),
            left=standard.COLOPHON_BLANK,
            hanging=metrics.han_width(label),
            right=standard.COLOPHON_BLANK,
        )
        for label, texts in lists
        if texts
    )
    printer = head.printer.value
    printed = f"{_date_text(head.printed, year)}印发" if printer or head.printed.text else ""
    return Colophon(lines, printer, printed) if lines or printed else None


def _without(text: SourceText, before: str, after: str) -> SourceText:
    """The text without a fixed beginning, and without marks at its end."""
    start = len(before) if text.value.startswith(before) else 0
    return text.slice(start, max(start, len(text.value.rstrip(after))))


# --- the annexes -------------------------------------------------------------


def _marks(count: int) -> tuple[str, ...]:
    """The marks of `count` annexes, as 附件说明 lists them (GB/T 9704 7.3.7)."""
    return ("附件",) if count == 1 else tuple(f"附件{number}" for number in range(1, count + 1))


def _annexes(plan: Plan, marks: Sequence[str]) -> Iterator[PrintedAnnex]:
    for mark, annex in zip(marks, plan.head.annexes, strict=True):
        match annex:
            case TaskTable():
                yield PrintedAnnex(mark, annex.title.value, (task_grid(plan, annex.title.value),), is_tasks=True)
            case FreeAnnex():
                content = _parts(annex.parts, plan, Counter(plan.head.numbering), 1, free=True)
                yield PrintedAnnex(mark, annex.title.value, tuple(content), is_tasks=False)
