"""W003 · 帐与账

查什么：账户、账目、台账、对账等词写成了“帐”。帐篷、蚊帐不报。

为什么：账目的“账”与帐篷的“帐”早已分开，财政文件里尤其要写对。

依据：《现代汉语词典》；图书编校质量差错细则。

错：建立工作台帐，核对专项资金帐户。

对：建立工作台账，核对专项资金账户。
"""

import re
from collections.abc import Iterator

from pipeline.check.context import CheckContext, finding
from pipeline.findings import Finding, Severity

CODE = "W003"
LEVEL = Severity.WARNING

_WORDS = re.compile(
    r"(?<=[台转记对入结报做查欠算总呆坏销挂到垫付建立分合并审轧清现旧赊要还])帐(?![篷幕房蓬])|帐(?=[户目号簿本面单款务外期册套表载])"
)


def find(proof: CheckContext) -> Iterator[Finding]:
    """帐 in words of accounting, outside quotes."""
    for passage in proof.passages:
        if "帐" in passage.words:
            for found in _WORDS.finditer(passage.words):
                if not passage.is_exempt(*found.span()):
                    word = passage.words[max(found.start() - 1, 0) : found.end() + 1]
                    yield finding(CODE, LEVEL, passage, *found.span(), f"“{word}”的“帐”", "改为“账”", fix="账")
