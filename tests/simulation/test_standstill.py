"""Standstill: nothing that shuts the line again and again holds a train for good."""

from dataclasses import replace

import pytest

import headway as hw
from headway.model import Possession, for_each_section
from headway.units import DAY_S, HOUR_S


def works(scenario, from_km, to_km, begins_h, hours):
    """A scenario with a stretch that is shut every day."""
    gang = Possession(
        name=f"works {from_km:g}", leg="main", from_km=from_km, to_km=to_km,
        starts_at_s=begins_h * HOUR_S, duration_s=hours * HOUR_S,
    )  # fmt: skip
    return replace(scenario, possessions=(*scenario.possessions, *for_each_section(scenario.line, gang)))


@pytest.mark.parametrize("from_km", [0, 10])
def test_a_stretch_that_is_never_open_for_long_is_run_in_parts(small, from_km):
    """Open for half an hour a day, which is enough for a section but not for the stretch: trains stand where they must."""
    found = hw.simulate(works(small, from_km, 40, 0.5, 23.5), days=40, chance=False)
    assert found.outcomes[0].delivered_kg["ore"] > 0
    assert found.violations == ()
    assert max(path.arrives_s for path in found.paths if path.loaded) > 25 * DAY_S
