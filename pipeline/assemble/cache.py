"""What is unchanged is kept: one digest a year over content, templates, faces, program and versions.

The unit is the year: when anything it is made from has changed, or one of its
files is not what was written, all of them are made anew.
"""

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.fonts import Faces, Role
from pipeline.render.library_versions import versions
from pipeline.source import Sources
from pipeline.storage import sha256

RECORD = ".inputs.json"
"""Beside the outputs: the digests of what they were made from, and of the outputs themselves."""


def digest_inputs(sources: Sources, folders: Sequence[Path], faces: Faces) -> dict[str, str]:
    """What a year's outputs are made from, each with its digest, by the name a clerk knows it by."""
    return {
        "内容": _digest(f"{name}\0{chr(10).join(file.lines)}" for name, file in sources.files),
        "模板": _digest_files(folders),
        "字体": _digest(f"{role.value}\0{faces[role].digest}" for role in Role),
        "程序": _program(),
        "版本": _digest(f"{name}\0{version}" for name, version in versions().items()),
    }


def rebuild_reasons(folder: Path, now: Mapping[str, str]) -> tuple[str, ...]:
    """Why the outputs in the folder cannot be kept, in words; empty when they can."""
    if not folder.is_dir():
        return ("还没有生成过",)
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
        made_from, outputs = dict(record["inputs"]), dict(record["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return ("上次生成的记录不在或读不出",)
    changed = [f"{name}有变" for name in now if made_from.get(name) != now[name]]
    there = {path.name for path in folder.iterdir() if path.is_file()} - {RECORD}
    spoiled = sorted(
        name
        for name in outputs.keys() | there
        if name not in outputs or name not in there or _lying(folder / name) != outputs[name]
    )
    return (*changed, *(f"{name} 不是上次生成的样子" for name in spoiled))


def record(now: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """The record to be written beside the outputs."""
    outputs = {name: sha256(content) for name, content in files.items()}
    return json.dumps({"inputs": dict(now), "outputs": outputs}, ensure_ascii=False, indent=1).encode()


def read(folder: Path) -> dict[str, bytes]:
    """The outputs as they lie in the folder, without the record."""
    names = json.loads((folder / RECORD).read_text("utf-8"))["outputs"]
    return {name: (folder / name).read_bytes() for name in names}


def organ(folder: Path) -> str:
    """Whose outputs lie in the folder (发文机关); empty when nobody's, or when that cannot be read."""
    try:
        said = json.loads((folder / "plan.json").read_text("utf-8"))["organ"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return said if isinstance(said, str) else ""


def _lying(path: Path) -> str:
    """The digest of a file as it lies there; empty for one that cannot be read."""
    try:
        return sha256(path.read_bytes())
    except OSError:
        return ""


def _digest(parts: Iterable[str]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


def _digest_files(folders: Sequence[Path]) -> str:
    """A digest of every template, in the order in which they are looked for."""
    found: list[str] = []
    for place, folder in enumerate(folders):
        files = sorted(path for path in folder.glob("*") if path.is_file()) if folder.is_dir() else []
        found += [f"{place}\0{path.name}\0{sha256(path.read_bytes())}" for path in files]
    return _digest(found)


@functools.cache
def _program() -> str:
    """A digest of this program's own files."""
    root = Path(__file__).parent.parent
    return _digest(
        f"{path.relative_to(root).as_posix()}\0{sha256(path.read_bytes())}" for path in sorted(root.rglob("*.py"))
    )
