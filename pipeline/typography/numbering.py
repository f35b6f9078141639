"""The numbers printed before headings and items (层次序数, GB/T 9704 7.3.3)."""

_DIGITS = "零一二三四五六七八九"


def han_number(value: int) -> str:
    """Return a number from 1 to 9999 in Han characters: 十五, 二十, 一百零一, 一千零一十. Raises ValueError for any other."""
    if not 1 <= value <= 9999:
        raise ValueError(f"序号 {value} 超出一至九千九百九十九")
    text = ""
    lacks = False
    for unit, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            # 十五, yet 一百一十五
            shown = "" if unit == 10 and digit == 1 and not text else _DIGITS[digit]
            text += ("零" if lacks and text else "") + shown + mark
        lacks = not digit
    return text


def heading_number(level: int, value: int) -> str:
    """Return the number printed before a heading or item of that level: 一、（一）1.（1）(9704, 7.3.3); below that ①, by practice."""
    match level:
        case 1:
            return f"{han_number(value)}、"
        case 2:
            return f"（{han_number(value)}）"
        case 3:
            return f"{value}."
        case 4:
            return f"（{value}）"
        case _:
            return chr(0x2460 + value - 1) if value <= 20 else f"{value}）"


def apart(number: str, following: str) -> str:
    """Return a number with a blank behind it if it would run into a digit: 1. before 1月31日 reads 1.1月."""
    return f"{number} " if number.endswith(".") and following[:1].isdecimal() else number
