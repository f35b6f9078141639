"""`zwgk list`: the tasks of a unit or of all, by the day they are due, in the plan's own words; on screen and on paper."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline import source
from pipeline.model import Plan, Unit
from pipeline.parse import parse
from pipeline.readers.document import Document, Table
from pipeline.readers.load import read_document
from pipeline.source import SourceText
from pipeline.tasks.choose import DueIn, Overdue, due_tasks, read_due, tasks_of_unit
from pipeline.tasks.planned import names_of, planned_tasks, split_key, task_key, units_with_tasks
from tests.approvals import without_digests
from tests.office_year import UNITS, YEAR, call, done, write_office
from tests.plans import of_2023
from tests.strategies import plans


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    write_office(folder / "content")
    return folder


@pytest.fixture
def plan(office: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The office's plan, its folder being the working folder."""
    monkeypatch.chdir(office)
    return parse(source.load_year(office / "content", YEAR)).plan


def rows(document: Document) -> list[list[str]]:
    """The rows below the head of the table whose head begins with 序号."""
    for block in document.blocks:
        if isinstance(block, Table):
            lines = [[cell.text if cell else "" for cell in row] for row in block.grid()]
            at = next((index for index, line in enumerate(lines) if line[0] == "序号"), None)
            if at is not None:
                return [line for line in lines[at + 1 :] if line[0][:1].isdigit()]
    raise AssertionError("no table")


@given(plans())
@settings(max_examples=25)
def test_every_task_of_any_plan_has_a_key_of_its_own(plan: Plan) -> None:
    keys = [task.key for task in planned_tasks(plan)]
    assert len(set(keys)) == len(keys)


@given(st.text("abc预算/１2", min_size=1).filter(lambda text: text == text.strip()), st.integers(2, 99))
def test_a_key_is_read_as_it_is_written(item: str, place: int) -> None:
    assert split_key(task_key(item, place)) == (item, place)


def test_a_task_is_the_row_of_the_annex() -> None:
    tasks = planned_tasks(of_2023())
    assert (len(tasks), tasks[3].key, tasks[4].key) == (16, "行政执法公示", "行政执法公示/2")
    assert tasks[4].units == ("采管科", "会计科", "财监科")
    assert tasks[0].leading == ("预算科",)
    assert tasks[0].supporting == ("相关科室",)


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv"])
def test_a_units_file_has_its_rows_alone_in_the_plans_words(plan: Plan, form: str) -> None:
    path = Path(done("list", str(YEAR), "--unit", "会计科", "--format", form).strip())
    content = path.read_bytes()
    if form == "csv":
        found = list(csv.reader(StringIO(content.decode("utf-8-sig"))))[1:]
    else:
        found = rows(read_document(path.name, content))
    wanted = tasks_of_unit(planned_tasks(plan), "会计科", plan)
    assert [(row[0], row[1], row[4], row[5]) for row in found] == [
        (task.label, task.text, task.deadline.text.value, task.key) for task in wanted
    ]
    assert wanted


def test_one_file_a_unit_and_no_task_is_lost(plan: Plan) -> None:
    paths = [Path(line) for line in done("list", "--all-units", "--format", "csv").splitlines()]
    assert len(paths) == len(UNITS) == len(units_with_tasks(plan, planned_tasks(plan)))
    named = {row[5] for path in paths for row in csv.reader(StringIO(path.read_text("utf-8-sig")))} - {"编号"}
    assert named == {task.key for task in planned_tasks(plan)}


def test_the_same_bytes_every_time(plan: Plan) -> None:
    assert plan.year == YEAR
    for form in ("docx", "xlsx"):
        first, second = (
            Path(done("list", "--format", form, "-o", out).strip()).read_bytes() for out in ("first", "second")
        )
        assert first == second, form


def test_what_is_due_in_a_month(plan: Plan) -> None:
    tasks = planned_tasks(plan)
    due = due_tasks(tasks, DueIn(date(2024, 6, 1), date(2024, 6, 30)))
    assert {task.deadline.text.value for task in due} == {"6月底前", "上半年"}
    shown = done("list", "--due", "6月")
    assert [task.key for task in tasks if f"[{task.key}]" in shown] == [task.key for task in due]
    assert done("list", "--due", "本月", "--as-of", "2024-06-03").splitlines()[1:] == shown.splitlines()[1:]
    assert "2024年任务单（6月到期）" in shown


