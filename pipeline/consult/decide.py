"""Read a filled-in 采纳情况表: what was made of each opinion (采纳情况) and why (理由), for the register of opinions.

A row is an opinion's by its unit and words; what says the same twice is told apart by its task.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto

from pipeline.consult.model import Adoption, Opinion, about
from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Document
from pipeline.tasks.planned import PlannedTask
from pipeline.tasks.returned import ReturnedRow, is_same_text, returned_rows

UNIT, OPINION, ADOPTION, REASON = "科室", "意见", "采纳情况", "理由"

COLUMNS: Mapping[str, re.Pattern[str]] = {
    UNIT: lazy_pattern(r"(?:提出)?(?:科室|单位|部门)"),
    OPINION: lazy_pattern(r"意见|反馈意见|修改意见|意见建议|意见内容"),
    ADOPTION: lazy_pattern(r"(?:是否)?采纳(?:情况)?|采纳与否"),
    REASON: lazy_pattern(r"(?:采纳|不采纳)?(?:理由|原因)|(?:情况)?说明|备注"),
}
"""The heads of the table's columns, as people also call them."""

_WORDS = {
    Adoption.ADOPTED: ("采纳", "已采纳", "予以采纳", "全部采纳", "完全采纳", "拟采纳"),
    Adoption.IN_PART: ("部分采纳", "已部分采纳", "部分予以采纳", "予以部分采纳", "拟部分采纳"),
    Adoption.NOT_ADOPTED: ("不采纳", "未采纳", "不予采纳", "未予采纳", "没有采纳", "拟不采纳"),
}
_ADOPTIONS = {word: adoption for adoption, words in _WORDS.items() for word in words}
_TYPED = lazy_pattern(r"(\w+?采纳|采纳)(?:[\s：:，,。.；;（(]+(.*?)[)）]?)?", re.DOTALL)


class DecisionFault(Enum):
    """Why a row of a filled-in 采纳情况表 is not taken."""

    NO_OPINION = auto()
    """No opinion of that unit has these words."""
    AMBIGUOUS = auto()
    """The unit said these words of several tasks, and the row does not name one."""
    ADOPTION_UNKNOWN = auto()
    REASON_MISSING = auto()
    """It is not adopted, and no reason is stated."""
    ADOPTION_MISSING = auto()
    """A reason is stated and nothing else."""
    SAME_OPINION = auto()
    """Another row is the same opinion's and says something else."""


@dataclass(frozen=True, slots=True)
class FaultyDecision:
    """A row that is not taken, and why; `value` are the words in question."""

    where: str
    fault: DecisionFault
    value: str = ""


def read_adoption(text: str) -> tuple[Adoption, str] | None:
    """Return the adoption that somebody typed, and the reason where one follows (不采纳：与上级文件不一致); None for other words."""
    match = _TYPED.fullmatch(text.strip())
    adoption = _ADOPTIONS.get(match[1]) if match else None
    return (adoption, " ".join((match[2] or "").split())) if match and adoption else None


def decision_rows(document: Document) -> tuple[ReturnedRow, ...]:
    """Return the rows of a document's 采纳情况表; none for a document that has no such table."""
    rows = (replace(row, where=f"{document.name} {row.where}") for row in returned_rows(document, COLUMNS))
    return tuple(row for row in rows if {OPINION, ADOPTION} <= row.values.keys())


def decide(
    opinions: Sequence[Opinion],
    rows: Iterable[ReturnedRow],
    tasks: Iterable[PlannedTask],
    redact: Callable[[str], str] = str,
) -> tuple[dict[int, Opinion], tuple[FaultyDecision, ...]]:
    """Return the opinions on which the rows decide anew, by their index, as they are then; and the rows that decide nothing.

    Empty cells change nothing. `redact` is what was done to the table that was handed out.
    """
    known = {task.key: task for task in tasks}
    decided: dict[int, Opinion] = {}
    faulty: list[FaultyDecision] = []
    for row in rows:
        typed, reason = row.value(ADOPTION), " ".join(row.value(REASON).split())
        if not typed and not reason:
            continue
        index = _opinion_of(row, opinions, known, redact)
        if isinstance(index, DecisionFault):
            faulty.append(FaultyDecision(row.where, index, row.value(OPINION)))
            continue
        opinion = _decided(opinions[index], typed, reason, redact)
        if isinstance(opinion, DecisionFault):
            faulty.append(FaultyDecision(row.where, opinion, typed))
        elif _decision(decided.setdefault(index, opinion)) != _decision(opinion):
            faulty.append(FaultyDecision(row.where, DecisionFault.SAME_OPINION, row.value(OPINION)))
    new = {index: opinion for index, opinion in decided.items() if _decision(opinion) != _decision(opinions[index])}
    return new, tuple(faulty)


def _decision(opinion: Opinion) -> tuple[Adoption | None, str]:
    return opinion.adoption, opinion.reason


def _opinion_of(
    row: ReturnedRow, opinions: Sequence[Opinion], tasks: Mapping[str, PlannedTask], redact: Callable[[str], str]
) -> int | DecisionFault:
    """The index of the opinion that a row is about, or why there is none."""
    alike = [
        index
        for index, opinion in enumerate(opinions)
        if is_same_text(opinion.unit, row.value(UNIT)) and is_same_text(redact(opinion.text), row.value(OPINION))
    ]
    of_task = [
        index for index in alike if is_same_text(about(tasks.get(opinions[index].key), opinions[index].key), row.words)
    ]
    if len(alike) == 1 or len(of_task) == 1:
        return (of_task or alike)[0]
    return DecisionFault.AMBIGUOUS if alike else DecisionFault.NO_OPINION


def _decided(opinion: Opinion, typed: str, reason: str, redact: Callable[[str], str]) -> Opinion | DecisionFault:
    """The opinion with what a row says of it, or why that cannot be."""
    read = read_adoption(typed) if typed else None
    if typed and read is None:
        return DecisionFault.ADOPTION_UNKNOWN
    adoption, behind = read or (opinion.adoption, "")
    stated = reason or behind
    if adoption is None:
        return DecisionFault.ADOPTION_MISSING
    # what is masked in the table is nothing new
    if not stated or is_same_text(stated, redact(opinion.reason)):
        stated = opinion.reason
    if adoption is Adoption.NOT_ADOPTED and not stated:
        return DecisionFault.REASON_MISSING
    return replace(opinion, adoption=adoption, reason=stated)
