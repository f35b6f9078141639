"""Faces by role: found, unpacked from Debian's packages, held to GB 2312, and the only ones a PDF can see.

The faces are the free Fandol family, and Noto Serif CJK SC for characters
outside GB 2312. They are not part of this project: `python -m pipeline.fonts`
(`make fonts`) fetches them once into a cache. An office with faces of its own
puts them in a folder, each called by its role (标题.ttf, 正文.ttf …), and names
that folder in the environment variable ZWGK_FONTS; what the folder does not
have comes from the cache.
"""

import functools
import json
import os
import shutil
import struct
import sys
import warnings
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from hashlib import file_digest, sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from pipeline.faults import FontFault

if TYPE_CHECKING:
    from subprocess import CompletedProcess

CHECKOUT = Path(__file__).resolve().parent.parent
"""The folder that holds `pipeline/`: the checkout, or site-packages where the project is installed as a wheel."""

OFFICE = "ZWGK_FONTS"
"""The environment variable that names the office's own folder of faces."""

REMEDY = "请运行 make fonts" if (CHECKOUT / "Makefile").is_file() else "请运行 python -m pipeline.fonts"

AGAIN = f"若在字体缓存中，{REMEDY}；是本单位自己的字体，请重新放一份完整的"
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


@dataclass(frozen=True, slots=True)
class Package:
    """A Debian package that brings faces."""

    name: str
    megabytes: int
    """To download, in MB, on Debian 12."""
    faces: Mapping[Role, str]
    """Where in it the face of a role lies."""
    licence: str


FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"

PACKAGES = (
    Package(
        "texlive-lang-chinese",
        49,
        {role: f"{FANDOL}/{name}" for role, name in FILES.items() if role is not Role.FALLBACK},
        "usr/share/doc/texlive-doc/fonts/fandol/COPYING.gz",
    ),
    Package(
        "fonts-noto-cjk",
        57,
        {Role.FALLBACK: "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"},
        "usr/share/doc/fonts-noto-cjk/copyright",
    ),
)
"""Where the faces of the cache come from."""

SIMPLIFIED = "Noto Serif CJK SC"
"""The one face wanted of Noto's collection: its first is the Japanese one, and a PDF would get that."""


# --- finding -----------------------------------------------------------------


def cache_folder() -> Path:
    """The folder of the unpacked faces: the checkout's own, or the user's cache where there is no checkout."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".cache" / "fonts"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zwgk" / "fonts"


def find(cache: Path | None = None, given: Mapping[str, Path] | None = None) -> Faces:
    """The face of every role: the file given for it by name, else from the office's own folder, else from the cache.

    A cache given as an argument is taken alone. Raises FontFault naming every
    missing face and the command that brings it, or the face that cannot be
    read or lacks a Han of GB 2312.
    """
    folders = [cache] if cache else [*_office(), cache_folder()]
    named = given or {}
    for name, path in named.items():
        if name not in {role.value for role in Role}:
            raise FontFault(name, f"没有这个用途；可以写：{'、'.join(role.value for role in Role)}")
        if not path.is_file():
            raise FontFault(name, f"没有字体文件 {path}")
    paths = {role: named.get(role.value) or _path(folders, role) for role in Role}
    missing = [f"{role.value}（{FILES[role]}）" for role, path in paths.items() if path is None]
    if missing:
        raise FontFault("、".join(missing), f"在 {folders[-1]} 中没有找到。{REMEDY}")
    return Faces({role: _face(path, folders[-1]) for role, path in paths.items() if path})


def _office() -> Iterator[Path]:
    if named := os.environ.get(OFFICE):
        folder = Path(named)
        if not any(_path([folder], role) for role in Role):
            raise FontFault(
                named,
                f"环境变量 {OFFICE} 所指的文件夹中没有可用的字体。字体文件以用途命名："
                f"{'、'.join(f'{role.value}.ttf' for role in Role)}（也可为 .otf，可只放其中几个）",
            )
        yield folder


def _path(folders: Iterable[Path], role: Role) -> Path | None:
    names = (f"{role.value}.otf", f"{role.value}.ttf", FILES[role])
    return next((path for folder in folders for name in names if (path := folder / name).is_file()), None)


def substitutes(faces: Faces) -> tuple[Role, ...]:
    """The roles whose face is the free one of the cache and not the office's own."""
    return tuple(role for role in Role if role is not Role.FALLBACK and faces[role].path.name == FILES[role])


