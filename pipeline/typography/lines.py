"""Lines of Chinese text: where a line must not or may end (GB/T 15834 5.1), how many lines a text takes, and the cheapest breaks.

Positions are offsets into the text: position 3 is between its third and its fourth
character. Widths are in 字 (em) unless a function says otherwise.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, floor, inf

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.typography.gbt9704 import CONDENSED, STRETCHED, TWIPS_PER_PT, WIDENED
from pipeline.typography.metrics import han_width

# --- characters and patterns ----------------------------------------------------

NEVER_FIRST = frozenset("，。、；：？！’”）》〉】〕」』〗〙·•‧・～－／/,.;:?!)]}")
"""Marks that begin no line (GB/T 15834, 5.1)."""

NEVER_LAST = frozenset("‘“（《〈【〔「『〖〘／/([{")
"""Marks that end no line (GB/T 15834, 5.1)."""

STAYS_BEHIND = NEVER_FIRST | frozenset("…—％")
"""Characters that stay with the one before them, in an estimate: …… and —— may begin a line, but their second half may not."""

ADDRESS_FROM = 20
"""The number of half-width characters without a blank that count as a web address, which may be broken at its marks: practice, no clause."""

DIGIT = "0-9０-９"
"""The digits, for a character class in a pattern."""

NUMERAL = "〇○零一二三四五六七八九"
"""The digits of years in Han, for a character class in a pattern."""

NUMBER = rf"[{DIGIT}]+(?:[.．,:：][{DIGIT}]+|，[０-９]{{3}}(?![０-９]))*"
"""A pattern for a number with its digit groups and its fraction, or a time of day."""

UNIT = (
    "[十百千万亿]{0,2}[余多]?(?:年度|月份|周年|个月|个工作日内?|个百分点|百分点|小时|分钟|[人件户场班车批台]次|平方(?:米|公里|千米)"
    "|立方米|公里|公斤|公顷|[毫厘分千]米|[千毫]克|(?!第)[\u4e00-\u9fff])"
)
"""A pattern for the unit or measure word after a number, which stays with it."""

# --- where a paragraph's lines must not or may end --------------------------------

JOINER = "\u2060"
"""No line ends here (WORD JOINER)."""

BREAK = "\u200b"
"""A line may end here (ZERO WIDTH SPACE)."""

# a number stays with 第 and with its unit; a date is whole
_WHOLE = lazy_pattern(
    rf"第?{NUMBER}(?:{UNIT})?"
    rf"|[{NUMERAL}]{{4}}年(?:度|[{NUMERAL}十]{{1,2}}月(?:[{NUMERAL}十]{{1,3}}日)?)?"
)
_IN_DATE = lazy_pattern(f"(?<=[{DIGIT}][年月])(?=[{DIGIT}])")

# GB/T 15834 5.1.6 to 5.1.9 (间隔号, 连接号 and 分隔号 begin no line, 分隔号 ends none), and signs that belong to the number before them
_STAYS = lazy_pattern("(?<=.)(?=[·•‧・～－/／％‰℃])|(?<=[^—])(?=—(?!—))|(?<=[/／])(?=.)")

_HAN = "\u2e80-\u2fff\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Unicode's LB19 forbids any break next to a quotation mark; between Chinese a line may end before “ and after ”
_QUOTES = lazy_pattern(f"(?<=[{_HAN}，。、；：？！）》〉】〕”’])(?=[“‘])|(?<=[”’])(?=[{_HAN}（《〈【〔])")

STANDARD_NUMBER = (
    r"(?<![0-9A-Za-z])[A-Z]{1,6}\d{0,4}(?:/[A-Z]{1,4})? ?\d{1,6}(?:\.\d{1,3})*(?:[—–-]\d{4})?(?![0-9A-Za-z])"
)
"""A pattern for the number of a standard, which is whole: GB/T 9704—2012."""

DOC_NUMBER = r"(?<!\d)[\u4e00-\u9fff]{0,4}[〔［\[]\d{4}[〕］\]](?:第?\d+号)?"
"""A pattern for 发文字号, which is whole; where the name of its office (国办发) begins nobody can tell."""

_HELD_CODE = lazy_pattern(f"{STANDARD_NUMBER}|[〔［\\[]\\d{{4}}[〕］\\]](?:第?\\d+号)?")
"""What is not broken even to fill a line: the number of a standard, 发文字号 from its year on."""

_STANDARD_BEFORE_HAN = lazy_pattern(f"{STANDARD_NUMBER}(?=[\u4e00-\u9fff])")

# a number of a standard, 发文字号, Latin with a 分隔号 (PDF/A-3b), and A/B岗
_CODE = lazy_pattern(
    f"{STANDARD_NUMBER}|{DOC_NUMBER}"
    rf"|[A-Za-z]/[A-Za-z][\u4e00-\u9fff]|(?<![!-~])(?=[!-~]*/)[!-~]{{2,{ADDRESS_FROM - 1}}}(?![!-~])"
)
_ADDRESS = lazy_pattern(f"[!-~]{{{ADDRESS_FROM},}}")
# a web address is broken after its marks, and within a part so long that it would leave much of a line empty
_ADDRESS_PART = lazy_pattern("(?<=[/?&=_.,;:-])(?=[0-9A-Za-z])")
_LONG_PART, _PART_END = 10, 3


def break_controls(text: str) -> dict[int, str]:
    """Return the control character (`JOINER` or `BREAK`) for each position where Unicode's line breaking (UAX 14) is wrong for Chinese."""
    controls = {match.start(): BREAK for match in _QUOTES.finditer(text)}
    for pattern in (_IN_DATE, _STAYS):
        controls |= {match.start(): JOINER for match in pattern.finditer(text)}
    for address in _ADDRESS.finditer(text):
        for index in range(address.start() + 1, address.end()):
            controls.pop(index, None)
        parts = [0, *(match.start() for match in _ADDRESS_PART.finditer(address[0])), len(address[0])]
        for begin, end in pairwise(parts):
            if begin:
                controls[address.start() + begin] = BREAK
            if end - begin > _LONG_PART:
                inside = range(address.start() + begin + _PART_END, address.start() + end - _PART_END + 1)
                controls |= {index: BREAK for index in inside if not text[index - 1 : index + 1].isdecimal()}
    for pattern in (_WHOLE, _CODE):
        for match in pattern.finditer(text):
            controls |= dict.fromkeys(range(match.start() + 1, match.end()), JOINER)
    for match in _STANDARD_BEFORE_HAN.finditer(text):
        # what follows is no unit
        controls.pop(match.end(), None)
    return controls


