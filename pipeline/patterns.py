"""Regular expressions that are compiled when they are first used.

Python compiles a class of Han characters in about a millisecond, and no verb uses all of our patterns.
"""

import re
from typing import AnyStr, Generic, cast


def lazy_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what `re.compile` returns, compiled at the first use of any of its attributes.

    A match's `re` is the compiled pattern, not what this returns: compare their `pattern`.
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(text, flags))


class _LazyPattern(Generic[AnyStr]):
    """In place of a compiled pattern; takes over its attributes, each when it is first asked for."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        if "_compiled" not in self.__dict__:
            self._compiled: re.Pattern[AnyStr] = re.compile(self.pattern, self._flags)
        value: object = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
