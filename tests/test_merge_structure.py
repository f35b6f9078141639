"""Items, tasks, rows and headings that came into a Word or Excel file or went from it, written into the content."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.diff.snapshots import save_snapshot
from pipeline.merge.built import BUILT
from pipeline.merge.model import EditKind, Unplaced
from pipeline.merge.numbers import bare, number_level
from tests.command_line import Verb
from tests.merging import (
    AUTHOR,
    ITEMS,
    PLAN,
    WHEN,
    build,
    content,
    content_of,
    describe,
    edits_of,
    found_merge,
    item_text,
    merged,
    plan_at,
    printed,
    retyped,
    saved,
    set_text,
    sheet,
    with_paragraph,
    with_row,
    without_paragraph,
    word,
    word_annex,
)


def listing(root: Path) -> str:
    return (root / "2024" / "plan.md").read_text()


def merged_once(root: Path, file: tuple[str, bytes]) -> None:
    """Merge a file of which every edit is written, and see that a second run finds nothing."""
    edits = edits_of(root, file)
    assert [edit for edit in edits if edit.reason is not None] == [], describe(edits)
    merged(root, file)
    after = content_of(root)
    again = edits_of(root, file)
    assert all(edit.is_done for edit in again), describe(again)
    merged(root, file)
    assert content_of(root) == after


# --- items in the body -------------------------------------------------------------------


def test_a_new_item_gets_a_file_and_a_line(tmp_path: Path) -> None:
    root = content(tmp_path)
    before = content_of(root)
    text = "（三）做好历史公文转化。（牵头部门：办公室；配合部门：会计科；完成时间：6月底）"
    merged_once(root, ("改.docx", with_paragraph(word(plan_at(root)), "公开情况抽查。（责任部门：采管科）", text)))
    after = content_of(root)
    name = "items/做好历史公文转化.md"
    assert {one for one in after if after[one] != before.get(one)} == {"plan.md", name}
    assert after[name].decode() == (
        "---\n牵头部门: 办公室\n配合部门: 会计科\n完成时间: 6月底\n---\n\n做好历史公文转化。\n"
    )
    line = "- [采购公开](items/采购.md)\n"
    assert listing(root) == PLAN.replace(line, f"{line}- [做好历史公文转化](items/做好历史公文转化.md)\n")


def test_a_new_item_without_bracket_has_keys_to_fill_in(tmp_path: Path) -> None:
    root = content(tmp_path)
    merged_once(root, ("改.docx", with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）抓好培训。")))
    assert item_text(root, "抓好培训") == "---\n责任部门:\n完成时间:\n---\n\n抓好培训。\n"


def test_new_items_one_behind_the_other_keep_their_order(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = word(plan_at(root))
    for text in ("（三）乙事要抓。", "（二）甲事要抓。"):
        file = with_paragraph(file, "加强互动。（牵头部门：会计科；配合部门：办公室）", text)
    merged_once(root, ("改.docx", file))
    titles = [line[3:].split("]")[0] for line in listing(root).splitlines() if line.startswith("- ")]
    assert titles == ["政府开放日", "甲事要抓", "乙事要抓", "采购公开", "政策推送", "执法公示"]


def test_a_new_first_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    merged_once(root, ("改.docx", with_paragraph(word(plan_at(root)), "主要工作", "（一）抓好培训。")))
    assert "## 主要工作\n\n- [抓好培训](items/抓好培训.md)\n- [政府开放日]" in listing(root)


def test_an_item_takes_the_deadline_from_its_row(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）抓好培训。（责任部门：办公室）")
    merged_once(root, ("改.docx", with_row(made, -1, ["5", "抓好培训。", "办公室", "10月底"])))
    assert item_text(root, "抓好培训") == "---\n责任部门: 办公室\n完成时间: 10月底\n---\n\n抓好培训。\n"


def test_an_item_that_body_and_annex_give_to_two_units_is_asked_about(tmp_path: Path) -> None:
    root = content(tmp_path)
    before = content_of(root)
    made = with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）抓好培训。（责任部门：办公室）")
    file = ("改.docx", with_row(made, -1, ["5", "抓好培训。", "会计科", "10月底"]))
    edits = [edit for edit in edits_of(root, file) if edit.kind is EditKind.NEW_ITEM]
    assert [(edit.reason, [one.text for one in edit.conflicts]) for edit in edits] == [
        (Unplaced.CONFLICT, ["5\t抓好培训。\t会计科\t10月底"])
    ]
    merged(root, file)
    assert content_of(root) == before
    merged(root, file, theirs=[1])
    assert "责任部门: 办公室" in item_text(root, "抓好培训")


def test_two_new_items_of_the_same_words_take_their_own_rows(tmp_path: Path) -> None:
    root = content(tmp_path)
    new = {"甲": "办公室", "乙": "会计科"}
    items = {name: f"---\n责任部门: {unit}\n完成时间: 全年\n---\n\n抓好培训。\n" for name, unit in new.items()}
    lines = "".join(f"- [{name}事](items/{name}.md)\n" for name in new)
    other = content(tmp_path / "改", PLAN.replace("- [政府开放日]", f"{lines}- [政府开放日]"), {**ITEMS, **items})
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert printed(plan_at(root)) == printed(plan_at(other))


def test_two_items_of_one_title_have_files_of_their_own(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）开放日。每月一次。（责任部门：办公室）")
    merged_once(root, ("改.docx", file))
    assert item_text(root, "开放日") == ITEMS["开放日"]
    assert item_text(root, "开放日2").endswith("\n开放日。每月一次。\n")


@pytest.mark.parametrize(
    ("title", "typed", "words"),
    [
        ("另行", ["（五）抓好培训", "每季度一次。（责任部门：办公室；完成时间：全年）"], "每季度一次。"),
        ("连排", ["（五）抓好培训。每季度一次。（责任部门：办公室；完成时间：全年）"], "每季度一次。"),
    ],
)
def test_a_printed_title_is_that_of_the_item(tmp_path: Path, title: str, typed: list[str], words: str) -> None:
    root = content(tmp_path, PLAN.replace("附件:", f"条目标题: {title}\n附件:"))
    file = word(plan_at(root))
    for text in reversed(typed):
        file = with_paragraph(file, "采管科、会计科）", text)
    merged_once(root, ("改.docx", file))
    assert "- [抓好培训](items/抓好培训.md)" in listing(root)
    assert item_text(root, "抓好培训").endswith(f"\n{words}\n")


def test_a_new_item_that_was_tracked_has_its_author(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(
        BytesIO(with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）抓好培训。（责任部门：办公室）"))
    )
    inserted(next(one for one in opened.paragraphs if "抓好培训" in one.text))
    file = ("改.docx", saved(opened))
    assert [(edit.kind, edit.author, edit.date) for edit in edits_of(root, file)] == [(EditKind.NEW_ITEM, AUTHOR, WHEN)]
    merged_once(root, file)


def inserted(paragraph: Any) -> None:
    """Mark a paragraph and its text as a tracked insertion."""
    _tracked(paragraph, "ins")


def deleted(paragraph: Any) -> None:
    """Mark a paragraph and its text as a tracked deletion."""
    _tracked(paragraph, "del")
    for text in paragraph._p.iter(qn("w:t")):
        text.tag = qn("w:delText")


def _tracked(paragraph: Any, tag: str) -> None:
    def mark() -> Any:
        change = OxmlElement(f"w:{tag}")
        for key, value in (("w:id", "900"), ("w:author", AUTHOR), ("w:date", WHEN)):
            change.set(qn(key), value)
        return change

    properties = paragraph._p.get_or_add_pPr()
    run_properties = properties.find(qn("w:rPr"))
    if run_properties is None:
        run_properties = OxmlElement("w:rPr")
        properties.append(run_properties)
    run_properties.insert(0, mark())
    for run in list(paragraph._p.r_lst):
        change = mark()
        run.addprevious(change)
        change.append(run)


@pytest.mark.parametrize("is_tracked", [False, True])
def test_an_item_that_is_gone_is_retired(tmp_path: Path, is_tracked: bool) -> None:
    root = content(tmp_path)
    before = content_of(root)
    file = word(plan_at(root))
    if is_tracked:
        opened = docx.Document(BytesIO(file))
        deleted(next(one for one in opened.paragraphs if "政府开放日" in one.text))
        file = saved(opened)
    else:
        file = without_paragraph(file, "政府开放日")
    merged_once(root, ("改.docx", file))
    after = content_of(root)
    assert before.keys() - after.keys() == {"items/开放日.md"}
    assert {name for name in after if after[name] != before[name]} == {"plan.md"}
    assert listing(root) == PLAN.replace("- [政府开放日](items/开放日.md)", "<!-- 不再列入：政府开放日 -->")
    assert (root / "2024" / "稿本" / "合并前" / "items" / "开放日.md").read_text() == ITEMS["开放日"]


def test_an_item_of_two_paragraphs_that_are_gone_is_retired(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = without_paragraph(without_paragraph(word(plan_at(root)), "政府采购信息"), "二季度开展")
    merged_once(root, ("改.docx", file))
    assert "<!-- 不再列入：采购公开 -->" in listing(root)
    assert not (root / "2024" / "items" / "采购.md").exists()


def test_an_item_that_was_changed_since_is_asked_about_before_it_goes(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = ("改.docx", without_paragraph(word(plan_at(root)), "政府开放日"))
    save_snapshot(root, 2024, "送审稿")
    path = root / "2024" / "items" / "开放日.md"
    newer = ITEMS["开放日"].replace("8月份", "9月份")
    path.write_text(newer)
    assert [(edit.kind, edit.reason) for edit in edits_of(root, file)] == [(EditKind.DELETED_ITEM, Unplaced.CONFLICT)]
    merged(root, file)
    assert path.read_text() == newer
    merged(root, file, theirs=[1])
    assert not path.exists()


def test_readers_who_strike_an_item_and_change_it_are_in_conflict(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = word(plan_at(root))
    files = (
        ("甲.docx", without_paragraph(made, "政府开放日")),
        ("乙.docx", retyped(made, ("8月份", "9月份"), only_first=True)),
    )
    assert [edit.reason for edit in edits_of(root, *files)] == [Unplaced.CONFLICT] * 2


def test_readers_who_each_add_an_item_are_in_no_conflict(tmp_path: Path) -> None:
    root = content(tmp_path)
    made = word(plan_at(root))
    files = tuple(
        (f"{name}.docx", with_paragraph(made, "采管科、会计科）", f"（五）{name}事要抓。（责任部门：办公室）"))
        for name in ("甲", "乙")
    )
    assert [edit.reason for edit in edits_of(root, *files)] == [None, None]
    merged(root, *files)
    titles = [line[3:].split("]")[0] for line in listing(root).splitlines() if line.startswith("- ")]
    assert titles[-2:] == ["甲事要抓", "乙事要抓"]


def test_a_heading_and_its_items_that_are_new(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = word(plan_at(root))
    for text in ("（一）抓好培训。（责任部门：办公室；完成时间：全年）", "二、能力建设"):
        file = with_paragraph(file, "采管科、会计科）", text)
    merged_once(root, ("改.docx", file))
    expected = "- [执法公示](items/执法.md)\n\n## 能力建设\n\n- [抓好培训](items/抓好培训.md)\n\n## 工作要求"
    assert expected in listing(root)


# --- rows of the annex -----------------------------------------------------------------------


def without_row(content_bytes: bytes, words: str) -> bytes:
    """The Word file without the row of its first table that has the words."""
    opened = docx.Document(BytesIO(content_bytes))
    row = next(row for row in opened.tables[0].rows if any(words in cell.text for cell in row.cells))
    table = row._tr.getparent()
    assert table is not None
    table.remove(row._tr)
    return saved(opened)


Made = Callable[[Any], bytes]


@pytest.mark.parametrize("make", [word, word_annex])
def test_a_row_below_a_task_is_a_task_of_its_item(tmp_path: Path, make: Made) -> None:
    root = content(tmp_path)
    before = content_of(root)
    file = ("改.docx", with_row(make(plan_at(root)), 2, ["", "三季度开展一次培训。", "办公室", "9月底"]))
    merged_once(root, file)
    assert item_text(root, "采购") == ITEMS["采购"].replace(
        "公开情况抽查。\n",
        "公开情况抽查。（完成时间：全年）\n\n三季度开展一次培训。（责任部门：办公室；完成时间：9月底）\n",
    )
    after = content_of(root)
    assert {name for name in after if after[name] != before[name]} == {"items/采购.md"}


def test_two_equal_rows_are_two_tasks(tmp_path: Path) -> None:
    root = content(tmp_path)
    row = ["", "开展培训。", "办公室", "9月底"]
    merged_once(root, ("改.docx", with_row(with_row(word_annex(plan_at(root)), 2, row), 2, row)))
    assert item_text(root, "采购").count("开展培训。（责任部门：办公室；完成时间：9月底）") == 2


def test_a_task_with_other_roles_than_the_head_takes_these_from_it(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = with_row(word_annex(plan_at(root)), 1, ["", "汇总意见。", "办公室", "8月"])
    merged_once(root, ("改.docx", file))
    assert item_text(root, "开放日") == (
        "---\n完成时间: 8月\n---\n\n"
        "8月份开展一次“政府开放日”活动，加强互动。（牵头部门：会计科；配合部门：办公室）\n\n"
        "汇总意见。（责任部门：办公室）\n"
    )


def test_a_row_with_a_number_of_its_own_is_an_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = with_row(word_annex(plan_at(root)), -1, ["5", "抓好培训。", "牵头部门：办公室；配合部门：会计科", "全年"])
    merged_once(root, ("改.docx", file))
    assert item_text(root, "抓好培训") == (
        "---\n牵头部门: 办公室\n配合部门: 会计科\n完成时间: 全年\n---\n\n抓好培训。\n"
    )
    assert listing(root).count("- [抓好培训](items/抓好培训.md)") == 1


def test_two_new_rows_above_all_others_keep_their_order(tmp_path: Path) -> None:
    root = content(tmp_path)
    file = word_annex(plan_at(root))
    for number, words in (("2", "乙事要抓。"), ("1", "甲事要抓。")):
        file = with_row(file, 0, [number, words, "办公室", "全年"])
    merged_once(root, ("改.docx", file))
    titles = [line[3:].split("]")[0] for line in listing(root).splitlines() if line.startswith("- ")]
    assert titles[:3] == ["甲事要抓", "乙事要抓", "政府开放日"]


def test_a_row_that_is_gone_is_a_task_less(tmp_path: Path) -> None:
    root = content(tmp_path)
    merged_once(root, ("改.docx", without_row(word_annex(plan_at(root)), "双随机")))
    assert item_text(root, "执法") == "做好执法公示。（责任部门：办公室；完成时间：5月底）\n"


def test_the_only_row_of_an_item_that_is_gone_retires_it(tmp_path: Path) -> None:
    root = content(tmp_path)
    merged_once(root, ("改.docx", without_row(word_annex(plan_at(root)), "政府开放日")))
    assert "<!-- 不再列入：政府开放日 -->" in listing(root)


def test_a_row_that_is_gone_from_the_annex_alone_is_asked_about(tmp_path: Path) -> None:
    root = content(tmp_path)
    before = content_of(root)
    file = ("改.docx", without_row(word(plan_at(root)), "双随机"))
    asked = [edit for edit in edits_of(root, file) if edit.kind is EditKind.DELETED_TASK]
    assert [(edit.reason, [one.text for one in edit.conflicts]) for edit in asked] == [
        (Unplaced.CONFLICT, ["落实“双随机、一公开”要求。"])
    ]
    merged(root, file)
    assert content_of(root) == before
    merged(root, file, theirs=[edits_of(root, file).index(asked[0]) + 1])
    assert item_text(root, "执法") == "做好执法公示。（责任部门：办公室；完成时间：5月底）\n"


def test_a_row_without_owner_and_deadline_is_listed(tmp_path: Path) -> None:
    items = ITEMS | {"推送": "继续依托“一网通办”开展线上精准推送工作。\n"}
    root = content(tmp_path, items=items)
    file = with_row(word_annex(plan_at(root)), 3, ["", "甲事。", "", ""])
    assert [edit.reason for edit in edits_of(root, ("改.docx", file))] == [Unplaced.NO_DUTY]


def test_rows_of_the_sheet_come_and_go(tmp_path: Path) -> None:
    root = content(tmp_path)
    listed = PLAN.replace("- [政府开放日](items/开放日.md)\n", "").replace(
        "(items/执法.md)\n", "(items/执法.md)\n- [培训](items/培训.md)\n"
    )
    new = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n抓好培训。\n"
    other = content(tmp_path / "改", listed, {**ITEMS, "培训": new})
    merged_once(root, ("改.xlsx", sheet(plan_at(other))))
    assert "<!-- 不再列入：政府开放日 -->" in listing(root)
    assert item_text(root, "抓好培训") == new


def test_a_task_typed_as_a_paragraph_with_its_bracket_without_annex(tmp_path: Path) -> None:
    alone = PLAN.replace("附件: 任务分解表\n", "")
    root = content(tmp_path, alone)
    text = "每季度通报一次。（责任部门：财监科；完成时间：全年）"
    file = ("改.docx", with_paragraph(word(plan_at(root)), "采管科、会计科）", text))
    edits = edits_of(root, file)
    assert [edit.kind for edit in edits if edit.reason is None] == [EditKind.NEW_TASK], describe(edits)
    merged_once(root, file)
    assert item_text(root, "执法") == f"{ITEMS['执法']}\n{text}\n"


def test_a_task_before_one_that_ends_with_a_table_of_a_head_alone(tmp_path: Path) -> None:
    table = "---\n责任部门: 采管科\n配合部门: 办公室\n---\n\n推进公开。\n\n| 指标 |\n|---|\n"
    root = content(tmp_path, items={**ITEMS, "采购": table})
    new = "开展抽查。（牵头部门：会计科）\n\n推进公开。\n\n| 指标 |\n|---|\n\n（责任部门：采管科；配合部门：办公室）\n"
    other = content(tmp_path / "改", items={**ITEMS, "采购": new})
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert printed(plan_at(root)) == printed(plan_at(other))


# --- files that programs and people have treated badly ----------------------------------------------


def test_cells_that_a_program_parted_are_no_edit(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    for merge in list(opened.tables[0]._tbl.iter(qn("w:vMerge"))):
        parent = merge.getparent()
        assert parent is not None
        parent.remove(merge)
    set_text(opened.tables[0].rows[-1].cells[0].paragraphs[0], "4")
    assert edits_of(root, ("改.docx", saved(opened))) == ()


def test_an_item_that_runs_on_behind_a_bracket_is_an_item(tmp_path: Path) -> None:
    root = content(tmp_path)
    opened = docx.Document(BytesIO(word(plan_at(root))))
    joined = next(one for one in opened.paragraphs if "二季度" in one.text)
    joined.add_run("（三）做好公文转化。（责任部门：办公室）")
    merged_once(root, ("改.docx", saved(opened)))
    assert item_text(root, "采购") == ITEMS["采购"]
    assert item_text(root, "做好公文转化").endswith("\n做好公文转化。\n")


@pytest.mark.parametrize("text", ["3.做好公文转化。（责任部门：办公室）", "3.做好公文转化。"])
def test_a_number_of_another_level_that_is_not_the_first_is_listed(tmp_path: Path, text: str) -> None:
    root = content(tmp_path)
    file = with_paragraph(word(plan_at(root)), "公开情况抽查。（责任部门：采管科）", text)
    assert [edit.reason for edit in edits_of(root, ("改.docx", file))] == [Unplaced.NEW_ITEM]


def test_a_task_of_the_body_alone_has_its_own_bracket_where_the_plan_joins_them(tmp_path: Path) -> None:
    root = content(tmp_path)
    text = "做好公文转化。（责任部门：办公室）"
    merged_once(root, ("改.docx", with_paragraph(word(plan_at(root)), "公开情况抽查。（责任部门：采管科）", text)))
    # what the head said of all does not go for the new one
    assert item_text(root, "采购") == ITEMS["采购"].replace("完成时间: 全年\n", "").replace(
        "公开情况抽查。", "公开情况抽查。（完成时间：全年）\n\n做好公文转化。（责任部门：办公室）"
    )


@pytest.mark.parametrize(
    ("gone", "left"),
    [(["二、工作要求"], "\n各科室要按时完成。\n"), (["二、工作要求", "各科室要按时完成"], "(items/执法.md)\n")],
)
def test_a_heading_that_is_gone(tmp_path: Path, gone: list[str], left: str) -> None:
    root = content(tmp_path)
    file = word(plan_at(root))
    for words in gone:
        file = without_paragraph(file, words)
    merged_once(root, ("改.docx", file))
    assert "## 工作要求" not in listing(root)
    assert listing(root).rstrip("\n").endswith(left.rstrip("\n"))


def test_the_first_heading_does_not_go_alone(tmp_path: Path) -> None:
    root = content(tmp_path)
    edits = edits_of(root, ("改.docx", without_paragraph(word(plan_at(root)), "一、主要工作")))
    assert [edit.reason for edit in edits] == [Unplaced.HEADING_NEEDED]


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "level", "rest"),
    [
        ("一、甲", 1, "甲"),
        ("（十二） 甲", 2, "甲"),
        ("(一)甲", 2, "甲"),
        ("1.甲", 3, "甲"),
        ("3、甲", 3, "甲"),
        ("（4）甲", 4, "甲"),
        ("①甲", 5, "甲"),
        ("甲", 0, "甲"),
    ],
)
def test_numbers_have_a_level(text: str, level: int, rest: str) -> None:
    assert (number_level(text), bare(text)) == (level, rest)


def test_the_list_of_a_merge_says_what_is_new_and_what_goes(tmp_path: Path, run: Verb) -> None:
    root = content(tmp_path)
    made = with_paragraph(word(plan_at(root)), "采管科、会计科）", "（五）抓好培训。（责任部门：办公室）")
    (tmp_path / "改.docx").write_bytes(without_paragraph(made, "政府开放日"))
    output = run("merge", "改.docx", "--apply").output
    assert "撤下事项　政府开放日" in output
    assert "新增事项　抓好培训" in output
    assert [line for line in printed(plan_at(root)) if "抓好培训" in line][:1] == [
        "（四）抓好培训。（责任部门：办公室）"
    ]


# --- the last build ------------------------------------------------------------------------------


def rewritten(root: Path, name: str, old: str, new: str) -> None:
    """Change words of an item's file."""
    path = root / "2024" / "items" / f"{name}.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


