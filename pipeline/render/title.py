"""A title over several lines (标题回行): words kept whole, lines of like length (GB/T 9704 7.3.1: 词意完整、排列对称).

One function for Word and for the printed page, so that both break at the same place.
There is no dictionary of Chinese in it: it knows the words of this genre's titles, and
the names of offices and years by their shape.
"""

import re
from itertools import accumulate, pairwise
from math import ceil, inf

from pipeline.standard import han_width

WORDS = (
    "政府信息公开 政务公开 信息公开 政务服务 政府网站 政务新媒体 政策解读 行政执法 优化营商环境 营商环境 法治政府 数字政府 依法行政 "
    "重点领域 基层政务公开 标准化 规范化 主动公开 依申请公开 公共企事业单位 重大行政决策 行政规范性文件 规范性文件 政府采购 "
    "工作计划 工作要点 工作方案 实施方案 实施意见 实施细则 行动计划 行动方案 工作安排 工作总结 工作报告 年度报告 分工方案 工作任务 "
    "重点任务 目标任务 主要任务 任务分解表 任务分工表 分解表 分工表 任务清单 责任清单 工作清单 清单 台账 一览表 明细表 汇总表 目录 "
    "工作 计划 要点 方案 意见 办法 细则 规定 制度 通知 通告 公告 通报 报告 请示 批复 函 任务 分解 细化 分工 责任 责任分工 时间安排 "
    "进一步 贯彻落实 全面推进 深入推进 推进 加强 深化 做好 开展 落实 提升 完善 规范 促进 支持 实施 印发 转发 关于 修订 调整 "
    "人民政府 办公室 办公厅 委员会 领导小组 财政局 街道办事处 区级 市级 各部门 各单位 相关 有关 全面 重点 主要 年度 上半年 下半年 "
    "高质量发展 改革 发展 建设 管理 监督 考核 评估 培训 宣传 预算 决算 预决算 行政执法公示 公开 公示 办理 征求意见稿 送审稿 试行 暂行"
)
"""Words that are not torn, by blanks."""

FIELDS = (
    "发展和改革 发展改革 人力资源和社会保障 人力资源社会保障 规划和自然资源 自然资源和规划 自然资源 住房和城乡建设 住房城乡建设 "
    "文化和旅游 文化旅游 卫生健康 退役军人事务 应急管理 市场监督管理 生态环境 农业农村 交通运输 医疗保障 城市管理 综合执法 "
    "绿化和市容 国有资产监督管理 机关事务管理 政务服务数据管理 经济和信息化 民族和宗教 林业和草原 科学技术 乡村振兴 教育体育"
)
"""Fields of work by which offices are named (人力资源和社会保障局), by blanks."""

_OFFICE = "局|厅|委员会|委|办公室|办公厅|政府|中心|处|街道|镇|乡"
_DIGIT = "[0-9０-９]"
_DAY = f"{_DIGIT}{{1,2}}月(?:{_DIGIT}{{1,2}}日)?"
_WHOLE = re.compile(
    rf"{_DIGIT}{{4}}年{_DAY}(?:至(?:{_DIGIT}{{4}}年)?{_DAY})?"
    r"|[0-9０-９A-Za-z][0-9０-９A-Za-z.．%％/:_-]*(?:年度|年|月份|月|日|号|期|个|项|次)?"
    r"|[〇零一二三四五六七八九十]{2,}(?:年度|年|月|日|届|次)?"
    rf"|(?:(?<=^)|(?<=印发)|(?<=转发)|(?<=[《“]))[一-鿿]{{2,24}}?(?:{_OFFICE})(?=关于|印发|转发|[0-9０-９《“（]|[一二]?[〇○九])"
    r"|“[^“”]{1,8}”(?:时期|期间|规划)"
    r"|(?P<of>[省市区县镇乡])[一-鿿]{2,4}?(?:局|委员会|委(?!员会)|厅)"
    rf"|(?:{'|'.join(FIELDS.split())})(?:{_OFFICE}|系统|领域)?"
    rf"|{'|'.join(sorted(WORDS.split(), key=len, reverse=True))}"
)
_OPENING, _CLOSING = "《〈“‘（〔【「『(", "》〉”’）〕】」』)"
_NOT_FIRST = _CLOSING + "，。、；：？！…—·～,.;:?!%％"

