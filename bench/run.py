"""What the verbs cost, written to docs/bench.md: CPU, wall, memory; how they grow; many plans; what people would use instead.

The machine may be shared, so absolute figures say little; what is compared is measured in one run, by turns.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable  # noqa: TC003 — runs as a script
from datetime import datetime
from functools import partial
from itertools import count, pairwise
from math import log
from pathlib import Path

import alternatives
from cost import Cost, cost, medians, table
from plot import plot

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "content"
SIZES = (1, 4, 20, 66)
"""How often each of the sample's 15 items is written: 15, 60, 300 and 990 items; a section numbers no more than 999."""
ITEM = "2023/items/政策解读.md"


def zwgk(checkout: Path, *words: str, folder: Path) -> Cost:
    """The cost of one run of a verb of a checkout in a folder."""
    return cost([sys.executable, "-m", "pipeline", *words], folder, {"PYTHONPATH": str(checkout)})


# --- one plan -------------------------------------------------------------------------


def verbs(folder: Path, checkouts: list[Path], runs: int) -> str:
    """The table of the verbs over the sample; with two checkouts, the second is compared with the first."""
    desks = [_desk(folder / f"desk{index}", checkout) for index, checkout in enumerate(checkouts)]
    actions: dict[str, Callable[[Path, Path], Cost]] = {
        "`--help`": lambda checkout, desk: zwgk(checkout, "--help", folder=desk),
        "`check`": lambda checkout, desk: zwgk(checkout, "check", "2023", folder=desk),
        "`build`，从无到有": _build_cold,
        "`build`，没有改动": lambda checkout, desk: zwgk(checkout, "build", "2023", folder=desk),
        "`build`，改了一个事项": _build_edited,
        "`import`，plan.docx": _import,
        "`merge`，改过的 plan.docx": lambda checkout, desk: zwgk(
            checkout, "merge", "改过.docx", "--year", "2023", "-o", "made", folder=desk
        ),
    }
    rows = []
    for name, action in actions.items():
        costs = medians(
            runs, *(partial(action, checkout, desk) for checkout, desk in zip(checkouts, desks, strict=True))
        )
        mine = costs[0]
        assert mine.code in (0, 1), (name, mine)
        row: list[object] = [name, mine.cpu, mine.wall, f"{mine.memory:.0f}"]
        # an older version refuses some, and refusing is quick
        row += [
            value
            for other in costs[1:]
            for value in ((other.cpu, mine.cpu / other.cpu) if other.code == mine.code else ("—", "—"))
        ]
        rows.append(row)
    head = ["命令", "CPU 秒", "秒", "MB"]
    head += [title for _ in checkouts[1:] for title in ("对照的 CPU 秒", "与它之比")]
    return table(head, rows)


def _desk(folder: Path, checkout: Path) -> Path:
    folder.mkdir()
    shutil.copytree(SAMPLE, folder / "content")
    zwgk(checkout, "build", "2023", folder=folder)
    zwgk(checkout, "build", "2023", "-o", "made", folder=folder)
    edit = (
        "import docx; document = docx.Document('build/2023/plan.docx');"
        "run = next(run for paragraph in document.paragraphs for run in paragraph.runs if '高质量发展' in run.text);"
        "run.text = run.text.replace('高质量发展', '财政高质量发展'); document.save('改过.docx')"
    )
    subprocess.run([sys.executable, "-c", edit], cwd=folder, check=True)
    return folder


def _build_cold(checkout: Path, desk: Path) -> Cost:
    shutil.rmtree(desk / "build")
    return zwgk(checkout, "build", "2023", folder=desk)


_EDITS = count(1)


def _build_edited(checkout: Path, desk: Path) -> Cost:
    text = (SAMPLE / ITEM).read_text("utf-8").rstrip()
    (desk / "content" / ITEM).write_text(f"{text}第{next(_EDITS)}次修改。\n", "utf-8")
    return zwgk(checkout, "build", "2023", folder=desk)


def _import(checkout: Path, desk: Path) -> Cost:
    shutil.rmtree(desk / "imported", ignore_errors=True)
    return zwgk(checkout, "-C", "imported", "import", "build/2023/plan.docx", "--year", "2023", folder=desk)


# --- larger plans ---------------------------------------------------------------------


