"""Rule W025 (搭配): a verb with an object that public papers never give it, though both are frequent and one of them is choosy.

How often a verb stood with what ends its clause was counted by `bench/count_collocations.py`
in public laws, papers and news; what chance alone would give is the measure.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.check.context import CheckContext
from pipeline.check.lexicon import FOLDER, table
from pipeline.check.registry import Problem, problem, rule
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern

TABLE = "collocations.tsv"
WORDS = "collocation_words.tsv"
ASKED, CLOSED, OTHERS, BETWEEN, NOUNS, LEADS = (
    "问的动词",
    "专一的动词",
    "其他动词",
    "隔开的词",
    "问的宾语",
    "动词前的词",
)
"""Kinds of words in the table: verbs that are asked about where the object is choosy, those that take a few objects alone,
other verbs an object may belong to, what else parts a verb from the end of its clause, the objects, and what stands before a verb."""


@cache
def _words(*kinds: str) -> frozenset[str]:
    return frozenset(word for row in table(WORDS) if row["类"] in kinds for word in row["词"].split())


_OF_ANYTHING = ("问题", "措施", "方式", "办法", "要求", "制度", "意见", "建议")
"""Objects whose verb may belong to what stands before them: 降低成本问题, 扩大范围措施."""
WORD = 2
LONG_WORD = 3
LONGEST = 16
"""So many characters, at most, an object has with what qualifies it."""
_CLAUSE = lazy_pattern(rf"{HAN}{{4,60}}(?=[，。；]|$)")
_MAKES_NOUNS = frozenset("化性")
_JOINS = frozenset("和与及或以为是")
"""With one of these between, the end of the clause is not the verb's alone."""


def ending(text: str) -> str:
    """Return the last word of a clause: a known one of three characters, else its last two."""
    return text[-LONG_WORD:] if text[-LONG_WORD:] in _words(NOUNS) else text[-WORD:]


def pairs(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, stop, verb and last word of each clause whose verb has no other between itself and the end."""
    verbs, leads = _words(ASKED, CLOSED, OTHERS), tuple(_words(LEADS))
    parting = _words(ASKED, CLOSED, OTHERS, BETWEEN)
    for clause in _CLAUSE.finditer(text):
        words = clause.group()
        found = -1
        for at in range(max(len(words) - LONGEST - WORD, 0), len(words) - WORD):
            word = words[at : at + WORD]
            is_noun = words[at + WORD] in _MAKES_NOUNS  # 规范化、创新性
            if word in verbs and not is_noun and (at == 0 or (found < 0 and words.endswith(leads, 0, at))):
                found = at
            elif found >= 0 and at >= found + WORD and (word in parting or words[at] in _JOINS):
                found = -1
                break
        if 0 <= found <= len(words) - 2 * WORD:
            rest = words[found + WORD :]
            # 做强上规模: of another verb; 中央八项规定精神 is carried out
            if rest[-LONG_WORD:-WORD] == "上" or rest.endswith("规定精神"):
                continue
            # 总结等一整套制度: what sums up a list is no object of its last verb
            if rest[:1] not in _JOINS and "等" not in rest and words[-WORD:] not in verbs:
                yield clause.start() + found, clause.end(), words[found : found + WORD], ending(rest)


# --- counts ---------------------------------------------------------------------------------

LEAST_EXPECTED = 2.0
"""So often, at least, chance alone would have put the two together in the counted texts."""
FEW_VERBS = 6
LEAST_OF_FEW = 0.8
"""So much of the time a choosy object has one of its few verbs: 力度 is 加大, 标准 is anything."""
MOST_SEEN = 0.04
"""Seen in no larger part of what chance would give, the two do not go together."""
SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Counts:
    lines: Mapping[str, str]
    verbs: Mapping[str, tuple[int, str]]
    """How often each was seen, and what it takes most often."""
    every: int

    def of(self, thing: str) -> Mapping[str, int]:
        """Return how often each verb had an object."""
        cells = (cell.partition("=") for cell in self.lines[thing].split("\t")[1].split())
        return {verb: int(number or 1) for verb, _, number in cells}

    def usual(self, thing: str) -> list[str]:
        """Return the verbs an object has most often."""
        return [cell.partition("=")[0] for cell in self.lines[thing].split("\t")[1].split()[:SHOWN]]


_VERB_ROW = "动词"


@cache
def _counts() -> _Counts:
    _, *rows = (FOLDER / TABLE).read_text("utf-8").splitlines()
    lines = {row[: row.index("\t")]: row for row in rows}
    verbs: dict[str, tuple[int, str]] = {}
    for cell in lines.pop(_VERB_ROW).split("\t")[1].split():
        verb, number, usual = cell.split("=")
        verbs[verb] = (int(number), usual)
    return _Counts(lines, verbs, sum(number for number, _ in verbs.values()))


def _is_odd(verb: str, thing: str) -> bool:
    """Whether two frequent words were hardly ever verb and object."""
    counts = _counts()
    if thing not in counts.lines:
        return False
    asked = thing in _words(NOUNS) and verb in _words(ASKED)
    if not asked and verb not in _words(CLOSED):
        return False
    verbs = counts.of(thing)
    whole = sum(verbs.values())
    expected = counts.verbs[verb][0] * whole / counts.every
    if expected < LEAST_EXPECTED:
        return False
    seen = verbs.get(verb, 0)
    if verb in _words(CLOSED) and not seen:
        return True
    few = sum(sorted(verbs.values(), reverse=True)[:FEW_VERBS])
    return asked and seen <= MOST_SEEN * expected and few >= LEAST_OF_FEW * whole


@rule("W025", Severity.INFO, "少见的搭配")
def unusual_collocation(context: CheckContext) -> Iterator[Problem]:
    """Verbs with an object that they hardly ever have, where chance alone would have brought the two together; outside quotes."""
    for passage in context.prose:
        for start, stop, verb, thing in pairs(passage.value):
            if not _is_odd(verb, thing) or passage.is_exempt(start, stop):
                continue
            if thing in _OF_ANYTHING and any(
                passage.value[at : at + WORD] in _words(NOUNS) for at in range(start + WORD, stop - 2 * WORD + 1)
            ):
                continue
            counts = _counts()
            usual = "、".join(f"“{other}…{thing}”" for other in counts.usual(thing))
            message = f"{quote(passage.value[start:stop])}：公文里不说“{verb}…{thing}”"
            hint = f"常说的是{usual}"
            if verb in _words(CLOSED):
                takes = "、".join(quote(word) for word in counts.verbs[verb][1].split("、"))
                hint += f"；“{verb}”的常是{takes}"
            yield problem(passage, start, stop, message, f"{hint}；没有用错就不必改")
