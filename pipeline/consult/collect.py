"""Collect what came back: forms in Word or Excel, opinions typed by hand, 采纳情况表; all of it is registered, or nothing.

An opinion is bound to its task and to the wording the unit had before it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum, auto

from pipeline.check.redact import has_classification_mark
from pipeline.consult.decide import FaultyDecision, decide, decision_rows
from pipeline.consult.model import OPINIONS, Opinion, OpinionRegister, block_key, current
from pipeline.consult.read import AGREED, is_agreement, parse
from pipeline.dataclass import dataclass
from pipeline.parse import codes
from pipeline.parse.register_blocks import RegisterBlock, with_records, with_values
from pipeline.patterns import lazy_pattern
from pipeline.readers.document import Document
from pipeline.refusals import Reason, Refusal
from pipeline.source import SourceFile, file_from_text
from pipeline.tasks.planned import PlannedTask, key_values
from pipeline.tasks.returned import ReturnedRow, UnplacedRow, is_same_text, place_rows, returned_rows
from pipeline.text.dates import format_day

OPINION, SIGNED = "意见", "签字"
FORM_TITLE, OTHER, STATE_LINE = "任务确认单", "其他意见", "稿本编号"
"""By these words a form says whose it is, what else its unit has to say, and which 稿本 it is about."""

COLUMNS: Mapping[str, re.Pattern[str]] = {
    OPINION: lazy_pattern(r"(?:同意[/／或])?意见|反馈意见|修改意见|意见建议"),
    SIGNED: lazy_pattern(r"(?:负责人)?签字"),
}
ROLE, DEADLINE = "角色", "完成时间"
_STATED: Mapping[str, re.Pattern[str]] = {
    ROLE: lazy_pattern(ROLE),
    DEADLINE: lazy_pattern(r"(?:完成|办结)?(?:时间|时限|期限)"),
}
"""What the form says of a task and a unit may change in place, as it may the task's words."""
_UNIT = lazy_pattern(rf"{FORM_TITLE}\s*[（(]\s*([^（()）]+?)\s*[)）]")
_OTHER = lazy_pattern(rf"{OTHER}\s*[:：]\s*(.*)", re.DOTALL)
# forms that went out before this name was given have the second
_STATE = lazy_pattern(rf"(?:{STATE_LINE}|征求意见的稿本)\s*[:：]\s*(\S+)")

_HEADER = (
    "# 意见登记，由 zwgk consult --collect 写成，口头的意见也可以照样子写进来：稿本、科室、意见必写，针对一项任务的写事项。\n"
    "# 采纳（采纳、部分采纳、不采纳）和理由由人写。只供内部，不会公开。\n"
)


class FormFault(Enum):
    """Why a returned form is not taken."""

    UNIT_UNKNOWN = auto()
    """It does not say whose it is, or names a unit that was not asked."""
    OTHER_STATE = auto()
    """It is about another 稿本."""
    NOT_A_FORM = auto()
    """It has no table of tasks with a column for opinions: something else."""


@dataclass(frozen=True, slots=True)
class FaultyForm:
    """A returned form that is not taken, and why; `value` is the unit or 稿本 that it names."""

    name: str
    fault: FormFault
    value: str = ""


