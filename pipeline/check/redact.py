"""Nothing of ours repeats a secret: what must be covered in lines, messages and fixes before anybody sees them.

The finished files are held against the same rules: `scan` takes words from anywhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from pipeline.check import sensitive as secrets
from pipeline.check.context import Span
from pipeline.check.rules import (
    bank_card,
    chat_account,
    contact_name,
    email_address,
    guarded_words,
    home_address,
    id_number,
    inner_address,
    mobile_number,
    state_secret,
)
from pipeline.check.sensitive import Spans
from pipeline.findings import (
    Finding,
    display_width,
    mask_line,
)
from pipeline.model import Site
from pipeline.source import (
    Place,
    SourceFile,
    SourceRange,
    Sources,
    SourceText,
)

MASKED: tuple[tuple[str, Spans], ...] = tuple(
    (rule.CODE, rule.spans)
    for rule in (
        state_secret,
        id_number,
        mobile_number,
        bank_card,
        email_address,
        chat_account,
        inner_address,
        contact_name,
        home_address,
    )
)
"""The rules of secrecy whose findings may not be repeated."""


def scan(texts: Iterable[SourceText]) -> Iterator[Finding]:
    """Everything the rules of secrecy find in words from anywhere, finished files too."""
    for text in texts:
        for code, spans in MASKED:
            yield from secrets.in_text(code, text, spans)
        yield from secrets.in_text(guarded_words.CODE, text, guarded_words.spans, masked=False)


NOT_PUBLISHED = "字体"
"""The key of site.yaml that names files of this machine, of which nothing goes out."""


def in_site(site: Site) -> Iterator[Finding]:
    """What the rules of secrecy find in site.yaml, whose values go out as they stand; a 密级 is found in any file (`state_secrets`)."""
    for key, text in site.written:
        if key.partition("/")[0] == NOT_PUBLISHED:
            continue
        for code, spans in MASKED:
            if code != state_secret.CODE:
                yield from secrets.in_text(code, text, spans)


# --- state secrets -------------------------------------------------------------------------


def names_secret(texts: Iterable[SourceText | str]) -> bool:
    """Whether the words bear a mark of state secrecy (密级): every verb stops then, and writes nothing."""
    return any(any(secrets.secrets(str(text), state_secret.spans)) for text in texts)


def state_secrets(sources: Sources) -> tuple[Finding, ...]:
    """Marks of state secrecy in any line of any file, comments and records too, and in what was read `elsewhere`."""
    return tuple(
        finding
        for source in (*(source for _, source in sources.files), *sources.other_text_files)
        for text in source.texts()
        for finding in secrets.in_text(state_secret.CODE, text, state_secret.spans)
    )


# --- covering --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Redactor:
    """What must not be repeated: where it stands, and the words themselves wherever they turn up.

    `words` are grouped by length, so that looking for them costs the same however many there are.
    """

    places: tuple[Place, ...]
    words: Mapping[int, frozenset[str]]
    marked: bool = False
    """Whether a file bears a 密级: nothing else is said then, and no line of that file is shown."""

    def redact(self, said: str) -> str:
        """The words with every secret in them covered."""
        for start, stop in self.matches(said):
            said = said[:start] + mask(said[start:stop]) + said[stop:]
        if _LIKELY.search(said):
            for _, spans in MASKED:
                for secret in list(secrets.secrets(said, spans)):
                    said = said[: secret.start] + mask(said[secret.start : secret.stop]) + said[secret.stop :]
        return said

    def matches(self, said: str) -> Iterator[Span]:
        """Where the words of a secret turn up."""
        for length, words in self.words.items():
            for start in range(len(said) - length + 1):
                if said[start : start + length] in words:
                    yield start, start + length

    def finding(self, finding: Finding) -> Finding:
        """The finding with nothing secret in its words; a fix that would repeat a secret is left out."""
        related = tuple(
            replace(one, place=self._path(one.place), message=self.redact(one.message)) for one in finding.related
        )
        edits = finding.edits
        if any(
            self.redact(edit.replacement) != edit.replacement or self._path(edit.place) != edit.place for edit in edits
        ):
            edits = ()
        return replace(
            finding,
            place=self._path(finding.place),
            message=self.redact(finding.message),
            hint=self.redact(finding.hint),
            related=related,
            edits=edits,
        )

    def _path(self, place: Place) -> Place:
        path = self.redact(place.path)
        return place if path == place.path else replace(place, path=path)

    def source(self, source: SourceFile) -> SourceFile:
        """The file as it may be shown: secrets covered, their characters as wide as they were."""
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
        return replace(source, path=self.redact(source.path), lines=tuple(lines))


Said = TypeVar("Said")


def redact_deep(said: Said, over: Callable[[str], str]) -> Said:
    """A value of ours (a plan, a comparison) with every word in it covered; places stay, since each character keeps its own."""
    return cast("Said", _covered(said, over))


def _covered(said: Any, over: Callable[[str], str]) -> Any:
    match said:
        case str():
            return over(said)
        case Place() | SourceRange():
            return said
        case tuple():
            return tuple(_covered(one, over) for one in said)
        case _ if is_dataclass(said) and not isinstance(said, type):
            return replace(said, **{one.name: _covered(getattr(said, one.name), over) for one in fields(said)})
        case _:
            return said


_LIKELY = re.compile(r"[0-9０-９@＠密★☆⭐:：/\\]")
"""What every secret has some of."""


def build_redactor(sources: Sources, texts: Iterable[SourceText] = ()) -> Redactor:
    """What must be covered of the files, read line by line and as the texts that were made of them."""
    lines = [text for _, source in sources.files for text in source.texts()]
    places: dict[Place, None] = {}
    words: dict[int, set[str]] = {}
    marked: set[str] = set()
    for text in (*lines, *texts):
        if not text.runs or not _LIKELY.search(text.value):
            continue
        for code, spans in MASKED:
            for secret in secrets.secrets(text.value, spans):
                place = text.place(secret.start, secret.stop)
                places[place] = None
                if code == state_secret.CODE:
                    marked.add(place.path)
                    continue
                written = text.value[secret.start : secret.stop]
                for word in {written, secrets.strip_separators(written)[0]}:
                    words.setdefault(len(word), set()).add(word)
    marked |= {source.path for source in sources.other_text_files if names_secret(source.lines)}
    known = Redactor((), {length: frozenset(some) for length, some in sorted(words.items(), reverse=True)})
    # the same words elsewhere, where they would not be taken for a secret
    places |= dict.fromkeys(text.place(*span) for text in lines for span in known.matches(text.value))
    # a file that bears a 密级 is covered from its first line to its last
    every = (*(source for _, source in sources.files), *sources.other_text_files)
    places |= dict.fromkeys(source.whole for source in every if source.path in marked)
    return replace(known, places=tuple(places), marked=bool(marked))


def mask(word: str) -> str:
    """As many cells of ＊ or * as the words take."""
    return "".join("＊" if display_width(char) == 2 else "*" for char in word)
