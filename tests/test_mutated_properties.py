"""Damaged files of every kind: each is read, or refused as unreadable; none crashes or hangs. `make fuzz` tries many."""

from contextlib import suppress
from datetime import datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings, strategies as st

from pipeline.errors import Unreadable
from pipeline.readers.limits import Limits, read_confined
from pipeline.readers.load import read_document
from tests.plans import of_2023
from tests.renderings import docx_of, page_of, pdf_of

DAY = datetime(2023, 4, 30)  # noqa: DTZ001 - a cell has no zone
TOKENS = (
    *(
        b"<",
        b">",
        b"</w:p>",
        b"<w:p>",
        b"<w:tbl>",
        b"</w:tbl>",
        b"<w:tc>",
        b"&#0;",
        b"&a;",
        b'w:val="-1"',
        b"99999999999",
    ),
    *(
        b"<w:del>",
        b'<w:fldChar w:fldCharType="begin"/>',
        b"\x00",
        b"\xff\xfe",
        b"<td rowspan=9999>",
        b"<table>",
        b"%PDF-",
    ),
    *(b"<mergeCell ref='A1:XFD1048576'/>", b"NaN", b"inf", b"R", b">>", b"<<", b"stream", b"\n", "公开".encode()),
)


@cache
def seed(kind: str) -> bytes:
    """A whole file of a kind."""
    match kind:
        case "docx":
            return docx_of(of_2023())
        case "html":
            return page_of(of_2023())
        case "pdf":
            return pdf_of(of_2023())
        case "txt":
            return "计划\n一、任务\n序号\t任务\n1\t公开\n| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n".encode()
        case _:
            stream = BytesIO()
            with xlsxwriter.Workbook(stream) as book:
                sheet = book.add_worksheet("表")
                sheet.merge_range(0, 0, 1, 1, "合并")
                sheet.write_row(2, 0, ["甲", 1.5, "乙"])
                sheet.write_datetime(3, 0, DAY, book.add_format({"num_format": 14}))
                sheet.write_comment(2, 0, "批注")
                sheet.set_row(2, None, None, {"hidden": True})
            return stream.getvalue()


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(("replace", "delete", "repeat", "insert", "cut")),
        st.integers(1, 64),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=6,
)


def mutated(content: bytes, edits: list[tuple[float, str, int, bytes]]) -> bytes:
    """The bytes with each edit applied at its share of the length."""
    data = bytearray(content)
    for share, kind, length, token in edits:
        start = int(share * len(data))
        match kind:
            case "replace":
                data[start : start + len(token)] = token
            case "delete":
                del data[start : start + length]
            case "repeat":
                data[start:start] = data[start : start + length]
            case "insert":
                data[start:start] = token
            case "cut":
                del data[start:]
    return bytes(data)


def mutated_package(content: bytes, part: int, edits: list[tuple[float, str, int, bytes]]) -> bytes:
    """The package with one of its parts mutated."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(stream, "w", ZIP_STORED) as made:
        names = package.namelist()
        for index, name in enumerate(names):
            inner = package.read(name)
            made.writestr(name, mutated(inner, edits) if index == part % len(names) else inner)
    return stream.getvalue()


@pytest.mark.slow
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(("docx", "xlsx")), st.integers(0, 30), EDITS, st.booleans())
def test_a_damaged_package_is_read_or_refused(
    kind: str, part: int, edits: list[tuple[float, str, int, bytes]], whole: bool
) -> None:
    content = mutated(seed(kind), edits) if whole else mutated_package(seed(kind), part, edits)
    with suppress(Unreadable):
        read_document(f"计划.{kind}", content)


@settings(deadline=None)
@given(st.sampled_from(("html", "txt")), EDITS)
def test_a_damaged_text_is_read_or_refused(kind: str, edits: list[tuple[float, str, int, bytes]]) -> None:
    with suppress(Unreadable):
        read_document(f"计划.{kind}", mutated(seed(kind), edits))


@pytest.mark.slow
@settings(deadline=None, max_examples=max(8, settings().max_examples // 20))
@given(EDITS)
def test_a_damaged_pdf_is_read_or_refused(edits: list[tuple[float, str, int, bytes]]) -> None:
    # what pdfminer raises on a damaged file is anyone's guess: its process ends, and the file is unreadable
    with suppress(Unreadable):
        read_confined("计划.pdf", mutated(seed("pdf"), edits), Limits(cpu=30, wall=60))
