"""A file's lines become clean lines: characters nobody typed on purpose are named, and read as meant where that is sure.

What a safe fix would leave is what is read, so reading the mended file gives the same plan.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pipeline.findings import Edit, Finding
from pipeline.parse import codes
from pipeline.source import (
    Place,
    SourceFile,
    SourceRange,
    SourceText,
    join,
)

COMMENT = "\ufdd0\ufdd1"
"""Stands in the words for a comment taken out of them, at its first and last character: noncharacters, which `clean`
lets through from no file."""

CELL = "\ufdd2"
"""Stands for the tab between two cells of a table pasted as lines: a noncharacter too."""

_DROPPED = {
    "\u200b": "零宽空格 U+200B",
    # these say on which side a mark belongs that stands between scripts; those that turn words round are not let through
    "\u200e": "方向标记 U+200E",
    "\u200f": "方向标记 U+200F",
    "\u061c": "方向标记 U+061C",
    "\u00ad": "软连字符 U+00AD",
    "\ufeff": "字节序标记 U+FEFF",
    "\u2028": "行分隔符 U+2028",
    "\u2029": "段分隔符 U+2029",
    "\u0085": "换行控制符 U+0085",
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


def clean(
    source: SourceFile, cells: frozenset[int] = frozenset()
) -> tuple[tuple[SourceText, ...], tuple[Finding, ...]]:
    """The file's lines without characters that cannot be meant, and what was found about the file's characters.

    In lines whose numbers are in `cells` a tab is a `CELL`.
    """
    if not source.is_readable:
        return (SourceText("", (SourceRange(0, source.path, 1, 1),)),), (_unreadable(source),)
    findings = list(_encoding(source))
    lines = []
    for number, text in enumerate(source.texts(), 1):
        if number in cells:
            # a half-width bar inside a cell would part it
            text = SourceText(text.value.replace("\t", CELL).replace("|", "｜"), text.runs)  # noqa: PLW2901
        line, found = clean_line(text)
        lines.append(line)
        findings += found
    return tuple(lines), tuple(findings)


_ENCODINGS = {"gb18030": "GB 18030（“ANSI”）", "utf-16": "UTF-16（记事本里叫“Unicode”）"}
_FORMATS = {"zip": " Word、WPS 文件", "ole": "旧格式的 Word、WPS 文件", "pdf": " PDF 文件", "rtf": "写字板（RTF）文件"}


def _encoding(source: SourceFile) -> Iterator[Finding]:
    if source.encoding in _ENCODINGS:
        yield codes.OTHER_ENCODING.at(
            source.top,
            f"文件是 {_ENCODINGS[source.encoding]}编码，已按此读出",
            "另存为 UTF-8",
            edits=(Edit(source.whole, "\n".join(source.lines)),),
        )


def _unreadable(source: SourceFile) -> Finding:
    """What is said of a file that cannot be read; nothing else is, for nothing in it is known."""
    if source.encoding in _FORMATS:
        return codes.UNREADABLE.at(
            source.whole,
            f"这是{_FORMATS[source.encoding]}，只是改了名，不是纯文本",
            "用原来的程序打开，把文字另存为纯文本（UTF-8）；整份旧计划用 zwgk import",
            loses=True,
        )
    odd = next((at for at, line in enumerate(source.lines, 1) if "\ufffd" in line or "\0" in line), 1)
    nul = any("\0" in line for line in source.lines)
    why = "里面有空字符 U+0000" if nul else "既不是 UTF-8，也不是 UTF-16、GB 18030"
    return codes.UNREADABLE.at(
        source.whole,
        f"文件读不出来（从第 {odd} 行起）：{why}",
        "请用原来的程序打开，另存为 UTF-8；改好以前，这个文件不会被改写",
        loses=True,
    )


def clean_line(text: SourceText) -> tuple[SourceText, list[Finding]]:
    """One line without the characters that cannot be meant, and what was found in it."""
    words = text.value
    if words.isascii() and words.isprintable():
        return text, []
    kept: list[SourceText] = []
    findings: list[Finding] = []
    begun = 0
    for offset, char in enumerate(words):
        meant = _meant(char, words, offset)
        if meant == char and not _is_private(char):
            continue
        place = text.place(offset, offset + 1)
        if meant == char:
            findings.append(
                codes.PRIVATE_CHARACTER.at(
                    place, f"自造字 U+{ord(char):04X} 别处显示不出", "改用标准汉字，或用文字说明"
                )
            )
            continue
        kept.append(text.slice(begun, offset))
        if meant:
            kept.append(SourceText(meant, (SourceRange(0, place.path, place.line, place.column),)))
        begun = offset + 1
        findings.append(_found(char, meant, place))
    if not begun:
        return text, findings
    kept.append(text.slice(begun, len(words)))
    return join(kept), findings


def _is_private(char: str) -> bool:
    return unicodedata.category(char) == "Co"


def _meant(char: str, words: str, offset: int) -> str:
    """What the character stands for; the empty string when nothing."""
    if char == CELL:
        return char
    if char in _DROPPED or not is_printable(char):
        return ""
    if char == "\u00a0" or (char == "\t" and words[:offset].strip()):
        before, after = words[offset - 1 : offset], words[offset + 1 : offset + 2]
        return "" if is_wide(before) or is_wide(after) else " "
    if char in _RADICALS:
        return _RADICALS[char]
    if "\u2f00" <= char <= "\u2fd5":
        return unicodedata.normalize("NFKC", char)
    return char


def is_printable(char: str) -> bool:
    """Whether the character can be written in XML 1.0 and is assigned to be one by Unicode (no control, surrogate or noncharacter)."""
    code = ord(char)
    if code < 0x20:
        return char == "\t"
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE)


def _found(char: str, meant: str, place: Place) -> Finding:
    if char in _DROPPED:
        return codes.INVISIBLE_CHARACTER.fix(place, "", f"这里有看不见的{_DROPPED[char]}", "删去")
    if char in "\u00a0\t":
        name = "不间断空格 U+00A0" if char == "\u00a0" else "制表符（Tab）"
        return codes.INVISIBLE_CHARACTER.fix(place, meant, f"这里是{name}", "改为普通空格" if meant else "删去")
    if not meant:
        return codes.CONTROL_CHARACTER.at(
            place, f"控制字符 U+{ord(char):04X} 不能印出", "删去，或改成本来要写的字", loses=True
        )
    return codes.RADICAL.fix(
        place, meant, f"“{char}”（U+{ord(char):04X}）是部首字符，不是汉字“{meant}”", f"改为“{meant}”"
    )


_LISTED = re.compile(r"\s*(?:[-*+·•●○▪■◆－]|\d{1,3}[.．、)）]|[(（]?[一二三四五六七八九十百\d]{1,4}[)）、])\s*")
_MARKED = re.compile(r"\s*(?:[#＃|｜>]|<!--|[-*+·•●－]?\s*[\[【])")


def pasted_rows(source: SourceFile, start: int) -> frozenset[int]:
    """The numbers of the lines from `start` on that are rows of a pasted table: side by side, with as many tabs each."""
    rows: set[int] = set()
    run: list[int] = []
    for number in range(start, len(source.lines) + 2):
        words = source.lines[number - 1] if number <= len(source.lines) else ""
        count = 0 if _MARKED.match(words) or CELL in words else words.count("\t")
        if count == 1 and _LISTED.fullmatch(words.partition("\t")[0]):
            count = 0  # a list with tabs behind its marks
        if count and run and count == source.lines[run[-1] - 1].count("\t"):
            run.append(number)
            continue
        if sum("\t" in source.lines[row - 1].strip() for row in run) > 1:
            rows.update(run)
        run = [number] if count else []
    return frozenset(rows)


def is_wide(char: str) -> bool:
    """Whether the character is Han or a full-width mark, beside which no blank is set; not for the empty string."""
    return bool(char) and (char >= "\u2e80" or char in "“”‘’…—·") and char not in COMMENT


def take_comments(
    lines: tuple[SourceText, ...],
) -> tuple[tuple[SourceText, ...], tuple[SourceText, ...], tuple[Finding, ...]]:
    """Lines with each comment replaced by one `COMMENT` character, the comments' words in order, and what was found.

    A comment over several lines draws them together into the line it begins in.
    """
    done: list[SourceText] = []
    comments: list[SourceText] = []
    findings: list[Finding] = []
    open_at: SourceText | None = None
    inside: list[SourceText] = []
    held: list[SourceText] = []
    for line in lines:
        rest = line
        while True:
            if open_at is None:
                start = rest.value.find("<!--")
                if start < 0:
                    held.append(rest)
                    break
                held.append(rest.slice(0, start))
                open_at = rest.slice(start, start + 4)
                rest = rest.slice(start + 4, len(rest))
            stop = rest.value.find("-->")
            if stop < 0:
                inside.append(rest)
                break
            inside.append(rest.slice(0, stop))
            held.append(_stand_in(open_at, rest.slice(stop, stop + 3)))
            comments.append(_comment(inside))
            open_at, inside = None, []
            rest = rest.slice(stop + 3, len(rest))
        if open_at is None:
            done.append(join(held))
            held = []
    if open_at is not None:
        held.append(_stand_in(open_at, inside[-1] or open_at))
        comments.append(_comment(inside))
        done.append(join(held))
        findings.append(
            codes.COMMENT_NOT_CLOSED.at(
                open_at.place(), "批注开了头没有结束，后面全文都成了批注", "在批注末尾补上 -->", loses=True
            )
        )
    return tuple(done), tuple(comments), tuple(findings)


def _comment(lines: Sequence[SourceText]) -> SourceText:
    words = join(lines, "\n").strip()
    return SourceText(words.value.replace(CELL, " "), words.runs).strip()


def _stand_in(opening: SourceText, closing: SourceText) -> SourceText:
    last = closing.slice(len(closing) - 1, len(closing))
    return join((SourceText(COMMENT[0], opening.runs[:1]), SourceText(COMMENT[1], last.runs)))
