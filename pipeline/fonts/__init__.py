"""Fonts by role: found, installed from Debian's packages, verified, and the only ones that a PDF can use.

The fonts are the free Fandol family, and Noto Serif CJK SC for characters
outside GB 2312. They are not part of this project: `python -m pipeline.fonts`
(`make fonts`) installs them once into a cache. An office with fonts of its own
puts them in a folder, each named by its role (标题.ttf, 正文.ttf …), and names
that folder in the environment variable ZWGK_FONTS; roles without a file there
are filled from the cache.
"""

from pipeline.fonts.find import face, find, substitutions, verify_digests
from pipeline.fonts.fontconfig import isolated
from pipeline.fonts.glyphs import char_width, fallback_chars, gb2312, missing_glyphs, text_width
from pipeline.fonts.locations import CHECKOUT, FONTS_ENV, REINSTALL_HINT, cache_folder, in_folders, office_folder
from pipeline.fonts.roles import FAMILIES, FILES, Face, Faces, Role

__all__ = [
    "CHECKOUT",
    "FAMILIES",
    "FILES",
    "FONTS_ENV",
    "REINSTALL_HINT",
    "Face",
    "Faces",
    "Role",
    "cache_folder",
    "char_width",
    "face",
    "fallback_chars",
    "find",
    "gb2312",
    "in_folders",
    "isolated",
    "missing_glyphs",
    "office_folder",
    "substitutions",
    "text_width",
    "verify_digests",
]
