"""LibreOffice as Word's files meet it: in our faces, under the names the files ask for."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

from pipeline.fonts import Faces, Role
from pipeline.render import template

_NAMED = {
    template.TITLE: Role.TITLE,
    template.BODY: Role.BODY,
    template.KAI: Role.KAI,
    template.HEI: Role.HEI,
    template.SONG: Role.SONG,
}


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile and faces of its own in a folder, and nothing else of the machine."""

    folder: Path

    def convert(self, path: Path, kind: str, *, into: Path | None = None) -> Path:
        """A file as another kind, beside it or in another folder."""
        call = ["soffice", f"-env:UserInstallation=file://{self.folder}/profile", "--headless", "--convert-to", kind]
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "FONTCONFIG_FILE": str(self.folder / "fonts.conf"),
        }
        where = into or path.parent
        subprocess.run([*call, "--outdir", where, path], env=environment, capture_output=True, check=True)
        made = where / f"{path.stem}.{kind.split(':', maxsplit=1)[0]}"
        assert made.is_file(), f"LibreOffice made no {kind} of {path.name}"
        return made

    def plain(self, content: bytes) -> bytes:
        """Word's file as pages, as LibreOffice lays it out by itself."""
        path = self.folder / "plan.docx"
        path.write_bytes(content)
        return self.convert(path, "pdf").read_bytes()

    def laid_out(self, content: bytes) -> bytes:
        """Word's file as pages, two of LibreOffice's ways that are not Word's set right between.

        It reads overflowPunct the other way round, and puts blanks between Han and Latin against autoSpaceDE.
        """
        path = self.folder / "plan.docx"
        path.write_bytes(content)
        flat = self.convert(path, "fodt")
        words = flat.read_text("utf-8").replace('text-autospace="ideograph-alpha"', 'text-autospace="none"')
        flat.write_text(words.replace('punctuation-wrap="hanging"', 'punctuation-wrap="simple"'), "utf-8")
        return self.convert(flat, "pdf").read_bytes()


def installed(folder: Path, faces: Faces) -> Office | None:
    """LibreOffice ready in a folder; None where the machine has none."""
    if shutil.which("soffice") is None:
        return None
    (folder / "faces").mkdir()
    for face, role in _NAMED.items():
        with TTFont(faces[role].path) as font:
            font["name"].names = []
            for key, name in ((1, face.name), (2, "Regular"), (4, face.name), (6, f"Face{role.name}")):
                font["name"].setName(name, key, 3, 1, 0x409)
            # every face of the family calls itself as heavy as the others
            font["OS/2"].usWeightClass = 400
            font.save(folder / "faces" / f"{role.name}.otf")
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder / "faces"}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        "utf-8",
    )
    return Office(folder)
