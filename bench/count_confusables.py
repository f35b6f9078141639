"""Count what stands beside words that sound alike in a corpus, and write the table by which W016 tells them apart.

    python bench/count_confusables.py FOLDER… [--out FILE]

The folders are those of `count_sequences.py`. Needs jieba (its list of words) and pypinyin;
both are needed for counting alone. A word is looked at so often, at most, in places drawn
from all of the corpus; what stands beside both words about as often says nothing and is
left out.
"""

import argparse
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin

from pipeline.check.rules.homophones import FAR_RIGHT, MOST_OF_FURTHER, SIDE
from pipeline.check.sequences import END, plain

OUT = Path("pipeline/check/lexicon_data/confusable_words.tsv")
CHARACTERS = (
    "以已 在再 即既 各个 做作 须需 像象 付附 附负 前全 及级 未位 类内 其期 项向 对队 经径 该改 己已 未末 大太 备被 只至 到道 许须 务必 务勿 使始 第地 致至 连联 倍备 情清 清请"
    " 付符 附符"
)
"""Single characters that are mistaken for one another."""
WORDS = "通信通讯 制定制订 以至以致 截止截至 即使及时 及时即时 权力权利 接受接收 受益收益 内含内涵 记入计入 交纳缴纳 提示启示 反应反映 实行施行 盈利营利"
"""Pairs that are counted however rare one of them is."""
UNLIKE = (
    "上缴上报 下达到达 任命任免 会见会同 供述供诉 出让转让 判决裁决 制止禁止 协办协作 发扬发挥 发现发觉 变更变换 处置处治 安装安置 审议审理 履行执行 年度年底"
    " 废止终止 度过渡过 征收征用 执行实行 承包承办 投入投放 抚养扶养 抚养赡养 报送保送 授予给予 授权受权 提出提交 收取收缴 期限限期 治理整理 涉嫌涉及 爆发暴发"
    " 申报申诉 申诉申述 疏散疏导 登录登陆 登记登录 监测监视 窗口创口 立案备案 考察考查 营造培养 订立定立 赔偿补偿 起用启用 起诉上诉 违反违犯 预算决算 领取领导"
)
"""Pairs of unlike sound with a character in common, or of which one is a rare word: what they mean differs, so that papers do not use either as they please."""
LEAST_RARE, LEAST_FREQUENT, LEAST_LISTED = 100, 800, 30
"""Of a pair: how often the rarer and the more frequent word were seen, and either is in the list of words."""
MOST_LOOKED_AT = 50_000
PRIOR = 20
"""As if each word had been seen so often more, beside what both are seen beside."""
LEAST_WEIGHT = 1.5
MOST_OF_COLUMN = {1: 400, 2: 70}
MOST_OF_LISTED, MOST_OF_UNLIKE = 300, 110
LEAST_BESIDE = {1: 6, 2: 3}
"""How many entries a column keeps, of listed pairs of words more, and how often each was seen, for characters and for words."""


def pairs(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words: of one sound, with one character in common."""
    by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, number in jieba.dt.FREQ.items():
        if number >= LEAST_LISTED and counts.get(word, 0) >= LEAST_RARE:
            by_sound[tuple(lazy_pinyin(word))].append(word)
    listed = {(pair[: len(pair) // 2], pair[len(pair) // 2 :]) for pair in f"{CHARACTERS} {WORDS} {UNLIKE}".split()}
    yield from sorted(listed)
    for words in by_sound.values():
        for first, second in combinations(sorted(words), 2):
            alike = first[0] == second[0] or first[1] == second[1]
            if (
                alike
                and max(counts[first], counts[second]) >= LEAST_FREQUENT
                and listed.isdisjoint({(first, second), (second, first)})
            ):
                yield first, second


def columns(text: str, start: int, stop: int) -> tuple[str, ...]:
    """Return what stands beside a word, in the order of a pair's columns; nothing where a column has an end."""
    before, behind = text[start - SIDE : start], text[stop : stop + SIDE]
    left, right = before if before[1] != END else "", behind if behind[0] != END else ""
    further_left = text[start - 2 * SIDE : start - SIDE] if END not in before else ""
    further_right = text[stop + SIDE : stop + 2 * SIDE] if END not in behind else ""
    return before[1], behind[0], left, right, further_left, further_right


def main() -> int:
    """Count and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--out", type=Path, default=OUT)
    asked = options.parse_args()
    jieba.initialize()
    paths = (path for folder in asked.folders for path in sorted(folder.iterdir()))
    text = "".join(plain(path.read_text("utf-8"))[0] for path in paths)
    han = re.compile("[\u4e00-\u9fff]{2}")
    counts = Counter(text[at : at + 2] for at in range(len(text) - 1))
    chosen = list(pairs({word: number for word, number in counts.items() if han.fullmatch(word)}))
    counts.update(text)
    words = {word for pair in chosen for word in pair}
    share = {word: MOST_LOOKED_AT / max(counts[word], 1) for word in words}
    drawn = random.Random(1).random  # noqa: S311 - which places are looked at
    beside: dict[str, list[Counter[str]]] = {word: [Counter() for _ in range(FAR_RIGHT + 1)] for word in words}
    seen: Counter[str] = Counter()
    for at in range(2 * SIDE, len(text) - 3 * SIDE):
        for word in (text[at : at + 2], text[at]):
            if word in words and drawn() < share[word]:
                seen[word] += 1
                for column, other in zip(beside[word], columns(text, at, at + len(word)), strict=True):
                    column[other] += bool(other)
    rows = []
    for first, second in chosen:
        cells = []
        for of_first, of_second in zip(beside[first], beside[second], strict=True):
            weighed = []
            for other in {*of_first, *of_second}:
                numbers = [number if (number := column[other]) > 1 else 0 for column in (of_first, of_second)]
                shared = PRIOR * sum(numbers) / (seen[first] + seen[second])
                if sum(numbers) >= LEAST_BESIDE[len(first)]:
                    likely = [
                        (number + shared) / (seen[word] + PRIOR)
                        for number, word in zip(numbers, (first, second), strict=True)
                    ]
                    weight = math.log(likely[1] / likely[0])
                    if abs(weight) >= LEAST_WEIGHT:
                        weighed.append((sum(numbers) * abs(weight), other, weight))
            pair = f"{first}{second}"
            most = MOST_OF_LISTED if pair in WORDS else MOST_OF_UNLIKE if pair in UNLIKE else MOST_OF_COLUMN[len(first)]
            kept = sorted(weighed, reverse=True)[:most]
            cells.append("".join(f"{other}{letter(weight)}" for _, other, weight in kept))
        rows.append("\t".join((first, second, *cells)))
    head = "词\t另一词\t前一字\t后一字\t前二字\t后二字\t前三四字\t后三四字"
    asked.out.write_text("\n".join([head, *rows, ""]), "utf-8")
    sys.stderr.write(f"{len(rows)} pairs, {asked.out.stat().st_size} bytes\n")
    return 0


def letter(weight: float) -> str:
    """Return the letter of a weight: `j` is none."""
    return chr(ord("j") + max(-MOST_OF_FURTHER, min(MOST_OF_FURTHER, round(weight))))


if __name__ == "__main__":
    sys.exit(main())
