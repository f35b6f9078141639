"""Redaction: what may be repeated in no output, and its removal from lines, messages and fixes.

Finished files are scanned by the same rules: `scan` takes texts from anywhere.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import PurePath
from typing import Any, TypeVar, cast

from pipeline.check.context import Span
from pipeline.check.digit_groups import HAN_DIGIT
from pipeline.check.rules import persons, sensitive
from pipeline.check.rules.sensitive import inner_address, state_secret
from pipeline.check.sensitive import FORM_OF_ANOTHER, SensitiveRule, detect, normalize_for_detection
from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.model import Site
from pipeline.patterns import lazy_pattern
from pipeline.source import Place, SourceFile, SourceRange, Sources, SourceText

_RULES = tuple(
    rule for subject in (sensitive, persons) for rule in vars(subject).values() if isinstance(rule, SensitiveRule)
)
_REDACTING = tuple(rule for rule in _RULES if rule.redact)

CLASSIFICATION_CODE = state_secret.code
"""The code of classification marks (密级), which no option and no acknowledgement leaves out."""


def scan(texts: Iterable[SourceText]) -> Iterator[Finding]:
    """Yield everything the rules of secrecy find in texts from anywhere, finished files too."""
    for text in texts:
        for rule in _RULES:
            yield from rule.in_text(text)


UNPUBLISHED_KEY = "字体"
"""The key of site.yaml that names files of this computer, none of which is published."""


def scan_site(site: Site) -> Iterator[Finding]:
    """Yield what the rules of secrecy find in the values of site.yaml, which are published as they are.

    Classification marks are searched in every file by `classification_marks`.
    """
    for key, text in site.written:
        if key.partition("/")[0] != UNPUBLISHED_KEY:
            for rule in _REDACTING:
                if rule is not state_secret:
                    yield from rule.in_text(text)


def scan_records(sources: Sources, site: Site) -> Iterator[Finding]:
    """Yield what the rules of secrecy find in any line of the office's records, comments and unknown keys too, and in file names.

    None of it is published, so that it is only asked about; a value that `scan_site` reports is not reported again.
    """
    known = {(finding.place.path, finding.place.line) for finding in scan_site(site)}
    for name, source in sources.files:
        in_name = SourceText(PurePath(name).stem, (SourceRange(0, source.path, 1, 1),))
        texts = source.texts() if name.endswith(".yaml") else ()
        for rule in _REDACTING:
            if rule is not state_secret:
                for finding in rule.in_text(in_name):
                    yield _internal(finding, "文件名里有", source.top)
        for text in texts:
            # what names files of this computer (字体) is no secret in a file of this computer
            for rule in _REDACTING if _LIKELY.search(text.value) else ():
                if rule not in (state_secret, inner_address):
                    for finding in rule.in_text(text):
                        if (finding.place.path, finding.place.line) not in known:
                            yield _internal(finding, "登记里有", finding.place)


def _internal(finding: Finding, where: str, place: Place) -> Finding:
    hint = "这里不会公开，但会随内容留档、转交；不必要的就删去"
    return replace(finding, place=place, message=f"{where}：{finding.message}", hint=hint, severity=Severity.WARNING)


# --- classification marks --------------------------------------------------------------------


def has_classification_mark(texts: Iterable[SourceText | str]) -> bool:
    """Whether one of the texts has a classification mark (密级): every verb stops then and writes nothing."""
    return any(any(detect(str(text), state_secret.detector)) for text in texts)


def classification_marks(sources: Sources) -> tuple[Finding, ...]:
    """Return the classification marks in any line of any file, comments, records and other text files included."""
    return tuple(
        finding for source in _all_files(sources) for text in source.texts() for finding in state_secret.in_text(text)
    )


def _all_files(sources: Sources) -> tuple[SourceFile, ...]:
    return (*(source for _, source in sources.files), *sources.other_text_files)


# --- redaction -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Redactor:
    """What must not be repeated: the places where it is written, and its text wherever that occurs.

    `secrets` are grouped by length, so that a search costs the same however many
    there are. When `is_classified`, a file bears a classification mark: nothing else
    is reported then, and no line of that file is shown.
    """

    places: tuple[Place, ...]
    secrets: Mapping[int, frozenset[str]]
    is_classified: bool = False

    def redact(self, text: str) -> str:
        """Return the text with every secret in it masked."""
        text = _mask_spans(text, self.matches(text))
        if _LIKELY.search(text):
            for rule in _REDACTING:
                text = _mask_spans(text, ((span.start, span.stop) for span in detect(text, rule.detector)))
        return text

    def matches(self, text: str) -> Iterator[Span]:
        """Yield where the known secrets occur in the text."""
        for length, secrets in self.secrets.items():
            for start in range(len(text) - length + 1):
                if text[start : start + length] in secrets:
                    yield start, start + length

    def redact_finding(self, finding: Finding) -> Finding:
        """Return the finding with every secret masked; fixes are left out when one of them would repeat a secret."""
        related = tuple(
            replace(related, place=self._redact_path(related.place), message=self.redact(related.message))
            for related in finding.related
        )
        repeats_secret = any(
            self.redact(edit.replacement) != edit.replacement or self._redact_path(edit.place) != edit.place
            for edit in finding.edits
        )
        return replace(
            finding,
            place=self._redact_path(finding.place),
            message=self.redact(finding.message),
            hint=self.redact(finding.hint),
            related=related,
            edits=() if repeats_secret else finding.edits,
        )

    def redact_path(self, path: str) -> str:
        """Return the path with every secret in the name of a file or folder masked."""
        return "/".join(map(self.redact, path.split("/")))

    def _redact_path(self, place: Place) -> Place:
        path = self.redact_path(place.path)
        return place if path == place.path else replace(place, path=path)

    def redact_file(self, source: SourceFile) -> SourceFile:
        """Return the file with every secret masked, its characters as wide as they were."""
        by_line: dict[int, list[Place]] = {}
        for place in self.places:
            if place.path == source.path:
                for number in range(place.line, place.end_line + 1):
                    by_line.setdefault(number, []).append(place)
        if not by_line:
            return source
        lines = [
            mask_line(source, number, by_line[number]) if number in by_line else line
            for number, line in enumerate(source.lines, 1)
        ]
        return replace(source, path=self.redact_path(source.path), lines=tuple(lines))


T = TypeVar("T")


def redact_deep(value: T, redact: Callable[[str], str]) -> T:
    """Return a value of our types (a plan, a comparison) with every string in it redacted.

    Source ranges stay valid: masking keeps the number of characters.
    """
    return cast("T", _redact_any(value, redact))


def _redact_any(value: Any, redact: Callable[[str], str]) -> Any:
    match value:
        case str():
            return redact(value)
        case Place() | SourceRange():
            return value
        case tuple():
            return tuple(_redact_any(member, redact) for member in value)
        case dict():
            return {key: _redact_any(member, redact) for key, member in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(
                value, **{field.name: _redact_any(getattr(value, field.name), redact) for field in fields(value)}
            )
        case _:
            return value


_LIKELY = lazy_pattern(
    rf"[0-9０-９@＠#＃密★☆⭐:：/\\]|{FORM_OF_ANOTHER}|[(（\[]\s?[Aa][Tt]\s?[)）\]]|(?:{HAN_DIGIT}[^一-鿿]{{0,3}}){{9}}"
)
"""Every secret has at least one of these."""


def build_redactor(sources: Sources, texts: Iterable[SourceText] = ()) -> Redactor:
    """Return what must be redacted of the files, searched line by line and in the texts that were read from them."""
    lines = [text for _, source in sources.files for text in source.texts()]
    places: dict[Place, None] = {}
    secrets: dict[int, set[str]] = {}
    classified: set[str] = set()
    for text in (*lines, *texts):
        if not text.runs or not _LIKELY.search(text.value):
            continue
        for rule in _REDACTING:
            for span in detect(text.value, rule.detector):
                place = text.place(span.start, span.stop)
                places[place] = None
                if rule is state_secret:
                    classified.add(place.path)
                    continue
                secret = text.value[span.start : span.stop]
                for form in {secret, normalize_for_detection(secret)[0]}:
                    secrets.setdefault(len(form), set()).add(form)
    classified |= {source.path for source in sources.other_text_files if has_classification_mark(source.lines)}
    known = Redactor((), {length: frozenset(forms) for length, forms in sorted(secrets.items(), reverse=True)})
    # the same text in other places, where it would not be taken for a secret
    places |= dict.fromkeys(text.place(*span) for text in lines for span in known.matches(text.value))
    # a classified file is redacted from its first line to its last
    places |= dict.fromkeys(source.whole for source in _all_files(sources) if source.path in classified)
    return replace(known, places=tuple(places), is_classified=bool(classified))


def mask_line(source: SourceFile, number: int, hidden: Iterable[Place]) -> str:
    """Return the line of that number, counted from 1, with the text at the hidden places masked."""
    line = source.lines[number - 1]
    return _mask_spans(
        line,
        (
            (
                place.column - 1 if number == place.line else 0,
                place.end_column - 1 if number == place.end_line else len(line),
            )
            for place in hidden
            if place.path == source.path and place.line <= number <= place.end_line
        ),
    )


def _mask_spans(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the spans masked, in time that grows with their length."""
    masked: list[str] | None = None
    for start, stop in spans:
        if masked is None:
            masked = list(text)
        masked[start:stop] = mask("".join(masked[start:stop]))
    return text if masked is None else "".join(masked)


def mask(text: str) -> str:
    """Return as many ＊ or * as the text has characters, each as wide as the character."""
    return "".join("＊" if display_width(char) == 2 else "*" for char in text)


def display_width(text: str) -> int:
    """Return the terminal cells of a text: two for wide and full-width characters, none for combining marks."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
