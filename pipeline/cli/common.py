"""What the verbs share: exit codes, the argument for years, the report on findings."""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import update_wrapper, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from unicodedata import normalize

import click

from pipeline import source
from pipeline.cli.messages import usage
from pipeline.cli.messages.command import CommandLine, command_line
from pipeline.cli.messages.os_errors import describe_os_error, out_of_bounds, own_fault
from pipeline.dataclass import dataclass
from pipeline.errors import Unreadable, ZwgkError
from pipeline.source import Root, Sources
from pipeline.storage import locked, locked_content, update_folder

# no rule is imported before it is asked: an unchanged year is built without one
if TYPE_CHECKING:
    from pipeline.check.session import CheckedContent
    from pipeline.model import Plan
    from pipeline.readers.document import Document
    from pipeline.refusals import Refusal

CLEAN, REFUSED, USAGE, FAULT = 0, 1, 2, 3
"""Exit codes: nothing to object, 必改 or a refusal, wrong usage (click's own), our own fault."""

Arguments = ParamSpec("Arguments")


def echo_err(text: str) -> None:
    """Print something that is no result to stderr."""
    click.echo(text, err=True)


def exit_with_code(verb: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Run a verb and exit with the code it returns; a ZwgkError, an OSError or too little memory is printed and ends with 3."""

    @wraps(verb)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            code = verb(*args, **kwargs)
        except ZwgkError as fault:
            echo_err(own_fault(fault))
            code = FAULT
        except BrokenPipeError:
            # the reader of our output has closed it: click ends without a word
            raise
        except OSError as error:
            echo_err(describe_os_error(error))
            code = FAULT
            _discard_stdout()
        except (MemoryError, RecursionError) as error:
            echo_err(out_of_bounds(error))
            code = FAULT
        sys.exit(code)

    return run


@contextmanager
def contents_locked(roots: Sequence[Root]) -> Iterator[None]:
    """Hold the locks of the content roots, of which something is read in order to change it."""
    with ExitStack() as locks:
        # in one order, so that two processes never wait for each other
        for path in sorted({root.path.absolute() for root in roots}):
            locks.enter_context(locked_content(path))
        yield


def changes_content(
    verb: Callable[Concatenate[list[Root], Arguments], int],
) -> Callable[Concatenate[list[Root], Arguments], int]:
    """Run a verb inside the locks of its content roots."""

    def run(roots: list[Root], /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        with contents_locked(roots):
            return verb(roots, *args, **kwargs)

    return update_wrapper(run, verb)


def _discard_stdout() -> None:
    """After a failed write, point stdout at /dev/null.

    Otherwise the interpreter's flush at exit prints a second error, in English, and exits with 120.
    """
    try:
        sys.stdout.flush()
    except OSError:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


class Year(click.ParamType[int]):
    """A year as people write it (2023, 2023年, ２０２３年度); what else is typed in its place is answered by how it is written."""

    name = "年度"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The year; a path, or a number that is no year, is a usage error."""
        typed = str(value)
        plain = normalize("NFKC", typed).strip()
        match = re.fullmatch(r"(\d+)年?度?", plain)
        if not match or not 1900 <= int(match[1]) <= 2999:
            meant = re.search(r"(?<!\d)(?:19|2\d)\d\d(?!\d)", plain)
            self.fail(usage.not_a_year(typed, meant[0] if meant else 2023), param, ctx)
        return int(match[1])


YEAR_TYPE = Year()


def years_of(root: Root, requested: Sequence[int], *, newest: bool) -> list[int]:
    """The years asked for, or by default the newest or all; a year without a folder is a usage error."""
    if not root.path.is_dir():
        raise click.UsageError(usage.no_folder(root.path))
    for name in source.misnamed_years(root.path):
        echo_err(usage.misnamed_year(root.path / name))
    there = source.years(root.path)
    if not there:
        raise click.UsageError(usage.no_years(root.path, command_line().for_root(root.path)))
    missing = [year for year in requested if year not in there]
    if missing:
        raise click.UsageError(usage.no_such_year(root.path, missing[0], there))
    return list(requested) or (list(there[-1:]) if newest else list(there))


def each_year(roots: Sequence[Root], requested: Sequence[int], *, newest: bool) -> list[tuple[Root, int]]:
    """Return every root with its years; raises UsageError before anything is done."""
    return [(root, year) for root in roots for year in years_of(root, requested, newest=newest)]


YEARS = click.argument("years", nargs=-1, type=YEAR_TYPE, metavar="[年度]…")
YEAR = click.argument("year", type=YEAR_TYPE, metavar="年度")
OUT = click.option("-o", "out", default="build", metavar="目录", help="生成到哪里，默认 build/。")


def stop_if_classified(sources: Sources) -> bool:
    """Return whether a file bears a mark of secrecy (密级), and print where: the verb must stop then."""
    from pipeline.check.redact import build_redactor, classification_marks
    from pipeline.cli.messages import check as messages

    marks = classification_marks(sources)
    if marks:
        place = marks[0].place
        echo_err(messages.classified(build_redactor(sources).redact_path(place.path), place.line))
    return bool(marks)


def terminal_columns() -> int:
    """Return how wide the terminal is, as `shutil.get_terminal_size` does, whose module takes long to import."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated) > 0:
        return int(stated)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


def print_report(proof: "CheckedContent", command: CommandLine) -> None:
    """Print to stderr each error, and how many findings there are; secrets are redacted. `command` is for its content root."""
    click.echo(report_text(proof, command), nl=False, err=True)


def report_text(proof: "CheckedContent", command: CommandLine) -> str:
    """Return what `print_report` prints."""
    from pipeline.check.report.terminal import format_finding
    from pipeline.cli.messages import check as messages
    from pipeline.findings import Severity

    report = proof.report()
    if not report.findings:
        return ""
    columns = terminal_columns()
    errors = [
        format_finding(finding, report.sources.get(finding.place.path), columns) + "\n"
        for finding in report.findings
        if finding.severity is Severity.ERROR
    ]
    return "\n".join([*errors, messages.counted(report, command), ""])


def refused(refusal: "Refusal") -> int:
    """Print why a request was not carried out, and return the exit code."""
    from pipeline.cli.messages.sentences import sentence

    echo_err(sentence(refusal, command_line()))
    return REFUSED


RETURNED_FILES = (
    *(".docx", ".docm", ".xlsx", ".xlsm", ".pdf", ".html", ".htm", ".txt", ".md"),
    # not read: why, and what to do, is said
    *(".doc", ".xls", ".wps", ".et", ".rtf", ".odt", ".ods"),
)
"""The extensions of what a form may come back as; any other file among them is something else."""


def files_below(given: Sequence[Path]) -> list[Path]:
    """Return the files, and those below the folders; what programs leave behind while a file is open is none."""
    inside = (sorted(path.rglob("*")) if path.is_dir() else [path] for path in given)
    return [file for files in inside for file in files if file.is_file() and not is_leftover(file.name)]


def foreign_files(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return those of the files that are no form somebody returns, by their extensions."""
    return tuple(path for path in paths if path.suffix.lower() not in RETURNED_FILES)


def read_returned(paths: Sequence[Path]) -> "list[Document] | Refusal":
    """Read files that people returned, each in a process of its own; of the first that cannot be read, why."""
    from pipeline.readers.limits import read_file_confined
    from pipeline.refusals import Reason, Refusal

    documents = []
    for path in paths:
        try:
            documents.append(read_file_confined(path))
        except Unreadable as fault:
            return Refusal(Reason.RETURNED_UNREADABLE, name=path.name, error=str(fault))
    return documents


def write_papers(out: Path, folder: Path, papers: Mapping[str, bytes]) -> None:
    """Write papers into their folder below the output folder, and print their names; what people filled in is kept."""
    from pipeline.cli.messages.tasks import kept_papers

    with locked(out):
        changed = update_folder(folder, papers)
    for name in papers:
        if name not in changed and not name.startswith("."):
            click.echo((folder / name).as_posix())
    for line in kept_papers([(folder / name).as_posix() for name in changed]):
        echo_err(line)


# --- days, and one year's plan ---------------------------------------------------------


def today() -> date:
    """Return today's date in Beijing."""
    from pipeline.text.dates import BEIJING

    return datetime.now(BEIJING).date()


def is_leftover(name: str) -> bool:
    """Whether a file of that name was left by a program: locks of Word, thumbnails and settings of Windows."""
    return name.startswith((".", "~$")) or name.lower() in ("thumbs.db", "desktop.ini")


def read_day(typed: str, option: str, year: int) -> date:
    """Return the day that an option names, typed as into a form: 6月27日 is of `year`, 10月底 the last day of the month.

    What was not typed as a full date is shown as it was read. Words that name no day are a usage error.
    """
    from pipeline.text.dates import format_day, parse_day, parse_typed_day

    day = parse_typed_day(typed, year)
    if day is None:
        raise click.UsageError(usage.unreadable_day(typed, option))
    if parse_day(typed) is None:
        echo_err(usage.read_as_day(typed, option, format_day(day)))
    return day


@dataclass(frozen=True, slots=True)
class OpenedPlan:
    """One year of one content root: as read and checked, and its plan with what is sensitive redacted."""

    root: Root
    content: "CheckedContent"
    plan: "Plan"

    @property
    def folder(self) -> Path:
        """The year's folder."""
        return self.root.path / str(self.plan.year)


def one_plan(roots: Sequence[Root], year: int | None) -> OpenedPlan | None:
    """Open the year's plan, by default that of the running year; None, with a message, if a file bears a 密级.

    A plan that was not read whole is opened with a warning.
    """
    from pipeline.check.redact import redact_deep
    from pipeline.check.session import check_year
    from pipeline.cli.messages import check as messages
    from pipeline.findings import Severity

    if len(roots) > 1:
        raise click.UsageError(usage.ONE_ROOT)
    root = roots[0]
    there = years_of(root, () if year is None else (year,), newest=False)
    number = there[0] if len(there) == 1 else _running_year(root, there[-1])
    content = check_year(root.path, number)
    if stop_if_classified(content.sources):
        return None
    errors = sum(finding.severity is Severity.ERROR and finding.code.startswith("P") for finding in content.findings)
    if errors:
        echo_err(messages.perhaps_unread(number, errors, command_line()))
    return OpenedPlan(root, content, redact_deep(content.plan, content.redactor.redact))


def _running_year(root: Root, newest: int) -> int:
    """Return the year by whose plan the office works, and say which it is: without one that is signed the newest."""
    from pipeline.publish.status import running_year

    running = running_year(source.load_root(root.path))
    echo_err(usage.year_taken(running, newest))
    return newest if running is None else running
