"""The material for the 年度报告: what is typed is read, what does not add up is told, empty, 0 and “/” are three things."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest

from pipeline.cli.messages.report import describe_annual
from pipeline.report.annual import (
    APPLICANTS,
    CARRIED_ON,
    RECEIVED,
    REQUESTS,
    RESULTS,
    TABLES,
    TOTAL,
    AnnualData,
    AnnualFault,
    AnnualFinding,
    Blank,
    Value,
    find_faults,
    parse,
    repetition,
    year_on_year,
)
from pipeline.report.annual_material import shown
from pipeline.source import file_from_text
from tests.builders import ROOT
from tests.office_year import call, done, write_office

KEYS = [row.key for row in REQUESTS if row.key]


def row(*numbers: int) -> tuple[Value, ...]:
    """Six columns and their sum."""
    return tuple(map(Decimal, (*numbers, sum(numbers))))


NOUGHT = row(0, 0, 0, 0, 0, 0)
BALANCED = AnnualData(
    2024,
    {
        "规章": (Decimal(0),) * 3,
        "行政规范性文件": (Decimal(1), Decimal(0), Decimal(9)),
        "行政许可": (Decimal(3),),
        "行政处罚": (Blank.SLASH,),
        "行政强制": (Blank.SLASH,),
        "行政事业性收费": (Decimal("3.5"),),
    },
    {
        **dict.fromkeys(KEYS, NOUGHT),
        RECEIVED: row(4, 1, 0, 0, 0, 0),
        "予以公开": row(3, 1, 0, 0, 0, 0),
        TOTAL: row(3, 1, 0, 0, 0, 0),
        CARRIED_ON: row(1, 0, 0, 0, 0, 0),
    },
    dict.fromkeys(("行政复议", "未经复议直接起诉", "复议后起诉"), (Decimal(0),) * 5),
    {"总体情况": "全年做好公开。", "存在的主要问题": "解读不够。", "改进情况": "加强解读。", "其他事项": ""},
    "没有收取",
)
NOBODY = AnnualData(2023)
NOBODY_YET = parse(2024, file_from_text("content/2024/annual.yaml", "信息处理费:\n"))


def faults(data: AnnualData, last_year: AnnualData = NOBODY) -> list[AnnualFinding]:
    return list(find_faults(data, last_year))


def with_request(key: str, *values: Value) -> AnnualData:
    return replace(BALANCED, requests={**BALANCED.requests, key: values})


def test_what_adds_up_is_let_pass() -> None:
    assert faults(BALANCED) == []


@pytest.mark.parametrize("column", range(len(APPLICANTS)))
def test_every_column_is_balanced_for_itself(column: int) -> None:
    wrong = list(BALANCED.requests[CARRIED_ON])
    value = wrong[column]
    assert isinstance(value, Decimal)
    wrong[column] = value + 1
    found = faults(with_request(CARRIED_ON, *wrong))
    assert [one.where for one in found if one.fault is AnnualFault.NOT_BALANCED] == [APPLICANTS[column]]
    assert AnnualFault.ROW_DIFFERS in {one.fault for one in found}


@pytest.mark.parametrize("key", RESULTS)
def test_every_result_is_in_the_total(key: str) -> None:
    more = row(*(2 if not column else 0 for column in range(6)))
    found = faults(with_request(key, *more))
    assert {one.fault for one in found} == {AnnualFault.RESULTS_DIFFER}
    assert {"自然人", "总计"} <= {one.where for one in found}


def test_empty_nought_and_slash_are_three_things() -> None:
    empty = faults(with_request("重复申请", *[Blank.EMPTY] * 7))
    assert [one.fault for one in empty] == [AnnualFault.CELLS_EMPTY]
    slash = faults(with_request("重复申请", *[Blank.SLASH] * 7))
    assert [one.fault for one in slash] == [AnnualFault.SLASH_IN_NUMBERS]
    assert [shown(value) for value in (Blank.EMPTY, Decimal(0), Blank.SLASH, Decimal("35.60"))] == [
        "待补", "0", "/", "35.60"
    ]  # fmt: skip


def test_a_sum_that_blanks_cannot_mend_is_told() -> None:
    """An empty cell may become any number, but none below 0: parts that exceed a whole are wrong already."""
    empty: tuple[Value, ...] = (Blank.EMPTY,) * 7
    results = dict.fromkeys(RESULTS, empty) | {"国家秘密": (Decimal(9), *empty[1:])}
    data = replace(BALANCED, requests={**BALANCED.requests, **results})
    assert [(one.where, one.first, one.second) for one in faults(data) if one.fault is AnnualFault.RESULTS_DIFFER] == [
        ("自然人", "9", "3")
    ]
    row_of = faults(with_request("重复申请", Decimal(2), *[Blank.EMPTY] * 5, Decimal(1)))
    assert AnnualFault.ROW_DIFFERS in {one.fault for one in row_of}
    # the other way round an empty cell may hold what is missing
    left = faults(with_request("重复申请", Decimal(0), *[Blank.EMPTY] * 5, Decimal(0)))
    assert [one.fault for one in left] == [AnnualFault.CELLS_EMPTY]


def test_what_is_wrong_comes_before_what_is_empty() -> None:
    data = replace(
        BALANCED,
        requests={**BALANCED.requests, "重复申请": (Blank.EMPTY,) * 7, CARRIED_ON: row(2, 0, 0, 0, 0, 0)},
        fee="",
    )
    assert [one.fault for one in faults(data)] == [
        AnnualFault.NOT_BALANCED,
        AnnualFault.NOT_BALANCED,
        AnnualFault.FEE_MISSING,
        AnnualFault.CELLS_EMPTY,
    ]


@pytest.mark.parametrize("data", [NOBODY_YET, AnnualData(2024)], ids=["empty file", "no file"])
def test_rows_with_empty_cells_are_told_in_a_line_for_each_table(data: AnnualData) -> None:
    told = list(describe_annual(faults(data), 2024))
    assert [line for line in told if "行待补" in line] == [
        "“主动公开”里 6 行待补：规章、行政规范性文件、行政许可、行政处罚等；没有的写 0，没写的各行都是 0 就加一行“其余: 0”",
        "“依申请公开”里 25 行待补：新收、上年结转、予以公开、部分公开等；没有的写 0，没写的各行都是 0 就加一行“其余: 0”",
        "“行政复议和诉讼”里 3 行待补：行政复议、未经复议直接起诉、复议后起诉；没有的写 0，没写的各行都是 0 就加一行“其余: 0”",
    ]
    assert told[-1] == "共 7 处；数据写在 content/2024/annual.yaml，改好再运行一次"


def test_texts_are_compared_with_last_year() -> None:
    problem = "一是政策解读的形式还不够丰富，二是公开的时效有待提高。"
    data = replace(BALANCED, texts={**BALANCED.texts, "存在的主要问题": problem})
    last = replace(BALANCED, year=2023, texts={"存在的主要问题": problem})
    assert AnnualFinding(AnnualFault.REPEATED, "存在的主要问题", "100%") in faults(data, last)
    assert faults(data, replace(last, texts={"存在的主要问题": "依申请公开的答复还不够规范。"})) == []
    assert repetition(problem, problem) == 1
    assert repetition(problem, "") == 0
    assert 0 < repetition(problem, problem[:14]) < 1


def test_numbers_are_compared_with_last_year_where_they_are_not_nought() -> None:
    assert dict(year_on_year(BALANCED, replace(BALANCED, year=2023)))[TABLES] == 1
    other = replace(BALANCED, year=2023, requests={**BALANCED.requests, RECEIVED: row(9, 9, 0, 0, 0, 0)})
    assert 0 < dict(year_on_year(BALANCED, other))[TABLES] < 1
    assert year_on_year(BALANCED, NOBODY) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"texts": {**BALANCED.texts, "总体情况": "公开" * 501}}, AnnualFault.OVERALL_TOO_LONG),
        ({"texts": {**BALANCED.texts, "改进情况": ""}}, AnnualFault.TEXT_MISSING),
        ({"fee": ""}, AnnualFault.FEE_MISSING),
        ({"disclosed": {**BALANCED.disclosed, "行政许可": (Blank.EMPTY,)}}, AnnualFault.CELLS_EMPTY),
    ],
)
def test_what_is_missing_or_too_long_is_told(change: dict[str, object], fault: AnnualFault) -> None:
    assert [one.fault for one in faults(replace(BALANCED, **change))] == [fault]  # type: ignore[arg-type]  # fields by name


def test_the_rows_and_columns_are_those_of_the_format() -> None:
    """国办公开办函〔2021〕30号, as it is printed."""
    text = "".join((ROOT / "tests" / "corpus" / "annual-format.txt").read_text("utf-8").split())
    for row in REQUESTS:
        assert "".join(row.label.split()) in text, row
    assert len(KEYS) == len(set(KEYS)) == len(RESULTS) + 4


def read(text: str) -> AnnualData:
    return parse(2024, file_from_text("content/2024/annual.yaml", text))


def test_numbers_are_read_as_typed() -> None:
    data = read("依申请公开:\n  新收: 5 1 0 0 空 / 6\n主动公开:\n  行政事业性收费: 35.6\n信息处理费: 没有收取\n")
    assert data.requests["新收"] == (*map(Decimal, (5, 1, 0, 0)), Blank.EMPTY, Blank.SLASH, Decimal(6))
    assert data.requests["总计"] == (Blank.EMPTY,) * 7
    assert (data.disclosed["行政事业性收费"], data.fee, data.fault) == ((Decimal("35.6"),), "没有收取", None)


def test_rows_that_are_not_written_are_nought_where_the_file_says_so() -> None:
    data = read("依申请公开:\n  新收: 1 0 0 0 0 0 1\n  重复申请: 空\n  其余: 0\n行政复议和诉讼:\n  其余: 0\n")
    assert data.fault is None
    assert data.requests["新收"][0] == 1
    assert data.requests["重复申请"] == (Blank.EMPTY,) * 7
    assert read("依申请公开:\n  新收: 0\n  重复申请: /\n").requests["新收"] == (Decimal(0),) * 7
    assert data.requests["上年结转"] == data.requests["公开出版物"] == (Decimal(0),) * 7
    assert data.disputes["行政复议"] == (Decimal(0),) * 5
    assert data.disclosed["规章"] == (Blank.EMPTY,) * 3


@pytest.mark.parametrize(
    "text",
    ["依申请公开:\n  新收: 5 1\n", "依申请公开:\n  其余: 1\n", "依申请公开:\n  其余: 空\n", "依申请公开:\n  新收: 五 1 0 0 0 0 6\n", "依申请公开:\n  新收: -5 1 0 0 0 0 6\n",
     "依申请: 1\n", "依申请公开:\n  收到: 1\n", "[", ""],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(text: str) -> None:
    fault = read(text).fault
    assert fault is not None
    assert fault.place.path == "content/2024/annual.yaml"


def test_the_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_office(Path("content"), 4)
    result = call("report", "2024", "--annual")
    assert result.exit_code == 1
    lines = [paragraph.text for paragraph in docx.Document(result.stdout.splitlines()[0]).paragraphs if paragraph.text]
    assert [line for line in lines if line[:2] in ("一、", "二、", "三、", "四、", "五、", "六、")] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    assert "收取信息处理费情况待补。" in lines
    disclosed, requests, disputes = docx.Document(result.stdout.splitlines()[0]).tables
    assert [cell.text for cell in disclosed.rows[1].cells] == [
        "信息内容", "本年制发件数", "本年废止件数", "现行有效件数"
    ]  # fmt: skip
    assert [row.cells[0].text for row in disclosed.rows] == [
        *("第二十条第（一）项", "信息内容", "规章", "行政规范性文件"),
        *("第二十条第（五）项", "信息内容", "行政许可"),
        *("第二十条第（六）项", "信息内容", "行政处罚", "行政强制"),
        *("第二十条第（八）项", "信息内容", "行政事业性收费"),
    ]
    assert [cell.text for cell in requests.rows[2].cells][1:] == list(APPLICANTS)
    assert [cell.text for cell in requests.rows[1].cells][2:7] == ["法人或其他组织"] * 5
    heads = [bool(row._tr.trPr is not None and row._tr.trPr.xpath("./w:tblHeader")) for row in requests.rows]
    assert heads == [True] * 3 + [False] * len(REQUESTS)
    assert (len(disputes.rows), len(disputes.columns)) == (4, 15)
    assert any(line.startswith("年度计划没有完成的任务：共4项") for line in lines)
    Path("content/2024/annual.yaml").write_text("方面:\n  主动公开:\n  - 事项01\n  - 事项02\n", "utf-8")
    done(
        "progress",
        "2024",
        "事项01",
        "--status",
        "已完成",
        "--done",
        "2024-02-01",
        "--evidence",
        "甲",
        "--date",
        "2024-02-02",
    )
    text = "\n".join(
        p.text for p in docx.Document(call("report", "2024", "--annual").stdout.splitlines()[0]).paragraphs
    )
    assert (
        "主动公开：计划中的任务共2项，已完成1项，没有登记1项，逾期未完成1项。" in text
        or "主动公开：计划中的任务共2项" in text
    )
    Path("content/2024/annual.yaml").write_text("[", "utf-8")
    result = call("report", "2024", "--annual")
    assert (result.exit_code, "annual.yaml" in result.stderr) == (1, True)
    assert call("report", "2024").exit_code == 2
