"""Find the font of every role: a file given for it by name, else the office's own, else the cache's."""

from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import FontError
from pipeline.fonts.font_file import read, verify_digest
from pipeline.fonts.locations import INSTALL_HINT, cache_folder, in_folders, office_folder
from pipeline.fonts.roles import FILES, Face, Faces, Role


def find(cache: Path | None = None, given: Mapping[str, Path] | None = None) -> Faces:
    """Return the font of every role; `given` are files by the roles' Chinese names.

    A cache given as an argument is the only folder searched. Raises FontError naming every
    missing font and the command that installs it, or the font that cannot be
    read or lacks a Han character of GB 2312.
    """
    folders = [cache] if cache else [*office_folder(), cache_folder()]
    named = given or {}
    for name, path in named.items():
        if name not in {role.value for role in Role}:
            raise FontError(name, f"没有这个用途；可以写：{'、'.join(role.value for role in Role)}")
        if not path.is_file():
            raise FontError(name, f"没有字体文件 {path}")
    paths = {role: named.get(role.value) or in_folders(folders, role) for role in Role}
    missing = [f"{role.value}（{FILES[role]}）" for role, path in paths.items() if path is None]
    if missing:
        raise FontError("、".join(missing), f"在 {folders[-1]} 中没有找到。{INSTALL_HINT}")
    return Faces({role: read(path, folders[-1]) for role, path in paths.items() if path})


def face(path: Path) -> Face:
    """Return the font of a file; raises FontError if it cannot be read or lacks a Han character of GB 2312."""
    return read(path, cache_folder())


def substitutions(faces: Faces) -> tuple[Role, ...]:
    """Return the roles whose font is the free one of the cache and not the office's own."""
    return tuple(role for role in Role if role is not Role.FALLBACK and faces[role].path.name == FILES[role])


def verify_digests(faces: Faces) -> None:
    """Re-hash every font file and compare with the digest taken when it was read: a disk may spoil one and leave its time.

    To be called before rendering. Raises FontError for a file that has changed.
    """
    for font in faces.by_role.values():
        verify_digest(font)
