"""Sheets as people return them: rows deleted, merged or sorted, columns moved and added, days in any notation, any program.

Each is read, or refused with the row that cannot be placed; never half.
"""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings, strategies as st
from xlsxwriter import Workbook

from pipeline.progress.model import ProgressEntry, ProgressRegister, Status, progress_on
from pipeline.progress.papers import ledger_table
from pipeline.progress.read import parse
from pipeline.progress.record import COLUMNS, Registration, RejectedSheets, UpdateFault, record_sheets
from pipeline.readers.document import Document
from pipeline.readers.load import read_document
from pipeline.refusals import Reason, Refusal
from pipeline.render.comparison_table import cell_text
from pipeline.source import file_from_text
from pipeline.tasks.planned import planned_tasks
from pipeline.tasks.returned import RowFault, place_rows, returned_rows
from tests.office_year import YEAR, call, done, write_office
from tests.plans import of_2023

PLAN = of_2023()
TASKS = planned_tasks(PLAN)
DAY = date(2023, 7, 1)
TABLE = ledger_table(PLAN, progress_on(TASKS, ProgressRegister(2023), DAY), DAY)
HEAD = list(TABLE.head)
STATUS, DONE, EVIDENCE, NOTE, EXTENDED, REASON, KEY = (HEAD.index(name) for name in (*COLUMNS, "编号"))
WORDS = HEAD.index("工作任务")

Sheet = list[list[object]]


def rows() -> Sheet:
    """The rows of the 台账 as it goes out, each cell as it stands there."""
    return [[cell_text(cell) for cell in row] for row in TABLE.rows]


def book(
    rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, merged: Sequence[tuple[int, int, int]] = ()
) -> bytes:
    """A workbook with a title, the head and these rows; days are real ones; `merged` are first row, last row and column."""
    stream = BytesIO()
    made = Workbook(stream, {"in_memory": True})
    leaf = made.add_worksheet("Sheet1")
    leaf.merge_range(0, 0, 0, len(head) - 1, "台账")
    for column, text in enumerate(head):
        leaf.write_string(2, column, text)
    formats = [made.add_format({"num_format": code}) for code in ("yyyy/m/d", 'yyyy"年"m"月"d"日"', "General")]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- a cell has no zone
                leaf.write_datetime(number + 3, column, moment, formats[number % 3])
            else:
                leaf.write_string(number + 3, column, str(value))
    for first, last, column in merged:
        leaf.merge_range(first + 3, column, last + 3, column, str(rows[first][column]))
    made.close()
    return stream.getvalue()


def document(content: bytes) -> Document:
    return read_document("台账.xlsx", content)


def registered(content: bytes) -> dict[str, ProgressEntry]:
    result = record_sheets(ProgressRegister(2023), TASKS, [document(content)], day=DAY)
    assert isinstance(result, Registration), result
    return dict(result.added)


def rejected(content: bytes) -> RejectedSheets:
    result = record_sheets(ProgressRegister(2023), TASKS, [document(content)], day=DAY)
    assert isinstance(result, RejectedSheets), result
    return result


def test_a_sheet_nobody_filled_in_says_nothing_new() -> None:
    result = record_sheets(ProgressRegister(2023), TASKS, [document(book(rows()))], day=DAY)
    assert result == Refusal(Reason.PROGRESS_NOTHING_NEW, count=len(TASKS))


def test_who_answers_that_nothing_is_begun_has_answered() -> None:
    """A task of which nothing is registered is not stated as 未启动; a unit that writes so says something new."""
    sheet = rows()
    assert {row[STATUS] for row in sheet} == {""}
    sheet[2][STATUS] = "未启动"
    assert [entry.status for entry in registered(book(sheet)).values()] == [Status.NOT_STARTED]


Change = Callable[[Sheet, list[str]], tuple[Sheet, list[str]]]


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """What people do to a sheet: delete rows, sort, move columns, add columns, lose the key or the words."""
    order = draw(st.permutations(range(len(TASKS))))
    kept = draw(st.integers(6, len(TASKS)))
    columns = draw(st.permutations(range(len(HEAD))))
    gone = draw(st.sampled_from([KEY, WORDS, 0, 2, None]))
    extra = draw(st.booleans())

    def change(rows: Sheet, head: list[str]) -> tuple[Sheet, list[str]]:
        chosen = [column for column in columns if column != gone]
        moved: Sheet = [[row[column] for column in chosen] for row in (rows[number] for number in order[:kept])]
        heads = [head[column] for column in chosen]
        if extra:
            moved, heads = [["我加的", *row] for row in moved], ["联系人", *heads]
        return moved, heads

    return change


