"""How long a saved change takes to be seen (`zwgk serve`): milliseconds from the rename to the sight of it in Chromium.

Both clocks are this machine's. The load is printed beside them: with several
processes waiting for each core the same work takes several times as long.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

SAVES = 15
PAUSE = 1500
"""Milliseconds between a sight and the next save: nobody saves faster."""
ITEM = Path("content/2023/items/政策解读.md")

PAGE = "document.getElementById('frame').dataset.version"
SHEETS = "document.getElementById('panel-sheets').dataset.version"

SEEN = """before => new Promise(seen => {
  const look = () => { const now = %s; now && now !== before ? seen(Date.now()) : setTimeout(look, 1); };
  look();
})"""
"""Gives the hour (in ms) at which the view shows another version than `before`."""


def main(sample: Path, folder: Path) -> None:
    """Print the least and the median of both."""
    shutil.copytree(sample, folder / "content")
    empty = _wall(sys.executable, "-c", "pass")
    call = [sys.executable, "-m", "pipeline", "serve", "--no-open", "--port", "0"]
    process = subprocess.Popen(call, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path="/usr/bin/chromium-headless-shell", args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
            page.goto(process.stdout.readline().strip())
            page.wait_for_selector("#frame[data-version]")
            _print("网页", _seen(page, PAGE, folder / ITEM), empty)
            page.click("#tab-paper")
            page.locator('[data-page="3"]').scroll_into_view_if_needed()
            _print("PDF", _seen(page, SHEETS, folder / ITEM), empty)
            browser.close()
    finally:
        process.terminate()
        process.wait()


def _seen(page: Page, version: str, item: Path) -> list[float]:
    first = item.read_text("utf-8").rstrip()
    found = []
    for number in range(SAVES):
        page.wait_for_selector("#state.good")
        page.wait_for_timeout(PAUSE)
        page.evaluate(SEEN.replace("%s", version), "")
        before = page.evaluate(version)
        page.evaluate(f"window.seen = ({SEEN.replace('%s', version)})({before!r}); null")
        fresh = item.with_name(f"{item.name}~")
        fresh.write_text(f"{first}这是第{number}次保存。\n", "utf-8")
        began = time.time()
        fresh.replace(item)
        found.append(page.evaluate("window.seen") - began * 1000)
    return found[1:]


def _wall(*words: str) -> float:
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(words, check=True)
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


def _print(what: str, found: list[float], empty: float) -> None:
    least, middle = min(found), median(found)
    print(
        f"保存到{what}里看见：最快 {least:.0f} 毫秒，中位 {middle:.0f} 毫秒"
        f"（空的 Python 进程 {empty:.0f} 毫秒的 {middle / empty:.1f} 倍；此时每核 {os.getloadavg()[0] / (os.cpu_count() or 1):.1f} 个进程在等）"
    )
