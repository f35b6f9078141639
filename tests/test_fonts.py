"""The faces: all there, all Chinese drawn, and no other face of the machine ever seen."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont

from pipeline import fonts
from pipeline.errors import FontError
from pipeline.fonts import FILES, Faces, Role, download as packages
from pipeline.fonts.download import Package

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
RARE = "㙍"
"""A Han outside GB 2312: no Fandol face has it, Noto has."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the office's own, named in the environment."""
    folder = tmp_path / "本局字体"
    folder.mkdir()
    monkeypatch.setenv(fonts.FONTS_ENV, str(folder))
    return folder


# --- covering ----------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_every_face_draws_gb_2312(faces: Faces, role: Role) -> None:
    rows = [*range(0xA1, 0xAA), *range(0xB0, 0xF8)]
    cells = [bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF)]
    # gb2312 says which cells are filled; gb18030 says, as today's faces do, that A1AA is U+2014 and A1A4 is U+00B7
    drawn = {cell.decode("gb18030") for cell in cells if cell.decode("gb2312", "ignore")}
    assert len(fonts.gb2312()) == 6763
    assert fonts.gb2312() <= drawn
    assert not drawn - faces[role].characters


def test_every_face_draws_what_a_keyboard_types(faces: Faces) -> None:
    typed = "".join(map(chr, range(0x20, 0x7F))) + "〔〕“”‘’《》〈〉…—·①⑩㈠℃％‰〇№"
    for role in Role:
        assert not fonts.fallback_chars([typed], faces, role)


def test_the_whole_plan_needs_no_fallback(faces: Faces) -> None:
    words = [path.read_text("utf-8") for path in sorted((ROOT / "content" / "2023").rglob("*.md"))]
    assert words
    for role in Role:
        assert not fonts.fallback_chars(words, faces, role)


def test_the_fallback_draws_the_unified_han_of_unicode_10(faces: Faces) -> None:
    assert {chr(code) for code in range(0x4E00, 0x9FEB)} <= faces[Role.FALLBACK].characters


def test_a_rare_han_is_borrowed_and_an_unknown_character_is_uncovered(faces: Faces) -> None:
    words = [f"{RARE}镇", "财政\ue000局"]
    assert fonts.fallback_chars(words, faces, Role.BODY) == {RARE, "\ue000"}
    assert fonts.missing_glyphs(words, faces, Role.BODY) == {"\ue000"}


def test_what_leaves_no_mark_needs_no_face(faces: Faces) -> None:
    assert not fonts.fallback_chars(["甲\u200b乙\u3000丙\u2003丁\u00ad戊\n\t"], faces, Role.BODY)


def test_what_a_face_boxes_though_it_looks_like_a_blank_is_uncovered(faces: Faces) -> None:
    assert fonts.missing_glyphs(["甲\u2028乙\u0085"], faces, Role.BODY) == {"\u2028", "\u0085"}


# --- finding -----------------------------------------------------------------


def test_a_face_says_who_it_is(faces: Faces) -> None:
    families = {role: faces[role].family for role in Role}
    assert families == {
        Role.TITLE: "FandolSong",
        Role.BODY: "FandolFang",
        Role.HEI: "FandolHei",
        Role.KAI: "FandolKai",
        Role.SONG: "FandolSong",
        Role.FALLBACK: "Noto Serif CJK SC",
    }
    assert all(faces[role].version for role in Role)


@pytest.mark.usefixtures("faces")
def test_a_second_look_needs_no_font_library() -> None:
    code = (
        "import sys; from pipeline import fonts; fonts.find(fonts.cache_folder()); sys.exit('fontTools' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_what_is_kept_of_a_face_is_what_the_file_says(faces: Faces, tmp_path: Path) -> None:
    for name in FILES.values():
        (tmp_path / name).symlink_to(fonts.cache_folder() / name)
    fresh, kept = fonts.find(tmp_path), fonts.find(tmp_path)
    assert fresh == kept
    assert {role: face.characters for role, face in fresh.by_role.items()} == {
        role: face.characters for role, face in faces.by_role.items()
    }


def test_all_missing_faces_are_named_at_once_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FontError) as fault:
        fonts.find(tmp_path)
    assert all(role.value in str(fault.value) for role in Role)
    assert "make fonts" in str(fault.value)


