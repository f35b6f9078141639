"""The tables and weights by which slips are guessed (W016, W020, W021) fit together."""

import pytest

from pipeline.check import sequences
from pipeline.check.lexicon import FOLDER
from pipeline.check.rules import characters
from pipeline.check.rules.characters import Vocabulary, guesses
from pipeline.check.sequence_file import FILE
from pipeline.tools import make_sequences
from tests.builders import ROOT


def nothing() -> Vocabulary:
    """Return the vocabulary of a plan without words."""
    return characters._vocabulary("")


def test_every_term_has_a_weight_for_every_slip() -> None:
    window = f"{sequences.END}依法接收社会监督{sequences.END * 8}"[:12]
    for look in characters._LOOKS:
        assert len(look.weights) == len(characters.terms(nothing(), window, look.size, "受"))


@pytest.mark.slow
def test_the_file_of_sequences_is_made_from_the_texts() -> None:
    assert make_sequences.make(ROOT / "bench/sequences") == (FOLDER / FILE).read_bytes()


def test_what_the_texts_say_is_found_in_the_file() -> None:
    assert sequences.pair("公开") > sequences.pair("公德") > sequences.pair("公讯") == 0
    assert sequences.is_word("公开")
    assert not sequences.is_word("开和")
    assert sequences.several("政府信") > 0 == sequences.several("政信府")
    assert sequences.several("政府信息") > 0 == sequences.several("政府信公")
    assert "息" in sequences.seen_behind("府信")
    assert "息" in sequences.seen_behind("政府信")
    assert "开" in sequences.meant_behind("公")
    assert "公" in sequences.meant_before("开")
    assert sequences.near_idioms("一一对硬") == ["一一列举", "一一对应"]
    assert sequences.near_idioms("一一对应") == ()
    assert sequences.fours_seen("政府信息和的") == [True, False, False]


def test_of_a_character_never_seen_nothing_is_found() -> None:
    assert (sequences.single("㐀"), sequences.alone("龥")) == (0, 0.3)
    assert sequences.pair("㐀公") == sequences.pair("公㐀") == sequences.several("公开㐀") == 0
    assert not sequences.meant_behind("㐀") | sequences.meant_before("㐀") | sequences.seen_behind("公㐀")
    assert sequences.near_idioms("㐀㐀㐀㐀") == []
    assert sequences.fours_seen("公开信㐀") == [False]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("主动接收社会监督", "受"),
        ("依法在规定期限内作出决订", "定"),
        ("负荷条件的申请人", "符合"),
        ("依法接受会社监督", "社会"),
        ("做好任务务分解", "务"),
        ("发展战略性战略性新兴产业", "战略性"),
        ("在20个作日内予以答复", "工"),
    ],
)
def test_slips_are_guessed(text: str, meant: str) -> None:
    assert [guess.meant for _, _, guess in guesses(text, nothing())] == [meant]


def test_a_word_that_the_plan_has_elsewhere_is_likelier_meant() -> None:
    text = "向社会公开招幕人员"
    alone = [guess.score for _, _, guess in guesses(text, nothing())]
    known = [guess.score for _, _, guess in guesses(text, characters._vocabulary("向社会公开招募人员，招募公告"))]
    assert max(known) > max(alone, default=0.0)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("依法保护公民的将合法权益", ""), ("对意见逐条收整理集", "收集整理"), ("防止已讹传讹", "以")],
)
def test_stray_words_moved_characters_and_idioms_are_guessed(text: str, meant: str) -> None:
    assert [guess.meant for _, _, guess in guesses(text, nothing())] == [meant]


@pytest.mark.parametrize("text", ["落在实处", "数量与质量并重", "冲突地区的人员", "促进乡村振兴与乡村治理"])
def test_function_words_and_words_in_another_order_are_let_pass(text: str) -> None:
    assert list(guesses(text, nothing())) == []
