"""Rule S018 (未公布): matters that are not public yet, and remarks of those who revised the draft."""

from collections.abc import Iterator

from pipeline.check.persons import SURNAMES
from pipeline.check.sensitive import SensitiveSpan, sensitive_rule
from pipeline.findings import Severity
from pipeline.patterns import HAN, lazy_pattern

_MADE_PUBLIC = r"(?:对外)?(?:公布|公开|公示|发布|宣布|官宣|发文|印发|上会|批复|定稿|披露)"
_NOT_YET = lazy_pattern(
    rf"[（(【][^（）()【】]{{0,20}}(?:尚未|暂未|还未|(?<!对)(?<!依法)(?<!应)未|暂不|还没有?|没有)(?:正式)?(?:{_MADE_PUBLIC}(?!的)|(?:经|报)[^（）()【】]{{1,10}}(?:批准|审定|通过|同意))[^（）()【】]{{0,14}}[）)】]"
    rf"|(?:尚未|暂未|还没有?)(?:正式)?(?:对外)?(?:公布|公示|发布|宣布|官宣)(?!的|或|、)"
    rf"|(?:{_MADE_PUBLIC}|正式行文|上会|签约|开标)(?:之)?前[，]?(?:先)?(?:请)?(?:注意口径|注意保密|不要|勿|切勿|别|按(?:内部)?口径|不公[开布])"
    rf"|(?:暂|请|切|万|先|均)勿(?:对外|向外|擅自)?(?:外传|外泄|转发|扩散|公开|传播|透露|声张|提及|转载)|不要(?:外传|对外说|发群|转发|外泄|对外透露)|(?<!不得)(?<!禁止)(?:别|不)(?:往)?外传"
    rf"|注意口径|(?:内部|对上)口径|阅后(?:收回|即焚|销毁|删除|交回)|(?:仅供|限|只供)(?:局|委|县|区|市)?(?:领导|班子成员|本人|专班|内部)(?:参阅|参考|阅|掌握|使用)"
    rf"|[（(](?:讨论稿|未定稿|内部稿|草稿|过会稿)[^（）()]{{0,8}}[）)]|先(?:不|别)(?:对外|声张|上网|往外说)|请小{HAN}(?:再)?(?:补充|核实|修改|确认|核对|改一?下)|(?:此处|这里|以上|该处)(?:数据|数字|内容|日期|名称)?(?:待|需)(?:核实|补充|确认|再核|核对)|等(?:领导|县里|市里|区里|上级)(?:同意|点头|拍板|定了)(?:再|后)"
)
"""What says of itself that it is not to be known yet."""
_MARKED = (
    "未公",
    "未经",
    "未报",
    "请小",
    "待核",
    "待补",
    "待确认",
    "需核",
    "需补",
    "未发",
    "未对外",
    "未正式",
    "未宣",
    "未上会",
    "未批",
    "未定稿",
    "没公",
    "没发",
    "没有公",
    "还没",
    "尚未",
    "暂未",
    "暂不",
    "勿",
    "口径",
    "阅后",
    "参阅",
    "参考",
    "外传",
    "外泄",
    "稿）",
    "稿，",
    "先不",
    "先别",
    "不要",
    "等领导",
    "等县里",
    "等市里",
    "等区里",
    "等上级",
    "仅供",
    "只供",
    "限领导",
    "限内部",
    "限本人",
    "前不公",
    "前注意",
    "前按",
    "前勿",
    "转发",
    "掌握",
)
"""One of these is in every such mark: most texts need no more."""
_SECRET_PRICE = lazy_pattern(
    r"(?:标底|底价|保留价|拦标价|心理价位|内部控制价|预期成交价|谈判底线)(?:价格?|金额)?(?:拟?定?为|是|约|[:：])?(?:每(?:平方米|亩|吨|套|平米|平))?\s?(?P<price>\d[\d.,]*\s?[万亿]?元?)"
)
_FIRMS = r"公司|厂|商行|超市|酒店|集团|饭店|药店|诊所|合作社|商店|门市部|经营部|幼儿园|培训学校"
_PENDING = lazy_pattern(
    rf"(?P<firm>{HAN}{{2,12}}(?:{_FIRMS}))(?:等)?(?:的?一?案(?:件)?|涉嫌[^，。；]{{0,14}}|被举报[^，。；]{{0,12}}|被投诉[^，。；]{{0,12}})[^。；]{{0,8}}?(?:尚在|正在|仍在|还在|已)(?:被)?(?:立案|侦查|调查|核查|审查|查办|办理|审理)"
    rf"|案(?:件)?(?:尚|正|仍|还)在(?:立案|侦查|调查|核查|审查|查办|审理)"
)
_REMARK = lazy_pattern(
    rf"[（(【〔](?P<remark>(?:[^（）()【】〔〕：:，。；]{{0,8}}(?:批示?|批注|批语|审校|修改意见|意见|备注|改稿|提醒|指示|校对)|(?:小|老){HAN}|{HAN}副?(?:主任|局长|科长|处长|书记|镇长|院长|校长|总|工|老师))[：:][^（）()【】〔〕]{{1,60}})[）)】〕]"
    rf"|[（(【〔](?P<note>[^（）()【】〔〕]{{0,30}}(?:(?:此|这|该|上|下)(?:句|段|处|条|数|项|节|里|稿|表)[^（）()【】〔〕]{{0,6}}(?:再|还|待|需要|建议|可以?删|请|删|改|存疑|核一?|补|斟酌)|再斟酌|请斟酌|要不要(?:写|留|删)|是否(?:保留|删去?|合适)|先这样|待(?:领导|主任|局长|科长|书记|上会)[^（）()【】〔〕]{{0,4}}(?:定|审|批|拍板)|(?:数据|数字|口径|名单)(?:待核|再核|没核|不准|存疑|请核)|(?:小|老)(?P<who>{HAN})(?:再|来|去)?(?:改|核|补|查|写|看|定|跟)|(?:改|修订|征求意见)第?[二三四两2-9]稿|原稿如此|待补(?![正充齐办贴助考录]))[^（）()【】〔〕]{{0,20}})[）)】〕]"
)
"""What those who revised a draft said to each other."""
_IN_BRACKETS = lazy_pattern(r"[（(【〔]([^（）()【】〔〕]{2,70})[）)】〕]")
_REMARKED = (
    "长：",
    "任：",
    "记：",
    "师：",
    "工：",
    "批",
    "审校",
    "修改",
    "改稿",
    "稿",
    "提醒",
    "校对",
    "斟酌",
    "待",
    "核",
    "删",
    "改",
    "小",
    "老",
    "存疑",
    "先这样",
    "要不要",
    "是否",
)


