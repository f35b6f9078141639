"""Resolves the formats of a Word file: the document's defaults, then styles with those they are based on, then what is written directly.

ECMA-376 part 1, 17.7.2 (style hierarchy).
"""

from collections.abc import Mapping
from math import isfinite

from lxml import etree

from pipeline.readers.docx_model import CharacterFormat, ParagraphFormat, ParagraphStyle
from pipeline.readers.docx_numbering import Numbering
from pipeline.readers.ooxml import W, local, value_of

Properties = Mapping[str, Mapping[str, str]]
"""Properties as written: the element's name, and its attributes."""

_Key = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

_TWIPS = 20
_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pc": 12.0, "pi": 12.0}

_MERGED = ("spacing", "ind", "rFonts", "lang", "numPr")
"""Properties that inherit attribute by attribute; all others are replaced whole."""

_FIRST_LINE = ("firstLine", "firstLineChars", "hanging", "hangingChars")


def number(text: str) -> float:
    """Return a number, 0 if the text is none."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0


def points(text: str) -> float:
    """Convert twips to pt; a length with a unit is read too."""
    if text[-2:] in _UNITS:
        return number(text[:-2]) * _UNITS[text[-2:]]
    return number(text) / _TWIPS


def is_on(properties: Properties, name: str, *, absent: bool) -> bool:
    """Return whether a property is on; `absent` is what holds where it is not written."""
    found = properties.get(name)
    return absent if found is None else found.get("val", "1") in ("1", "true", "on")


def written(element: etree._Element | None) -> Properties:
    """Return the properties in a pPr, rPr or trPr element, without inheritance."""
    if element is None:
        return {}
    found = {
        local(child): {etree.QName(str(name)).localname: str(value) for name, value in child.attrib.items()}
        for child in element
    }
    if "numPr" in found:
        # 0 removes a paragraph from its list (17.9.18)
        stated = {"list": value_of(element, "numPr/numId"), "level": value_of(element, "numPr/ilvl")}
        found["numPr"] = {name: value for name, value in stated.items() if value}
    border = element.find(f"{W}pBdr/{W}bottom")
    if border is not None:
        found["pBdr"] = {"size": border.get(f"{W}sz", ""), "color": border.get(f"{W}color", "")}
    return found


def merged(inherited: Properties, own: Properties) -> Properties:
    """Merge properties, `own` taking precedence."""
    result = dict(inherited)
    for name, attributes in own.items():
        if name in _MERGED:
            base = dict(inherited.get(name, {}))
            if name == "ind" and set(_FIRST_LINE) & attributes.keys():
                for key in _FIRST_LINE:
                    base.pop(key, None)
            result[name] = base | dict(attributes)
        else:
            result[name] = attributes
    return result


class Styles:
    """The styles of a file, each resolved once, and the formats made from them."""

    def __init__(self, root: etree._Element | None, numbering: Numbering) -> None:
        self._numbering = numbering
        self._styles: dict[str, etree._Element] = {}
        self.default = ""
        """The id of the default paragraph style."""
        self.of_paragraphs: Properties = {}
        self.of_runs: Properties = {}
        if root is not None:
            self._styles = {style.get(f"{W}styleId", ""): style for style in root.iterchildren(f"{W}style")}
            self.of_paragraphs = written(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))
            self.of_runs = written(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            self.default = next(
                (
                    key
                    for key, style in self._styles.items()
                    if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
                ),
                "",
            )
        self._resolved: dict[str, tuple[Properties, Properties]] = {}
        self._paragraph_formats: dict[_Key, ParagraphFormat] = {}
        self._character_formats: dict[_Key, CharacterFormat] = {}

    def name(self, key: str) -> str:
        """Return the name of a style, its id if it has none."""
        return value_of(self._styles.get(key), "name") or key

    def style(self, key: str) -> tuple[Properties, Properties]:
        """Return the paragraph and run properties of a style with those it is based on, without the defaults."""
        if key not in self._resolved:
            # a style that is based on itself ends here
            self._resolved[key] = ({}, {})
            style = self._styles.get(key)
            if style is not None:
                base = value_of(style, "basedOn")
                inherited = self.style(base) if base else ({}, {})
                of_paragraph = dict(merged(inherited[0], written(style.find(f"{W}pPr"))))
                found = of_paragraph.get("numPr", {})
                level = self._numbering.level_of(found.get("list", ""), key)
                if level is not None:
                    of_paragraph["numPr"] = {**found, "level": str(level)}
                self._resolved[key] = (of_paragraph, merged(inherited[1], written(style.find(f"{W}rPr"))))
        return self._resolved[key]

    def paragraph_styles(self) -> dict[str, ParagraphStyle]:
        """Return the paragraph styles by name."""
        return {
            self.name(key): ParagraphStyle(
                self.name(value_of(style, "next") or key),
                self.paragraph_format(self.paragraph_properties(key, None)),
                self.character_format(self.run_properties(key, None)),
            )
            for key, style in self._styles.items()
            if style.get(f"{W}type", "paragraph") == "paragraph"
        }

    def paragraph_properties(self, key: str, own: etree._Element | None) -> Properties:
        """Return the resolved properties of a paragraph of a style with these properties of its own."""
        return merged(merged(self.of_paragraphs, self.style(key)[0]), written(own))

    def run_properties(self, key: str, own: etree._Element | None) -> Properties:
        """Return the resolved properties of a run in a paragraph of a style with these properties of its own."""
        properties = merged(self.of_runs, self.style(key)[1])
        character_style = value_of(own, "rStyle")
        if character_style:
            properties = merged(properties, self.style(character_style)[1])
        return merged(properties, written(own))

    def character_format(self, properties: Properties) -> CharacterFormat:
        """Return the format that these run properties give."""
        key = _key(properties)
        if key not in self._character_formats:
            fonts = properties.get("rFonts", {})
            size = properties.get("sz", {}).get("val", "")
            self._character_formats[key] = CharacterFormat(
                fonts.get("asciiTheme") or fonts.get("ascii", ""),
                fonts.get("hAnsiTheme") or fonts.get("hAnsi", ""),
                fonts.get("eastAsiaTheme") or fonts.get("eastAsia", ""),
                fonts.get("hint", ""),
                number(size) / 2 if size else 10.0,
                points(properties.get("spacing", {}).get("val", "")),
                (number(properties.get("w", {}).get("val", "")) or 100) / 100,
                _colour(properties.get("color", {}).get("val", "")),
                is_on(properties, "vanish", absent=False),
                properties.get("lang", {}).get("eastAsia", ""),
                is_on(properties, "b", absent=False),
                is_on(properties, "specVanish", absent=False),
            )
        return self._character_formats[key]

    def paragraph_format(self, properties: Properties) -> ParagraphFormat:
        """Return the format that these paragraph properties give."""
        key = _key(properties)
        if key not in self._paragraph_formats:
            self._paragraph_formats[key] = _paragraph_format(properties)
        return self._paragraph_formats[key]


def _key(properties: Properties) -> _Key:
    return tuple(sorted((name, tuple(sorted(attributes.items()))) for name, attributes in properties.items()))


def _colour(value: str) -> str:
    return "" if value == "auto" else value.upper()


def _paragraph_format(properties: Properties) -> ParagraphFormat:
    spacing, indent = properties.get("spacing", {}), properties.get("ind", {})
    rule = spacing.get("lineRule", "auto")
    line = number(spacing.get("line", "240"))
    hanging, hanging_chars = indent.get("hanging"), _chars(indent, "hangingChars")
    outline = number(properties.get("outlineLvl", {}).get("val", "9"))
    list_id = properties.get("numPr", {}).get("list", "0")
    return ParagraphFormat(
        properties.get("jc", {}).get("val", "left"),
        line / (240 if rule == "auto" else _TWIPS),
        rule,
        points(spacing.get("before", "0")),
        points(spacing.get("after", "0")),
        points(indent.get("left", indent.get("start", "0"))),
        points(indent.get("right", indent.get("end", "0"))),
        -points(hanging) if hanging is not None else points(indent.get("firstLine", "0")),
        _chars(indent, "leftChars", "startChars"),
        _chars(indent, "rightChars", "endChars"),
        -hanging_chars if hanging_chars is not None else _chars(indent, "firstLineChars"),
        is_on(properties, "keepNext", absent=False),
        is_on(properties, "keepLines", absent=False),
        is_on(properties, "pageBreakBefore", absent=False),
        is_on(properties, "widowControl", absent=True),
        is_on(properties, "kinsoku", absent=True),
        is_on(properties, "overflowPunct", absent=True),
        is_on(properties, "autoSpaceDE", absent=True) or is_on(properties, "autoSpaceDN", absent=True),
        is_on(properties, "snapToGrid", absent=True),
        int(outline) + 1 if 0 <= outline < 9 else 0,
        list_id != "0",
        number(properties.get("pBdr", {}).get("size", "")) / 8,
        _colour(properties.get("pBdr", {}).get("color", "")),
        _colour(properties.get("shd", {}).get("fill", "")),
        properties.get("framePr", {}).get("yAlign", ""),
        "" if list_id == "0" else list_id,
        min(max(int(number(properties.get("numPr", {}).get("level", ""))), 0), 8),
    )


def _chars(indent: Mapping[str, str], *names: str) -> float | None:
    """An indent in 字 under the first of these names that is written."""
    value = next((indent[name] for name in names if name in indent), None)
    return None if value is None else number(value) / 100
