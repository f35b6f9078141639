"""What `zwgk check` says besides its report, and what every verb says of findings and of classified content."""

from collections.abc import Sequence

from pipeline.check.report.model import Report, severity_counts
from pipeline.cli.messages.command import CommandLine

NOT_ACKNOWLEDGEABLE = "保密的问题和会丢字的问题不能这样登记；保密的问题由保密审查登记。"


def save_the_sheet(command: CommandLine) -> str:
    """What to do with a sheet that went to the terminal."""
    return f"存成文件再打开、打印：{command} check --format html > 校对单.html"


def sheet_title(year: str, name: str) -> str:
    """The title of the proofing sheet of a plan, or where nothing of it is shown, of a year's folder."""
    return f"{name}校对单" if name else f"{year} 校对单"


def describe_code(code: str, name: str) -> str:
    """What is said of a code that reading the content finds, and that has no page of its own."""
    return f"{code} · {name}（读内容时发现，改法写在每一处问题下面）\n"


def reviewed_units_changed(labels: Sequence[str], *, light: bool) -> str:
    """Which reviewed units a fix would change, so that they are looked at again."""
    return f"改正后{'要由保密岗位复核' if light else '要重新审查'}：{'、'.join(labels)}"


def fixed(places: int, files: int) -> str:
    """How much `--fix` changed."""
    return f"改了 {places} 处，{files} 个文件。" if files else "没有可以自动改的。"


def acknowledgements_unreadable(path: str, command: CommandLine) -> str:
    """A register of acknowledged findings that cannot be read."""
    return f"{path} 读不出来，没有登记；用 {command} check 看怎样改。"


def nothing_to_acknowledge(item: str, code: str) -> str:
    """An item without such a finding."""
    return f"{item} 里没有 {code} 的问题，没有登记。"


def acknowledged(count: int) -> str:
    """How many findings were acknowledged."""
    return f"已登记 {count} 处。"


def classified(path: str, line: int) -> str:
    """Where a classification mark is, and that nothing goes on."""
    return f"内容写有密级（{path}:{line}）：涉密内容不得在这里处理，请报告本单位保密工作机构。"


def counted(report: Report, command: CommandLine) -> str:
    """How many findings a year has, and how to see each."""
    return f"{report.year}：{severity_counts(report)}（逐处查看：{command} check）"


def perhaps_unread(year: int, count: int, command: CommandLine) -> str:
    """A plan of which something could not be read, so that tasks may be missing."""
    return f"请核实：{year} 年的计划有 {count} 处必改的问题，可能有任务没有读到；用 {command} check {year} 逐条查看"
