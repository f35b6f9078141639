"""How the tests run: hypothesis takes a small fixed share here, all night behind `make fuzz`; `--accept` renews goldens."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from pipeline import fonts
from pipeline.cli.main import zwgk
from pipeline.fonts import Faces, Role
from pipeline.publish.publish import publish
from pipeline.render.pdf.render import PdfResult, render_pdf
from pipeline.render.pdf.weasyprint_adapter import Attachment
from pipeline.render.print_model import Document
from pipeline.source import Root, load_year
from pipeline.typography.gbt9704 import Page
from tests import libreoffice
from tests.approvals import register
from tests.browsing import CHROMIUM
from tests.case_files import ITEM
from tests.command_line import PLAN, Verb, Write
from tests.libreoffice import Office
from tests.strategies import DRAWS
from tests.tally import Tally, summary

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "ci", max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("ZWGK_HYPOTHESIS", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`."""
    parser.addoption(
        "--accept", action="store_true", help="write what was found over the expected text, to be read in the diff"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, so that `make test-fast` leaves it out; the longest test comes first."""
    # half a minute in one test: begun last it would keep the other workers waiting; the preview's tests wait for
    # servers and pages, so that one worker has them while the others have the cores
    items.sort(key=lambda item: (item.get_closest_marker("installed") is None, item.path.stem != "test_serve"))
    for item in items:
        if isinstance(item, pytest.Function) and "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Keep the collector from searching thousands of collected tests again and again: a fifth of the time of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected texts are renewed instead of compared."""
    return bool(request.config.getoption("--accept"))


@pytest.fixture(scope="session")
def faces() -> Faces:
    """The fonts that documents are set in."""
    return fonts.find(fonts.cache_folder())


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, faces: Faces) -> Office:
    """LibreOffice with one profile and our faces for all tests that convert files; tests are skipped without it."""
    installed = libreoffice.installed(tmp_path_factory.mktemp("libreoffice"), faces)
    if installed is None:
        pytest.skip("LibreOffice is not installed")
    return installed


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's own Chromium, one for all tests of a file; `tests.browsing.visit` opens pages in it."""
    with sync_playwright() as driver:
        # the machine's only user is root as often as not, and Chromium has no sandbox for root
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session", autouse=True)
def laid_out_once() -> Iterator[None]:
    """Lay the same document out once a worker; that the same input gives the same bytes, `test_steady` holds in processes of its own.

    `build` and `publish` are called hundreds of times here for the same few plans. Everything that goes into a
    paper is in the key: the document, the templates' words, the page, the faces and their files, what is attached.
    """
    made: dict[str, PdfResult] = {}

    def remembered(
        document: Document, templates: Sequence[Path], page: Page, faces: Faces, attachments: Sequence[Attachment] = ()
    ) -> PdfResult:
        read = [path.read_bytes() for folder in templates for path in sorted(folder.glob("*.[hc]*")) if path.is_file()]
        stats = [faces[role].path.stat() for role in Role]
        files = [(stat.st_mtime_ns, stat.st_size) for stat in stats]
        key = sha256(repr((document, read, page, faces, files, attachments)).encode()).hexdigest()
        if key not in made:
            made[key] = render_pdf(document, templates, page, faces, attachments)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.assemble.renderers.render_pdf", remembered)
        yield


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with the 2023 plan, registered as a real one and published: to be copied, not changed."""
    folder = tmp_path_factory.mktemp("office")
    for name, source in load_year(ROOT / "content", 2023).files:
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        words = "\n".join(source.lines)
        path.write_text(words.replace("样例: 是", "样例: 否") if name == "site.yaml" else words, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("ZWGK_FONTS", raising=False)
        register(Path("content"), 2023)
        assert publish([Root(Path("content"))], [], Path("build"), folder).refusals == ()
    return folder


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verb:
    """`zwgk` in a working folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ZWGK_FONTS", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def verb(*words: str) -> Result:
        return CliRunner().invoke(zwgk, words)

    return verb


@pytest.fixture
def content(tmp_path: Path) -> Write:
    """Write a year of a content root: one item, or the words given for it."""

    def write(year: int = 2024, *, root: str = "content", day: str | None = None, item: str = ITEM) -> Path:
        folder = tmp_path / root / str(year)
        (folder / "items").mkdir(parents=True, exist_ok=True)
        stated = f"{year}年3月5日" if day is None else day
        (folder / "plan.md").write_text(PLAN.format(year=year, day=stated), "utf-8")
        (folder / "items" / "甲.md").write_text(item, "utf-8")
        register(tmp_path / root, year)
        return folder

    return write


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """The count of a property's drawn cases; their faults fail the test at its end."""
    made = Tally(record_property)
    yield made
    assert not made.faults, "\n\n".join(made.faults)


COUNTED = {"injected": "faults of the system injected", "kills": "processes killed"}
"""What tests record of themselves (`record_property`), and what the sum of it is called at the end of a run."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many faults and kills the run had, and, where a number was set, what the drawn cases came to."""
    counts = dict.fromkeys(COUNTED, 0)
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        if DRAWS and report.when == "call" and (line := summary(report.user_properties)):
            terminalreporter.write_line(f"{report.nodeid}: {line}")
        for name, value in report.user_properties:
            if name in counts and report.when == "call":
                counts[name] += int(value)
    for name, count in counts.items():
        if count:
            terminalreporter.write_line(f"{COUNTED[name]}: {count}")


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was said before is said again (`assemble/last_run.py`): a test may have changed what would be said."""
    monkeypatch.setattr("pipeline.assemble.last_run.recall", lambda *_: None)
    monkeypatch.setattr("pipeline.assemble.last_run.remember", lambda *_: None)
