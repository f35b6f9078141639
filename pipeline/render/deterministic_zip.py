"""Zip packages whose bytes depend on nothing but what is in them (DOCX, XLSX)."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = "[Content_Types].xml"
"""The part that says what the others are; readers expect it first."""

LEVEL = 6
"""How hard is compressed, written down because another level gives other bytes."""


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a package: in fixed order, without the hour, the machine or the hand that made them."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name in sorted(parts, key=lambda name: (name != FIRST, name)):
            # 1980 is as early as a zip can say; 3 is Unix, which would else follow the machine
            info = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            package.writestr(info, parts[name])
    return stream.getvalue()


def unpacked(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name; raises BadZipFile for what is none."""
    with ZipFile(BytesIO(package)) as opened:
        return {info.filename: opened.read(info) for info in opened.infolist() if not info.is_dir()}


def repacked(package: bytes) -> bytes:
    """The same package with the bytes that `packed` gives its parts."""
    return packed(unpacked(package))
