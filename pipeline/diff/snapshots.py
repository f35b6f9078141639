"""Versions of a year's plan: the current one, a snapshot saved under a name (稿本), or a git revision.

They are named `2024`, `2024@送审稿`, `2024@<revision>`. A snapshot is in a folder below
its year, `2024/稿本/送审稿/`, with plan.md, items/ and the plan's other files; no other
verb reads it. The roster and the office's other records are the current ones: their
entries have dates. Git is only read (`git show`): nothing is checked out.
"""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

from pipeline import source
from pipeline.check.redact import build_redactor, redact_deep
from pipeline.dataclass import dataclass
from pipeline.diff.compare import compare
from pipeline.diff.model import Diff
from pipeline.draft.files import check_name, write_folder
from pipeline.findings import Finding, Severity
from pipeline.model import Plan
from pipeline.notices import Event, Notice
from pipeline.parse import parse
from pipeline.patterns import lazy_pattern
from pipeline.refusals import Reason, Refusal
from pipeline.source import RECORDS, SourceFile, Sources

SNAPSHOTS_DIR = "稿本"
_PARTS = lazy_pattern(r"plan\.md|notice\.md|(?:items|annex)/[^/]+\.md")
_NAME = lazy_pattern(r"\s*(?P<year>\d{4})年?度?\s*(?:[@＠]\s*(?P<state>\S.*?))?\s*")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a year's plan: its name, its plan, the sources it was read from, and its errors.

    `errors` are the findings that must be fixed (必改): text may be missing from the plan.
    """

    year: int
    state: str
    plan: Plan
    sources: Sources
    by_git: bool = False
    errors: tuple[Finding, ...] = ()

    @property
    def label(self) -> str:
        """The version's name in running text: 2024年, 2024年送审稿, 2024年（版本 HEAD~3）."""
        return f"{self.year}年" + (f"（版本 {self.state}）" if self.by_git else self.state)


def save_snapshot(root: Path, year: int, name: str, content: Mapping[str, bytes] | None = None) -> Notice | Refusal:
    """Save the year as it is now, or other content of it by name below its folder, as the snapshot (稿本) of that name.

    Refuses a name that is taken or cannot be a folder's. Raises OSError.
    """
    bad_name = check_name(name)
    if bad_name is not None:
        return Refusal(Reason.SNAPSHOT_NAME, cause=bad_name)
    folder = root / str(year)
    files = content
    if files is None:
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _parts(folder)}
    if "plan.md" not in files:
        return Refusal(Reason.SNAPSHOT_EMPTY, path=folder / "plan.md")
    snapshot = folder / SNAPSHOTS_DIR / name
    refusal = write_folder(snapshot, files)
    if refusal is not None:
        return Refusal(Reason.SNAPSHOT_EXISTS, cause=refusal, name=name)
    return Notice(Event.SNAPSHOT_SAVED, year=year, name=name, path=snapshot, count=len(files))


def snapshot_names(root: Path, year: int) -> tuple[str, ...]:
    """The names under which states of the year are kept, sorted."""
    folder = root / str(year) / SNAPSHOTS_DIR
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()


def recent_revisions(root: Path, year: int, count: int) -> tuple[str, ...]:
    """The newest revisions that changed the year, newest first, by short hash; none where git does not know the content."""
    listed = _git(root, "log", f"-n{count}", "--format=%h", "--", f"{year}/")
    return () if isinstance(listed, Refusal) else tuple(listed.decode().split())


def open_version(root: Path, name: str) -> Version | Refusal:
    """Read the version of that name (`2024`, `2024@送审稿`, `2024@HEAD~3`); raises OSError for what cannot be opened."""
    match = _NAME.fullmatch(name)
    if not match:
        return Refusal(Reason.VERSION_NAME, name=name)
    year, state = int(match["year"]), match["state"] or ""
    if not state:
        sources = source.load_year(root, year)
        if sources.get(f"{year}/plan.md") is None:
            return Refusal(Reason.NO_PLAN_OF_YEAR, root=root, year=year, years=source.years(root))
        return _read(year, "", sources)
    folder = root / str(year) / SNAPSHOTS_DIR / state
    if check_name(state) is None and folder.is_dir():
        files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _parts(folder)}
        return _version(root, year, state, files, f"{year}/{SNAPSHOTS_DIR}/{state}")
    shown = _shown_by_git(root, year, state)
    if isinstance(shown, Refusal):
        return Refusal(Reason.VERSION_UNKNOWN, name=name, cause=shown, year=year, snapshots=snapshot_names(root, year))
    return _version(root, year, state, shown, f"{year}@{state}", by_git=True)


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """Two versions of a plan and their differences; sensitive text is redacted in all three."""

    old: Version
    new: Version
    diff: Diff