@pytest.mark.parametrize("content", [b"", b"OTTO", b"OTTO\x00\x05" + bytes(200), "不是字体".encode() * 99])
def test_a_broken_file_is_a_fault_that_names_it(office: Path, content: bytes) -> None:
    (office / "正文.ttf").write_bytes(content)
    with pytest.raises(FontError, match=r"正文\.ttf"):
        fonts.find()


@pytest.mark.parametrize("share", [0.001, 0.5, 0.999])
def test_half_a_file_is_a_fault_that_names_it(office: Path, share: float) -> None:
    whole = (fonts.cache_folder() / FILES[Role.BODY]).read_bytes()
    (office / "正文.otf").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(FontError, match=r"正文\.otf"):
        fonts.find()


def test_the_first_face_of_a_collection_is_the_office_s(office: Path) -> None:
    several = TTCollection()
    several.fonts = [TTFont(fonts.cache_folder() / FILES[role]) for role in (Role.SONG, Role.KAI)]
    several.save(office / "宋体.ttc")
    several.close()
    first = fonts.find()[Role.SONG]
    assert (first.family, first.style) == ("FandolSong", "Regular")
    assert first.path.read_bytes()[:4] == b"OTTO"
    assert fonts.find()[Role.SONG] == first
    assert Role.SONG not in fonts.substitutions(fonts.find())


@pytest.mark.parametrize("content", [b"ttcf", b"ttcf" + bytes(2000)])
def test_a_broken_collection_is_a_fault_that_names_it(office: Path, content: bytes) -> None:
    (office / "正文.ttc").write_bytes(content)
    with pytest.raises(FontError, match=r"正文\.ttc"):
        fonts.find()


def test_a_face_that_the_typesetter_cannot_open_is_a_fault_and_not_replaced(office: Path) -> None:
    # fontTools reads it; FreeType does not without the widths, and Pango would take another face
    with TTFont(fonts.cache_folder() / FILES[Role.BODY], recalcTimestamp=False) as font:
        del font["hmtx"]
        font.save(office / "正文.otf")
    with pytest.raises(FontError, match=r"正文\.otf.*FreeType 错误 \d+"):
        fonts.find()


def spoiled(path: Path) -> bytes:
    """A face with one bit of every 5,000th byte of its outlines turned; its size and the sums it states stay."""
    content = bytearray(path.read_bytes())
    for at in range(600_000, len(content) - 100_000, 5_000):
        content[at] ^= 1
    return bytes(content)


def rest(path: Path, content: bytes) -> None:
    """Write into a file and leave it the time it had, as a failing disk would."""
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("name", ["正文.otf", "正文.ttf"])
def test_a_face_with_spoiled_outlines_is_a_fault_though_all_it_says_of_itself_is_right(office: Path, name: str) -> None:
    whole = fonts.cache_folder() / FILES[Role.BODY]
    shutil.copy(whole, office / name)
    assert fonts.find()[Role.BODY].family == "FandolFang"
    rest(office / name, spoiled(whole))
    with pytest.raises(FontError, match=rf"{name}.*表 CFF 与校验和不符.*make fonts"):
        fonts.find()
    shutil.copy(whole, office / name)
    assert fonts.find()[Role.BODY].family == "FandolFang"


def test_a_face_spoiled_since_it_was_read_is_not_printed_with(faces: Faces, tmp_path: Path) -> None:
    shutil.copy(faces[Role.BODY].path, tmp_path / "正文.otf")
    read = fonts.find(given={"正文": tmp_path / "正文.otf"})
    fonts.verify_digests(read)
    rest(tmp_path / "正文.otf", spoiled(faces[Role.BODY].path))
    with pytest.raises(FontError, match=r"正文\.otf"):
        fonts.verify_digests(read)


