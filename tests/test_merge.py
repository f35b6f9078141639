"""Edits made in Word or Excel in a file of ours come back into the content, and nothing else changes."""

import json
import subprocess
from io import BytesIO
from pathlib import Path
from shutil import rmtree

import docx
import pytest
from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from pipeline.diff.snapshots import save_snapshot
from pipeline.merge.merge import chosen_edits, find_merge
from pipeline.merge.model import EditKind, FileChange, Unplaced
from pipeline.merge.splice import splice
from pipeline.refusals import Reason, Refusal
from tests import plans
from tests.command_line import Verb
from tests.merging import (
    AUTHOR,
    ITEMS,
    PLAN,
    WHEN,
    all_paragraphs,
    content,
    content_of,
    edits_of,
    found_merge,
    item_text,
    merged,
    plan_at,
    printed,
    retyped,
    root_of,
    saved,
    set_text,
    sheet,
    track,
    with_paragraph,
    without_paragraph,
    word,
    word_annex,
    write_root,
)


def test_words_edited_in_the_body_change_only_those_words(tmp_path: Path) -> None:
    root = content(tmp_path)
    edited = retyped(
        word(plan_at(root)),
        ("8月份开展一次", "8月底开展两次"),
        ("一网通办”开展", "一网通办”和“随申办”开展"),
        ("二季度开展一次", "按季开展"),
        only_first=True,
    )
    merged(root, ("局长改.docx", edited))
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("8月份开展一次", "8月底开展两次")
    assert item_text(root, "推送") == ITEMS["推送"].replace("一网通办”开展", "一网通办”和“随申办”开展")
    assert item_text(root, "采购") == ITEMS["采购"].replace("二季度开展一次", "按季开展")
    assert item_text(root, "执法") == ITEMS["执法"]
    assert (root / "2024" / "plan.md").read_text() == PLAN


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("过程公开", "", "推进政府采购信息**全**。"),
        ("全过程", "", "推进政府采购信息公开。"),
        ("全过程公", "", "推进政府采购信息开。"),
    ],
)
def test_marks_round_words_that_are_gone_go_too(tmp_path: Path, old: str, new: str, expected: str) -> None:
    root = content(tmp_path)
    merged(root, ("改.docx", retyped(word(plan_at(root)), (old, new), only_first=True)))
    assert item_text(root, "采购") == ITEMS["采购"].replace("推进政府采购信息**全过程**公开。", expected)


def test_a_second_run_finds_nothing(tmp_path: Path) -> None:
    root = content(tmp_path)
    edited = ("改.docx", retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True))
    merged(root, edited)
    assert [edit.is_done for edit in edits_of(root, edited)] == [True] * 2
    before = item_text(root, "开放日")
    merged(root, edited)
    assert item_text(root, "开放日") == before


def test_words_inserted_beside_equal_ones_in_body_and_annex_are_inserted_once(tmp_path: Path) -> None:
    root = content(tmp_path, items=ITEMS | {"推送": "---\n责任部门: 会计科\n---\n\n度A；\n"})
    merged(root, ("改.docx", retyped(word(plan_at(root)), ("度A；", "度季度A；"))))
    assert item_text(root, "推送").endswith("\n度季度A；\n")


def test_a_file_that_was_saved_again_after_a_merge_has_nothing_new(tmp_path: Path) -> None:
    root = content(tmp_path)
    edited = retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True)
    merged(root, ("改.docx", edited))
    after = content_of(root)
    opened = docx.Document(BytesIO(edited))
    opened.core_properties.keywords = "再存"
    again = ("改.docx", saved(opened))
    assert again[1] != edited
    assert all(edit.is_done for edit in edits_of(root, again))
    merged(root, again)
    assert content_of(root) == after


def test_a_file_that_nobody_edited_has_no_edits(tmp_path: Path) -> None:
    root = content(tmp_path)
    plan = plan_at(root)
    assert edits_of(root, ("plan.docx", word(plan)), ("annex.xlsx", sheet(plan))) == ()


PLANS = {
    "rich": plans.RICH,
    "several": plans.SEVERAL,
    "no annex": plans.NO_ANNEX,
    "long": plans.LONG,
    "odd": plans.ODD_PLAN,
    "awkward": plans.awkward(),
}


@pytest.mark.parametrize("name", PLANS)
def test_no_file_of_any_plan_has_edits_by_itself(tmp_path: Path, name: str) -> None:
    root = root_of(tmp_path, PLANS[name])
    plan = plan_at(root)
    files = {"plan.docx": word(plan)}
    if plan.head.annexes:
        files |= {"annex.docx": word_annex(plan), "annex.xlsx": sheet(plan)}
    for title, made in files.items():
        assert edits_of(root, (title, made)) == (), title


