"""The responses of the preview: its own page, the last good page and PDF of the year, and an event for every change."""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.assemble.templates import find_template
from pipeline.errors import TemplateError
from pipeline.patterns import lazy_pattern
from pipeline.serve.http_server import APP_POLICY, PAGE_POLICY, POLICY, Response, Routes
from pipeline.serve.pdf_worker import MAX_PICTURE_WIDTH, PageRequest
from pipeline.serve.preview import Preview
from pipeline.serve.state_json import state_json

HEARTBEAT_SECONDS = 15.0
"""Seconds without a change after which an empty event is sent, so that a closed connection is noticed."""

HTML, CSS, SCRIPT, PDF, BMP = (
    "text/html; charset=utf-8",
    "text/css; charset=utf-8",
    "text/javascript; charset=utf-8",
    "application/pdf",
    "image/bmp",
)

STATIC_FILES = {"": ("serve.html", HTML), "serve.css": ("serve.css", CSS), "serve.js": ("serve.js", SCRIPT)}
"""The preview's own files, by address; they are among the templates."""

PAGE_PICTURE = lazy_pattern(r"paper/([0-9]{1,9})/([0-9]{1,4})\.bmp")


def make_routes(preview: Preview, templates: Sequence[Path]) -> Routes:
    """Return the routes of one preview; raises TemplateError if one of its own files is missing."""
    static = {
        name: Response(_read(templates, file), media_type, APP_POLICY)
        for name, (file, media_type) in STATIC_FILES.items()
    }
    # identifies the run: versions begin at 1 again
    run = secrets.token_hex(4)

    def respond(name: str, query: Mapping[str, str]) -> Response | None:
        return static[name] if name in static else _rendered(preview, name, query)

    def events() -> Iterator[str]:
        version = 0
        while not preview.store.is_closed:
            state = preview.store.wait(version, HEARTBEAT_SECONDS)
            if state is None:
                yield ""
                continue
            version = state.version
            yield json.dumps({"run": run, **state_json(state)}, ensure_ascii=False, separators=(",", ":"))

    return Routes(respond, events)


def _read(templates: Sequence[Path], name: str) -> bytes:
    path = find_template(templates, name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise TemplateError(path, "读不出") from error


def _rendered(preview: Preview, name: str, query: Mapping[str, str]) -> Response | None:
    state = preview.store.state
    page, pdf = state.page.last_good, state.pdf.last_good
    match name:
        case "page/" if page:
            return Response(page, HTML, PAGE_POLICY)
        case "plan.pdf" if pdf:
            return Response(pdf.content, PDF, POLICY)
    requested = PAGE_PICTURE.fullmatch(name)
    if requested is None or pdf is None:
        return None
    version, number = int(requested[1]), int(requested[2])
    width = query.get("w", "")
    if version != state.pdf.version or not 1 <= number <= len(pdf.page_sizes) or not re.fullmatch(r"[0-9]{2,4}", width):
        return None
    picture = preview.pdf_workers.picture(version, PageRequest(number, min(int(width), MAX_PICTURE_WIDTH)))
    return Response(picture, BMP) if picture is not None else None
