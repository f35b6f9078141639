"""Rows that came into the annex below a group of items, on the level of the item that they are; and rows that were moved."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from pipeline.merge.model import EditKind, Unplaced
from tests.merging import (
    ITEMS,
    PLAN,
    content,
    content_of,
    describe,
    edits_of,
    merged,
    plan_at,
    saved,
    sheet,
    with_row,
    word,
    word_annex,
)

LISTED = """- [公开载体](items/载体.md)
  - [政府开放日](items/开放日.md)
  - [采购公开](items/采购.md)
- [政策推送](items/推送.md)
- [公开监督](items/监督.md)
  - [执法公示](items/执法.md)
"""
_BEGIN, _END = PLAN.index("- [政府开放日]"), PLAN.index("\n## 工作要求")
GROUPED = PLAN[:_BEGIN] + LISTED + PLAN[_END:]
GROUPS = {**ITEMS, "载体": "建好公开载体。\n", "监督": "加强公开监督。\n"}

NEW = "抓好培训。"
LINE = "- [抓好培训](items/抓好培训.md)\n"


def lines(root: Path) -> str:
    """The list in plan.md."""
    text = (root / "2024" / "plan.md").read_text()
    return text[text.index("- [") : text.index("\n## 工作要求")]


def merged_once(root: Path, file: tuple[str, bytes]) -> None:
    """Merge a file of which every edit is written, and see that a second run finds nothing."""
    edits = edits_of(root, file)
    assert [(edit.kind, edit.reason) for edit in edits] == [(EditKind.NEW_ITEM, None)], describe(edits)
    merged(root, file)
    after = content_of(root)
    again = edits_of(root, file)
    assert all(edit.is_done for edit in again), describe(again)
    merged(root, file)
    assert content_of(root) == after


@pytest.mark.parametrize("make", [word, word_annex])
@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (1, LISTED.replace("  - [政府开放日]", f"  {LINE}  - [政府开放日]")),
        (2, LISTED.replace("  - [采购公开]", f"  {LINE}  - [采购公开]")),
        (4, LISTED.replace("- [公开监督]", f"{LINE}- [公开监督]")),
        (5, LISTED.replace("  - [执法公示]", f"  {LINE}  - [执法公示]")),
        (-1, f"{LISTED}  {LINE}"),
    ],
    ids=["first of a group", "in a group", "between items and a group", "first of the last group", "at the end"],
)
def test_a_row_is_an_item_of_the_group_above_it(
    tmp_path: Path, make: Callable[[Any], bytes], behind: int, expected: str
) -> None:
    root = content(tmp_path, GROUPED, GROUPS)
    merged_once(root, ("改.docx", with_row(make(plan_at(root)), behind, ["9", NEW, "办公室", "全年"], like=2)))
    assert lines(root) == expected


def test_a_row_at_the_end_of_a_group_before_another_group(tmp_path: Path) -> None:
    listed = LISTED.replace("- [政策推送](items/推送.md)\n", "")
    items = {name: text for name, text in GROUPS.items() if name != "推送"}
    root = content(tmp_path, GROUPED.replace(LISTED, listed), items)
    merged_once(root, ("改.docx", with_row(word_annex(plan_at(root)), 3, ["9", NEW, "办公室", "全年"])))
    assert lines(root) == listed.replace("- [公开监督]", f"  {LINE}- [公开监督]")


def test_a_row_between_a_group_and_an_item_beside_it_may_be_either(tmp_path: Path) -> None:
    root = content(tmp_path, GROUPED, GROUPS)
    before = content_of(root)
    file = ("改.docx", with_row(word_annex(plan_at(root)), 3, ["9", NEW, "办公室", "全年"]))
    assert [edit.reason for edit in edits_of(root, file)] == [Unplaced.ROW_LEVEL]
    merged(root, file)
    assert content_of(root) == before


def test_a_row_behind_an_item_with_others_below_it_is_the_first_of_them(tmp_path: Path) -> None:
    items = {**GROUPS, "载体": "建好公开载体。（责任部门：办公室；完成时间：全年）\n"}
    root = content(tmp_path, GROUPED, items)
    merged_once(root, ("改.docx", with_row(word_annex(plan_at(root)), 1, ["9", NEW, "办公室", "全年"])))
    assert lines(root) == LISTED.replace("  - [政府开放日]", f"  {LINE}  - [政府开放日]")


def test_a_row_behind_the_last_of_those_below_an_item_may_be_on_either_level(tmp_path: Path) -> None:
    items = {**GROUPS, "监督": "加强公开监督。（责任部门：办公室；完成时间：全年）\n"}
    root = content(tmp_path, GROUPED, items)
    file = ("改.docx", with_row(word_annex(plan_at(root)), -1, ["9", NEW, "办公室", "全年"]))
    assert [edit.reason for edit in edits_of(root, file)] == [Unplaced.ROW_LEVEL]


def test_a_row_of_the_sheet_at_the_start_of_a_group(tmp_path: Path) -> None:
    root = content(tmp_path, GROUPED, GROUPS)
    new = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n抓好培训。\n"
    listed = LISTED.replace("  - [执法公示]", f"  {LINE}  - [执法公示]")
    other = content(tmp_path / "改", GROUPED.replace(LISTED, listed), {**GROUPS, "抓好培训": new})
    merged_once(root, ("改.xlsx", sheet(plan_at(other))))
    assert lines(root) == listed


def test_a_row_below_a_heading_that_has_a_row(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("附件:", "附件章节行: 是\n附件:"))
    merged_once(root, ("改.docx", with_row(word_annex(plan_at(root)), 1, ["9", NEW, "办公室", "全年"], like=2)))
    assert lines(root).startswith(f"{LINE}- [政府开放日]")


# --- rows that were moved -------------------------------------------------------------------


def moved_line(line: str, before: str) -> str:
    """The list of the small plan with one line before another."""
    listed = PLAN[_BEGIN:_END]
    return listed.replace(line, "").replace(before, f"{line}{before}")


LAST, FIRST = "- [执法公示](items/执法.md)\n", "- [政府开放日]"


@pytest.mark.parametrize("make", [word_annex, sheet])
@pytest.mark.parametrize(
    ("line", "before"),
    [(LAST, FIRST), (LAST, "- [政策推送]"), ("- [政府开放日](items/开放日.md)\n", "- [执法公示]")],
    ids=["to the top", "up", "down"],
)
def test_a_row_that_is_moved_in_the_annex_moves_its_item(
    tmp_path: Path, make: Callable[[Any], bytes], line: str, before: str
) -> None:
    root = content(tmp_path)
    contents = content_of(root)
    listed = moved_line(line, before)
    other = content(tmp_path / "改", PLAN[:_BEGIN] + listed + PLAN[_END:])
    file = ("改.xlsx" if make is sheet else "改.docx", make(plan_at(other)))
    edits = [edit for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED]
    # an item of two rows stays where the others go around it
    assert {(edit.kind, edit.reason) for edit in edits} == {(EditKind.MOVED_ITEM, None)}, describe(edits)
    merged(root, file)
    assert lines(root) == listed
    after = content_of(root)
    assert {name for name in after if after[name] != contents.get(name)} == {"plan.md"}
    assert all(edit.is_done for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED)


def test_an_item_that_is_moved_in_body_and_annex_is_moved_once(tmp_path: Path) -> None:
    root = content(tmp_path)
    listed = moved_line(LAST, FIRST)
    other = content(tmp_path / "改", PLAN[:_BEGIN] + listed + PLAN[_END:])
    file = ("改.docx", word(plan_at(other)))
    edits = edits_of(root, file)
    assert [(edit.kind, edit.reason) for edit in edits] == [(EditKind.MOVED_ITEM, None)], describe(edits)
    merged(root, file)
    assert lines(root) == listed
    assert content_of(root).keys() == content_of(other).keys()


def test_an_item_whose_row_alone_is_moved_is_listed(tmp_path: Path) -> None:
    root = content(tmp_path)
    before = content_of(root)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    rows = opened.tables[0].rows
    rows[0]._tr.addnext(rows[3]._tr)
    file = ("改.docx", saved(opened))
    edits = [edit for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED]
    assert [(edit.kind, edit.reason) for edit in edits] == [(EditKind.MOVED_ITEM, Unplaced.MOVED)], describe(edits)
    merged(root, file)
    assert content_of(root) == before


def test_a_row_that_is_moved_and_edited_is_the_same_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    listed = moved_line("- [政策推送](items/推送.md)\n", FIRST)
    items = {**ITEMS, "推送": ITEMS["推送"].replace("线上", "线下")}
    other = content(tmp_path / "改", PLAN[:_BEGIN] + listed + PLAN[_END:], items)
    merged(root, ("改.docx", word_annex(plan_at(other))))
    assert lines(root) == listed
    assert content_of(root) == content_of(other)


def test_an_item_of_a_group_is_not_moved_by_its_row(tmp_path: Path) -> None:
    root = content(tmp_path, GROUPED, GROUPS)
    opened = docx.Document(BytesIO(word_annex(plan_at(root))))
    rows = opened.tables[0].rows
    rows[5]._tr.addnext(rows[2]._tr)
    file = ("改.docx", saved(opened))
    edits = [edit for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED]
    assert [(edit.kind, edit.reason) for edit in edits] == [(EditKind.MOVED_ITEM, Unplaced.MOVED)], describe(edits)


def test_rows_of_nearly_the_same_words_are_moved(tmp_path: Path) -> None:
    named = {
        f"{name}事": f"---\n责任部门: 办公室\n完成时间: 全年\n---\n\n{name}事按季通报，逐项核对。\n" for name in "甲乙"
    }
    first, second = (f"- [{name}](items/{name}.md)\n" for name in named)
    root = content(tmp_path, PLAN[:_BEGIN] + first + second + PLAN[_END:], named)
    before = content_of(root)
    other = content(tmp_path / "改", PLAN[:_BEGIN] + second + first + PLAN[_END:], named)
    merged(root, ("改.docx", word_annex(plan_at(other))))
    assert lines(root) == second + first
    assert {name for name, text in content_of(root).items() if text != before[name]} == {"plan.md"}


def test_a_row_with_other_words_owner_and_deadline_is_another_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    new = "---\n责任部门: 财监科\n完成时间: 9月底\n---\n\n抓好绩效评价。\n"
    line = "- [政府开放日](items/开放日.md)\n"
    listed = PLAN.replace(line, "- [抓好绩效评价](items/抓好绩效评价.md)\n")
    other = content(tmp_path / "改", listed, {**ITEMS, "抓好绩效评价": new})
    merged(root, ("改.docx", word_annex(plan_at(other))))
    assert "<!-- 不再列入：政府开放日 -->" in (root / "2024" / "plan.md").read_text()
    assert content_of(root)["items/抓好绩效评价.md"].decode() == new
