"""The dialect's lines become blocks: headings, list entries, steps, tables, paragraphs, comments.

A line is of one kind, told by how it begins; the kinds are tried in the order of
`kind_of`. What keyboards and input methods make of the marks is read as meant and
found, with the canonical form as a safe fix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.findings import Edit, Finding
from pipeline.model import (
    Note,
    Paragraph,
    Steps,
    Table,
)
from pipeline.parse import codes
from pipeline.parse.block_cursor import (
    BULLET,
    HEADING,
    INNER,
    STEP,
    Line,
    Reader,
    kind_of,
    line_of,
    report_missing_blank_lines,
    strip_typed_number,
)
from pipeline.parse.clean import CELL, COMMENT
from pipeline.parse.list_line import entry_match
from pipeline.parse.paragraph import is_indented, join_continuation_lines
from pipeline.parse.steps import read_steps
from pipeline.parse.table import cut_table
from pipeline.source import Place, SourceText

# --- what a file is made of ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file; level 1 is `##`."""

    level: int
    title: Paragraph
    place: Place


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of a link list: how far it is set in (columns), the short title, the file it names."""

    indent: int
    title: SourceText
    target: SourceText
    place: Place
    notes: tuple[Note, ...] = ()


Written = Heading | ListLine | Paragraph | Steps | Table | Note


# --- block by block ---------------------------------------------------------------

_QUOTE = re.compile(r"(?:>\s?)+")
_REFERENCE = re.compile(r"\[[^\[\]]+\]\s*[:：]")


def read_blocks(
    lines: Sequence[SourceText], comments: Sequence[SourceText], *, entries: bool
) -> tuple[tuple[Written, ...], tuple[Finding, ...]]:
    """The blocks of a file's body, in order, and what was found; `entries` says whether link lists are read (plan.md)."""
    reader = Reader([line_of(line) for line in lines], comments, entries)
    blocks: list[Written] = []
    while reader.at < len(reader.lines):
        line = reader.lines[reader.at]
        if not line.text:
            reader.at += 1
            report_missing_blank_lines(reader)
            continue
        blocks += _block(reader, line)
    report_missing_blank_lines(reader)
    return tuple(blocks), tuple(reader.findings)


def _block(reader: Reader, line: Line) -> Iterator[Written]:
    """The block that begins with the line; the reader stands behind it afterwards."""
    ahead = re.match(rf"(?:{COMMENT}\s*)+", line.text.value)
    if ahead and ahead.end() < len(line.text) and kind_of(reader, line, ahead.end()) != "words":
        # a comment set before a heading or list line stands for itself
        yield from (Note(words) for words in reader.take(ahead.group()))
        line = replace(line, text=line.text.slice(ahead.end(), len(line.text)))
        reader.lines[reader.at] = line
    line = _peeled(reader, line)
    match kind_of(reader, line):
        case "heading":
            yield _heading(reader, line)
        case "entry":
            yield from _entry(reader, line)
        case "table":
            yield _table(reader)
        case "steps":
            yield read_steps(reader)
        case "rule":
            yield _rule(reader, line)
        case _:
            yield from _paragraph(reader, line)


def _peeled(reader: Reader, line: Line) -> Line:
    """The line without bullets and typed numbers that make no list."""
    while True:
        words = line.text.value
        kind = kind_of(reader, line)
        # without its mark the line would go on with the one above
        instead = "\n" if reader.at and reader.lines[reader.at - 1].text else ""
        bullet = BULLET.match(words)
        if bullet and (kind == "words" or (kind == "steps" and not instead and _is_alone(reader))):
            place = line.text.place(0, bullet.end())
            if reader.entries:
                # perhaps an item that has no file yet
                reader.found(
                    codes.NOT_A_LINK.at(
                        place, "这一行不是链接，已当作一段", "事项写作 - [短标题](items/文件名.md)；不是事项就删去“-”"
                    )
                )
            else:
                reader.found(
                    codes.NOT_A_LINK.fix(place, instead, "公文不用项目符号，已当作一段", "删去；要分步就写 1. 2. 3.")
                )
            text = line.text.slice(bullet.end(), len(line.text))
        elif kind == "steps" and (found := STEP.match(words)) and int(found["number"]) != 1:
            text = strip_typed_number(reader, line.text, instead)
        else:
            return line
        line = replace(line, text=text)
        reader.lines[reader.at] = line


def _is_alone(reader: Reader) -> bool:
    """Whether no line with a bullet or number follows that makes a list with this one."""
    lines = reader.lines[reader.at + 1 :]
    for at, line in enumerate(lines):
        if line.text and (BULLET.match(line.text.value) or STEP.match(line.text.value) or INNER.match(line.text.value)):
            return False
        if not line.text:
            after = next((other for other in lines[at:] if other.text), None)
            return after is None or not BULLET.match(after.text.value)
    return True


