"""What WeasyPrint's PDF still needs for PDF/A-3b, done with pikepdf; and the facts that the finished file states of itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import FontError
from pipeline.fonts import REINSTALL_HINT

if TYPE_CHECKING:
    import pikepdf

_PRODUCER = re.compile(rb'<rdf:Description rdf:about="" pdf:Producer="[^"]*" ?/>')

_MAY_BE_EMPTY = ("/ExtGState", "/Pattern", "/Shading", "/XObject")


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """The number of pages of a PDF, blank ones too, and the font families embedded in it, as the style sheet names them."""

    pages: int
    families: frozenset[str]


def postprocess(content: bytes, files: Mapping[str, str]) -> tuple[bytes, PdfFacts]:
    """Return the PDF, and its facts, without empty resource dictionaries, attachments listed twice, anchors and the name of the program.

    PDF/A wants the program's name in both places or in none (ISO 19005-3, 6.6.3). Equal
    input gives equal bytes. `files` are the font files by family, to name one in the
    FontError that is raised for a font embedded without outlines.
    """
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        fonts = {_family(descriptor): descriptor for descriptor in _font_descriptors(pdf)}
        for family, descriptor in fonts.items():
            if not _has_outlines(descriptor):
                raise FontError(files.get(family, family), f"裁剪后没有字形，印出来是空白。{REINSTALL_HINT}")
        facts = PdfFacts(len(pdf.pages), frozenset(fonts))
        if "/Producer" in pdf.docinfo:
            del pdf.docinfo["/Producer"]
        metadata = pdf.Root.Metadata
        metadata.write(_PRODUCER.sub(b"", metadata.read_bytes()))
        for thing in pdf.objects:
            _drop_empty_resources(thing)
        if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
            del pdf.Root.Names["/Dests"]
            if not pdf.Root.Names.keys():
                del pdf.Root["/Names"]
        if "/AF" in pdf.Root:
            listed = {entry.objgen: entry for entry in pdf.Root.AF.as_list()}
            pdf.Root.AF = pikepdf.Array(listed.values())
        finished = BytesIO()
        pdf.save(
            finished,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return finished.getvalue(), facts


def _drop_empty_resources(thing: Any) -> None:
    import pikepdf

    if isinstance(thing, pikepdf.Stream):
        _drop_empty_resources(thing.stream_dict)
    elif isinstance(thing, pikepdf.Dictionary):
        for key in list(thing.keys()):
            value = thing[key]
            if not isinstance(value, pikepdf.Dictionary) or value.is_indirect:
                continue
            _drop_empty_resources(value)
            if key in _MAY_BE_EMPTY and not value.keys():
                del thing[key]


def _font_descriptors(pdf: "pikepdf.Pdf") -> list[Any]:
    import pikepdf

    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == pikepdf.Name.FontDescriptor
    ]


def _family(descriptor: Any) -> str:
    """Return the font's family without the six letters that mark a subset (ABCDEF+fang)."""
    return str(descriptor.FontName).partition("+")[2]


def _has_outlines(descriptor: Any) -> bool:
    """Whether an embedded font has the table of outlines that its kind requires (OpenType 1.9, Organization of an OpenType Font).

    HarfBuzz leaves the outlines out without a word where it cannot read them, and reading the
    file back does not show it: the text is stated apart from the glyphs (ToUnicode).
    """
    font = (descriptor.FontFile3 if "/FontFile3" in descriptor else descriptor.FontFile2).read_bytes()
    end = 12 + 16 * int.from_bytes(font[4:6], "big")
    lengths = {font[at : at + 4]: int.from_bytes(font[at + 12 : at + 16], "big") for at in range(12, end, 16)}
    required = (b"CFF ", b"CFF2") if font[:4] == b"OTTO" else (b"glyf",)
    return any(lengths.get(tag) for tag in required)
