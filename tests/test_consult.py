"""Asking the units: what goes out, what comes back in Word, Excel or by hand, who is silent, what was made of it, and the 送审包."""

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.table import Table as WordTable

from pipeline import source
from pipeline.consult.collect import COLUMNS, Collected, collect
from pipeline.consult.decide import DecisionFault, decide, read_adoption
from pipeline.consult.model import Adoption, Opinion, OpinionRegister, consultation, current, unchanged_since
from pipeline.consult.papers import adoption_line
from pipeline.consult.read import is_agreement, parse
from pipeline.diff.compare import compare
from pipeline.model import Plan
from pipeline.parse import parse as parse_plan
from pipeline.readers.load import read_document
from pipeline.source import file_from_text
from pipeline.submission.package import Submission, kind_counts, statement
from pipeline.tasks.choose import tasks_of_unit
from pipeline.tasks.planned import planned_tasks, units_with_tasks
from pipeline.tasks.returned import ReturnedRow, returned_rows
from tests.office_year import UNITS, YEAR, call, done, write_office

VERSION = "2024@征求意见稿"
FOLDER = Path("build/consult/2024征求意见稿")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has sent its draft to the units."""
    folder = tmp_path_factory.mktemp("sent") / "office"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_office(Path("content"), 12)
        done("save", "2024", "--as", "征求意见稿")
        done("consult", VERSION, "--by", "2024-01-20")
    return folder


@pytest.fixture
def plan(sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """That office's plan, a copy of its folder being the working folder."""
    shutil.copytree(sent, tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    return parse_plan(source.load_year(Path("content"), YEAR)).plan


def register() -> OpinionRegister:
    file = Path("content/2024/opinions.yaml")
    return parse(YEAR, file_from_text(file.as_posix(), file.read_text("utf-8")) if file.exists() else None)


def fill(unit: str, answers: dict[int, str], other: str = "", name: str = "") -> Path:
    """Fill in a unit's form in Word: answers by row, and what else it has to say; saved among what came back."""
    word = docx.Document(str(FOLDER / f"任务确认单/{unit}.docx"))
    (table,) = word.tables
    for number, text in answers.items():
        cell(table, number, "同意/意见").text = text
    for paragraph in word.paragraphs:
        if paragraph.text.startswith("其他意见"):
            paragraph.add_run(other)
    path = Path("back") / f"{name or unit}.docx"
    path.parent.mkdir(exist_ok=True)
    word.save(str(path))
    return path


def cell(table: WordTable, number: int, head: str) -> docx.table._Cell:
    heads = [cell.text for cell in table.rows[0].cells]
    return table.rows[number].cells[heads.index(head)]


def asked(plan: Plan) -> tuple[str, ...]:
    return units_with_tasks(plan, planned_tasks(plan))


def test_every_unit_gets_its_tasks_in_word_and_excel(plan: Plan) -> None:
    tasks = planned_tasks(plan)
    assert asked(plan) == UNITS
    for unit in UNITS:
        wanted = [(task.key, task.text) for task in tasks_of_unit(tasks, unit, plan)]
        for kind in ("docx", "xlsx"):
            path = FOLDER / f"任务确认单/{unit}.{kind}"
            document = read_document(path.name, path.read_bytes())
            assert [(row.key, row.words) for row in returned_rows(document, COLUMNS)] == wanted
            assert any("2024年1月20日前" in paragraph.text for paragraph in document.paragraphs())
    (table,) = docx.Document(str(FOLDER / "征求意见名单.docx")).tables
    assert [row.cells[1].text for row in table.rows[1:]] == list(UNITS)


def test_what_came_back_is_registered_with_the_wording_it_is_about(plan: Plan) -> None:
    tasks = tasks_of_unit(planned_tasks(plan), "会计科", plan)
    fill("会计科", {1: "建议改为9月底前"}, other="建议年中通报一次")
    fill("预算科", dict.fromkeys(range(1, len(tasks_of_unit(planned_tasks(plan), "预算科", plan)) + 1), "同意"))
    fill("国库科", {})
    out = done("consult", "--collect", "back", "--date", "2024-01-18")
    assert "国库科.docx" in out
    assert register().of("征求意见稿", "会计科") == (
        Opinion(
            "会计科",
            "建议改为9月底前",
            tasks[0].key,
            tasks[0].digest,
            date(2024, 1, 18),
            origin="会计科.docx 表1第2行",
            form=1,
        ),
        Opinion("会计科", "建议年中通报一次", day=date(2024, 1, 18), origin="会计科.docx", form=1),
    )
    assert [one.is_agreement for one in register().of("征求意见稿", "预算科")] == [True]
    round_ = consultation(register(), "征求意见稿", planned_tasks(plan), asked(plan))
    assert set(round_.silent) == set(UNITS) - {"会计科", "预算科"}
    assert all(unit in out.splitlines()[-1] for unit in round_.silent)
    # read again, nothing is there twice
    before = Path("content/2024/opinions.yaml").read_bytes()
    done("consult", "--collect", "back", "--date", "2024-01-19")
    assert Path("content/2024/opinions.yaml").read_bytes() == before


def test_words_changed_in_place_are_an_opinion(plan: Plan) -> None:
    task = tasks_of_unit(planned_tasks(plan), "采管科", plan)[0]
    word = docx.Document(str(FOLDER / "任务确认单/采管科.docx"))
    cell(word.tables[0], 1, "工作任务").text = task.text.replace("百分之百", "百分之九十五")
    Path("back").mkdir()
    word.save("back/采管科.docx")
    done("consult", VERSION, "back/采管科.docx", "--collect", "--date", "2024-01-18")
    (opinion,) = register().of("征求意见稿", "采管科")
    assert (opinion.key, "百分之九十五" in opinion.text) == (task.key, True)


def test_opinions_typed_by_hand_are_registered_too(plan: Plan) -> None:
    task = planned_tasks(plan)[0]
    Path("opinions.yaml").write_text(
        f"- 稿本: 征求意见稿\n  科室: 分管领导\n  答复:\n  - 事项: {task.item}\n    意见: 再压实\n", "utf-8"
    )
    done("consult", VERSION, "opinions.yaml", "--collect", "--date", "2024-01-18")
    assert register().of("征求意见稿", "分管领导") == (
        Opinion("分管领导", "再压实", task.key, task.digest, date(2024, 1, 18)),
    )


@pytest.mark.parametrize("kind", ["unit", "state", "state named as before", "row", "unreadable", "no form"])
def test_what_cannot_be_placed_registers_nothing(plan: Plan, kind: str) -> None:
    assert plan.year == YEAR
    fill("会计科", {1: "建议改为9月底前"})
    path = fill("预算科", {1: "同意"}, name="另一份")
    word = docx.Document(str(path))
    match kind:
        case "unit":
            for paragraph in word.paragraphs:
                if "任务确认单" in paragraph.text:
                    paragraph.text = "2024年任务确认单（宣传科）"
        case "state" | "state named as before":
            (named,) = (paragraph for paragraph in word.paragraphs if paragraph.text == f"稿本编号：{VERSION}")
            named.text = "稿本编号：2024@送审稿" if kind == "state" else "征求意见的稿本：2024@送审稿"
        case "row":
            cell(word.tables[0], 1, "编号").text = "没有"
            cell(word.tables[0], 1, "工作任务").text = "另一件事"
        case "no form":
            word = docx.Document()
            word.add_paragraph("任务确认单（预算科）")
    word.save(str(path))
    if kind == "unreadable":
        path.write_bytes(b"PK\3\4 half")
    result = call("consult", VERSION, "back", "--collect", "--date", "2024-01-18")
    assert (result.exit_code, "另一份.docx" in result.stderr) == (1, True), result.stderr
    assert not Path("content/2024/opinions.yaml").exists()


def rows_of(path: Path) -> list[list[str]]:
    """The rows below the head of a paper's only table."""
    (table,) = docx.Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows[1:]]


