"""Edits made in Word or Excel in a file of ours come back into the content, and nothing else changes."""

from copy import deepcopy
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from pipeline.merge.model import EditKind, FileChange, Unplaced
from pipeline.merge.splice import splice
from tests.merging import edits_of, merged, plan_at, retyped, saved, set_text, sheet, word, write_root

PLAN = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
附件: 任务分解表
---

为做好工作，制定本计划。

## 主要工作

- [政府开放日](items/开放日.md)
- [采购公开](items/采购.md)
- [政策推送](items/推送.md)
- [执法公示](items/执法.md)

## 工作要求

各科室要按时完成。
"""
ITEMS = {
    "开放日": "---\n牵头部门: 会计科\n配合部门: 办公室\n完成时间: 8月\n---\n\n8月份开展一次“政府开放日”活动，加强互动。\n",
    "采购": "---\n责任部门: 采管科\n完成时间: 全年\n---\n\n推进政府采购信息**全过程**公开。\n\n<!-- 待查 -->\n二季度开展一次公开情况抽查。\n",
    "推送": "---\n责任部门: 会计科、\u3000办公室\n完成时间: 全年\n---\n\n继续依托“一网通办”开展线上\n精准推送工作。\n",
    "执法": (
        "做好执法公示。（责任部门：办公室；完成时间：5月底）\n\n"
        "落实“双随机、一公开”要求。（责任部门：采管科、会计科；完成时间：全年）\n"
    ),
}


def content(folder: Path, plan: str = PLAN, items: dict[str, str] | None = None) -> Path:
    """Write a content root and return it."""
    named = ITEMS if items is None else items
    return write_root(folder, {"2024/plan.md": plan, **{f"2024/items/{name}.md": text for name, text in named.items()}})


def item_text(root: Path, name: str) -> str:
    return (root / "2024" / "items" / f"{name}.md").read_text()


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


def test_a_second_run_finds_nothing(tmp_path: Path) -> None:
    root = content(tmp_path)
    edited = ("改.docx", retyped(word(plan_at(root)), ("8月份开展一次", "8月底开展两次"), only_first=True))
    merged(root, edited)
    assert [edit.is_done for edit in edits_of(root, edited)] == [True] * 2
    before = item_text(root, "开放日")
    merged(root, edited)
    assert item_text(root, "开放日") == before


def test_a_file_that_nobody_edited_has_no_edits(tmp_path: Path) -> None:
    root = content(tmp_path)
    plan = plan_at(root)
    assert edits_of(root, ("plan.docx", word(plan)), ("annex.xlsx", sheet(plan))) == ()


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


def with_paragraph(content: bytes, after: str, text: str) -> bytes:
    """The Word file with a new paragraph behind the one that ends with the words."""
    opened = docx.Document(BytesIO(content))
    before = next(one for one in opened.paragraphs if one.text.endswith(after))
    added = deepcopy(before._p)
    before._p.addnext(added)
    set_text(Paragraph(added, before._parent), text)
    return saved(opened)


def without_paragraph(content: bytes, words: str) -> bytes:
    """The Word file without the first paragraph that has the words."""
    opened = docx.Document(BytesIO(content))
    gone = next(one for one in opened.paragraphs if words in one.text)
    parent = gone._p.getparent()
    assert parent is not None, "a paragraph is in a body"
    parent.remove(gone._p)
    return saved(opened)


def test_a_new_paragraph_of_an_item_is_put_before_what_closes_the_task(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = word(plan_at(root))
    file = with_paragraph(file, "加强互动。（牵头部门：会计科；配合部门：办公室）", "活动结束后公开有关情况。")
    file = with_paragraph(file, "（责任部门：办公室、采管科、会计科）", "再加一段。")
    merged(root, ("改.docx", file))
    assert item_text(root, "执法") == ITEMS["执法"].replace("要求。", "要求。\n\n再加一段。")
    assert item_text(root, "开放日") == ITEMS["开放日"].replace("互动。\n", "互动。\n\n活动结束后公开有关情况。\n")


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


def test_a_whole_item_that_is_gone_is_listed(tmp_path: Path) -> None:
    root = content(tmp_path)
    edits = edits_of(root, ("改.docx", without_paragraph(word(plan_at(root)), "政府开放日")))
    assert [edit.reason for edit in edits] == [Unplaced.WHOLE_ITEM]


def test_a_new_item_is_listed(tmp_path: Path) -> None:
    root = content(tmp_path)
    text = "（五）做好历史公文转化。（责任部门：办公室）"
    edits = edits_of(root, ("改.docx", with_paragraph(word(plan_at(root)), "采管科、会计科）", text)))
    assert [(edit.new, edit.reason) for edit in edits] == [(text, Unplaced.NEW_ITEM)]