def compare_versions(root: Path, old: str, new: str) -> ComparedVersions | Refusal:
    """Compare the two named versions; raises OSError for what cannot be opened.

    What `check` redacts is redacted here too, after the comparison of the unredacted texts.
    """
    before = open_version(root, old)
    if isinstance(before, Refusal):
        return before
    after = open_version(root, new)
    if isinstance(after, Refusal):
        return after
    return compare_opened(root, before, after)


def compare_opened(root: Path, before: Version, after: Version) -> ComparedVersions:
    """Compare two versions that have been read; redacted as by `compare_versions`."""
    between = [
        parse(source.load_year(root, year)).plan for year in source.years(root) if before.year < year < after.year
    ]
    diff = compare(
        before.plan,
        after.plan,
        labels=(before.label, after.label),
        between=between,
        history=history(root, after.year),
    )
    redact = redactor_for(before, after)
    return ComparedVersions(_redacted(before, redact), _redacted(after, redact), redact_deep(diff, redact))


def redactor_for(*versions: Version) -> Callable[[str], str]:
    """Return the function that redacts what is sensitive in these versions from any text."""
    files = tuple(file for version in versions for file in version.sources.files)
    plans = [version.plan for version in versions]
    texts = [text for plan in plans for text in (*plan.texts(), *(note.text for note in plan.notes()))]
    return build_redactor(replace(versions[0].sources, files=files), texts).redact


def _redacted(version: Version, redact: Callable[[str], str]) -> Version:
    return replace(version, plan=redact_deep(version.plan, redact))


def history(root: Path, year: int) -> tuple[Plan, ...]:
    """Return the plans of the preceding years without a gap, oldest first."""
    plans: list[Plan] = []
    while (root / str(year - 1) / "plan.md").is_file():
        year -= 1
        plans.insert(0, parse(source.load_year(root, year)).plan)
    return tuple(plans)


def _version(
    root: Path, year: int, state: str, files: Mapping[str, bytes], shown: str, *, by_git: bool = False
) -> Version | Refusal:
    """Read the files as a plan with the current roster; places name the version they come from."""
    if "plan.md" not in files:
        return Refusal(Reason.VERSION_WITHOUT_PLAN, version=shown)
    whole = source.load_year(root, year)
    read: dict[str, SourceFile] = {name: file for name, file in whole.files if name in RECORDS}
    for name, data in files.items():
        path = whole.shown(f"{shown}/{name}")
        read[normalize("NFC", f"{year}/{name}")] = source.file_from_bytes(path, data)
    sources = Sources(whole.root, year, tuple(sorted(read.items())))
    return _read(year, state, sources, by_git=by_git)


def _read(year: int, state: str, sources: Sources, *, by_git: bool = False) -> Version:
    reading = parse(sources)
    errors = tuple(finding for finding in reading.findings if finding.severity is Severity.ERROR)
    return Version(year, state, reading.plan, sources, by_git, errors)


def _parts(folder: Path) -> list[Path]:
    """The files a plan is made of, below a year's folder or a 稿本, sorted."""
    paths = [folder / name for name in ("plan.md", "notice.md")]
    paths += [path for part in ("items", "annex") for path in sorted((folder / part).glob("*.md"))]
    return [path for path in paths if path.is_file()]


def _shown_by_git(root: Path, year: int, revision: str) -> dict[str, bytes] | Refusal:
    """The year's files as a revision has them, by `git show`."""
    if revision.startswith("-"):
        return Refusal(Reason.REVISION_BEGINS_WITH_DASH)
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", revision, "--", f"{year}/")
    if isinstance(listed, Refusal):
        return listed
    names = [name.removeprefix(f"{year}/") for name in listed.decode("utf-8", "surrogateescape").split("\0") if name]
    files: dict[str, bytes] = {}
    for name in names:
        if _PARTS.fullmatch(name):
            shown = _git(root, "show", f"{revision}:./{year}/{name}")
            if isinstance(shown, Refusal):
                return shown
            files[name] = shown
    return files or Refusal(Reason.REVISION_WITHOUT_YEAR, revision=revision, year=year)


def _git(root: Path, *arguments: str) -> bytes | Refusal:
    if not root.is_dir():
        return Refusal(Reason.FOLDER_MISSING, path=root)
    try:
        done = subprocess.run(
            ["git", "-C", str(root), "--no-pager", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return Refusal(Reason.GIT_MISSING)
    if done.returncode:
        return Refusal(Reason.REVISION_UNKNOWN)
    return done.stdout
