"""Reads the XML of Word files (.docx), tracked changes included, into `docx_model.DocxFile`: one walk over the package's parts with lxml.

No external relation is followed. Characters that belong to no paragraph are kept apart
in `DocxFile.unplaced`, so that none is lost.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from lxml import etree

from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable
from pipeline.readers.document import ChangeKind
from pipeline.readers.docx_formats import Styles, is_on, number, points, written
from pipeline.readers.docx_model import (
    Cell,
    Content,
    DocxFile,
    Note,
    Paragraph,
    Point,
    PointKind,
    Revision,
    Row,
    Run,
    Section,
    Table,
)
from pipeline.readers.docx_numbering import read_numbering
from pipeline.readers.docx_package import TEXT_TAGS, A, M, WordPackage
from pipeline.readers.ooxml import R, W, local, read_relations, value_of
from pipeline.readers.symbols import symbol

_V = "{urn:schemas-microsoft-com:vml}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_CHANGES = {
    f"{W}ins": ChangeKind.INSERTED,
    f"{W}del": ChangeKind.DELETED,
    f"{W}moveTo": ChangeKind.MOVED_TO,
    f"{W}moveFrom": ChangeKind.MOVED_FROM,
}
_CELL_CHANGES = {f"{W}cellIns": ChangeKind.INSERTED, f"{W}cellDel": ChangeKind.DELETED}
_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "\u2011",
    f"{W}softHyphen": "\u00ad",
}
_REFERENCES = {
    f"{W}footnoteReference": PointKind.FOOTNOTE,
    f"{W}endnoteReference": PointKind.ENDNOTE,
    f"{W}commentReference": PointKind.COMMENT,
    f"{W}commentRangeStart": PointKind.COMMENT_START,
    f"{W}commentRangeEnd": PointKind.COMMENT_END,
}
_PROPERTIES = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "rubyPr")
)
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})

_MAX_NESTING = 30
"""How deep tables and text boxes may be nested in each other."""


def read(content: bytes) -> DocxFile:
    """Read a Word file; raises Unreadable if it is not one or is damaged."""
    return _Reader(content).file()


@dataclass(slots=True)
class _Parts:
    """What a paragraph being read consists of so far."""

    style: str
    runs: list[Run] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    boxes: list[tuple[Content, ...]] = field(default_factory=list)

    def add_point(self, kind: PointKind, key: str = "") -> None:
        self.points.append(Point(kind, len(self.runs), key))


class _Reader:
    """A package being read: its parts, relationships and styles, and the state of the walk."""

    def __init__(self, content: bytes) -> None:
        package = WordPackage(content)
        self._package = package
        self._relations = package.relations
        self._unplaced = package.unplaced
        self._word_art: list[str] = []
        self._placed: set[etree._Element] = set()
        """Elements whose characters are in a paragraph."""
        self._numbering = read_numbering(package.part("numbering"))
        self._styles = Styles(package.part("styles"), self._numbering)
        self._part_of_story = package.main
        self._follows_fields = True
        self._fields: list[bool] = []
        """The fields that are open, outermost first: whether the walk is past its instruction."""
        self._pending: list[tuple[PointKind, str]] = []
        """Points between paragraphs, for the next one."""
        self._depth = 0
        self._margins: dict[str, tuple[Content, ...]] = {}

    def file(self) -> DocxFile:
        """Read the package; raises Unreadable if its main part is not a Word document."""
        document = self._package.document
        body = None if document is None else document.find(f"{W}body")
        if body is None:
            raise Unreadable("不是 Word 文件（.docx）。")
        self._begin_story(self._package.main, body)
        sections = tuple(self._sections(body))
        settings = self._package.part("settings")
        comments = self._comments()
        footnotes = tuple(self._notes("footnotes", "footnote"))
        endnotes = tuple(self._notes("endnotes", "endnote"))
        return DocxFile(
            sections,
            self._package.properties(),
            comments,
            footnotes,
            endnotes,
            {
                name: part
                for name, part in self._package.parts.items()
                if not name.endswith((".xml", ".rels")) and not name.startswith("docProps/thumbnail")
            },
            self._styles.of_runs.get("lang", {}).get("eastAsia", ""),
            value_of(settings, "themeFontLang", "eastAsia"),
            settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None,
            value_of(settings, "noLineBreaksAfter"),
            value_of(settings, "noLineBreaksBefore"),
            tuple(self._package.rest(settings)),
            self._numbering,
            tuple(self._unplaced),
            self._styles.paragraph_styles(),
            tuple(self._word_art),
            tuple(self._package.alternatives),
        )

    # --- stories -------------------------------------------------------------------

    def _begin_story(self, part: str, root: etree._Element) -> None:
        self._part_of_story = part
        self._fields = []
        self._pending = []
        kinds = [mark.get(f"{W}fldCharType") for mark in root.iter(f"{W}fldChar")]
        # in a damaged file a field without end would swallow all that follows
        self._follows_fields = kinds.count("begin") == kinds.count("end")

    def _collect_unplaced(self, part: str, root: etree._Element) -> None:
        texts = [element.text or "" for element in root.iter(*TEXT_TAGS) if element not in self._placed]
        self._unplaced += ((part, text) for text in texts if text.strip())
        self._placed.clear()

    def _story(self, root: etree._Element) -> tuple[Content, ...]:
        return tuple(map(self._content, self._blocks(root)))

    def _sections(self, body: etree._Element) -> Iterator[Section]:
        content: list[Content] = []
        previous: tuple[Mapping[str, tuple[Content, ...]], ...] = ({}, {})
        ended: list[tuple[etree._Element, list[Content]]] = []
        for element in self._blocks(body):
            if element.tag == f"{W}sectPr":
                ended.append((element, content))
                content = []
                continue
            content.append(self._content(element))
            properties = element.find(f"{W}pPr/{W}sectPr")
            if properties is not None:
                ended.append((properties, content))
                content = []
        if content:
            ended.append((etree.Element(f"{W}sectPr"), content))
        self._collect_unplaced(self._package.main, body)
        for properties, blocks in ended:
            section = self._section(properties, blocks, previous)
            previous = (section.headers, section.footers)
            yield section

    def _section(
        self, element: etree._Element, content: list[Content], previous: tuple[Mapping[str, tuple[Content, ...]], ...]
    ) -> Section:
        def size(tag: str, attribute: str) -> float:
            return points(value_of(element, tag, attribute))

        grid = element.find(f"{W}docGrid")
        return Section(
            size("pgSz", "w"),
            size("pgSz", "h"),
            value_of(element, "pgSz", "orient") == "landscape",
            size("pgMar", "top"),
            size("pgMar", "bottom"),
            size("pgMar", "left") + size("pgMar", "gutter"),
            size("pgMar", "right"),
            size("pgMar", "footer"),
            value_of(element, "type") or "nextPage",
            "" if grid is None else grid.get(f"{W}type", ""),
            points("" if grid is None else grid.get(f"{W}linePitch", "")),
            element.find(f"{W}titlePg") is not None,
            tuple(content),
            self._margin(element, "headerReference", previous[0]),
            self._margin(element, "footerReference", previous[1]),
        )

    def _margin(
        self, element: etree._Element, tag: str, previous: Mapping[str, tuple[Content, ...]]
    ) -> Mapping[str, tuple[Content, ...]]:
        """The headers or footers of a section by their type, those of the previous section where it has none."""
        found = dict(previous)
        for reference in element.iterchildren(f"{W}{tag}"):
            _, name = self._relations.get(reference.get(f"{R}id", ""), ("", ""))
            if name not in self._package.parts:
                continue
            if name not in self._margins:
                root = self._package.parsed(name)
                if tag == "headerReference":
                    shapes = (shape for shape in root.iter(f"{_V}shape") if shape.find(f"{_V}textpath") is not None)
                    self._word_art += (shape.get("id", "") for shape in shapes)
                relations = self._relations
                self._relations = read_relations(self._package.parts, name)
                self._begin_story(name, root)
                self._margins[name] = self._story(root)
                self._collect_unplaced(name, root)
                self._relations = relations
            found[reference.get(f"{W}type", "default")] = self._margins[name]
        return found

    def _notes(self, kind: str, tag: str) -> Iterator[Note]:
        root = self._package.part(kind)
        if root is None:
            return
        self._begin_story(kind, root)
        for element in root.iterchildren(f"{W}{tag}"):
            content = self._story(element)
            if element.get(f"{W}type", "normal") == "normal" or any(block.text.strip() for block in content):
                yield Note(element.get(f"{W}id", ""), content)
        self._collect_unplaced(kind, root)

    def _comments(self) -> tuple[Note, ...]:
        root = self._package.part("comments")
        if root is None:
            return ()
        self._begin_story("comments", root)
        notes: list[Note] = []
        by_paragraph: dict[str, str] = {}
        for element in root.iterchildren(f"{W}comment"):
            key = element.get(f"{W}id", "")
            by_paragraph |= {paragraph.get(f"{_W14}paraId", ""): key for paragraph in element.iter(f"{W}p")}
            notes.append(Note(key, self._story(element), element.get(f"{W}author", ""), element.get(f"{W}date", "")))
        self._collect_unplaced("comments", root)
        extended = self._package.part("commentsExtended")
        parents: dict[str, str] = {}
        for entry in () if extended is None else extended.iter(f"{_W15}commentEx"):
            parent = by_paragraph.get(entry.get(f"{_W15}paraIdParent", "-"), "")
            reply = by_paragraph.get(entry.get(f"{_W15}paraId", "-"), "")
            if parent and reply:
                parents[reply] = parent
        return tuple(replace(note, parent=parents.get(note.key, "")) for note in notes)

    def _blocks(self, element: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs, tables and sections' properties in order, content controls and other wrappers opened."""
        for child in element:
            if child.tag in (f"{W}p", f"{W}tbl", f"{W}sectPr"):
                yield child
            elif child.tag in _REFERENCES:
                self._pending.append((_REFERENCES[str(child.tag)], child.get(f"{W}id", "")))
            elif child.tag == f"{W}altChunk":
                part = self._relations.get(child.get(f"{R}id", ""), ("", ""))[1]
                self._pending.append((PointKind.ATTACHMENT, part))
            elif child.tag not in _PROPERTIES:
                yield from self._blocks(child)

    def _content(self, element: etree._Element) -> Content:
        if self._depth > _MAX_NESTING:
            raise Unreadable(f"表格或文本框套了 {_MAX_NESTING} 层以上，不像正常的文件，没有读。")
        self._depth += 1
        try:
            return self._paragraph(element) if element.tag == f"{W}p" else self._table(element)
        finally:
            self._depth -= 1

    # --- paragraphs ------------------------------------------------------------------

    def _paragraph(self, element: etree._Element) -> Paragraph:
        own = element.find(f"{W}pPr")
        key = value_of(own, "pStyle") or self._styles.default
        parts = _Parts(key)
        for kind, target in self._pending:
            parts.add_point(kind, target)
        self._pending = []
        self._inline(element, parts, (), "")
        mark = None if own is None else own.find(f"{W}rPr")
        return Paragraph(
            self._styles.name(key),
            tuple(parts.runs),
            self._styles.paragraph_format(self._styles.paragraph_properties(key, own)),
            tuple(instruction for text in parts.fields if (instruction := text.strip())),
            tuple(parts.boxes),
            tuple(parts.points),
            tuple(_revisions(mark, _CHANGES)),
            self._styles.character_format(self._styles.run_properties(key, mark)),
        )

    def _inline(self, element: etree._Element, parts: _Parts, revisions: tuple[Revision, ...], target: str) -> None:
        """Read what is inside a paragraph, with the tracked changes and the link around it."""
        for child in element:
            tag = str(child.tag)
            if tag == f"{W}r":
                self._run(child, parts, revisions, target)
            elif tag == f"{W}hyperlink":
                relation = self._relations.get(child.get(f"{R}id", ""), ("", ""))[1]
                self._inline(child, parts, revisions, relation or f"#{child.get(f'{W}anchor', '')}")
            elif tag in _CHANGES:
                self._inline(child, parts, (*revisions, _revision(child, _CHANGES[tag])), target)
            elif tag in _REFERENCES:
                parts.add_point(_REFERENCES[tag], child.get(f"{W}id", ""))
            elif tag == f"{M}oMath":
                self._formula(child, parts, revisions, target)
            elif tag == f"{W}fldSimple":
                parts.fields.append(child.get(f"{W}instr", ""))
                self._inline(child, parts, revisions, target)
            elif tag not in _PROPERTIES:
                self._inline(child, parts, revisions, target)

    def _run(self, run: etree._Element, parts: _Parts, revisions: tuple[Revision, ...], target: str) -> None:
        own = run.find(f"{W}rPr")
        character_style = value_of(own, "rStyle")
        text: list[str] = []

        def end_run() -> None:
            characters = "".join(text)
            text.clear()
            if characters:
                character_format = self._styles.character_format(self._styles.run_properties(parts.style, own))
                style = self._styles.name(character_style) if character_style else ""
                parts.runs.append(Run(characters, character_format, style, revisions, target))

        def add_point(kind: PointKind, key: str) -> None:
            end_run()
            parts.add_point(kind, key)

        for child in run:
            tag = str(child.tag)
            if tag in (f"{W}t", f"{W}delText"):
                self._placed.add(child)
                (text if self._in_result() else parts.fields).append(_characters(child))
            elif tag in (f"{W}instrText", f"{W}delInstrText"):
                self._placed.add(child)
                parts.fields.append(child.text or "")
            elif tag == f"{W}fldChar":
                if self._in_result():
                    text.append(_form_value(child))
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}br" and child.get(f"{W}type") in ("page", "column"):
                text.append("\f")
            elif tag in _SIGNS:
                text.append(_SIGNS[tag])
            elif tag == f"{W}sym":
                text.append(_symbol(child.get(f"{W}font", ""), child.get(f"{W}char", "")))
            elif local(child) == "symEx":
                text.append(
                    _symbol(
                        "",
                        next((str(value) for name, value in child.attrib.items() if str(name).endswith("}char")), ""),
                    )
                )
            elif tag in _REFERENCES:
                add_point(_REFERENCES[tag], child.get(f"{W}id", ""))
            elif tag == f"{W}lastRenderedPageBreak":
                add_point(PointKind.PAGE, "")
            elif tag == f"{W}ruby":
                end_run()
                for base in child.iterchildren(f"{W}rubyBase"):
                    self._inline(base, parts, revisions, target)
                readings = [reading for reading in child.iter(f"{W}t") if reading not in self._placed]
                self._placed.update(readings)
                parts.add_point(PointKind.READING, "".join(reading.text or "" for reading in readings))
            elif tag in _DRAWN:
                end_run()
                self._drawing(child, parts)
            elif tag not in _PROPERTIES and len(child):
                # alternatives and wrappers inside a run
                end_run()
                self._run(child, parts, revisions, target)
        end_run()

    def _in_result(self) -> bool:
        """Whether characters here are shown: outside fields, or in the result of every field around them."""
        return not self._follows_fields or all(self._fields)

    def _field(self, kind: str) -> None:
        match kind:
            case "begin":
                self._fields.append(False)
            case "separate" if self._fields:
                self._fields[-1] = True
            case "end" if self._fields:
                self._fields.pop()

    def _formula(self, element: etree._Element, parts: _Parts, revisions: tuple[Revision, ...], target: str) -> None:
        """A formula that is a plain line of characters is text like any other; all others are kept apart."""
        texts = list(element.iter(f"{M}t", f"{W}t", f"{W}delText"))
        self._placed.update(texts)
        characters = "".join(text.text or "" for text in texts)
        plain = all(local(child) in ("r", "ins", "del", "ctrlPr") for child in element)
        if plain and characters:
            character_format = self._styles.character_format(self._styles.run_properties(parts.style, None))
            parts.runs.append(Run(characters, character_format, "", revisions, target))
        elif characters:
            parts.add_point(PointKind.FORMULA, characters)

    def _drawing(self, element: etree._Element, parts: _Parts) -> None:
        """The text boxes, WordArt and embedded files of a drawing."""
        for box in _boxes(element):
            fields, self._fields = self._fields, []
            pending, self._pending = self._pending, []
            content = self._story(box) if box.tag == f"{W}txbxContent" else self._drawn_text(box, parts.style)
            self._fields, self._pending = fields, pending
            parts.add_point(PointKind.BOX, str(len(parts.boxes)))
            parts.boxes.append(content)
        for embedded in element.iter("{*}OLEObject"):
            part = self._relations.get(embedded.get(f"{R}id", ""), ("", ""))[1]
            parts.add_point(PointKind.ATTACHMENT, part)

    def _drawn_text(self, element: etree._Element, style: str) -> tuple[Content, ...]:
        """The paragraphs of a shape without Word content: WordArt, or a shape of DrawingML."""
        if element.tag == f"{_V}textpath":
            lines = [element.get("string", "")]
        else:
            texts = list(element.iter(f"{A}t"))
            self._placed.update(texts)
            lines = [
                "".join(text.text or "" for text in paragraph.iter(f"{A}t")) for paragraph in element.iter(f"{A}p")
            ]
        character_format = self._styles.character_format(self._styles.run_properties(style, None))
        paragraph_format = self._styles.paragraph_format(self._styles.paragraph_properties(style, None))
        return tuple(
            Paragraph(self._styles.name(style), (Run(line, character_format),), paragraph_format)
            for line in lines
            if line
        )

    # --- tables ------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> Table:
        properties = element.find(f"{W}tblPr")
        columns = tuple(points(column.get(f"{W}w", "")) for column in element.iterfind(f"{W}tblGrid/{W}gridCol"))
        return Table(
            value_of(properties, "tblCaption"),
            value_of(properties, "tblDescription"),
            self._styles.name(value_of(properties, "tblStyle")),
            value_of(properties, "tblLayout", "type") == "fixed",
            points(value_of(properties, "tblW", "w")) if value_of(properties, "tblW", "type") == "dxa" else 0.0,
            columns,
            tuple(self._row(row) for row in _descendants(element, "tr")),
        )

    def _row(self, element: etree._Element) -> Row:
        own = element.find(f"{W}trPr")
        properties = written(own)
        column = _span(properties.get("gridBefore", {}).get("val", "0"))
        cells = []
        for cell in _descendants(element, "tc"):
            of_cell = cell.find(f"{W}tcPr")
            colspan = _span(value_of(of_cell, "gridSpan")) or 1
            cells.append(
                Cell(
                    self._story(cell),
                    column,
                    colspan,
                    points(value_of(of_cell, "tcW", "w")),
                    _continues(of_cell, "vMerge") or value_of(of_cell, "cellMerge", "vMerge") == "cont",
                    _continues(of_cell, "hMerge"),
                    tuple(_revisions(of_cell, _CELL_CHANGES)),
                )
            )
            column += colspan
        return Row(
            tuple(cells),
            is_on(properties, "tblHeader", absent=False),
            is_on(properties, "cantSplit", absent=False),
            tuple(_revisions(own, _CHANGES)),
            is_on(properties, "hidden", absent=False),
        )