@pytest.mark.parametrize(
    ("old", "new", "file", "before", "after"),
    [
        ("2024年度政务公开工作计划", "2024年度政务公开工作要点", "plan.md", "工作计划\n发文", "工作要点\n发文"),
        ("关于印发计划的通知", "关于印发工作计划的通知", "notice.md", "印发计划", "印发工作计划"),
        ("某财〔2024〕5号", "某财〔2024〕6号", "notice.md", "5号", "6号"),
        ("重点工作", "主要工作", "plan.md", "## 重点工作", "## 主要工作"),
        ("情况表", "办理情况表", "plan.md", "[情况表]", "[办理情况表]"),
        ("15", "16", "annex/情.md", "15", "16"),
        ("备注甲", "备注乙", "items/甲.md", "备注甲", "备注乙"),
        ("现将计划印发给你们。", "现将计划印发给你们，请落实。", "notice.md", "你们。", "你们，请落实。"),
        ("2024年　月　日", "2024年3月8日", "notice.md", "〔2024〕5号\n", "〔2024〕5号\n成文日期: 2024年3月8日\n"),
    ],
)
def test_values_of_the_heads_come_back(tmp_path: Path, old: str, new: str, file: str, before: str, after: str) -> None:
    root = root_of(tmp_path, plans.RICH)
    kept = content_of(root)
    expected = kept | {file: kept[file].replace(before.encode(), after.encode(), 1)}
    merged(root, ("改.docx", retyped(word(plan_at(root)), (old, new))))
    assert content_of(root) == expected


@pytest.mark.parametrize(
    ("old", "new", "item", "before", "after"),
    [
        ("（责任部门：采管科）", "（责任部门：采管科、会计科）", "采购", "采管科", "采管科、会计科"),
        ("（责任部门：采管科）", "（责任部门：财监科）", "采购", "采管科", "财监科"),
        ("配合部门：办公室", "配合部门：办公室、采管科", "开放日", "配合部门: 办公室", "配合部门: 办公室、采管科"),
        ("；配合部门：办公室）", "）", "开放日", "配合部门: 办公室\n", ""),
        (
            "（责任部门：会计科、办公室）",
            "（责任部门：会计科、采管科、办公室）",
            "推送",
            "会计科、",
            "会计科、采管科、",
        ),
        ("（责任部门：会计科、办公室）", "（责任部门：办公室）", "推送", "会计科、\u3000办公室", "办公室"),
    ],
)
def test_owners_edited_in_the_bracket_change_the_head(
    tmp_path: Path, old: str, new: str, item: str, before: str, after: str
) -> None:
    root = content(tmp_path)
    merged(root, ("改.docx", retyped(word(plan_at(root)), (old, new))))
    assert item_text(root, item) == ITEMS[item].replace(before, after, 1)
    for other in ITEMS.keys() - {item}:
        assert item_text(root, other) == ITEMS[other]


@pytest.mark.parametrize(
    ("old", "new", "item", "before", "after"),
    [
        (
            "（责任部门：采管科）",
            "（牵头部门：采管科；配合部门：会计科、办公室）",
            "采购",
            "责任部门: 采管科",
            "牵头部门: 采管科\n配合部门: 会计科、办公室",
        ),
        (
            "（牵头部门：会计科；配合部门：办公室）",
            "（责任部门：办公室）",
            "开放日",
            "牵头部门: 会计科\n配合部门: 办公室",
            "责任部门: 办公室",
        ),
    ],
)
def test_roles_that_came_and_went_are_one_edit(
    tmp_path: Path, old: str, new: str, item: str, before: str, after: str
) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), (old, new), only_first=True))
    edits = edits_of(root, file)
    assert [(edit.kind, edit.old, edit.new, edit.reason) for edit in edits] == [
        (EditKind.OWNER, old.strip("（）"), new.strip("（）"), None)
    ]
    merged(root, file)
    assert item_text(root, item) == ITEMS[item].replace(before, after, 1)
    assert [edit.is_done for edit in edits_of(root, file)] == [True]


def test_roles_changed_in_a_cell_are_one_edit_of_the_note(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word_annex(plan_at(root))))
    set_text(next(one for one in all_paragraphs(opened) if one.text == "办公室"), "牵头部门：采管科；配合部门：办公室")
    file = ("改.docx", saved(opened))
    assert [edit.reason for edit in edits_of(root, file)] == [None]
    merged(root, file)
    assert item_text(root, "执法") == ITEMS["执法"].replace("责任部门：办公室", "牵头部门：采管科；配合部门：办公室")
    assert [edit.is_done for edit in edits_of(root, file)] == [True]


@pytest.mark.parametrize("fence", ["---", "———", "－－－", "--- "])
def test_a_value_is_written_into_the_head_between_any_fences(tmp_path: Path, fence: str) -> None:
    typed = ITEMS["采购"].replace("---", fence)
    columns = "附件栏目: 序号、具体内容、责任部门、完成时间、备注\n附件: 任务分解表"
    root = content(tmp_path, PLAN.replace("附件: 任务分解表", columns), {**ITEMS, "采购": typed})
    opened = docx.Document(BytesIO(word_annex(plan_at(root))))
    row = next(row for row in opened.tables[0].rows if "推进政府采购信息" in row.cells[1].text)
    set_text(row.cells[-1].paragraphs[0], "逐月公开")
    merged(root, ("改.docx", saved(opened)))
    assert item_text(root, "采购") == typed.replace("全年\n", "全年\n备注: 逐月公开\n")