def inside_codes(text: str) -> frozenset[int]:
    """Return the positions inside the numbers of standards and 发文字号, where no line ends even if that leaves much of it empty."""
    return frozenset(index for match in _HELD_CODE.finditer(text) for index in range(match.start() + 1, match.end()))


# --- how many lines a text takes ----------------------------------------------------


def estimated_lines(width: float, room: float) -> int:
    """Return how many lines of `room` 字 a text `width` 字 wide takes if it may be broken anywhere."""
    return ceil(width / room)


_WORD = lazy_pattern(r"[!-~]+|[０-９]+[年月日％]?|.", re.DOTALL)


def words(text: str) -> Iterator[str]:
    """Cut a text into Latin words, numbers and single characters, as every program does."""
    return (match[0] for match in _WORD.finditer(text))


def clusters(text: str) -> Iterator[str]:
    """Cut a text into the pieces that the PDF keeps on one line: 第12街道, （甲）。 with the marks that begin or end no line."""
    controls = break_controls(text)
    begin = 0
    for index in range(1, len(text) + 1):
        if index < len(text):
            before, after = text[index - 1], text[index]
            in_word = (before + after).isascii() and " " not in before + after
            if in_word or controls.get(index) == JOINER or after in STAYS_BEHIND or before in NEVER_LAST:
                continue
        yield text[begin:index]
        begin = index


def controlled_pieces(text: str) -> Iterator[str]:
    """Cut a text with controls (`JOINER`, `BREAK`) into the pieces that are kept on one line, without the controls."""
    for part in text.split(BREAK):
        whole = ""
        for piece in clusters(part):
            if whole and not (whole.endswith(JOINER) or piece.startswith(JOINER)):
                yield whole.replace(JOINER, "")
                whole = ""
            whole += piece
        yield whole.replace(JOINER, "")


def line_count(text: str, room: float, pieces: Callable[[str], Iterable[str]] = words) -> int:
    """Return how many lines of `room` 字 a text takes when each line is filled with as many of its pieces as fit."""
    lines, used = 1, 0.0
    for piece in pieces(text):
        width = han_width(piece)
        if used + width <= room:
            used += width
        elif width > room:
            # longer than a line: some programs begin it where it stands, some on a line of its own
            lines += ceil(width / room) - (used == 0)
            used = width % room or room
        else:
            lines += 1
            # the character before a mark comes down with it
            used = width + 1 if piece in STAYS_BEHIND else width
    return lines


@dataclass(frozen=True, slots=True)
class LastLine:
    """How a text is set so that its last line is not a single character; as it is, if nothing is stated.

    Either it is set `closer`, by so many pt, from `closer_from` on; or the last line begins at `begin`, which a program that breaks
    lines by itself does if the text from `wider_from` on is set `wider`, by so many pt (0: by nothing that it could be told).
    """

    closer: float = 0.0
    closer_from: int = 0
    begin: int = 0
    wider: float = 0.0
    wider_from: int = 0


