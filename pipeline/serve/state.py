"""What the preview shows now, as one immutable value in a thread-safe store."""

from collections.abc import Callable
from dataclasses import field, replace
from threading import Condition
from typing import Generic, TypeVar

from pipeline.check.report.model import Report
from pipeline.dataclass import dataclass
from pipeline.model import Plan
from pipeline.render.print_model import Document
from pipeline.serve.pdf_worker import Anchors, PrintedPdf

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class View(Generic[Made]):
    """One view of the year: the last good one, and whether it is current.

    `version` is the version of the files it was made from, `wanted` the last one it can
    be made from. `reason` says why the files as they are now cannot be shown.
    """

    last_good: Made | None = None
    version: int = 0
    wanted: int = 0
    reason: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether a newer version is being made."""
        return not self.reason and self.version != self.wanted

    def updated(self, made: Made, version: int) -> "View[Made]":
        """Return the view with what was made from that version; a later failure stays."""
        return replace(self, last_good=made, version=version)

    def failed(self, reason: str) -> "View[Made]":
        """Return the view marked as outdated for that reason."""
        return replace(self, reason=reason)

    def requested(self, version: int) -> "View[Made]":
        """Return the view waiting for what is being made from that version."""
        return replace(self, wanted=version, reason="")


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of the last load: the report, and the plan as far as it could be read."""

    report: Report | None = None
    plan: Plan | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything shown of a year; `version` grows with every change. `anchors` arrive a little after their PDF."""

    year: int
    version: int = 0
    reading: Reading = Reading()
    page: View[bytes] = field(default_factory=View)
    pdf: View[PrintedPdf] = field(default_factory=View)
    anchors: Anchors | None = None


class StateStore:
    """The current state of one year; thread-safe."""

    def __init__(self, year: int) -> None:
        self._state = State(year)
        self._changed = Condition()
        self._closed = False

    @property
    def state(self) -> State:
        """The current state."""
        with self._changed:
            return self._state

    def change(self, change: Callable[[State], State]) -> State:
        """Replace the state by what `change` returns for it, and wake all who wait."""
        with self._changed:
            self._state = replace(change(self._state), version=self._state.version + 1)
            self._changed.notify_all()
            return self._state

    def wait(self, after: int, seconds: float) -> State | None:
        """Wait for a state newer than the version `after` and return it; None after so many seconds, or once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._state.version > after, seconds)
            return self._state if self._state.version > after and not self._closed else None

    @property
    def is_closed(self) -> bool:
        """Whether the preview has ended."""
        with self._changed:
            return self._closed

    def close(self) -> None:
        """End the preview and wake all who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
