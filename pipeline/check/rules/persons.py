"""Rules S008, S009, S013 and S017 (个人): names and addresses of persons, and what of a person is to be published."""

from collections.abc import Iterator

from pipeline.check.persons import SURNAMES, is_in_a_firm, person_names
from pipeline.check.sensitive import SensitiveSpan, sensitive_rule
from pipeline.check.sequences import is_word, pair
from pipeline.findings import Severity
from pipeline.patterns import HAN, Alternatives, alternative, lazy_pattern

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
    for match in _ROW_OF_NAMES.finditer(text) if any(label in text for label in _LABELS_OF_ROWS) else ():
        names = match["names"].split("、")
        likely = [
            name for name in names if name[0] in SURNAMES and not is_word(name[:2]) and not _NO_PERSON.search(name)
        ]
        if len(likely) > 1 and len(likely) == len(names):
            yield SensitiveSpan(*match.span("names"), f"这里像是写了 {len(names)} 个人的姓名", "删去，或核实能否公开")


_LABELS_OF_ROWS = tuple(
    f"{word}{colon}"
    for word in ("成员", "专家", "评委", "名单", "人员", "人选", "组长", "代表", "学生", "职工", "对象", "奖者")
    for colon in "：:"
)
_ROW_OF_NAMES = lazy_pattern(
    rf"(?:成员|专家|评委|名单|人员|人选|组长|代表|学生|职工|对象|获奖者)\s?[:：]\s?(?P<names>{HAN}{{2,3}}(?:、{HAN}{{2,3}}){{1,20}})(?=[，。；等（(]|$)"
)
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


_PARTY = lazy_pattern(
    rf"(?:申请人|当事人|投诉人|举报人|信访人|被处罚人|低保户|低保对象|困难职工|困难群众|帮扶对象|救助对象|特困人员|残疾人)(?P<name>[{SURNAMES}]{HAN}{{1,2}})"
    r"(?=[，。；、（(]|的(?:申请|材料|情况|家庭|信息)|已|于\d|家庭|一家|提出|反映|要求)"
)
_NO_NAME = lazy_pattern(
    r"高度|高兴|张贴|满意|满足|安心|安全|平安|严格|程度|代表|成[绩员]|陈述|申[请报诉领办]|范围|许可|向|方[式便面法案]|常[住用见]|关[系于注]|管[理辖]|严[重格]|解[决答除释]|单[位独]|包[括含]|高[中校龄]|项目|任[何职]|和|于|对|孔|金额|康复|何|万|文化|史|路|车|安|成|应|所|等|须|可|需|应当|全|时|江|曾|温|白|毕|家|"
    r"计|季|贺|左|祝|连|程序|钱|石|伍|章程|相关|有关|"
    r"联系|房|区|县|市"
)
_STREET = r"[^，。；：、\d]{2,16}(?:路|街|村|巷|大道|小区|新村|苑|花园|公寓)(?:\d{1,5}弄)?\d{1,4}(?:号|幢|栋)(?:楼|院)?(?:\d{1,3}(?:号楼|幢|栋))?"
_HOUSE = lazy_pattern(
    rf"(?:家住|现住|住在|居住在|住)(?P<home>{_STREET}(?:\d{{1,2}}单元)?\d{{2,4}}室?)|(?P<flat>{_STREET}\d{{1,2}}单元\d{{2,4}}室?)"
)
_NAME = rf"(?P<name>(?:欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|[{SURNAMES}]){HAN}{{1,2}})"
_NAMED = Alternatives(
    {
        "known": rf"(?:村民|居民|市民|群众|职工|业主|商户|农户|学生|考生|患者|网民|退役军人|同学){_NAME}(?=为例|）|举报|反映|投诉|申请|信访|家中|一家|因|诉|患|以\d|去年|今年|上年|离异|丧偶|离婚|未婚|实名|被)",
        "called": rf"(?:考生|学生|村民|居民|监测户|脱贫户|低保户|五保户|矫正对象|感染者|确诊病例|密接者|吸毒人员|刑满释放人员|被执行人|大名){_NAME.replace('name', 'of_called')}(?=[，。；、（()）的因被以家丈妻占]|一家)",
        "described": rf"{_NAME.replace('name', 'of_described')}(?=，[男女](?:，|性)|，(?:19|20)\d\d年\d{{1,2}}月(?:\d{{1,2}}日)?(?:出生|生)|实名举报)",
        "official": rf"(?:局长|主任|科长|股长|处长|所长|站长|县长|区长|市长|镇长|乡长|书记|组长|队长|校长|院长){_NAME.replace('name', 'of_official')}"
        r"(?=同志|总负责|负责|牵头|分管|主持|担任|任组长|具体|审定|签发|出席|带队)",
    }
)
"""A person named behind what he is: 村民…举报, 副局长…总负责."""
_MASKED_BUT_TOLD = lazy_pattern(
    rf"[{SURNAMES}]某{{1,2}}(?=[（(，、]?(?:[男女]|之[子女妻夫父母]|[^。；]{{0,24}}?(?:就读|患(?!者|方|儿)|诊断|精神|\d{{1,3}}岁|住[在址]|家住|拟任|任命|提拔|免职|血压|艾滋|HIV|乙肝|乙型肝炎|[检验测查][^，。；]{0, 6}阳性|人工流产|孕检|离异|住院号|指纹|病毒感染|其(?:妻子|丈夫)姓名)))"
    rf"|其(?:妻|夫|子|女|父|母|丈夫|妻子|儿子|女儿|父亲|母亲|配偶)[{SURNAMES}](?:某{{1,2}}|{HAN}{{1,2}})(?=患|系|在|因|为)"
    rf"|(?:未成年人|未成年)[{SURNAMES}]某{{1,2}}|(?:任命|提拔|推荐)[{SURNAMES}](?:某{{1,2}})(?=为|任)"
    rf"|小{HAN}（化名）[^。；]{{0,20}}(?:就读|学校|小学|中学|年级|村)"
    r"|其(?:本人)?(?:患有?|确诊为?)(?:乙肝|肝炎|结核|艾滋|癌|肿瘤|精神|抑郁|糖尿病|高血压|心脏病|传染病)"
    r"|(?:举报人|信访人|投诉人)(?:家住|住在|系|是)[^，。；]{2,20}|(?:举报人|信访人|投诉人)[^，。；]{0,10}[（(][^（）()]{2,14}(?:村|社区|小区|街道|镇|乡|单位)[）)]"
)
"""A person whose name is left out, or half of it, and who is known by what is told of him."""
_SIGNS_OF_SOMEBODY = ("某", "化名", "报人家", "报人住", "报人系", "报人是", "诉人家", "诉人住", "诉人系", "诉人是", "访人家", "访人住", "访人系", "访人是",
    "报人（", "诉人（", "访人（", "人李", "人王", "人张", "其妻", "其夫", "其子", "其女", "其父", "其母", "其丈", "其儿", "其配", "其患", "其本人", "其确诊", "未成年")  # fmt: skip
