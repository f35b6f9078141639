"""Break a title into lines (标题回行): words kept whole, lines of similar length (GB/T 9704 7.3.1: 词意完整、排列对称).

Word and the PDF use the same function, so that both break at the same place.
It has no dictionary of Chinese: it knows the words of this genre's titles, and
recognises names of places, offices and years by their form.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil

from pipeline.patterns import lazy_pattern
from pipeline.typography.lines import cheapest_breaks
from pipeline.typography.metrics import title_width

WORDS = (
    "政府信息公开 政务公开 信息公开 政务服务 政府网站 政务新媒体 政策解读 行政执法 优化营商环境 营商环境 法治政府 数字政府 依法行政 "
    "重点领域 基层政务公开 标准化 规范化 主动公开 依申请公开 公共企事业单位 重大行政决策 行政规范性文件 规范性文件 "
    "行政处罚 行政许可 裁量基准 预算执行 财政收支 三年行动计划 五年行动计划 "
    "工作计划 工作要点 工作方案 实施方案 实施意见 实施细则 行动计划 行动方案 工作安排 工作总结 工作报告 年度报告 分工方案 工作任务 "
    "重点任务 目标任务 主要任务 任务分解表 任务分工表 分解表 分工表 任务清单 责任清单 工作清单 清单 台账 一览表 明细表 汇总表 目录 "
    "工作 计划 要点 方案 意见 办法 细则 规定 制度 通知 通告 公告 通报 报告 请示 批复 函 任务 分解 细化 分工 责任 责任分工 时间安排 "
    "进一步 贯彻落实 全面推进 深入推进 推进 加强 深化 做好 开展 落实 提升 完善 规范 促进 支持 实施 印发 转发 关于 修订 调整 "
    "人民政府 办公室 办公厅 委员会 工作领导小组 领导小组 财政局 街道办事处 区级 市级 各部门 各单位 相关 有关 全面 重点 主要 年度 上半年 下半年 "
    "高质量发展 改革 发展 建设 管理 监督 考核 评估 培训 宣传 预算 决算 预决算 行政执法公示 公开 公示 办理 征求意见稿 送审稿 试行 暂行"
)
"""Words that are not broken, separated by blanks."""

FIELDS = (
    "国民经济和社会发展 发展和改革 发展改革 人力资源和社会保障 人力资源社会保障 规划和自然资源 自然资源和规划 自然资源 住房和城乡建设 住房城乡建设 "
    "文化和旅游 文化旅游 卫生健康 退役军人事务 应急管理 市场监督管理 生态环境 农业农村 交通运输 医疗保障 城市管理 综合执法 "
    "绿化和市容 国有资产监督管理 机关事务管理 政务服务数据管理 经济和信息化 民族和宗教 林业和草原 科学技术 乡村振兴 教育体育 "
    "重大建设项目 公共资源交易 财政预决算 安全生产 税收管理 征地补偿 房屋征收 保障性住房 农村危房改造 公共文化体育 公共文化服务 公共法律服务 "
    "食品药品监管 就业创业 社会保险 社会救助 养老服务 户籍管理 医疗卫生 义务教育 市政服务 涉农补贴 城乡规划 政府采购 高标准农田"
)
"""Fields of work in the names of offices (人力资源和社会保障局) and titles (国办发〔2019〕54号's fields for 基层政务公开), separated by blanks."""

ZONES = "自由贸易试验区 高新技术产业开发区 经济技术开发区 综合保税区 出口加工区 工业园区 合作区 发展示范区 风景名胜区 旅游度假区 生产建设兵团"
"""Endings of the names of districts that are no 行政区划, separated by blanks; a long name may be broken before them."""

_OFFICE = "局|厅|委员会|委|办公室|办公厅|办(?!公|事|理|法|学)|政府|公署|管委会|中心|处|街道|镇|乡|领导小组|指挥部|总队|支队|大队|学校|大学|学院|医院|集团"
_PLACE = (
    # except in other words that begin (市场, 镇江市) or end (社区) with such a character
    "(?:省(?!级|直)|(?<!城)市(?!区|场|民(?!政|族)|容|级|直|域)|(?<=城)市(?!管理|更新|运行|建设)|县(?!级|域)|(?<![社小辖])区(?!域|级|直)"
    "|州(?!市|县|区)|(?<!联)盟|旗(?!舰|帜|县|区)|镇(?!级|域|市|县|区)|乡(?!村|镇|市|县|区)|街道|苏木|新城|兵团|(?<=[一二三四五六七八九十])师)(?!委(?!员))"
)
"""A pattern for the endings of place names; 区 also ends 新区, 片区, 开发区 and 自治区, 州 自治州. The 区 of 区委 ends no place name."""

_NAME = lazy_pattern(
    rf"(?!城市)(?:[一-鿿]{{1,14}}?|中国（[一-鿿]{{2,4}}）[一-鿿]{{2,10}}?)(?:(?P<place>{_PLACE})|(?:{_OFFICE})(?!员|公))"
)
"""One name in a chain: 新疆维吾尔自治区, 中国（上海）自由贸易试验区, 和静县, 财政局."""

_HAN = "(?:[一-鿿]|（[一-鿿]{2,9}）)"
_WITHIN = lazy_pattern("|".join([*ZONES.split(), "领导小组"]))
_GENRE = "政务公开|政府信息公开|信息公开|行政执法|法治政府"
_DIGIT = "[0-9０-９]"
_DAY = f"{_DIGIT}{{1,2}}月(?:{_DIGIT}{{1,2}}日)?"
_WORD = "|".join(sorted((WORDS + " " + ZONES).split(), key=len, reverse=True))
_WHOLE = lazy_pattern(
    rf"(?P<number>{_DIGIT}{{4}}年{_DAY}(?:至(?:{_DIGIT}{{4}}年)?{_DAY})?"
    r"|[0-9０-９A-Za-z][0-9０-９A-Za-z.．%％/:_-]*(?:年度|年|月份|月|日|号|期|个|项|次)?"
    r"|[〇零一二三四五六七八九十]{2,}(?:年度|年|月|日|届|次)?)"
    rf"|(?P<issuer>(?:(?<=^)|(?<=[年《“ 　])|(?<=年度|印发|转发))(?!关于|印发|转发|{_GENRE})(?:{_HAN}{{2,40}}?(?=关于|印发|转发)"
    rf"|{_HAN}{{2,40}}?(?:{_OFFICE}|{_PLACE})(?=[0-9０-９《“（ 　]|[一二]?[〇○九])|{_HAN}{{2,40}}?(?:{_OFFICE}|{_PLACE})(?={_GENRE})))"
    r"|第[一二三四五六七八九十]{1,3}[个次届期批轮](?:五年规划)?"
    r"|中国（[一-鿿]{2,4}）自由贸易试验区"
    r"|“[^“”]{1,8}”(?:时期|期间|规划)"
    r"|(?P<of>[省市区县镇乡])[一-鿿]{2,4}?(?:局|委员会|委(?!员会)|厅)"
    rf"|(?:{'|'.join(FIELDS.split())})(?:{_OFFICE}|系统|领域)?"
    rf"|{_WORD}"
    rf"|(?:(?!{_WORD}|[的和与及]|关于)[一-鿿]){{1,8}}?{_PLACE}"
)
_OPENING, _CLOSING = "《〈“‘（〔【「『(", "》〉”’）〕】」』)"
_NOT_FIRST = _CLOSING + "，。、；：？！…—·～,.;:?!%％"

# what a break costs; a line one 字 off the mean length costs 1, four off 16
_FREE, _BETWEEN_WORDS, _UNKNOWN, _BOUND, _TORN = 0.0, 4.0, 28.0, 120.0, 200.0
_BEHIND_PLACE, _IN_NAME = 40.0, 55.0
_BEFORE_DE, _IN_WIDE_BRACKETS, _IN_BRACKETS, _NEVER = 200.0, 150.0, 1000.0, 100_000.0
_LINE, _TOP_HEAVY, _EDGE = 30.0, 0.05, 180.0

_ROUNDING = 1e-6
"""What a line as wide as its room may be wider by, in 字: its width is the difference of two sums."""


def balance(title: str, room: float, blank: float = 0.0) -> tuple[str, ...]:
    """Return a title broken into lines of at most `room` 字 of its own size; joined, the lines are the unchanged text.

    A title in one line leaves `blank` 字 empty, lines of more leave half of it, unless what is whole needs it.

    No break separates a number from its 年 or 年度; an office's name too long for its
    line is broken between the places in it (省｜市｜县｜局); no break is inside 《》, “” or （）
    unless there is no other way, and 的 does not begin a line; the lines are as few
    and as equal in length as that allows, the upper ones rather longer; brackets wider than a line are broken between words. Raises
    ValueError for a room narrower than one 字.
    """
    if room < 1:
        raise ValueError(f"a title needs room for a character: {room}")
    width = title_width(title)
    if width <= max(room - blank, 1):
        return (title,)
    comfortable = room - blank / 2
    least = max(ceil(width / room), 2 if len(title) > 1 else 1)
    costs = _break_costs(title, room)
    _, lines = min(
        (_best_lines(title, room, comfortable, costs, width / count) for count in (least, least + 1)),
        key=lambda result: result[0],
    )
    return lines


def _best_lines(
    title: str, room: float, comfortable: float, costs: list[float], wish: float
) -> tuple[float, tuple[str, ...]]:
    """Return the cheapest lines of about `wish` 字 each, with their cost; one wider than `comfortable` costs more."""
    ends = list(accumulate(map(title_width, title), initial=0.0))

    def line_cost(begin: int, end: int) -> float | None:
        width = ends[end] - ends[begin]
        if width > room + _ROUNDING:
            return None
        breaking = costs[end] if end < len(title) else 0.0
        edge = _EDGE if width > comfortable else 0.0
        return (width - wish) ** 2 + _LINE + edge + breaking - _TOP_HEAVY * ends[begin]

    cost, cuts = cheapest_breaks(len(title), line_cost)
    return cost, tuple(title[begin:end] for begin, end in pairwise((0, *cuts, len(title))))


def torn_word(lines: Sequence[str]) -> str:
    """Return the first word of a title in lines that ends in another line than it began in, else an empty string."""
    ends = list(accumulate(map(len, lines)))[:-1]
    for match in _WHOLE.finditer("".join(lines)):
        if not (match["number"] or match["issuer"]) and any(match.start() < end < match.end() for end in ends):
            return match[0]
    return ""


def _break_costs(title: str, room: float) -> list[float]:
    """Return the cost of a break before each character; a word is torn rather than brackets that fit in `room`, brackets wider than it rather than a word."""
    costs = [_UNKNOWN] * len(title)
    wide = {begin for begin, end in _brackets(title) if title_width(title[begin:end]) > room}
    outer: list[float] = []
    inside: set[int] = set()
    for match in _WHOLE.finditer(title):
        whole = match[0]
        inside.update(range(match.start() + 1, match.end()))
        for index in range(match.start() + 1, match.end()):
            costs[index] = _NEVER if match["number"] else _TORN
        if match["issuer"]:
            for part in _WITHIN.finditer(title, match.start() + 1, match.end()):
                costs[part.start()] = _IN_NAME
            for name in _NAME.finditer(title, match.start(), match.end() - 1):
                costs[name.end()] = _BEHIND_PLACE if name["place"] else _IN_NAME
        # 区 belongs to the name before it too
        edges = (match.end(),) if match["of"] else (match.start(), match.end())
        if match["of"]:
            inside.add(match.start())
            costs[match.start()] = _TORN
        for edge in edges:
            if 0 < edge < len(title):
                costs[edge] = min(costs[edge], _FREE if _is_part(whole) else _BETWEEN_WORDS)
    for index, char in enumerate(title):
        before = title[index - 1] if index else ""
        if char in _CLOSING:
            outer = outer[:-1]
        if index not in inside:
            if (before and before in _CLOSING) or char in _OPENING:
                costs[index] = min(costs[index], _FREE)
            if before and before in " 　":
                costs[index] = _FREE
            if before in ("的", "、") or char in "和与及暨并":
                costs[index] = min(costs[index], _BETWEEN_WORDS)
        if (before and before in "和与及暨并") or title.endswith("关于", 0, index):
            costs[index] = max(costs[index], _BOUND)
        if char == "的":
            # 《…》 fills a line of its own, 的通知 the next
            costs[index] = _BETWEEN_WORDS if before and before in _CLOSING else max(costs[index], _BEFORE_DE)
        if title.endswith(tuple(f"{mark}的" for mark in _CLOSING), 0, index):
            costs[index] = max(costs[index], _BOUND)
        # brackets within 《》 are whole before it is
        costs[index] += sum(outer)
        if (before and before in _OPENING) or char in _NOT_FIRST + " 　":
            costs[index] = _NEVER
        if char in _OPENING:
            outer.append(_IN_WIDE_BRACKETS if index in wide else _IN_BRACKETS)
    return costs


def _brackets(title: str) -> Iterator[tuple[int, int]]:
    """Yield where brackets, and what is in them, begin and end."""
    open_at: list[int] = []
    for index, char in enumerate(title):
        if char in _OPENING:
            open_at.append(index)
        elif char in _CLOSING and open_at:
            yield open_at.pop(), index + 1


def _is_part(whole: str) -> bool:
    """Whether a match is a part of a title by itself: an office, a year, 关于."""
    return whole == "关于" or whole[0].isdigit() or re.search(rf"(?:{_OFFICE})$", whole) is not None
