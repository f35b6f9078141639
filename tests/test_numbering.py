"""The automatic numbers of Word's lists: every format, restarts, overrides, and as LibreOffice prints them."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from pipeline.readers.docx_numbering import format_number
from pipeline.readers.load import read_document
from pipeline.typography.numbering import han_number
from tests.libreoffice import Office
from tests.word_files import abstract_list, cell, level, list_number, numbered, paragraph, row, table, word_file

PLAN = (
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimal", "%1.%2.%4"),
)
"""The numbers of an official document: 一、（一）1."""

STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
)
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'


def labels(numbering: str, *paragraphs: str, styles: str = STYLES) -> list[str]:
    """The number and text of every paragraph."""
    document = read_document("计划.docx", word_file("".join(paragraphs), {"numbering": numbering, "styles": styles}))
    return [found.printed for found in document.paragraphs()]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一○○", 101: "一○一"}),
        ("chineseCountingThousand", {10: "十", 100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一", 10010: "一万零一十"}),
        ("taiwaneseCountingThousand", {12: "十二", 10000: "一萬"}),
        ("taiwaneseCounting", {19: "十九", 100: "一○○"}),
        ("japaneseCounting", {10: "十", 20: "二十", 100: "百", 111: "百十一"}),
        ("ideographDigital", {9: "九", 10: "一〇", 21: "二一"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("ideographZodiacTraditional", {1: "甲子", 2: "乙丑", 60: "癸亥"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 101: "壹佰零壹"}),
        ("ideographLegalTraditional", {2: "貳", 10: "壹拾"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {1: "①", 10: "⑩"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("decimalZero", {1: "01", 10: "10"}),
        ("numberInDash", {3: "- 3 -"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 22: "22nd"}),
        ("hex", {10: "A"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {26: "Z", 27: "AA", 53: "AAA"}),
        ("lowerLetter", {2: "b"}),
        ("decimal", {1: "1"}),
        ("none", {1: ""}),
        ("bullet", {1: ""}),
        ("unknown", {7: "7"}),
    ],
)  # fmt: skip
def test_every_number_format_is_written_as_word_writes_it(kind: str, numbers: dict[int, str]) -> None:
    assert {value: format_number(value, kind) for value in numbers} == numbers


@given(st.integers(1, 9999))
def test_chinese_numbers_are_different_for_different_values(value: int) -> None:
    spoken = format_number(value, "chineseCountingThousand")
    assert spoken != format_number(value + 1, "chineseCountingThousand")
    assert set(spoken) <= set("零一二三四五六七八九十百千万")
    assert "零零" not in spoken
    assert not spoken.endswith("零")


def test_a_custom_format_is_as_wide_as_its_pattern() -> None:
    assert format_number(7, "custom", "001, 002, 003, ...") == "007"


def test_levels_begin_again_below_a_higher_one() -> None:
    assert labels(
        abstract_list(0, *PLAN) + list_number(1, 0),
        numbered("甲", 0),
        numbered("乙", 1),
        numbered("丙", 1),
        numbered("丁", 2),
        numbered("戊", 0),
        numbered("己", 1),
        numbered("庚", 2),
        numbered("辛", 3),
    ) == ["一、甲", "（一）乙", "（二）丙", "1.丁", "二、戊", "（一）己", "1.庚", "二.一.1 辛".replace(" ", "")]


def test_a_level_that_was_left_out_counts_once() -> None:
    numbering = abstract_list(0, *PLAN) + list_number(1, 0)
    assert labels(numbering, numbered("甲", 1), numbered("乙", 0)) == ["（一）甲", "二、乙"]


def test_a_legal_level_has_arabic_digits_throughout() -> None:
    numbering = abstract_list(0, PLAN[0], level(1, "decimal", "%1.%2", "<w:isLgl/>")) + list_number(1, 0)
    assert labels(numbering, numbered("甲", 0), numbered("乙", 1)) == ["一、甲", "1.1 乙".replace(" ", "")]


def test_a_level_may_never_begin_again() -> None:
    numbering = abstract_list(0, PLAN[0], level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')) + list_number(1, 0)
    found = labels(numbering, numbered("甲", 0), numbered("乙", 1), numbered("丙", 0), numbered("丁", 1))
    assert found == ["一、甲", "1.乙", "二、丙", "2.丁"]


def test_a_level_may_begin_again_after_one_level_only() -> None:
    levels = (*PLAN[:2], level(2, "decimal", "%3.", '<w:lvlRestart w:val="1"/>'))
    numbering = abstract_list(0, *levels) + list_number(1, 0)
    steps = [numbered("甲", 0), numbered("乙", 1), numbered("丙", 2), numbered("丁", 1), numbered("戊", 2)]
    assert labels(numbering, *steps, numbered("己", 0), numbered("庚", 2))[4:] == ["2.戊", "二、己", "1.庚"]


def test_lists_of_one_definition_go_on_from_each_other_until_one_begins_again() -> None:
    numbering = abstract_list(0, *PLAN) + list_number(1, 0) + list_number(2, 0) + list_number(3, 0, RESTART)
    found = labels(
        numbering,
        numbered("甲", 0, 1),
        numbered("乙", 0, 2),
        numbered("丙", 0, 3),
        numbered("丁", 0, 3),
        numbered("戊", 0, 1),
    )
    assert found == ["一、甲", "二、乙", "一、丙", "二、丁", "三、戊"]


def test_a_list_may_have_a_level_of_its_own() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    numbering = abstract_list(0, *PLAN) + list_number(1, 0) + list_number(2, 0, override)
    assert labels(numbering, numbered("甲", 0, 1), numbered("乙", 0, 2)) == ["一、甲", "II)乙"]


def test_styles_number_their_paragraphs() -> None:
    levels = (
        level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="1"/>'),
        level(1, "chineseCountingThousand", "（%2）", '<w:pStyle w:val="2"/>'),
    )
    found = labels(
        abstract_list(0, *levels) + list_number(1, 0),
        paragraph("甲", properties='<w:pStyle w:val="1"/>'),
        paragraph("乙", properties='<w:pStyle w:val="2"/>'),
        paragraph("丙", properties='<w:pStyle w:val="3"/>'),
        paragraph("丁", properties='<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
    )
    assert found == ["一、甲", "（一）乙", "（二）丙", "丁"]


def test_a_list_may_take_its_levels_from_a_numbering_style() -> None:
    link, name = '<w:numStyleLink w:val="S"/>', '<w:styleLink w:val="S"/>'
    numbering = abstract_list(0, *PLAN, before=name) + abstract_list(1, before=link) + list_number(2, 1)
    assert labels(numbering, numbered("甲", 0, 2), numbered("乙", 1, 2)) == ["一、甲", "（一）乙"]


def test_cells_and_empty_paragraphs_are_counted_and_deleted_paragraphs_are_not() -> None:
    gone = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:author="王某"/></w:rPr></w:pPr>'
        '<w:del w:author="王某"><w:r><w:delText>删</w:delText></w:r></w:del></w:p>'
    )
    found = labels(
        abstract_list(0, *PLAN) + list_number(1, 0),
        numbered("甲"),
        gone,
        table(row(cell(numbered("乙")), cell("无"))),
        numbered(""),
        numbered("丙"),
    )
    assert found == ["一、甲", "二、乙", "无", "三、", "四、丙"]


def test_a_number_without_a_mark_is_parted_from_digits() -> None:
    assert labels(abstract_list(0, level(0, "decimal", "%1")) + list_number(1, 0), numbered("3月底前")) == ["1 3月底前"]


def test_a_symbol_font_bullet_is_the_sign_it_shows() -> None:
    bullet = level(0, "bullet", "\uf0b7").replace(
        "</w:lvl>", '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr></w:lvl>'
    )
    assert labels(abstract_list(0, bullet) + list_number(1, 0), numbered("甲")) == ["•甲"]


@pytest.mark.parametrize(
    "numbering",
    [
        "",
        list_number(1, 5),
        abstract_list(0) + list_number(1, 0),
        '<w:num/><w:abstractNum/><w:num w:numId="1"/>',
        abstract_list(0, level(0, "decimal", "%9%1%")) + list_number(1, 0),
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="x"><w:start w:val="99999999999"/></w:lvl></w:abstractNum>'
        + list_number(1, 0),
    ],
)
def test_a_damaged_numbering_part_does_no_harm(numbering: str) -> None:
    (found,) = labels(numbering, numbered("甲"))
    assert found.endswith("甲")


STORY = (
    *(numbered("甲", 0), numbered("乙", 1), numbered("丙", 1), numbered("丁", 2), numbered("戊", 0), numbered("己", 2)),
    *(numbered("庚", 1), numbered("辛", 0, 2), numbered("壬", 0, 2), numbered("癸", 0), numbered("子", 3)),
    table(row(cell(numbered("丑")), cell(numbered("寅", 1))), row(cell(numbered("卯", 1)), cell("辰"))),
    numbered("巳", 0),
)


@pytest.mark.libreoffice
def test_libreoffice_prints_the_same_numbers(office: Office, tmp_path: Path) -> None:
    kinds = ("japaneseCounting", "ideographTraditional", "chineseLegalSimplified", "upperLetter", "lowerRoman")
    definitions = abstract_list(0, *PLAN) + "".join(
        abstract_list(index, level(0, kind, "%1）")) for index, kind in enumerate(kinds, 1)
    )
    lists = (
        list_number(1, 0)
        + list_number(2, 0, RESTART)
        + "".join(list_number(index + 2, index) for index in range(1, 1 + len(kinds)))
    )
    others = [numbered("某", 0, index + 2) for index in range(1, 1 + len(kinds)) for _ in range(15)]
    content = word_file("".join((*STORY, *others)), {"numbering": definitions + lists})
    path = tmp_path / "计划.docx"
    path.write_bytes(content)
    printed = office.convert(path, "txt:Text (encoded):UTF8").read_text("utf-8-sig")
    found = "".join(paragraph.printed for paragraph in read_document("计划.docx", content).paragraphs())
    # LibreOffice 25 writes the cells of a row on one line, 7.4 each on its own
    assert found == "".join(printed.split())


def test_our_own_numbers_go_on_behind_nine_hundred_and_ninety_nine() -> None:
    numbers = {
        15: "十五",
        110: "一百一十",
        999: "九百九十九",
        1000: "一千",
        1001: "一千零一",
        1010: "一千零一十",
        1100: "一千一百",
    }
    assert {number: han_number(number) for number in numbers} == numbers
    assert len({han_number(number) for number in range(1, 10_000)}) == 9_999
