"""How results show themselves: one line as text, a summary in a notebook, what matters first."""

from dataclasses import replace

import numpy as np
import pytest

import headway as hw
from headway.dispatch import MaxRounds, solve
from headway.physics import section_times
from headway.report import graph_table
from headway.simulation import closure_of, losses, recover
from headway.study import Sensitivity
from headway.throughput import delay_curve, occupation


@pytest.fixture(scope="module")
def results(small):
    """A result of every kind, by its class."""
    plan, years = hw.timetable(small, stop=None), hw.simulate(small, days=2)
    shut = closure_of(small, 23, 28, 5, small.starts_on)
    line = small.line
    found = [
        small,
        plan,
        years,
        plan.paths[0],
        plan.circulations()[0],
        plan.piles()[0],
        plan.problem(),
        solved := solve(plan.problem(), stop=MaxRounds(1)),
        solved.solution,
        years.kpis,
        years.outcomes[0],
        losses(small, "ore", days=2, replications=2),
        hw.compare({"a": small, "b": small}, days=2, replications=1),
        hw.compare_plans({"a": small, "b": small}, stop=None),
        recover(small, [shut], days=2, replications=2),
        hw.train_run(small, "ore-loaded", "Pit", "Port"),
        section_times(line, small.consist("railcar"), 0, 4),
        hw.capacity(small, stop=None, days=2),
        delay_curve(small, [1, 2], replications=1),
        occupation(small, plan.paths),
        graph_table(plan),
        Sensitivity(lambda x: np.sum(x, axis=1), {"a": (0, 1), "b": (0, 2)}, points=64),
    ]
    return {type(result).__name__: result for result in found}


def test_every_result_is_one_line_and_has_a_summary(results):
    """However many trains, days and places it holds."""
    assert len(results) == 22
    for name, result in results.items():
        text = repr(result)
        assert text.startswith(f"<{name}: ")
        assert len(text) < 240, text
        assert "\n" not in text
        html = result._repr_html_()
        assert html.startswith("<pre>")
        assert html.endswith("</pre>")
        assert len(html.splitlines()) < 60


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Scenario", "Three loops: 40 km, 5 places, 3 trains, 3 services"),
        ("Timetable", "Three loops: 12 trains in a day that can be run again and again"),
        ("TrainRun", "ore-loaded, Pit - Port: 36 min, 40.0 km, fastest"),
        ("Circulation", "ore: 2 train sets needed, 2 there, 10 trains"),
        ("Dispatching", "12 trains, "),
        ("Losses", "ore: "),
        ("TrainPath", "ore"),
    ],
)
def test_what_a_user_wants_comes_first(name, text, results):
    assert repr(results[name]).startswith(f"<{name}: {text}")


def test_a_summary_in_a_notebook_cannot_be_taken_for_html(small):
    """A title is a text, whatever it holds."""
    assert "&lt;b&gt;Bold" in replace(small, title="<b>Bold")._repr_html_()
