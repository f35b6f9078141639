"""Draw the picture of a year: a bar a task over twelve months, by what has become of it; one SVG file for the office's own use."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.render.web.jinja import render_template
from pipeline.typography.metrics import han_width

LABEL_CHARS = 16
"""The most 字 of a task's name beside its bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A task: its name and units, where its bar begins and ends and where it was done, in months from 0 to 12.

    `kind` is open, late, done, kept or cancelled.
    """

    label: str
    units: str
    start: float
    stop: float
    kind: str
    done: float | None = None


def year_picture(title: str, bars: Sequence[Bar], day: float | None, templates: Sequence[Path]) -> bytes:
    """Return the picture as SVG in UTF-8; `day` is where the day it is made for is, None outside the year."""
    shown = [(bar, _cut(bar.label, LABEL_CHARS), _cut(bar.units, LABEL_CHARS / 2)) for bar in bars]
    return render_template(templates, "year.svg", title=title, bars=shown, day=day).encode()


def _cut(text: str, room: float) -> str:
    """The text up to so many 字, with an ellipsis where it goes on."""
    line = " ".join(text.split())
    if han_width(line) <= room:
        return line
    while han_width(line) > room - 1:
        line = line[:-1]
    return line + "…"
