"""Render `plan.pdf`, laid out to GB/T 9704, as tagged PDF/A-3b.

The text goes through `templates/plan.html`, every measure through
`templates/print.css`; `weasyprint_adapter` lays them out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.errors import ZwgkError
from pipeline.fonts import FAMILIES, Face, Faces, Role, fallback_chars, text_width
from pipeline.model import web_address
from pipeline.render.pagination import Keep, annex_area, is_landscape, keep_rules, sign_off_rules, title_lines
from pipeline.render.pdf import page_breaks as paged
from pipeline.render.pdf.line_breaks import controlled_cell, controlled_lines
from pipeline.render.pdf.postprocess import PdfFacts
from pipeline.render.pdf.weasyprint_adapter import Attachment, lay_out
from pipeline.render.print_model import ColophonPage, Document, Line, PageFacts, RowEnds, Style
from pipeline.render.web.jinja import render_template
from pipeline.typography import gbt9704 as standard, geometry


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The PDF: the file, what it contains (its pages, blank ones too), and what its layout tells of the pages."""

    content: bytes
    facts: PdfFacts
    page_facts: PageFacts


def render_pdf(
    document: Document,
    templates: Sequence[Path],
    page: standard.Page,
    faces: Faces,
    attachments: Sequence[Attachment] = (),
) -> PdfResult:
    """Render the document as PDF/A-3b, the same bytes for the same document, templates and fonts.

    Raises TemplateError for a template that does not fit, ZwgkError for anything that
    WeasyPrint warns of and for a 版记 higher than its page, and FontError for a damaged font.
    """
    document = _with_measured_signature(document, faces)
    tables = paged.tables(document, partial(controlled_cell, faces=faces))
    lines = controlled_lines(document, faces)
    day = document.file_date

    @cache
    def html(decisions: paged.Decisions) -> str:
        return render_template(
            templates,
            "plan.html",
            document=document,
            day=day.isoformat(),
            area=lambda sheet: annex_area(document, sheet),
            turned=lambda sheet: is_landscape(document, sheet),
            title_lines=title_lines,
            kept=lambda body, sign_off: keep_rules(
                body,
                sign_off,
                paged.last_rule(document, body, decisions),
                paged.released(document, body, decisions),
            ),
            kept_signed=lambda sign_off: sign_off_rules(sign_off, runs_on=paged.runs_on(document, sign_off, decisions)),
            block_anchor=paged.block_anchor,
            tightened=decisions.tightened,
            mark_size=lambda text: geometry.mark_size(text, text_width(text, faces[Role.TITLE])),
            many_columns=standard.MANY_COLUMNS,
            months=standard.MONTHS,
            head=lambda grid: tables[id(grid)].head,
            rows=lambda grid: paged.split_rowspans(
                paged.loosened(tables[id(grid)], decisions.loosened).rows, decisions.cut_before
            ),
            text_anchor=paged.text_anchor,
            split=decisions.split,
            with_controls=lambda line: lines.get(id(line), line.spans),
            address=web_address,
            colophon_page=(decisions.colophon or ColophonPage.NEXT).name.lower(),
        )

    families = _families(html(paged.Decisions()), faces)
    css = render_template(
        templates,
        "print.css",
        standard=_STANDARD,
        page=page,
        across=geometry.landscape(page),
        watermark=_quoted(document.watermark),
    )
    modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    turned = bool(document.annexes) and is_landscape(document, document.annexes[-1])

    foot = (standard.PAPER[1] - page.bottom) / standard.MM_PER_PT * PIXELS_PER_PT

    foot_across = (standard.PAPER[0] - geometry.landscape(page).bottom) / standard.MM_PER_PT * PIXELS_PER_PT

    def feedback(pages: Sequence[paged.Anchors], decisions: paged.Decisions) -> paged.Decisions:
        starts = paged.rows_at_page_start(tables, pages)
        own = {key: paged.loosened(table, decisions.loosened) for key, table in tables.items()}
        split = paged.split_rows(own, pages, PIXELS_PER_PT, decisions.split)
        loosened = decisions.loosened
        if decisions.tried:
            ends = paged.fitting_ends(decisions.ends, pages)
            if decisions.layouts < _MOST_LOOSENED:
                loosened = paged.rows_left_to_loosen(own, pages, (foot, foot_across), PIXELS_PER_PT, loosened)
        else:
            ends = paged.tightened_ends(document, pages, foot, page, PIXELS_PER_PT)
            loosened = paged.rows_to_loosen(tables, pages, (foot, foot_across), PIXELS_PER_PT)
        shorter = paged.shorter_ends(document, pages, foot, page, PIXELS_PER_PT)
        last = {**decisions.last, **{name: keep for name, keep in shorter.items() if name not in ends}}
        released = decisions.released
        if not decisions.tried:
            released = paged.released_leads(document, pages, foot, page, PIXELS_PER_PT)
        is_settled = (starts, split) == (decisions.cut_before, decisions.split)
        chosen = (ends, loosened, last, released)
        is_first = chosen != (decisions.ends, decisions.loosened, decisions.last, decisions.released)
        if is_first or (not is_settled and decisions.layouts < _MOST_LAYOUTS):
            layouts = decisions.layouts + 1
            return paged.Decisions(starts, split, loosened, None, ends, last, released, tried=True, layouts=layouts)
        if not is_settled and decisions.layouts == _MOST_LAYOUTS:
            agreed = paged.agreed_rows(tables, decisions.split, split)
            return replace(decisions, cut_before=starts, split=agreed, layouts=decisions.layouts + 1)
        colophon = paged.colophon_page(pages, page.line * PIXELS_PER_PT, turned=turned)
        return replace(decisions, colophon=colophon, settled=True)

    laid_out = lay_out(html, feedback, css, families, attachments, modified)
    if paged.is_too_high(
        laid_out.anchors, (standard.ON_PAPER.top - standard.MEASURED_TO) / standard.MM_PER_PT * PIXELS_PER_PT
    ):
        raise ZwgkError("版记比一面的版心还高，排不下，会丢字：主送机关、抄送写统称")
    return PdfResult(
        laid_out.content,
        laid_out.facts,
        PageFacts(
            laid_out.decisions.colophon,
            paged.splits_across_pages(document, laid_out.anchors, foot, page.line * PIXELS_PER_PT),
            _row_ends(paged.task_rows(document, tables), laid_out.decisions),
            laid_out.decisions.tightened,
            frozenset(name for name, keep in laid_out.decisions.last.items() if keep is not Keep.NOT),
            frozenset(name for name, keep in laid_out.decisions.last.items() if keep is Keep.NOT),
            laid_out.decisions.released,
        ),
    )