@given(changes(), st.data())
@settings(max_examples=25, deadline=None)
def test_a_sheet_is_read_however_it_was_rearranged(change: Change, data: st.DataObject) -> None:
    filled = rows()
    meant = {}
    for task, row in zip(TASKS, filled, strict=True):
        status = data.draw(st.sampled_from([Status.UNDER_WAY, Status.DONE, Status.KEPT_UP]))
        row[STATUS] = status.value
        if status is Status.DONE:
            day = data.draw(st.dates(date(2023, 1, 3), DAY))
            notation = data.draw(st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日", ""]))
            row[DONE] = day.strftime(notation) if notation else day
        meant[task.key] = status
    made, head = change(filled, list(HEAD))
    added = registered(book(made, head))
    words = {row[head.index("工作任务")] for row in made} if "工作任务" in head else set()
    keys = {row[head.index("编号")] for row in made} if "编号" in head else set()
    sent = {task.key for task in TASKS if task.key in keys or task.text in words}
    assert {key: entry.status for key, entry in added.items()} == {key: meant[key] for key in sent}


def test_days_in_any_notation_are_the_same_day() -> None:
    filled = rows()
    notations: list[object] = ["2023年6月7日", "2023-06-07", "2023/6/7", "20230607", "6月7日", date(2023, 6, 7)]
    for row, day in zip(filled, [*notations, date(2023, 6, 7), date(2023, 6, 7)], strict=False):
        row[STATUS], row[DONE] = "已完成", day
    added = registered(book(filled))
    assert [added[task.key].done for task in TASKS[:8]] == [date(2023, 6, 7)] * 8


def test_merged_cells_count_for_every_row_they_cover() -> None:
    filled = rows()
    for row in filled[3:5]:
        row[STATUS] = "推进中"
    added = registered(book(filled, merged=[(3, 4, STATUS), (3, 4, 0)]))
    assert {key: entry.status for key, entry in added.items()} == {
        TASKS[3].key: Status.UNDER_WAY,
        TASKS[4].key: Status.UNDER_WAY,
    }


def test_everything_in_a_row_is_registered_with_where_it_comes_from() -> None:
    filled = rows()
    filled[9][STATUS:KEY] = [
        "推进中",
        "",
        "https://www.example.gov.cn/a\n财公〔2023〕1号",
        "已发文",
        "2023-09-30",
        "等上级",
    ]
    (entry,) = registered(book(filled)).values()
    assert entry == ProgressEntry(
        DAY,
        Status.UNDER_WAY,
        None,
        ("https://www.example.gov.cn/a", "财公〔2023〕1号"),
        "已发文",
        date(2023, 9, 30),
        "等上级",
        "台账.xlsx 工作表“Sheet1”第13行",
    )


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        (STATUS, "差不多了", UpdateFault.STATUS_UNKNOWN),
        (DONE, "月底", UpdateFault.DAY_UNREADABLE),
        (DONE, "2023-06-01", UpdateFault.DAY_WITHOUT_DONE),
        (STATUS, "已完成", UpdateFault.DONE_WITHOUT_DAY),
        (EXTENDED, "2024-01-31", UpdateFault.EXTENDED_WITHOUT_REASON),
        (REASON, "人手不够", UpdateFault.REASON_WITHOUT_EXTENSION),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_row(column: int, text: str, fault: UpdateFault) -> None:
    filled = rows()
    filled[0][STATUS] = "推进中"
    filled[2][column] = text
    found = rejected(book(filled))
    assert [(value.fault, value.task, value.where) for value in found.faulty] == [
        (fault, TASKS[2].key, "台账.xlsx 工作表“Sheet1”第6行")
    ]


def test_rows_that_are_nobodys_are_told() -> None:
    filled = rows()
    filled[0][KEY], filled[0][WORDS] = "没有", "另一件事，计划里没有"
    filled[1][KEY] = filled[5][KEY]
    filled.append([*filled[7][:STATUS], "推进中", *filled[7][STATUS + 1 :]])
    found = rejected(book(filled))
    assert [(row.fault, row.row.where[-4:].lstrip("”")) for row in found.unplaced] == [
        (RowFault.NO_TASK, "第4行"),
        (RowFault.TWO_TASKS, "第5行"),
        (RowFault.SAME_TASK, "第20行"),
    ]


def test_words_that_several_tasks_have_need_a_key() -> None:
    twins = (*TASKS[:2], TASKS[1].__class__(*(getattr(TASKS[1], name) for name in TASKS[1].__slots__)))
    twins = (twins[0], twins[1], type(twins[1])("另一", 1, 3, "3", "", "", (), TASKS[1].text, (), TASKS[1].deadline))
    filled = rows()[:2]
    filled[1][KEY] = ""
    found = place_rows(list(returned_rows(document(book(filled)), COLUMNS)), twins)
    assert [(row.fault, row.tasks) for row in found.unplaced] == [(RowFault.AMBIGUOUS, (TASKS[1].key, "另一"))]


def test_a_file_that_is_no_sheet_is_refused() -> None:
    other = record_sheets(ProgressRegister(2023), TASKS, [document(book([["甲", "乙"]], ["一", "二"]))], day=DAY)
    assert other == Refusal(Reason.PROGRESS_NOT_A_SHEET, names=("台账.xlsx",))


def of_two_units(first: str, second: str) -> Registration | RejectedSheets | Refusal:
    """What the sheets of two units say of one task; what is empty stays as it was sent out."""
    sheets = []
    for name, status in (("甲科.xlsx", first), ("乙科.xlsx", second)):
        filled = rows()
        filled[2][STATUS] = status
        sheets.append(read_document(name, book(filled)))
    return record_sheets(ProgressRegister(2023), TASKS, sheets, day=DAY)


def test_a_unit_that_says_nothing_of_a_joint_task_leaves_it_to_the_other() -> None:
    for result in (of_two_units("推进中", ""), of_two_units("", "推进中"), of_two_units("推进中", "推进中")):
        assert isinstance(result, Registration)
        assert [(key, entry.status) for key, entry in result.added.items()] == [(TASKS[2].key, Status.UNDER_WAY)]


def test_units_that_say_different_things_of_a_joint_task_are_both_told() -> None:
    found = of_two_units("推进中", "长期坚持")
    assert isinstance(found, RejectedSheets)
    assert [(row.fault, row.tasks, row.row.where) for row in found.unplaced] == [
        (RowFault.SAME_TASK, (TASKS[2].key,), "乙科.xlsx 工作表“Sheet1”第6行")
    ]


# --- the verb, from what goes out to what comes back -------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    write_office(folder / "content", 10)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done("progress", "--as-of", "2024-04-01", "--sheets")
    return folder


def states(office: Path) -> dict[str, list[Status]]:
    register = parse(YEAR, file_from_text("p", (office / "content/2024/progress.yaml").read_text("utf-8")))
    return {key: [entry.status for entry in entries] for key, entries in register.entries.items() if entries}


def test_a_reminder_filled_in_in_word_is_read(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office)
    path = next(Path("build/progress/2024/督办单").glob("*.docx"))
    word = docx.Document(str(path))
    table = word.tables[0]
    heads = [cell.text for cell in table.rows[0].cells]
    for row in table.rows[1:]:
        row.cells[heads.index("状态")].text = "已完成"
        row.cells[heads.index("完成日期")].text = "4月10日"
    keys = [row.cells[heads.index("编号")].text for row in table.rows[1:]]
    word.save(str(office / "交回.docx"))
    done("progress", "2024", "--from", "交回.docx", "--date", "2024-04-12")
    assert {key: states(office)[key] for key in keys} == {key: [Status.DONE] for key in keys}


def test_a_bad_row_registers_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office)
    register = Path("content/2024/progress.yaml")
    before = register.read_bytes() if register.exists() else b""
    head = ["编号", "状态", "完成日期"]
    Path("坏.xlsx").write_bytes(book([["事项01", "推进中", ""], ["事项99", "推进中", ""]], head))
    result = call("progress", "2024", "--from", "坏.xlsx", "--date", "2024-04-12")
    assert result.exit_code == 1
    assert "坏.xlsx 工作表“Sheet1”第5行" in result.stderr
    assert (register.read_bytes() if register.exists() else b"") == before


