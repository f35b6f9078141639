"""Converts PDF objects (pikepdf) to plain Python values; a damaged file may have an object of another type, or none."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_MAX_OBJECTS = 200_000
"""How many objects are searched: a damaged file may have no end."""


def entry(holder: object, key: str) -> Any:
    """Return the value of a key, named without its slash, of a dictionary or a stream; None if there is none."""
    import pikepdf

    return holder.get(f"/{key}") if isinstance(holder, pikepdf.Dictionary | pikepdf.Stream) else None


def entries(holder: object) -> list[tuple[str, Any]]:
    """Return the keys, without their slashes, and values of a dictionary or a stream; empty for another type."""
    import pikepdf

    if not isinstance(holder, pikepdf.Dictionary | pikepdf.Stream):
        return []
    return [(key[1:], value) for key, value in holder.items()]


def members(value: object) -> "list[Any]":
    """Return the members of an array object; empty if it is of another type."""
    import pikepdf

    return list(value) if isinstance(value, pikepdf.Array) else []


def dictionaries(value: object) -> "list[pikepdf.Dictionary]":
    """Return the members of an array object that are dictionaries."""
    import pikepdf

    return [member for member in members(value) if isinstance(member, pikepdf.Dictionary)]


def bytes_of(value: object) -> bytes | None:
    """Return the decoded content of a stream object; None if it is of another type, empty if it cannot be decoded."""
    import pikepdf

    if not isinstance(value, pikepdf.Stream):
        return None
    try:
        return value.read_bytes()
    except pikepdf.PdfError:
        return b""


def text_of(value: object) -> str:
    """Decode a text string or name: UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding, taken as Latin-1."""
    import pikepdf

    if isinstance(value, pikepdf.String):
        return decode_text(bytes(value))
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array) or value is None:
        return ""
    return str(value)


def decode_text(raw: bytes) -> str:
    """Decode the bytes of a text string (ISO 32000-1, 7.9.2.2)."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")


def is_same(one: object, other: object) -> bool:
    """Whether two values are the same indirect object."""
    import pikepdf

    return (
        isinstance(one, pikepdf.Object)
        and isinstance(other, pikepdf.Object)
        and one.is_indirect
        and one.objgen == other.objgen
    )


def reachable(root: object) -> Iterator[Any]:
    """Yield every dictionary and stream that can be reached from an object, each once, itself first."""
    import pikepdf

    seen: set[tuple[int, int]] = set()
    left: list[Any] = [root]
    for _ in range(_MAX_OBJECTS):
        if not left:
            return
        item = left.pop()
        if not isinstance(item, pikepdf.Object):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            left += item.values()
        elif isinstance(item, pikepdf.Array):
            left += list(item)
