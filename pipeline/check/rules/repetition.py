"""Rules X002 to X005 (重复): clauses, sentences, items and openings that are there twice."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.check.context import CheckContext, Kind, Passage
from pipeline.check.registry import PassageSpan, Problem, elsewhere, problem, problem_with, rule, whole_text
from pipeline.findings import Severity, quote
from pipeline.model import Paragraph, Plan
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

_CLAUSE = lazy_pattern(r"[^，。；：！？\s]+")
MIN_CLAUSE_CHARS = 6


@rule("X002", Severity.WARNING, "一句话紧接着又说了一遍")
def repeated_clause(context: CheckContext) -> Iterator[Problem]:
    """Clauses that repeat the one before."""
    for passage in context.prose:
        before: re.Match[str] | None = None
        for match in _CLAUSE.finditer(passage.value):
            clause = match.group()
            if before is not None and before.group() == clause and len(clause) >= MIN_CLAUSE_CHARS:
                related = elsewhere(passage.text, *before.span(), "前一遍")
                yield problem(passage, *match.span(), "这一句和前一句相同", "删去一句", related=related)
            before = match


_LONG_SENTENCE = lazy_pattern(r"[^\s。！？][^。！？]{24,}")
_ASSIGNMENT = lazy_pattern(r"(?:牵头|责任|配合|承办|参加)(?:单位|部门|科室|处室)[:：]|负责）?$")
_IS_ASSIGNMENT = lazy_pattern(r"[（(]?(?:牵头|责任|配合|承办|参加|落实)(?:单位|部门|科室|处室)[:：]")
"""A paragraph that only says who is responsible: many items have the same."""
MIN_PARAGRAPH_CHARS = 15
MANY_TWICE = 5
"""A plan with so many sentences that stand twice repeats them on purpose, or was pasted whole: that is told once."""


@rule("X003", Severity.WARNING, "同一句话在两处")
def repeated_sentence(context: CheckContext) -> Iterator[Problem]:
    """The second occurrence of one sentence, and later ones of one paragraph in an item; what stands in many places is a set form, many sentences are told once."""
    first_sentences: dict[str, PassageSpan] = {}
    again: dict[str, list[PassageSpan]] = {}
    first_paragraphs: dict[tuple[str, str], Passage] = {}
    for passage in context.prose:
        if _IS_ASSIGNMENT.match(passage.value):
            continue
        first = first_paragraphs.setdefault((passage.item, passage.value), passage)
        if first is not passage and passage.kind is Kind.PARAGRAPH and len(passage.value) >= MIN_PARAGRAPH_CHARS:
            yield problem_with(passage.text, "这一段前面已有", "删去一段", related=whole_text(first.text, "前一段"))
            continue
        for match in _LONG_SENTENCE.finditer(passage.value):
            sentence = match.group().strip()
            if _ASSIGNMENT.search(sentence):
                continue
            occurrence = PassageSpan(passage, *match.span())
            earlier = first_sentences.setdefault(sentence, occurrence)
            if earlier is not occurrence:
                again.setdefault(sentence, []).append(occurrence)
    twice = [(sentence, found[0]) for sentence, found in again.items() if len(found) == 1]
    shown = twice if len(twice) < MANY_TWICE else twice[:1]
    for sentence, occurrence in shown:
        related = first_sentences[sentence].related("前一处")
        count = f"（全文共 {len(twice)} 句）" if len(twice) > len(shown) else ""
        yield occurrence.problem(f"这句话前面已有{count}", "核对是不是粘贴后没有改", related)


SIMILAR_SHARE = 0.8
FRAGMENT_CHARS = 4
MIN_FRAGMENTS = 6
"""Items with fewer fragments are not compared."""
MAX_HOLDERS = 6
"""A fragment in more items than this is evidence of nothing, and counting it would take time in the square of the items."""


@rule("X004", Severity.WARNING, "两个事项几乎一样")
def similar_items(context: CheckContext) -> Iterator[Problem]:
    """The later of two items with nearly the same text."""
    first_passages: dict[str, Passage] = {}
    texts: dict[str, list[str]] = {}
    for passage in context.prose:
        if passage.item and not _IS_ASSIGNMENT.match(passage.value):
            first_passages.setdefault(passage.item, passage)
            texts.setdefault(passage.item, []).append(passage.value)
    fragments = {item: _fragments("".join(parts)) for item, parts in texts.items()}
    reported: set[str] = set()
    for earlier, later, shared in _pairs_sharing(fragments):
        smaller = min(len(fragments[earlier]), len(fragments[later]))
        if smaller >= MIN_FRAGMENTS and shared >= SIMILAR_SHARE * smaller and later not in reported:
            reported.add(later)
            message = f"这个事项和{quote(earlier)}的文字有 {shared * 100 // smaller}% 相同"
            related = whole_text(first_passages[earlier].text, "另一个事项")
            yield problem_with(first_passages[later].text, message, "并成一项，或写出各自不同的内容", related=related)


def _fragments(text: str) -> frozenset[str]:
    return frozenset(text[start : start + FRAGMENT_CHARS] for start in range(len(text) - FRAGMENT_CHARS + 1))


def _pairs_sharing(fragments: dict[str, frozenset[str]]) -> Iterator[tuple[str, str, int]]:
    """Yield pairs of items that share fragments, the earlier first, with the number of shared fragments.

    Fragments that many items share are counted in pairs that share others too.
    """
    holders: dict[str, list[str]] = {}
    first_with: dict[frozenset[str], str] = {}
    for item, own in fragments.items():
        twin = first_with.setdefault(own, item)
        if twin != item:
            yield twin, item, len(own)
            continue
        for fragment in own:
            holders.setdefault(fragment, []).append(item)
    common = {fragment for fragment, items in holders.items() if len(items) > MAX_HOLDERS}
    shared: Counter[tuple[str, str]] = Counter()
    for fragment, items in holders.items():
        if fragment not in common:
            shared.update((items[index], later) for index in range(len(items)) for later in items[index + 1 :])
    for (earlier, later), count in shared.items():
        yield earlier, later, count + len(fragments[earlier] & fragments[later] & common)


@rule("X005", Severity.INFO, "开头与上一年一样")
def unchanged_opening(context: CheckContext) -> Iterator[Problem]:
    """A first paragraph that is last year's."""
    if context.previous is None:
        return
    opening, previous = _opening(context.plan), _opening(context.previous)
    if opening.value and opening.runs and _without_years(opening.value) == _without_years(previous.value):
        message = f"第一段与 {context.previous.year} 年的相同"
        yield problem_with(opening, message, "核对依据和要求是不是当年的")


def _opening(plan: Plan) -> SourceText:
    """Return the plan's first paragraph, when it is before everything else."""
    return next((part.text for part in plan.parts[:1] if isinstance(part, Paragraph)), SourceText(""))


def _without_years(text: str) -> str:
    return re.sub(r"\d{4}年", "年", text)
