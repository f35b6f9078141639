"""The manifest (清单): what a year's documents are, so that anybody can tell whether a copy is whole.

It is made from the finished files and knows neither hour nor path, so that it is
the same whoever made it: the same files give the same manifest.
"""

import json
from collections.abc import Mapping

from pipeline.fonts import FAMILIES, Faces
from pipeline.render.data.public_model import VERSION
from pipeline.render.library_versions import versions
from pipeline.render.pdf.postprocess import PdfFacts
from pipeline.storage import sha256
from pipeline.typography import gbt9704 as standard

NAME = "manifest.json"

PDF = "plan.pdf"

CONTENT = 1
"""The version of the content's format (格式 in the head of plan.md)."""


def manifest(files: Mapping[str, bytes], faces: Faces, page: standard.Page, paper: PdfFacts) -> bytes:
    """Return the manifest of these files, itself not among them, in UTF-8; `paper` are the facts of plan.pdf.

    It states the name, size in bytes and SHA-256 of every file, the number of pages of
    the PDF too; the face of every role, and whether the PDF embeds it; the versions of the
    formats and of the libraries; the preset of the page (版面).
    """
    entries = {
        "formats": {"content": CONTENT, "plan.json": VERSION},
        "page": page.name,
        "files": [
            {
                "name": name,
                "size": len(content),
                **({"pages": paper.pages} if name == PDF else {}),
                "sha256": sha256(content),
            }
            for name, content in sorted(files.items())
            if name != NAME
        ],
        "faces": [
            {
                "role": role.value,
                "family": faces[role].family,
                "style": faces[role].style,
                "version": faces[role].version,
                "embedded": family in paper.families,
            }
            for role, family in FAMILIES.items()
        ],
        "libraries": dict(versions()),
    }
    return (json.dumps(entries, ensure_ascii=False, indent=2) + "\n").encode()
