"""Reads Word files (.docx) into `docx_model.DocxFile`: the package's parts with lxml, styles resolved once each.

Styles are resolved from the document's defaults down to the run, as Word does. No external
relation is followed.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from pipeline.errors import Unreadable
from pipeline.readers.docx_model import (
    DELETED,
    INSERTED,
    Cell,
    CharacterFormat,
    Content,
    DocxFile,
    Paragraph,
    ParagraphFormat,
    Row,
    Run,
    Section,
    Table,
    paragraphs,
)
from pipeline.readers.ooxml import R, W, local, parse_xml, read_package, read_relations

_Properties = Mapping[str, Mapping[str, str]]
"""Properties as written: the element's name, and its attributes."""

_CHANGES = {
    f"{W}ins": INSERTED,
    f"{W}moveTo": INSERTED,
    f"{W}del": DELETED,
    f"{W}moveFrom": DELETED,
}
_TWIPS = 20


def _value(element: etree._Element | None, path: str, attribute: str = "val") -> str:
    if element is None:
        return ""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}{attribute}") or ""


def _colour(value: str) -> str:
    return "" if value == "auto" else value.upper()


def _on(properties: _Properties, name: str, *, absent: bool) -> bool:
    found = properties.get(name)
    return absent if found is None else found.get("val", "1") in ("1", "true", "on")


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return 0.0


def _points(words: str) -> float:
    """Convert twips to pt; a length with a unit is read too."""
    units = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pc": 12.0, "pi": 12.0}
    if words[-2:] in units:
        return _number(words[:-2]) * units[words[-2:]]
    return _number(words) / _TWIPS


def _written(element: etree._Element | None) -> _Properties:
    """The properties in a pPr or rPr element, without inheritance."""
    if element is None:
        return {}
    found = {
        local(child): {etree.QName(str(name)).localname: str(value) for name, value in child.attrib.items()}
        for child in element
    }
    if "numPr" in found:
        # 0 removes a paragraph from its list (ECMA-376, 17.9.18)
        found["numPr"] = {"list": _value(element.find(f"{W}numPr"), "numId") or "0"}
    below = element.find(f"{W}pBdr/{W}bottom")
    if below is not None:
        found["pBdr"] = {"size": below.get(f"{W}sz", ""), "color": below.get(f"{W}color", "")}
    return found


_MERGED = ("spacing", "ind", "rFonts", "lang")
"""Properties that inherit attribute by attribute; all others are replaced whole."""


def _over(below: _Properties, above: _Properties) -> _Properties:
    """Merge properties, those of `above` taking precedence."""
    done = dict(below)
    for name, attributes in above.items():
        own = dict(attributes)
        if name in _MERGED:
            inherited = dict(below.get(name, {}))
            if name == "ind" and {"firstLine", "firstLineChars", "hanging", "hangingChars"} & own.keys():
                for key in ("firstLine", "firstLineChars", "hanging", "hangingChars"):
                    inherited.pop(key, None)
            own = inherited | own
        done[name] = own
    return done


def read(content: bytes) -> DocxFile:
    """Read a Word file; raises Unreadable if it is not one or is damaged."""
    return _Reader(content).file()