@dataclass(frozen=True, slots=True)
class RejectedForms:
    """Why nothing that came back is registered."""

    forms: tuple[FaultyForm, ...] = ()
    unplaced: tuple[UnplacedRow, ...] = ()
    decisions: tuple[FaultyDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """The new text of `opinions.yaml`, the answers in it that are new, the names of forms nobody filled in.

    `superseded` are the answers of earlier forms that later ones of the same units replace; `decided` the opinions
    of which a 采纳情况表 says anew what was made of them.
    """

    text: str
    added: tuple[Opinion, ...]
    blank: tuple[str, ...] = ()
    superseded: tuple[Opinion, ...] = ()
    decided: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A returned form that is filled in: the name of its file, its unit and what it says."""

    name: str
    unit: str
    answers: tuple[Opinion, ...]


def stated_states(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the 稿本 (2024@征求意见稿) that these forms name, each once."""
    found = (match[1] for document in documents for text in _texts(document) if (match := _STATE.search(text)))
    return tuple(dict.fromkeys(found))


def not_forms(documents: Iterable[Document]) -> tuple[FaultyForm, ...]:
    """Return those of the documents that are neither forms nor a 采纳情况表."""
    return tuple(
        FaultyForm(document.name, FormFault.NOT_A_FORM)
        for document in documents
        if not any(returned_rows(document, COLUMNS)) and not decision_rows(document)
    )


def collect(
    register: OpinionRegister,
    version: str,
    tasks: Sequence[PlannedTask],
    units: Sequence[str],
    documents: Sequence[Document],
    typed: Sequence[SourceFile],
    *,
    day: date,
    today: date | None = None,
    redact: Callable[[str], str] = str,
) -> Collected | RejectedForms | Refusal:
    """Return the register with everything that these documents and hand-typed files say about the version (2024@征求意见稿).

    `tasks` and `units` are those of the version; what is registered already is not registered again. What a 采纳情况表
    says is of the opinions as they are then; `redact` is what was done to it when it was handed out.
    """
    if register.faults:
        return Refusal(Reason.OPINIONS_DAMAGED, faults=register.faults)
    if today is not None and day > today:
        return Refusal(Reason.DAY_IN_FUTURE, day=day)
    texts = (text for document in documents for text in _texts(document))
    if has_classification_mark((*texts, *(text for file in typed for text in file.lines))):
        return Refusal(Reason.PROGRESS_CLASSIFIED)
    found: list[Opinion] = []
    forms: list[Form] = []
    faulty: list[FaultyForm] = []
    unplaced: list[UnplacedRow] = []
    blank: list[str] = []
    decisions: list[ReturnedRow] = []
    for document in documents:
        if of_table := decision_rows(document):
            faulty += _of_other_state(document, version)
            decisions += of_table
            continue
        form = _read_form(document, version, tasks, units)
        if isinstance(form, FaultyForm):
            faulty.append(form)
        else:
            opinions, rows = form
            unplaced += rows
            if opinions:
                forms.append(Form(document.name, opinions[0].unit, tuple(opinions)))
            if not opinions and not rows:
                blank.append(document.name)
    for file in typed:
        hand = parse(register.year, file)
        if hand.faults:
            return Refusal(Reason.OPINIONS_DAMAGED, faults=hand.faults)
        state = version.partition("@")[2]
        of_state = (answers for key, answers in hand.opinions.items() if key.startswith(block_key(state, "")))
        found += [_bound(opinion, tasks) for answers in of_state for opinion in answers]
    if faulty or unplaced:
        return RejectedForms(tuple(faulty), tuple(unplaced))
    collected = _registered(register, version, units, forms, found, day, tuple(blank))
    if isinstance(collected, Refusal) or not decisions:
        return collected
    return _with_decisions(collected, register, version, decisions, tasks, redact)


def _texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def _read_form(
    document: Document, version: str, tasks: Sequence[PlannedTask], units: Sequence[str]
) -> tuple[list[Opinion], tuple[UnplacedRow, ...]] | FaultyForm:
    """The answers of one form with the rows that could not be placed, or why it is not taken."""
    texts = _texts(document)
    rows = [replace(row, where=f"{document.name} {row.where}") for row in returned_rows(document, COLUMNS, _STATED)]
    if not rows:
        return FaultyForm(document.name, FormFault.NOT_A_FORM)
    if other := _of_other_state(document, version):
        return other[0]
    unit = next((match[1] for text in texts if (match := _UNIT.search(text))), "")
    if not unit:
        unit = next((name for name in units if name in document.name), "")
    if unit not in units:
        return FaultyForm(document.name, FormFault.UNIT_UNKNOWN, unit)
    placed = place_rows(rows, tasks)
    known = {task.key: task for task in tasks}
    answers = [answer for key, row in placed.rows.items() for answer in _answers(row, known[key], unit)]
    others = (match[1].strip() for text in texts if (match := _OTHER.match(text.strip())))
    answers += [
        Opinion(unit, "" if is_agreement(text) else " ".join(text.split()), origin=document.name)
        for text in dict.fromkeys(others)
        if text.strip("　 _")
    ]
    opinions = [answer for answer in answers if not answer.is_agreement]
    # agreeing to each of ten tasks is one answer
    agreed = [Opinion(unit, "", origin=document.name)] if answers and not opinions else []
    return opinions + agreed, placed.unplaced


def _of_other_state(document: Document, version: str) -> list[FaultyForm]:
    """The fault of a document that says it is about another 稿本; nothing for any other."""
    states = stated_states([document])
    return [FaultyForm(document.name, FormFault.OTHER_STATE, states[0])] if states and version not in states else []


def _answers(row: ReturnedRow, task: PlannedTask, unit: str) -> list[Opinion]:
    """What a row says: the opinion written into it, and the words, role and deadline where they were changed in place."""
    written = " ".join(row.value(OPINION).split())
    found = []
    if written or row.value(SIGNED):
        found.append(Opinion(unit, "" if is_agreement(written) else written, task.key, task.digest, origin=row.where))
    if row.words and not is_same_text(row.words, task.text):
        changed = f"建议改为：{' '.join(row.words.split())}"
        found.append(Opinion(unit, changed, task.key, task.digest, origin=row.where))
    roles = "、".join(role.value for role in task.roles_of((unit,)))
    for head, stated in ((ROLE, roles), (DEADLINE, task.deadline.text.value)):
        changed = " ".join(row.value(head).split())
        if changed and stated and not is_same_text(changed, stated):
            found.append(Opinion(unit, f"{head}建议改为：{changed}", task.key, task.digest, origin=row.where))
    return found


def _bound(opinion: Opinion, tasks: Sequence[PlannedTask]) -> Opinion:
    """A hand-typed opinion with the digest of the wording it is about."""
    digest = next((task.digest for task in tasks if task.key == opinion.key), "")
    return replace(opinion, digest=opinion.digest or digest)


def _registered(
    register: OpinionRegister,
    version: str,
    units: Sequence[str],
    forms: Sequence[Form],
    typed: Sequence[Opinion],
    day: date,
    blank: tuple[str, ...],
) -> Collected | Refusal:
    state = version.partition("@")[2]
    added: list[Opinion] = []
    superseded: list[Opinion] = []
    for unit in dict.fromkeys(form.unit for form in forms):
        before = register.of(state, unit)
        answers = _new_answers([form for form in forms if form.unit == unit], before)
        if answers:
            added += answers
            superseded += [answer for answer in current(before) if answer.form and answer.adoption is None]
    added += [
        opinion
        for unit in dict.fromkeys(opinion.unit for opinion in typed)
        for opinion in _distinct(
            (opinion for opinion in typed if opinion.unit == unit), {_said(one) for one in register.of(state, unit)}
        )
    ]
    added = [replace(opinion, day=opinion.day or day) for opinion in added]
    records: dict[str, list[Mapping[str, object]]] = {}
    for opinion in added:
        records.setdefault(block_key(state, opinion.unit), []).append(_record(opinion))
    asked = dict.fromkeys((*units, *(opinion.unit for opinion in added)))
    blocks = [RegisterBlock(block_key(state, unit), {"稿本": state, "科室": unit}) for unit in asked]
    # a later round has blocks of its own
    records |= {block.key: records.get(block.key, []) for block in blocks if block.key not in register.lines}
    text = with_records(register.source, register.lines, _HEADER, "答复", blocks, records)
    again = parse(register.year, file_from_text(OPINIONS, text))
    if again.faults or sum(map(len, again.opinions.values())) != len(added) + sum(map(len, register.opinions.values())):
        place = register.source.top if register.source is not None else file_from_text(OPINIONS, text).top
        fault = codes.RECORD_UNREAD.at(place, "不是本工具写成的样子", "照样子逐条写，一条一段")
        return Refusal(Reason.OPINIONS_DAMAGED, faults=(fault,))
    return Collected(text, tuple(added), blank, tuple(superseded))


def _with_decisions(
    collected: Collected,
    register: OpinionRegister,
    version: str,
    rows: Sequence[ReturnedRow],
    tasks: Sequence[PlannedTask],
    redact: Callable[[str], str],
) -> Collected | RejectedForms | Refusal:
    """What was collected, with what the rows of a 采纳情况表 say of the opinions as they are now."""
    path = register.source.path if register.source is not None else OPINIONS
    before = parse(register.year, file_from_text(path, collected.text))
    prefix = block_key(version.partition("@")[2], "")
    opinions = [
        opinion
        for key, answers in before.opinions.items()
        if key.startswith(prefix)
        for opinion in current(answers)
        if not opinion.is_agreement
    ]
    decided, faulty = decide(opinions, rows, tasks, redact)
    if faulty:
        return RejectedForms(decisions=faulty)
    if not decided:
        return collected
    changes = [(opinions[index].places, _decision_values(opinion)) for index, opinion in decided.items()]
    assert before.source is not None, "it was parsed from a file"
    text = with_values(before.source, changes)
    again = parse(register.year, file_from_text(path, text))
    meant = {id(opinions[index]): opinion for index, opinion in decided.items()}
    expected = {key: tuple(meant.get(id(one), one) for one in answers) for key, answers in before.opinions.items()}
    if again.faults or _without_reasons(again.opinions) != _without_reasons(expected):
        place = opinions[next(iter(decided))].places["意见"]
        fault = codes.RECORD_UNREAD.at(place, "这里的写法改不了", "把采纳、理由照样子写进这个文件")
        return Refusal(Reason.OPINIONS_DAMAGED, faults=(fault,))
    return replace(collected, text=text, decided=tuple(decided.values()))


def _decision_values(opinion: Opinion) -> dict[str, str]:
    values = {"采纳": opinion.adoption.value} if opinion.adoption is not None else {}
    return values | ({"理由": opinion.reason} if opinion.reason else {})


def _without_reasons(opinions: Mapping[str, Sequence[Opinion]]) -> dict[str, list[Opinion]]:
    """What is compared after writing: of reasons only whether there is one, for reading may clean their words (部首字符)."""
    return {
        key: [replace(opinion, reason="有" if opinion.reason else "") for opinion in answers]
        for key, answers in opinions.items()
    }


def _said(opinion: Opinion) -> tuple[str, str]:
    return opinion.key, opinion.text


def _distinct(opinions: Iterable[Opinion], known: Iterable[tuple[str, str]] = ()) -> list[Opinion]:
    """The opinions that say something else than those before them and the known ones."""
    first: dict[tuple[str, str], Opinion] = {}
    for opinion in opinions:
        first.setdefault(_said(opinion), opinion)
    excluded = set(known)
    return [opinion for said, opinion in first.items() if said not in excluded]


def _new_answers(forms: Sequence[Form], before: Sequence[Opinion]) -> list[Opinion]:
    """What a unit's forms say, where that is not registered; what was decided on an opinion that is said again is kept.

    A form was read already if the last one of its name, or all the unit's last forms together, say the same.
    """
    last = max((answer.form for answer in before), default=0)
    latest = [answer for answer in current(before) if answer.form]
    new: list[Form] = []
    for form in forms:
        said = {_said(answer) for answer in form.answers}
        named = [answer for answer in before if answer.form and _is_of(answer, form.name)]
        round_ = max((answer.form for answer in named), default=0)
        same_name = {_said(answer) for answer in named if answer.form == round_}
        if said in (same_name, {_said(answer) for answer in latest}):
            continue
        if said not in [{_said(answer) for answer in other.answers} for other in new]:
            new.append(form)
    decided = {_said(answer): answer for answer in latest}
    return [
        replace(
            answer,
            form=last + 1,
            adoption=decided[_said(answer)].adoption if _said(answer) in decided else None,
            reason=decided[_said(answer)].reason if _said(answer) in decided else "",
        )
        for form in new
        for answer in form.answers
    ]


def _is_of(answer: Opinion, name: str) -> bool:
    return answer.origin == name or answer.origin.startswith(f"{name} ")


def _record(opinion: Opinion) -> dict[str, object]:
    values: dict[str, object] = {"登记": format_day(opinion.day)} if opinion.day is not None else {}
    if opinion.key:
        values |= key_values(opinion.key)
        values |= {"原文": opinion.digest} if opinion.digest else {}
    values["意见"] = opinion.text or AGREED
    if opinion.adoption is not None:
        values["采纳"] = opinion.adoption.value
    if opinion.reason:
        values["理由"] = opinion.reason
    if opinion.origin:
        values["来源"] = opinion.origin
    if opinion.form:
        values["份"] = str(opinion.form)
    return values
