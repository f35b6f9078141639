"""What `zwgk report` says."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, assert_never

from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.report.annual import AnnualFinding

REFUSALS: Mapping[Reason, str] = {
    Reason.ANNUAL_UNREADABLE: "annual.yaml 读不出来；第一处在 {place}：{message}；写法见 docs/year.md",
}


def describe_repetition(shares: Sequence[tuple[str, float]]) -> Iterator[str]:
    """Yield how much of each text stood in last year's report."""
    for key, share in shares:
        yield f"{key}：和上年相同 {share:.0%}"


def describe_annual(faults: "Sequence[AnnualFinding]", year: int) -> Iterator[str]:
    """Yield what does not add up or is missing in the material; the rows with empty cells in a line for each table."""
    from pipeline.report.annual import REST, AnnualFault

    empty: dict[str, list[str]] = {}
    for fault in faults:
        if fault.fault is AnnualFault.CELLS_EMPTY:
            empty.setdefault(fault.table, []).append(fault.where)
        else:
            yield f"请核实 {_fault(fault)}"
    for table, rows in empty.items():
        shown = "、".join(rows[:MAX_ROWS]) + ("等" if len(rows) > MAX_ROWS else "")
        yield f"“{table}”里 {len(rows)} 行待补：{shown}；没有的写 0，没写的各行都是 0 就加一行“{REST}: 0”"
    if faults:
        count = len(faults) - sum(map(len, empty.values())) + len(empty)
        yield f"共 {count} 处；数据写在 content/{year}/annual.yaml，改好再运行一次"


MAX_ROWS = 4
"""The most rows with empty cells that are named of a table."""


def _fault(finding: "AnnualFinding") -> str:
    from pipeline.report.annual import AnnualFault

    where = f"“{finding.table}”里“{finding.where}”" if finding.table else f"“{finding.where}”"
    match finding.fault:
        case AnnualFault.NOT_BALANCED:
            return f"{where}一栏：新收加上年结转是 {finding.first}，总计加结转下年是 {finding.second}，应当相等"
        case AnnualFault.RESULTS_DIFFER:
            return f"{where}一栏：办理结果各项相加是 {finding.first}，总计写的是 {finding.second}"
        case AnnualFault.ROW_DIFFERS:
            return f"{where}：各栏相加是 {finding.first}，总计写的是 {finding.second}"
        case AnnualFault.CELLS_EMPTY:
            return f"{where}：有空格"
        case AnnualFault.SLASH_IN_NUMBERS:
            return f"{where}：写了“/”；这张表写数，没有的写 0"
        case AnnualFault.OVERALL_TOO_LONG:
            return f"{where}：{finding.first} 字，原则上不超过一千字"
        case AnnualFault.TEXT_MISSING:
            return f"{where}：没有写"
        case AnnualFault.FEE_MISSING:
            return "“信息处理费”：没有写；收取情况在第六部分专门报告，没有收取也要写明"
        case AnnualFault.REPEATED:
            return f"{where}：{finding.first} 和上年相同，不得年年雷同"
        case _ as unknown:
            assert_never(unknown)
