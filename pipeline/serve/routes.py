"""What the preview answers at each name: its own page, the year's page and paper as they last came right, and every change."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.errors import TemplateError
from pipeline.serve.http_server import (
    DESK_POLICY,
    PAGE_POLICY,
    POLICY,
    Answer,
    Serving,
)
from pipeline.serve.pdf_worker import WIDEST, Sheet
from pipeline.serve.preview import Preview
from pipeline.serve.state_json import outline

BEAT = 15.0
"""Seconds without a change after which a sign of life is sent, so that a browser that has gone is noticed."""

HTML, CSS, SCRIPT, PDF, BMP = (
    "text/html; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    "application/pdf",
    "image/bmp",
)

OWN = {"": ("serve.html", HTML), "serve.css": ("serve.css", CSS), "serve.js": ("serve.js", SCRIPT)}
"""The preview's own files, which lie among the templates."""

SHEET = re.compile(r"paper/([0-9]{1,9})/([0-9]{1,4})\.bmp")


def serving(preview: Preview, folders: Sequence[Path]) -> Serving:
    """The answers of one preview. Raises TemplateError when one of its own files is missing."""
    own = {name: Answer(_read(folders, file), kind, DESK_POLICY) for name, (file, kind) in OWN.items()}
    # tells one run from another: versions begin anew
    run = secrets.token_hex(4)

    def answer(name: str, query: Mapping[str, str]) -> Answer | None:
        return own[name] if name in own else _made(preview, name, query)

    def events() -> Iterator[str]:
        version = 0
        while not preview.desk.is_closed:
            state = preview.desk.wait(version, BEAT)
            if state is None:
                yield ""
                continue
            version = state.version
            yield json.dumps({"run": run, **outline(state)}, ensure_ascii=False, separators=(",", ":"))

    return Serving(answer, events)


def _read(folders: Sequence[Path], name: str) -> bytes:
    path = find_template(folders, name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(path, "读不出") from error


def _made(preview: Preview, name: str, query: Mapping[str, str]) -> Answer | None:
    state = preview.desk.state
    page, paper = state.page.good, state.paper.good
    match name:
        case "page/" if page:
            return Answer(page, HTML, PAGE_POLICY)
        case "plan.pdf" if paper:
            return Answer(paper.content, PDF, POLICY)
    asked = SHEET.fullmatch(name)
    if asked is None or paper is None:
        return None
    version, number = int(asked[1]), int(asked[2])
    width = query.get("w", "")
    if version != state.paper.version or not 1 <= number <= len(paper.sizes) or not re.fullmatch(r"[0-9]{2,4}", width):
        return None
    picture = preview.printer.picture(version, Sheet(number, min(int(width), WIDEST)))
    return Answer(picture, BMP) if picture is not None else None