def _row_ends(rows: Mapping[str, int], decisions: paged.Decisions) -> RowEnds:
    """Return where the pages of the derived table end, from its rows by their anchors."""

    def among(anchors: frozenset[str]) -> frozenset[int]:
        return frozenset(rows[anchor] for anchor in anchors if anchor in rows)

    loosened = decisions.loosened
    parts = {rows[anchor]: row.parts for anchor, row in decisions.split.items() if anchor in rows}
    return RowEnds(among(decisions.cut_before), among(loosened.split), among(loosened.apart), parts)


def _with_measured_signature(document: Document, faces: Faces) -> Document:
    """Return the document with the blanks of 署名 and 成文日期 by the width of a name with Latin in the given font (9704, 7.3.5.2)."""
    if not any(char.isascii() for char in document.organ):
        return document

    def measured(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        drawn = {line.style: text_width(line.text, faces[Role.BODY]) for line in lines}
        blanks = geometry.signature_blanks(drawn.get(Style.SIGNATURE, 0.0), drawn.get(Style.DATE, 0.0))
        rights = dict(zip((Style.SIGNATURE, Style.DATE), blanks, strict=True))
        return tuple(replace(line, right=rights[line.style]) if line.style in rights else line for line in lines)

    notice = document.notice
    return replace(
        document,
        sign_off=measured(document.sign_off),
        notice=replace(notice, sign_off=measured(notice.sign_off)) if notice is not None else None,
    )


_MOST_LAYOUTS = 12
"""How often a document is laid out for its merged cells: a repeated text can make its row higher, and later pages end elsewhere."""

_MOST_LOOSENED = 10
"""After how many layouts no more rows are loosened."""

_STANDARD = {
    name: value for module in (standard, geometry) for name, value in vars(module).items() if not name.startswith("_")
}
"""What a style sheet reads as `standard.NAME`: the numbers and the lengths that follow from them, under one name for offices' own copies."""

PIXELS_PER_PT = 96 / 72
"""CSS pixels, WeasyPrint's unit, in a point."""


def _families(html: str, faces: Faces) -> dict[str, Face]:
    """Return the fonts by the families that the style sheet names; the fallback, which is large, only if a font lacks a character."""
    families = {family: faces[role] for role, family in FAMILIES.items() if role is not Role.FALLBACK}
    if any(fallback_chars((html,), faces, role) for role in Role if role is not Role.FALLBACK):
        families[FAMILIES[Role.FALLBACK]] = faces[Role.FALLBACK]
    return families


def _quoted(text: str) -> str:
    """Return a text as a string of CSS; empty for an empty one."""
    return '"{}"'.format(re.sub(r'(["\\])', r"\\\1", text)) if text else ""