# --- covering ----------------------------------------------------------------


def uncovered(words: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """The characters that neither the role's face nor the fallback can draw: each would be printed as a box."""
    return borrowed(words, faces, role) - faces[Role.FALLBACK].characters


def borrowed(words: Iterable[str], faces: Faces, role: Role) -> set[str]:
    """The characters that the role's own face lacks: only where there are any need the fallback be loaded at all."""
    return {char for char in set().union(*words) - faces[role].characters if _drawn(char)}


def drawn_width(words: str, face: Face) -> float:
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


@functools.cache
def gb2312() -> frozenset[str]:
    """The 6,763 Han of GB/T 2312-1980, rows 16 to 87."""
    rows = bytes(range(0xB0, 0xF8))
    cells = bytes(range(0xA1, 0xFF))
    return frozenset("".join(bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in cells))


def face(path: Path) -> Face:
    """The face of a file; raises FontFault where it cannot be read or lacks a Han of GB 2312."""
    return _face(path, cache_folder())


def hold(faces: Faces) -> None:
    """Hold every file against the digest of what was read of it: a disk may spoil one and leave its time.

    To be called before anything is printed. Raises FontFault for a face that is not what it was.
    """
    for face in faces.by_role.values():
        _hold(face)


def _hold(face: Face) -> None:
    if _digest(face.path) != face.digest:
        raise FontFault(face.path.name, f"文件 {face.path} 已损坏或被换过。{AGAIN}")


def _face(path: Path, cache: Path) -> Face:
    try:
        stat = path.stat()
        digest = _digest_at(path, (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino), cache)
    except OSError as error:
        raise FontFault(path.name, f"文件 {path} 读不出来（{error.strerror}）。{AGAIN}") from error
    return _known(path, digest, cache)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


_MOST_SEEN = 64
"""Of how many files the digest is kept; an office has six."""


@functools.lru_cache(maxsize=_MOST_SEEN)
def _digest_at(path: Path, stamp: tuple[int, ...], cache: Path) -> str:
    """The digest of a file, read only where it is not as it was seen last (size, times, place on the disk)."""
    kept = cache / "known" / "seen.json"
    seen = _kept(kept) or {}
    name = str(path.resolve())
    *before, digest = seen.pop(name, [""])
    if before != list(stamp):
        digest = _digest(path)
        recent = list(seen.items())[1 - _MOST_SEEN :]
        _keep(kept, dict([*recent, (name, [*stamp, digest])]))
    return str(digest)


@functools.lru_cache(maxsize=32)
def _known(path: Path, digest: str, cache: Path) -> Face:
    known = cache / "known" / f"{digest}.json"
    facts = _kept(known)
    if facts is None:
        facts = _read(path)
        _keep(known, facts)
    return Face(path, facts["family"], facts["style"], facts["version"], digest, frozenset(facts["characters"]))


def _read(path: Path) -> dict[str, str]:
    # imported here: what is already known of a face needs no font library
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            if max(table.offset + table.length for table in font.reader.tables.values()) > path.stat().st_size:
                raise FontFault(path.name, f"文件 {path} 不完整。{AGAIN}")
            if spoiled := _spoiled(font):
                raise FontFault(path.name, f"文件 {path} 已损坏（表 {'、'.join(spoiled)} 与校验和不符）。{AGAIN}")
            codes = sorted(font.getBestCmap() or ())
            names = font["name"]
            family, version = names.getBestFamilyName() or path.stem, names.getDebugName(5) or ""
            style = names.getBestSubFamilyName() or ""
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error, OSError) as error:
        raise FontFault(path.name, f"文件 {path} 读不出来（{error}）。{AGAIN}") from error
    characters = "".join(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)
    if lacking := gb2312() - set(characters):
        raise FontFault(path.name, f"文件 {path} 缺 GB 2312 汉字 {len(lacking)} 个，如“{min(lacking)}”，不能用于公文")
    return {"family": family, "style": style, "version": version, "characters": characters}


