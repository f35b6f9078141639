"""The dialect's lines become blocks: headings, list entries, steps, tables, paragraphs, comments.

A line is of one kind, told by how it begins; the kinds are tried in the order of
`_kind`. What keyboards and input methods make of the marks is read as meant and
found, with the canonical form as a safe fix.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pipeline.findings import Edit, Finding
from pipeline.model import Note, Paragraph, Steps, Table
from pipeline.parse import codes
from pipeline.parse.entry import BULLETS, entry_match
from pipeline.parse.head import is_head_line
from pipeline.parse.inline import read_inline
from pipeline.parse.lines import CELL, COMMENT, is_wide
from pipeline.parse.table import cut_table, is_delimiter
from pipeline.source import Place, Text, join

# --- what a file is made of ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file; level 1 is `##`."""

    level: int
    title: Paragraph
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a link list: how far it is set in (columns), the short title, the file it names."""

    indent: int
    title: Text
    target: Text
    place: Place
    notes: tuple[Note, ...] = ()


Written = Heading | Entry | Paragraph | Steps | Table | Note


# --- kinds of lines --------------------------------------------------------------

_HEADING = re.compile(r"(?P<marks>[#＃]{1,6})(?P<blank>[\s\u3000]*)(?P<title>.*)")
_BULLET = re.compile(rf"(?P<bullet>{BULLETS})(?P<blank>\s+)(?=\S)")
_STEP = re.compile(r"(?P<number>\d{1,2})(?P<dot>[.．、])(?:\s+(?=\S)|(?=[^\d\s]))")
_RULE = re.compile(r"(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:- ){2,}-|(?:\* ){2,}\*)")
_QUOTE = re.compile(r"(?:>\s?)+")
_REFERENCE = re.compile(r"\[[^\[\]]+\]\s*[:：]")
_INNER = re.compile(r"(?:[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)")
_HAN = "一二三四五六七八九十百"
_MARK = re.compile(
    rf"(?:[{_HAN}]{{1,4}}、(?![{_HAN}])|[(（][{_HAN}]{{1,4}}[)）]|[(（]?\d{{1,2}}[)）]|[①-⑳])\s*(?![项款条目\s])"
)
_HEADLIKE = re.compile(rf"(?:[{_HAN}]{{1,4}}、|[(（][{_HAN}]{{1,4}}[)）])[^，。、；：！？,;:!?]{{4,20}}")
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,7}\s*[:：]|-{2}")
_SENTENCE = re.compile(r"[。！？；：…!?;:.][”’」』）)]*$")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without the blanks around it, and how far it was set in."""

    text: Text
    indent: int
    blanks: Text


@dataclass(slots=True)
class _Reader:
    """The lines still to be read, the comments not yet met, and what was found."""

    lines: list[_Line]
    comments: Sequence[Text]
    entries: bool
    at: int = 0
    comment: int = 0
    findings: list[Finding] | None = None
    unspaced: list[Text] = field(default_factory=list)
    """Lines that begin a paragraph without a blank one before them."""

    def found(self, *findings: Finding) -> None:
        """Add to what was found."""
        assert self.findings is not None
        self.findings += findings

    def take(self, words: str) -> tuple[Text, ...]:
        """The comments whose stand-ins the words hold; they are met in order."""
        count = words.count(COMMENT)
        taken = tuple(self.comments[self.comment : self.comment + count])
        self.comment += count
        return taken

    def inline(self, raw: Text) -> Paragraph:
        """The paragraph the words make."""
        read = read_inline(raw, self.take(raw.words))
        self.found(*read.findings)
        return read.paragraph


def read_blocks(
    lines: Sequence[Text], comments: Sequence[Text], *, entries: bool
) -> tuple[tuple[Written, ...], tuple[Finding, ...]]:
    """The blocks of a file's body, in order, and what was found; `entries` says whether link lists are read (plan.md)."""
    reader = _Reader([_line(line) for line in lines], comments, entries, findings=[])
    blocks: list[Written] = []
    while reader.at < len(reader.lines):
        line = reader.lines[reader.at]
        if not line.text:
            reader.at += 1
            _say_unspaced(reader)
            continue
        blocks += _block(reader, line)
    _say_unspaced(reader)
    assert reader.findings is not None
    return tuple(blocks), tuple(reader.findings)


def _say_unspaced(reader: _Reader) -> None:
    """Say once of lines side by side that some of them begin a paragraph."""
    if not reader.unspaced:
        return
    places = [line.place(0, 0) for line in reader.unspaced]
    count = len(places)
    reader.found(
        codes.NO_BLANK_LINE.at(
            reader.unspaced[0].place(),
            "这一行已另起一段，前面没有空行" if count == 1 else f"这里有 {count} 行已另起一段，前面都没有空行",
            "段落之间空一行",
            edits=tuple(Edit(Place(place.path, place.line, 1, place.line, 1), "\n") for place in dict.fromkeys(places)),
        )
    )
    reader.unspaced = []


