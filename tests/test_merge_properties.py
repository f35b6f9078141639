"""Merging over generated plans: what is edited in Word comes back, and nothing else changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from pipeline.merge.printed import PrintedText, Segment, printed_blocks
from pipeline.model import Item, Paragraph, Plan, Section, Task, TaskTable
from pipeline.parse.deadline import read_deadline
from pipeline.render.print_model import Style
from pipeline.source import SourceText
from tests import libreoffice, strategies
from tests.merging import (
    content_of,
    describe,
    edits_of,
    found_merge,
    merged,
    plan_at,
    printed,
    root_of,
    saved,
    set_text,
    sheet,
    track,
    word,
)
from tests.strategies import examples
from tests.tally import Tally

pytestmark = pytest.mark.slow

DRAWN = settings(
    max_examples=examples(6),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
"""A small share here, and `make fuzz` for the rest; a failing plan is not made smaller, which takes minutes."""

typed = st.text("公开政务信息目录标准服务季度按", min_size=1, max_size=5)


def lines(plan: Plan) -> list[PrintedText]:
    """The printed lines of a plan outside tables, but for titles of annexes, which 附件说明 has already."""
    every = [block for block in printed_blocks(plan) if isinstance(block, PrintedText)]
    return [line for line in every if line.style is not Style.ANNEX_TITLE]


Typed = tuple[int, int, str]
"""Where characters of a line are replaced, and by what."""


@st.composite
def word_edits(draw: st.DrawFn, plan: Plan) -> dict[int, Typed]:
    """New texts of some printed lines, by their index: words inserted, deleted or replaced inside what was written."""
    every = lines(plan)
    usable = [index for index, line in enumerate(every) if written(line)]
    chosen = draw(st.lists(st.sampled_from(usable), min_size=1, max_size=4, unique=True))
    return {index: draw(edited_text(every[index])) for index in chosen}


def written(line: PrintedText) -> list[Segment]:
    """The parts of a line with words that may be edited."""
    return [segment for segment in line.segments if segment.text is not None and segment.stop - segment.start > 1]


@st.composite
def edited_text(draw: st.DrawFn, line: PrintedText) -> Typed:
    """One edit in one of the line's written parts."""
    segment = draw(st.sampled_from(written(line)))
    start = draw(st.integers(segment.start, segment.stop))
    stop = draw(st.integers(start, segment.stop if start > segment.start else segment.stop - 1))
    new = draw(typed if start == stop else st.one_of(st.just(""), typed))
    return start, stop, new


def after(text: str, edit: Typed | None) -> str:
    """The line's text after an edit."""
    return text if edit is None else text[: edit[0]] + edit[2] + text[edit[1] :]


def type_over(content: bytes, texts: Sequence[str], edits: dict[int, Typed], *, tracked: bool) -> bytes:
    """The Word file with some printed lines edited; `texts` are those of all lines."""
    opened: Any = docx.Document(BytesIO(content))
    titles = {Style.ANNEX_TITLE.value}
    filled = [one for one in opened.paragraphs if one.text.strip() and one.style.name not in titles]
    shown = [paragraph.text.replace("\n", "") for paragraph in filled]
    assert shown == list(texts), (shown, texts)
    for index, edit in edits.items():
        if tracked and "\n" not in filled[index].text:
            track(filled[index], *edit)
        else:
            set_text(filled[index], after(texts[index], edit))
    return saved(opened)


@dataclass(frozen=True)
class Case:
    """A plan in a content root of its own, and the edits of its printed lines."""

    root: Path
    plan: Plan
    edits: dict[int, Typed]

    @property
    def texts(self) -> list[str]:
        return [line.text for line in lines(self.plan)]


def draw_case(data: st.DataObject, folder: Path, *, only_text: bool = False) -> Case:
    """Draw a plan with edits and write it as content; `only_text` leaves out the title's lines."""
    root = root_of(folder, data.draw(strategies.plans()))
    plan = plan_at(root)
    edits = data.draw(word_edits(plan))
    if only_text:
        every = lines(plan)
        edits = {index: edit for index, edit in edits.items() if every[index].style is not Style.TITLE}
    return Case(root, plan, edits)


def case_comes_back(case: Case, file: tuple[str, bytes]) -> bool:
    """Merge the file of a case; then the content prints the edited lines, and a second run finds nothing."""
    before = content_of(case.root)
    unplaced = [edit for edit in edits_of(case.root, file) if edit.reason is not None]
    assert not unplaced, describe(unplaced)
    merged(case.root, file)
    found = [line.text for line in lines(plan_at(case.root))]
    expected = [after(text, case.edits.get(index)) for index, text in enumerate(case.texts)]
    assert found == expected, [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]
    written_files = content_of(case.root)
    assert before.keys() == written_files.keys()
    again = edits_of(case.root, file)
    assert all(edit.is_done for edit in again), describe(again)
    merged(case.root, file)
    assert content_of(case.root) == written_files
    return True


