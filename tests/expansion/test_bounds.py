"""Options as changes of a scenario, and what each lets a flow carry at most."""

import random
from dataclasses import replace

import pytest

import headway as hw
from headway.expansion.asking.asked import Asked, sections_touched
from headway.expansion.asking.kinds import in_service, owned
from headway.expansion.asking.reading import read_plan
from headway.expansion.bounds import bounds_of
from headway.expansion.formulation import programme_of
from headway.expansion.programme.master import solve
from headway.expansion.stages import at_work
from headway.model import Scenario
from headway.throughput import fastest_cycle_s, section_bounds
from tests.expansion.test_reading import PLAN

OPTIONS = {
    "sets": {"kind": "train-set", "fleet": "shuttle", "most": 3},
    "loops": {"kind": "loop", "leg": "main", "section": "every", "most": 2},
    "track": {"kind": "second-track", "leg": "main", "section": "Port - Loop A"},
    "blocks": {"kind": "signals", "leg": "main", "section": "Loop C - Pit"},
    "longer": {"kind": "longer-trains", "fleet": "shuttle", "wagons_a_train": 50, "locomotives_a_train": 3},
    "dumper": {"kind": "dumper", "terminal": "port-dumper"},
    "load-out": {"kind": "load-out", "terminal": "pit-load-out", "most": 2},
    "pile": {"kind": "stockpile", "terminal": "pit-pile", "by": "10 kt", "most": 2},
    "shop": {"kind": "locomotive-shop", "fleet": "shuttle", "availability": 0.95},
}


def test_options_are_changes_of_the_scenario() -> None:
    """A stage has the loops, tracks, signals, trains, terminals and piles that are in use, and the train sets that run."""
    plan = read_plan({**PLAN, "options": OPTIONS})
    levels = {
        "loops Loop A - Loop B": 1, "track": 1, "blocks": 1, "longer": 1, "dumper": 1, "load-out": 2, "pile": 2, "sets": 2,
    }  # fmt: skip
    stage = at_work(plan, levels, {"ore": 3e6})
    assert [place.name for place in stage.line.places] == ["Port", "Loop A", "New loop km 15", "Loop B", "Loop C", "Pit"]
    assert stage.line.place("New loop km 15").longest_track_m == 800
    assert [section.tracks for section in stage.line.sections] == [2, 1, 1, 1, 1]
    assert stage.line.sections[-1].signals_km == (35.0,)
    assert [consist.wagon_count for consist in stage.consists if "ore" in consist.name] == [50, 50]
    assert stage.dumper("port-dumper").trains == 2
    assert stage.load_out("pit-load-out").trains == 3
    assert stage.stockpiles[0].capacity_kg == 40e6
    assert stage.fleet("shuttle").sets == 4
    assert stage.flow("ore").target_kg_s == pytest.approx(3e9 / (365 * 86_400), rel=1e-6)
    assert "legs.main.places.New loop km 15" in {change.where for change in stage.changes}


def test_loops_halve_the_longest_part_of_their_section() -> None:
    """A second loop halves one of the two halves, so that loops that are there stay where they are."""
    plan = read_plan({**PLAN, "options": OPTIONS})
    changes = plan.option("loops Port - Loop A").changes(plan.base.scenario, 2)
    assert [change["km"] for change in changes.values()] == [5.0, 2.5]


def test_sets_that_run_are_those_of_all_owned_that_are_available() -> None:
    """At an availability of 0.9 a fleet of 2 owns 3, and of 5 that are owned 4 run."""
    fleet = replace(hw.load("gara-djebilet").fleet("mine-sets"))
    assert owned(fleet) == 3
    assert [in_service(sets, 0.9) for sets in (3, 4, 5, 10)] == [2, 3, 4, 9]


def test_bounds_of_sections_are_separable() -> None:
    """Loops in one section leave the bounds of all others exactly as they are: five sets of loops by chance on the old line."""
    scenario = hw.load("gara-djebilet-oran")
    before = dict(section_bounds(scenario, "old-line-ore").select("section", "bound").iter_rows())
    chance = random.Random(12)
    leg = scenario.line.leg("oued-tlelat-bechar")
    for _ in range(3):
        numbers = sorted(chance.sample(range(len(leg.places) - 1), 6))
        changed = hw.changed(
            scenario,
            {
                f"legs.oued-tlelat-bechar.places.New {i}": {
                    "km": round((leg.places[i].km + leg.places[i + 1].km) / 2, 3), "tracks": "2 x 700 m",
                }
                for i in numbers
            },
        )  # fmt: skip
        after = dict(section_bounds(changed, "old-line-ore").select("section", "bound").iter_rows())
        kept = before.keys() & after.keys()
        assert len(kept) == len(before) - 6
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_bounds_say_what_each_option_and_set_of_options_carries() -> None:
    """Each resource has the bound of the scenario in which the option is in use, as if that were planned by itself."""
    plan = read_plan({**PLAN, "options": OPTIONS})
    resources = {r.name: r for r in bounds_of(plan, lambda _: None).resources}
    demand = {"ore": 1e6}
    for levels in ({}, {"track": 1}, {"loops Loop C - Pit": 1}, {"longer": 1}, {"longer": 1, "blocks": 1}):
        stage = at_work(plan, levels, demand)
        payload_t = stage.train_consists(stage.flow("ore"))[0].payload_kg / 1000
        bounds = section_bounds(stage, "ore")
        for section in ("Port - Loop A", "Loop C - Pit"):
            inner = [row["bound"] for row in bounds.iter_rows(named=True) if _inside(stage, row["section"], section)]
            here = {name: level for name, level in levels.items() if name == "longer" or _touches(plan, name, section)}
            way = next((w for w in resources[f"section {section}"].ways if dict(w.levels) == here), None)
            if way is not None:  # one that another way betters with as little is left out
                assert way.capacity == pytest.approx(min(inner) * payload_t * 365, rel=1e-9)
    fleet = {str(sorted(w.levels)): w for w in resources["fleet shuttle"].ways}
    each = 3200 * 365 * 86_400 / fastest_cycle_s(at_work(plan, {}, demand), "ore")
    assert fleet["[]"].per_unit["sets"] == pytest.approx(each)
    assert fleet["['shop']"].capacity == pytest.approx(each * 2, rel=0.051)


def _inside(stage: Scenario, inner: str, outer: str) -> bool:
    line = stage.line
    start, end = outer.split(" - ")
    low, high = line.position_m(start), line.position_m(end)
    a, b = inner.split(" - ")
    return low <= line.position_m(a) < line.position_m(b) <= high


def _touches(plan: Asked, name: str, section: str) -> bool:
    return section in sections_touched(plan.option(name))


def test_the_bound_of_a_plan_is_below_the_plan_that_needs_more() -> None:
    """The proven master of a small plan buys what its demand needs, and no plan with more demand costs less."""
    plan = read_plan({**PLAN, "options": OPTIONS})
    bounds = bounds_of(plan, lambda _: None)
    small = solve(programme_of(plan, bounds))
    more = read_plan({**PLAN, "options": OPTIONS, "demand": {"ore": {"2027": "1 Mt/y", "2030": "5 Mt/y"}}})
    large = solve(programme_of(more, bounds_of(more, lambda _: None)))
    assert small is not None
    assert large is not None
    assert small.cost <= large.cost
