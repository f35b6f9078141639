"""Where text that holds together is broken all the same, because it is wider than its line (a narrow column)."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil

from pipeline.patterns import lazy_pattern
from pipeline.typography.lines import DIGIT, NEVER_FIRST, NEVER_LAST, NUMERAL, STAYS_BEHIND, cheapest_breaks
from pipeline.typography.metrics import han_width

_SIGNS = frozenset("%％‰℃")
_PAIRS = lazy_pattern("……+|——+")

# what a break costs that is none by right; each takes a line more, which costs 1
_BY_FORM, _AT_MARK, _IN_GROUPS = 2.0, 5.0, 10.0
_IN_WORD, _FROM_UNIT, _IN_UNIT, _FROM_SIGN, _LONE = 30.0, 40.0, 50.0, 200.0, 50.0
_BETWEEN_THREES, _IN_NUMBER, _AT_POINT = 1_000.0, 1_100.0, 1_500.0
_BEFORE_DOTS, _NEVER, _HALVED = 5_000.0, 10_000.0, 15_000.0

_FIGURE = lazy_pattern(rf"(?P<whole>[{DIGIT}]+)(?P<part>[.．][{DIGIT}]+)?")
_DOC_NUMBER = lazy_pattern(r"[〔［\[]\d{4}[〕］\]]第?\d+号")
_SLASH = lazy_pattern("[/／]+")
_LATIN = lazy_pattern("[A-Za-z\u00c0-\u024f]+")
_IN_HAN_DATE = lazy_pattern(rf"[{NUMERAL}十]+(?=[年月日])")


def break_overlong(text: str, widths: Sequence[float], room: float, first_room: float) -> tuple[int, ...]:
    """Return the positions at which text that holds together is best broken, so that no part is wider than its line.

    `widths` are those of the characters, `room` is the width of a line and `first_room`
    that of the first, all in one unit. A mark begins a line only where nothing else is
    narrow enough, and …… and —— are halved last of all; a number is broken between its
    digit groups, from its unit or its sign (100｜%), and only where it is itself too
    wide every three digits, last next to its point.
    """
    costs = _costs(text)
    ends = list(accumulate(widths, initial=0.0))

    def line_cost(begin: int, end: int) -> float | None:
        width = ends[end] - ends[begin]
        if width > (room if begin else first_room) and begin < end - 1:
            return None
        # of equal costs, lines are rather full, except the last
        ragged = ((room - width) / room) ** 2 / 10
        return 1 + (costs[end] + ragged if end < len(text) else 0.0)

    return cheapest_breaks(len(text), line_cost)[1]


def break_name(name: str, room: float) -> tuple[int, ...]:
    """Return the positions at which the name of a unit is best broken into lines of at most `room` 字: between words, into even lines.

    Its last line is not a single character. `name` may have a mark behind it.
    """
    words = {*accumulate(map(len, words_of_name(name)))}
    ends = list(accumulate(map(han_width, name), initial=0.0))
    even = ends[-1] / ceil(ends[-1] / room)

    def line_cost(begin: int, end: int) -> float | None:
        width = ends[end] - ends[begin]
        if width > room and begin < end - 1:
            return None
        is_single = end == len(name) and sum(char not in STAYS_BEHIND for char in name[begin:]) == 1
        torn = 0.0 if end == len(name) or end in words else _IN_WORD_OF_NAME
        if end < len(name) and (name[end] in STAYS_BEHIND or name[end - 1] in NEVER_LAST):
            torn = _NEVER
        return torn + _LINE_OF_NAME + (_LONE if is_single else 0.0) + (width - even) ** 2

    return cheapest_breaks(len(name), line_cost)[1]


_LINE_OF_NAME, _IN_WORD_OF_NAME = 30.0, 100.0

WORDS_OF_NAMES = (
    "办公厅 办公室 委员会 常委会 管委会 指挥部 领导小组 街道办 人民政府 信息化 标准化 规范化 数字化 法治化 一体化 现代化 专业化 农机化 事业性 公益性 "
    "新媒体 互联网 大数据 无线电 计算机 服务业 建筑业 制造业 种植业 畜牧业 旅游业 农产品 化学品 房地产 不动产 公积金 消费者 残疾人 老年人 未成年人 "
    "青少年 老干部 离退休 共青团 关工委 幼儿园 图书馆 博物馆 档案馆 文化馆 体育馆 电教馆 机动车 出租车 自来水 水生态 供排水 给排水 水电站 非物质 "
    "反不正当 反垄断 国有资产"
)
"""Words in the names of units that pairs of characters would tear, separated by blanks: those of three characters, and what stands before 科 or 处.

