"""The elements of a document's cover and sign-off, and how each is printed."""

from pipeline.dataclass import dataclass
from pipeline.patterns import lazy_pattern
from pipeline.source import SourceText

DATE = lazy_pattern(
    r"(?:\d{4}|[二一][〇○零一二三四五六七八九]{3})\s?年[\s\u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s\u3000]*月[\s\u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s\u3000]*日?"
)
"""A day on a line of its own, also one still open (2024年　月　日)."""

REMARK = lazy_pattern(r"[（(]此件.*?[）)]?")
"""附注."""

ANNEX_NOTE = lazy_pattern(r"附\s?件\s?\d{0,2}\s?[:：]\s?(?=.)")
"""The beginning of 附件说明."""

ANNEX_MARK = lazy_pattern(r"(?:[^，。；\s]{1,20}[〔\[]\d{4}[〕\]]\d+号)?附\s?[件表]\s?[\d一二三四五]{0,2}\s?[:：]?")
"""The mark over an annex; 发文字号 is before it where the annex is a file of its own."""

COPY_TO = lazy_pattern(r"抄\s?送\s?[:：]\s?")
PRINTED = lazy_pattern(r"(?P<printer>.*?)[\s\u3000]*(?P<day>\d{4}年\d{1,2}月\d{1,2}日)[\s\u3000]*印发")
"""The last line of 版记."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The elements of one sheet, the plan's or its covering letter's; those not printed are empty."""

    title: SourceText = SourceText("")
    organ: SourceText = SourceText("")
    issued: SourceText = SourceText("")
    doc_number: SourceText = SourceText("")
    addressee: SourceText = SourceText("")
    remark: SourceText = SourceText("")
    stage: SourceText = SourceText("")
    copy_to: SourceText = SourceText("")
    printer: SourceText = SourceText("")
    printed: SourceText = SourceText("")
    annex_titles: tuple[SourceText, ...] = ()
    disclosure: str = ""
    """What the page's registration says about it (公开属性)."""
