"""Print, per rule of `check`, how often it speaks on papers of others and on planted faults: what a rule gives and what it costs.

`ZWGK_CORPUS` is a folder of papers (.txt, .html, .docx), read as the running text of an
annex and as that of an item. In it, `judged.tsv` may say of findings whether they are
right: code, the text found, 真 or 误 (parted by tabs). `ZWGK_PLANTS` is a table of
planted faults, each a paragraph: a kind, the paragraph, the code that should find it (may
be empty). Without it the plants are those of the rules' own manual pages.
"""

import argparse
import os
import re
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from pipeline.check.manual import pages
from pipeline.check.run import all_rules, run_rules
from pipeline.findings import Finding, Severity
from pipeline.parse import parse
from pipeline.source import Sources, sources_from_files

ITEM_HEAD = "---\n责任部门: 办公室\n完成时间: 全年\n---\n\n"
EVERY = 1000
"""Rates are per so many characters."""


def paragraphs(path: Path) -> list[str]:
    """Return the paragraphs of a paper; tags are left out."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            text = parts.read("word/document.xml").decode()
        text = unescape(re.sub(r"<[^>]*>", "", text.replace("</w:p>", "\n")))
    else:
        text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<!--.*?-->|<head.*?</head>", "", text, flags=re.DOTALL)
        text = unescape(re.sub(r"<[^>]*>", "", re.sub(r"</p>|<br/?>|</t[dr]>", "\n", text)))
    return [line.strip() for line in text.splitlines() if line.strip()]


def plan_files(text: list[str], *, as_item: bool) -> tuple[int, dict[str, str], str]:
    """Return the year of a paper, the files of a plan that has it as an annex or as an item, and the file it is in."""
    stated = re.search(r"(?<!\d)20\d\d(?=年)", "".join(text))
    year = int(stated.group()) if stated else 2024
    name = "items/原文.md" if as_item else "annex/原文.md"
    annex = "" if as_item else "附件: [原文](annex/原文.md)\n"
    listed = "- [原文](items/原文.md)\n" if as_item else "- [甲](items/甲.md)\n"
    head = f"---\n标题: 某局{year}年度政务公开工作计划\n发文机关: 某局\n{annex}---\n\n## 主要工作\n\n{listed}"
    files = {f"{year}/plan.md": head, f"{year}/{name}": (ITEM_HEAD if as_item else "") + "\n\n".join(text) + "\n"}
    if not as_item:
        files[f"{year}/items/甲.md"] = f"{ITEM_HEAD}做好公开。\n"
    return year, files, name


def found_in(text: list[str], *, as_item: bool) -> Iterator[tuple[Finding, str]]:
    """Yield what `check` finds in a paper, each with the text found."""
    year, files, name = plan_files(text, as_item=as_item)
    sources = sources_from_files(year, files)
    reading = parse(sources)
    for finding in (*reading.findings, *run_rules(reading.plan)):
        if finding.place.path.endswith(name):
            yield finding, text_found(finding, sources)


def text_found(finding: Finding, sources: Sources) -> str:
    """Return the text at a finding's place, on its first line."""
    source = next(source for _, source in sources.files if source.path == finding.place.path)
    line = source.lines[finding.place.line - 1]
    stop = finding.place.end_column - 1 if finding.place.end_line == finding.place.line else len(line)
    return line[finding.place.column - 1 : stop]


def planted() -> list[tuple[str, str, str]]:
    """Return planted faults: kind, paragraph, code; those of the manual when no table is named."""
    table = os.environ.get("ZWGK_PLANTS", "")
    if table:
        rows = [line.split("\t") for line in Path(table).read_text("utf-8").splitlines() if line.strip()]
        return [(row[0], row[1], row[2] if len(row) > 2 else "") for row in rows]
    return [(page.name, page.points["错"], page.code) for page in pages() if page.code[0] in "NBWSX"]


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--show", metavar="CODE", help="also print every hit of this code, or ALL")
    options.add_argument("--as-item", action="store_true", help="read papers as items, not as annexes")
    options.add_argument("--half", choices=("1", "2"), help="only every second paper: the half tuned on, or the other")
    asked = options.parse_args()
    corpus = os.environ.get("ZWGK_CORPUS", "")
    names = (
        sorted(path for path in Path(corpus).iterdir() if path.suffix in (".txt", ".html", ".docx")) if corpus else []
    )
    if asked.half:
        names = names[int(asked.half) - 1 :: 2]
    judged = judgements(Path(corpus)) if corpus else {}
    hits: dict[str, Counter[Severity]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    characters = 0
    for path in names:
        text = paragraphs(path)
        characters += sum(map(len, text))
        for finding, found in found_in(text, as_item=asked.as_item):
            hits[finding.code][finding.severity] += 1
            wrong[finding.code] += judged.get((finding.code, found)) == "误"
            if asked.show in (finding.code, "ALL"):
                print(
                    f"{path.name}:{finding.place.line}\t{finding.code}\t{finding.severity.value}\t{found}\t{finding.message}"
                )
    given: Counter[str] = Counter()
    meant: Counter[str] = Counter()
    missed = 0
    for _, paragraph, code in planted():
        codes = {finding.code for finding, _ in found_in([paragraph], as_item=True)}
        given.update(codes)
        meant[code] += code in codes
        missed += not codes
    print(
        f"{len(names)} papers, {characters} characters; {sum(given.values())} hits on {len(planted())} plants, {missed} plants not found"
    )
    print("code   必改   请核实  供参考  false  plants  of its own  name")
    rules = {rule.code: rule.name for rule in all_rules()}
    for code in sorted({*rules, *hits}):
        counts = hits[code]
        figures = "".join(f"{counts[severity]:7d}" for severity in Severity)
        print(f"{code}{figures}{wrong[code]:7d}{given[code]:8d}{meant[code]:10d}    {rules.get(code, '')}")
    total = sum(sum(counts.values()) for counts in hits.values())
    if characters:
        print(
            f"all{total:8d} hits, {total * EVERY / characters:.3f} per {EVERY} characters; judged false {sum(wrong.values())}"
        )
    return 0


def judgements(corpus: Path) -> dict[tuple[str, str], str]:
    """Return what `judged.tsv` says of findings, by code and text found."""
    path = corpus / "judged.tsv"
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return {(row[0], row[1]): row[2] for row in rows if len(row) > 2}


if __name__ == "__main__":
    sys.exit(main())
