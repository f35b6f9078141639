"""附件栏目: every column set that plans with tasks are seen with, from the words in plan.md to the finished files and back.

The sets are those of the families A to F (bodies with notes, tables alone, two-level
lists, with 一、 and （一） over the whole width too); lists of laws, persons, months and points are no plans of tasks. What each is
to show stands in golden/annex_columns.txt, a line a row, merged cells said again.
"""

import csv
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

import pytest

from pipeline.diff.compare import compare
from pipeline.model import ITEM_VALUES, Column, ColumnRole, Plan
from pipeline.parse import Reading, parse
from pipeline.parse.plan_head import column_role
from pipeline.parse.serialize import write
from pipeline.publish.policy.review_units import reviewed_units
from pipeline.render.compose import compose
from pipeline.render.data import exports as data
from pipeline.render.data.exports import plan_json
from pipeline.render.data.public_model import public_plan
from pipeline.render.word import document as docx
from pipeline.render.xlsx import workbook as sheet
from pipeline.source import sources_from_files
from pipeline.typography import gbt9704 as standard
from tests import fragment_reader, readers as see, sheet_reader
from tests.builders import TEMPLATES
from tests.case_files import assert_golden
from tests.check_runs import checked
from tests.renderings import docx_of, page_of, pdf_of, plainly
from tests.task_facts import valid

R = ColumnRole
NUMBER, GROUP, NAME, KIND, WORDS = R.NUMBER, R.GROUP, R.NAME, R.KIND, R.WORDS
OWNER, LEAD, SUPPORT, DEADLINE, REMARK = R.OWNER, R.LEAD, R.SUPPORT, R.DEADLINE, R.REMARK

HEADED = "\n附件章节行: 是"
"""Behind a set whose headings have rows of their own: what is called 工作任务 there is the item's name."""

SETS: Mapping[str, tuple[ColumnRole, ...]] = {
    "序号、具体内容、责任部门、完成时间": (NUMBER, WORDS, OWNER, DEADLINE),
    "工作任务、序号、具体要求、责任科室、时限要求": (GROUP, NUMBER, WORDS, OWNER, DEADLINE),
    "工作任务、具体要求、责任部门": (GROUP, WORDS, OWNER),
    "工作任务、具体内容、责任部门": (GROUP, WORDS, OWNER),
    "工作任务、工作要求、牵头单位、责任单位": (GROUP, WORDS, LEAD, OWNER),
    "工作任务、工作要求、牵头单位、配合/责任单位": (GROUP, WORDS, LEAD, SUPPORT),
    "工作任务、工作要求、责任(配合)单位": (GROUP, WORDS, OWNER),
    "工作任务、牵头单位、责任单位、工作要求": (GROUP, LEAD, OWNER, WORDS),
    "工作任务、工作任务、序号、具体要求、责任单位、时限要求": (GROUP, GROUP, NUMBER, WORDS, OWNER, DEADLINE),
    "序号、名称、类型（机制、任务等）、具体内容、责任部门": (NUMBER, NAME, KIND, WORDS, OWNER),
    "工作任务、目标和要求、责任单位、备注": (GROUP, WORDS, OWNER, REMARK),
    "序号、改革举措、主要内容": (NUMBER, NAME, WORDS),
    "内容清单、序号、工作内容、承办单位、参加单位、完成时限": (GROUP, NUMBER, WORDS, OWNER, SUPPORT, DEADLINE),
    "序号、工作项目、任务名称、类型、主要内容、牵头部门、配合部门、责任部门、完成时间、备注": (
        *(NUMBER, GROUP, NAME, KIND, WORDS, LEAD, SUPPORT, OWNER, DEADLINE, REMARK),
    ),
    f"工作任务、工作要求、牵头单位、责任单位{HEADED}": (NAME, WORDS, LEAD, OWNER),
    f"工作任务、牵头单位、责任单位、工作要求{HEADED}": (NAME, LEAD, OWNER, WORDS),
    f"序号、重点任务、具体内容、责任部门、完成时间{HEADED}": (NUMBER, NAME, WORDS, OWNER, DEADLINE),
}