@DRAWN
@given(st.data())
def test_words_typed_over_in_the_body_come_back(tally: Tally, data: st.DataObject) -> None:
    words_come_back(tally, data, tracked=False)


@DRAWN
@given(st.data())
def test_words_edited_with_tracked_changes_come_back(tally: Tally, data: st.DataObject) -> None:
    words_come_back(tally, data, tracked=True)


def words_come_back(tally: Tally, data: st.DataObject, *, tracked: bool) -> None:
    """Edit words of a drawn plan's file in the body; then the content prints them, and a second run finds nothing."""
    with TemporaryDirectory() as folder:
        case = draw_case(data, Path(folder))
        content = type_over(word(case.plan), case.texts, case.edits, tracked=tracked)
        tally.judge((case.plan, case.edits), lambda: case_comes_back(case, ("改.docx", content)))


def bare(text: str) -> str:
    """The text without blanks, which content does not keep at the ends of a paragraph."""
    return "".join(text.split())


AWKWARD = st.one_of(
    st.sampled_from(
        ["**", "- ", "1. ", "# ", "[甲](items/乙.md)", "<!--", "-->", "|", "（责任部门：甲科）", "（完成时间：3月）"]
    ),
    st.sampled_from(["---", "标题: 甲", "  ", "\u3000", "a", "2024", "（一）", "一、", "“", "𠮷", "·", "㐂。", "；"]),
    st.text(max_size=3).filter(str.isprintable),
)
"""What content would read as marks, and whatever else may be typed."""


@DRAWN
@given(st.data())
def test_awkward_words_come_back_or_are_listed(tally: Tally, data: st.DataObject) -> None:
    plan = data.draw(strategies.plans())
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), plan)
        plan = plan_at(root)
        texts = [line.text for line in lines(plan)]
        edits = {}
        for index in data.draw(word_edits(plan)):
            segment = data.draw(st.sampled_from(written(lines(plan)[index])))
            start = data.draw(st.integers(segment.start, segment.stop))
            edits[index] = (start, data.draw(st.integers(start, segment.stop)), data.draw(AWKWARD))
        file = ("改.docx", type_over(word(plan), texts, edits, tracked=False))
        tally.judge((plan, edits), lambda: comes_back_or_is_listed(Case(root, plan, edits), file))


def comes_back_or_is_listed(case: Case, file: tuple[str, bytes]) -> bool:
    """Merge the file; then the content prints the edited lines or lists an edit. Returns whether it prints them."""
    texts, root = case.texts, case.root
    unplaced = [edit for edit in edits_of(root, file) if edit.reason is not None]
    merged(root, file)
    found = [line.text for line in lines(plan_at(root))]
    expected = [after(text, case.edits.get(index)) for index, text in enumerate(texts)]
    differing = [pair for pair in zip(found, expected, texts, strict=False) if bare(pair[0]) != bare(pair[1])]
    assert not differing or unplaced, (differing, describe(edits_of(root, file)))
    assert len(found) == len(texts) or unplaced, (found, texts)
    again = [edit for edit in edits_of(root, file) if not edit.is_done and edit.reason is None]
    assert not again, describe(again)
    return not unplaced


# --- facts and words, edited in the plan itself ------------------------------------------


def tasks_of(plan: Plan) -> list[tuple[int, ...]]:
    """The paths to the tasks of a plan's items: part, item among the section's parts or children …, task."""
    found: list[tuple[int, ...]] = []

    def visit(item: Item, path: tuple[int, ...]) -> None:
        found.extend((*path, -1, index) for index in range(len(item.tasks)))
        for index, child in enumerate(item.children):
            visit(child, (*path, index))

    for number, part in enumerate(plan.parts):
        if isinstance(part, Section):
            for index, inner in enumerate(part.parts):
                if isinstance(inner, Item):
                    visit(inner, (number, index))
    return found


