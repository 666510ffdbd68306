"""The kernel beside the same model written plainly in SimPy."""

from dataclasses import replace
from math import hypot

import pytest

import headway as hw
from headway.simulation import Record
from headway.simulation.statistics import interval
from headway.units import DAY_S

pytest.importorskip("simpy", reason="SimPy comes with the extra dev")

from benchmarks.simulation import plain_simpy


@pytest.mark.parametrize(("sets", "faster", "days"), [(10, 1.0, 20), (28, 4.0, 3)])
def test_without_chance_all_trains_move_at_the_same_second(sets: int, faster: float, days: int) -> None:
    """Ten sets on a line that is not full, 28 on one that is: every departure and pass has its place and second in both."""
    scenario = replace(plain_simpy.flagship(sets=sets, faster=faster), disruptions=())
    simulation = hw.simulate(scenario, days=days)
    calls = [call for path in simulation.paths for call in path.calls[:-1] if call.departs_s < days * DAY_S]
    plain = plain_simpy.run(scenario, days)
    assert len(plain.moves) > 5_000
    assert plain.moves == sorted((call.departs_s, scenario.line.index(call.place)) for call in calls)
    assert plain.mt_y == pytest.approx(simulation.delivered_mt_y("ore").mean, rel=1e-9)


def test_with_chance_the_tonnes_are_the_same_within_what_is_known_of_them() -> None:
    """Ten sets bind, so that running, loading and the timetable's lateness all count; the chance of the two is not the same."""
    scenario = plain_simpy.flagship(sets=10)
    ours = hw.simulate(scenario, days=20, replications=10, record=Record.TOTALS).delivered_mt_y("ore")
    theirs = interval([plain_simpy.run(scenario, 20, seed).mt_y for seed in range(10)])
    assert abs(ours.mean - theirs.mean) < 2 * hypot(ours.half_width, theirs.half_width)


def test_a_line_that_the_plain_model_does_not_know_is_refused() -> None:
    """It takes every train to fit every track; a loop of 100 m would be passed as if it were long."""
    scenario = plain_simpy.flagship(sets=1)
    (leg,) = scenario.line.legs
    short = replace(leg.places[1], tracks=tuple(replace(t, length_m=100.0) for t in leg.places[1].tracks))
    line = replace(scenario.line, legs=(replace(leg, places=(leg.places[0], short, *leg.places[2:])),))
    with pytest.raises(ValueError, match="every train fits"):
        plain_simpy.run(replace(scenario, line=line), 1)
