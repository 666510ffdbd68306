"""What a plan is worth: its account agrees with the plan, its quantities come from the engines, and draws with both."""

from pathlib import Path

import numpy as np
import pytest

import headway as hw
from headway.economics import Timing, statement
from headway.errors import InputError
from headway.expansion.worth.appraisal import account_of
from headway.expansion.worth.risks import draws_lines, tornado_lines
from headway.work import MaxRounds

EXAMPLE = Path(__file__).parents[2] / "examples" / "plan.yaml"


@pytest.fixture(scope="module")
def appraisal() -> hw.Appraisal:
    """The appraisal of the example."""
    return hw.appraise(hw.expand(EXAMPLE, stop=MaxRounds(0)))


@pytest.mark.parametrize("timing", list(Timing))
def test_capital_costs_what_the_plan_says(timing: Timing) -> None:
    """Purchases, renewals and residuals of the account are worth what the master paid for them, at any timing."""
    plan = hw.expand({**_example(), "money": {"timing": timing.value}}, stop=MaxRounds(0))
    account = hw.appraise(plan).statement
    capital = account.rows["capital"] + account.rows["replacements"] - account.rows["residual"]
    factors = 1.08 ** -(np.arange(10) + timing.offset)
    assert float(capital @ factors) == pytest.approx(plan.cost, rel=1e-9)


def _example() -> dict[str, object]:
    from ruamel.yaml import YAML

    read = YAML(typ="safe", pure=True).load(EXAMPLE.read_text(encoding="utf-8"))
    years = {str(year): asked for year, asked in read["demand"]["ore"].items()}
    return {key: value for key, value in read.items() if key != "paths"} | {"demand": {"ore": years}}


def test_quantities_are_those_of_trains_and_years(appraisal: hw.Appraisal) -> None:
    """Fuel is that of train runs, kilometres those of trips: 40 km each way, 2 locomotives and 40 wagons."""
    q = appraisal.values.quantities[0]
    scenario = appraisal.expansion.asked.base.scenario
    runs = [
        hw.train_run(scenario, train, *ends).fuel_l
        for train, ends in (("ore-loaded", ("Pit", "Port")), ("ore-empty", ("Port", "Pit")))
    ]
    assert q.km == 40
    assert q.locomotive_km == pytest.approx(q.trips * 2 * 40 * 2)
    assert q.wagon_km == pytest.approx(q.trips * 2 * 40 * 40)
    assert q.gross_t_km == pytest.approx(q.trips * 40 * (2 * 200 + 2 * 40 * 20 + 40 * 80))
    assert (q.fuel_l >= q.trips * sum(runs)).all()
    assert q.tonnes == pytest.approx(q.trips * 3200, rel=0.01)


def test_a_tonne_costs_what_the_account_says(appraisal: hw.Appraisal) -> None:
    """The kinds of cost of a tonne add up to the levelised cost of the account."""
    costs = appraisal.cost_per_tonne["ore"]
    assert sum(costs.values()) == pytest.approx(float(appraisal.statement.levelised_cost), rel=1e-9)


def test_draws_are_the_account_one_by_one(appraisal: hw.Appraisal) -> None:
    """Each of a thousand draws is the account of its prices, as if worked out alone."""
    drawn = appraisal.drawn(1000, seed=3)
    assert drawn.values.shape == (1000,)
    for number in (0, 17, 999):
        one = {name: values[number] for name, values in drawn.inputs.items()}
        alone = statement(account_of(appraisal.values, one)).project_npv
        assert float(alone) == pytest.approx(float(drawn.values[number]), rel=1e-12)
    assert 0 <= drawn.loss <= 1
    assert drawn.shares[0].total >= drawn.shares[-1].total


def test_the_tornado_is_in_order_and_says_where_the_result_turns(appraisal: hw.Appraisal) -> None:
    """The input that moves the result farthest comes first; at its switching value the result is zero."""
    bars = appraisal.tornado("npv")
    assert [bar.swing for bar in bars] == sorted((bar.swing for bar in bars), reverse=True)
    turns = appraisal.switching("npv")
    for name, value in turns.items():
        if value is not None:
            assert float(appraisal.figure("npv", {name: np.array([value])})[0]) == pytest.approx(0.0, abs=1e-6)
    said = "\n".join(tornado_lines(appraisal, "npv", bars) + draws_lines(appraisal, appraisal.drawn(64)))
    assert bars[0].name in said
    assert "the chance that it is below zero" in said


def test_conventions_stand_beside_the_figures(appraisal: hw.Appraisal) -> None:
    """The summary says the rate, when in the year money is paid, and whether the line so far counts."""
    text = appraisal.summary()
    assert "8.0% a year, year-end" in text
    assert "the line so far paid" in text


def test_a_line_that_is_not_paid_counts(appraisal: hw.Appraisal) -> None:
    """A line of 100 M USD that is not paid makes every tonne dearer, by its annual cost."""
    other = appraisal.under(line_paid=False, line_usd=100e6)
    assert other.cost_per_tonne["ore"]["the line so far"] > 0
    assert sum(other.cost_per_tonne["ore"].values()) > sum(appraisal.cost_per_tonne["ore"].values())


def test_a_figure_that_there_is_not_is_refused(appraisal: hw.Appraisal) -> None:
    """Figures are npv, national and cost."""
    with pytest.raises(InputError, match=r'"nvp" is not a figure\. Did you mean "npv"'):
        appraisal.tornado("nvp")
