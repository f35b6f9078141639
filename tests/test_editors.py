"""正文 copied from the 发布包 and pasted into real editors of content management systems, by keyboard, through the real clipboard.

TinyMCE and wangEditor come from npm (tests/package.json). What each of them makes
of a paste is its own affair; that no word, row or merged cell is lost on the way is ours.
"""

from pathlib import Path
from typing import Any

import pytest
from lxml import html as markup
from playwright.sync_api import Browser, Page

from pipeline.check.session import check_year
from pipeline.model import Plan
from pipeline.render.compose import compose
from pipeline.render.web import portal_pages as handover
from pipeline.render.web.fragment import fragment
from tests.browsing import visit
from tests.builders import ROOT, TEMPLATES
from tests.fragment_reader import expected, read, words
from tests.plans import RICH
from tests.validators import MODULES

TINYMCE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>TinyMCE</title><script src="{modules}/tinymce/tinymce.min.js"></script></head>
<body><textarea id="editor"></textarea>
<script>
tinymce.init({{ selector: "#editor", license_key: "gpl", plugins: "table lists link", promotion: false,
  setup: (editor) => editor.on("init", () => {{
    window.content = () => editor.getContent(); editor.focus(); document.title = "ready";
  }}) }});
</script></body></html>
"""
WANGEDITOR = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>wangEditor</title>
<link rel="stylesheet" href="{modules}/@wangeditor/editor/dist/css/style.css">
<script src="{modules}/@wangeditor/editor/dist/index.js"></script></head>
<body><div id="editor" style="height: 600px"></div>
<script>
const editor = wangEditor.createEditor({{ selector: "#editor", html: "<p><br></p>", config: {{ autoFocus: false }}, mode: "default" }});
window.content = () => editor.getHtml();
editor.focus();
document.title = "ready";
</script></body></html>
"""
EDITORS = {"TinyMCE": TINYMCE, "wangEditor": WANGEDITOR}


def pasted(page: Page, path: Path) -> str:
    """What the editor on that page holds after Ctrl+V."""
    other = page.context.new_page()
    wrong: list[str] = []
    asked: list[str] = []
    other.on("pageerror", lambda fault: wrong.append(str(fault)))
    other.on("request", lambda request: asked.append(request.url))
    other.goto(path.as_uri())
    other.wait_for_function("document.title === 'ready'")
    other.keyboard.press("Control+V")
    other.wait_for_function("window.content().includes('<td')")
    content = other.evaluate("window.content()")
    other.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    return str(content)


@pytest.mark.parametrize("plan", [check_year(ROOT / "content", 2023).plan, RICH], ids=["2023", "rich"])
@pytest.mark.parametrize("name", EDITORS)
def test_an_editor_keeps_every_word_row_and_merged_cell(
    name: str, plan: Plan, browser: Browser, tmp_path: Path
) -> None:
    document = compose(plan)
    body, editor = tmp_path / handover.BODY, tmp_path / "editor.html"
    body.write_bytes(
        handover.body_page(
            fragment(document, TEMPLATES), document.first_title, check_year(ROOT / "content", 2023).site, TEMPLATES
        )
    )
    editor.write_text(EDITORS[name].format(modules=MODULES.as_uri()), "utf-8")
    with visit(browser, body) as page:
        page.get_by_role("button", name="复制带格式的正文").click()
        kept = pasted(page, editor)
    # an empty cell is given a blank to stand on, an empty paragraph stands at the end to type in
    found = [one for one in read(kept.replace("&nbsp;", " ").encode()) if not isinstance(one, str) or one.strip()]
    assert found == expected(plan)
    assert merged(kept) == merged(fragment(document, TEMPLATES).decode())
    assert merged(kept)


def merged(content: str) -> list[tuple[str, int, int]]:
    """The cells that stand over more than one row or column, each with how many."""
    root: Any = markup.fragment_fromstring(content, create_parent="div")
    cells = root.iter("th", "td")
    spans = [(words(one).strip(), int(one.get("rowspan", "1")), int(one.get("colspan", "1"))) for one in cells]
    return [one for one in spans if one[1:] != (1, 1)]
