"""The work of `zwgk check`: years are checked and reported, fixed, or findings acknowledged."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

import click

from pipeline import preflight as coverage, source
from pipeline.assemble.last_run import LastRun, remember, stamps_of
from pipeline.check import fix
from pipeline.check.report.model import Baseline, Report, filter_codes, not_in_baseline, read_baseline
from pipeline.check.report.terminal import as_text, statistics
from pipeline.check.run import run_rules
from pipeline.check.session import CheckedContent, check_reading, check_sources, code_names, previous_plan
from pipeline.check.suppress import is_suppressible, item_of, text_at
from pipeline.cli.common import CLEAN, FAULT, REFUSED, contents_locked, echo_err, stop_if_classified, terminal_columns
from pipeline.cli.many import each_result, new_run
from pipeline.cli.messages import check as messages, usage
from pipeline.cli.messages.command import command_line
from pipeline.findings import Finding, has_errors, ordered
from pipeline.parse import parse
from pipeline.parse.acknowledgements import ACKNOWLEDGED, with_entry
from pipeline.source import Root, RootFiles, Sources
from pipeline.storage import write_file


def check_years(
    roots: Sequence[Root],
    asked: Sequence[tuple[Root, int]],
    *,
    form: str,
    fix: bool,
    diff: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    count: bool,
    baseline: str | None,
    acknowledge: str | None,
    item: str | None,
    reason: str | None,
    workers: int | None,
) -> int:
    """Check the years and print what is asked for; return the exit code."""
    if acknowledge is not None or fix or diff:
        with contents_locked(roots):
            files = {root: source.load_root(root.path) for root in {root for root, _ in asked}}
            proofs = [_check(files[root], year) for root, year in asked]
            if acknowledge is not None:
                return _acknowledged(asked, proofs, acknowledge, item, reason)
            if not any(proof.is_secret for proof in proofs):
                for (root, _), proof in zip(asked, proofs, strict=True):
                    codes = {finding.code for finding in filter_codes(proof.findings, select, ignore)}
                    _apply_fixes(root, files[root], proof, codes, write=fix and not diff)
                if diff:
                    return CLEAN
    found = _reports(asked, select, ignore, workers)
    before = _read_baseline(Path(baseline)) if baseline else None
    reports = [_only_fresh(report, before) if before is not None else report for report in found if report is not None]
    if count:
        for report in reports:
            click.echo(statistics(report), nl=False)
    else:
        _print(reports, form)
        if form == "html" and sys.stdout.isatty():
            echo_err(messages.save_the_sheet(command_line()))
    if None in found:
        return FAULT
    return REFUSED if any(has_errors(report.findings) for report in reports) else CLEAN


def require_codes(codes: Sequence[str]) -> None:
    """Refuse the beginning of a code that none has."""
    for code in codes:
        if not any(name.startswith(code.upper()) for name in code_names()):
            raise click.UsageError(usage.unknown_code(code))


def check_and_remember(asked: tuple[Root, int], files: RootFiles, form: str, place: Path, inputs: str) -> int:
    """Check one year, print the report, and keep what was printed for these inputs; return the exit code."""
    root, year = asked
    fonts = stamps_of(coverage.stated_font_paths(root.path, coverage.site_of(root.path)))
    report = _report_of(_check(files, year), (), ())
    text = _text(report, form)
    click.echo(text, nl=False)
    is_faulty = has_errors(report.findings)
    if not report.redactor.is_classified:
        remember(place, inputs, fonts, LastRun(text, report.year, is_faulty, {}))
    return REFUSED if is_faulty else CLEAN


def _reports(
    asked: Sequence[tuple[Root, int]], select: tuple[str, ...], ignore: tuple[str, ...], workers: int | None
) -> list[Report | None]:
    """The report of each year; None for one that could not be checked, which is said."""
    work = partial(_check_year, select, ignore, new_run())
    return [work(year) for year in asked] if len(asked) == 1 else list(each_result(work, asked, workers))


def _check_year(select: tuple[str, ...], ignore: tuple[str, ...], run: int, asked: tuple[Root, int]) -> Report:
    root, year = asked
    return _report_of(_check(_load(root, run), year), select, ignore)


def _report_of(proof: CheckedContent, select: tuple[str, ...], ignore: tuple[str, ...]) -> Report:
    if not proof.findings:
        return proof.report(())
    from pipeline.render.task_table import item_numbers

    return proof.report(filter_codes(proof.findings, select, ignore), item_numbers(proof.plan))


@lru_cache(maxsize=2)
def _load(root: Root, _run: int) -> RootFiles:
    """The years of one content root are checked one after the other; its files are read once in a run."""
    return source.load_root(root.path)


def _check(files: RootFiles, year: int) -> CheckedContent:
    """Check a year and its registers."""
    sources = files.year(year)
    reading = parse(sources)
    font_findings = coverage.quick_findings(files.path, reading)
    content = check_reading(sources, reading, previous_plan(files, year), font_findings)
    return replace(
        content,
        findings=ordered((*content.findings, *_register_findings(sources))),
    )


def _register_findings(sources: Sources) -> Iterator[Finding]:
    """Yield what is wrong in the year's registers; what reads one is imported only if the year has it."""
    from pipeline.publish.registers import read as registers

    year = sources.year
    paths = {file.path for file in sources.other_text_files}
    yield from registers.read(sources).findings
    if sources.shown(f"{year}/progress.yaml") in paths:
        from pipeline.progress import read as progress

        yield from progress.read(sources).findings
    if sources.shown(f"{year}/opinions.yaml") in paths:
        from pipeline.consult import read as opinions

        yield from opinions.read(sources).findings
    if sources.shown(f"{year}/annual.yaml") in paths:
        from pipeline.report import annual

        yield from annual.read(sources).findings