def test_every_role_of_a_column_is_tried_and_documented() -> None:
    tried = {role for roles in SETS.values() for role in roles}
    assert tried == set(ColumnRole)
    documented = (
        (Path(__file__).parent.parent / "docs" / "writing.md")
        .read_text("utf-8")
        .partition("### 附件的栏目")[2]
        .partition("\n### ")[0]
    )
    rows = [row.split("|")[1:3] for row in documented.splitlines() if row.startswith("| ")]
    heads = {name.strip() for row in rows for cell in row for name in cell.split("、")}
    columns = {role for head in heads if (role := column_role(head)) is not None}
    assert columns == set(ColumnRole)


PLAN = """---
标题: 某局2024年度政务公开工作计划
发文机关: 某局
成文日期: 2024年3月5日
附件: 2024年度政务公开任务分解表
附件栏目: {columns}
附件纸张: {paper}
---

## 推进公开

### 决策公开

- [甲事项](items/甲.md)

### 执行公开

- [乙事项](items/乙.md)
  - [丙事项](items/丙.md)

## 强化保障

- [丁事项](items/丁.md)
"""

ITEMS = {
    "甲": """---
名称: 决策公开机制
类型: 机制完善
备注: 年度重点
---

公布重大行政决策事项目录。（牵头部门：办公室；配合部门：会计科；完成时间：3月底前）

向社会公开征求意见。（责任部门：预算科；完成时间：全年）
""",
    "乙": "做好以下公开：\n",
    "丙": """---
责任部门: 采管科、会计科
配合部门: 相关科室
完成时间: 全年
名称: 采购公开
---

及时公开采购信息。
""",
    "丁": """---
指导部门: 办公室
会同部门: 会计科
完成时间: 10月
类型: 任务
---

开展业务培训。
""",
}


def reading(columns: str, paper: str = "竖排") -> Reading:
    files = {f"2024/items/{name}.md": words for name, words in ITEMS.items()}
    return parse(sources_from_files(2024, {"2024/plan.md": PLAN.format(columns=columns, paper=paper), **files}))


