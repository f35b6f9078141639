"""Join the lines of a paragraph (段落), and find the line that begins another."""

from pipeline.findings import Finding
from pipeline.parse import codes
from pipeline.parse.block_cursor import BULLET, BlockCursor, Line, LineKind, kind_of
from pipeline.parse.clean import COMMENT, is_wide
from pipeline.parse.head import is_head_line
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import Place, SourceText, join

_HAN = "一二三四五六七八九十百"
_NUMBERED = lazy_pattern(
    rf"(?:[{_HAN}]{{1,4}}、(?![{_HAN}])|[(（][{_HAN}]{{1,4}}[)）]|[(（]?\d{{1,2}}[)）]|[①-⑳])\s*(?![项款条目\s])"
)
_LIKE_HEADING = lazy_pattern(rf"(?:[{_HAN}]{{1,4}}、|[(（][{_HAN}]{{1,4}}[)）])[^，。、；：！？,;:!?]{{4,20}}")
_LABELLED = lazy_pattern(rf"{HAN}{{2,7}}\s*[:：]|-{{2}}")
_ONLY_NUMBERS = lazy_pattern(r"(?:[(（]?\d{1,2}[)）]?[.．、]?\s*)+")
_SENTENCE = lazy_pattern(r"[。！？；：…!?;:.][”’」』）)]*$")


def is_indented(blanks: str) -> bool:
    """Whether blanks before a line would make it a code block in CommonMark."""
    return "\t" in blanks or blanks.count(" ") >= 4


def _begins(line: Line, *, step: bool) -> bool:
    """Whether the line begins a paragraph without a blank line before it: indented, or with a number."""
    blanks = line.blanks.value
    return "\u3000\u3000" in blanks or (not step and is_indented(blanks)) or bool(_NUMBERED.match(line.text.value))


def join_continuation_lines(cursor: BlockCursor, line: Line, *, step: bool = False) -> SourceText:
    """Read the lines that continue this one and return all joined, without a blank between wide characters."""
    pieces = [line.text]
    while cursor.index < len(cursor.lines):
        following = cursor.lines[cursor.index]
        if not following.text or kind_of(cursor, following) is not LineKind.TEXT or BULLET.match(following.text.value):
            break
        if _begins(following, step=step) or (len(pieces) == 1 and _LIKE_HEADING.fullmatch(line.text.value)):
            if not step and not is_indented(following.blanks.value):
                cursor.unspaced.append(following.text)
            break
        cursor.index += 1
        before = pieces[-1].value.rstrip(COMMENT)[-1:]
        after = following.text.value.lstrip(COMMENT)[:1]
        between = "" if is_wide(before) or is_wide(after) or not before or not after else " "
        if before and after:
            # the number of a step is deleted as typed: its words must not be left alone on their line
            is_torn = step and len(pieces) == 1 and bool(_ONLY_NUMBERS.fullmatch(line.text.value))
            cursor.diagnostics.add(_broken(pieces[-1], following.text, between, is_torn=is_torn))
        if between:
            pieces.append(SourceText(between))
        pieces.append(following.text)
    return join(pieces)


def _broken(above: SourceText, below: SourceText, between: str, *, is_torn: bool) -> Finding:
    """The finding of a line end inside a paragraph; only where a sentence goes on, or `is_torn` from its number, does a fix join the lines."""
    last, first = above.place(), below.place()
    gap = Place(last.path, last.end_line, last.end_column, first.line, first.column)
    hint = "要另起一段就空一行；要接在一起就删去换行"
    if is_torn:
        return codes.BROKEN_LINE.fix(gap, between, "序号后换了行，已接成一步", "删去换行")
    if is_head_line(above.value) or is_head_line(below.value):
        return codes.BROKEN_LINE.at(gap, "段落中间换了行，已接成一段", f"头部写在文件开头的两行 --- 之间；{hint}")
    if _SENTENCE.search(above.value.rstrip(COMMENT)):
        return codes.BROKEN_LINE.at(gap, "一句写完后换了行，仍接成一段", hint)
    # below a table, a line with bars would become its row
    if _LABELLED.match(above.value) or _LABELLED.match(below.value) or set("|｜") & {*above.value, *below.value}:
        return codes.BROKEN_LINE.at(gap, "段落中间换了行，已接成一段", hint)
    return codes.BROKEN_LINE.fix(gap, between, "段落中间换了行，已接成一段", "删去换行")
