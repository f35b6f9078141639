"""Sensitive data (保密): the detectors of its rules, and how they are run on a plan or on any other text.

A detector takes plain text, so that finished files can be scanned too. Its message
says what kind of data there is and how long it is, never what it says.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.check.context import CheckContext, links
from pipeline.check.registry import Problem, Rule
from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.model import web_address
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class SensitiveSpan:
    """One stretch of sensitive text; `severity` is set where it is less grave than the rule's gravest."""

    start: int
    stop: int
    message: str
    hint: str
    severity: Severity | None = None


Detector = Callable[[str], Iterator[SensitiveSpan]]
"""Finds sensitive data of one kind in a text as `normalize_for_detection` gives it."""


@dataclass(frozen=True, slots=True)
class SensitiveRule(Rule):
    """A rule with a detector; `redact` says whether the text it finds may be repeated in no output."""

    detector: Detector
    redact: bool

    def in_text(self, text: SourceText) -> Iterator[Finding]:
        """Yield what the rule finds in a text from anywhere; nothing in one that was written in no file."""
        return map(self.finding, text_problems(self.detector, text, redact=self.redact))


Scope = Callable[[CheckContext, Detector, bool], Iterator[Problem]]
"""Runs a detector on what is to be searched of a plan."""


def everywhere(context: CheckContext, detector: Detector, redact: bool) -> Iterator[Problem]:
    """Search what is printed, the addresses of links, and notes, which are not published and only asked about."""
    for text in context.plan.texts():
        yield from text_problems(detector, text, redact=redact)
    for text, link in links(context.plan):
        # what is no web address is found where it is read (P065)
        if text.runs and web_address(link.target):
            for span in detect(link.target, detector):
                message = f"链接的网址里有问题：{span.message}"
                yield Problem(text.place(), message, span.hint, severity=span.severity, redact=redact)
    for note in context.plan.notes():
        for problem in text_problems(detector, note.text, redact=redact):
            severity = Severity.WARNING if problem.severity in (None, Severity.ERROR) else problem.severity
            hint = "批注不会公开，但会随内容留档、转交；不必要的就删去"
            yield replace(problem, message=f"批注里有：{problem.message}", hint=hint, severity=severity)


def printed_text_and_notes(context: CheckContext, detector: Detector, redact: bool) -> Iterator[Problem]:
    """Search every text of the plan, notes just as severely."""
    for text in context.all_texts():
        yield from text_problems(detector, text, redact=redact)


def sensitive_rule(
    code: str, severity: Severity, name: str, *, scope: Scope = everywhere, redact: bool = True
) -> Callable[[Detector], SensitiveRule]:
    """Declare the decorated detector as a rule on what `scope` searches."""

    def declare(detector: Detector) -> SensitiveRule:
        def check(context: CheckContext) -> Iterator[Problem]:
            return scope(context, detector, redact)

        return SensitiveRule(code, severity, name, detector.__name__, check, detector, redact)

    return declare


def text_problems(detector: Detector, text: SourceText, *, redact: bool) -> Iterator[Problem]:
    """Yield the problems with what the detector finds in a text; none in one that was written in no file."""
    if text.runs:
        for span in detect(text.value, detector):
            place = text.place(span.start, span.stop)
            yield Problem(place, span.message, span.hint, severity=span.severity, redact=redact)


def detect(text: str, detector: Detector) -> Iterator[SensitiveSpan]:
    """Yield what the detector finds in a text, with offsets in the text as it was written."""
    normalized, offsets = normalize_for_detection(text)
    for span in detector(normalized):
        if offsets is None:
            yield span
        else:
            yield replace(span, start=offsets[span.start], stop=offsets[span.stop - 1] + 1)


_NARROW = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in range(0xFF01, 0xFF5F)
    if chr(code).isalnum() or chr(code) in "＋－＠．＿／＼："
}
FORM_OF_ANOTHER = (
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u0300-\u0337\u20d0-\u20f0"
    "\u00b2\u00b3\u00b9\u2070-\u209c\u2160-\u217f\u2460-\u24ff\u2776-\u2793\u0660-\u0669\u06f0-\u06f9\u0966-\u096f"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9\U000e0000-\U000e01ef]"
)
"""A pattern of what changes the number of characters, or is a letter or digit in another form."""
_INVISIBLE_OR_COMPATIBLE = lazy_pattern(FORM_OF_ANOTHER)


@lru_cache(maxsize=4096)
def normalize_for_detection(text: str) -> tuple[str, Sequence[int] | None]:
    """Return the text with letters and digits of every form as plain ones and without invisible characters.

    With it comes the offset of each of its characters in `text`; None when they are the same.
    Cached, since every rule asks for the same text in turn.
    """
    if not _INVISIBLE_OR_COMPATIBLE.search(text):
        return text.translate(_NARROW), None
    plain = [(offset, _plain(char)) for offset, char in enumerate(text)]
    normalized = "".join(chars for _, chars in plain)
    return normalized, (*(offset for offset, chars in plain for _ in chars), len(text))


def _plain(char: str) -> str:
    """A character as it is searched for: nothing for an invisible one, a digit for each form of it."""
    if char.isascii():
        return char
    if unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return ""
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", char) if char.isalnum() or ord(char) in _NARROW else char