"""One of these is in every such description: most texts need no more."""
_BIRTHDAY = lazy_pattern(r"出生(?:日期|年月|时间)(?:为|是|[:：])?\s?(?:19|20)\d\d\s?[年.-]\s?\d{1,2}")
_ADDRESSED = lazy_pattern(
    rf"(?<!{HAN})(?P<name>[{SURNAMES}]{HAN}{{1,2}})(?:同志|先生|女士|同学)(?=负责|牵头|任|担任|反映|来电|来访|申请|家|的|[，。；、（(])|(?<=[由请经向与])(?P<other>[{SURNAMES}]{HAN}{{1,2}})(?:同志|先生|女士|老师)"
)
_KNOWN_COMRADES = lazy_pattern(
    r"习近平|毛泽东|邓小平|江泽民|胡锦涛|周恩来|刘少奇|朱德|陈云|雷锋|焦裕禄|孔繁森|张富清|黄文秀"
)
_ONLY_SURNAME = lazy_pattern(
    rf"(?P<name>[{SURNAMES}]姓)(?=住户|居民|村民|患者|学生|当事人|业主|老人|女子|男子|市民|女士|先生|夫妇|职工|病人|病例|考生)"
)
_HOME_IN_ESTATE = lazy_pattern(
    rf"{HAN}{{2,10}}(?:小区|花园|新村|公寓|家园|[丽雅嘉和景华馨佳锦明]苑|花苑|庭院|里弄)(?:\d{{1,3}}(?:号楼|栋|幢|座|号))(?:\d{{1,2}}单元)?(?:\d{{2,4}}室|\d{{3,4}}(?![\d号平元户套间人个年.]))"
)


def _begins_a_word(name: str) -> bool:
    """Whether the first two characters are a word that public papers often have (高度, 关爱); 王建 is one that they hardly do."""
    return is_word(name[:2]) and pair(name[:2]) >= _OFTEN


