"""A page's template that is spoiled, reaches out of its folder or works without end is refused by name, and soon."""

from pathlib import Path

import pytest

from pipeline.errors import TemplateError
from pipeline.render.web.jinja import render_template

SPOILED: dict[str, tuple[bytes, str]] = {
    "division": (b"{{ 1 / 0 }}", "division by zero"),
    "another encoding": ("中文".encode("gbk"), "不是 UTF-8"),
    "a large range": (b"{{ range(10 ** 10) | list }}", "range"),
    "loops in loops": (b"{% for a in range(10 ** 5) %}{% for b in range(10 ** 5) %}{% endfor %}{% endfor %}", "range"),
    "a text repeated": (b"{{ 'a' * 10 ** 10 }}", "算数"),
    "a list repeated": (b"{{ [0] * 10 ** 9 }}", "算数"),
    "a great power": (b"{{ 9 ** 999999999 }}", "算数"),
    "a wide text": (b"{{ 'a' | center(10 ** 9) }}", "太长了"),
    "a wide format": (b"{{ '%0999999999d' % 1 }}", "算数"),
    "a wide format filter": (b"{{ '%0999999999d' | format(1) }}", "宽度"),
    "calls itself": (b"{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "recursion"),
    "Python": (b"{{ ''.__class__.__mro__ }}", "unsafe"),
    "Python by attribute": (b"{{ ''|attr('__class__') }}", "__class__"),
    "globals": (b"{{ cycler.__init__.__globals__.os }}", "unsafe"),
    "a file": (b"{% include '/etc/passwd' %}", "不在"),
    "a file above": (b"{% include '../secret.html' %}", "不在"),
    "an import": (b"{% import 'os' as os %}", "不在"),
    "torn": (b"{% if", "第 1 行"),
    "unknown": (b"{{ nothing }}", "undefined"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_template_is_refused_by_name(name: str, tmp_path: Path) -> None:
    content, said = SPOILED[name]
    (tmp_path / "secret.html").write_text("秘密", "utf-8")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_bytes(content)
    with pytest.raises(TemplateError) as refused:
        render_template([folder], "page.html")
    assert said in str(refused.value)


def test_templates_count_and_fill_as_they_always_could(tmp_path: Path) -> None:
    text = "{% for n in range(3) %}{{ n * 2.5 }} {% endfor %}{{ '%.1f' % 2 }} {{ 'v-%d' | format(7) }} {{ 2 ** 10 }}"
    (tmp_path / "page.html").write_text(f"{text} {{{{ 'a' | center(3) }}}}", "utf-8")
    assert render_template([tmp_path], "page.html") == "0.0 2.5 5.0 2.0 v-7 1024  a "
