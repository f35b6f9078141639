"""The first plan of an office (从头起草): a skeleton to fill in, where there is no plan to draft from.

Nothing in it is anybody's fact: what has to be filled in reads 某某局 and is marked
待核, so the year stays a draft until somebody has looked at all of it.
"""

from collections.abc import Mapping
from pathlib import Path

from pipeline import source
from pipeline.dataclass import dataclass
from pipeline.draft.files import write_files, write_folder
from pipeline.draft.year_editor import STAGE
from pipeline.model import TODO_MARK
from pipeline.refusals import Reason, Refusal

ITEM = "示例事项"
"""The id of the one item in a skeleton."""

_SKELETON = Path(__file__).parent / "skeleton"
_RECORDS = ("units.yaml", "site.yaml", "words.yaml")


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A skeleton: the records that were missing, by name below the content root, and the year's files, by name below its folder."""

    year: int
    records: Mapping[str, str]
    files: Mapping[str, str]


def has_plans(root: Path) -> bool:
    """Return whether a content root has any year's plan."""
    return any((root / str(year) / "plan.md").is_file() for year in source.years(root))


def make_scaffold(root: Path, year: int) -> Scaffold | Refusal:
    """Return the skeleton of an office's first plan; refuses if the year's folder has anything in it. Writes nothing."""
    folder = root / str(year)
    if folder.is_dir() and any(folder.iterdir()):
        return Refusal(Reason.FOLDER_EXISTS, path=folder)
    records = {name: _skeleton(name) for name in _RECORDS if not (root / name).exists()}
    files = {
        "plan.md": _skeleton("plan.md").format(year=year, mark=TODO_MARK, stage=STAGE),
        f"items/{ITEM}.md": _skeleton("item.md").format(mark=TODO_MARK),
    }
    return Scaffold(year, records, files)


def _skeleton(name: str) -> str:
    return (_SKELETON / name).read_text("utf-8")


def write_scaffold(root: Path, scaffold: Scaffold) -> Refusal | None:
    """Write the skeleton below the content root; refuses if the year exists by now. Raises OSError."""
    files = {name: text.encode() for name, text in scaffold.files.items()}
    refusal = write_folder(root / str(scaffold.year), files)
    if refusal is None:
        write_files(root, scaffold.records)
    return refusal