def better_last_line(
    text: str,
    widths: Sequence[float],
    cuts: Sequence[int],
    room: float,
    first_room: float,
    *,
    keeps_lines: bool = False,
    is_ragged: bool = False,
    at_need: Sequence[int] = (),
) -> LastLine:
    """Return how a text is set so that its last line is not a single character (9704, 7.3.5.5: 调整字距).

    `widths` are those of the characters, `cuts` the positions where a line may end, `room` and `first_room` the widths of
    a line and of the first, all in pt. First comes what spares the last line, `CONDENSED` at most, unless the text
    `keeps_lines`; else what brings a character of the line above down: one that is not justified (`is_ragged`) may then be
    half empty. Where nothing else is left, the last line begins `at_need`, inside a date. Letter spacing is what Word can state.
    """
    begins = _line_begins(text, widths, cuts, room, first_room)
    if len(begins) < 2 or not _is_single(text[begins[-1] :]):
        return LastLine()
    # programs differ in what they add behind the last character of a line, and in how they round
    spare = 2 * CONDENSED
    for step in range(1, 0 if keeps_lines else round(CONDENSED * TWIPS_PER_PT) + 1):
        closer = step / TWIPS_PER_PT
        narrow = [width - closer for width in widths]
        fewer = _line_begins(text, narrow, cuts, room - spare, first_room - spare)
        if len(fewer) >= len(begins) or _ends_single(text, fewer):
            continue
        # the line before, which is the last one now, may be a single character in its turn
        if not _ends_single(text, _line_begins(text, narrow, cuts, room, first_room)):
            return LastLine(closer=closer)
    above, last = begins[-2:]
    own_room = room if above else first_room
    if not keeps_lines:
        # the last two lines alone
        excess = sum(widths[above:]) - own_room + spare
        closer = ceil(excess / (len(text) - above) * TWIPS_PER_PT) / TWIPS_PER_PT
        if closer <= CONDENSED:
            return LastLine(closer=closer, closer_from=above)
    ends = [cut for cut in cuts if above < cut < last and not _is_single(text[cut:])]
    # a single character above is no better than one below
    begin = max((cut for cut in ends or at_need if above < cut < last and not _is_single(text[above:cut])), default=0)
    full = sum(widths[above:begin])
    most_empty = 0.55 * own_room if is_ragged else STRETCHED * full
    if not begin or sum(widths[begin:]) > room or own_room - full > most_empty:
        return LastLine()
    lacking = own_room + spare - sum(widths[above:last])
    wider = (floor(lacking / max(last - above - 1, 1) * TWIPS_PER_PT) + 1) / TWIPS_PER_PT
    return LastLine(begin=begin, wider=wider if wider <= WIDENED else 0.0, wider_from=above)


def middle_singles(
    text: str, widths: Sequence[float], cuts: Sequence[int], room: float, first_room: float
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text to be kept together so that none of its middle lines is a single character before something long.

    The line above gives up about half of what is on both; the arguments are as in `better_last_line`.
    """
    begins = _line_begins(text, widths, cuts, room, first_room)
    for above, begin, end in zip(begins, begins[1:], begins[2:], strict=False):
        if _is_single(text[begin:end]):
            ends = [
                cut
                for cut in cuts
                if above < cut < begin and sum(widths[cut:end]) <= room and not _is_single(text[above:cut])
            ]
            half = (above + end) / 2
            if ends:
                # most words have two characters
                yield min(ends, key=lambda cut: (abs(cut - half), (cut - above) % 2)), end


def _ends_single(text: str, begins: Sequence[int]) -> bool:
    """Whether the last of several lines is a single character."""
    return len(begins) > 1 and _is_single(text[begins[-1] :])


def _is_single(line: str) -> bool:
    """Whether a line has one character at most, besides marks."""
    return sum(char not in STAYS_BEHIND for char in line.strip()) <= 1


def _line_begins(text: str, widths: Sequence[float], cuts: Sequence[int], room: float, first_room: float) -> list[int]:
    """Return where the lines of a text begin if each is filled up to the last position that fits."""
    begins, used, left = [0], 0.0, first_room
    for begin, end in pairwise((0, *cuts, len(text))):
        width = sum(widths[begin : begin + len(text[begin:end].rstrip(" "))])
        if used and used + width > left:
            begins.append(begin)
            used, left = 0.0, room
        used += sum(widths[begin:end])
    return begins


# --- the cheapest breaks --------------------------------------------------------------


def cheapest_breaks(length: int, line_cost: Callable[[int, int], float | None]) -> tuple[float, tuple[int, ...]]:
    """Return the least total cost of cutting a text of `length` characters into lines, and the positions of the cuts.

    `line_cost(begin, end)` is the cost of a line of those characters, None for a line
    that is too wide; it is asked for ever longer lines until the first None
    (Knuth and Plass, Breaking Paragraphs into Lines, 1981). Of lines that cost the
    same the shorter last line is taken. The cost is inf where no cutting is possible.
    """
    best = [0.0] + [inf] * length
    begun = [0] * (length + 1)
    for end in range(1, length + 1):
        for begin in range(end - 1, -1, -1):
            cost = line_cost(begin, end)
            if cost is None:
                break
            if best[begin] + cost < best[end]:
                best[end], begun[end] = best[begin] + cost, begin
    cuts = []
    index = begun[length]
    while index:
        cuts.append(index)
        index = begun[index]
    return best[length], tuple(reversed(cuts))
