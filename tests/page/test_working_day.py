"""A planner's working day: two hundred edits, undos and redos, and a server that is killed in between."""

import random
import threading
from itertools import pairwise
from time import monotonic

import httpx2

import headway as hw
from headway.page.desk.history import History
from headway.timetabling import plan_of_record

STEPS = 200
KILLED_AT = (60, 110, 160)
SCENARIO = "three-loops"


def no_violations(found):
    """Tell whether the referee takes a plan; that there are too few train sets for it is for the planner to say."""
    return not [text for text in found if "train set" not in text]


def random_step(chance, plan, graph):
    """Return a step as the page asks for it: undo, redo, or one or two edits of any kind, some of them nonsense."""
    what = chance.choices(("edits", "undo", "redo"), (6, 3, 2))[0]
    body = {"version": plan["version"]}
    if what == "edits":
        held = [one["number"] for one in plan["edits"]]
        body |= {
            "rest": "hold",
            "edits": [random_edit(chance, graph) for _ in range(chance.choice((1, 1, 1, 2)))],
            "release": chance.sample(held, 1) if held and chance.random() < 0.15 else [],
        }
    return what, body


def random_edit(chance, graph):
    """Return an edit of any kind of a train that runs."""
    train, other = chance.sample(graph["trains"], 2)
    places = [place["name"] for place in graph["way"]["places"]]
    name, departs_s = train["name"], train["calls"][0]["departs_s"]
    at_s = max(0, departs_s + 60 * chance.randrange(-20, 60))
    call = chance.choice(train["calls"])
    begin_s, (low, high) = 600 * chance.randrange(120), sorted(chance.sample(range(len(places)), 2))
    return chance.choice((
        {"kind": "depart", "train": name, "at_s": at_s, "all_days": chance.random() < 0.2},
        {"kind": "depart", "train": name, "at_s": at_s},
        {"kind": "lock", "train": name},
        {"kind": "track", "train": name, "place": call["place"], "track": chance.choice(("1", "2"))},
        {"kind": "meet", "train": name, "other": other["name"], "place": chance.choice(places)},
        {"kind": "no_meet", "train": name, "other": other["name"], "place": chance.choice(places)},
        {"kind": "close", "name": f"works {begin_s}", "from_place": places[low], "to_place": places[high],
         "begin_s": begin_s, "end_s": begin_s + 1_800},
        {"kind": "add", "service": "ore", "at_s": chance.randrange(86_400), "loaded": chance.random() < 0.5},
        {"kind": "copy", "train": name, "at_s": chance.randrange(86_400)},
        {"kind": "cancel", "train": name},
        {"kind": "dwell", "train": name, "place": call["place"], "at_least_s": 60 * chance.randrange(1, 15), "onwards": True},
    ))  # fmt: skip


def killed_amid(process, client, chance, what, body):
    """Kill a server at a random moment of a step, and return its answer; None if it was too late for one."""
    threading.Timer(chance.uniform(0.0, 0.15), process.kill).start()
    try:
        answer = client.post(f"/api/1/plan/{what}", json=body)
    except httpx2.TransportError:
        answer = None
    process.wait()
    return answer


def test_two_hundred_steps_keep_the_referee_the_bits_and_all_that_was_answered(started, tmp_path):
    """Every plan is sound, every version stays what it was, and a kill at any moment loses no step that was answered."""
    chance = random.Random(20)
    process, client = started(SCENARIO, "--time", "0")
    seen, made, refused, begun = {}, 0, 0, monotonic()
    for number in range(STEPS):
        plan, graph = client.get("/api/1/plan").json(), client.get("/api/1/plan/graph")
        version = plan["version"]
        assert seen.setdefault(version, graph.text) == graph.text
        assert no_violations(plan["violations"])
        what, body = random_step(chance, plan, graph.json())
        if number not in KILLED_AT:
            answer = client.post(f"/api/1/plan/{what}", json=body)
            assert answer.status_code in (200, 422), (body, answer.text)
            made, refused = made + (answer.status_code == 200), refused + (answer.status_code == 422)
            continue
        answer = killed_amid(process, client, chance, what, body)
        process, client = started(SCENARIO)
        now = client.get("/api/1/plan").json()["version"]
        if answer is not None and answer.status_code == 200:
            assert now == answer.json()["plan"]["version"]
        elif answer is not None:
            assert now == version
    assert made > STEPS / 2, (made, refused)
    assert len(seen) > STEPS / 4
    assert monotonic() - begun < 120
    process.kill()
    process.wait()
    _every_version_is_sound(tmp_path, seen)


def _every_version_is_sound(tmp_path, seen):
    """The folder of the desk, read without the server: each version that was shown is whole, and the referee takes it."""
    (folder,) = (tmp_path / "runs" / ".desks" / SCENARIO).iterdir()
    history, scenario = History(folder), hw.load(SCENARIO)
    assert all(history.knows(version) for version in seen)
    assert all(a < b for a, b in pairwise(sorted(history.line())))
    for version in seen:
        assert no_violations(plan_of_record(scenario, history.record(version)).violations), version
    assert not [path for path in folder.iterdir() if not path.name.startswith(("0", "history", "lock", "."))]
