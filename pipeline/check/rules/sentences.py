"""Rules W013, W018 and W019 (句子): sentences that contradict or repeat themselves, 的地得, words of measure."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import permutations

from pipeline.check.context import CheckContext, Passage
from pipeline.check.faults import Fault, faults_found
from pipeline.check.lexicon import table
from pipeline.check.persons import SURNAMES
from pipeline.check.registry import Problem, Wording, pattern_rule, problem, rule
from pipeline.check.rules.frames import FRAMES, UNITS
from pipeline.check.sequences import END, is_han, is_word, several
from pipeline.dataclass import dataclass
from pipeline.findings import Severity, quote
from pipeline.patterns import HAN, Alternatives, alternative

# --- faulty sentences -----------------------------------------------------------------------

_IN_CLAUSE = r"[^，。；：！？、]"
_VERBS = "提高|提升|增强|加强|加大|扩大|拓宽|拓展|改善|优化|完善|健全|建立|推动|促进|保障|确保|加快|深化|丰富|畅通|形成"
"""Verbs between another verb and its object: the object is theirs."""
_BAD_ACTS = "照抄|照搬|遗漏|泄露|泄密|敷衍|推诿|拖延|搪塞|流于形式|走过场|误导|误读|曲解|断章取义|侵害|损害|泛化|滥用|迟报|漏报|瞒报|错报|错发|漏发|重复|混淆|抄袭|虚假|一刀切|脱节|断更|失真|失实|缺失|中断|堆砌"
"""What is to be prevented: with 不 before it the opposite is said."""
_QUALITIES = "及时|准确|完整|真实|权威|规范|安全|有效|全面|客观|公正|公开|公平"
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
        r"(?:近|将近|接近|超过|逾|(?<![签条公预契节])约|大约)(?=(?:\d+(?:\.\d+)?[万亿]?|[一二三四五六七八九十百千万]+)[余多])|[二三四五六七八九]?十[余几来](?=[余多])",
        "表示约数的词用了两个",
        "只留一个",
    ),
    "about": (
        rf"(?:(?<![签条公预契节])约|大约|大概|近|将近|接近)(?=(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万]+){_IN_CLAUSE}{{0,4}}(?:左右|上下|以上|以下))",
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
        rf"(?P<act>负责|协调|推进|落实|开展|做好|提高|提升|完善|监督|指导)(?!{HAN}?[和与及或]|者){HAN}{{1,2}}(?P=act)(?![组者人制])",
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
            rf"(?<!整治)(?<!改造)(?<!质量)(?<!能力)(?<!服务)(?<!效能)(?<!品质)(?:{verbs})(?!了)[^，。；：！？、的]{{0,10}}(?:{nouns})(?=[，。；]|$)"
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
    "prevent_good": (
        rf"(?:避免|防止|杜绝|严防|谨防|力戒|克服){_IN_CLAUSE}{{0,8}}?(?:不再?|不要|没有|不得)(?:{_BAD_ACTS})",
        "否定用反了，意思成了要它发生",
        "删去后面的“不”",
    ),
    "using": (
        r"(?:^|(?<=[，。；：]))使(?![用得命馆])[^，。；使为]{2,18}提供(?:更|了|优质|便利|便捷|良好|方便|服务|帮助|保障|平台|条件)",
        "“使…提供”：得到好处的人前面用“为”",
        "“使”改为“为”",
    ),
    "mixed": (
        rf"(?:{_QUALITIES})(?:、(?:{_QUALITIES}))+(?P<comma>，)(?=(?:{_QUALITIES})(?:[地的]|[，。；]|$))",
        "并列的词之间，前面用了顿号，最后用了逗号",
        "“，”改为“、”",
    ),
    "force": (
        r"(?:做好|抓好|做到|搞好)[^，。；：、加提增强]{2,24}(?:力度|覆盖面|透明度|满意度|知晓率)(?=[，。；]|$)",
        "动词和宾语不能搭配",
        "换一个动词：加大力度、扩大覆盖面、提高满意度",
    ),
    "improve": (
        r"(?:改善|提高|提升|优化|增强)(?![仍还尚均都也])[^，。；、的和与及]{0,10}(?:问题|困难|矛盾|隐患|短板|弱项)(?=[，。；]|$)",
        "动词和宾语不能搭配",
        "换一个动词：解决问题、补齐短板、消除隐患",
    ),
    "again": (
        r"(?:^|(?<=[，。；]))再(?=[^，。；]{2,30}的同时)",
        "“在…的同时”写成了“再”",
        "“再”改为“在”",
    ),
    "through": (
        r"在[^，。；]{3,30}(?:指导|领导|支持|帮助|推动|带动|影响|配合|努力|关心)下，使得?(?!用|命|馆)",
        "“在…下，使…”没有主语",
        "删去“在…下”或“使”",
    ),
    "pass": (
        r"通过[^，。；]{2,24}的?(?:指导|领导|支持|帮助|努力|带动|配合)下(?=，)",
        "“通过…”和“在…下”混成一句",
        "只用一种：通过…，或 在…下",
    ),
    "though": (
        r"(?:虽然|尽管)[^。；，]{2,30}，(?:所以|因此|因而|并且|从而)",
        "“虽然”后面是“但是”",
        "写作“虽然…，但是…”，或“因为…，所以…”",
    ),
    "only_if": (r"只要[^。；，]{2,24}，才", "“只要”和“就”相配", "写作“只要…，就…”，或“只有…，才…”"),
    "forbid_twice": (
        r"(?:严禁|禁止|不准|切勿)(?:不得|不准|不要|不能|勿)",
        "否定了两次，意思相反",
        "只留一个",
    ),
    "purpose_twice": (
        r"旨在为了?|目的在于为了?|以便为了|被列为成|称之为是|(?:按照|根据|依照|遵照)[^，。；：\n]{2,20}为(?:要求|原则|准则)(?=[，。；])",
        "两种说法混成一句",
        "只用一种",
    ),
    "word_twice": (
        r"更加进一步|进一步更加|日益越来越|十分非常|非常十分|大多都|大都都|皆都|均皆|全都均|共同一起|一起共同|迫切急需|急需迫切|过去以往|提前预先|预先提前"
        r"|立即马上|马上立即|逐步渐渐|分别各自|是否能否|大约左右|大概左右",
        "意思重复",
        "只留一个",
    ),
    "effect": (
        r"(?:^|(?<=[。；！？]))(?:通过|经过|由于)[^，。；！？]{2,40}(?:，[^，。；！？]{2,24})?，(?P<verb>使得?)(?!用|命|馆|得上|者)",
        "“通过…，使…”没有主语",
        "删去“通过”或“使”",
    ),
}


_MIXED = "两种说法混成一句"
_TWICE = "两个词意思相同"
_SAME = (
    "目前|当前|现阶段|如今|现今",
    "所有|一切|全体|全部",
    "十分|非常|极其|极为|相当",
    "更加|更为|愈加|进一步|越发|愈发",
    "再次|重新|再度",
    "必须|务必|应当|应该|一定要|理应|须要|必需",
    "可以|能够",
    "大约|大概|约为|约莫",
    "仅仅|只是|仅是|只有|单单",
    "互相|相互",
    "共同|一起|一同",
    "立即|马上|立刻|即刻|当即|随即",
    "逐步|逐渐|渐渐|日益|日渐",
    "已经|业已|早已",
    "因为|由于|因此|所以|因而",
    "但是|然而|可是|不过",
    "并且|而且|以及|或者",
    "如果|假如|倘若|若是",
    "为了|旨在|以便|以期|借以",
    "共计|合计|总计|总共|累计",
    "首先|第一|最先",
    "仍然|依然|仍旧|依旧",
    "分别|各自",
    "经常|常常|时常|往往",
    "按照|根据|依照|依据|遵照|参照",
    "对于|关于|至于",
    "使得|导致|致使|造成",
    "尽快|尽早|及早",
    "大力|着力|全力",
    "特别|尤其",
    "每个|各个",
    "通过|经过|经由",
    "予以|加以|给予",
    "尽量|尽可能",
    "过去|以往|从前",
    "预先|事先|事前",
    "是否|能否|可否",
    "即将|将要|行将",
    "例如|比如|诸如|譬如",
)
"""Words of one meaning: two different ones of a row do not stand side by side."""
_WRONG_SECOND = {
    "虽然|尽管|虽说": "而且|那么",
    "因为|由于": "但是|然而|可是|而且(?!影响)|反而",
    "不仅|不但|不光": "但是|所以|因此|然而|可是|则(?=[要是能])",
    "只有": "就(?=[能会可])|便(?=[会能可])|那么",
    "即使|即便|哪怕|纵使": "就(?=[要能会可是])|才|所以|那么|因此",
    "无论|不论|不管": "但是|所以|因此|而且",
    "如果|假如|倘若": "但是|所以|因此|而且",
    "既然": "但是|可是|而且",
    "与其": "而且|但是",
}
"""Openings of a sentence, each with what cannot go on with it."""
_AMOUNT = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)[%％]?"
_RARE_FAULTS = {
    "pretext": Fault("为由", rf"以{_IN_CLAUSE}{{1,20}}为由的?(?:原因|理由|情况|借口|名义)", _MIXED, "删去“的原因”"),
    "as_of": Fault(
        "为",
        rf"以{_IN_CLAUSE}{{2,20}}为(?:契机|抓手|重点|核心|目标|导向|原则|主线|依据|基础|载体|准)的(?:原则|目标|目的|作用|原因|理由|机会|要求|标准)",
        _MIXED,
        "删去“的…”",
        also="为契机|为抓手|为重点|为核心|为目标|为导向|为原则|为主线|为依据|为基础|为载体|为准",
    ),
    "quoted_principle": Fault(
        "为",
        r"(?:按照|根据|依照|遵照|遵循|坚持|本着|秉持|围绕)“[^“”]{2,60}”为(?:要求|原则|准则|宗旨|标准|目标|导向)(?=[，。；]|$)",
        "“按照…的原则”和“以…为原则”混成一句",
        "写作“按照…的原则”，或“以…为原则”",
        also="”为",
    ),
    "etc": Fault("等的", r"(?<![平同上中下高头次优])等的(?=[。]|$)|等的等|等等等", "“等”后面多了字", "删去“的”"),
    "after_effect": Fault(
        "后果|影响|结果|损失",
        rf"(?:造成|导致|引起|产生){_IN_CLAUSE}{{2,10}}(?:影响|损失|损害|事故|事件|后果)的(?:后果|影响|结果|损失)(?=的|[，。；、]|$)",
        "意思重复，两种说法混成一句",
        "只留一个",
        also="造成|导致|引起|产生",
    ),
    "light": Fault(
        "予以|加以|给予|进行",
        r"(?:予以|加以|给予)[^，。、；：的并或禁新]{0,6}(?:进行|予以|加以|给予)(?!曲)",
        "“予以”“进行”用了两个",
        "只留一个",
        also="予以|加以|给予",
    ),
    "against": Fault(
        "不少于|不低于|不小于|至少|最少|不多于|不高于|不超过|至多|最多|不晚于|不迟于|不早于|每",
        r"(?:最多|至多|最高|最大|最长|最迟|不超过|不多于|不高于)(?:为|是|控制在)?(?:不少于|不低于|不小于|至少|最少|不短于)"
        r"|(?:最少|至少|最低|最小|最短|不少于|不低于)(?:为|是)?(?:不多于|不高于|不超过|至多|最多|不大于)|(?:最早|最快)(?:不晚于|不迟于)|(?:最晚|最迟)不早于"
        rf"|(?:不少于|不低于|不超过|不多于|不高于|至少|最多|最少|至多)(?:约(?!定)|大约|大概|将近|近(?=\d)|{_AMOUNT}{_IN_CLAUSE}{{0,3}}左右)"
        rf"|(?:不超过|不高于|不多于|最多|至多){_IN_CLAUSE}{{0,4}}\d+(?:\.\d+)?[%％]?{_IN_CLAUSE}{{0,4}}(?:以上|以外)(?!的)"
        rf"|(?:不少于|不低于|至少|最少){_IN_CLAUSE}{{0,4}}\d+(?:\.\d+)?[%％]?{_IN_CLAUSE}{{0,4}}(?:以内|以下|之内)(?!的)"
        r"|(?:每[日周旬月季年]|每季度|每半年)(?:每[日周旬月季年]|每季度|每半年)(?!每)",
        "前后矛盾",
        "只留一个",
    ),
    "before_twice": Fault(
        "之前|以前|之后|以后|之内|以内",
        r"(?:前(?:之前|以前)|后(?:之后|以后)|(?:以前之前|之后以后)|(?:日|月|年|周|天)内(?:之内|以内))(?=[，。；完公报将向对的]|$)",
        _TWICE,
        "只留一个",
    ),
    "along": Fault(
        "随着",
        r"(?:^|(?<=[。；！？]))随着[^。；！？，]{3,30}，(?:使得?|让)(?![用命者得])",
        "“随着…，使…”没有主语",
        "删去“随着”或“使”",
    ),
    "basis_twice": Fault(
        "为依据|为根据|为基准|为标准",
        r"(?:依据|根据|依照|按照|参照)[^，。；：以]{2,30}为(?:依据|根据|基准|标准)(?=[，。；开进制]|$)",
        _MIXED,
        "只用一种：依据…，或 以…为依据",
    ),
    "aim_at": Fault(
        "为目标|为目的|为原则|为宗旨",
        r"(?:力争|争取|努力做到|力争做到|确保做到)[^，。；：、以]{2,14}为(?:目标|目的|原则|宗旨)(?=[，。；]|$)",
        _MIXED,
        "写作“以…为目标”，或“力争…”",
    ),
    "relates": Fault(
        "相关|相连",
        rf"(?:关系到|事关|涉及到?|关乎){_IN_CLAUSE}{{2,16}}(?:密切相关|息息相关|紧密相关|紧密相连)",
        "“关系到…”和“与…密切相关”混成一句",
        "只用一种",
    ),
    "raise_of_rise": Fault(
        "的提高|的提升|的增强|的改善|的优化|的扩大",
        rf"(?<!促进)(?<!推动)(?<!实现)(?:提高|提升|增强|加强|改善|优化|扩大)(?:(?![和与及、]){_IN_CLAUSE}){{2,24}}(?:水平|能力|质量|效率|力度|意识|范围|服务|环境|效果)的(?:提高|提升|增强|改善|优化|扩大)(?=[，。；]|$)",
        "动词说了两遍",
        "删去后面的“的提高”",
    ),
    "got": Fault(
        "取得",
        r"取得了?(?:显著|明显|较大|很大|进一步|长足|积极|新)?的?(?:提高|提升|增强|改善|加强|降低|扩大|好转|减少)(?=[，。；]|$)",
        "动词和宾语不能搭配",
        "取得…成效、进步；或 …得到提高",
    ),
    "own_again": Fault(
        "的原则|的要求|的方式|的问题|的情况|的任务|的措施|的办法|的目标|的内容|的标准|的规定|的程序|的责任",
        r"(?P<again>原则|要求|方式|问题|情况|任务|措施|办法|目标|标准|规定|程序|责任)的(?P=again)(?=[，。；、]|$)",
        "同一个词重复",
        "删去一个",
    ),
    "with_twice": Fault(
        "会同|围绕|针对",
        rf"(?P<with>会同|围绕|针对)(?:(?![和与及或、渡转]){_IN_CLAUSE}){{1,14}}(?P=with)",
        "同一个词用了两次",
        "删去一个",
    ),
    "light_twice": Fault(
        "进行", rf"进行(?:(?![和与及或并再的未禁]){_IN_CLAUSE}){{1,6}}进行(?!曲)", "“进行”用了两个", "只留一个"
    ),
    "more_than_more": Fault(
        "余多|多余",
        r"(?<=[\d十百千万亿])(?:余多|多余)(?=[条个项件家人次名位户元亩公])|(?<=\d[十百千万])余多",
        _TWICE,
        "只留一个",
    ),
    "because": Fault(
        "原因|理由",
        r"(?:原因|理由)(?:主要)?(?:就)?是(?:因为|由于)|因{0,1}的原因(?:导致|造成)的?(?:原因|结果)",
        "“原因”和“因为”重复",
        "写作“原因是…”",
    ),
    "modal": Fault(
        "可以|能够|可能|须|应",
        r"能够可以|可以能够|可能会能|必须要须|需要须|应要应|须要应当|应当须|须应当?(?![对用付急])|可以可(?![能靠行持])|能够能(?![力源效动])|必须须",
        _TWICE,
        "只留一个",
    ),
    "forbid_allow": Fault(
        "允许|准许|可以|能够",
        r"(?:不得|不准|严禁|禁止|一律不|不能)(?:允许|准许|可以|能够)(?=发布|公开|出台|转发|上网|使用|对外|刊登|提供|擅自|转载|上传|开展|收取|办理|设置|设定|要求|增加)",
        "“不得”和“不允许”混成一句",
        "写作“不得…”，或“不允许…”",
        also="不得|不准|严禁|禁止|一律不|不能",
    ),
    "negative_twice": Fault(
        "未|没有|不",
        r"没有未|未没有|不未(?=经|按|能)|未不(?=[经得予])|无没有|没没|(?<!不)不不(?!过)|未未|从未没|从没没",
        "否定了两次",
        "只留一个",
    ),
    "conjunctions": Fault(
        "与和|及和|或和|和以及|并且而且|而且并且|但是却但|或者或|因此所以|所以因此|从而因此|以及及",
        r"(?<![参普涉调中谐缓总共饱温以埃触波危遍论企赋给])(?:与和|及和|或和)(?![平谐美睦解好约善顺田硕记静林县龙政而气声人济])|和以及"
        r"|并且而且|而且并且|但是却但|或者或(?!者)|因此所以|所以因此|从而因此|以及及(?!时|格)",
        "连词用了两个",
        "只留一个",
    ),
    "in_the": Fault(
        "情况|基础|前提|过程|背景|形势",
        rf"(?:^|(?<=[，。；：]))在{_IN_CLAUSE}{{2,20}}的(?:情况|基础|前提|过程|背景|大背景|形势)(?=，)",
        "“在…”后面没有“下”“上”“中”",
        "写作“在…的情况下”“在…的基础上”“在…的过程中”",
        also="在",
    ),
    "of_nothing": Fault(
        "围绕|针对|结合|随着",
        rf"(?:^|(?<=[。；：]))(?:围绕|针对|结合|随着){_IN_CLAUSE}{{2,20}}[^目似有]的(?=，)",
        "“的”后面没有话",
        "补上后面的词，或删去“的”",
    ),
    "let_let": Fault(
        "使|让|令",
        rf"(?:^|(?<=[，。；：、]))(?:使得|让|令){_IN_CLAUSE}{{1,10}}(?:使得|(?<![即行])使(?![用命者得节馆领臣团]))",
        "“使”用了两个",
        "只留一个",
        also="使得|让|令",
    ),
    "second": Fault(
        "|".join(_WRONG_SECOND),
        "|".join(
            rf"(?:^|(?<=[，。；：]))(?:{first})[^。；，：！？]{{2,30}}，(?:{second})"
            for first, second in _WRONG_SECOND.items()
        ),
        "前后的关联词不相配",
        "虽然…但是、因为…所以、不仅…而且、只有…才、即使…也、无论…都、如果…就",
    ),
    "power": Fault(
        "权力",
        rf"(?:群众|公民|村民|居民|消费者|当事人|申请人|劳动者|市民|业主|投资者|学生|家长|患者|公众|职工|经营主体|纳税人|第三方|农民工|用人单位|相对人)(?:的|有|依法|享有|都有|均有|也有|所){_IN_CLAUSE}{{0,16}}?权力(?!机关|运行|清单|监督|事项|配置|机构|组织|和)"
        r"|(?:群众|公民|村民|居民|消费者|申请人|劳动者|市民|业主|学生|家长|患者|公众|职工)[^。；]{1,30}，(?:也|还|并|同时)?有[^，。；]{1,20}的权力"
        rf"|(?<!拥)有{_IN_CLAUSE}{{0,10}}(?:提出|申请|了解|查询|获取|查阅|知晓|举报|投诉|反映|选择|拒绝|参与){_IN_CLAUSE}{{0,12}}的权力",
        "公民的是“权利”",
        "写作“权利”",
        also="权力",
    ),
    "list_twice": Fault(
        "出台|印发|制定|发布",
        r"(?<![者人])(?:出台|印发|制定)[^，。；：、《者]{2,16}的(?:印发|出台|制定|发布)(?=[，。；]|$)",
        "动词说了两遍",
        "删去后面的“的…”",
    ),
    "ask": Fault("是否", r"是否(?:能否|有无|可否|有没有|是不是)|(?:能否|可否|有无)是否", _TWICE, "只留一个"),
    "as_well": Fault(
        "比",
        rf"(?<![对环同占可])比{_IN_CLAUSE}{{2,12}}(?<![对环同占])相比(?!较?[例重分])|(?<![对环同占百正])比[^，。；、的例重分值赛拼]{{1,10}}(?:更加?|还要){_IN_CLAUSE}{{1,12}}(?<![对环同占百正相评类])比(?=[，。；]|$)",
        "“比”用了两次",
        "只留一个",
    ),
    "rate": Fault(
        "更新|检查|通报|调度|公布|发布|培训|研究|抽查|走访|维护|频率|频次|次数",
        r"(?:至少|不少于|每[日周月季年]|每季度)(?:提高|提升|增加|加强|扩大|增强|优化|加大)(?:更新|检查|通报|调度|公布|发布|培训|研究|抽查|走访|维护)(?=\d|[一二两三四])"
        r"|(?:频率|频次|次数)(?:为|是)?每[日周月季年](?:至少)?(?:提高|提升|增加|加强|扩大)",
        "成分多余，像是改了一半",
        "删去多出的动词",
        also="至少|不少于|每",
    ),
    "stray": Fault(
        "对",
        r"(?:引导|组织|指导|督促|推动|帮助|鼓励|支持|促进|协助|带动|要求)[^，。；：、对]{1,8}对(?:树立|加强|提高|完善|推进|开展|建立|落实|强化|健全|优化|提升|深化|规范|做好|形成|养成|掌握)(?!情况|工作|过程|方案|计划|效果|成效|进度|措施|要求|不)[^，。；：、的进予加给具起有作产负提]{2,14}(?=[，。；]|$)",
        "“对”多余，像是改了一半",
        "删去“对”",
        also="引导|组织|指导|督促|推动|帮助|鼓励|支持|促进|协助|带动|要求",
    ),
    "bring": Fault(
        "将|把|对",
        rf"(?:^|(?<=[，。；：]))(?:将{_IN_CLAUSE}{{2,20}}(?:予以|加以)|把{_IN_CLAUSE}{{2,20}}(?:予以|进行|加以))(?=[，。；]|$)|(?:^|(?<=[，。；：]))对{_IN_CLAUSE}{{2,16}}(?:予以|加以|给予)(?=[，。；]|$)",
        "“予以”“进行”后面没有动词",
        "补上动词",
        also="予以|进行|加以|给予",
    ),
    "lead_twice": Fault("负责|牵头", r"由[^，。；：、由]{2,10}(?:牵头|负责)由", _TWICE, "只留一个"),
    "lest": Fault(
        "以免|免得", r"(?:以免|免得)(?:不|没有)(?!必|正当|法|当|良|实|利|合理)", "否定用反了", "删去后面的“不”"
    ),
    "prevent_again": Fault(
        "不再",
        rf"(?:防止|避免|杜绝|严防|以免|严禁|禁止){_IN_CLAUSE}{{0,16}}不再(?!发生|产生|造成|引发|引起|导致|出现|重演|遗漏|缺位|混入|流入|进入|外泄|泄露|泄漏|扩散|传播|流失|丢失|反弹|滥用)",
        "否定用反了，意思成了要它发生",
        "删去“不再”",
    ),
    "source": Fault(
        "来自|源自|出自|来源|原因|取决|由于|基于|鉴于|对于|关于|为了|根据",
        r"(?:来自|源自|出自|源)于(?:来自|由)|(?:来源|原因)来自于|取决于由|由于因|基于以(?![下上])|鉴于因|对于对|关于对于|为了为|根据据",
        _MIXED,
        "只用一种",
    ),
}
"""Faults whose words are in few plans."""


@rule("W013", Severity.WARNING, "病句")
def faulty_sentence(context: CheckContext) -> Iterator[Problem]:
    """Sentences that say something twice or the opposite of what is meant."""
    yield from _often_found(context)
    yield from _same_meaning(context)
    yield from faults_found(context, _RARE_FAULTS)
    yield from faults_found(context, FRAMES)
    yield from _left_standing(context)


def _same_meaning(context: CheckContext) -> Iterator[Problem]:
    """Yield two words of one meaning that stand side by side."""
    for row in _SAME:
        present = [word for word in row.split("|") if word in context.text]
        for both in map("".join, permutations(present, 2)):
            if both not in context.text:
                continue
            for passage in context.passages:
                start = passage.value.find(both)
                if start >= 0 and not passage.is_exempt(start, start + len(both)):
                    yield problem(passage, start, start + len(both), f"{quote(both)}：{_TWICE}", "只留一个")


_NEVER_LAST = frozenset("对把被将由为与和及或并以于按使且但虽若该各其每很更最较太不未没让给跟因故则又再才仍均皆凡比向")
"""Function words with which no clause ends."""
_NOUNS_OF_THEIR_OWN = ("数比", "贷比", "尽并", "一对", "两对", "三对", "四对", "五对")
"""What ends with one of them and is whole: 存贷比, 应并尽并, 友城四对."""
_NEVER_FIRST = frozenset("的们了")
_CLAUSE_ENDS = frozenset("，。；！？")


def _is_a_name(text: str, at: int) -> bool:
    """Whether a character ends a clause that is a surname and itself: ，张凡，."""
    return at > 1 and text[at - 1] in SURNAMES and text[at - 2] in _CLAUSE_ENDS


def _left_standing(context: CheckContext) -> Iterator[Problem]:
    """Yield function words at the end or the beginning of a clause that never stood so: what stayed of a sentence half rewritten."""
    for passage in context.prose:
        text = passage.value
        for at, char in enumerate(text):
            if (
                char in _NEVER_LAST
                and 0 < at < len(text) - 1
                and text[at + 1] in _CLAUSE_ENDS
                and is_han(text[at - 1])
                and not _is_a_name(text, at)
                and text[at - 1 : at + 1] not in _NOUNS_OF_THEIR_OWN
            ):
                seen = is_word(text[at - 1 : at + 1]) or several(text[at - 1 : at + 1] + END)
                message, start, stop = f"{quote(char)}后面没有话，像是改了一半", at - 1, at + 1
            elif (
                char in _NEVER_FIRST and 0 < at < len(text) - 1 and text[at - 1] in "，。；、" and is_han(text[at + 1])
            ):
                seen = is_word(text[at : at + 2]) or several(END + text[at : at + 2])
                message, start, stop = f"{quote(char)}前面没有话，像是改了一半", at, at + 2
            else:
                continue
            if not seen and not passage.is_exempt(start, stop):
                yield problem(passage, start, stop, message, f"补上缺的话，或删去{quote(char)}")


_OFTEN = Alternatives({name: pattern for name, (pattern, _, _) in _FAULTS.items()})


def _often_found(context: CheckContext) -> Iterator[Problem]:
    pattern = _OFTEN.within(context.text)
    for passage in context.passages:
        for match in pattern.finditer(passage.value):
            wording = None if passage.is_quoted(*match.span()) else _worded(match)
            if wording is not None:
                yield problem(passage, *match.span(), wording.message, wording.hint)


def _worded(match: re.Match[str]) -> Wording | None:
    name = alternative(match)
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
        rf"(?:{_MANNERS})的(?=(?:{_ACTS})(?!工作|情况|活动|态度|能力|作用|方式|机制|制度|平台|水平|基础上?|渠道|意见|责任){HAN}{{2}})",
        "的",
        "地",
    ),
    "thing": (
        rf"(?<!{HAN})(?:{_ADJECTIVES})地(?=(?:{_THINGS}))|(?<=[了较更最])(?:{_ADJECTIVES})地(?=(?:{_THINGS}))|(?:{_ADJECTIVES})地(?=(?:成效|政府信息|成绩|作用))"
        rf"|(?<={HAN})(?<![当各本属基场土耕用驻两异外湿产园工营])地(?=(?:便利|便捷|透明|满意|知晓|参与|准确|及时|完整|规范|公信)(?:度|性|率|力))",
        "地",
        "的",
    ),
    "with": (
        rf"有(?:针对性|计划|步骤|重点|组织|条理|秩序|区别|选择|目的|系统)(?:、?有{HAN}{{2,3}})?的(?=(?:{_ACTS})(?!工作|情况|活动|态度|能力|作用|方式|机制|制度|平台|水平|基础上?|渠道|意见|责任|措施){HAN}{{2}})",
        "的",
        "地",
    ),
    "degree": (
        rf"(?:(?:{_MANNERS})得(?=(?:{_ACTS}))|(?:及时|按时|按期|逐一|定期|逐步|稳步|全力|努力|尽快|不断|切实|大力|认真|主动|积极|妥善|反复|进一步|深入|广泛|集中|统一|如实|自觉|有序|依法|共同|亲自|严肃|高效|精准|充分)"
        r"得(?=[^\W\da-z_])(?![当到以益很更不非十多太比越最失出分了票奖名主意力体法罪的知住起来过好大清够如像较相那这让令连无既特极异恰宜其心较]))",
        "得",
        "地",
    ),
    "thing_de": (
        rf"(?<={HAN})(?<![取获所不应只值懂难免觉显使博赢记求心征])得(?=(?:政府信息|{_THINGS}|文件|事项|工作|单位|部门|意见|群众|企业|申请|情况|项目|政策|要求|规定|标准|人员|诉求|建议|流程|渠道|栏目)(?![不没很更有]))"
        rf"|(?:重大|复杂|重要|紧急|特殊|明确|具体|合理|必要|严重|轻微|优秀|先进|主要|基本|相关|有关|最新|统一|完整|必须公开|应当公开|主动公开)得(?={HAN}{{2}})(?![多很不更太非可要令让像好比到益以])",
        "得",
        "的",
    ),
}
_TAKES_OBJECT = "提供|进行|得到|给予|做出|作出|获得|形成|需要|实现|受到|开展"


@pattern_rule(
    "W018",
    Severity.WARNING,
    "的、地、得",
    Alternatives({name: pattern for name, (pattern, _, _) in _PARTICLES.items()}),
    unless=Passage.is_quoted,
)
def wrong_particle(match: re.Match[str]) -> Wording | None:
    """的 before a verb, 地 before a thing, 得 before a verb, where the words on both sides leave no doubt."""
    name = alternative(match)
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
_MEASURES = "个条项件份座家所场期名位户人本册篇则部台辆张把只艘栋幢间处起宗支种架匹头株棵口盏块幅段枚封套"
_OWN_MEASURES = "辆艘架匹头株棵栋幢口起盏把枚"
"""Words of measure of a few things alone: they fit nothing else, however far it is."""


_PLACES = frozenset("家所座")
"""Words of measure of bodies and buildings."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """Patterns of a thing behind its number, with words between, and before it."""

    behind: re.Pattern[str]
    far: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _measured() -> _Measured:
    names = "|".join(sorted((row["名称"] for row in table("measure_words.tsv")), key=len, reverse=True))
    count = rf"(?P<count>\d{{1,12}}|[{_HAN_COUNT}]{{1,8}})余?"
    first = rf"(?<![第\d.{_HAN_COUNT}]){count}"
    # 一起讨论, 一头连着: not counted
    own = rf"(?<!一)(?P<measure>[{_OWN_MEASURES}])(?!次)"
    return _Measured(
        re.compile(
            rf"{first}(?P<measure>[{_MEASURES}])(?P<name>{names})(?![员师手专工干民])(?=$|[^\w]|[的和及与并等进开召举以由在])"
        ),
        re.compile(rf"{first}{own}(?:(?![和与及]){HAN}){{1,8}}?(?P<name>{names})(?=[，。；、（]|$)"),
        # 培训200人: a noun that is a verb, too, is no matter of its measure
        re.compile(
            rf"(?P<name>{names})(?<!培训)(?<!讲座)(?<!通知)(?<!建议)(?<!提案)(?<!议案)(?<!报告)(?<!公告)(?<!演练)(?<!来电)(?<!会议)(?<!项目)(?<!任务)(?<!措施)(?<!平台)(?<!企业)(?<!汽车)(?:共|共计)?"
            rf"(?P<count>\d{{1,12}})余?(?P<measure>[{_MEASURES}])(?!次)(?=[，。；、（]|$)"
        ),
    )


@rule("W019", Severity.WARNING, "量词")
def wrong_measure(context: CheckContext) -> Iterator[Problem]:
    """Words of measure that are not those of the thing counted (measure_words.tsv), and units of another quantity."""
    yield from faults_found(context, _UNITS)
    yield from faults_found(context, UNITS)
    fitting = {row["名称"]: row["量词"] for row in table("measure_words.tsv")}
    if not any(name in context.text for name in fitting):
        return
    patterns = _measured()
    for passage in context.passages:
        told: set[int] = set()
        for pattern in (patterns.behind, patterns.far, patterns.before):
            for match in pattern.finditer(passage.value):
                at, name = match.start("measure"), match["name"]
                if match["measure"] in fitting[name] or at in told or passage.is_exempt(*match.span()):
                    continue
                # 县医院6名、公路3项: so many of something else, by place
                is_behind = pattern is patterns.before and match["measure"] not in _OWN_MEASURES
                if is_behind and (
                    _PLACES & set(fitting[name]) or name.endswith(("路", "河流", "河道", "社区", "镇街"))
                ):
                    continue
                told.add(at)
                message = f"{quote(match.group())}：{name}不论“{match['measure']}”"
                start, stop = min(at, match.start("name")), max(at + 1, match.end("name"))
                yield problem(passage, start, stop, message, f"常用的量词：{'、'.join(fitting[name])}")


_NUMBER = r"\d+(?:\.\d+)?[万亿]?余?"
_BETWEEN = rf"{HAN}{{0,5}}"
_UNITS = {
    "length": Fault(
        "平方公里|平方千米|公顷|亩|吨|立方米",
        rf"(?:公路|村道|县道|乡道|国道|省道|铁路|管网|管道|河道|堤防|沟渠|灌渠|绿道|步道|隧道|光缆|里程|全长|长度)(?!面积|用地|占地|沿线|两侧|绿化|土|边|征|周边|保护|建设用)(?:建设|改造|新建|养护|修复|总里程|为|达|达到|约|共|全长|长|整治|清淤)?{_NUMBER}(?:平方公里|平方千米|公顷|亩|吨|立方米)",
        "论长度的，写成了面积、体积的单位",
        "核对单位：公里、米",
    ),
    "area": Fault(
        "公里|千米|米|吨|立方",
        rf"(?:面积|耕地|农田|林地|绿地|草地|造林|播种|播面|建设用地)(?:建设|改造|新建|新增|为|达|达到|约|共|是|扩大到?)?{_NUMBER}(?:公里|千米|(?<!平方)米(?!²)|立方米|公斤|升)",
        "论面积的，写成了别的单位",
        "核对单位：亩、公顷、平方米",
    ),
    "money": Fault(
        "经费|预算|产值|税收|总投资|投资额|补助资金|专项资金",
        rf"(?:经费|预算|产值|税收|总投资|投资额|补助资金|专项资金)(?:为|达|达到|约|共|共计|是|安排)?{_NUMBER}(?:公里|平方米|亩|吨|公顷|千克|公斤|辆|台|人次)(?!均)",
        "论钱的，写成了别的单位",
        "核对单位：元、万元、亿元",
    ),
    "rate": Fault(
        "率|满意度|知晓度",
        r"(?:(?:合格|满意|办结|答复|覆盖|公开|及时|准确|入学|就业|知晓|达标|普及|使用|完成|参与|按时)率|满意度|知晓度)(?:达到?|为|是|保持在|稳定在|提高到|提升到|达到了)\d{2}(?:\.\d+)?(?:以上)?(?=[，。；、]|$|个百分点|件|人|个(?!百)|次)",
        "比率少了“%”，或单位不对",
        "写作“…率达到95%”",
    ),
    "weight": Fault(
        "产量|重量",
        rf"(?:产量|重量|总重)(?:为|达|达到|约|共|是)?{_NUMBER}(?:公里|平方米|亩(?!产)|公顷|千米)",
        "论重量的，写成了别的单位",
        "核对单位：吨、公斤",
    ),
}
"""Quantities with units of another quantity."""
