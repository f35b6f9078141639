"""What is registered of a plan after it went out (发布登记)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """A 更正 made after publication: when it went live, and what it says."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Published:
    """When and where a plan became public, as registered by who knows it (发布登记); hours know their zone.

    `at` is the first hour of all, whatever was corrected later.
    """

    at: datetime
    url: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def updated(self) -> datetime:
        """The hour of the last change."""
        return max([self.at, *(one.at for one in self.corrections)])
