"""A whole year through the verbs alone: asked, published, worked through, reported, and the next year begun.

Every figure in every report is counted here again from what was registered.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from xlsxwriter import Workbook

from pipeline import source
from pipeline.parse import parse
from pipeline.readers.document import Table
from pipeline.readers.load import read_document
from pipeline.render.data.exports import calendar
from pipeline.tasks.planned import PlannedTask, planned_tasks
from pipeline.text.dates import month_span
from tests.builders import ROOT
from tests.office_year import CHAPTERS, UNITS, YEAR, call, done, write_office

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Happened:
    """What becomes of a task in the simulated year: its state, when it was done, what shows it, until when it was put off."""

    status: str
    registered: date
    done: date | None = None
    evidence: str = ""
    extended: date | None = None


def month_end(day: date) -> date:
    """The day on which what was done in a month is registered: one sheet a month comes back."""
    return month_span(day.year, day.month)[1]


def fate(number: int, task: PlannedTask) -> Happened:
    """By the task's number: every kind of thing happens to some."""
    end = task.end or date(YEAR, 12, 31)
    match number % 6:
        case 0:
            on_time = min(end, date(YEAR, 12, 20)) - timedelta(days=number % 9)
            return Happened("已完成", month_end(on_time), on_time, f"https://www.example.gov.cn/{number}")
        case 1:
            late = min(end + timedelta(days=10), date(YEAR, 12, 28))
            return Happened("已完成", month_end(late), late)
        case 2:
            return Happened("推进中", date(YEAR, 5, 31), extended=max(end, date(YEAR, 5, 10)) + timedelta(days=30))
        case 3:
            return Happened("长期坚持", date(YEAR, 3, 31), evidence="某财〔2024〕3号")
        case 4:
            return Happened("取消", date(YEAR, 4, 30))
        case _:
            return Happened("未启动", date(YEAR, 12, 31))


@dataclass(frozen=True)
class Expected:
    """The figures of a report as of a day, counted from what happened."""

    counts: Mapping[str, int]
    overdue: int
    done_late: int
    extended: int
    without_evidence: int

    @property
    def sentence(self) -> str:
        """The figures as every paper words them."""
        parts = [f"共{sum(self.counts.values())}项"]
        parts += [
            f"{status}{self.counts.get(status, 0)}项"
            for status in ("推进中", "已完成", "长期坚持", "取消")
            if self.counts.get(status) or status == "已完成"
        ]
        for name, count in (
            # in this year nothing is registered as 未启动
            ("没有登记", self.counts.get("未启动", 0)),
            ("逾期未完成", self.overdue),
            ("逾期完成", self.done_late),
            ("延期过", self.extended),
            ("佐证待补", self.without_evidence),
        ):
            if count:
                parts.append(f"{name}{count}项")
        return "，".join(parts) + "。"


def expected(tasks: list[tuple[PlannedTask, Happened]], day: date) -> Expected:
    counts: Counter[str] = Counter()
    overdue = done_late = extended = without = 0
    for task, what in tasks:
        seen = what.status != "未启动" and (what.done or what.registered) <= day
        status = what.status if seen else "未启动"
        put_off = what.extended if seen else None
        end = put_off or task.end
        counts[status] += 1
        overdue += status in ("未启动", "推进中") and end is not None and end < day
        done_late += status == "已完成" and end is not None and what.done is not None and what.done > end
        extended += put_off is not None
        without += status in ("已完成", "长期坚持") and not what.evidence
    return Expected(counts, overdue, done_late, extended, without)


