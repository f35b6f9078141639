"""How drafts reach the disk: a year or a kept state (稿本) whole or not at all, an item and its list line in safe order."""

import re
from collections.abc import Mapping
from pathlib import Path

from pipeline.refusals import Reason, Refusal
from pipeline.storage import create_folder, write_file

_UNFIT = re.compile(r'[/\\:*?"<>|%#@()（）\[\]【】、，,；;\x00-\x1f\x7f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]')
_LONGEST = 200
"""Bytes a file's name may take, so that `.md` still fits what every file system allows (255)."""


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Refusal | None:
    """Put a new folder with these files in its place, whole: it is made beside it and moved by one rename.

    A folder that holds anything already is never touched: that is a refusal.
    Raises OSError for what the disk refuses.
    """
    try:
        create_folder(folder, files)
    except FileExistsError:
        if folder.exists():
            return Refusal(Reason.FOLDER_EXISTS, path=folder)
        raise
    return None


def write_files(root: Path, files: Mapping[str, str | None]) -> None:
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
        write_file(path, words.encode())


def check_name(name: str) -> Refusal | None:
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


def safe_name(name: str) -> str:
    """The name with - for what cannot stand in a file's name."""
    return _UNFIT.sub("-", name)
