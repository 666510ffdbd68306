"""How quick the page is.

``python -m benchmarks.page`` measures everything; ``--only edits``, ``server`` or ``browser`` a part of it. On a busy
machine all times grow, so it says how busy the machine was.
"""

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.page import browser, edits, served


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("edits", "server", "browser"))
    only = parser.parse_args().only
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if only in (None, "edits"):
        print(*edits.measured(), sep="\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for days in (1, 7):
            if only == "edits":
                break
            server = served.Server(Path(folder) / f"runs-{days}", "--days", str(days), "--time", "5")
            server.opened()
            if only in (None, "server"):
                print(*served.dragging(server), sep="\n", flush=True)
            if only in (None, "browser"):
                print(*browser.drawn(server), sep="\n", flush=True)
            if only in (None, "server") and days == 1:
                print(*served.answering(server), sep="\n", flush=True)
            server.end()
        if only in (None, "server"):
            print(*served.starting(Path(folder) / "runs-1"), sep="\n", flush=True)
        if only in (None, "browser"):
            print(browser.script_size())


if __name__ == "__main__":
    main()
