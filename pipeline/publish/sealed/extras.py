"""What a PDF from outside carries besides its words (批注, 附件, 属性 …): only what the plan has goes out with it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.model import Plan
from pipeline.readers import Unreadable, xmp
from pipeline.readers.pdf import Attachment, PdfFile
from pipeline.readers.pdf_hidden import HiddenItem, HiddenKind

Form = Callable[[str], str]
"""Words in the form in which they are compared."""

ROOM = 40
"""How many characters of foreign words are shown."""

_REMEDIES = {
    HiddenKind.NOTE: "删去批注",
    HiddenKind.STAMP: "印章只用图像，不带文字",
    HiddenKind.FIELD: "去掉表单域",
    HiddenKind.SEAL: "签章时只显示印章图像，不写理由、地点、联系方式",
    HiddenKind.LINK: "去掉这个链接，或者写进计划",
    HiddenKind.ACTION: "去掉脚本和动作",
    HiddenKind.LAYER: "去掉隐藏的图层",
    HiddenKind.METADATA: "去掉文档属性：从 Word 另存为 PDF 时，先在“信息”里检查文档、删去个人信息",
    HiddenKind.ALTERNATIVE: "去掉图片和文字的替代文字",
}
_OF_PROPERTIES = _REMEDIES[HiddenKind.METADATA]

_PROGRAMS = ("Creator", "Producer", "CreatorTool", "softwareAgent")
_DATES = ("CreationDate", "ModDate", "SourceModified")
_NAMES = {
    "Title": "标题",
    "Author": "作者",
    "Subject": "主题",
    "Keywords": "关键词",
    "Company": "单位",
    "Comments": "备注",
    "Creator": "生成程序",
    "Producer": "生成程序",
}
_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\|file:|/(?:home|Users|tmp|mnt|media)/", re.IGNORECASE)
_NO_WORDS = re.compile(r"(?:[0-9A-Fa-f]|[^\w]|[_TZD]|uuid|true|false)*", re.IGNORECASE)
"""Days, numbers and identifiers."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the plan has, in one form: all that it says, what its properties may be, where its links lead."""

    form: Form
    said: str
    titles: frozenset[str]
    authors: frozenset[str]
    stated: frozenset[str]
    links: frozenset[str]

    def has(self, words: str) -> bool:
        """Whether the words stand in the plan; none do."""
        return self.form(words) in self.said

    def states(self, words: str) -> bool:
        """Whether the words are a whole statement of the plan's head; none are."""
        return self.form(words) in {"", *self.titles, *self.authors, *self.stated}


def known(plan: Plan, ours: PdfFile, said: str, form: Form) -> Known:
    """What the plan has; `said` are the words of its paper."""
    heads = [plan.head, *([plan.notice.head] if plan.notice is not None else [])]
    keywords = [one.value for one in plan.head.keywords]
    stated = [plan.head.summary.value, *keywords, *(join.join(keywords) for join in ("", " ", "，", "；", ", ", "; "))]
    return Known(
        form,
        form(said),
        frozenset(form(one.title.value) for one in heads),
        frozenset(form(one.organ.value) for one in heads),
        frozenset(form(words) for words in stated),
        frozenset(_address(one.text) for one in ours.hidden_items if one.kind is HiddenKind.LINK),
    )


def beside(theirs: PdfFile, ours: PdfFile, plan: Known) -> Iterator[str]:
    """Each thing the PDF carries that the plan has not: what it is, its words and what to do."""
    for one in theirs.hidden_items:
        if one.kind is HiddenKind.METADATA:
            yield from _of_packet(one.text, plan)
        elif not _is_ours(one, plan):
            yield _told(one)
    for key, words in theirs.properties.items():
        if not _may_be_said(key, words, plan):
            yield f"文档属性“{_NAMES.get(key, key)}”是{_quoted(words)}，{_wanted(key)}；{_OF_PROPERTIES}"
    for mark in theirs.bookmarks:
        if not plan.has(mark.text):
            yield f"书签{_quoted(mark.text)}是计划里没有的；去掉书签，或者从定稿重新导出"
    for file in theirs.attachments:
        if not _is_embedded(file, ours.attachments, plan.form):
            yield f"嵌入的文件{_quoted(file.name or '（没有名称）')}不是计划自己的数据；去掉 PDF 里的附件"