@pytest.mark.parametrize("head", [True, False])
def test_only_the_sums_of_what_is_drawn_count_and_head_s_in_both_ways(office: Path, head: bool) -> None:
    content = bytearray((fonts.cache_folder() / FILES[Role.BODY]).read_bytes())
    entry = content.index(b"head" if head else b"post", 12)
    start = int.from_bytes(content[entry + 8 : entry + 12], "big")
    words = [int.from_bytes(content[at : at + 4], "big") for at in range(start, start + 56, 4)]
    content[entry + 4 : entry + 8] = (sum(words) % 2**32 if head else 7).to_bytes(4, "big")
    (office / "正文.otf").write_bytes(content)
    assert fonts.find()[Role.BODY].family == "FandolFang"


# --- what is kept of them ------------------------------------------------------


@pytest.fixture
def linked(faces: Faces, tmp_path: Path) -> Path:
    """A cache with all faces in it, and what was read of them."""
    cache = tmp_path / "cache"
    (cache / "known").mkdir(parents=True)
    for role, name in FILES.items():
        (cache / name).symlink_to(faces[role].path)
        shutil.copy(fonts.cache_folder() / "known" / f"{faces[role].digest}.json", cache / "known")
    fonts.find(cache)
    return cache


LOOK = """
import sys
from pathlib import Path
from pipeline import fonts
print(sorted(fonts.missing_glyphs(["甲乙㙍\\ue000"], fonts.find(Path(sys.argv[1])), fonts.Role.BODY)), "fontTools" in sys.modules)
"""


