"""LibreOffice as Word's files meet it: in our faces, under the names the files ask for."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from lxml import etree

from pipeline.fonts import Faces, Role
from pipeline.render import typefaces

_NAMED = {
    typefaces.TITLE: Role.TITLE,
    typefaces.BODY: Role.BODY,
    typefaces.KAI: Role.KAI,
    typefaces.HEI: Role.HEI,
    typefaces.SONG: Role.SONG,
}


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile and faces of its own in a folder, and nothing else of the machine."""

    folder: Path

    @property
    def profile(self) -> Path:
        """The folder of the program's settings: it takes seconds to furnish a new one."""
        return self.folder / "profile"

    @cached_property
    def version(self) -> int:
        """The major version: 7 on Debian 12, 25 on Debian 13."""
        done = subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=True)
        return int(done.stdout.split()[1].split(".")[0])

    def convert(self, path: Path, kind: str, *, into: Path | None = None) -> Path:
        """A file as another kind, beside it or in another folder."""
        return self.converted([path], kind, into or path.parent)[0]

    def converted(self, paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
        """Files as another kind, all in one start of the program."""
        call = ["soffice", f"-env:UserInstallation={self.profile.as_uri()}", "--headless", "--convert-to", kind]
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "FONTCONFIG_FILE": str(self.folder / "fonts.conf"),
        }
        subprocess.run([*call, "--outdir", folder, *paths], env=environment, capture_output=True, check=True)
        made = [folder / f"{path.stem}.{kind.split(':', maxsplit=1)[0]}" for path in paths]
        assert all(path.is_file() for path in made), f"LibreOffice made no {kind} of some of {paths}"
        return made

    def plain(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Word's files as PDF, by name, as LibreOffice lays them out by itself."""
        return self._as_pdf(files, self._written(files))

    def laid_out(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Word's files as PDF, by name, two of LibreOffice's ways that are not Word's set right between.

        It reads overflowPunct the other way round, and puts blanks between Han and Latin against autoSpaceDE.
        """
        flat = self.converted(self._written(files), "fodt", self.folder)
        for path in flat:
            words = path.read_text("utf-8").replace('text-autospace="ideograph-alpha"', 'text-autospace="none"')
            path.write_text(words.replace('punctuation-wrap="hanging"', 'punctuation-wrap="simple"'), "utf-8")
        return self._as_pdf(files, flat)

    def _written(self, files: Mapping[str, bytes]) -> list[Path]:
        paths = [self.folder / f"{index}.docx" for index in range(len(files))]
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        return paths

    def _as_pdf(self, names: Iterable[str], paths: Sequence[Path]) -> dict[str, bytes]:
        made = self.converted(paths, "pdf", self.folder)
        return {name: path.read_bytes() for name, path in zip(names, made, strict=True)}


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


# --- tracked changes --------------------------------------------------------------------


@dataclass(frozen=True)
class ResolvedChanges:
    """What LibreOffice makes of a file with tracked changes: how many came in and went out, and its lines both ways.

    A line is a paragraph's words, or "row" and its cells.
    """

    counted: tuple[int, int]
    accepted: list[tuple[str, ...]]
    rejected: list[tuple[str, ...]]


_SETTLE = """
Sub Main(folder As String, names As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim flat(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  flat(0).Name = "FilterName"
  flat(0).Value = "OpenDocument Text Flat XML"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  For Each name In Split(names, ",")
    For Each way In Array("Accept", "Reject")
      document = StarDesktop.loadComponentFromURL(folder + name + ".docx", "_blank", 0, hidden())
      If way = "Accept" Then document.storeToURL(folder + name + ".fodt", flat())
      dispatcher.executeDispatch(document.CurrentController.Frame, ".uno:" + way + "AllTrackedChanges", "", 0, Array())
      document.storeToURL(folder + name + "." + way + ".fodt", flat())
      document.close(True)
    Next
  Next
End Sub
"""

_LIBRARIES = """<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>"""
_LIBRARY = """<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Settle"/>
</library:library>"""
_MODULE = """<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Settle" script:language="StarBasic">{}</script:module>"""


def resolve_changes(folder: Path, files: Mapping[str, bytes]) -> dict[str, ResolvedChanges]:
    """Open every file in one LibreOffice with its own profile; count its changes, accept all and reject all.

    Its own command does it, called from a macro: converting resolves nothing.
    """
    names = _numbered(folder, files)
    _run_macro(folder / "profile", folder, _SETTLE, names.values())
    found = {}
    for title, name in names.items():
        tracked, accepted, rejected = (etree.parse(folder / f"{name}{way}.fodt") for way in ("", ".Accept", ".Reject"))
        came, went = (len(list(tracked.iter(f"{_TEXT}{kind}"))) for kind in ("insertion", "deletion"))
        found[title] = ResolvedChanges((came, went), list(_lines(_text(accepted))), list(_lines(_text(rejected))))
    return found


def _numbered(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write the files under numbers, which any program takes; returns their names without the extension."""
    names = {title: str(number) for number, title in enumerate(files)}
    for title, content in files.items():
        (folder / f"{names[title]}.docx").write_bytes(content)
    return names


def _run_macro(profile: Path, folder: Path, code: str, names: Iterable[str]) -> None:
    """Run the macro `Main` once over the files of these names in the folder; the profile may be new."""
    call = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    basic = profile / "user" / "basic"
    if not (basic / "Standard").is_dir():
        # a profile is furnished at its first start, what lay in it before is overwritten
        subprocess.run([*call, "--terminate_after_init"], check=True, capture_output=True, timeout=60)
    (basic / "script.xlc").write_text(_LIBRARIES)
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY)
    (basic / "Standard" / "Settle.xba").write_text(_MODULE.format(escape(code)))
    macro = f'macro:///Standard.Settle.Main("{folder.as_uri()}/","{",".join(names)}")'
    subprocess.run([*call, macro], check=True, capture_output=True, timeout=300)


_EDIT = """
Sub Main(folder As String, names As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim word(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  word(0).Name = "FilterName"
  word(0).Value = "MS Word 2007 XML"
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  For Each name In Split(names, ",")
    document = StarDesktop.loadComponentFromURL(folder + name + ".docx", "_blank", 0, hidden())
    document.RecordChanges = True
    lines = createUnoService("com.sun.star.io.TextInputStream")
    lines.setInputStream(files.openFileRead(folder + name + ".txt"))
    lines.setEncoding("UTF-8")
    Do While Not lines.isEOF()
      fields = Split(lines.readLine(), Chr(9))
      If UBound(fields) = 3 Then
        count = -1
        blocks = document.Text.createEnumeration()
        Do While blocks.hasMoreElements()
          block = blocks.nextElement()
          If block.supportsService("com.sun.star.text.Paragraph") Then
            If Trim(block.String) <> "" Then count = count + 1
            If count = CInt(fields(0)) Then
              cursor = document.Text.createTextCursorByRange(block.Start)
              cursor.goRight(CInt(fields(1)), False)
              cursor.goRight(CInt(fields(2)) - CInt(fields(1)), True)
              cursor.String = fields(3)
              Exit Do
            End If
          End If
        Loop
      End If
    Loop
    document.storeToURL(folder + name + ".edited.docx", word())
    document.close(True)
  Next
End Sub
"""

Edit = tuple[int, int, int, str]
"""The number of a paragraph that is not blank, where its characters are replaced, and by what."""


def edit_tracked(
    profile: Path, folder: Path, files: Mapping[str, bytes], edits: Mapping[str, Sequence[Edit]]
) -> dict[str, bytes]:
    """Edit every file in LibreOffice while it records changes, and save it as a Word file again."""
    names = _numbered(folder, files)
    for title, name in names.items():
        lines = ["\t".join(map(str, edit)) for edit in edits[title]]
        (folder / f"{name}.txt").write_text("\n".join(lines), "utf-8")
    _run_macro(profile, folder, _EDIT, names.values())
    return {title: (folder / f"{name}.edited.docx").read_bytes() for title, name in names.items()}


_OPEN = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE = f"{_OPEN}text:1.0}}", f"{_OPEN}table:1.0}}"


def _text(document: etree._ElementTree) -> etree._Element:
    found = document.find(f".//{_OPEN}office:1.0}}text")
    assert found is not None
    return found


def _lines(text: etree._Element) -> Iterator[tuple[str, ...]]:
    for block in text:
        match str(block.tag).removeprefix(_TEXT).removeprefix(_TABLE):
            case "p" | "h":
                yield (_words(block),)
            case "section" | "list" | "list-item":
                yield from _lines(block)
            case "table":
                for row in block.iter(f"{_TABLE}table-row"):
                    cells = [one for one in row if one.tag in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")]
                    yield "row", *("\n".join(line for (line,) in _lines(cell)) for cell in cells)


def _words(element: etree._Element) -> str:
    words = element.text or ""
    for child in element:
        match str(child.tag).removeprefix(_TEXT):
            case "line-break":
                words += "\n"
            case "s":
                words += " " * int(child.get(f"{_TEXT}c", "1"))
            case "span" | "a":
                words += _words(child)
        words += child.tail or ""
    return words