def _is_ours(one: HiddenItem, plan: Known) -> bool:
    match one.kind:
        case HiddenKind.SEAL | HiddenKind.STAMP | HiddenKind.ALTERNATIVE:
            return plan.has(one.text) or bool(_NO_WORDS.fullmatch(one.text))
        case HiddenKind.LINK:
            return _address(one.text) in plan.links or plan.has(one.text)
        case _:
            return False


def _told(one: HiddenItem) -> str:
    where = f"第{one.page}页" if one.page else ""
    named = f"（{one.name}）" if one.name else ""
    return f"{where}{one.kind.value}{named}{_quoted(one.text)}；{_REMEDIES[one.kind]}"


def _quoted(words: str) -> str:
    shown = " ".join(words.split())
    if not shown:
        return ""
    return f"“{shown if len(shown) <= ROOM else f'{shown[:ROOM]}……'}”"


def _address(words: str) -> str:
    return words.strip().rstrip("/").casefold()


# --- properties ----------------------------------------------------------------------


def _may_be_said(key: str, words: str, plan: Known) -> bool:
    """Whether a property may be what it is."""
    if not words.strip() or key in _DATES:
        return bool(_NO_WORDS.fullmatch(words))
    match key:
        case "Title":
            return plan.form(words) in plan.titles
        case "Author":
            return plan.form(words) in plan.authors
        case _ if key in _PROGRAMS:
            return not _PATH.search(words)
        case "Trapped":
            return words in ("True", "False", "Unknown")
        case _:
            return plan.states(words) or bool(_NO_WORDS.fullmatch(words))


def _wanted(key: str) -> str:
    match key:
        case "Title":
            return "不是计划的标题"
        case "Author":
            return "不是发文机关"
        case _:
            return "不是计划里的"


_TECHNICAL = (
    "http://www.aiim.org/",
    "http://ns.adobe.com/xap/1.0/mm/",
    "http://ns.adobe.com/xap/1.0/sType/",
    "http://ns.adobe.com/tiff/",
    "http://ns.adobe.com/exif/",
    "http://www.npes.org/pdfx/",
)
"""Vocabularies of XMP that speak of the file's make alone."""
_HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")


def _of_packet(packet: str, plan: Known) -> Iterator[str]:
    """What an XMP packet says that is not the plan's."""
    try:
        found = xmp.statements(packet)
    except Unreadable as fault:
        yield f"文档属性：{str(fault).rstrip('。')}；{_OF_PROPERTIES}"
        return
    for one in found:
        if not _may_be_stated(one, plan):
            yield f"文档属性（XMP）{one.name}是{_quoted(one.value)}；{_OF_PROPERTIES}"


def _may_be_stated(one: xmp.Statement, plan: Known) -> bool:
    if one.vocabulary == xmp.DUBLIN_CORE:
        match one.name:
            case "title":
                return plan.form(one.value) in plan.titles
            case "creator" | "publisher":
                return plan.form(one.value) in plan.authors
            case "format" | "language":
                return one.value.isascii()
            case "date":
                return bool(_NO_WORDS.fullmatch(one.value))
            case _:
                return plan.states(one.value)
    # xmptk: what the tool that wrote the packet says of itself
    if one.vocabulary.startswith(_TECHNICAL) or one.name == "xmptk":
        return not _HAN.search(one.value) and not _PATH.search(one.value)
    return _may_be_said(one.name, one.value, plan)


# --- files ------------------------------------------------------------------------------


def _is_embedded(file: Attachment, ours: Sequence[Attachment], form: Form) -> bool:
    """Whether we embed the same."""
    return any(
        (file.name, form(file.description)) == (one.name, form(one.description))
        and (file.content == one.content or (form(_decoded(file)) == form(_decoded(one))))
        for one in ours
    )


def _decoded(file: Attachment) -> str:
    return file.content.decode("utf-8", "replace")
