"""Reading holds for any text at all: it never raises, loses no character, and its twin undoes it."""

import re

import pytest
from hypothesis import example, given, strategies as st

from pipeline.findings import Diagnostics, Finding, apply_edits
from pipeline.model import FreeAnnex, Item, Paragraph, Plan, Strong, Task, UnitTerm
from pipeline.parse import parse
from pipeline.parse.inline import read_inline
from pipeline.parse.serialize import write, write_item
from pipeline.source import Place, SourceRange, Sources, SourceText, sources_from_files
from tests.case_files import FORM_ONLY, ITEM, PLAN
from tests.strategies import YEAR, any_files, plans


def texts_of(plan: Plan) -> list[SourceText]:
    """Every text of the plan that came from a file."""
    lineage = [name for item in plan.items() for name in item.lineage]
    return [*plan.texts(), *lineage, *(note.text for note in plan.notes())]


SYNTAX = re.compile(
    r"""<!--|-->|\s+|[\u3000]+
    |[#＃]+ |[-*+·•●] |\d{1,2}[.．、] |[-—－–]{2,}
    |\*\* |[\[\]【】()（）|｜：:；;，,、。]
    |items/[^()（）]*\.md|annex/[^()（）]*\.md|https?://[!-~]+|[A-Za-z]+:[^()（）\s]*|[^()（）\[\]\n]*/[^()（）\n]*
    |(?:牵头|配合|责任|会同|参与|指导|起草)(?:部门|科室|处室|单位)|完成时间|完成时限|时限要求|沿用|名称|类型|备注
    |标题|发文机关|成文日期|附件|公开属性|正文括注|主动公开|责任和时限|[-:|\s]+""",
    re.VERBOSE,
)


def uncovered(sources: Sources, plan: Plan, findings: tuple[Finding, ...]) -> list[str]:
    """Stretches of the plan's files that no text of the plan and no finding accounts for."""
    covered: dict[str, list[list[bool]]] = {
        source.path: [[False] * (len(line) + 1) for line in source.lines] for _, source in sources.files
    }

    def cover(place: Place) -> None:
        lines = covered.get(place.path)
        if lines is None:
            return
        for number in range(place.line, min(place.end_line, len(lines)) + 1):
            start = place.column - 1 if number == place.line else 0
            stop = place.end_column - 1 if number == place.end_line else len(lines[number - 1])
            for column in range(start, min(stop, len(lines[number - 1]))):
                lines[number - 1][column] = True

    for text in texts_of(plan):
        for place in text.places():
            cover(place)
    for finding in findings:
        cover(finding.place)
    bare = []
    for _, source in sources.files:
        for line, marks in zip(source.lines, covered[source.path], strict=True):
            bare += re.findall(
                "[^\0]+", "".join("\0" if mark else char for char, mark in zip(line, marks, strict=False))
            )
    return bare


@given(any_files())
def test_any_text_is_read_and_every_place_points_inside_its_file(files: dict[str, str]) -> None:
    sources = sources_from_files(YEAR, files)
    reading = parse(sources)
    lines = {source.path: source.lines for _, source in sources.files}
    for finding in reading.findings:
        place = finding.place
        assert place.path in lines or place.line == 1
        for path, line, column in (
            (place.path, place.line, place.column),
            (place.path, place.end_line, place.end_column),
        ):
            if path in lines:
                assert 1 <= line <= len(lines[path])
                assert 1 <= column <= len(lines[path][line - 1]) + 1


@given(any_files())
def test_no_character_is_lost(files: dict[str, str]) -> None:
    """Every character lies in words of the plan, in a comment, in a finding's span, or is syntax."""
    files = {name: words for name, words in files.items() if name.endswith(".md")}
    sources = sources_from_files(YEAR, files)
    reading = parse(sources)
    # a file that no list names is found as a whole
    sources = Sources(sources.root, sources.year, tuple(f for f in sources.files if not _unread(f[0], reading.plan)))
    for stretch in uncovered(sources, reading.plan, reading.findings):
        assert SYNTAX.sub("", stretch) == "", stretch


def _unread(name: str, plan: Plan) -> bool:
    stem = name.rsplit("/", 1)[-1].removesuffix(".md")
    if "/items/" in name:
        return stem not in {item.id for item in plan.items()}
    if "/annex/" in name:
        return stem not in {annex.id for annex in plan.head.annexes if isinstance(annex, FreeAnnex)}
    return False


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["*", "**", "***", "****", "（", "）", "(", ")", "[", "]", "138", "1234", "2", "。", "、"]),
            st.text("公开重点工作张李", min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=14,
    ).map("".join)
)
def test_stars_are_lost_only_in_pairs_that_emphasise(typed: str) -> None:
    """Nothing but the four stars of an emphasis is missing from what is printed, and never stars between two digits."""
    diagnostics = Diagnostics()
    paragraph = read_inline(SourceText(typed, (SourceRange(0, "", 1, 1),)), (), diagnostics)
    text = paragraph.text.value
    assert text.replace("*", "") == typed.strip().replace("*", "")
    lost = typed.count("*") - text.count("*")
    assert lost % 4 == 0
    assert lost == 0 or any(isinstance(mark, Strong) for mark in paragraph.marks) or re.search(r"\*\*\s*\*\*", typed)
    masks = re.findall(r"\d(\*+)(?=\d)|(\*{3,})", typed)
    assert sum(len(first or second) for first, second in masks) <= text.count("*")
    assert all(
        "*" not in edit.replacement or "**" in edit.replacement
        for finding in diagnostics.findings
        for edit in finding.edits
    )


