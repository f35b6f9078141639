"""A content root as one run sees it: what site.yaml states, the faces to print with, and the years there are."""

from dataclasses import dataclass
from pathlib import Path

from pipeline import preflight, source
from pipeline.fonts import Faces
from pipeline.model import Site
from pipeline.source import Root


@dataclass(frozen=True, slots=True)
class Office:
    """One bureau's content root, read once."""

    root: Root
    site: Site
    faces: Faces
    years: tuple[int, ...]

    def output_folder(self, output_dir: Path, year: int) -> Path:
        """The folder of a year's outputs."""
        return output_dir / self.root.prefix / str(year)


def load_office(root: Root) -> Office:
    """Read the office's records; raises FontError for a common face that is not installed."""
    site = preflight.site_of(root.path)
    return Office(root, site, preflight.find_faces(root.path, site), source.years(root.path))
