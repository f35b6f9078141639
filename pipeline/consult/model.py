"""The register of opinions (意见) of a year, `opinions.yaml`: what each unit answered about a named state of the draft (稿本)."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.source import Place, SourceFile
from pipeline.tasks.planned import PlannedTask

OPINIONS = "opinions.yaml"


class Adoption(Enum):
    """What the office made of an opinion (采纳情况)."""

    ADOPTED = "采纳"
    IN_PART = "部分采纳"
    NOT_ADOPTED = "不采纳"


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer of a unit: an opinion, or with an empty `text` that it agrees (无意见).

    `key` is the task it is about, empty where it is about the whole; `digest` is that of the
    wording the unit had before it (`PlannedTask.digest`). `form` counts the forms of the unit from 1 (0: typed by hand).
    `places` are those of its values in the register, by key.
    """

    unit: str
    text: str
    key: str = ""
    digest: str = ""
    day: date | None = None
    adoption: Adoption | None = None
    reason: str = ""
    origin: str = ""
    form: int = 0
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_agreement(self) -> bool:
        """Whether the unit agrees and says no more."""
        return not self.text


@dataclass(frozen=True, slots=True)
class OpinionRegister:
    """Everything answered about one year's drafts, by 稿本 and unit in the order of the file, and what was found in it.

    `lines` are the first lines of the blocks in the file, by 稿本 and unit (`block_key`).
    """

    year: int
    opinions: Mapping[str, tuple[Opinion, ...]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    source: SourceFile | None = field(default=None, compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The 必改 findings: with one the register is not written, and nothing is made of it."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    def of(self, state: str, unit: str) -> tuple[Opinion, ...]:
        """Return everything a unit answered about a 稿本, with what a later form of it superseded."""
        return self.opinions.get(block_key(state, unit), ())

    @property
    def states(self) -> tuple[str, ...]:
        """The 稿本 about which units were asked, in the order of the file."""
        return tuple(dict.fromkeys(key.partition("\n")[0] for key in self.opinions))


def block_key(state: str, unit: str) -> str:
    """Return the key of a unit's block about a 稿本."""
    return f"{state}\n{unit}"


def current(answers: Iterable[Opinion]) -> tuple[Opinion, ...]:
    """Return a unit's answers without those of its earlier forms, which its last one supersedes.

    An opinion of which was decided what to make is kept: the draft may have been changed because of it.
    """
    listed = tuple(answers)
    last = max((answer.form for answer in listed), default=0)
    kept = [answer for answer in listed if answer.form in (0, last)]
    said = {(answer.key, answer.text) for answer in kept}
    for answer in reversed(listed):
        if answer not in kept and answer.adoption is not None and (answer.key, answer.text) not in said:
            said.add((answer.key, answer.text))
            kept.append(answer)
    return tuple(answer for answer in listed if answer in kept)


@dataclass(frozen=True, slots=True)
class Consultation:
    """One round: the 稿本, its tasks, the units that were asked in order, and what each answered last."""

    state: str
    tasks: tuple[PlannedTask, ...]
    units: tuple[str, ...]
    answers: Mapping[str, tuple[Opinion, ...]]

    @property
    def silent(self) -> tuple[str, ...]:
        """The units that have not answered."""
        return tuple(unit for unit in self.units if not self.answers.get(unit))

    @property
    def collected_on(self) -> date | None:
        """The day on which an answer was registered last; None before the first one that has a day."""
        return max((answer.day for found in self.answers.values() for answer in found if answer.day), default=None)

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """Every opinion, unit by unit; those of units that were not asked too."""
        named = (*self.units, *(unit for unit in self.answers if unit not in self.units))
        return tuple(opinion for unit in named for opinion in self.answers.get(unit, ()) if not opinion.is_agreement)

    @property
    def agreeing(self) -> tuple[str, ...]:
        """The units that answered without an opinion."""
        return tuple(
            unit for unit, answers in self.answers.items() if answers and all(one.is_agreement for one in answers)
        )

    def count(self, adoption: Adoption | None) -> int:
        """How many opinions were adopted so; with None, of how many that is still open."""
        return sum(opinion.adoption is adoption for opinion in self.opinions)


def about(task: PlannedTask | None, key: str) -> str:
    """Return what the 采纳情况表 says an opinion is about: 第4项 with its short title; 全文 without a task."""
    if task is None:
        return key or "全文"
    return f"第{task.label}项 {task.title}" if task.title else f"第{task.label}项"


def consultation(
    register: OpinionRegister, state: str, tasks: Iterable[PlannedTask], units: Iterable[str]
) -> Consultation:
    """Return one round as it is registered."""
    asked = tuple(units)
    prefix = block_key(state, "")
    answers = {
        key.removeprefix(prefix): current(found) for key, found in register.opinions.items() if key.startswith(prefix)
    }
    return Consultation(state, tuple(tasks), asked, {unit: answers.get(unit, ()) for unit in (*asked, *answers)})


def unchanged_since(opinions: Iterable[Opinion], tasks: Iterable[PlannedTask]) -> tuple[Opinion, ...]:
    """Return the adopted opinions about a task whose wording is still that which the unit had before it."""
    digests = {task.key: task.digest for task in tasks}
    return tuple(
        opinion
        for opinion in opinions
        if opinion.adoption in (Adoption.ADOPTED, Adoption.IN_PART)
        and opinion.digest
        and digests.get(opinion.key) == opinion.digest
    )
