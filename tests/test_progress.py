"""The progress register: what is registered is read again, added to and merged by git; what is damaged is found and not written into."""

import re
import subprocess
import sys
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings, strategies as st

from pipeline import source
from pipeline.check.session import check_year
from pipeline.model import Plan
from pipeline.parse import parse as parse_plan
from pipeline.parse.deadline import read_deadline
from pipeline.progress.model import (
    ProgressEntry,
    ProgressRegister,
    Status,
    TaskState,
    count_progress,
    extensions_of,
    progress_on,
    state_on,
)
from pipeline.progress.papers import is_urged, of_unit, overdue_table, reminder, summary_table
from pipeline.progress.read import parse
from pipeline.progress.record import (
    FaultyValue,
    Registration,
    Update,
    UpdateFault,
    find_task,
    read_status,
    read_step,
    record_one,
)
from pipeline.progress.write import with_entries
from pipeline.readers.document import Table
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.comparison_table import ComparisonTable, cell_text
from pipeline.report.implementation import Period, report_lines
from pipeline.source import SourceText, file_from_text
from pipeline.tasks.choose import Overdue, due_tasks, tasks_of_groups_alone
from pipeline.tasks.lists import TaskList, task_table
from pipeline.tasks.planned import PlannedTask, deadline_text, planned_tasks, units_with_tasks
from pipeline.text.dates import parse_typed_day
from tests.office_year import YEAR, call, done, write_office
from tests.plans import of_2023

TASKS = planned_tasks(of_2023())
DAY = date(2023, 6, 1)


def read(text: str) -> ProgressRegister:
    return parse(2023, file_from_text("content/2023/progress.yaml", text))


def task(key: str) -> PlannedTask:
    return next(task for task in TASKS if task.key == key)


# --- written and read ------------------------------------------------------------------------

days = st.dates(date(2023, 1, 1), date(2024, 12, 31))
# what YAML has a use for, among other things
texts = st.text("甲乙12 ab:：#-'\"[]{}&*!|>%@`，。~?\\/", max_size=12).map(str.strip)


@st.composite
def entries(draw: st.DrawFn) -> ProgressEntry:
    status = draw(st.sampled_from(Status))
    extended = draw(st.none() | days)
    return ProgressEntry(
        draw(days),
        status,
        draw(days) if status is Status.DONE else None,
        tuple(draw(st.lists(texts.filter(bool), max_size=3))),
        draw(texts),
        extended,
        draw(texts.filter(bool)) if extended else "",
        draw(texts),
        draw(st.integers(0, 3)),
    )


@given(st.lists(st.tuples(st.sampled_from([task.key for task in TASKS]), entries()), min_size=1, max_size=6))
@settings(max_examples=20)
def test_what_is_written_is_read_again_and_stays(added: list[tuple[str, ProgressEntry]]) -> None:
    register = ProgressRegister(2023)
    meant: dict[str, tuple[ProgressEntry, ...]] = {task.key: () for task in TASKS}
    for key, entry in added:
        text = with_entries(register, TASKS, {key: [entry]})
        meant[key] = (*meant[key], entry)
        register = read(text)
        assert (register.fault, register.entries) == (None, meant)


def test_every_other_line_stays_as_it_is() -> None:
    first = with_entries(ProgressRegister(2023), TASKS, {"标准目录": [ProgressEntry(DAY, Status.UNDER_WAY)]})
    typed = first.replace("# 4 行政", "# 我们自己的批注\n# 4 行政", 1)
    second = with_entries(read(typed), TASKS, {"政府采购公开": [ProgressEntry(DAY, Status.KEPT_UP)]})
    lines = second.splitlines()
    at = lines.index("  - 登记: 2023年6月1日")
    assert lines[:at] + lines[at + 2 :] == typed.splitlines()
    assert lines[at + 1] == "    状态: 长期坚持"