_OFTEN = 50


_CIRCUMSTANCE = lazy_pattern(
    "患|确诊|阳性|感染|残疾|住院|病情|病历|手术|怀孕|流产|艾滋|HIV|结核|癌|肿瘤|抑郁|自杀|死亡|去世|病故|丧偶|离异|离婚|单亲|孤儿|留守|低保|特困|五保|困难|贫困"
    "|救助|补助|资助|补贴|领取|冒领|骗取|欠|罚|处分|查处|违法|违规|违纪|涉嫌|立案|调查|举报|投诉|信访|上访|申请|反映|诉求|索赔|纠纷|起诉|诉讼|服刑|矫正|吸毒|酒驾"
    "|欺凌|被打|受伤|成绩|分数|排名|辍学|学籍|学生|身份证|手机|电话|微信|卡号|账号|账户|住址|住在|家住|[组号栋幢室]|出生|岁|拟任|拟提|拟推荐|考察|人选|接任|调任|免去|任前|未公示"
    "|工资|收入|房产|车主|车牌|护照|户口|婚|父亲|母亲|丈夫|妻子|儿子|女儿|监护|征地|拆迁|补偿|宅基地|失信|被执行|隐瞒|误拍|曝光|家属|家长|年级|班|经办|承办|值班|填报|联系人|户主|评委|评审|专家|殴打|伤残|点名|批评|酗酒|自残|肇事|逃逸|拘留|判处|判决|逮捕|犯罪|嫌疑|继承|抚养|收养|月薪|贷款|债|被告|原告|败诉|先天|病|孕|62[0-9]{14}|奖励|奖金|发给|工伤|离断|骨折|伤情|烧伤|致残|截肢|转入|打入|血压|体检|隔离|欠缴|拖欠|停职|记过|降级|约谈|检举|线索|线人|受害|监护|寄养|转学|退学|休学"
)
"""What makes a name in the same sentence that of a private person, or of one whose office is not public yet."""
_IN_OFFICE = lazy_pattern(
    "副?(?:部长|省长|市长|县长|区长|镇长|局长|厅长|主席|书记|主任|院长|校长|总理|秘书长)(?:出席|主持|讲话|指出|强调|率|带队|会见|调研|介绍|表示|[，、])"
)
"""A leader at his work, of whom public papers tell."""
_IN_A_ROSTER = lazy_pattern(
    rf"\s(?:[省市县区州镇乡]|{HAN}{{2,8}}?(?:局|委|办|厅|处|室|会|院|府)){HAN}{{0,12}}?副?(?:[省市县区镇乡局厅处科院校秘书记]长|书记|主任|主席|巡视员|调研员|总工程师)"
)
"""An office behind the name, as groups of leaders are listed: 组长：王某某 市政府副秘书长."""
_OF_A_GROUP = lazy_pattern(
    r"(?:同志)?(?:兼任|担任|任)(?:[^，。；]{0,8}?(?:领导小组|专班|指挥部|办公室))?(?:组长|副组长|主任|副主任|召集人|总指挥|指挥长)"
)
_HEAD_OF_A_GROUP = lazy_pattern(r"(?:主任|组长|总?指挥长?|召集人)(?:分别)?由[^，。；]{0,12}$")
"""Who leads a group or its office: that is a public office, and the paper that sets the group up names him."""


def _holds_office(text: str, start: int, stop: int) -> bool:
    """Whether the name is that of one who leads a group of offices, or of its members, told as such."""
    return bool(
        _IN_OFFICE.match(text, stop)
        or _IN_A_ROSTER.match(text, stop)
        or _OF_A_GROUP.match(text, stop)
        or (text.startswith(("同志兼任", "同志担任", "同志任"), stop) and _HEAD_OF_A_GROUP.search(text[:start]))
    )


_OF_A_PLACE = lazy_pattern(
    r"..(?:[湖山河江岭峰岛](?=[科新城区景板片公]|产业|流域|水库)|江(?=大桥)|大(?=[景道桥学厦街坝队]))|.家[江河沟湾村坝桥坪岭]"
)
_LONG_TERM = 8


def _is_no_person(text: str, start: int, stop: int) -> bool:
    """Whether the characters are of a place (龙凤湖科创城), or begin a quoted name that goes on (“金鹤兴岗”)."""
    is_quoted = text.endswith("“", 0, start) and "”" in text[stop + 1 : stop + _LONG_TERM]
    return is_quoted or _OF_A_PLACE.match(text, start) is not None or text.endswith("舍小家", 0, start)


