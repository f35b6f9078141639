"""Faces and what they are for: read once, held against their checksums, known again by their digest."""

import functools
import json
import os
import struct
import sys
from array import array
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from pipeline.errors import FontError
from pipeline.storage import file_sha256, sha256, write_file

CHECKOUT = Path(__file__).resolve().parent.parent.parent
"""The folder that holds `pipeline/`: the checkout, or site-packages where the project is installed as a wheel."""

FONTS_ENV = "ZWGK_FONTS"
"""The environment variable that names the office's own folder of faces."""

INSTALL_HINT = "请运行 make fonts" if (CHECKOUT / "Makefile").is_file() else "请运行 python -m pipeline.fonts"

REINSTALL_HINT = f"若在字体缓存中，{INSTALL_HINT}；是本单位自己的字体，请重新放一份完整的"
"""What mends a face that is there but cannot be used."""


class Role(Enum):
    """What a face is for (字体用途); the value names it in Chinese, and the office's own file for it."""

    TITLE = "标题"
    """小标宋: 公文标题 (GB/T 9704, 7.3.1)."""
    BODY = "正文"
    """仿宋: everything that has no face of its own (9704, 5.2.2)."""
    HEI = "黑体"
    """First-level headings (9704, 7.3.3)."""
    KAI = "楷体"
    """Second-level headings (9704, 7.3.3)."""
    SONG = "宋体"
    """Page numbers (9704, 7.5)."""
    FALLBACK = "补字"
    """For characters the other faces lack: practice, no clause."""


FILES: Mapping[Role, str] = {
    Role.TITLE: "FandolSong-Bold.otf",
    Role.BODY: "FandolFang-Regular.otf",
    Role.HEI: "FandolHei-Regular.otf",
    Role.KAI: "FandolKai-Regular.otf",
    Role.SONG: "FandolSong-Regular.otf",
    Role.FALLBACK: "NotoSerifCJKsc-Levelled.otf",
}
"""The file of each role in the cache."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its file, and what the file says of itself."""

    path: Path
    family: str
    style: str
    """Regular, Bold …: two faces of a family differ by it alone."""
    version: str
    digest: str
    """SHA-256 of the file."""
    characters: frozenset[str] = field(repr=False)
    """What it can draw."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The face of every role."""

    by_role: Mapping[Role, Face]

    def __getitem__(self, role: Role) -> Face:
        return self.by_role[role]