def _line(line: Text) -> _Line:
    words = line.words
    left = len(words) - len(words.lstrip())
    indent = 0
    for char in words[:left]:
        indent = indent + 4 - indent % 4 if char == "\t" else indent + (2 if char == "\u3000" else 1)
    return _Line(line.strip(), indent, line.cut(0, left))


def _block(reader: _Reader, line: _Line) -> Iterator[Written]:
    """The block that begins with the line; the reader stands behind it afterwards."""
    ahead = re.match(rf"(?:{COMMENT}\s*)+", line.text.words)
    if ahead and ahead.end() < len(line.text) and _kind(reader, line, ahead.end()) != "words":
        # a comment set before a heading or list line stands for itself
        yield from (Note(words) for words in reader.take(ahead.group()))
        line = replace(line, text=line.text.cut(ahead.end(), len(line.text)))
        reader.lines[reader.at] = line
    line = _peeled(reader, line)
    match _kind(reader, line):
        case "heading":
            yield _heading(reader, line)
        case "entry":
            yield from _entry(reader, line)
        case "table":
            yield _table(reader)
        case "steps":
            yield _steps(reader)
        case "rule":
            yield _rule(reader, line)
        case _:
            yield from _paragraph(reader, line)


def _peeled(reader: _Reader, line: _Line) -> _Line:
    """The line without bullets and typed numbers that make no list."""
    while True:
        words = line.text.words
        kind = _kind(reader, line)
        # without its mark the line would go on with the one above
        instead = "\n" if reader.at and reader.lines[reader.at - 1].text else ""
        bullet = _BULLET.match(words)
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
            text = line.text.cut(bullet.end(), len(line.text))
        elif kind == "steps" and (found := _STEP.match(words)) and int(found["number"]) != 1:
            text = _without_number(reader, line.text, instead)
        else:
            return line
        line = replace(line, text=text)
        reader.lines[reader.at] = line


def _is_alone(reader: _Reader) -> bool:
    """Whether no line with a bullet or number follows that makes a list with this one."""
    lines = reader.lines[reader.at + 1 :]
    for at, line in enumerate(lines):
        if line.text and (
            _BULLET.match(line.text.words) or _STEP.match(line.text.words) or _INNER.match(line.text.words)
        ):
            return False
        if not line.text:
            after = next((other for other in lines[at:] if other.text), None)
            return after is None or not _BULLET.match(after.text.words)
    return True


def _kind(reader: _Reader, line: _Line, start: int = 0) -> str:
    """What kind of block begins with the line, looked at from an offset on."""
    words = line.text.words[start:]
    if CELL in words:
        return "table"
    if _is_heading(words):
        return "heading"
    if reader.entries and entry_match(line.text.cut(start, len(line.text))):
        return "entry"
    if words.startswith(("|", "｜")) or _starts_table(reader, words):
        return "table"
    if _RULE.fullmatch(words):
        return "rule"
    # in plan.md a few words behind a bullet may be an item without its link
    if _STEP.match(words) or (_BULLET.match(words) and (not reader.entries or words.endswith(("。", "；", ";")))):
        return "steps"
    return "words"


# --- headings ---------------------------------------------------------------------


def _is_heading(words: str) -> bool:
    found = _HEADING.match(words)
    if not found or not found["title"].strip(f"{COMMENT} \u3000"):
        return False
    # a single mark set against a word is that character: #1机组
    return len(found["marks"]) > 1 or bool(found["blank"])


def _heading(reader: _Reader, line: _Line) -> Heading:
    reader.at += 1
    found = _HEADING.match(line.text.words)
    assert found
    marks, title = found["marks"], line.text.cut(found.start("title"), len(line.text))
    level = max(len(marks) - 1, 1)
    meant = "#" * (level + 1) + " "
    place = line.text.place(0, found.start("title"))
    if line.text.words[: found.start("title")] != meant:
        message = "一个 # 是全文标题，标题已写在头部" if len(marks) == 1 else f"标题记号写作 {meant.strip()} 加一个空格"
        reader.found(
            codes.HEADING_FORM.fix(place, meant, message, f"写作“{meant}{title.words[:8].replace(COMMENT, '')}”")
        )
    return Heading(level, reader.inline(_without_number(reader, title)), line.text.place())


_TYPED = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}、|[(（][一二三四五六七八九十百]{1,4}[)）]|\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*(?=\S)"
)


def _without_number(reader: _Reader, text: Text, instead: str = "") -> Text:
    """The words without a number typed before them, which the fix replaces; numbers follow from position."""
    while found := _TYPED.match(text.words):
        reader.found(
            codes.TYPED_NUMBER.fix(
                text.place(0, found.end()),
                instead,
                f"序号“{found.group().strip()}”会再印一次",
                "删去，序号按位置自动生成",
            )
        )
        text = text.cut(found.end(), len(text))
        instead = ""
    return text