def test_nobody_is_late_before_the_last_day(plan: Plan) -> None:
    """On the first day the list is empty, before the last day 尚未交回, afterwards 没有交回."""

    def returned() -> dict[str, str]:
        return {row[1]: row[4] for row in rows_of(FOLDER / "征求意见名单.docx")}

    assert plan.year == YEAR
    assert set(returned().values()) == {""}
    fill("会计科", {1: "建议改为9月底前"}, other="年中通报")
    done("consult", "--collect", "back", "--date", "2024-01-18")
    done("consult", VERSION)
    assert (returned()["会计科"], returned()["国库科"]) == ("提出意见 2 条（第10（1）项、全文）", "尚未交回")
    assert "截至2024年1月18日，已交回 1 个" in "".join(words_of(FOLDER / "征求意见名单.docx"))
    fill("预算科", {1: "同意"})
    done("consult", "--collect", "back", "--date", "2024-01-21")
    done("consult", VERSION)
    assert (returned()["预算科"], returned()["国库科"]) == ("无意见", "没有交回")


def test_each_unit_of_a_joint_task_has_its_own_answer(plan: Plan) -> None:
    """Three units say of one task: agreed, and twice the same; nothing is merged, and a new form replaces only its own."""
    item = Path("content/2024/items/事项01.md")
    head = "牵头科室: 会计科\n配合科室: 预算科、国库科\n完成时间: 6月底前"
    item.write_text(f"---\n{head}\n---\n\n{planned_tasks(plan)[0].text}\n", "utf-8")
    done("save", "2024", "--as", "二稿")
    done("consult", "2024@二稿")
    two = FOLDER.with_name("2024二稿") / "任务确认单"
    for unit, answer in (("会计科", "同意"), ("预算科", "建议写明次数"), ("国库科", "建议写明次数")):
        word = docx.Document(str(two / f"{unit}.docx"))
        (row,) = (row for row in word.tables[0].rows if row.cells[-1].text == "事项01")
        row.cells[4].text = answer
        Path("back").mkdir(exist_ok=True)
        word.save(f"back/{unit}.docx")
    out = done("consult", "--collect", "back", "--date", "2024-01-18")
    assert [line for line in out.splitlines() if line.endswith(("（第1项）", "：无意见"))][-3:] == [
        "预算科：提出意见 1 条（第1项）",
        "国库科：提出意见 1 条（第1项）",
        "会计科：无意见",
    ]
    done("consult", "2024@二稿")
    shown = [row[1:4] for row in rows_of(two.parent / "采纳情况表.docx")]
    about = f"第1项 {planned_tasks(plan)[0].title}"
    assert shown == [["预算科", about, "建议写明次数"], ["国库科", about, "建议写明次数"]]
    word = docx.Document("back/国库科.docx")
    (row,) = (row for row in word.tables[0].rows if row.cells[-1].text == "事项01")
    row.cells[4].text = "建议改期"
    word.save("back/国库科.docx")
    done("consult", "--collect", "back", "--date", "2024-01-19")
    done("consult", "2024@二稿")
    shown = [row[1:4] for row in rows_of(two.parent / "采纳情况表.docx")]
    assert shown == [["预算科", about, "建议写明次数"], ["国库科", about, "建议改期"]]


