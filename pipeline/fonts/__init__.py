"""Faces by role: found, unpacked from Debian's packages, held to GB 2312, and the only ones a PDF can see.

The faces are the free Fandol family, and Noto Serif CJK SC for characters
outside GB 2312. They are not part of this project: `python -m pipeline.fonts`
(`make fonts`) fetches them once into a cache. An office with faces of its own
puts them in a folder, each called by its role (标题.ttf, 正文.ttf …), and names
that folder in the environment variable ZWGK_FONTS; what the folder does not
have comes from the cache.
"""

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from unicodedata import category

from pipeline.errors import FontError
from pipeline.fonts import font_file as of_files
from pipeline.fonts.font_file import (
    CHECKOUT,
    FILES,
    FONTS_ENV,
    INSTALL_HINT,
    REINSTALL_HINT,
    Face,
    Faces,
    Role,
    cache_folder,
    gb2312,
)
from pipeline.storage import write_file

__all__ = [
    "CHECKOUT",
    "FILES",
    "FONTS_ENV",
    "REINSTALL_HINT",
    "Face",
    "Faces",
    "Role",
    "cache_folder",
    "face",
    "fallback_chars",
    "find",
    "gb2312",
    "in_folders",
    "isolate",
    "isolated",
    "missing_glyphs",
    "office_folder",
    "substitutions",
    "text_width",
    "verify_digests",
]

# --- finding -----------------------------------------------------------------


def find(cache: Path | None = None, given: Mapping[str, Path] | None = None) -> Faces:
    """The face of every role: the file given for it by name, else from the office's own folder, else from the cache.

    A cache given as an argument is taken alone. Raises FontError naming every
    missing face and the command that brings it, or the face that cannot be
    read or lacks a Han of GB 2312.
    """
    folders = [cache] if cache else [*office_folder(), cache_folder()]
    named = given or {}
    for name, path in named.items():
        if name not in {role.value for role in Role}:
            raise FontError(name, f"没有这个用途；可以写：{'、'.join(role.value for role in Role)}")
        if not path.is_file():
            raise FontError(name, f"没有字体文件 {path}")
    paths = {role: named.get(role.value) or in_folders(folders, role) for role in Role}
    missing = [f"{role.value}（{FILES[role]}）" for role, path in paths.items() if path is None]
    if missing:
        raise FontError("、".join(missing), f"在 {folders[-1]} 中没有找到。{INSTALL_HINT}")
    return Faces({role: of_files.read(path, folders[-1]) for role, path in paths.items() if path})


def office_folder() -> Iterator[Path]:
    """The office's own folder where it names one; raises FontError for one without a face."""
    if named := os.environ.get(FONTS_ENV):
        folder = Path(named)
        if not any(in_folders([folder], role) for role in Role):
            raise FontError(
                named,
                f"环境变量 {FONTS_ENV} 所指的文件夹中没有可用的字体。字体文件以用途命名："
                f"{'、'.join(f'{role.value}.ttf' for role in Role)}（也可为 .otf，可只放其中几个）",
            )
        yield folder


def in_folders(folders: Iterable[Path], role: Role) -> Path | None:
    """The role's file in the first folder that has one."""
    names = (f"{role.value}.otf", f"{role.value}.ttf", FILES[role])
    return next((path for folder in folders for name in names if (path := folder / name).is_file()), None)


def substitutions(faces: Faces) -> tuple[Role, ...]:
    """The roles whose face is the free one of the cache and not the office's own."""
    return tuple(role for role in Role if role is not Role.FALLBACK and faces[role].path.name == FILES[role])


def face(path: Path) -> Face:
    """The face of a file; raises FontError where it cannot be read or lacks a Han of GB 2312."""
    return of_files.read(path, cache_folder())


def verify_digests(faces: Faces) -> None:
    """Hold every file against the digest of what was read of it: a disk may spoil one and leave its time.

    To be called before anything is printed. Raises FontError for a face that is not what it was.
    """
    for face in faces.by_role.values():
        of_files.hold(face)


# --- covering ----------------------------------------------------------------


def missing_glyphs(words: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """The characters that neither the role's face nor the fallback can draw: each would be printed as a box."""
    return fallback_chars(words, faces, role) - faces[Role.FALLBACK].characters


def fallback_chars(words: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """The characters that the role's own face lacks: only where there are any need the fallback be loaded at all."""
    return {char for char in set().union(*words) - faces[role].characters if _drawn(char)}


def text_width(words: str, face: Face) -> float:
    """The width of words in 字 (em) in that face; one for every character that is not Latin, and for what it lacks."""
    if not any(map(str.isascii, words)):
        return float(len(words))
    # imported here: few papers have Latin to be measured
    from fontTools.ttLib import TTFont

    with TTFont(face.path, lazy=True) as font:
        glyphs, advances = font.getBestCmap(), font["hmtx"].metrics
        em = font["head"].unitsPerEm
        return sum(
            advances[glyphs[ord(char)]][0] / em if char.isascii() and ord(char) in glyphs else 1.0 for char in words
        )


def _drawn(char: str) -> bool:
    # measured: these leave no box where the face lacks them; U+0085 and U+2028 do
    return category(char) != "Zs" and char not in "\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff"


# --- what the PDF library may see ---------------------------------------------


def isolate(cache: Path | None = None) -> Path:
    """Hide every face of this machine from fontconfig, so that only those of @font-face are there; returns its configuration.

    To be called before weasyprint is imported. Nothing is written outside the
    cache, not even fontconfig's own. Processes started later inherit this: give
    a browser an environment without FONTCONFIG_FILE.
    """
    folder = (cache or cache_folder()).resolve()
    conf = folder / "fonts.conf"
    words = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><cachedir>{escape(str(folder / 'fontconfig'))}</cachedir></fontconfig>\n"
    )
    if not conf.is_file() or conf.read_bytes() != words.encode():
        write_file(conf, words.encode())
    os.environ["FONTCONFIG_FILE"] = str(conf)
    os.environ.pop("FONTCONFIG_SYSROOT", None)
    # what weasyprint warns of is what is wanted here
    warnings.filterwarnings(
        "ignore", "No fonts configured in FontConfig", category=UserWarning, module=r"weasyprint\.text\.fonts"
    )
    return conf


@contextmanager
def isolated(cache: Path | None = None) -> Iterator[Path]:
    """`isolate` while the context lasts, so that a browser started afterwards finds its own faces again."""
    kept = {name: os.environ.get(name) for name in ("FONTCONFIG_FILE", "FONTCONFIG_SYSROOT")}
    with warnings.catch_warnings():
        try:
            yield isolate(cache)
        finally:
            for name, value in kept.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
