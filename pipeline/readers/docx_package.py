"""The parts of a Word package: which were read, the document properties, and whatever else in them may have text."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from lxml import etree

from pipeline.readers.ooxml import W, local, parse_xml, read_package, read_relations

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

TEXT_TAGS = (f"{W}t", f"{W}delText", f"{W}instrText", f"{W}delInstrText", f"{M}t", f"{A}t")
"""The elements that contain the characters of a document."""


class WordPackage:
    """A package being read; `unplaced` has the text that is in no paragraph, with the name of its part.

    Raises Unreadable for what is no package.
    """

    def __init__(self, content: bytes) -> None:
        self.parts = read_package(content)
        self.main = next(
            (target for kind, target in read_relations(self.parts, "").values() if kind == "officeDocument"), ""
        )
        self.relations = read_relations(self.parts, self.main)
        self.unplaced: list[tuple[str, str]] = []
        self.alternatives: list[tuple[str, bool]] = []
        """For each mc:AlternateContent its part, and whether it has a fallback."""
        self._read: set[str] = {self.main, "[Content_Types].xml"}

    def part(self, kind: str) -> etree._Element | None:
        """Return the part that the main part relates to as that kind; None if there is none."""
        name = next((target for found, target in self.relations.values() if found == kind), "")
        return self.parsed(name) if name in self.parts else None

    def parsed(self, name: str) -> etree._Element:
        """Return the root of a part, alternatives chosen, and note that it was read."""
        self._read.add(name)
        root = parse_xml(self.parts[name])
        self.alternatives += (
            (name, element.find(f"{_MC}Fallback") is not None) for element in root.iter(f"{_MC}AlternateContent")
        )
        self.unplaced += ((name, text) for text in _choose_alternatives(root))
        return root

    @cached_property
    def document(self) -> etree._Element | None:
        """The root of the main part; None where there is none."""
        return self.parsed(self.main) if self.main in self.parts else None

    def properties(self) -> Mapping[str, str]:
        """Return the document properties by name, those of its own with 自定义: before it."""
        found: dict[str, str] = {}
        for kind, target in read_relations(self.parts, "").values():
            if target not in self.parts:
                continue
            if kind in ("core-properties", "extended-properties"):
                self._read.add(target)
                found |= {
                    local(element): "".join(map(str, element.itertext())) for element in parse_xml(self.parts[target])
                }
            elif kind == "custom-properties":
                self._read.add(target)
                root = parse_xml(self.parts[target])
                found |= {
                    f"自定义:{element.get('name', '')}": "".join(map(str, element.itertext())) for element in root
                }
        return found

    def rest(self, settings: etree._Element | None) -> Iterator[tuple[str, str]]:
        """Everything else that may have text: parts not read so far, and external addresses."""
        for name, part in self.parts.items():
            if name.endswith(".rels"):
                found = [
                    relation.get("Target", "")
                    for relation in parse_xml(part)
                    if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")
                ]
            elif name.endswith(".xml") and name not in self._read:
                found = [str(text) for text in parse_xml(part).itertext() if str(text).strip()]
            else:
                continue
            if found:
                yield name, "\n".join(found)
        for variable in () if settings is None else settings.iter(f"{W}docVar"):
            yield "settings", f"{variable.get(f'{W}name', '')}：{variable.get(f'{W}val', '')}"
        for drawing in () if self.document is None else self.document.iter("{*}docPr"):
            if drawing.get("descr") or drawing.get("title"):
                yield "图片说明", f"{drawing.get('title', '')} {drawing.get('descr', '')}".strip()


def _choose_alternatives(root: etree._Element) -> Iterator[str]:
    """Replace each mc:AlternateContent by its first choice; yields the text that only the other choices have.

    ECMA-376 part 3, 10.2.
    """
    for alternatives in list(root.iter(f"{_MC}AlternateContent")):
        parent = alternatives.getparent()
        choices = [child for child in alternatives if child.tag in (f"{_MC}Choice", f"{_MC}Fallback")]
        if parent is None or not choices:
            continue
        chosen = choices[0]
        text = _all_text(chosen)
        for other in choices[1:]:
            left_out = _all_text(other)
            # another character for the same symbol is no other text
            if left_out.strip() and left_out not in text and not any(local(child) == "symEx" for child in chosen):
                yield left_out
        index = parent.index(alternatives)
        parent[index : index + 1] = list(chosen)


def _all_text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(*TEXT_TAGS))
