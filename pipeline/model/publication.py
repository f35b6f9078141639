"""The public facts of a publication (发布登记): hours, address, corrections."""

from datetime import date, datetime

from pipeline.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """A 更正 after publication: when it went online, and its text."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class EarlierPublication:
    """A plan that was made public before the office used this tool (使用本工具以前): its day, and its address if known.

    Nothing is registered of its review, so nothing of its content is published.
    """

    day: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """When and where a plan became public (发布登记); hours have a time zone.

    `at` is the hour of the first publication, whatever was corrected later.
    """

    at: datetime
    url: str = ""
    corrections: tuple[Correction, ...] = ()

    @property
    def updated(self) -> datetime:
        """The hour of the last publication or correction."""
        return max([self.at, *(correction.at for correction in self.corrections)])
