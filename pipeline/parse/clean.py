"""Read a file's lines without characters nobody typed on purpose: reported, and read as meant where that is sure.

What a safe fix would leave is what is read, so that reading the fixed file gives the same plan.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from pipeline.findings import Diagnostics, Edit, Finding
from pipeline.parse import codes
from pipeline.patterns import lazy_pattern
from pipeline.source import LARGE, MAX_BYTES, Place, SourceFile, SourceRange, SourceText, join

COMMENT = "\ufdd0\ufdd1"
"""Placeholder for a comment taken out of the text: two noncharacters, which `clean` removes from every file."""

CELL = "\ufdd2"
"""Placeholder for the tab between two cells of a table pasted as lines: a noncharacter too."""

_DROPPED = {
    "\u200b": "零宽空格 U+200B",
    # they only say to which side a mark belongs between two scripts; those that reverse text are refused
    "\u200e": "方向标记 U+200E",
    "\u200f": "方向标记 U+200F",
    "\u061c": "方向标记 U+061C",
    "\u00ad": "软连字符 U+00AD",
    "\ufeff": "字节序标记 U+FEFF",
    "\u2028": "行分隔符 U+2028",
    "\u2029": "段分隔符 U+2029",
    "\u0085": "换行控制符 U+0085",
    # they change how a line is printed and nothing that a reviewer sees
    "\u200c": "零宽不连字符 U+200C",
    "\u200d": "零宽连字符 U+200D",
    "\u2060": "不断行符 U+2060",
    **{
        char: f"字符 U+{ord(char):04X}"
        for char in (
            "\u034f",
            "\u115f",
            "\u1160",
            "\u180e",
            "\u2800",
            "\u3164",
            "\uffa0",
            *map(chr, range(0x2061, 0x2065)),
        )
    },
    **{chr(code): f"标签字符 U+{code:X}" for code in range(0xE0000, 0xE0080)},
}

# CJK radicals that PDF readers hand out in place of the character they look like
# (Unicode, EquivalentUnifiedIdeograph.txt); the Kangxi block itself maps by NFKC
_RADICALS = dict(
    zip(
        "⺝⺟⺠⺩⺬⺮⺶⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "月母民王示竹羊虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


def clean(source: SourceFile, diagnostics: Diagnostics, pasted: frozenset[int] = frozenset()) -> tuple[SourceText, ...]:
    """Return the file's lines without characters that cannot be meant; one empty line for a file that is no text.

    In the lines with the numbers `pasted`, rows of a pasted table, a tab becomes a `CELL`.
    """
    if not source.is_readable:
        diagnostics.add(_unreadable(source))
        return (SourceText("", (SourceRange(0, source.path, 1, 1),)),)
    if source.encoding in _ENCODINGS:
        diagnostics.add(
            codes.OTHER_ENCODING.at(
                source.top,
                f"文件是 {_ENCODINGS[source.encoding]}编码，已按此读出",
                "另存为 UTF-8",
                edits=(Edit(source.whole, "\n".join(source.lines)),),
            )
        )
    return tuple(
        clean_line(_as_row(text) if number in pasted else text, diagnostics, is_row=number in pasted)
        for number, text in enumerate(source.texts(), 1)
    )


def _as_row(text: SourceText) -> SourceText:
    # a half-width bar inside a cell would end it, and the file's own U+FDD2 is no cell's end
    return SourceText(text.value.replace(CELL, "\ufdd3").replace("\t", CELL).replace("|", "｜"), text.runs)


_ENCODINGS = {"gb18030": "GB 18030（“ANSI”）", "utf-16": "UTF-16（记事本里叫“Unicode”）"}
_FORMATS = {"zip": " Word、WPS 文件", "ole": "旧格式的 Word、WPS 文件", "pdf": " PDF 文件", "rtf": "写字板（RTF）文件"}


def _unreadable(source: SourceFile) -> Finding:
    """The one finding about a file that cannot be read."""
    if source.encoding in _FORMATS:
        return codes.UNREADABLE.at(
            source.whole,
            f"这是{_FORMATS[source.encoding]}，只是改了名，不是纯文本",
            "用原来的程序打开，把文字另存为纯文本（UTF-8）",
            data_loss=True,
        )
    if source.encoding == LARGE:
        return codes.UNREADABLE.at(
            source.whole,
            f"文件太大（超过 {MAX_BYTES // 1_000_000} MB），不像是写出来的文字，没有读",
            "核对是不是放错了文件；文字里混进了别的内容的，删去",
            data_loss=True,
        )
    number = next((number for number, line in enumerate(source.lines, 1) if "\ufffd" in line or "\0" in line), 1)
    has_nul = any("\0" in line for line in source.lines)
    reason = "里面有空字符 U+0000" if has_nul else "既不是 UTF-8，也不是 UTF-16、GB 18030"
    return codes.UNREADABLE.at(
        source.whole,
        f"文件读不出来（从第 {number} 行起）：{reason}",
        "请用原来的程序打开，另存为 UTF-8；改好以前，这个文件不会被改写",
        data_loss=True,
    )


def clean_line(text: SourceText, diagnostics: Diagnostics, *, is_row: bool = False) -> SourceText:
    """Return the line without the characters that cannot be meant; `is_row` says that `CELL` stands between its cells."""
    value = text.value
    if value.isascii() and value.isprintable():
        return text
    kept: list[SourceText] = []
    invisible: list[Finding] = []
    begun = 0
    for offset, char in enumerate(value):
        meant = char if is_row and char == CELL else _meant(char, value, offset)
        if meant == char and not _is_private(char):
            continue
        place = text.place(offset, offset + 1)
        if meant == char:
            diagnostics.add(
                codes.PRIVATE_CHARACTER.at(
                    place, f"自造字 U+{ord(char):04X} 别处显示不出", "改用标准汉字，或用文字说明"
                )
            )
            continue
        kept.append(text.slice(begun, offset))
        if meant:
            kept.append(SourceText(meant, (SourceRange(0, place.path, place.line, place.column),)))
        begun = offset + 1
        finding = _finding(char, meant, place)
        if finding.code == codes.INVISIBLE_CHARACTER.code:
            invisible.append(finding)
        else:
            diagnostics.add(finding)
    diagnostics.add(*_folded(invisible))
    if not begun:
        return text
    kept.append(text.slice(begun, len(value)))
    return join(kept)


MAX_INVISIBLE_SHOWN = 5
"""More invisible characters in one line than this are reported as one finding."""


def _folded(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Return the findings of one line; too many of them as one that has all their fixes."""
    if len(findings) <= MAX_INVISIBLE_SHOWN:
        return findings
    first = findings[0]
    edits = tuple(edit for finding in findings for edit in finding.edits)
    return (replace(first, message=f"{first.message}（这一行共 {len(findings)} 处）", edits=edits),)


