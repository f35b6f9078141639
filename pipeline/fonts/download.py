"""Install the free fonts into the cache, from Debian's packages, which are unpacked without being installed."""

import shutil
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.dataclass import dataclass
from pipeline.errors import FontError
from pipeline.fonts.font_file import corrupt_tables, read, read_facts, verify_digest
from pipeline.fonts.locations import FONTS_ENV, INSTALL_HINT
from pipeline.fonts.roles import FILES, Role
from pipeline.storage import locked, write_file

if TYPE_CHECKING:
    from subprocess import CompletedProcess


@dataclass(frozen=True, slots=True)
class Package:
    """A Debian package that contains fonts."""

    name: str
    megabytes: int
    """The size of the download in MB, on Debian 12."""
    faces: Mapping[Role, str]
    """The path in the package of each role's font."""
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
"""The packages from which the cache is filled."""

SIMPLIFIED = "Noto Serif CJK SC"
"""The font wanted from Noto's collection; a PDF would get the first one, which is the Japanese."""


def unpack(cache: Path, roles: set[Role], say: Callable[[str], None]) -> None:
    """Install those of the fonts that the cache lacks: from packages installed on this machine, else with apt-get.

    Root is not needed. Each file appears whole or not at all, and of two runs
    at once the second waits and finds the work done. Raises FontError if a
    package cannot be downloaded or a font is damaged.
    """
    if not _needed(cache, roles):
        return
    import tempfile

    with locked(cache):
        for left in cache.glob("part-*"):
            shutil.rmtree(left)
        with tempfile.TemporaryDirectory(prefix="part-", dir=cache) as part:
            for package in _needed(cache, roles):
                _install(package, Path(part), cache, say)


def _needed(cache: Path, roles: set[Role]) -> list[Package]:
    bad = {role for role in roles if not _is_sound(cache / FILES[role], cache)}
    return [package for package in PACKAGES if bad & package.faces.keys()]


def _is_sound(path: Path, cache: Path) -> bool:
    try:
        if not path.is_file():
            return False
        verify_digest(read(path, cache))
    except FontError:
        return False
    return True


def _install(package: Package, part: Path, cache: Path, say: Callable[[str], None]) -> None:
    root = Path("/")
    try:
        _copy_fonts(package, root, part)
    except FontError:
        # not installed, or damaged there
        say(f"正在下载字体：Debian 软件包 {package.name}，约 {package.megabytes} MB，只取其中的字体，不安装……")
        root = part
        _extract(_download(package, part), {*package.faces.values(), package.licence}, root)
        _copy_fonts(package, root, part)
    for role in package.faces:
        (part / FILES[role]).replace(cache / FILES[role])
    if (root / package.licence).is_file():
        write_file(cache / f"{package.name}.{Path(package.licence).name}", (root / package.licence).read_bytes())
    say(f"字体已放入 {cache}：{'、'.join(FILES[role] for role in package.faces)}")


def _copy_fonts(package: Package, root: Path, part: Path) -> None:
    """Copy the package's fonts, unpacked below `root`, to `part`; raises FontError if one is missing or damaged."""
    for role, path in package.faces.items():
        made = part / FILES[role]
        if not (root / path).is_file():
            raise FontError(FILES[role], f"软件包 {package.name} 中没有 {path}")
        if path.endswith(".ttc"):
            _take_simplified(root / path, made)
        else:
            shutil.copyfile(root / path, made)
        read_facts(made)


def _download(package: Package, part: Path) -> Path:
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FontError(
            "、".join(FILES[role] for role in package.faces),
            f"本机没有 apt-get，不能从 Debian 软件包 {package.name} 中取得。"
            f"请把字体文件放在一个文件夹中，以用途命名（如 正文.ttf），并用环境变量 {FONTS_ENV} 指明",
        )
    folder = part / package.name
    for needed in ("state/lists/partial", "cache/archives/partial"):
        (folder / needed).mkdir(parents=True)
    if _apt(folder, "download", package.name).returncode:
        # package lists in a folder of our own: the machine may have none or old ones, and we may not be root
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
            raise FontError(package.name, f"下载不成：{reason}。请检查网络和 /etc/apt 中的软件源。{INSTALL_HINT}")
    return next(folder.glob("*.deb"))


def _apt(folder: Path, *arguments: str) -> "CompletedProcess[str]":
    # as root, apt would download as a user who cannot write here, and warn
    import subprocess

    call = ["apt-get", "-oAPT::Sandbox::User=root", *arguments]
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
        raise FontError(deb.name, f"软件包解不开。{INSTALL_HINT}")


def _take_simplified(collection: Path, target: Path) -> None:
    from fontTools.ttLib import TTCollection, TTLibError

    try:
        with TTCollection(collection, lazy=True) as faces:
            for face in faces:
                if face["name"].getBestFamilyName() == SIMPLIFIED:
                    # saving would compute new checksums for corrupt tables
                    if corrupt := corrupt_tables(face):
                        raise FontError(
                            collection.name, f"文件 {collection} 已损坏（表 {'、'.join(corrupt)} 与校验和不符）"
                        )
                    face.recalcTimestamp = False
                    _normalize_vertical_metrics(face)
                    face.save(target)
                    return
    except (TTLibError, LookupError, ValueError, AssertionError, struct.error) as error:
        raise FontError(collection.name, f"文件 {collection} 读不出来（{error}）") from error
    raise FontError(collection.name, f"其中没有 {SIMPLIFIED}")


def _normalize_vertical_metrics(face: Any) -> None:
    """Give the font Fandol's vertical metrics, so that a line with a rare character is as high as the others.

    In thousandths of the em, as Fandol's own tables state them; the baselines of
    other scripts, by which Pango would shift the characters, are removed.
    """
    horizontal, systems = face["hhea"], face["OS/2"]
    horizontal.ascent, horizontal.descent, horizontal.lineGap = 880, -120, 200
    systems.sTypoAscender, systems.sTypoDescender, systems.sTypoLineGap = 880, -120, 200
    systems.usWinAscent, systems.usWinDescent = 978, 272
    if "BASE" in face:
        del face["BASE"]
