"""Why a request was not carried out, as a code and the values that its message names; `cli/messages` has the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Reason(StrEnum):
    """Every reason, by a code that does not change."""

    # names of files and folders
    NAME_HAS_CHARACTER = auto()
    NAME_EMPTY = auto()
    NAME_TOO_LONG = auto()
    FOLDER_EXISTS = auto()
    FOLDER_MISSING = auto()

    # a new year's draft
    NO_EARLIER_PLAN = auto()
    NO_PLAN_OF_YEAR = auto()
    SOURCE_YEAR_NOT_EARLIER = auto()
    SOURCE_YEAR_HAS_ERRORS = auto()

    # items added and removed
    PLAN_MISSING = auto()
    PLAN_UNREADABLE = auto()
    TITLE_EMPTY = auto()
    TITLE_UNPRINTABLE = auto()
    TITLE_HAS_CHARACTER = auto()
    ITEM_EXISTS = auto()
    ITEM_NOT_LISTED = auto()
    ITEM_UNKNOWN = auto()
    ITEM_UNKNOWN_BUT_SIMILAR = auto()
    ITEM_HAS_CHILDREN = auto()
    ITEM_LISTED_TWICE = auto()
    ITEM_NOT_UNDER = auto()
    LIST_MISSING = auto()
    HEADING_AMBIGUOUS = auto()

    # snapshots (稿本) and other versions of a year
    SNAPSHOT_NAME = auto()
    SNAPSHOT_EXISTS = auto()
    SNAPSHOT_EMPTY = auto()
    VERSION_NAME = auto()
    VERSION_UNKNOWN = auto()
    VERSION_UNKNOWN_BUT_SNAPSHOTS = auto()
    VERSION_WITHOUT_PLAN = auto()
    REVISION_BEGINS_WITH_DASH = auto()
    REVISION_UNKNOWN = auto()
    REVISION_WITHOUT_YEAR = auto()
    GIT_MISSING = auto()

    # a superior's directive (要点)
    DIRECTIVE_UNREADABLE = auto()
    DIRECTIVE_CLASSIFIED = auto()
    DIRECTIVE_WITHOUT_POINTS = auto()


@dataclass(frozen=True, slots=True, init=False)
class Refusal:
    """A request that was not carried out, with nothing changed: its reason, and by name the values of the message."""

    reason: Reason
    values: Mapping[str, object]

    def __init__(self, reason: Reason, **values: object) -> None:
        """Name each value as the placeholder of the reason's message."""
        object.__setattr__(self, "reason", reason)
        object.__setattr__(self, "values", values)
