"""Imports WeasyPrint in half the time: without fontTools, which only unusual fonts need, and with its C declarations compiled.

WeasyPrint declares Pango's functions in C, and cffi would read that with a parser written in Python whenever it
is imported, and again for every type that WeasyPrint names. `pango_declarations` has them as cffi
compiles them. docs/decisions/0062 has what is saved.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pkgutil import resolve_name
from types import ModuleType
from typing import Any

from pipeline.render.pdf import pango_declarations


def load() -> Any:
    """Import WeasyPrint and return it."""
    with _replaced({"cffi": _module("cffi", FFI=_Declarations), **_FONT_TOOLS}):
        import weasyprint
    return weasyprint


@contextmanager
def _replaced(modules: Mapping[str, ModuleType]) -> Iterator[None]:
    """Have imports inside the context find these modules by their names, in place of the real ones."""
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module


def _module(name: str, **contents: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(contents)
    return module


# --- cffi ------------------------------------------------------------------------


class _Declarations:
    """What is given for `cffi.FFI`: the compiled declarations, or cffi's own object for a WeasyPrint that declares something else."""

    def __init__(self) -> None:
        self._ffi: Any = None

    def cdef(self, text: str) -> None:
        """Take declarations in C."""
        if sha256(text.encode()).hexdigest() == pango_declarations.SOURCE:
            self._ffi = pango_declarations.ffi
            return
        del sys.modules["cffi"]
        import cffi

        self._ffi = cffi.FFI()
        self._ffi.cdef(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)


# --- fontTools -------------------------------------------------------------------


class _Deferred:
    """Something of fontTools, imported when it is called or asked for what it has."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._imported()(*arguments, **keywords)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._imported(), name)

    def _imported(self) -> Any:
        """Import fontTools, and put what was deferred where WeasyPrint has the names: it catches one of the exceptions."""
        from weasyprint.pdf import fonts as of_pdf
        from weasyprint.text import fonts as of_text

        for user in (of_pdf, of_text):
            for name, value in list(vars(user).items()):
                if isinstance(value, _Deferred):
                    setattr(user, name, resolve_name(value._path))  # noqa: SLF001 — of its own class
        return resolve_name(self._path)


_FONT_TOOLS = {
    "fontTools": _module("fontTools", subset=_Deferred("fontTools.subset")),
    "fontTools.ttLib": _module(
        "fontTools.ttLib",
        TTFont=_Deferred("fontTools.ttLib:TTFont"),
        TTLibError=_Deferred("fontTools.ttLib:TTLibError"),
        ttFont=_Deferred("fontTools.ttLib.ttFont"),
        woff2=_Deferred("fontTools.ttLib.woff2"),
    ),
    "fontTools.varLib.instancer": _module(
        "fontTools.varLib.instancer",
        instantiateVariableFont=_Deferred("fontTools.varLib.instancer:instantiateVariableFont"),
    ),
}
"""What WeasyPrint imports for variable, coloured and compressed fonts, and for machines without HarfBuzz's subsetter."""