_BORN = lazy_pattern(
    r"(?<=[，（(、])[男女]，(?:[^（）()。；]{0,16}?(?:(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?:出)?生|住[^（）()。；，]{2,20}号))"
)
"""A person described in a bracket, whatever the name is: （女，1985年3月生）."""
_IS_LABELLED = lazy_pattern(
    "(?:[河湖林田路]长|店员|业主|法定代表人|经营者|监督员|网格员|护林员|保洁员|驾驶员|司机|医生|护士|教师|抄表员|收费员|窗口人员|检查员|执法人员|调查员|评审专家|评委|鉴定人|工作人员|科员|村医)$"
)
"""What stands right before the name of a private person or of one below the public offices."""
MAX_SENTENCE_CHARS = 60


def _named_in_private(text: str) -> Iterator[SensitiveSpan]:
    """Yield names of persons beside a private circumstance in their sentence, whatever stands before them."""
    for start, stop in person_names(text):
        if _holds_office(text, start, stop) or is_in_a_firm(text, stop) or _is_no_person(text, start, stop):
            continue
        begin = max(text.rfind("。", 0, start) + 1, start - MAX_SENTENCE_CHARS)
        end = text.find("。", stop)
        end = min(end if end >= 0 else len(text), stop + MAX_SENTENCE_CHARS)
        if _IS_LABELLED.search(text[begin:start]) or _CIRCUMSTANCE.search(text[begin:start] + "…" + text[stop:end]):
            message = f"这里像是写了人的姓名（{stop - start} 个字）和有关情形"
            yield SensitiveSpan(start, stop, message, "删去姓名，或用“某某”代替，或核实能否公开")


@sensitive_rule("S013", Severity.WARNING, "当事人的姓名、住址", redact=False)
def party_to_a_case(text: str) -> Iterator[SensitiveSpan]:
    """Names of parties and of persons whose circumstances are told, and houses where somebody lives; they are only asked about."""
    told: set[int] = set()
    for span in _labelled(text):
        told.update(range(span.start, span.stop))
        yield span
    born = [match.span() for match in _BORN.finditer(text)] if "生" in text or "住" in text else []
    for start, stop in born:
        yield SensitiveSpan(start, stop, "这里写了一个人的性别、出生年月或住址", "删去，或核实能否公开")
    for match in _MASKED_BUT_TOLD.finditer(text) if any(sign in text for sign in _SIGNS_OF_SOMEBODY) else ():
        if any(match.end() <= start <= match.end() + 4 for start, _ in born):
            continue
        message = "这里写了一个人的情形，隐去姓名也对得上"
        yield SensitiveSpan(*match.span(), message, "删去，或核实能否公开")
    for match in _BIRTHDAY.finditer(text) if "出生" in text else ():
        yield SensitiveSpan(*match.span(), "这里写了一个人的出生日期", "删去，或核实能否公开")
    for match in (
        _ADDRESSED.finditer(text) if any(word in text for word in ("同志", "先生", "女士", "同学", "老师")) else ()
    ):
        group = "name" if match["name"] else "other"
        name = match[group]
        if (
            not _KNOWN_COMRADES.search(name)
            and not _NO_NAME.match(name)
            and not _begins_a_word(name)
            and told.isdisjoint(range(*match.span(group)))
            and not _holds_office(text, *match.span(group))
        ):
            told.update(range(*match.span(group)))
            yield SensitiveSpan(
                *match.span(group), f"这里像是写了人的姓名（{len(name)} 个字）", "只写职务或“某某”，或核实能否公开"
            )
    yield from (span for span in _named_in_private(text) if told.isdisjoint(range(span.start, span.stop)))


_OFFICE_ADDRESS = lazy_pattern(
    r"(?<!家庭)(?<!户籍)(?<!居住)(?<!现住)(?:办公|通信|联系|受理|单位|办理)?地[址点](?:为|是|在|[:：])[^，。；]{0,12}$"
)


def _is_office(text: str, start: int) -> bool:
    """Whether an address is named as that of an office: 地址：某县某镇某路15号2单元301室."""
    return _OFFICE_ADDRESS.search(text[max(start - 24, 0) : start + 4]) is not None


