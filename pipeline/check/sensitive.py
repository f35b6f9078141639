"""What must not leave the house, looked for in plain words: the measure all rules of secrecy (保密) share.

These rules take words, not plans, so that finished files can be held against
them too. A finding says what kind of thing stands there and how long it is,
never what it says.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.check.context import CheckContext, links
from pipeline.findings import Finding, Severity
from pipeline.model import web_address
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class Secret:
    """One stretch of words that must not be repeated: where, how sure, what kind of thing it is and what to do."""

    start: int
    stop: int
    level: Severity
    message: str
    hint: str


Spans = Callable[[str], Iterator[Secret]]
"""Finds secrets of one kind in words that `bare` has made plain."""

_ODD = re.compile(r"[\uff01-\uff5e\u00ad\u200b-\u200f\u2060\ufeff]")


def strip_separators(words: str) -> tuple[str, list[int] | None]:
    """The words with full-width letters and digits as narrow ones and invisible characters left out.

    With them comes each character's offset in what was written; None when nothing moved.
    """
    if not _ODD.search(words):
        return words, None
    kept = [(offset, char) for offset, char in enumerate(words) if unicodedata.category(char) != "Cf"]
    plain = "".join(
        unicodedata.normalize("NFKC", char) if char.isalnum() or char in "＋－＠．＿／＼：" else char
        for _, char in kept
    )
    if len(plain) != len(kept):
        return words, None
    return plain, [offset for offset, _ in kept] + [len(words)]


def secrets(words: str, spans: Spans) -> Iterator[Secret]:
    """The secrets of one kind in words as they were written."""
    plain, offsets = strip_separators(words)
    for secret in spans(plain):
        if offsets is None:
            yield secret
        else:
            yield Secret(offsets[secret.start], offsets[secret.stop - 1] + 1, secret.level, secret.message, secret.hint)


def in_text(code: str, text: SourceText, spans: Spans, *, masked: bool = True) -> Iterator[Finding]:
    """The findings of one rule in words from anywhere; words without a place give none."""
    if text.runs:
        for secret in secrets(text.value, spans):
            place = text.place(secret.start, secret.stop)
            yield Finding(code, secret.level, place, secret.message, secret.hint, redact=masked)


def in_proof(code: str, proof: CheckContext, spans: Spans, *, masked: bool = True) -> Iterator[Finding]:
    """The findings of one rule in the whole plan; what stands in notes to ourselves is not published, and is asked about."""
    for text in proof.plan.texts():
        yield from in_text(code, text, spans, masked=masked)
    for words, link in links(proof.plan):
        # what is no web address is found where it is read (P065)
        if words.runs and web_address(link.target):
            for secret in secrets(link.target, spans):
                message = f"链接的网址里有问题：{secret.message}"
                yield Finding(code, secret.level, words.place(), message, secret.hint, redact=masked)
    for note in proof.plan.notes():
        for found in in_text(code, note.text, spans, masked=masked):
            level = Severity.WARNING if found.severity is Severity.ERROR else found.severity
            hint = "批注不会公开，但会随内容留档、转交；不必要的就删去"
            yield Finding(code, level, found.place, f"批注里有：{found.message}", hint, redact=masked)


PROVINCES = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""How an identity number begins: the first two digits of an administrative code (GB/T 2260), and 81–83 and 91 of residence permits."""


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, Luhn)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def near(words: str, start: int, stop: int, context: re.Pattern[str], reach: int = 12) -> bool:
    """Whether the context stands within so many characters before or behind."""
    return bool(context.search(words[max(start - reach, 0) : start]) or context.search(words[stop : stop + reach]))
