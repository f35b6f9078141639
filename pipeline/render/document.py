"""A plan becomes the printed document: its lines in order, each with its style, and the annex as a grid.

Everything that is derived rather than written is derived here, once, for every
format: numbers, the bracket note, the owner cell, the annex's rows. The formats
(`docx`, `html`, `pdf`, `sheet`, `data`) walk the result and add nothing of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from pipeline import standard
from pipeline.model import (
    Block,
    Bracket,
    FirstSentence,
    FreeAnnex,
    Head,
    Item,
    ItemTitle,
    Note,
    Numbering,
    Paragraph,
    Part,
    Plan,
    Section,
    Steps,
    Table,
    Task,
    TaskTable,
)
from pipeline.render.annex import task_grid, widths
from pipeline.render.printed import AnnexSheet, Cell, Document, Grid, Line, Printed, Row, Span, Spans, Style, words_of
from pipeline.render.wording import bracket_note, spans, union

HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)


def compose(plan: Plan) -> Document:
    """The printed document of a plan: plan, 附件说明, signature and date, annexes on pages of their own (GB/T 9704 7.3)."""
    head = plan.head
    body: list[Printed] = [Line(Style.TITLE, (Span(head.title.words),))]
    if head.stage:
        body.append(Line(Style.STAGE, (Span(f"（{head.stage.words.strip('（）()')}）"),)))
    counter = Counter(head.numbering)
    body += _parts(plan.parts, plan, counter, 1)
    annexes = tuple(_annexes(plan))
    return Document(
        head.title.words,
        tuple(body),
        (*_annex_notes(annexes), *_signature(plan)),
        annexes,
        head,
        plan.year,
    )


class Counter:
    """Numbers by position (序号): each level counts on until a higher one begins anew.

    With 全文连续 the items' level goes on over the whole paper.
    """

    def __init__(self, numbering: Numbering) -> None:
        self._continues = numbering is Numbering.CONTINUE
        self._counts: dict[int, int] = {}
        self._items: dict[int, int] = {}

    def heading(self, level: int) -> str:
        """The printed number of the next heading of that level."""
        self._counts = {deep: count for deep, count in self._counts.items() if deep <= level}
        return self._next(self._counts, level)

    def item(self, level: int, *, nested: bool) -> str:
        """The printed number of the next item of that level; a nested one always begins anew under its parent."""
        self._counts = {deep: count for deep, count in self._counts.items() if deep <= level}
        if self._continues and not nested:
            return self._next(self._items, level)
        return self._next(self._counts, level)

    @staticmethod
    def _next(counts: dict[int, int], level: int) -> str:
        counts[level] = counts.get(level, 0) + 1
        return standard.number(level, counts[level])


def _parts(parts: Sequence[Part], plan: Plan, counter: Counter, level: int) -> Iterator[Printed]:
    for part in parts:
        match part:
            case Section():
                number = counter.heading(part.level)
                style = HEADINGS[min(part.level, len(HEADINGS)) - 1]
                yield Line(style, (Span(number), *spans(part.title)))
                yield from _parts(part.parts, plan, counter, part.level + 1)
            case Item():
                yield from _item(part, plan, counter, level, nested=False)
            case Note():
                pass
            case Paragraph() | Steps() | Table():
                # a list in the running text of a section is numbered as deep as one inside its items
                yield from _printed(part, level + 1)


def _item(item: Item, plan: Plan, counter: Counter, level: int, *, nested: bool) -> Iterator[Printed]:
    head = plan.head
    number = counter.item(level, nested=nested)
    lead: Spans = (Span(number),)
    match head.item_title:
        case ItemTitle.OWN_LINE:
            yield Line(HEADINGS[min(level, len(HEADINGS)) - 1], (Span(number + item.title.words),), item=item.id)
            lead = ()
        case ItemTitle.RUN_IN:
            lead = (Span(f"{number}{item.title.words}。", kai=True),)
        case ItemTitle.HIDDEN:
            pass
    written = list(_paragraphs_with_notes(item.tasks, head, level + 1))
    if not written and lead:
        # an item without words is a heading over its children
        written = [Line(Style.BODY, ())]
    first = next((block for task in item.tasks for block in task.blocks if not isinstance(block, Note)), None)
    if lead and isinstance(first, Steps | Table):
        # a table bears no number, a step one of its own: the item's stands on its own line
        written.insert(0, Line(Style.BODY, ()))
    for place, printed in enumerate(written):
        if place or not lead or not isinstance(printed, Line):
            yield printed if place or not isinstance(printed, Line) else replace(printed, item=item.id)
            continue
        words = printed.spans
        if head.first_sentence is FirstSentence.KAITI and head.item_title is ItemTitle.HIDDEN:
            words = _first_sentence_in_kai(words)
            lead = tuple(replace(span, kai=True) for span in lead)
        yield replace(printed, spans=(*lead, *words), item=item.id)
    for child in item.children:
        yield from _item(child, plan, counter, level + 1, nested=True)


def _paragraphs_with_notes(tasks: Sequence[Task], head: Head, level: int) -> Iterator[Printed]:
    """The tasks' words, tasks with alike notes joined into one paragraph, each note at the end of its words."""
    for _, alike in groupby(tasks, key=lambda task: _note_kind(task, head)):
        group = list(alike)
        lines: list[Printed] = []
        before: Block | None = None
        for task in group:
            blocks = [block for block in task.blocks if not isinstance(block, Note)]
            more = [printed for block in blocks for printed in _printed(block, level)]
            if isinstance(before, Paragraph) and blocks and isinstance(blocks[0], Paragraph):
                last, first = lines.pop(), more.pop(0)
                assert isinstance(last, Line)
                assert isinstance(first, Line)
                lines.append(replace(last, spans=last.spans + first.spans))
            lines += more
            before = blocks[-1] if blocks else before
        note = bracket_note(union(task.duties for task in group), group[0].deadline, head)
        if note and lines and isinstance(lines[-1], Line):
            lines[-1] = replace(lines[-1], spans=(*lines[-1].spans, Span(note)))
        elif note:
            lines.append(Line(Style.BODY, (Span(note),)))
        yield from lines


