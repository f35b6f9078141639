"""`zwgk serve`: the plan as it will be issued, while it is written."""

import os
import signal
import sys
import webbrowser
from pathlib import Path
from threading import Event, Thread

import click

from pipeline import source
from pipeline.cli.common import CLEAN, FAULT, REFUSED, YEAR_TYPE, echo_err, exit_with_code, stop_if_classified, years_of
from pipeline.cli.messages import serve as messages, usage
from pipeline.cli.messages.os_errors import own_fault
from pipeline.source import Root

PORT = 8023
"""The default port of the preview. While it is free, an open page reconnects to a preview that was restarted."""


@click.command(options_metavar="[选项]")
@click.argument("year", type=YEAR_TYPE, required=False, metavar="[年度]")
@click.option("--port", type=click.IntRange(0, 65535), help=f"端口，默认 {PORT}（被占用时另找一个）；0 是任意一个。")
@click.option("--no-open", is_flag=True, help="不打开浏览器，只打印地址。")
@click.pass_obj
@exit_with_code
def serve(roots: list[Root], year: int | None, *, port: int | None, no_open: bool) -> int:
    """边写边看：在本机浏览器里预览网页、PDF 和附件，保存即更新；只读。"""
    from pipeline import fonts
    from pipeline.assemble.templates import template_search_path
    from pipeline.serve.http_server import Server, token
    from pipeline.serve.preview import Preview
    from pipeline.serve.routes import make_routes

    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT_TO_PREVIEW)
    root = roots[0].path
    number = years_of(roots[0], () if year is None else (year,), newest=True)[0]
    if stop_if_classified(source.load_all_text(root, number)):
        return REFUSED
    folders = template_search_path(Path.cwd(), root)
    stopping, failed = Event(), Event()

    def on_failure() -> None:
        failed.set()
        stopping.set()

    preview = Preview(root, number, folders, on_failure)
    secret = token(fonts.cache_folder().parent / "serve", root)
    routes = make_routes(preview, folders)
    try:
        server = Server(PORT if port is None else port, secret, routes)
    except OSError as error:
        if port is not None:
            echo_err(messages.port_unusable(port, error.strerror))
            return REFUSED
        server = Server(0, secret, routes)

    def answer_requests() -> None:
        try:
            server.serve_forever()
        finally:
            if not stopping.is_set():
                on_failure()

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stopping.set())
    preview.start()
    Thread(target=answer_requests, name="serve", daemon=True).start()
    click.echo(server.address)
    echo_err(messages.READY)
    if not no_open and _has_desktop():
        webbrowser.open(server.address)
    stopping.wait()
    preview.stop()
    server.shutdown()
    server.server_close()
    if failed.is_set():
        echo_err(own_fault(messages.BROKE_OFF))
        return FAULT
    echo_err(messages.ENDED)
    return CLEAN


def _has_desktop() -> bool:
    """Whether a browser would open in a window, not in this terminal."""
    if not sys.stdout.isatty():
        return False
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
