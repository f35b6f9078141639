"""What stands in a PDF file by name, as plain values: damaged and careless files have something else there, or nothing."""

from typing import Any


def dictionary_of(value: object) -> dict[str, Any]:
    """A dictionary of the file, or an empty one where a damaged or careless file has something else."""
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def list_of(value: object) -> list[Any]:
    """A list of the file, its members resolved; empty where there is none."""
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    return [resolve1(one) for one in found] if isinstance(found, list) else []


def bytes_of(value: object) -> bytes | None:
    """What a stream of the file holds; None where there is none."""
    from pdfminer.pdftypes import PDFStream, resolve1

    found = resolve1(value)
    return found.get_data() if isinstance(found, PDFStream) else None


def text_of(value: object) -> str:
    """A PDF's text string: UTF-16 with a mark, else PDFDocEncoding, which is Latin-1 but for a few signs."""
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
