"""Which passages look back on years that are over: there what was so called then is called so still."""

from pipeline.check.context import CheckContext, Kind
from pipeline.model import Item, walk
from pipeline.patterns import lazy_pattern

_OF_THE_PAST = lazy_pattern(
    r"回顾|总结|(?:过去|刚刚过去)的?(?:[一二三四五几]年|20\d\d年)|(?:[一二三四五几]年|多年|20\d\d年|[十八九]大|以)来(?!宾|访|自)"
    r"|[的了这][一三五]年[。，；：]|[去上]年(?!度?(?:同期|末|底))|上一年|上?本?届政府(?:任期|履职)|“?十[二三]五”?(?:时期|期间|以来)"
)
"""Words of time that a text begins with which looks back."""
_ACCOMPLISHED = lazy_pattern(
    r"(?<!力争)(?<!确保)(?<!争取)(?<!努力)取得[^，。；]{0,10}(?:胜利|成就|成果|成效|进展|实效)|(?:圆满|胜利|顺利)(?:收官|完成|结束)|(?:全面|如期|提前[^，。；]{0,4}|全部)(?:完成|实现|退出|出列)"
    r"|全部(?:脱贫|清零|摘帽)|(?:相继|顺利|全部|如期|率先|成功)?(?:脱贫)?摘帽(?!后|标准)|历史性(?:地)?(?:解决|成就|消除)|(?:实现|得到|达到|完成)了"
)
"""Words of what was brought to its end."""
_HEADING = lazy_pattern(
    r"回顾|总结|过去|[一三五]年来|[去上]年|(?:主要|取得)[^，。；]{0,4}(?:成绩|成效|成就)|(?:工作|完成|落实|执行|开展)情况$"
)


def tells_of_past(context: CheckContext) -> frozenset[str]:
    """Return the texts that look back: by their own words, or by those of a heading they stand under."""
    told: set[str] = set()
    items = {
        visit.part.id
        for visit in walk(context.plan.parts)
        if isinstance(visit.part, Item) and any(_HEADING.search(section.title.text.value) for section in visit.sections)
    }
    looks_back = False
    for passage in context.passages:
        text = passage.value
        if passage.kind is Kind.HEADING and not passage.item:
            looks_back = bool(_HEADING.search(text))
        if looks_back or passage.item in items or _OF_THE_PAST.search(text) or _ACCOMPLISHED.search(text):
            told.add(text)
    return frozenset(told)