def test_papers_name_the_draft_as_people_do(plan: Plan) -> None:
    """《标题》（征求意见稿）; the key that the program reads stands by itself, named, below."""
    fill("会计科", {1: "建议改为9月底前"})
    done("consult", "--collect", "back", "--date", "2024-01-18")
    done("consult", VERSION)
    done("submit", "2024")
    papers = [*FOLDER.rglob("*.docx"), *FOLDER.rglob("*.xlsx"), *Path("build/submit/2024").glob("*.docx")]
    for path in papers:
        lines = [paragraph.text for paragraph in read_document(path.name, path.read_bytes()).paragraphs()]
        assert [line for line in lines if "@" in line] in ([], [f"稿本编号：{VERSION}"]), path
        if "确认单" in path.as_posix():
            assert f"《{plan.name}》（征求意见稿）" in "".join(lines)


def test_a_round_needs_a_saved_state(plan: Plan) -> None:
    assert plan.year == YEAR
    for name, code in (("2024", 1), ("2024@没有", 1)):
        assert call("consult", name).exit_code == code
    for words in ((), ("--collect",), ("--collect", "build"), (VERSION, "content")):
        assert call("consult", *words).exit_code == 2, words


def test_a_damaged_register_is_told_and_stops(plan: Plan) -> None:
    assert plan.year == YEAR
    Path("content/2024/opinions.yaml").write_text(
        "- 稿本: 征求意见稿\n  科室: 会计科\n  答复:\n  - 意见: 改\n    采纳: 也许\n", "utf-8"
    )
    for words in (("consult", VERSION), ("submit", "2024"), ("check",)):
        result = call(*words)
        assert (result.exit_code, "opinions.yaml:5" in result.output) == (1, True), result.output