def _note_kind(task: Task, head: Head) -> tuple[object, ...]:
    """What must be equal for two tasks of one item to share their bracket: its labels, and the deadline where it is printed."""
    labels = tuple(duty.role for duty in task.duties)
    if head.bracket is Bracket.DUTIES_AND_DEADLINE:
        return (labels, task.deadline.words.words)
    return (labels,)


def _first_sentence_in_kai(words: Spans) -> Spans:
    """The spans with everything up to the first 。 in 楷体; unchanged when there is no 。 before the end."""
    whole = words_of(words)
    end = whole.find("。") + 1
    if end in (0, len(whole)):
        return words
    done: list[Span] = []
    offset = 0
    for span in words:
        cut = max(0, min(end - offset, len(span.words)))
        if cut:
            done.append(replace(span, words=span.words[:cut], kai=True))
        if cut < len(span.words):
            done.append(replace(span, words=span.words[cut:]))
        offset += len(span.words)
    return tuple(done)


def _printed(block: Block | Note, level: int) -> Iterator[Printed]:
    match block:
        case Paragraph():
            yield Line(Style.BODY, spans(block))
        case Steps():
            for place, step in enumerate(block.steps, 1):
                yield Line(Style.BODY, (Span(standard.number(level, place)), *spans(step)))
        case Table():
            yield _written_table(block)
        case Note():
            pass


def _written_table(table: Table) -> Grid:
    head = tuple(Cell((spans(cell),), Style.TABLE_HEAD) for cell in table.head)
    rows = tuple(Row(tuple(Cell((spans(cell),)) for cell in row)) for row in table.rows)
    columns = [[cell.text.words for cell in column] for column in zip(table.head, *table.rows, strict=True)]
    title = table.head[0].text.words if table.head else ""
    return Grid(title, head, rows, widths(columns))


# --- the sign-off ------------------------------------------------------------


def _annex_notes(annexes: Sequence[AnnexSheet]) -> Iterator[Line]:
    """附件说明: one 附件：title, several numbered; no mark behind the name (GB/T 9704 7.3.4)."""
    for place, annex in enumerate(annexes, 1):
        if len(annexes) == 1:
            yield Line(Style.ANNEX_NOTE, (Span(f"附件：{annex.title}"),), hanging=3)
        elif place == 1:
            yield Line(Style.ANNEX_NOTE, (Span(f"附件：{place}.{annex.title}"),), hanging=4)
        else:
            # set in by the three characters of 附件：, so that the numbers stand under each other
            yield Line(Style.ANNEX_NOTE, (Span(f"{place}.{annex.title}"),), hanging=1)


def _signature(plan: Plan) -> Iterator[Line]:
    """署名 and 成文日期 by blanks at the right in 字 (GB/T 9704 7.3.5.2)."""
    organ = plan.head.organ.words
    day = date_words(plan)
    name_right, date_right = standard.signature_blanks(standard.han_width(organ), standard.han_width(day))
    if organ:
        yield Line(Style.SIGNATURE, (Span(organ),), right=name_right)
    yield Line(Style.DATE, (Span(day),), right=date_right)


def date_words(plan: Plan) -> str:
    """The 成文日期 as printed: full year, no leading zeros (GB/T 9704 7.3.5.4); 2024年　月　日 while it is open."""
    day = plan.head.issued.value
    return day_words(day) if day else f"{plan.year}年　月　日"


def day_words(day: date) -> str:
    """A day in Arabic digits, without leading zeros (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


# --- the annexes -------------------------------------------------------------


def _annexes(plan: Plan) -> Iterator[AnnexSheet]:
    annexes = plan.head.annexes
    for place, annex in enumerate(annexes, 1):
        mark = "附件" if len(annexes) == 1 else f"附件{place}"
        match annex:
            case TaskTable():
                yield AnnexSheet(mark, annex.title.words, (task_grid(plan, annex.title.words),), is_tasks=True)
            case FreeAnnex():
                content = tuple(printed for block in annex.blocks for printed in _printed(block, 3))
                yield AnnexSheet(mark, annex.title.words, content, is_tasks=False)
