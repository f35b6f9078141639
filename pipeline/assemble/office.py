"""A content root as one run sees it: its files, what site.yaml states, and the faces to print with."""

from pathlib import Path

from pipeline import preflight
from pipeline.dataclass import dataclass
from pipeline.fonts import Faces
from pipeline.model import Site
from pipeline.parse import parse
from pipeline.source import Root, RootFiles, load_root


@dataclass(frozen=True, slots=True)
class Office:
    """One bureau's content root, read once."""

    root: Root
    files: RootFiles
    site: Site
    faces: Faces

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have a folder, oldest first."""
        return tuple(self.files.years)

    @property
    def font_files(self) -> tuple[Path, ...]:
        """The files of fonts that site.yaml names, whether they are there or not, and those that are printed with."""
        stated = preflight.stated_font_paths(self.root.path, self.site)
        return (*stated, *(face.path for face in self.faces.by_role.values()))

    def output_folder(self, output_dir: Path, year: int) -> Path:
        """The folder of a year's outputs."""
        return output_dir / self.root.prefix / str(year)


def load_office(root: Root) -> Office:
    """Read every file of a content root; raises FontError for a common face that is not installed."""
    return open_office(root, load_root(root.path))


def open_office(root: Root, files: RootFiles) -> Office:
    """Return the office of a content root that has been read; raises FontError as `load_office`."""
    site = parse(files.records).site
    return Office(root, files, site, preflight.find_faces(root.path, site))
