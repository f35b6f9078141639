"""A clause with the probes that measure it, and how a probe's observations become one result line."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pipeline.conformance.docx_under_test import DocxUnderTest
from pipeline.conformance.observation import Observation
from pipeline.conformance.pdf_under_test import PdfUnderTest
from pipeline.dataclass import dataclass
from pipeline.typography.gbt9704 import Page

PRACTICE = "惯例"
"""The clause number of what only practice, not a standard, prescribes."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A PDF and the Word file of the same name, compared with each other."""

    pdf: PdfUnderTest
    docx: DocxUnderTest


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number, its Chinese label, the expected value, and a probe for each kind of file that shows it.

    A probe returns the observations of one file, none if the file does not have what the
    clause is about. An expected value that depends on the page layout is a function of it;
    one that depends on the file replaces it as `pdf_expected`, `docx_expected` or
    `pair_expected`. In the label `{docx}` stands for the name of the Word file of a pair.
    """

    number: str
    label: str
    expected: str | Callable[[Page], str] = ""
    pdf: Callable[[PdfUnderTest], Iterable[Observation]] | None = None
    pdf_expected: str | Callable[[PdfUnderTest], str] | None = None
    docx: Callable[[DocxUnderTest], Iterable[Observation]] | None = None
    docx_expected: str | Callable[[DocxUnderTest], str] | None = None
    pair: Callable[[Pair], Iterable[Observation]] | None = None
    pair_expected: str | Callable[[Pair], str] | None = None
    docx_after: str = ""
    """The label of the clause after which a Word file's result is listed, where that differs from a PDF's."""


@dataclass(frozen=True, slots=True)
class ClauseResult:
    """One clause measured in one file; `clause` is the number, the other texts are for a clerk to read."""

    clause: str
    label: str
    expected: str
    measured: str
    conforms: bool
    file: str


def measure_pdf(clause: Clause, pdf: PdfUnderTest) -> Iterator[ClauseResult]:
    """Measure a clause in a PDF; yields nothing if the PDF does not have what the clause is about."""
    if clause.pdf is not None:
        expected = _expected(clause, clause.pdf_expected, pdf, pdf.layout)
        yield from _summarize(pdf.file, clause.number, clause.label, expected, clause.pdf(pdf))


def measure_docx(clause: Clause, docx: DocxUnderTest) -> Iterator[ClauseResult]:
    """Measure a clause in a Word file; yields nothing if the file does not have what the clause is about."""
    if clause.docx is not None:
        expected = _expected(clause, clause.docx_expected, docx, docx.layout)
        yield from _summarize(docx.file, clause.number, clause.label, expected, clause.docx(docx))


def measure_pair(clause: Clause, pair: Pair) -> Iterator[ClauseResult]:
    """Compare a PDF with its Word file; the result is the PDF's."""
    if clause.pair is not None:
        expected = _expected(clause, clause.pair_expected, pair, pair.pdf.layout)
        label = clause.label.replace("{docx}", pair.docx.file)
        yield from _summarize(pair.pdf.file, clause.number, label, expected, clause.pair(pair))


_File = TypeVar("_File", PdfUnderTest, DocxUnderTest, Pair)


def _expected(clause: Clause, own: str | Callable[[_File], str] | None, file: _File, layout: Page) -> str:
    if own is not None:
        return own if isinstance(own, str) else own(file)
    return clause.expected if isinstance(clause.expected, str) else clause.expected(layout)


MAX_LISTED = 3
"""How many deviating places, or different values, a result names."""


def _summarize(
    file: str, number: str, label: str, expected: str, observations: Iterable[Observation]
) -> Iterator[ClauseResult]:
    """Yield one result for all observations: the deviating ones with their places, else the values seen; nothing for none."""
    seen = list(observations)
    if not seen:
        return
    bad = [observation for observation in seen if not observation.conforms]
    if bad:
        measured = "；".join(
            f"{observation.location}：{observation.measured}" if observation.location else observation.measured
            for observation in bad[:MAX_LISTED]
        )
        measured += f" 等 {len(bad)} 处" if len(bad) > MAX_LISTED else ""
    else:
        values = list(dict.fromkeys(observation.measured for observation in seen))
        measured = "；".join(values[:MAX_LISTED]) + (" 等" if len(values) > MAX_LISTED else "")
        measured += f"（{len(seen)} 处）" if len(seen) > 1 else ""
    yield ClauseResult(number, label, expected, measured, not bad, file)
