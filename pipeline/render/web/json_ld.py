"""The page's structured data (JSON-LD, schema.org): the plan as a Report of a GovernmentOrganization, with its files.

It says no more than the page: an hour of publication only once it was registered, sizes
and checksums of the files beside the page.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from pipeline.model import CatalogueField as Field
from pipeline.render.web import portal_fields as catalogue
from pipeline.render.web.edition import Edition
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
    edition: Edition, files: Sequence[tuple[str, str, int, str]], basis: Sequence[tuple[str, str]], url: str
) -> str:
    """The JSON-LD of a year's page, safe inside a script element.

    `files` are name, description, size in bytes and SHA-256 of every file beside the page, in their order;
    `basis` are the names and addresses of the documents the plan is based on (依据).
    """
    document, plan, published = edition.document, edition.plan, edition.published
    values = {entry.field: entry.value for entry in catalogue.form_fields(edition)}
    issued = plan.issued.value
    data: dict[str, Value] = {
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
            {"@type": "CreativeWork", "name": name, **({"url": address} if address else {})} for name, address in basis
        ],
        "encoding": [
            {
                "@type": "MediaObject",
                "name": label,
                "contentUrl": quote(name),
                "encodingFormat": MEDIA_TYPES[PurePosixPath(name).suffix],
                "contentSize": str(size),
                "sha256": digest,
            }
            for name, label, size, digest in files
        ],
    }
    if published is not None:
        data["datePublished"] = published.at.astimezone(BEIJING).isoformat()
        data["dateModified"] = published.updated.astimezone(BEIJING).isoformat()
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.at.astimezone(BEIJING).isoformat(),
            }
            for correction in published.corrections
        ]
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, indent=1)
    # no character of it can end the element or begin another
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
