"""Faults that are patterns (W013, W019, W024, W027) have cases each; rows of the word lists are patterns."""

import re
from collections.abc import Mapping

import pytest

from pipeline.check import lexicon
from pipeline.check.faults import Fault
from pipeline.check.rules import frames, organs, polarity, sentences
from pipeline.parse.word_list import listed_word
from tests.case_files import read_cases

TABLES: tuple[Mapping[str, Fault], ...] = (
    polarity._POLARITY,
    sentences._RARE_FAULTS,
    frames.FRAMES,
    frames.TURNED,
    frames.UNITS,
    sentences._UNITS,
    organs._FORMS,
)
FAULTS = {f"{index} {name}": fault for index, table in enumerate(TABLES) for name, fault in table.items()}
TYPED = "\n".join(
    case.typed
    for case in read_cases("check")
    if case.file.stem in ("faulty_sentence", "turned_meaning", "wrong_measure", "naming_of_organs")
)


def test_most_faults_have_a_case() -> None:
    found = {name for name, fault in FAULTS.items() if re.search(fault.pattern, TYPED, re.MULTILINE)}
    assert set(FAULTS) - found == set()


@pytest.mark.parametrize("name", ["misspelt_words", "political_wording", "renamed_organs", "word_pairs"])
def test_every_form_of_a_list_can_be_searched(name: str) -> None:
    # a look-behind of two widths is an error only when the form first occurs in a plan
    for row in lexicon.table(f"{name}.tsv"):
        lexicon._pattern(listed_word(row))
