"""The plan in Word with tracked changes (修订): accepting all gives the new file, rejecting all gives the old one.

Both files come from our own writer and the same template, so paragraphs and table
rows are aligned by similarity; what has no counterpart is deleted or inserted as a
whole. What belongs to no text (page, page numbers, column widths) is the new file's.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import groupby, pairwise

from lxml import etree

from pipeline.dataclass import dataclass
from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.print_model import Style
from pipeline.render.word.ooxml import R, W, parse_part
from pipeline.render.word.style_names import style_name
from pipeline.text.align import Comparable, IndexPair, align
from pipeline.text.diff import DiffOp, bigrams, diff_tokens, name_tokenizer, tokenize

_W, _R = f"{{{W}}}", f"{{{R}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT, _RELATIONS, _STYLES = "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HYPERLINK = f"{R}/hyperlink"

_UNIQUE_STYLES = frozenset(
    style_name(style)
    for style in (Style.TITLE, Style.STAGE, Style.SIGNATURE, Style.DATE, Style.ANNEX_MARK, Style.ANNEX_TITLE)
)
"""Styles of lines that occur once: they are the same line however their text changes."""

Element = etree._Element  # noqa: SLF001  lxml gives its element type no other name


def redline(old: bytes, new: bytes, author: str, names: Iterable[str] = ()) -> bytes:
    """Return the new DOCX with its differences from the old one as tracked changes by the author, `names` changed whole.

    Both are files of `pipeline.render.word.document`. Deterministic: same files, same bytes.
    """
    old_parts, new_parts = unpacked(old), unpacked(new)
    before, after = (parse_part(parts[_DOCUMENT]) for parts in (old_parts, new_parts))
    links = _Links(new_parts[_RELATIONS])
    styles = _style_names(new_parts[_STYLES])
    tracker = _Tracker(author or "修订", styles, _targets(old_parts[_RELATIONS]), links, name_tokenizer(names))
    tracker.body(_body(before), _body(after))
    new_parts[_DOCUMENT] = etree.tostring(after, xml_declaration=True, encoding="UTF-8", standalone=True)
    new_parts[_RELATIONS] = links.written()
    return packed(new_parts)


def _body(document: Element) -> Element:
    body = document.find(f"{_W}body")
    assert body is not None, "a document has a body"
    return body


# --- relations ------------------------------------------------------------------------


class _Links:
    """The hyperlinks of the new file, to which those of deleted text are added."""

    def __init__(self, relations: bytes) -> None:
        self._root = parse_part(relations)
        self.targets = _targets(relations)

    def key(self, target: str) -> str:
        """Return the id of the relationship to the address, adding one if there is none."""
        for key, known in self.targets.items():
            if known == target:
                return key
        taken = {relation.get("Id") for relation in self._root}
        key = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        etree.SubElement(
            self._root, _RELATION, {"Id": key, "Type": _HYPERLINK, "Target": target, "TargetMode": "External"}
        )
        self.targets[key] = target
        return key

    def written(self) -> bytes:
        """Return the relationships part."""
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _targets(relations: bytes) -> dict[str, str]:
    return {
        str(relation.get("Id")): str(relation.get("Target"))
        for relation in parse_part(relations)
        if relation.get("Type") == _HYPERLINK
    }


def _style_names(styles: bytes) -> dict[str, str]:
    names = {}
    for style in parse_part(styles).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            names[str(style.get(f"{_W}styleId"))] = str(name.get(f"{_W}val"))
    return names


# --- paragraphs -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StyledToken:
    """A token with its run properties (as XML) and its link target; a line break is a line feed."""

    text: str
    style: str
    target: str


Tokenizer = Callable[[str], list[str]]
"""Divides a text into tokens."""


def read_tokens(
    paragraph: Element, targets: dict[str, str], tokenizer: Tokenizer = tokenize
) -> list[StyledToken] | None:
    """Return the tokens of a paragraph; None if it contains anything but text (a picture, a field)."""
    runs: list[tuple[str, str, str]] = []
    for child in paragraph:
        if child.tag == f"{_W}pPr":
            continue
        linked = child.tag == f"{_W}hyperlink"
        target = targets.get(str(child.get(f"{_R}id")), "") if linked else ""
        for run in child if linked else (child,):
            text = _run_text(run)
            if run.tag != f"{_W}r" or text is None:
                return None
            properties = run.find(f"{_W}rPr")
            runs.append((text, "" if properties is None else _xml(properties), target))
    tokens: list[StyledToken] = []
    for (style, target), group in groupby(runs, key=lambda run: run[1:]):
        tokens += [StyledToken(token, style, target) for token in tokenizer("".join(run[0] for run in group))]
    return tokens


def _is_text_only(block: Element) -> bool:
    """Return whether a block is a table or only text; pictures, fields and bookmarks belong to the template."""
    return block.tag == f"{_W}tbl" or (block.tag == f"{_W}p" and read_tokens(block, {}) is not None)


def _run_text(run: Element) -> str | None:
    text = ""
    for child in run:
        match child.tag.removeprefix(_W):
            case "rPr":
                pass
            case "t":
                text += child.text or ""
            case "br" if not child.attrib:
                text += "\n"
            case "tab":
                text += "\t"
            case _:
                return None
    return text


def _xml(element: Element) -> str:
    return etree.tostring(element, method="c14n").decode()


def _properties(paragraph: Element) -> Element:
    """Return a paragraph's own properties, without a section break and without tracked changes of its mark."""
    own = _pPr(paragraph)
    for tag in ("sectPr", "pPrChange"):
        for element in own.findall(f"{_W}{tag}"):
            own.remove(element)
    etree.cleanup_namespaces(own)
    return own