def _is_private(char: str) -> bool:
    return unicodedata.category(char) == "Co"


def _meant(char: str, text: str, offset: int) -> str:
    """The character that was meant; the empty string for none."""
    if char in _DROPPED or not is_printable(char):
        return ""
    if char == "\u00a0" or (char == "\t" and text[:offset].strip()):
        before, after = text[offset - 1 : offset], text[offset + 1 : offset + 2]
        if _STEP_NUMBER.fullmatch(text[:offset]):
            # whatever follows: a number typed once more is deleted
            return " "
        return "" if is_wide(before) or is_wide(after) else " "
    if char in _RADICALS:
        return _RADICALS[char]
    if "\u2f00" <= char <= "\u2fd5":
        return unicodedata.normalize("NFKC", char)
    return char


_STEP_NUMBER = lazy_pattern(r"\s*\d{1,2}\.")


def is_printable(char: str) -> bool:
    """Whether the character can be written in XML 1.0 and is assigned to be one by Unicode (no control, surrogate or noncharacter)."""
    code = ord(char)
    if code < 0x20:
        return char == "\t"
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE)


def _finding(char: str, meant: str, place: Place) -> Finding:
    if char in _DROPPED:
        return codes.INVISIBLE_CHARACTER.fix(place, "", f"这里有看不见的{_DROPPED[char]}", "删去")
    if char in "\u00a0\t":
        name = "不间断空格 U+00A0" if char == "\u00a0" else "制表符（Tab）"
        return codes.INVISIBLE_CHARACTER.fix(place, meant, f"这里是{name}", "改为普通空格" if meant else "删去")
    if not meant:
        return codes.CONTROL_CHARACTER.at(
            place, f"控制字符 U+{ord(char):04X} 不能印出", "删去，或改成本来要写的字", data_loss=True
        )
    return codes.RADICAL.fix(
        place, meant, f"“{char}”（U+{ord(char):04X}）是部首字符，不是汉字“{meant}”", f"改为“{meant}”"
    )