def with_task(plan: Plan, path: tuple[int, ...], task: Task) -> Plan:
    """The plan with one task replaced."""

    def in_item(item: Item, rest: tuple[int, ...]) -> Item:
        if rest[0] == -1:
            tasks = list(item.tasks)
            tasks[rest[1]] = task
            return replace(item, tasks=tuple(tasks))
        children = list(item.children)
        children[rest[0]] = in_item(children[rest[0]], rest[1:])
        return replace(item, children=tuple(children))

    parts = list(plan.parts)
    section = parts[path[0]]
    assert isinstance(section, Section)
    inside = list(section.parts)
    item = inside[path[1]]
    assert isinstance(item, Item)
    inside[path[1]] = in_item(item, path[2:])
    parts[path[0]] = replace(section, parts=tuple(inside))
    return replace(plan, parts=tuple(parts))


names = st.text("公开政务信息目录标准服务", min_size=2, max_size=5)


@st.composite
def edited_task(draw: st.DrawFn, task: Task) -> Task:
    """The task with other units, another deadline or other words."""
    match draw(st.integers(0, 3)):
        case 0 | 1 if task.assignments:
            number = draw(st.integers(0, len(task.assignments) - 1))
            assignment = task.assignments[number]
            units = [unit.value for unit in assignment.units]
            index = draw(st.integers(0, len(units) - 1))
            name = draw(names.filter(lambda name: name not in units))
            match draw(st.integers(0, 2)):
                case 0:
                    units[index] = name
                case 1:
                    units.insert(index, name)
                case _ if len(units) > 1:
                    del units[index]
                case _:
                    units.append(name)
            assignments = list(task.assignments)
            assignments[number] = replace(assignment, units=tuple(map(SourceText, units)))
            return replace(task, assignments=tuple(assignments))
        case 2:
            return replace(task, deadline=read_deadline(SourceText(draw(strategies.deadline_words)), 2024))
        case _:
            first = task.blocks[0]
            assert isinstance(first, Paragraph)
            text = first.text.value
            at = draw(st.integers(0, len(text)))
            return replace(task, blocks=(Paragraph(SourceText(text[:at] + draw(typed) + text[at:])), *task.blocks[1:]))


@st.composite
def edited_plans(draw: st.DrawFn) -> tuple[Plan, Plan]:
    """A plan with a derived annex, and the same with some tasks edited."""
    plan = draw(strategies.plans().filter(lambda plan: bool(tasks_of(plan))))
    if not plan.head.annexes:
        plan = replace(plan, head=replace(plan.head, annexes=(TaskTable(SourceText("任务分解表")),)))
    edited = plan
    for path in draw(st.lists(st.sampled_from(tasks_of(plan)), min_size=1, max_size=4, unique=True)):
        task = task_at(edited, path)
        edited = with_task(edited, path, draw(edited_task(task)))
    return plan, edited


def task_at(plan: Plan, path: tuple[int, ...]) -> Task:
    section = plan.parts[path[0]]
    assert isinstance(section, Section)
    item = section.parts[path[1]]
    for step in path[2:-2]:
        assert isinstance(item, Item)
        item = item.children[step]
    assert isinstance(item, Item)
    return item.tasks[path[-1]]


def comes_back(root: Path, file: tuple[str, bytes], edited: Plan) -> bool:
    """Merge the file; then the content prints what the edited plan does, and a second run finds nothing."""
    merge = found_merge(root, file)
    unplaced = [edit for edit in merge.edits if edit.reason is not None]
    assert not unplaced, describe(unplaced)
    merged(root, file)
    found, expected = printed(plan_at(root)), printed(edited)
    assert found == expected, [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]
    again = edits_of(root, file)
    assert all(edit.is_done for edit in again), describe(again)
    return True


@DRAWN
@given(st.data())
def test_facts_and_words_of_an_edited_plan_come_back_from_word(tally: Tally, data: st.DataObject) -> None:
    plan, edited = data.draw(edited_plans())
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), plan)
        tally.judge((plan, edited), lambda: comes_back(root, ("plan.docx", word(edited)), edited))


@DRAWN
@given(st.data())
def test_facts_and_words_of_an_edited_plan_come_back_from_the_sheet(tally: Tally, data: st.DataObject) -> None:
    plan, edited = data.draw(edited_plans())
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), plan)
        tally.judge((plan, edited), lambda: comes_back(root, ("annex.xlsx", sheet(edited)), edited))


@st.composite
def edited_paragraphs(draw: st.DrawFn, task: Task) -> Task:
    """The task with one paragraph more, or one less."""
    blocks = list(task.blocks)
    several = [index for index, block in enumerate(blocks) if isinstance(block, Paragraph) and index > 0]
    gone = draw(st.sampled_from([0, *several]))
    if gone:
        del blocks[gone]
        return replace(task, blocks=tuple(blocks))
    text = draw(st.text("公开政务信息目录标准服务季度按", min_size=8, max_size=20))
    blocks.insert(1, Paragraph(SourceText(f"{text}。")))
    return replace(task, blocks=tuple(blocks))


