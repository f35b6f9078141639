"""Pages in a real Chromium: opened as a visitor does, with everything they ask for and complain of written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.validators import axe

CHROMIUM = next(
    (path for path in ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium") if Path(path).exists()), "chromium"
)
"""Debian's own Chromium: without windows it takes a third of the time."""

WIDTHS = (390, 1280, 1920)
"""A telephone, a small and a large screen, in CSS px."""


@contextmanager
def visit(browser: Browser, path: Path, *, width: int = 1280, height: int = 900, **how: Any) -> Iterator[Page]:
    """A page from the disk in a window of that size; `how` is what else a Playwright context takes.

    When it is left, the page has asked for nothing but itself, nothing went wrong in
    it, and nothing was held back by its policy (CSP).
    """
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **how)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.goto(path.as_uri())
    yield page
    context.close()
    elsewhere = {url.partition("#")[0] for url in asked if not url.startswith("data:")} - {path.as_uri()}
    assert elsewhere == set(), elsewhere
    assert wrong == [], wrong


def assert_readable(page: Page, width: int) -> None:
    """A page that axe finds no fault with by day and by night, and that is no wider than its window."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