@pytest.mark.parametrize("make", [word, word_annex, sheet])
def test_a_file_of_the_last_build_is_compared_with_what_was_built(tmp_path: Path, make: Made) -> None:
    root = content(tmp_path)
    built = tmp_path / "build" / "2024"
    build(root, built)
    retitled = {**ITEMS, "推送": ITEMS["推送"].replace("线上", "线上线下")}
    edited = make(plan_at(content(tmp_path / "改", items=retitled)))
    rewritten(root, "开放日", "8月份开展一次", "9月份开展两次")
    rewritten(root, "采购", "责任部门: 采管科", "责任部门: 财监科")
    new = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n抓好培训。\n"
    (root / "2024" / "items" / "培训.md").write_text(new)
    line = "- [政府开放日](items/开放日.md)\n"
    (root / "2024" / "plan.md").write_text(PLAN.replace(line, f"{line}- [抓好培训](items/培训.md)\n"))
    before = content_of(root)
    file = ("改.docx" if make is not sheet else "改.xlsx", edited)
    found = found_merge(root, file, built=built)
    assert found.files[0].state == BUILT
    assert {(edit.new, edit.reason) for edit in found.edits} == {("线下", None)}
    merged(root, file, built=built)
    after = content_of(root)
    assert {name for name in before if before[name] != after[name]} == {"items/推送.md"}
    assert after.keys() == before.keys()
    # whatever is built next, the state is kept
    build(root, built)
    assert (root / "2024" / "稿本" / BUILT / "items" / "开放日.md").read_text() == ITEMS["开放日"]
    assert all(edit.is_done for edit in edits_of(root, file, built=built))


