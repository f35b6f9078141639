"""Read a file's lines as blocks: headings, list lines, steps, tables, paragraphs, comments.

A line is of one kind, recognised by how it begins; the kinds are tried in the order of
`kind_of`. Marks as keyboards and input methods write them are read as meant and
reported, with the canonical form as a safe fix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.dataclass import dataclass
from pipeline.findings import Diagnostics, Edit
from pipeline.model import Note, Paragraph, Steps, Table
from pipeline.parse import codes
from pipeline.parse.block_cursor import (
    BULLET,
    HEADING,
    INNER,
    STEP,
    BlockCursor,
    Line,
    LineKind,
    kind_of,
    measure_indent,
    report_missing_blank_lines,
    strip_typed_number,
)
from pipeline.parse.clean import CELL, COMMENT
from pipeline.parse.list_line import match_list_line
from pipeline.parse.paragraph import is_indented, join_continuation_lines
from pipeline.parse.steps import read_steps
from pipeline.parse.table import cut_table
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceText


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is `##`."""

    level: int
    title: Paragraph
    place: Place


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a link list: its indentation in columns, the short title, and the file it links to."""

    indent: int
    title: SourceText
    target: SourceText
    place: Place
    notes: tuple[Note, ...] = ()


Written = Heading | ListLine | Paragraph | Steps | Table | Note
"""A block as a file has it, before sections and items are made of it."""


_QUOTE = lazy_pattern(r"(?:>\s?)+")
_REFERENCE = lazy_pattern(r"\[[^\[\]]+\]\s*[:：]")


def read_blocks(
    lines: Sequence[SourceText], comments: Sequence[SourceText], diagnostics: Diagnostics, *, has_lists: bool
) -> tuple[Written, ...]:
    """Return the blocks of a file's body in order; `has_lists` says whether link lists are read (plan.md)."""
    cursor = BlockCursor([measure_indent(line) for line in lines], comments, has_lists, diagnostics)
    blocks: list[Written] = []
    while cursor.index < len(cursor.lines):
        line = cursor.lines[cursor.index]
        if not line.text:
            cursor.index += 1
            report_missing_blank_lines(cursor)
            continue
        blocks += _block(cursor, line)
    report_missing_blank_lines(cursor)
    return tuple(blocks)


def _block(cursor: BlockCursor, line: Line) -> Iterator[Written]:
    """Read the block that begins with the line."""
    leading = re.match(rf"(?:{COMMENT}\s*)+", line.text.value)
    if leading and leading.end() < len(line.text) and kind_of(cursor, line, leading.end()) is not LineKind.TEXT:
        # a comment before a heading or list line is a note of its own
        yield from (Note(comment) for comment in cursor.take_comments(leading.group()))
        line = replace(line, text=line.text.slice(leading.end(), len(line.text)))
        cursor.lines[cursor.index] = line
    line = _strip_marks(cursor, line)
    match kind_of(cursor, line):
        case LineKind.HEADING:
            yield _heading(cursor, line)
        case LineKind.LIST_LINE:
            yield from _list_line(cursor, line)
        case LineKind.TABLE:
            yield _table(cursor)
        case LineKind.STEPS:
            yield read_steps(cursor)
        case LineKind.RULE:
            yield _rule(cursor, line)
        case LineKind.TEXT:
            yield from _paragraph(cursor, line)


def _strip_marks(cursor: BlockCursor, line: Line) -> Line:
    """Return the line without bullets and typed numbers that make no list."""
    while True:
        value = line.text.value
        kind = kind_of(cursor, line)
        # without its mark the line would continue the one above
        replacement = "\n" if cursor.index and cursor.lines[cursor.index - 1].text else ""
        bullet = BULLET.match(value)
        if bullet and (kind is LineKind.TEXT or (kind is LineKind.STEPS and not replacement and _is_alone(cursor))):
            place = line.text.place(0, bullet.end())
            if cursor.has_lists:
                # perhaps an item that has no file yet
                cursor.diagnostics.add(
                    codes.NOT_A_LINK.at(
                        place, "这一行不是链接，已当作一段", "事项写作 - [短标题](items/文件名.md)；不是事项就删去“-”"
                    )
                )
            else:
                cursor.diagnostics.add(
                    codes.NOT_A_LINK.fix(
                        place, replacement, "公文不用项目符号，已当作一段", "删去；要分步就写 1. 2. 3."
                    )
                )
            text = line.text.slice(bullet.end(), len(line.text))
        elif kind is LineKind.STEPS and (match := STEP.match(value)) and int(match["number"]) != 1:
            text = strip_typed_number(cursor, line.text, replacement)
            if len(text) == len(line.text):
                return line
        else:
            return line
        line = replace(line, text=text)
        cursor.lines[cursor.index] = line


def _is_alone(cursor: BlockCursor) -> bool:
    """Whether no line follows whose bullet or number makes a list with this one."""
    lines = cursor.lines[cursor.index + 1 :]
    for index, line in enumerate(lines):
        if line.text and (BULLET.match(line.text.value) or STEP.match(line.text.value) or INNER.match(line.text.value)):
            return False
        if not line.text:
            after = next((following for following in lines[index:] if following.text), None)
            return after is None or not BULLET.match(after.text.value)
    return True


# --- headings ---------------------------------------------------------------------


