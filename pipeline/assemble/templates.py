"""Where templates are looked for."""

from collections.abc import Sequence
from pathlib import Path

from pipeline import fonts

TEMPLATES_DIR = "templates"
OFFICE_TEMPLATES_DIR = "office"
ROOT_TEMPLATES_DIR = "模板"
"""The folder of an office's own templates in its content root (docs/模板.md)."""


def template_search_path(working: Path, root: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which templates are looked for, first match first.

    `模板` of the content root, if one is given, `templates/office` of the working folder,
    its `templates`, then the templates of the checkout or of the installed wheel.
    """
    packaged = Path(__file__).parent.parent / TEMPLATES_DIR
    bundled = packaged if packaged.is_dir() else fonts.CHECKOUT / TEMPLATES_DIR
    local = working / TEMPLATES_DIR
    is_other = local.is_dir() and local.resolve() != bundled.resolve()
    folders = (local / OFFICE_TEMPLATES_DIR, *([local] if is_other else []), bundled)
    return folders if root is None else with_root_templates(folders, root)


def with_root_templates(folders: Sequence[Path], root: Path) -> tuple[Path, ...]:
    """Return the folders with that of a content root's own templates before them."""
    return (root / ROOT_TEMPLATES_DIR, *folders)


def own_templates(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return the templates that are used in place of bundled ones."""
    names = sorted(path.name for path in folders[-1].iterdir() if path.is_file())
    used = (find_template(folders, name) for name in names)
    return tuple(path for path in used if path.parent != folders[-1])


def find_template(folders: Sequence[Path], name: str) -> Path:
    """Return the first template of that name; the path in the last folder if there is none."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)
