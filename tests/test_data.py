"""plan.json and deadlines.ics, read back by libraries that did not write them: valid, complete, nothing of ours alone."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import icalendar
import jsonschema
import pikepdf
import pytest
from hypothesis import given

from pipeline import preflight as coverage
from pipeline.assemble.renderers import render
from pipeline.assemble.templates import template_search_path
from pipeline.assemble.year import load_checked
from pipeline.errors import ZwgkError
from pipeline.model import (
    DEFAULT_COLUMNS,
    NO_DEADLINE,
    Column,
    ColumnRole,
    DeadlineKind,
    Disclosure,
    FreeAnnex,
    Item,
    ItemTitle,
    Link,
    Note,
    Numbering,
    Paragraph,
    Part,
    Plan,
    Section,
    StatedDate,
    Steps,
    Strong,
    Table,
    Task,
    TaskTable,
)
from pipeline.parse.deadline import read_deadline
from pipeline.render.compose import compose
from pipeline.render.data import schema
from pipeline.render.data.exports import SCHEMA, deadlines_ics, plan_json
from pipeline.render.data.public_model import PublicPlan, Term, item_ids, public_plan
from pipeline.render.print_model import Grid, Line
from pipeline.source import SourceText
from tests.builders import ROOT, paragraph, task
from tests.plans import awkward, of_2023, plan_of
from tests.strategies import plans
from tests.task_facts import Fact, facts, opened, valid

pytestmark = pytest.mark.slow

# --- plans -------------------------------------------------------------------------------


def deadlines_of(plan: Plan) -> bytes | None:
    return deadlines_ics(opened(plan), item_ids(plan))


# --- what each task says, told from the plan alone ----------------------------------------


# --- plan.json ---------------------------------------------------------------------------


def of_json(data: bytes) -> list[Fact]:
    return [
        (
            one["number"],
            one["text"],
            {duty["role"]: duty["units"] for duty in one["duties"]},
            one["deadline"]["text"] if one["deadline"] else "",
        )
        for one in valid(data)["tasks"]
    ]


def test_the_schema_in_docs_is_the_one_made_from_the_types() -> None:
    """To renew it: python -m pipeline.tools.make_schema."""
    assert (ROOT / "docs" / SCHEMA).read_bytes() == schema.schema_json()


def test_the_schema_is_a_schema_and_allows_nothing_it_does_not_know() -> None:
    made = schema.schema()
    jsonschema.Draft202012Validator.check_schema(made)
    records = [one for one in (made, *made["$defs"].values()) if one.get("type") == "object"]
    assert len(records) == 9
    for record in records:
        assert record["additionalProperties"] is False
        assert record["required"] == list(record["properties"])
        assert record["description"]


def test_what_the_schema_does_not_know_is_refused() -> None:
    good = json.loads(plan_json(opened(of_2023())))
    validator = jsonschema.Draft202012Validator(schema.schema(), format_checker=jsonschema.FormatChecker())
    assert validator.is_valid(good)
    for bad in (
        good | {"notes": []},
        good | {"version": 2},
        good | {"issued": "2023-6-27"},
        {key: value for key, value in good.items() if key != "tasks"},
        good | {"tasks": [good["tasks"][0] | {"deadline": good["tasks"][0]["deadline"] | {"kind": "读不懂"}}]},
    ):
        assert not validator.is_valid(bad)


def test_a_type_without_a_schema_is_an_error() -> None:
    with pytest.raises(TypeError):
        schema._of(float, {})


@given(plans())
def test_the_data_says_what_a_plan_says(plan: Plan) -> None:
    assert of_json(plan_json(opened(plan))) == facts(plan)


@pytest.mark.parametrize("plan", [of_2023(), awkward()], ids=["2023", "awkward"])
def test_the_data_says_what_these_plans_say(plan: Plan) -> None:
    assert of_json(plan_json(opened(plan))) == facts(plan)


@given(plans())
def test_the_data_holds_the_paper_as_printed(plan: Plan) -> None:
    document = compose(plan)
    read = valid(plan_json(public_plan(document, plan)))
    lines = [one.text for one in document.body[1:] if isinstance(one, Line)]
    assert [one["text"] for one in read["body"] if one["kind"] != "表格"] == lines
    assert read["sign_off"] == [line.text for line in document.sign_off]
    assert [(one["mark"], one["title"]) for one in read["annexes"]] == [
        (one.mark, one.title) for one in document.annexes
    ]


@given(plans())
def test_a_tasks_numbers_are_those_printed_before_its_item(plan: Plan) -> None:
    document = compose(plan)
    printed = {one.item: one.text for one in document.body if isinstance(one, Line) and one.item}
    headings = {one["text"] for one in valid(plan_json(public_plan(document, plan)))["body"] if one["kind"] == "标题"}
    with_tasks = [item for item in plan.items() if item.tasks and not item.is_group]
    tasks = iter(opened(plan).tasks)
    for item in with_tasks:
        for _ in item.tasks:
            one = next(tasks)
            assert printed[item.id].startswith(one.item)
            assert set(one.headings) <= headings


def test_numbers_of_nested_items_and_sections() -> None:
    child = Item("丁", SourceText("丁"), (task("四。"),))
    parent = Item("丙", SourceText("丙"), (Task((paragraph("三："),), (), NO_DEADLINE),), (child,))
    parts = (
        Section(paragraph("甲章"), 1, (Item("甲", SourceText("甲"), (task("一。"), task("二。"))),)),
        Section(paragraph("乙章"), 1, (Section(paragraph("乙节"), 2, (parent,)),)),
    )
    where = [(one.number, one.headings, one.parents, one.item, one.title) for one in opened(plan_of(*parts)).tasks]
    assert where == [
        (1, ("一、甲章",), (), "（一）", None),
        (1, ("一、甲章",), (), "（一）", None),
        (2, ("二、乙章", "（一）乙节"), ("1.",), "（1）", None),
    ]
    titled = opened(plan_of(*parts, item_title=ItemTitle.OWN_LINE, numbering=Numbering.CONTINUE))
    assert [one.title for one in titled.tasks] == ["甲", "甲", "丁"]


def test_an_item_of_which_nothing_is_printed_has_no_number() -> None:
    """Neither its title nor words: the body counts the next one as the first, and so do the data."""
    silent = Item("父", SourceText("父"), (), (Item("子", SourceText("子"), (task("一。"),)),))
    plan = plan_of(Section(paragraph("甲章"), 1, (silent, Item("次", SourceText("次"), (task("二。"),)))))
    assert [one.text for one in compose(plan).body if isinstance(one, Line)][1:] == [
        "一、甲章",
        "1.一。",
        "（一）二。",
    ]
    assert [(one.parents, one.item) for one in opened(plan).tasks] == [((), "1."), ((), "（一）")]


def test_deadlines_are_kept_with_their_days() -> None:
    words = ["全年", "5月底", "3月31日前", "3月至5月", "3月底前甲，5月1日前乙", "持续推进", "6月前", ""]
    items = (Item("甲", SourceText("甲"), tuple(task(f"事{until}。", until) for until in words)),)
    assert [
        one.deadline and (one.deadline.kind.value, one.deadline.start, one.deadline.end)
        for one in opened(plan_of(*items)).tasks
    ] == [
        ("全年", date(2024, 1, 1), date(2024, 12, 31)),
        ("某月底前", None, date(2024, 5, 31)),
        ("某日前", None, date(2024, 3, 31)),
        ("起止", date(2024, 3, 1), date(2024, 5, 31)),
        ("分步", date(2024, 3, 31), date(2024, 5, 1)),
        ("持续", None, None),
        ("其他", None, None),
        None,
    ]


def test_every_kind_of_deadline_has_its_public_name() -> None:
    ours = {kind.value for kind in DeadlineKind} - {"未写", "读不懂"}
    assert {term.value for term in Term} == ours | {"其他"}


def test_what_stands_only_in_our_files_is_not_in_the_data() -> None:
    item = Item(
        "文件名甲",
        SourceText("短标题乙"),
        (
            Task(
                (Paragraph(SourceText("公开。"), (), (Note(SourceText("批注丙"), 1),)), Note(SourceText("批注丁"))),
                (),
                read_deadline(SourceText("5月底"), 2024),
            ),
        ),
        lineage=(SourceText("沿用戊"),),
        notes=(Note(SourceText("批注己")),),
        remark=SourceText("备注壬"),
    )
    plan = plan_of(
        item,
        expected=StatedDate(SourceText("预计庚")),
        basis=(SourceText("依据辛"),),
        annexes=(
            TaskTable(SourceText("表")),
            FreeAnnex(SourceText("联系表"), "文件名癸", (paragraph("另附。"), Note(SourceText("批注子")))),
        ),
    )
    data = opened(plan)
    calendar = deadlines_of(plan)
    assert calendar is not None
    for hidden in ("文件名", "短标题", "批注", "沿用", "预计", "依据", "备注壬", "items/"):
        assert hidden not in plan_json(data).decode()
        assert hidden not in calendar.decode()
    printed = replace(plan.head, columns=(*DEFAULT_COLUMNS, Column(ColumnRole.REMARK, "备注")))
    assert "备注壬" in plan_json(opened(replace(plan, head=printed))).decode()


def test_facts_of_the_head_and_links_are_in_the_data() -> None:
    words = paragraph("见要点和附件。", Link(1, 3, "https://www.example.gov.cn/要点"), Link(4, 6, "items/甲.md"))
    table = Table((paragraph("事项"),), ((paragraph("甲事", Strong(0, 1), Link(0, 2, "http://a.gov.cn/?x=1&y=2")),),))
    plan = plan_of(
        words,
        disclosure=Disclosure.PUBLIC,
        stage=SourceText("征求意见稿"),
        doc_number=SourceText("某财〔2024〕1号"),
        keywords=(SourceText("政务公开"),),
        summary=SourceText("概述。"),
        annexes=(FreeAnnex(SourceText("联系表"), "联系表", (table,)),),
    )
    read = valid(plan_json(opened(plan)))
    assert [read[key] for key in ("disclosure", "stage", "document_number", "keywords", "summary")] == [
        "主动公开",
        "征求意见稿",
        "某财〔2024〕1号",
        ["政务公开"],
        "概述。",
    ]
    assert read["body"] == [{"kind": "段落", "text": "见要点和附件。"}]
    assert read["annexes"] == [
        {
            "mark": "附件",
            "title": "联系表",
            "kind": "其他附件",
            "content": [{"kind": "表格", "head": ["事项"], "rows": [["甲事"]]}],
        }
    ]
    assert read["links"] == [
        {"text": "要点", "address": "https://www.example.gov.cn/%E8%A6%81%E7%82%B9"},
        {"text": "甲事", "address": "http://a.gov.cn/?x=1&y=2"},
    ]


def test_no_field_of_the_plan_is_lost_from_the_file() -> None:
    read = json.loads(plan_json(opened(of_2023())))
    assert list(read) == ["$schema", *(field.name for field in fields(PublicPlan))]
    assert (read["format"], read["version"], read["year"], read["issued"]) == (
        "政务公开工作计划",
        1,
        2023,
        "2023-06-27",
    )
    assert read["$schema"] == SCHEMA


# --- deadlines.ics -----------------------------------------------------------------------


def events(data: bytes | None) -> list[Any]:
    """The events of a calendar, held to what RFC 5545 asks of its lines."""
    assert data is not None
    assert data.endswith(b"\r\n")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar.errors == []
    assert {"VERSION", "PRODID"} <= set(calendar)
    found = list(calendar.walk("VEVENT"))
    assert all(event.errors == [] for event in found)
    return found


@given(plans())
def test_the_calendar_says_what_a_plan_says(plan: Plan) -> None:
    calendar(plan)


@pytest.mark.parametrize("plan", [of_2023(), awkward()], ids=["2023", "awkward"])
def test_the_calendar_says_what_these_plans_say(plan: Plan) -> None:
    calendar(plan)


def calendar(plan: Plan) -> None:
    data = deadlines_of(plan)
    never = ("全年", "持续", "定期", "条件后", "不限期", "未写", "读不懂")
    rows = [one for item in plan.items() if not item.is_group for one in item.tasks]
    dated = [
        (fact, one.deadline.end)
        for fact, one in zip(facts(plan), rows, strict=True)
        if one.deadline.end and one.deadline.kind.value not in never
    ]
    if not dated:
        assert data is None
        return
    found = events(data)
    assert len({event["UID"] for event in found}) == len(found)
    assert [event["DTSTART"].dt for event in found] == [day for _, day in dated]
    for event, ((_, words, units, until), day) in zip(found, dated, strict=True):
        owners = [f"{role}：{'、'.join(names)}" for role, names in units.items()]
        assert str(event["DESCRIPTION"]) == "\n".join([words, *owners, f"完成时间：{until}"])
        assert event["DTEND"].dt == day + timedelta(days=1)
        assert event["DTSTART"].params == event["DTEND"].params == {"VALUE": "DATE"}
        made = plan.head.issued.value or date(plan.year, 1, 1)
        assert event["DTSTAMP"].dt == datetime(made.year, made.month, made.day, tzinfo=UTC)
        assert not event.subcomponents


def test_an_event_lies_on_the_last_day_and_none_is_made_for_the_whole_year() -> None:
    words = ["全年", "5月底", "3月至5月", "持续推进", "每季度", "收到后20日内", "适时", "", "6月前", "年底前"]
    item = Item("甲", SourceText("甲"), tuple(task(f"办理事项{place}。", until) for place, until in enumerate(words)))
    found = events(deadlines_of(plan_of(item)))
    assert [(str(one["SUMMARY"]), one["DTSTART"].dt) for one in found] == [
        ("一、办理事项1", date(2024, 5, 31)),
        ("一、办理事项2", date(2024, 5, 31)),
        ("一、办理事项9", date(2024, 12, 31)),
    ]


def test_the_last_day_there_is_has_an_event() -> None:
    """长期有效 is written as 9999年12月31日 in some systems."""
    for until in ("9999年12月31日", "9999年12月31日前"):
        (found,) = events(deadlines_of(plan_of(Item("甲", SourceText("甲"), (task("办理。", until),)))))
        assert (found["DTSTART"].dt, "DTEND" in found) == (date.max, False)


def test_events_of_one_item_are_told_apart_and_inner_ones_named_whole() -> None:
    inner = Item("乙", SourceText("内"), (task("公开。", "6月底"),))
    item = Item("甲", SourceText("题"), (task("起草方案。", "4月底"), task("印发方案。", "5月底")), (inner,))
    plan = plan_of(item, item_title=ItemTitle.RUN_IN)
    found = [str(one["SUMMARY"]) for one in events(deadlines_of(plan))]
    assert found == ["一、起草方案", "一、印发方案", "一、（一）内"]


def test_without_a_day_to_name_there_is_no_calendar() -> None:
    assert deadlines_of(plan_of(Item("甲", SourceText("甲"), (task("办理。", "全年"),)))) is None


def identities(*items: Item, **head: object) -> dict[str, str]:
    """The UID of every event by what it is about."""
    found = events(deadlines_of(plan_of(*items, **head)))
    # the sentence without the number of the item's place
    return {str(one["DESCRIPTION"]).partition("\n")[0]: str(one["UID"]) for one in found}


def test_an_event_keeps_its_identity_when_words_titles_and_order_change() -> None:
    def item(name: str, *words: str, title: str = "短") -> Item:
        return Item(name, SourceText(title), tuple(task(one, "5月底") for one in words))

    before = identities(item("甲", "办理。", "再办。"), item("乙", "公开。"))
    assert len(set(before.values())) == 3
    moved = identities(
        item("乙", "公开。", title="另一短标题"), item("甲", "办理。", "再办。"), title=SourceText("另一标题")
    )
    assert moved == before
    assert identities(item("甲", "改为公开办理。"))["改为公开办理。"] == before["办理。"]
    # a task more in one item is none of another's business
    assert identities(item("甲", "办理。", "再办。", "三办。"), item("乙", "公开。"))["公开。"] == before["公开。"]
    assert identities(item("丙", "办理。"))["办理。"] not in before.values()


@pytest.mark.parametrize(("deep", "marks"), [(1, ("（一）", "（二）")), (2, ("1.", "2.")), (3, ("（1）", "（2）"))])
def test_steps_are_numbered_below_their_item_in_every_form(deep: int, marks: tuple[str, str]) -> None:
    steps = Steps((paragraph("先办。"), paragraph("后办。")))
    part: Part = Item(
        "甲", SourceText("甲"), (Task((paragraph("分步办："), steps), task("办。", "5月底").assignments),)
    )
    for level in range(deep - 1, 0, -1):
        part = Section(paragraph("节"), level, (part,))
    plan = plan_of(part)
    document = compose(plan)
    lines = [f"{mark}{words}" for mark, words in zip(marks, ("先办。", "后办。"), strict=True)]
    body = [one.text for one in document.body if isinstance(one, Line)]
    assert [words.partition("（责任")[0] for words in body[-2:]] == lines
    assert opened(plan).tasks[0].text.split("\n")[-2:] == lines
    grid = document.annexes[0].content[0]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[0].cells][1].split("\n")[-2:] == lines


def test_an_item_that_is_listed_twice_has_no_event_twice() -> None:
    one = Item("甲", SourceText("短"), (task("办理。", "5月底"), task("再办。", "8月")))
    found = events(deadlines_of(plan_of(one, one)))
    assert len({str(event["UID"]) for event in found}) == 4


def test_a_long_first_sentence_is_cut_at_a_comma() -> None:
    words = "做好2024年度重大行政决策事项目录编制工作，并于3月31日前向社会公开，落实制度。后文。"
    event = events(deadlines_of(plan_of(Item("甲", SourceText("甲"), (task(words, "3月底前"),)))))[0]
    assert str(event["SUMMARY"]) == "一、做好2024年度重大行政决策事项目录编制工作……"


def test_a_character_no_calendar_can_hold_is_a_fault() -> None:
    with pytest.raises(ZwgkError, match=r"U\+0007"):
        deadlines_of(plan_of(Item("甲", SourceText("甲"), (task("办\x07理。", "5月底"),))))


# --- the same bytes ----------------------------------------------------------------------

MAKE = """
import sys
from hashlib import sha256
from pathlib import Path
from pipeline import source
from pipeline.typography import gbt9704
from pipeline.parse import parse
from pipeline.render.data.exports import deadlines_ics, plan_json, tasks_csv
from pipeline.render.compose import compose
from pipeline.render.web.fragment import fragment
from pipeline.render.data.public_model import item_ids, public_plan
from pipeline.render.xlsx.workbook import annex
root = Path(sys.argv[1])
plan = parse(source.load_year(root / "content", 2023)).plan
document = compose(plan)
data = public_plan(document, plan)
made = (
    annex(document, gbt9704.GBT_33476),
    tasks_csv(data),
    plan_json(data),
    deadlines_ics(data, item_ids(plan)),
    fragment(document, (root / "templates",)),
)
print(*(sha256(one).hexdigest() for one in made))
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("here"), {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"})


def made(working: Path, environment: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "-c", MAKE, str(ROOT)],
        cwd=working,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "86400"},
        {"LC_ALL": "C", "LANG": "de_DE.ISO-8859-1"},
        {"PYTHONHASHSEED": "4242"},
    ],
    ids=["time zone", "language", "hash order"],
)
def test_every_form_has_the_same_bytes_elsewhere(environment: dict[str, str], here: str, tmp_path: Path) -> None:
    assert made(tmp_path, environment) == here


# --- carried in plan.pdf -----------------------------------------------------------


@pytest.mark.parametrize("said", ["", "嵌入数据: 是", "嵌入数据: 否"])
def test_plan_pdf_carries_the_data_unless_the_office_says_no(said: str, tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(ROOT / "tests" / "sample", root)
    plan = root / "2024" / "plan.md"
    plan.write_text(
        plan.read_text("utf-8").replace("公开属性:", f"{said}\n公开属性:" if said else "公开属性:"), "utf-8"
    )
    faces = coverage.faces_of(root)
    files = render(load_checked(root, 2024, faces), template_search_path(ROOT), faces).files
    with pikepdf.open(BytesIO(files["plan.pdf"])) as file:
        carried = {name: one.get_file().read_bytes() for name, one in file.attachments.items()}
        assert ("/AF" in file.Root) == bool(carried)
    wanted = () if said.endswith("否") else ("plan.json", "tasks.csv")
    assert carried == {name: files[name] for name in wanted}
