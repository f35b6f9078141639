"""Make PDFs of plans, and read their pages with pdfplumber."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber

from pipeline.fonts import Faces
from pipeline.model import Plan
from pipeline.render.compose import compose
from pipeline.render.pdf import render as pdf
from pipeline.typography import gbt9704 as standard

ROOT = Path(__file__).resolve().parent.parent


TEMPLATES = (ROOT / "templates",)


def written(plan: Plan, faces: Faces, page: standard.Page = standard.GBT_33476, **more: Any) -> bytes:
    return pdf.render_pdf(compose(plan), more.pop("templates", TEMPLATES), page, faces, **more).content


def pages(content: bytes) -> list[Any]:
    return list(pdfplumber.open(BytesIO(content)).pages)