_LIST_MARK = lazy_pattern(r"\s*(?:[-*+·•●○▪■◆－]|\d{1,3}[.．、)）]|[(（]?[一二三四五六七八九十百\d]{1,4}[)）、])\s*")
_BLOCK_MARK = lazy_pattern(r"\s*(?:[#＃|｜>]|<!--|[-*+·•●－]?\s*[\[【])")


def pasted_rows(source: SourceFile, start: int) -> frozenset[int]:
    """Return the numbers of the lines from `start` on that are rows of a pasted table: adjacent, with the same number of tabs."""
    rows: set[int] = set()
    run: list[int] = []
    for number in range(start, len(source.lines) + 2):
        text = source.lines[number - 1] if number <= len(source.lines) else ""
        count = 0 if _BLOCK_MARK.match(text) or CELL in text else text.count("\t")
        if count == 1 and _LIST_MARK.fullmatch(text.partition("\t")[0]):
            count = 0  # a list, with tabs behind its marks
        if count and run and count == source.lines[run[-1] - 1].count("\t"):
            run.append(number)
            continue
        if sum("\t" in source.lines[row - 1].strip() for row in run) > 1:
            rows.update(run)
        run = [number] if count else []
    return frozenset(rows)


def is_wide(char: str) -> bool:
    """Whether the character is Han or a full-width mark, next to which no blank is set; False for the empty string."""
    return bool(char) and (char >= "\u2e80" or char in "“”‘’…—·") and char not in COMMENT


def take_comments(
    lines: tuple[SourceText, ...], diagnostics: Diagnostics
) -> tuple[tuple[SourceText, ...], tuple[SourceText, ...]]:
    """Return the lines with each comment replaced by the placeholder `COMMENT`, and the comments' texts in order.

    A comment over several lines joins them into the line it begins in.
    """
    done: list[SourceText] = []
    comments: list[SourceText] = []
    open_at: SourceText | None = None
    inside: list[SourceText] = []
    pieces: list[SourceText] = []
    for line in lines:
        rest = line
        while True:
            if open_at is None:
                start = rest.value.find("<!--")
                if start < 0:
                    pieces.append(rest)
                    break
                pieces.append(rest.slice(0, start))
                open_at = rest.slice(start, start + 4)
                rest = rest.slice(start + 4, len(rest))
            stop = rest.value.find("-->")
            if stop < 0:
                inside.append(rest)
                break
            inside.append(rest.slice(0, stop))
            pieces.append(_placeholder(open_at, rest.slice(stop, stop + 3)))
            comments.append(_comment(inside))
            open_at, inside = None, []
            rest = rest.slice(stop + 3, len(rest))
        if open_at is None:
            done.append(join(pieces))
            pieces = []
    if open_at is not None:
        pieces.append(_placeholder(open_at, inside[-1] or open_at))
        comments.append(_comment(inside))
        done.append(join(pieces))
        diagnostics.add(
            codes.COMMENT_NOT_CLOSED.at(
                open_at.place(), "批注开了头没有结束，后面全文都成了批注", "在批注末尾补上 -->", data_loss=True
            )
        )
    return tuple(done), tuple(comments)


def _comment(lines: Sequence[SourceText]) -> SourceText:
    text = join(lines, "\n").strip()
    return SourceText(text.value.replace(CELL, " "), text.runs).strip()


def _placeholder(opening: SourceText, closing: SourceText) -> SourceText:
    last = closing.slice(len(closing) - 1, len(closing))
    return join((SourceText(COMMENT[0], opening.runs[:1]), SourceText(COMMENT[1], last.runs)))
