"""Finished files held against the 保密 rules: what a template, a property or a comment would let slip out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from pipeline.check.redact import Redactor, scan
from pipeline.findings import Finding, Severity
from pipeline.readers.extract import pieces
from pipeline.source import (
    Place,
    SourceRange,
    SourceText,
)

SCANNED = (".docx", ".xlsx", ".pdf", ".html", ".atom", ".xml")

_CHECKSUM = re.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
"""SHA-256 of a file, in which any number may turn up."""


def leaks(files: Mapping[str, bytes], *known: Redactor) -> tuple[Finding, ...]:
    """Secrets in the files that do not stand in the content, whose own findings speak of these (`known`).

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
        words_of = _CHECKSUM.sub(lambda found: "f" * len(found[0]), piece.text)
        text = SourceText(words_of, (SourceRange(0, name, 1, 1),))
        for found in scan([text]):
            words = piece.text[found.place.column - 1 : found.place.end_column - 1]
            if not found.redact or any(next(one.matches(words), None) for one in known):
                continue
            yield Finding(
                found.code,
                Severity.ERROR,
                Place(name, 1, 1, 1, 1),
                f"{piece.where}：{found.message}",
                "内容里没有这些字，看一看模板的属性、批注、页眉页脚和隐藏文字",
                redact=True,
            )
