"""Tornado and draws of an appraisal on a screen."""

from collections.abc import Sequence

from headway.economics import Bar
from headway.expansion.worth.appraisal import FIGURES, Appraisal, Drawn
from headway.shown import aligned

_MOST = 12


def tornado_lines(appraisal: Appraisal, figure: str, bars: Sequence[Bar]) -> list[str]:
    """Return how far each input moves a figure, and where it turns, in lines."""
    turns = appraisal.switching(figure) if figure != "cost" else {}
    rows = [(FIGURES[figure], "from", "to", "at the least", "at the most", "zero at")]
    for bar in bars[:_MOST]:
        turn = turns.get(bar.name)
        rows.append(
            (
                bar.name, _number(bar.low), _number(bar.high), _number(bar.at_low), _number(bar.at_high),
                "" if turn is None else _number(turn),
            )
        )  # fmt: skip
    rest = [f"and {len(bars) - _MOST} more that move it less"] if len(bars) > _MOST else []
    return [*aligned(rows), *rest]


def draws_lines(appraisal: Appraisal, drawn: Drawn) -> list[str]:
    """Return what draws say of a figure, in lines."""
    low, middle, high = drawn.quantiles(0.1, 0.5, 0.9)
    what = FIGURES[drawn.figure]
    count = len(drawn.values)
    money = appraisal.values.money
    lines = [
        f"{what} over {count:,} draws ({money.timing.value}): {_number(middle)} in the middle, "
        f"{_number(low)} to {_number(high)} in eight of ten"
    ]
    if drawn.figure != "cost":
        lines.append(f"the chance that it is below zero: {drawn.loss:.1%}")
    rows = [("share of the variance", "in all", "alone")]
    rows += [
        (one.name, f"{max(one.total, 0.0):.1%} ± {one.total_half_width:.1%}", f"{max(one.first, 0.0):.1%}")
        for one in drawn.shares[:_MOST]
        if one.total > 0.005
    ]
    return [*lines, *aligned(rows)]


def _number(value: float) -> str:
    return f"{value / 1e6:,.4g} M" if abs(value) >= 1e6 else f"{value:,.4g}"
