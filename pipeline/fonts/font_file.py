"""Read font files: verify their checksums, take their names and characters, and cache these by the file's digest.

Of a collection (.ttc) the first font is taken, and kept beside the facts.
"""

import functools
import json
import os
import struct
import sys
from array import array
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from pipeline.errors import FontError
from pipeline.fonts.glyphs import gb2312
from pipeline.fonts.locations import REINSTALL_HINT
from pipeline.fonts.roles import Face
from pipeline.storage import file_sha256, sha256, write_file


def read(path: Path, cache: Path) -> Face:
    """Return the font of a file, from `cache` if it was read before; raises FontError if it cannot be used."""
    try:
        digest = _digest_at(path, _stamp(path), cache)
        with path.open("rb") as file:
            is_collection = file.read(len(_COLLECTION)) == _COLLECTION
    except OSError as error:
        raise FontError(path.name, f"文件 {path} 读不出来（{error.strerror}）。{REINSTALL_HINT}") from error
    if is_collection:
        return read(_first_of_collection(path, digest, cache), cache)
    return _known(path, digest, cache)


_COLLECTION = b"ttcf"
"""How the file of a font collection begins (OpenType 1.9, Font Collections)."""


def _first_of_collection(path: Path, digest: str, cache: Path) -> Path:
    """Return the file of a collection's first font (宋体 of simsun.ttc), taken out of it if it was not before."""
    from fontTools.ttLib import TTFont, TTLibError

    taken = cache / "known" / f"{digest}.otf"
    if taken.is_file():
        return taken
    content = BytesIO()
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True, recalcTimestamp=False) as font:
            # saving computes new checksums for corrupt tables
            if corrupt := corrupt_tables(font):
                raise FontError(path.name, _CORRUPT.format(path=path, tables="、".join(corrupt), hint=REINSTALL_HINT))
            font.save(content)
        write_file(taken, content.getvalue())
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error, OSError) as error:
        raise FontError(path.name, f"文件 {path} 读不出来（{error}）。{REINSTALL_HINT}") from error
    return taken


_CORRUPT = "文件 {path} 已损坏（表 {tables} 与校验和不符）。{hint}"


_MAX_DIGESTS = 64
"""The number of files whose digest is cached; an office has six."""


@functools.lru_cache(maxsize=_MAX_DIGESTS)
def _digest_at(path: Path, stamp: tuple[int, ...], cache: Path) -> str:
    """Return the digest of a file; it is re-hashed only if its size, times or inode (`stamp`) changed since the last time."""
    kept = cache / "known" / "seen.json"
    seen = _read_cache(kept) or {}
    name = str(path.resolve())
    *before, digest = seen.pop(name, [""])
    if before != list(stamp):
        digest = file_sha256(path)
        recent = list(seen.items())[1 - _MAX_DIGESTS :]
        _write_cache(kept, dict([*recent, (name, [*stamp, digest])]))
    return str(digest)


@functools.lru_cache(maxsize=32)
def _known(path: Path, digest: str, cache: Path) -> Face:
    known = cache / "known" / f"{digest}.json"
    facts = _read_cache(known)
    if facts is None:
        facts = read_facts(path)
        _write_cache(known, facts)
    widths = {char: width for width, characters in facts["widths"] for char in characters}
    return Face(path, facts["family"], facts["style"], facts["version"], digest, frozenset(facts["characters"]), widths)


