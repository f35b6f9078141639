"""The registers (登记) of a year: `reviews/*.yaml`, `issued.yaml`, `published.yaml`, and the frozen files of `定稿/`.

They record what people decided, and the text they decided about. A damaged record is
reported with its place and does not count. Only the hour, the address and the text of
a 更正 are published of them.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date, datetime
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.findings import Finding, Severity
from pipeline.model import Correction, Disclosure, EarlierPublication, Published
from pipeline.publish.policy import normalize as normal
from pipeline.publish.policy.review_units import Piece
from pipeline.source import SourceFile
from pipeline.text.dates import BEIJING

REVIEWS, ISSUED, PUBLISHED, FROZEN = "reviews", "issued.yaml", "published.yaml", "定稿"

BEFORE = "使用本工具以前"
"""The key of a record in `published.yaml` that says so of a publication."""

SEALED, BUILT = "盖章件", "本工具生成"
"""Where an archived file came from."""


class Stage(Enum):
    """The two reviews before publication (沪府办字〔2025〕5号, 五: 公文公开属性审查和发布审查程序)."""

    ATTRIBUTE = "属性认定"
    """Of the plan: whether it may be public at all."""
    WORDS = "发布审查"
    """Of the text: 先审查、后公开，一事一审."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finding of 保密 that a review released (放行): its code, the piece's name, the digest of its letters, and the reason."""

    code: str
    label: str
    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """One review that took place (审查登记).

    A light one is a 复核 of marks alone. `disclosure` is the 公开属性 found right by a
    属性认定; `pieces` are the text as reviewed, `scope` names the pieces that were reviewed if not all were.
    """

    name: str
    stage: Stage
    evidence: str
    day: date
    reviewer_role: str
    is_light: bool = False
    sample: bool = False
    disclosure: Disclosure | None = None
    scope: tuple[str, ...] = ()
    releases: tuple[Release, ...] = ()
    pieces: tuple[Piece, ...] = ()
    year: int = 0
    """The year of the plan that was looked at; 0 where the register does not say."""
    correction: str = ""
    """The text of the 更正 that was reviewed with them."""
    version: int = normal.FORMAT_VERSION
    """The version of the normal form (范式) of its text."""


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of the 定稿: the name it is published under, where it lies below `定稿/`, its SHA-256, and whether it came from outside (盖章件)."""

    name: str
    path: str
    digest: str
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Signing:
    """One 签发: the text as signed, and the files archived with it."""

    day: date
    evidence: str
    sample: bool = False
    pieces: tuple[Piece, ...] = ()
    files: tuple[ArchivedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class AmendedValue:
    """The hour and URL of a record before an amendment (改登), and the evidence for it; never published."""

    at: datetime
    url: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """The hour of a publication or of a 更正; the latter with its text and the review it is based on.

    `digest` is that of the text published; `previous_values` are those before amendments, oldest first.
    """

    at: datetime
    url: str = ""
    digest: str = ""
    correction: str = ""
    evidence: str = ""
    reviewed_on: date | None = None
    previous_values: tuple[AmendedValue, ...] = ()
    sample: bool = False


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """The publication of a year before the office used this tool, as registered (`published --before`)."""

    publication: EarlierPublication
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Registers:
    """Everything registered for one year, oldest first where it is a list, and what was found in the files."""

    year: int
    reviews: tuple[Review, ...] = ()
    signings: tuple[Signing, ...] = ()
    publications: tuple[PublicationRecord, ...] = ()
    earlier: EarlierRecord | None = None
    findings: tuple[Finding, ...] = ()
    sources: Mapping[str, SourceFile] = field(default_factory=dict, compare=False)

    def effective(self, *, sample: bool) -> "Registers":
        """Return the records that count for a `sample` site or a real one: what was registered for a sample counts for samples only.

        A sample's records before a real publication count for neither.
        """
        live = [record for record in self.publications if sample or not record.sample]
        begins = max((index for index, record in enumerate(live) if not record.correction), default=0)
        return replace(
            self,
            reviews=tuple(review for review in self.reviews if sample or not review.sample),
            signings=tuple(signing for signing in self.signings if sample or not signing.sample),
            publications=tuple(live[begins:]),
            earlier=self.earlier if self.earlier is not None and (sample or not self.earlier.sample) else None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is registered."""
        return self.earlier is None and not (self.reviews or self.signings or self.publications)

    @property
    def only_earlier(self) -> EarlierPublication | None:
        """The publication before the office used this tool, if nothing else is registered."""
        if self.earlier is None or self.reviews or self.signings or self.publications:
            return None
        return self.earlier.publication

    @property
    def publication(self) -> PublicationRecord | None:
        """The first publication: its hour is the PubDate, whatever was corrected later."""
        return self.publications[0] if self.publications else None

    @property
    def published_on(self) -> date | None:
        """The day of the first publication, in Beijing."""
        return self.publications[0].at.astimezone(BEIJING).date() if self.publications else None

    @property
    def corrections(self) -> tuple[PublicationRecord, ...]:
        """The 更正 after the publication."""
        return self.publications[1:]

    @property
    def public(self) -> Published | None:
        """The public part: hours, address and the text of each 更正, no 凭据."""
        if not self.publications:
            return None
        first, *later = self.publications
        url = next((record.url for record in reversed(self.publications) if record.url), "")
        return Published(first.at, url, tuple(Correction(record.at, record.correction) for record in later))

    def is_damaged(self, name: str) -> bool:
        """Whether the file of that name below the year's folder has a 必改 finding."""
        source = self.sources.get(name)
        return source is not None and any(
            finding.place.path == source.path and finding.severity is Severity.ERROR for finding in self.findings
        )
