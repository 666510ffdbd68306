"""The graph in Chromium: how soon it is drawn, and how long a frame takes when it is panned and zoomed."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from statistics import median
from time import perf_counter
from typing import Any

import headway.page
from benchmarks.page.served import Server

_FRAMES = 240
_MANY, _POINTS = 500, 60


def script_size() -> str:
    """Say how large the scripts of the page are: packed one by one as they are served, and in one archive."""
    from headway.page.packed import shortened

    scripts = sorted((Path(headway.page.__file__).parent / "static" / "js").rglob("*.js"))
    sent = {script.stem: shortened(script.read_text(encoding="utf-8")).encode() for script in scripts}
    sizes = {name: len(gzip.compress(text, 9)) / 1000 for name, text in sent.items()}
    french = sum(size for name, size in sizes.items() if name[:2] == "fr")
    whole, archive = sum(sizes.values()), len(gzip.compress(b"".join(sent.values()), 9)) / 1000
    return (
        f"scripts: {len(sizes)} files, {whole:.1f} kB packed one by one, {whole - french:.1f} kB without French; in one archive "
        f"{archive:.1f} kB"
    )


def drawn(server: Server) -> Iterator[str]:
    """Yield when the plan is drawn, and the frames with the trains of the plan and with 500 trains."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{server.base}/?token={server.token}")
        page.wait_for_selector("#graph-canvas[data-drawn]", timeout=120_000)
        took = []
        for _ in range(5):
            began = perf_counter()
            page.goto(f"{server.base}/")
            page.wait_for_selector("#bar button")
            shell = perf_counter() - began
            page.wait_for_selector("#graph-canvas[data-drawn]", timeout=60_000)
            took.append((shell, perf_counter() - began))
        trains = len(server.get("plan/graph")["trains"])
        yield f"shell in {min(s for s, _ in took):.2f} s, graph of {trains} trains drawn in {median(d for _, d in took):.2f} s"
        yield _frames(page, trains)
        many = _many(server.get("plan/graph"))
        page.route("**/plan/graph*", lambda route: route.fulfill(body=json.dumps(many), content_type="application/json"))
        page.goto(f"{server.base}/")
        page.wait_for_selector("#graph-canvas[data-drawn]", timeout=60_000)
        yield _frames(page, _MANY)
        browser.close()


def _frames(page: Any, trains: int) -> str:
    found = page.evaluate("(count) => headwayPage.frames(count)", _FRAMES)
    between, drawing = sorted(found["between_ms"]), sorted(found["drawing_ms"])
    return (
        f"{trains} trains: a frame every {median(between):.1f} ms (95 % {between[int(0.95 * len(between))]:.1f}), of which "
        f"drawing {median(drawing):.1f} ms"
    )


def _many(graph: dict[str, Any]) -> dict[str, Any]:
    """Return a graph with 500 trains of some 60 points each: those of the plan, again and again at other times."""
    trains: list[dict[str, Any]] = []
    span = graph["to_s"] - graph["from_s"]
    while len(trains) < _MANY:
        for train in graph["trains"]:
            by = (len(trains) * 7919) % max(1, span // 2)
            calls = [{**c, "arrives_s": c["arrives_s"] + by, "departs_s": c["departs_s"] + by} for c in train["calls"]]
            trains.append({**train, "name": f"{train['name']} #{len(trains)}", "calls": calls[:_POINTS]})
    return {**graph, "trains": trains[:_MANY]}
