"""Scan finished files for sensitive text (保密) that a template, a property or a comment would let out."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pipeline.check.redact import Redactor, scan
from pipeline.findings import Finding, Severity
from pipeline.patterns import lazy_pattern
from pipeline.readers.extract import Piece, pieces
from pipeline.source import Place, SourceRange, SourceText

SCANNED = (".docx", ".xlsx", ".pdf", ".html", ".atom", ".xml")

_CHECKSUM = lazy_pattern("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""The SHA-256 of a file, in which any number may occur."""


def leaks(files: Mapping[str, bytes], *known: Redactor) -> tuple[Finding, ...]:
    """Return a finding for each sensitive text in the files that none of the content's redactors (`known`) covers.

    Properties, comments, tracked changes, hidden text and attachments are read too.
    """
    # the files of a year say the same words: each is scanned once
    scanned: dict[str, tuple[Finding, ...]] = {}
    found = []
    for name, content in files.items():
        if PurePath(name).suffix in SCANNED:
            for piece in pieces(name, content):
                if piece.text not in scanned:
                    scanned[piece.text] = tuple(_sensitive(piece.text, known))
                found += [_leak(name, piece, finding) for finding in scanned[piece.text]]
    return tuple(found)


def _sensitive(text: str, known: Sequence[Redactor]) -> Iterator[Finding]:
    """The findings in a text that no redactor covers, their columns its positions."""
    without_checksums = _CHECKSUM.sub(lambda checksum: "f" * len(checksum[0]), text)
    for finding in scan([SourceText(without_checksums, (SourceRange(0, "", 1, 1),))]):
        shown = text[finding.place.column - 1 : finding.place.end_column - 1]
        if finding.redact and not any(next(redactor.matches(shown), None) for redactor in known):
            yield finding


def _leak(name: str, piece: Piece, finding: Finding) -> Finding:
    return Finding(
        finding.code,
        Severity.ERROR,
        Place(name, 1, 1, 1, 1),
        f"{piece.where}：{finding.message}",
        "内容里没有这些字，看一看模板的属性、批注、页眉页脚和隐藏文字",
        redact=True,
    )