class _Reader:
    """A package being read: its relationships and its styles, each resolved once."""

    def __init__(self, content: bytes) -> None:
        package = read_package(content)
        self._package = package
        self._main = next(
            (target for kind, target in read_relations(package, "").values() if kind == "officeDocument"), ""
        )
        self._relations = read_relations(package, self._main)
        self._read: set[str] = {self._main, "[Content_Types].xml"}
        styles = self._part("styles")
        self._styles: dict[str, etree._Element] = {}
        self._defaults: tuple[_Properties, _Properties] = ({}, {})
        self._default = ""
        if styles is not None:
            self._styles = {one.get(f"{W}styleId", ""): one for one in styles.iterchildren(f"{W}style")}
            self._defaults = (
                _written(styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")),
                _written(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")),
            )
            self._default = next(
                (
                    key
                    for key, one in self._styles.items()
                    if one.get(f"{W}type") == "paragraph" and one.get(f"{W}default") in ("1", "true")
                ),
                "",
            )
        self._resolved: dict[str, tuple[_Properties, _Properties]] = {}
        self._formats: dict[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], ParagraphFormat] = {}
        self._looks: dict[tuple[tuple[str, tuple[tuple[str, str], ...]], ...], CharacterFormat] = {}

    def _part(self, kind: str) -> etree._Element | None:
        name = next((target for found, target in self._relations.values() if found == kind), "")
        if name not in self._package:
            return None
        self._read.add(name)
        return parse_xml(self._package[name])

    def _style(self, key: str) -> tuple[_Properties, _Properties]:
        """Paragraph and run properties of a style with those it is based on, without the document's defaults."""
        if key not in self._resolved:
            self._resolved[key] = ({}, {})
            style = self._styles.get(key)
            if style is not None:
                below = self._style(_value(style, "basedOn")) if _value(style, "basedOn") else ({}, {})
                self._resolved[key] = (
                    _over(below[0], _written(style.find(f"{W}pPr"))),
                    _over(below[1], _written(style.find(f"{W}rPr"))),
                )
        return self._resolved[key]

    def _name(self, key: str) -> str:
        return _value(self._styles.get(key), "name") or key

    def file(self) -> DocxFile:
        """Read the package; raises Unreadable if its main part is not a Word document."""
        document = parse_xml(self._package[self._main]) if self._main in self._package else None
        body = None if document is None else document.find(f"{W}body")
        if body is None:
            raise Unreadable("不是 Word 文件（.docx）。")
        sections = tuple(self._sections(body))
        settings = self._part("settings")
        comments = tuple(self._stories("comments", "comment"))
        notes = (*self._stories("footnotes", "footnote"), *self._stories("endnotes", "endnote"))
        language = self._defaults[1].get("lang", {}).get("eastAsia", "")
        return DocxFile(
            sections,
            self._properties(),
            comments,
            notes,
            {
                name: part
                for name, part in self._package.items()
                if not name.endswith((".xml", ".rels")) and not name.startswith("docProps/thumbnail")
            },
            language,
            _value(settings, "themeFontLang", "eastAsia"),
            settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None,
            tuple(self._rest()),
        )

    # --- content ---

    def _sections(self, body: etree._Element) -> Iterator[Section]:
        content: list[Content] = []
        around: tuple[Mapping[str, tuple[Content, ...]], ...] = ({}, {})
        for element in self._blocks(body):
            if element.tag == f"{W}sectPr":
                section = self._section(element, content, around)
                around = (section.headers, section.footers)
                yield section
                content = []
                continue
            content.append(self._one(element))
            properties = element.find(f"{W}pPr/{W}sectPr")
            if properties is not None:
                section = self._section(properties, content, around)
                around = (section.headers, section.footers)
                yield section
                content = []
        if content:
            yield self._section(etree.Element(f"{W}sectPr"), content, around)

    def _section(
        self, element: etree._Element, content: list[Content], before: tuple[Mapping[str, tuple[Content, ...]], ...]
    ) -> Section:
        def size(tag: str, attribute: str) -> float:
            return _points(_value(element, tag, attribute))

        grid = element.find(f"{W}docGrid")
        return Section(
            size("pgSz", "w"),
            size("pgSz", "h"),
            _value(element, "pgSz", "orient") == "landscape",
            size("pgMar", "top"),
            size("pgMar", "bottom"),
            size("pgMar", "left") + size("pgMar", "gutter"),
            size("pgMar", "right"),
            size("pgMar", "footer"),
            _value(element, "type") or "nextPage",
            "" if grid is None else grid.get(f"{W}type", ""),
            element.find(f"{W}titlePg") is not None,
            tuple(content),
            self._around(element, "headerReference", before[0]),
            self._around(element, "footerReference", before[1]),
        )

    def _around(
        self, element: etree._Element, tag: str, before: Mapping[str, tuple[Content, ...]]
    ) -> Mapping[str, tuple[Content, ...]]:
        found = dict(before)
        for reference in element.iterchildren(f"{W}{tag}"):
            _, name = self._relations.get(reference.get(f"{R}id", ""), ("", ""))
            if name in self._package:
                self._read.add(name)
                root = parse_xml(self._package[name])
                found[reference.get(f"{W}type", "default")] = tuple(map(self._one, self._blocks(root)))
        return found

    def _blocks(self, element: etree._Element) -> Iterator[etree._Element]:
        """Paragraphs, tables and the last section's properties, content controls and other wrappers opened."""
        for child in element:
            match child.tag:
                case tag if tag in (f"{W}p", f"{W}tbl"):
                    yield child
                case tag if tag == f"{W}sectPr":
                    yield child
                case tag if tag in (f"{W}tcPr", f"{W}tblPr", f"{W}sdtPr", f"{W}sdtEndPr"):
                    pass
                case _:
                    yield from self._blocks(child)

    def _one(self, element: etree._Element) -> Content:
        return self._paragraph(element) if element.tag == f"{W}p" else self._table(element)

    def _paragraph(self, element: etree._Element) -> Paragraph:
        own = element.find(f"{W}pPr")
        key = _value(own, "pStyle") or self._default
        of_paragraph, of_runs = self._style(key)
        written = _over(_over(self._defaults[0], of_paragraph), _written(own))
        runs: list[Run] = []
        fields: list[str] = []
        boxes: list[Paragraph] = []
        for run, change, target in self._runs(element, "", ""):
            fields += [one.text or "" for one in run.iter(f"{W}instrText")]
            for box in self._boxes(run):
                boxes += paragraphs(map(self._one, self._blocks(box)))
            words = _words(run)
            if words:
                look = _over(_over(self._defaults[1], of_runs), {})
                character = _value(run, "rPr/rStyle")
                if character:
                    look = _over(look, self._style(character)[1])
                look = _over(look, _written(run.find(f"{W}rPr")))
                runs.append(Run(words, self._look(look), self._name(character) if character else "", change, target))
        fields += [one.get(f"{W}instr", "") for one in element.iter(f"{W}fldSimple")]
        instructions = tuple(instruction for one in fields if (instruction := one.strip()))
        return Paragraph(self._name(key), tuple(runs), self._format(written), instructions, tuple(boxes))

    def _runs(self, element: etree._Element, change: str, target: str) -> Iterator[tuple[etree._Element, str, str]]:
        """The runs of a paragraph with the change and the link around each."""
        for child in element:
            if child.tag == f"{W}r":
                yield child, change, target
            elif child.tag == f"{W}hyperlink":
                relation = self._relations.get(child.get(f"{R}id", ""), ("", ""))[1]
                yield from self._runs(child, change, relation or f"#{child.get(f'{W}anchor', '')}")
            elif child.tag != f"{W}pPr":
                yield from self._runs(child, _CHANGES.get(str(child.tag), change), target)

    def _boxes(self, run: etree._Element) -> Iterator[etree._Element]:
        """The text boxes anchored in a run; the copy for old programs (mc:Fallback) is left out."""
        for box in run.iter(f"{W}txbxContent"):
            if not any(local(parent) == "Fallback" for parent in box.iterancestors()):
                yield box

    def _table(self, element: etree._Element) -> Table:
        properties = element.find(f"{W}tblPr")
        columns = tuple(_points(one.get(f"{W}w", "")) for one in element.iterfind(f"{W}tblGrid/{W}gridCol"))
        return Table(
            _value(properties, "tblCaption"),
            _value(properties, "tblDescription"),
            self._name(_value(properties, "tblStyle")),
            _value(properties, "tblLayout", "type") == "fixed",
            _points(_value(properties, "tblW", "w")) if _value(properties, "tblW", "type") == "dxa" else 0.0,
            columns,
            tuple(self._row(row) for row in _under(element, "tr")),
        )

    def _row(self, element: etree._Element) -> Row:
        properties = _written(element.find(f"{W}trPr"))
        column = int(_number(properties.get("gridBefore", {}).get("val", "0")))
        cells = []
        for one in _under(element, "tc"):
            own = one.find(f"{W}tcPr")
            colspan = int(_number(_value(own, "gridSpan"))) or 1
            merged = None if own is None else own.find(f"{W}vMerge")
            cells.append(
                Cell(
                    tuple(map(self._one, self._blocks(one))),
                    column,
                    colspan,
                    _points(_value(own, "tcW", "w")),
                    merged is not None and merged.get(f"{W}val") != "restart",
                )
            )
            column += colspan
        return Row(tuple(cells), _on(properties, "tblHeader", absent=False), _on(properties, "cantSplit", absent=False))

    # --- looks ---

    def _look(self, found: _Properties) -> CharacterFormat:
        key = tuple(sorted((name, tuple(sorted(one.items()))) for name, one in found.items()))
        if key not in self._looks:
            faces = found.get("rFonts", {})
            size = found.get("sz", {}).get("val", "")
            self._looks[key] = CharacterFormat(
                faces.get("asciiTheme") or faces.get("ascii", ""),
                faces.get("hAnsiTheme") or faces.get("hAnsi", ""),
                faces.get("eastAsiaTheme") or faces.get("eastAsia", ""),
                faces.get("hint", ""),
                _number(size) / 2 if size else 10.0,
                _points(found.get("spacing", {}).get("val", "")),
                (_number(found.get("w", {}).get("val", "")) or 100) / 100,
                _colour(found.get("color", {}).get("val", "")),
                _on(found, "vanish", absent=False),
                found.get("lang", {}).get("eastAsia", ""),
            )
        return self._looks[key]

    def _format(self, found: _Properties) -> ParagraphFormat:
        key = tuple(sorted((name, tuple(sorted(one.items()))) for name, one in found.items()))
        if key not in self._formats:
            spacing, indent = found.get("spacing", {}), found.get("ind", {})
            rule = spacing.get("lineRule", "auto")
            line = _number(spacing.get("line", "240"))

            def chars(*names: str) -> float | None:
                value = next((indent[name] for name in names if name in indent), None)
                return None if value is None else _number(value) / 100

            hanging, hanging_chars = indent.get("hanging"), chars("hangingChars")
            outline = found.get("outlineLvl", {}).get("val", "9")
            self._formats[key] = ParagraphFormat(
                found.get("jc", {}).get("val", "left"),
                line / (240 if rule == "auto" else _TWIPS),
                rule,
                _points(spacing.get("before", "0")),
                _points(spacing.get("after", "0")),
                _points(indent.get("left", indent.get("start", "0"))),
                _points(indent.get("right", indent.get("end", "0"))),
                -_points(hanging) if hanging is not None else _points(indent.get("firstLine", "0")),
                chars("leftChars", "startChars"),
                chars("rightChars", "endChars"),
                -hanging_chars if hanging_chars is not None else chars("firstLineChars"),
                _on(found, "keepNext", absent=False),
                _on(found, "keepLines", absent=False),
                _on(found, "pageBreakBefore", absent=False),
                _on(found, "widowControl", absent=True),
                _on(found, "kinsoku", absent=True),
                _on(found, "overflowPunct", absent=True),
                _on(found, "autoSpaceDE", absent=True) or _on(found, "autoSpaceDN", absent=True),
                _on(found, "snapToGrid", absent=True),
                int(_number(outline)) + 1 if _number(outline) < 9 else 0,
                found.get("numPr", {}).get("list", "0") != "0",
                _number(found.get("pBdr", {}).get("size", "")) / 8,
                _colour(found.get("pBdr", {}).get("color", "")),
                _colour(found.get("shd", {}).get("fill", "")),
                found.get("framePr", {}).get("yAlign", ""),
            )
        return self._formats[key]

    # --- what is not printed ---

    def _properties(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for kind, target in read_relations(self._package, "").values():
            if target not in self._package:
                continue
            if kind in ("core-properties", "extended-properties"):
                self._read.add(target)
                found |= {local(one): "".join(map(str, one.itertext())) for one in parse_xml(self._package[target])}
            elif kind == "custom-properties":
                self._read.add(target)
                root = parse_xml(self._package[target])
                found |= {f"自定义:{one.get('name', '')}": "".join(map(str, one.itertext())) for one in root}
        return found

    def _stories(self, kind: str, tag: str) -> Iterator[str]:
        root = self._part(kind)
        for one in () if root is None else root.iterchildren(f"{W}{tag}"):
            words = "\n".join(found.all_text for found in paragraphs(map(self._one, self._blocks(one))))
            if words.strip():
                yield words

    def _rest(self) -> Iterator[tuple[str, str]]:
        """Everything else that may have text: parts not read so far, and external addresses."""
        for name, part in self._package.items():
            if name.endswith(".rels"):
                found = [
                    one.get("Target", "")
                    for one in parse_xml(part)
                    if one.get("TargetMode") == "External" and not one.get("Type", "").endswith("/hyperlink")
                ]
            elif name.endswith(".xml") and name not in self._read:
                found = [str(words) for words in parse_xml(part).itertext() if str(words).strip()]
            else:
                continue
            if found:
                yield name, "\n".join(found)
        settings = self._part("settings")
        for one in () if settings is None else settings.iter(f"{W}docVar"):
            yield "settings", f"{one.get(f'{W}name', '')}：{one.get(f'{W}val', '')}"
        document = parse_xml(self._package[self._main])
        for one in document.iter():
            if local(one) == "docPr" and (one.get("descr") or one.get("title")):
                yield "图片说明", f"{one.get('title', '')} {one.get('descr', '')}".strip()


def _under(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also in content controls and tracked changes; nested tables are left out."""
    for child in element:
        if child.tag == f"{W}{tag}":
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "del", "moveTo", "moveFrom"):
            yield from _under(child, tag)


_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}


def _words(run: etree._Element) -> str:
    """The characters of a run with tabs and line breaks; text boxes are left out."""
    words = []
    for child in run:
        if child.tag in (f"{W}t", f"{W}delText"):
            words.append(child.text or "")
        elif child.tag == f"{W}sym":
            code = child.get(f"{W}char", "")
            # a glyph of a symbol font: what it shows, only that font knows
            words.append(chr(int(code, 16)) if code else "")
        else:
            words.append(_SIGNS.get(str(child.tag), ""))
    return "".join(words)