def git(folder: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_git_merges_what_two_people_registered(tmp_path: Path) -> None:
    """Even of tasks next to each other; what both registered of one task is left for people to settle."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "office")
    git(tmp_path, "config", "user.email", "office@example.org")
    file = tmp_path / "progress.yaml"

    def commit(key: str, entry: ProgressEntry) -> None:
        before = read(file.read_text("utf-8")) if file.exists() else ProgressRegister(2023)
        file.write_text(with_entries(before, TASKS, {key: [entry]}), "utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", key)

    commit("标准目录", ProgressEntry(DAY, Status.UNDER_WAY))
    git(tmp_path, "checkout", "-qb", "other")
    commit("公共资源配置", ProgressEntry(DAY, Status.KEPT_UP))
    git(tmp_path, "checkout", "-q", "main")
    commit("政府采购公开", ProgressEntry(DAY, Status.UNDER_WAY, note="正在做"))
    git(tmp_path, "merge", "-q", "--no-edit", "other")
    merged = read(file.read_text("utf-8"))
    assert merged.fault is None
    assert [len(merged.entries[key]) for key in ("标准目录", "公共资源配置", "政府采购公开")] == [1, 1, 1]


# --- states ----------------------------------------------------------------------------------


def test_a_state_is_that_of_its_day() -> None:
    history = (
        ProgressEntry(
            date(2023, 3, 1), Status.UNDER_WAY, note="已发文", extended_to=date(2023, 5, 31), reason="等上级"
        ),
        ProgressEntry(date(2023, 7, 3), Status.DONE, date(2023, 6, 28), ("甲", "乙")),
        ProgressEntry(date(2023, 8, 1), Status.DONE, date(2023, 6, 28), ("乙", "丙")),
    )
    assert state_on(history, date(2023, 2, 28)) == TaskState()
    early = state_on(history, date(2023, 6, 27))
    assert (early.status, early.extended_to, early.extensions) == (Status.UNDER_WAY, date(2023, 5, 31), 1)
    # registered on the 3rd of July, done in June: the half-year's report has it
    assert state_on(history, date(2023, 6, 30)).status is Status.DONE
    assert state_on(history, date(2023, 12, 31)).evidence == ("甲", "乙", "丙")
    assert state_on(reversed(history), date(2023, 12, 31)) == state_on(history, date(2023, 12, 31))


@pytest.mark.parametrize(
    ("status", "done", "day", "overdue", "late", "lacks"),
    [
        (Status.NOT_STARTED, None, date(2023, 5, 31), False, False, False),
        (Status.NOT_STARTED, None, date(2023, 6, 1), True, False, False),
        (Status.UNDER_WAY, None, date(2023, 6, 1), True, False, False),
        (Status.KEPT_UP, None, date(2023, 6, 1), False, False, True),
        (Status.CANCELLED, None, date(2023, 6, 1), False, False, False),
        (Status.DONE, date(2023, 5, 31), date(2023, 6, 5), False, False, True),
        (Status.DONE, date(2023, 6, 1), date(2023, 6, 5), False, True, True),
    ],
)
def test_what_is_overdue_and_what_was_done_late(
    status: Status, done: date | None, day: date, overdue: bool, late: bool, lacks: bool
) -> None:
    register = ProgressRegister(2023, {"行政执法公示": (ProgressEntry(date(2023, 1, 2), status, done),)})
    (found,) = progress_on([task("行政执法公示")], register, day)
    assert (found.is_overdue, found.was_late, found.lacks_evidence) == (overdue, late, lacks)


def column(table: ComparisonTable, head: str) -> list[str]:
    return [cell_text(row[table.head.index(head)]) for row in table.rows]


def late_rows(table: ComparisonTable) -> list[tuple[str, str]]:
    """The 序号 and 完成时间 of a table's rows, sorted."""
    return sorted(zip(column(table, "序号"), column(table, "完成时间"), strict=True))


@given(st.lists(st.tuples(st.sampled_from([task.key for task in TASKS]), entries()), max_size=12), days)
@settings(max_examples=25)
def test_papers_of_one_day_agree_on_what_is_overdue_and_until_when(
    added: list[tuple[str, ProgressEntry]], day: date
) -> None:
    """The list, 逾期清单, the figures and the 督办单 have the same tasks, and each says of one put off until when."""
    plan = of_2023()
    register = ProgressRegister(2023, {key: tuple(entry for other, entry in added if other == key) for key, _ in added})
    progress = progress_on(TASKS, register, day)
    state = {entry.task.key: entry.state for entry in progress}
    extensions = extensions_of(progress)
    late = due_tasks(TASKS, Overdue(day), extensions, lambda key: not state[key].is_open)
    listed = task_table(TaskList.of(plan, late, due=Overdue(day), extensions=extensions))
    cleared = overdue_table(plan, progress, day)
    assert len(late) == count_progress(progress).overdue == len(cleared.rows)
    assert late_rows(listed) == late_rows(cleared)
    for entry in progress:
        until = entry.state.extended_to
        assert (until is not None) == ("延期至" in deadline_text(entry.task, extensions.get(entry.task.key)))
    for unit in units_with_tasks(plan, TASKS):
        own = of_unit(plan, progress, unit)
        urged = tuple(entry for entry in own if is_urged(entry, day))
        paper = reminder(plan, urged, day, unit)
        overdue = [entry for entry in own if entry.is_overdue]
        assert {entry.task.key for entry in overdue} <= set(column(paper, "编号"))
        assert f"其中逾期 {len(overdue)} 项" in "".join(paper.intro)
        for key, when in zip(column(paper, "编号"), column(paper, "角色、时限、进度"), strict=True):
            assert f"\n{deadline_text(task(key), extensions.get(key))}\n现在：" in when


# --- what is registered, and what is refused -------------------------------------------------

HISTORY = {
    "行政执法公示": (
        ProgressEntry(DAY, Status.UNDER_WAY, note="已发文", extended_to=date(2023, 7, 31), reason="等上级"),
    )
}


@pytest.mark.parametrize(
    ("update", "fault"),
    [
        (Update(Status.DONE), UpdateFault.DONE_WITHOUT_DAY),
        (Update(Status.UNDER_WAY, DAY), UpdateFault.DAY_WITHOUT_DONE),
        (Update(Status.DONE, DAY + timedelta(days=1)), UpdateFault.DONE_AFTER_DAY),
        (Update(extended_to=date(2023, 9, 30)), UpdateFault.EXTENDED_WITHOUT_REASON),
        (Update(extended_to=date(2023, 7, 1), reason="等上级"), UpdateFault.EXTENDED_NOT_LATER),
        (Update(reason="人手不够"), UpdateFault.REASON_WITHOUT_EXTENSION),
    ],
)
def test_what_cannot_be_is_not_registered(update: Update, fault: UpdateFault) -> None:
    result = record_one(ProgressRegister(2023, HISTORY), TASKS, task("行政执法公示"), update, day=DAY)
    assert isinstance(result, FaultyValue)
    assert result.fault is fault


def test_a_cancelled_task_needs_a_reason() -> None:
    result = record_one(ProgressRegister(2023), TASKS, task("标准目录"), Update(Status.CANCELLED), day=DAY)
    assert isinstance(result, FaultyValue)
    assert result.fault is UpdateFault.CANCELLED_WITHOUT_NOTE


def test_what_is_registered_already_is_refused() -> None:
    text = with_entries(ProgressRegister(2023), TASKS, HISTORY)
    update = Update(Status.UNDER_WAY, note="已发文", extended_to=date(2023, 7, 31), reason="等上级")
    result = record_one(read(text), TASKS, task("行政执法公示"), update, day=DAY)
    assert result == Refusal(Reason.PROGRESS_UNCHANGED, key="行政执法公示")


def test_a_task_is_named_by_its_key_title_or_number() -> None:
    for name in ("标准目录", "15", "政务公开标准目录"):
        found = find_task(TASKS, name)
        assert found == task("标准目录") or found == Refusal(Reason.TASK_UNKNOWN, name=name), name
    assert find_task(TASKS, "15") == task("标准目录")
    assert find_task(TASKS, "行政执法公示／2") == task("行政执法公示/2")
    assert find_task(TASKS, "4") == Refusal(Reason.TASK_AMBIGUOUS, name="4", keys=("行政执法公示", "行政执法公示/2"))
    assert find_task(TASKS, "没有这项") == Refusal(Reason.TASK_UNKNOWN, name="没有这项")


DAMAGED = {
    "no status": "- 事项: 标准目录\n  经过:\n  - 登记: 2023年6月1日\n",
    "no such day": "- 事项: 标准目录\n  经过:\n  - 登记: 2023年2月30日\n    状态: 推进中\n",
    "no such state": "- 事项: 标准目录\n  经过:\n  - 登记: 2023年6月1日\n    状态: 差不多\n",
    "half a file": "- 事项: 标准目录\n  经过:\n  - 登记: 2023年6月1日\n    状态: '推进",
    "a conflict of git": "<<<<<<< HEAD\n- 事项: 标准目录\n=======\n- 事项: 政策服务\n>>>>>>> other\n",
    "nothing": "",
    "another kind": "事项: 标准目录\n",
    "a key of nobody": "- 事项: 标准目录\n  进过:\n  - 登记: 2023年6月1日\n",
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_register_is_told_with_its_place_and_not_written_into(text: str) -> None:
    register = read(text)
    assert register.fault is not None
    assert register.fault.place.path == "content/2023/progress.yaml"
    result = record_one(register, TASKS, task("标准目录"), Update(Status.UNDER_WAY), day=DAY)
    assert isinstance(result, Refusal)
    assert result.reason is Reason.PROGRESS_DAMAGED


def test_a_register_rearranged_by_hand_is_not_written_into() -> None:
    register = read("- {事项: 标准目录, 经过: []}\n- {事项: 政策服务, 经过: []}\n")
    assert register.fault is None
    result = record_one(register, TASKS, task("标准目录"), Update(Status.UNDER_WAY), day=DAY)
    assert isinstance(result, Refusal)
    assert result.reason is Reason.PROGRESS_DAMAGED


# --- what people type ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["2023年6月7日", "2023-06-07", "2023/6/7", "2023.6.7", "20230607", "6月7日", "６月７号", "2023-06-07 00:00:00",
     "二〇二三年六月七日", "45084", "6.7"],
)  # fmt: skip
def test_a_day_is_read_in_any_notation(text: str) -> None:
    assert parse_typed_day(text, 2023) == date(2023, 6, 7)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("10月底", date(2023, 10, 31)),
        ("10月31日前", date(2023, 10, 31)),
        ("2024年10月底", date(2024, 10, 31)),
        ("10月底前", date(2023, 10, 31)),
        ("２月末之前", date(2023, 2, 28)),
        ("2024 年 2 月底前。", date(2024, 2, 29)),
        ("2023-10-31以前", date(2023, 10, 31)),
        ("三季度末", date(2023, 9, 30)),
        ("年底前", date(2023, 12, 31)),
        ("明年3月底", date(2024, 3, 31)),
    ],
)
def test_of_a_deadline_the_last_day_is_meant(text: str, day: date) -> None:
    assert parse_typed_day(text, 2023) == day