def test_what_was_changed_since_the_build_in_the_same_place_is_asked_about(tmp_path: Path) -> None:
    root = content(tmp_path)
    built = tmp_path / "build" / "2024"
    build(root, built)
    file = ("改.docx", retyped((built / "plan.docx").read_bytes(), ("8月份", "8月底"), only_first=True))
    rewritten(root, "开放日", "8月份", "9月份")
    edits = edits_of(root, file, built=built)
    assert [(edit.reason, [one.text for one in edit.conflicts]) for edit in edits] == [(Unplaced.CONFLICT, ["9月份"])]


def test_a_built_file_that_was_edited_in_its_folder_is_no_state(tmp_path: Path) -> None:
    root = content(tmp_path)
    built = tmp_path / "build" / "2024"
    build(root, built)
    edited = retyped((built / "plan.docx").read_bytes(), ("8月份", "8月底"), only_first=True)
    (built / "plan.docx").write_bytes(edited)
    rewritten(root, "推送", "线上", "线下")
    assert found_merge(root, ("plan.docx", edited), built=built).built is None


def test_the_content_that_was_built_is_no_second_state(tmp_path: Path) -> None:
    root = content(tmp_path)
    built = tmp_path / "build" / "2024"
    build(root, built)
    assert found_merge(root, ("plan.docx", (built / "plan.docx").read_bytes()), built=built).built is None