def sizes(folder: Path, runs: int) -> tuple[str, str]:
    """The table of plans of more items, with the slope from each to the next (1 is linear), and the plot of it."""
    rows: list[list[object]] = []
    built: list[tuple[int, Cost]] = []
    for times in SIZES:
        root = _enlarged(folder, times)
        items = 15 * times
        check, build = medians(
            1 if times == max(SIZES) else runs,
            partial(zwgk, ROOT, "-C", str(root), "check", "2023", folder=folder),
            partial(_fresh, ROOT, root, folder),
        )
        built.append((items, build))
        rows.append(
            [items, check.cpu, build.cpu, build.wall, f"{build.memory:.0f}", _pages(folder / "out/2023/plan.pdf")]
        )
    slopes = [log(more.cpu / less.cpu) / log(many / few) for (few, less), (many, more) in pairwise(built)]
    for row, slope in zip(rows, ["", *(f"{slope:.2f}" for slope in slopes)], strict=True):
        row.append(slope)
    drawn = plot(
        "build 从无到有：CPU 秒与内存，按事项数",
        [
            ("CPU 秒", "#1f5fa8", [(items, build.cpu) for items, build in built]),
            ("MB", "#b4441e", [(items, build.memory) for items, build in built]),
        ],
    )
    head = ["事项", "`check` CPU 秒", "`build` CPU 秒", "`build` 秒", "`build` MB", "plan.pdf 页", "`build` 的斜率"]
    return table(head, rows), drawn


def _fresh(checkout: Path, root: Path, folder: Path) -> Cost:
    shutil.rmtree(folder / "out", ignore_errors=True)
    return zwgk(checkout, "-C", str(root), "build", "2023", "-o", "out", folder=folder)


def _enlarged(folder: Path, times: int) -> Path:
    """The sample with every item so many times, as separate files."""
    root = folder / f"content-{times}"
    shutil.copytree(SAMPLE, root)
    plan = root / "2023" / "plan.md"
    lines = []
    for line in plan.read_text("utf-8").split("\n"):
        lines.append(line)
        if line.startswith("- ["):
            title, name = line[3:].rstrip(")").split("](items/")
            for copy in range(1, times):
                again = f"{name.removesuffix('.md')}{copy}.md"
                shutil.copy(root / "2023" / "items" / name, root / "2023" / "items" / again)
                lines.append(f"- [{title}{copy}](items/{again})")
    plan.write_text("\n".join(lines), "utf-8")
    return root


def _pages(path: Path) -> int:
    # in a process of its own: what this one imports would count as memory of all that it starts
    words = [sys.executable, "-c", "import pikepdf, sys; print(len(pikepdf.open(sys.argv[1]).pages))", str(path)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)


# --- many plans -----------------------------------------------------------------------


