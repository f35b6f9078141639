"""Rules W013, W018 and W019 (句子): sentences that contradict or repeat themselves, 的地得, words of measure."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.check.context import HAN, CheckContext, Passage
from pipeline.check.lexicon import table
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.findings import Severity, quote

# --- faulty sentences -----------------------------------------------------------------------

_IN_CLAUSE = r"[^，。；：！？、]"
_VERBS = "提高|提升|增强|加强|加大|扩大|拓宽|拓展|改善|优化|完善|健全|建立|推动|促进|保障|确保|加快|深化|丰富|畅通|形成"
"""Verbs between another verb and its object: the object is theirs."""
_FAULTS = {
    "purpose": (r"(?:目的|宗旨)(?:就)?是为了", "“目的”和“为了”重复", "只留一个：目的是… 或 为了…"),
    "until": (r"截[至止]目前为止", "“截至”和“为止”重复", "写作“截至目前”或“到目前为止”"),
    "prevent": (
        rf"(?:防止|避免|杜绝|严防){_IN_CLAUSE}{{0,16}}(?:不再?|不要|没有)(?:发生|产生|造成|引发|引起|导致|出现|重演|遗漏|缺位|混入|流入|进入|外泄|泄露|泄漏|扩散|传播|流失|丢失|反弹|滥用)",
        "否定用反了，意思成了要它发生",
        "删去后面的“不”",
    ),
    "forbid": (r"切忌(?:不要|不可|不能|勿)", "“切忌”已经是不要", "写作“切忌…”或“切勿…”"),
    "shorten": (
        rf"(?:缩短|减少|降低|下降|压缩|精简){_IN_CLAUSE}{{0,10}}?(?:\d+(?:\.\d+)?|[一二三四五六七八九十两]+)倍",
        "减少不能用倍数",
        "写成几分之几，或百分之几",
    ),
    "nearly": (
        r"(?:近|将近|接近|超过|逾|约|大约)(?=(?:\d+(?:\.\d+)?[万亿]?|[一二三四五六七八九十百千万]+)[余多])|[二三四五六七八九]?十[余几来](?=[余多])",
        "表示约数的词用了两个",
        "只留一个",
    ),
    "about": (
        rf"(?:约|大约|大概|近|将近|接近)(?=(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万]+){_IN_CLAUSE}{{0,4}}(?:左右|上下|以上|以下))",
        "“约”和后面的“左右”“以上”重复",
        "只留一个",
    ),
    "exceed": (
        rf"(?:超过|不低于|不少于|至少)(?=(?:\d+(?:\.\d+)?|[一二三四五六七八九十百]+)[%％]?(?![/／分]){_IN_CLAUSE}{{0,3}}以上)",
        "和后面的“以上”重复",
        "只留一个",
    ),
    "whether": (
        rf"能否{_IN_CLAUSE}{{1,20}}，?(?:关键)?是{_IN_CLAUSE}{{1,16}}的(?:保证|保障|前提|基础|关键)",
        "“能否”有两面，后面只说了一面",
        "删去“能否”，或后面也写两面",
    ),
    "reason": (
        r"(?:原因|之所以)[^。；]{0,24}?是由于[^。；]{0,20}?(?:造成|导致|引起)的",
        "“原因”和“由于…造成的”重复",
        "只留一个",
    ),
    "under": (
        r"以[^，。；]{2,40}为(?:指导|基础|依据|引领|核心|目标)下",
        "“以…为指导”和“在…指导下”混成一句",
        "只用一种：以…为指导，或 在…指导下",
    ),
    "by": (
        r"(?:按照|根据|依照|遵照)[^，。；]{2,40}?的?(?:要求|部署|安排|规定|精神|指示)下(?=，)",
        "“按照…要求”和“在…要求下”混成一句",
        "删去“下”",
    ),
    "lead": (
        r"由[^，。；、]{2,20}为牵头(?!单位|部门|科室|股室|处室|人)",
        "“由…牵头”和“以…为牵头单位”混成一句",
        "写作“由…牵头”",
    ),
    "principle": (
        r"本着[^，。；]{2,30}为(?:原则|宗旨|目的)",
        "“本着…的原则”和“以…为原则”混成一句",
        "写作“本着…的原则”",
    ),
    "twice": (
        r"才方(?=可|能)|方才可|均都|都均|必须务必|务必必须|目前现在|现在目前|互相相互|相互互相|亲眼目睹|凯旋归来|悬殊很大"
        r"|(?:付|诉|公|见|加)诸于|来自于(?!然)|再次重申|首次第一|仍然还|一律全部|全部一律|尽量尽可能|尽可能尽量|涉及到(?=的|有关|相关)",
        "意思重复",
        "只留一个",
    ),
    "raised": (
        rf"(?:(?<=进一步)|(?<=不断)|(?<=切实)|(?<=持续)|(?<=着力)|(?<=有效)|(?:^|(?<=[，。；：、])))"
        rf"(?:提高|提升|增强|加强|改善|完善|优化){_IN_CLAUSE}{{2,20}}(?:得到|有所)(?:进一步|明显|有效|显著|不断|切实)?(?:提高|提升|增强|加强|改善|完善|优化)",
        "动词说了两遍，“提高…”和“…得到提高”混成一句",
        "只用一种：提高…，或 …得到提高",
    ),
    "aim": (
        rf"(?:以{_IN_CLAUSE}{{2,24}}为目的的?为(?:原则|宗旨)|为了?{_IN_CLAUSE}{{3,24}}为(?:目的|宗旨)(?=[，。；]))",
        "“为了…”和“以…为目的”混成一句",
        "只用一种：为了…，或 以…为目的",
    ),
    "of_itself": (
        r"(?P<noun>作用|工作|制度|机制|能力|水平|效果)的(?P=noun)(?=[，。；、]|$)",
        "同一个词重复",
        "删去一个",
    ),
    "act_twice": (
        rf"(?P<act>负责|协调|推进|落实|开展|做好|提高|提升|完善|监督|指导)(?![{HAN}]?[和与及或])[{HAN}]{{1,2}}(?P=act)(?![组者人制])",
        "同一个动词说了两遍",
        "删去一个",
    ),
    "act_and_noun": (
        rf"(?P<done>开展|推进|落实|实施|建立|完善){_IN_CLAUSE}{{2,16}}的(?P=done)(?=[，。；]|$)|(?:健全|完善|建立){_IN_CLAUSE}{{2,14}}的建立(?=[，。；]|$)",
        "动词说了两遍，成分多余",
        "删去后面的“的…”",
    ),
    "within": (
        rf"(?:按照|根据|依照){_IN_CLAUSE}{{2,14}}的(?:时限|期限|时间)[之以]?内(?!容)",
        "“按照…时限”和“在…时限内”混成一句",
        "写作“按照…时限”或“在…时限内”",
    ),
    "qualities": (
        r"(?:及时|准确|完整|真实|权威|规范|安全|有效|全面)(?:、(?:及时|准确|完整|真实|权威|规范|安全|有效|全面))*[、和](?:及时|准确|完整|真实|权威|规范|安全|有效|全面)性(?!的|更|较|强|和|与|、)",
        "几个并列的词，前面是性质、后面是名词，不能并列",
        "都写“…性”，或都不写",
    ),
    "with_as": (
        r"(?:实行|遵循|坚持|按照|根据|贯彻|采取)以[^，。；为]{2,30}的(?:原则|方针|方式|理念)(?=[，。；]|$)",
        "“以”后面没有“为”",
        "写作“以…为原则”，或“…的原则”",
    ),
    "mainly": (
        r"由[^，。；以]{2,40}为主(?=[，。；]|$)",
        "“由…组成”和“以…为主”混成一句",
        "写作“以…为主”，或“由…组成”",
    ),
    "able": (
        r"(?<![的有])[听看读弄搞学](?P<de>的)(?=(?:懂|明白|清楚|见|到)(?:[，。；、的]|$))|(?<=[变显])的(?=更加?|既|越来越|十分|非常)",
        "补语前面用“得”",
        "“的”改为“得”",
    ),
    "object": (
        "|".join(
            rf"(?:{verbs})(?!了)[^，。；：！？、的]{{0,10}}(?:{nouns})(?=[，。；]|$)"
            for verbs, nouns in (
                ("拓宽|拓展|扩大|丰富|完善|健全|改进|优化|深化|畅通", "力度"),
                ("提高|提升|增强|加强|加大|改善|加快", "范围"),
                ("提高|提升|加强|增强|加大|加快", "渠道"),
                ("加大|扩大|拓宽|加快", "水平|质量|效率|透明度|能力|满意度|知晓率"),
                ("提高|提升|增强|扩大|加大", "机制|制度"),
            )
        ),
        "动词和宾语不能搭配",
        "换一个动词：加大力度、扩大范围、拓宽渠道、提高水平、健全机制",
    ),
    "not_only": (
        rf"(?:不仅|不但)(?:要|能|是)?{_IN_CLAUSE}{{1,16}}，(?:要|能|是)(?!不)",
        "“不仅”后面没有“而且”“还”“也”",
        "写作“不仅…，还要…”",
    ),
    "only_then": (rf"只有{_IN_CLAUSE}{{2,24}}，(?:就|便)(?!要)", "“只有”和“才”相配", "写作“只有…，才…”"),
    "no_matter": (
        r"(?:无论|不论)[^，。；]{1,12}?(?:和|与)[^，。；]{1,12}，(?=都|均)",
        "“无论”后面用“还是”“或”",
        "写作“无论…还是…，都…”",
    ),
    "round": (
        rf"(?:围绕|针对){_IN_CLAUSE}{{2,24}}为(?:重点|中心|核心|目标)(?=[，。；])",
        "“围绕…”和“以…为重点”混成一句",
        "只用一种：围绕…，或 以…为重点",
    ),
    "round_as": (
        rf"围绕以{_IN_CLAUSE}{{2,20}}为(?:主题|重点|中心|核心|主线)|作为{_IN_CLAUSE}{{2,20}}为(?:依据|参考|标准|基础)|对{_IN_CLAUSE}{{2,20}}的，将被",
        "两种说法混成一句",
        "只用一种",
    ),
    "part_of": (
        r"(?:之一|一部分)(?:重要)?(?:组成部分|内容)|重要内容之一组成",
        "“之一”和“组成部分”混成一句",
        "只留一个",
    ),
    "must_twice": (r"必须应[当该]|应[当该]必须|必需应[当该]|应当应该|务必应[当该]", "意思重复", "只留一个"),
    "effect": (
        r"(?:^|(?<=[。；！？]))(?:通过|经过|由于)[^，。；！？]{2,40}(?:，[^，。；！？]{2,24})?，(?P<verb>使得?)(?!用|命|馆|得上|者)",
        "“通过…，使…”没有主语",
        "删去“通过”或“使”",
    ),
}


@pattern_rule(
    "W013",
    Severity.WARNING,
    "病句",
    "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _, _) in _FAULTS.items()),
    unless=Passage.is_quoted,
)
def faulty_sentence(match: re.Match[str]) -> Wording | None:
    """Sentences that say something twice or the opposite of what is meant."""
    name = next(name for name in _FAULTS if match[name] is not None)
    _, message, hint = _FAULTS[name]
    if name == "object" and re.search(rf"(?!^)(?:{_VERBS})|和|以及|等|计划", match.group()):
        return None
    shown = match.group() if len(match.group()) <= 14 else match.group()[:13] + "…"
    return Wording(f"{quote(shown)}：{message}", hint)


# --- 的、地、得 --------------------------------------------------------------------------------

_MANNERS = "耐心细致|扎实有效|积极主动|认真细致|有力有效|规范有序|安全有序|稳妥有序|公平公正|及时准确|仔细|详细|反复|逐一|定期|妥善|认真|热情|积极|主动|及时|切实|深入|扎实|耐心|大力|逐步|稳步|全力|努力|尽快|广泛|更好|进一步|不断|严格|准确|全面|清楚|充分"
_ACTS = "接待|开展|了解|推进|落实|做好|完成|公开|公布|发布|回应|解答|答复|处理|贯彻|执行|学习|宣传|组织|提供|服务|保障|办理|说明|反映|发挥|满足|履行|参与|配合|掌握|把握|解决|推动|加强|抓好|解释|倾听|引导|劝导|讲解|指导|检查|核实|整改|排查|查处|收集|梳理|审核|登记|调查|协调|沟通|宣讲|化解|处置|通报|报送|更新|维护"
_ADJECTIVES = "明显|显著|良好|优质|有效|全面|准确|公开|详细|具体|重要|主要|较好|更好|严格|规范|完整|权威|浓厚|突出|真实"
_THINGS = "成效|效果|成绩|作用|问题|政府信息|信息|变化|进展|水平|环境|氛围|经验|做法|材料|内容|措施|机制|制度|意义|影响|服务|依据|数据"
_PARTICLES = {
    "manner": (
        rf"(?:{_MANNERS})的(?=(?:{_ACTS})(?!工作|情况|活动|态度|能力|作用|方式|机制|制度|平台|水平|基础上?|渠道|意见|责任)[{HAN}]{{2}})",
        "的",
        "地",
    ),
    "thing": (
        rf"(?<![{HAN}])(?:{_ADJECTIVES})地(?=(?:{_THINGS}))|(?<=[了较更最])(?:{_ADJECTIVES})地(?=(?:{_THINGS}))|(?:{_ADJECTIVES})地(?=(?:成效|政府信息|成绩|作用))"
        rf"|(?<=[{HAN}])(?<![当各本属基场土耕用驻两异外湿产园工营])地(?=(?:便利|便捷|透明|满意|知晓|参与|准确|及时|完整|规范|公信)(?:度|性|率|力))",
        "地",
        "的",
    ),
    "degree": (rf"(?:{_MANNERS})得(?=(?:{_ACTS}))", "得", "地"),
}
_TAKES_OBJECT = "提供|进行|得到|给予|做出|作出|获得|形成|需要|实现|受到|开展"


@pattern_rule(
    "W018",
    Severity.WARNING,
    "的、地、得",
    "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _, _) in _PARTICLES.items()),
    unless=Passage.is_quoted,
)
def wrong_particle(match: re.Match[str]) -> Wording | None:
    """的 before a verb, 地 before a thing, 得 before a verb, where the words on both sides leave no doubt."""
    name = next(name for name in _PARTICLES if match[name] is not None)
    _, written, right = _PARTICLES[name]
    before = match.string[max(match.start() - 3, 0) : match.start()]
    if name == "manner" and any(verb in before for verb in _TAKES_OBJECT.split("|")):
        return None
    behind = match.string[match.end() : match.end() + 2]
    return Wording(
        f"{quote(match.group() + behind)}的“{written}”像是“{right}”", f"写作“{match.group()[:-1]}{right}{behind}”"
    )


# --- words of measure ---------------------------------------------------------------------------

_HAN_COUNT = "一二两三四五六七八九十百千"
_MEASURES = "个条项件份座家所场期名位户人本册篇则部台辆张把只艘栋幢间处起宗支种"


@cache
def _measured() -> re.Pattern[str]:
    names = sorted((row["名称"] for row in table("measure_words.tsv")), key=len, reverse=True)
    return re.compile(
        rf"(?<![第\d.{_HAN_COUNT}])(?P<count>\d{{1,12}}|[{_HAN_COUNT}]{{1,8}})余?(?P<measure>[{_MEASURES}])(?P<name>{'|'.join(names)})(?![员师手专工干民])"
    )


@rule("W019", Severity.WARNING, "量词")
def wrong_measure(context: CheckContext) -> Iterator[Problem]:
    """Words of measure that are not those of the thing counted (measure_words.tsv)."""
    fitting = {row["名称"]: row["量词"] for row in table("measure_words.tsv")}
    for passage in context.passages:
        for match in _measured().finditer(passage.value):
            if match["measure"] not in fitting[match["name"]] and not passage.is_exempt(*match.span()):
                right = "、".join(fitting[match["name"]])
                message = f"{quote(match.group())}：{match['name']}不论“{match['measure']}”"
                yield problem(passage, match.start("measure"), match.end("name"), message, f"常用的量词：{right}")
