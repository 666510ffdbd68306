"""What moves a figure, where it switches, and what its variance hangs on."""

import numpy as np
import pytest

import headway.economics as ec
from headway.errors import InputError

BASE = {"capex_m": 5200.0, "rate": 0.08, "life": 30, "tonnes_mt": 12.0, "opex_t": 8.0}


def cost_of_a_tonne(x):
    """Return the levelised cost of a railway [$/t]."""
    return x["capex_m"] * ec.capital_recovery_factor(x["rate"], x["life"]) / x["tonnes_mt"] + x["opex_t"]


def value(x):
    """Return the net present value at a tariff [M$]."""
    return (x["tariff"] - x["opex_t"]) * x["tonnes_mt"] * ec.annuity_factor(x["rate"], x["life"]) - x["capex_m"]


def test_a_tornado_has_the_largest_bar_first():
    """Case R2: tonnes, capital, rate, operating cost, each with the cost of a tonne at both its ends."""
    ranges = {"capex_m": (4160, 7800), "rate": (0.05, 0.12), "opex_t": (4.8, 14.3), "tonnes_mt": (4, 50)}
    bars = ec.tornado(cost_of_a_tonne, BASE, ranges)
    assert float(cost_of_a_tonne(BASE)) == pytest.approx(46.491887801151314, rel=1e-9)
    assert [bar.name for bar in bars] == ["tonnes_mt", "capex_m", "rate", "opex_t"]
    ends = [
        (123.47566340345395, 17.238053072276315, 106.23761033117763),
        (38.79351024092105, 65.73783170172698, 26.944321460805924),
        (36.18895520145318, 61.79558493917538, 25.606629737722194),
        (43.29188780115131, 52.79188780115132, 9.500000000000007),
    ]
    assert [(bar.at_low, bar.at_high, bar.swing) for bar in bars] == [pytest.approx(end, rel=1e-9) for end in ends]


def test_where_a_railway_begins_to_pay():
    """Case R3: at a tariff of 45 $/t it loses 202 M$; capital, tonnes, tariff or rate would have to be these."""
    base = {**BASE, "tariff": 45.0}
    assert float(value(base)) == pytest.approx(-201.54419565139688, rel=1e-9)
    sought = {
        "capex_m": ((1000, 10_000), 4998.455804348603),
        "tonnes_mt": ((1, 100), 12.483855503076104),
        "tariff": ((10, 100), 46.491887801151314),
        "rate": ((0.0, 0.3), 0.07586419885592516),
    }
    for name, (bracket, switch) in sought.items():
        found = ec.switching_value(value, base, name, bracket)
        assert found == pytest.approx(switch, rel=1e-9)
        assert float(value({**base, name: found})) == pytest.approx(0, abs=1e-8)
    flows = [-5200, *[37 * 12.0] * 30]
    assert ec.irr(flows) == pytest.approx(0.07586419885592516, rel=1e-9)


def test_a_figure_that_never_switches_has_no_switching_value():
    """Free of operating costs, at 20 $/t it still does not pay; and of two switches the nearer is given."""
    base = {**BASE, "tariff": 20.0}
    assert ec.switching_value(value, base, "opex_t", (0, 20)) is None
    assert ec.switching_value(lambda x: x["a"] ** 2, {"a": 1.4}, "a", (-3, 3), target=2.25) == pytest.approx(1.5)


LINEAR = {"tariff": ec.Normal(45, 6), "capex_m": ec.Normal(5200, 780), "opex_t": ec.Normal(8, 1.2)}


def linear(x):
    """Return the value of 12 Mt a year for 30 years at 8 %."""
    return 12 * 11.257783343127485 * (x["tariff"] - x["opex_t"]) - x["capex_m"]


def test_a_linear_value_of_normal_inputs():
    """Case R4: mean, spread and chance of a loss by the closed form, by draws, and the shares of the variance."""
    mean, sd, loss = -201.54419565139688, 1136.5247422379305, 0.5703768792874621
    spread = np.sqrt((12 * 11.257783343127485) ** 2 * (6**2 + 1.2**2) + 780**2)
    assert spread == pytest.approx(sd, rel=1e-9)
    assert ec.Normal(mean, sd).below(0) == pytest.approx(loss, rel=1e-9)
    values = linear(ec.draws(LINEAR, 4096, seed=1))
    assert values.mean() == pytest.approx(mean, abs=3 * sd / 64)
    assert values.std() == pytest.approx(sd, rel=0.03)
    assert ec.probability_below(values) == pytest.approx(loss, abs=3 * 0.5 / 64)
    shares = ec.variance_shares(linear, LINEAR, points=1024, seed=1)
    assert [share.name for share in shares] == ["tariff", "capex_m", "opex_t"]
    for share, exact in zip(shares, (0.508642887523347, 0.4710113969757189, 0.02034571550093388), strict=True):
        assert share.first == pytest.approx(exact, abs=max(share.first_half_width, 0.01))
        assert share.total == pytest.approx(exact, abs=max(share.total_half_width, 0.01))


def test_draws_of_any_number_are_the_first_of_the_next_power_of_two():
    """And the same seed gives the same draws, another seed others."""
    many, few = ec.draws(LINEAR, 128, seed=3), ec.draws(LINEAR, 100, seed=3)
    assert list(many) == list(LINEAR)
    for name in LINEAR:
        assert len(few[name]) == 100
        assert (few[name] == many[name][:100]).all()
        assert np.isfinite(many[name]).all()
    assert (ec.draws(LINEAR, 128, seed=4)["tariff"] != many["tariff"]).any()
    assert len(ec.draws(LINEAR, 1)["tariff"]) == 1


def test_draws_have_the_moments_of_their_distribution():
    """Case R1 by draws, within three standard errors: mean and P80 of the triangular multiplier."""
    cost = ec.Triangular(0.9, 1, 3)
    values = ec.draws({"cost": cost}, 10_000, seed=2)["cost"]
    assert values.mean() == pytest.approx(cost.mean, abs=3 * cost.sd / 100)
    assert np.quantile(values, 0.8) == pytest.approx(2.083484861008832, abs=0.02)


def test_a_constant_figure_has_no_shares():
    """Nothing varies, so nothing explains it."""
    assert ec.variance_shares(lambda x: np.ones_like(x["tariff"]), LINEAR, points=16) == ()


def test_unknown_inputs_and_empty_lists_are_refused():
    """With the nearest name, all problems at once."""
    with pytest.raises(InputError) as caught:
        ec.tornado(cost_of_a_tonne, BASE, {"rat": (0.05, 0.1), "opex_t": (1, 2, 3)})
    assert str(caught.value).split("\n") == [
        'ranges: "rat" is not an input. Did you mean "rate"?',
        "ranges.opex_t: must be a low and a high value, not 3 values",
    ]
    with pytest.raises(InputError, match="ranges: give the range of one input or more"):
        ec.tornado(cost_of_a_tonne, BASE, {})
    with pytest.raises(InputError, match='name: "tarif" is not an input'):
        ec.switching_value(cost_of_a_tonne, BASE, "tarif", (2, 1))
    with pytest.raises(InputError, match="count: 1 or more, not 0"):
        ec.draws(LINEAR, 0)
    with pytest.raises(InputError, match="distributions: give at least one"):
        ec.draws({}, 4)
    with pytest.raises(InputError, match="function: must return one value for each draw"):
        ec.variance_shares(lambda x: 1.0, LINEAR, points=4)
