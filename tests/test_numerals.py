"""Whole numbers in digits and in Han numerals."""

import pytest

from pipeline.text.numerals import parse_digits, parse_number
from pipeline.typography.numbering import han_number


@pytest.mark.parametrize("value", [*range(1, 120), 200, 305, 310, 999])
def test_a_number_is_read_as_it_is_printed(value: int) -> None:
    assert parse_number(han_number(value)) == value
    assert parse_number(str(value)) == value


@pytest.mark.parametrize(
    ("text", "value"), [("十", 10), ("百", 100), ("两", 2), ("零", 0), ("〇", 0), ("一百零五", 105), ("１２", 12)]
)
def test_other_forms(text: str, value: int) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "一二", "十十", "千", "第一", "1一", "半"])
def test_anything_else_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=text or "^$"):
        parse_number(text)


def test_digits_named_one_by_one() -> None:
    assert [parse_digits(text) for text in ("二〇二四", "二零二四", "二○二四", "2024")] == [2024] * 4
    for text in ("", "二十", "二0"):
        with pytest.raises(ValueError, match=text or "^$"):
            parse_digits(text)