# --- what was made of it ---------------------------------------------------------------------


def opinions(*adoptions: Adoption | None) -> Iterator[Opinion]:
    for number, adoption in enumerate(adoptions):
        yield Opinion("会计科", f"意见{number}", "事项01", "digest", None, adoption, "理由")


def test_the_figures_are_those_of_the_register(plan: Plan) -> None:
    tasks = planned_tasks(plan)
    answers = {
        "征求意见稿\n会计科": tuple(opinions(Adoption.ADOPTED, Adoption.NOT_ADOPTED, Adoption.NOT_ADOPTED, None)),
        "征求意见稿\n预算科": (Opinion("预算科", ""),),
    }
    round_ = consultation(OpinionRegister(YEAR, answers), "征求意见稿", tasks, ("会计科", "预算科", "国库科"))
    assert adoption_line(round_) == (
        "征求 3 个科室意见；收到 2 个科室答复；1 个科室没有意见（预算科）；"
        "提出意见 4 条，其中采纳 1 条、不采纳 2 条、还没有定的 1 条；尚未答复的 1 个：国库科。"
    )


def test_an_adopted_opinion_whose_words_are_unchanged_is_told(plan: Plan) -> None:
    task = planned_tasks(plan)[0]
    done("consult", VERSION, fill_path(plan), "--collect", "--date", "2024-01-18")
    file = Path("content/2024/opinions.yaml")
    file.write_text(file.read_text("utf-8").replace("    来源:", "    采纳: 采纳\n    来源:"), "utf-8")
    assert f"文字还没有改的任务：{task.key}" in call("submit", "2024").stderr
    item = Path(f"content/2024/items/{task.item}.md")
    item.write_text(item.read_text("utf-8").replace("百分之百", "百分之九十"), "utf-8")
    assert "文字还没有改" not in call("submit", "2024").stderr
    adopted = Opinion("会计科", "改", task.key, task.digest, None, Adoption.ADOPTED)
    assert unchanged_since([adopted], [task]) == (adopted,)


def fill_path(plan: Plan) -> str:
    """The form, filled in, of the unit that has the plan's first task."""
    unit = planned_tasks(plan)[0].leading[0]
    return fill(unit, {1: "建议改一改"}).as_posix()


def test_a_submission_says_what_is_left_to_check(plan: Plan) -> None:
    """How many findings of each severity, and of which kind and item what has to be mended or looked at."""
    item = Path("content/2024/items/事项02.md")
    item.write_text(item.read_text("utf-8").replace("按要求", "9月底前按要求"), "utf-8")
    Path("content/2024/items/事项03.md").write_text("做好一件事，并公开。\n", "utf-8")
    assert plan.year == YEAR
    result = call("submit", "2024")
    counted = call("check", "2024").stdout.splitlines()[-1].partition("：")[2]
    assert f"检查：{counted}，起草说明" in result.stderr
    lines = words_of(Path("build/submit/2024/2-起草说明.docx"))
    after = lines[next(index for index, line in enumerate(lines) if line.endswith("、检查情况")) :]
    assert after[1] == f"用工具检查计划：{counted}。"
    for severity, name, where in (
        ("必改", "没有完成时间（D010）", "第3项"),
        ("必改", "没有责任部门（U003）", "第3项"),
        ("请核实", "正文的期限与完成时间不同（D006）", "第2项"),
    ):
        assert f"{severity}：{name}1 处：{where}。" in after
    assert "没有写明 1 项" in "".join(lines)