def test_what_is_overdue_on_a_day(plan: Plan) -> None:
    tasks = planned_tasks(plan)
    assert {task.deadline.text.value for task in due_tasks(tasks, Overdue(date(2024, 4, 1)))} == {"3月底前"}
    # the last day itself is not late
    assert due_tasks(tasks, Overdue(date(2024, 3, 31))) == ()
    assert "截至2024年4月1日逾期" in done("list", "--due", "逾期", "--as-of", "2024年4月1日")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--unit", "宣传科"), "没有科室“宣传科”"),
        (("--due", "十三月"), "--due 读不出"),
        (("--due", "13月"), "--due 读不出"),
        (("--due", "逾期", "--format", "docx"), "--as-of"),
        (("--unit", "会计科", "--all-units"), "只写一个"),
    ],
)
def test_what_is_typed_wrongly_is_said(plan: Plan, words: tuple[str, ...], message: str) -> None:
    assert plan.year == YEAR
    result = call("list", *words)
    assert (result.exit_code, message in result.stderr) == (2, True), result.stderr


def test_a_month_is_read_as_people_write_it() -> None:
    june = DueIn(date(2024, 6, 1), date(2024, 6, 30))

    def never() -> date:
        raise AssertionError("the clock is read for 本月 and 逾期 alone")

    assert [read_due(text, 2024, never) for text in ("2024-06", "2024-6", "2024年6月", "6月", "６月", "2024.6")] == [
        june
    ] * 6
    assert read_due("2025-02", 2024, never) == DueIn(date(2025, 2, 1), date(2025, 2, 28))
    assert read_due("以后", 2024, never) is None


def test_a_renamed_unit_has_the_tasks_of_its_old_name() -> None:
    roster = (
        Unit(SourceText("采管科"), renamed_to="政府采购监管科"),
        Unit(SourceText("政府采购监管科"), "政府采购监督管理科"),
    )
    assert names_of("政府采购监管科", roster) == ("政府采购监管科", "政府采购监督管理科", "采管科")
    assert names_of("政府采购监督管理科", roster) == names_of("政府采购监管科", roster)
    assert names_of("宣传科", roster) == ()


def test_what_is_sensitive_is_masked_and_a_mark_of_secrecy_stops_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 4)
    file = Path("content/2024/items/事项01.md")
    before = file.read_text("utf-8")
    file.write_text(before.replace("做好第1类", "请电13812345678，做好第1类"), "utf-8")
    path = Path(done("list", "--format", "csv").strip())
    assert "13812345678" not in done("list") + path.read_text("utf-8-sig")
    file.write_text(before.replace("做好第1类", "机密★一年 做好第1类"), "utf-8")
    assert call("list").exit_code == 1


def test_without_a_year_the_running_one_is_taken_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draft of next year does not become the year that is worked through before it is signed."""
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 2)
    alone = call("list")
    assert (alone.stdout[:5], alone.stderr) == ("2024年", "")
    done("new", "2025")
    unsigned = call("list")
    assert unsigned.stdout.startswith("2025年")
    assert "按最近的 2025 年（还没有哪一年登记过签发、公开）" in unsigned.stderr
    done("issue", "2024", "--date", "2024-01-16", "--basis", "发文稿纸1号")
    for verb in (
        ("list",),
        ("progress", "--as-of", "2024-06-30"),
        ("report", "--period", "半年"),
        ("verify", "页.html"),
    ):
        said = call(*verb).stderr.splitlines()[0]
        assert said.startswith("没有写年度，按 2024 年（登记过签发、公开的最近一年），2025 年还没有签发"), verb
    assert call("list", "2025").stdout.startswith("2025年任务单")
    assert "没有写年度" not in call("list", "2025").stderr
    # what was signed for a sample is none of the real office's
    issued = Path("content/2024/issued.yaml")
    words = without_digests(issued.read_text("utf-8"))
    issued.write_text(words.replace("- 日期:", "- 样例: 是\n  日期:"), "utf-8")
    assert call("list").stdout.startswith("2025年任务单")
    Path("content/site.yaml").write_text("样例: 是\n", "utf-8")
    assert call("list").stdout.startswith("2024年任务单")
