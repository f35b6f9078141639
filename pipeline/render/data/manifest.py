"""The manifest (清单): what a year's documents are, so that anybody can tell whether a copy is whole.

It is made from the finished files and knows neither hour nor path, so that it is
the same whoever made it: the same files give the same manifest.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.fonts import Faces
from pipeline.render.data.public_model import VERSION
from pipeline.render.library_versions import versions
from pipeline.render.pdf.weasyprint_adapter import FAMILIES
from pipeline.storage import sha256
from pipeline.typography import gbt9704 as standard

NAME = "manifest.json"

CONTENT = 1
"""The version of the content's format (格式 in the head of plan.md)."""


def manifest(files: Mapping[str, bytes], faces: Faces, page: standard.Page) -> bytes:
    """The manifest of these files, itself not among them, in UTF-8.

    Of every file name, size in bytes and SHA-256, of a PDF its pages too; then the
    face of every role, and whether the PDFs hold it (embedded); the versions of the
    formats and of the libraries; the preset of the page (版面).
    """
    papers = {name: paper(content) for name, content in files.items() if name.endswith(".pdf")}
    families = {family for one in papers.values() for family in one.families}
    said = {
        "formats": {"content": CONTENT, "plan.json": VERSION},
        "page": page.name,
        "files": [
            {
                "name": name,
                "size": len(content),
                **({"pages": papers[name].pages} if name in papers else {}),
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
                "embedded": family in families,
            }
            for role, family in FAMILIES.items()
        ],
        "libraries": dict(versions()),
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


# --- PDF ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF says of itself: how many pages it has, and the families of the faces it holds, as the style sheet names them."""

    pages: int
    families: frozenset[str]


_OBJECTS = re.compile(rb"<<(?P<facts>[^<>]*/Type /ObjStm[^<>]*)>>\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_PAGE = re.compile(rb"/Type /Page(?![A-Za-z])")
_FACE = re.compile(rb"/BaseFont /[A-Z]{6}\+([A-Za-z]+)")


def paper(content: bytes) -> Paper:
    """What a PDF of ours says of itself; ValueError for one whose pages are not found."""
    objects = b"\n".join(_objects(content))
    pages = len(_PAGE.findall(objects))
    if not pages:
        raise ValueError("no page found in the PDF")
    return Paper(pages, frozenset(name.decode() for name in _FACE.findall(objects)))


def _objects(content: bytes) -> Iterator[bytes]:
    """The objects that WeasyPrint packs into streams, all but streams themselves: pages and fonts are among them."""
    for found in _OBJECTS.finditer(content):
        length = _LENGTH.search(found["facts"])
        assert length is not None, "a stream states its length"
        yield zlib.decompress(content[found.end() : found.end() + int(length[1])])
