"""Lines of text without a renderer: the pieces that hold together, the lines that a text takes, the cheapest breaks."""

from math import inf

import pytest

from pipeline.typography.lines import cheapest_breaks, clusters, estimated_lines, line_count, words


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
