"""Independent validators of the finished files: each gives what it objects to, one line each; an empty list is approval.

They come from tests/package.json (`make test` brings them), work offline, and
read files, apart from axe, which looks at a page that a browser shows.
"""

import json
import os
import re
import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import pdfa

if TYPE_CHECKING:
    from playwright.sync_api import Page

MODULES = Path(__file__).resolve().parent / "node_modules"
"""What tests/package-lock.json names, unpacked: the editors lie here too, as `tinymce/` and `@wangeditor/editor/`."""

_OOXML = MODULES / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator"

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The rules of axe that stand for WCAG 2.2, levels A and AA (no criterion of level A came with 2.2 that axe tests)."""


def ooxml(path: Path) -> list[str]:
    """What the schemas and rules of ECMA-376, as Microsoft's SDK has them, object to in a .docx or .xlsx."""
    # without ICU on the machine .NET would not start
    environment = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    report = json.loads(_output_of([_OOXML, path], environment))
    words = ((one, str(one["description"]).partition(" List of possible elements")[0]) for one in report["errors"])
    found = [f"{one['path']} {one['xPath']}: {objection}" for one, objection in words]
    assert report["ok"] is not found, report
    return found


def html_validate(*paths: Path, without: tuple[str, ...] = ()) -> list[str]:
    """What html-validate's recommended, document and accessibility rules object to; rules named in `without` rest."""
    program = MODULES / ".bin" / "html-validate"
    with TemporaryDirectory() as folder:
        # what it prints is cut off in a pipe
        report = Path(folder) / "report.json"
        rules = ["--preset=recommended,document,a11y", *(f"--rule={rule}:off" for rule in without)]
        _output_of([program, *rules, f"--formatter=text,json={report}", "--ext=html", *paths], silent=True)
        found = json.loads(report.read_text("utf-8"))
    return [
        f"{Path(page['filePath']).name}:{one['line']}:{one['column']}: {one['ruleId']}: {one['message']}"
        for page in found
        for one in page["messages"]
    ]


_PDF_UA_METADATA = re.compile(
    rb'<rdf:Description rdf:about="" xmlns:pdf(?:aExtension|uaid)=.*?</rdf:Description>', re.DOTALL
)


def pdf_a(content: bytes) -> list[str]:
    """What pikepdf's own check of PDF/A-3b objects to in a file declared PDF/UA-1 as well.

    It knows no extension schemas (ISO 19005-3, 6.6.2.3), so these may be all that it sees, and the file is checked without them.
    """
    with pikepdf.open(BytesIO(content)) as file:
        rules = {finding.rule for finding in pdfa.check(file, "3b").findings}
        stripped, count = _PDF_UA_METADATA.subn(b"", file.Root.Metadata.read_bytes())
        assert count == 2, "the description of the schema and the declaration"
        file.Root.Metadata.write(stripped)
        return [*sorted(rules - {"ISO_19005_3:6.6.2.3.1-1"}), *map(str, pdfa.check(file, "3b").findings)]


_NOT_FOR_CHINESE = ("HDG-010",)
"""Rules of outloud that count words between blanks: a heading without any is a reference number to it."""


def matterhorn(path: Path) -> list[str]:
    """What outloud finds in a PDF by the Matterhorn Protocol 1.1 (PDF/UA-1), and by its own rules for what such a file still gets wrong."""
    from outloud import check

    result = check(str(path), skip=_NOT_FOR_CHINESE)
    assert result.error is None, result.error
    assert not [run for run in result.runs if run.status == "crashed"]
    return [f"{finding.rule}: {finding.message} {finding.evidence}" for finding in result.findings]


def nu(*paths: Path) -> list[str]:
    """What the Nu Html Checker objects to or warns of; one call for many pages, a JVM takes its time to start."""
    jar = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    report = json.loads(_output_of(["java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", *paths]))
    return [
        f"{Path(one['url']).name}:{one.get('lastLine', 0)}: {one.get('subType', one['type'])}: {one['message']}"
        for one in report["messages"]
    ]


def axe(page: "Page", *, tags: tuple[str, ...] = WCAG) -> list[str]:
    """What axe-core finds against WCAG on the page as the browser shows it now, frames inside it left out.

    It is brought in through the browser's own door for developers, so a page's Content-Security-Policy stays in force.
    """
    door = page.context.new_cdp_session(page)
    _evaluated(door, (MODULES / "axe-core" / "axe.min.js").read_text("utf-8") + ";0")
    choice = json.dumps({"runOnly": {"type": "tag", "values": tags}, "iframes": False})
    report = _evaluated(door, f"axe.run(document, {choice}).then(found => JSON.stringify(found))")
    door.detach()
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in json.loads(report)["violations"]
        for node in rule["nodes"]
    ]


def document(fragment: str, title: str) -> str:
    """A piece of HTML as a whole page, for validators that want one; it stands where a portal puts it."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="UTF-8"><title>{title}</title></head>\n'
        f"<body><h1>{title}</h1>\n{fragment}</body>\n</html>\n"
    )


def _evaluated(door: Any, code: str) -> Any:
    report = door.send("Runtime.evaluate", {"expression": code, "awaitPromise": True, "returnByValue": True})
    assert "exceptionDetails" not in report, report["exceptionDetails"]
    return report["result"]["value"]


def _output_of(call: list[str | Path], environment: dict[str, str] | None = None, *, silent: bool = False) -> str:
    """Return what a validator prints; whatever its exit code, it printed something unless `silent`."""
    program = Path(call[0])
    assert not program.is_absolute() or program.exists(), f"{program} is missing: make tests/node_modules/unpacked"
    ended = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    assert silent or ended.stdout.strip(), ended.stderr
    return ended.stdout
