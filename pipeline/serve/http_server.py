"""HTTP and server-sent events on 127.0.0.1: a fixed set of addresses, read only, protected by a token."""

import base64
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipeline.dataclass import dataclass
from pipeline.serve import messages

ADDRESS = "127.0.0.1"
HOST_NAMES = (ADDRESS, "localhost")
"""The host names of this machine; any other Host header means DNS rebinding."""

RETRY_MS = 500
"""Milliseconds after which a browser reconnects."""

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; "
APP_POLICY = POLICY + (
    "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'"
)
PAGE_POLICY = POLICY + "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin"
"""No script runs in the previewed page, whatever an office's template contains; the page's own policy is stricter on styles."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Response:
    """The content of an address: its bytes, media type and Content-Security-Policy."""

    content: bytes
    media_type: str
    policy: str = POLICY


@dataclass(frozen=True, slots=True)
class Routes:
    """What is served: the response at a path below the token (None: not found), and the events.

    `events` yields one message after another; an empty one is a heartbeat.
    """

    respond: Callable[[str, Mapping[str, str]], Response | None]
    events: Callable[[], Iterator[str]]


EVENTS = "events"
"""The path of the event stream (server-sent events, HTML Living Standard 9.2)."""


class Server(ThreadingHTTPServer):
    """An HTTP server on 127.0.0.1 only; raises OSError if the port is taken. Port 0 is any free one."""

    daemon_threads = True

    def __init__(self, port: int, token: str, routes: Routes) -> None:
        super().__init__((ADDRESS, port), _Handler)
        self.token = token
        self.routes = routes
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in HOST_NAMES)

    @property
    def address(self) -> str:
        """The URL to open, with the token."""
        return f"http://{ADDRESS}:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore a connection closed by the browser; print everything else as Python does."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Handles one connection, request after request."""

    protocol_version = "HTTP/1.1"
    # headers and body are sent at once, without waiting for an acknowledgement
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        refusal = self._refusal()
        if refusal is not None:
            self._refuse(HTTPStatus.FORBIDDEN, refusal)
            return
        url = urlsplit(self.path)
        _, token, name = (*url.path.split("/", 2), "", "")[:3]
        if not compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN, messages.WRONG_ADDRESS)
        elif url.path.count("/") == 1:
            # a URL without its trailing slash: the page's own requests are relative to it
            self._redirect(f"/{token}/")
        elif name == EVENTS:
            self._send_events()
        else:
            query = {key: values[-1] for key, values in parse_qs(url.query).items()}
            response = self.server.routes.respond(name, query)
            if response is None:
                self._refuse(HTTPStatus.NOT_FOUND, messages.NOTHING_HERE)
            else:
                self._send(HTTPStatus.OK, response)

    def _refusal(self) -> str | None:
        """Return why the request does not come from our own page in this machine's browser; None if it does."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts:
            return messages.OTHER_MACHINE
        origins = self.headers.get_all("Origin", [])
        if any(origin.removeprefix("http://") not in self.server.hosts for origin in origins):
            return messages.OTHER_PAGE
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            return messages.OTHER_PAGE
        return None

    def _send(self, status: HTTPStatus, response: Response) -> None:
        self.send_response(status)
        self.send_header("Content-Type", response.media_type)
        self.send_header("Content-Length", str(len(response.content)))
        self.send_header("Content-Security-Policy", response.policy)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        # the rest of the request is not read
        self.close_connection = True
        self._send(status, Response(f"{message}\n".encode(), "text/plain; charset=utf-8"))

    def _send_events(self) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(f"retry: {RETRY_MS}\n\n".encode())
        for message in self.server.routes.events():
            self.wfile.write(f"data: {message}\n\n".encode() if message else b":\n\n")

    def end_headers(self) -> None:
        """Add the headers of every response."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the base class's call
        """Refuse a request that is not HTTP, or has any method but GET; the base class calls it for nothing else."""
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, messages.READ_ONLY)
        else:
            self._refuse(HTTPStatus(code), messages.BAD_REQUEST)

    def version_string(self) -> str:
        """Return the name without a version."""
        return "zwgk"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Log nothing: the URL contains the token."""


# --- the token -----------------------------------------------------------------------------


def token(folder: Path, root: Path) -> str:
    """Return the token of a content root's preview: the same at each start, so that an open page reconnects.

    It is derived from a key of this user in the folder, which nobody else may read;
    where no key can be stored, each start has another token.
    """
    key = _key(folder / "serve.key")
    made = hmac.new(key, str(root.resolve()).encode("utf-8", "surrogateescape"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode("ascii")


KEY_LENGTH = 32


def _key(path: Path) -> bytes:
    fresh = secrets.token_bytes(KEY_LENGTH)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # created only if there is none; readable for this user only from the first moment
        with suppress(FileExistsError), open(path, "xb", opener=_private) as file:
            file.write(fresh)
        kept = path.read_bytes()
    except OSError:
        return fresh
    return kept if len(kept) == KEY_LENGTH else fresh


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
