"""Lines of text without a renderer: the pieces that hold together, the lines that a text takes, the cheapest breaks."""

from itertools import accumulate
from math import inf

import pytest

from pipeline.typography.gbt9704 import CONDENSED, WIDENED
from pipeline.typography.lines import cheapest_breaks, clusters, estimated_lines, last_line_spacing, line_count, words


def test_programs_keep_latin_words_and_full_width_dates_whole() -> None:
    assert list(words("按GB/T 9704于２０２４年办")) == ["按", "GB/T", " ", "9704", "于", "２０２４年", "办"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("第12街道办", ["第12街", "道", "办"]),
        ("（甲）。乙", ["（甲）。", "乙"]),
        ("2024年5月1日前", ["2024年5月1日", "前"]),
        ("甲——乙", ["甲——", "乙"]),
    ],
)
def test_the_pdf_keeps_numbers_with_their_units_and_marks_with_their_characters(text: str, pieces: list[str]) -> None:
    assert list(clusters(text)) == pieces
    assert "".join(clusters(text)) == text


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("", 5, 1), ("公" * 10, 5, 2), ("公" * 10 + "。", 5, 3), ("公" * 4 + "2024", 5, 2), ("a" * 30, 5, 3)],
)
def test_a_text_takes_as_many_lines_as_its_pieces_need(text: str, room: float, lines: int) -> None:
    assert line_count(text, room) == lines


def test_an_estimate_lets_a_text_break_anywhere() -> None:
    assert [estimated_lines(width, 5) for width in (0, 5, 5.5, 10)] == [0, 1, 2, 2]


def test_the_cheapest_breaks_are_not_the_first_that_fit() -> None:
    def line_cost(begin: int, end: int) -> float | None:
        return None if end - begin > 4 else float((end - begin - 3) ** 2)

    assert cheapest_breaks(6, line_cost) == (0.0, (3,))
    assert cheapest_breaks(0, line_cost) == (0.0, ())


def test_what_fits_nowhere_costs_without_end() -> None:
    assert cheapest_breaks(2, lambda _begin, _end: None)[0] == inf


def spacing(text: str, room: float, *, first: float = 0.0, keeps_lines: bool = False) -> float:
    """The letter spacing of a text of 10 pt in lines of `room` pt."""
    widths = [5.0 if char.isascii() else 10.0 for char in text]
    cuts = [*accumulate(map(len, clusters(text)))][:-1]
    return last_line_spacing(text, widths, cuts, room, first or room, keeps_lines=keeps_lines)


def test_a_last_line_of_two_characters_keeps_its_spacing() -> None:
    assert spacing("公" * 22 + "。", 201) == 0.0
    assert spacing("公" * 20, 201) == 0.0


def test_a_single_character_is_drawn_in_where_little_is_lacking() -> None:
    text = "公" * 10 + "2024年5月" + "公" * 7 + "开。"
    assert -CONDENSED <= spacing(text, 230) < 0.0


def test_a_single_character_gets_another_one_where_a_line_is_full() -> None:
    # not even a character more would fit in the full line, set closer by less than half a point
    assert 0.0 < spacing("公" * 20 + "开。", 201) <= WIDENED
    assert 0.0 < spacing("公" * 38 + "开。", 201, first=181) <= WIDENED


def test_a_text_that_keeps_its_lines_is_only_widened() -> None:
    text = "公" * 10 + "2024年5月" + "公" * 7 + "开。"
    assert spacing(text, 230, keeps_lines=True) >= 0.0


def test_where_no_spacing_would_do_there_is_none() -> None:
    # a line so short that half a character is empty
    assert spacing("公公开。", 36) == 0.0