@given(any_files())
def test_what_is_read_can_be_written_and_read_again(files: dict[str, str]) -> None:
    plan = parse(sources_from_files(YEAR, files)).plan
    assert parse(sources_from_files(YEAR, write(plan))).plan == plan


@given(plans())
def test_writing_is_the_twin_of_reading(plan: Plan) -> None:
    reading = parse(sources_from_files(YEAR, write(plan)))
    assert reading.plan == plan


def item_with(paragraph: Paragraph) -> Item:
    return Item("甲", SourceText("甲事项"), (Task((paragraph,)),))


@given(st.text("012²٣ABx公开，（", min_size=1, max_size=9), st.data())
def test_emphasis_is_read_as_it_was_written(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start + 1, len(text)))
    words = f"公{text}开"
    emphasised = Paragraph(SourceText(words), (Strong(start + 1, stop + 1),))
    files = {"2024/plan.md": PLAN, "2024/items/甲.md": write_item(item_with(emphasised), UnitTerm.DEPARTMENT)}
    reading = parse(sources_from_files(YEAR, files))
    (item,) = reading.plan.items()
    assert item.tasks[0].blocks == (emphasised,)
    assert [finding for finding in reading.findings if finding.edits] == []


@pytest.mark.parametrize(
    ("text", "mark", "written"),
    [
        ("务0000", Strong(1, 4), "务**000<!---->**0"),
        ("C02CA", Strong(2, 4), "C0<!---->**2C**A"),
        ("1234", Strong(1, 3), "1<!---->**23<!---->**4"),
        ("公开2024年", Strong(2, 6), "公开**2024**年"),
    ],
)
def test_stars_between_digits_are_parted_from_them(text: str, mark: Strong, written: str) -> None:
    emphasised = item_with(Paragraph(SourceText(text), (mark,)))
    assert write_item(emphasised, UnitTerm.DEPARTMENT) == f"{written}\n"


@given(plans())
def test_what_is_written_has_no_fault_of_form(plan: Plan) -> None:
    reading = parse(sources_from_files(YEAR, write(plan)))
    assert [finding for finding in reading.findings if finding.edits] == []


@given(any_files())
def test_duties_are_never_empty(files: dict[str, str]) -> None:
    for item in parse(sources_from_files(YEAR, files)).plan.items():
        for task in item.tasks:
            assert all(duty.units for duty in task.assignments)


LINES = [
    "甲，",
    "乙。",
    "丙",
    "各科室：",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\u3000\u3000",
    "\t",
    "    ",
    "  ",
    "- ",
    "· ",
    "1. ",
    "2. ",
    "3、",
    "8. ",
    "（1）",
    "①",
    "（一）",
    "一、",
    "一、总体要求",
    "｜－｜－｜",
    "甲\t乙",
    "丙\t丁",
    "1.\t",
    "完成时间：3月底",
    "（责任部门：会计科）",
    "**重**",
    "## 题",
    "\u200b",
    "\xa0",
    "> ",
    "***",
]
"""What pasted lines begin with and end in."""


@given(st.lists(st.sampled_from([*LINES, "| a | b |", "|---|---|"]), max_size=12).map("".join))
@example("1. \n甲，\n（1）甲，")
@example("3、①甲，")
@example("甲，\n- 1. \n甲，")
@example("1.\t（1）1.\t")
@example("｜－｜－｜\n甲，\n甲，| a | b |")
@example("- 1.\n2、\n甲。\n- ①\n甲，")
def test_mending_the_form_of_lines_leaves_what_was_read(body: str) -> None:
    """No fix joins what was apart, or parts what was together."""
    sources = sources_from_files(
        YEAR, {f"{YEAR}/plan.md": PLAN, f"{YEAR}/items/甲.md": ITEM.replace("做好公开。\n", body)}
    )
    before = write(parse(sources).plan)
    for _ in range(6):
        found = parse(sources).findings
        edits = [edit for finding in found if finding.code in {*FORM_ONLY, "P026"} for edit in finding.edits]
        sources = sources_from_files(YEAR, {name: apply_edits(source, edits) for name, source in sources.files})
    assert write(parse(sources).plan) == before
