"""W001 · 错别字

查什么：一张写死的错词表（布署、坐谈会、财政拔款、一如继往……），只收没有合法用法的写法；“登陆网站”也在内。引文和书名号里的不改。

为什么：同音输入最容易错，发布后被通报的也多是这些。

依据：《现代汉语词典》；图书编校质量差错细则。

错：统一布署财政拔款公开工作。

对：统一部署财政拨款公开工作。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "W001"
LEVEL = Severity.WARNING

WRONG = {
    "坐谈会": "座谈会",
    "拔款": "拨款",
    "贯澈": "贯彻",
    "惯彻": "贯彻",
    "协凋": "协调",
    "一如继往": "一如既往",
    "再接再励": "再接再厉",
    "不径而走": "不胫而走",
    "迫不急待": "迫不及待",
    "按步就班": "按部就班",
    "穿流不息": "川流不息",
    "提纲携领": "提纲挈领",
    "默守成规": "墨守成规",
    "言简意骇": "言简意赅",
    "因地治宜": "因地制宜",
    "因地制益": "因地制宜",
    "行之有郊": "行之有效",
    "幅射": "辐射",
    "松驰": "松弛",
    "侯选人": "候选人",
    "国库卷": "国库券",
    "决择": "抉择",
    "震憾": "震撼",
    "凑和": "凑合",
    "编篡": "编纂",
    "信息公幵": "信息公开",
    "主动公幵": "主动公开",
    "财政予算": "财政预算",
    "部门予决算": "部门预决算",
    "予决算": "预决算",
}
_WRONG = re.compile(
    "|".join(WRONG)
    + r"|(?<![发公颁宣])布署(?!名)|部暑(?![期假运热天])|(?<!一)贯切(?!实)|(?<![毕究])竟[争价聘赛](?!取)|(?<!可以)按装(?![机置备修载卸运配饰箱])"
    + r"|登陆(?=[^，。；]{0,10}(?:网站|网页|平台|系统|账号|邮箱|APP|小程序))"
)
_MORE = {
    "布署": "部署",
    "部暑": "部署",
    "贯切": "贯彻",
    "竟争": "竞争",
    "竟价": "竞价",
    "竟聘": "竞聘",
    "竟赛": "竞赛",
    "按装": "安装",
    "登陆": "登录",
}


def find(proof: CheckContext) -> Iterator[Finding]:
    """Words of the list outside quotes."""
    for passage in proof.passages:
        for found in _WRONG.finditer(passage.words):
            if passage.is_exempt(*found.span()):
                continue
            wrong = found.group()
            right = WRONG.get(wrong) or _MORE[wrong]
            yield finding(CODE, LEVEL, passage, *found.span(), f"“{wrong}”是错别字", f"改为“{right}”", fix=right)
