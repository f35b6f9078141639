"""Write the table of laws and administrative regulations: title, number of articles, day they took effect.

Usage: list_laws.py FOLDER, a git directory of texts of the laws of the People's Republic of China as
Markdown, a file a law, its name ending in the day it was passed or amended (…(2021-01-22).md). The texts
of laws are free of copyright (著作权法 第五条); only titles, counts and days are taken from them.
"""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

FOLDERS = ("行政法/", "经济法/", "宪法相关法/", "社会法/", "民法商法/", "刑法/", "诉讼与非诉讼程序法/", "行政法规/")
OUT = Path(__file__).parent.parent / "pipeline" / "check" / "lexicon_data" / "laws.tsv"
_NAME = re.compile(r".*/(?P<title>[^/()]+)\((?P<day>\d{4}-\d{2}-\d{2})\)\.md")
_ARTICLE = re.compile(r"^\s*第(?P<number>[一二三四五六七八九十百千零]+)条(?!第)", re.MULTILINE)
_IN_FORCE = re.compile(r"自(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日起(?:施行|实施|生效)")
_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九")}
_AMENDING = re.compile(r"的?(?:决定|决议|解释|办法的批复)$|修正案")


def git(folder: str, *words: str) -> str:
    """Return what git prints."""
    return subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True).stdout.decode()


def number(han: str) -> int:
    """Return a Han numeral below 10,000."""
    total = digit = 0
    for character in han:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
    return total + digit


def main(folder: str) -> None:
    """Write the table."""
    newest: dict[str, tuple[str, str]] = {}
    for path in git(folder, "ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0"):
        match = _NAME.fullmatch(path)
        if match and path.startswith(FOLDERS) and match["day"] > newest.get(match["title"], ("", ""))[0]:
            newest[match["title"]] = (match["day"], path)
    rows = []
    for _, path in newest.values():
        text = git(folder, "show", f"HEAD:{path}")
        title = "".join(text.partition("\n")[0].lstrip("# ").split())
        title = re.sub(r"[（(]\d{4}.*[）)]$", "", title)
        articles = [number(match["number"]) for match in _ARTICLE.finditer(text)]
        if len(articles) < 2 or articles != sorted(articles) or _AMENDING.search(title) or len(title) > 40:
            continue
        stated = list(_IN_FORCE.finditer(text[-800:]))
        day = date(*(int(stated[-1][part]) for part in ("year", "month", "day"))).isoformat() if stated else ""
        rows.append(f"{title}\t{articles[-1]}\t{day}")
    OUT.write_text("标题\t条数\t施行\n" + "".join(f"{row}\n" for row in sorted(rows)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
