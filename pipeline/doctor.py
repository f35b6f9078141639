"""What is installed, what is missing, and the command that mends it (doctor)."""

import ctypes.util
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata

from pipeline import fonts, preflight as coverage
from pipeline.errors import ZwgkError
from pipeline.source import Root

PACKAGES = (
    "click",
    "docxtpl",
    "fonttools",
    "Jinja2",
    "markdown-it-py",
    "python-docx",
    "PyYAML",
    "weasyprint",
    "XlsxWriter",
)

LIBRARIES = {
    "pango-1.0": ("排版 PDF", "libpango-1.0-0"),
    "pangoft2-1.0": ("排版 PDF", "libpangoft2-1.0-0"),
    "harfbuzz-subset": ("裁剪字体；没有它 PDF 又慢又大", "libharfbuzz-subset0"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked for: whether it is there, its name, and what it is or how to get it."""

    sound: bool
    name: str
    text: str


def examine(roots: Sequence[Root]) -> Iterator[Line]:
    """Everything the verbs need, one line each; of the faces, what each content root has of its own too."""
    yield Line(True, "Python", platform.python_version())
    for package in PACKAGES:
        try:
            yield Line(True, package, metadata.version(package))
        except metadata.PackageNotFoundError:
            yield Line(False, package, "没有装；请运行 make setup")
    for library, (use, package) in LIBRARIES.items():
        found = ctypes.util.find_library(library)
        yield Line(bool(found), library, found or f"没有装（{use}）；请运行 apt-get install {package}")
    for root in roots:
        yield from _faces(root)


def _faces(root: Root) -> Iterator[Line]:
    # of several roots each says whose faces they are
    name = f"字体·{root.prefix}·" if root.prefix else "字体·"
    own = coverage.stated_fonts(root.path, coverage.site_of(root.path))
    for found in own.findings:
        yield Line(False, "字体", f"{found.place.path} 第 {found.place.line} 行：{found.message}；{found.hint}")
    try:
        faces = fonts.find(given=own.files)
        fonts.verify_digests(faces)
    except ZwgkError as fault:
        yield Line(False, "字体", str(fault))
        return
    for role in fonts.Role:
        face = faces[role]
        # the rest names the tools it was made with
        version = face.version.removeprefix("Version ").partition(";")[0]
        yield Line(True, f"{name}{role.value}", f"{face.family} {face.style} {version}（{face.path.name}）")