@dataclass(frozen=True)
class Office:
    """The office at the end of its year, with what happened to each task."""

    folder: Path
    tasks: list[tuple[PlannedTask, Happened]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_office(Path("content"), 40)
        done("save", "2024", "--as", "征求意见稿")
        done("consult", "2024@征求意见稿", "--by", "2024-01-10")
        forms = Path("build/consult/2024征求意见稿/任务确认单")
        for unit in UNITS[:11]:
            word = docx.Document(str(forms / f"{unit}.docx"))
            for row in word.tables[0].rows[1:]:
                row.cells[4].text = "同意" if unit != "会计科" else "建议写明次数"
            Path("back").mkdir(exist_ok=True)
            word.save(f"back/{unit}.docx")
        assert "尚未答复的 1 个：财监科" in done("consult", "--collect", "back", "--date", "2024-01-09")
        done("submit", "2024")
        plan = parse(source.load_year(Path("content"), YEAR)).plan
        tasks = [(task, fate(number, task)) for number, task in enumerate(planned_tasks(plan))]
        # what each unit returns, on one day after the other
        for day in sorted({what.registered for _, what in tasks if what.status != "未启动"}):
            rows = [(task, what) for task, what in tasks if what.registered == day and what.status != "未启动"]
            Path("交回.xlsx").write_bytes(sheet(Path("交回.xlsx"), rows))
            done("progress", "2024", "--from", "交回.xlsx", "--date", day.isoformat())
    return Office(folder, tasks)


HEAD = ("编号", "状态", "完成日期", "佐证", "说明", "延期至", "延期理由")


def sheet(path: Path, rows: list[tuple[PlannedTask, Happened]]) -> bytes:
    """A sheet that a unit returns, days in notations of its own."""
    book = Workbook(str(path))
    leaf = book.add_worksheet()
    for column, text in enumerate(HEAD):
        leaf.write_string(0, column, text)
    for row, (task, what) in enumerate(rows, 1):
        day = what.done.strftime(("%Y年%m月%d日", "%Y/%m/%d", "%Y%m%d")[row % 3]) if what.done else ""
        note = "不再开展" if what.status == "取消" else ""
        until = what.extended.isoformat() if what.extended else ""
        reason = "等上级文件" if until else ""
        for column, text in enumerate((task.key, what.status, day, what.evidence, note, until, reason)):
            leaf.write_string(row, column, text)
    book.close()
    return path.read_bytes()


@pytest.fixture
def here(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.chdir(office.folder)
    return office


def words(path: str | Path) -> WordDocument:
    return docx.Document(str(path))


def text_of(document: WordDocument) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


@pytest.mark.parametrize(
    ("period", "day", "name"),
    [
        ("半年", date(YEAR, 6, 30), "上半年"),
        ("三季度", date(YEAR, 9, 30), "前三季度"),
        ("年度", date(YEAR, 12, 31), "全年"),
    ],
)
def test_every_figure_of_a_report_is_that_of_the_register(here: Office, period: str, day: date, name: str) -> None:
    printed = done("report", "2024", "--period", period)
    whole = expected(here.tasks, day).sentence
    assert printed.splitlines()[-1] == whole
    lines = text_of(words(printed.splitlines()[0]))
    assert lines[1].endswith(whole) or lines[2].endswith(whole)
    assert name in printed
    headings = [line for line in lines if re.match(r"[一二三四五六七八]、", line)]
    assert [heading.partition("、")[2] for heading in headings[:4]] == list(CHAPTERS)
    for chapter in CHAPTERS:
        at = next(index for index, line in enumerate(lines) if line.endswith(f"、{chapter}"))
        own = [(task, what) for task, what in here.tasks if task.headings[0].endswith(chapter)]
        assert lines[at + 1] == f"本部分{expected(own, day).sentence}"
        # every task of the chapter is there, in its order, with its own words
        for line, (task, _) in zip(lines[at + 2 :], own, strict=False):
            shared = [other for other, _ in here.tasks if other.number == task.number]
            label = f"{task.number}（{shared.index(task) + 1}）" if len(shared) > 1 else f"{task.number}."
            assert line.startswith(f"{label}{task.text}")
    assert any("待补" in line for line in lines)


def test_the_annual_material_has_what_was_left(here: Office) -> None:
    """As of the last day of the year: how many tasks are open, in which state, and each of them by its number."""
    result = call("report", "2024", "--annual")
    # nobody has written annual.yaml: the tables are to be filled in
    assert result.exit_code == 1, result.output
    lines = text_of(words(result.stdout.splitlines()[0]))
    left = [(task, what) for task, what in here.tasks if what.status in ("未启动", "推进中")]
    figures = expected(left, date(YEAR, 12, 31))
    at = next(index for index, line in enumerate(lines) if line.startswith("年度计划没有完成的任务："))
    assert lines[at] == "年度计划没有完成的任务：" + figures.sentence.replace("已完成0项，", "")
    labels = [re.match(r"第(.+?)项“", line) for line in lines[at + 1 : at + 1 + len(left)]]
    assert [match[1] for match in labels if match] == [task.label for task, _ in left]
    assert f"没有归入哪一方面的事项{len({task.item for task, _ in here.tasks})}项" in "".join(lines)


@pytest.mark.parametrize("day", [date(YEAR, 4, 15), date(YEAR, 8, 1), date(YEAR, 12, 31)])
def test_every_figure_of_the_sheets_is_that_of_the_register(here: Office, day: date) -> None:
    done("progress", "2024", "--as-of", day.isoformat(), "--sheets")
    folder = Path("build/progress/2024")
    ledger = read_document("台账.xlsx", (folder / "台账.xlsx").read_bytes())
    assert any(expected(here.tasks, day).sentence in paragraph.text for paragraph in ledger.paragraphs())
    (summary,) = (block for block in ledger.blocks if isinstance(block, Table) and block.caption == "汇总")
    rows = {
        row[0].text: [cell.text for cell in row if cell] for row in summary.grid() if row[0] is not None and row[-1]
    }
    for unit in UNITS:
        own = [(task, what) for task, what in here.tasks if unit in task.leading]
        figures = expected(own, day)
        # in this year nothing is registered as 未启动
        counts = [str(figures.counts.get("未启动", 0)), "0"]
        counts += [str(figures.counts.get(name, 0)) for name in ("推进中", "已完成", "长期坚持", "取消")]
        assert rows[unit][1:] == [
            str(len(own)), *counts, str(figures.overdue), str(figures.done_late), str(figures.without_evidence)
        ]  # fmt: skip
    late = words(folder / "逾期清单.docx").tables
    assert (len(late[0].rows) - 1 if late else 0) == expected(here.tasks, day).overdue
    shown = done("list", "2024", "--due", "逾期", "--as-of", day.isoformat())
    assert f"共 {expected(here.tasks, day).overdue} 项" in shown.splitlines()[0]


def test_the_calendar_reminds_of_what_is_open(here: Office) -> None:
    done("progress", "2024", "--as-of", "2024-02-01", "--sheets")
    events = Path("build/progress/2024/office.ics").read_text("utf-8").count("BEGIN:VEVENT")
    open_ = [
        task
        for task, what in here.tasks
        if task.end is not None
        and task.deadline.text.value != "全年"
        and not (what.done and what.done <= date(YEAR, 2, 1))
    ]
    assert events == len(open_)
    assert calendar("空", ()).startswith(b"BEGIN:VCALENDAR")


def test_the_same_papers_at_any_hour(here: Office) -> None:
    assert here.tasks
    made = []
    for _ in range(2):
        names = done("progress", "2024", "--as-of", "2024-06-30", "--sheets").splitlines()
        names.append(done("report", "2024", "--period", "半年").splitlines()[0])
        made.append({name: Path(name).read_bytes() for name in names})
    assert made[0] == made[1]


def test_next_year_begins_with_what_was_left(here: Office) -> None:
    printed = done("new", "2025")
    left = {task.item for task, what in here.tasks if what.status in ("未启动", "推进中")}
    marked = {
        path.stem for path in Path("content/2025/items").glob("*.md") if "待核：上年未完成" in path.read_text("utf-8")
    }
    assert marked == left
    assert f"上年未完成 {len(left)} 处" in printed


def test_an_item_without_a_head_is_marked_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 2)
    item = Path("content/2024/items/事项01.md")
    item.write_text("做好一件事。（牵头科室：办公室；完成时间：6月底前）\n", "utf-8")
    done("progress", "2024", "事项02", "--status", "长期坚持", "--date", "2024-03-01")
    done("new", "2025")
    text = Path("content/2025/items/事项01.md").read_text("utf-8")
    assert text.startswith("---\n沿用: 2024/事项01\n---\n<!-- 待核：上年未完成 -->\n")
    assert "上年未完成" not in Path("content/2025/items/事项02.md").read_text("utf-8")


def test_of_an_item_with_several_tasks_those_left_open_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 2)
    item = Path("content/2024/items/事项01.md")
    item.write_text(
        "做好一件事。（牵头科室：办公室；完成时间：6月底前）\n\n做好另一件。（牵头科室：办公室；完成时间：9月底前）\n",
        "utf-8",
    )
    done("progress", "2024", "事项01", "--status", "长期坚持", "--date", "2024-03-01")
    done("progress", "2024", "事项02", "--status", "推进中", "--date", "2024-03-01")
    assert "上年未完成 2 处" in done("new", "2025")
    assert "<!-- 待核：上年未完成（第2项任务） -->" in Path("content/2025/items/事项01.md").read_text("utf-8")
    assert "<!-- 待核：上年未完成 -->" in Path("content/2025/items/事项02.md").read_text("utf-8")


