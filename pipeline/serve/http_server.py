"""HTTP and events on 127.0.0.1: a closed set of addresses, read only, for who knows the token; it knows nothing of plans."""

import base64
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ADDRESS = "127.0.0.1"
HOST_NAMES = (ADDRESS, "localhost")
"""What a browser may have called this machine by; any other Host is a foreign name that was bent to it (DNS rebinding)."""

RETRY_MS = 500
"""Milliseconds after which a browser asks again when the line was cut."""

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; "
APP_POLICY = POLICY + (
    "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'"
)
PAGE_POLICY = POLICY + "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin"
"""No script runs in the previewed page, whatever an office's template holds; its own policy (in it) is stricter still on styles."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Response:
    """What stands at an address: its bytes, media type, and what a browser may do with it."""

    content: bytes
    media_type: str
    policy: str = POLICY


@dataclass(frozen=True, slots=True)
class Routes:
    """What is served: the answer at a name below the token (None: nothing there), and what is told as it happens.

    `events` gives one message after another; an empty one only shows that the line still holds.
    """

    answer: Callable[[str, Mapping[str, str]], Response | None]
    events: Callable[[], Iterator[str]]


EVENTS = "events"
"""The name at which messages are told (server-sent events, HTML Living Standard 9.2)."""


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 alone; raises OSError where the port is taken. Port 0 is any that is free."""

    daemon_threads = True

    def __init__(self, port: int, token: str, serving: Routes) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.token = token
        self.serving = serving
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in HOST_NAMES)

    @property
    def address(self) -> str:
        """Where to open it, token and all."""
        return f"http://{ADDRESS}:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes the line in the middle is no fault of anybody's; all else is told as Python tells it."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers one browser's line, request after request."""

    protocol_version = "HTTP/1.1"
    # headers and words go out at once, without waiting for each other's receipt
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        refusal = self._refusal()
        if refusal is not None:
            self._refuse(HTTPStatus.FORBIDDEN, refusal)
            return
        asked = urlsplit(self.path)
        _, token, name = (*asked.path.split("/", 2), "", "")[:3]
        if not compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN, "地址里的口令不对：请用 zwgk serve 打印的地址打开。")
        elif asked.path.count("/") == 1:
            # an address copied without its last stroke: what the page asks for lies below it
            self._redirect(f"/{token}/")
        elif name == EVENTS:
            self._send_events()
        else:
            query = {key: values[-1] for key, values in parse_qs(asked.query).items()}
            answer = self.server.serving.answer(name, query)
            if answer is None:
                self._refuse(HTTPStatus.NOT_FOUND, "这里没有内容。")
            else:
                self._send(HTTPStatus.OK, answer)

    def _refusal(self) -> str | None:
        """Why this request is not one of our own page in this machine's browser; None when it is."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            return "只回答本机的浏览器。"
        origins = self.headers.get_all("Origin", [])
        if any(origin.removeprefix("http://") not in self.server.hosts for origin in origins):
            return "只回答预览自己的页面。"
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return "只回答预览自己的页面。"
        return None

    def _send(self, status: HTTPStatus, answer: Response) -> None:
        self.send_response(status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.send_header("Content-Security-Policy", answer.policy)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        # what else came with it is not read
        self.close_connection = True
        self._send(status, Response(f"{words}\n".encode(), "text/plain; charset=utf-8"))

    def _send_events(self) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(f"retry: {RETRY_MS}\n\n".encode())
        for message in self.server.serving.events():
            self.wfile.write(f"data: {message}\n\n".encode() if message else b":\n\n")

    def end_headers(self) -> None:
        """With the headers that every answer has."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the base class's call
        """A request that is not HTTP, or of any method but GET: the base class has no other here."""
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, "预览只能看，不能改。")
        else:
            self._refuse(HTTPStatus(code), "读不懂的请求。")

    def version_string(self) -> str:
        """No more than the name."""
        return "zwgk"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing: the address holds the token."""


# --- the token -----------------------------------------------------------------------------


def token(folder: Path, root: Path) -> str:
    """What the address of that content root's preview holds: the same at each start, so that an open page finds it again.

    It is made from a key of this user's that lies in the folder and that nobody else
    may read; where none can be kept, each start has another.
    """
    key = _key(folder / "serve.key")
    made = hmac.new(key, str(root.resolve()).encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode("ascii")


KEY_LENGTH = 32


def _key(path: Path) -> bytes:
    fresh = secrets.token_bytes(KEY_LENGTH)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # made anew only where there is none; readable for this user alone from the first moment
        with suppress(FileExistsError), open(path, "xb", opener=_private) as file:
            file.write(fresh)
        kept = path.read_bytes()
    except OSError:
        return fresh
    return kept if len(kept) == KEY_LENGTH else fresh


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
