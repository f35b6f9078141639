"""The files of a comparison (`zwgk diff`) by name: the 修改对照表 as a page or in Word, and the redline (修订稿)."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.diff import report
from pipeline.diff.snapshots import ComparedVersions, Version
from pipeline.draft.files import safe_name
from pipeline.render import comparison_table
from pipeline.render.compose import compose
from pipeline.render.word import document
from pipeline.render.word.redline import redline
from pipeline.typography import gbt9704

WORD_TEMPLATE = "plan.docx"


def html_files(compared: ComparedVersions, templates: Sequence[Path]) -> Mapping[str, bytes]:
    """Return the 修改对照表 as one page, by file name; raises TemplateError for a template that does not fit."""
    table = report.table(compared.diff)
    return {f"{_stem(compared)}修改对照表.html": comparison_table.html(table, templates)}


def word_files(compared: ComparedVersions, templates: Sequence[Path]) -> Mapping[str, bytes]:
    """Return the 修改对照表 and the new plan with every change tracked (修订稿), by file name.

    Raises TemplateError for a template that does not fit, and ZwgkError for a character
    that a Word file cannot contain.
    """
    template = find_template(templates, WORD_TEMPLATE)
    old, new = (
        document.plan(compose(version.plan), template, gbt9704.PAGES[version.plan.head.layout.value])
        for version in (compared.old, compared.new)
    )
    author = compared.new.plan.head.organ.value
    table = report.table(compared.diff)
    return {
        f"{_stem(compared)}修改对照表.docx": comparison_table.docx(table, compared.new.plan, template),
        f"{_stem(compared)}修订稿.docx": redline(old, new, author, compared.diff.unit_names),
    }


def _stem(compared: ComparedVersions) -> str:
    return f"{version_stem(compared.old)}-{version_stem(compared.new)}"


def version_stem(version: Version) -> str:
    """Return what a file about this version is called."""
    return safe_name(f"{version.year}{version.state}")
