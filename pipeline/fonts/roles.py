"""The roles of the fonts in a document (字体用途), and the font that plays each."""

from collections.abc import Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path

from pipeline.dataclass import dataclass


class Role(Enum):
    """What a font is for; the value is the role's name in Chinese, and the name of an office's own file for it."""

    TITLE = "标题"
    """小标宋: 公文标题 (GB/T 9704, 7.3.1)."""
    BODY = "正文"
    """仿宋: everything that has no font of its own (9704, 5.2.2)."""
    HEI = "黑体"
    """First-level headings (9704, 7.3.3)."""
    KAI = "楷体"
    """Second-level headings (9704, 7.3.3)."""
    SONG = "宋体"
    """Page numbers (9704, 7.5)."""
    FALLBACK = "补字"
    """For characters the other fonts lack: practice, no clause."""


FILES: Mapping[Role, str] = {
    Role.TITLE: "FandolSong-Bold.otf",
    Role.BODY: "FandolFang-Regular.otf",
    Role.HEI: "FandolHei-Regular.otf",
    Role.KAI: "FandolKai-Regular.otf",
    Role.SONG: "FandolSong-Regular.otf",
    Role.FALLBACK: "NotoSerifCJKsc-Levelled.otf",
}
"""The file of each role in the cache."""

FAMILIES: Mapping[Role, str] = {
    Role.TITLE: "title",
    Role.BODY: "fang",
    Role.HEI: "hei",
    Role.KAI: "kai",
    Role.SONG: "song",
    Role.FALLBACK: "more",
}
"""The family of each role in a style sheet for the PDF; ASCII, because it becomes the font's name in the file."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font: its file, and what the file states of itself."""

    path: Path
    family: str
    style: str
    """Regular, Bold …: two fonts of a family differ by it alone."""
    version: str
    digest: str
    """SHA-256 of the file."""
    characters: frozenset[str] = field(repr=False)
    """The characters it can draw."""
    widths: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)
    """The width in 字 (em) of each of them that is not as wide as it is high."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The font of every role."""

    by_role: Mapping[Role, Face]

    def __getitem__(self, role: Role) -> Face:
        return self.by_role[role]
