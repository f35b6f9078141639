"""The tables and weights by which slips are guessed (W016, W020, W021) fit together."""

import pytest

from pipeline.check import sequences
from pipeline.check.rules import characters
from pipeline.check.rules.characters import Vocabulary, guesses


def nothing() -> Vocabulary:
    """Return the vocabulary of a plan without words."""
    return characters._vocabulary("")


def test_every_term_has_a_weight_for_every_slip() -> None:
    window = f"{sequences.END}依法接收社会监督{sequences.END * 8}"[:12]
    for look in characters._LOOKS:
        assert len(look.weights) == len(characters.terms(nothing(), window, look.size, "受"))


def test_what_a_longer_table_has_the_shorter_has_too() -> None:
    # `several` asks the shorter table first
    for letter in "政公信开的#":
        for cell in sequences._lines(sequences.FILES[1])[letter].split("\t")[1:]:
            assert sequences.pair(letter + cell[0])
        for cell in sequences._lines(sequences.FILES[2])[letter].split("\t")[1:]:
            assert sequences.several(letter + cell[:2])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("主动接收社会监督", "受"),
        ("依法在规定期限内作出决订", "定"),
        ("负荷条件的申请人", "符合"),
        ("依法接受会社监督", "社会"),
        ("做好任务务分解", "务"),
        ("发展战略性战略性新兴产业", "战略性"),
        ("主动向社公布有关信息", "会"),
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
