"""Find what would be lost or misread in print, before anything is rendered.

The office's own fonts that cannot be used, every character that would be printed as
a box, a 版记 that is higher than its page or wider than its line, a sign-off that leaves
its page no room for text, and a number that runs into a digit.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from pipeline import fonts, source
from pipeline.dataclass import dataclass
from pipeline.errors import FontError
from pipeline.findings import Finding
from pipeline.fonts import Faces, Role
from pipeline.model import Item, Paragraph, Plan, Section, Site, Steps, own_blocks, paragraphs, walk
from pipeline.parse import Reading, codes, parse
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard, geometry, metrics

if TYPE_CHECKING:
    from pipeline.render.print_model import Document


@dataclass(frozen=True, slots=True)
class StatedFonts:
    """The files of the office's own fonts (字体 in site.yaml) by the role's name, and findings for those that cannot be used."""

    files: Mapping[str, Path]
    findings: tuple[Finding, ...]


def stated_fonts(root: Path, site: Site) -> StatedFonts:
    """Return the fonts that site.yaml names; paths are relative to the content root."""
    files: dict[str, Path] = {}
    findings = []
    for use, stated in site.faces:
        path = root / stated.value
        if problem := _font_problem(use, path, stated):
            findings.append(codes.FACE_UNUSED.at(stated.place(), *problem))
        else:
            files[use] = path
    return StatedFonts(files, tuple(findings))


def stated_font_paths(root: Path, site: Site) -> tuple[Path, ...]:
    """Return the files that site.yaml names as fonts, whether they are there or not."""
    return tuple(root / stated.value for _, stated in site.faces)


def _font_problem(use: str, path: Path, stated: SourceText) -> tuple[str, str] | None:
    """Return why a file cannot be used for a role, and the remedy; None if it can."""
    uses = "、".join(role.value for role in Role)
    if use not in {role.value for role in Role}:
        what = f"字体没有“{use}”这个用途" if use else "“字体”没有写明用途"
        return what, f"“字体:”下一行缩进两格写“用途: 字体文件”；用途有：{uses}"
    # False for text that is no file name at all, where Path.is_file raises (a name too long)
    if not os.path.isfile(path):  # noqa: PTH113
        return f"没有字体文件“{stated}”，“{use}”用别的字体代替", "路径从内容目录（site.yaml 所在的目录）算起，请核对"
    try:
        fonts.face(path)
    except FontError:
        return (
            f"“{stated}”不是可用的字体文件，或已损坏，或缺 GB 2312 的汉字，“{use}”用别的字体代替",
            "换一个完整的字体文件（.otf、.ttf 或 .ttc）",
        )
    return None


def site_of(root: Path) -> Site:
    """Return what site.yaml of a content root states."""
    return parse(source.load_office(root)).site


def find_faces(root: Path, site: Site) -> Faces:
    """Return the fonts of a content root: those that its site.yaml names (字体) and that can be used, else the common ones.

    Raises FontError for a common font that is not there.
    """
    return fonts.find(given=stated_fonts(root, site).files)


def faces_of(root: Path) -> Faces:
    """Return the fonts of a content root, as `find_faces` does, with site.yaml read from the disk."""
    return find_faces(root, site_of(root))


def quick_findings(root: Path, reading: Reading) -> Iterator[Finding]:
    """Find problems without rendering, as `check` does; characters are not checked where no fonts are installed."""
    own = stated_fonts(root, reading.site)
    yield from own.findings
    if _may_be_high(reading.plan):
        yield from colophon_too_high(reading.plan, _composed(reading.plan))
    if len(reading.plan.cover_head.printer.value) > standard.CHARACTERS / 2:
        yield from colophon_too_wide(reading.plan, _composed(reading.plan))
    if _may_fill_a_page(reading.plan):
        yield from sign_off_too_high(reading.plan, _composed(reading.plan))
    if any(text.value[:1].isdecimal() and text.runs for text in _numbered_texts(reading.plan)):
        yield from numbers_before_digits(_composed(reading.plan))
    try:
        faces = fonts.find(given=own.files)
    except FontError:
        # doctor reports it, and nobody needs fonts to write
        return
    yield from _unprintable_in_site(reading.site, faces)
    if any(fonts.missing_glyphs([text.value], faces, Role.FALLBACK) for text in reading.plan.texts()):
        # composing costs more than all the rest, and what the fallback has is never a box
        yield from unprintable_chars(reading.plan, _composed(reading.plan), faces)


def _composed(plan: Plan) -> "Document":
    from pipeline.render.compose import compose

    return compose(plan)


def year_findings(root: Path, reading: Reading, document: "Document", faces: Faces) -> Iterator[Finding]:
    """Find problems in a year that has been composed."""
    yield from stated_fonts(root, reading.site).findings
    yield from colophon_too_high(reading.plan, document)
    yield from colophon_too_wide(reading.plan, document)
    yield from sign_off_too_high(reading.plan, document)
    yield from numbers_before_digits(document)
    yield from _unprintable_in_site(reading.site, faces)
    yield from unprintable_chars(reading.plan, document, faces)


# --- 版记 ---------------------------------------------------------------------


def _may_be_high(plan: Plan) -> bool:
    """Whether 版记 could fill a page at all; if it surely does not, nothing is composed."""
    head = plan.cover_head
    texts = (head.addressee, head.copy_to, head.printer)
    return sum(len(text.value) for text in texts) > standard.CHARACTERS * geometry.COLOPHON_LINES / 2


def colophon_too_high(plan: Plan, document: "Document") -> Iterator[Finding]:
    """Find a 版记 higher than the type area, reported at its longest text: it would not fit on any page (9704, 7.4.1)."""
    from pipeline.render.pagination import colophon_line_count

    colophon = document.colophon
    if colophon is None or (lines := colophon_line_count(colophon)) <= geometry.COLOPHON_LINES:
        return
    head = plan.cover_head
    addressee, copy_to = "主送机关写统称，如 各镇人民政府，区政府各部门", "抄送写统称，如 各镇人民政府，区政府各部门"
    remedies = {addressee: head.addressee, copy_to: head.copy_to, "印发机关写简称": head.printer}
    if len(colophon.recipients) == bool(head.copy_to.value):
        # 主送机关 is printed below the title
        del remedies[addressee]
    remedy, text = max(remedies.items(), key=lambda entry: len(entry[1].value))
    message = f"版记约有 {lines} 行，只能排在一面里，一面最多 {geometry.COLOPHON_LINES} 行"
    yield codes.COLOPHON_TOO_HIGH.at(text.place(), message, remedy, data_loss=True)


def colophon_too_wide(plan: Plan, document: "Document") -> Iterator[Finding]:
    """Find an 印发机关 that leaves 印发日期 no room in their line, with a blank between them (9704, 7.4.3)."""
    colophon = document.colophon
    if colophon is None or not colophon.print_date:
        return
    room = standard.TYPE_AREA[0] / standard.MM_PER_PT / standard.SIZE_4 - 2 * standard.COLOPHON_BLANK
    if metrics.han_width(colophon.printer) + 1 + metrics.han_width(colophon.print_date) > room:
        message = "印发机关太长，和印发日期一行排不下，会转行"
        yield codes.COLOPHON_TOO_WIDE.at(plan.cover_head.printer.place(), message, "印发机关写简称")


# --- the sign-off ---------------------------------------------------------------


def _may_fill_a_page(plan: Plan) -> bool:
    """Whether 附件说明 could fill a page at all; if it surely does not, nothing is composed."""
    titles = [annex.title.value for annex in plan.head.annexes]
    return len(titles) + sum(map(len, titles)) / standard.CHARACTERS > standard.LINES / 2


def sign_off_too_high(plan: Plan, document: "Document") -> Iterator[Finding]:
    """Find 附件说明 so long that no text fits on the page of 署名 and 成文日期 (9704, 7.3.5.5)."""
    from pipeline.render.pagination import leaves_text_room

    for sign_off in (document.sign_off, *((document.notice.sign_off,) if document.notice else ())):
        if sign_off and plan.head.annexes and not leaves_text_room(sign_off):
            message = "附件太多，附件说明和署名、日期排满一面，署名那一面没有正文"
            place = plan.head.annexes[-1].title.place()
            yield codes.SIGN_OFF_TOO_HIGH.at(place, message, "把几个附件合为一个，或缩短附件的名称")


# --- numbers ----------------------------------------------------------------------


def _numbered_texts(plan: Plan) -> Iterator[SourceText]:
    """The texts before which a number may be printed, and some others."""
    for parts in plan.all_bodies():
        for visit in walk(parts):
            match visit.part:
                case Item(title=title) | Section(title=Paragraph(text=title)):
                    yield title
                case _:
                    pass
            for block in own_blocks(visit.part):
                if isinstance(block, Paragraph | Steps):
                    yield from (paragraph.text for paragraph in paragraphs(block))


_NUMBER_BEFORE_DIGIT = lazy_pattern(r"(\d{1,3}\.) (?=(\d{1,4}[年月日]?))")


def numbers_before_digits(document: "Document") -> Iterator[Finding]:
    """Find every third-level number before a text that begins with a digit: 1. before 1月31日前 is read 1.1 月."""
    from pipeline.render.print_model import Line, Written

    for block in document.all_blocks():
        match = _NUMBER_BEFORE_DIGIT.match(block.text) if isinstance(block, Line) else None
        if match is None or not isinstance(block, Line):
            continue
        begin = 0
        for span in block.spans:
            for origin in span.origins:
                if isinstance(origin, Written) and begin + origin.at == match.end() and origin.text.runs:
                    message = f"序号“{match[1]}”后面紧接“{match[2]}”，容易读成“{match[1]}{match[2]}”"
                    hint = "改一改开头，如“1月31日前”改为“于1月31日前”；印出来时序号后空开"
                    yield codes.NUMBER_BEFORE_DIGIT.at(origin.text.place(0, len(match[2])), message, hint)
            begin += len(span.text)


# --- characters -----------------------------------------------------------------


def unprintable_chars(plan: Plan, document: "Document", faces: Faces) -> Iterator[Finding]:
    """Find every character that would be printed as a box, at its place in the content."""
    missing: set[str] = set()
    for role, texts in _texts_by_role(document).items():
        missing |= fonts.missing_glyphs(texts, faces, role)
    if not missing:
        return
    for text in plan.texts():
        yield from _in_text(text, missing, data_loss=True)


def _unprintable_in_site(site: Site, faces: Faces) -> Iterator[Finding]:
    """Find the same in site.yaml, whose values are printed on the page and on the forms."""
    missing = fonts.missing_glyphs((value for _, value in site.values), faces, Role.BODY)
    for _, text in site.written if missing else ():
        yield from _in_text(text, missing, data_loss=False)


def _in_text(text: SourceText, missing: set[str], *, data_loss: bool) -> Iterator[Finding]:
    for offset, char in enumerate(text.value):
        if char in missing and text.runs:
            yield codes.UNCOVERED.at(text.place(offset, offset + 1), *_describe(char), data_loss=data_loss)


def _describe(char: str) -> tuple[str, str]:
    """Return what is wrong with the character, and the remedy."""
    code = f"U+{ord(char):04X}"
    if category(char) == "Cf":
        return f"这里有看不见的格式字符 {code}，印出来的次序或样子会和文件里的不同", "删去"
    return (
        f"“{char}”（{code}）在所用字体里没有，会印成方框",
        "换一个字，或在 site.yaml 的“字体”里给“补字”写一个有这个字的字体文件",
    )


def _texts_by_role(document: "Document") -> dict[Role, list[str]]:
    """Return the texts printed in each font; emphasis and first sentences may occur anywhere in the body."""
    from pipeline.render.font_roles import style_role
    from pipeline.render.print_model import Grid, Line

    texts: dict[Role, list[str]] = {role: [] for role in (Role.TITLE, Role.BODY, Role.HEI, Role.KAI)}
    texts[Role.HEI].append(document.watermark)
    for block in document.all_blocks():
        match block:
            case Line():
                texts[style_role(block.style)].append(block.text)
                texts[Role.KAI] += [span.text for span in block.spans if span.kai]
                texts[Role.HEI] += [span.text for span in block.spans if span.strong]
            case Grid():
                texts[Role.HEI] += [cell.text for cell in block.head]
                texts[Role.BODY] += [cell.text for row in block.rows for cell in row.cells]
    return texts
