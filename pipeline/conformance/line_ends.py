"""Where a line may not end: 禁则, numbers and dates, and how wide the text around a line end is that stays together.

Widths are in 字. The patterns are written apart from those that break the lines, so that
a fault of theirs shows.
"""

from pipeline.patterns import lazy_pattern
from pipeline.typography.lines import ADDRESS_FROM, NEVER_FIRST, NEVER_LAST
from pipeline.typography.metrics import table_width

_OPENING, _CLOSING = "《〈（〔【〖〘『「“‘", "，。、；：？！…》〉）〕】〗〙』」”’·•‧・～／％‰℃"
_CLUSTER = lazy_pattern(f"[{_OPENING}]*(?:——|[^{_OPENING}{_CLOSING}])?[{_CLOSING}]*$")
_CLUSTER_BELOW = lazy_pattern(f"[{_OPENING}]*(?:——|[^{_OPENING}{_CLOSING}])?[{_CLOSING}]*")
_MARKS_BELOW = lazy_pattern(f"[{_CLOSING}]*")
_HALF, _HALF_BELOW = lazy_pattern(f"[{_OPENING}]*[…—]+$"), lazy_pattern(f"[…—]+[{_CLOSING}]*")

# what stays together where there is room: Latin words, numbers with their units, and the punctuation around them
_NUMERAL = "〇○零一二三四五六七八九"
_NUMBER_CHARS = f"!-~０-９{_NUMERAL}十．％‰℃年月日—"
_PHRASE = lazy_pattern(
    rf"[{_OPENING}第]*(?:[{_NUMBER_CHARS}]|(?<=[０-９])，)*[十百千万亿余多]*(?:个百分点|[一-鿿]{{0,3}})[{_CLOSING}]*$"
)
_PHRASE_BELOW = lazy_pattern(
    rf"^(?:[{_NUMBER_CHARS}]|，(?=[０-９]))*[十百千万亿余多]*(?:个百分点|[一-鿿]{{0,3}})[{_CLOSING}]*"
)


def forbidden_break(above: str, below: str) -> str:
    """Say what is wrong with a line end by 禁则, given the lines above and below it; empty if nothing is."""
    single = below[0] == "—" and below[1:2] != "—" and above[-1] != "—"
    if single or (below[0] in NEVER_FIRST | {"…"} and not _in_latin(above, below, below[0])):
        return f"“{below[0]}”在行首"
    if above[-1] in NEVER_LAST and not _in_latin(above, below, above[-1]):
        return f"“{above[-1]}”在行末"
    if above[-1] == below[0] and above[-1] in "…—":
        return f"“{above[-1]}{below[0]}”断开"
    return ""


def cluster_width(above: str, below: str) -> float:
    """Width of the unbreakable cluster at a line end: the last character (or ……, ——) with the punctuation that stays with it."""
    if _SLASH in (above[-1], below[0]):
        return table_width(_latin_around(above, below, 1))
    if above[-1] == below[0] and above[-1] in "…—":
        match, rest = _HALF.search(above), _HALF_BELOW.match(below)
    else:
        match, rest = _CLUSTER.search(above), (_CLUSTER_BELOW if above[-1] in _OPENING else _MARKS_BELOW).match(below)
    assert match is not None, "the pattern also matches the empty string"
    assert rest is not None, "the pattern also matches the empty string"
    return table_width(match[0] + rest[0])


_SLASH = "/"
_LATIN_ABOVE, _LATIN_BELOW = lazy_pattern("[!-~]*$"), lazy_pattern("[!-~]*")


def _in_latin(above: str, below: str, mark: str) -> bool:
    """Whether the line ends inside a web address or Latin word, where half-width marks may begin or end a line; 分隔号 only in an address."""
    if mark == _SLASH:
        return len(_latin_around(above, below)) >= ADDRESS_FROM
    return above[-1].isascii() and below[0].isascii()


def _latin_around(above: str, below: str, more: int = 0) -> str:
    """The Latin on both sides of a line end, with so many characters before and behind it."""
    before, after = _LATIN_ABOVE.search(above), _LATIN_BELOW.match(below)
    assert before is not None, "the pattern also matches the empty string"
    assert after is not None, "the pattern also matches the empty string"
    return above[max(before.start() - more, 0) :] + below[: after.end() + more]


_CODE = lazy_pattern(
    r"(?<!\d)[\u4e00-\u9fff]{,4}〔\d{4}〕\d+号|(?<![0-9A-Za-z])[A-Z]+(?:/[A-Z]+)? ?\d+(?:\.\d+)*—\d{4}"
)
"""A 发文字号 with the characters before it, of which at least the last is its own, and the number of a standard."""


def split_code(above: str, below: str) -> tuple[str, str]:
    """Return both parts of the 发文字号 or number of a standard that a line end splits; empty if it splits none."""
    for blank in ("", " "):
        text = above + blank + below
        for match in _CODE.finditer(text):
            if match.start() < len(above) and match.end() > len(above) + len(blank):
                return above[match.start() :], text[len(above) + len(blank) : match.end()]
    return "", ""


def is_held(above: str, below: str, room: float) -> bool:
    """Whether both are parts of what no empty line justifies to break, in lines of `room` 字: the number of a standard, 〔2024〕15号."""
    is_inside = "〔" in above or above[:1].isascii()
    return bool(above and below) and is_inside and table_width(above.rsplit("〔", maxsplit=1)[-1] + below) < room - 1


_COUNTED = lazy_pattern(r"\d[百千万亿]+$")
_ESCAPED = lazy_pattern("%[0-9A-Fa-f]{2}")
"""An escaped byte of a web address, whose % is not a percent sign."""
_HAN_YEAR = lazy_pattern(f"[〇○][{_NUMERAL}]{{0,3}}$")


def split_number(above: str, below: str) -> str:
    """Show the number or date that a line end splits, with what follows it; empty if it splits none."""
    digit, follows = above[-1].isdecimal(), below[0].isdecimal()
    is_split = (
        (digit and below[0] in "年月日号％%‰℃万亿元件次人个" and not _ESCAPED.match(below))
        or (digit and follows)
        or (above[-1] in "年月" and above[-2:-1].isdecimal() and follows)
        or (above[-1] == "第" and follows)
        or (_COUNTED.search(above) is not None and below[0] in "万亿元件次人个")
        or (_HAN_YEAR.search(above) is not None and below[0] in f"{_NUMERAL}年")
    )
    return f"{above[-4:]}｜{below[:4]}" if is_split else ""


def phrase_width(above: str, below: str) -> float:
    """Width of the phrase that stays together around a line end; one wider than its column is broken anywhere."""
    return table_width("".join(phrase_parts(above, below)))


def phrase_parts(above: str, below: str) -> tuple[str, str]:
    """Both parts of the phrase that stays together around a line end."""
    before, after = _PHRASE.search(above), _PHRASE_BELOW.search(below)
    assert before is not None, "the pattern also matches the empty string"
    assert after is not None, "the pattern also matches the empty string"
    return before[0], after[0]
