"""Headings of every level that came into a Word file, went from it, were renamed or moved there, written into plan.md."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from pipeline.merge.model import EditKind, Unplaced
from tests.command_line import Verb
from tests.merging import (
    ITEMS,
    PLAN,
    build,
    content,
    content_of,
    describe,
    edits_of,
    item_text,
    merged,
    plan_at,
    retyped,
    saved,
    with_paragraph,
    without_paragraph,
    word,
)

LISTED = """## 主要工作

### 夯实基础

- [政府开放日](items/开放日.md)
- [采购公开](items/采购.md)

### 拓展渠道

- [政策推送](items/推送.md)
- [执法公示](items/执法.md)

## 工作要求

各科室要按时完成。
"""
SECTIONS = PLAN.split("## 主要工作", maxsplit=1)[0] + LISTED


def body(root: Path) -> str:
    """What plan.md says from its first heading on."""
    text = (root / "2024" / "plan.md").read_text()
    return text[text.index("##") :]


def merged_once(root: Path, file: bytes) -> list[EditKind]:
    """Merge a file of which every edit is written, see that a second run finds nothing, and return what the edits were."""
    named = ("改.docx", file)
    edits = edits_of(root, named)
    assert [edit for edit in edits if edit.reason is not None] == [], describe(edits)
    merged(root, named)
    after = content_of(root)
    again = edits_of(root, named)
    assert all(edit.is_done for edit in again), describe(again)
    merged(root, named)
    assert content_of(root) == after
    return [edit.kind for edit in edits]


def with_lines(file: bytes, behind: str, *lines: str) -> bytes:
    """The Word file with new paragraphs behind the one that ends with the words."""
    for text in reversed(lines):
        file = with_paragraph(file, behind, text)
    return file


def with_moved(file: bytes, words: list[str], behind: str) -> bytes:
    """The Word file with the paragraphs that have these words put behind another."""
    opened = docx.Document(BytesIO(file))

    def found(text: str) -> Paragraph:
        return next(one for one in opened.paragraphs if text in one.text)

    moved, place = [found(text)._p for text in words], found(behind)._p
    for one in moved:
        place.addnext(one)
        place = one
    return saved(opened)


@pytest.mark.parametrize(
    ("behind", "before"),
    [
        ("一、主要工作", "### 夯实基础\n"),
        ("（责任部门：采管科）", "### 拓展渠道\n"),
        ("、采管科、会计科）", "## 工作要求\n"),
    ],
)
def test_a_new_heading_of_the_second_level(tmp_path: Path, behind: str, before: str) -> None:
    root = content(tmp_path, SECTIONS)
    assert merged_once(root, with_paragraph(word(plan_at(root)), behind, "（二）强化监督")) == [EditKind.NEW_HEADING]
    assert body(root) == LISTED.replace(before, f"### 强化监督\n\n{before}")


def test_a_new_heading_parts_a_list(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    merged_once(root, with_paragraph(word(plan_at(root)), "配合部门：办公室）", "（二）强化监督"))
    line = "- [采购公开](items/采购.md)"
    assert body(root) == LISTED.replace(f"\n{line}", f"\n\n### 强化监督\n\n{line}")


def test_two_new_headings_part_a_list(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    merged_once(root, with_lines(word(plan_at(root)), "配合部门：办公室）", "（二）强化监督", "（三）强化考核"))
    line = "- [采购公开](items/采购.md)"
    assert body(root) == LISTED.replace(f"\n{line}", f"\n\n### 强化监督\n\n### 强化考核\n\n{line}")


def test_a_new_heading_with_a_paragraph_and_an_item(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    lines = ("（三）强化监督", "监督要到位。", "1.抓好培训。（责任部门：办公室）")
    merged_once(root, with_lines(word(plan_at(root)), "、采管科、会计科）", *lines))
    new = "### 强化监督\n\n监督要到位。\n\n- [抓好培训](items/抓好培训.md)\n\n"
    assert body(root) == LISTED.replace("## 工作要求", f"{new}## 工作要求")
    assert "责任部门: 办公室" in item_text(root, "抓好培训")


def test_items_of_a_section_without_items_keep_their_order(tmp_path: Path) -> None:
    empty = LISTED.replace("## 工作要求", "### 强化监督\n\n## 工作要求")
    root = content(tmp_path, SECTIONS.replace(LISTED, empty))
    typed = ("1.抓好培训。（责任部门：办公室）", "2.甲事要抓。（责任部门：会计科）")
    merged_once(root, with_lines(word(plan_at(root)), "强化监督", *typed))
    new = "- [抓好培训](items/抓好培训.md)\n- [甲事要抓](items/甲事要抓.md)"
    assert body(root) == LISTED.replace("## 工作要求", f"### 强化监督\n\n{new}\n\n## 工作要求")


def test_the_first_headings_of_a_level_in_a_section(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    lines = ("（一）强化监督", "1.抓好培训。（责任部门：办公室）", "（二）强化考核", "1.抓好评议。（责任部门：会计科）")
    merged_once(root, with_lines(word(plan_at(root)), "按时完成。", *lines))
    assert body(root) == (
        f"{LISTED}\n### 强化监督\n\n- [抓好培训](items/抓好培训.md)\n\n### 强化考核\n\n- [抓好评议](items/抓好评议.md)\n"
    )


def test_a_new_first_chapter(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("为做好工作，制定本计划。\n\n", ""))
    merged_once(root, with_lines(word(plan_at(root)), "政务公开工作计划", "一、总体要求", "坚持依法公开。"))
    assert body(root).startswith("## 总体要求\n\n坚持依法公开。\n\n## 主要工作\n\n- ")


def test_a_short_line_among_items_is_an_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    kinds = merged_once(root, with_paragraph(word(plan_at(root)), "配合部门：办公室）", "（二）强化监督"))
    assert kinds == [EditKind.NEW_ITEM]


def test_a_heading_without_one_above_it_has_no_place(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = with_lines(word(plan_at(root)), "工作要求", "1.强化监督", "（1）抓好培训。（责任部门：办公室）")
    assert edits_of(root, ("改.docx", file))[0].reason is Unplaced.HEADING_LEVEL


def test_a_chapter_between_items_of_an_item_has_no_place(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("- [采购公开]", "  - [采购公开]").replace("- [政策推送]", "  - [政策推送]"))
    file = with_paragraph(word(plan_at(root)), "公开情况抽查。（责任部门：采管科）", "二、能力建设")
    assert [edit.reason for edit in edits_of(root, ("改.docx", file))] == [Unplaced.NEW_HEADING]


def test_a_heading_is_renamed(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    assert merged_once(root, retyped(word(plan_at(root)), ("拓展渠道", "拓宽公开渠道"))) == [EditKind.HEADING]
    assert body(root) == LISTED.replace("拓展渠道", "拓宽公开渠道")


def test_what_is_below_a_heading_that_is_gone_joins_the_list_before_it(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    assert merged_once(root, without_paragraph(word(plan_at(root)), "拓展渠道")) == [EditKind.DELETED_HEADING]
    assert body(root) == LISTED.replace("\n\n### 拓展渠道\n\n", "\n")


def test_headings_that_are_all_gone_leave_their_items_to_the_chapter(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    merged_once(root, without_paragraph(without_paragraph(word(plan_at(root)), "夯实基础"), "拓展渠道"))
    assert body(root) == LISTED.replace("### 夯实基础\n\n", "").replace("\n\n### 拓展渠道\n\n", "\n")


@pytest.mark.parametrize("words", ["（一）夯实基础", "二、工作要求"])
def test_a_heading_that_what_is_below_needs_does_not_go_alone(tmp_path: Path, words: str) -> None:
    # in the second case items would be numbered below the last of the other headings
    last = LISTED.replace("- [执法公示](items/执法.md)\n", "").replace(
        "各科室要按时完成。\n", "- [执法公示](items/执法.md)\n"
    )
    root = content(tmp_path, SECTIONS.replace(LISTED, last))
    before = content_of(root)
    file = ("改.docx", without_paragraph(word(plan_at(root)), words))
    assert [edit.reason for edit in edits_of(root, file)] == [Unplaced.HEADING_NEEDED]
    merged(root, file)
    assert content_of(root) == before


def test_a_heading_goes_with_its_items(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = word(plan_at(root))
    for words in ("夯实基础", "政府开放日", "政府采购信息", "二季度开展"):
        file = without_paragraph(file, words)
    merged_once(root, file)
    gone = "### 夯实基础\n\n- [政府开放日](items/开放日.md)\n- [采购公开](items/采购.md)\n"
    assert body(root) == LISTED.replace(gone, "<!-- 不再列入：政府开放日 -->\n<!-- 不再列入：采购公开 -->\n")


def test_a_section_is_moved_with_its_items(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    before = content_of(root)
    file = with_moved(word(plan_at(root)), ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作")
    assert merged_once(root, file) == [EditKind.MOVED_SECTION]
    moved = "### 拓展渠道\n\n- [政策推送](items/推送.md)\n- [执法公示](items/执法.md)\n\n"
    assert body(root) == LISTED.replace(moved, "").replace("### 夯实基础", f"{moved}### 夯实基础")
    after = content_of(root)
    assert {name for name in after if after[name] != before[name]} == {"plan.md"}


def test_an_item_of_a_section_that_is_moved_is_edited(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = with_moved(word(plan_at(root)), ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作")
    kinds = merged_once(root, retyped(file, ("开展线上", "开展线下")))
    assert kinds == [EditKind.MOVED_SECTION, EditKind.WORDS]
    assert "线下" in item_text(root, "推送")
    assert body(root).startswith("## 主要工作\n\n### 拓展渠道")


def test_a_section_that_is_moved_is_renamed(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = with_moved(word(plan_at(root)), ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作")
    assert merged_once(root, retyped(file, ("拓展渠道", "拓展公开渠道"))) == [EditKind.MOVED_SECTION]
    assert body(root).startswith("## 主要工作\n\n### 拓展公开渠道\n\n- [政策推送]")


def test_a_section_is_moved_with_a_table_and_the_rows_of_its_items(tmp_path: Path) -> None:
    items = {**ITEMS, "推送": ITEMS["推送"] + "\n| 指标 | 数 |\n|---|---|\n| 推送 | 8 |\n"}
    root = content(tmp_path, SECTIONS, items)
    moved = LISTED[LISTED.index("### 拓展渠道") : LISTED.index("## 工作要求")]
    listed = LISTED.replace(moved, "").replace("### 夯实基础", f"{moved}### 夯实基础")
    other = content(tmp_path / "改", SECTIONS.replace(LISTED, listed), items)
    assert merged_once(root, word(plan_at(other))) == [EditKind.MOVED_SECTION]
    assert body(root) == listed


def test_the_last_chapter_is_moved_to_the_front(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    assert merged_once(root, with_moved(word(plan_at(root)), ["二、工作要求", "按时完成"], "制定本计划")) == [
        EditKind.MOVED_SECTION
    ]
    last = "## 工作要求\n\n各科室要按时完成。\n"
    assert body(root) == f"{last}\n" + LISTED.removesuffix(f"\n{last}")


@pytest.mark.parametrize(("behind", "line"), [("加强互动", "采购公开"), ("精准推送工作", "执法公示")])
def test_a_heading_is_moved_alone(tmp_path: Path, behind: str, line: str) -> None:
    root = content(tmp_path, SECTIONS)
    assert merged_once(root, with_moved(word(plan_at(root)), ["（二）拓展渠道"], behind)) == [EditKind.MOVED]
    listed = LISTED.replace("\n\n### 拓展渠道\n\n", "\n")
    assert body(root) == listed.replace(f"\n- [{line}]", f"\n\n### 拓展渠道\n\n- [{line}]")


def test_a_heading_that_is_needed_is_not_moved_alone(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = ("改.docx", with_moved(word(plan_at(root)), ["（一）夯实基础"], "加强互动"))
    edits = edits_of(root, file)
    assert any(edit.reason is Unplaced.MOVED for edit in edits), describe(edits)
    before = content_of(root)
    merged(root, file)
    assert content_of(root) == before


ANNEX = "## 填报要求\n\n### 时间\n\n按季度填报。\n\n### 方式\n\n在线填报。\n\n## 附则\n\n由办公室解释。\n"


def annexed(folder: Path) -> Path:
    """A content root with a free annex that has headings of two levels."""
    root = content(folder, PLAN.replace("附件: 任务分解表", "附件:\n- 任务分解表\n- [填报说明](annex/说明.md)"))
    (root / "2024" / "annex").mkdir()
    (root / "2024" / "annex" / "说明.md").write_text(ANNEX)
    return root


def test_headings_of_a_free_annex(tmp_path: Path) -> None:
    root = annexed(tmp_path)
    before = content_of(root)
    file = without_paragraph(with_moved(word(plan_at(root)), ["（二）方式", "在线填报"], "一、填报要求"), "二、附则")
    file = with_lines(file, "一、填报要求", "（一）范围", "各科室都填。")
    kinds = merged_once(root, file)
    assert sorted(kind.value for kind in kinds) == ["删去标题", "新增标题", "移动章节"]
    after = content_of(root)
    assert {name for name in after if after[name] != before[name]} == {"annex/说明.md"}
    assert after["annex/说明.md"].decode() == (
        "## 填报要求\n\n### 范围\n\n各科室都填。\n\n### 方式\n\n在线填报。\n\n### 时间\n\n按季度填报。\n\n由办公室解释。\n"
    )


def test_a_section_is_moved_to_where_a_heading_is_new(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = with_moved(word(plan_at(root)), ["（一）夯实基础", "1. 8月份", "2.推进政府", "二季度"], "、采管科、会计科）")
    kinds = merged_once(root, with_paragraph(file, "公开情况抽查。（责任部门：采管科）", "（三）强化监督"))
    assert kinds == [EditKind.NEW_HEADING, EditKind.MOVED_SECTION]
    moved = LISTED[LISTED.index("### 夯实基础") : LISTED.index("### 拓展渠道")]
    new = f"{moved}### 强化监督\n\n## 工作要求"
    assert body(root) == LISTED.replace(moved, "").replace("## 工作要求", new)


def test_an_item_that_is_new_in_a_section_that_is_moved_is_listed(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    file = with_moved(word(plan_at(root)), ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作")
    named = (
        "改.docx",
        with_paragraph(file, "精准推送工作。（责任部门：会计科、办公室）", "2.抓好培训。（责任部门：办公室）"),
    )
    edits = edits_of(root, named)
    assert [(edit.kind, edit.reason) for edit in edits] == [
        (EditKind.MOVED_SECTION, None),
        (EditKind.NEW_PARAGRAPH, Unplaced.AFTER_OTHERS),
    ], describe(edits)
    merged(root, named)
    moved = LISTED[LISTED.index("### 拓展渠道") : LISTED.index("## 工作要求")]
    assert body(root) == LISTED.replace(moved, "").replace("### 夯实基础", f"{moved}### 夯实基础")
    assert [edit.reason for edit in edits_of(root, named) if not edit.is_done] == [Unplaced.AFTER_OTHERS]


def test_a_short_numbered_line_in_a_cell_is_no_heading(tmp_path: Path) -> None:
    root = content(tmp_path, SECTIONS)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    cell = opened.tables[0].rows[1].cells[1]
    cell.add_paragraph("（二）强化监督")
    assert EditKind.NEW_HEADING not in [edit.kind for edit in edits_of(root, ("改.docx", saved(opened)))]


def test_the_list_says_what_became_of_headings(tmp_path: Path, run: Verb) -> None:
    root = content(tmp_path, SECTIONS)
    build(root, tmp_path / "build" / "2024")
    made = word(plan_at(root))
    (tmp_path / "改.docx").write_bytes(with_moved(made, ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作"))
    assert "移动“拓展渠道”到“一、主要工作”之后" in run("merge", "改.docx").output
    moved = with_moved(made, ["（二）拓展渠道", "1.继续依托", "2.做好执法"], "主要工作")
    (tmp_path / "改.docx").write_bytes(retyped(moved, ("拓展渠道", "拓展公开渠道")))
    assert "移动“拓展渠道”（改为“拓展公开渠道”）到" in run("merge", "改.docx").output
    (tmp_path / "改.docx").write_bytes(without_paragraph(made, "夯实基础"))
    assert "它下面的就换了层次" in run("merge", "改.docx").output
    (tmp_path / "改.docx").write_bytes(
        with_lines(made, "工作要求", "1.强化监督", "（1）抓好培训。（责任部门：办公室）")
    )
    assert "标题要一级一级往下" in run("merge", "改.docx").output
