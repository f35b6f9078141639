"""The pages of the 发布包 from which a clerk carries a plan to the portal: 录入单 and 正文.

Each is one file that loads nothing: style and script stand in it and are let in by
their hashes (CSP). Without scripts everything is there to be read and selected;
only the buttons are gone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html as markup

from pipeline.model import (
    CatalogueField,
    Plan,
    Published,
    Site,
)
from pipeline.render.print_model import Document
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.jinja import (
    csp_hash,
    inline_asset,
    render_template,
)
from pipeline.render.web.page import Download

ENTRY, BODY = "1-录入单.html", "2-正文.html"
"""The pages' names in the 发布包."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """A line of the 录入单: what the portal calls the field, what to enter, and what is said where there is nothing to."""

    label: str
    value: str
    empty: str = ""


def entry_page(
    document: Document,
    plan: Plan,
    site: Site,
    carried: Sequence[Download],
    templates: Sequence[Path],
    *,
    published: Published | None = None,
    awaited: str = "",
) -> bytes:
    """录入单: every field to be entered at the portal, a line each, in UTF-8.

    What was published before is entered into the article that stands there, with the
    words of the 更正 that is `awaited`. `carried` are the files to be uploaded, named relative to the page and labelled with
    their official names. Raises TemplateError for a template that does not fit.
    """
    return _page(
        templates,
        "entry.html",
        (),
        title=document.first_title,
        site=site,
        lines=tuple(_lines(document, plan, site, published, awaited)),
        published=published,
        corrected=bool(awaited),
        carried=carried,
        body=BODY,
    )


def body_page(fragment: bytes, title: str, site: Site, templates: Sequence[Path]) -> bytes:
    """正文: the fragment, to be copied with its looks or as plain text, in UTF-8.

    Raises TemplateError for a template that does not fit.
    """
    words = fragment.decode()
    looks = dict.fromkeys(str(one.get("style")) for one in _elements(words) if one.get("style"))
    return _page(
        templates, "body.html", looks, title=title, site=site, fragment=words, plain=plain_text(fragment), entry=ENTRY
    )


def plain_text(fragment: bytes) -> str:
    """The fragment as plain text: a line a paragraph; of a table a line a row, cells parted by tabs, merged ones repeated."""
    root = markup.fragment_fromstring(fragment.decode(), create_parent="div")
    return "\n".join(
        line for element in root for line in (_rows(element) if element.tag == "table" else [_words(element, "\n")])
    )


# --- 录入单 -------------------------------------------------------------------


def _lines(document: Document, plan: Plan, site: Site, published: Published | None, awaited: str) -> Iterator[FormLine]:
    own = {field for _, field in catalogue.portal_profile(site)}
    entries = catalogue.form_fields(document, plan, site, published)
    if CatalogueField.TITLE not in own:
        # what the portal's head leaves out because it stands over it is entered all the same, first of all
        yield FormLine("标题", document.first_title)
        entries = tuple(one for one in entries if one.field is not CatalogueField.TITLE)
    for one in entries:
        if one.value == catalogue.NOT_YET:
            yield FormLine(one.label, "", catalogue.NOT_YET)
        else:
            yield FormLine(one.label, one.value, _EMPTY.get(one.field, "没有写明"))
    said = [one.words for one in published.corrections] if published is not None else []
    for words in (*said, awaited):
        if words:
            yield FormLine("更正说明", words)


_EMPTY = {CatalogueField.INDEX: "由门户编排", CatalogueField.NUMBER: "无"}
"""What is said of a field that nobody has stated; of any other, that it is not."""

# --- 正文 as plain text ---------------------------------------------------------


def _elements(fragment: str) -> Iterator[Any]:
    root = markup.fragment_fromstring(fragment, create_parent="div")
    yield from root.iterdescendants()


def _words(element: Any, line_end: str) -> str:
    """An element's words as a browser shows them: blanks run together, a br ends the line."""
    parts: list[str] = []
    for one in element.iter():
        if one.tag == "br":
            parts.append("\ue000")
        else:
            parts.append(one.text or "")
        if one is not element:
            parts.append(one.tail or "")
    shown = re.sub(r"[ \t\n\r\f]+", " ", "".join(parts))
    return line_end.join(line.strip(" ") for line in shown.split("\ue000"))


def _rows(table: Any) -> Iterator[str]:
    """The lines of a table; what reaches down or across stands in each of its places."""
    lines = list(table.iter("tr"))
    grid: list[dict[int, str]] = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line:
            while column in grid[number]:
                column += 1
            for down in range(int(cell.get("rowspan", "1"))):
                for across in range(int(cell.get("colspan", "1"))):
                    grid[number + down][column + across] = _words(cell, "　")
    yield from ("\t".join(row[column] for column in sorted(row)) for row in grid)


# --- one file -----------------------------------------------------------------


def _page(templates: Sequence[Path], name: str, looks: Iterable[str], **slots: object) -> bytes:
    """The template with style and script inside it; the policy lets in these, the `looks` of single elements, and nothing else."""
    style, script = (inline_asset(templates, part) for part in ("package.css", "package.js"))
    of_elements = [csp_hash(look) for look in looks]
    styles = " ".join([csp_hash(style), *(["'unsafe-hashes'", *of_elements] if of_elements else [])])
    policy = f"default-src 'none'; style-src {styles}; script-src {csp_hash(script)}; img-src data:; base-uri 'none'; form-action 'none'"
    return render_template(templates, name, style=style, script=script, policy=policy, **slots).encode()
