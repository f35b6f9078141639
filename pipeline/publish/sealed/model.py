"""How a PDF from outside (盖章件) differs from plan.pdf, and what it carries besides: values, described in `cli.messages`."""

from enum import Enum, auto

from pipeline.dataclass import dataclass
from pipeline.readers.pdf_hidden import HiddenItem


class UnreadCause(Enum):
    """Why a PDF could not be compared."""

    DAMAGED = auto()
    NO_TEXT = auto()
    """It has no text: a scan."""
    OTHER_TEXT = auto()
    """Its fonts have no usable character codes, or it is another document."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A PDF that could not be compared; `error` is what its reader said of a damaged one."""

    cause: UnreadCause
    error: str = ""


class Part(Enum):
    """The part of a document in which something differs."""

    TEXT = "正文"
    TABLE = "表格"


@dataclass(frozen=True, slots=True)
class Difference:
    """What plan.pdf and the other PDF say at one place, with some characters around; `column` of a table, 0 for all."""

    part: Part
    column: int
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class DifferenceCount:
    """How many differences there are, at the end of the first of them."""

    count: int


@dataclass(frozen=True, slots=True)
class PropertyExtra:
    """A document property (Title, Author …) whose value is not the plan's."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class StatementExtra:
    """A statement in the XMP metadata that the plan does not make."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DamagedMetadata:
    """XMP metadata that cannot be read; `error` says why."""

    error: str


@dataclass(frozen=True, slots=True)
class BookmarkExtra:
    """A bookmark whose text the plan does not contain."""

    text: str


@dataclass(frozen=True, slots=True)
class AttachmentExtra:
    """An embedded file that is not the plan's own data."""

    name: str


@dataclass(frozen=True, slots=True)
class SensitiveText:
    """Sensitive text that is not in the content: the finding's message, which does not repeat it."""

    message: str


@dataclass(frozen=True, slots=True)
class ClassifiedText:
    """A classification mark (密级)."""


@dataclass(frozen=True, slots=True)
class UnreadableContent:
    """Something in the file that cannot be searched; `error` says why."""

    error: str


@dataclass(frozen=True, slots=True)
class RevisionExtra:
    """An earlier revision that the file still contains, and its first difference from the plan."""

    difference: "Unread | Difference | DifferenceCount | Extra"


Extra = (
    HiddenItem
    | PropertyExtra
    | StatementExtra
    | DamagedMetadata
    | BookmarkExtra
    | AttachmentExtra
    | SensitiveText
    | ClassifiedText
    | UnreadableContent
    | RevisionExtra
)
"""What a PDF carries, besides the text of its pages, that is not in the plan."""


@dataclass(frozen=True, slots=True)
class PdfComparison:
    """The differences of another PDF from plan.pdf; all empty if it states the same and carries no more.

    `unread` is why nothing could be compared. `letters` (other letters), `marks` (other
    punctuation between the same letters) and `extras` (what else the file carries) keep it
    from being published. `typographic` do not: the same marks in other characters (， and ,).
    """

    unread: Unread | None = None
    letters: tuple[Difference | DifferenceCount, ...] = ()
    marks: tuple[Difference | DifferenceCount, ...] = ()
    extras: tuple[Extra, ...] = ()
    typographic: tuple[Difference | DifferenceCount, ...] = ()

    @property
    def may_go_out(self) -> bool:
        """Whether nothing but the plan's text would be published with it."""
        return not (self.unread or self.letters or self.marks or self.extras)
