"""What the verbs need and what of it is there (doctor): packages, system libraries, the font of every role."""

import ctypes.util
import platform
import re
from collections.abc import Iterator, Sequence
from importlib import metadata

from pipeline import fonts, preflight
from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.findings import Finding
from pipeline.source import Root

DISTRIBUTION = "zwgk"

LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""The system libraries, each with the Debian package that has it."""


@dataclass(frozen=True, slots=True)
class Present:
    """Something that is there: its name, and its version or file."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class MissingPackage:
    """A Python package that is not installed."""

    name: str


@dataclass(frozen=True, slots=True)
class MissingLibrary:
    """A system library that is not installed, and the Debian package that has it."""

    name: str
    package: str


@dataclass(frozen=True, slots=True)
class FontInUse:
    """The font of a role in a content root; `root` is the root's prefix where there are several."""

    root: str
    role: fonts.Role
    face: fonts.Face


Result = Present | MissingPackage | MissingLibrary | FontInUse | Finding | ZwgkError
"""One thing looked for; a finding is of a font that site.yaml states, an error of the fonts that come with the project."""


def examine(roots: Sequence[Root]) -> Iterator[Result]:
    """Yield everything the verbs need, one by one; of the fonts, what each content root has of its own too."""
    yield Present("Python", platform.python_version())
    for name in _packages():
        try:
            yield Present(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield MissingPackage(name)
    for library, package in LIBRARIES.items():
        found = ctypes.util.find_library(library)
        yield Present(library, found) if found else MissingLibrary(library, package)
    for root in roots:
        yield from _fonts(root)


def _packages() -> Iterator[str]:
    """Yield the names of the packages that the project declares it runs with; its own where it is not installed."""
    try:
        requirements = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        requirements = [DISTRIBUTION]
    for requirement in requirements:
        name = re.match(r"[\w.-]+", requirement)
        if name and "extra ==" not in requirement:
            yield name[0]


def _fonts(root: Root) -> Iterator[Result]:
    own = preflight.stated_fonts(root.path, preflight.site_of(root.path))
    yield from own.findings
    try:
        faces = fonts.find(given=own.files)
        fonts.verify_digests(faces)
    except ZwgkError as fault:
        yield fault
        return
    for role in fonts.Role:
        yield FontInUse(root.prefix, role, faces[role])
