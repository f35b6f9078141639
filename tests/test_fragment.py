"""fragment.html, as it is and as a portal's content management leaves it: still the plan, word for word, row for row."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from lxml import html as markup
from playwright.sync_api import Browser

from pipeline.errors import TemplateError
from pipeline.model import FreeAnnex, Item, ItemTitle, Link, Plan, Section, Steps, Strong, Table, Task
from pipeline.render.compose import compose
from pipeline.render.web.fragment import fragment
from pipeline.source import SourceText
from tests.browsing import visit
from tests.builders import paragraph, task
from tests.fragment_reader import expected, made, read, root_of
from tests.plans import awkward, of_2023, plan_of
from tests.sheet_reader import columns
from tests.strategies import plans
from tests.task_facts import Fact, facts

SURVIVORS = {"p", "br", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"}
"""The tags that the strictest content management leaves."""


# --- what a content management leaves ----------------------------------------------------


def without_looks(data: bytes) -> bytes:
    """The fragment without class, id and style."""
    root = root_of(data)
    for element in root.iter():
        for name in ("class", "id", "style"):
            element.attrib.pop(name, None)
    return written(root)


def stripped(data: bytes) -> bytes:
    """Only the tags that survive, and of attributes only those that tables and links are made of."""
    root = root_of(data)
    for element in list(root.iterdescendants()):
        if element.tag not in SURVIVORS:
            element.drop_tag()
            continue
        for name in list(element.attrib):
            if name not in ("rowspan", "colspan", "href"):
                del element.attrib[name]
    return written(root)


def written(root: Any) -> bytes:
    words: bytes = markup.tostring(root, encoding="utf-8")
    return words.removeprefix(b"<div>").removesuffix(b"</div>")


# --- read --------------------------------------------------------------------------------


def of_fragment(data: bytes) -> list[Fact]:
    """What the fragment's table of tasks states, by the default columns."""
    found = []
    table = next(one for one in read(data) if isinstance(one, list) and one[0][0] == "序号")
    for number, told, owners, until in table[1:]:
        if number == told == owners == until:
            continue
        units: dict[str, list[str]] = {}
        for part in owners.replace("\n", "").split("；") if owners else []:
            label, _, names = part.rpartition("部门：")
            units[label or "责任"] = names.split("、")
        found.append((int(number), told, units, until))
    return found


# --- tests -------------------------------------------------------------------------------


@given(plans())
def test_the_fragment_says_what_a_plan_says_whatever_is_taken_from_it(plan: Plan) -> None:
    data = made(plan)
    told = expected(plan)
    assert read(data) == told
    assert read(without_looks(data)) == told
    assert read(stripped(data)) == told
    if plan.head.annexes:
        assert of_fragment(stripped(data)) == facts(plan)


@pytest.mark.parametrize("plan", [of_2023(), awkward()], ids=["2023", "awkward"])
def test_these_plans_are_said_too(plan: Plan) -> None:
    data = made(plan)
    told = expected(plan)
    assert read(data) == read(without_looks(data)) == read(stripped(data)) == told


def test_the_plan_of_2023_reads_as_a_plan_when_only_bare_tags_are_left() -> None:
    data = stripped(made(of_2023()))
    told = read(data)
    assert str(told[0]).startswith("为全面贯彻落实党的二十大精神")
    assert told[1] == "一、主要工作"
    assert str(told[5]).startswith("（四）做好行政执法信息公示。")
    assert str(told[5]).endswith("（责任部门：办公室、采管科、会计科、财监科）")
    assert told[-6:-1] == [
        "附件：2023年度区财政局政务公开目标任务细化分解表",
        "宝山区财政局",
        "2023年6月27日",
        "附件",
        "2023年度区财政局政务公开目标任务细化分解表",
    ]
    assert of_fragment(data) == facts(of_2023())
    assert "<strong>一、主要工作</strong>".encode() in data


def test_the_number_of_item_four_stands_over_both_its_rows() -> None:
    for data in (made(of_2023()), stripped(made(of_2023()))):
        merged = [cell for cell in root_of(data).iter("td") if cell.get("rowspan")]
        assert [(cell.text_content(), cell.get("rowspan")) for cell in merged] == [("4", "2")]