def test_a_folder_is_read_with_everything_below_it(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the forms of a consultation are: what programs leave behind is passed over, what is no sheet is named."""
    monkeypatch.chdir(office)
    head = ["编号", "状态", "说明"]
    for name, key in (("交回/会计科.xlsx", "事项03"), ("交回/二组/国库科.xlsx", "事项04")):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(book([[key, "推进中", "按目录读的"]], head))
    Path("交回/~$会计科.xlsx").write_bytes(b"")
    Path("交回/照片.jpg").write_bytes(b"")
    Path("交回/名单.xlsx").write_bytes(book([["甲", "乙"]], ["一", "二"]))
    register = Path("content/2024/progress.yaml")
    before = register.read_bytes() if register.exists() else b""
    for other in ("照片.jpg", "名单.xlsx"):
        result = call("progress", "2024", "--from", "交回", "--date", "2024-04-13")
        assert (result.exit_code, f"{other} 里没有台账" in result.stderr) == (1, True), result.stderr
        Path("交回", other).unlink()
    assert (register.read_bytes() if register.exists() else b"") == before
    printed = done("progress", "2024", "--from", "交回", "--date", "2024-04-13")
    assert {line.partition("：")[0] for line in printed.splitlines()[:-1]} == {"事项03", "事项04"}
    Path("空").mkdir()
    result = call("progress", "2024", "--from", "空", "--date", "2024-04-13")
    assert (result.exit_code, "空 里没有台账" in result.stderr) == (1, True)


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
@pytest.mark.slow
def test_a_sheet_saved_by_libreoffice_is_read(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As ods and back: it writes the sheet anew, with its own formats and without ours."""
    monkeypatch.chdir(office)
    call_office = ["soffice", f"-env:UserInstallation=file://{office}/profile", "--headless", "--convert-to"]
    shutil.copy("build/progress/2024/台账.xlsx", "原.xlsx")
    for kind, name in (("ods", "原.xlsx"), ("xlsx", "原.ods")):
        subprocess.run([*call_office, kind, name], check=True, capture_output=True, timeout=120)
    documents = [read_document(name, Path(name).read_bytes()) for name in ("原.xlsx", "build/progress/2024/台账.xlsx")]
    found = [[(row.key, row.words, dict(row.values)) for row in returned_rows(one, COLUMNS)] for one in documents]
    assert found[0] == found[1]
    assert len(found[0]) == 11
