"""Tracks: who takes which, on any day and on one that repeats."""

from dataclasses import replace

import headway as hw
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.insertion.search import STOP
from headway.timetabling.insertion.steps import bookings
from headway.timetabling.optimise.beginning import plain
from headway.timetabling.optimise.polishing import remove
from headway.timetabling.optimise.tracks import on_free_tracks
from headway.timetabling.requests import fixed_requests, ore_requests
from headway.units import DAY_S


def planned(period_s):
    """The long-term day by the plain rule, every train on the first track of everything."""
    scenario = hw.load("gara-djebilet-50mt")
    planner = Planner(scenario, 0, DAY_S, period_s=period_s)
    trains = plain(planner, [*fixed_requests(scenario, range(1)), *ore_requests(scenario, 1, free=True)])
    planner.clear()
    return planner, [replace(train, steps=[replace(step, track=0, via=0) for step in train.steps]) for train in trains]


def clashes(planner, trains):
    """How many bookings of these trains clash with those of others before, with nothing else booked."""
    remove(planner, trains)
    found = 0
    for number, train in enumerate(trains):
        held = list(bookings(train.route, train.steps, planner.rules, number))
        found += sum(planner.book.clashes(booking) for booking in held)
        for booking in held:
            planner.book.hold(booking)
    return found


def test_trains_on_one_track_are_parted():
    planner, trains = planned(None)
    assert clashes(planner, trains) > 0
    assert clashes(planner, on_free_tracks(trains, planner.rules, None)) == 0


def test_who_stays_past_midnight_keeps_its_track_from_the_next_day():
    planner, trains = planned(DAY_S)
    assert any(train.steps[-1].arrives > DAY_S for train in trains)
    assert clashes(planner, on_free_tracks(trains, planner.rules, None)) > 0
    assert clashes(planner, on_free_tracks(trains, planner.rules, DAY_S)) == 0


def test_who_finds_no_track_free_does_not_stop_on_one_that_it_does_not_fit():
    """Four trains at once at the two long tracks of a place: those without one of their own stay on a long one."""
    planner, trains = planned(None)
    long = next(train for train in trains if train.request.consist.loaded and train.request.service == "ore")
    k = next(k for k in range(1, len(long.steps) - 1) if long.route.fits[k].sum() >= 2)
    fits = long.route.fits.copy()
    fits[k, 0] = False
    steps = [replace(step, mode=STOP) if i == k else step for i, step in enumerate(long.steps)]
    four = [replace(long, route=long.route._replace(fits=fits), steps=steps)] * 4
    assert all(fits[k, train.steps[k].track] for train in on_free_tracks(four, planner.rules, None))