def read_facts(path: Path) -> dict[str, Any]:
    """Return what the file states of itself; raises FontError if it is damaged or lacks a Han character of GB 2312.

    Characters that are not one em wide are listed by their width.
    """
    # imported here: cached facts need no font library
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            if max(table.offset + table.length for table in font.reader.tables.values()) > path.stat().st_size:
                raise FontError(path.name, f"文件 {path} 不完整。{REINSTALL_HINT}")
            if corrupt := corrupt_tables(font):
                raise FontError(path.name, _CORRUPT.format(path=path, tables="、".join(corrupt), hint=REINSTALL_HINT))
            glyphs = font.getBestCmap() or {}
            advances, em = font["hmtx"].metrics if "hmtx" in font else {}, font["head"].unitsPerEm
            names = font["name"]
            family, version = names.getBestFamilyName() or path.stem, names.getDebugName(5) or ""
            style = names.getBestSubFamilyName() or ""
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error, OSError) as error:
        raise FontError(path.name, f"文件 {path} 读不出来（{error}）。{REINSTALL_HINT}") from error
    if fault := _freetype_error(path):
        raise FontError(
            path.name, f"文件 {path} 排版时打不开（FreeType 错误 {fault}），会被别的字体悄悄代替。{REINSTALL_HINT}"
        )
    characters = "".join(chr(code) for code in sorted(glyphs) if not 0xD800 <= code <= 0xDFFF)
    if lacking := gb2312() - set(characters):
        raise FontError(path.name, f"文件 {path} 缺 GB 2312 汉字 {len(lacking)} 个，如“{min(lacking)}”，不能用于公文")
    by_width: dict[float, list[str]] = {}
    for char in characters:
        advance, _ = advances.get(glyphs[ord(char)], (em, 0))
        by_width.setdefault(advance / em, []).append(char)
    widths = [(width, "".join(chars)) for width, chars in sorted(by_width.items()) if width != 1]
    return {"family": family, "style": style, "version": version, "characters": characters, "widths": widths}


def _freetype_error(path: Path) -> int:
    """Return the error with which FreeType, by which Pango opens fonts, refuses a file; 0 for none or without FreeType."""
    try:
        import ctypes

        library = ctypes.CDLL("libfreetype.so.6")
    except OSError:
        return 0
    handle, face = ctypes.c_void_p(), ctypes.c_void_p()
    if library.FT_Init_FreeType(ctypes.byref(handle)):
        return 0
    try:
        return int(library.FT_New_Face(handle, os.fsencode(path), ctypes.c_long(0), ctypes.byref(face)))
    finally:
        # this frees the face, too
        library.FT_Done_FreeType(handle)


_USED = ("CFF ", "CFF2", "GPOS", "GSUB", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name")
"""The tables used for layout, drawing and names; in the others a tool may have left a wrong checksum."""


def corrupt_tables(font: Any) -> list[str]:
    """Return the tables whose bytes do not match their checksums (OpenType 1.9, Calculating Checksums)."""
    corrupt = []
    for tag in _USED:
        if tag in font.reader.tables:
            data, stated = font.reader[tag], font.reader.tables[tag].checkSum
            # the checksum of head leaves out its own field for the whole file; some tools forget to leave it out
            sums = {_sum(data), _sum(data[:8] + bytes(4) + data[12:])} if tag == "head" else {_sum(data)}
            if stated not in sums:
                corrupt.append(tag.strip())
    return corrupt


def _sum(data: bytes) -> int:
    """Return the sum of a table's 32-bit words, padded with zeros."""
    integers = array("I", data + bytes(-len(data) % 4))
    assert integers.itemsize == 4, "an unsigned int is 32 bits wherever Python runs"
    if sys.byteorder == "little":
        integers.byteswap()
    return sum(integers) & 0xFFFFFFFF


def verify_digest(face: Face) -> None:
    """Re-hash the file and compare with the digest taken when it was read; raises FontError if they differ.

    A file that this process has hashed is hashed again only if its size, times or inode changed.
    """
    if _digest_in_process(face.path, _stamp(face.path)) != face.digest:
        raise FontError(face.path.name, f"文件 {face.path} 已损坏或被换过。{REINSTALL_HINT}")


@functools.lru_cache(maxsize=32)
def _digest_in_process(path: Path, _stamp: tuple[int, ...]) -> str:
    return file_sha256(path)


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file is written or replaced: size, times, inode."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino


# --- the cache of facts --------------------------------------------------------


def _read_cache(path: Path) -> dict[str, Any] | None:
    """Return what `_write_cache` wrote there; None if there is nothing, or something else."""
    try:
        checksum, _, text = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if checksum != _checksum(path.name, text):
        return None
    facts: dict[str, Any] = json.loads(text)
    return facts


def _write_cache(path: Path, facts: Mapping[str, Any]) -> None:
    text = json.dumps(facts, ensure_ascii=False)
    # without a cache, reading a font takes a tenth of a second longer, nothing else
    with suppress(OSError):
        write_file(path, f"{_checksum(path.name, text)}\n{text}".encode())


def _checksum(name: str, text: str) -> str:
    # the fields are part of it: a cache with other fields does not match
    fields = "family style version characters widths; size mtime ctime inode digest"
    return sha256(f"{fields}\0{name}\0{text}".encode("utf-8", "surrogatepass"))
