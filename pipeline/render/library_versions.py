"""What decides the bytes of the outputs besides content, templates, faces and this program: the libraries, by version."""

import ctypes
import sys
import zlib
from collections.abc import Mapping
from functools import cache

PACKAGES = (
    "docxtpl",
    "fonttools",
    "jinja2",
    "lxml",
    "markdown-it-py",
    "pikepdf",
    "pydyf",
    "python-docx",
    "weasyprint",
    "XlsxWriter",
)
"""The Python packages whose version shows in the outputs."""

SYSTEM = {"Pango": ("pango-1.0", "pango_version_string"), "HarfBuzz": ("harfbuzz", "hb_version_string")}
"""The libraries of the machine by which WeasyPrint breaks lines and cuts faces, and what each tells its version by."""


@cache
def versions() -> Mapping[str, str]:
    """Every version by name; empty for a library that is not there, which printing will say."""
    # these take longer to import than all versions to tell
    import platform
    from importlib import metadata

    return {
        "Python": platform.python_version(),
        **system_versions(),
        **{name: metadata.version(name) for name in PACKAGES},
    }


def system_versions() -> Mapping[str, str]:
    """Return the versions of the machine's libraries; empty for one that is not there."""
    return {"zlib": zlib.ZLIB_RUNTIME_VERSION, **{name: _told(*where) for name, where in SYSTEM.items()}}


def _told(library: str, function: str) -> str:
    # asked of the library itself: WeasyPrint knows it too, but its import alone costs more than everything else
    if sys.platform == "linux":
        name: str | None = f"lib{library}.so.0"
    else:
        from ctypes.util import find_library

        name = find_library(library)
    try:
        version_of = getattr(ctypes.CDLL(name), function)
    except (OSError, AttributeError):
        return ""
    version_of.restype = ctypes.c_char_p
    version: bytes = version_of()
    return version.decode()