def _heading(cursor: BlockCursor, line: Line) -> Heading:
    cursor.index += 1
    match = HEADING.match(line.text.value)
    assert match
    marks, title = match["marks"], line.text.slice(match.start("title"), len(line.text))
    level = max(len(marks) - 1, 1)
    meant = "#" * (level + 1) + " "
    place = line.text.place(0, match.start("title"))
    if line.text.value[: match.start("title")] != meant:
        message = "一个 # 是全文标题，标题已写在头部" if len(marks) == 1 else f"标题记号写作 {meant.strip()} 加一个空格"
        cursor.diagnostics.add(
            codes.HEADING_FORM.fix(place, meant, message, f"写作“{meant}{title.value[:8].replace(COMMENT, '')}”")
        )
    return Heading(level, cursor.read_inline(strip_typed_number(cursor, title)), line.text.place())


# --- link lists -------------------------------------------------------------------


def _list_line(cursor: BlockCursor, line: Line) -> Iterator[Written]:
    cursor.index += 1
    text = line.text
    parts = match_list_line(text)
    assert parts
    title = text.slice(*parts.title).strip()
    target = text.slice(*parts.target).strip()
    if not parts.canonical:
        meant = f"- [{title.value}]({target.value})"
        message = (
            "序号按位置自动生成，不必写"
            if parts.bullet[:1].isdigit() or (parts.bullet[:1] in "(（" and parts.bullet)
            else ""
        )
        cursor.diagnostics.add(
            codes.ENTRY_FORM.fix(
                text.place(0, parts.stop),
                meant,
                message or "清单的一行写作 - [短标题](items/文件名.md)",
                f"写作 {meant}",
            )
        )
    rest = text.slice(parts.stop, len(text))
    notes = tuple(Note(comment) for comment in cursor.take_comments(rest.value))
    for piece in re.finditer(rf"[^{COMMENT}\s][^{COMMENT}]*", rest.value):
        place = rest.slice(piece.start(), piece.end()).strip().place()
        cursor.diagnostics.add(
            codes.WORDS_AFTER_LINK.at(
                place, "链接后面的文字不知印在哪里", "写进事项文件，或空一行另起一段", data_loss=True
            )
        )
    yield ListLine(line.indent, title, target, text.place(), notes)
    if cursor.index < len(cursor.lines):
        following = cursor.lines[cursor.index]
        if following.text and kind_of(cursor, following) is LineKind.TEXT and following.text.value.strip(f"{COMMENT} "):
            point = following.text.place(0, 0)
            start = Place(point.path, point.line, 1, point.line, 1)
            cursor.diagnostics.add(
                codes.NO_BLANK_LINE.at(
                    following.text.place(),
                    "清单下面紧接着的一行，已另起一段",
                    "清单和段落之间空一行",
                    edits=(Edit(start, "\n"),),
                )
            )


# --- tables -------------------------------------------------------------------------


def _table(cursor: BlockCursor) -> Table:
    rows: list[SourceText] = []
    pasted = CELL in cursor.lines[cursor.index].text.value
    while cursor.index < len(cursor.lines):
        text = cursor.lines[cursor.index].text
        if (CELL in text.value) != pasted or not re.search(f"[|｜{CELL}]", text.value):
            break
        rows.append(text)
        cursor.index += 1
    head, *body = [tuple(map(cursor.read_inline, row)) for row in cut_table(rows, cursor.diagnostics)]
    return Table(head, tuple(body))


# --- paragraphs ---------------------------------------------------------------------


def _rule(cursor: BlockCursor, line: Line) -> Paragraph:
    cursor.index += 1
    cursor.diagnostics.add(
        codes.RULE_LINE.at(line.text.place(), "这一行记号会照印出来", "公文不用分隔线；不是要填的空白就删去这一行")
    )
    return Paragraph(line.text)


def _paragraph(cursor: BlockCursor, line: Line) -> Iterator[Written]:
    """Read lines up to a blank one or another kind of block, joined into one paragraph."""
    if is_indented(line.blanks.value):
        # without the blanks it would continue the line above
        replacement = "\n" if cursor.index and cursor.lines[cursor.index - 1].text else ""
        cursor.diagnostics.add(
            codes.INDENTED.fix(line.blanks.place(), replacement, "段首有空格或制表符", "删去，段首空两字由版式生成")
        )
    cursor.index += 1
    unspaced = len(cursor.unspaced)
    text = join_continuation_lines(cursor, line)
    joined = replace(line, text=text, blanks=SourceText(""))
    cursor.index -= 1
    cursor.lines[cursor.index] = joined
    if kind_of(cursor, joined) is not LineKind.TEXT or BULLET.match(text.value):
        # read the lines as what they are when written as one, as the safe fix would leave them; what follows is told then
        del cursor.unspaced[unspaced:]
        yield from _block(cursor, joined)
        return
    cursor.index += 1
    if match := _QUOTE.match(text.value):
        cursor.diagnostics.add(codes.DEAD_MARKUP.fix(text.place(0, match.end()), "", "引用记号 > 会照印出来", "删去"))
    if _REFERENCE.match(text.value):
        cursor.diagnostics.add(
            codes.LIKE_A_LINK.at(text.place(), "像脚注或链接的定义，会照印出来", "附件写在头部：附件: 名称")
        )
    paragraph = cursor.read_inline(text)
    if paragraph.text:
        yield paragraph
    else:
        yield from (replace(note, at=0) for note in paragraph.notes)
