"""What `zwgk import` says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.messages.command import CommandLine
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.ingest.write import ImportedYear

REFUSALS: Mapping[Reason, str] = {
    Reason.IMPORT_UNREADABLE: "{name}：{error}",
    Reason.IMPORT_CLASSIFIED: "文件写有密级：涉密内容不得在这里处理，请报告本单位保密工作机构。什么也没有写。",
    Reason.IMPORT_OTHER_YEAR: (
        "文件是 {stated} 年的（《{title}》），不是 {year} 年的，没有导入；要导入就写 --year {stated}"
    ),
    Reason.IMPORT_STUB: "{name} 只有“详见附件”一类的话，计划在它的附件里；请取得那份附件再导入",
    Reason.IMPORT_EMPTY_TABLE: "{name} 里的表格是空的，只有表头或框线；请取得填好的文件再导入",
    Reason.IMPORT_TOO_LONG: "{name} 有 {count} 行带序号的文字或表格，不像一年的计划；请只留计划再导入",
    Reason.IMPORT_EMPTY: "{name} 里没有读出正文；正文如果是图片，请先转成文字",
}


def describe_import(year: "ImportedYear", root: Path, command: CommandLine) -> Iterator[str]:
    """Yield what an import made and what to do next, line by line."""
    from pipeline.ingest.account import Use
    from pipeline.ingest.report import REPORT

    imported, account = year.imported, year.imported.account
    plan = imported.plan
    items = sum(1 for _ in plan.items())
    tasks = sum(len(item.tasks) for item in plan.items())
    folder = root / str(plan.year)
    yield f"已导入 {folder.as_posix()}：{imported.family.value}，事项 {items} 个，任务 {tasks} 项"
    yield f"读入 {account.read} 字，放进内容 {account.placed} 字，没有放进去的 {account.count(Use.LEFT)} 字"
    if imported.kept_rows:
        yield f"附表 {imported.kept_rows} 行没有并入事项，照原样放在附件里，它的责任和时限不在任务里"
    open_count = sum(disagreement.is_open for disagreement in imported.disagreements)
    if imported.disagreements:
        yield f"正文和附表不一致 {len(imported.disagreements)} 处，两边都写的以正文为准" + (
            f"，其中 {open_count} 处标了待核" if open_count else ""
        )
    if imported.remarks:
        yield f"补上、沿用或改动的 {len(imported.remarks)} 处"
    if imported.new_units:
        roster, count = (root / "units.yaml").as_posix(), len(imported.new_units)
        names = "、".join(unit.name.value for unit in imported.new_units)
        done = "写在它的“待核科室”“待核统称”下面，请逐个核对" if year.records else "没有能写进去，请自己加上"
        yield f"名册 {roster} 里没有的名称 {count} 个，{done}：{names}"
    yield f"逐条看 {(folder / REPORT).as_posix()}，再用 {command} check {plan.year} 检查"
