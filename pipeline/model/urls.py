"""Addresses of the web, as a reader can follow them (网址)."""

import re
from urllib.parse import quote, urlsplit

_HOST = re.compile(r"[\w.-]+(:\d{1,5})?")


def web_address(target: str) -> str:
    """The target as a web address in ASCII, where a reader can follow it (http, https, mailto); else the empty string."""
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
    """The target as the address of a page (http, https) in ASCII; else the empty string."""
    address = web_address(target)
    return address if address.startswith(("http://", "https://")) else ""
