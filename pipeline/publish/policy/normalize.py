"""The normal form of text under review, in which a changed comma differs from a changed word; it has a version.

Words are compared in three forms:

- as written;
- *bare*: without blanks, but for one between two Latin letters or digits;
- *letters*: what is left when the safe fixes of reading are made, compatibility
  characters folded and marks dropped: Han, letters, digits, signs of quantity, and the
  marks that belong to a number or an address (1.5, 3:1, 3—5, a.gov.cn).
"""

import json
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from pipeline.findings import Diagnostics, Finding, apply_edits as with_edits
from pipeline.model import Head, Paragraph, Plan
from pipeline.parse.clean import clean_line
from pipeline.parse.inline import read_inline
from pipeline.patterns import lazy_pattern
from pipeline.publish.policy.review_units import Piece
from pipeline.source import file_from_text
from pipeline.storage import sha256

FORMAT_VERSION = 2
"""The normal form's version (范式); a register states which one its text was normalized with.

Since the second one a 发布审查 is of what site.yaml states of the document too (`pieces.as_of`).
"""

FORMAT_VERSIONS = (1, 2)
"""Those that can be read."""


def squeeze_blanks(text: str) -> str:
    """Return the text without blanks and invisible characters; between two Latin letters or digits one blank is left."""
    return _BLANKS.sub(lambda match: " " if match["between"] else "", text)


_BLANK = r"[\s\u00a0\u00ad\u200b-\u200f\u2060\ufeff]"
_BLANKS = lazy_pattern(rf"(?<=[0-9A-Za-z])(?P<between>{_BLANK}+)(?=[0-9A-Za-z])|{_BLANK}+")

_ALIKE = str.maketrans(
    {
        "…": "。",
        "⋯": "。",
        "○": "〇",
        "◯": "〇",
        "∶": ":",
        "〜": "~",
        "～": "~",
        "‐": "-",
        "‑": "-",
        "–": "—",
        "―": "—",
        "─": "—",
    }
)
_PADDED = lazy_pattern(r"(?<!\d)0(?=\d[月日])")
_DASHES = "-—~"
_OF_NUMBERS = ".:/"
_OF_ADDRESSES = set("./:-_@?=&#%+~\\")
_KEPT_MARKS = "%‰‱@&"


@lru_cache(maxsize=4096)
def strip_punctuation(text: str) -> str:
    """Return the text without punctuation and compatibility variants.

    Two texts with equal results differ only in punctuation, so that a light review (复核) is enough.
    """
    folded = _PADDED.sub("", _folded(normalize_text(text).replace("**", "").translate(_ALIKE)))
    kept = [_is_kept(char) for char in folded]
    done: list[str] = []
    begun = 0
    for offset, char in enumerate(folded):
        if not kept[offset]:
            continue
        before = folded[begun - 1] if begun else ""
        done.append(_mark_between(before, folded[begun:offset], char))
        done.append(char)
        begun = offset + 1
    return "".join(done)


def _is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return (category[0] in "LNM" or category in ("Sm", "Sc", "So", "Co") or char in _KEPT_MARKS) and char != "~"


def _mark_between(before: str, marks: str, after: str) -> str:
    """What is kept of the marks between two kept characters: a sign, the point of a number, the marks of an address."""
    run = _BLANKS.sub("", marks)
    is_number = before.isdigit() and after.isdigit()
    if _is_latin(before) and _is_latin(after) and run and set(run) <= _OF_ADDRESSES and not is_number:
        return run
    if after.isdigit() and run[-1:] in set(_DASHES) and run[-2:-1] not in set(_DASHES):
        return "-"
    if not is_number:
        return ""
    if run in set(_OF_NUMBERS):
        return run
    return " " if marks else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _folded(text: str) -> str:
    """Return the text with compatibility characters folded (NFKC); a raised or circled digit next to a digit stays."""
    if text.isascii():
        return text
    done = []
    for offset, char in enumerate(text):
        if char.isascii():
            done.append(char)
            continue
        plain = unicodedata.normalize("NFKC", char)
        if plain != char and unicodedata.category(char) == "No":
            around = text[max(offset - 1, 0) : offset] + text[offset + 1 : offset + 2]
            plain = char if any(unicodedata.category(neighbour)[0] == "N" for neighbour in around) else plain
        done.append(plain.translate(_ALIKE))
    return "".join(done)


_MAY_NEED_FIX = lazy_pattern(r"[<&\\`~_*\u00a0\u00ad\u200b\u2e80-\u2fdf]")


def normalize_text(raw: str) -> str:
    """Return the text with the safe fixes of reading applied (部首字符, 网页标签, 乘号 …)."""
    if not _MAY_NEED_FIX.search(raw):
        return raw
    lines = [clean_line(text, Diagnostics()).value for text in file_from_text("", raw).texts()]
    source = file_from_text("", "\n".join(lines))
    diagnostics = Diagnostics()
    for text in source.texts():
        read_inline(text, (), diagnostics)
    return with_edits(source, (edit for finding in diagnostics.findings for edit in finding.edits))


TextFix = Callable[[str], str]
"""Returns a text with safe fixes applied."""


def safe_fixes(check: Callable[[Plan], Iterable[Finding]], year: int) -> TextFix:
    """Return a function that applies the safe fixes of `check`, so that what `check --fix` changes needs no more than a 复核."""

    def fix(raw: str) -> str:
        source = file_from_text("", normalize_text(raw))
        plan = Plan(year, Head(), tuple(Paragraph(text) for text in source.texts() if text))
        return with_edits(source, (edit for finding in check(plan) for edit in finding.edits))

    return fix


def digest(pieces: Iterable[Piece], version: int = FORMAT_VERSION) -> str:
    """Return the digest of the pieces' text in their order: equal exactly when nothing but blanks, keys or labels differs."""
    form = [[piece.depth, [squeeze_blanks(line) for line in piece.lines]] for piece in pieces]
    whole = json.dumps([version, form], ensure_ascii=False, separators=(",", ":"))
    return sha256(whole.encode("utf-8", "surrogatepass"))


def matches_digest(digested: str, pieces: Iterable[Piece]) -> bool:
    """Return whether a digest is that of the pieces' text, by whichever version it was made."""
    kept = tuple(pieces)
    return any(digest(kept, version) == digested for version in FORMAT_VERSIONS)


_OF_LETTERS = 1
"""The version of what `strip_punctuation` leaves; releases in every register were digested with it."""


def punctuation_free_digest(piece: Piece) -> str:
    """A name for one piece's letters, which a changed mark leaves as it is."""
    return sha256(f"{_OF_LETTERS}\n{strip_punctuation(piece.text)}".encode("utf-8", "surrogatepass"))
