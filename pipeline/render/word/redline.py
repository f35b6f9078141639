"""The plan in Word with every change tracked (修订): accepting all gives the new file, rejecting all the old one.

Both files come from our own writer and the same template, so their paragraphs and
tables are align as they stand: a paragraph with its like, a row with its like,
and what is left over goes out or comes in whole. What belongs to no text (paper,
page numbers, a table's widths) is the new file's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import groupby, pairwise

from lxml import etree

from pipeline.render.deterministic_zip import packed, unpacked
from pipeline.render.print_model import Style
from pipeline.render.word.ooxml import R, W, parse_part
from pipeline.text.align import (
    Comparable,
    IndexPair,
    align,
)
from pipeline.text.diff import (
    DiffOp,
    bigrams,
    diff_tokens,
    tokenize,
)

_W, _R = f"{{{W}}}", f"{{{R}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DOCUMENT, _RELATIONS, _STYLES = "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_HYPERLINK = f"{R}/hyperlink"

_SINGULAR = frozenset(
    style.value
    for style in (Style.TITLE, Style.STAGE, Style.SIGNATURE, Style.DATE, Style.ANNEX_MARK, Style.ANNEX_TITLE)
)
"""Styles of lines that are one and the same line however their words change."""

Element = etree._Element  # noqa: SLF001  lxml gives its element type no other name


def redline(old: bytes, new: bytes, author: str) -> bytes:
    """The new file (a DOCX) with what sets it apart from the old one as tracked changes by the author.

    Both are files of `pipeline.render.word.document`. The same bytes for the same files.
    """
    old_parts, new_parts = unpacked(old), unpacked(new)
    before, after = (parse_part(parts[_DOCUMENT]) for parts in (old_parts, new_parts))
    links = _Links(new_parts[_RELATIONS])
    styles = _style_names(new_parts[_STYLES])
    tracker = _Tracker(author or "修订", styles, _targets(old_parts[_RELATIONS]), links)
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
    """The new file's web addresses, to which those of deleted words are added."""

    def __init__(self, relations: bytes) -> None:
        self._root = parse_part(relations)
        self.targets = _targets(relations)

    def key(self, target: str) -> str:
        """The relation to the address; a new one when there is none."""
        for key, known in self.targets.items():
            if known == target:
                return key
        taken = {one.get("Id") for one in self._root}
        key = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        etree.SubElement(
            self._root, _RELATION, {"Id": key, "Type": _HYPERLINK, "Target": target, "TargetMode": "External"}
        )
        self.targets[key] = target
        return key

    def written(self) -> bytes:
        """The part."""
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _targets(relations: bytes) -> dict[str, str]:
    return {
        str(one.get("Id")): str(one.get("Target")) for one in parse_part(relations) if one.get("Type") == _HYPERLINK
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
    """An atom of words with its look (the run's properties as XML) and the address it leads to; a break is a line feed."""

    text: str
    style: str
    target: str


def read_tokens(paragraph: Element, targets: dict[str, str]) -> list[StyledToken] | None:
    """What a paragraph is made of; None when it holds more than words (a picture, a field), which is never taken apart."""
    runs: list[tuple[str, str, str]] = []
    for child in paragraph:
        if child.tag == f"{_W}pPr":
            continue
        linked = child.tag == f"{_W}hyperlink"
        target = targets.get(str(child.get(f"{_R}id")), "") if linked else ""
        for run in child if linked else (child,):
            words = _run_text(run)
            if run.tag != f"{_W}r" or words is None:
                return None
            properties = run.find(f"{_W}rPr")
            runs.append((words, "" if properties is None else _xml(properties), target))
    found: list[StyledToken] = []
    for (look, target), some in groupby(runs, key=lambda run: run[1:]):
        found += [StyledToken(atom, look, target) for atom in tokenize("".join(run[0] for run in some))]
    return found


def _is_text_only(block: Element) -> bool:
    """Whether a block is a table or words alone; a picture, a field, a marked place is the template's own."""
    return block.tag == f"{_W}tbl" or (block.tag == f"{_W}p" and read_tokens(block, {}) is not None)


def _run_text(run: Element) -> str | None:
    words = ""
    for child in run:
        match child.tag.removeprefix(_W):
            case "rPr":
                pass
            case "t":
                words += child.text or ""
            case "br" if not child.attrib:
                words += "\n"
            case "tab":
                words += "\t"
            case _:
                return None
    return words


def _xml(element: Element) -> str:
    return etree.tostring(element, method="c14n").decode()


def _properties(paragraph: Element) -> Element:
    """A paragraph's properties by themselves: without a section's end and without what is tracked of its mark."""
    own = _pPr(paragraph)
    for tag in ("sectPr", "pPrChange"):
        for other in own.findall(f"{_W}{tag}"):
            own.remove(other)
    etree.cleanup_namespaces(own)
    return own


# --- tracking -------------------------------------------------------------------------


class _Tracker:
    """Writes the changes into the new file's elements; every change has a number of its own."""

    def __init__(self, author: str, styles: dict[str, str], old_targets: dict[str, str], links: _Links) -> None:
        self._author = author
        self._styles = styles
        self._old_targets = old_targets
        self._links = links
        self._new_targets = dict(links.targets)
        self._number = 0

    def body(self, old: Element, new: Element) -> None:
        """Track what stands in the body; the new file's sections stay."""
        olds, news = ([one for one in body if one.tag != f"{_W}sectPr"] for body in (old, new))
        blocks = [block for block in self._blocks(olds, news) if block is not None]
        self._separate_insertions(blocks)
        if blocks and not _is_unchanged(blocks[-1]):
            # a paper's last paragraph can neither come nor go
            blocks.append(_one_point_paragraph(blocks[-1]))
        for one in news:
            new.remove(one)
        for place, block in enumerate(blocks):
            new.insert(place, block)

    def _blocks(self, olds: Sequence[Element], news: Sequence[Element]) -> Iterator[Element | None]:
        for pair in align([self._comparable(one) for one in olds], [self._comparable(one) for one in news]):
            yield self._block_of_pair(olds, news, pair)

    def _block_of_pair(self, olds: Sequence[Element], news: Sequence[Element], pair: IndexPair) -> Element | None:
        """What becomes of a pair; None for the old template's own matter, of which the new one has its like."""
        before, after = pair
        if before is None:
            assert after is not None, "a pair has one side at least"
            return self._whole_block(news[after], DiffOp.INSERT)
        if after is None:
            return self._whole_block(olds[before], DiffOp.DELETE) if _is_text_only(olds[before]) else None
        return self._changed_block(olds[before], news[after])

    def _comparable(self, block: Element) -> Comparable:
        """A paragraph or table as it is compared; tables are one when they have as many columns."""
        if block.tag == f"{_W}tbl":
            columns = len(block.findall(f"{_W}tblGrid/{_W}gridCol"))
            return Comparable(f"table {columns}", _text(block), bigrams(_text(block)), always_same=True)
        if not _is_text_only(block):
            return Comparable(f"other {_xml(block)}", "", Counter())
        style = block.find(f"{_W}pPr/{_W}pStyle")
        name = self._styles.get(str(style.get(f"{_W}val")), "") if style is not None else ""
        # what a mark's looks were is tracked nowhere: a line a point high is no blank line
        mark = block.find(f"{_W}pPr/{_W}rPr")
        look = "" if mark is None else _xml(mark)
        return Comparable(f"paragraph {name} {look}", _text(block), bigrams(_text(block)), name in _SINGULAR)

    def _changed_block(self, old: Element, new: Element) -> Element:
        if new.tag == old.tag == f"{_W}tbl":
            return self._table(old, new)
        before, after = read_tokens(old, self._old_targets), read_tokens(new, self._new_targets)
        if before is None or after is None or (before == after and _xml(_pPr(old)) == _xml(_pPr(new))):
            return new
        done = _element("p")
        properties = _pPr(new)
        own, other = _properties(old), _properties(new)
        if _xml(own) != _xml(other):
            was = self._tracked("pPrChange")
            mark = own.find(f"{_W}rPr")
            if mark is not None:
                own.remove(mark)
            was.append(own)
            properties.append(was)
        if len(properties):
            done.append(properties)
        for fate, part in diff_tokens(before, after, _word):
            done.extend(self._runs(part, fate))
        return done

    def _whole_block(self, block: Element, fate: DiffOp) -> Element:
        """A paragraph or table that goes out or comes in whole."""
        if block.tag == f"{_W}tbl":
            done = deepcopy(block)
            for row in done.findall(f"{_W}tr"):
                self._whole_row(row, fate)
            return done
        return self._whole_paragraph(block, fate)

    def _whole_paragraph(self, paragraph: Element, fate: DiffOp) -> Element:
        part = read_tokens(paragraph, self._old_targets if fate is DiffOp.DELETE else self._new_targets)
        if part is None or paragraph.tag != f"{_W}p":
            return deepcopy(paragraph)
        done = _element("p")
        properties = _pPr(paragraph)
        section = properties.find(f"{_W}sectPr")
        if section is not None and fate is DiffOp.DELETE:
            properties.remove(section)
        if section is None or fate is DiffOp.DELETE:
            # a paragraph that ends a section stays: its section is the new file's
            self._track_paragraph_mark(properties, fate)
        done.append(properties)
        done.extend(self._runs(part, fate))
        return done

    def _track_paragraph_mark(self, properties: Element, fate: DiffOp) -> None:
        """Track a paragraph's mark: with it the paragraph itself comes or goes."""
        mark = properties.find(f"{_W}rPr")
        if mark is None:
            mark = etree.SubElement(properties, f"{_W}rPr")
        mark.insert(0, self._tracked("ins" if fate is DiffOp.INSERT else "del"))

    def _tracked(self, tag: str) -> Element:
        self._number += 1
        return _element(tag, {f"{_W}id": str(self._number), f"{_W}author": self._author})

    def _runs(self, part: Iterable[StyledToken], fate: DiffOp) -> Iterator[Element]:
        """Runs of like look and address together, inside their link and their change."""
        for target, linked in groupby(part, key=lambda one: one.target):
            runs = [
                _run("".join(one.text for one in alike), look, fate)
                for look, alike in groupby(linked, key=lambda one: one.style)
            ]
            if fate is not DiffOp.EQUAL:
                tracked = self._tracked("ins" if fate is DiffOp.INSERT else "del")
                tracked.extend(runs)
                runs = [tracked]
            if target:
                link = _element("hyperlink", {f"{_R}id": self._links.key(target), f"{_W}history": "1"})
                link.extend(runs)
                runs = [link]
            yield from runs

    def _separate_insertions(self, blocks: Sequence[Element]) -> None:
        """Let no paragraph that stays end with an insertion where the next begins with one.

        LibreOffice takes the two and the mark between them for one insertion: rejected,
        it would draw the old paragraphs together. So the first ends with what goes out,
        if need be with its last kept atom, taken out and put in again.
        """
        for one, other in pairwise(blocks):
            if (
                one.tag != f"{_W}p"
                or _paragraph_mark_change(one, "ins") is not None
                or not _begins_with_insertion(other)
            ):
                continue
            match list(one):
                case [*_, before, last] if last.tag == f"{_W}ins" and before.tag == f"{_W}del":
                    one.append(before)
                case [*_, before, last] if last.tag == f"{_W}ins" and before.tag == f"{_W}r":
                    one.extend(self._retype_last_token(before, last))

    def _retype_last_token(self, kept: Element, came: Element) -> Iterator[Element]:
        """The last atom of a kept run as one that goes out and comes in with what follows it."""
        text = kept[-1]
        if text.tag == f"{_W}t" and text.text:
            properties = kept.find(f"{_W}rPr")
            look = "" if properties is None else _xml(properties)
            *rest, last = tokenize(text.text)
            text.text = "".join(rest)
            came.insert(0, _run(last, look, DiffOp.INSERT))
            out = self._tracked("del")
            out.append(_run(last, look, DiffOp.DELETE))
            yield out

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

    def _whole_row(self, row: Element, fate: DiffOp) -> Element:
        properties = row.find(f"{_W}trPr")
        if properties is None:
            properties = _element("trPr")
            row.insert(0, properties)
        properties.append(self._tracked("ins" if fate is DiffOp.INSERT else "del"))
        for cell in row.findall(f"{_W}tc"):
            for paragraph in cell.findall(f"{_W}p"):
                cell.replace(paragraph, self._whole_paragraph(paragraph, fate))
        return row

    def _changed_row(self, old: Element, new: Element) -> Element:
        for before, after in zip(old.findall(f"{_W}tc"), new.findall(f"{_W}tc"), strict=True):
            olds, news = ([one for one in cell if one.tag != f"{_W}tcPr"] for cell in (before, after))
            # a cell's last paragraph can neither come nor go
            pairs = align([self._comparable(one) for one in olds[:-1]], [self._comparable(one) for one in news[:-1]])
            done = [self._block_of_pair(olds, news, pair) for pair in (*pairs, (len(olds) - 1, len(news) - 1))]
            for one in news:
                after.remove(one)
            blocks = [one for one in done if one is not None]
            self._separate_insertions(blocks)
            after.extend(blocks)
        return new


# --- elements -------------------------------------------------------------------------


def _element(tag: str, attributes: dict[str, str] | None = None) -> Element:
    return etree.Element(f"{_W}{tag}", attributes or {}, nsmap={"w": W, "r": R})


def _word(one: StyledToken) -> str:
    return one.text


def _text(block: Element) -> str:
    return "".join(one.text or "" if one.tag == f"{_W}t" else "\n" for one in block.iter(f"{_W}t", f"{_W}br"))


def _pPr(paragraph: Element) -> Element:  # noqa: N802  as the standard writes it
    found = paragraph.find(f"{_W}pPr")
    return _element("pPr") if found is None else deepcopy(found)


def _run(words: str, look: str, fate: DiffOp) -> Element:
    """A run of words in that look; a line feed is a break, a tab a tab."""
    run = _element("r")
    if look:
        run.append(parse_part(look))
    for piece in re.split(r"([\n\t])", words):
        match piece:
            case "":
                pass
            case "\n":
                run.append(_element("br"))
            case "\t":
                run.append(_element("tab"))
            case _:
                text = _element("delText" if fate is DiffOp.DELETE else "t", {_SPACE: "preserve"})
                text.text = piece
                run.append(text)
    return run


def _row(row: Element) -> Comparable:
    """A row as it is compared; rows are one only when their cells reach over the same columns and rows."""
    cells = []
    for cell in row.findall(f"{_W}tc"):
        span, merge = (cell.find(f"{_W}tcPr/{_W}{tag}") for tag in ("gridSpan", "vMerge"))
        cells.append(
            ("" if span is None else span.get(f"{_W}val", ""), "-" if merge is None else merge.get(f"{_W}val", ""))
        )
    head = row.find(f"{_W}trPr/{_W}tblHeader") is not None
    words = "\n".join(_text(cell) for cell in row.findall(f"{_W}tc"))
    return Comparable(f"row {cells} {head}", words, bigrams(words), always_same=head)


def _adopt_widths(row: Element, table: Element) -> None:
    """Give the cells of a row the widths of a table with as many columns."""
    widths = [int(one.get(f"{_W}w", "0")) for one in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    column = 0
    for cell in row.findall(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        reach = 1 if span is None else int(span.get(f"{_W}val", "1"))
        width = cell.find(f"{_W}tcPr/{_W}tcW")
        if width is not None:
            width.set(f"{_W}w", str(sum(widths[column : column + reach])))
        column += reach


def _is_unchanged(block: Element) -> bool:
    """Whether a paragraph is there before and after; a table behind which nothing stands is not."""
    if block.tag != f"{_W}p":
        return False
    return _paragraph_mark_change(block, "ins") is None and _paragraph_mark_change(block, "del") is None


def _paragraph_mark_change(paragraph: Element, tag: str) -> Element | None:
    """What is tracked of a paragraph's mark."""
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{tag}")


def _begins_with_insertion(block: Element) -> bool:
    """Whether a paragraph's first words, or itself without any, come in."""
    content = [one for one in block if one.tag != f"{_W}pPr"]
    if block.tag != f"{_W}p" or not content:
        return block.tag == f"{_W}p" and _paragraph_mark_change(block, "ins") is not None
    first = content[0][0] if content[0].tag == f"{_W}hyperlink" and len(content[0]) else content[0]
    return first.tag == f"{_W}ins"


def _one_point_paragraph(like: Element) -> Element:
    """A paragraph a point high, in the style of another."""
    paragraph, properties = _element("p"), _element("pPr")
    style = like.find(f"{_W}pPr/{_W}pStyle")
    if style is not None:
        properties.append(deepcopy(style))
    properties.append(_element("spacing", {f"{_W}line": "20", f"{_W}lineRule": "exact"}))
    paragraph.append(properties)
    return paragraph