# --- link lists -------------------------------------------------------------------


def _entry(reader: _Reader, line: _Line) -> Iterator[Written]:
    reader.at += 1
    text = line.text
    parts = entry_match(text)
    assert parts
    title = text.cut(*parts.title).strip()
    target = text.cut(*parts.target).strip()
    if not parts.canonical:
        meant = f"- [{title.words}]({target.words})"
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
    rest = text.cut(parts.stop, len(text))
    notes = tuple(Note(words) for words in reader.take(rest.words))
    for piece in re.finditer(rf"[^{COMMENT}\s][^{COMMENT}]*", rest.words):
        place = rest.cut(piece.start(), piece.end()).strip().place()
        reader.found(
            codes.WORDS_AFTER_LINK.at(place, "链接后面的文字不知印在哪里", "写进事项文件，或空一行另起一段", loses=True)
        )
    yield Entry(line.indent, title, target, text.place(), notes)
    if reader.at < len(reader.lines):
        following = reader.lines[reader.at]
        if following.text and _kind(reader, following) == "words" and following.text.words.strip(f"{COMMENT} "):
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


def _starts_table(reader: _Reader, words: str) -> bool:
    """Whether the line is a table's head without outer bars: the next one is its delimiter row."""
    if not re.search("[|｜]", words) or reader.at + 1 >= len(reader.lines):
        return False
    return is_delimiter(reader.lines[reader.at + 1].text.words)


def _table(reader: _Reader) -> Table:
    rows: list[Text] = []
    pasted = CELL in reader.lines[reader.at].text.words
    while reader.at < len(reader.lines):
        text = reader.lines[reader.at].text
        if (CELL in text.words) != pasted or not re.search(f"[|｜{CELL}]", text.words):
            break
        rows.append(text)
        reader.at += 1
    cut = cut_table(rows)
    reader.found(*cut.findings)
    read = [tuple(reader.inline(cell) for cell in row) for row in cut.rows]
    return Table(read[0], tuple(read[1:]))


# --- steps and paragraphs ---------------------------------------------------------


