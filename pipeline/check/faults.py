"""Faults of wording that are patterns: most are never compiled, since a plan has not the words that they need.

The words are read off the patterns (`pattern_words.txt`), so that none can be left out.
"""

from collections.abc import Iterator, Mapping

from pipeline.check.context import CheckContext, Passage, Span
from pipeline.check.registry import Problem, problem
from pipeline.dataclass import dataclass
from pipeline.findings import quote
from pipeline.patterns import lazy_pattern, may_match, words_needed


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: the pattern, what is wrong and what to do."""

    pattern: str
    message: str
    hint: str


MAX_SHOWN = 14
"""A longer stretch is cut in a message."""


def faults_found(context: CheckContext, faults: Mapping[str, Fault]) -> Iterator[Problem]:
    """Yield where the faults occur outside quotes and addresses; a match may have quotes within it."""
    taken: dict[Passage, list[Span]] = {}
    for fault in faults.values():
        passages = list(_with_words(fault, context))
        if not passages:
            continue
        pattern = lazy_pattern(fault.pattern)
        for passage in passages:
            for match in pattern.finditer(passage.value):
                span = match.span()
                before = taken.setdefault(passage, [])
                if _is_inside(passage, span) or any(span[0] < stop and start < span[1] for start, stop in before):
                    continue
                before.append(span)
                yield problem(passage, *span, f"{quote(_shown(match.group()))}：{fault.message}", fault.hint)


def _with_words(fault: Fault, context: CheckContext) -> Iterator[Passage]:
    """Yield the passages that may have a match."""
    groups = words_needed(fault.pattern)
    if may_match(groups, context.text):
        for passage in context.passages:
            if may_match(groups, passage.value):
                yield passage


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def _is_inside(passage: Passage, span: Span) -> bool:
    """Whether all of a stretch is quoted or names a document, or some of it is an address."""
    start, stop = span
    quoted = any(first <= start and stop <= last for first, last in passage.quoted)
    return quoted or passage.is_in_address(start, stop)
