"""A real server, a real browser, and a hand that finds trains on the canvas.

The browser is Debian's Chromium. Where there is none these tests are skipped, unless HEADWAY_BROWSER says that there must
be one.
"""

import os
import re
import signal
import subprocess
import sys
from shutil import which

import pytest

BROWSER = which("chromium") or which("chromium-browser")
MUST = os.environ.get("HEADWAY_BROWSER") == "required"

SCENARIO = "gara-djebilet-12mt"
"""A day of eight trains on 950 km, planned in a second."""

_AT = """async ([train, from, to, share]) => {
  const { xOf } = await import("/static/js/graph/scale.js");
  const { scene, window, top } = headwayPage.view;
  const { lines, scale } = scene.content;
  const calls = lines.trains[lines.number.get(train)].calls;
  const [a, b] = [calls[from], calls[to]];
  const y = (call) => scene.nodeY[scale.first[lines.place.get(call.place)]];
  const canvas = top.getBoundingClientRect();
  const time = a.departs_s + share * (b.arrives_s - a.departs_s);
  return {
    x: canvas.left + xOf(window, scene.box, time),
    y: canvas.top + y(a) + share * (y(b) - y(a)),
    minute: scene.box.width / (window.t1 - window.t0) * 60,
  };
}"""


class Served:
    """A server of its own, which can be killed and started again on the same runs."""

    def __init__(self, runs, *options):
        self.runs, self.options, self.process = runs, options, None
        self.start()

    def start(self):
        command = [sys.executable, "-m", "headway", "serve", SCENARIO, "--port", "0", "--no-browser", "--time", "1"]
        self.process = subprocess.Popen(
            [*command, "--runs", str(self.runs), "--language", "en", *self.options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )
        said = ""
        while not (found := re.search(r"(http://\S+/)\?token=(\S+)", said)):
            line = self.process.stdout.readline()
            assert line, f"the server ended: {said}"
            said += line
        self.base, self.token = found[1], found[2]

    def kill(self):
        """End it as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A server that the tests share; each begins where the plan was first."""
    _need_browser()
    found = Served(tmp_path_factory.mktemp("browser") / "runs")
    yield found
    found.stop()


@pytest.fixture
def alone(tmp_path):
    """Makes a server that only one test uses."""
    _need_browser()
    made = []

    def make(*options):
        made.append(Served(tmp_path / "runs", *options))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def _need_browser():
    if BROWSER is None:
        assert not MUST, "Chromium must be here: apt-get install chromium"
        pytest.skip("no Chromium on this machine: apt-get install chromium")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": BROWSER, "args": ["--no-sandbox", "--disable-gpu"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "viewport": {"width": 1400, "height": 900}, "locale": "en-GB", "accept_downloads": True}


class Hand:
    """A planner at the page."""

    def __init__(self, page, served):
        self.page, self.served = page, served
        self.errors, self.outside = [], []
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: request.url.startswith(served.base) or self.outside.append(request.url))

    def open(self, pane=""):
        """Come in, with the plan as it was first."""
        self.page.goto(f"{self.served.base}?token={self.served.token}")
        self.ready()
        if self.first():
            self.page.reload()
            self.ready()
        if pane:
            self.page.keyboard.press(str(["graph", "trains", "fleet", "compare", "runs"].index(pane) + 1))
        return self

    def ready(self):
        self.page.wait_for_selector("#graph-canvas[data-drawn]", timeout=90_000)

    def first(self):
        """Undo whatever another test did; tell whether there was something to undo."""
        plan, undone = self.get("plan"), False
        while plan["undo"]:
            plan, undone = self.post("plan/undo", version=plan["version"])["plan"], True
        return undone

    def get(self, path):
        answer = self.page.request.get(f"{self.served.base}api/1/{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def send(self, path, **body):
        token = self.get("session")["token"]
        headers = {"x-headway-token": token, "origin": self.served.base.rstrip("/")}
        return self.page.request.post(f"{self.served.base}api/1/{path}", data=body, headers=headers)

    def post(self, path, **body):
        answer = self.send(path, **body)
        assert answer.ok, answer.text()
        return answer.json()

    def trains(self):
        """Return the trains of the plan by their names."""
        return {train["name"]: train for train in self.get("plan/graph")["trains"]}

    def window(self):
        """Return what is in view."""
        return self.page.evaluate("() => ({ ...headwayPage.view.window })")

    def at(self, train, start=0, end=1, share=0.5):
        """Return where the line of a train is on the page, between two of its calls, and how wide a minute is."""
        return self.page.evaluate(_AT, [train, start, end, share])

    def drag(self, train, minutes):
        """Drag the departure of a train."""
        at, mouse = self.at(train), self.page.mouse
        mouse.move(at["x"], at["y"])
        mouse.down()
        for step in range(1, 6):
            mouse.move(at["x"] + step / 5 * minutes * at["minute"], at["y"])
        mouse.up()

    def moved(self, count=None):
        """Wait for an answer that moved trains, and return their names."""
        rows = self.page.get_by_test_id("moved").locator("tbody tr")
        rows.first.wait_for()
        return [rows.nth(i).locator("td, th").first.inner_text().split("\n")[0] for i in range(rows.count())]

    def select(self, train):
        self.page.locator(f'tr[data-train="{train}"]').first.click()
        self.page.locator("#graph-canvas").focus()

    def says(self, text):
        """Wait until the status line says something."""
        self.page.get_by_test_id("message").filter(has_text=text).wait_for()


@pytest.fixture
def hand(page, served):
    """A planner whose browser may complain of nothing and calls nobody else."""
    found = Hand(page, served)
    yield found
    assert found.outside == []
    assert found.errors == []