# --- headings ---------------------------------------------------------------------


def _heading(reader: Reader, line: Line) -> Heading:
    reader.at += 1
    found = HEADING.match(line.text.value)
    assert found
    marks, title = found["marks"], line.text.slice(found.start("title"), len(line.text))
    level = max(len(marks) - 1, 1)
    meant = "#" * (level + 1) + " "
    place = line.text.place(0, found.start("title"))
    if line.text.value[: found.start("title")] != meant:
        message = "一个 # 是全文标题，标题已写在头部" if len(marks) == 1 else f"标题记号写作 {meant.strip()} 加一个空格"
        reader.found(
            codes.HEADING_FORM.fix(place, meant, message, f"写作“{meant}{title.value[:8].replace(COMMENT, '')}”")
        )
    return Heading(level, reader.inline(strip_typed_number(reader, title)), line.text.place())


# --- link lists -------------------------------------------------------------------


def _entry(reader: Reader, line: Line) -> Iterator[Written]:
    reader.at += 1
    text = line.text
    parts = entry_match(text)
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
        reader.found(
            codes.ENTRY_FORM.fix(
                text.place(0, parts.stop),
                meant,
                message or "清单的一行写作 - [短标题](items/文件名.md)",
                f"写作 {meant}",
            )
        )
    rest = text.slice(parts.stop, len(text))
    notes = tuple(Note(words) for words in reader.take(rest.value))
    for piece in re.finditer(rf"[^{COMMENT}\s][^{COMMENT}]*", rest.value):
        place = rest.slice(piece.start(), piece.end()).strip().place()
        reader.found(
            codes.WORDS_AFTER_LINK.at(place, "链接后面的文字不知印在哪里", "写进事项文件，或空一行另起一段", loses=True)
        )
    yield ListLine(line.indent, title, target, text.place(), notes)
    if reader.at < len(reader.lines):
        following = reader.lines[reader.at]
        if following.text and kind_of(reader, following) == "words" and following.text.value.strip(f"{COMMENT} "):
            point = following.text.place(0, 0)
            start = Place(point.path, point.line, 1, point.line, 1)
            reader.found(
                codes.NO_BLANK_LINE.at(
                    following.text.place(),
                    "清单下面紧接着的一行，已另起一段",
                    "清单和段落之间空一行",
                    edits=(Edit(start, "\n"),),
                )
            )


# --- tables -------------------------------------------------------------------------


def _table(reader: Reader) -> Table:
    rows: list[SourceText] = []
    pasted = CELL in reader.lines[reader.at].text.value
    while reader.at < len(reader.lines):
        text = reader.lines[reader.at].text
        if (CELL in text.value) != pasted or not re.search(f"[|｜{CELL}]", text.value):
            break
        rows.append(text)
        reader.at += 1
    cut = cut_table(rows)
    reader.found(*cut.findings)
    read = [tuple(reader.inline(cell) for cell in row) for row in cut.rows]
    return Table(read[0], tuple(read[1:]))


# --- paragraphs ---------------------------------------------------------------------


def _rule(reader: Reader, line: Line) -> Paragraph:
    reader.at += 1
    reader.found(
        codes.RULE_LINE.at(line.text.place(), "这一行记号会照印出来", "公文不用分隔线；不是要填的空白就删去这一行")
    )
    return Paragraph(line.text)


def _paragraph(reader: Reader, line: Line) -> Iterator[Written]:
    """Lines up to a blank one or another kind of block, drawn together into one paragraph."""
    if is_indented(line.blanks.value):
        # without the blanks it would go on with the line above
        instead = "\n" if reader.at and reader.lines[reader.at - 1].text else ""
        reader.found(
            codes.INDENTED.fix(line.blanks.place(), instead, "段首有空格或制表符", "删去，段首空两字由版式生成")
        )
    reader.at += 1
    text = join_continuation_lines(reader, line)
    whole = replace(line, text=text, blanks=SourceText(""))
    reader.at -= 1
    reader.lines[reader.at] = whole
    if kind_of(reader, whole) != "words" or BULLET.match(text.value):
        # what the lines are when written as one, as the safe fix would leave them
        yield from _block(reader, whole)
        return
    reader.at += 1
    if found := _QUOTE.match(text.value):
        reader.found(codes.DEAD_MARKUP.fix(text.place(0, found.end()), "", "引用记号 > 会照印出来", "删去"))
    if _REFERENCE.match(text.value):
        reader.found(codes.LIKE_A_LINK.at(text.place(), "像脚注或链接的定义，会照印出来", "附件写在头部：附件: 名称"))
    paragraph = reader.inline(text)
    if paragraph.text:
        yield paragraph
    else:
        yield from (replace(note, at=0) for note in paragraph.notes)