@pytest.mark.parametrize(
    "text",
    ["", "六月", "2023", "2023-13-01", "20231301", "按时", "1234567", "二〇二三年十三月一日", "10月", "13月底", "2月30日前", "前",
     "底", "全年", "10月上旬"],
)  # fmt: skip
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_typed_day(text, 2023) is None


def test_a_step_is_read_from_a_state() -> None:
    assert [read_step(text) for text in ("第1步已完成", "已完成 第二步", "第 3 步：完成", "已完成")] == [
        (1, "已完成"), (2, "已完成"), (3, "完成"), (0, "已完成")
    ]  # fmt: skip


def test_a_state_is_read_as_people_call_it() -> None:
    assert [read_status(text) for text in ("已完成", "已办结。", " 进行 中", "长期", "差不多")] == [
        Status.DONE, Status.DONE, Status.UNDER_WAY, Status.KEPT_UP, None
    ]  # fmt: skip


# --- the verb --------------------------------------------------------------------------------


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """A small office in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 4)
    return parse_plan(source.load_year(Path("content"), YEAR)).plan


def entries_of(key: str) -> tuple[ProgressEntry, ...]:
    return parse(YEAR, file_from_text("p", Path("content/2024/progress.yaml").read_text("utf-8"))).entries[key]


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing(plan: Plan) -> None:
    keys = [task.key for task in planned_tasks(plan)][:3]
    program = Path(sys.executable)

    def register(key: str) -> None:
        words = ["progress", "2024", key, "--status", "推进中", "--date", "2024-02-01"]
        subprocess.run([program, "-m", "pipeline", *words], check=True, capture_output=True)

    threads = [threading.Thread(target=register, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [[entry.status for entry in entries_of(key)] for key in keys] == [[Status.UNDER_WAY]] * len(keys)


@pytest.mark.slow
def test_killed_at_any_moment_the_register_is_whole(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    done("progress", "2024", key, "--status", "推进中", "--date", "2024-02-01")
    before = Path("content/2024/progress.yaml").read_text("utf-8")
    words = ["progress", "2024", key, "--status", "长期坚持", "--date", "2024-02-02"]
    for delay in (0.2, 0.4, 0.5, 0.6):
        process = subprocess.Popen([sys.executable, "-m", "pipeline", *words], stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
        text = Path("content/2024/progress.yaml").read_text("utf-8")
        register = parse(YEAR, file_from_text("p", text))
        assert register.fault is None
        assert register.entries[key][0].status is Status.UNDER_WAY
        assert text == before or len(register.entries[key]) == 2
    # the lock of a killed process is nobody's
    assert call(*words).exit_code in (0, 1)
    assert [entry.status for entry in entries_of(key)] == [Status.UNDER_WAY, Status.KEPT_UP]


def test_the_verb_registers_shows_and_refuses(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    done("progress", "2024", key, "--status", "已完成", "--done", "2024-02-05", "--evidence", "财公〔2024〕1号",
         "--date", "2024-02-06")  # fmt: skip
    assert entries_of(key) == (ProgressEntry(date(2024, 2, 6), Status.DONE, date(2024, 2, 5), ("财公〔2024〕1号",)),)
    assert "已完成1项" in done("progress", "--as-of", "2024-02-28")
    assert "已完成0项" in done("progress", "--as-of", "2024-02-04")
    before = Path("content/2024/progress.yaml").read_bytes()
    for words, code in (
        (("2024", key, "--status", "已完成", "--done", "2024-02-05", "--date", "2024-02-06"), 0),
        (("2024", key, "--note", "机密★", "--date", "2024-02-06"), 1),
        (("2024", key, "--status", "取消", "--date", "2024-02-06"), 1),
        (("2024", "没有", "--status", "推进中", "--date", "2024-02-06"), 1),
        (("2024", key, "--status", "推进中", "--date", "2999-01-01"), 1),
        (("2024", key, "--status", "推进中"), 2),
        (("--status", "推进中"), 2),
        (("2024", "--sheets"), 2),
        (("2024", key, "--from", "content/2024/plan.md", "--date", "2024-02-06"), 2),
    ):
        assert call("progress", *words).exit_code == code, words
    assert Path("content/2024/progress.yaml").read_bytes() == before


def test_a_damaged_register_stops_every_paper_and_check_shows_it(plan: Plan) -> None:
    assert plan.year == YEAR
    Path("content/2024/progress.yaml").write_text(DAMAGED["no such state"], "utf-8")
    for words in (("progress",), ("progress", "--as-of", "2024-06-30", "--sheets"), ("list", "--due", "逾期")):
        result = call(*words)
        assert (result.exit_code, "content/2024/progress.yaml:4" in result.stderr) == (1, True), result.stderr
    assert "progress.yaml:4" in call("check").output
    assert not Path("build/progress").exists()


def test_every_list_says_until_when_a_task_was_put_off(plan: Plan) -> None:
    deadline = "5月20日前"
    key = next(task.key for task in planned_tasks(plan) if task.deadline.text.value == deadline)
    for until, day in (("2024-06-20", "2024-04-20"), ("2024-07-20", "2024-06-20")):
        done("progress", "2024", key, "--status", "推进中", "--extend", until, "--reason", "等上级", "--date", day)
    words = f"{deadline}\n延期至7月20日，第2次"
    assert words.replace("\n", "，") in done("list")
    for due in ((), ("--due", "逾期", "--as-of", "2024-08-30"), ("--due", "7月")):
        for form in ("docx", "xlsx", "csv"):
            path = Path(done("list", *due, "--format", form).strip())
            if form == "csv":
                assert f'"{words}"' in path.read_text("utf-8-sig"), path
            else:
                document = read_document(path.name, path.read_bytes())
                texts = [
                    cell.text
                    for block in document.blocks
                    if isinstance(block, Table)
                    for row in block.rows
                    for cell in row.cells
                ]
                assert words in texts, path
    assert key not in done("list", "--due", "5月") + done("list", "--due", "6月")
    # as of a day between, the first time counts
    assert f"{deadline}，延期至6月20日  " in done("list", "--due", "本月", "--as-of", "2024-06-10")
    progress = done("progress", "2024", "--as-of", "2024-06-30")
    assert "延期至2024年7月20日" in next(line for line in progress.splitlines() if f"[{key}]" in line)


def test_every_step_is_reminded_of_on_its_own_day(plan: Plan) -> None:
    assert plan.year == YEAR
    item = Path("content/2024/items/事项02.md")
    steps = "5月底前制定方案，10月底前完成"
    item.write_text(item.read_text("utf-8").replace("完成时间: 6月底前", f"完成时间: {steps}"), "utf-8")
    for month, line in (("5月", f"{steps}，其中一步5月31日到期"), ("10月", steps)):
        assert f"{line}  [事项02]" in done("list", "--due", month)
    assert "[事项02]" not in done("list", "--due", "6月") + done("list", "--due", "逾期", "--as-of", "2024-10-31")
    assert "[事项02]" in done("list", "--due", "逾期", "--as-of", "2024-11-01")
    for day, part in (("2024-05-10", "（下一步5月31日到期）"), ("2024-06-10", "没有登记  ")):
        lines = done("progress", "2024", "--as-of", day).splitlines()
        assert part in next(line for line in lines if "[事项02]" in line)
    done("progress", "2024", "--as-of", "2024-05-10", "--sheets")
    (table,) = docx.Document("build/progress/2024/督办单/国库科.docx").tables
    assert any(f"{steps}\n其中一步5月31日到期\n现在：" in cell.text for cell in table.rows[1].cells)
    events = Path("build/progress/2024/office.ics").read_text("utf-8").replace("\r\n ", "")
    assert [day for day in ("20240531", "20241031") if f"DTSTART;VALUE=DATE:{day}" in events] == [
        "20240531",
        "20241031",
    ]
    assert len(set(re.findall("UID:.*", events))) == events.count("BEGIN:VEVENT")
    done("progress", "2024", "--as-of", "2024-06-10", "--sheets")
    assert not Path("build/progress/2024/督办单/国库科.docx").exists()
    done("progress", "2024", "事项02", "--status", "已完成", "--done", "2024-05-20", "--date", "2024-05-21")
    done("progress", "2024", "--as-of", "2024-05-25", "--sheets")
    assert not Path("build/progress/2024/督办单/国库科.docx").exists()


@pytest.fixture
def in_steps(plan: Plan) -> Plan:
    """An office one of whose tasks, 事项02, has a deadline in two steps."""
    item = Path("content/2024/items/事项02.md")
    text = item.read_text("utf-8").replace("完成时间: 6月底前", "完成时间: 5月底前制定方案，10月底前完成")
    item.write_text(text, "utf-8")
    return plan


def test_a_step_is_registered_and_no_longer_reminded_of(in_steps: Plan) -> None:
    """The task is under way then; the next step, the last, is that of the task."""
    assert in_steps.year == YEAR
    step = ("progress", "2024", "事项02", "--step", "1", "--status", "已完成", "--done", "5月20日", "--date", "5月21日")
    assert "第1步已完成，完成于2024年5月20日" in done(*step)
    assert [(entry.step, entry.status) for entry in entries_of("事项02")] == [(1, Status.DONE)]
    for day, before, after in (("2024-05-19", True, False), ("2024-05-25", False, True)):
        line = next(line for line in done("progress", "2024", "--as-of", day).splitlines() if "[事项02]" in line)
        assert ("下一步5月31日到期" in line, "推进中（第1步已完成（5月20日））" in line) == (before, after)
        done("progress", "2024", "--as-of", day, "--sheets")
        assert Path("build/progress/2024/督办单/国库科.docx").exists() is before
        events = Path("build/progress/2024/office.ics").read_text("utf-8").replace("\r\n ", "")
        assert ("DTSTART;VALUE=DATE:20240531" in events) is before
        assert "DTSTART;VALUE=DATE:20241031" in events
        if before:
            Path("build/progress/2024/督办单/国库科.docx").unlink()
    report = docx.Document(done("report", "2024", "--period", "半年").splitlines()[0])
    assert any("推进中。第1步已完成（5月20日）。" in paragraph.text for paragraph in report.paragraphs)
    # the same again is nothing new; a sheet as it was sent out neither
    assert "已经是这样" in call(*step).stderr
    result = call("progress", "2024", "--from", "build/progress/2024/台账.xlsx", "--date", "5月26日")
    assert "都相同" in result.stderr
    back = ("progress", "2024", "事项02", "--step", "1", "--status", "推进中", "--date", "5月27日")
    assert call(*back).exit_code == 1
    assert "第1步推进中" in done(*back, "--note", "方案退回修改")
    line = next(line for line in done("progress", "2024", "--as-of", "5月28日").splitlines() if "[事项02]" in line)
    assert "推进中（下一步5月31日到期）" in line


@pytest.mark.parametrize(
    ("task", "more", "told"),
    [
        ("事项02", ("--step", "2", "--status", "已完成", "--done", "5月20日"), "最后一步"),
        ("事项02", ("--step", "3", "--status", "已完成", "--done", "5月20日"), "没有第3步"),
        ("事项01", ("--step", "1", "--status", "已完成", "--done", "5月20日"), "没有第1步"),
        ("事项02", ("--step", "1", "--status", "已完成"), "要写完成日期"),
        ("事项02", ("--step", "1", "--status", "已完成", "--done", "6月20日"), "晚于登记的日期"),
        ("事项02", ("--step", "1", "--status", "长期坚持"), "一步只登记"),
        ("事项02", ("--step", "1", "--extend", "7月底", "--reason", "等系统"), "延期登记整项"),
    ],
)
def test_what_no_step_can_be_is_not_registered(in_steps: Plan, task: str, more: tuple[str, ...], told: str) -> None:
    assert in_steps.year == YEAR
    result = call("progress", "2024", task, *more, "--date", "2024-06-01")
    assert (result.exit_code, told in result.stderr) == (1, True), result.stderr
    assert not Path("content/2024/progress.yaml").exists()


def test_a_unit_answers_that_a_step_is_done(in_steps: Plan) -> None:
    """In the column of the state of its 督办单, which says how; the task as a whole stays open."""
    assert in_steps.year == YEAR
    done("progress", "2024", "--as-of", "2024-05-10", "--sheets")
    word = docx.Document("build/progress/2024/督办单/国库科.docx")
    assert "只完成一步的，“状态”写“第1步已完成”" in "".join(paragraph.text for paragraph in word.paragraphs)
    heads = [cell.text for cell in word.tables[0].rows[0].cells]
    row = next(row for row in word.tables[0].rows if row.cells[-1].text == "事项02")
    row.cells[heads.index("状态")].text = "已完成第一步"
    row.cells[heads.index("完成日期")].text = "5月18日"
    word.save("交回.docx")
    done("progress", "2024", "--from", "交回.docx", "--date", "2024-05-20")
    (entry,) = entries_of("事项02")
    assert (entry.step, entry.done) == (1, date(2024, 5, 18))
    assert "推进中" in next(line for line in done("progress", "--as-of", "5月20日").splitlines() if "[事项02]" in line)


def test_a_day_is_typed_without_its_year_as_into_a_sheet(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    printed = done("progress", "2024", key, "--status", "已完成", "--done", "3月30日", "--date", "2024-04-01")
    assert "完成于2024年3月30日" in printed
    later = planned_tasks(plan)[1].key
    printed = done(
        "progress",
        "2024",
        later,
        "--status",
        "推进中",
        "--extend",
        "12.20",
        "--reason",
        "等系统",
        "--date",
        "2024-04-01",
    )
    assert "延期至2024年12月20日" in printed


def test_every_option_takes_a_day_as_clerks_type_it(plan: Plan) -> None:
    """Without its year a day is of the plan's year, and how it was read is said."""
    first, second = (task.key for task in planned_tasks(plan)[:2])
    result = call("progress", "2024", first, "--status", "已完成", "--done", "3月底", "--date", "4月1日")
    assert "完成于2024年3月31日" in result.stdout
    assert result.stderr.splitlines() == ["--date 4月1日：按2024年4月1日", "--done 3月底：按2024年3月31日"]
    put_off = ("--status", "推进中", "--extend", "2024年10月底前", "--reason", "等系统", "--date", "2024-04-01")
    assert "延期至2024年10月31日" in done("progress", "2024", second, *put_off)
    done("progress", "2024", "--as-of", "10月底", "--sheets", "--by", "11月10日前")
    path = next(Path("build/progress/2024/督办单").glob("*.docx"))
    assert "于2024年11月10日前交回" in "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "截至2024年6月30日" in done("list", "--due", "逾期", "--as-of", "6月底")
    report = done("report", "2024", "--period", "半年", "--as-of", "7月5日").splitlines()[0]
    assert "截至2024年7月5日" in "".join(paragraph.text for paragraph in docx.Document(report).paragraphs)
    result = call("progress", "2024", first, "--status", "推进中", "--date", "四月某日")
    assert (result.exit_code, "--date 读不出日期：四月某日" in result.stderr) == (2, True)


