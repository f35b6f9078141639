r"""S007 · 内部网址和路径

查什么：内网地址（10.、172.16 至 172.31、192.168 开头）、本机地址、不带点或以 .local 结尾的主机名、共享文件夹（\\服务器\）、本机路径（C:\、/home/）。

为什么：内部网络结构和文件位置属于内部事务信息，公开后给攻击者指路，读者也打不开。

依据：《中华人民共和国政府信息公开条例》第十六条。

错：登录http://192.168.1.20/oa填报。

对：登录https://www.shbsq.gov.cn/填报。
"""

import re
from collections.abc import Iterator

from pipeline.check import sensitive as secrets
from pipeline.check.context import CheckContext
from pipeline.check.sensitive import Secret
from pipeline.findings import Finding, Severity

CODE = "S007"
LEVEL = Severity.ERROR

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS = re.compile(
    rf"(?P<host>(?<![A-Za-z0-9])(?:https?|ftp|smb)://(?:(?:10\.{_OCTET}|172\.(?:1[6-9]|2\d|3[01])|192\.168|127\.0)\.{_OCTET}\.{_OCTET}|[A-Za-z0-9-]{{1,63}}(?![A-Za-z0-9.-])|[A-Za-z0-9.-]{{1,80}}\.(?:local|lan|intranet|internal|corp)(?![A-Za-z0-9.-]))[!-~]{{0,500}})"
    rf"|(?P<ip>(?<![\d.])(?:10\.{_OCTET}|172\.(?:1[6-9]|2\d|3[01])|192\.168|127\.0)\.{_OCTET}\.{_OCTET}(?![\d.]))"
    r"|(?P<file>(?<![A-Za-z0-9])file:///?[!-~]{1,500})"
    r"|(?P<path>(?<![A-Za-z0-9])[A-Za-z]:\\[^\s，。；、：！？“”（）<>|]{1,200})"
    r"|(?P<share>(?<![\\A-Za-z0-9])\\\\[A-Za-z0-9\u4e00-\u9fff._-]{1,63}\\[^\s，。；、：！？“”（）<>|]{0,200})"
    r"|(?P<folder>(?<![A-Za-z0-9/.])/(?:home|Users|root|mnt|etc|var|usr|opt)/[!-.0-~\u4e00-\u9fff][!-~]{0,200})"
)
_NAMES = {
    "host": "内部网址",
    "ip": "内网地址",
    "file": "本机文件的地址",
    "path": "本机路径",
    "share": "共享文件夹的路径",
    "folder": "本机路径",
}


def spans(words: str) -> Iterator[Secret]:
    """The addresses and paths in plain words."""
    if not any(mark in words for mark in ("//", ":\\", "\\\\", "10.", "172.", "192.", "127.", "/")):
        return
    for found in _ADDRESS.finditer(words):
        assert found.lastgroup
        yield Secret(*found.span(), LEVEL, f"这里有{_NAMES[found.lastgroup]}", "删去，只写系统的名称")


def find(proof: CheckContext) -> Iterator[Finding]:
    """Inner addresses and paths anywhere in the plan."""
    return secrets.in_proof(CODE, proof, spans)