@DRAWN
@given(st.data())
def test_paragraphs_of_an_edited_plan_come_back_from_word(tally: Tally, data: st.DataObject) -> None:
    plan = data.draw(strategies.plans().filter(lambda plan: bool(tasks_of(plan))))
    path = data.draw(st.sampled_from(tasks_of(plan)))
    edited = with_task(plan, path, data.draw(edited_paragraphs(task_at(plan, path))))
    with TemporaryDirectory() as folder:
        root = root_of(Path(folder), plan)
        tally.judge((plan, edited), lambda: prints_or_is_listed(root, ("plan.docx", word(edited)), edited))


def prints_or_is_listed(root: Path, file: tuple[str, bytes], edited: Plan) -> bool:
    """Merge the file; then the content prints what the edited plan does, or an edit is listed. Returns whether none is."""
    unplaced = [edit for edit in edits_of(root, file) if edit.reason is not None]
    merged(root, file)
    found, expected = printed(plan_at(root)), printed(edited)
    # the last words of a task and the first of the next may be one paragraph; what cannot be written is listed
    assert "".join(found) == "".join(expected) or unplaced, (found, expected)
    return not unplaced


# --- through LibreOffice ---------------------------------------------------------------------------

PLANS_A_START = 3
"""One start of LibreOffice takes longer than ten plans: every example is several, but no more than hypothesis draws whole."""

MANY = settings(
    max_examples=examples(2, cases=PLANS_A_START),
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.libreoffice
@MANY
@given(st.data())
def test_words_come_back_after_a_round_trip_through_libreoffice(
    office: libreoffice.Office, tally: Tally, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        cases = {str(number): draw_case(data, folder / str(number)) for number in range(PLANS_A_START)}
        for number, case in cases.items():
            made = type_over(word(case.plan), case.texts, case.edits, tracked=False)
            (folder / f"{number}.docx").write_bytes(made)
        (folder / "again").mkdir()
        office.converted([folder / f"{number}.docx" for number in cases], "docx:MS Word 2007 XML", folder / "again")
        for number, case in cases.items():
            file = ("plan.docx", (folder / "again" / f"{number}.docx").read_bytes())
            tally.judge((case.plan, case.edits), partial(case_comes_back, case, file))


@pytest.mark.libreoffice
@MANY
@given(st.data())
def test_words_come_back_that_libreoffice_tracked(
    office: libreoffice.Office, tally: Tally, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        cases = {str(number): draw_case(data, folder / str(number), only_text=True) for number in range(PLANS_A_START)}
        files = {number: word(case.plan) for number, case in cases.items()}
        edits = {number: paragraph_edits(files[number], case) for number, case in cases.items()}
        edited = libreoffice.edit_tracked(office.profile, folder, files, edits)
        for number, case in cases.items():
            file = ("plan.docx", edited[number])
            tally.judge((case.plan, case.edits), partial(tracked_comes_back, case, file))


def tracked_comes_back(case: Case, file: tuple[str, bytes]) -> bool:
    """Merge the file of a case, every edit of which has the time when it was tracked."""
    untracked = [edit for edit in edits_of(case.root, file) if not edit.date]
    assert not untracked, describe(untracked)
    return case_comes_back(case, file)


def paragraph_edits(content: bytes, case: Case) -> list[libreoffice.Edit]:
    """The edits of a case by the number of the paragraph in its file."""
    opened = docx.Document(BytesIO(content))
    filled = [one for one in opened.paragraphs if one.text.strip()]
    printed_lines = [index for index, one in enumerate(filled) if one.style and one.style.name != "附件标题"]
    return [(printed_lines[index], *edit) for index, edit in case.edits.items()]


@pytest.mark.libreoffice
@MANY
@given(st.data())
def test_facts_come_back_from_a_sheet_that_libreoffice_saved(
    office: libreoffice.Office, tally: Tally, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        pairs = {str(number): data.draw(edited_plans()) for number in range(PLANS_A_START)}
        for number, (_, edited) in pairs.items():
            (folder / f"{number}.xlsx").write_bytes(sheet(edited))
        (folder / "again").mkdir()
        office.converted(
            [folder / f"{number}.xlsx" for number in pairs], "xlsx:Calc MS Excel 2007 XML", folder / "again"
        )
        for number, (plan, edited) in pairs.items():
            file = ("annex.xlsx", (folder / "again" / f"{number}.xlsx").read_bytes())
            root = root_of(folder / number, plan)
            tally.judge((plan, edited), partial(comes_back, root, file, edited))
