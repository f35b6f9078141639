"""Regular expressions that are compiled when they are first used, and the class of a Han character.

No verb uses all of our patterns, and many of them cost a millisecond to compile.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, AnyStr, Generic, cast

HAN = r"[^\W\dA-Za-z_]"
"""A Han character, as a class by itself: every letter that is not Latin.

Python's compiler walks through a range of characters one by one, so that the class as
ranges (`[\u3400-\u4dbf\u4e00-\u9fff…]`) costs 1 to 3 ms wherever it stands; this one costs
20 µs. It holds letters of other scripts and ① as well, which stand where Han would.
"""
NOT_HAN = r"[\W\dA-Za-z_]"
"""Any other character."""


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
            with _classes_compiled_once():
                self._compiled: re.Pattern[AnyStr] = re.compile(self.pattern, self._flags)
        value: object = getattr(self._compiled, name)
        setattr(self, name, value)
        return value


_Class = tuple[list[Any], bool]

_CLASSES: dict[tuple[object, ...], _Class] = {}
"""Classes of characters as compiled, by their members; not those of patterns that ignore case."""


@contextmanager
def _classes_compiled_once() -> Iterator[None]:
    """Let Python compile each class of characters once: many stand in twenty places, and walking through their ranges took a third of the time.

    A Python that compiles them by another name compiles them as ever.
    """
    compiler = getattr(re, "_compiler", None)
    compile_class: Callable[..., _Class] | None = getattr(compiler, _COMPILE_CLASS, None)
    if compile_class is None:
        yield
        return

    def known_class(members: list[Any], *folding: object) -> _Class:
        if any(folding):
            return compile_class(members, *folding)
        key = tuple(members)
        if key not in _CLASSES:
            _CLASSES[key] = compile_class(members)
        return _CLASSES[key]

    setattr(compiler, _COMPILE_CLASS, known_class)
    try:
        yield
    finally:
        setattr(compiler, _COMPILE_CLASS, compile_class)


_COMPILE_CLASS = "_optimize_charset"