def test_paragraphs_at_the_beginning_of_an_item_that_are_gone_go_together(tmp_path: Path) -> None:
    items = {**ITEMS, "采购": "---\n责任部门: 采管科\n完成时间: 全年\n---\n\n甲事要办。\n\n乙事要办。\n\n丙事要办。\n"}
    root = content(tmp_path, items=items)
    other = content(tmp_path / "改", items={**items, "采购": items["采购"].replace("甲事要办。\n\n乙事要办。\n\n", "")})
    merged_once(root, ("改.docx", word_annex(plan_at(other))))
    assert item_text(root, "采购") == item_text(other, "采购")


@pytest.mark.parametrize("index", [0, 1])
def test_a_task_that_stands_for_another_is_merged_once(tmp_path: Path, index: int) -> None:
    root = content(tmp_path)
    tasks = ITEMS["执法"].strip().split("\n\n")
    tasks[index] = "开展案卷评查。\n\n结果通报。（牵头部门：人事科；配合部门：预算科；完成时间：9月底）"
    other = content(tmp_path / "改", items={**ITEMS, "执法": "\n\n".join(tasks) + "\n"})
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert item_text(root, "执法") == item_text(other, "执法")


# --- items that are moved and new ones beside them ------------------------------------------


def listed_items(*lines: str) -> str:
    """A plan whose list of items has these lines, each the name of an item behind its indent."""
    links = "\n".join(
        f"{line[: len(line) - len(line.lstrip())]}- [{line.strip()}](items/{line.strip()}.md)" for line in lines
    )
    start, stop = PLAN.index("- ["), PLAN.index("\n\n## 工作要求")
    return f"{PLAN[:start]}{links}{PLAN[stop:]}"


