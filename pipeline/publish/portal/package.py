"""Build the 发布包: what a clerk enters and uploads on the portal, under the names it has there.

录入单 and 正文 to copy from, the attachments, 发布前核对单 to sign. It is made of reviewed
and signed text and of the files as published; of the registers it contains only the hour,
the address and the 更正 of a publication.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.assemble.year import CheckedYear
from pipeline.model import Disclosure, PortalAttachment, Published
from pipeline.patterns import lazy_pattern
from pipeline.publish.portal.checklist import checklist
from pipeline.render.web import portal_pages as handover
from pipeline.render.web.edition import Edition
from pipeline.render.web.page import Download

ATTACHMENTS, CHECKLIST = "3-附件", "4-发布前核对单.docx"
"""The folder of attachments and the 核对单; the pages' names are `handover.ENTRY` and `handover.BODY`."""

NAME_BYTES = 200
"""The most UTF-8 bytes of an attachment's name: every file system allows that, on Windows with a folder's path before it."""


def package(
    year: CheckedYear,
    files: Mapping[str, bytes],
    pages: Mapping[str, int],
    published: Published | None,
    folders: Sequence[Path],
    pending_correction: str = "",
) -> dict[str, bytes]:
    """Return the files of the 发布包 by name below its folder.

    `files` are the year's by the names under which they are published, `pages` the number of
    pages of each PDF among them, `pending_correction` the reviewed text of a 更正 that goes
    live with them. Raises TemplateError for a template that does not fit.
    """
    assert year.plan.head.disclosure is Disclosure.PUBLIC, "what is not 主动公开 is refused before it is packaged"
    document, plan, site = year.document, year.plan, year.site
    attached = {f"{ATTACHMENTS}/{name}": file for name, file in _attached(year, files)}
    attachments = [
        Download(name, name.partition("/")[2], len(files[file]), pages.get(file)) for name, file in attached.items()
    ]
    return {
        handover.ENTRY: handover.entry_page(
            Edition(document, plan, site, published), attachments, folders, correction=pending_correction
        ),
        handover.BODY: handover.body_page(files["fragment.html"], document.first_title, site, folders),
        **{name: files[file] for name, file in attached.items()},
        CHECKLIST: checklist(plan, site, attachments, find_template(folders, "plan.docx"), published),
    }


# --- attachments ----------------------------------------------------------------


def _attached(year: CheckedYear, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each attachment (公开附件): its official name, and the name of the file among the year's outputs."""
    title = year.document.first_title
    sheet = next((annex.title for annex in year.document.annexes if annex.is_tasks), title)
    known = {
        PortalAttachment.PDF: ("plan.pdf", title),
        PortalAttachment.WORD: ("plan.docx", title),
        PortalAttachment.ANNEX_WORD: ("annex.docx", sheet),
        PortalAttachment.ANNEX_SHEET: ("annex.xlsx", sheet),
        PortalAttachment.TABLE: ("tasks.csv", sheet),
        PortalAttachment.DATA: ("plan.json", f"{title}（数据）"),
        PortalAttachment.CALENDAR: ("deadlines.ics", f"{title}（完成时间）"),
    }
    stated = {name.strip() for name in re.split("[、，,]", year.site.get("公开附件"))}
    chosen = [kind for kind in PortalAttachment if kind.value in stated] or [PortalAttachment.PDF]
    taken: set[str] = set()
    for kind in chosen:
        name, base = known[kind]
        if name not in files:
            continue
        shown = file_name(base, Path(name).suffix)
        if shown.casefold() in taken:
            shown = file_name(f"{base}（附件）", Path(name).suffix)
        taken.add(shown.casefold())
        yield shown, name


_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICES = lazy_pattern(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def file_name(text: str, suffix: str) -> str:
    """Return the text as a file name that Windows, macOS and Linux all allow, with the suffix (`.pdf`).

    What Windows does not allow is written full-width (Microsoft, Naming Files, Paths, and Namespaces);
    a name that is too long is truncated.
    """
    allowed = unicodedata.normalize("NFC", text).translate(_FORBIDDEN)
    stem = (
        "".join(char for char in allowed if unicodedata.category(char) not in ("Cc", "Cf", "Cs")).strip(" .　")
        or "计划"
    )
    if _DEVICES.fullmatch(stem):
        stem += "＿"
    room = NAME_BYTES - len(suffix.encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[: room - len("…".encode())].decode("utf-8", "ignore").rstrip(" .　") + "…"
    return stem + suffix
