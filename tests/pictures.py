"""Remakes docs/pictures: pages of both files side by side, plan.pdf left, plan.docx by LibreOffice right (`make pictures`).

The plan of 2023 as it is shipped, and the sample of an office that is nobody's, with a notice and every element.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from pipeline import fonts, preflight as coverage
from pipeline.assemble.renderers import render
from pipeline.assemble.templates import template_search_path
from pipeline.assemble.year import load_checked
from tests import libreoffice
from tests.builders import ROOT

PICTURES = ROOT / "docs" / "pictures"
DOTS = 60
"""Of an inch: small, but every character can be read."""

GAP = 12
FINER = 3
"""Pages are drawn so many times finer and made smaller, or thin rules get lost."""

COLOURS = ("000000", "505050", "909090", "d0d0d0", "ffffff", "ff3333", "ff9999")
"""Greys, and the red of 版头."""

LARGEST = 60_000
"""Bytes of a picture."""

PAGES: dict[str, tuple[str, int, int]] = {
    "首页": ("content", 2023, 1),
    "中间一面": ("content", 2023, 3),
    "署名页": ("content", 2023, 5),
    "附件首页": ("content", 2023, 6),
    "附件续页": ("content", 2023, 8),
    "通知": ("tests/sample", 2024, 1),
    "通知署名页": ("tests/sample", 2024, 2),
    "随通知印发的计划": ("tests/sample", 2024, 3),
    "版记页": ("tests/sample", 2024, 10),
}
"""Each picture's content root, year and page."""


def main() -> int:
    """Draw every picture anew; says so and gives 3 where LibreOffice or a page is not there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        libre = libreoffice.installed(folder, fonts.find(fonts.cache_folder()))
        if libre is None:
            print("没有 LibreOffice，画不了 plan.docx", file=sys.stderr)
            return 3
        PICTURES.mkdir(exist_ok=True)
        for root, year in dict.fromkeys((root, year) for root, year, _ in PAGES.values()):
            faces = coverage.faces_of(ROOT / root)
            files = render(load_checked(ROOT / root, year, faces), template_search_path(ROOT), faces).files
            (folder / "left.pdf").write_bytes(files["plan.pdf"])
            (folder / "right.pdf").write_bytes(libre.laid_out({"plan": files["plan.docx"]})["plan"])
            for title, (own, _, number) in PAGES.items():
                if own == root:
                    _draw(folder, number, PICTURES / f"{title}.png")
    return 0


def _draw(folder: Path, number: int, path: Path) -> None:
    """One page of both files beside one another, in few colours."""
    sides = []
    for side in ("left", "right"):
        call = ["pdftoppm", "-r", str(DOTS * FINER), "-f", str(number), "-l", str(number), "-singlefile", "-png"]
        subprocess.run([*call, folder / f"{side}.pdf", folder / side], check=True)
        sides.append(Image.open(folder / f"{side}.png").convert("RGB").reduce(FINER))
    sheet = Image.new("RGB", (sum(one.width for one in sides) + GAP, max(one.height for one in sides)), "#909090")
    sheet.paste(sides[0], (0, 0))
    sheet.paste(sides[1], (sides[0].width + GAP, 0))
    palette = Image.new("P", (1, 1))
    palette.putpalette(bytes.fromhex("".join(COLOURS)))
    sheet.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < LARGEST, f"{path.name} is {path.stat().st_size} bytes"


if __name__ == "__main__":
    sys.exit(main())
