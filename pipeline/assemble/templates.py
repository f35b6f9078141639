"""Where templates are looked for."""

from collections.abc import Sequence
from pathlib import Path

from pipeline import fonts

TEMPLATES_DIR = "templates"
OFFICE_TEMPLATES_DIR = "office"


def template_search_path(working: Path) -> tuple[Path, ...]:
    """Return the folders in which templates are looked for, first match first.

    `templates/office` of the working folder, its `templates`, then the templates of the
    checkout or of the installed wheel.
    """
    packaged = Path(__file__).parent.parent / TEMPLATES_DIR
    bundled = packaged if packaged.is_dir() else fonts.CHECKOUT / TEMPLATES_DIR
    local = working / TEMPLATES_DIR
    is_other = local.is_dir() and local.resolve() != bundled.resolve()
    return (local / OFFICE_TEMPLATES_DIR, *([local] if is_other else []), bundled)


def find_template(folders: Sequence[Path], name: str) -> Path:
    """Return the first template of that name; the path in the last folder if there is none."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)
