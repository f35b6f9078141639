"""Files that are not what they say, or made to do harm: each refused with the reason, under limits of memory and time."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from pipeline.errors import Unreadable
from pipeline.readers.document import AsideKind
from pipeline.readers.limits import Limits, read_confined, read_file_confined
from pipeline.readers.load import MAX_BYTES, read_document
from tests.word_files import cell, paragraph, row, table, word_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD = word_file(paragraph("正文"))


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with each part changed by its name."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for name in package.namelist():
            made.writestr(name, change(name, package.read(name)))
    return stream.getvalue()


def package_with(name: str, first: bytes, block: bytes, times: int, last: bytes) -> bytes:
    """A Word file one part of which is a block many times over."""
    stream = BytesIO()
    with ZipFile(BytesIO(WORD)) as package, ZipFile(stream, "w", ZIP_DEFLATED) as made:
        for part in package.namelist():
            if part != name:
                made.writestr(part, package.read(part))
        with made.open(name, "w", force_zip64=True) as written:
            written.write(first)
            for _ in range(times):
                written.write(block)
            written.write(last)
    return stream.getvalue()


def sheet(*positions: tuple[int, int]) -> bytes:
    """A spreadsheet with text in these cells."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        for position in positions:
            page.write_string(*position, "格")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("计划.docx", b"", "空的"),
        ("计划.txt", b" \n\r\n", "空的"),
        ("计划.doc", OLE, r"旧版 Word 文件（\.doc）.*另存为 \.docx"),
        ("计划.wps", OLE, r"WPS 文字文件.*\.docx"),
        ("附件.xls", OLE, r"旧版 Excel 文件.*\.xlsx"),
        ("附件.et", OLE, r"WPS 表格文件.*\.xlsx"),
        ("计划.ofd", b"PK\x03\x04", r"版式文件（\.ofd）"),
        ("计划.docx", OLE, "旧版 Office"),
        ("计划.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("附件.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("计划.docx", b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG 图片"),
        ("计划.pdf", b"\x89PNG\r\n\x1a\n", "PNG 图片"),
        ("计划.jpg", b"\xff\xd8\xff", "图片"),
        ("计划.docx", b"<html>\xe8\xae\xa1</html>", "不是 Office 文件"),
        ("计划.docx", b"PK\x03\x04\x00\x00", "损坏"),
        ("计划.docx", WORD[:300], "损坏"),
        ("附件.xlsx", WORD, "不是 Excel 文件"),
        ("计划.txt", WORD, "压缩包或 Office 文件"),
        ("计划.pdf", b"%PDF-1.7\n%%EOF", "不是 PDF|没有文字"),
        ("计划.exe", b"MZ", r"不会读 \.exe 文件"),
        ("计划", b"x", "没有扩展名"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_said_to_be_what_it_is(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_confined(name, content)


def test_a_pdf_is_read_whatever_its_name() -> None:
    with pytest.raises(Unreadable, match="PDF"):
        read_document("计划.docx", b"%PDF-1.7 and nothing else")


def test_a_file_of_more_than_the_most_bytes_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "计划.docx"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="200 MB"):
        read_file_confined(path)


def test_a_document_is_the_same_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "计划.docx"
    path.write_bytes(WORD)
    assert read_file_confined(path) == read_document("计划.docx", WORD)


# --- bombs -------------------------------------------------------------------------------


@pytest.mark.slow
def test_packages_that_unfold_without_end_are_refused() -> None:
    bombs = [
        package_with("word/document.xml", b"", bytes(10_000_000), 60, b""),
        package_with("word/document.xml", b"<a>", b"<b/>" * 1_000_000, 30, b"</a>"),
    ]
    for bomb in bombs:
        assert len(bomb) < 2_000_000
        with pytest.raises(Unreadable, match=r"太大|内存"):
            read_confined("计划.docx", bomb)


@pytest.mark.slow
def test_a_package_in_a_package_in_a_package_is_not_unfolded_without_end() -> None:
    inner = package_with("word/styles.xml", b"<a>", b" " * 10_000_000, 9, b"</a>")
    for _ in range(6):
        inner = word_file(paragraph("正文"), files={"word/embeddings/inner.docx": inner})
    document = read_confined("计划.docx", inner)
    assert [block.text for block in document.blocks] == ["正文"]


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
def test_entities_are_refused_or_ignored(part: str) -> None:
    laughs = "".join(f'<!ENTITY a{index} "{f"&a{index - 1};" * 10}">' for index in range(1, 10))
    declared = f'<!DOCTYPE x [<!ENTITY a0 "哈"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'

    def change(name: str, content: bytes) -> bytes:
        return (declared + content.decode().replace("正文", "正&a9;&file;文")).encode() if name == part else content

    try:
        document = read_confined("计划.docx", repacked(WORD, change))
    except Unreadable as refused:
        outcome = str(refused)
    else:
        outcome = document.blocks[0].text
    assert "DTD" in outcome or "XML" in outcome or outcome == "正文"


def test_entities_of_a_page_are_not_followed() -> None:
    page = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><p>甲&f;乙&nbsp;丙</p>'
    document = read_confined("计划.html", page.encode())
    assert "root:" not in "".join(block.text for block in document.blocks)


def test_external_links_are_told_and_not_followed() -> None:
    address = "http://192.0.2.1/template.dotm"
    relation = (
        '<Relationship Id="x" TargetMode="External" Target="' + address + '" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )

    def change(name: str, content: bytes) -> bytes:
        is_relations = name == "word/_rels/document.xml.rels"
        return content.replace(b"</Relationships>", relation.encode()) if is_relations else content

    document = read_confined("计划.docx", repacked(WORD, change), Limits(wall=20))
    assert address in [aside.text for aside in document.asides if aside.kind is AsideKind.OTHER]


def test_macros_are_told_and_the_text_is_read() -> None:
    document = read_confined("计划.docm", word_file(paragraph("正文"), files={"word/vbaProject.bin": b"\xd0\xcf"}))
    assert document.blocks[0].text == "正文"
    assert any("宏" in aside.where for aside in document.asides)


@pytest.mark.parametrize("depth", [100, 10_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    spans = "<w:ins>" * depth + "<w:r><w:t>文</w:t></w:r>" + "</w:ins>" * depth
    tables = "<w:tbl><w:tr><w:tc>" * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth
    for inner in (paragraph(spans), tables + paragraph("文")):
        try:
            document = read_confined("计划.docx", word_file(inner))
        except Unreadable:
            continue
        assert depth == 100
        assert "文" in "".join(block.text for block in document.blocks)


def test_deep_arrays_of_a_pdf_are_refused() -> None:
    body = b"%PDF-1.7\n1 0 obj\n" + b"[" * 10_000 + b"]" * 10_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    with pytest.raises(Unreadable):
        read_confined("计划.pdf", body)


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_refused_with_the_reason() -> None:
    with pytest.raises(Unreadable, match="100,000 行"):
        read_confined("附件.xlsx", sheet(*((index, 0) for index in range(100_000))))
    with pytest.raises(Unreadable, match="太大"):
        read_confined("附件.xlsx", sheet((0, 0), (1_048_575, 16_383)))


# --- limits --------------------------------------------------------------------------------


LARGE = word_file(table(*(row(cell(f"第{index}行")) for index in range(20_000))))


def test_too_little_memory_is_said() -> None:
    with pytest.raises(Unreadable, match=r"内存超过 60 MB|出了错"):
        read_confined("计划.docx", LARGE, Limits(memory=60_000_000))


@pytest.mark.slow
def test_too_little_processor_time_is_said() -> None:
    # far more than any machine reads in a second
    larger = word_file(table(*(row(cell(f"第{index}行")) for index in range(150_000))))
    with pytest.raises(Unreadable, match="算了 1 秒"):
        read_confined("计划.docx", larger, Limits(cpu=1))


def test_too_little_time_is_said() -> None:
    with pytest.raises(Unreadable, match=r"读了 0\.01 秒"):
        read_confined("计划.docx", LARGE, Limits(wall=0.01))


@pytest.mark.slow
def test_an_ordinary_large_file_is_read_within_the_limits() -> None:
    assert len(list(read_confined("计划.docx", LARGE).paragraphs())) == 20_000
