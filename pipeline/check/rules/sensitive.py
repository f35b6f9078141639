"""Rules S001 to S014 (保密): classification marks and data that may not be published."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check.context import CheckContext
from pipeline.check.digit_groups import DigitGroups, grouped_digits
from pipeline.check.persons import person_names
from pipeline.check.registry import Problem, problem, rule
from pipeline.check.sensitive import Detector, SensitiveSpan, printed_text_and_notes, sensitive_rule, text_problems
from pipeline.findings import Severity, quote
from pipeline.model import Disclosure
from pipeline.patterns import HAN, lazy_pattern
from pipeline.source import SourceText

_GRADE = r"(?:绝\s?密|机\s?密|秘\s?密)"
_TERM = r"(?:\d{1,2}\s?年|[一二三四五六七八九十]{1,3}年|\d{1,2}个月|长\s?期|启\s?用\s?前)"
_CLASSIFICATION = lazy_pattern(
    rf"{_GRADE}\s{{0,4}}[★☆✩✭⭐]"
    rf"|[★☆⭐]\s{{0,4}}{_TERM}|{_GRADE}\s?[·•・]\s?{_TERM}"
    rf"|密\s{{0,8}}级[^，。；、\s]{{0,8}}?\s{{0,4}}[:：]\s{{0,4}}{_GRADE}"
    rf"|[（(【\[〔]\s?{_GRADE}\s?(?:[·•・]\s?{_TERM}\s?)?[)）】\]〕]"
    rf"|^\s{{0,8}}{_GRADE}\s{{0,4}}(?:[·•・]?\s{{0,4}}{_TERM})?\s{{0,8}}$",
    re.MULTILINE,
)


@sensitive_rule("S001", Severity.ERROR, "密级标志", scope=printed_text_and_notes)
def state_secret(text: str) -> Iterator[SensitiveSpan]:
    """Classification marks."""
    if "密" not in text and "★" not in text and "☆" not in text and "⭐" not in text:
        return
    hint = "立即停止：不复制、不转发、不提交、不删改，保持现状，报告本单位保密工作机构（保密办）"
    for match in _CLASSIFICATION.finditer(text):
        yield SensitiveSpan(*match.span(), "这里有密级标志", hint)


# --- identity numbers ----------------------------------------------------------------------

# between Han characters and digits \b never matches: look-arounds
_ID_18 = lazy_pattern(r"(?<!\d)(?<!\d\.)\d{6}[ -]?\d{8}[ -]?\d{3}[ -]?[\dXx](?!\d)")
_ID_15 = lazy_pattern(r"(?<!\d)(?<!\d\.)\d{6}[ -]?\d{6}[ -]?\d{3}(?!\d)(?!\.\d)")
_ID_SHOWN = lazy_pattern(r"(?<!\d)[1-6]\d{5}(?P<day>(?:19|20)\d{6})(?:[*×＊]{1,6}[\dXx]{0,4}|\d{1,3}[*×＊]{1,4})(?!\d)")
"""An identity number of which only the last digits are masked."""
_ID_BEGUN = lazy_pattern(r"(?<!\d)[1-6]\d{5}(?P<day>(?:19|20)\d{6})(?![\d*×＊])")
_ID_DIGITS = lazy_pattern(r"\d{17}[\dX]")
_ID_LABEL = lazy_pattern(r"身份|证件|证号|户口|公民")
_OTHER_NUMBER = lazy_pattern(
    r"(?:编号|备案号|项目代码|采购[^，。；]{0,4}号|批准文号|流水号|合同号|订单号|许可证号|统一社会信用代码)\s?[:：为是]?\s?$"
)
"""What names the number behind it as another than a person's."""
_LABEL_CHARS = 12
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCE = lazy_pattern(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""The first two digits of an administrative code (GB/T 2260), and 81–83 and 91 of residence permits."""


@sensitive_rule("S002", Severity.ERROR, "身份证号")
def id_number(text: str) -> Iterator[SensitiveSpan]:
    """Resident identity numbers (GB 11643) of 18 and of 15 digits."""
    hint = "删去，或遮住中间各位"
    for match in _ID_18.finditer(text):
        digits = _without_separators(match.group()).upper()
        if _PROVINCE.match(digits) and _is_birthday(digits[6:14]):
            if has_id_check_character(digits):
                yield SensitiveSpan(*match.span(), "这里有 18 位的身份证号", hint)
            elif not _OTHER_NUMBER.search(text[max(match.start() - _LABEL_CHARS, 0) : match.start()]):
                message = "这里像是 18 位的身份证号（校验码不符）"
                yield SensitiveSpan(*match.span(), message, hint, Severity.WARNING)
    for match in _ID_BEGUN.finditer(text) if "身份" in text or "证件" in text else ():
        if _PROVINCE.match(match.group()) and _is_birthday(match["day"]) and _is_near(text, *match.span(), _ID_LABEL):
            yield SensitiveSpan(*match.span(), "这里有身份证号的前 14 位", hint, Severity.WARNING)
    for match in _ID_SHOWN.finditer(text) if any(star in text for star in "*×＊") else ():
        digits = match["day"]
        if _PROVINCE.match(match.group()) and _is_birthday(digits):
            message = "这里有遮得不够的身份证号，地区和出生日期都看得出"
            yield SensitiveSpan(*match.span(), message, "只留前四位、后四位，或删去", Severity.WARNING)
    for groups in grouped_digits(text.replace("×", "X"), 18, _ID_DIGITS):
        digits = groups.digits
        if (
            not _ID_18.search(text, max(groups.start - 2, 0), groups.stop)
            and _PROVINCE.match(digits)
            and _is_birthday(digits[6:14])
            and has_id_check_character(digits)
        ):
            yield SensitiveSpan(groups.start, groups.stop, "这里有 18 位的身份证号，各位是隔开或者用汉字写的", hint)
    for match in _ID_15.finditer(text):
        digits = _without_separators(match.group())
        if _PROVINCE.match(digits) and _is_birthday("19" + digits[6:12]):
            if _is_near(text, *match.span(), _ID_LABEL):
                yield SensitiveSpan(*match.span(), "这里有 15 位的身份证号", hint)
            else:
                yield SensitiveSpan(*match.span(), "这里像是 15 位的身份证号", hint, Severity.WARNING)


def has_id_check_character(digits: str) -> bool:
    """Whether the 18th character is the check character of the other 17 (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(char) * weight for char, weight in zip(digits[:17], _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17]


def _is_birthday(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def _without_separators(number: str) -> str:
    return re.sub("[ -]", "", number)


MAX_LABEL_DISTANCE = 12
"""So many characters before or behind a number its label is searched."""


def _is_near(text: str, start: int, stop: int, label: re.Pattern[str]) -> bool:
    """Whether the label is near the number, before or behind it."""
    before = text[max(start - MAX_LABEL_DISTANCE, 0) : start]
    behind = text[stop : stop + MAX_LABEL_DISTANCE]
    return bool(label.search(before) or label.search(behind))


# --- telephone and account numbers -----------------------------------------------------------

_QUANTITY = r"\s?(?:[万亿]?元|[万亿千百]|[件条户次])"
_MOBILE = lazy_pattern(
    r"(?<!\d)(?<!\d[.-])(?<![/=_])(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)(?!\.\d)"
    rf"(?!{_QUANTITY})"
)
_LISTED_MOBILE = lazy_pattern(
    r"(?:^\s*\d{1,2}[.-]|(?<![A-Za-z])(?:tel|phone|mobile|sj|shouji)=|(?<![!-~])[/=_]|(?<=[^!-~][A-Za-z.])[/=_])"
    rf"(?P<number>1[3-9]\d{{9}})(?!\d)(?!\.\d)(?!{_QUANTITY})",
    re.IGNORECASE,
)
"""Behind the number of a list, a slash or an equals sign, but not within an address."""
_BADLY_MASKED = lazy_pattern(
    r"(?<![\d*])1[3-9]\d(?:\d{5,7}[*×＊]{1,3}|\d{0,4}[*×＊]{1,3}\d{4,8}|\d{4,6}[*×＊]{1,3}\d{1,4})(?![\d*×＊])"
)
"""A mobile number of which at most three digits are masked, or the last ones alone."""
_FIRST_SHOWN = lazy_pattern(r"(?<!\d)(?P<head>1[3-9]\d)\d{4}[*×＊]{4}(?![\d*])")
_LAST_SHOWN = lazy_pattern(r"(?<!\d)(?P<head>1[3-9]\d)[*×＊]{4}\d{4}(?!\d)")
_LETTERED_MOBILE = lazy_pattern(
    r"(?<![A-Za-z0-9])[1lI][3-9](?=[0-9OolI]{9}(?![A-Za-z0-9]))(?=(?:[OolI]*\d){3})[0-9OolI]{9}"
)
"""Letters in the place of noughts and ones."""
_MOBILE_DIGITS = lazy_pattern(r"(?:(?:00)?86)?1[3-9]\d{9}")
_MOBILE_GROUPS = {
    (3, 4, 4),
    (3, 8),
    (7, 4),
    (4, 4, 3),
    (4, 3, 4),
    (3, 3, 5),
    (3, 5, 3),
    (3, 2, 2, 2, 2),
    (5, 6),
    (6, 5),
}
_MOBILE_PREFIXES = ((), (2,), (4,))


@sensitive_rule("S003", Severity.ERROR, "手机号")
def mobile_number(text: str) -> Iterator[SensitiveSpan]:
    """Mobile telephone numbers."""
    hint = "删去，改写办公电话，或遮住中间四位"
    known: set[int] = set()
    for match in _MOBILE.finditer(text):
        known |= set(range(*match.span()))
        yield SensitiveSpan(*match.span(), "这里有 11 位的手机号", hint)
    for match in _LISTED_MOBILE.finditer(text):
        known |= set(range(*match.span("number")))
        yield SensitiveSpan(*match.span("number"), "这里有 11 位的手机号", hint)
    for match in _LETTERED_MOBILE.finditer(text):
        if not match.group().isdigit():
            yield SensitiveSpan(*match.span(), "这里有 11 位的手机号，用字母代替了数字", hint)
    for match in _BADLY_MASKED.finditer(text) if any(star in text for star in "*×＊") else ():
        length = len(re.sub(r"\s", "", match.group()))
        if length in _LENGTHS_MASKED:
            message = "这里有只遮了几位的手机号，还能对上人"
            yield SensitiveSpan(*match.span(), message, "遮住中间四位，或删去", Severity.WARNING)
    ends = {match["head"]: match for match in _LAST_SHOWN.finditer(text)} if "*" in text else {}
    for match in _FIRST_SHOWN.finditer(text) if ends else ():
        if match["head"] in ends:
            message = "两处各遮一半，合起来是 11 位的手机号"
            yield SensitiveSpan(*match.span(), message, "两处都遮中间四位，或删去", Severity.WARNING)
    for count in (11, 13, 15):
        for groups in grouped_digits(text, count, _MOBILE_DIGITS):
            if _is_mobile(groups, text) and known.isdisjoint((groups.start, groups.stop - 1)):
                known |= set(range(groups.start, groups.stop))
                message = "这里有 11 位的手机号，各位是隔开或者用汉字写的"
                yield SensitiveSpan(groups.start, groups.stop, message, hint)


_LENGTHS_MASKED = (9, 10, 11, 12)


def _is_mobile(groups: DigitGroups, text: str) -> bool:
    """Whether the groups are those of a mobile number rather than of several numbers or of a quantity."""
    lengths = groups.lengths
    between = "".join(groups.separators)
    grouped = (
        len(lengths) > 1
        and set(between).isdisjoint(",，、;；")
        and any(
            lengths[: len(prefix)] == prefix and lengths[len(prefix) :] in _MOBILE_GROUPS for prefix in _MOBILE_PREFIXES
        )
    )
    return (
        (grouped or groups.is_spelt)
        and (
            groups.is_apart or (groups.is_mixed and groups.is_alone) or (grouped and not set(between).isdisjoint(")）"))
        )
        and not re.match(_QUANTITY, text[groups.stop : groups.stop + 4])
    )


_CARD = lazy_pattern(r"(?<!\d)(?<!\d\.)(?:62|4\d|5\d)\d{2}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\d)")
_CARD_DIGITS = lazy_pattern(r"(?:62|4\d|5\d)\d+")
_ACCOUNT = lazy_pattern(r"(?<![\d.])\d{4}(?:[ -]?\d){12,15}(?!\d)")
_ACCOUNT_LABEL = lazy_pattern(r"卡号|[账帐]号|[账帐]户|开户|个人卡|银行卡|储蓄卡")
_CARD_LABEL = lazy_pattern(
    r"转入|打入|汇入|汇至|存入|划入|发放至|打到|打卡|一卡通|个人卡|储蓄卡|卡号|[账帐]号|[账帐]户|开户|银行|信用社|收款|一卡通"
)


@sensitive_rule("S004", Severity.ERROR, "银行卡号")
def bank_card(text: str) -> Iterator[SensitiveSpan]:
    """Bank card numbers by prefix and check digit, and long numbers that are labelled as accounts."""
    hint = "删去，或只留后四位"
    for match in _CARD.finditer(text):
        digits = _without_separators(match.group())
        if has_luhn_digit(digits) and _is_near(text, *match.span(), _CARD_LABEL):
            yield SensitiveSpan(*match.span(), f"这里有 {len(digits)} 位的银行卡号", hint)
        elif digits.startswith("62") and (
            _has_owner(text, match.start())
            or _PAID_INTO.search(text[max(match.start() - MAX_LABEL_DISTANCE, 0) : match.start()])
        ):
            message = f"这里像是 {len(digits)} 位的银行卡号"
            yield SensitiveSpan(*match.span(), message, hint, Severity.WARNING)
    for count in (16, 17, 18, 19):
        for groups in grouped_digits(text, count, _CARD_DIGITS):
            spelt = text[groups.start : groups.stop]
            if _CARD.search(spelt) or not groups.is_apart or not has_luhn_digit(groups.digits):
                continue
            if _is_near(text, groups.start, groups.stop, _CARD_LABEL):
                message = f"这里有 {count} 位的银行卡号，各位是隔开或者用汉字写的"
                yield SensitiveSpan(groups.start, groups.stop, message, hint)
            elif groups.digits.startswith("62"):
                message = f"这里像是 {count} 位的银行卡号，各位是隔开写的"
                yield SensitiveSpan(groups.start, groups.stop, message, hint, Severity.WARNING)
    for match in _ACCOUNT.finditer(text):
        digits = _without_separators(match.group())
        if _CARD.fullmatch(match.group()) and has_luhn_digit(digits):
            continue
        if _is_near(text, *match.span(), _ACCOUNT_LABEL):
            message = f"这里有 {len(digits)} 位的号码，像银行账号"
            yield SensitiveSpan(*match.span(), message, hint, Severity.WARNING)


_PAID_INTO = lazy_pattern(r"(?:转|打|汇|存|划|拨|发放|支付)(?:入|至|到|付)(?:其|卡|账户|帐户|个人)?[^，。；\d]{0,6}$")


def _has_owner(text: str, start: int) -> bool:
    """Whether a person is named right before a number."""
    return any(start - stop <= MAX_LABEL_DISTANCE for _, stop in person_names(text[:start]))


def has_luhn_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1, Luhn)."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


# --- addresses -----------------------------------------------------------------------------

_EMAIL = lazy_pattern(
    r"(?<![A-Za-z0-9._%+*-])[A-Za-z0-9._%+-]{1,64}@(?P<domain>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
_PUBLIC_MAIL = lazy_pattern(
    r"(?:^|\.)(?:(?:vip\.)?(?:qq|163|126|sina|sohu|139|189|188|21cn|tom|aliyun|foxmail|wo|hotmail|outlook|gmail|icloud|yahoo|live|msn)"
    r"\.(?:com|cn|net|com\.cn)|yeah\.net)$",
    re.IGNORECASE,
)


_PARTED_EMAIL = (
    r"(?<![A-Za-z0-9._-])[A-Za-z0-9._-]{2,64}\s{0,2}[@#＃]\s{0,2}(?:(?:vip\.)?(?:qq|163|126|sina|sohu|139|189|foxmail|hotmail|outlook|gmail))"
    r"\s{0,2}[.。]\s{0,2}(?:com|cn|net)(?![A-Za-z0-9])"
)
_SPELT_EMAIL = r"(?<![A-Za-z0-9._-])[A-Za-z0-9._-]{2,64}\s?[（(\[]\s?(?:at|AT|At)\s?[)）\]]\s?[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,20}){1,3}"


@sensitive_rule("S005", Severity.ERROR, "电子邮箱")
def email_address(text: str) -> Iterator[SensitiveSpan]:
    """E-mail addresses outside .gov.cn; those of public providers are graver."""
    hint = "删去，或改写政府域名的办公邮箱"
    for match in re.finditer(_SPELT_EMAIL, text) if "at" in text.lower() else ():
        yield SensitiveSpan(*match.span(), "这里有拆开写的邮箱地址", hint)
    if "@" not in text and "#" not in text and "＃" not in text:
        return
    for match in re.finditer(_PARTED_EMAIL, text, re.IGNORECASE):
        if not _EMAIL.fullmatch(match.group()):
            yield SensitiveSpan(*match.span(), "这里有拆开写的邮箱地址", hint)
    for match in _EMAIL.finditer(text):
        domain = match["domain"].lower()
        if domain.endswith(".gov.cn"):
            continue
        if _PUBLIC_MAIL.search(domain):
            yield SensitiveSpan(*match.span(), "这里有公共邮箱的地址", hint)
        else:
            yield SensitiveSpan(*match.span(), "这里有电子邮箱", hint, Severity.WARNING)


_QQ = lazy_pattern(
    r"(?:(?<![A-Za-z])(?:[Qq]{2}|扣扣)\s?(?:工作)?(?:群|号码?|群号码?)?|群号码?)\s?[:：为是]?\s?(?P<account>[1-9]\d{4,11})(?![\d@])"
)
_WECHAT = lazy_pattern(
    r"(?:(?:微信|(?<![A-Za-z])(?:[Ww]e[Cc]hat|WECHAT|VX|vx|Vx))\s?(?:号码?|ID|id)?\s?[:：为是]|微信号码?|加微信)\s?(?P<account>[A-Za-z][A-Za-z0-9_-]{5,19}|1[3-9]\d{9})(?![A-Za-z0-9_@])"
    r"|(?:(?:工作|个人|办公|联系|私人)微信|(?<![企业政务])微信)\s?(?P<plain>(?=[A-Za-z0-9-]{0,19}[\d_])[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@])"
)


@sensitive_rule("S006", Severity.ERROR, "微信号和 QQ 号")
def chat_account(text: str) -> Iterator[SensitiveSpan]:
    """Accounts of chat services behind their name."""
    for match in _QQ.finditer(text):
        yield SensitiveSpan(*match.span("account"), f"这里有 {len(match['account'])} 位的 QQ 号", "删去")
    for match in _WECHAT.finditer(text):
        account = "account" if match["account"] else "plain"
        yield SensitiveSpan(*match.span(account), "这里有微信号", "删去")


_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_PRIVATE_IP = rf"(?:10\.{_OCTET}|172\.(?:1[6-9]|2\d|3[01])|192\.168|127\.0)\.{_OCTET}\.{_OCTET}"
_INTERNAL = lazy_pattern(
    rf"(?P<host>(?<![A-Za-z0-9])(?:https?|ftp|smb)://(?:{_PRIVATE_IP}|127\.[\d.]+|[A-Za-z0-9\u4e00-\u9fff-]{{1,63}}(?![A-Za-z0-9\u4e00-\u9fff.-])|[A-Za-z0-9.-]{{1,80}}\.(?:local|lan|intranet|internal|corp)(?![A-Za-z0-9.-]))[!-~]{{0,500}})"
    # 《建筑设计防火规范》10.1.5.2条
    rf"|(?P<ip>(?<![\d.》Vv本])(?<!升级到)(?<!版本号)(?<!版本为){_PRIVATE_IP}(?![\d.])(?!\s?[条款节项版]))"
    r"|(?P<file>(?<![A-Za-z0-9])file:///?[!-~]{1,500})"
    r"|(?P<path>(?<![A-Za-z0-9])[A-Za-z]:\\[^\s，。；、：！？“”（）<>|]{1,200})"
    r"|(?P<share>(?<![\\A-Za-z0-9])\\\\[A-Za-z0-9\u4e00-\u9fff._-]{1,63}\\[^\s，。；、：！？“”（）<>|]{0,200})"
    # one of its two backslashes lost: \zjfile01\公开目录
    r"|(?P<torn>(?<![\\A-Za-z0-9])(?:\\(?=[A-Za-z._-]{0,20}\d)|(?<![^\s：:“（(])\\)[A-Za-z][A-Za-z0-9._-]{2,62}\\[^\s，。；、：！？“”（）<>|]{1,200})"
    r"|(?P<folder>(?<![A-Za-z0-9/.])/(?:home|Users|root|mnt|etc|var|usr|opt)/[!-.0-~\u4e00-\u9fff][!-~]{0,200})"
)
_INTERNAL_NAMES = {
    "host": "内部网址",
    "ip": "内网地址",
    "file": "本机文件的地址",
    "path": "本机路径",
    "share": "共享文件夹的路径",
    "torn": "共享文件夹的路径",
    "folder": "本机路径",
}


@sensitive_rule("S007", Severity.ERROR, "内部网址和路径")
def inner_address(text: str) -> Iterator[SensitiveSpan]:
    """Addresses of the internal network, and paths on a computer."""
    if not any(mark in text for mark in ("//", ":\\", "\\", "10.", "172.", "192.", "127.", "/")):
        return
    for match in _INTERNAL.finditer(text):
        assert match.lastgroup
        yield SensitiveSpan(*match.span(), f"这里有{_INTERNAL_NAMES[match.lastgroup]}", "删去，只写系统的名称")


# --- numbers of certificates and vehicles ----------------------------------------------------

_PLATE = lazy_pattern(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•.]?(?=[A-HJ-NP-Z]{0,5}\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9-])"
)
_PASSPORT = r"(?:护照|通行证)[^，。；]{0,8}?(?P<number>(?<![A-Za-z0-9])(?:[EGDSPH][A-HJ-NP-Z]?\d{7,8}|[CHMT]\d{8,10})(?![A-Za-z0-9]))"
_DISABILITY = lazy_pattern(r"(?<!\d)(?P<identity>\d{17}[\dXx])\d{2}(?!\d)")


@sensitive_rule("S012", Severity.ERROR, "证件号和车牌号")
def certificate_number(text: str) -> Iterator[SensitiveSpan]:
    """Numbers of vehicles, passports, travel permits, and disability certificates (an identity number and two digits)."""
    hint = "删去，或遮住中间各位"
    for match in _PLATE.finditer(text):
        yield SensitiveSpan(*match.span(), "这里有车牌号", hint)
    for match in re.finditer(_PASSPORT, text) if "护照" in text or "通行证" in text else ():
        yield SensitiveSpan(*match.span("number"), "这里有护照号或通行证号", hint)
    for match in _NUMBER_OF_A_PERSON.finditer(text) if "号" in text else ():
        group = "number" if match["number"] else "other"
        label = re.match(rf"{HAN}*?(?=号|为|是|[:：\d])", match.group())
        message = f"这里有{label.group() if label else '证件'}号，能对上一个人"
        yield SensitiveSpan(*match.span(group), message, hint, Severity.WARNING)
    for match in _DISABILITY.finditer(text):
        identity = match["identity"].upper()
        if _PROVINCE.match(identity) and _is_birthday(identity[6:14]) and has_id_check_character(identity):
            yield SensitiveSpan(*match.span(), "这里有 20 位的残疾人证号，前 18 位是身份证号", hint)


_NUMBER_OF_A_PERSON = lazy_pattern(
    r"(?:军官证|士兵证|警官证|驾驶证|行驶证|执业证|结婚证|户口簿|不动产权证|房产证)(?:号|编号)?(?:码|为|是|[:：])?\s?[^，。；\d]{0,4}(?P<other>\d{6,20})号?|(?:住院号|病案号|病历号|门诊号|就诊卡号|就诊号|登记号|学籍号|学号|考生号|准考证号|报名序?号|社保号|社会保障号码?|医保(?:卡|编)?号|参保号|低保证号|退役军人证号|工资卡号)"
    r"(?:码|为|是|[:：])?\s?(?P<number>[A-Za-z]{0,3}\d{5,20}[A-Za-z]?)(?![\d*×])"
)
"""Numbers by which a hospital, a school or an insurance knows a person."""


_INNER_HOST = lazy_pattern(
    r"(?<![A-Za-z0-9])https?://(?:oa|mail|vpn|webmail|erp|nas|sso|intra)[.-][A-Za-z0-9.-]{1,80}[!-~]{0,200}",
    re.IGNORECASE,
)
_SIGNED_LINK = lazy_pattern(
    r"(?<![A-Za-z0-9])https?://[!-~]{3,200}[?&](?:[A-Za-z-]{0,20}signature|[A-Za-z_]{0,20}token|accesskey(?:id)?|ossaccesskeyid|secret|passw(?:or)?d|pwd|auth(?:_key)?)=[!-~]{4,200}",
    re.IGNORECASE,
)
"""A link that carries its own key: whoever has it gets in."""
_ACCESS_WORD = (
    r"(?:密码|口令)(?:(?:为|是|[:：]|统一为|初始为)\s?[“\"]?(?=[!-~]*[A-Za-z0-9])|\s?[“\"]?(?!GB|GM|SM)(?=[!-~]{6})(?=[!-~]*[A-Za-z])(?=[!-~]*\d))"
    r"(?P<password>[!-~]{4,32})"
    r"|(?<=密码)(?<!入会密码)(?<!会议密码)(?<!参会密码)(?P<figures>\d{4,12})(?![\d年条次个位])"
)


_MEETING = lazy_pattern(
    r"(?:(?:腾讯|钉钉|飞书|网络|视频|线上|[Zz]oom)会议(?:室|号|ID|[:：为])?|会议(?:室)?(?:号码?|ID|密码|口令)|入会(?:号码?|密码|口令|ID)|参会(?:号码?|密码|口令))\s?(?:为|是|[:：])?\s?"
    r"(?P<number>\d{3}[ -]\d{3,4}[ -]\d{3,4}|\d{4,12})(?!\d|年|人|次|场|个|名|[.:：]\d)"
)
"""The number or the password of a meeting on line."""


_LOGIN = lazy_pattern(
    r"(?:用户名|登录名|登录账号|登录帐号|账号|帐号|账户|用户)(?:为|是|[:：]|统一为)?\s?[“\"]?(?P<login>[A-Za-z][A-Za-z0-9_.-]{2,24}(?![A-Za-z0-9_.@-]))[”\"]?(?=[^。；]{0,12}(?:登录|登陆|密码|口令|进入)|[，。；、]|$)"
)
"""The name by which somebody logs in: 账号jbzx_admin登录."""
_LOGGED_IN = lazy_pattern(r"登录|登陆|密码|口令|系统|平台|后台|服务器|FTP|ftp|VPN|专网|内网")
_PORT = lazy_pattern(r"(?:端口(?:号)?(?:为|是|[:：])?\s?\d{2,5}|(?<![\d.])\d{2,5}\s?(?:号)?端口)(?![\d.万个余多])")
_HOSTS = ("oa.", "vpn.", "ftp.", "webmail.", "nas.", "erp.")
_HOST = lazy_pattern(
    r"(?<![A-Za-z0-9@./-])(?:oa|vpn|ftp|sftp|webmail|nas|erp)\.[a-z0-9-]{2,40}(?:\.[a-z]{2,10}){1,3}(?![A-Za-z0-9.-])",
    re.IGNORECASE,
)
_NETWORK_IP = lazy_pattern(
    rf"(?:IP|ip|服务器|主机|网关|防火墙|外网|专网|数据库)(?:地址|网段)?(?:为|是|[:：])?\s?(?P<ip>{_OCTET}(?:\.{_OCTET}){{3}})(?![\d.])"
)
_COORDINATES = lazy_pattern(
    r"(?<![\d.])\d{1,3}\s?°\s?\d{1,2}\s?[′'＇]\s?\d{1,2}(?:\.\d+)?\s?[″\"＂]\s?[EWNSew北南东西]|(?<=坐标)[^。；\d]{0,8}\d{2,3}\.\d{4,}\s?[,，、]\s?\d{1,2}\.\d{4,}|"
    r"(?:东经|北纬|经度|纬度)\s?[:：为]?\s?\d{1,3}(?:\.\d{4,}\s?°?度?|\s?[°度]\s?\d{1,2}\s?[′'分]\s?\d{1,2}(?:\.\d+)?\s?[″\"秒])"
)


@sensitive_rule("S015", Severity.WARNING, "精确的坐标", redact=False)
def exact_coordinates(text: str) -> Iterator[SensitiveSpan]:
    """Coordinates to some ten metres or finer: of intakes, depots and the like they are not public (测绘法, 涉密基础测绘成果)."""
    for match in _COORDINATES.finditer(text) if any(sign in text for sign in ("经", "纬", "度", "坐标", "°")) else ():
        yield SensitiveSpan(*match.span(), "这里有精确的经纬度", "删去，或由保密审查核实能否公开")


@sensitive_rule("S014", Severity.ERROR, "内部系统的网址和口令")
def inner_system(text: str) -> Iterator[SensitiveSpan]:
    """Addresses of an office's own systems, and passwords."""
    for match in _INNER_HOST.finditer(text) if "://" in text else ():
        # an office's mail is often entered from its public page
        is_mail = re.match(r"https?://(?:web)?mail\.[A-Za-z0-9.-]+\.gov\.cn", match.group(), re.IGNORECASE)
        severity = Severity.WARNING if is_mail else None
        yield SensitiveSpan(*match.span(), "这里有内部系统的网址", "删去，只写系统的名称", severity)
    for match in _SIGNED_LINK.finditer(text) if "://" in text and "=" in text else ():
        yield SensitiveSpan(*match.span(), "这里有带密钥的链接", "删去“?”后面的部分，改用公开的网址", Severity.WARNING)
    for match in _MEETING.finditer(text) if "会议" in text or "入会" in text or "参会" in text else ():
        message = "这里有网络会议的号码或密码"
        yield SensitiveSpan(*match.span("number"), message, "删去，另行通知参会的人", Severity.WARNING)
    for match in (
        _LOGIN.finditer(text) if any(word in text for word in ("账号", "帐号", "登录名", "用户", "账户")) else ()
    ):
        if _LOGGED_IN.search(text[max(match.start() - _SPOKEN_OF, 0) : match.end() + _SPOKEN_OF]):
            yield SensitiveSpan(*match.span("login"), "这里写了登录用的账号", "删去", Severity.WARNING)
    for match in _PORT.finditer(text) if "端口" in text else ():
        yield SensitiveSpan(*match.span(), "这里写了网络的端口", "删去", Severity.WARNING)
    for match in _HOST.finditer(text) if any(host in text.lower() for host in _HOSTS) else ():
        yield SensitiveSpan(*match.span(), "这里有内部系统的网址", "删去，只写系统的名称", Severity.WARNING)
    for match in _NETWORK_IP.finditer(text) if text.count(".") > 2 else ():
        if _INTERNAL.search(match["ip"]):
            continue  # S007
        yield SensitiveSpan(*match.span("ip"), "这里写了网络地址", "删去", Severity.WARNING)
    for match in re.finditer(_ACCESS_WORD, text) if "密码" in text or "口令" in text else ():
        group = "password" if match["password"] else "figures"
        yield SensitiveSpan(*match.span(group), "这里写了口令", "删去，并立即更换口令")


_SPOKEN_OF = 24


# --- a digit a cell ---------------------------------------------------------------------------

_CELL_DIGITS = lazy_pattern(r"[0-9０-９Xx]{1,4}")
_SPELT = lazy_pattern(r"1[3-9]\d{9}|\d{17}[\dX]|62\d{14,17}")
MIN_CELLS = 4
"""Of so many cells in a row that hold nothing but a few digits the digits may be one number."""


@rule("S016", Severity.ERROR, "分格写的号码")
def number_in_cells(context: CheckContext) -> Iterator[Problem]:
    """Telephone, identity and card numbers whose digits stand in cells of their own, as on a form."""
    for table in context.tables():
        for row in table.rows:
            run: list[SourceText] = []
            for text in (*(cell.text for cell in row), SourceText("")):
                if _CELL_DIGITS.fullmatch(text.value.strip()):
                    run.append(text)
                    continue
                digits = "".join(cell.value.strip() for cell in run).upper().translate(_NARROW)
                if len(run) >= MIN_CELLS and _is_number(digits) and run[0].runs:
                    yield problem(
                        run[0], 0, len(run[0]), f"这几格连起来是 {len(digits)} 位的号码", "删去，或遮住中间各位"
                    )
                run = []


_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def _is_number(digits: str) -> bool:
    """Whether digits are a mobile number, an identity number with its check digit, or a card number with its own."""
    if not _SPELT.fullmatch(digits):
        return False
    if len(digits) == 18 and not digits.startswith("62"):
        return bool(_PROVINCE.match(digits)) and _is_birthday(digits[6:14]) and has_id_check_character(digits)
    return len(digits) == 11 or has_luhn_digit(digits)


# --- words to look at twice ----------------------------------------------------------------

_GUARDED = lazy_pattern(
    r"工作秘密|(?<!“)(?:绝密|(?<!商业)机密)(?!\s?[★☆])|内部(?:资料|文件|材料|刊物)|注意(?:保存|保管|保密)|(?:不得|严禁|请勿)外(?:传|泄)|(?:仅供|仅限)内部|内部(?:使用|掌握|口径|讨论)|内部通报(?=掌握|口径|文件|材料)|不(?:宜|对外)公开"
    rf"|不对外(?:提供|公布|发布|宣传|透露|解释)|(?:暂|先)不(?:对外)?(?:公开|公布|发布)(?!的|情形|目录|范围)|(?:只|仅)做不(?:说|宣传)|冷处理|涉密(?:场所|部位|会议|项目|人员名单)|军事(?:管理区|禁区|设施)|弹药库|军用物资|军(?:用|事|队)(?:通信)?(?:光缆|电缆|线路|管线|油库|仓库|机场|码头|雷达|阵地)|国防(?:光缆|工程|电缆)|(?:监控|摄像)[^，。；]{{0,6}}(?:盲区|点位(?:图|分布|清单))|(?:岗哨|哨位|警力)(?:部署|分布|位置|\d)|反恐[^，。；]{{0,6}}(?:部署|防范方案)|试卷(?:保密室|押运|保管室)|考前试[题卷]|内部(?:指令|指示|传达|明电)|内传|人选待|拟(?:由{HAN}{{2,4}}(?:接任|担任|任)|提拔|接任|调任)"
)


_MINUTES = r"(?:会议|党组会|班子会|常委会)(?:记录|讨论)(?:显示|中提到|中明确)|(?:\d|[一二两三四五])(?:名|位)(?:班子成员|常委|委员|局领导)(?:反对|不同意|弃权|持不同意见)|会议?纪要\s?(?:[〔\[（(]\d{4}[〕\]）)]\s?\d{1,4}\s?号|第\s?\d{1,4}\s?[期号])"
_SECRET_NUMBER = lazy_pattern(
    rf"(?<!保)(?<!涉)(?:{HAN}){{0,8}}(?:密电|密发|密函|机发|密)〔\d{{4}}〕\d{{1,4}}号|密码电报|(?:{HAN}){{1,8}}(?:字|发|函|办)〔\d{{4}}〕\d{{1,4}}号[（(](?:秘密|机密|绝密)[）)]"
)
"""The number of a classified paper: 某财密〔2023〕3号."""
_SECRETS_INCLUDED = lazy_pattern(
    r"(?:包括|含|连同)(?:涉密|国家秘密|工作秘密|党组|内部)[^，。；]{0,12}(?:在内|公文|文件|信息|材料)[^。；]{0,20}(?:公开|公布|发布|上网)|(?:涉密|工作秘密)[^，。；]{0,10}(?:必须|应当|一律)(?:通过)?(?:互联网|微信|外网|公共邮箱)"
)
_INCLUDING = (
    "包括",
    "含",
    "连同",
    "密的必须",
    "密的应当",
    "密的一律",
    "必须通过",
    "应当通过",
    "一律通过",
    "必须用",
    "必须在",
)
_INNER_MARK = (
    r"[\s（(【\[〔]*(?:此件|本件|本资料|以上内容)?(?:内部(?:资料|文件|材料|刊物|使用|掌握)|工作秘密|不予公开|不宜公开|(?:不得|严禁|请勿)外(?:传|泄)"
    r"|(?:请)?注意(?:保存|保管|保密)|(?:仅供|仅限)内部[^，。；]{0,8})(?:[，、；,;]?\s*(?:请?注意(?:保存|保管|保密)|(?:不得|严禁|请勿)外(?:传|泄)|不予公开))*[\s）)】\]〕。！!]*"
)


def _marks_and_words(context: CheckContext, detector: Detector, redact: bool) -> Iterator[Problem]:
    """Search what is printed; a paragraph that is nothing but such words marks a document that is not public."""
    is_public = context.plan.head.disclosure in (None, Disclosure.PUBLIC)
    prose = {passage.text.runs for passage in context.prose}
    for text in context.plan.texts():
        if text.runs in prose and re.fullmatch(_INNER_MARK, text.value):
            hint = "标了不公开的文件不能主动公开：核对公开属性，由保密审查认定；标错了就删去"
            severity = Severity.ERROR if is_public else Severity.WARNING
            yield Problem(text.place(), f"单独成段的{quote(text)}", hint, severity=severity, redact=redact)
        else:
            yield from text_problems(detector, text, redact=redact)


_ALLOWED_ON_LINE = r"(?:国家秘密|工作秘密|涉密(?:文件|信息|材料|载体))[^。；]{0,16}(?:可以?|允许|经[^。；，]{1,8}同意|(?<![不未])(?:应当?|必须)(?=通过|在|用|上))[^。；不]{0,8}(?:微信|QQ|钉钉|互联网|公共邮箱|网盘)"


@sensitive_rule("S010", Severity.ERROR, "涉密字样", scope=_marks_and_words, redact=False)
def guarded_words(text: str) -> Iterator[SensitiveSpan]:
    """Words that speak of secrecy; they are no secret themselves, so excerpts show them."""
    for match in (
        re.finditer(_MINUTES, text) if any(word in text for word in ("纪要", "会", "成员", "领导", "委员")) else ()
    ):
        yield SensitiveSpan(
            *match.span(),
            f"引了内部的会议纪要{quote(match.group())}",
            "会议纪要一般不公开，核实能否写出",
            Severity.WARNING,
        )
    for match in re.finditer(_ALLOWED_ON_LINE, text) if "密" in text else ():
        message = "写成可以用互联网传递涉密信息"
        hint = "《中华人民共和国保守国家秘密法》禁止；核对是不是漏了“不得”"
        yield SensitiveSpan(*match.span(), message, hint, Severity.WARNING)
    for match in (
        _SECRET_NUMBER.finditer(text)
        if "密码电报" in text or ("〔" in text and ("密" in text or "机发" in text))
        else ()
    ):
        hint = "涉密文件的文号、电报不能写进公开的文件：删去，由保密审查认定"
        yield SensitiveSpan(*match.span(), f"引了涉密的文件{quote(match.group())}", hint, Severity.WARNING)
    for match in _SECRETS_INCLUDED.finditer(text) if any(word in text for word in _INCLUDING) else ():
        message = "写成了把不公开的也公开、上网"
        yield SensitiveSpan(*match.span(), message, "核对是不是把“除……外”“不得”写漏了", Severity.WARNING)
    for match in _GUARDED.finditer(text):
        hint = "看一眼这一段能否公开；行文需要就不必改"
        yield SensitiveSpan(*match.span(), f"写到“{match.group()}”", hint, Severity.INFO)


@rule("S011", Severity.INFO, "公开前核实的名称")
def confirm_before_publishing(context: CheckContext) -> Iterator[Problem]:
    """Names of the office's list that a person confirms before publication."""
    names = [word for word in context.word_list if not word.right and word.wrong]
    for passage in context.passages:
        for word in names:
            start = passage.value.find(word.wrong.value)
            if start >= 0:
                hint = f"出处：{word.source}" if word.source else "words.yaml 里列了这个名称"
                message = f"写到{quote(word.wrong)}，公开前核实能否对外说"
                yield problem(passage, start, start + len(word.wrong), message, hint)