@pytest.fixture(scope="module", params=SETS)
def columns(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def plan(columns: str) -> Plan:
    read = reading(columns, "横排" if columns.count("、") > 6 else "竖排")
    assert read.findings == ()
    return read.plan


GOLDEN = Path(__file__).parent / "golden" / "annex_columns.txt"


@pytest.fixture(scope="module")
def table(columns: str) -> list[list[str]]:
    """What the annex is to say in these columns."""
    rows = GOLDEN.read_text("utf-8").partition(f"== {columns}\n")[2].partition("\n\n")[0].splitlines()
    return [row.removeprefix("｜ ").removesuffix(" ｜").replace("⏎", "\n").split(" ｜ ") for row in rows]


def _in_a_line(row: list[str]) -> str:
    return " ｜ ".join(row).replace("\n", "⏎")


def test_what_the_sets_show(accept: bool) -> None:
    plans = {columns: reading(columns).plan for columns in SETS}
    shown = "".join(
        f"== {columns}\n" + "".join(f"｜ {_in_a_line(row)} ｜\n" for row in sheet_reader.expected(plan)) + "\n"
        for columns, plan in plans.items()
    )
    assert_golden(GOLDEN, shown, accept=accept)


def test_the_set_is_read(columns: str, plan: Plan) -> None:
    heads = re.split("、(?![^（]*）)", columns.removesuffix(HEADED))
    assert plan.head.columns == tuple(map(Column, SETS[columns], heads))


def test_the_set_is_written_and_read_again(plan: Plan) -> None:
    assert parse(sources_from_files(2024, write(plan))).plan == plan


def tables(seen: see.Seen) -> list[list[list[str]]]:
    return [one.words for one in seen if isinstance(one, see.Grid)]


def test_word_the_page_and_the_pdf_show_the_set(plan: Plan, table: list[list[str]]) -> None:
    document = compose(plan)
    assert tables(see.docx(docx_of(plan))) == [table]
    assert tables(see.docx(docx.annex(document, TEMPLATES[0] / "plan.docx", standard.GBT_33476))) == [table]
    assert tables(see.page(page_of(plan))) == [table]
    printed = tables(see.unnumbered(see.pdf(pdf_of(plan))))
    assert plainly(list(printed), see.solid) == plainly([table], see.solid)


def test_the_workbook_and_the_fragment_show_the_set(plan: Plan, table: list[list[str]]) -> None:
    assert sheet_reader.read(sheet.annex(compose(plan), standard.GBT_33476)).rows() == table
    assert [one for one in fragment_reader.read(fragment_reader.made(plan)) if isinstance(one, list)] == [table]


def test_the_data_hold_what_the_set_prints(plan: Plan, table: list[list[str]]) -> None:
    facts = public_plan(compose(plan), plan)
    told = valid(plan_json(facts))["tasks"]
    rows = list(csv.DictReader(StringIO(data.tasks_csv(facts).decode("utf-8-sig"))))
    own = {NAME: ("name", "名称"), KIND: ("type", "类型"), REMARK: ("remark", "备注")}
    # a row a task: the group's row is no task
    printed = [row for row in table[1:] if len(set(row)) > 1 or len(row) == 1]
    for role, (field, name) in own.items():
        at = next((place for place, column in enumerate(plan.head.columns) if column.role is role), None)
        expected = [row[at] if at is not None else "" for row in printed]
        assert [task[field] or "" for task in told] == expected
        assert [row[name] for row in rows] == expected


def test_a_name_that_is_not_written_is_the_title_where_that_is_printed() -> None:
    """The short title is our own handle: under 名称 it stands only where it is printed anyway."""
    names = [
        [row[1] for row in sheet_reader.expected(reading(f"序号、名称、具体内容{more}").plan)]
        for more in ("", "\n条目标题: 连排")
    ]
    assert names[0] == ["名称", "决策公开机制", "决策公开机制", "做好以下公开：", "采购公开", ""]
    assert names[1] == ["名称", "决策公开机制", "决策公开机制", "做好以下公开：", "采购公开", "丁事项"]


# --- values of an item's head ----------------------------------------------------------------

DERIVED = {NUMBER, GROUP, WORDS, OWNER, LEAD, SUPPORT, DEADLINE}
"""The columns whose text stands elsewhere: in headings, paragraphs, owners and deadlines."""


def test_every_column_has_its_text_from_somewhere() -> None:
    """A new column is derived, or its key is a row of `ITEM_VALUES`, which everything that reads an item's head follows."""
    assert {role.value for role in set(ColumnRole) - DERIVED} == set(ITEM_VALUES)


@pytest.mark.parametrize("key", ITEM_VALUES)
def test_a_value_of_an_items_head_is_checked_reviewed_compared_and_written(key: str) -> None:
    number = "13812345678"
    columns = f"附件栏目: 序号、具体内容、责任部门、{key}"
    files = {
        "2024/plan.md": f"---\n标题: 计划\n{columns}\n附件: 分解表\n---\n\n## 工作\n\n- [甲](items/甲.md)\n",
        "2024/items/甲.md": f"---\n责任部门: 办公室\n{key}: 拨打{number}\n---\n\n做好公开。\n",
    }
    found = checked(files)
    assert "S003" in {finding.code for finding in found.of_check}
    (item,) = found.plan.items()
    assert number in item.values[key].value
    assert any(number in line for unit in reviewed_units(found.plan) for line in unit.lines)
    assert f"{key}: 拨打{number}\n" in write(found.plan)["2024/items/甲.md"]
    other = checked({**files, "2024/items/甲.md": files["2024/items/甲.md"].replace(number, "热线")}).plan
    assert any(number in repr(change) for row in compare(found.plan, other).rows for change in row.changes)
