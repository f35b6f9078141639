"""S008 · 联系人姓名

查什么：联系人、经办人、承办人、联络员、姓名、填表人后面写的姓名（以常见的姓开头，两到四个字）。写“张某”、遮盖过的和科室名称不报。

为什么：个人姓名和联系方式写在一起就是个人信息；对外联系写科室和办公电话就够了。

依据：《中华人民共和国政府信息公开条例》第十五条；《中华人民共和国个人信息保护法》第四条。

错：联系人：张三丰，电话另行通知。

对：联系人：办公室，电话另行通知。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S008"
LEVEL = Severity.WARNING

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温常欧施樊兰殷邢伍尤章鲁葛倪季俞裴"
    "翟申耿关祝柳祁舒凌包费纪屈项路岑乔齐詹翁左卓牛卜辛管柯喻鲍骆游涂虞褚柏盛车解宫宗荣郁单洪冉焦聂岳"
)
_NAME = re.compile(
    r"(?:联系人|经办人|承办人|联络员|联络人|填表人|填报人|责任人|负责人|姓\s?名)(?:姓名)?(?:[（(][^（）()]{0,10}[）)])?\s?[:：]\s{0,4}"
    rf"(?P<name>(?:欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|[{_SURNAMES}])\s?[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff]))"
)
_NO_NAME = re.compile(r"[某区局科室处办部委厅院校司市县镇街道]$|某")


def spans(words: str) -> Iterator[Secret]:
    """The names in plain words."""
    for found in _NAME.finditer(words):
        if not _NO_NAME.search(found["name"]):
            yield Secret(
                *found.span("name"), LEVEL, f"这里写了人的姓名（{len(found['name'])} 个字）", "改写科室名称和办公电话"
            )


def find(proof: CheckContext) -> Iterator[Finding]:
    """Names behind 联系人 and the like anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
