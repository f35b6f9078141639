"""Lines of text without a renderer: the pieces that hold together, the lines that a text takes, the cheapest breaks."""

from itertools import accumulate
from math import inf

import pytest

from pipeline.typography.gbt9704 import CONDENSED, WIDENED
from pipeline.typography.lines import (
    BREAK,
    JOINER,
    LastLine,
    better_last_line,
    cheapest_breaks,
    clusters,
    controlled_pieces,
    estimated_lines,
    inside_codes,
    line_count,
    words,
)


def test_programs_keep_latin_words_and_full_width_dates_whole() -> None:
    assert list(words("按GB/T 9704于２０２４年办")) == ["按", "GB/T", " ", "9704", "于", "２０２４年", "办"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("第12街道办", ["第12街", "道", "办"]),
        ("（甲）。乙", ["（甲）。", "乙"]),
        ("2024年5月1日前", ["2024年5月1日", "前"]),
        ("甲——乙", ["甲——", "乙"]),
        ("在10个工作日内办", ["在", "10个工作日内", "办"]),
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


def test_what_is_joined_is_one_piece_and_a_break_ends_it() -> None:
    text = f"配合：{BREAK}政{JOINER}府{JOINER}采{JOINER}购{BREAK}管{JOINER}理{JOINER}科、{JOINER}财{JOINER}监科、2024年3{JOINER}月"
    assert list(controlled_pieces(text)) == ["配", "合：", "政府采购", "管理科、财监", "科、", "2024年3月"]


def test_numbers_of_standards_and_documents_are_held_from_their_year_on() -> None:
    text = "按某财〔2024〕2号、GB/T 9704—2012办"
    held = inside_codes(text)
    assert [text[begin : begin + 1] for begin in range(1, len(text)) if begin not in held] == list("某财〔、G办")


def last(text: str, room: float, *, first: float = 0.0, keeps_lines: bool = False, is_ragged: bool = False) -> LastLine:
    """How a text of 10 pt is set in lines of `room` pt so that its last line is no single character."""
    widths = [5.0 if char.isascii() else 10.0 for char in text]
    cuts = [*accumulate(map(len, clusters(text)))][:-1]
    return better_last_line(text, widths, cuts, room, first or room, keeps_lines=keeps_lines, is_ragged=is_ragged)


def test_a_last_line_of_two_characters_stays_as_it_is() -> None:
    assert last("公" * 22 + "。", 201) == LastLine()
    assert last("公" * 20, 201) == LastLine()


DRAWN_IN = "公" * 10 + "2024年5月" + "公" * 7 + "开。"
"""A text that lacks 5 pt in a line of 230."""


def test_a_single_character_is_drawn_in_where_little_is_lacking() -> None:
    assert 0.0 < last(DRAWN_IN, 230).closer <= CONDENSED


def test_the_last_two_lines_alone_are_set_closer_where_all_of_them_would_end_alike() -> None:
    # set closer as a whole, every line would take more, and the last be a single character again
    text = "完善公文公开属性源头认定，对照《中华人民共和国政府信息公开条例》要求，加强数据归集、整理和推送，通过政府网站、政务新媒体、新闻发布会等渠道，"
    text += "方便公众查询、获取和利用。加强数据归集、整理和推送，方便公众查询、获取和利用。严格按照时间节点。"
    found = last(text, 128.8)
    assert 0.0 < found.closer <= CONDENSED
    assert text[found.closer_from :] == "和利用。严格按照时间节点。"


def test_a_text_set_closer_ends_in_no_single_character() -> None:
    for length in range(20, 400):
        text = "公" * length + "。"
        found = last(text, 128)
        if found.closer and not found.closer_from:
            used = [10.0 - found.closer] * len(text)
            assert length % int(128 / used[0]) != 1, length


def test_a_date_is_parted_for_a_single_character_at_need_alone() -> None:
    text = "12月31日前"
    widths = [5.0 if char.isascii() else 10.0 for char in text]
    assert better_last_line(text, widths, [6], 40, 40, is_ragged=True) == LastLine()
    assert better_last_line(text, widths, [6], 40, 40, is_ragged=True, at_need=[3]).begin == 3


def test_a_single_character_gets_another_one_where_a_line_is_full() -> None:
    # Word is told a spacing by which the last character of the full line does not fit
    found = last("公" * 20 + "开。", 201)
    assert (found.begin, found.wider_from) == (19, 0)
    assert 0.0 < found.wider <= WIDENED
    found = last("公" * 38 + "开。", 201, first=181)
    assert (found.begin, found.wider_from) == (37, 18)
    # in a long text as well, of which no other line is touched
    assert last("公" * 400 + "开。", 201).begin == 399


def test_a_text_that_keeps_its_lines_is_not_set_closer() -> None:
    found = last(DRAWN_IN, 230, keeps_lines=True)
    assert found.closer == 0.0
    assert found.begin == len(DRAWN_IN) - 3


def test_a_full_line_is_not_torn_apart_for_the_last_one() -> None:
    assert last("公开。", 21) == LastLine()
    assert last("公2024年度开。", 41) == LastLine()


def test_a_line_that_is_not_justified_may_be_half_empty_for_the_last_one() -> None:
    text = "公公公公10个开"
    assert last(text, 61) == LastLine()
    assert last(text, 61, is_ragged=True).begin == 4
    assert last("公开。", 21, is_ragged=True) == LastLine()