def words_of(path: Path) -> list[str]:
    """The paragraphs of a Word file."""
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def test_the_package_for_review_states_what_the_model_has(plan: Plan) -> None:
    done("consult", VERSION, fill_path(plan), "--collect", "--date", "2024-01-18")
    names = [Path(line).name for line in done("submit", "2024").splitlines() if line.startswith("build/")]
    assert names == [
        "1-送审稿.docx",
        "2-起草说明.docx",
        "3-修改对照表（征求意见以后）.docx",
        "4-保密审查表.docx",
        "5-采纳情况表.docx",
    ]
    text = "\n".join(p.text for p in docx.Document("build/submit/2024/2-起草说明.docx").paragraphs)
    tasks = planned_tasks(plan)
    assert f"工作事项 12 项，分解为任务 {len(tasks)} 项，涉及 12 个科室" in text
    assert "依据待补。" in text
    assert "提出意见 1 条，其中还没有定的 1 条" in text
    opinion = Opinion("会计科", "“按季”改为“按月”", adoption=Adoption.NOT_ADOPTED, reason="另有规定")
    round_ = consultation(OpinionRegister(YEAR, {"征求意见稿\n会计科": (opinion,)}), "征求意见稿", tasks, ("会计科",))
    stated = "".join(line.text for line in statement(Submission(plan, round_=round_)))
    assert "会计科对全文：“‘按季’改为‘按月’”，不采纳：另有规定。" in stated
    assert text.replace("\n", "", 1).startswith(f"{plan.name}起草说明")
    ends = [task.deadline for task in tasks]
    by_day = dict.fromkeys(end.text.value for end in sorted(ends, key=lambda end: end.order()))
    assert re.findall(r"([^：，]+) \d+ 项", text.partition("完成时间：")[2].partition("。")[0]) == list(by_day)
    assert "（征求意见稿）" in words_of(Path("build/consult/2024征求意见稿/征求意见稿.docx"))
    assert "（送审稿）" in words_of(Path("build/submit/2024/1-送审稿.docx"))
    first = {path.name: path.read_bytes() for path in Path("build/submit/2024").iterdir()}
    done("submit", "2024")
    assert {path.name: path.read_bytes() for path in Path("build/submit/2024").iterdir()} == first


def test_the_statement_counts_the_changes_from_last_year(plan: Plan) -> None:
    done("new", "2025")
    done("add", "--retire", "事项12", "--year", "2025")
    later = parse_plan(source.load_year(Path("content"), 2025)).plan
    diff = compare(plan, later)
    done("submit", "2025")
    text = "\n".join(p.text for p in docx.Document("build/submit/2025/2-起草说明.docx").paragraphs)
    assert f"上年工作事项 {diff.old_count} 项，本年 {diff.new_count} 项" in text
    for kind, count in kind_counts(diff).items():
        assert f"{kind.value} {count} 处" in text
    assert "没有上一年的计划" in "".join(line.text for line in statement(Submission(later)))


def adoption_table(*rows: Mapping[int, str]) -> Path:
    """The 采纳情况表 filled in, as it comes back: the texts of each row by column."""
    word = docx.Document(str(FOLDER / "采纳情况表.docx"))
    (table,) = word.tables
    for row, texts in zip(table.rows[1:], rows, strict=True):
        for index, text in texts.items():
            row.cells[index].text = text
    word.save("采纳情况表.docx")
    return Path("采纳情况表.docx")


def decided() -> list[tuple[str, Adoption | None, str]]:
    return [(one.text, one.adoption, one.reason) for one in register().of("征求意见稿", "税政科")]


@pytest.fixture
def three_opinions(plan: Plan) -> Plan:
    """A round with three opinions of one unit: two of tasks in the same words, one of the whole."""
    fill("税政科", {1: "改为9月底前", 2: "改为9月底前"}, other="年中通报一次")
    done("consult", "--collect", "back", "--date", "2024-01-18")
    done("consult", VERSION)
    return plan


