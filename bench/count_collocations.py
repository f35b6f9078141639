"""Count which verbs stand with which objects in a corpus, and write the table that W025 reads.

    python bench/count_collocations.py FOLDER… [--out FILE]

The folders are those of `count_sequences.py`. Only numbers are kept.
"""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from pipeline.check.rules.collocations import pairs

OUT = Path("pipeline/check/lexicon_data/collocations.tsv")
SOURCE = "公开的法律法规、政府公文和新闻"


def main() -> int:
    """Count and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--out", type=Path, default=OUT)
    asked = options.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in (path for folder in asked.folders for path in sorted(folder.iterdir())):
        for match in pairs(path.read_text("utf-8")):
            counts[match["object"]][match["verb"]] += 1
    rows = [
        f"{thing}\t{' '.join(f'{verb}={number}' for verb, number in verbs.most_common())}\t{SOURCE}"
        for thing, verbs in sorted(counts.items())
    ]
    asked.out.write_text("\n".join(["宾语\t动词\t出处", *rows, ""]), "utf-8")
    sys.stderr.write(f"{len(rows)} objects, {sum(map(Counter.total, counts.values()))} pairs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
