"""Rules S008, S009, S013 and S017 (个人): names and addresses of persons, and what of a person is to be published."""

import re
from collections.abc import Iterator

from pipeline.check.persons import SURNAMES
from pipeline.check.sensitive import SensitiveSpan, sensitive_rule
from pipeline.check.sequences import is_word, pair, several
from pipeline.findings import Severity
from pipeline.patterns import HAN, lazy_pattern

_PERSON = lazy_pattern(
    r"(?:联系人|经办人|承办人|联络员|联络人|填表人|填报人|责任人|负责人|姓\s?名)(?:姓名)?(?:[（(][^（）()]{0,10}[）)])?\s?[:：]\s{0,4}"
    rf"(?P<name>(?:欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|[{SURNAMES}])\s?{HAN}{{1,2}}(?!{HAN}))"
)
_NO_PERSON = lazy_pattern(r"[某区局科室处办部委厅院校司市县镇街道]$|某")


@sensitive_rule("S008", Severity.WARNING, "联系人姓名")
def contact_name(text: str) -> Iterator[SensitiveSpan]:
    """Names of persons behind 联系人 and the like."""
    for match in _PERSON.finditer(text):
        if not _NO_PERSON.search(match["name"]):
            message = f"这里写了人的姓名（{len(match['name'])} 个字）"
            yield SensitiveSpan(*match.span("name"), message, "改写科室名称和办公电话")


_HOME = lazy_pattern(
    r"(?:家庭(?:住址|地址)|现?住址|户籍(?:地址|所在地)|居住地址?)\s?[:：]\s{0,4}(?P<home>[^\s，。；、*×＊（）()]{4,60})(?![*×＊])"
)


@sensitive_rule("S009", Severity.ERROR, "家庭住址")
def home_address(text: str) -> Iterator[SensitiveSpan]:
    """Home addresses behind their label."""
    if "住" not in text and "家庭" not in text and "户籍" not in text:
        return
    for match in _HOME.finditer(text):
        yield SensitiveSpan(*match.span("home"), "这里有家庭住址", "删去")


