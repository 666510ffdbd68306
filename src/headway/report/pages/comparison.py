"""The page of a comparison: what scenarios differ by, every figure side by side, stocks and losses."""

from pathlib import Path

from headway.arguments import public
from headway.io.side_by_side import LETTERS
from headway.report.pages.html_page import write_html
from headway.report.screen import overlaid, stock_fans, waterfalls
from headway.report.tables import overlay
from headway.simulation import Comparison
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
    runs = dict(zip(found.names, found.runs, strict=True))
    piles = list(dict.fromkeys(pile.name for run in found.runs for pile in run.scenario.stockpiles))
    flows = list(dict.fromkeys(one.flow for each in found.losses for one in each))
    lost = [{one.flow: one for one in each} for each in found.losses]
    drawn = {f"stock {pile}": stock_fans(runs, pile) for pile in piles}
    drawn |= {
        f"loss {flow}": waterfalls({name: one.get(flow) for name, one in zip(found.names, lost, strict=True)}) for flow in flows
    }
    notes: tuple[str, ...] = ()
    if found.first_days:
        laid = overlay(dict(zip(found.names, found.first_days, strict=True)), day=1, days=found.first_days[0].days)
        drawn["trains"], notes = overlaid(laid), laid.notes
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
        path,
        "comparison.html",
        drawn,
        found=found,
        letters=LETTERS[: len(found.runs)],
        groups=groups,
        about=found.about,
        notes=notes,
        piles=piles,
        flows=flows,
    )
