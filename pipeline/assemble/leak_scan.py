"""Scan finished files for sensitive text (保密) that a template, a property or a comment would let out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pipeline.check.redact import Redactor, scan
from pipeline.findings import Finding, Severity
from pipeline.readers.extract import pieces
from pipeline.source import Place, SourceRange, SourceText

SCANNED = (".docx", ".xlsx", ".pdf", ".html", ".atom", ".xml")

_CHECKSUM = re.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""The SHA-256 of a file, in which any number may occur."""


def leaks(files: Mapping[str, bytes], *known: Redactor) -> tuple[Finding, ...]:
    """Return a finding for each sensitive text in the files that none of the content's redactors (`known`) covers.

    Properties, comments, tracked changes, hidden text and attachments are read too.
    """
    return tuple(
        finding
        for name, content in files.items()
        if PurePath(name).suffix in SCANNED
        for finding in _in_file(name, content, known)
    )


def _in_file(name: str, content: bytes, known: Sequence[Redactor]) -> Iterator[Finding]:
    for piece in pieces(name, content):
        without_checksums = _CHECKSUM.sub(lambda checksum: "f" * len(checksum[0]), piece.text)
        for finding in scan([SourceText(without_checksums, (SourceRange(0, name, 1, 1),))]):
            text = piece.text[finding.place.column - 1 : finding.place.end_column - 1]
            if not finding.redact or any(next(redactor.matches(text), None) for redactor in known):
                continue
            yield Finding(
                finding.code,
                Severity.ERROR,
                Place(name, 1, 1, 1, 1),
                f"{piece.where}：{finding.message}",
                "内容里没有这些字，看一看模板的属性、批注、页眉页脚和隐藏文字",
                redact=True,
            )
