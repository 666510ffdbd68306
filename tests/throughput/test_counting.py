"""Counting pairs: possessions are no congestion, nothing hides the largest number, and a possession never adds to it."""

from dataclasses import replace
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headway as hw
from headway.dispatch import MaxRounds
from headway.errors import InputError
from headway.model import Line, Place, Possession, Track
from headway.throughput import capacity, delay_curve, line_bound, occupation
from headway.throughput.counting import Counted, Trial
from headway.throughput.most_trains import IN_PRACTICE
from headway.throughput.undisturbed import Undisturbed
from headway.timetabling import plan_requests
from headway.timetabling.requests import pairs
from headway.units import HOUR_S


def gang(begins_h, lasts_h, name="gang", from_km=12.0, to_km=18.0):
    return Possession(
        name=name, leg="main", from_km=from_km, to_km=to_km, starts_at_s=begins_h * 3600.0, duration_s=lasts_h * 3600.0
    )


def bare(small, *possessions):
    """The three loops with ore trains alone."""
    return replace(small, services=small.flows, possessions=possessions)


def counted(scenario, *, days=2, level=1.5, stop=None):
    (flow,) = scenario.flows
    return Counted(scenario, Trial(flow=flow, days=days, level=level, stop=stop, seed=1, jobs=1, told=lambda _: None), known=None)


def test_a_window_takes_its_share_of_the_pairs(small):
    """4 of 24 h closed leave some 20/24 of the 24 pairs that the plain rule carries without; it used to leave 3."""
    (free, _), (shut, plan) = (counted(bare(small, *p)).most() for p in ((), (gang(12, 4),)))
    assert free == 24
    assert 17 <= shut <= 20
    assert plan.violations == ()


@pytest.mark.parametrize("begins", [6, 12])
def test_railcars_held_by_a_window_do_not_bring_the_count_to_nothing(small, begins):
    """A window over the railcars of 08:00 holds them whatever the ore trains do, so that these are not to blame."""
    found = capacity(replace(small, possessions=(gang(begins, 4),)), days=2, stop=None)
    assert found.pairs >= 15
    assert found.unkept == ()
    assert "possessions included" in found.summary()


def test_what_a_possession_asks_of_a_train_is_not_congestion(small):
    """Of a pair a day the empty train waits four hours for the gang, and for nobody else: both take their time alone."""
    scenario = bare(small, gang(12, 4))
    plan = plan_requests(scenario, pairs(scenario, scenario.flows[0], 1, 1), 1, stop=None, seed=1, jobs=1)
    alone = Undisturbed(scenario, 1)
    assert [alone.delay_s(train) for train in plan.trains] == [0, 0]
    assert max(plan.delay_s(path) for path in plan.paths) > 3 * HOUR_S
    assert delay_curve(scenario, (1, 2), days=1, replications=2).table["mean_s"][0] < HOUR_S / 2


def test_a_number_that_fails_hides_none_above_it(small):
    """By the plain rule 21 pairs on the three loops take 1.55 times their time alone, 22 pairs 1.49: 22 are carried."""
    line = counted(small, days=4)
    fails, carried = line._by_rule(21)[1], line._by_rule(22)[1]
    assert carried < 1.5 < fails
    assert line.most()[0] == 22
    assert all(line._by_rule(n)[1] > 1.5 for n in range(23, line.top + 1))


def test_a_search_carries_more_than_the_plain_rule(small):
    """It is begun only where the plain rule is not far off, and three numbers in a row above what it carries fail."""
    line = counted(small, stop=MaxRounds(100))
    most, plan = line.most()
    assert most > counted(small).most()[0]
    assert sum(path.service == "ore" for path in plan.paths) == 2 * 2 * most
    assert plan.violations == ()
    assert all(line._near(n) for n in line._searched)
    assert [line._searched[n] for n in range(most + 1, most + 4)] == [None] * 3


def test_trains_that_are_late_without_any_ore_train_are_named_and_do_not_count(small):
    """Due at 09:00, the railcars are held by the gang until 13:00, one of them behind the other: late, and not by ore trains."""
    up, down, ore = small.services
    up, down = (replace(service, stops=(), arrives_at_s=9.0 * HOUR_S) for service in (up, down))
    found = capacity(replace(small, services=(up, down, ore), possessions=(gang(0, 13),)), days=2, stop=None)
    assert found.pairs >= 3
    by_gang, behind = found.unkept
    assert by_gang.startswith("morning-up, 2 of 2 trains: morning-up day ")
    assert " late; at Port it waits for possession gang on Loop A - Loop B" in by_gang
    assert "it waits for morning-up day 1 on Loop A - Loop B, at Port that waits for possession gang" in behind
    assert f"late in any case  {by_gang}" in found.summary()
    late = {path.train: path.late_s for path in counted(found.scenario).others.plan.paths}
    assert all(path.late_s <= late[path.train] for path in found.plan.paths if path.due_s)


