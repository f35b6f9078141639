"""The word lists of the rules: tables in `lexicon_data/`, each row with its source, read when a rule first asks for one.

The lists of wrong forms have the columns of the office's own list (words.yaml), with
one difference: what may or may not be next to a form is a pattern here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pipeline.check.context import CheckContext, Passage
from pipeline.dataclass import dataclass
from pipeline.findings import Severity
from pipeline.parse.word_list import ListedWord, listed_word

FOLDER = Path(__file__).parent / "lexicon_data"
POLITICAL_WORDING = "political_wording.tsv"


@cache
def _lines(name: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the columns of a table, and its rows as lines, each with its first cell."""
    head, *lines = (FOLDER / name).read_text("utf-8").splitlines()
    return tuple(head.split("\t")), tuple((line[: line.index("\t")], line) for line in lines)


@cache
def table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table, each with its cells by column; raises FileNotFoundError when there is none."""
    columns, rows = _lines(name)
    return tuple(dict(zip(columns, line.split("\t"), strict=True)) for _, line in rows)


def words_present(name: str, context: CheckContext, severity: Severity | None = None) -> Iterator[ListedWord]:
    """Yield the wrong forms of a table that are anywhere in the plan; those of one severity where it is given.

    Only the rows of these are taken apart. What is wrong from a day on (日期) is right in a plan that was, or may have been, issued before it.
    """
    columns, rows = _lines(name)
    for form, line in rows:
        if form in context.text:
            row = dict(zip(columns, line.split("\t"), strict=True))
            if row.get("日期") and date.fromisoformat(row["日期"]) > earliest_issue_day(context):
                continue
            word = listed_word(row)
            if severity is None or word.severity is severity:
                yield word


def issue_day(context: CheckContext) -> date:
    """Return the day a plan is issued on, or expected to be; the last of its year where neither is stated."""
    plan = context.plan
    return plan.issued.value or plan.head.expected.value or date(plan.year, 12, 31)


def earliest_issue_day(context: CheckContext) -> date:
    """Return the day a plan is issued on, or expected to be; the first of its year where neither is stated."""
    plan = context.plan
    return plan.issued.value or plan.head.expected.value or date(plan.year, 1, 1)


# --- searching --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A wrong form of a list where it occurs in a passage."""

    word: ListedWord
    passage: Passage
    start: int
    stop: int


def occurrences(words: Iterable[ListedWord], context: CheckContext) -> Iterator[Occurrence]:
    """Yield where forms of the list occur among the characters they are wrong among; a longer form before one inside it.

    The patterns of forms that are nowhere in the plan are never made, so that a list
    costs a search of the plan for each of its forms and no more.
    """
    present = sorted(
        (word for word in words if word.wrong.value in context.text), key=lambda word: -len(word.wrong.value)
    )
    if not present:
        return
    for passage in context.passages:
        taken: list[tuple[int, int]] = []
        for word in present:
            if word.wrong.value not in passage.value:
                continue
            for match in _pattern(word).finditer(passage.value):
                start, stop = match.span()
                if not any(start < end and begin < stop for begin, end in taken):
                    taken.append((start, stop))
                    yield Occurrence(word, passage, start, stop)


@cache
def _pattern(word: ListedWord) -> re.Pattern[str]:
    """Return the pattern of a form where it is wrong."""
    before = "".join(f"(?<!{text})" for text in _alternatives(word.not_preceded))
    if word.preceded:
        before += f"(?:{'|'.join(f'(?<={text})' for text in _alternatives(word.preceded))})"
    behind = f"(?={word.followed})" if word.followed else ""
    behind += f"(?!{word.not_followed})" if word.not_followed else ""
    return re.compile(f"{before}{re.escape(word.wrong.value)}{behind}")


def _alternatives(pattern: str) -> list[str]:
    """Return the alternatives of a pattern without groups: a look-behind takes only those of one width."""
    return [text for text in pattern.split("|") if text]
