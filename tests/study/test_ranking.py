"""What matters most: functions whose effects and indices are known, and SALib beside us."""

import numpy as np
import pytest
from SALib.analyze import sobol as analyze
from SALib.sample import sobol as sample
from SALib.test_functions import Ishigami, Sobol_G

from headway.study.ranking import morris_ranking, morris_shares, sobol_ranking, sobol_shares

WEIGHTS = np.array([0.0, 5.0, -3.0, 1.0, 0.0])
NAMES = ["nothing", "five", "minus three", "one", "nothing too"]


def test_walks_rank_a_function_of_known_effects():
    """Of a sum of weighted inputs the effect of each is its weight, on every walk."""
    shares = morris_shares(5, 8, seed=1)
    found = morris_ranking(NAMES, shares, (shares @ WEIGHTS)[:, None])
    assert [one.name for one in found][:3] == ["five", "minus three", "one"]
    assert [one.strength for one in found] == pytest.approx([5, 3, 1, 0, 0], abs=1e-9)
    assert {one.name: one.way for one in found} == pytest.approx(dict(zip(NAMES, WEIGHTS, strict=True)), abs=1e-9)


def test_what_works_either_way_is_strong_though_its_signs_cancel():
    shares = morris_shares(2, 64, seed=3)
    found = morris_ranking(["a", "b"], shares, np.cos(2 * np.pi * shares[:, :1]) + 0.1 * shares[:, 1:])
    assert found[0].name == "a"
    assert abs(found[0].way) < 0.5 * found[0].strength


def test_chance_alone_is_told_from_an_effect():
    """Five inputs, one effect of five spreads of the runs: it alone is clear, and the others look like the noise that is said."""
    rng = np.random.default_rng(5)
    shares = morris_shares(5, 40, seed=2)
    values = 5.0 * shares[:, [1]] + rng.normal(0.0, 1.0, size=(len(shares), 4))
    found = morris_ranking(NAMES, shares, values)
    assert [one.name for one in found if one.clear] == ["five"]
    assert np.mean([one.strength for one in found[1:]]) == pytest.approx(found[0].noise, rel=0.15)


def test_a_walk_that_cannot_be_run_is_left_out_whole():
    shares = morris_shares(5, 8, seed=1)
    values = (shares @ WEIGHTS)[:, None].copy()
    values[3] = np.nan
    assert [one.strength for one in morris_ranking(NAMES, shares, values)] == pytest.approx([5, 3, 1, 0, 0], abs=1e-9)
    assert morris_ranking(NAMES, shares, values * np.nan) == []


@pytest.mark.parametrize(("function", "axes", "low", "high"), [(Ishigami, 3, -np.pi, np.pi), (Sobol_G, 8, 0.0, 1.0)])
def test_indices_are_those_of_salib(function, axes, low, high):
    """Of the functions of Ishigami and of Sobol: the same points give the same shares, to the last bit."""
    names = [str(i) for i in range(axes)]
    problem = {"num_vars": axes, "names": names, "bounds": [[low, high]] * axes}
    theirs = sample.sample(problem, 1024, calc_second_order=False, seed=7)
    wanted = analyze.analyze(problem, function.evaluate(theirs), calc_second_order=False, num_resamples=200, seed=7)
    shares = sobol_shares(axes, 1024, seed=7)
    found = {one.name: one for one in sobol_ranking(names, function.evaluate(low + (high - low) * shares)[:, None], seed=7)}
    assert [found[name].strength for name in names] == pytest.approx(list(wanted["ST"]), rel=1e-9)
    assert [found[name].way for name in names] == pytest.approx(list(wanted["S1"]), abs=1e-9)


def test_indices_are_those_that_can_be_worked_out():
    """Ishigami and Homma (1990) with a = 7 and b = 0.1: 0.558, 0.442 and 0.244 in all."""
    shares = sobol_shares(3, 4096, seed=1)
    values = Ishigami.evaluate(-np.pi + 2 * np.pi * shares)[:, None]
    found = {one.name: one.strength for one in sobol_ranking(["a", "b", "c"], values)}
    assert found == pytest.approx({"a": 0.5576, "b": 0.4424, "c": 0.2437}, abs=0.02)