_USED = ("CFF ", "CFF2", "GPOS", "GSUB", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name")
"""The tables by which words are set and drawn, and a face is named: in the others a tool may have left a wrong sum."""


def _spoiled(font: Any) -> list[str]:
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


# --- what is kept of faces -----------------------------------------------------


def _kept(path: Path) -> dict[str, Any] | None:
    """What `_keep` wrote there; None where there is nothing, or not what was written."""
    try:
        seal, _, words = path.read_text("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    if seal != _seal(path.name, words):
        return None
    facts: dict[str, Any] = json.loads(words)
    return facts


def _keep(path: Path, facts: Mapping[str, Any]) -> None:
    words = json.dumps(facts, ensure_ascii=False)
    # a cache that cannot be written costs a tenth of a second a face, nothing else
    with suppress(OSError):
        _write_whole(path, f"{_seal(path.name, words)}\n{words}")


def _seal(name: str, words: str) -> str:
    # another form of what is kept, with other fields, is another seal
    fields = "family style version characters; size mtime ctime inode digest"
    return sha256(f"{fields}\0{name}\0{words}".encode("utf-8", "surrogatepass")).hexdigest()


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
    if not conf.is_file() or conf.read_text("utf-8") != words:
        _write_whole(conf, words)
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


# --- unpacking ---------------------------------------------------------------


def unpack(cache: Path, roles: set[Role], say: Callable[[str], None]) -> None:
    """Bring those of the faces that the cache lacks: from packages installed on this machine, else with apt-get.

    Root is not needed. Each file appears whole or not at all, and of two runs
    at once the second waits and finds the work done. Raises FontFault where a
    package cannot be had or a face is not what it should be.
    """
    if not _lacking(cache, roles):
        return
    import tempfile

    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / "lock"):
        for left in cache.glob("part-*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix="part-", dir=cache) as part:
            for package in _lacking(cache, roles):
                _bring(package, Path(part), cache, say)


def _lacking(cache: Path, roles: set[Role]) -> list[Package]:
    bad = {role for role in roles if not _sound(cache / FILES[role], cache)}
    return [package for package in PACKAGES if bad & package.faces.keys()]


def _sound(path: Path, cache: Path) -> bool:
    try:
        if not path.is_file():
            return False
        _hold(_face(path, cache))
    except FontFault:
        return False
    return True


def _bring(package: Package, part: Path, cache: Path, say: Callable[[str], None]) -> None:
    root = Path("/")
    try:
        _take(package, root, part)
    except FontFault:
        # not installed, or damaged there
        say(f"正在下载字体：Debian 软件包 {package.name}，约 {package.megabytes} MB，只取其中的字体，不安装……")
        root = part
        _extract(_download(package, part), {*package.faces.values(), package.licence}, root)
        _take(package, root, part)
    for role in package.faces:
        (part / FILES[role]).replace(cache / FILES[role])
    if (root / package.licence).is_file():
        shutil.copyfile(root / package.licence, cache / f"{package.name}.{Path(package.licence).name}")
    say(f"字体已放入 {cache}：{'、'.join(FILES[role] for role in package.faces)}")


def _take(package: Package, root: Path, part: Path) -> None:
    """The package's faces, unpacked below `root`, as the cache has them; raises FontFault where one is not there or is spoiled."""
    for role, path in package.faces.items():
        made = part / FILES[role]
        if not (root / path).is_file():
            raise FontFault(FILES[role], f"软件包 {package.name} 中没有 {path}")
        if path.endswith(".ttc"):
            _take_simplified(root / path, made)
        else:
            shutil.copyfile(root / path, made)
        _read(made)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    # imported here: Windows has no fcntl, and there an office names its own faces
    import fcntl

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _download(package: Package, part: Path) -> Path:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FontFault(
            "、".join(FILES[role] for role in package.faces),
            f"本机没有 apt-get，不能从 Debian 软件包 {package.name} 中取得。"
            f"请把字体文件放在一个文件夹中，以用途命名（如 正文.ttf），并用环境变量 {OFFICE} 指明",
        )
    folder = part / package.name
    for needed in ("state/lists/partial", "cache/archives/partial"):
        (folder / needed).mkdir(parents=True)
    if _apt(folder, "download", package.name).returncode:
        # package lists of our own, where this machine has none or old ones and we are not root
        own = (
            f"-oDir::State={folder / 'state'}",
            "-oDir::State::status=/var/lib/dpkg/status",
            f"-oDir::Cache={folder / 'cache'}",
            "-oDebug::NoLocking=1",
        )
        _apt(folder, *own, "update")
        again = _apt(folder, *own, "download", package.name)
        if again.returncode:
            reason = (again.stderr.strip().splitlines() or ["？"])[-1]
            raise FontFault(package.name, f"下载不成：{reason}。请检查网络和 /etc/apt 中的软件源。{REMEDY}")
    return next(folder.glob("*.deb"))


def _apt(folder: Path, *words: str) -> "CompletedProcess[str]":
    # as root apt would rather download as a user who cannot write here, and warn
    import subprocess

    call = ["apt-get", "-oAPT::Sandbox::User=root", *words]
    return subprocess.run(call, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _extract(deb: Path, wanted: set[str], folder: Path) -> None:
    import subprocess
    import tarfile

    with (
        subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as archive,
    ):
        for member in archive:
            path = member.name.removeprefix("./")
            if path in wanted and (content := archive.extractfile(member)):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(content.read())
    if process.returncode:
        raise FontFault(deb.name, f"软件包解不开。{REMEDY}")


def _take_simplified(collection: Path, target: Path) -> None:
    from fontTools.ttLib import TTCollection, TTLibError

    try:
        with TTCollection(collection, lazy=True) as faces:
            for face in faces:
                if face["name"].getBestFamilyName() == SIMPLIFIED:
                    # saved, it would state the sums of what is spoiled
                    if spoiled := _spoiled(face):
                        raise FontFault(
                            collection.name, f"文件 {collection} 已损坏（表 {'、'.join(spoiled)} 与校验和不符）"
                        )
                    face.recalcTimestamp = False
                    _level(face)
                    face.save(target)
                    return
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error) as error:
        raise FontFault(collection.name, f"文件 {collection} 读不出来（{error}）") from error
    raise FontFault(collection.name, f"其中没有 {SIMPLIFIED}")


def _level(face: Any) -> None:
    """Give the face Fandol's height, so that a line with a rare character is as high as the others.

    In thousandths of the em, as Fandol's own tables state them; the baselines of
    other scripts, by which Pango would shift the characters, go.
    """
    horizontal, systems = face["hhea"], face["OS/2"]
    horizontal.ascent, horizontal.descent, horizontal.lineGap = 880, -120, 200
    systems.sTypoAscender, systems.sTypoDescender, systems.sTypoLineGap = 880, -120, 200
    systems.usWinAscent, systems.usWinDescent = 978, 272
    if "BASE" in face:
        del face["BASE"]


def _write_whole(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(words, "utf-8", newline="")
    part.replace(path)


def main() -> int:
    """Make sure that every face is there, unpacking what is not: 0 when it is, 3 for a fault (as every verb)."""
    try:
        own = {role for role in Role if _path(_office(), role)}
        unpack(cache_folder(), set(Role) - own, lambda words: print(words, file=sys.stderr, flush=True))
        faces = find()
        hold(faces)
    except FontFault as fault:
        print(fault, file=sys.stderr)
        return 3
    for role, face in faces.by_role.items():
        print(f"{role.value}  {face.family} {face.style}  {face.path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
