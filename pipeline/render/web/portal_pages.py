"""The pages of the 发布包 from which a clerk copies a plan into the portal: 录入单 and 正文.

Each is one file that loads nothing: style and script are inline and allowed by their
hashes (CSP). Without scripts everything can still be read and selected; only the
buttons are missing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import html as markup

from pipeline.dataclass import dataclass
from pipeline.model import CatalogueField, Site
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.edition import Edition
from pipeline.render.web.jinja import csp_hash, inline_asset, render_template
from pipeline.render.web.page import Download

ENTRY, BODY = "1-录入单.html", "2-正文.html"
"""The pages' names in the 发布包."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of the 录入单: the portal's name of the field, the value to enter, and a note for an empty value."""

    label: str
    value: str
    empty: str = ""


def entry_page(
    edition: Edition, attachments: Sequence[Download], templates: Sequence[Path], *, correction: str = ""
) -> bytes:
    """Render the 录入单: every field to enter at the portal, a line each, in UTF-8.

    If the plan was published before, the fields go into the existing article, with the text
    of the `correction` (更正) still to be published. `attachments` are the files to upload,
    named relative to the page and labelled with their official names. Raises TemplateError
    for a template that does not fit.
    """
    return _page(
        templates,
        "entry.html",
        (),
        title=edition.document.first_title,
        site=edition.site,
        lines=tuple(_lines(edition, correction)),
        published=edition.published,
        corrected=bool(correction),
        carried=attachments,
        body=BODY,
    )


def body_page(fragment: bytes, title: str, site: Site, templates: Sequence[Path]) -> bytes:
    """Render the 正文: the fragment, to be copied with its formatting or as plain text, in UTF-8.

    Raises TemplateError for a template that does not fit.
    """
    html = fragment.decode()
    styles = dict.fromkeys(str(element.get("style")) for element in _elements(html) if element.get("style"))
    return _page(
        templates, "body.html", styles, title=title, site=site, fragment=html, plain=plain_text(fragment), entry=ENTRY
    )


def plain_text(fragment: bytes) -> str:
    """The fragment as plain text: a line a paragraph, a line a table row; cells separated by tabs, merged ones repeated."""
    root = markup.fragment_fromstring(fragment.decode(), create_parent="div")
    return "\n".join(
        line for element in root for line in (_rows(element) if element.tag == "table" else [_text(element, "\n")])
    )


# --- 录入单 -------------------------------------------------------------------


def _lines(edition: Edition, correction: str) -> Iterator[FormLine]:
    own = {field for _, field in catalogue.portal_profile(edition.site)}
    entries = catalogue.form_fields(edition)
    if CatalogueField.TITLE not in own:
        # a portal without a title field prints the title above its fields: it is entered all the same, first of all
        yield FormLine("标题", edition.document.first_title)
        entries = tuple(entry for entry in entries if entry.field is not CatalogueField.TITLE)
    for entry in entries:
        if entry.value == catalogue.NOT_YET:
            yield FormLine(entry.label, "", catalogue.NOT_YET)
        else:
            yield FormLine(entry.label, entry.value, _EMPTY.get(entry.field, "没有写明"))
    published = edition.published.corrections if edition.published is not None else ()
    for text in (*(earlier.text for earlier in published), correction):
        if text:
            yield FormLine("更正说明", text)


_EMPTY = {CatalogueField.INDEX: "由门户编排", CatalogueField.NUMBER: "无"}
"""The note for a field that is not stated, where it is not 没有写明."""

# --- 正文 as plain text ---------------------------------------------------------


def _elements(fragment: str) -> Iterator[Any]:
    root = markup.fragment_fromstring(fragment, create_parent="div")
    yield from root.iterdescendants()


def _text(element: Any, line_end: str) -> str:
    """An element's text as a browser shows it: white space collapsed, a br ends the line."""
    parts: list[str] = []
    for node in element.iter():
        parts.append("\ue000" if node.tag == "br" else node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    collapsed = re.sub(r"[ \t\n\r\f]+", " ", "".join(parts))
    return line_end.join(line.strip(" ") for line in collapsed.split("\ue000"))


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table as lines; a merged cell is repeated in each of its places."""
    lines = list(table.iter("tr"))
    grid: list[dict[int, str]] = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line:
            while column in grid[number]:
                column += 1
            for down in range(int(cell.get("rowspan", "1"))):
                for across in range(int(cell.get("colspan", "1"))):
                    grid[number + down][column + across] = _text(cell, "　")
    yield from ("\t".join(row[column] for column in sorted(row)) for row in grid)


# --- one file -----------------------------------------------------------------


def _page(templates: Sequence[Path], name: str, inline_styles: Iterable[str], **slots: object) -> bytes:
    """Render a template with style and script inline; its policy allows them, the elements' inline styles and nothing else."""
    style, script = (inline_asset(templates, part) for part in ("package.css", "package.js"))
    hashes = [csp_hash(inline) for inline in inline_styles]
    styles = " ".join([csp_hash(style), *(["'unsafe-hashes'", *hashes] if hashes else [])])
    policy = f"default-src 'none'; style-src {styles}; script-src {csp_hash(script)}; img-src data:; base-uri 'none'; form-action 'none'"
    return render_template(templates, name, style=style, script=script, policy=policy, **slots).encode()