def test_a_filled_table_of_decisions_is_read_back(three_opinions: Plan) -> None:
    assert three_opinions.year == YEAR
    path = Path("content/2024/opinions.yaml")
    before = path.read_text("utf-8").splitlines()
    table = adoption_table({4: "采纳"}, {4: "不采纳：与上级文件“不一致”"}, {})
    out = done("consult", "--collect", str(table), "--date", "2024-01-25")
    first = [
        ("改为9月底前", Adoption.ADOPTED, ""),
        ("改为9月底前", Adoption.NOT_ADOPTED, "与上级文件“不一致”"),
        ("年中通报一次", None, ""),
    ]
    assert decided() == first
    assert "采纳情况 2 条" in out
    assert "采纳 1 条、不采纳 1 条、还没有定的 1 条" in out
    # nothing else in the file is touched, and read again nothing is new
    after = path.read_text("utf-8").splitlines()
    assert [line for line in after if line.split(":")[0].strip() not in ("采纳", "理由")] == before
    assert "采纳情况" not in done("consult", "--collect", str(table), "--date", "2024-01-26").replace("采纳情况表", "")
    # what was decided otherwise is replaced, empty cells change nothing
    path.write_text("\n".join(after).replace("采纳: 采纳", "采纳: 采纳  # 张科长定") + "\n", "utf-8")
    done(
        "consult",
        "--collect",
        str(adoption_table({4: "部分采纳", 5: "只改第一句"}, {}, {4: "采纳"})),
        "--date",
        "2024-01-27",
    )
    assert decided() == [
        ("改为9月底前", Adoption.IN_PART, "只改第一句"),
        first[1],
        ("年中通报一次", Adoption.ADOPTED, ""),
    ]
    assert "采纳: 部分采纳  # 张科长定" in path.read_text("utf-8")


def test_a_decision_that_cannot_be_read_registers_nothing(three_opinions: Plan) -> None:
    assert three_opinions.year == YEAR
    before = Path("content/2024/opinions.yaml").read_bytes()
    # with a form and rows that are good for themselves
    fill("预算科", {1: "同意"})
    table = adoption_table({4: "采纳"}, {4: "采纳"}, {4: "研究一下"})
    result = call("consult", "--collect", "back", str(table), "--date", "2024-01-25")
    assert (result.exit_code, "采纳情况表.docx 表1第4行：采纳情况不认识“研究一下”" in result.stderr) == (1, True), (
        result.output
    )
    assert Path("content/2024/opinions.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("unit", "task", "opinion", "adoption", "reason", "fault"),
    [
        ("会计科", "全文", "通报", "研究一下", "", DecisionFault.ADOPTION_UNKNOWN),
        ("会计科", "全文", "通报", "不采纳", "", DecisionFault.REASON_MISSING),
        ("会计科", "全文", "通报", "", "已有规定", DecisionFault.ADOPTION_MISSING),
        ("会计科", "全文", "通报两次", "采纳", "", DecisionFault.NO_OPINION),
        ("预算科", "全文", "通报", "采纳", "", DecisionFault.NO_OPINION),
        ("会计科", "第1项", "提前", "采纳", "", None),
        ("会计科", "第3项", "提前", "采纳", "", DecisionFault.AMBIGUOUS),
    ],
)
def test_a_decision_belongs_to_one_opinion(
    unit: str, task: str, opinion: str, adoption: str, reason: str, fault: DecisionFault | None
) -> None:
    said = [Opinion("会计科", "通报"), Opinion("会计科", "提前", "第1项"), Opinion("会计科", "提前", "第2项")]
    values = {"科室": unit, "意见": opinion, "采纳情况": adoption, "理由": reason}
    decided, faulty = decide(said, [ReturnedRow("表1第2行", "", task, values)], ())
    assert [one.fault for one in faulty] == ([fault] if fault else [])
    assert len(decided) == (0 if fault else 1)


@pytest.mark.parametrize(
    ("text", "adoption", "reason"),
    [
        ("采纳", Adoption.ADOPTED, ""),
        ("予以采纳。", Adoption.ADOPTED, ""),
        ("部分采纳（只改第一句）", Adoption.IN_PART, "只改第一句"),
        ("未采纳，已有规定", Adoption.NOT_ADOPTED, "已有规定"),
    ],
)
def test_an_adoption_is_read_as_people_write_it(text: str, adoption: Adoption, reason: str) -> None:
    assert read_adoption(text) == (adoption, reason)
    assert read_adoption(f"不知道{text}") is None


