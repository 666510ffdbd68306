"""Real lines: their scenarios stand, every figure has a way to be reckoned, and one line shows what practice does."""

import argparse

import pytest
from benchmarks.truth.__main__ import FIGURES, Ours
from benchmarks.truth.published import LINES

_SHORT = argparse.Namespace(days=28, replications=2, jobs=1)


def test_every_line_and_figure_is_there():
    for line in LINES:
        assert line.figures.keys() <= FIGURES.keys()
        assert all(published.low <= published.high and published.source for published in line.figures.values())
        for practice in ("none", line.kind):
            assert Ours(line, practice, _SHORT).scenario.practice == practice


@pytest.mark.parametrize(("name", "design", "practice"), [("cartier", 0.25, 0.15), ("snim", 0.2, 0.15)])
def test_cycles_of_real_lines_are_met_under_practice_and_not_by_the_design(name, design, practice):
    """Cartier publishes a cycle of 35 h (transformerlavenir.com, 2016), SNIM a run of 17 h (a traveller, 2007)."""
    line = next(line for line in LINES if line.name == name)
    figure = next(figure for figure in line.figures if figure in ("cycle, h", "loaded run, h"))
    published = line.figures[figure].low
    ours = [FIGURES[figure](Ours(line, kind, _SHORT)) for kind in ("none", line.kind)]
    assert ours[0] < (1 - design) * published
    assert ours[1] == pytest.approx(published, rel=practice)
