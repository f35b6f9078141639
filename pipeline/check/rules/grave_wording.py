"""W004 · 严重表述错误

查什么：领导人姓名、党和国家机构名称、重大提法的错误写法，一张写死的表：中华人民共合国、习近平近新时代、国物院、扫黑险恶、党的二十大报告精神……引文里的也报。

为什么：政府网站检查里，严重表述错误是单项否决；这些写法没有任何合法用法。

依据：国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》。

错：认真学习贯彻党的二十大报告精神。

对：认真学习贯彻党的二十大精神。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "W004"
LEVEL = Severity.ERROR

WRONG = {
    "习近平近新时代": "习近平新时代",
    "习近平新时代特色社会主义": "习近平新时代中国特色社会主义",
    "习近新时代": "习近平新时代",
    "习进平": "习近平",
    "习近评": "习近平",
    "刁近平": "习近平",
    "习总书纪": "习近平总书记",
    "总书纪": "总书记",
    "中华人民共合国": "中华人民共和国",
    "中华人民和国": "中华人民共和国",
    "中华人民共国": "中华人民共和国",
    "中华人名共和国": "中华人民共和国",
    "中化人民共和国": "中华人民共和国",
    "中国共产挡": "中国共产党",
    "中国共产觉": "中国共产党",
    "中共央": "中共中央",
    "国物院": "国务院",
    "国务员": "国务院",
    "国条院": "国务院",
    "人民政俯": "人民政府",
    "人民正府": "人民政府",
    "扫黑险恶": "扫黑除恶",
    "扫黑除厄": "扫黑除恶",
    "党的十九大报告精神": "党的十九大精神",
    "党的二十大报告精神": "党的二十大精神",
    "中国试现代化": "中国式现代化",
    "中华名族": "中华民族",
    "伟大复习": "伟大复兴",
}
_WRONG = re.compile("|".join(WRONG))


def find(proof: CheckContext) -> Iterator[Finding]:
    """Wordings of the list, quoted or not; a person decides how to mend them."""
    for passage in proof.passages:
        for found in _WRONG.finditer(passage.words):
            wrong = found.group()
            yield finding(
                CODE, LEVEL, passage, *found.span(), f"“{wrong}”是严重表述错误", f"您是不是要写“{WRONG[wrong]}”？"
            )
