"""What the preview shows now, as one value: changed by those who make it, awaited by those who show it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Condition
from typing import Generic, TypeVar

from pipeline.check.report import Report
from pipeline.model import Plan
from pipeline.render.print_model import Document
from pipeline.serve.pdf_worker import Anchors, PrintedPdf

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class View(Generic[Made]):
    """One view of the year: the last that came right, and whether it is what stands on the disk.

    `version` is that of the look it was made from, `wanted` that of the last look from
    which one can be made. `reason` says why what stands on the disk cannot be shown.
    """

    last_good: Made | None = None
    version: int = 0
    wanted: int = 0
    reason: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether a newer one is being made."""
        return not self.reason and self.version != self.wanted

    def updated(self, made: Made, version: int) -> "View[Made]":
        """With what was made from that look; what has happened since stays said."""
        return replace(self, last_good=made, version=version)

    def failed(self, reason: str) -> "View[Made]":
        """The same, stale for that reason."""
        return replace(self, reason=reason)

    def requested(self, version: int) -> "View[Made]":
        """The same, while one is made from that look."""
        return replace(self, wanted=version, reason="")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the last attempt found: the report, and the plan as far as it could be read."""

    report: Report | None = None
    plan: Plan | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is shown of a year; `version` grows with every change. `marks` come a little after their paper."""

    year: int
    version: int = 0
    reading: Reading = Reading()
    page: View[bytes] = field(default_factory=View)
    pdf: View[PrintedPdf] = field(default_factory=View)
    anchors: Anchors | None = None


class StateStore:
    """Holds the state of one year; safe among threads."""

    def __init__(self, year: int) -> None:
        self._state = State(year)
        self._changed = Condition()
        self._closed = False

    @property
    def state(self) -> State:
        """What is shown now."""
        with self._changed:
            return self._state

    def change(self, change: Callable[[State], State]) -> State:
        """Put what `change` makes of the state in its place, and wake all who wait for it."""
        with self._changed:
            self._state = replace(change(self._state), version=self._state.version + 1)
            self._changed.notify_all()
            return self._state

    def wait(self, after: int, seconds: float) -> State | None:
        """The state once it is newer than the version `after`; None when it stays so long, or the desk is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._state.version > after, seconds)
            return self._state if self._state.version > after and not self._closed else None

    @property
    def is_closed(self) -> bool:
        """Whether the preview is ending."""
        with self._changed:
            return self._closed

    def close(self) -> None:
        """Wake all who wait, for the last time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
