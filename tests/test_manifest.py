"""manifest.json holds what a year's files are, against the files themselves and readers that did not write them."""

import json
import platform
import re
import zlib
from dataclasses import replace
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from pipeline.fonts import FAMILIES, Faces, Role
from pipeline.model import LeadSentenceFont, Plan
from pipeline.render.compose import compose
from pipeline.render.data.manifest import manifest
from pipeline.render.library_versions import PACKAGES
from pipeline.render.pdf.postprocess import PdfFacts
from pipeline.render.pdf.render import PdfResult, render_pdf
from pipeline.render.xlsx import workbook as sheet
from pipeline.source import SourceText
from pipeline.typography import gbt9704 as standard
from tests.builders import ROOT
from tests.plans import of_2023

PAGE = standard.GBT_33476


def printed(plan: Plan, faces: Faces) -> PdfResult:
    return render_pdf(compose(plan), (ROOT / "templates",), PAGE, faces)


@pytest.fixture(scope="module")
def paper(faces: Faces) -> PdfResult:
    return printed(of_2023(), faces)


@pytest.fixture(scope="module")
def files(paper: PdfResult) -> dict[str, bytes]:
    return {"plan.pdf": paper.content, "annex.xlsx": sheet.annex(compose(of_2023()), PAGE)}


def said(files: dict[str, bytes], faces: Faces, facts: PdfFacts) -> Any:
    return json.loads(manifest(files, faces, PAGE, facts))


def test_every_file_is_listed_with_size_digest_and_pages(
    files: dict[str, bytes], faces: Faces, paper: PdfResult
) -> None:
    with pikepdf.open(BytesIO(files["plan.pdf"])) as opened:
        pages = len(opened.pages)
    assert said(files, faces, paper.facts)["files"] == [
        {
            "name": "annex.xlsx",
            "size": len(files["annex.xlsx"]),
            "sha256": sha256(files["annex.xlsx"]).hexdigest(),
        },
        {
            "name": "plan.pdf",
            "size": len(files["plan.pdf"]),
            "pages": pages,
            "sha256": sha256(files["plan.pdf"]).hexdigest(),
        },
    ]


def test_every_role_says_its_face_and_whether_the_pdf_holds_it(
    files: dict[str, bytes], faces: Faces, paper: PdfResult
) -> None:
    with pikepdf.open(BytesIO(files["plan.pdf"])) as opened:
        held = {
            str(one["/BaseFont"]).split("+")[-1]
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/BaseFont" in one
        }
    told = said(files, faces, paper.facts)["faces"]
    assert {FAMILIES[Role(one["role"])] for one in told if one["embedded"]} == held
    assert [(one["role"], one["family"], one["style"], one["embedded"]) for one in told] == [
        ("标题", "FandolSong", "Bold", True),
        ("正文", "FandolFang", "Regular", True),
        ("黑体", "FandolHei", "Regular", True),
        ("楷体", "FandolKai", "Regular", False),
        ("宋体", "FandolSong", "Regular", True),
        ("补字", "Noto Serif CJK SC", "Regular", False),
    ]
    assert [one["version"] for one in told] == [faces[role].version for role in FAMILIES]


def test_faces_that_another_plan_needs_are_embedded(faces: Faces) -> None:
    plan = of_2023()
    other = replace(
        plan, head=replace(plan.head, lead_sentence_font=LeadSentenceFont.KAITI, organ=SourceText("宝山区财政局𠮷"))
    )
    printout = printed(other, faces)
    told = said({"plan.pdf": printout.content}, faces, printout.facts)["faces"]
    assert all(one["embedded"] for one in told)


def test_versions_and_preset_are_said(files: dict[str, bytes], faces: Faces, paper: PdfResult) -> None:
    from weasyprint.text import ffi

    read = said(files, faces, paper.facts)
    assert read["page"] == "33476"
    assert read["formats"] == {"content": 1, "plan.json": 1}
    pango, harfbuzz = read["libraries"].pop("Pango"), read["libraries"].pop("HarfBuzz")
    assert read["libraries"] == {
        "Python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        **{name: metadata.version(name) for name in PACKAGES},
    }
    # WeasyPrint asks the same libraries in numbers
    major, minor, micro = map(int, pango.split("."))
    assert ffi.pango.pango_version() == 10_000 * major + 100 * minor + micro
    major, minor, micro = map(int, harfbuzz.split("."))
    assert ffi.harfbuzz.hb_version_atleast(major, minor, micro)
    assert not ffi.harfbuzz.hb_version_atleast(major, minor, micro + 1)
    assert list(read) == ["formats", "page", "files", "faces", "libraries"]


def test_it_is_the_same_for_the_same_files_and_does_not_list_itself(
    files: dict[str, bytes], faces: Faces, paper: PdfResult
) -> None:
    made = manifest(files, faces, PAGE, paper.facts)
    again = {**dict(reversed(files.items())), "manifest.json": made}
    assert manifest(again, faces, PAGE, paper.facts) == made


def test_it_knows_neither_hour_nor_path(files: dict[str, bytes], faces: Faces, paper: PdfResult) -> None:
    made = manifest(files, faces, PAGE, paper.facts).decode()
    assert str(ROOT) not in made
    assert str(faces[Role.BODY].path) not in made
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}", made)
