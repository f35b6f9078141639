"""Write files and folders whole, serialise writers with a lock, and name content by its digest.

Linux only: the lock is `flock`, which the kernel releases when a process dies, and
a folder is moved by one rename(2). Every function raises OSError for what the disk refuses.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCK_FILE = ".lock"
STAGING_DIR = ".making"
"""Where `replace_folder` fills a new folder, beside the one it replaces; a killed process may leave it behind."""

TEMPORARY_PREFIX = ".new-"
"""How the names begin under which files and folders are written before they take their places."""

DEFAULT_MODE = 0o644

WRITTEN_FILE = ".written"
"""In a folder that people write in too: the digest and the name of every file that `update_folder` wrote there."""


def write_file(path: Path, content: bytes) -> None:
    """Write the file so that a reader finds the old content or the new one, also after a power failure.

    The folders above it are made; an existing file's permissions are kept.
    """
    write_files(path.parent, {path.name: content})


def write_files(root: Path, files: Mapping[str, bytes | None]) -> None:
    """Write the files by name below the root, as `write_file` does, and delete those without content.

    All are on the disk under other names before the first is renamed: a full disk or a folder
    without permission changes nothing. They are renamed and deleted in the given order.
    """
    staged: dict[Path, Path] = {}
    try:
        for name, content in files.items():
            if content is not None:
                staged[root / name] = _stage(root / name, content)
        for name in files:
            path = root / name
            if path in staged:
                staged[path].replace(path)
            else:
                path.unlink(missing_ok=True)
        for folder in {(root / name).parent for name in files}:
            _sync_folder(folder)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, so that no power failure brings an old file back."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stage(path: Path, content: bytes) -> Path:
    """Write the content beside the path, with the permissions it is to have, and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else DEFAULT_MODE
    # a short name: one made from the file's own could be longer than a file system allows
    from tempfile import mkstemp

    handle, name = mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Create a folder that holds these files, by one rename; raises FileExistsError if it is there and not empty."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    from tempfile import mkdtemp

    staging = Path(mkdtemp(prefix=TEMPORARY_PREFIX, dir=folder.parent))
    try:
        _fill(staging, files)
        staging.chmod(0o755)
        # rename(2) replaces an empty folder
        staging.rename(folder)
    finally:
        import shutil

        shutil.rmtree(staging, ignore_errors=True)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder hold these files and nothing else; call it inside `locked`.

    Killed between its two renames it leaves no folder there, never half of one.
    """
    discard_staging(folder.parent)
    staging = folder.parent / STAGING_DIR
    _fill(staging / "new", files)
    if folder.exists():
        folder.rename(staging / "old")
    (staging / "new").rename(folder)
    import shutil

    shutil.rmtree(staging)


def update_folder(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the files into the folder, keep what people changed or added in it, and return the names of changed files.

    A file is the program's to replace or remove while its digest is that in `WRITTEN_FILE`.
    Call it inside `locked`; it is as safe as `replace_folder`.
    """
    existing = read_folder(folder)
    record = existing.pop(WRITTEN_FILE, b"").decode("utf-8", "replace")
    written = {name: digest for digest, _, name in (line.partition("  ") for line in record.splitlines())}
    kept = {
        name: content
        for name, content in existing.items()
        if content != files.get(name) and sha256(content) != written.get(name)
    }
    digests = {name: sha256(content) for name, content in files.items() if name not in kept}
    # a file that is put back as it was is the program's again
    digests |= {name: written[name] for name in kept if name in written}
    lines = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    replace_folder(folder, {**files, **kept, WRITTEN_FILE: lines.encode()})
    return tuple(name for name in kept if name in files or name in written)


def discard_staging(parent: Path) -> None:
    """Remove what a killed `replace_folder` left below the parent folder; call it inside `locked`."""
    import shutil

    shutil.rmtree(parent / STAGING_DIR, ignore_errors=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a folder that nobody reads yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return every file below the folder by its name relative to it; empty if there is no such folder."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def folder_matches(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Return whether the folder holds exactly these files; False if one cannot be read."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    try:
        return paths.keys() == files.keys() and all(path.read_bytes() == files[name] for name, path in paths.items())
    except OSError:
        return False


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock inside the context; waits for the process that has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def locked_content(root: Path) -> Iterator[None]:
    """Hold the lock of a content root inside the context: of every verb that reads registers or items in order to change them.

    It waits as `locked` does, and puts no lock file into the content. What a killed
    writer left under temporary names is removed.
    """
    existing = next(folder for folder in (root, *root.absolute().parents) if folder.is_dir())
    handle = os.open(existing, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if root.is_dir():
            _discard_temporaries(root)
        yield
    finally:
        os.close(handle)


def _discard_temporaries(root: Path) -> None:
    for path in root.rglob(f"{TEMPORARY_PREFIX}*"):
        if path.is_dir() and not path.is_symlink():
            import shutil

            shutil.rmtree(path)
        else:
            path.unlink()


def sha256(content: bytes) -> str:
    """Return the content's SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal, read in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
