"""How a finding is shown in a terminal: the caret stands under the right character, and nothing in a line does harm.

The cells that characters take are counted by the function pytest has for its own lines, not by ours.
"""

import re
import unicodedata

import pytest
from _pytest._io.wcwidth import wcswidth
from hypothesis import given, strategies as st

from pipeline.check.report.terminal import format_finding
from pipeline.findings import Edit, Finding, Related, Severity, ordered
from pipeline.parse import parse
from pipeline.source import Place, file_from_text, sources_from_files

PATH = "content/2024/items/甲.md"


def shown(line: str, start: int, stop: int, columns: int = 80, *, above: int = 0) -> list[str]:
    """The lines for a finding on the characters from `start` to `stop` of a line, `above` others before it."""
    source = file_from_text(PATH, "\n" * above + line)
    number = above + 1
    finding = Finding("T001", Severity.WARNING, Place(PATH, number, start + 1, number, stop + 1), "说明")
    return format_finding(finding, source, columns).split("\n")


def pointed(lines: list[str]) -> str:
    """What stands above the carets."""
    _, _, line, caret = lines[:4]
    before, after = wcswidth(caret) - caret.count("^"), wcswidth(caret)
    found, at = "", 0
    for char in line:
        if before <= at < after and wcswidth(char):
            found += char
        at += wcswidth(char)
    return found


# --- the caret --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "start", "stop", "under"),
    [
        ("做好公开。", 0, 1, "做"),
        ("做好公开。", 2, 4, "公开"),
        ("做好公开。", 4, 5, "。"),
        ("abc公开def", 3, 5, "公开"),
        ("ａｂ１２公开", 2, 4, "１２"),
        ("，。《》“”公开", 6, 8, "公开"),
        ("　　做好", 2, 3, "做"),
        ("𠮷㐂龘公开", 1, 2, "㐂"),
        ("ｱｲ公开", 2, 3, "公"),
        ("①②公开—…", 2, 4, "公开"),
        ("e\u0301公开", 2, 3, "公"),
        ("5*8小时、7*24小时", 6, 10, "7*24"),
    ],
)
def test_the_caret_stands_under_the_character(line: str, start: int, stop: int, under: str) -> None:
    assert pointed(shown(line, start, stop)) == under


def test_the_whole_of_it_as_a_person_sees_it() -> None:
    source = file_from_text(PATH, "做好公开。\n完成时间：三月")
    place = Place(PATH, 2, 6, 2, 8)
    finding = Finding(
        "T001",
        Severity.ERROR,
        place,
        "读不懂“三月”",
        "写作 3月",
        (Related(Place(PATH, 1, 1, 1, 2), "也在这里"),),
        (Edit(place, "3月"),),
    )
    assert format_finding(finding, source).split("\n") == [
        f"{PATH}:2:6: 必改 T001 读不懂“三月”",
        "  |",
        "2 | 完成时间：三月",
        "  |           ^^^^",
        f"  = 参见 {PATH}:1:1: 也在这里",
        "  = 写作 3月",
        "  = 可自动改正",
    ]


@pytest.mark.parametrize("above", [0, 8, 98, 1233])
def test_the_caret_stands_right_below_long_numbers_of_lines(above: int) -> None:
    lines = shown("做好公开。", 2, 4, above=above)
    assert lines[2].startswith(f"{above + 1} | ")
    assert pointed(lines) == "公开"


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (2, 2), (5, 5), (5, 6)])
def test_an_empty_place_and_one_behind_the_line_have_one_caret(start: int, stop: int) -> None:
    _, _, line, caret = shown("做好公开。", start, stop)
    assert caret.count("^") == 1
    assert wcswidth(caret) - 1 - wcswidth("1 | ") == 2 * start
    assert line == "1 | 做好公开。"


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    source = file_from_text(PATH, "做好公开。\n再做。")
    lines = format_finding(Finding("T001", Severity.WARNING, Place(PATH, 1, 3, 2, 2), "说明"), source).split("\n")
    assert pointed(lines) == "公开。"


@pytest.mark.parametrize("line", [0, 3, 99])
def test_a_place_outside_the_file_shows_no_line(line: int) -> None:
    finding = Finding("T001", Severity.WARNING, Place(PATH, line, 1, line, 2), "说明", "办法")
    assert format_finding(finding, file_from_text(PATH, "甲\n乙")).split("\n") == [
        f"{PATH}:{line}:1: 请核实 T001 说明",
        "  = 办法",
    ]
    assert format_finding(finding, None).split("\n") == [f"{PATH}:{line}:1: 请核实 T001 说明", "  = 办法"]


# --- long lines --------------------------------------------------------------------------

LONG = "，".join(f"第{number}项工作要做好" for number in range(1, 60)) + "。"


@pytest.mark.parametrize("columns", [40, 41, 60, 80, 200])
@pytest.mark.parametrize("at", [0, 1, 150, 300, len(LONG) - 1])
def test_a_long_line_is_cut_around_the_place_within_the_terminal(columns: int, at: int) -> None:
    lines = shown(LONG, at, at + 1, columns)
    assert all(wcswidth(line) <= columns for line in lines[1:])
    assert pointed(lines) == LONG[at]
    words = lines[2].removeprefix("1 | ")
    assert words.strip("…") in LONG
    assert words.startswith("…") == (not LONG.startswith(words.strip("…")))
    assert words.endswith("…") == (not LONG.endswith(words.strip("…")))
    # the room is used: a wide character more would not fit on either side
    assert wcswidth(lines[2]) >= columns - 4


def test_a_line_that_fits_is_not_cut() -> None:
    exact = "公" * 38
    assert shown(exact, 37, 38, 80)[2] == f"1 | {exact}"
    assert "…" in shown(f"{exact}公", 37, 38, 80)[2]