def look(cache: Path) -> str:
    """What a process that has seen nothing yet finds uncovered, and whether it had to read a face."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(cache)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "damage",
    [
        lambda words: words[:0],
        lambda words: words[: len(words) // 2],
        lambda words: words[:0] + "{}",
        lambda words: words.partition("\n")[0] + "\n{}",
        lambda words: words.replace('"version"', '"verse"'),
        lambda words: json.dumps({**json.loads(words.partition("\n")[2]), "characters": "甲"}),
        lambda words: words.replace("甲", ""),
    ],
)
def test_what_is_kept_and_damaged_is_noticed_and_made_anew(linked: Path, damage: Callable[[str], str]) -> None:
    kept = (linked / "known" / f"{fonts.find(linked)[Role.BODY].digest}.json", linked / "known" / "seen.json")
    whole = [path.read_text("utf-8") for path in kept]
    for path, words in zip(kept, whole, strict=True):
        path.write_text(damage(words), "utf-8")
    assert look(linked) == r"['\ue000'] True"
    assert [path.read_text("utf-8") for path in kept] == whole
    assert look(linked) == r"['\ue000'] False"


def test_what_is_kept_of_one_face_is_not_believed_of_another(linked: Path) -> None:
    one, other = (linked / "known" / f"{fonts.find(linked)[role].digest}.json" for role in (Role.BODY, Role.FALLBACK))
    whole = one.read_text("utf-8")
    shutil.copy(other, one)
    assert look(linked) == r"['\ue000'] True"
    assert one.read_text("utf-8") == whole


def test_what_cannot_be_kept_costs_nothing_but_time(linked: Path) -> None:
    for path in (linked / "known").iterdir():
        path.unlink()
        path.mkdir()
        (path / "stands").touch()
    assert look(linked) == r"['\ue000'] True"


def test_a_face_that_lacks_common_han_is_refused(office: Path) -> None:
    with TTFont(fonts.cache_folder() / FILES[Role.BODY], recalcBBoxes=False) as font:
        for table in font["cmap"].tables:
            table.cmap.pop(ord("宝"), None)
        font.save(office / "正文.otf")
    with pytest.raises(FontError, match="宝"):
        fonts.find()


def test_the_offices_own_face_is_taken_first_and_the_rest_comes_from_the_cache(office: Path) -> None:
    shutil.copy(fonts.cache_folder() / FILES[Role.KAI], office / "正文.otf")
    found = fonts.find()
    assert found[Role.BODY].path == office / "正文.otf"
    assert found[Role.BODY].family == "FandolKai"
    assert found[Role.KAI].path.parent == fonts.cache_folder()


def test_an_office_folder_without_faces_is_a_fault_not_a_silent_default(office: Path) -> None:
    (office / "simfang.ttf").touch()
    with pytest.raises(FontError, match=fonts.FONTS_ENV):
        fonts.find()


# --- unpacking ---------------------------------------------------------------


def test_what_is_there_is_not_brought_again() -> None:
    said: list[str] = []
    packages.unpack(fonts.cache_folder(), set(Role), said.append)
    assert not said


def test_a_spoiled_face_of_the_cache_is_brought_again(
    faces: Faces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = faces[Role.KAI].path
    installed = Package("faces", 0, {Role.KAI: str(whole.relative_to("/"))}, "none")
    monkeypatch.setattr(packages, "PACKAGES", (installed,))
    cache = tmp_path / "cache"
    cache.mkdir()
    said: list[str] = []
    packages.unpack(cache, {Role.KAI}, said.append)
    packages.unpack(cache, {Role.KAI}, said.append)
    assert len(said) == 1
    rest(cache / whole.name, spoiled(whole))
    packages.unpack(cache, {Role.KAI}, said.append)
    assert len(said) == 2
    assert (cache / whole.name).read_bytes() == whole.read_bytes()


def test_what_is_kept_and_damaged_does_not_hinder_bringing(linked: Path) -> None:
    for path in (linked / "known").iterdir():
        path.write_text("{", "utf-8")
    said: list[str] = []
    packages.unpack(linked, set(Role), said.append)
    assert not said


def test_only_the_wanted_files_of_a_package_are_taken(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: faces\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: faces\n"
    )
    for name in ("a.otf", "b.otf"):
        (tree / "usr" / "share").mkdir(parents=True, exist_ok=True)
        (tree / "usr" / "share" / name).write_text(name)
    deb = tmp_path / "faces.deb"
    subprocess.run(["dpkg-deb", "--build", "--root-owner-group", tree, deb], check=True, stdout=subprocess.DEVNULL)
    packages._extract(deb, {"usr/share/a.otf", "usr/share/c.otf"}, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["a.otf"]


def test_the_simplified_face_is_taken_of_a_collection_always_the_same(tmp_path: Path) -> None:
    cache = fonts.cache_folder()
    collection, taken = tmp_path / "all.ttc", (tmp_path / "1.otf", tmp_path / "2.otf")
    several = TTCollection()
    several.fonts = [TTFont(cache / FILES[Role.KAI]), TTFont(cache / FILES[Role.FALLBACK])]
    several.save(collection, shareTables=False)
    several.close()
    for path in taken:
        packages._take_simplified(collection, path)
    assert taken[0].read_bytes() == taken[1].read_bytes()
    with TTFont(taken[0]) as face:
        assert face["name"].getBestFamilyName() == packages.SIMPLIFIED


@pytest.mark.parametrize("collected", [False, True])
def test_a_spoiled_face_of_a_package_is_not_taken(faces: Faces, collected: bool, tmp_path: Path) -> None:
    role = Role.FALLBACK if collected else Role.KAI
    source, part = tmp_path / ("1.ttc" if collected else "1.otf"), tmp_path / "part"
    part.mkdir()
    content = spoiled(faces[role].path)
    if collected:
        # the head of a collection of one face, and its tables as far behind
        head = b"ttcf" + bytes((0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16))
        tables = bytearray(content)
        for at in range(12, 12 + 16 * int.from_bytes(content[4:6], "big"), 16):
            start = int.from_bytes(content[at + 8 : at + 12], "big")
            tables[at + 8 : at + 12] = (start + len(head)).to_bytes(4, "big")
        content = head + bytes(tables)
    source.write_bytes(content)
    package = Package("faces", 0, {role: str(source.relative_to("/"))}, "none")
    with pytest.raises(FontError, match=r"表 CFF.*与校验和不符"):
        packages._copy_fonts(package, Path("/"), part)


# --- what the PDF library may see ---------------------------------------------


def test_a_damaged_configuration_is_written_again(faces: Faces, tmp_path: Path) -> None:
    families = {"fang": faces[Role.BODY]}
    with fonts.isolated(families, tmp_path) as conf:
        whole = conf.read_bytes()
    conf.write_bytes(b"\xff\xfe")
    (link,) = (conf.parent / "fonts").iterdir()
    link.unlink()
    link.symlink_to(tmp_path / "nothing")
    with fonts.isolated(families, tmp_path):
        assert conf.read_bytes() == whole
        assert link.resolve() == faces[Role.BODY].path.resolve()


def test_a_changed_font_has_another_configuration_and_the_environment_comes_back(
    office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/elsewhere")
    monkeypatch.delenv("FONTCONFIG_SYSROOT", raising=False)
    path = office / "正文.otf"
    shutil.copy(fonts.cache_folder() / FILES[Role.BODY], path)
    with fonts.isolated({"fang": fonts.face(path)}, tmp_path) as first:
        assert os.environ["FONTCONFIG_FILE"] == str(first)
    shutil.copy(fonts.cache_folder() / FILES[Role.KAI], path)
    with fonts.isolated({"fang": fonts.face(path)}, tmp_path) as second:
        assert second != first
    assert os.environ["FONTCONFIG_FILE"] == "/elsewhere"
    path.unlink()
    with fonts.isolated({"fang": fonts.face(fonts.cache_folder() / FILES[Role.BODY])}, tmp_path):
        assert not first.exists(), "what names fonts that are gone is removed"


RENDER = """
import sys
from contextlib import nullcontext
from pathlib import Path
from pipeline import fonts
alone = fonts.isolated({"body": fonts.face(Path(sys.argv[3]))}, Path(sys.argv[2]))
with alone if sys.argv[1] == "alone" else nullcontext():
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    configuration = FontConfiguration()
face = Path(sys.argv[3]).as_uri()
exposed = f"@font-face {{ font-family: body; src: url('{face}') }}" if sys.argv[1] == "exposed" else ""
sheet = f"{exposed} p {{ font-family: body, serif }}"
css = weasyprint.CSS(string=sheet, font_config=configuration)
html = weasyprint.HTML(string=f"<p>为{sys.argv[4]}财政</p>")
html.write_pdf(sys.argv[5], stylesheets=[css], font_config=configuration, uncompressed_pdf=True)
"""


def render(how: str, home: Path, pdf: Path) -> bytes:
    """Renders a line with a Han its face lacks, in a process whose user has the fonts of a home folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("FONTCONFIG", "XDG_"))},
        "HOME": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    words = [how, str(pdf.parent / "cache"), str(fonts.cache_folder() / FILES[Role.BODY]), RARE, str(pdf)]
    subprocess.run([sys.executable, "-W", "error", "-c", RENDER, *words], cwd=ROOT, env=environment, check=True)
    return pdf.read_bytes()


def test_a_face_that_happens_to_be_on_the_machine_changes_nothing(tmp_path: Path) -> None:
    bare, decoyed = tmp_path / "bare", tmp_path / "decoyed"
    decoys = decoyed / ".local" / "share" / "fonts"
    bare.mkdir()
    decoys.mkdir(parents=True)
    shutil.copy(fonts.cache_folder() / FILES[Role.FALLBACK], decoys)

    exposed = render("exposed", decoyed, tmp_path / "exposed.pdf")
    assert exposed.count(b"/FontFile3") == 2, "the decoy is one that would be seen"
    left = sorted(decoyed.rglob("*"))

    alone = render("alone", decoyed, tmp_path / "alone.pdf")
    assert alone.count(b"/FontFile3") == 1
    assert alone == render("alone", bare, tmp_path / "again.pdf")
    assert sorted(decoyed.rglob("*")) == left, "nothing is written into the home folder"
    assert not list(bare.rglob("*"))
