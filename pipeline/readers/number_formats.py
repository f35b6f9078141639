"""Writes the value of a spreadsheet cell as its number format displays it: dates, times, percentages and plain numbers.

ECMA-376 part 1, 18.8.30 (numFmt), with the built-in formats of Chinese Excel. What no rule
here covers is written as the file stores it.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import isfinite

from pipeline.patterns import lazy_pattern

_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    20: "h:mm",
    19: "h:mm:ss AM/PM",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    45: "mm:ss",
    47: "mm:ss",
    30: "m/d/yy",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_TOKEN = lazy_pattern(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|_.|\*.'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|a{3,4})|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_WEEKDAYS = "一二三四五六日"
_MAX_DAYS = 2_958_465
"""31 December 9999."""


def built_in_format(number: int) -> str:
    """Return the code of a built-in number format; empty for the general one."""
    return _BUILT_IN.get(number, "")


def format_value(text: str, code: str, *, epoch_1904: bool = False) -> str:
    """Return the value of a number cell under a format code."""
    try:
        value = float(text)
    except ValueError:
        return text
    section = code.partition(";")[0]
    tokens = list(_TOKEN.finditer(section))
    pattern = "".join(token["other"] or "" for token in tokens)
    if _is_date(tokens) and 0 <= value <= _MAX_DAYS:
        return _date(value, tokens, epoch_1904=epoch_1904)
    found = re.search(r"[#,0?]*0(?:\.0+)?(%?)", pattern)
    if not found or not isfinite(value):
        # what Excel stores is a binary fraction; it displays at most eleven digits
        return text if re.fullmatch(r"-?\d+", text) or not abs(value) < 1e11 else f"{value:.11g}"
    digits = found[0].rstrip("%")
    scaled = value * 100 if found[1] else value
    number = f"{scaled:{',' if ',' in digits else ''}.{len(digits.partition('.')[2])}f}{found[1]}"
    literals = [token["quoted"] or token["escaped"] or "" for token in tokens]
    first = next(index for index, token in enumerate(tokens) if token["other"] and token["other"] in "#,0?")
    return f"{''.join(literals[:first])}{number}{''.join(literals[first:])}"


def _is_date(tokens: Sequence[re.Match[str]]) -> bool:
    # only a number has digits to fill
    return any(token["date"] for token in tokens) and not any(token["other"] in ("0", "#", "?") for token in tokens)


def _date(value: float, tokens: Sequence[re.Match[str]], *, epoch_1904: bool) -> str:
    """A serial day as a date; day 60 of 1900, which never was, is taken as 1 March."""
    first = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30 if value >= 60 else 31)  # noqa: DTZ001 - a cell has no zone
    try:
        moment = first + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return f"{value:.11g}"
    has_half = any(token["half"] for token in tokens)
    written = []
    previous = ""
    for index, token in enumerate(tokens):
        date = (token["date"] or "").lower()
        if date:
            following = next((later["date"].lower() for later in tokens[index + 1 :] if later["date"]), "")
            is_minute = date[0] == "m" and len(date) < 3 and (previous.startswith("h") or following.startswith("s"))
            written.append(_part("n" * len(date) if is_minute else date, moment, has_half=has_half))
            previous = date
        elif token["half"]:
            morning, afternoon = token["half"].split("/")
            written.append(morning if moment.hour < 12 else afternoon)
        else:
            written.append(token["quoted"] or token["escaped"] or token["other"] or "")
    return "".join(written).strip()


def _part(token: str, moment: datetime, *, has_half: bool) -> str:
    """One part of a date; n is the minute."""
    hour = (moment.hour % 12 or 12) if has_half else moment.hour
    match token[0], len(token):
        case "y", length:
            return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
        case "m", (3 | 4 | 5):
            # Chinese Excel writes months as numbers
            return f"{moment.month}月"
        case "d", (3 | 4) as length:
            return f"{'星期' if length == 4 else '周'}{_WEEKDAYS[moment.weekday()]}"
        case "a", length:
            return f"{'星期' if length == 4 else ''}{_WEEKDAYS[moment.weekday()]}"
        case kind, length:
            value = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}[kind]
            return f"{value:0{min(length, 2)}d}"
