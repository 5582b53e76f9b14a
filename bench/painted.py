"""`python -m bench.painted`: from the key for the next conversation until it is painted, in Chromium on the seeded database."""

from __future__ import annotations

import argparse
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.arrival import prepare, running
from bench.database import start
from tests.ports import free_port, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
GOAL_MILLISECONDS = 100
WARMING_UP = 5
# A picture is on the screen at the latest when the next one is begun: two frames behind the swap.
WATCH = """
addEventListener("keydown", (event) => { window.pressedAt = event.timeStamp }, true);
document.addEventListener("htmx:afterSwap", (event) => {
  if (!/\\/inbox\\/open\\/\\d+\\/$/.test(event.detail.pathInfo?.requestPath ?? "")) return;
  requestAnimationFrame(() => requestAnimationFrame((now) => {
    (window.painted ??= []).push(performance.now() - window.pressedAt);
  }));
});
"""


def main() -> None:
    """Start the web server and a browser, go through the list key by key, and print how long each took."""
    parser = argparse.ArgumentParser(prog="python -m bench.painted")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=40)
    options = parser.parse_args()
    start(ROOT / ".data" / f"bench-{options.conversations}")
    name, _is, value = prepare().partition("=")
    web = free_port()
    with running(["web", "--port", str(web)], free_port()), sync_playwright() as playwright:
        wait_for_port(web, seconds=120)
        address = f"http://127.0.0.1:{web}"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        context.add_init_script(WATCH)
        times = _go_through(context.new_page(), options.keys)
        browser.close()
    p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    verdict = "" if p50 <= GOAL_MILLISECONDS else "   MISSED"
    print(
        f"{'key → next conversation painted':34}{p50:6.0f} ms{p95:6.0f} ms p95"
        f"   goal {GOAL_MILLISECONDS} ms{verdict}"
    )


def _go_through(page: Page, keys: int) -> list[float]:
    """Press the key for the next conversation again and again; return the milliseconds, the least first."""
    page.goto("/inbox/open/")
    page.wait_for_load_state("networkidle")
    for number in range(WARMING_UP + keys):
        page.keyboard.press("j")
        while page.evaluate("window.painted?.length ?? 0") <= number:
            page.wait_for_timeout(20)
        # As somebody who reads: what comes along afterwards is there before the next key.
        page.wait_for_timeout(300)
    times: list[float] = page.evaluate("window.painted")
    return sorted(times[WARMING_UP:])


if __name__ == "__main__":
    main()
