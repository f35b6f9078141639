"""Converts PDF objects to plain Python values; a damaged file may have an object of another type, or none."""

from typing import Any


def dictionary_of(value: object) -> dict[str, Any]:
    """Return a dictionary object; empty if it is of another type."""
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def list_of(value: object) -> list[Any]:
    """Return an array object with its members resolved; empty if it is of another type."""
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    return [resolve1(member) for member in found] if isinstance(found, list) else []


def bytes_of(value: object) -> bytes | None:
    """Return the decoded content of a stream object; None if it is of another type."""
    from pdfminer.pdftypes import PDFStream, resolve1

    found = resolve1(value)
    return found.get_data() if isinstance(found, PDFStream) else None


def text_of(value: object) -> str:
    """Decode a text string or name: UTF-16 or UTF-8 with a byte order mark, else PDFDocEncoding, taken as Latin-1."""
    from pdfminer.psparser import PSLiteral

    if isinstance(value, bytes):
        if value.startswith(b"\xfe\xff"):
            return value[2:].decode("utf-16-be", "replace")
        if value.startswith(b"\xef\xbb\xbf"):
            return value[3:].decode("utf-8", "replace")
        return value.decode("latin-1")
    if isinstance(value, PSLiteral):
        return text_of(value.name)
    return "" if value is None else str(value)
