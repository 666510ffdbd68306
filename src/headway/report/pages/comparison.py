"""The page of a comparison: what scenarios differ by, every figure side by side, stocks and losses."""

from pathlib import Path

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import stock_fan, waterfall
from headway.simulation import Comparison
from headway.simulation.comparison import LETTERS
from headway.simulation.statistics import text_of


@public
def write_comparison_page(found: Comparison, path: str | Path) -> Path:
    """Write the page of a comparison.

    Parameters
    ----------
    found
        The comparison.
    path
        The HTML file to write.
    """
    figures = {
        f"{kind} {i} {name}": draw()
        for i, run in enumerate(found.runs)
        for kind, name, draw in [
            *(("stock", pile.name, lambda run=run, pile=pile: stock_fan(run, pile.name)) for pile in run.scenario.stockpiles),
            *(("loss", one.flow, lambda one=one: waterfall(one)) for one in (found.losses[i] if found.losses else ())),
        ]
    }
    groups: dict[str, list[dict[str, object]]] = {}
    for one in found.figures:
        groups.setdefault(one.figure.group, []).append(
            {
                "name": f"{one.figure.of}, {one.figure.figure}",
                "unit": one.figure.unit,
                "values": [text_of(value) for value in one.values],
                "more": [text_of(more, "+") for more in one.more[1:]],
                "clear": one.clear,
            }
        )
    return write_html(
        path, "comparison.html", figures, found=found, letters=LETTERS[: len(found.runs)], groups=groups, about=found.about
    )