_PARTY = (
    rf"(?:申请人|当事人|投诉人|举报人|信访人|被处罚人|低保户|低保对象|困难职工|困难群众|帮扶对象|救助对象|特困人员|残疾人)(?P<name>[{SURNAMES}]{HAN}{{1,2}})"
    r"(?=[，。；、（(]|的(?:申请|材料|情况|家庭|信息)|已|于\d|家庭|一家|提出|反映|要求)"
)
_NO_NAME = (
    r"高度|高兴|张贴|满意|满足|安心|安全|平安|严格|程度|代表|成[绩员]|陈述|申[请报诉领办]|范围|许可|向|方[式便面法案]|常[住用见]|关[系于注]|管[理辖]|严[重格]|解[决答除释]|单[位独]|包[括含]|高[中校龄]|项目|任[何职]|和|于|对|孔|金额|康复|何|万|文化|史|路|车|安|成|应|所|等|须|可|需|应当|全|时|江|曾|温|白|毕|家|"
    r"计|季|贺|左|祝|连|程序|钱|石|伍|章程|相关|有关|"
    r"联系|房|区|县|市"
)
_STREET = r"[^，。；：、\d]{2,16}(?:路|街|村|巷|大道|小区|新村|苑|花园|公寓)(?:\d{1,5}弄)?\d{1,4}(?:号|幢|栋)(?:楼|院)?(?:\d{1,3}(?:号楼|幢|栋))?"
_HOUSE = rf"(?:家住|现住|住在|居住在|住)(?P<home>{_STREET}(?:\d{{1,2}}单元)?\d{{2,4}}室?)|(?P<flat>{_STREET}\d{{1,2}}单元\d{{2,4}}室?)"
_NAME = rf"(?P<name>(?:欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|[{SURNAMES}]){HAN}{{1,2}})"
_NAMED = (
    rf"(?:(?:村民|居民|市民|群众|职工|业主|商户|农户|学生|考生|患者|网民|退役军人|同学){_NAME}(?=为例|）|举报|反映|投诉|申请|信访|家中|一家|因|诉|患|以\d|去年|今年|上年|离异|丧偶|离婚|未婚|实名|被)"
    rf"|(?:考生|学生|村民|居民|监测户|脱贫户|低保户|五保户|矫正对象|感染者|确诊病例|密接者|吸毒人员|刑满释放人员|被执行人|大名){_NAME.replace('name', 'called')}(?=[，。；、（()）的因被以家丈妻占]|一家)"
    rf"|{_NAME.replace('name', 'described')}(?=，[男女](?:，|性)|，(?:19|20)\d\d年\d{{1,2}}月(?:\d{{1,2}}日)?(?:出生|生)|实名举报)"
    rf"|(?:局长|主任|科长|股长|处长|所长|站长|县长|区长|市长|镇长|乡长|书记|组长|队长|校长|院长){_NAME.replace('name', 'official')}"
    r"(?=同志|总负责|负责|牵头|分管|主持|担任|任组长|具体|审定|签发|出席|带队))"
)
"""A person named behind what he is: 村民…举报, 副局长…总负责."""
_ROLES = (
    "孕妇|产妇|幼儿|婴儿|儿童|老人|老年人|家长|租户|住户|户主|死者|伤者|被害人|嫌疑人|受助人|劳动者|工人|教师|医生|护士|司机|驾驶员|志愿者|经营者|法定代表人|法人代表"
    "|个体户|承租人|房主|投资人|纳税人|来电人|来访人|当事人|申请人|投诉人|举报人|信访人|评审专家|学员|病人|病例|逝者|遗属|军属|烈属|孤儿"
)
_UNLABELLED = (
    rf"(?:{_ROLES}){_NAME.replace('name', 'role')}(?=[，。；、（(的因被等诉已家]|提出|反映|投诉|申请|举报|实名|一家|$)"
    rf"|{_NAME.replace('name', 'among')}(?=等\d{{1,4}}[人名户]|等人|一案|一人|[其之][父母妻夫子女]|夫妇|家属|名下|患|确诊|身患|离异|丧偶|服刑|吸毒|，(?:[男女]|离异|丧偶|已婚|未婚|现年|月收入|年收入|患|\d{{1,3}}岁|身份证|住))"
    rf"|{_NAME.replace('name', 'reached')}(?=[（(](?:联系)?(?:电话|手机|微信|身份证|住址?|[男女][，,、]))"
    rf"|(?<!{HAN}){_NAME.replace('name', 'acting')}(?=申请公开|投诉|举报|信访|起诉|反映|因[丈妻父母子女夫患病家])"
    rf"|(?<=[班级校村组号]){_NAME.replace('name', 'placed')}(?=等(?!级|候|待|次)|同学|）|（(?:[^（）]{{0,6}}(?:残疾|病|低保|贫困|党员|电话))|，(?:[男女离丧患月年现住]|身份证))"
    rf"|(?<=[由对据照取收年如为]){_NAME.replace('name', 'taken')}(?=申请公开|投诉|举报|信访|起诉|反映|因[丈妻父母子女夫患病家])"
)
"""A person named without a label: 刘…等3人, 徐…（电话…）, …年李…申请公开."""
_ONLY_SURNAME = rf"(?P<name>[{SURNAMES}]姓)(?=住户|居民|村民|患者|学生|当事人|业主|老人|女子|男子|市民|女士|先生|夫妇|职工|病人|病例|考生)"
_HOME_IN_ESTATE = lazy_pattern(
    rf"{HAN}{{2,10}}(?:小区|花园|新村|公寓|家园|[丽雅嘉和景华馨佳锦明]苑|花苑|庭院|里弄)(?:\d{{1,3}}(?:号楼|栋|幢|座|号))(?:\d{{1,2}}单元)?\d{{2,4}}室"
)


def _begins_a_word(name: str) -> bool:
    """Whether the first two characters are a word that public papers often have (高度, 关爱); 王建 is one that they hardly do."""
    return is_word(name[:2]) and pair(name[:2]) >= _OFTEN


_OFTEN = 24


def _is_name(name: str) -> bool:
    """Whether characters that begin with a surname are likely a name: never seen together in public papers, and no word."""
    if (len(name) <= _SHORT_NAME and re.match(_NO_NAME, name)) or re.match(_NO_NAME, name[1:]) or _begins_a_word(name):
        return False
    return not several(name) if len(name) > _SHORT_NAME else pair(name) <= _SELDOM


_SHORT_NAME = 2
_SELDOM = 2