# --- tracking -------------------------------------------------------------------------


class _Tracker:
    """Writes the changes into the new file's elements; every change has its own number."""

    def __init__(
        self, author: str, styles: dict[str, str], old_targets: dict[str, str], links: _Links, tokenizer: Tokenizer
    ) -> None:
        self._author = author
        self._tokenizer = tokenizer
        self._styles = styles
        self._old_targets = old_targets
        self._links = links
        self._new_targets = dict(links.targets)
        self._number = 0

    def body(self, old: Element, new: Element) -> None:
        """Track the changes of the body; the new file's sections stay."""
        olds, news = ([block for block in body if block.tag != f"{_W}sectPr"] for body in (old, new))
        blocks = [block for block in self._blocks(olds, news) if block is not None]
        self._separate_insertions(blocks)
        if blocks and not _is_unchanged(blocks[-1]):
            # the last paragraph of a document can be neither deleted nor inserted
            blocks.append(_one_point_paragraph(blocks[-1]))
        for block in news:
            new.remove(block)
        for index, block in enumerate(blocks):
            new.insert(index, block)

    def _blocks(self, olds: Sequence[Element], news: Sequence[Element]) -> Iterator[Element | None]:
        for pair in align([self._comparable(block) for block in olds], [self._comparable(block) for block in news]):
            yield self._block_of_pair(olds, news, pair)

    def _block_of_pair(self, olds: Sequence[Element], news: Sequence[Element], pair: IndexPair) -> Element | None:
        """Return the block for a pair; None for the old template's own content, which the new file has itself."""
        before, after = pair
        if before is None:
            assert after is not None, "a pair has one side at least"
            return self._whole_block(news[after], DiffOp.INSERT)
        if after is None:
            return self._whole_block(olds[before], DiffOp.DELETE) if _is_text_only(olds[before]) else None
        return self._changed_block(olds[before], news[after])

    def _comparable(self, block: Element) -> Comparable:
        """Return what is compared of a paragraph or table; tables with the same number of columns are the same."""
        if block.tag == f"{_W}tbl":
            columns = len(block.findall(f"{_W}tblGrid/{_W}gridCol"))
            return Comparable(f"table {columns}", _text(block), bigrams(_text(block)), always_same=True)
        if not _is_text_only(block):
            return Comparable(f"other {_xml(block)}", "", Counter())
        style = block.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(str(style.get(f"{_W}val")), "") if style is not None else ""
        # properties of a paragraph mark are not tracked: a line of 1 pt must not pair with a blank line
        mark = block.find(f"{_W}pPr/{_W}rPr")
        mark_style = "" if mark is None else _xml(mark)
        return Comparable(f"paragraph {name} {mark_style}", _text(block), bigrams(_text(block)), name in _UNIQUE_STYLES)

    def _changed_block(self, old: Element, new: Element) -> Element:
        if new.tag == old.tag == f"{_W}tbl":
            return self._table(old, new)
        before, after = (
            read_tokens(block, targets, self._tokenizer)
            for block, targets in ((old, self._old_targets), (new, self._new_targets))
        )
        if before is None or after is None or (before == after and _xml(_pPr(old)) == _xml(_pPr(new))):
            return new
        paragraph = _element("p")
        properties = _pPr(new)
        old_properties = _properties(old)
        if _xml(old_properties) != _xml(_properties(new)):
            was = self._tracked("pPrChange")
            mark = old_properties.find(f"{_W}rPr")
            if mark is not None:
                old_properties.remove(mark)
            was.append(old_properties)
            properties.append(was)
        if len(properties):
            paragraph.append(properties)
        for op, part in diff_tokens(before, after, _token_text):
            paragraph.extend(self._runs(part, op))
        return paragraph

    def _whole_block(self, block: Element, op: DiffOp) -> Element:
        """Return a paragraph or table as deleted or inserted as a whole."""
        if block.tag == f"{_W}tbl":
            table = deepcopy(block)
            for row in table.findall(f"{_W}tr"):
                self._whole_row(row, op)
            return table
        return self._whole_paragraph(block, op)

    def _whole_paragraph(self, paragraph: Element, op: DiffOp) -> Element:
        targets = self._old_targets if op is DiffOp.DELETE else self._new_targets
        part = read_tokens(paragraph, targets, self._tokenizer)
        if part is None or paragraph.tag != f"{_W}p":
            return deepcopy(paragraph)
        changed = _element("p")
        properties = _pPr(paragraph)
        section = properties.find(f"{_W}sectPr")
        if section is not None and op is DiffOp.DELETE:
            properties.remove(section)
        if section is None or op is DiffOp.DELETE:
            # a paragraph with a section break stays: the section is the new file's
            self._track_paragraph_mark(properties, op)
        changed.append(properties)
        changed.extend(self._runs(part, op))
        return changed

    def _track_paragraph_mark(self, properties: Element, op: DiffOp) -> None:
        """Track the paragraph mark: with it the paragraph itself is inserted or deleted."""
        mark = properties.find(f"{_W}rPr")
        if mark is None:
            mark = etree.SubElement(properties, f"{_W}rPr")
        mark.insert(0, self._tracked("ins" if op is DiffOp.INSERT else "del"))

    def _tracked(self, tag: str) -> Element:
        self._number += 1
        return _element(tag, {f"{_W}id": str(self._number), f"{_W}author": self._author})

    def _runs(self, part: Iterable[StyledToken], op: DiffOp) -> Iterator[Element]:
        """Yield runs, tokens of equal properties and target together, inside their link and their change."""
        for target, linked in groupby(part, key=lambda token: token.target):
            runs = [
                _run("".join(token.text for token in equal), style, op)
                for style, equal in groupby(linked, key=lambda token: token.style)
            ]
            if op is not DiffOp.EQUAL:
                tracked = self._tracked("ins" if op is DiffOp.INSERT else "del")
                tracked.extend(runs)
                runs = [tracked]
            if target:
                link = _element("hyperlink", {f"{_R}id": self._links.key(target), f"{_W}history": "1"})
                link.extend(runs)
                runs = [link]
            yield from runs

    def _separate_insertions(self, blocks: Sequence[Element]) -> None:
        """Ensure that no kept paragraph ends with an insertion where the next begins with one.

        LibreOffice takes both and the mark between them for one insertion: rejecting it
        would join the old paragraphs. So the first ends with a deletion, if necessary of
        its last unchanged token, which is inserted again.
        """
        for block, following in pairwise(blocks):
            if (
                block.tag != f"{_W}p"
                or _paragraph_mark_change(block, "ins") is not None
                or not _begins_with_insertion(following)
            ):
                continue
            match list(block):
                case [*_, before, last] if last.tag == f"{_W}ins" and before.tag == f"{_W}del":
                    block.append(before)
                case [*_, before, last] if last.tag == f"{_W}ins" and before.tag == f"{_W}r":
                    block.extend(self._retype_last_token(before, last))

    def _retype_last_token(self, unchanged: Element, insertion: Element) -> Iterator[Element]:
        """Delete the last token of an unchanged run and insert it again with the following insertion."""
        text = unchanged[-1]
        if text.tag == f"{_W}t" and text.text:
            properties = unchanged.find(f"{_W}rPr")
            style = "" if properties is None else _xml(properties)
            *rest, last = self._tokenizer(text.text)
            text.text = "".join(rest)
            insertion.insert(0, _run(last, style, DiffOp.INSERT))
            deletion = self._tracked("del")
            deletion.append(_run(last, style, DiffOp.DELETE))
            yield deletion

    # -- tables --

    def _table(self, old: Element, new: Element) -> Element:
        olds, news = (table.findall(f"{_W}tr") for table in (old, new))
        rows = []
        for before, after in align([_row(row) for row in olds], [_row(row) for row in news]):
            if after is None:
                assert before is not None, "a pair has one side at least"
                _adopt_widths(olds[before], new)
                rows.append(self._whole_row(olds[before], DiffOp.DELETE))
            elif before is None:
                rows.append(self._whole_row(news[after], DiffOp.INSERT))
            else:
                rows.append(self._changed_row(olds[before], news[after]))
        for row in news:
            new.remove(row)
        new.extend(rows)
        return new

    def _whole_row(self, row: Element, op: DiffOp) -> Element:
        properties = row.find(f"{_W}trPr")
        if properties is None:
            properties = _element("trPr")
            row.insert(0, properties)
        properties.append(self._tracked("ins" if op is DiffOp.INSERT else "del"))
        for cell in row.findall(f"{_W}tc"):
            for paragraph in cell.findall(f"{_W}p"):
                cell.replace(paragraph, self._whole_paragraph(paragraph, op))
        return row

    def _changed_row(self, old: Element, new: Element) -> Element:
        for before, after in zip(old.findall(f"{_W}tc"), new.findall(f"{_W}tc"), strict=True):
            olds, news = ([block for block in cell if block.tag != f"{_W}tcPr"] for cell in (before, after))
            # the last paragraph of a cell can be neither deleted nor inserted
            pairs = align(
                [self._comparable(block) for block in olds[:-1]], [self._comparable(block) for block in news[:-1]]
            )
            changed = [self._block_of_pair(olds, news, pair) for pair in (*pairs, (len(olds) - 1, len(news) - 1))]
            for block in news:
                after.remove(block)
            blocks = [block for block in changed if block is not None]
            self._separate_insertions(blocks)
            after.extend(blocks)
        return new