Compiled from the kinds of units that local government bureaus have by their 职能配置、内设机构 rules; a word that is missing costs a break inside it at worst.
"""

_NAME_WORD = lazy_pattern(
    f"{'|'.join(sorted(WORDS_OF_NAMES.split(), key=len, reverse=True))}|[和与及暨](?=[一-鿿]{{2}})"
    "|各(?=[一-鿿]{2})|[一-鿿]{2}[性化](?=[一-鿿]{2})|[一-鿿](?=[局处厅委办]?$|[科室部站所队院库组股馆]$)|[一-鿿]{2}|."
)
"""A word in the name of a unit: most have two characters; what stands behind the name is one, too."""


def words_of_name(name: str) -> list[str]:
    """Cut the name of a unit into words; its last character, 科 or 局, and the marks behind it belong to the one before."""
    plain = name.rstrip("".join(STAYS_BEHIND))
    words: list[str] = []
    for word in _NAME_WORD.findall(plain):
        # 和 begins a line, 科 ends one
        if words and (words[-1] in "和与及暨各" or (len(word) == 1 and word not in "和与及暨各")):
            words[-1] += word
        else:
            words.append(word)
    if words:
        words[-1] += name[len(plain) :]
    return words or [name]


def _costs(text: str) -> list[float]:
    """What it costs to end a line before each character."""
    costs = [0.0] + [_cost(text[index - 1], text[index]) for index in range(1, len(text))]
    for match in _SLASH.finditer(text) if "." not in text else ():
        # 分隔号 begins and ends no line (GB/T 15834 5.1.9), but in an address
        for index in range(max(match.start(), 1), min(match.end() + 1, len(text))):
            costs[index] = _NEVER
    for match in _LATIN.finditer(text):
        for index in range(match.start() + 1, match.end()):
            lone = 1 in (index - match.start(), match.end() - index)
            costs[index] = _IN_WORD + (_LONE if lone else 0.0)
    for match in _IN_HAN_DATE.finditer(text):
        for index in range(match.start() + 1, match.end()):
            costs[index] = _IN_NUMBER
    for match in _FIGURE.finditer(text):
        _cost_figure(costs, *match.span("whole"), from_right=True)
        if match["part"]:
            point, end = match.span("part")
            costs[point], costs[point + 1] = _NEVER, _AT_POINT
            _cost_figure(costs, point + 1, end, from_right=False)
    for match in _DOC_NUMBER.finditer(text):
        for index in range(match.start() + 1, match.end()):
            costs[index] = max(costs[index], _FROM_UNIT)
    for match in _PAIRS.finditer(text):
        begin, end = match.span()
        costs[begin + 1 : end] = [_HALVED if index % 2 else _BY_FORM for index in range(1, end - begin)]
        if begin and text[begin] == "—" and text[begin - 1] not in NEVER_LAST:
            # a single — begins no line, —— may
            costs[begin] = _BY_FORM
    return costs


def _cost(before: str, after: str) -> float:
    if after in NEVER_FIRST - {"/"} or before in NEVER_LAST - {"/"} or (after == "—" and before != "—"):
        return _NEVER
    if after == "…" and before != "…":
        return _BEFORE_DOTS
    if after in _SIGNS:
        return _FROM_SIGN
    is_digit = after.isdecimal()
    if before in "年月" and is_digit:
        return _AT_MARK if before == "年" else _IN_GROUPS
    if before in ",，" and is_digit:
        return _IN_GROUPS
    if before in "/?&=_;:-—～" and (after.isalnum() or before == ":"):
        return _AT_MARK
    if before.isdecimal() or (before == "第" and is_digit):
        return _FROM_UNIT
    if before.isascii() and after.isascii():
        return _IN_WORD
    if all("\u4e00" <= char <= "\u9fff" for char in (before, after)):
        return _IN_UNIT
    return _BY_FORM


def _cost_figure(costs: list[float], begin: int, end: int, *, from_right: bool) -> None:
    for index in range(begin + 1, end):
        threes = ((end - index) if from_right else (index - begin)) % 3 == 0
        lone = 1 in (index - begin, end - index)
        costs[index] = (_BETWEEN_THREES if threes else _IN_NUMBER) + (_LONE if lone else 0.0)