def test_a_day_without_a_state_says_that_the_state_is_missing(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    result = call("progress", "2024", key, "--done", "2024-03-30", "--date", "2024-04-01")
    assert (result.exit_code, "状态没有写；完成了的写“已完成”" in result.stderr) == (1, True)


def test_what_nobody_said_is_not_registered(plan: Plan) -> None:
    """Putting off a task of which nothing is registered does not make it 未启动."""
    key = planned_tasks(plan)[0].key
    result = call("progress", "2024", key, "--extend", "2025-01-20", "--reason", "等系统", "--date", "2024-04-01")
    assert (result.exit_code, "同时写明状态" in result.stderr) == (1, True)
    assert not Path("content/2024/progress.yaml").exists()


def test_what_is_done_is_not_taken_back_without_a_word(plan: Plan) -> None:
    """Of a task of several units the sheet of one does not undo what another has reported."""
    key = planned_tasks(plan)[0].key
    done("progress", "2024", key, "--status", "已完成", "--done", "2024-03-30", "--date", "2024-04-01")
    again = ("progress", "2024", key, "--status", "推进中", "--date", "2024-04-02")
    result = call(*again)
    assert (result.exit_code, "台账里已经完成" in result.stderr) == (1, True)
    assert "推进中" in done(*again, "--note", "上级退回重做")


def test_a_year_s_report_lists_what_was_left_on_its_last_day(plan: Plan) -> None:
    """A task for the whole year is overdue from the next day on; the report of the year says that it was not done."""
    entry = next(task for task in planned_tasks(plan) if task.end == date(2024, 12, 31))
    done("progress", "2024", entry.key, "--status", "推进中", "--date", "2024-12-20")
    done("progress", "2024", entry.key, "--status", "推进中", "--note", "收尾", "--date", "2025-01-06")
    result = call("report", "2024", "--period", "年度")
    assert "2024年12月31日以后还有 1 次登记，没有计入" in result.stderr
    text = [paragraph.text for paragraph in docx.Document(result.stdout.splitlines()[0]).paragraphs]
    late = text[next(at for at, line in enumerate(text) if "没有按时完成的任务" in line) + 1 :]
    assert any(line.startswith(f"第{entry.label}项") for line in late)


def test_a_task_of_the_whole_year_is_reminded_of_where_it_was_put_off(plan: Plan) -> None:
    assert plan.year == YEAR
    item = Path("content/2024/items/事项02.md")
    item.write_text(item.read_text("utf-8").replace("完成时间: 6月底前", "完成时间: 全年"), "utf-8")
    put_off = ("--extend", "2025-03-31", "--reason", "等系统")
    done("progress", "2024", "事项02", "--status", "推进中", *put_off, "--date", "2024-12-20")
    done("progress", "2024", "--as-of", "2024-12-31", "--sheets")
    assert "DTSTART;VALUE=DATE:20250331" in Path("build/progress/2024/office.ics").read_text("utf-8")


def test_a_reminder_asks_for_what_shows_it_by_a_day(plan: Plan) -> None:
    assert plan.year == YEAR
    done("progress", "2024", "--as-of", "2024-12-31", "--sheets", "--by", "2025-01-10")
    path = next(Path("build/progress/2024/督办单").glob("*.docx"))
    form = docx.Document(str(path))
    assert "佐证" in [cell.text for cell in form.tables[0].rows[0].cells]
    assert "于2025年1月10日前交回办公室" in "".join(paragraph.text for paragraph in form.paragraphs)
    done("progress", "2024", "--as-of", "2024-12-31", "--sheets")
    assert "于　　月　　日前交回办公室" in "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_each_of_three_steps_has_its_day() -> None:
    read_text = "3月底前摸底，6月底前制定方案，10月底前完成，持续推进"
    deadline = read_deadline(SourceText(read_text), 2024)
    assert deadline.steps == (date(2024, 3, 31), date(2024, 6, 30), date(2024, 10, 31))
    assert (deadline.start, deadline.end) == (deadline.steps[0], deadline.steps[-1])


def test_what_the_plan_no_longer_has_is_said_and_kept(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    done("progress", "2024", key, "--status", "推进中", "--date", "2024-02-06")
    done("add", "--retire", key, "--year", "2024")
    result = call("progress", "--as-of", "2024-03-01")
    assert key in result.stderr
    assert "推进中" not in result.stdout
    assert len(entries_of(key)) == 1


def test_what_is_sensitive_is_masked_in_what_is_shown(plan: Plan) -> None:
    key = planned_tasks(plan)[0].key
    shown = done(
        "progress",
        "2024",
        key,
        "--status",
        "推进中",
        "--note",
        "请电13812345678",
        "--evidence",
        "13812345678",
        "--date",
        "2024-02-06",
    )
    assert "13812345678" not in shown
    done("progress", "--as-of", "2024-03-01", "--sheets")
    path = Path("build/progress/2024/台账.xlsx")
    words = "".join(paragraph.text for paragraph in read_document(path.name, path.read_bytes()).paragraphs())
    assert "请电" in words
    assert "13812345678" not in words
    # and what is masked in a sheet that comes back is nothing new
    result = call("progress", "2024", "--from", str(path), "--date", "2024-03-02")
    assert (result.exit_code, "都相同" in result.stderr) == (0, True)


def test_the_register_is_no_part_of_the_plan(plan: Plan) -> None:
    before = check_year(Path("content"), YEAR)
    done("progress", "2024", planned_tasks(plan)[0].key, "--status", "推进中", "--date", "2024-02-06")
    after = check_year(Path("content"), YEAR)
    assert (after.plan, after.findings) == (before.plan, before.findings)


def test_a_registration_keeps_everything_before(plan: Plan) -> None:
    tasks = planned_tasks(plan)
    register = ProgressRegister(YEAR)
    # the third has a radical in place of a Han, which is read as the Han
    for status, note in ((Status.UNDER_WAY, ""), (Status.KEPT_UP, ""), (Status.UNDER_WAY, "⼯作")):
        result = record_one(register, tasks, tasks[0], Update(status, note=note), day=DAY)
        assert isinstance(result, Registration)
        register = parse(YEAR, file_from_text("p", result.text))
    assert [entry.status for entry in register.entries[tasks[0].key]] == [
        Status.UNDER_WAY,
        Status.KEPT_UP,
        Status.UNDER_WAY,
    ]


def test_a_sheet_filled_in_where_it_stands_is_kept(plan: Plan) -> None:
    done("progress", "--as-of", "2024-06-30", "--sheets")
    sheet = next(Path("build/progress/2024/科室台账").iterdir())
    made = sheet.read_bytes()
    sheet.write_bytes(made + b"filled in")
    key = planned_tasks(plan)[0].key
    done("progress", "2024", key, "--status", "推进中", "--date", "2024-06-02")
    result = call("progress", "--as-of", "2024-06-30", "--sheets")
    assert (result.exit_code, sheet.as_posix() in result.stderr) == (0, True)
    assert sheet.read_bytes() == made + b"filled in"
    sheet.unlink()
    assert call("progress", "--as-of", "2024-06-30", "--sheets").stderr == ""


def test_the_figures_of_units_say_which_tasks_are_nobodys() -> None:
    """Tasks that only a name for several units has are in the last row alone, and the note says how many."""
    progress = progress_on(TASKS, ProgressRegister(2023), date(2023, 6, 30))
    table = summary_table(of_2023(), progress, date(2023, 6, 30))
    alone = tasks_of_groups_alone(TASKS, of_2023())
    assert alone
    assert f"只写了统称（如“相关科室”）的 {len(alone)} 项" in table.notes[0]
    named = [task for task in TASKS if task not in alone]
    counted = sum(int(cell_text(row[1])) for row in table.rows[:-1])
    assert counted == sum(len(set(task.leading) - {"相关科室"}) for task in named)


def test_a_report_states_what_is_registered_and_what_is_late() -> None:
    """Put off to a later day is not late; nothing registered is 待补; no two paragraphs have one number."""
    history = {
        "行政执法公示": (
            ProgressEntry(DAY, Status.UNDER_WAY, note="已发文", extended_to=date(2023, 7, 31), reason="等上级"),
        )
    }
    progress = progress_on(TASKS, ProgressRegister(2023, history), date(2023, 6, 30))
    lines = [
        "".join(span.text for span in line.spans)
        for line in report_lines(of_2023(), progress, Period.HALF_YEAR, date(2023, 6, 30))
    ]
    # one wording of what is lacking, the title's words once, no figures said twice
    assert "进展待补" in lines[3]
    assert not any("：待补" in line or line.startswith("待补：") for line in lines)
    assert lines[0].startswith("截至2023年6月30日，计划的任务共16项")
    figures = [line for line in lines if "项，已完成" in line]
    assert len({line.partition("共")[2] for line in figures}) == len(figures)
    late, extended, after = (next(i for i, line in enumerate(lines) if line.endswith(title)) for title in (
        "、没有按时完成的任务", "、延期的任务", "存在的问题和下一步打算"))  # fmt: skip
    assert not any("延期至" in line for line in lines[late:extended])
    assert ["延期至2023年7月31日" in line for line in lines[extended + 1 : after]] == [True]
    assert not any("未启动" in line for line in lines)
    labels = [task.label for task in TASKS]
    assert (len(set(labels)), labels[3:5]) == (len(labels), ["4（1）", "4（2）"])


@pytest.mark.parametrize(("name", "other"), [("半年", "上半年"), ("三季度", "前三季度"), ("年度", "全年")])
def test_a_period_is_named_as_in_the_title_too(plan: Plan, name: str, other: str) -> None:
    assert plan.year == YEAR
    assert done("report", "2024", "--period", name) == done("report", "2024", "--period", other)