# --- elements -------------------------------------------------------------------------


def _element(tag: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.Element(f"{_W}{tag}", attributes or {}, nsmap={"w": W, "r": R})


def _token_text(token: StyledToken) -> str:
    return token.text


def _text(block: Element) -> str:
    return "".join(node.text or "" if node.tag == f"{_W}t" else "\n" for node in block.iter(f"{_W}t", f"{_W}br"))


def _pPr(paragraph: Element) -> Element:  # noqa: N802  as the standard writes it
    properties = paragraph.find(f"{_W}pPr")
    return _element("pPr") if properties is None else deepcopy(properties)


def _run(text: str, style: str, op: DiffOp) -> Element:
    """Return a run with these properties; a line feed becomes a break, a tab a tab."""
    run = _element("r")
    if style:
        run.append(parse_part(style))
    for piece in re.split(r"([\n\t])", text):
        match piece:
            case "":
                pass
            case "\n":
                run.append(_element("br"))
            case "\t":
                run.append(_element("tab"))
            case _:
                node = _element("delText" if op is DiffOp.DELETE else "t", {_SPACE: "preserve"})
                node.text = piece
                run.append(node)
    return run


def _row(row: Element) -> Comparable:
    """Return what is compared of a row; rows can be the same only if their cells span the same columns and rows."""
    cells = []
    for cell in row.findall(f"{_W}tc"):
        span, merge = (cell.find(f"{_W}tcPr/{_W}{tag}") for tag in ("gridSpan", "vMerge"))
        cells.append(
            ("" if span is None else span.get(f"{_W}val", ""), "-" if merge is None else merge.get(f"{_W}val", ""))
        )
    head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
    text = "\n".join(_text(cell) for cell in row.findall(f"{_W}tc"))
    return Comparable(f"row {cells} {head}", text, bigrams(text), always_same=head)


def _adopt_widths(row: Element, table: Element) -> None:
    """Set the widths of a row's cells to those of a table with the same columns."""
    widths = [int(column.get(f"{_W}w", "0")) for column in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    column = 0
    for cell in row.findall(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        reach = 1 if span is None else int(span.get(f"{_W}val", "1"))
        width = cell.find(f"{_W}tcPr/{_W}tcW")
        if width is not None:
            width.set(f"{_W}w", str(sum(widths[column : column + reach])))
        column += reach


def _is_unchanged(block: Element) -> bool:
    """Return whether the block is a paragraph that is in both files."""
    if block.tag != f"{_W}p":
        return False
    return _paragraph_mark_change(block, "ins") is None and _paragraph_mark_change(block, "del") is None


def _paragraph_mark_change(paragraph: Element, tag: str) -> Element | None:
    """Return the tracked insertion or deletion of the paragraph mark."""
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{tag}")


def _begins_with_insertion(block: Element) -> bool:
    """Return whether a paragraph begins with an insertion, or is inserted itself if it has no text."""
    content = [child for child in block if child.tag != f"{_W}pPr"]
    if block.tag != f"{_W}p" or not content:
        return block.tag == f"{_W}p" and _paragraph_mark_change(block, "ins") is not None
    first = content[0][0] if content[0].tag == f"{_W}hyperlink" and len(content[0]) else content[0]
    return first.tag == f"{_W}ins"


def _one_point_paragraph(like: Element) -> Element:
    """Return a paragraph 1 pt high, in the style of another."""
    paragraph, properties = _element("p"), _element("pPr")
    style = like.find(f"{_W}pPr/{_W}pStyle")
    if style is not None:
        properties.append(deepcopy(style))
    properties.append(_element("spacing", {f"{_W}line": "20", f"{_W}lineRule": "exact"}))
    paragraph.append(properties)
    return paragraph