def _steps(reader: _Reader) -> Steps:
    """A run of lines with numbers that count from 1, or with bullets; there is one level of them."""
    steps: list[Paragraph] = []
    marks: list[_Mark] = []
    base = reader.lines[reader.at].indent
    last = 0
    while reader.at < len(reader.lines):
        line = reader.lines[reader.at]
        if not line.text:
            if not _goes_on(reader, len(steps), bulleted=marks[-1].bullet):
                break
            reader.at += 1
            continue
        found = _step_mark(reader, line)
        if not found:
            if _kind(reader, line) == "words":
                reader.unspaced.append(line.text)
            break
        inner = line.indent >= base + 2 or found.re is _INNER
        number = int(found["number"]) if found.re is _STEP else 0
        if number == 1 and last > 1 and not inner:
            break
        last = last if inner else number
        place = line.text.place(0, found.end())
        marks.append(_Mark(place, found.group(), found.re is _BULLET, inner, len(steps) + 1))
        body = replace(line, text=line.text.cut(found.end(), len(line.text)))
        reader.at += 1
        raw = _without_number(reader, _drawn_together(reader, body, step=True))
        steps.append(reader.inline(raw))
    reader.found(*_of_marks(marks))
    return Steps(tuple(steps))


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a step was typed with; `inner` when it was set in below another, `place` in the run counts from 1."""

    at: Place
    words: str
    bullet: bool
    inner: bool
    number: int


def _step_mark(reader: _Reader, line: _Line) -> re.Match[str] | None:
    """The number or bullet of a step; None when the line is none."""
    words = line.text.words
    kind = _kind(reader, line)
    if kind == "steps":
        return _STEP.match(words) or _BULLET.match(words)
    return _INNER.match(words) if kind == "words" else None


def _of_marks(marks: Sequence[_Mark]) -> Iterator[Finding]:
    """What is wrong with the marks of one run; steps within steps are for the writer to sort out."""
    nested = any(mark.inner for mark in marks)
    for mark in marks:
        meant = f"{mark.number}. "
        if nested:
            if mark.inner:
                message = "分步只有一级，里层的这一行已单独作为一步"
                yield codes.STEP_FORM.at(mark.at, message, "改写成一级，或并进上一步；不会自动改")
            elif mark.words != meant:
                message = f"分步只有一级，这一步排为“{meant.strip()}”"
                yield codes.STEP_FORM.at(mark.at, message, "理清层次以后再编号")
        elif mark.bullet:
            yield codes.NOT_A_LINK.fix(mark.at, meant, "公文不用项目符号，已当作分步", f"写作“{meant}”")
        elif mark.words != meant:
            yield codes.STEP_FORM.fix(mark.at, meant, f"分步写作“{meant}”，序号从 1 连续", f"写作“{meant}”")


def _goes_on(reader: _Reader, count: int, *, bulleted: bool) -> bool:
    """Whether behind the blank lines ahead stands the next step of the same run."""
    for line in reader.lines[reader.at :]:
        if line.text:
            found = _STEP.match(line.text.words)
            if bulleted:
                return bool(_BULLET.match(line.text.words)) and _kind(reader, line) == "steps"
            return bool(found) and int(found["number"]) == count + 1  # type: ignore[index]
    return False


def _rule(reader: _Reader, line: _Line) -> Paragraph:
    reader.at += 1
    reader.found(
        codes.RULE_LINE.at(line.text.place(), "这一行记号会照印出来", "公文不用分隔线；不是要填的空白就删去这一行")
    )
    return Paragraph(line.text)


def _paragraph(reader: _Reader, line: _Line) -> Iterator[Written]:
    """Lines up to a blank one or another kind of block, drawn together into one paragraph."""
    if _is_indented(line.blanks.words):
        # without the blanks it would go on with the line above
        instead = "\n" if reader.at and reader.lines[reader.at - 1].text else ""
        reader.found(
            codes.INDENTED.fix(line.blanks.place(), instead, "段首有空格或制表符", "删去，段首空两字由版式生成")
        )
    reader.at += 1
    text = _drawn_together(reader, line)
    whole = replace(line, text=text, blanks=Text(""))
    reader.at -= 1
    reader.lines[reader.at] = whole
    if _kind(reader, whole) != "words" or _BULLET.match(text.words):
        # what the lines are when written as one, as the safe fix would leave them
        yield from _block(reader, whole)
        return
    reader.at += 1
    if found := _QUOTE.match(text.words):
        reader.found(codes.DEAD_MARKUP.fix(text.place(0, found.end()), "", "引用记号 > 会照印出来", "删去"))
    if _REFERENCE.match(text.words):
        reader.found(codes.LIKE_A_LINK.at(text.place(), "像脚注或链接的定义，会照印出来", "附件写在头部：附件: 名称"))
    paragraph = reader.inline(text)
    if paragraph.text:
        yield paragraph
    else:
        yield from (replace(note, at=0) for note in paragraph.notes)


def _is_indented(blanks: str) -> bool:
    return "\t" in blanks or blanks.count(" ") >= 4


def _begins(line: _Line, *, step: bool) -> bool:
    """Whether the line begins a paragraph without a blank line before it: set in, or with a number of its own."""
    blanks = line.blanks.words
    return "\u3000\u3000" in blanks or (not step and _is_indented(blanks)) or bool(_MARK.match(line.text.words))


def _drawn_together(reader: _Reader, line: _Line, *, step: bool = False) -> Text:
    """The line and those that go on with it, joined without a blank between wide characters."""
    pieces = [line.text]
    while reader.at < len(reader.lines):
        following = reader.lines[reader.at]
        if not following.text or _kind(reader, following) != "words" or _BULLET.match(following.text.words):
            break
        if _begins(following, step=step) or (len(pieces) == 1 and _HEADLIKE.fullmatch(line.text.words)):
            if not step and not _is_indented(following.blanks.words):
                reader.unspaced.append(following.text)
            break
        reader.at += 1
        before = pieces[-1].words.rstrip(COMMENT)[-1:]
        after = following.text.words.lstrip(COMMENT)[:1]
        between = "" if is_wide(before) or is_wide(after) or not before or not after else " "
        if before and after:
            reader.found(_broken(pieces[-1], following.text, between))
        if between:
            pieces.append(Text(between))
        pieces.append(following.text)
    return join(pieces)


def _broken(above: Text, below: Text, between: str) -> Finding:
    """A line end inside a paragraph; the fix joins the lines, and only where a sentence goes on."""
    last, first = above.place(), below.place()
    gap = Place(last.path, last.end_line, last.end_column, first.line, first.column)
    hint = "要另起一段就空一行；要接在一起就删去换行"
    if is_head_line(above.words) or is_head_line(below.words):
        return codes.BROKEN_LINE.at(gap, "段落中间换了行，已接成一段", f"头部写在文件开头的两行 --- 之间；{hint}")
    if _SENTENCE.search(above.words.rstrip(COMMENT)):
        return codes.BROKEN_LINE.at(gap, "一句写完后换了行，仍接成一段", hint)
    if _LABELLED.match(above.words) or _LABELLED.match(below.words):
        return codes.BROKEN_LINE.at(gap, "段落中间换了行，已接成一段", hint)
    return codes.BROKEN_LINE.fix(gap, between, "段落中间换了行，已接成一段", "删去换行")
