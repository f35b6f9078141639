"""Reads a PDF with text into the neutral form: paragraphs by its tags, or lines without tags."""

from pipeline.errors import Unreadable
from pipeline.readers import pdf
from pipeline.readers.document import Aside, AsideKind, Block, Document, FileKind, Paragraph


def read(name: str, content: bytes) -> Document:
    """Read a PDF; raises Unreadable if it is damaged, locked, or has pages without text (a scan)."""
    file = pdf.read(content)
    blocks: list[Block] = []
    asides: list[Aside] = []
    for page in file.pages:
        for number, block in enumerate(page.blocks, 1):
            if block.text.strip():
                where = f"第{page.number}页第{number}{'段' if file.is_tagged else '行'}"
                blocks.append(Paragraph(block.text, where, len(blocks), style=block.kind, page=page.number))
        asides += [Aside(AsideKind.FOOTER, line.text, f"第{page.number}页") for line in page.untagged_lines]
    if not blocks:
        raise Unreadable(
            f"PDF 有 {len(file.pages)} 页，但没有文字，多半是扫描件。请用原来的 Word 文件；只有扫描件的，先用识别软件（OCR）转成 Word 并逐字校对。"
        )
    return Document(
        name, FileKind.PDF, tuple(blocks), tuple(asides), is_wrapped=not file.is_tagged, pages=len(file.pages)
    )
