"""The manual of the rules: one Markdown page a code, in `pages/`.

A page is the title (code and name) and five points: what is checked, why, on what
basis, a wrong and a right example. The text is Markdown, so a page shows `[` and
the like only when they are escaped.
"""

import re
from functools import cache
from pathlib import Path

from pipeline.check.run import all_rules
from pipeline.check.suppress import UNUSED_SUPPRESSION
from pipeline.dataclass import dataclass
from pipeline.findings import Severity
from pipeline.patterns import lazy_pattern

FOLDER = Path(__file__).parent / "pages"
HEADINGS = ("查什么", "为什么", "依据", "错", "对")
_POINT = lazy_pattern(r"^- \*\*(.+?)\*\* (.+)$", re.MULTILINE)
_ESCAPED = lazy_pattern(r"\\([\\`*_\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: code, name and severity as the rule declares them, and the Markdown of its file."""

    code: str
    name: str
    severity: Severity
    markdown: str

    @property
    def points(self) -> dict[str, str]:
        """The text under each heading, as plain text."""
        return {heading: _ESCAPED.sub(r"\1", text) for heading, text in _POINT.findall(self.markdown)}

    @property
    def title(self) -> str:
        """The first line, which repeats code and name."""
        return self.markdown.partition("\n")[0]

    @property
    def body(self) -> str:
        """The points, as Markdown."""
        return self.markdown.partition("\n\n")[2]


@cache
def pages() -> tuple[Page, ...]:
    """Return every page, by code; raises FileNotFoundError when a rule has none."""
    declared = [(rule.code, rule.name, rule.severity) for rule in all_rules()]
    declared.append((UNUSED_SUPPRESSION.code, UNUSED_SUPPRESSION.name, UNUSED_SUPPRESSION.severity))
    return tuple(
        Page(code, name, severity, (FOLDER / f"{code}.md").read_text("utf-8"))
        for code, name, severity in sorted(declared)
    )


def explain(code: str) -> str | None:
    """Return the page of the code as plain text; None when no rule of `check` has it."""
    page = next((page for page in pages() if page.code == code.upper()), None)
    if page is None:
        return None
    points = [f"{heading}：{text}" for heading, text in page.points.items()]
    return "\n".join([f"{page.code} · {page.name}（{page.severity.value}）", "", *points, ""])
