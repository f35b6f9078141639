"""How drafts reach the disk: a year or a kept state (稿本) whole or not at all, an item and its list line in safe order."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp, mkstemp

from pipeline.refusals import Reason, Refusal

_UNFIT = re.compile(r'[/\\:*?"<>|%#@()（）\[\]【】、，,；;\x00-\x1f\x7f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]')
_LONGEST = 200
"""Bytes a file's name may take, so that `.md` still fits what every file system allows (255)."""


def put_folder(folder: Path, files: Mapping[str, bytes]) -> Refusal | None:
    """Put a new folder with these files in its place, whole: it is made beside it and moved by one rename.

    A folder that holds anything already is never touched: that is a refusal.
    Raises OSError for what the disk refuses.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    if folder.exists():
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        fresh.chmod(0o755)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return None


def put_files(root: Path, files: Mapping[str, str | None]) -> None:
    """Put these files below the content root, each whole; None takes a file away. Raises OSError for what the disk refuses.

    They are written in the order given: a caller puts an item's file before the
    list that names it, and takes it away after, so that no list ever names a file
    that is not there.
    """
    for name, words in files.items():
        path = root / name
        if words is None:
            path.unlink(missing_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(words.encode())
            Path(fresh).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(fresh).replace(path)
        finally:
            Path(fresh).unlink(missing_ok=True)


def unfit(name: str) -> Refusal | None:
    """Why the name cannot be a file's in every office's system and in a link of plan.md; None when it can."""
    found = _UNFIT.search(name)
    if found:
        shown = found.group() if found.group().isprintable() else f"U+{ord(found.group()):04X}"
        return Refusal(Reason.NAME_HAS_CHARACTER, character=shown)
    if not name or name != name.strip() or name.startswith(".") or name.endswith("."):
        return Refusal(Reason.NAME_EMPTY)
    if len(name.encode()) > _LONGEST:
        return Refusal(Reason.NAME_TOO_LONG)
    return None


def fit(name: str) -> str:
    """The name with - for what cannot stand in a file's name."""
    return _UNFIT.sub("-", name)
