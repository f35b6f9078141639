"""What was done or is worth looking at, as a code and the values that its message names; `cli/messages` has the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto


class Event(StrEnum):
    """Every event that is reported to the user, by a code that does not change."""

    # items added and removed
    ITEM_CREATED = auto()
    ITEM_TO_BE_WRITTEN = auto()
    ITEM_REMOVED = auto()
    ITEM_FILE_DELETED = auto()


@dataclass(frozen=True, slots=True, init=False)
class Notice:
    """Something to tell the user: the event, and by name the values of the message."""

    event: Event
    values: Mapping[str, object]

    def __init__(self, event: Event, **values: object) -> None:
        """Name each value as the placeholder of the event's message."""
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "values", values)
