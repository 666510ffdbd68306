"""What shuts the line at known times: nobody sets out into it, plans go around it, and possessions may have dates."""

from dataclasses import replace
from datetime import timedelta

import pytest

import headway as hw
from headway.model import Closure, Possession
from headway.throughput import section_bounds
from headway.timetabling import Begins, CauseKind

HOUR = 3600.0


def closed(scenario, low, high, hours, day=0, at_h=7.0):
    """A scenario with a stretch shut for some hours."""
    shut = Closure(
        name="washed out", leg="main", from_km=low, to_km=high, starts_on=scenario.starts_on + timedelta(days=day),
        starts_at_s=at_h * HOUR, duration_s=hours * HOUR,
    )  # fmt: skip
    return replace(scenario, disruptions=(shut,))


def inside(run, begin_h, end_h, places):
    """The stands of trains at some places that reach into a time."""
    return [
        (path.train, call.place)
        for path in run.paths
        for call in path.calls[1:-1]
        if call.place in places and call.departs_s > begin_h * HOUR + 3600 and call.arrives_s < end_h * HOUR - 3600
    ]


def test_nobody_stands_inside_a_closure_that_was_known(small):
    """Over three sections that are shut for 30 hours from noon on no train is caught at the loops between."""
    run = hw.simulate(closed(small, 5, 35, 30, day=2, at_h=12), days=6, chance=False)
    assert run.violations == ()
    begin, end = 2 * 24 + 12, 2 * 24 + 12 + 30
    assert inside(run, begin, end, {p.name for p in small.line.places[1:-1]}) == []


def test_a_fixed_train_that_would_be_held_too_long_does_not_set_out(small):
    """A train whose way is shut for longer than its patience is cancelled where it begins, or held there."""
    run = hw.simulate(closed(small, 23, 28, 60, day=2, at_h=0), days=8, chance=False)
    began = 2 * 24 * HOUR
    waits = [
        cause
        for path in run.paths
        if path.calls[0].departs_s >= began
        for call in path.calls[1:-1]
        for cause in call.causes
        if cause.kind is CauseKind.CLOSURE and cause.until_s - call.arrives_s > 12 * HOUR + 600
    ]
    assert waits == []
    assert sum(run.kpis.cancelled.values()) >= 1
    assert run.violations == ()


def test_a_train_ahead_of_its_timetable_runs_faster_to_be_clear_of_a_closure(small):
    """With an hour and a half to spare it would be caught at Loop A for ten hours if it ran easily."""
    up, down, ore = small.services
    spare = replace(up, arrives_at_s=up.departs_at_s + 2 * HOUR, stops=())
    run = hw.simulate(closed(replace(small, services=(spare, down, ore)), 12, 18, 10, day=2, at_h=8.5), days=4, chance=False)
    (path,) = [path for path in run.paths if path.train == "morning-up day 3"]
    assert sum(call.wait_s for call in path.calls[:2]) == 0
    assert path.calls[2].arrives_s < (2 * 24 + 8.5) * HOUR
    assert run.violations == ()


def test_an_ore_set_waits_where_it_is_loaded(small):
    """Through a closure of 60 hours loaded trains stand in the yard of the load-out and nowhere on the line."""
    run = hw.simulate(closed(small, 23, 28, 60, day=2, at_h=0), days=8, chance=False)
    held = [
        (path, call)
        for path in run.paths
        if path.loaded
        for call in path.calls
        if any(cause.kind is CauseKind.CLOSURE for cause in call.causes) and call.wait_s > 12 * HOUR
    ]
    assert held
    assert all(call.place == path.calls[0].place for path, call in held)


def test_a_timetable_goes_around_a_closure_of_that_day(small):
    """A closure on the first day is booked, the train that waits for it says so, and the day is not one to repeat."""
    scenario = closed(small, 12, 18, 10)
    plan = hw.timetable(scenario, stop=None)
    assert plan.violations == ()
    assert plan.begins is Begins.EVENING_BEFORE
    section = "Loop A - Loop B"
    assert any(c.kind is CauseKind.CLOSURE and c.where == section for p in plan.paths for call in p.calls for c in call.causes)


def test_the_referee_checks_closures_of_plans(small):
    """A plan that was made without a closure is found to run through it."""
    plan = hw.timetable(small, stop=None)
    assert any("during closure washed out" in fault for fault in hw.verify(closed(small, 12, 18, 10), plan.paths))


@pytest.mark.parametrize(("first", "last", "days"), [(1, None, {1}), (1, 3, {1, 2, 3}), (None, None, set(range(6)))])
def test_a_possession_begins_on_its_dates(small, first, last, days):
    """With one date it begins on that day only, with two on every day between, with none on every day."""
    on = [None if day is None else small.starts_on + timedelta(days=day) for day in (first, last)]
    works = Possession(
        name="works", leg="main", from_km=12, to_km=18, starts_at_s=9 * HOUR, duration_s=HOUR, starts_on=on[0], ends_on=on[1]
    )
    assert {day for day in range(6) if works.begins_on(small.starts_on + timedelta(days=day))} == days
    assert hw.simulate(replace(small, possessions=(works,)), days=6, chance=False).violations == ()


def test_a_possession_that_ends_before_it_begins_is_refused(small):
    """A last date before the first, or without one, is refused with both."""
    with pytest.raises(hw.InputError, match="ends_on"):
        Possession(
            name="works", leg="main", from_km=12, to_km=18, starts_at_s=0.0, duration_s=HOUR, ends_on=small.starts_on,
        )  # fmt: skip


def test_capacity_is_that_of_weeks_without_closures(small):
    """What is shut on given dates only takes nothing of the pairs that a line carries on average."""
    assert section_bounds(closed(small, 12, 18, 40), small.flows[0]).equals(section_bounds(small, small.flows[0]))
