"""What a probe sees at one place of a file, and how lengths, fonts and quotations are written in a result."""

import re

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.typography import gbt9704 as standard


@dataclass(frozen=True, slots=True)
class Observation:
    """What was measured at one place (第2页, a heading's first words), and whether it conforms."""

    location: str
    measured: str
    conforms: bool


def is_near(measured: float, expected: float, tolerance: float = standard.MEASURED_TO) -> bool:
    """Whether two lengths in mm agree."""
    return abs(measured - expected) <= tolerance + 1e-9


def mm(length: float) -> str:
    """Format a length in mm, as precisely as it is compared."""
    return f"{length:.1f} mm"


def pt(length: float) -> str:
    """Format a size or line height in pt."""
    return f"{length:.2f}".rstrip("0").rstrip(".") + " pt"


def chars(width: float) -> str:
    """Format a width in 字."""
    return f"{width:.2f}".rstrip("0").rstrip(".") + " 字"


def quote_start(text: str) -> str:
    """Quote the first characters of a text, to identify a paragraph."""
    return f"“{text[:12]}{'…' if len(text) > 12 else ''}”"


_TYPEFACES = (
    ("小标宋", lazy_pattern(r"小标宋|XiaoBiaoSong|XBS|FandolSong-?Bold|^title$", re.IGNORECASE)),
    ("仿宋", lazy_pattern(r"仿宋|Fang|FZFS|^fang$", re.IGNORECASE)),
    ("楷体", lazy_pattern(r"楷|Kai|FZKT", re.IGNORECASE)),
    ("黑体", lazy_pattern(r"黑体|SimHei|FandolHei|FZHT|^hei$", re.IGNORECASE)),
    ("补字", lazy_pattern(r"^more$", re.IGNORECASE)),
    ("宋体", lazy_pattern(r"宋体|SimSun|FandolSong|FZSS|^song$", re.IGNORECASE)),
)


def typeface(*names: str) -> str:
    """Return the typeface that font names mean (仿宋 for FandolFang, 仿宋_GB2312, fang).

    The first name that is recognised decides; if none is, the first name is returned as it is.
    """
    for name in names:
        for kind, pattern in _TYPEFACES:
            if name and pattern.search(name):
                return kind
    return next((name for name in names if name), "未说明")
