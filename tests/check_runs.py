"""Read and check the files of a case, and report what is found in every format."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.check.redact import build_redactor
from pipeline.check.report.github import as_github
from pipeline.check.report.json import as_json
from pipeline.check.report.model import Report, build_report
from pipeline.check.report.sarif import as_sarif
from pipeline.check.report.sheet import TEMPLATE, sheet_slots
from pipeline.check.report.terminal import as_text, statistics
from pipeline.check.run import all_rules, run_rules
from pipeline.check.suppress import UNUSED_SUPPRESSION, apply_suppressions
from pipeline.findings import Diagnostics, Finding
from pipeline.model import Plan
from pipeline.parse import codes, parse
from pipeline.parse.acknowledgements import AcknowledgementEntry
from pipeline.parse.word_list import read_words
from pipeline.render.web.jinja import render_template
from pipeline.source import Sources, sources_from_files
from tests.builders import ROOT
from tests.strategies import YEAR

NAMES = {rule.code: rule.name for rule in all_rules()} | {UNUSED_SUPPRESSION.code: UNUSED_SUPPRESSION.name}
"""Every code that `check` finds beyond those of reading."""


LAST_YEAR = "上年/"


@dataclass(frozen=True)
class Checked:
    """What was typed, read and checked."""

    sources: Sources
    plan: Plan
    of_reading: tuple[Finding, ...]
    of_check: tuple[Finding, ...]


def checked(files: dict[str, str], year: int = YEAR) -> Checked:
    """The files of one year, read and checked with the office's words and last year's plan where there are any."""
    now = {name: words for name, words in files.items() if not name.startswith(LAST_YEAR)}
    sources = sources_from_files(year, now)
    reading = parse(sources)
    listed = sources.get("words.yaml")
    found = Diagnostics()
    words = read_words(listed, found) if listed is not None else ()
    before = {
        f"{YEAR - 1}/{name.removeprefix(LAST_YEAR)}": words
        for name, words in files.items()
        if name.startswith(LAST_YEAR)
    }
    previous = parse(sources_from_files(YEAR - 1, before)).plan if before else None
    return Checked(
        sources,
        reading.plan,
        (*reading.findings, *found.findings),
        run_rules(reading.plan, words, previous, reading.site),
    )


def reported(files: dict[str, str], register: Sequence[AcknowledgementEntry] = ()) -> Report:
    done = checked(files)
    by_path = {source.path: source for _, source in done.sources.files}
    left = apply_suppressions((*done.of_reading, *done.of_check), done.plan, register, by_path)
    names = NAMES | {code.code: code.name for code in vars(codes).values() if isinstance(code, codes.Code)}
    texts = (*done.plan.texts(), *(note.text for note in done.plan.notes()))
    return build_report(done.sources, build_redactor(done.sources, texts), left, names)


def as_html(report: Report, heading: str) -> str:
    """The 校对单 of a report."""
    return render_template((ROOT / "templates",), TEMPLATE, **sheet_slots(report, heading))


def formats(said: Report) -> dict[str, str]:
    """Everything we say of a report, by format."""
    return {
        "text": as_text(said),
        "json": as_json(said),
        "sarif": as_sarif(said, "0"),
        "github": as_github(said),
        "html": as_html(said, f"{YEAR}年度计划"),
        "statistics": statistics(said),
    }
