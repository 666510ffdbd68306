"""The kernel beside the same model written plainly in SimPy."""

from dataclasses import replace

import pytest

import headway as hw
from benchmarks import plain_simpy


@pytest.mark.parametrize(("sets", "faster", "days"), [(10, 1.0, 20), (30, 4.0, 3)])
def test_without_chance_all_trains_move_at_the_same_second(sets: int, faster: float, days: int) -> None:
    """Ten sets on a line that is not full, thirty on one that is: every departure and pass has its place and second in both."""
    scenario = replace(plain_simpy.flagship(sets=sets, faster=faster), disruptions=())
    simulation = hw.simulate(scenario, days=days)
    plain = plain_simpy.run(scenario, days)
    assert len(plain.moves) > 5_000
    assert plain.moves == plain_simpy.moves_of(simulation)
    assert plain.mt_y == pytest.approx(simulation.delivered_mt_y("ore").mean, rel=1e-9)


def test_a_line_that_the_plain_model_does_not_know_is_refused() -> None:
    """It takes every train to fit every track; a loop of 100 m would be passed as if it were long."""
    scenario = plain_simpy.flagship(sets=1)
    (leg,) = scenario.line.legs
    short = replace(leg.places[1], tracks=tuple(replace(t, length_m=100.0) for t in leg.places[1].tracks))
    line = replace(scenario.line, legs=(replace(leg, places=(leg.places[0], short, *leg.places[2:])),))
    with pytest.raises(ValueError, match="every train fits"):
        plain_simpy.run(replace(scenario, line=line), 1)
