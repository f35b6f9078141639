"""The 发布包: what a clerk carries to the portal, under the names it has there.

录入单 and 正文 to copy from, the attachments, 发布前核对单 to sign. It is made
of the words that were reviewed and signed, and of files as they are published; nothing of the
registers is in it but the hour, the address and the 更正 of a publication.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.assemble.year import CheckedYear
from pipeline.model import (
    Disclosure,
    PortalAttachment,
    Published,
)
from pipeline.publish.portal.checklist import last_look
from pipeline.render.web import portal_pages as handover
from pipeline.render.web.edition import Edition
from pipeline.render.web.page import Download

ATTACHMENTS, LAST_LOOK = "3-附件", "4-发布前核对单.docx"
"""The folder of attachments and the 核对单; the pages' names are `handover.ENTRY` and `handover.BODY`."""

NAME_BYTES = 200
"""UTF-8 bytes of an attachment's name at the most: every file system holds it, with a folder's path before it on Windows."""


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
    carried = [
        Download(name, name.partition("/")[2], len(files[file]), pages.get(file)) for name, file in attached.items()
    ]
    return {
        handover.ENTRY: handover.entry_page(
            Edition(document, plan, site, published), carried, folders, correction=pending_correction
        ),
        handover.BODY: handover.body_page(files["fragment.html"], document.first_title, site, folders),
        **{name: files[file] for name, file in attached.items()},
        LAST_LOOK: last_look(plan, site, carried, find_template(folders, "plan.docx"), published),
    }


# --- attachments ----------------------------------------------------------------


def _attached(year: CheckedYear, files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """What is attached (公开附件): its official name, and the name of the file it is."""
    title = year.document.first_title
    sheet = next((one.title for one in year.document.annexes if one.is_tasks), title)
    known = {
        PortalAttachment.PDF: ("plan.pdf", title),
        PortalAttachment.WORD: ("plan.docx", title),
        PortalAttachment.ANNEX_WORD: ("annex.docx", sheet),
        PortalAttachment.ANNEX_SHEET: ("annex.xlsx", sheet),
        PortalAttachment.TABLE: ("tasks.csv", sheet),
        PortalAttachment.DATA: ("plan.json", f"{title}（数据）"),
        PortalAttachment.CALENDAR: ("deadlines.ics", f"{title}（完成时间）"),
    }
    stated = {one.strip() for one in re.split("[、，,]", year.site.get("公开附件"))}
    chosen = [one for one in PortalAttachment if one.value in stated] or [PortalAttachment.PDF]
    taken: set[str] = set()
    for one in chosen:
        name, words = known[one]
        if name not in files:
            continue
        shown = file_name(words, Path(name).suffix)
        if shown.casefold() in taken:
            shown = file_name(f"{words}（附件）", Path(name).suffix)
        taken.add(shown.casefold())
        yield shown, name


_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def file_name(words: str, suffix: str) -> str:
    """The words as the name of a file that Windows, macOS and Linux can all hold, with the suffix (`.pdf`).

    What Windows does not allow is written full-width (Microsoft, Naming Files, Paths, and Namespaces);
    a name that is too long is cut.
    """
    seen = unicodedata.normalize("NFC", words).translate(_FORBIDDEN)
    stem = (
        "".join(char for char in seen if unicodedata.category(char) not in ("Cc", "Cf", "Cs")).strip(" .　") or "计划"
    )
    if _DEVICES.fullmatch(stem):
        stem += "＿"
    room = NAME_BYTES - len(suffix.encode())
    if len(stem.encode()) > room:
        stem = stem.encode()[: room - len("…".encode())].decode("utf-8", "ignore").rstrip(" .　") + "…"
    return stem + suffix
