"""Piles: a timetable says how much ore must lie where, and which trains lack it."""

from dataclasses import replace

import pytest

import headway as hw
from headway.model import Stockpile
from headway.timetabling import pile_courses
from headway.units import DAY_S, HOUR_S


def with_stock(scenario, name, kg):
    """The scenario with another stock at first."""
    return replace(scenario, terminals=tuple(replace(t, initial_kg=kg) if t.name == name else t for t in scenario.terminals))


@pytest.fixture(scope="module")
def tied():
    """Mine trains bring ore to a pile at Béchar, trains of the old line take it on to Bethioua."""
    return hw.timetable(hw.load("gara-djebilet-oran"), stop=None)


def course_of(plan, name):
    return next(course for course in plan.piles() if course.pile.name == name)


def test_a_pile_fed_by_a_mine_needs_what_the_first_train_takes_too_early(small):
    """The mine brings 6 Mt/y = 190.3 kg/s. A load of 4,000 t begins 10 min + 75 min + 10 min in the yard before departure."""
    plan = hw.timetable(small, stop=None)
    first = plan.path("ore 1 loaded")
    load = small.consist(first.consist).payload_kg
    station = small.load_out("pit-load-out")
    begins = first.departs_s - 600 - 600 - load / station.rate_kg_s
    course = pile_courses(small, [first], 10 * DAY_S)[0]
    assert course.pile.name == "pit-pile"
    rate = 6e9 / 365 / DAY_S
    claimed = int(begins) % (10 * DAY_S)
    assert course.least_initial_kg == pytest.approx(max(0.0, load - rate * claimed))
    assert course.change_kg == pytest.approx(10 * DAY_S * rate - load)


def second_by_second(scenario, paths, name, period_s, step_s=60):
    """A slow twin: the least that ever lies free on a pile, minute by minute, trains of the day before and after included."""
    pile = next(p for p in scenario.stockpiles if p.name == name)
    level = least = pile.initial_kg
    flows = {flow.name: flow for flow in scenario.flows}
    steady = sum(m.rate_kg_s for m in scenario.mines if m.stockpile == name)
    steady -= sum(p.rate_kg_s for p in scenario.plants if p.stockpile == name)
    moves = []
    for path in paths:
        if path.service in flows and path.loaded:
            flow, load = flows[path.service], scenario.consist(path.consist).payload_kg
            station = scenario.load_out(flow.load_out)
            if station.stockpile == name:
                begin = path.departs_s - scenario.yard_move_s - station.positioning_s - load / station.rate_kg_s
                moves.append((begin, begin + 1, -load))
            station = scenario.dumper(flow.dumper)
            if station.stockpile == name:
                begin = path.arrives_s + scenario.yard_move_s + station.positioning_s
                moves.append((begin, begin + load / station.rate_kg_s, load))
    for at in range(0, period_s, step_s):
        level += steady * step_s
        for begin, end, kg in moves:
            for day in range(-3, 4):
                a, b = begin + day * period_s, end + day * period_s
                level += kg * max(0.0, min(b, at + step_s) - max(a, at)) / (b - a)
        least = min(least, level)
    return pile.initial_kg - least, level - pile.initial_kg


def test_every_course_is_that_of_a_slow_twin(tied):
    """Up to what moves within a minute."""
    for course in tied.piles():
        least, change = second_by_second(tied.scenario, tied.paths, course.pile.name, DAY_S)
        assert course.least_initial_kg == pytest.approx(max(0.0, least), abs=50_000)
        assert course.change_kg == pytest.approx(change, abs=1)


def test_the_pile_between_two_flows_ties_their_trains(tied):
    """With the least stock every train is loaded; with a tonne less one is not, and the plan names it."""
    between = course_of(tied, "bechar-pile")
    assert between.ties
    assert (between.brings, between.takes) == (("ore",), ("old-line-ore",))
    for less, short in ((0.0, 0), (1_000.0, 1)):
        scenario = with_stock(tied.scenario, "bechar-pile", between.least_initial_kg - less)
        plan = replace(tied, scenario=scenario)
        course = course_of(plan, "bechar-pile")
        assert len(course.shortages) == short
        assert min(level for _, level in course.levels) == pytest.approx(-less)
    (shortage,) = course.shortages
    assert shortage.lacks_kg == pytest.approx(1_000)
    assert plan.path(shortage.train).service == "old-line-ore"
    assert f"Short of ore: {shortage}" in plan.summary()
    assert f"bechar-pile: {shortage.train} must begin to load on day " in plan.explain()


def test_a_second_train_does_not_lack_what_the_first_lacks(tied):
    """Without any stock, what all trains lack together is what must lie there at least."""
    plan = replace(tied, scenario=with_stock(tied.scenario, "bechar-pile", 0.0))
    course = course_of(plan, "bechar-pile")
    assert course.shortages
    assert max(s.lacks_kg for s in course.shortages) <= course.least_initial_kg
    assert course.least_initial_kg == pytest.approx(course_of(tied, "bechar-pile").least_initial_kg)


def test_a_pile_that_cannot_hold_what_comes_says_so(tied):
    course = course_of(tied, "bechar-pile")
    small = Stockpile(name="bechar-pile", capacity_kg=course.most_kg - 1_000, initial_kg=course.pile.initial_kg)
    assert "above the" in str(replace(course, pile=small))
    assert "above the" not in str(course)


def test_the_course_is_drawn_and_written(tied, tmp_path):
    table = tied.stocks_frame()
    assert set(table["stockpile"]) == {"mine-pile", "bechar-pile", "bethioua-pile"}
    assert table.filter(stockpile="bechar-pile")["time_s"].is_sorted()
    assert table["time_s"].max() == DAY_S
    assert "Stockpiles" in hw.report.write_plan_page(tied, tmp_path / "plan.html").read_text()
    assert table.filter(table["time_s"] < HOUR_S).height > 0