def test_the_year_of_the_2023_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real plan: asked, submitted, reviewed, signed, published, verified, worked through, reported, put away, and begun anew."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZWGK_FONTS", raising=False)
    for name, file in source.load_year(ROOT / "content", 2023).files:
        target = Path("content") / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("\n".join(file.lines).replace("样例: 是", "样例: 否"), "utf-8")
    done("save", "2023", "--as", "征求意见稿")
    done("consult", "2023@征求意见稿")
    done("submit", "2023")
    for stage in ("属性认定", "发布审查"):
        done(
            "review",
            "2023",
            "--register",
            "--stage",
            stage,
            "--basis",
            f"{stage}1号",
            "--date",
            "2023-06-26",
            "--post",
            "保密岗位",
        )
    done("issue", "2023", "--date", "2023-06-27", "--basis", "发文稿纸1号")
    done("publish", "2023")
    done("published", "2023", "--at", "2023-07-03 09:30", "--url", "https://www.example.gov.cn/plan.html")
    done("publish", "2023")
    assert "都相同" in done("verify", "build/2023/发布包/3-附件", "--year", "2023")
    done("progress", "2023", "行政执法公示", "--status", "已完成", "--done", "2023-05-30", "--evidence", "沪宝财〔2023〕1号",
         "--date", "2023-06-01")  # fmt: skip
    sentence = "共16项，已完成1项，没有登记15项，逾期未完成1项。"
    assert done("report", "2023", "--period", "半年").splitlines()[-1] == sentence
    assert [Path(line).name for line in done("archive", "2023").splitlines()] == ["移交包.zip", "归档卷.zip"]
    reviewed = text_of(words(done("review", "2023", "--summary", "2023-06").strip()))
    assert "属性认定 1 次，发布审查 1 次，签发 1 次。" in reviewed
    assert "上年未完成 15 处" in done("new", "2024")
