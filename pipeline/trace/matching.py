"""How well each item of a plan fits a point of a directive: by short titles and rare words, then by their whole text.

Words are pairs of neighbouring characters, for there is no dictionary. A pair counts the
more the fewer items of the plan have it; the set phrases of official language count
nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.dataclass import dataclass
from pipeline.diff.match import ComparedItem, text_lines
from pipeline.patterns import lazy_pattern
from pipeline.text.diff import bigrams, overlap, similarity

_SET_PHRASES = lazy_pattern(
    "高质量|进一步|常态化|全过程|推进|推动|加强|强化|深化|深入|细化|优化|完善|健全|规范|做好|抓好|抓实|落实|开展|切实|积极|主动|全面|"
    "提高|提升|增强|促进|扩大|支持|建立|持续|继续|不断|着力|大力|有效|及时|按时|依法|严格|统筹|组织|实施|加快|探索|加大|围绕|坚持|"
    "工作|重点|重要|重大|有关|相关|部门|单位|各级|各地|机制|制度|管理|服务|发展|信息|公开|政府|政务|情况|要求|责任|机关|年度|全年|"
    "内容|方式|活动|事项|领域|结果|群众|社会|公众|企业|以及|或者|可以|应当|通过|对于|关于|按照|根据|结合"
)
"""What every directive and plan says: it tells no item from another."""

_RUN = lazy_pattern(r"[\u4e00-\u9fffA-Za-z0-9]+")
_SHORT_TITLE_END = lazy_pattern("[。；，：、]")

_SHORT_BIGRAMS = 20
"""Texts with fewer bigrams count for less: a very short item is contained in anything by chance."""

_TITLE_WEIGHT = 0.75

MIN_COVERED = 0.45
"""An item whose text is at least this similar to a point's covers it."""

MIN_POSSIBLE = 0.3
"""An item whose text is at least this similar may cover a point whatever its words."""

MIN_FIT = 0.19
"""An item whose words fit a point at least this well may cover it: a person is asked."""

MIN_SECOND = 0.1
"""The second candidate is shown if its words fit at least this well."""

MIN_SURE = 0.75
"""An item whose words fit a point at least this well covers it."""

_TITLE_IN_TITLE, _TITLE_IN_TEXT, _ITEM_TITLE_IN_TEXT, _TEXT_IN_TEXT, _HEADING_IN_TITLE = 0.35, 0.15, 0.35, 0.6, 0.1
"""The weights of what is compared: the point's short title and heading, the item's short title, and both texts."""


_MIN_WEIGHT = 1.5
"""Titles, and what two texts share, say little when they weigh less: one pair, even if no other item has it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How well an item fits a point: the similarity of their texts, and that of their titles and rare words, each 0 to 1."""

    item: ComparedItem
    text: float
    words: float

    @property
    def is_covering(self) -> bool:
        """Whether texts or words are so alike that nobody needs to be asked."""
        return self.text >= MIN_COVERED or self.words >= MIN_SURE

    @property
    def is_possible(self) -> bool:
        """Whether the item may cover the point."""
        return self.words >= (MIN_FIT if self.text < MIN_POSSIBLE else MIN_FIT / 2)

    @property
    def rank(self) -> tuple[bool, float]:
        """The greater, the better it fits."""
        return self.is_covering, self.words + self.text / 4


class ItemIndex:
    """The items of a plan with their words, and how rare each word is among them."""

    def __init__(self, items: Sequence[ComparedItem]) -> None:
        self._items = tuple(items)
        texts = ["。".join((entry.item.title.value, *text_lines(entry.item.tasks))) for entry in items]
        self._titles = [_pairs((entry.item.title.value, entry.item.name.value)) for entry in items]
        self._texts = [_pairs((text,)) for text in texts]
        self._bigrams = [bigrams("".join(text_lines(entry.item.tasks))) for entry in items]
        self._counts = Counter(pair for text in self._texts for pair in text)

    def fits(self, title: str, text: str, heading: str = "") -> tuple[Fit, ...]:
        """Return every item with its fit to a point, the best first; equal ones in the order of the plan."""
        point_bigrams = bigrams(text)
        title_pairs, text_pairs, heading_pairs = _pairs((title,)), _pairs((text,)), _pairs((heading,))
        fits = []
        for entry, item_title, item_text, item_bigrams in zip(
            self._items, self._titles, self._texts, self._bigrams, strict=True
        ):
            text_fit = max(
                _overlap(point_bigrams, item_bigrams), _TITLE_WEIGHT * similarity(title, entry.item.title.value)
            )
            words = (
                _TITLE_IN_TITLE * self._share(title_pairs, item_title)
                + _TITLE_IN_TEXT * self._share(title_pairs, item_text)
                + _ITEM_TITLE_IN_TEXT * self._share(item_title, text_pairs)
                + _TEXT_IN_TEXT * self._cosine(text_pairs, item_text)
                + _HEADING_IN_TITLE * self._share(heading_pairs, item_title)
            )
            shared = math.fsum(map(self._rarity, text_pairs & item_text))
            fits.append(Fit(entry, text_fit, words * min(1.0, shared / _MIN_WEIGHT) ** 2))
        return tuple(sorted(fits, key=lambda fit: fit.rank, reverse=True))

    def _rarity(self, pair: str) -> float:
        """The weight of a pair: 1 if one item of many has it, towards 0 if all have; .5 if none has."""
        count = self._counts[pair]
        return math.log((len(self._items) + 1) / (count or len(self._items) ** 0.5)) / math.log(len(self._items) + 1)

    def _share(self, pairs: frozenset[str], among: frozenset[str]) -> float:
        """The share of the weight of some pairs that is among others; of little weight it is less."""
        total = max(math.fsum(map(self._rarity, pairs)), _MIN_WEIGHT)
        return math.fsum(map(self._rarity, pairs & among)) / total

    def _cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        norm = math.sqrt(
            math.fsum(self._rarity(pair) ** 2 for pair in one) * math.fsum(self._rarity(pair) ** 2 for pair in other)
        )
        return math.fsum(self._rarity(pair) ** 2 for pair in one & other) / norm if norm else 0.0


def candidates(fits: Sequence[Fit]) -> tuple[Fit, ...]:
    """Return the two best fits of a point, the best first; none if the first is not possible."""
    return tuple(fit for fit in fits[:2] if fits[0].is_possible and fit.words >= MIN_SECOND)


def short_title(text: str) -> str:
    """Return what a point is called: its text up to the first punctuation."""
    return _SHORT_TITLE_END.split(text, maxsplit=1)[0]


def _pairs(texts: Iterable[str]) -> frozenset[str]:
    """The pairs of neighbouring characters of texts, none over punctuation or a set phrase."""
    runs = (run for text in texts for run in _RUN.findall(_SET_PHRASES.sub(" ", text)))
    return frozenset(run[index : index + 2] for run in runs for index in range(len(run) - 1))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    return overlap(one, other) * min(1.0, min(one.total(), other.total()) / _SHORT_BIGRAMS)