def test_a_form_sent_twice_is_one_answer(plan: Plan) -> None:
    """A form sent twice, once in Word and once in Excel, is one answer."""
    tasks = planned_tasks(plan)
    fill("会计科", {1: "建议改为9月底前"})
    path = Path("back/会计科.docx")
    documents = [read_document(name, path.read_bytes()) for name in ("会计科.docx", "会计科-再.docx")]
    result = collect(OpinionRegister(YEAR), VERSION, tasks, asked(plan), documents, [], day=date(2024, 1, 18))
    assert isinstance(result, Collected)
    assert len(result.added) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "同意",
        "同意。",
        "同 意",
        "同意！",
        "同意，无意见",
        "无意见。",
        "已阅，同意",
        "同　意",
        "没有意见",
        "无异议；",
        "√",
    ],
)
def test_agreement_is_read_whatever_blanks_and_marks_it_has(text: str) -> None:
    assert is_agreement(text)


@pytest.mark.parametrize(
    "text", ["不同意", "原则同意，建议6月底前", "同意？", "无法完成", "已阅", "同意，另请会计科配合", "/"]
)
def test_what_says_more_than_agreement_is_an_opinion(text: str) -> None:
    assert not is_agreement(text)


def test_what_was_filled_in_where_it_stands_is_kept(plan: Plan) -> None:
    """The form is kept and named; the others, and one that nobody changed, are written again."""
    form, plain = FOLDER / "任务确认单/会计科.docx", FOLDER / "任务确认单/预算科.docx"
    fill("会计科", {1: "建议改为9月底前"}).replace(form)
    (FOLDER / "电话记录.txt").write_text("预算科来电", "utf-8")
    filled, before = form.read_bytes(), plain.read_bytes()
    result = call("consult", VERSION, "--by", "2024-02-01")
    assert (result.exit_code, form.as_posix() in result.stderr) == (0, True), result.output
    assert form.as_posix() not in result.stdout
    assert form.read_bytes() == filled
    assert (FOLDER / "电话记录.txt").exists()
    assert plain.read_bytes() != before
    assert plan.year == YEAR


def test_a_later_form_supersedes_the_earlier(plan: Plan) -> None:
    """What the earlier form said is kept in the register and counted where it was decided; read again, nothing changes."""
    fill("会计科", {1: "建议改为9月底前"}, other="建议年中通报一次")
    done("consult", "--collect", "back", "--date", "2024-01-18")
    file = Path("content/2024/opinions.yaml")
    file.write_text(
        file.read_text("utf-8").replace("    来源: 会计科.docx\n", "    采纳: 采纳\n    来源: 会计科.docx\n"), "utf-8"
    )
    fill("会计科", {}, other="建议年中通报一次", name="会计科2")
    out = done("consult", "--collect", "back", "--date", "2024-01-19")
    assert "会计科：以这次交回的一份为准" in out
    round_ = consultation(register(), "征求意见稿", planned_tasks(plan), asked(plan))
    assert [(one.text, one.adoption) for one in round_.opinions] == [("建议年中通报一次", Adoption.ADOPTED)]
    assert len(register().of("征求意见稿", "会计科")) == 3
    before = file.read_bytes()
    done("consult", "--collect", "back", "--date", "2024-01-20")
    assert file.read_bytes() == before
    # the same file, filled in otherwise the same day
    fill("会计科", {1: "同意"}, name="会计科2")
    done("consult", "--collect", "back", "--date", "2024-01-20")
    round_ = consultation(register(), "征求意见稿", planned_tasks(plan), asked(plan))
    assert [(one.text, one.adoption) for one in round_.opinions] == [("建议年中通报一次", Adoption.ADOPTED)]


def test_colons_of_full_width_are_read(plan: Plan) -> None:
    text = "- 稿本：征求意见稿\n  科室：会计科\n  答复：\n  - 意见：改\n    采纳：不采纳\n    理由：另有规定\n"
    found = parse(plan.year, file_from_text("opinions.yaml", text))
    assert found.faults == ()
    (opinion,) = found.of("征求意见稿", "会计科")
    assert (opinion.adoption, opinion.reason) == (Adoption.NOT_ADOPTED, "另有规定")


