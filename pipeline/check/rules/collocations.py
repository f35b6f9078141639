"""Rule W025 (搭配): a verb with an object that public papers never give it, though both are frequent and the object has other verbs.

How often a verb of change stood with an object was counted by `bench/count_collocations.py`
in public laws, papers and news; what chance alone would give is the measure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from pipeline.check.context import CheckContext
from pipeline.check.lexicon import table
from pipeline.check.registry import Problem, problem, rule
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, lazy_pattern

TABLE = "collocations.tsv"
VERBS = [
    "提高",
    "提升",
    "增强",
    "加强",
    "加大",
    "扩大",
    "拓宽",
    "拓展",
    "改善",
    "优化",
    "深化",
    "加快",
    "丰富",
    "畅通",
    "缩短",
    "降低",
    "减少",
    "强化",
    "健全",
    "完善",
    "增加",
    "减轻",
    "压缩",
    "缩小",
    "建立",
    "营造",
    "发挥",
    "落实",
    "履行",
    "解决",
    "化解",
    "补齐",
    "压实",
    "激发",
    "凝聚",
    "取得",
    "满足",
    "夯实",
    "树立",
    "转变",
    "密切",
    "形成",
    "采取",
    "培育",
    "搭建",
]
"""Verbs that are asked about."""
OTHER_VERBS = [
    "推动",
    "推进",
    "促进",
    "保障",
    "规范",
    "创新",
    "改进",
    "巩固",
    "承担",
    "防范",
    "明确",
    "细化",
    "精简",
    "放宽",
    "严格",
    "严肃",
    "开展",
    "实施",
    "制定",
    "出台",
    "印发",
    "发布",
    "公布",
    "公开",
    "建设",
    "打造",
    "构建",
    "弘扬",
    "调动",
    "维护",
    "保护",
    "回应",
    "听取",
    "征求",
    "接受",
    "受理",
    "办理",
    "答复",
    "统筹",
    "协调",
    "把握",
    "聚焦",
    "突出",
    "坚持",
    "贯彻",
    "执行",
    "遵守",
    "提供",
    "做好",
    "抓好",
    "抓实",
    "实现",
    "达到",
    "完成",
    "消除",
    "整治",
    "查处",
    "打击",
    "杜绝",
    "纠正",
    "克服",
    "堵塞",
    "倾听",
    "拉近",
    "开辟",
    "开拓",
    "汇聚",
    "释放",
    "增进",
    "加深",
    "传递",
    "普及",
    "推广",
    "总结",
    "梳理",
    "排查",
    "汇总",
    "编制",
    "更新",
]
"""Other verbs that an object may belong to."""
OBJECTS = [
    "步伐",
    "力度",
    "水平",
    "质量",
    "效率",
    "能力",
    "渠道",
    "范围",
    "机制",
    "制度",
    "体系",
    "作用",
    "环境",
    "氛围",
    "问题",
    "困难",
    "矛盾",
    "隐患",
    "风险",
    "短板",
    "弱项",
    "责任",
    "职责",
    "义务",
    "意识",
    "观念",
    "理念",
    "素质",
    "素养",
    "作风",
    "形象",
    "公信力",
    "满意度",
    "透明度",
    "知晓率",
    "参与度",
    "获得感",
    "覆盖面",
    "覆盖率",
    "领域",
    "途径",
    "方式",
    "方法",
    "手段",
    "内容",
    "形式",
    "结构",
    "布局",
    "流程",
    "程序",
    "环节",
    "时限",
    "成本",
    "负担",
    "差距",
    "标准",
    "措施",
    "政策",
    "方案",
    "计划",
    "意见",
    "建议",
    "要求",
    "任务",
    "目标",
    "服务",
    "平台",
    "载体",
    "阵地",
    "队伍",
    "根基",
    "监督",
    "监管",
    "管理",
    "责任感",
    "使命感",
    "积极性",
    "主动性",
    "创造性",
    "活力",
    "潜力",
    "动力",
    "合力",
    "共识",
    "力量",
    "优势",
    "成效",
    "效果",
    "成果",
    "进展",
    "成绩",
    "关切",
    "需求",
    "诉求",
    "期待",
    "权益",
    "利益",
    "稳定",
    "安全",
    "条件",
    "设施",
    "功能",
    "支持",
    "速度",
    "进度",
    "节奏",
    "深度",
    "广度",
    "精度",
    "漏洞",
    "关系",
    "职能",
    "思路",
    "空间",
    "沟通",
    "交流",
    "合作",
    "联系",
    "距离",
    "信息",
    "决策",
    "决定",
    "部署",
    "精神",
    "纪律",
    "原则",
    "方向",
    "重点",
    "现象",
    "行为",
]
_VERB = "|".join((*VERBS, *OTHER_VERBS))
_OBJECT = "|".join(sorted(OBJECTS, key=len, reverse=True))
PAIR = lazy_pattern(
    rf"(?:(?<=[，。；、：])|^|(?<=进一步)|(?<=不断)|(?<=切实)|(?<=持续)|(?<=着力)|(?<=有效)|(?<=大力)|(?<=全面)|(?<=努力)|(?<=积极)|(?<=[要并是]))"
    rf"(?P<verb>{_VERB})(?!了)(?P<between>(?:(?![和与及是以为]){HAN}){{0,10}}?)(?P<object>{_OBJECT})(?=[，。；]|$)",
    re.MULTILINE,
)
"""A verb at the head of a clause, and an object at its end."""
_ALSO_NOUNS = [
    "公开",
    "公布",
    "发布",
    "规范",
    "保障",
    "创新",
    "建设",
    "保护",
    "严格",
    "协调",
    "回应",
    "答复",
    "办理",
    "执行",
    "更新",
    "普及",
    "推广",
    "编制",
    "治理",
    "整治",
    "查处",
    "改进",
    "制定",
    "开展",
    "实施",
    "提供",
    "受理",
    "统筹",
    "严肃",
    "突出",
    "传递",
    "总结",
    "排查",
    "汇总",
]
"""Verbs that stand before a noun as a noun: 政务公开力度."""
_INNER = lazy_pattern("|".join(verb for verb in (*VERBS, *OTHER_VERBS) if verb not in _ALSO_NOUNS))
_OF_DEGREE = frozenset(
    [
        "步伐",
        "力度",
        "水平",
        "质量",
        "效率",
        "范围",
        "渠道",
        "透明度",
        "满意度",
        "知晓率",
        "参与度",
        "覆盖面",
        "覆盖率",
        "薄弱环节",
        "短板",
        "弱项",
        "隐患",
        "时限",
        "成本",
        "负担",
        "数量",
        "频次",
        "时效",
        "公信力",
        "获得感",
        "速度",
        "进度",
    ]
)
"""Objects that stay those of the verb behind a 的: 加大公开的力度."""
_OF_ANYTHING = ("问题", "措施", "方式", "办法", "要求", "制度", "意见", "建议")
"""Objects whose verb may belong to what stands before them: 降低成本问题, 扩大范围措施."""
_INNER_OBJECT = lazy_pattern(_OBJECT)

LEAST_EXPECTED = 1.2
"""So often, at least, chance alone would have put the two together in the counted texts."""
FEW_VERBS = 4
LEAST_OF_FEW = 0.85
"""So much of the time an object has one of its few verbs: 力度 is 加大, 标准 is anything."""
MOST_SEEN = 0.06
"""Seen in no larger part of what chance would give, the two do not go together."""


def pairs(text: str) -> Iterator[re.Match[str]]:
    """Yield the verbs with their objects; not where another verb or object stands between."""
    for match in PAIR.finditer(text):
        between = match["between"]
        if "的" in between and match["object"] not in _OF_DEGREE:
            continue  # 凝聚共识的重要平台
        if _INNER.search(between) or (match["object"] in _OF_ANYTHING and _INNER_OBJECT.search(between)):
            continue
        yield match


@dataclass(frozen=True, slots=True)
class _Counts:
    both: Mapping[tuple[str, str], int]
    verbs: Mapping[str, int]
    objects: Mapping[str, int]
    every: int

    def expected(self, verb: str, thing: str) -> float:
        """Return how often the two would stand together by chance."""
        return self.verbs.get(verb, 0) * self.objects.get(thing, 0) / self.every

    def is_choosy(self, thing: str) -> bool:
        """Whether an object has nearly always the same few verbs."""
        counts = sorted((number for (_, other), number in self.both.items() if other == thing), reverse=True)
        return sum(counts[:FEW_VERBS]) >= LEAST_OF_FEW * self.objects.get(thing, 0)

    def usual(self, thing: str) -> list[str]:
        """Return the verbs an object has most often."""
        counts = {verb: number for (verb, other), number in self.both.items() if other == thing}
        return sorted(counts, key=lambda verb: (-counts[verb], verb))[:3]


@cache
def _counts() -> _Counts:
    both: dict[tuple[str, str], int] = {}
    verbs: Counter[str] = Counter()
    objects: Counter[str] = Counter()
    for row in table(TABLE):
        for cell in row["动词"].split():
            verb, _, number = cell.partition("=")
            both[verb, row["宾语"]] = int(number)
            verbs[verb] += int(number)
            objects[row["宾语"]] += int(number)
    return _Counts(both, verbs, objects, sum(verbs.values()))


@rule("W025", Severity.INFO, "少见的搭配")
def unusual_collocation(context: CheckContext) -> Iterator[Problem]:
    """Verbs with an object that they hardly ever have, where chance alone would have brought the two together; outside quotes."""
    for passage in context.prose:
        for match in pairs(passage.value):
            verb, thing = match["verb"], match["object"]
            if verb not in VERBS or passage.is_exempt(*match.span()):
                continue
            counts = _counts()
            expected = counts.expected(verb, thing)
            if (
                expected < LEAST_EXPECTED
                or not counts.is_choosy(thing)
                or counts.both.get((verb, thing), 0) >= MOST_SEEN * expected
            ):
                continue
            message = f"{quote(match.group())}：公文里不说“{verb}…{thing}”"
            hint = f"常说的是{'、'.join(f'“{other}…{thing}”' for other in counts.usual(thing))}；没有用错就不必改"
            yield problem(passage, *match.span(), message, hint)
