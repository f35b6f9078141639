"""Findings: what is wrong with the content, with place and remedy, and safe fixes.

Findings are values and never raised; faults of the program are exceptions
(`pipeline.errors`). Only the command line prints either.
"""

from collections.abc import Iterable
from dataclasses import field
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.source import Place, SourceFile


class Severity(Enum):
    """The severity of a finding (级别)."""

    ERROR = "必改"
    """Stops publication."""
    WARNING = "请核实"
    """A person has to decide."""
    INFO = "供参考"
    """Informs; asks for nothing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `place`; a safe fix is one or more edits that do not overlap."""

    place: Place
    replacement: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding refers to, and what is there."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its rule's code, severity, place, message, remedy, and edits where there is a safe fix.

    `data_loss`: a character could not be read as it was typed, or would be missing on
    paper; such a plan is shown and never written (docs/architecture.md). `redact`: the
    text at the place may not be repeated anywhere; every excerpt hides it.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    hint: str = ""
    related: tuple[Related, ...] = ()
    edits: tuple[Edit, ...] = ()
    data_loss: bool = False
    redact: bool = False


@dataclass(slots=True)
class Diagnostics:
    """Collects findings in the order in which they are made; the one way findings leave a parser."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, *findings: Finding) -> None:
        """Add findings."""
        self.findings += findings

    @property
    def has_errors(self) -> bool:
        """Whether one of the findings is 必改."""
        return has_errors(self.findings)


_INNER = str.maketrans("“”", "‘’")
_QUOTE_NAMES = {"“": "左双引号", "”": "右双引号", "‘": "左单引号", "’": "右单引号"}


def quote(text: object) -> str:
    """Return the text in “ ”, its own quotes as ‘ ’; a single quotation mark is called by its name."""
    shown = str(text)
    if shown.count("“") != shown.count("”") and len(shown) > 1:
        shown = shown.replace("“", "").replace("”", "")
    return _QUOTE_NAMES.get(shown) or f"“{shown.translate(_INNER)}”"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings sorted by place, code and message, without repetitions."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: (finding.place, finding.code, finding.message)))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is 必改."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def apply_edits(source: SourceFile, edits: Iterable[Edit]) -> str:
    """Return the file's text after the edits, lines joined with LF; of two overlapping edits the first is made."""
    starts = [0]
    for line in source.lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(source.lines)
    pieces: list[str] = []
    position = 0
    of_file = (edit for edit in edits if edit.place.path == source.path)
    for edit in sorted(of_file, key=lambda edit: edit.place):
        place = edit.place
        start = starts[place.line - 1] + place.column - 1
        stop = starts[place.end_line - 1] + place.end_column - 1
        if start < position:
            continue
        pieces += [text[position:start], edit.replacement]
        position = stop
    return "".join([*pieces, text[position:]])
