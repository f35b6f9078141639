"""The text that marked content of a PDF states for what it draws (ActualText, ISO 32000-1, 14.9.4).

A font without codes, or without the glyphs that a text needs, draws something else than
the text says.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pdfplumber.page

_KEY = "ActualText"
_ARTIFACT = "Artifact"


def states_text(page: "pdfplumber.page.Page") -> bool:
    """Whether the marked content of a page states a text."""
    named = _dictionary(_dictionary(page.page_obj.resources).get("Properties"))
    return any(_KEY in _dictionary(value) for value in named.values()) or any(
        _KEY.encode() in _content(stream) for stream in page.page_obj.contents
    )


def layout_with_stated_text(page: "pdfplumber.page.Page") -> tuple[Any, Mapping[str, str]]:
    """Return the layout of a page, and the texts that its marked content states by the `tag` of their characters.

    The `mcid` of a character is that of all marked content around it; what is stated for a
    whole replaces what is stated for its parts.
    """
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.psparser import PSLiteral
    from pdfplumber.page import PDFPageAggregatorWithMarkedContent

    named = _dictionary(_dictionary(page.page_obj.resources).get("Properties"))
    texts: dict[str, str] = {}

    class Device(PDFPageAggregatorWithMarkedContent):
        """Lays a page out; marked content may be nested."""

        around: list[tuple[int | None, str | None]]

        def begin_tag(self, tag: Any, props: Any = None) -> None:
            mcid, key = self.around[-1] if self.around else (None, None)
            stated = _dictionary(named.get(str(props.name)) if isinstance(props, PSLiteral) else props)
            if tag.name == _ARTIFACT:
                key = _ARTIFACT
            elif key is None and _KEY in stated:
                key = f"{_KEY} {len(texts)}"
                texts[key] = _text(stated[_KEY])
            self.around.append((stated.get("MCID", mcid), key))
            self.cur_mcid, self.cur_tag = self.around[-1]

        def end_tag(self) -> None:
            if self.around:
                self.around.pop()
            self.cur_mcid, self.cur_tag = self.around[-1] if self.around else (None, None)

    device = Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    device.around = []
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    return device.get_result(), texts


def _dictionary(value: object) -> dict[str, Any]:
    from pdfminer.pdftypes import resolve1

    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    found = resolve1(value)
    return decode_text(found) if isinstance(found, bytes) else ""


def _content(stream: object) -> bytes:
    from pdfminer.pdftypes import PDFStream, resolve1

    found = resolve1(stream)
    return found.get_data() if isinstance(found, PDFStream) else b""
