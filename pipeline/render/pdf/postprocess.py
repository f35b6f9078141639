"""What WeasyPrint's PDF still needs for PDF/A-3b and PDF/UA-1, done with pikepdf; and the facts that the finished file states of itself."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.dataclass import dataclass
from pipeline.errors import FontError
from pipeline.fonts import REINSTALL_HINT
from pipeline.patterns import lazy_pattern
from pipeline.render.pdf.structure import Content, rebuild

if TYPE_CHECKING:
    import pikepdf

_PRODUCER = lazy_pattern(rb'<rdf:Description rdf:about="" pdf:Producer="[^"]*" ?/>')

_RDF_END = b"</rdf:RDF>"

_PDF_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
"""The declaration of PDF/UA-1 (ISO 14289-1, clause 5)."""

_PDF_UA_SCHEMA = (
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""The description of that declaration, without which PDF/A does not allow it (ISO 19005-3, 6.6.2.3.3)."""

_MAY_BE_EMPTY = ("/ExtGState", "/Pattern", "/Shading", "/XObject")


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """The number of pages of a PDF, blank ones too, and the font families embedded in it, as the style sheet names them."""

    pages: int
    families: frozenset[str]


def postprocess(content: bytes, files: Mapping[str, str], pages: Sequence[Sequence[Content]]) -> tuple[bytes, PdfFacts]:
    """Return the PDF, and its facts, declared PDF/UA-1, with the structure tree of its `pages`, without what it should not have.

    That is empty resource dictionaries, attachments listed twice, anchors and the name of the program.

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
        packet = _PRODUCER.sub(b"", metadata.read_bytes())
        metadata.write(packet.replace(_RDF_END, _PDF_UA_SCHEMA + _PDF_UA + _RDF_END))
        rebuild(pdf, pages)
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
