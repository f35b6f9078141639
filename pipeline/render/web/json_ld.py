"""What machines read in the page (JSON-LD, schema.org): the plan as a Report of a GovernmentOrganization, with its files.

It says what the page says and no more: an hour of publication only when one was
registered, sizes and checksums of the very files beside the page.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.model import (
    CatalogueField as Field,
    Plan,
    Published,
    Site,
)
from pipeline.render.print_model import Document
from pipeline.render.web import portal_fields as catalogue
from pipeline.text.dates import BEIJING

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".ics": "text/calendar",
}
"""The media types of the files beside the page (IANA)."""

Value = str | int | Mapping[str, "Value"] | Sequence["Value"]


def json_ld(
    document: Document,
    plan: Plan,
    site: Site,
    files: Sequence[tuple[str, str, int, str]],
    basis: Sequence[tuple[str, str]],
    url: str,
    published: Published | None,
) -> str:
    """The JSON-LD of a year's page, safe inside a script element.

    `files` are name, what it is, size in bytes and SHA-256 of every file beside the page, in their order;
    `basis` are the words and the address of what the plan rests on.
    """
    values = {one.field: one.value for one in catalogue.form_fields(document, plan, site, published)}
    issued = plan.issued.value
    said: dict[str, Value] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": document.first_title,
        "inLanguage": "zh-CN",
        "temporalCoverage": str(plan.year),
        "url": url,
        "reportNumber": values[Field.NUMBER],
        "identifier": values[Field.INDEX],
        "dateCreated": issued.isoformat() if issued is not None else "",
        "abstract": values[Field.SUMMARY],
        "keywords": [word.value for word in plan.head.keywords],
        "conditionsOfAccess": values[Field.DISCLOSURE],
        "creativeWorkStatus": values[Field.VALIDITY],
        "publisher": {"@type": "GovernmentOrganization", "name": document.organ} if document.organ else "",
        "isBasedOn": [
            {"@type": "CreativeWork", "name": words, **({"url": address} if address else {})}
            for words, address in basis
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "name": what,
                "contentUrl": quote(name),
                "encodingFormat": MEDIA_TYPES[PurePosixPath(name).suffix],
                "contentSize": str(size),
                "sha256": digest,
            }
            for name, what, size, digest in files
        ],
    }
    if published is not None:
        said["datePublished"] = published.at.astimezone(BEIJING).isoformat()
        said["dateModified"] = published.updated.astimezone(BEIJING).isoformat()
        said["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": one.words,
                "datePublished": one.at.astimezone(BEIJING).isoformat(),
            }
            for one in published.corrections
        ]
    words = json.dumps({key: value for key, value in said.items() if value}, ensure_ascii=False, indent=1)
    # no character of it can end the element or begin another
    return words.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