def many(folder: Path, bureaus: int, years: int) -> str:
    """The table of a build of many plans: a sixth of the bureaus and all of them with one worker, all with two; one plan is refused."""
    for number in range(1, bureaus + 1):
        _bureau(folder / f"局{number}", number, years)
    # an item of it is not there, so that words would be lost
    refused = folder / f"局{bureaus}" / "2023" / "plan.md"
    refused.write_text(refused.read_text("utf-8") + "\n- [不在](items/不在.md)\n", "utf-8")
    rows = []
    spent: list[tuple[int, Cost]] = []
    for part, workers in ((bureaus // 6 or 1, 1), (bureaus, 1), (bureaus, 2)):
        roots = [word for number in range(1, part + 1) for word in ("-C", f"局{number}")]
        named = [2023 - year for year in range(years)]
        shutil.rmtree(folder / "out", ignore_errors=True)
        result = zwgk(ROOT, *roots, "build", *map(str, named), "-o", "out", "-j", str(workers), folder=folder)
        plans = part * years
        made = {path.parent.relative_to(folder / "out") for path in (folder / "out").rglob("plan.pdf")}
        # of one root the outputs stand without its name
        asked = {Path(f"局{number}" if part > 1 else "", str(year)) for number in range(1, part + 1) for year in named}
        assert asked - made == ({Path(f"局{bureaus}" if part > 1 else "", "2023")} if part == bureaus else set()), (
            asked - made
        )
        cpu = result.cpu if workers == 1 else "—"
        rows.append([plans, workers, cpu, result.wall, plans / result.wall, f"{result.memory:.0f}", len(made)])
        spent.append((plans, result))
    (few, less), (many, one), (_, two) = spent
    warm = f"热起来以后每个核每秒 {(many - few) / (one.cpu - less.cpu):.2f} 个计划；" if many > few else ""
    return (
        table(["计划", "进程", "CPU 秒", "秒", "每秒计划", "最大的进程 MB", "做成"], rows)
        + f"\n{warm}两个进程是一个的 {one.wall / two.wall:.2f} 倍。"
        + "最后一个单位有一个计划缺一个事项的文件，文字会丢，不该做，只有它没有做。\n"
    )


def _bureau(root: Path, number: int, years: int) -> None:
    """A content root of a bureau of its own name, with plans of so many years."""
    root.mkdir()
    for path in SAMPLE.iterdir():
        if path.is_file():
            shutil.copy(path, root)
    for back in range(years):
        year = 2023 - back
        target = root / str(year)
        shutil.copytree(
            SAMPLE / "2023", target, ignore=shutil.ignore_patterns("reviews", "issued.yaml", "published.yaml")
        )
        for path in target.rglob("*.md"):
            text = path.read_text("utf-8").replace("2023", str(year)).replace("财政局", f"财政{number}局")
            path.write_text(text, "utf-8")


# --- the page -------------------------------------------------------------------------


def main() -> None:
    """Measure and write the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--against", type=Path, help="another checkout, measured by turns with this one")
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--bureaus", type=int, default=6)
    arguments.add_argument("--years", type=int, default=2)
    arguments.add_argument("--shared", action="store_true", help="say that others used the machine")
    arguments.add_argument("--saved", action="store_true", help="`serve` in a browser, too (printed, not written)")
    arguments.add_argument(
        "--only", choices=("verbs", "sizes", "many", "saved"), help="one part (printed, not written)"
    )
    asked = arguments.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        checkouts = [ROOT, *([asked.against.resolve()] if asked.against else [])]
        if asked.only:
            _measure_one(asked, folder, checkouts)
            return
        parts = [_heading(asked), "\n## 一个计划\n\n", _told(verbs(folder, checkouts, asked.runs))]
        made = folder / "desk0" / "made" / "2023"
        cold = partial(_build_cold, ROOT, folder / "desk0")
        parts += ["\n## 还可以用什么\n\n", _OTHERS, _told(alternatives.measure(folder, made, cold, asked.runs))]
        grown, drawn = sizes(folder, min(asked.runs, 3))
        parts += ["\n## 事项多的计划\n\n", _told(grown), "\n![CPU 秒与内存](bench.svg)\n"]
        (folder / "many").mkdir()
        parts += ["\n## 很多计划\n\n", _told(many(folder / "many", asked.bureaus, asked.years))]
        (ROOT / "docs" / "bench.svg").write_text(drawn, "utf-8")
        (ROOT / "docs" / "bench.md").write_text("".join(parts), "utf-8")
        if asked.saved:
            _saved(folder)


def _measure_one(asked: argparse.Namespace, folder: Path, checkouts: list[Path]) -> None:
    """Measure one part and print it."""
    match asked.only:
        case "verbs":
            print(verbs(folder, checkouts, asked.runs))
        case "sizes":
            print(sizes(folder, min(asked.runs, 3))[0])
        case "many":
            print(many(folder, asked.bureaus, asked.years))
        case _:
            _saved(folder)


def _saved(folder: Path) -> None:
    # playwright comes with the tests alone
    import saved

    (folder / "serve").mkdir()
    saved.main(SAMPLE, folder / "serve")


_OTHERS = """每一行是一个完整的进程，做一个文件；`zwgk build` 做十个，逐条检查内容，成品再读回来查保密。排版不能比：
WeasyPrint 原样不断中文的行，pandoc、Typst 没有公文的版式，LibreOffice 只转换已经做好的 plan.docx。

"""


def _heading(asked: argparse.Namespace) -> str:
    day = datetime.now().astimezone().date()
    shared = (
        f"机器同时有别人在用（平均 {os.getloadavg()[0]:.1f} 个进程在等），只有同一张表里的比例可信。"
        if asked.shared
        else ""
    )
    against = "“对照”是选定的一个旧版本，在同一次运行里轮流量。" if asked.against else ""
    return (
        "# 用时和内存\n\n"
        f"由 `make bench` 写成，{day}，Python {platform.python_version()}，{os.cpu_count()} 个核。{shared}{against}"
        f"每个数是 {asked.runs} 次的中位数（事项多的 {min(asked.runs, 3)} 次，最大的和很多计划的一次）；"
        "CPU 秒包括子进程的，MB 是最大的一个进程的。保存到看见用 `make bench ARGS=--saved` 量。\n"
    )


def _told(part: str) -> str:
    print(part, flush=True)
    return part


if __name__ == "__main__":
    main()