def test_a_disputed_bracket_leaves_the_owner(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = word(plan_at(root))
    one = retyped(made, ("（责任部门：采管科）", "（牵头部门：采管科；配合部门：会计科）"))
    other = retyped(made, ("（责任部门：采管科）", "（责任部门：办公室）"))
    files = (("局长.docx", one), ("科长.docx", other))
    assert [edit.reason for edit in edits_of(root, *files)] == [Unplaced.CONFLICT] * 2
    merged(root, *files)
    assert item_text(root, "采购") == ITEMS["采购"]
    merged(root, *files, theirs=[1])
    assert item_text(root, "采购") == ITEMS["采购"].replace("责任部门: 采管科", "牵头部门: 采管科\n配合部门: 会计科")


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [("8月份开展", "12月10日开展", ("8月份", "12月10日")), ("政府开放日", "政府开放月", ("日", "月"))],
)
def test_dates_and_numbers_are_replaced_whole(tmp_path: Path, old: str, new: str, shown: tuple[str, str]) -> None:
    root = content(tmp_path)
    edits = edits_of(root, ("改.docx", retyped(word(plan_at(root)), (old, new))))
    assert {(edit.old, edit.new) for edit in edits} == {shown}


def test_a_unit_named_in_the_words_is_replaced_whole(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("各科室要按时完成。", "采管科每季度通报一次。"))
    edits = edits_of(root, ("改.docx", retyped(word(plan_at(root)), ("采管科每季度", "法规科每季度"))))
    assert [(edit.old, edit.new) for edit in edits] == [("采管科", "法规科")]


def test_words_inserted_beside_the_same_words_are_inserted_once(tmp_path: Path) -> None:
    root = content(tmp_path, items={**ITEMS, "采购": "公开时间。（责任部门：采管科；完成时间：全年）\n"})
    edited = retyped(word(plan_at(root)), ("公开时间", "公开内容公开时间"))
    assert [edit.reason for edit in edits_of(root, ("改.docx", edited))] == [None]
    merged(root, ("改.docx", edited))
    assert item_text(root, "采购").startswith("公开内容公开时间。（")


def test_what_the_program_made_is_listed_and_not_written(tmp_path: Path) -> None:
    root = content(tmp_path)
    edits = edits_of(root, ("改.docx", retyped(word(plan_at(root)), ("（一）", "（1）"))))
    assert [(edit.kind, edit.reason) for edit in edits] == [(EditKind.WORDS, Unplaced.DERIVED)]


def test_bytes_that_are_not_edited_stay() -> None:
    change = FileChange("a", 3, 4, "丙\n丁")
    assert splice("甲\r\n乙乙\r\n".encode(), "utf-8", [change]) == "甲\r\n乙丙\r\n丁\r\n".encode()
    assert splice(b"\xef\xbb\xbf" + "甲\n乙乙".encode(), "utf-8", [change]) == b"\xef\xbb\xbf" + "甲\n乙丙\n丁".encode()
    assert splice("甲\n乙乙".encode("gb18030"), "gb18030", [change]) == "甲\n乙丙\n丁".encode("gb18030")


# --- paragraphs ---------------------------------------------------------------------------


