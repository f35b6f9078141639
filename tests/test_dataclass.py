"""Our `dataclass` makes what the standard library's makes."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.dataclass import dataclass


def classes(decorator: Callable[..., Any]) -> tuple[Any, ...]:
    """The same classes, made by either decorator."""

    @decorator(frozen=True, slots=True)
    class Empty:
        pass

    @decorator(frozen=True, slots=True)
    class One:
        value: int

    @decorator(frozen=True, slots=True)
    class Several:
        first: int
        second: str = "b"
        third: list[int] = dataclasses.field(default_factory=list, hash=False)
        place: int | None = dataclasses.field(default=None, compare=False, repr=False)

        @property
        def both(self) -> str:
            return f"{self.first}{self.second}"

    @decorator(frozen=True, slots=True)
    class Derived(One):
        more: int = 2

    @decorator(frozen=True, slots=True)
    class OwnHash:
        value: int

        def __hash__(self) -> int:
            return 7

    @decorator(slots=True)
    class Changing:
        value: int
        double: int = dataclasses.field(init=False)

        def __post_init__(self) -> None:
            self.double = 2 * self.value

    return Empty, One, Several, Derived, OwnHash, Changing


OURS, THEIRS = classes(dataclass), classes(dataclasses.dataclass)
ARGUMENTS: tuple[tuple[tuple[Any, ...], ...], ...] = (
    ((),),
    ((1,), (2,)),
    ((1,), (1, "c"), (1, "b", [1]), (1, "b", [], 5)),
    ((1,), (1, 2), (1, 3)),
    ((1,), (2,)),
    ((1,), (2,)),
)


def made(kinds: tuple[Any, ...]) -> list[Any]:
    return [kind(*given) for kind, several in zip(kinds, ARGUMENTS, strict=True) for given in several]


def test_objects_are_shown_compared_and_hashed_alike() -> None:
    ours, theirs = made(OURS), made(THEIRS)
    assert [repr(one) for one in ours] == [repr(one) for one in theirs]
    assert [[one == other for other in ours] for one in ours] == [[one == other for other in theirs] for one in theirs]
    assert all(one != 1 for one in ours)
    frozen = [index for index, one in enumerate(theirs) if type(one).__hash__ is not None]
    assert [hash(ours[index]) for index in frozen] == [hash(theirs[index]) for index in frozen]
    assert [type(one).__hash__ is None for one in ours] == [type(one).__hash__ is None for one in theirs]


@pytest.mark.parametrize("index", range(len(OURS)), ids=[kind.__name__ for kind in OURS])
def test_classes_are_taken_apart_alike(index: int) -> None:
    one, other = OURS[index](*ARGUMENTS[index][0]), THEIRS[index](*ARGUMENTS[index][0])
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert type(one).__match_args__ == type(other).__match_args__
    assert type(one).__slots__ == type(other).__slots__
    assert not hasattr(one, "__dict__")


def test_a_frozen_object_cannot_be_changed_and_a_changed_copy_is_another() -> None:
    several = OURS[2](1)
    changes: tuple[Callable[[], None], ...] = (
        lambda: setattr(several, "first", 2),
        lambda: delattr(several, "first"),
    )
    for change in changes:
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    replaced = dataclasses.replace(several, second="c")
    assert (several.both, replaced.both) == ("1b", "1c")
    assert copy.deepcopy(several) == several
    assert OURS[2](1).third is not OURS[2](1).third


def test_wrong_arguments_are_refused() -> None:
    for wrong in (OURS[2], lambda: OURS[2](1, other=2), lambda: OURS[0](1)):
        with pytest.raises(TypeError):
            wrong()


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes to a worker process."""

    value: int
    more: tuple[int, ...] = ()


def test_objects_go_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Sent(1, (2,)))) == Sent(1, (2,))  # noqa: S301
