"""`zwgk consult` and `submit`: the units are asked about a draft, their opinions collected, the whole submitted for review."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import source
from pipeline.check.redact import redact_deep
from pipeline.cli.common import (
    CLEAN,
    OUT,
    REFUSED,
    YEAR,
    contents_locked,
    echo_err,
    exit_with_code,
    files_below,
    foreign_files,
    one_plan,
    read_day,
    read_returned,
    refused,
    stop_if_classified,
    today,
    write_papers,
)
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import command_line
from pipeline.refusals import Reason, Refusal
from pipeline.source import Root
from pipeline.storage import write_file
from pipeline.text.dates import parse_day

if TYPE_CHECKING:
    from pipeline.consult.collect import RejectedForms
    from pipeline.consult.model import Consultation, OpinionRegister
    from pipeline.diff.snapshots import ComparedVersions, Version

HAND_TYPED = (".yaml", ".yml")

DEADLINE_FILE = ".by"
"""Among the papers of a round: the day by which the units are asked to answer."""


@click.command(options_metavar="[选项]")
@click.argument("version", metavar="[年度@稿本]", required=False)
@click.argument("files", metavar="[文件…]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--collect",
    "collecting",
    is_flag=True,
    help="读交回的任务确认单、填好的采纳情况表（文件或目录；docx、xlsx、手写的 opinions.yaml）。",
)
@click.option("--date", "day", metavar="日期", help="收意见的日期；--collect 必写。")
@click.option("--by", "until", metavar="日期", help="请科室哪一天以前交回，印在确认单上。")
@OUT
@click.pass_obj
@exit_with_code
def consult(
    roots: list[Root],
    version: str | None,
    files: tuple[Path, ...],
    *,
    collecting: bool,
    day: str | None,
    until: str | None,
    out: str,
) -> int:
    """按科室征求意见：生成征求意见稿和一科一份任务确认单；--collect 读交回的意见，列出谁还没有答复。"""
    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT)
    root = roots[0]
    given = list(files)
    if collecting and version is not None and Path(version).exists():
        given, version = [Path(version), *given], None
    if collecting and version is not None and "@" not in version and not version.isdigit():
        raise click.UsageError(usage.not_found(Path(version)))
    missing = next((path for path in given if not path.exists()), None)
    if missing is not None:
        raise click.UsageError(usage.not_found(missing))
    if collecting and not (given and day):
        raise click.UsageError(usage.COLLECT_INCOMPLETE)
    if not collecting and (given or not version):
        raise click.UsageError(usage.consult_what(command_line()))
    if not root.path.is_dir():
        raise click.UsageError(usage.no_folder(root.path))
    if stop_if_classified(source.load_root(root.path).year(0)):
        return REFUSED
    if not collecting:
        assert version is not None, "a round is of a 稿本"
        opened = _snapshot(root, version)
        return refused(opened) if isinstance(opened, Refusal) else _send(root, opened, until, out)
    with contents_locked(roots):
        return _collect(root, version, given, day or "")


def _snapshot(root: Root, name: str) -> "Version | Refusal":
    """Return the 稿本 of that name with what is sensitive redacted, as the units have it before them.

    The year as it is now is none: nobody would know later what the units had.
    """
    from pipeline.diff.snapshots import snapshot_names

    opened = _redacted_version(root, name)
    if isinstance(opened, Refusal):
        return opened
    if not opened.state or opened.by_git:
        names = snapshot_names(root.path, opened.year)
        return Refusal(Reason.CONSULT_NEEDS_SNAPSHOT, year=opened.year, snapshots=names)
    return opened


def _redacted_version(root: Root, name: str) -> "Version | Refusal":
    from pipeline.diff.snapshots import open_version, redactor_for

    opened = open_version(root.path, name)
    if isinstance(opened, Refusal):
        return opened
    return replace(opened, plan=redact_deep(opened.plan, redactor_for(opened)))


def _round(version: "Version", register: "OpinionRegister") -> "Consultation":
    from pipeline.consult.model import consultation
    from pipeline.diff.snapshots import redactor_for
    from pipeline.tasks.planned import planned_tasks, units_with_tasks

    tasks = planned_tasks(version.plan)
    found = consultation(register, version.state, tasks, units_with_tasks(version.plan, tasks))
    return redact_deep(found, redactor_for(version))


def _read_register(root: Root, year: int) -> "OpinionRegister | Refusal":
    """Return the year's opinions, or why nothing can be made of them."""
    from pipeline.consult.read import read

    register = read(source.load_root(root.path).year(year))
    return Refusal(Reason.OPINIONS_DAMAGED, faults=register.faults) if register.faults else register


def _send(root: Root, version: "Version", until: str | None, out: str) -> int:
    """Write the papers of a round, and say where it stands if answers are registered."""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.cli.messages.consult import asked_of_nobody
    from pipeline.consult.papers import consult_papers
    from pipeline.diff.exports import version_stem
    from pipeline.tasks.choose import tasks_of_groups_alone

    register = _read_register(root, version.year)
    if isinstance(register, Refusal):
        return refused(register)
    found = _round(version, register)
    folder = Path(out) / root.prefix / "consult" / version_stem(version)
    by = read_day(until, "--by", version.year) if until else _earlier_deadline(folder)
    template = find_template(template_search_path(Path.cwd()), "plan.docx")
    papers = consult_papers(version.plan, found, template, by)
    if by is not None:
        papers[DEADLINE_FILE] = f"{by.isoformat()}\n".encode()
    write_papers(Path(out), folder, papers)
    for line in asked_of_nobody(tasks_of_groups_alone(found.tasks, version.plan)):
        echo_err(line)
    if any(found.answers.values()):
        _report(root, version.year, found)
    return CLEAN