@sensitive_rule("S013", Severity.WARNING, "当事人的姓名、住址", redact=False)
def party_to_a_case(text: str) -> Iterator[SensitiveSpan]:
    """Names behind 申请人, 低保户 and the like, and houses where somebody lives; without a label they are only asked about."""
    for match in re.finditer(_PARTY, text) if "人" in text or "户" in text or "对象" in text or "困难" in text else ():
        name = match["name"]
        if not re.match(_NO_NAME, name) and not re.match(_NO_NAME, name[1:]) and not _begins_a_word(name):
            message = f"这里像是写了当事人的姓名（{len(name)} 个字）"
            yield SensitiveSpan(*match.span("name"), message, "用“申请人”“某某”代替，或核实能否公开")
    for match in re.finditer(_HOUSE, text) if "住" in text or "单元" in text else ():
        yield SensitiveSpan(
            *match.span("home" if match["home"] else "flat"), "这里像是写了个人的住址", "删去门牌，或核实能否公开"
        )
    for match in _HOME_IN_ESTATE.finditer(text) if "室" in text else ():
        if not re.search(_HOUSE, match.group()):
            yield SensitiveSpan(*match.span(), "这里像是写了个人的住址", "删去门牌，或核实能否公开")
    for match in re.finditer(_ONLY_SURNAME, text) if "姓" in text else ():
        yield SensitiveSpan(*match.span(), "这里写了一个人的姓", "改为“某”，或核实能否公开")
    for match in re.finditer(_UNLABELLED, text):
        group = match.lastgroup
        assert group is not None
        if _is_name(match[group]):
            message = f"这里像是写了人的姓名（{len(match[group])} 个字）"
            yield SensitiveSpan(*match.span(group), message, "只写职务或“某某”，或核实能否公开")
    for match in re.finditer(_NAMED, text):
        group = next(group for group in ("name", "official", "called", "described") if match[group])
        name = match[group]
        if not re.match(_NO_NAME, name) and not re.match(_NO_NAME, name[1:]) and not _begins_a_word(name):
            message = f"这里像是写了人的姓名（{len(name)} 个字）"
            yield SensitiveSpan(*match.span(group), message, "只写职务或“某某”，或核实能否公开")


_LISTED_PERSONS = r"(?:心理|健康|疾病|病|残疾|低保|贫困|困难|欠费|违纪|涉案|吸毒|精神|感染|异常)[^，。；]{0,10}?(?:学生|人员|患者|家庭|儿童|职工|人)名单"
_OF_A_PERSON = rf"{_LISTED_PERSONS}|(?:公民)?身份证?号码?|家庭(?:住址|地址|成员)|个人(?:住址|电话|手机号?码?|账号|账户)|手机号码?|银行(?:卡号|账号|账户)|病历|诊疗记录|诊断(?:结果|证明)|所患病种|病种|就读学校|婚姻状况|生育情况"
_PUBLISHED = r"公开|公示|公布|发布|推送|张榜|上网|刊登|晒"
_PROTECTED = (
    r"不得|不予|不应|不能|不要|不公|不含|不涉|不写|不列|不出现|禁止|严禁|避免|防止|保护|隐去|去除|删除|删去|遮|隐私|脱敏|去标识|除外|泄露|审查|屏蔽|打码|模糊|匿名|剔除|过滤"
    r"|处理|收集|核对|登记|提供|提交|填写|出示|凭|敏感|涉及"
)


@sensitive_rule("S017", Severity.WARNING, "要公开的是个人信息", redact=False)
def personal_data_published(text: str) -> Iterator[SensitiveSpan]:
    """Sentences that have identity numbers, home addresses and the like published, and say nothing of their protection."""
    for match in re.finditer(_OF_A_PERSON, text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        stop = min((at for mark in "。；" if (at := text.find(mark, match.end())) >= 0), default=len(text))
        sentence = text[start:stop]
        begin = max(text.rfind(mark, start, match.start()) for mark in "，：") + 1
        end = min((at for at in (text.find("，", match.end(), stop),) if at >= 0), default=stop)
        # what is published in one breath is protected in it, or nowhere
        told = (
            text[max(begin, start) : end]
            if re.search(_PUBLISHED, text[max(begin, start) : match.start()])
            else sentence
        )
        if re.search(_PUBLISHED, sentence) and not re.search(_PROTECTED, told):
            hint = "个人信息不公开：删去，或写明怎样处理后公开（《中华人民共和国政府信息公开条例》第十五条）"
            yield SensitiveSpan(*match.span(), f"要公开的有“{match.group()}”", hint)
