"""What `zwgk consult` and `submit` say."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from pipeline.check.report.model import Report, severity_counts
from pipeline.cli.messages.command import CommandLine
from pipeline.cli.messages.progress import describe_unplaced
from pipeline.refusals import Reason

if TYPE_CHECKING:
    from pipeline.consult.collect import Collected, FaultyForm, RejectedForms
    from pipeline.consult.decide import FaultyDecision
    from pipeline.consult.model import Consultation, Opinion
    from pipeline.model import Plan
    from pipeline.tasks.planned import PlannedTask

REFUSALS: Mapping[Reason, str] = {
    Reason.OPINIONS_DAMAGED: "意见登记读不出来，没有写；改好这些再运行：{faults}",
    Reason.CONSULT_NEEDS_SNAPSHOT: (
        "征求意见要用存好的稿本，以后才知道各科室看的是哪些文字：先 {zwgk} save {year} --as 征求意见稿，"
        "再 {zwgk} consult {year}@征求意见稿；现有的稿本：{snapshots}"
    ),
    Reason.CONSULT_STATES_DIFFER: "交回的是几个稿本的：{names}；分开读，或写明哪一个：{zwgk} consult 年度@稿本 --collect …",
}


def describe_round(round_: "Consultation") -> Iterator[str]:
    """Yield where a round stands: what each unit has answered, then the figures, and who has not."""
    from pipeline.consult.papers import adoption_line, answer_words

    yield from (f"{unit}：{answer_words(round_, answers)}" for unit, answers in round_.answers.items() if answers)
    yield adoption_line(round_)


def asked_of_nobody(tasks: "Sequence[PlannedTask]") -> Iterator[str]:
    """Yield what is said of tasks that only a name for several units (统称) has: none of the forms has them."""
    numbers = dict.fromkeys(task.label for task in tasks)
    if numbers:
        yield f"第 {'、'.join(numbers)} 项只写了统称，没有点名，哪一个科室也没有征求；要征求的，写明科室"


def describe_collected(collected: "Collected", path: Path) -> Iterator[str]:
    """Yield what was registered."""
    from pipeline.consult.read import AGREED

    for opinion in collected.added:
        yield f"{opinion.unit}{f'（{opinion.key}）' if opinion.key else ''}：{opinion.text or AGREED}"
    for unit in dict.fromkeys(opinion.unit for opinion in collected.superseded):
        count = sum(opinion.unit == unit for opinion in collected.superseded)
        yield f"{unit}：以这次交回的一份为准，以前一份的 {count} 条只留作记录，不列入采纳情况表"
    for name in collected.blank:
        yield f"{name}：没有填，不算答复"
    for opinion in collected.decided:
        made = opinion.adoption.value if opinion.adoption is not None else ""
        reason = f"，理由：{opinion.reason}" if opinion.reason else ""
        yield f"{opinion.unit}{f'（{opinion.key}）' if opinion.key else ''}：{opinion.text}——{made}{reason}"
    counted = f"已登记 {len(collected.added)} 条"
    if collected.decided:
        counted += f"，采纳情况 {len(collected.decided)} 条"
    yield f"{counted}：{path.as_posix()}；采纳不采纳、理由写在这个文件里，或填在采纳情况表里交回再读"


def not_collected(rejected: "RejectedForms") -> Iterator[str]:
    """Yield every form and row that cannot be registered, and that nothing is."""
    yield from (_form(form) for form in rejected.forms)
    yield from (f"{row.row.where}：{describe_unplaced(row)}" for row in rejected.unplaced)
    yield from (f"{decision.where}：{_decision(decision)}" for decision in rejected.decisions)
    yield f"有 {len(rejected.forms) + len(rejected.unplaced) + len(rejected.decisions)} 处登记不了，全部没有登记；改好再运行一次"


def _form(form: "FaultyForm") -> str:
    from pipeline.consult.collect import FormFault

    match form.fault:
        case FormFault.UNIT_UNKNOWN:
            named = f"写的科室“{form.value}”没有征求过意见" if form.value else "看不出是哪个科室的"
            return f"{form.name}：{named}；标题写作 任务确认单（科室）"
        case FormFault.OTHER_STATE:
            return f"{form.name}：是 {form.value} 的，不是这一稿的"
        case FormFault.NOT_A_FORM:
            return f"{form.name}：不是任务确认单，请移出目录；是的话，交有文字的 Word、Excel，要有“编号”或“工作任务”一栏，和“同意/意见”一栏"
        case _ as unknown:
            assert_never(unknown)


def _decision(decision: "FaultyDecision") -> str:
    """Why a row of a 采纳情况表 cannot be registered."""
    from pipeline.consult.decide import DecisionFault

    match decision.fault:
        case DecisionFault.NO_OPINION:
            return f"登记里这个科室没有这条意见：“{decision.value[:20]}”；科室和意见照原样，不改、不添"
        case DecisionFault.AMBIGUOUS:
            return f"这个科室对几项任务都说“{decision.value[:20]}”；“任务”一栏照原样写明是哪一项"
        case DecisionFault.ADOPTION_UNKNOWN:
            return f"采纳情况不认识“{decision.value[:20]}”；可以写：采纳、部分采纳、不采纳"
        case DecisionFault.REASON_MISSING:
            return "不采纳的必写理由"
        case DecisionFault.ADOPTION_MISSING:
            return "写了理由，没有写采纳情况"
        case DecisionFault.SAME_OPINION:
            return f"这条意见另有一行，填的不同：“{decision.value[:20]}”；只留一行"
        case _ as unknown:
            assert_never(unknown)


def still_as_it_was(opinions: "Sequence[Opinion]", command: CommandLine, year: int) -> Iterator[str]:
    """Yield what is said of opinions that were adopted while the words they are about are as they were."""
    keys = dict.fromkeys(opinion.key for opinion in opinions)
    if keys:
        yield f"请核实：采纳了意见、文字还没有改的任务：{'、'.join(keys)}；改了以后再 {command} submit {year}"


def left_to_check(report: Report, command: CommandLine, year: int) -> Iterator[str]:
    """Yield how many findings `check` has of the plan that is submitted; nothing where it has none."""
    if report.findings:
        yield f"检查：{severity_counts(report)}，起草说明“检查情况”里逐类列出；逐处查看：{command} check {year}"


def to_be_added(plan: "Plan") -> Iterator[str]:
    """Yield what the 起草说明 has as 待补, and where it is written."""
    if not plan.head.basis:
        yield "起草说明里的依据待补：在 plan.md 开头的两行 --- 之间写 依据: 《文件名称》，再生成一次"
    if not any(item.directive_points for item in plan.items()):
        yield "起草说明里的承接待补：在事项文件开头写 对应要点: 要点的编号，再生成一次；没有上级要点的，删去这一段"
