"""The folders in which fonts are looked for, and the environment variables that name them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import FontError
from pipeline.fonts.roles import FILES, Role

CHECKOUT = Path(__file__).resolve().parent.parent.parent
"""The folder that contains `pipeline/`: the checkout, or site-packages where the project is installed as a wheel."""

FONTS_ENV = "ZWGK_FONTS"
"""The environment variable that names the office's own folder of fonts."""

INSTALL_HINT = "请运行 make fonts" if (CHECKOUT / "Makefile").is_file() else "请运行 python -m pipeline.fonts"

REINSTALL_HINT = f"若在字体缓存中，{INSTALL_HINT}；是本单位自己的字体，请重新放一份完整的"
"""The remedy for a font that is there but cannot be used."""


def cache_folder() -> Path:
    """Return the folder of the unpacked fonts: the checkout's own, or the user's cache where there is no checkout."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".cache" / "fonts"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zwgk" / "fonts"


def office_folder() -> Iterator[Path]:
    """Yield the office's own folder if it names one; raises FontError for one without a font."""
    if named := os.environ.get(FONTS_ENV):
        folder = Path(named)
        if not any(in_folders([folder], role) for role in Role):
            raise FontError(
                named,
                f"环境变量 {FONTS_ENV} 所指的文件夹中没有可用的字体。字体文件以用途命名："
                f"{'、'.join(f'{role.value}.ttf' for role in Role)}（也可为 .otf、.ttc，可只放其中几个）",
            )
        yield folder


def in_folders(folders: Iterable[Path], role: Role) -> Path | None:
    """Return the role's file in the first folder that has one."""
    names = (f"{role.value}.otf", f"{role.value}.ttf", f"{role.value}.ttc", FILES[role])
    return next((path for folder in folders for name in names if (path := folder / name).is_file()), None)