@pytest.mark.parametrize("columns", [40, 80])
def test_a_place_longer_than_the_terminal_is_marked_as_far_as_it_is_seen(columns: int) -> None:
    lines = shown(LONG, 20, 400, columns)
    assert all(wcswidth(line) <= columns for line in lines[1:])
    assert LONG[20:400].startswith(pointed(lines))
    assert wcswidth(pointed(lines)) >= columns - 10


# --- what could do harm --------------------------------------------------------------------

INVISIBLE = (
    "\x00\x07\x08\x0b\x0c\x1b\x7f\x85\x9b\xa0\xad\u200b\u200e\u202e\u2028\u2029\u2060\u2066\ufeff\ue000\ufdd0\ufffe"
)


def harmless(words: str) -> bool:
    """Whether a terminal shows every one of the characters and obeys none."""
    return not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp") for char in words)


@pytest.mark.parametrize("char", INVISIBLE, ids=lambda char: f"U+{ord(char):04X}")
def test_an_invisible_character_is_shown_by_its_number(char: str) -> None:
    lines = shown(f"做{char}好公开", 1, 2)
    assert all(harmless(line) for line in lines)
    assert pointed(lines) == f"<U+{ord(char):04X}>"
    assert pointed(shown(f"做{char}好公开", 3, 5)) == "公开"


def test_a_tab_is_one_blank() -> None:
    lines = shown("\t甲\t乙", 3, 4)
    assert lines[2] == "1 |  甲 乙"
    assert pointed(lines) == "乙"


@pytest.mark.parametrize("char", "\x1b\x9b\u200b\u202e\u2028\ue000", ids=lambda char: f"U+{ord(char):04X}")
def test_words_about_an_invisible_character_are_harmless_too(char: str) -> None:
    place = Place(f"content/甲{char}.md", 1, 1, 1, 2)
    words = f"不认识的键“未{char}知”"
    lines = format_finding(
        Finding("T001", Severity.WARNING, place, words, words, (Related(place, words),)), None
    ).split("\n")
    assert len(lines) == 3
    assert all(harmless(line) for line in lines)
    assert all(f"<U+{ord(char):04X}>" in line for line in lines)


@pytest.mark.parametrize("char", "\x1b\u202e\u2066", ids=lambda char: f"U+{ord(char):04X}")
def test_nothing_that_was_typed_rules_the_terminal(char: str) -> None:
    """What parsing says of strange characters, wherever they stand."""
    plan = f"---\n标题: 计划\n未{char}知: 甲\n公开属性: {char}\n---\n\n## 主{char}要\n\n- [甲](items/乙{char}.md)\n"
    sources = sources_from_files(2024, {"2024/plan.md": plan, "2024/items/甲.md": f"甲。（责任部{char}们：乙）\n"})
    findings = parse(sources).findings
    assert len(findings) > 3
    by_path = {source.path: source for _, source in sources.files}
    for finding in findings:
        assert harmless(format_finding(finding, by_path[finding.place.path]).replace("\n", ""))


text = st.text(
    st.one_of(st.sampled_from("公开做好ａ，“a1 \t\u200b\x1bé𠮷"), st.characters(exclude_characters="\r\n")), max_size=60
)


@given(text, st.integers(0, 60), st.integers(0, 8), st.integers(40, 120))
def test_any_line_is_shown_within_the_terminal_with_the_caret_in_its_place(
    line: str, start: int, length: int, columns: int
) -> None:
    lines = shown(line, min(start, len(line)), min(start + length, len(line)), columns)
    assert len(lines) == 4
    assert all(harmless(one) for one in lines)
    assert re.fullmatch(r"  \|  *\^+", lines[3])
    if all(_plain(char) for char in line):
        assert wcswidth(lines[2]) <= columns
        assert wcswidth(lines[3]) <= columns
        marked = line[start : start + length]
        if marked:
            cells = "".join(
                " " if char == "\t" else char if harmless(char) else f"<U+{ord(char):04X}>" for char in marked
            )
            assert pointed(lines) == cells


def _plain(char: str) -> bool:
    """Whether everybody agrees on how many cells the character takes."""
    return char in "公开做好ａ，“a1 \t\u200b\x1b𠮷"


# --- order --------------------------------------------------------------------------------


def finding(path: str, line: int, column: int, code: str = "T001", message: str = "说明") -> Finding:
    return Finding(code, Severity.WARNING, Place(path, line, column, line, column + 1), message)


def test_findings_are_sorted_by_place_and_said_once() -> None:
    sorted_ones = [
        finding("a.md", 2, 1),
        finding("a.md", 10, 1),
        finding("a.md", 10, 2, "T001"),
        finding("a.md", 10, 2, "T002", "一"),
        finding("a.md", 10, 2, "T002", "丁"),
        finding("b.md", 1, 1),
    ]
    assert list(ordered([*reversed(sorted_ones), sorted_ones[3]])) == sorted_ones


# --- what may not be repeated ----------------------------------------------------------------


def test_what_is_masked_is_covered_in_every_excerpt_and_as_wide_as_it_was() -> None:
    source = file_from_text(PATH, "编号AB机密甲的文件")
    secret = Place(PATH, 1, 3, 1, 8)
    masked = Finding("T001", Severity.ERROR, secret, "不能写", redact=True)
    other = Finding("T002", Severity.WARNING, Place(PATH, 1, 9, 1, 11), "说明")
    for one, hidden in ((masked, ()), (other, (secret,))):
        lines = format_finding(one, source, hidden=hidden).split("\n")
        assert lines[2] == "1 | 编号**＊＊＊的文件"
    assert pointed(format_finding(other, source, hidden=(secret,)).split("\n")) == "文件"
