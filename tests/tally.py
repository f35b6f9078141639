"""A count of what the drawn cases of a property came to, summed up at the end of a run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.strategies import DRAWS

DRAWN, CLEAN, LISTED, FAULT = "drawn", "clean", "listed-not-written", "fault"


@dataclass(frozen=True)
class Tally:
    """The drawn cases of one property, written into the test's report."""

    record: Callable[[str, object], None]
    faults: list[str] = field(default_factory=list)

    def judge(self, drawn: object, is_written: Callable[[], bool]) -> None:
        """Try a drawn case and count it: written whole, listed in part, or a fault.

        `drawn` is what tells the case from others, and makes it again. A fault is raised at once;
        where a number of cases was set (`ZWGK_DRAWS`), when all of them are drawn.
        """
        self.record(DRAWN, sha256(repr(drawn).encode()).hexdigest())
        try:
            self.record("outcome", CLEAN if is_written() else LISTED)
        except AssertionError as fault:
            self.record("outcome", FAULT)
            if not DRAWS:
                raise
            self.faults.append(f"{fault}\n{drawn!r}")


def summary(properties: Sequence[tuple[str, Any]]) -> str:
    """A line on the cases of one test, from its report; empty where it counted none."""
    drawn = [value for name, value in properties if name == DRAWN]
    outcomes = [value for name, value in properties if name == "outcome"]
    if not drawn:
        return ""
    counts = [f"{kind} {outcomes.count(kind)}" for kind in (CLEAN, LISTED, FAULT)]
    return f"drawn {len(drawn)}, distinct {len(set(drawn))}: {', '.join(counts)}"
