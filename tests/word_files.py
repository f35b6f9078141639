"""Word files made part by part, with whatever Word itself can write and python-docx cannot."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "w16se": "http://schemas.microsoft.com/office/word/2015/wordml/symex",
    }.items()
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOTS = {
    "styles": "styles",
    "numbering": "numbering",
    "comments": "comments",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "header1": "hdr",
    "footer1": "ftr",
}


def word_file(body: str, parts: Mapping[str, str] | None = None, files: Mapping[str, bytes] | None = None) -> bytes:
    """Pack a Word file: the XML inside w:body, that inside the root of other parts by name (styles, header1), other files.

    The relationship of a part has its name as id.
    """
    parts = dict(parts or {})
    stream = BytesIO()
    overrides = [f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>']
    relations = []
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, inner in parts.items():
            kind = name.rstrip("0123456789")
            root = _ROOTS.get(name, kind)
            prefix = "w15" if kind == "commentsExtended" else "w"
            package.writestr(f"word/{name}.xml", f"<{prefix}:{root} {_NAMESPACES}>{inner}</{prefix}:{root}>")
            overrides.append(f'<Override PartName="/word/{name}.xml" ContentType="{_TYPES}.{kind}+xml"/>')
            relations.append(f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{name}.xml"/>')
        for name, content in (files or {}).items():
            package.writestr(name, content)
            target = name.removeprefix("word/")
            relations.append(f'<Relationship Id="{target}" Type="{_RELATIONS}/aFChunk" Target="{target}"/>')
        package.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", _relationships("".join(relations)))
        main = f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/>'
        package.writestr("_rels/.rels", _relationships(main))
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="htm" ContentType="text/html"/>'
            f"{''.join(overrides)}</Types>",
        )
    return stream.getvalue()


def _relationships(inner: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def run(text: str, properties: str = "") -> str:
    """A run of plain text."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    """A paragraph of runs and other inline XML; what is not XML is a run of its own."""
    content = "".join(part if part.startswith("<") else run(part) for part in inner if part)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def numbered(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of an automatically numbered list."""
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=properties)


def level(index: int, kind: str, text: str, more: str = "", *, before: str = "") -> str:
    """A level of a list definition: its number format and text; other settings after w:numFmt, or before it."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/>{before}<w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def abstract_list(key: int, *levels: str, before: str = "") -> str:
    """A list definition (w:abstractNum)."""
    return (
        f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>'
        f"{before}{''.join(levels)}</w:abstractNum>"
    )


def list_number(number: int, abstract: int, overrides: str = "") -> str:
    """A list (w:num) of a definition."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def tracked(kind: str, inner: str, author: str = "王某", date: str = "2023-03-01T09:00:00Z") -> str:
    """A tracked change around runs (ins, del, moveFrom, moveTo)."""
    if kind in ("del", "moveFrom"):
        inner = inner.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>") if kind == "del" else inner
    return f'<w:{kind} w:id="9" w:author="{author}" w:date="{date}">{inner}</w:{kind}>'


def cell(*inner: str, properties: str = "") -> str:
    """A cell; what is not XML is a paragraph of its own."""
    content = "".join(part if part.startswith("<") else paragraph(part) for part in inner) or "<w:p/>"
    return f"<w:tc>{f'<w:tcPr>{properties}</w:tcPr>' if properties else ''}{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row of cells."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(*rows: str, columns: int = 2) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
