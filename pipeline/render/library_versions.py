"""What decides the bytes of the outputs besides content, templates, faces and this program: the libraries, by version."""

import ctypes
import ctypes.util
import platform
import sys
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import metadata

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
    return {
        "Python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: _told(*where) for name, where in SYSTEM.items()},
        **{name: metadata.version(name) for name in PACKAGES},
    }


def _told(library: str, function: str) -> str:
    # asked of the library itself: WeasyPrint knows it too, but its import alone costs more than everything else
    name = f"lib{library}.so.0" if sys.platform == "linux" else ctypes.util.find_library(library)
    try:
        version_of = getattr(ctypes.CDLL(name), function)
    except (OSError, AttributeError):
        return ""
    version_of.restype = ctypes.c_char_p
    version: bytes = version_of()
    return version.decode()
