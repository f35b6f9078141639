"""What `zwgk build` says."""

from collections.abc import Mapping

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
