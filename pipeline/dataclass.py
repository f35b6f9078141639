"""`dataclass` as the standard library's, for classes with slots, made in a fraction of the time.

The standard decorator writes and compiles six functions for each class, which is a seventh of the time of
`zwgk check`. Here all methods but `__init__` are shared, and `__init__` is written when the first object is
made: many classes are only imported.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  # an import by its own name is handed on
else:

    def dataclass(
        *, slots: bool = False, frozen: bool = False, order: bool = False, init: bool = True
    ) -> Callable[[type], type]:
        """Return the decorator; what it makes is compared, hashed, shown, copied and matched as the standard one's."""
        if order or not slots:
            return dataclasses.dataclass(slots=slots, frozen=frozen, order=order, init=init)
        return lambda cls: _with_methods(
            dataclasses.dataclass(slots=True, init=False, repr=False, eq=False)(cls), frozen=frozen, init=init
        )


def _with_methods(cls: type, *, frozen: bool, init: bool) -> type:
    """Return the class with the methods that it does not have itself."""
    fields = dataclasses.fields(cls)
    methods: dict[str, object] = {
        "__eq__": _eq(tuple(field.name for field in fields if field.compare)),
        "__repr__": _repr(tuple(field.name for field in fields if field.repr)),
        "__hash__": None,
    }
    if init:
        methods["__init__"] = _first_init(cls)
    if frozen:
        hashed = tuple(field.name for field in fields if (field.compare if field.hash is None else field.hash))
        methods |= {"__hash__": _hash(hashed), "__setattr__": _refuse, "__delattr__": _refuse}
        methods |= {"__getstate__": _get_state, "__setstate__": _set_state}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return cls


def _values_of(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    """Return the function that gives the values of some attributes."""
    match names:
        case ():
            return lambda _: ()
        case (name,):
            get = attrgetter(name)
            return lambda self: (get(self),)
        case _:
            return attrgetter(*names)


def _eq(names: tuple[str, ...]) -> Callable[[object, object], bool]:
    get = _values_of(names)
    return lambda self, other: get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(names: tuple[str, ...]) -> Callable[[object], int]:
    get = _values_of(names)
    return lambda self: hash(get(self))


def _repr(names: tuple[str, ...]) -> Callable[[object], str]:
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def _refuse(_self: object, name: str, *_value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"{name} cannot be changed")


def _get_state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


def _first_init(cls: type) -> Callable[..., None]:
    """Return the `__init__` until the first object is made: it puts the real one in its place."""

    def init(self: object, *args: object, **kwargs: object) -> None:
        real = _init(cls)
        cls.__init__ = real  # type: ignore[misc]
        real(self, *args, **kwargs)

    return init


def _init(cls: type) -> Callable[..., None]:
    """Return the function that sets all fields from its arguments."""
    known: dict[str, object] = {"missing": dataclasses.MISSING}
    arguments, lines = ["self"], []
    for field in dataclasses.fields(cls):
        name = value = field.name
        if not field.init:
            continue
        if field.default is not dataclasses.MISSING:
            known[f"default_{name}"] = field.default
            arguments.append(f"{name}=default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{name}"] = field.default_factory
            arguments.append(f"{name}=missing")
            value = f"make_{name}() if {name} is missing else {name}"
        else:
            arguments.append(name)
        known[f"set_{name}"] = getattr(cls, name).__set__
        lines.append(f"set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(arguments)}):\n  " + "\n  ".join(lines or ["pass"]), known)  # noqa: S102
    return cast("Callable[..., None]", known["__init__"])
