"""What site.yaml states of the portal and the office, and the choices it has for the catalogue and the 发布包."""

from dataclasses import field
from enum import Enum

from pipeline.dataclass import dataclass
from pipeline.model.urls import web_page
from pipeline.source import SourceText


@dataclass(frozen=True, slots=True)
class Site:
    """The values of site.yaml; one that is not stated is empty, never invented."""

    values: tuple[tuple[str, str], ...] = ()
    sample: bool = False
    written: tuple[tuple[str, SourceText], ...] = field(default=(), compare=False)
    """Every text by key, with its place; also the names that the office gives to fields (目录)."""
    faces: tuple[tuple[str, SourceText], ...] = ()
    """The font files the office states, as pairs of use (字体用途) and path."""

    def get(self, key: str) -> str:
        """Return the stated value, or the empty string."""
        return dict(self.values).get(key, "")

    def of_year(self, key: str, year: int) -> str:
        """Return the value stated for that year (a year below the key), else the one for all years, or the empty string."""
        return self.get(f"{key}/{year}") or self.get(key)

    @property
    def address(self) -> str:
        """The URL of the folder with the index page (网址), ending in /; empty where none is stated or it is no web address."""
        stated = web_page(self.get("网址"))
        if not stated or "?" in stated or "#" in stated:
            return ""
        return f"{stated.removesuffix('index.html').rstrip('/')}/"


class Portal(Enum):
    """The province whose form of the catalogue the portal follows (门户)."""

    SHANGHAI = "上海"
    GUANGDONG = "广东"
    ANHUI = "安徽"
    CUSTOM = "自定"


class EmptyField(Enum):
    """How the catalogue shows a field without a value (空值)."""

    HIDDEN = "不显示"
    BLANK = "留空"
    NONE = "无"
    DASH = "—"


class PortalAttachment(Enum):
    """A file that the 发布包 may carry to the portal (公开附件), by what the office calls it."""

    PDF = "PDF"
    WORD = "Word"
    ANNEX_WORD = "附件Word"
    ANNEX_SHEET = "附件Excel"
    TABLE = "CSV"
    DATA = "JSON"
    CALENDAR = "日历"


class CatalogueField(Enum):
    """A field of the catalogue of what is made public (政府信息公开目录), by its common name."""

    INDEX = "索引号"
    TITLE = "名称"
    ORGAN = "发布机构"
    NUMBER = "文号"
    ISSUED = "成文日期"
    PUBLISHED_ON = "发布日期"
    PUBLISHED_AT = "发布时间"
    DISCLOSURE = "公开属性"
    GROUP = "组配分类"
    THEME = "主题分类"
    GENRE = "体裁"
    KEYWORDS = "关键词"
    SUMMARY = "内容概述"
    VALIDITY = "有效性"
    SOURCE = "来源"
    COLUMN = "栏目"


MAX_SUMMARY_CHARS = 100
"""The longest 内容概述 in 字, punctuation counted (practice of the catalogues' own rules, 编目细则)."""
