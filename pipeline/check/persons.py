"""Names of persons in running text: a surname with a given name that is no word, and what stands around it; names of firms by what is behind them."""

from collections.abc import Iterator

from pipeline.check.sequences import is_han, is_word, pair, several
from pipeline.patterns import HAN, lazy_pattern

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温常欧施樊兰殷邢伍尤章鲁葛倪季俞裴"
    "翟申耿关祝柳祁舒凌包费纪屈项路岑乔齐詹翁左卓牛卜辛管柯喻鲍骆游涂虞褚柏盛车解宫宗荣郁单洪冉焦聂岳阮邵邢苗谷毕娄窦敖甘景池麻荆栾边"
    "萧傅阎佟蔺鄢晏臧佘巩"
)
"""The commonest surnames of one character, as the inside of a character class."""
_DOUBLE = frozenset(("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "慕容", "令狐", "夏侯"))
_SURNAMES = frozenset(SURNAMES) | {name[0] for name in _DOUBLE}
_GIVEN = frozenset(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华兰玉梅红春菊凤珍莲芝香云琴琳雪颖莉燕玲佳慧婷倩雯萍蓉芬芸茜怡欣悦琪瑶璐薇梦瑾"
    "建国志文海永德福贵财才根生长庆荣发旺胜利成富余有来喜顺祥吉禄寿康宁安泰和兴昌盛茂林森松柏树木山川江河湖波浩瀚洪清源泉润泽"
    "俊峰鹏飞龙虎彪豪雄威武斌彬博学智仁义礼信忠孝诚正立民启振东南西北中光辉耀亮晨曦阳晖晓旭升日月星辰宇航宏达远大伦恒毅坚鸿"
    "子梓涵轩浩然宇泽睿逸诗雨小晴语彤萱妍馨蕊露思雅淑惠贤慈爱善美素丹青碧翠银金宝珠玺瑜瑞珊珂琦琛璇莹晶洁冰雷霆震霖"
    "家嘉佳乐欢喜元开先继承宗祖绍昭显景敬恩思念怀心意凯旋帅少卫东保全守义连长顺友朋良善勤俭朴厚民权新自治传运来秋冬夏年岁"
    "书翰墨琴棋画韵律音蕾苗苹菁葵薛蔓滢漫瑛瑗琬璋珍珊一花桐鸣艺芮琰昊天璟楠煜炎焕灿熙烨桓昆仑岩峻岭崇巍棠榕槿蓝橙朵菡萌芷若依可心恬安宜恒奕弈弘铎翔翼羽凌霄云逍诺言谦谨慎端方圆满月亭台宾客卿相侠义栋梁柱基础岗岚崴嵩峥嵘巧灵姗妮娅娥婵媛嫣嬿孜学尧舜禹稷莲荷莹莺萱葳蓓薪藏虹蜜裕轶逊遥酉鑫隆雁雅霓韬颂飒馥骁骏鹃鹤麒麟黛鼎齐锋钢铁钧铭鑫锐钰镇铮银锦朝廷廉法政本仲伯叔季孟进步前程满丰禾田耕会巧凡世"
)
"""Characters that given names are made of; both of a name of three are among them."""
_OFTEN, _SELDOM = 50, 4
_BEFORE = frozenset(
    "由对把将为如是以的让被给和与及向经据按像例指任名号组村岭乡镇县市区院校班级户者员生人主民工某姓叫现原夫妻父母子女儿孙"
)
_BEHIND = frozenset(
    "的等被因患诉于在已未有将为是等一同（，。、；：）(反投本诉举申信上住手身联多和与提家来要不拒拨予并将拟涉因违"
)


def person_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of persons of three characters, and of two between clear neighbours, likely stand."""
    index = 0
    while index < len(text) - 1:
        if text[index] in _SURNAMES:
            length = _length_of_name(text, index)
            if length:
                yield index, index + length
                index += length
                continue
        index += 1


def _length_of_name(text: str, start: int) -> int:
    before = text[start - 1] if start else ""
    if text[start : start + 2] in _DOUBLE:
        given = sum(letter in _GIVEN for letter in text[start + 2 : start + 4][:1]) and (
            2 if text[start + 3 : start + 4] in _GIVEN else 1
        )
        return 2 + given if given else 0
    if before and is_han(before) and before not in _BEFORE and is_word(before + text[start]):
        return 0
    if text[start] in _FUNCTION_WORDS and is_han(before) and before not in _BEFORE:
        return 0
    name = text[start : start + 3]
    if len(name) == 3 and name[1] in _GIVEN and name[2] in _GIVEN and not several(name) and not _begins_a_word(name):
        behind = text[start + 3 : start + 4]
        # what goes on as a frequent word is none: 高安全性
        is_one_of = behind == "等" and text[start + 4 : start + 5] in _AFTER_AND_OTHERS
        goes_on = (
            behind
            and is_han(behind)
            and not is_one_of
            and is_word(name[2] + behind)
            and pair(name[2] + behind) >= _OFTEN
        )
        if not goes_on and not (pair(name[:2]) > _SELDOM and pair(name[1:]) > _MANY and is_word(name[1:])):
            return 3
    if len(name) >= 2 and name[1] in _GIVEN and pair(name[:2]) <= _SELDOM and not is_word(name[:2]):
        is_apart = (not is_han(before) and before != "、") or before in _BEFORE
        behind = text[start + 2 : start + 3]
        if is_apart and (not behind or behind in _BEHIND):
            return 2
    return 0


_AFTER_AND_OTHERS = frozenset("人的，。、0123456789一二三四五六七八九十多")
"""What follows 等 behind names (王某某等人), and hardly 平等, 高等."""
_FUNCTION_WORDS = frozenset("于向单万时全方常应成连和边柴")
"""Surnames that are words of grammar: they begin a name only where one is expected."""
_MANY = 6000
"""A pair seen so often is hardly the given name it may be."""


def _begins_a_word(name: str) -> bool:
    return is_word(name[:2]) and pair(name[:2]) >= _OFTEN


_OF_A_FIRM = lazy_pattern(
    rf"{HAN}{{0,6}}(?:、{HAN}{{2,10}}){{0,4}}(?:等{HAN}{{0,6}}企业|(?:有限|股份|集团)?公司|集团|实业|股份|药业|食品等)"
)


def is_in_a_firm(text: str, start: int) -> bool:
    """Whether a firm's name goes on from an index, in a list of firms too: characters stand together there as nowhere else."""
    return _OF_A_FIRM.match(text, start) is not None
