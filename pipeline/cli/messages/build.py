"""What `zwgk build` says."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.notices import Event

if TYPE_CHECKING:
    from pipeline.assemble.template_styles import ChangedStyle

NOTICES: Mapping[Event, str] = {
    Event.BUILD_FORCED: "按要求重新生成",
    Event.NEVER_BUILT: "还没有生成过",
    Event.BUILD_RECORD_UNREADABLE: "上次生成的记录不在或读不出",
    Event.INPUT_CHANGED: "{name}有变",
    Event.OUTPUT_CHANGED: "{name} 不是上次生成的样子",
    Event.OUTPUTS_REPLACED: (
        "{folder} 原来是“{previous}”的，换成了“{organ}”的；几个单位一起做，写几个 -C（各有各的目录），或用 -o 另指目录"
    ),
}


WORD_FILES = (
    "plan.docx 用 Word 或 WPS 打开、转 PDF；LibreOffice 会把行末的标点排到版心外，个别的印不出来"
    "（关掉的办法见 docs/模板.md），发布、打印用 plan.pdf"
)
"""What is said of new Word files: LibreOffice reads overflowPunct the other way round."""


_PROPERTIES = {
    "FACE": "字体",
    "SIZE": "字号",
    "COLOUR": "颜色",
    "LINE": "行距",
    "SPACE": "段前段后",
    "ALIGNMENT": "对齐",
    "INDENT": "缩进",
}
"""The members of `StyleProperty`, whose module reads Word files and is not imported for this."""


def pdf_differs(template: str, changes: Sequence["ChangedStyle"]) -> str:
    """The styles of an office's Word template that the PDF does not follow."""
    styles = "；".join(
        f"{change.style.value}的{'、'.join(_PROPERTIES[found.name] for found in change.properties)}"
        for change in changes
    )
    return f"{template} 改了样式，plan.pdf 不跟着变：{styles}；PDF 的样子怎样改，见 docs/模板.md"


def classified(year: str) -> str:
    """A year of which nothing is made because it bears a classification mark."""
    return f"{year}：写有密级，没有生成；涉密内容不得在这里处理，请报告本单位保密工作机构"


def text_would_be_lost(year: str) -> str:
    """A year of which nothing is made because a character would be lost in print."""
    return f"{year}：有字会丢失或印成方框，没有生成"


def would_leak(year: str) -> str:
    """A year whose files were made and not written because of what they contain."""
    return f"{year}：生成的文件里有不该公开的内容，没有写出"


def why(year: str, reasons: Sequence[str]) -> str:
    """Why a year's files were made again."""
    return f"{year}：{'；'.join(reasons) or '没有变化，都保留'}"
