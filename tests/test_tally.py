"""The count of drawn cases: each is counted once, and no fault goes by unseen."""

import pytest

from tests import tally
from tests.tally import Tally, summary


def failing() -> bool:
    raise AssertionError("lost")


def test_cases_are_counted_by_what_they_came_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "DRAWS", 4)
    properties: list[tuple[str, object]] = []
    counted = Tally(lambda name, value: properties.append((name, value)))
    counted.judge("a", lambda: True)
    counted.judge("a", lambda: True)
    counted.judge("b", lambda: False)
    counted.judge("c", failing)
    assert summary(properties) == "drawn 4, distinct 3: clean 2, listed-not-written 1, fault 1"
    assert counted.faults == ["lost\n'c'"]
    assert summary([("kills", 3)]) == ""


def test_a_fault_is_raised_at_once_where_no_number_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "DRAWS", 0)
    with pytest.raises(AssertionError, match="lost"):
        Tally(lambda _name, _value: None).judge("c", failing)