def _earlier_deadline(folder: Path) -> date | None:
    """Return the day by which the units were asked to answer when the papers were last written; None without one."""
    path = folder / DEADLINE_FILE
    return parse_day(path.read_text("utf-8", errors="replace").strip()) if path.is_file() else None


def _report(root: Root, year: int, found: "Consultation") -> None:
    """Print where a round stands, and which adopted opinions the plan as it is now does not show."""
    from pipeline.cli.messages.consult import describe_round, still_as_it_was
    from pipeline.consult.model import unchanged_since
    from pipeline.tasks.planned import planned_tasks

    for line in describe_round(found):
        click.echo(line)
    now = _redacted_version(root, str(year))
    if not isinstance(now, Refusal):
        for line in still_as_it_was(unchanged_since(found.opinions, planned_tasks(now.plan)), command_line(), year):
            echo_err(line)


def _collect(root: Root, name: str | None, given: Sequence[Path], day: str) -> int:
    """Register what came back; call it inside the lock."""
    from pipeline.cli.messages.consult import describe_collected
    from pipeline.consult.collect import (
        Collected,
        FaultyForm,
        FormFault,
        RejectedForms,
        collect,
        not_forms,
        stated_states,
    )
    from pipeline.consult.model import OPINIONS
    from pipeline.diff.snapshots import redactor_for

    paths = files_below(given)
    typed = [path for path in paths if path.suffix.lower() in HAND_TYPED]
    if foreign := foreign_files([path for path in paths if path not in typed]):
        return _rejected(RejectedForms(tuple(FaultyForm(path.name, FormFault.NOT_A_FORM) for path in foreign)))
    documents = read_returned([path for path in paths if path not in typed])
    if isinstance(documents, Refusal):
        return refused(documents)
    if name is None:
        states = stated_states(documents)
        if not states and (forms := not_forms(documents)):
            return _rejected(RejectedForms(forms))
        if len(states) != 1:
            return refused(Refusal(Reason.CONSULT_STATES_DIFFER, names=states))
        name = states[0]
    version = _snapshot(root, name)
    if isinstance(version, Refusal):
        return refused(version)
    register = _read_register(root, version.year)
    if isinstance(register, Refusal):
        return refused(register)
    found = _round(version, register)
    hand = [source.file_from_bytes(path.as_posix(), path.read_bytes()) for path in typed]
    redact = redactor_for(version)
    shown = f"{version.year}@{version.state}"
    result = collect(
        register,
        shown,
        found.tasks,
        found.units,
        documents,
        hand,
        day=read_day(day, "--date", version.year),
        today=today(),
        redact=redact,
    )
    match result:
        case Refusal():
            return refused(result)
        case RejectedForms():
            return _rejected(result)
        case Collected():
            path = root.path / str(version.year) / OPINIONS
            write_file(path, result.text.encode())
            for line in describe_collected(result, path):
                click.echo(line)
    register = _read_register(root, version.year)
    if not isinstance(register, Refusal):
        _report(root, version.year, _round(version, register))
    return CLEAN


def _rejected(rejected: "RejectedForms") -> int:
    from pipeline.cli.messages.consult import not_collected

    for line in not_collected(rejected):
        echo_err(line)
    return REFUSED


@click.command(options_metavar="[选项]")
@YEAR
@OUT
@click.pass_obj
@exit_with_code
def submit(roots: list[Root], year: int, out: str) -> int:
    """送审包：送审稿、起草说明（数字都由计划和登记算出）、修改对照表、保密审查表、采纳情况表。"""
    from pipeline.assemble.templates import find_template, template_search_path
    from pipeline.cli.messages.consult import left_to_check, to_be_added
    from pipeline.publish.status import load_status
    from pipeline.submission.package import Submission, submission_files

    opened = one_plan(roots, year)
    if opened is None:
        return REFUSED
    root = opened.root
    if any(finding.data_loss for finding in opened.content.findings):
        return refused(Refusal(Reason.TEXT_LOST, year=year))
    register = _read_register(root, year)
    if isinstance(register, Refusal):
        return refused(register)
    state = register.states[-1] if register.states else None
    version = _redacted_version(root, f"{year}@{state}") if state is not None else None
    asked = version if version is not None and not isinstance(version, Refusal) else None
    given = Submission(
        opened.plan,
        _compared(root, str(year - 1), year) if year - 1 in source.years(root.path) else None,
        _compared(root, f"{year}@{state}", year) if asked is not None else None,
        _round(asked, register) if asked is not None else None,
        opened.content.findings,
    )
    template = find_template(template_search_path(Path.cwd()), "plan.docx")
    files = submission_files(given, load_status(opened.content), template)
    folder = Path(out) / root.prefix / "submit" / str(year)
    write_papers(Path(out), folder, files)
    for line in (*to_be_added(opened.plan), *left_to_check(opened.content.report(), command_line(), year)):
        echo_err(line)
    if given.round_ is not None:
        _report(root, year, given.round_)
    return CLEAN


def _compared(root: Root, old: str, year: int) -> "ComparedVersions | None":
    """The year compared with an earlier version; None where that is none."""
    from pipeline.diff.snapshots import compare_versions

    compared = compare_versions(root.path, old, str(year))
    return None if isinstance(compared, Refusal) else compared