def test_a_line_without_trains_carries_none_and_says_so(small):
    """Closed all day but for a quarter of an hour, no pair fits: 0 pairs, and nothing to compress."""
    found = capacity(bare(small, gang(0, 23.75)), days=2, stop=None)
    assert (found.pairs, found.occupation) == (0, None)
    assert "no train runs" in found.summary()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"level": nan}, "level"),
        ({"level": inf}, "level"),
        ({"level": 1.0}, "level"),
        ({"days": 2.5}, "days"),
        ({"days": nan}, "days"),
        ({"days": 1}, "days"),
    ],
)
def test_numbers_that_mean_nothing_are_refused(small, options, named):
    """A level that is no number refused every count in turn and ended at 0 pairs."""
    with pytest.raises(InputError, match=named):
        capacity(small, **options)


@pytest.mark.parametrize(("options", "named"), [({"additional": nan}, "additional"), ({"days": 1.5}, "days")])
def test_occupation_refuses_the_same(small, options, named):
    with pytest.raises(InputError, match=named):
        occupation(small, hw.timetable(small, stop=None).paths, **options)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"volumes": (1, nan)}, "volumes"),
        ({"volumes": (1, 2), "days": 0}, "days"),
        ({"volumes": (1, 2), "replications": 0}, "repl"),
    ],
)
def test_delay_curves_refuse_the_same(small, options, named):
    with pytest.raises(InputError, match=named):
        delay_curve(small, **options)


@st.composite
def lines(draw, small):
    """A level line of 3 to 6 places, 20 to 50 km apart, with ore trains alone, and two possessions that may overlap."""
    kms = [0.0]
    for length in draw(st.lists(st.sampled_from([20.0, 30.0, 40.0, 50.0]), min_size=2, max_size=5)):
        kms.append(kms[-1] + length)
    (leg,) = small.line.legs
    names = ["Port", *(f"Loop {i}" for i in range(1, len(kms) - 1)), "Pit"]
    places = tuple(
        Place(
            name=name,
            km=km,
            tracks=tuple(Track(name=str(i + 1), length_m=800.0) for i in range(3 if name in ("Port", "Pit") else 2)),
            yard_trains=4 if name in ("Port", "Pit") else 0,
        )
        for name, km in zip(names, kms, strict=True)
    )
    (limit,) = leg.speed_limits
    line = Line(legs=(replace(leg, km_to=kms[-1], places=places, sections=(), speed_limits=(replace(limit, to_km=kms[-1]),)),))
    possessions: list[Possession] = []
    for name in ("first", "second"):
        section = draw(st.integers(0, len(kms) - 2))
        begins, lasts = draw(st.integers(0, 95)) / 4, draw(st.sampled_from([0.25, 0.5, 1, 2, 4, 6]))
        possessions.append(gang(begins, lasts, name, kms[section] + 1, kms[section + 1] - 1))
    return replace(small, line=line, services=small.flows), possessions


@settings(max_examples=15)
@given(st.data())
def test_a_possession_never_adds_to_what_a_line_carries(small, data):
    """Neither to the pairs that are carried nor to the bound, which they never pass; and each plan is sound and good."""
    scenario, (first, second) = data.draw(lines(small))
    found = {}
    for closed in ((), (first,), (second,), (first, second)):
        line = counted(replace(scenario, possessions=closed))
        most, plan = line.most()
        found[closed] = most, line_bound(line.scenario, line.trial.flow)
        assert most <= found[closed][1]
        assert plan.violations == ()
        assert len(plan.paths) == 2 * 2 * most
        assert line.mean_stretch(list(plan.trains), 24 * HOUR_S) <= 1.5
    for fewer, more in [((), (first,)), ((), (second,)), ((first,), (first, second)), ((second,), (first, second))]:
        assert found[more][0] <= found[fewer][0]
        assert found[more][1] <= found[fewer][1]


def test_the_share_of_a_perfect_timetable_is_said():
    """The hand line as designed is one; with a supplement and crew stops it carries a share of it."""
    design = hw.capacity("three-loops", stop=None, days=2)
    assert design.perfect == design.pairs
    low, high = IN_PRACTICE
    assert f"{low:g} to {high:g} of a perfect timetable, and this is one: {low * design.pairs:.1f} to" in design.summary()
    slow = hw.changed("three-loops", {"running_supplement": 0.3, "services.ore.stops": [{"place": "Loop A", "dwell": "20 min"}]})
    found = hw.capacity(slow, stop=None, days=2)
    assert found.perfect >= design.pairs > found.pairs
    assert f"{found.pairs / found.perfect:.2f} of the {found.perfect} pairs without possessions" in found.summary()


def test_many_possessions_are_left_out_at_once():
    """Under a practice every section is shut: the line must carry as many trains without any of it."""
    many = hw.capacity(hw.load("gara-djebilet", practice="best"), stop=None, days=2)
    assert 0 < many.pairs <= many.perfect