def items_of(*lines: str, both: str = "") -> dict[str, str]:
    """A file for each item of a list; `both` is a second paragraph that all of them have."""
    head = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n"
    return {name: f"{head}做好{name}工作，逐项核对台账。\n{both}" for name in map(str.strip, lines)}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("预算公开", "采购监管", "执法公示"), ("采购监管", "执法公示", "预算公开", "新增抽查")),
        (("预算公开", "采购监管", "执法公示"), ("采购监管", "新增抽查", "预算公开", "执法公示")),
        (("预算公开", "采购监管", "执法公示"), ("执法公示", "新增抽查", "预算公开", "采购监管")),
        (
            ("预算公开", "采购监管", "  合同公告", "  验收公示", "执法公示"),
            ("采购监管", "  合同公告", "  新增抽查", "  验收公示", "预算公开", "执法公示"),
        ),
        (
            ("预算公开", "采购监管", "  合同公告", "执法公示"),
            ("预算公开", "执法公示", "采购监管", "  新增抽查", "  合同公告", "  新增复核"),
        ),
    ],
    ids=["behind", "before", "between", "below, between", "below, at both ends"],
)
def test_an_item_is_moved_and_another_new_beside_it(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    root = content(tmp_path, listed_items(*before), items_of(*before))
    other = content(tmp_path / "改", listed_items(*after), items_of(*after))
    file = ("改.docx", word(plan_at(other)))
    kinds = [edit.kind for edit in edits_of(root, file)]
    assert kinds.count(EditKind.MOVED_ITEM) == 1, describe(edits_of(root, file))
    merged_once(root, file)
    assert printed(plan_at(root)) == printed(plan_at(other))
    assert "不再列入" not in listing(root)


def test_items_that_have_a_paragraph_in_common_change_places(tmp_path: Path) -> None:
    before, after = ("预算公开", "采购监管"), ("采购监管", "预算公开")
    both = "\n结果在网站公布，接受监督。\n"
    root = content(tmp_path, listed_items(*before), items_of(*before, both=both))
    other = content(tmp_path / "改", listed_items(*after), items_of(*before, both=both))
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert listing(root) == listing(other)


@pytest.mark.parametrize("count", [1, 2])
def test_a_task_that_takes_the_number_of_an_item_is_its_first(tmp_path: Path, count: int) -> None:
    """A plan without an annex, whose rows would tell the tasks apart."""
    plan = PLAN.replace("附件: 任务分解表\n", "正文括注: 责任和时限\n")
    tasks = [
        "开展案卷评查。（牵头部门：人事科；完成时间：9月底）",
        "公布评查结果。（牵头部门：预算科；完成时间：10月底）",
    ][:count]
    items = {**ITEMS, "执法": "\n\n".join([*tasks, ITEMS["执法"]])}
    root = content(tmp_path, plan)
    other = content(tmp_path / "改", plan, items)
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert item_text(root, "执法") == item_text(other, "执法")


def test_an_item_that_is_moved_in_the_body_alone_leaves_the_rows_to_follow(tmp_path: Path) -> None:
    names = ("预算公开", "采购监管", "执法公示", "决算公开")
    plan = listed_items(*names)
    root = content(tmp_path, plan, items_of(*names))
    opened = docx.Document(BytesIO(word(plan_at(root))))
    paragraphs = [one for one in opened.paragraphs if any(name in one.text for name in names)]
    paragraphs[2]._p.addnext(paragraphs[0]._p)
    file = (
        "改.docx",
        with_paragraph(
            saved(opened), "预算公开工作，逐项核对台账。（责任部门：办公室）", "（四）开展抽查。（责任部门：办公室）"
        ),
    )
    assert [edit.kind for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED] == [
        EditKind.MOVED_ITEM,
        EditKind.NEW_ITEM,
    ], describe(edits_of(root, file))
    merged(root, file)
    listed = [
        line.removeprefix("- [").partition("]")[0] for line in listing(root).splitlines() if line.startswith("- [")
    ]
    assert listed == ["采购监管", "执法公示", "预算公开", "开展抽查", "决算公开"]


def test_an_item_with_the_next_number_begins_the_list_of_an_empty_section(tmp_path: Path) -> None:
    """Its number is not the first one where numbers go on through the plan."""
    head = PLAN.replace("附件: 任务分解表\n", "附件: 任务分解表\n序号编排: 全文连续\n")
    sections = head.replace("- [政策推送]", "### 平台建设\n\n- [政策推送]").replace(
        "- [政府开放日]", "### 主动公开\n\n- [政府开放日]"
    )
    plan = sections.replace("\n\n## 工作要求", "\n\n### 监督保障\n\n## 工作要求")
    new = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n开展第三方评估。\n"
    root = content(tmp_path, plan)
    line = "### 监督保障\n\n- [开展第三方评估](items/开展第三方评估.md)\n"
    other = content(tmp_path / "改", plan.replace("### 监督保障\n", line), {**ITEMS, "开展第三方评估": new})
    merged_once(root, ("改.docx", word(plan_at(other))))
    assert listing(root) == listing(other)


def test_a_row_does_not_place_an_item_that_the_body_has_elsewhere(tmp_path: Path) -> None:
    """The fourth item of a section that has none: its row stands behind the item of the section above."""
    plan = PLAN.replace("- [政府开放日]", "### 主动公开\n\n- [政府开放日]")
    root = content(tmp_path, plan.replace("\n\n## 工作要求", "\n\n### 监督保障\n\n## 工作要求"))
    before = content_of(root)
    made = with_paragraph(word(plan_at(root)), "监督保障", "4.开展第三方评估。（责任部门：办公室）")
    file = ("改.docx", with_row(made, 5, ["5", "开展第三方评估。", "办公室", "全年"]))
    edits = [edit for edit in edits_of(root, file) if edit.reason is not Unplaced.DERIVED]
    assert all(edit.reason is not None for edit in edits), describe(edits)
    merged(root, file)
    assert content_of(root) == before
