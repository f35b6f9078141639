"""Regular expressions that are compiled when a text may match them, and the class of a Han character.

No verb uses all of our patterns, many cost a millisecond to compile, and most of those of the rules match
nothing in a plan. So each has words of which a text must have one to match, found in the pattern itself by
`python -m pipeline.tools.make_pattern_words` (a prefilter, as RE2 calls it); a text without them is not searched.
A pattern that the list does not know is just compiled.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, AnyStr, Generic, cast
from zlib import crc32

HAN = r"[^\W\dA-Za-z_]"
"""A Han character, as a class by itself: every letter that is not Latin.

Python's compiler walks through a range of characters one by one, so that the class as
ranges (`[\u3400-\u4dbf\u4e00-\u9fff…]`) costs 1 to 3 ms wherever it stands; this one costs
20 µs. It holds letters of other scripts and ① as well, which stand where Han would.
"""
NOT_HAN = r"[\W\dA-Za-z_]"
"""Any other character."""

WORDS = Path(__file__).parent / "pattern_words.txt"
"""A line a pattern: its key, and groups of words, parted by |, of each of which a text must have one."""
DIGIT = r"\d"
"""In place of a word: any digit."""


MOST_REFUSALS = 400
"""After so many texts without its words, about twice a plan's, a pattern is compiled: that is cheaper then than to look for them."""


def lazy_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, compiled when it is first to search a text that may match.

    A match's `re` is the compiled pattern, not what this returns: compare their `pattern`.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(text, flags))


class LazyPattern(Generic[AnyStr]):
    """In place of a compiled pattern; takes over its attributes once it is compiled."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = text
        self.flags = flags
        self._refused: AnyStr | None = None
        self._refusals = 0

    def __getattr__(self, name: str) -> object:
        value: object = getattr(self._now(), name)
        setattr(self, name, value)
        return value

    def _now(self) -> re.Pattern[AnyStr]:
        """Return the compiled pattern, whose methods are this one's from then on."""
        compiled = re.compile(self.pattern, self.flags)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return compiled

    def _searching(self, text: AnyStr) -> re.Pattern[AnyStr]:
        """Return the compiled pattern; one that matches nothing where the text has not the words for it."""
        # one text is often searched from many places, one after the other
        if text is not self._refused:
            if self._refusals == MOST_REFUSALS or may_match(words_needed(self.pattern), text):
                return self._now()
            self._refused = text
            self._refusals += 1
        never: object = _never()
        return cast("re.Pattern[AnyStr]", never)

    # until it is compiled; then these are the compiled pattern's own

    def search(self, string: AnyStr, *bounds: int) -> re.Match[AnyStr] | None:
        """As `re.Pattern.search`."""
        return self._searching(string).search(string, *bounds)

    def match(self, string: AnyStr, *bounds: int) -> re.Match[AnyStr] | None:
        """As `re.Pattern.match`."""
        return self._searching(string).match(string, *bounds)

    def fullmatch(self, string: AnyStr, *bounds: int) -> re.Match[AnyStr] | None:
        """As `re.Pattern.fullmatch`."""
        return self._searching(string).fullmatch(string, *bounds)

    def finditer(self, string: AnyStr, *bounds: int) -> Iterator[re.Match[AnyStr]]:
        """As `re.Pattern.finditer`."""
        return self._searching(string).finditer(string, *bounds)

    def findall(self, string: AnyStr, *bounds: int) -> list[Any]:
        """As `re.Pattern.findall`."""
        return self._searching(string).findall(string, *bounds)

    def sub(self, repl: Any, string: AnyStr, count: int = 0) -> AnyStr:
        """As `re.Pattern.sub`."""
        return self._searching(string).sub(repl, string, count)

    def split(self, string: AnyStr, maxsplit: int = 0) -> list[AnyStr | Any]:
        """As `re.Pattern.split`."""
        return self._searching(string).split(string, maxsplit)


@cache
def _never() -> re.Pattern[str]:
    return re.compile(_NEVER)


_NEVER = "(?!)"
"""A pattern that matches nothing."""

# --- alternatives -----------------------------------------------------------------------------


def alternative(match: re.Match[str]) -> str:
    """Return the name of the alternative that matched: it is the group that is closed last."""
    assert match.lastgroup is not None
    return match.lastgroup.removeprefix(_OUTER)


_OUTER = "_"
"""Before a name: a pattern may have a group of that name in it."""


class Alternatives:
    """Patterns by name that are searched as one."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        self.patterns = patterns
        self._compiled: dict[tuple[str, ...], re.Pattern[str]] = {}

    def within(self, text: str) -> re.Pattern[str]:
        """Return the pattern for a text and its parts, without the alternatives that cannot match there."""
        names = tuple(name for name, pattern in self.patterns.items() if may_match(words_needed(pattern), text))
        if names not in self._compiled:
            whole = "|".join(f"(?P<{_OUTER}{name}>{self.patterns[name]})" for name in names)
            self._compiled[names] = re.compile(whole or _NEVER)
        return self._compiled[names]


# --- words --------------------------------------------------------------------------------------


def key_of(pattern: str) -> str:
    """Return the key of a pattern in the list of words."""
    return f"{crc32(pattern.encode('utf-8', 'surrogatepass')):08x}"


@cache
def _lines() -> Mapping[str, str]:
    return dict(line.split("\t", 1) for line in WORDS.read_text("utf-8").split("\n") if line)


@cache
def words_needed(pattern: str | bytes) -> Sequence[Sequence[str]]:
    """Return groups of words, of each of which a text must have one to match; none where nothing is known."""
    line = _lines().get(key_of(pattern)) if isinstance(pattern, str) else None
    return () if line is None else [group.split("|") for group in line.split("\t")]


@cache
def _digit() -> re.Pattern[str]:
    return re.compile(DIGIT)


def may_match(groups: Sequence[Sequence[str]], text: Any) -> bool:
    """Whether a text has one word of each group."""
    for words in groups:
        for word in words:
            if word in text or (word == DIGIT and _digit().search(text)):
                break
        else:
            return False
    return True
