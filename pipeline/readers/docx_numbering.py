"""Computes the automatic numbers of Word's lists (自动编号), which a file does not contain as text, from its numbering part.

ECMA-376 part 1, 17.9 (numbering) and 17.18.59 (ST_NumberFormat). Where a format has no
further sign, Word goes on in decimal digits, and so does this.
"""

import re
from collections.abc import Mapping
from dataclasses import field

from lxml import etree

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.ooxml import W, value_of
from pipeline.readers.symbols import symbol

_HAN = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_SIMPLIFIED_LEGAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), "万")
_TRADITIONAL_LEGAL = ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), "萬")
_JAPANESE_LEGAL = ("〇壱弐参四伍六七八九", ("", "拾", "百", "阡"), "萬")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_SETS = {
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "decimalEnclosedCircle": "".join(map(chr, range(0x2460, 0x2474))),
    "decimalEnclosedCircleChinese": "".join(map(chr, range(0x2460, 0x2474))),
    "decimalEnclosedFullstop": "".join(map(chr, range(0x2488, 0x249C))),
    "decimalEnclosedParen": "".join(map(chr, range(0x2474, 0x2488))),
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "iroha": "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽﾝ",
    "irohaFullWidth": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
}
"""Formats that are a fixed sequence of signs."""

_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_REFERENCE = lazy_pattern(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its first number, number format (w:numFmt) and text with %1 … %9.

    `restart` is the level, from 1, after which it begins again; 0 for never, None for any
    level above it. `pattern` is the format of w:numFmt custom (001, 002, …).
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    restart: int | None = None
    is_legal: bool = False
    style: str = ""
    """The id of the paragraph style that has this level."""
    pattern: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list (w:num): lists with the same `abstract` go on counting from each other; `starts` begin it again."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The lists of a file by their id (w:numId)."""

    lists: Mapping[str, List] = field(default_factory=dict)

    def level_of(self, list_id: str, style: str) -> int | None:
        """Return the level, from 0, that a list gives to a paragraph style; None if it gives it none."""
        found = self.lists.get(list_id)
        return next((index for index, level in found.levels.items() if level.style == style), None) if found else None


def read_numbering(root: etree._Element | None) -> Numbering:
    """Read the numbering part of a Word file; a file without it has no lists."""
    if root is None:
        return Numbering()
    elements = {element.get(f"{W}abstractNumId", ""): element for element in root.iterchildren(f"{W}abstractNum")}
    by_style = {value_of(element, "styleLink"): key for key, element in elements.items()}
    lists = {}
    for number in root.iterchildren(f"{W}num"):
        key = value_of(number, "abstractNumId")
        # a list that only names a numbering style has the levels of the list that defines that style
        link = value_of(elements.get(key), "numStyleLink")
        key = by_style.get(link, key) if link else key
        levels = _levels(elements.get(key))
        starts = {}
        for override in number.iterchildren(f"{W}lvlOverride"):
            index = _integer(override.get(f"{W}ilvl", ""), 0)
            own = override.find(f"{W}lvl")
            if own is not None:
                levels[index] = _level(own)
            start = value_of(override, "startOverride")
            if start:
                starts[index] = _integer(start, 1)
        lists[number.get(f"{W}numId", "")] = List(key, levels, starts)
    return Numbering(lists)


def _levels(element: etree._Element | None) -> dict[int, Level]:
    if element is None:
        return {}
    return {_integer(level.get(f"{W}ilvl", ""), 0): _level(level) for level in element.iterchildren(f"{W}lvl")}


def _level(element: etree._Element) -> Level:
    kind = element.find(f"{W}numFmt")
    format_name = "decimal" if kind is None else kind.get(f"{W}val", "decimal")
    text = value_of(element, "lvlText")
    fonts = element.find(f"{W}rPr/{W}rFonts")
    if format_name == "bullet" and fonts is not None:
        font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or ""
        text = "".join(symbol(font, ord(character)) for character in text)
    restart = value_of(element, "lvlRestart")
    return Level(
        _integer(value_of(element, "start"), 1),
        format_name,
        text,
        _integer(restart, 0) if restart else None,
        element.find(f"{W}isLgl") is not None and value_of(element, "isLgl") not in ("0", "false", "off"),
        value_of(element, "pStyle"),
        "" if kind is None else kind.get(f"{W}format", ""),
        element.find(f"{W}rPr/{W}vanish") is not None and value_of(element, "rPr/vanish") not in ("0", "false", "off"),
    )


def _integer(text: str, absent: int) -> int:
    """The number that an attribute states; limited, because a damaged file may state any."""
    return min(max(int(text), 0), 32767) if re.fullmatch(r"[+-]?\d{1,9}", text) else absent


class ListCounter:
    """Counts the paragraphs of a story (the body, a footnote) and gives each the number that is printed before it."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, dict[int, int]] = {}
        """The last number of each level, by abstract list."""
        self._started: set[tuple[str, int]] = set()
        """The lists and levels whose own start has been used."""

    def label(self, list_id: str, index: int) -> str:
        """Count one more paragraph of a list at a level, from 0, and return its label; empty if there is no such list."""
        found = self._numbering.lists.get(list_id)
        level = found.levels.get(index) if found else None
        if found is None or level is None:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        for upper in range(index):
            # a level that was left out counts as if it had been there once
            if upper not in counts and upper in found.levels:
                counts[upper] = found.starts.get(upper, found.levels[upper].start)
        start = found.starts.get(index)
        if start is not None and (list_id, index) not in self._started:
            counts[index] = start
        elif index in counts:
            counts[index] += 1
        else:
            counts[index] = level.start if start is None else start
        self._started.add((list_id, index))
        _restart_below(counts, found, index)
        return "" if level.hidden else _text(found, index, counts)


def _restart_below(counts: dict[int, int], definition: List, index: int) -> None:
    """Forget the numbers of the levels below that begin again after this one."""
    for lower in [key for key in counts if key > index]:
        level = definition.levels.get(lower)
        restart = level.restart if level else None
        if restart is None or index < restart:
            del counts[lower]


def _text(definition: List, index: int, counts: Mapping[int, int]) -> str:
    """The label of a level with the numbers of all levels it names."""
    own = definition.levels[index]

    def number(reference: re.Match[str]) -> str:
        upper = int(reference[1]) - 1
        level = definition.levels.get(upper)
        if level is None or upper > index:
            return ""
        value = counts.get(upper, definition.starts.get(upper, level.start))
        if own.is_legal and level.format not in ("none", "bullet"):
            return str(value)
        return format_number(value, level.format, level.pattern)

    return _REFERENCE.sub(number, own.text)


def format_number(value: int, kind: str, pattern: str = "") -> str:
    """Write a number in one of Word's number formats (ST_NumberFormat)."""
    match kind:
        case "none" | "bullet":
            return ""
        case "chineseCounting" | "taiwaneseCounting":
            # beyond 99 digit by digit
            return _counted(value) if value < 100 else _digits(value, "○一二三四五六七八九")
        case "chineseCountingThousand":
            return _counted(value)
        case "koreanCounting":
            return _legal(value, "영일이삼사오육칠팔구", ("", "십", "백", "천"), "만").removeprefix(
                "일" if value > 9 else ""
            )
        case "taiwaneseCountingThousand":
            return _counted(value).replace("万", "萬")
        case "japaneseCounting":
            return _japanese(value)
        case "chineseLegalSimplified":
            return _legal(value, *_SIMPLIFIED_LEGAL)
        case "ideographLegalTraditional":
            return _legal(value, *_TRADITIONAL_LEGAL)
        case "japaneseLegal":
            return _legal(value, *_JAPANESE_LEGAL)
        case "ideographDigital" | "japaneseDigitalTenThousand":
            return _digits(value, _HAN)
        case "taiwaneseDigital":
            return _digits(value, "○一二三四五六七八九")
        case "koreanDigital" | "koreanLegal":
            return _digits(value, "영일이삼사오육칠팔구")
        case "koreanDigital2":
            return _digits(value, "零一二三四五六七八九")
        case "decimalFullWidth" | "decimalFullWidth2":
            return _digits(value, "０１２３４５６７８９")
        case "ideographZodiacTraditional":
            return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if 1 <= value <= 60 else str(value)
        case "decimalZero":
            return f"{value:02d}"
        case "numberInDash":
            return f"- {value} -"
        case "ordinal":
            return f"{value}{_ordinal_suffix(value)}"
        case "hex":
            return f"{value:X}"
        case "upperRoman":
            return _roman(value)
        case "lowerRoman":
            return _roman(value).lower()
        case "upperLetter":
            return _letters(value, "A")
        case "lowerLetter":
            return _letters(value, "a")
        case "custom":
            return str(value).zfill(len(pattern.partition(",")[0].strip()))
        case _:
            signs = _SETS.get(kind, "")
            return signs[value - 1] if 1 <= value <= len(signs) else str(value)


def _digits(value: int, signs: str) -> str:
    return "".join(signs[int(digit)] for digit in str(value))


def _counted(value: int) -> str:
    """A number as Chinese reads it aloud: 十一, 一百零一, 一万零一十."""
    text = _legal(value, "零一二三四五六七八九", _UNITS, "万")
    return text.removeprefix("一") if text.startswith("一十") else text


def _legal(value: int, digits: str, units: tuple[str, ...], ten_thousand: str) -> str:
    if value == 0:
        return digits[0]
    upper, lower = divmod(value, 10_000)
    if upper:
        rest = _below_ten_thousand(lower, digits, units)
        gap = digits[0] if 0 < lower < 1000 else ""
        return f"{_below_ten_thousand(upper, digits, units)}{ten_thousand}{gap}{rest}"
    return _below_ten_thousand(lower, digits, units)


def _below_ten_thousand(value: int, digits: str, units: tuple[str, ...]) -> str:
    parts: list[str] = []
    gap = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            parts.append(f"{digits[0] if gap and parts else ''}{digits[digit]}{units[power]}")
        gap = not digit
    return "".join(parts)


def _japanese(value: int) -> str:
    """A number as Japanese reads it aloud: 百一, 千."""
    if not 0 < value < 10_000:
        return _digits(value, _HAN)
    parts = []
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            parts.append(("" if digit == 1 and power else _HAN[digit]) + _UNITS[power])
    return "".join(parts)


def _ordinal_suffix(value: int) -> str:
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def _roman(value: int) -> str:
    text = []
    for step, signs in _ROMAN:
        count, value = divmod(value, step)
        text.append(signs * count)
    return "".join(text)


def _letters(value: int, first: str) -> str:
    """A, …, Z, AA, BB, …"""
    if value < 1:
        return ""
    times, index = divmod(value - 1, 26)
    return chr(ord(first) + index) * (times + 1)
