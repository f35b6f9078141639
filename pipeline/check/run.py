"""All rules, run on one plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipeline.check.context import CheckContext, Kind, build_context, to_passage
from pipeline.check.fix import SECRECY
from pipeline.check.registry import Rule
from pipeline.findings import Finding, ordered
from pipeline.model import Plan, Site
from pipeline.parse.word_list import ListedWord
from pipeline.source import SourceText


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, subject by subject in the order of their files.

    They are imported by the first call: compiling their patterns takes longer than `zwgk --help`.
    """
    from pipeline.check.rules import (
        calendar,
        changes,
        characters,
        citations,
        collocations,
        contacts,
        deadlines,
        figures,
        head_values,
        homophones,
        leftovers,
        marks,
        names,
        numbers,
        organs,
        owners,
        persons,
        polarity,
        products,
        repetition,
        schedules,
        sensitive,
        sentences,
        set_phrases,
        structure,
        sums,
        tables,
        totals,
        unpublished,
        wording,
        years,
    )

    subjects = (
        structure,
        deadlines,
        calendar,
        owners,
        numbers,
        marks,
        wording,
        set_phrases,
        organs,
        sentences,
        polarity,
        collocations,
        homophones,
        characters,
        leftovers,
        repetition,
        years,
        names,
        totals,
        sums,
        changes,
        tables,
        schedules,
        figures,
        products,
        head_values,
        citations,
        contacts,
        sensitive,
        persons,
        unpublished,
    )
    return tuple(value for subject in subjects for value in vars(subject).values() if isinstance(value, Rule))


def run_rules(
    plan: Plan, word_list: Sequence[ListedWord] = (), previous: Plan | None = None, site: Site | None = None
) -> tuple[Finding, ...]:
    """Return everything the rules find in the plan, by place.

    `word_list` is the office's word list (words.yaml), `previous` last year's plan, `site` what site.yaml states.
    """
    context = build_context(plan, word_list, previous, site)
    found = [finding for rule in all_rules() for finding in _collapse_lines(rule.find(context))]
    return ordered(_without_guesses_at_known(found))


GUESSED = ("W016", "W020", "W021", "W023", "W025")
"""The rules that guess from counts what is wrong."""
LAST_GUESS = "W023"
"""That which only says that something is strange: nothing is added to a guess of what was meant."""
NAMED = ("W", "X021")
"""How the codes of rules begin that say what is wrong with a word: a guess at the same place adds nothing."""


def _without_guesses_at_known(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings but the guesses where a rule of wording has found something."""
    known: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        if finding.code.startswith(NAMED) and finding.code != LAST_GUESS:
            known.setdefault((finding.place.path, finding.place.line), []).append(finding)
    for finding in findings:
        near = known.get((finding.place.path, finding.place.line), ()) if finding.code in GUESSED else ()
        better = (other for other in near if other.code not in GUESSED or finding.code == LAST_GUESS)
        if not any(finding.place.touches(other.place) for other in better):
            yield finding


def run_on_values(plan: Plan, texts: Iterable[SourceText]) -> Iterator[Finding]:
    """Yield what the rules about wrong words find in values of the office's records, which go out like the plan's own.

    Nothing is fixed there by itself: of a value that YAML folds over several lines only the beginning has a place.
    """
    from pipeline.check.rules.names import own_name
    from pipeline.check.rules.wording import account_character, grave_wording, misspelt_word, unusual_wording

    # as cells: values of the plan's head are those by which others are judged
    passages = tuple(to_passage(Kind.CELL, text, "") for text in texts if text.value and text.runs)
    text = "\n".join(passage.value for passage in passages)
    context = CheckContext(plan, (), None, passages, (), (), text)
    for rule in (misspelt_word, account_character, grave_wording, unusual_wording, own_name):
        for finding in _collapse_lines(rule.find(context)):
            yield replace(finding, edits=())


def collapsed(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings of any rules, too many of one in one line as one."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for alike in by_code.values():
        yield from _collapse_lines(alike)


MAX_PER_LINE = 5
"""More findings of one rule than this in one line are reported as one: nobody reads them one by one."""
MAX_SECRETS_PER_LINE = 20
"""As `MAX_PER_LINE` for the rules of secrecy: of these each place is looked at."""


def _collapse_lines(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings of one rule; too many in one line become one that has all their fixes."""
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for finding in ordered(findings):
        by_line.setdefault((finding.place.path, finding.place.line), []).append(finding)
    for several in by_line.values():
        if len(several) <= (MAX_SECRETS_PER_LINE if several[0].code.startswith(SECRECY) else MAX_PER_LINE):
            yield from several
            continue
        first, last = several[0], several[-1]
        yield replace(
            first,
            # what must be redacted reaches from the first to the last
            place=first.place.to(last.place) if first.redact else first.place,
            message=f"{first.message}（这一行共 {len(several)} 处）",
            edits=tuple(edit for finding in several for edit in finding.edits),
            data_loss=any(finding.data_loss for finding in several),
        )
