"""The words without which a text matches none of our patterns, and what is searched by them."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.patterns import (
    DIGIT,
    MOST_REFUSALS,
    WORDS,
    Alternatives,
    alternative,
    lazy_pattern,
    may_match,
    words_needed,
)
from pipeline.tools.make_pattern_words import words_of
from tests.builders import ROOT


def test_the_list_is_made_from_the_patterns(tmp_path: Path) -> None:
    # in a process of its own: here are patterns of other tests
    made = tmp_path / "words.txt"
    subprocess.run([sys.executable, "-m", "pipeline.tools.make_pattern_words", made], cwd=ROOT, check=True)
    assert made.read_bytes() == WORDS.read_bytes(), "python -m pipeline.tools.make_pattern_words"


@pytest.mark.parametrize(
    ("pattern", "groups"),
    [
        ("公开", [["公开"]]),
        ("公开|公布", [["公布", "公开"]]),
        ("公(?:开|布)表?", [["公布", "公开"]]),
        # one word that has another in it says nothing more
        ("公开|公开表", [["公开"]]),
        ("公.{0,3}开", [["公"], ["开"]]),
        ("(?:公开)+好", [["好"], ["公开"]]),
        ("(?:公开)*好", [["好"]]),
        ("(?:公开)?", []),
        ("公开|.布", [["公开", "布"]]),
        ("公开|.*", []),
        # what is looked at stands in the text, what must not follow does not
        ("(?<=公开)[^好](?=情况)", [["公开"], ["情况"]]),
        ("公(?!布)开", [["公开"]]),
        ("^公$", [["公"]]),
        (r"\d+项", [["项"], [DIGIT]]),
        (r"[\d一]项", [["项"], [DIGIT, "一"]]),
        (r"\d|[cd]", [[DIGIT, "c", "d"]]),
        ("[一二]项", [["一项", "二项"]]),
        ("[^一]项", [["项"]]),
        (r"(?P<a>公)(?P=a)", [["公"]]),
        ("(?i:公a)", []),
        ("(?i)公a", []),
        ("a\\|b公", []),
        (r"\s公", [["公"]]),
        ("[\u4e00-\u9fff]公", [["公"]]),
        ("(?!)", []),
    ],
)
def test_a_text_that_matches_has_these_words(pattern: str, groups: list[list[str]]) -> None:
    assert sorted(words_of(pattern)) == sorted(groups)


def test_a_text_without_the_words_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.patterns.words_needed", lambda _: [["公开", DIGIT], ["好"]])
    pattern = lazy_pattern("公开.*好|[3三]好")
    assert pattern.search("公布得好") is None
    assert pattern.match("公布得好") is None
    assert pattern.fullmatch("公开") is None
    assert list(pattern.finditer("好")) == pattern.findall("3") == []
    assert pattern.sub("", "公布得好") == "公布得好"
    assert pattern.sub(repl="", string="公布得好", count=1) == "公布得好"
    assert pattern.split("公布得好") == pattern.split(string="公布得好", maxsplit=1) == ["公布得好"]
    assert pattern.search(string="公布得好") is pattern.search("公布得好", 0, 2) is None
    assert "search" not in vars(pattern)
    assert [match.group() for match in pattern.finditer("公开得好，3好")] == ["公开得好，3好"]
    # once it is compiled it searches everything: 三 is of no word
    assert pattern.findall("三好") == ["三好"]


def test_a_text_is_looked_through_once_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def in_none(_groups: object, text: str) -> bool:
        looked.append(text)
        return False

    monkeypatch.setattr("pipeline.patterns.may_match", in_none)
    pattern = lazy_pattern("公开")
    text = "公" * 100
    assert [pattern.match(text, at) for at in range(len(text))] == [None] * len(text)
    assert looked == [text]
    texts = [str(number) for number in range(2 * MOST_REFUSALS)]
    assert not any(map(pattern.search, texts))
    assert "search" in vars(pattern)
    assert len(looked) == MOST_REFUSALS


def test_of_alternatives_those_are_searched_that_may_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.patterns.words_needed", lambda pattern: [[pattern[:1]]])
    several = Alternatives({"first": "甲(?P<first>.)", "second": "乙.", "third": "丙"})
    pattern = several.within("甲乙丁")
    assert pattern.pattern == "(?P<_first>甲(?P<first>.))|(?P<_second>乙.)"
    assert [(alternative(match), match.group()) for match in pattern.finditer("丁甲一乙二")] == [
        ("first", "甲一"),
        ("second", "乙二"),
    ]
    assert several.within("乙甲") is pattern
    assert several.within("丁").search("甲乙丙") is None


def test_of_a_pattern_that_is_not_listed_nothing_is_known() -> None:
    assert words_needed("an unknown pattern") == words_needed(b"bytes") == ()
    assert may_match((), "")
    assert lazy_pattern(b"a+").findall(b"caat") == [b"aa"]
