"""W009 · 繁体字

查什么：一张常用字表里的繁体字（財、務、開、會、區……），只收简体文件里没有合法用法的字。引文和书名号里的只指出。

为什么：输入法切错了状态，或从繁体网页粘贴而来。

依据：《中华人民共和国国家通用语言文字法》第九条：国家机关以普通话和规范汉字为公务用语用字。

错：做好財政資金公開。

对：做好财政资金公开。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import (
    CheckContext,
    Passage,
    collapse_repeats,
    finding,
)
from pipeline.findings import Finding, Severity

CODE = "W009"
LEVEL = Severity.WARNING

SIMPLE = dict(
    zip(
        "財務開會區門關機預決報進體個東馬長發國學習業產經濟營實現點線網絡電話號碼應對與從眾來時間問題難題統籌計劃書審議議員"
        "處辦構組織強調協請領導責任務備選舉評價顯標準規範頁庫資訊傳達執權監測試驗質優項環節據類萬億補貼稅費貸債券購採買賣"
        "農鄉鎮縣廳廠場園圖廣場聯繫絕緊續舊歲歷風險風華語說讀記認證識證該設許訴訟詢調談論證諮詢諾講解釋釐錄鐵錢鋼鑒鑑閱闡陣陽陰際隨隱雙雜離雲靈靜頒順須預頻額願顧飛養馳駐驅驗鮮鳥麗黨齊齡",
        "财务开会区门关机预决报进体个东马长发国学习业产经济营实现点线网络电话号码应对与从众来时间问题难题统筹计划书审议议员"
        "处办构组织强调协请领导责任务备选举评价显标准规范页库资讯传达执权监测试验质优项环节据类万亿补贴税费贷债券购采买卖"
        "农乡镇县厅厂场园图广场联系绝紧续旧岁历风险风华语说读记认证识证该设许诉讼询调谈论证咨询诺讲解释厘录铁钱钢鉴鉴阅阐阵阳阴际随隐双杂离云灵静颁顺须预频额愿顾飞养驰驻驱验鲜鸟丽党齐龄",
        strict=True,
    )
)
SIMPLE = {traditional: simple for traditional, simple in SIMPLE.items() if traditional != simple}
_TRADITIONAL = re.compile(f"[{''.join(SIMPLE)}]+")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Traditional characters, those side by side together."""
    for passage in proof.passages:
        yield from collapse_repeats(_in_passage(passage))


def _in_passage(passage: Passage) -> Iterator[Finding]:
    for found in _TRADITIONAL.finditer(passage.words):
        meant = "".join(SIMPLE[char] for char in found.group())
        shown = found.group() if len(found.group()) < 9 else found.group()[:8] + "…"
        yield finding(CODE, LEVEL, passage, *found.span(), f"“{shown}”是繁体字", f"改为“{meant[:9]}”", fix=meant)
