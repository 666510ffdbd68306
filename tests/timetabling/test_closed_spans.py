"""Closed spans: windows that overlap close a section once, in bounds, occupation, plans and what limits the line."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import headway as hw
from headway.dispatch import verify as verify_dispatching
from headway.model import Possession
from headway.throughput import occupation, section_bounds
from headway.timetabling import Planner
from headway.timetabling.optimise.decode import solution_of
from headway.timetabling.requests import pairs
from headway.timetabling.windows import closed_s, closed_spans, windows
from headway.units import DAY_S, HOUR_S
from tests.timetabling.optimise.test_optimise import compiled

BINDING = "Loop A - Loop B"


def works(begins_h, lasts_h, name="works", weekdays=()):
    """A possession between Loop A and Loop B, the section that binds."""
    return Possession(
        name=name,
        leg="main",
        from_km=12,
        to_km=18,
        starts_at_s=float(round(begins_h * HOUR_S)),
        duration_s=float(round(lasts_h * HOUR_S)),
        weekdays=weekdays,
    )


def closed(small, *possessions):
    return replace(small, possessions=possessions)


@pytest.mark.parametrize(
    ("several", "union", "bound"),
    [
        ((works(0, 13), works(0, 13, "signals")), works(0, 13), 29.66),
        ((works(2, 10), works(6, 10, "signals")), works(2, 14), 26.88),
    ],
)
def test_overlapping_windows_count_once(small, several, union, bound):
    """13 h closed leave (86,400 - 46,800 - 1,273) / 1,292 = 29.66 pairs, however many windows close them; 14 h 26.88."""
    (flow,) = small.flows
    rows = section_bounds(closed(small, *several), flow)
    assert rows.filter(section=BINDING)["bound"][0] == pytest.approx(bound, abs=0.005)
    assert rows.equals(section_bounds(closed(small, union), flow))
    found = [occupation(closed(small, *p), hw.timetable(closed(small, *p), stop=None).paths).table for p in (several, (union,))]
    assert found[0].equals(found[1])
    assert found[0].filter(section=BINDING)["closed_s"][0] == union.duration_s


def test_a_section_is_never_closed_for_longer_than_there_is_time(small):
    """A possession of three days and a half, from Mondays and Thursdays on, leaves half a day of the week."""
    scenario = closed(small, works(0, 84, weekdays=(0, 3)))
    assert closed_s(scenario, 0, 3 * DAY_S) == {1: 3 * DAY_S}
    assert closed_s(scenario, 0, 7 * DAY_S) == {1: 6.5 * DAY_S}


def test_a_train_waits_for_the_window_that_ends_last(small):
    """Until 16:00 the section is held by the gang that came at 06:00, not by the one that left at 12:00."""
    up, _, ore = small.services
    up = replace(up, stops=(), departs_at_s=8.0 * HOUR_S)
    plan = hw.timetable(replace(closed(small, works(2, 10, "rails"), works(6, 10, "signals")), services=(up, ore)), stop=None)
    (wait,) = plan.waits().filter(train="morning-up day 1").iter_rows(named=True)
    assert wait["waits_for"] == "signals"
    assert plan.violations == ()


def test_the_plan_beside_windows_that_overlap_is_one_of_the_compiled_problem(small):
    """The referee of dispatching accepts the planner's paths beside them; with a train for each window no plan was possible."""
    _, trains, problem = compiled(closed(small, works(2, 10), works(6, 10, "signals")))
    assert verify_dispatching(problem.problem, solution_of(problem, [train.steps for train in trains])) == []


@settings(max_examples=25)
@given(
    st.lists(
        st.builds(
            works,
            st.integers(0, 47).map(lambda half: half / 2),
            st.integers(1, 80).map(lambda half: half / 2),
            st.just("works"),
            st.lists(st.integers(0, 6), max_size=3, unique=True).map(tuple),
        ),
        max_size=3,
    ),
    st.integers(-3, 3),
    st.integers(1, 5),
)
def test_spans_are_the_union_of_the_windows(small, possessions, first, days):
    """Half hour by half hour, a section is within a span just when a window closes it, and spans lie apart in order."""
    try:
        scenario = closed(small, *(replace(p, name=f"works {i}") for i, p in enumerate(possessions)))
    except hw.InputError:
        reject()  # They leave the section no time at all.
    begin, end = first * DAY_S, (first + days) * DAY_S
    spans = closed_spans(scenario, begin, end).get(1, [])
    shut = [
        any(w.begin <= t < w.end for w in windows(scenario, begin, end) if w.section == 1) for t in range(begin, end, HOUR_S // 2)
    ]
    assert shut == [any(s.begin <= t < s.end for s in spans) for t in range(begin, end, HOUR_S // 2)]
    assert closed_s(scenario, begin, end).get(1, 0) == sum(shut) * HOUR_S // 2
    assert all(a.end < b.begin for a, b in pairwise(spans))


@settings(max_examples=15)
@given(st.integers(0, 40), st.integers(4, 24), st.data())
def test_splitting_a_window_in_two_that_overlap_changes_nothing(small, begins, lasts, data):
    """Neither bounds nor occupation nor a train's way know how many windows close a section."""
    cut = data.draw(st.integers(1, lasts - 1))
    back = data.draw(st.integers(0, cut))
    whole = works(begins / 2, lasts / 2)
    later_h = (begins + cut - back) / 2 % 24  # where it begins on the next day, it does so every day
    second = works(later_h, (lasts - cut + back) / 2, "second")
    first = works(begins / 2, cut / 2, "first")
    one, two = closed(small, whole), closed(small, first, second)
    (flow,) = small.flows
    assert section_bounds(one, flow).equals(section_bounds(two, flow))
    plan = hw.timetable(one, stop=None)
    assert occupation(one, plan.paths).table.equals(occupation(two, plan.paths).table)
    for request in pairs(small, flow, 1, 3):
        ways = [Planner(scenario, 0, DAY_S).find(request)[1] for scenario in (one, two)]
        assert ways[0] == ways[1]