def _labelled(text: str) -> Iterator[SensitiveSpan]:
    """Yield names behind 申请人, 低保户 and the like, and houses where somebody lives."""
    for match in _PARTY.finditer(text) if "人" in text or "户" in text or "对象" in text or "困难" in text else ():
        name = match["name"]
        if not _NO_NAME.match(name) and not _NO_NAME.match(name[1:]) and not _begins_a_word(name):
            message = f"这里像是写了当事人的姓名（{len(name)} 个字）"
            yield SensitiveSpan(*match.span("name"), message, "用“申请人”“某某”代替，或核实能否公开")
    for match in _HOUSE.finditer(text) if "住" in text or "单元" in text else ():
        if match["flat"] and _is_office(text, match.start()):
            continue
        yield SensitiveSpan(
            *match.span("home" if match["home"] else "flat"), "这里像是写了个人的住址", "删去门牌，或核实能否公开"
        )
    for match in _HOME_IN_ESTATE.finditer(text) if any(unit in text for unit in ("室", "幢", "栋", "号楼")) else ():
        if not _HOUSE.search(match.group()) and not _is_office(text, match.start()):
            yield SensitiveSpan(*match.span(), "这里像是写了个人的住址", "删去门牌，或核实能否公开")
    for match in _ONLY_SURNAME.finditer(text) if "姓" in text else ():
        yield SensitiveSpan(*match.span(), "这里写了一个人的姓", "改为“某”，或核实能否公开")
    for match in _NAMED.within(text).finditer(text):
        kind = alternative(match)
        group = "name" if kind == "known" else f"of_{kind}"
        name = match[group]
        if not _NO_NAME.match(name) and not _NO_NAME.match(name[1:]) and not _begins_a_word(name):
            message = f"这里像是写了人的姓名（{len(name)} 个字）"
            yield SensitiveSpan(*match.span(group), message, "只写职务或“某某”，或核实能否公开")


_LISTED_PERSONS = r"(?:心理|健康|疾病|病|残疾|低保|贫困|困难|欠费|违纪|涉案|吸毒|精神|感染|异常)[^，。；]{0,10}?(?:学生|人员|患者|家庭|儿童|职工|人)名单"
_OF_A_PERSON = lazy_pattern(
    rf"{_LISTED_PERSONS}|(?:公民)?身份证?号码?|家庭(?:住址|地址|成员)|个人(?:住址|电话|手机号?码?|账号|账户)|手机号码?|银行(?:卡号|账号|账户)|病历|诊疗记录|诊断(?:结果|证明)|所患病种|病种|就读学校|婚姻状况|生育情况|(?:举报人|投诉人|信访人|患者|学生|未成年人|受助学生)的?(?:姓名|基本情况|个人信息|电话|住址|联系方式|病情|家庭情况)|学生(?:考试)?成绩(?:排名)?|(?:投诉人|举报人|信访人)(?:姓名|信息)?、电话"
)
_PUBLISHED = lazy_pattern(r"抄送被|转给被|告知被|公开|公示|公布|发布|推送|张榜|上网|刊登|晒")
_PROTECTED = lazy_pattern(
    r"显示为|只显示|\*\*|星号|中间四位|不得|不予|不应|不能|不要|不公|不含|不涉|不写|不列|不出现|禁止|严禁|避免|防止|保护|隐去|去除|删除|删去|遮|隐私|脱敏|去标识|除外|泄露|审查|屏蔽|打码|模糊|匿名|剔除|过滤"
    r"|处理|收集|核对|登记|提供|提交|填写|出示|凭|敏感|涉及"
)


@sensitive_rule("S017", Severity.WARNING, "要公开的是个人信息", redact=False)
def personal_data_published(text: str) -> Iterator[SensitiveSpan]:
    """Sentences that have identity numbers, home addresses and the like published, and say nothing of their protection."""
    for match in _OF_A_PERSON.finditer(text):
        start = max(text.rfind(mark, 0, match.start()) for mark in "。；") + 1
        stop = min((at for mark in "。；" if (at := text.find(mark, match.end())) >= 0), default=len(text))
        sentence = text[start:stop]
        begin = max(text.rfind(mark, start, match.start()) for mark in "，：") + 1
        end = min((at for at in (text.find("，", match.end(), stop),) if at >= 0), default=stop)
        # what is published in one breath is protected in it, or nowhere
        told = text[max(begin, start) : end] if _PUBLISHED.search(text[max(begin, start) : match.start()]) else sentence
        if _PUBLISHED.search(sentence) and not _PROTECTED.search(told):
            hint = "个人信息不公开：删去，或写明怎样处理后公开（《中华人民共和国政府信息公开条例》第十五条）"
            yield SensitiveSpan(*match.span(), f"要公开的有“{match.group()}”", hint)
