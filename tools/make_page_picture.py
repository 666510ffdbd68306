"""Make the picture that opens the README: the page with a day of the long-term corridor, and a train whose waits are explained.

python tools/make_page_picture.py docs/page.png

It needs the extra `page`, Playwright, and Chromium as `chromium`.
"""

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright

SCENARIO = "gara-djebilet-50mt"
TRAIN = "ore 6 empty"
SIZE = ViewportSize(width=1400, height=880)


def main() -> None:
    with tempfile.TemporaryDirectory() as runs:
        serve = [sys.executable, "-m", "headway", "serve", SCENARIO, "--no-browser", "--port=0", f"--runs={runs}"]
        server = subprocess.Popen([*serve, "--language=en", "--time=20"], stdout=subprocess.PIPE, text=True)
        try:
            picture = _picture(_address(server))
        finally:
            server.terminate()
            server.wait()
    # A palette is half of the bytes. This method keeps colours of small areas, such as the lights of the figures.
    image = Image.open(BytesIO(picture)).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(Path(sys.argv[1]), optimize=True)


def _address(server: subprocess.Popen[str]) -> str:
    """Return the address that the server prints, with its token."""
    said = ""
    assert server.stdout is not None
    while not (found := re.search(r"http://\S+token=\S+", said)):
        line = server.stdout.readline()
        if not line:
            raise SystemExit(f"the server ended: {said}")
        said += line
    return found[0]


def _picture(address: str) -> bytes:
    """Return the first screen with a train selected, once it is known how good the plan is."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="en-GB")
        page.goto(address)
        page.wait_for_selector("#graph-canvas[data-drawn]", timeout=120_000)
        page.get_by_text("above the best possible plan").wait_for(timeout=120_000)
        page.locator(f'tr[data-train="{TRAIN}"]').click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        return page.screenshot()


if __name__ == "__main__":
    main()
