"""Count beside which characters words with homophones stand in a corpus, and write the table that rule W016 reads.

    python bench/count_homophones.py CORPUS [--least 20] [--out FILE]

CORPUS is a folder of text files. Needs jieba (which cuts text into words) and pypinyin
(which says what sounds alike); both are needed for counting alone and are no
dependency of the project. The corpus is used for counting and is not part of the
project; public laws and regulations are free of copyright (著作权法 第五条).

A neighbour is the last or first two characters of the word beside, or its only one. The
table has a line a word: its homophones, the neighbours before and behind it that were
seen at least `--least` times, and, of those of its homophones, the ones that the word
itself was seen beside anywhere, whatever the words are there.
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba
from pypinyin import lazy_pinyin

HAN = re.compile("[\u4e00-\u9fff]+")
LEAST_WORD = 15
"""A word seen less often than this is nobody's meant word."""
LEAST_TYPED = 150
"""A word rarer than this in jieba's own list is not what an input method offers first."""


@dataclass(frozen=True)
class Counts:
    """Words, and how often each stood behind and before which neighbour: a word's last or first two characters, or its one."""

    words: Counter[str]
    before: dict[str, Counter[str]]
    behind: dict[str, Counter[str]]


def halves(token: str) -> tuple[str, ...]:
    """Return a word of four characters as the two words it is made of (履行职责), any other as it is."""
    first, second = token[:2], token[2:]
    if len(token) == 4 and first in jieba.dt.FREQ and second in jieba.dt.FREQ:
        return first, second
    return (token,)


def count(runs: Iterable[str]) -> Counts:
    """Count words of two characters and their neighbours."""
    counts = Counts(Counter(), defaultdict(Counter), defaultdict(Counter))
    for run in runs:
        tokens = [part for token in jieba.cut(run, HMM=False) for part in halves(token)]
        for left, word, right in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            if len(word) == 2:
                counts.words[word] += 1
                if left:
                    counts.before[word][left[-2:]] += 1
                if right:
                    counts.behind[word][right[:2]] += 1
    return counts


def rows(runs: Sequence[str], counts: Counts, least: int) -> list[str]:
    """Return the lines of the table."""
    meant = {word for word, number in counts.words.items() if number >= LEAST_WORD}
    frequent = {word for word, number in jieba.dt.FREQ.items() if number >= LEAST_TYPED}
    typed = meant | {word for word in frequent if len(word) == 2 and HAN.fullmatch(word)}
    by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word in sorted(typed):
        by_sound[tuple(lazy_pinyin(word))].append(word)
    contexts = {
        word: tuple(
            {text for text, number in side[word].items() if number >= least} for side in (counts.before, counts.behind)
        )
        for word in meant
    }
    others_of = {
        word: [other for other in group if other != word and other in meant and all(contexts[other])]
        for group in by_sound.values()
        for word in group
    }
    asked = {word: others for word, others in others_of.items() if others}
    wanted = {
        text
        for word, others in asked.items()
        for other in others
        for text in (
            *(f"{left}{word}" for left in contexts[other][0]),
            *(f"{word}{right}" for right in contexts[other][1]),
        )
    }
    seen: set[str] = set()
    for run in runs:
        for size in (3, 4):
            seen.update(text for index in range(len(run) - size + 1) if (text := run[index : index + size]) in wanted)
    needed = {other for others in asked.values() for other in others}
    lines = []
    for word in sorted({*asked, *needed}):
        others = asked.get(word, [])
        lefts, rights = contexts[word] if word in needed else (set(), set())
        seen_before = {left for other in others for left in contexts[other][0] if f"{left}{word}" in seen}
        seen_behind = {right for other in others for right in contexts[other][1] if f"{word}{right}" in seen}
        cells = [" ".join(sorted(cell)) for cell in (others, lefts, rights, seen_before, seen_behind)]
        lines.append("\t".join([word, *cells]))
    return lines


def main() -> int:
    """Count and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpus", type=Path)
    options.add_argument("--least", type=int, default=6)
    options.add_argument("--out", type=Path, default=Path("pipeline/check/lexicon_data/homophones.tsv"))
    asked = options.parse_args()
    jieba.initialize()
    runs = [run for path in sorted(asked.corpus.iterdir()) for run in HAN.findall(path.read_text("utf-8"))]
    lines = rows(runs, count(runs), asked.least)
    asked.out.write_text("\n".join([*lines, ""]), "utf-8")
    sys.stderr.write(f"{sum(map(len, runs))} characters, {len(lines)} words, {asked.out.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
