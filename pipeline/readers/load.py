"""Reads an existing document of any kind into the neutral form (`document`), by what the bytes are rather than the name alone."""

from pathlib import PurePath

from pipeline.errors import Unreadable
from pipeline.readers.document import Document

WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
SHEET_SUFFIXES = (".xlsx", ".xlsm")
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
TEXT_SUFFIXES = (".txt", ".md", ".text")

READABLE_SUFFIXES = (*WORD_SUFFIXES, *SHEET_SUFFIXES, *PAGE_SUFFIXES, *TEXT_SUFFIXES, ".pdf")
"""The extensions that `read_document` can read."""

MAX_BYTES = 200_000_000
"""The largest file that is read at all: far more than any plan with pictures."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "程序"),
)
_OLD = {
    ".doc": ("旧版 Word 文件（.doc）", "Word 或 WPS", ".docx"),
    ".dot": ("旧版 Word 模板（.dot）", "Word 或 WPS", ".docx"),
    ".wps": ("WPS 文字文件（.wps）", "WPS", ".docx"),
    ".wpt": ("WPS 文字模板（.wpt）", "WPS", ".docx"),
    ".rtf": ("RTF 文件", "Word 或 WPS", ".docx"),
    ".odt": ("OpenDocument 文字文件（.odt）", "WPS 或 LibreOffice", ".docx"),
    ".xls": ("旧版 Excel 文件（.xls）", "Excel 或 WPS", ".xlsx"),
    ".et": ("WPS 表格文件（.et）", "WPS", ".xlsx"),
    ".ett": ("WPS 表格模板（.ett）", "WPS", ".xlsx"),
    ".ods": ("OpenDocument 表格文件（.ods）", "WPS 或 LibreOffice", ".xlsx"),
    ".ofd": ("版式文件（.ofd）", "阅读它的程序", ".docx 或有文字的 PDF"),
}
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp")


def read_document(name: str, content: bytes) -> Document:
    """Read a file into the neutral form; raises Unreadable, saying what it is and what to do, if that cannot be done."""
    check_readable(name, content)
    suffix = PurePath(name.lower()).suffix
    if suffix == ".pdf" or content.startswith(b"%PDF-"):
        from pipeline.readers import pdf_document

        return pdf_document.read(name, content)
    if suffix in WORD_SUFFIXES:
        from pipeline.readers import docx_document

        return docx_document.read(name, content)
    if suffix in SHEET_SUFFIXES:
        from pipeline.readers import xlsx_document

        return xlsx_document.read(name, content)
    if suffix in PAGE_SUFFIXES:
        from pipeline.readers import html_document

        return html_document.read(name, content)
    from pipeline.readers import text_document

    return text_document.read(name, content)


def check_size(size: int) -> None:
    """Raise Unreadable if a file has more bytes than are read at all."""
    if size > MAX_BYTES:
        raise Unreadable(f"文件超过 {MAX_BYTES // 1_000_000} MB，没有读。请删去其中的图片，另存后再用。")


def check_readable(name: str, content: bytes) -> None:
    """Raise Unreadable for a file that is empty, too large, locked, of an old format, or not what its extension says."""
    suffix = PurePath(name.lower()).suffix
    check_size(len(content))
    if not content.strip():
        raise Unreadable("文件是空的。请核对是不是拿错了文件。")
    if suffix in _OLD:
        what, program, new = _OLD[suffix]
        raise Unreadable(f"这是{what}，不会读。请在 {program} 里打开，另存为 {new} 再用。")
    if suffix in _PICTURES:
        raise Unreadable("这是图片，没有文字可读。请用有文字的原文件（.docx、.xlsx、网页、文本、有文字的 PDF）。")
    if suffix not in READABLE_SUFFIXES:
        raise Unreadable(
            f"不会读{f' {suffix} 文件' if suffix else '没有扩展名的文件'}。可以读 .docx、.xlsx、网页（.html）、文本（.txt、.md）和有文字的 PDF。"
        )
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unreadable("文件加了打开密码，没有读。请在 Word、Excel 或 WPS 里打开，去掉密码后另存再用。")
        raise Unreadable(
            "扩展名是新格式，内容却是旧版 Office 文件（.doc、.xls 一类）。请在 Word、Excel 或 WPS 里打开，另存为 .docx 或 .xlsx 再用。"
        )
    for magic, what in _MAGIC:
        if content.startswith(magic) and (len(magic) > 2 or suffix not in TEXT_SUFFIXES):
            raise Unreadable(f"扩展名是 {suffix}，内容却是{what}，没有文字可读。请找有文字的原文件。")
    is_zip, is_pdf = content.startswith(b"PK"), content.startswith(b"%PDF-")
    if suffix in (*WORD_SUFFIXES, *SHEET_SUFFIXES) and not is_zip and not is_pdf:
        raise Unreadable(
            f"扩展名是 {suffix}，内容却不是 Office 文件，可能是改了扩展名或没有下载完整。请重新取得原文件。"
        )
    if is_zip and suffix not in (*WORD_SUFFIXES, *SHEET_SUFFIXES):
        raise Unreadable(
            f"扩展名是 {suffix}，内容却是压缩包或 Office 文件。请改回原来的扩展名（.docx、.xlsx），或先解压。"
        )