def test_there_are_only_inline_looks_and_no_heading_of_the_page() -> None:
    root = root_of(made(of_2023()))
    tags = {element.tag for element in root.iterdescendants()}
    assert tags <= SURVIVORS
    for element in root.iterdescendants():
        assert not {"class", "id"} & set(element.attrib)
        assert not [name for name in element.attrib if name.startswith("on")]
        assert set(element.attrib) <= {"style", "role", "aria-level", "scope", "rowspan", "colspan", "href"}
    # the portal prints the title, from a field of its own
    assert "宝山区财政局2023年度政务公开工作计划" not in root.text_content()


def test_headings_are_told_to_those_who_cannot_see_them() -> None:
    plan = plan_of(
        Section(paragraph("章"), 1, (Section(paragraph("节"), 2, (Item("甲", SourceText("题"), (task("办。"),)),)),))
    )
    plan = replace(plan, head=replace(plan.head, item_title=ItemTitle.OWN_LINE))
    levels = [
        (one.get("aria-level"), one.text_content())
        for one in root_of(made(plan)).iter("p")
        if one.get("role") == "heading"
    ]
    assert levels == [("2", "一、章"), ("3", "（一）节"), ("4", "1.题"), ("2", "任务分解表")]


def test_marks_links_steps_tables_and_every_annex_are_there() -> None:
    table = Table((paragraph("事项"), paragraph("说明")), ((paragraph("甲", Strong(0, 1)), paragraph("乙")),))
    items = (
        Item(
            "甲",
            SourceText("甲"),
            (
                Task(
                    (
                        paragraph("见要点。", Strong(0, 1), Link(1, 3, "https://www.example.gov.cn/?a=1&b=2")),
                        Steps((paragraph("先办。"), paragraph("后办。"))),
                    )
                ),
            ),
        ),
    )
    plan = plan_of(*items, table, annexes=(FreeAnnex(SourceText("联系表"), "联系", (paragraph("另附。"), table)),))
    data = made(plan)
    assert read(stripped(data)) == [
        "一、见要点。",
        "（一）先办。",
        "（二）后办。",
        [["事项", "说明"], ["甲", "乙"]],
        "附件：联系表",
        "某局",
        "2024年3月5日",
        "附件",
        "联系表",
        "另附。",
        [["事项", "说明"], ["甲", "乙"]],
    ]
    assert '<a href="https://www.example.gov.cn/?a=1&amp;b=2">要点</a>'.encode() in data
    assert "<strong>见</strong>".encode() in data


def test_a_place_in_our_files_is_no_link() -> None:
    data = made(plan_of(paragraph("见甲项。", Link(1, 3, "items/甲.md"), Link(0, 1, "javascript:alert(1)"))))
    assert b"<a" not in data
    assert b"items" not in data
    assert b"javascript" not in data


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"fragment\.html"):
        fragment(compose(of_2023()), (tmp_path,))


def test_long_words_and_many_columns_stay_within_a_telephone(browser: Browser, tmp_path: Path) -> None:
    address = "https://www.example.gov.cn/publicity_of_government_affairs/system/2024/index.html"
    heads = columns(
        "序号", "工作任务", "名称", "类型", "具体内容", "牵头部门", "配合部门", "责任部门", "完成时间", "备注"
    )
    named, kind = SourceText("台账"), SourceText("任务")
    words = task(f"公开{address}", LEAD="办公室", RESPONSIBLE="财监科、会计科")
    item = Item("甲", SourceText("甲"), (words,), name=named, kind=kind, remark=SourceText("按月报送"))
    plan = plan_of(Section(paragraph("主要工作"), 1, (item, paragraph(address))), columns=heads)
    path = tmp_path / "page.html"
    path.write_bytes(
        b'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">' + made(plan)
    )
    for width in (390, 1280):
        with visit(browser, path, width=width) as page:
            assert page.evaluate("document.documentElement.scrollWidth") == width