def cache_folder() -> Path:
    """The folder of the unpacked faces: the checkout's own, or the user's cache where there is no checkout."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".cache" / "fonts"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zwgk" / "fonts"


# --- reading -----------------------------------------------------------------


def read(path: Path, cache: Path) -> Face:
    """The face of a file, known from `cache` where it was read before; raises FontError where it cannot be used."""
    try:
        stat = path.stat()
        digest = _digest_at(path, (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino), cache)
    except OSError as error:
        raise FontError(path.name, f"文件 {path} 读不出来（{error.strerror}）。{REINSTALL_HINT}") from error
    return _known(path, digest, cache)


_MOST_SEEN = 64
"""Of how many files the digest is kept; an office has six."""


@functools.lru_cache(maxsize=_MOST_SEEN)
def _digest_at(path: Path, stamp: tuple[int, ...], cache: Path) -> str:
    """The digest of a file, read only where it is not as it was seen last (size, times, place on the disk)."""
    kept = cache / "known" / "seen.json"
    seen = _read_cache(kept) or {}
    name = str(path.resolve())
    *before, digest = seen.pop(name, [""])
    if before != list(stamp):
        digest = file_sha256(path)
        recent = list(seen.items())[1 - _MOST_SEEN :]
        _write_cache(kept, dict([*recent, (name, [*stamp, digest])]))
    return str(digest)


@functools.lru_cache(maxsize=32)
def _known(path: Path, digest: str, cache: Path) -> Face:
    known = cache / "known" / f"{digest}.json"
    facts = _read_cache(known)
    if facts is None:
        facts = facts_of(path)
        _write_cache(known, facts)
    return Face(path, facts["family"], facts["style"], facts["version"], digest, frozenset(facts["characters"]))


def facts_of(path: Path) -> dict[str, str]:
    """What the file says of itself; raises FontError where it is damaged or lacks a Han of GB 2312."""
    # imported here: what is already known of a face needs no font library
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            if max(table.offset + table.length for table in font.reader.tables.values()) > path.stat().st_size:
                raise FontError(path.name, f"文件 {path} 不完整。{REINSTALL_HINT}")
            if spoiled := spoiled_tables(font):
                raise FontError(
                    path.name, f"文件 {path} 已损坏（表 {'、'.join(spoiled)} 与校验和不符）。{REINSTALL_HINT}"
                )
            codes = sorted(font.getBestCmap() or ())
            names = font["name"]
            family, version = names.getBestFamilyName() or path.stem, names.getDebugName(5) or ""
            style = names.getBestSubFamilyName() or ""
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error, OSError) as error:
        raise FontError(path.name, f"文件 {path} 读不出来（{error}）。{REINSTALL_HINT}") from error
    characters = "".join(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)
    if lacking := gb2312() - set(characters):
        raise FontError(path.name, f"文件 {path} 缺 GB 2312 汉字 {len(lacking)} 个，如“{min(lacking)}”，不能用于公文")
    return {"family": family, "style": style, "version": version, "characters": characters}


_USED = ("CFF ", "CFF2", "GPOS", "GSUB", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name")
"""The tables by which words are set and drawn, and a face is named: in the others a tool may have left a wrong sum."""


def spoiled_tables(font: Any) -> list[str]:
    """The tables whose bytes are not those of their stated checksums (OpenType 1.9, Calculating Checksums)."""
    spoiled = []
    for tag in _USED:
        if tag in font.reader.tables:
            data, stated = font.reader[tag], font.reader.tables[tag].checkSum
            # the sum of head leaves out what it says of the whole file; some tools forget to leave it out
            sums = {_sum(data), _sum(data[:8] + bytes(4) + data[12:])} if tag == "head" else {_sum(data)}
            if stated not in sums:
                spoiled.append(tag.strip())
    return spoiled


def _sum(data: bytes) -> int:
    """The sum of a table's 32-bit words, zeros behind it where it ends within one."""
    words = array("I", data + bytes(-len(data) % 4))
    assert words.itemsize == 4, "an unsigned int is 32 bits wherever Python runs"
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


def hold(face: Face) -> None:
    """Hold the file against the digest of what was read of it; raises FontError where it is another."""
    if file_sha256(face.path) != face.digest:
        raise FontError(face.path.name, f"文件 {face.path} 已损坏或被换过。{REINSTALL_HINT}")


@functools.cache
def gb2312() -> frozenset[str]:
    """The 6,763 Han of GB/T 2312-1980, rows 16 to 87."""
    rows = bytes(range(0xB0, 0xF8))
    cells = bytes(range(0xA1, 0xFF))
    return frozenset("".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells))


# --- what is kept of faces -----------------------------------------------------


def _read_cache(path: Path) -> dict[str, Any] | None:
    """What `_keep` wrote there; None where there is nothing, or not what was written."""
    try:
        seal, _, words = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if seal != _checksum(path.name, words):
        return None
    facts: dict[str, Any] = json.loads(words)
    return facts


def _write_cache(path: Path, facts: Mapping[str, Any]) -> None:
    words = json.dumps(facts, ensure_ascii=False)
    # a cache that cannot be written costs a tenth of a second a face, nothing else
    with suppress(OSError):
        write_file(path, f"{_checksum(path.name, words)}\n{words}".encode())


def _checksum(name: str, words: str) -> str:
    # another form of what is kept, with other fields, is another seal
    fields = "family style version characters; size mtime ctime inode digest"
    return sha256(f"{fields}\0{name}\0{words}".encode("utf-8", "surrogatepass"))
