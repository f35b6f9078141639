"""What `zwgk build` says."""

from collections.abc import Mapping, Sequence

from pipeline.notices import Event

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
