"""Keep a year's outputs while nothing they are made from has changed.

The unit is the year: if one input has changed, or one output is not what was written,
all of them are rendered again.
"""

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256 as new_sha256
from pathlib import Path

from pipeline.dataclass import dataclass
from pipeline.fonts import Faces, Role
from pipeline.notices import Event, Notice
from pipeline.source import Sources
from pipeline.storage import file_sha256, sha256

RECORD = ".inputs.json"
"""The file among the outputs that says what they were made from."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a year's outputs in a folder are: the digests of inputs and outputs, the pages of plan.pdf, the 发文机关."""

    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    pages: int
    organ: str


def digest_inputs(sources: Sources, folders: Sequence[Path], faces: Faces) -> dict[str, str]:
    """Return the digest of each input of a year's outputs, by its name for the user."""
    from pipeline.render.library_versions import versions

    return {
        "内容": digest_content(sources),
        "模板": digest_folders(folders),
        "字体": digest_texts(f"{role.value}\0{faces[role].digest}" for role in Role),
        "程序": _program(),
        "版本": digest_texts(f"{name}\0{version}" for name, version in versions().items()),
    }


def digest_content(sources: Sources) -> str:
    """Return the digest of a year's content files, as the record of its outputs names it."""
    return digest_texts(f"{name}\0{chr(10).join(file.lines)}" for name, file in sources.files)


def digest_outputs(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digest of each output by its file name."""
    return {name: sha256(content) for name, content in files.items()}


def rebuild_reasons(folder: Path, record: Record | None, inputs: Mapping[str, str]) -> tuple[Notice, ...]:
    """Return why the outputs in the folder cannot be kept, by their record; empty if they can."""
    if not folder.is_dir():
        return (Notice(Event.NEVER_BUILT),)
    if record is None:
        return (Notice(Event.BUILD_RECORD_UNREADABLE),)
    changed = [Notice(Event.INPUT_CHANGED, name=name) for name in inputs if record.inputs.get(name) != inputs[name]]
    names = {path.name for path in folder.iterdir() if path.is_file()} - {RECORD}
    spoiled = [
        Notice(Event.OUTPUT_CHANGED, name=name)
        for name in sorted(record.outputs.keys() | names)
        if name not in names or digest_of_file(folder / name) != record.outputs.get(name)
    ]
    return (*changed, *spoiled)


def read_record(folder: Path) -> Record | None:
    """Return the record of the outputs in the folder; None if there is none, or none that can be read."""
    try:
        facts = json.loads((folder / RECORD).read_text("utf-8"))
        return Record(dict(facts["inputs"]), dict(facts["outputs"]), int(facts["pages"]), str(facts["organ"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def record_file(record: Record) -> bytes:
    """Return the content of the record file."""
    return json.dumps(asdict(record), ensure_ascii=False, indent=1).encode()


def read_outputs(folder: Path, record: Record) -> dict[str, bytes]:
    """Return the outputs in the folder, without the record."""
    return {name: (folder / name).read_bytes() for name in record.outputs}


def digest_of_file(path: Path) -> str | None:
    """Return the digest of a file; None for one that cannot be read."""
    try:
        return file_sha256(path)
    except OSError:
        return None


def digest_texts(parts: Iterable[str]) -> str:
    """Return one digest of a sequence of texts, each with its length before it so that no two sequences are confused."""
    whole = new_sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


def digest_folders(folders: Sequence[Path]) -> str:
    """Return one digest of every template, in the order in which they are looked for."""
    return digest_texts(
        f"{index}\0{path.name}\0{file_sha256(path)}"
        for index, folder in enumerate(folders)
        for path in sorted(folder.glob("*"))
        if path.is_file()
    )


@functools.cache
def _program() -> str:
    """One digest of this program's own modules."""
    root = Path(__file__).parent.parent
    return digest_texts(
        # hundreds of small files: `file_sha256` has a buffer of 256 KB for each
        f"{path.relative_to(root).as_posix()}\0{sha256(path.read_bytes())}"
        for path in sorted(root.rglob("*.py"))
    )