@sensitive_rule("S018", Severity.WARNING, "还没有公布的事、改稿时的话", redact=False)
def not_yet_public(text: str) -> Iterator[SensitiveSpan]:
    """Words that mark a matter as not public yet, prices before the bids are opened, pending cases, and remarks of revisers."""
    for match in _NOT_YET.finditer(text) if any(word in text for word in _MARKED) else ():
        hint = "没有公布的事不能写进公开的文件：删去，或等公布以后再写"
        yield SensitiveSpan(*match.span(), f"写着{_quoted(match.group())}", hint)
    for match in _SECRET_PRICE.finditer(text) if "价" in text or "标底" in text else ():
        yield SensitiveSpan(*match.span(), "这里有开标、成交以前不公开的价格", "删去，或核实是否已经公开")
    for match in _PENDING.finditer(text) if "案" in text or "涉嫌" in text or "被" in text else ():
        yield SensitiveSpan(*match.span(), "这里写了还在办的案件", "删去名称，或核实能否公开")
    remarks = any(word in inner for inner in _IN_BRACKETS.findall(text) for word in _REMARKED)
    for match in _REMARK.finditer(text) if remarks else ():
        if match["who"] and match["who"] not in SURNAMES:
            continue
        yield SensitiveSpan(*match.span(), "这里像是改稿时留下的话", "照着改好，删去这句话")


def _quoted(text: str) -> str:
    return f"“{text.translate(_INNER)}”"


_INNER = str.maketrans("“”", "‘’")
