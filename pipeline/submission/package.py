"""Put together the 送审包: the draft, its 起草说明 with figures from the model, what changed, the review form, the opinions.

Nothing is evaluated, and nothing is written that the content or a register does not say: what is missing is 待补.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.check.session import code_names
from pipeline.consult.model import Adoption, Consultation, about
from pipeline.consult.papers import ADOPTIONS, adoption_line, adoption_table
from pipeline.dataclass import dataclass
from pipeline.diff import report
from pipeline.diff.model import Diff, Kind
from pipeline.diff.snapshots import ComparedVersions
from pipeline.findings import Finding, Severity
from pipeline.model import TO_BE_ADDED, Plan, Section, walk
from pipeline.publish.portal.review_form import review_form
from pipeline.publish.status import YearStatus
from pipeline.render import comparison_table
from pipeline.render.compose import compose
from pipeline.render.print_model import Line, Span, Style
from pipeline.render.task_table import task_rows
from pipeline.render.word import document
from pipeline.render.word.form import form_file
from pipeline.tasks.planned import planned_tasks, units_with_tasks
from pipeline.typography import gbt9704
from pipeline.typography.numbering import han_number


@dataclass(frozen=True, slots=True)
class Submission:
    """What a 送审包 is made from, sensitive text redacted: the plan, what it is compared with, and the round of 征求意见.

    `earlier` is the comparison with last year's plan, `since` that with the 稿本 the units had; None where there is none.
    `findings` are those of `check` that nobody has dealt with.
    """

    plan: Plan
    earlier: ComparedVersions | None = None
    since: ComparedVersions | None = None
    round_: Consultation | None = None
    findings: tuple[Finding, ...] = ()


def submission_files(given: Submission, status: YearStatus, template: Path) -> dict[str, bytes]:
    """Return the files of the 送审包 by name, numbered in their order; raises TemplateError for a template that does not fit."""
    plan = given.plan
    page = gbt9704.PAGES[plan.head.layout.value]
    files = {
        "送审稿.docx": document.plan(compose(plan.with_stage("送审稿")), template, page),
        "起草说明.docx": form_file(f"{plan.name}起草说明", tuple(statement(given)), plan, template),
    }
    for compared, name in (
        (given.earlier, "修改对照表（与上年）.docx"),
        (given.since, "修改对照表（征求意见以后）.docx"),
    ):
        if compared is not None:
            files[name] = comparison_table.docx(report.table(compared.diff), plan, template)
    content = status.content
    files["保密审查表.docx"] = review_form(
        content.plan,
        content.site,
        status.review_status,
        status.findings,
        template,
        redact=content.redactor.redact,
        passed=status.released_findings,
    )
    if given.round_ is not None:
        files[ADOPTIONS] = comparison_table.docx(adoption_table(plan, given.round_), plan, template)
    return {f"{number}-{name}": content for number, (name, content) in enumerate(files.items(), 1)}


# --- 起草说明 ------------------------------------------------------------------------------


def statement(given: Submission) -> Iterator[Line]:
    """Yield the 起草说明 line by line: headings numbered 一、, and what the model and the registers say."""
    chapters = (
        ("起草依据", _basis(given.plan)),
        ("主要内容", _content(given.plan)),
        ("与上年计划比较", _compared(given.earlier.diff if given.earlier is not None else None)),
        ("承接上级要点", _directive(given.plan)),
        ("征求意见", _opinions(given.plan, given.round_)),
        ("检查情况", _checked(given.plan, given.findings)),
    )
    for number, (title, lines) in enumerate(chapters, 1):
        yield Line(Style.HEADING_1, (Span(f"{han_number(number)}、{title}"),))
        yield from (Line(Style.BODY, (Span(text),)) for text in lines)


def _basis(plan: Plan) -> list[str]:
    names = [text.value for text in plan.head.basis]
    return [f"依据：{'、'.join(names)}。"] if names else [f"依据{TO_BE_ADDED}。"]


def _content(plan: Plan) -> list[str]:
    tasks = planned_tasks(plan)
    sections = sum(isinstance(visit.part, Section) and visit.part.level == 1 for visit in walk(plan.parts))
    items = len({row.item.id for row in task_rows(plan)})
    units = units_with_tasks(plan, tasks)
    lines = [f"正文 {sections} 个部分，工作事项 {items} 项，分解为任务 {len(tasks)} 项，涉及 {len(units)} 个科室。"]
    in_order = sorted(tasks, key=lambda task: task.deadline.order())
    deadlines = Counter(task.deadline.text.value or "没有写明" for task in in_order)
    stated = "，".join(f"{text} {count} 项" for text, count in deadlines.items())
    return [*lines, f"完成时间：{stated}。"]


def kind_counts(diff: Diff) -> Mapping[Kind, int]:
    """Return how many changes of each kind there are, the most important first; the year moved in titles is none."""
    counts: Counter[Kind] = Counter(change.kind for change in diff.changes if change.kind is not Kind.ROLLED)
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def _compared(diff: Diff | None) -> list[str]:
    if diff is None:
        return ["没有上一年的计划可以比较。"]
    counts = kind_counts(diff)
    changed = "，".join(f"{kind.value} {count} 处" for kind, count in counts.items()) or "没有改动"
    return [f"上年工作事项 {diff.old_count} 项，本年 {diff.new_count} 项：{changed}。逐处见修改对照表。"]


def _directive(plan: Plan) -> list[str]:
    linked = [(item, "、".join(point.value for point in item.directive_points)) for item in plan.items()]
    stated = [(item, points) for item, points in linked if points]
    if not stated:
        return [f"承接情况{TO_BE_ADDED}：没有事项写明“对应要点”。"]
    lines = [f"写明承接上级要点的事项 {len(stated)} 项："]
    return [*lines, *(f"{item.title.value}：{points}。" for item, points in stated)]


_INNER_QUOTES = str.maketrans("“”", "‘’")
"""Quotation marks inside quoted words."""


def _opinions(plan: Plan, round_: Consultation | None) -> list[str]:
    if round_ is None:
        return ["没有登记征求过意见。"]
    tasks = {task.key: task for task in round_.tasks}
    refused = [
        f"{opinion.unit}对{about(tasks.get(opinion.key), opinion.key)}：“{opinion.text.rstrip('。').translate(_INNER_QUOTES)}”，{opinion.adoption.value}：{opinion.reason.rstrip('。')}。"
        for opinion in round_.opinions
        if opinion.adoption in (Adoption.NOT_ADOPTED, Adoption.IN_PART)
    ]
    return [f"就《{plan.name}》（{round_.state}）{adoption_line(round_)}", *refused]


_MAX_NUMBERS = 6
"""The most items that are named of one kind of finding."""


def _checked(plan: Plan, findings: Sequence[Finding]) -> list[str]:
    """How many findings of each severity there are, and below what has to be mended or looked at, by kind, with its items."""
    counts = Counter(finding.severity for finding in findings)
    lines = [f"用工具检查计划：{'，'.join(f'{severity.value} {counts[severity]} 处' for severity in Severity)}。"]
    names = code_names()
    numbers: dict[str, list[str]] = {}
    for task in planned_tasks(plan):
        numbers.setdefault(f"/{plan.year}/items/{task.item}.md", []).append(str(task.number))
    kinds = Counter((finding.severity, finding.code) for finding in findings if finding.severity is not Severity.INFO)
    order = list(Severity)
    for (severity, code), count in sorted(
        kinds.items(), key=lambda kind: (order.index(kind[0][0]), -kind[1], kind[0][1])
    ):
        own = [finding.place.path for finding in findings if (finding.severity, finding.code) == (severity, code)]
        named = list(dict.fromkeys(n for end, labels in numbers.items() if _any_ends(own, end) for n in labels))
        items = f"：第{'、'.join(named[:_MAX_NUMBERS])}项{'等' if len(named) > _MAX_NUMBERS else ''}" if named else ""
        lines.append(f"{severity.value}：{names.get(code, code)}（{code}）{count} 处{items}。")
    return lines


def _any_ends(paths: Iterable[str], end: str) -> bool:
    return any(f"/{path}".endswith(end) for path in paths)