def test_a_new_paragraph_of_an_item_is_put_before_what_closes_the_task(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = word(plan_at(root))
    file = with_paragraph(file, "加强互动。（牵头部门：会计科；配合部门：办公室）", "活动结束后公开有关情况。")
    file = with_paragraph(file, "（责任部门：办公室、采管科、会计科）", "再加一段。")
    merged(root, ("改.docx", file))
    assert item_text(root, "执法") == ITEMS["执法"].replace("要求。", "要求。\n\n再加一段。")
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("互动。\n", "互动。\n\n活动结束后公开有关情况。\n")


def test_a_paragraph_that_is_new_in_body_and_annex_is_written_once(tmp_path: Path) -> None:
    root = content(tmp_path, items={**ITEMS, "采购": "公开信息。（责任部门：采管科；完成时间：全年）\n"})
    other = content(
        tmp_path / "改", items={**ITEMS, "采购": "公开信息。\n\n抽查公开情况。（责任部门：采管科；完成时间：全年）\n"}
    )
    merged(root, ("改.docx", word(plan_at(other))))
    assert printed(plan_at(root)) == printed(plan_at(other))


def test_new_paragraphs_outside_items_keep_their_order(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = with_paragraph(word(plan_at(root)), "制定本计划。", "乙。")
    file = with_paragraph(file, "制定本计划。", "甲。")
    merged(root, ("改.docx", file))
    assert "制定本计划。\n\n甲。\n\n乙。\n\n## 主要工作" in (root / "2024" / "plan.md").read_text()


def test_a_deleted_paragraph_of_an_item_goes_and_the_comment_before_it_stays(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = without_paragraph(word(plan_at(root)), "二季度开展一次公开情况抽查。")
    file = retyped(file, ("过程公开。", "过程公开。（责任部门：采管科）"), only_first=True)
    merged(root, ("改.docx", file))
    assert item_text(root, "采购") == ITEMS["采购"].replace("二季度开展一次公开情况抽查。\n", "")


def test_a_deleted_paragraph_outside_items(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("各科室要按时完成。", "甲。\n\n各科室要按时完成。\n\n乙。"))
    merged(root, ("改.docx", without_paragraph(word(plan_at(root)), "各科室要按时完成")))
    assert (root / "2024" / "plan.md").read_text() == PLAN.replace("各科室要按时完成。", "甲。\n\n乙。")


def test_a_paragraph_that_was_split_is_split(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = retyped(word(plan_at(root)), ("（一）8月份开展一次“政府开放日”活动，", ""), only_first=True)
    file = with_paragraph(file, "主要工作", "（一）8月份开展一次“政府开放日”活动，")
    merged(root, ("改.docx", file))
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("活动，", "活动，\n\n")


def test_paragraphs_that_were_joined_are_joined(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("各科室要按时完成。", "各科室要加强领导。\n\n各科室要按时完成。"))
    file = without_paragraph(word(plan_at(root)), "按时完成")
    file = retyped(file, ("加强领导。", "加强领导。各科室要按时完成。"), only_first=True)
    merged(root, ("改.docx", file))
    assert [line for line in printed(plan_at(root)) if "领导" in line] == ["各科室要加强领导。各科室要按时完成。"]


def test_a_file_without_styles_and_sections_is_merged_all_the_same(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True)))
    bare = docx.Document()
    for block in opened.iter_inner_content():
        if isinstance(block, Paragraph):
            bare.add_paragraph(block.text)
        else:
            table = bare.add_table(len(block.rows), len(block.columns))
            for row, made in zip(block.rows, table.rows, strict=True):
                for cell, new in zip(row.cells, made.cells, strict=True):
                    new.text = cell.text
    merged(root, ("改.docx", saved(bare)))
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("8月份开展一次", "8月底开展两次")


def move(content: bytes, words: str, after: str) -> bytes:
    """The Word file with the paragraph that has the words behind the one that has others."""
    opened = docx.Document(BytesIO(content))
    moved = next(one for one in opened.paragraphs if words in one.text)
    next(one for one in opened.paragraphs if after in one.text)._p.addnext(moved._p)
    return saved(opened)


def test_an_item_that_was_moved_is_listed_elsewhere(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", move(word(plan_at(root)), "政府开放日", "一网通办"))
    placed = [edit for edit in edits_of(root, file) if edit.reason is None]
    assert [(edit.kind, edit.where, edit.anchor) for edit in placed] == [
        (EditKind.MOVED_ITEM, "政府开放日", "政策推送")
    ]
    merged(root, file)
    line = "- [政府开放日](items/开放日.md)\n"
    rest = "- [政策推送](items/推送.md)\n"
    assert (root / "2024" / "plan.md").read_text() == PLAN.replace(line, "").replace(rest, rest + line)
    assert item_text(root, "开放日") == ITEMS["开放日"]
    assert all(edit.is_done for edit in edits_of(root, file) if edit.reason is None)


NESTED = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
条目标题: 连排
---

## 主要工作

- [开放日](items/开放日.md)
- [采购](items/采购.md) <!-- 再核 -->
  <!-- 问采管科 -->
  - [推送](items/推送.md)
- [执法](items/执法.md)

## 工作要求

- [末项](items/末项.md)
"""


@pytest.mark.parametrize(
    ("moved", "behind", "anchor"),
    [
        (["（二）采购。", "二季度开展", "1.推送。"], "末项。", "末项"),
        (["（四）末项。"], "开放日。8月份", "开放日"),
    ],
)
def test_an_item_is_moved_with_all_that_is_below_it(tmp_path: Path, moved: list[str], behind: str, anchor: str) -> None:
    root = content(tmp_path, NESTED, {**ITEMS, "末项": "抓好落实。\n"})
    file = word(plan_at(root))
    for words in reversed(moved):
        file = move(file, words.replace("（四）", ""), behind)
    edits = edits_of(root, ("改.docx", file))
    placed = [(edit.kind, edit.anchor) for edit in edits if edit.reason is None]
    assert placed == [(EditKind.MOVED_ITEM, anchor)], edits
    before = content_of(root)
    merged(root, ("改.docx", file))
    after = content_of(root)
    assert {name for name in before if before[name] != after[name]} == {"plan.md"}
    lines = NESTED.splitlines()
    block = [line for line in lines if line == "- [末项](items/末项.md)"]
    if len(moved) > 1:
        block = lines[lines.index("- [采购](items/采购.md) <!-- 再核 -->") :][:3]
    rest = [line for line in lines if line not in block]
    at = rest.index(next(line for line in rest if f"[{anchor}]" in line)) + 1
    assert after["plan.md"].decode().splitlines() == [*rest[:at], *block, *rest[at:]]


def test_a_moved_item_does_not_lose_its_place_to_a_new_one(tmp_path: Path) -> None:
    root = content(tmp_path)
    before = content_of(root)
    made = retyped(word(plan_at(root)), ("开展线上精准推送", "开展线下精准推送"), only_first=True)
    opened = docx.Document(
        BytesIO(with_paragraph(made, "精准推送工作。（责任部门：会计科、办公室）", "（三）编好公开年报。"))
    )
    moved = next(one for one in opened.paragraphs if "线下精准推送" in one.text)
    next(one for one in opened.paragraphs if "政府开放日" in one.text)._p.addprevious(moved._p)
    file = ("改.docx", saved(opened))
    kinds = {edit.kind for edit in edits_of(root, file) if edit.reason is None}
    assert {EditKind.MOVED_ITEM, EditKind.NEW_ITEM} <= kinds
    merged(root, file)
    after = content_of(root)
    assert {name for name in before if before[name] != after[name]} == {"plan.md", "items/推送.md"}
    assert after.keys() - before.keys() == {"items/编好公开年报.md"}
    assert item_text(root, "推送") == ITEMS["推送"].replace("线上", "线下")
    listed = [line for line in (root / "2024" / "plan.md").read_text().splitlines() if line.startswith("- ")]
    titles = [line[3:].split("]")[0] for line in listed]
    assert titles == ["政策推送", "政府开放日", "采购公开", "编好公开年报", "执法公示"]


def test_two_items_that_were_moved_keep_their_order(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = move(word(plan_at(root)), "政府采购信息", "双随机")
    file = move(file, "二季度开展", "政府采购信息")
    merged(root, ("改.docx", move(file, "政府开放日", "双随机")))
    listed = [line for line in (root / "2024" / "plan.md").read_text().splitlines() if line.startswith("- ")]
    assert [line[3:].split("]")[0] for line in listed] == ["政策推送", "执法公示", "政府开放日", "采购公开"]


def test_a_paragraph_that_was_moved_is_moved(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("各科室要按时完成。", "甲工作要做好。\n\n乙方面要抓紧。\n\n丙事项要落实。"))
    file = ("改.docx", move(word(plan_at(root)), "甲工作", "丙事项"))
    assert [edit.kind for edit in edits_of(root, file)] == [EditKind.MOVED]
    merged(root, file)
    assert (root / "2024" / "plan.md").read_text() == PLAN.replace(
        "各科室要按时完成。", "乙方面要抓紧。\n\n丙事项要落实。\n\n甲工作要做好。"
    )


STEPPED = "办好活动，做好以下工作：\n\n1. 提前公布路线；\n2. 现场登记意见； <!-- 谁记 -->\n\n（责任部门：办公室；完成时间：全年）\n"


@pytest.mark.parametrize(
    ("behind", "number", "at"),
    [
        ("公布路线；", "2.", "1. 提前公布路线；\n"),
        ("（责任部门：办公室）", "3.", "2. 现场登记意见； <!-- 谁记 -->\n"),
        ("以下工作：", "1.", "：\n\n"),
    ],
)
def test_a_new_step_is_a_step_of_its_item(tmp_path: Path, behind: str, number: str, at: str) -> None:
    root = content(tmp_path, items={**ITEMS, "采购": STEPPED})
    made = word(plan_at(root))
    file = ("改.docx", with_paragraph(made, behind, f"{number}当场答复问题；"))
    edits = [edit for edit in edits_of(root, file) if edit.reason is None]
    assert [edit.kind for edit in edits] == [EditKind.NEW_STEP]
    merged(root, file)
    written = item_text(root, "采购")
    assert "当场答复问题；" in written.split(at)[1].splitlines()[0]
    assert [line for line in written.splitlines() if "答复" not in line] == STEPPED.splitlines()


@pytest.mark.parametrize("behind", ["要按时完成。", "采管科、会计科）"])
def test_a_new_chapter_is_a_heading(tmp_path: Path, behind: str) -> None:
    root = content(tmp_path)
    file = with_paragraph(word(plan_at(root)), behind, "本计划自印发之日起施行。")
    file = with_paragraph(file, behind, "三、附则")
    assert [edit.kind for edit in edits_of(root, ("改.docx", file)) if edit.reason is None] == [EditKind.NEW_HEADING]
    merged(root, ("改.docx", file))
    anchor = "各科室要按时完成。" if behind == "要按时完成。" else "- [执法公示](items/执法.md)"
    expected = PLAN.replace(anchor, f"{anchor}\n\n## 附则\n\n本计划自印发之日起施行。")
    assert (root / "2024" / "plan.md").read_text() == expected
    assert all(edit.is_done for edit in edits_of(root, ("改.docx", file)) if edit.reason is None)


@pytest.mark.parametrize("words", ["三、附则。本计划自印发之日起施行。", "（一）加强领导。"])
def test_what_may_be_a_heading_or_an_item_is_listed(tmp_path: Path, words: str) -> None:
    root = content(tmp_path)
    file = ("改.docx", with_paragraph(word(plan_at(root)), "要按时完成。", words))
    assert [edit.reason for edit in edits_of(root, file)] == [Unplaced.NEW_HEADING]
    assert merged(root, file).edits == ()


BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
    '<w:pict><v:shape style="width:99pt;height:20pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>再研究</w:t></w:r></w:p>'
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_a_comment_is_written_once_whatever_the_file_is_compared_with(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    paragraph = next(one for one in opened.paragraphs if "二季度" in one.text)
    opened.add_comment(paragraph.runs[:1], text="多久一次？", author="王局", initials="王")
    merged(root, ("改.docx", saved(opened)))
    before = content_of(root)
    rmtree(root / "2024" / "稿本")
    (root / "2024" / "merged.yaml").unlink()
    merged(root, ("改.docx", saved(opened)))
    assert content_of(root) == before


def test_a_comment_on_a_new_paragraph_comes_with_it(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(with_paragraph(word(plan_at(root)), "制定本计划。", "甲方面要抓好。")))
    added = next(one for one in opened.paragraphs if "甲方面" in one.text)
    opened.add_comment(added.runs, text="谁抓？", author="王局", initials="王")
    merged(root, ("改.docx", saved(opened)))
    assert "制定本计划。\n\n甲方面要抓好。<!-- 批注：谁抓？（王局" in (root / "2024" / "plan.md").read_text()


def test_a_text_box_that_somebody_added_is_listed(tmp_path: Path) -> None:
    root = content(tmp_path, PLAN.replace("标题", "稿次: 征求意见稿\n水印: 是\n标题"))
    opened = docx.Document(BytesIO(word(plan_at(root))))
    next(one for one in opened.paragraphs if "二季度" in one.text)._p.append(parse_xml(BOX))
    edits = edits_of(root, ("改.docx", saved(opened)))
    assert [(edit.kind, edit.new, edit.reason) for edit in edits] == [(EditKind.APART, "再研究", Unplaced.NO_ANCHOR)]


# --- tracked changes and comments ------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "start", "stop", "new"),
    [("办理好办事指南。", 1, 4, ""), ("办事指南。", 1, 1, "理办")],
    ids=["deleted", "inserted"],
)
def test_what_was_tracked_behind_a_character_like_it_has_its_author(
    tmp_path: Path, words: str, start: int, stop: int, new: str
) -> None:
    """办理好办 becomes 办 without its first three characters and without its last: what is found first was typed further on."""
    root = content(tmp_path, items={**ITEMS, "采购": ITEMS["采购"].replace("二季度", words + "二季度")})
    opened = docx.Document(BytesIO(word(plan_at(root))))
    paragraph = next(one for one in opened.paragraphs if words in one.text)
    at = paragraph.text.index(words)
    track(paragraph, at + start, at + stop, new)
    (edit,) = edits_of(root, ("改.docx", saved(opened)))
    assert (edit.author, edit.date) == (AUTHOR, WHEN)


def test_tracked_changes_come_back_with_their_author(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    paragraph = next(one for one in opened.paragraphs if "二季度" in one.text)
    start = paragraph.text.index("一次")
    track(paragraph, start, start + 2, "两次")
    edits = edits_of(root, ("改.docx", saved(opened)))
    assert [(edit.old, edit.new, edit.author, edit.date) for edit in edits] == [("一", "两", AUTHOR, WHEN)]
    merged(root, ("改.docx", saved(opened)))
    assert item_text(root, "采购") == ITEMS["采购"].replace("开展一次公开", "开展两次公开")


def test_comments_become_notes_behind_the_words_they_are_on(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    paragraph = next(one for one in opened.paragraphs if "二季度" in one.text)
    set_text(paragraph, "二季度开展一次")
    rest = paragraph.add_run("公开情况抽查。（责任部门：采管科）")
    opened.add_comment(paragraph.runs[0], text="多久--一次？", author="王局", initials="王")
    title = next(one for one in opened.paragraphs if "工作计划" in one.text)
    opened.add_comment(title.runs, text="标题再议", author="", initials="")
    cell = next(cell for row in opened.tables[0].rows for cell in row.cells if cell.text == "8月")
    opened.add_comment(cell.paragraphs[0].runs, text="能否提前", author="李", initials="李")
    file = ("改.docx", saved(opened))
    edits = edits_of(root, file)
    assert {edit.kind for edit in edits} == {EditKind.COMMENT}
    today = next(edit.date[:10] for edit in edits)
    merged(root, file)
    note = f"<!-- 批注：多久－－一次？（王局 {today}） -->"
    assert item_text(root, "采购") == ITEMS["采购"].replace("开展一次公开", f"开展一次{note}公开")
    assert item_text(root, "开放日").endswith(f"加强互动。<!-- 批注：能否提前（李 {today}） -->\n")
    assert f"---\n<!-- 批注：标题再议（{today}） -->\n\n为做好工作" in (root / "2024" / "plan.md").read_text()
    assert rest.text
    assert all(edit.is_done for edit in edits_of(root, file))
    before = content_of(root)
    merged(root, file)
    assert content_of(root) == before


# --- three ways, several files ----------------------------------------------------------------


def test_content_that_changed_elsewhere_since_keeps_its_change(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展一次"), only_first=True))
    save_snapshot(root, 2024, "送审稿")
    newer = ITEMS["开放日"].replace("加强互动", "加强与公众互动").replace("责任", "责任")
    path = root / "2024" / "items" / "开放日.md"
    path.write_text(f"{newer}\n再加一段。\n")
    assert found_merge(root, file).files[0].state == "送审稿"
    merged(root, file)
    assert path.read_text() == newer.replace("8月份", "8月底") + "\n再加一段。\n"
    assert all(edit.is_done for edit in edits_of(root, file))


def test_a_file_made_from_a_committed_state_is_compared_with_it(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), ("按时完成", "按时保质完成"), only_first=True))
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=某局", "-c", "user.email=a@b", "commit", "-qm", "稿"],
    ):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    newer = ITEMS["开放日"].replace("8月份开展", "9月份开展")
    (root / "2024" / "items" / "开放日.md").write_text(newer)
    found = found_merge(root, file)
    assert found.files[0].state
    assert [(edit.new, edit.reason) for edit in found.edits] == [("保质", None)]
    merged(root, file)
    assert item_text(root, "开放日") == newer
    assert "按时保质完成" in (root / "2024" / "plan.md").read_text()


def test_content_that_changed_at_the_same_place_is_asked_about(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展一次"), only_first=True))
    save_snapshot(root, 2024, "送审稿")
    path = root / "2024" / "items" / "开放日.md"
    newer = ITEMS["开放日"].replace("8月份开展", "9月份开展")
    path.write_text(newer)
    edits = edits_of(root, file)
    assert [(edit.reason, [conflict.text for conflict in edit.conflicts]) for edit in edits] == [
        (Unplaced.CONFLICT, ["9月份"])
    ]
    merged(root, file)
    assert path.read_text() == newer
    merged(root, file, theirs=[1])
    assert path.read_text() == ITEMS["开放日"].replace("8月份", "8月底")


def test_what_the_content_has_already_is_done(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展一次"), only_first=True))
    save_snapshot(root, 2024, "送审稿")
    (root / "2024" / "items" / "开放日.md").write_text(ITEMS["开放日"].replace("8月份", "8月底"))
    assert [edit.is_done for edit in edits_of(root, file) if edit.kind is EditKind.WORDS] == [True]


def test_files_of_several_readers_are_put_side_by_side(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = word(plan_at(root))
    first = retyped(made, ("8月份开展一次", "8月份开展两次"), ("按时完成", "按时保质完成"), only_first=True)
    second = retyped(made, ("8月份开展一次", "8月份开展三次"), ("按时完成", "按时保质完成"), only_first=True)
    files = (("局长改.docx", first), ("会计科改.docx", second))
    edits = edits_of(root, *files)
    assert [(edit.new, edit.file, [conflict.number for conflict in edit.conflicts]) for edit in edits] == [
        ("两", "局长改.docx", [3]),
        ("保质", "局长改.docx、会计科改.docx", []),
        ("三", "会计科改.docx", [1]),
    ]
    merged(root, *files)
    assert item_text(root, "开放日") == ITEMS["开放日"]
    merged(root, *files, theirs=[3])
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("一次“", "三次“")
    assert "按时保质完成" in (root / "2024" / "plan.md").read_text()


def test_two_edits_of_one_place_cannot_both_be_taken(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = word(plan_at(root))
    files = [
        (name, retyped(made, ("8月份开展一次", f"8月份开展{count}次"), only_first=True))
        for name, count in (("甲.docx", "两"), ("乙.docx", "三"))
    ]
    refused = chosen_edits(found_merge(root, *files), [1, 2], [])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.MERGE_CONTRADICTS
    unknown = chosen_edits(found_merge(root, *files), [9], [])
    assert isinstance(unknown, Refusal)
    assert unknown.reason is Reason.MERGE_NUMBER


def test_an_edit_that_is_not_wanted_is_left_out(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", retyped(word(plan_at(root)), ("8月份", "8月底"), ("按时完成", "按时保质完成"), only_first=True))
    merged(root, file, ours=[1])
    assert item_text(root, "开放日") == ITEMS["开放日"]
    assert "按时保质完成" in (root / "2024" / "plan.md").read_text()


def test_body_and_annex_changed_differently_are_asked_about(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    bracket = next(one for one in opened.paragraphs if "（责任部门：采管科）" in one.text)
    set_text(bracket, bracket.text.replace("采管科", "财监科"))
    cell = next(cell for row in opened.tables[0].rows for cell in row.cells if cell.text == "采管科")
    set_text(cell.paragraphs[0], "预算科")
    # saved once: a file saved again has other bytes, and is another file to the register
    file = ("改.docx", saved(opened))
    edits = edits_of(root, file)
    assert [(edit.new, edit.reason) for edit in edits] == [
        ("财监科", Unplaced.CONFLICT),
        ("预算科", Unplaced.CONFLICT),
    ]
    merged(root, file)
    assert item_text(root, "采购") == ITEMS["采购"]
    for number, new in ((1, "财监科"), (2, "预算科")):
        merged(root, file, theirs=[number])
        assert item_text(root, "采购") == ITEMS["采购"].replace("采管科", new)
        by_words = {edit.new: edit for edit in edits_of(root, file)}
        assert by_words.pop(new).is_done
        assert [(edit.is_done, edit.reason) for edit in by_words.values()] == [(False, Unplaced.OTHER_TAKEN)]


def test_a_fact_that_tasks_share_gets_a_note_where_one_row_changes(tmp_path: Path) -> None:
    items = ITEMS | {
        "执法": "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n甲事。（完成时间：5月底）\n\n乙事。\n",
    }
    root = content(tmp_path, items=items)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    row = next(row for row in opened.tables[0].rows if row.cells[1].text == "乙事。")
    set_text(row.cells[2].paragraphs[0], "会计科")
    merged(root, ("改.docx", saved(opened)))
    assert item_text(root, "执法") == items["执法"].replace("乙事。", "乙事。（责任部门：会计科）")


# --- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made", "reason"),
    [
        ("改.docx", b"\xff\xd8\xff\xe0", Reason.MERGE_UNREADABLE),
        ("改.txt", "一、主要工作".encode(), Reason.MERGE_KIND),
    ],
)
def test_a_file_that_cannot_be_merged_is_refused(tmp_path: Path, name: str, made: bytes, reason: Reason) -> None:
    refused = find_merge(content(tmp_path), 2024, [(name, made)])
    assert isinstance(refused, Refusal)
    assert refused.reason is reason


def test_a_file_of_another_document_is_refused(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document()
    for _ in range(20):
        opened.add_paragraph("会议纪要：传达学习有关精神，研究部署下一阶段重点任务。")
    refused = find_merge(root, 2024, [("纪要.docx", saved(opened))])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.MERGE_UNRELATED


def test_a_file_with_a_mark_of_secrecy_is_refused(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = retyped(word(plan_at(root)), ("加强互动", "加强互动机密★"), only_first=True)
    refused = find_merge(root, 2024, [("改.docx", made)])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.MERGE_CLASSIFIED


# --- the verb ---------------------------------------------------------------------------------------


def test_merge_lists_and_writes_with_apply(tmp_path: Path, run: Verb) -> None:
    root = content(tmp_path)
    made = retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), ("（一）", "（1）"), only_first=True)
    (tmp_path / "改.docx").write_bytes(made)
    listed = run("merge", "改.docx")
    assert listed.exit_code == 0, listed.output
    assert "content/2024/items/开放日.md:7:1" in listed.output
    assert "【8月份】改为【8月底】" in listed.output
    assert "由程序生成" in listed.output
    assert item_text(root, "开放日") == ITEMS["开放日"]
    assert run("merge", "改.docx", "--year", "2024", "--apply").exit_code == 0
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("8月份开展一次", "8月底开展两次")
    assert (root / "2024" / "稿本" / "合并前" / "items" / "开放日.md").read_text() == ITEMS["开放日"]
    assert "写入 0 处" in run("merge", "改.docx", "--apply").output
    assert run("merge", "改.docx", "--theirs", "甲").exit_code == 2


def test_advice_names_the_whole_command(tmp_path: Path, run: Verb) -> None:
    # the title is printed on a line of its own, and nobody typed one
    root = content(tmp_path, PLAN.replace("附件:", "条目标题: 另行\n附件:"))
    made = with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）做好公文转化。全年办完。")
    (tmp_path / "改.docx").write_bytes(made)
    assert "add --year 2024 --after 执法 做好公文转化 做好公文转化" in run("merge", "改.docx").output


def test_diff_shows_an_edited_file_and_writes_nothing(tmp_path: Path, run: Verb) -> None:
    root = content(tmp_path)
    before = content_of(root)
    made = retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True)
    (tmp_path / "局长改.docx").write_bytes(made)
    assert "【8月份】改为【8月底】" in run("diff", "2024", "局长改.docx").output
    data = json.loads(run("diff", "2024", "局长改.docx", "--format", "json").output)
    assert [change["kind"] for change in data["changes"]] == ["文字修改"]
    assert run("diff", "2024", "局长改.docx", "--format", "html").exit_code == 0
    assert run("diff", "2024", "局长改.docx", "--format", "docx", "-o", "表").exit_code == 0
    assert (tmp_path / "build" / "diff" / "2024-2024局长改修改对照表.html").is_file()
    assert (tmp_path / "表" / "diff" / "2024-2024局长改修改对照表.docx").is_file()
    assert content_of(root) == before
    assert not (root / "2024" / "稿本").exists()


def test_tasks_keep_their_own_brackets_where_no_table_says_who_does_what(tmp_path: Path) -> None:
    alone = PLAN.replace(next(line for line in PLAN.splitlines(keepends=True) if line.startswith("附件")), "")
    items = {
        **ITEMS,
        "执法": (
            "做好执法公示。（责任部门：办公室；完成时间：5月底）\n\n"
            "落实抽查要求。（责任部门：采管科、会计科；完成时间：全年）\n"
        ),
    }
    shared, own = content(tmp_path / "甲", items=items), content(tmp_path / "乙", alone, items)
    assert [line for line in printed(plan_at(shared)) if "落实抽查" in line and "执法公示" in line]
    lines = [line for line in printed(plan_at(own)) if "落实抽查" in line or "执法公示" in line]
    assert [line[line.index("（责任") :] for line in lines] == ["（责任部门：办公室）", "（责任部门：采管科、会计科）"]
    edited = retyped(word(plan_at(own)), ("采管科、会计科", "采管科、人事科"), only_first=True)
    merged(own, ("改.docx", edited))
    assert item_text(own, "执法") == items["执法"].replace("采管科、会计科", "采管科、人事科")


def test_the_year_is_that_of_the_title(tmp_path: Path, run: Verb) -> None:
    root = content(tmp_path)
    made = retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True)
    (tmp_path / "改.docx").write_bytes(made)
    newer = {f"2025/items/{name}.md": text.replace("2024", "2025") for name, text in ITEMS.items()}
    write_root(tmp_path, {"2025/plan.md": PLAN.replace("2024", "2025"), **newer})
    listed = run("merge", "改.docx")
    assert listed.exit_code == 0, listed.output
    assert "并入 2024 年度" in listed.output
    assert "content/2024/items/开放日.md:7:1" in listed.output