def test_every_fault_of_the_register_is_told_with_its_remedy(plan: Plan) -> None:
    assert plan.year == YEAR
    Path("content/2024/opinions.yaml").write_text(
        "- 稿本: 征求意见稿\n  科室: 会计科\n  答复:\n  - 意见: 改\n    采纳: 也许\n  - 意见: 再改\n    采纳: 不采纳\n",
        "utf-8",
    )
    told = call("consult", VERSION).stderr
    for part in ("opinions.yaml:5", "opinions.yaml:7", "不采纳的必写理由", "理由: …"):
        assert part in told, told


def test_the_deadline_told_before_is_kept(plan: Plan) -> None:
    """Without `--by` the papers name the day they named before; with it the new one."""
    assert plan.year == YEAR
    for words, day in (((), "2024年1月20日"), (("--by", "2024-02-01"), "2024年2月1日"), ((), "2024年2月1日")):
        done("consult", VERSION, *words)
        word = docx.Document(str(FOLDER / "任务确认单/会计科.docx"))
        assert any(f"{day}前" in paragraph.text for paragraph in word.paragraphs), words


@pytest.mark.parametrize("name", ["照片.jpg", "通知.txt", "名单.docx"])
def test_what_is_no_form_is_to_be_moved_out(plan: Plan, name: str) -> None:
    assert plan.year == YEAR
    fill("会计科", {1: "同意"})
    path = Path("back") / name
    path.write_text("照片", "utf-8")
    if path.suffix == ".docx":
        shutil.copy(FOLDER / "征求意见名单.docx", path)
    for given in (("back",), (str(path),)):
        result = call("consult", "--collect", *given, "--date", "2024-01-18")
        assert (result.exit_code, f"{name}：不是任务确认单，请移出目录" in result.stderr) == (1, True), result.output
    assert not Path("content/2024/opinions.yaml").exists()


def test_a_path_that_is_not_there_is_told(plan: Plan) -> None:
    assert plan.year == YEAR
    for words in (("--collect", "没有这里"), (VERSION, "没有这里", "--collect")):
        result = call("consult", *words, "--date", "2024-01-18")
        assert (result.exit_code, "找不到 没有这里" in result.stderr) == (2, True), result.output


def test_tasks_of_nobody_in_particular_are_told(plan: Plan) -> None:
    item = Path("content/2024/items/事项01.md")
    item.write_text(item.read_text("utf-8").replace("牵头科室: 预算科", "牵头科室: 相关科室"), "utf-8")
    done("save", "2024", "--as", "第二稿")
    result = call("consult", "2024@第二稿")
    number = next(task.number for task in planned_tasks(plan) if task.item == "事项01")
    assert f"第 {number} 项只写了统称" in result.stderr
    word = docx.Document("build/consult/2024第二稿/征求意见名单.docx")
    assert any(f"第{number}项的责任只写了统称" in paragraph.text for paragraph in word.paragraphs)
    assert "只写了统称" not in call("consult", VERSION).stderr


def test_a_deadline_or_role_changed_in_place_is_an_opinion(plan: Plan) -> None:
    task = planned_tasks(plan)[0]
    unit = task.leading[0]
    word = docx.Document(fill(unit, {1: "同意"}).as_posix())
    cell(word.tables[0], 1, "完成时间").text = "10月底前"
    cell(word.tables[0], 1, "角色").text = "配合"
    word.save(f"back/{unit}.docx")
    done("consult", VERSION, f"back/{unit}.docx", "--collect", "--date", "2024-01-18")
    text = Path("content/2024/opinions.yaml").read_text("utf-8")
    assert "完成时间建议改为：10月底前" in text
    assert "角色建议改为：配合" in text


def test_a_decided_opinion_outlives_a_later_form() -> None:
    """The draft may have been changed because of it: a later form that only agrees does not make it unsaid."""
    decided = Opinion("会计科", "改为4月底前", "政策推送", form=1, adoption=Adoption.ADOPTED)
    open_one = Opinion("会计科", "删去一句", "政策推送", form=1)
    agreed = Opinion("会计科", "", form=2)
    assert current((decided, open_one, agreed)) == (decided, agreed)
    # said again in the later form it is one opinion
    again = Opinion("会计科", "改为4月底前", "政策推送", form=2)
    assert current((decided, again)) == (again,)
