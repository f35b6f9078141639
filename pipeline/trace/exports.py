"""The files of a trace (`zwgk diff --against`) by name: the 任务承接表 as a page or in Word.

The name says the version and the directive's file: a plan is traced to several of them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.diff.exports import WORD_TEMPLATE, version_stem
from pipeline.diff.snapshots import Version
from pipeline.draft.files import safe_name
from pipeline.render import comparison_table
from pipeline.trace import report
from pipeline.trace.traceability import TraceTable


def html_files(trace: TraceTable, version: Version, directive: str, templates: Sequence[Path]) -> Mapping[str, bytes]:
    """Return the 任务承接表 as one page; `directive` is the stem of its file. Raises TemplateError."""
    return {f"{_stem(version, directive)}.html": comparison_table.html(report.table(trace), templates)}


def word_files(trace: TraceTable, version: Version, directive: str, templates: Sequence[Path]) -> Mapping[str, bytes]:
    """Return the 任务承接表 in Word; `directive` is the stem of its file. Raises TemplateError."""
    template = find_template(templates, WORD_TEMPLATE)
    return {f"{_stem(version, directive)}.docx": comparison_table.docx(report.table(trace), version.plan, template)}


_MAX_DIRECTIVE_CHARS = 50
"""The longest stem of a directive in a file name: with a snapshot's name it must fit 255 bytes."""


def _stem(version: Version, directive: str) -> str:
    return f"{version_stem(version)}任务承接表-{safe_name(directive)[:_MAX_DIRECTIVE_CHARS]}"