def _read_baseline(path: Path) -> Baseline:
    try:
        return read_baseline(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(usage.no_baseline(command_line())) from error


def _only_fresh(report: Report, before: Baseline) -> Report:
    return replace(report, findings=not_in_baseline(report.findings, before))


def _text(report: Report, form: str) -> str:
    """Return a report for reading or for programs."""
    match form:
        case "json":
            from pipeline.check.report.json import as_one_json

            return as_one_json([report])
        case "github":
            from pipeline.check.report.github import as_github

            return as_github(report)
        case _:
            return as_text(report, terminal_columns())


def _print(reports: Sequence[Report], form: str) -> None:
    if form == "json":
        from pipeline.check.report.json import as_one_json

        click.echo(as_one_json(reports), nl=False)
        return
    if form in ("sarif", "html") and len(reports) > 1:
        raise click.UsageError(usage.one_year_for(form))
    for report in reports:
        match form:
            case "sarif":
                from importlib import metadata

                from pipeline.check.report.sarif import as_sarif

                click.echo(as_sarif(report, metadata.version("zwgk")), nl=False)
            case "html":
                click.echo(_proofing_sheet(report), nl=False)
            case _:
                click.echo(_text(report, form), nl=False)


def _proofing_sheet(report: Report) -> str:
    from pipeline.assemble.templates import template_search_path
    from pipeline.check.report.sheet import TEMPLATE, sheet_slots
    from pipeline.render.web.jinja import render_template

    return render_template(
        template_search_path(Path.cwd()),
        TEMPLATE,
        **sheet_slots(report, messages.sheet_title(report.year, report.title)),
    )


def explained(code: str) -> str:
    """Return what a rule looks for; an unknown code is a usage error."""
    from pipeline.check import manual

    page = manual.explain(code)
    if page is not None:
        return page
    if code.upper() not in code_names():
        raise click.UsageError(usage.unknown_code(code))
    return messages.describe_code(code.upper(), code_names()[code.upper()])


def _apply_fixes(root: Root, files: RootFiles, proof: CheckedContent, codes: set[str], *, write: bool) -> None:
    """Make the safe fixes of these codes, or show what they would be."""
    before = previous_plan(files, proof.sources.year)

    def find(sources: Sources) -> tuple[Finding, ...]:
        return check_sources(sources, before).findings

    after = fix.apply_fixes(proof.sources, find, codes)
    _say_stale(root, proof, check_sources(after, before))
    click.echo(fix.diff_text(proof.sources, after, proof.redactor), nl=False, err=write)
    if write:
        changed = fix.changed_files(proof.sources, after)
        for name, text in changed.items():
            write_file(root.path / name, text.encode())
        echo_err(messages.fixed(fix.count_changes(proof.sources, after), len(changed)))


def _say_stale(root: Root, proof: CheckedContent, after: CheckedContent) -> None:
    """Say beforehand which reviewed words the fixes would change, so that the review has to look again."""
    year = proof.plan.year
    if not (root.path / str(year) / "reviews").is_dir():
        return
    from pipeline.publish.policy.normalize import safe_fixes
    from pipeline.publish.policy.review_diff import Grade, diff_units
    from pipeline.publish.policy.review_units import reviewed_units
    from pipeline.publish.status import load_status

    if load_status(proof).review_status.review is None:
        return
    fix = safe_fixes(lambda plan: run_rules(plan, proof.word_list), year)
    changes = diff_units(reviewed_units(proof.plan), reviewed_units(after.plan), fix)
    over = proof.redactor.redact
    for grade in (Grade.LIGHT, Grade.AGAIN):
        labels = [over(change.label) for change in changes if change.grade is grade]
        if labels:
            echo_err(messages.reviewed_units_changed(labels, light=grade is Grade.LIGHT))


def _acknowledged(
    asked: Sequence[tuple[Root, int]], proofs: Sequence[CheckedContent], code: str, item: str | None, reason: str | None
) -> int:
    """Register findings that a person lets stand."""
    if not item or not reason or not reason.strip():
        raise click.UsageError(usage.ACKNOWLEDGE_INCOMPLETE)
    if any(stop_if_classified(proof.sources) for proof in proofs):
        return REFUSED
    done = 0
    for (root, year), proof in zip(asked, proofs, strict=True):
        by_path = {file.path: file for _, file in proof.sources.files}
        meant = [
            finding for finding in proof.findings if finding.code == code.upper() and item_of(finding.place) == item
        ]
        if not all(map(is_suppressible, meant)):
            echo_err(messages.NOT_ACKNOWLEDGEABLE)
            return REFUSED
        register = proof.sources.get(f"{year}/{ACKNOWLEDGED}")
        if register is not None and not register.is_readable:
            echo_err(messages.acknowledgements_unreadable(register.path, command_line().for_root(root.path)))
            return REFUSED
        text = "\n".join(register.lines) if register is not None else ""
        for finding in ordered(meant):
            existing = source.file_from_text(ACKNOWLEDGED, text) if text else None
            text = with_entry(existing, finding.code, item, text_at(finding.place, by_path), reason.strip())
        if meant:
            write_file(root.path / str(year) / ACKNOWLEDGED, text.encode())
            done += len(meant)
    if not done:
        echo_err(messages.nothing_to_acknowledge(item, code.upper()))
        return REFUSED
    click.echo(messages.acknowledged(done))
    return CLEAN
