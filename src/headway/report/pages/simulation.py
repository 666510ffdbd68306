"""The page of a simulation with chance: tonnes and their interval, the fan of stocks, what takes the tonnes away."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from headway.arguments import public
from headway.report.pages.html_page import write_html
from headway.report.screen import stock_fan, waterfall
from headway.simulation import Losses, Simulation


@public
def write_simulation_page(result: Simulation, path: str | Path, *, losses: Sequence[Losses] = ()) -> Path:
    """Write the page of a simulation.

    Parameters
    ----------
    result
        The simulation.
    path
        The HTML file to write.
    losses
        What takes the tonnes away, for each flow for which this is known.
    """
    figures = {f"stock{i}": stock_fan(result, pile.name) for i, pile in enumerate(result.scenario.stockpiles)}
    figures |= {f"loss{i}": waterfall(one) for i, one in enumerate(losses)}
    services = [
        {
            "name": name,
            "trains": np.mean([o.services[name].trains for o in result.outcomes]),
            "cancelled": np.mean([o.services[name].cancelled for o in result.outcomes]),
            "late": np.mean([o.services[name].late_s / max(1, o.services[name].trains) / 60 for o in result.outcomes]),
            "nine": np.mean([o.services[name].late_quantile_min(0.9) for o in result.outcomes]),
        }
        for name in result.outcomes[0].services
    ]
    return write_html(
        path, "simulation.html", figures, result=result, kpis=result.kpis, services=services, runs=len(result.outcomes)
    )