def _characters(element: etree._Element) -> str:
    """The characters of a w:t: blanks at its ends count only where it says so (ECMA-376 part 1, 17.3.3.31)."""
    text = re.sub(r"[\n\r\t]", " ", element.text or "")
    return text if element.get(_SPACE) == "preserve" else text.strip(" ")


def _symbol(font: str, code: str) -> str:
    value = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    return symbol(font, value) if value else ""


def _form_value(field_mark: etree._Element) -> str:
    """What a form field shows that has no result: the chosen entry of a drop-down list, a box that is ticked or not."""
    form = field_mark.find(f"{W}ffData")
    if form is None:
        return ""
    choices = form.find(f"{W}ddList")
    if choices is not None:
        entries = [entry.get(f"{W}val", "") for entry in choices.iterchildren(f"{W}listEntry")]
        index = int(number(value_of(choices, "result") or value_of(choices, "default")))
        return entries[index] if 0 <= index < len(entries) else ""
    box = form.find(f"{W}checkBox")
    if box is None:
        return ""
    state = box.find(f"{W}checked")
    state = box.find(f"{W}default") if state is None else state
    return "☑" if state is not None and state.get(f"{W}val", "1") in ("1", "true", "on") else "□"


def _span(text: str) -> int:
    # Word has 63 columns
    return min(max(int(number(text)), 0), 1000)


def _continues(properties: etree._Element | None, name: str) -> bool:
    found = None if properties is None else properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") != "restart"


def _revisions(properties: etree._Element | None, kinds: Mapping[str, ChangeKind]) -> Iterator[Revision]:
    """The tracked changes that properties of a paragraph mark, row or cell name."""
    for child in () if properties is None else properties:
        kind = kinds.get(str(child.tag))
        if kind is not None:
            yield _revision(child, kind)


def _revision(element: etree._Element, kind: ChangeKind) -> Revision:
    return Revision(kind, element.get(f"{W}author", ""), element.get(f"{W}date", ""))


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The text boxes and WordArt in a drawing; boxes nested in them are left out."""
    for child in element:
        if child.tag == f"{W}txbxContent" or (child.tag == f"{_V}textpath" and child.get("string")):
            yield child
        elif child.tag == f"{A}p":
            # a shape without Word content
            yield child
        else:
            yield from _boxes(child)


def _descendants(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also in content controls and tracked changes; nested tables are left out."""
    for child in element:
        if child.tag == f"{W}{tag}":
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom"):
            yield from _descendants(child, tag)
