"""Reads whole numbers in digits and in Han numerals."""

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2}


def parse_number(text: str) -> int:
    """Return a whole number in digits, or one up to 999 in Han numerals; 两 counts as 2. Raises ValueError for any other text."""
    if text.isdecimal():
        return int(text)
    hundreds, is_hundred, rest = text.rpartition("百")
    tens, is_ten, ones = rest.rpartition("十")
    if is_hundred and not is_ten:
        ones = ones.lstrip("零〇")
    if not text or any(len(part) > 1 or (part and part not in _DIGITS) for part in (hundreds, tens, ones)):
        raise ValueError(text)
    value = (_DIGITS[hundreds] if hundreds else 1) * 100 if is_hundred else 0
    value += (_DIGITS[tens] if tens else 1) * 10 if is_ten else 0
    return value + (_DIGITS[ones] if ones else 0)


def parse_digits(text: str) -> int:
    """Return a number whose digits are named one by one (二〇二四), or are digits; raises ValueError for any other text."""
    if text.isdecimal():
        return int(text)
    if not text or not set(text) <= _DIGITS.keys():
        raise ValueError(text)
    return int("".join(str(_DIGITS[char]) for char in text))
