"""The files that `zwgk diff` hands out: 修改对照表, 修订稿 and 任务承接表, by file name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.diff import report
from pipeline.diff.snapshots import ComparedVersions, Version
from pipeline.draft.files import safe_name
from pipeline.render import comparison_table as comparison
from pipeline.render.compose import compose
from pipeline.render.word import document as docx
from pipeline.render.word.redline import redline
from pipeline.trace import traceability as taken
from pipeline.trace.traceability import TraceTable
from pipeline.typography import gbt9704 as standard

SHELL = "plan.docx"


def pages(found: ComparedVersions, folders: Sequence[Path]) -> Mapping[str, bytes]:
    """The comparison side by side as a page, by file name; raises TemplateError for a template that does not fit."""
    return {f"{_stem(found)}修改对照表.html": comparison.html(report.table(found.diff), folders)}


def documents(found: ComparedVersions, folders: Sequence[Path]) -> Mapping[str, bytes]:
    """The 修改对照表 and the new plan with every change tracked (修订稿), by file name.

    Raises TemplateError for a template that does not fit, and ZwgkError for a character
    that a Word file cannot hold.
    """
    shell = find_template(folders, SHELL)
    old, new = (
        docx.plan(compose(version.plan), shell, standard.PAGES[version.plan.head.layout.value])
        for version in (found.old, found.new)
    )
    author = found.new.plan.head.organ.value
    return {
        f"{_stem(found)}修改对照表.docx": comparison.docx(report.table(found.diff), found.new.plan, shell),
        f"{_stem(found)}修订稿.docx": redline(old, new, author),
    }


def against_page(found: TraceTable, version: Version, points: str, folders: Sequence[Path]) -> Mapping[str, bytes]:
    """The 任务承接表 as a page, by file name; raises TemplateError for a template that does not fit.

    `points` is what the 要点's file is called, without its ending: a plan is held against several of them.
    """
    return {f"{_held(version, points)}.html": comparison.html(taken.table(found), folders)}


def against_document(found: TraceTable, version: Version, points: str, folders: Sequence[Path]) -> Mapping[str, bytes]:
    """The 任务承接表 in Word, named as the page is; raises TemplateError for a template that does not fit."""
    sheet = comparison.docx(taken.table(found), version.plan, find_template(folders, SHELL))
    return {f"{_held(version, points)}.docx": sheet}


_LONGEST = 50
"""Characters of a 要点's file name that a table is called by: with a 稿本's name a file's may have 255 bytes."""


def _held(version: Version, points: str) -> str:
    return f"{safe_name(_name(version))}任务承接表-{safe_name(points)[:_LONGEST]}"


def _stem(found: ComparedVersions) -> str:
    return f"{safe_name(_name(found.old))}-{safe_name(_name(found.new))}"


def _name(version: Version) -> str:
    return f"{version.year}{version.state}"
