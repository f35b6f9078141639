"""What the preview answers at each name: its own page, the year's page and paper as they last came right, and every change."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.errors import TemplateError
from pipeline.serve.http_server import (
    APP_POLICY,
    PAGE_POLICY,
    POLICY,
    Response,
    Routes,
)
from pipeline.serve.pdf_worker import MAX_PICTURE_WIDTH, PageRequest
from pipeline.serve.preview import Preview
from pipeline.serve.state_json import state_json

HEARTBEAT_SECONDS = 15.0
"""Seconds without a change after which a sign of life is sent, so that a browser that has gone is noticed."""

HTML, CSS, SCRIPT, PDF, BMP = (
    "text/html; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    "application/pdf",
    "image/bmp",
)

STATIC_FILES = {"": ("serve.html", HTML), "serve.css": ("serve.css", CSS), "serve.js": ("serve.js", SCRIPT)}
"""The preview's own files, which lie among the templates."""

PAGE_PICTURE = re.compile(r"paper/([0-9]{1,9})/([0-9]{1,4})\.bmp")


def make_routes(preview: Preview, folders: Sequence[Path]) -> Routes:
    """The answers of one preview. Raises TemplateError when one of its own files is missing."""
    own = {name: Response(_read(folders, file), kind, APP_POLICY) for name, (file, kind) in STATIC_FILES.items()}
    # tells one run from another: versions begin anew
    run = secrets.token_hex(4)

    def answer(name: str, query: Mapping[str, str]) -> Response | None:
        return own[name] if name in own else _made(preview, name, query)

    def events() -> Iterator[str]:
        version = 0
        while not preview.store.is_closed:
            state = preview.store.wait(version, HEARTBEAT_SECONDS)
            if state is None:
                yield ""
                continue
            version = state.version
            yield json.dumps({"run": run, **state_json(state)}, ensure_ascii=False, separators=(",", ":"))

    return Routes(answer, events)


def _read(folders: Sequence[Path], name: str) -> bytes:
    path = find_template(folders, name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(path, "读不出") from error


def _made(preview: Preview, name: str, query: Mapping[str, str]) -> Response | None:
    state = preview.store.state
    page, paper = state.page.last_good, state.pdf.last_good
    match name:
        case "page/" if page:
            return Response(page, HTML, PAGE_POLICY)
        case "plan.pdf" if paper:
            return Response(paper.content, PDF, POLICY)
    asked = PAGE_PICTURE.fullmatch(name)
    if asked is None or paper is None:
        return None
    version, number = int(asked[1]), int(asked[2])
    width = query.get("w", "")
    if (
        version != state.pdf.version
        or not 1 <= number <= len(paper.page_sizes)
        or not re.fullmatch(r"[0-9]{2,4}", width)
    ):
        return None
    picture = preview.pdf_workers.picture(version, PageRequest(number, min(int(width), MAX_PICTURE_WIDTH)))
    return Response(picture, BMP) if picture is not None else None
