"""What people would use instead, on the same plan: stock WeasyPrint, Typst, pandoc, LibreOffice, python-docx alone.

Each is a whole process and makes one file, where `zwgk build` makes ten and checks them.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cost import Cost, cost, medians, table

ROOT = Path(__file__).resolve().parent.parent

_STOCK = """
import json, sys
from pathlib import Path
from pipeline.fonts import Face
from pipeline.fonts.fontconfig import isolated
faces = {name: Face(Path(path), "", "", "", "", frozenset()) for name, path in json.loads(Path("faces.json").read_text()).items()}
with isolated(faces):
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(filename="print.css", font_config=fonts)
    weasyprint.HTML(filename="print.html").write_pdf("stock.pdf", stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3b", pdf_tags=True)
"""
_TYPST = "import typst; typst.compile('plan.typ', output='typst.pdf', font_paths=[%r])"
_DOCX = """
from pathlib import Path
import docx
document = docx.Document()
for line in Path("plan.txt").read_text("utf-8").splitlines():
    document.add_paragraph(line)
document.save("bare.docx")
"""


def measure(folder: Path, made: Path, zwgk: Callable[[], Cost], runs: int) -> str:
    """Return the table; `made` has the outputs of the plan, `zwgk` builds all of them from nothing."""
    python = sys.executable
    # in a process of its own: what this one imports would count as memory of all that it starts
    subprocess.run([python, __file__, str(folder), str(made)], check=True)
    commands: dict[str, list[str]] = {"WeasyPrint 原样，同一 HTML 和 CSS → PDF/A": [python, "-c", _STOCK]}
    missing = []
    if find_spec("pypandoc"):
        import pypandoc

        pandoc = pypandoc.get_pandoc_path()
        cost([pandoc, "print.html", "-o", "plan.typ", "--standalone"], folder)
        commands["pandoc，HTML → DOCX"] = [pandoc, "print.html", "-o", "pandoc.docx"]
        if find_spec("typst"):
            fonts = str(ROOT / ".cache" / "fonts")
            commands["Typst（pandoc 转来的源）→ PDF"] = [python, "-c", _TYPST % fonts]
        else:
            missing.append("Typst")
    else:
        missing += ["pandoc", "Typst"]
    if office := shutil.which("soffice"):
        profile = f"-env:UserInstallation=file://{folder}/profile"
        commands["LibreOffice，plan.docx → PDF"] = [
            office,
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            str(made / "plan.docx"),
        ]
    commands["只用 python-docx，一段一段写出"] = [python, "-c", _DOCX]
    environment = {"PYTHONPATH": f"{ROOT}:{':'.join(sys.path)}"}
    for words in commands.values():
        cost(words, folder, environment)
    costs = medians(runs, zwgk, *(partial(cost, words, folder, environment) for words in commands.values()))
    rows = [
        [
            what,
            result.cpu,
            result.cpu / costs[0].cpu,
            result.wall,
            f"{result.memory:.0f}",
            "" if result.code == 0 else f"退出码 {result.code}",
        ]
        for what, result in zip(["zwgk build，全部文件", *commands], costs, strict=True)
    ]
    note = f"\n没有装：{'、'.join(missing)}。\n" if missing else ""
    return table(["做什么", "CPU 秒", "与 zwgk 之比", "秒", "MB", ""], rows) + note


def _write_print_files(folder: Path) -> None:
    """Write the HTML and CSS that plan.pdf is laid out from, and the paths of its fonts by family."""
    from pipeline import source
    from pipeline.assemble.templates import template_search_path
    from pipeline.parse import parse
    from pipeline.preflight import faces_of
    from pipeline.render.compose import compose
    from pipeline.render.pdf import render
    from pipeline.render.pdf.page_breaks import Decisions
    from pipeline.typography import gbt9704

    class _Caught(Exception):
        pass

    def catch(
        html: Callable[[Decisions], str], _feedback: object, css: str, families: Mapping[str, Any], *_: object
    ) -> None:
        (folder / "print.html").write_text(html(Decisions()), "utf-8")
        (folder / "print.css").write_text(css, "utf-8")
        paths = {name: str(face.path) for name, face in families.items()}
        (folder / "faces.json").write_text(json.dumps(paths), "utf-8")
        raise _Caught

    plan = parse(source.load_year(ROOT / "content", 2023)).plan
    faces = faces_of(ROOT / "content")
    original, render.lay_out = render.lay_out, catch  # type: ignore[attr-defined]
    try:
        page = gbt9704.PAGES[plan.head.layout.value]
        render.render_pdf(compose(plan), template_search_path(ROOT), page, faces, [])
    except _Caught:
        pass
    finally:
        render.lay_out = original  # type: ignore[attr-defined]


def _text_of(path: Path) -> str:
    import docx

    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


if __name__ == "__main__":
    _write_print_files(Path(sys.argv[1]))
    (Path(sys.argv[1]) / "plan.txt").write_text(_text_of(Path(sys.argv[2]) / "plan.docx"), "utf-8")
