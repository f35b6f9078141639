"""Writing drafts: a year or a snapshot (稿本) all or nothing, an item and its list line in a safe order."""

from collections.abc import Mapping
from pathlib import Path

from pipeline import storage
from pipeline.patterns import lazy_pattern
from pipeline.refusals import Reason, Refusal
from pipeline.storage import create_folder

_FORBIDDEN = lazy_pattern(r'[/\\:*?"<>|%#@()（）\[\]【】、，,；;\x00-\x1f\x7f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]')
_MAX_BYTES = 200
"""The longest name, so that with `.md` it still fits what every file system allows (255)."""


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Refusal | None:
    """Create a folder with these files, all or nothing: it is made under another name and renamed.

    Refuses if the folder has anything in it. Raises OSError.
    """
    try:
        create_folder(folder, files)
    except FileExistsError:
        if folder.exists():
            return Refusal(Reason.FOLDER_EXISTS, path=folder)
        raise
    return None


def write_files(root: Path, files: Mapping[str, str | None]) -> None:
    """Write each file below the content root, in the order given; None deletes it. Raises OSError.

    A caller puts an item's file before the list that names it, and deletes it
    after, so that no list ever names a missing file.
    """
    storage.write_files(root, {name: None if text is None else text.encode() for name, text in files.items()})


def check_name(name: str) -> Refusal | None:
    """Return why the name cannot be a file name on every system and in a link of plan.md; None if it can."""
    forbidden = _FORBIDDEN.search(name)
    if forbidden:
        shown = forbidden.group() if forbidden.group().isprintable() else f"U+{ord(forbidden.group()):04X}"
        return Refusal(Reason.NAME_HAS_CHARACTER, character=shown)
    if not name or name != name.strip() or name.startswith(".") or name.endswith("."):
        return Refusal(Reason.NAME_EMPTY)
    if len(name.encode()) > _MAX_BYTES:
        return Refusal(Reason.NAME_TOO_LONG)
    return None


def safe_name(name: str) -> str:
    """Return the name with - for every character that a file name cannot have."""
    return _FORBIDDEN.sub("-", name)
