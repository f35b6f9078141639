"""Web addresses in the form in which a reader can follow them (网址)."""

import unicodedata
from urllib.parse import quote, urlsplit

from pipeline.patterns import lazy_pattern

_HOST = lazy_pattern(r"[\w.-]+(:\d{1,5})?")


def web_address(target: str) -> str:
    """Return the target as a URL in ASCII (http, https, mailto); the empty string for anything else."""
    if any(unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp") for char in target):
        # the address that is read would not be the one that is followed
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    match parts.scheme.lower():
        case "http" | "https" if _HOST.fullmatch(parts.netloc):
            return quote(target, safe="%/:?#@!$&'()*+,;=~-._")
        case "mailto" if "@" in parts.path:
            return quote(target, safe="%:?@!$&'()*+,;=~-._")
    return ""


def web_page(target: str) -> str:
    """Return the target as the URL of a page in ASCII (http, https); the empty string for anything else."""
    address = web_address(target)
    return address if address.startswith(("http://", "https://")) else ""
