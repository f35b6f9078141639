"""What was done or is worth looking at, as a code and the values that its message names; `cli/messages` has the sentences."""

from collections.abc import Mapping
from enum import StrEnum, auto

from pipeline.dataclass import dataclass


class Event(StrEnum):
    """Every event that is reported to the user, by a code that does not change."""

    # snapshots, called 稿本
    SNAPSHOT_SAVED = auto()

    # items added and removed
    ITEM_CREATED = auto()
    ITEM_TO_BE_WRITTEN = auto()
    ITEM_REMOVED = auto()
    ITEM_FILE_DELETED = auto()

    # what was registered (登记)
    ATTRIBUTE_REGISTERED = auto()
    REVIEW_REGISTERED = auto()
    LIGHT_REVIEW_REGISTERED = auto()
    RELEASES_REGISTERED = auto()
    SIGNOFF_REGISTERED = auto()
    SIGNOFF_DAY_DIFFERS = auto()
    SIGNED_OFF_UNREVIEWED = auto()
    FILES_ARCHIVED = auto()
    PUBLICATION_REGISTERED = auto()
    CORRECTION_REGISTERED = auto()
    PUBLISHED_AS_SIGNED_OFF = auto()
    PUBLISHED_UNREVIEWED = auto()
    PUBLISHED_BEFORE_REVIEW = auto()
    DISCLOSURE_DEADLINE = auto()
    PUBLICATION_HOUR_AMENDED = auto()
    CORRECTION_HOUR_AMENDED = auto()
    URL_AMENDED = auto()
    URL_ADDED = auto()
    TO_BE_PUBLISHED_AGAIN = auto()
    EARLIER_REGISTERED = auto()
    EARLIER_TO_BE_LISTED = auto()

    # a build
    BUILD_FORCED = auto()
    NEVER_BUILT = auto()
    BUILD_RECORD_UNREADABLE = auto()
    INPUT_CHANGED = auto()
    OUTPUT_CHANGED = auto()
    OUTPUTS_REPLACED = auto()

    # publication
    SITE_YEAR_REBUILT = auto()
    YEAR_SKIPPED = auto()
    LEFT_SITE = auto()
    WITHDRAWN = auto()
    FONTS_SUBSTITUTED = auto()
    OWN_TEMPLATES_USED = auto()
    SITE_VALUES_MISSING = auto()
    SITE_URL_INVALID = auto()


@dataclass(frozen=True, slots=True, init=False)
class Notice:
    """Something to tell the user: the event, and by name the values of the message (`root` as in `Refusal`)."""

    event: Event
    values: Mapping[str, object]

    def __init__(self, event: Event, **values: object) -> None:
        """Name each value as the placeholder of the event's message."""
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "values", values)