# what a break costs; a line one 字 off the mean length costs 1, four off 16
_FREE, _BETWEEN_WORDS, _UNKNOWN, _TORN = 0.0, 4.0, 28.0, 60.0
_BEFORE_DE, _IN_BRACKETS, _NEVER = 200.0, 1000.0, 100_000.0
_LINE, _TOP_HEAVY = 30.0, 0.05


def balance(words: str, room: float) -> tuple[str, ...]:
    """The lines of a title on lines of `room` 字 of its own size; joined, they are the words unchanged.

    No break tears a number from its 年 or 年度, none stands inside 《》, “” or （）
    unless there is no other way, and 的 does not begin a line; the lines are as few
    and as alike in length as that allows, the upper ones rather the longer. Raises
    ValueError for a room narrower than one 字.
    """
    if room < 1:
        raise ValueError(f"a title needs room for a character: {room}")
    whole = han_width(words)
    if whole <= room:
        return (words,)
    least = ceil(whole / room)
    costs = _break_costs(words)
    _, lines = min(
        (_cheapest(words, room, costs, whole / count) for count in (least, least + 1)), key=lambda found: found[0]
    )
    return lines


def _cheapest(words: str, room: float, costs: list[float], wish: float) -> tuple[float, tuple[str, ...]]:
    """The cheapest lines of about `wish` 字 each, with their cost."""
    ends = list(accumulate(map(han_width, words), initial=0.0))
    best = [0.0] + [inf] * len(words)
    begun = [0] * (len(words) + 1)
    for stop in range(1, len(words) + 1):
        breaking = costs[stop] if stop < len(words) else 0.0
        for begin in range(stop - 1, -1, -1):
            width = ends[stop] - ends[begin]
            if width > room:
                break
            cost = best[begin] + (width - wish) ** 2 + _LINE + breaking - _TOP_HEAVY * ends[begin]
            if cost < best[stop]:
                best[stop], begun[stop] = cost, begin
    cuts = [len(words)]
    while cuts[-1]:
        cuts.append(begun[cuts[-1]])
    return best[-1], tuple(words[begin:stop] for stop, begin in reversed(list(pairwise(cuts))))


def _break_costs(words: str) -> list[float]:
    """What a break before each character costs."""
    costs = [_UNKNOWN] * len(words)
    inside: set[int] = set()
    for found in _WHOLE.finditer(words):
        whole = found[0]
        inside.update(range(found.start() + 1, found.end()))
        for place in range(found.start() + 1, found.end()):
            costs[place] = (
                _NEVER if whole[0].isdecimal() or whole[0] in "〇零一二三四五六七八九十" or whole.isascii() else _TORN
            )
        # 区 belongs to the name before it too
        edges = (found.end(),) if found["of"] else (found.start(), found.end())
        if found["of"]:
            inside.add(found.start())
            costs[found.start()] = _TORN
        for edge in edges:
            if 0 < edge < len(words):
                costs[edge] = min(costs[edge], _FREE if _is_part(whole) else _BETWEEN_WORDS)
    depth = 0
    for place, char in enumerate(words):
        before = words[place - 1] if place else ""
        if char in _CLOSING:
            depth = max(depth - 1, 0)
        if place not in inside:
            if (before and before in _CLOSING) or char in _OPENING:
                costs[place] = min(costs[place], _FREE)
            if before in ("的", "、") or char in "和与及暨并":
                costs[place] = min(costs[place], _BETWEEN_WORDS)
        if (before and before in "和与及暨并") or words.endswith("关于", 0, place):
            costs[place] = max(costs[place], _TORN)
        if char == "的":
            # 《…》 fills a line of its own, 的通知 the next
            costs[place] = _BETWEEN_WORDS if before and before in _CLOSING else max(costs[place], _BEFORE_DE)
        if words.endswith(tuple(f"{mark}的" for mark in _CLOSING), 0, place):
            costs[place] = max(costs[place], _TORN)
        if depth:
            costs[place] += _IN_BRACKETS
        if (before and before in _OPENING) or char in _NOT_FIRST:
            costs[place] = _NEVER
        if char in _OPENING:
            depth += 1
    return costs


def _is_part(whole: str) -> bool:
    """Whether it is a part of a title by itself: an office, a year, 关于."""
    return whole == "关于" or whole[0].isdigit() or re.search(rf"(?:{_OFFICE})$", whole) is not None
