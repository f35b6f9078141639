"""Count which verbs stand with which objects in a corpus, and write the table that W025 reads.

    python bench/count_collocations.py FOLDER… [--out FILE]

The folders are those of `count_sequences.py`. Only numbers are kept.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from pipeline.check.rules.collocations import SHOWN, pairs

OUT = Path("pipeline/check/lexicon_data/collocations.tsv")
LEAST = 40
"""Objects seen less often are left out."""


def main() -> int:
    """Count and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--out", type=Path, default=OUT)
    asked = options.parse_args()
    objects: dict[str, Counter[str]] = defaultdict(Counter)
    verbs: dict[str, Counter[str]] = defaultdict(Counter)
    for path in (path for folder in asked.folders for path in sorted(folder.iterdir())):
        for line in path.read_text("utf-8").splitlines():
            for _, _, verb, thing in pairs(line):
                objects[thing][verb] += 1
                verbs[verb][thing] += 1
    totals = (
        f"{verb}={things.total()}={'、'.join(thing for thing, _ in things.most_common(SHOWN))}"
        for verb, things in sorted(verbs.items())
    )
    rows = [
        f"{thing}\t{' '.join(verb if number == 1 else f'{verb}={number}' for verb, number in of_thing.most_common())}"
        for thing, of_thing in sorted(objects.items())
        if of_thing.total() >= LEAST
    ]
    asked.out.write_text("\n".join(["宾语\t动词", f"动词\t{' '.join(totals)}", *rows, ""]), "utf-8")
    sys.stderr.write(f"{len(rows)} objects, {sum(map(Counter.total, objects.values()))} pairs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
