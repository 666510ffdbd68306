"""The cash of a project: what comes in and goes out each year, and what it adds up to."""

from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource, HoverTool, LegendItem, NumeralTickFormatter, Span

from headway.arguments import public
from headway.economics import factors
from headway.expansion.worth import Appraisal
from headway.report.looks import GAIN, INK, LOSS, SEA
from headway.report.screen.shared import Figure, legend_beside
from headway.report.screen.staircase_graph import years_across


@public
def cash_graph(appraisal: Appraisal) -> Figure:
    """Draw the flow of the project in each year as bars, and its sum, plain and discounted, as lines.

    Parameters
    ----------
    appraisal
        What the plan is worth.
    """
    rows, account, money = appraisal.statement.rows, appraisal.account, appraisal.values.money
    flows = rows["project"]
    discounted = np.cumsum(flows * factors(account.terms.rate, account.years, account.terms.timing))
    years = [account.first_year + i for i in range(account.years)]
    source = ColumnDataSource(
        {
            "year": years,
            "flow": list(flows),
            "cumulative": list(rows["cumulative"]),
            "discounted": list(discounted),
            "colour": [GAIN if flow >= 0 else LOSS for flow in flows],
        }
    )
    graph = years_across(years[0], years[-1], height=340, tools="save")
    bars: Any = graph.vbar(x="year", top="flow", width=0.7, color="colour", fill_alpha=0.75, source=source)
    plain: Any = graph.line("year", "cumulative", source=source, line_color=INK, line_width=2, line_dash="dashed")
    line: Any = graph.line("year", "discounted", source=source, line_color=SEA, line_width=2.5)
    dots: Any = graph.scatter("year", "discounted", source=source, color=SEA, size=5)
    graph.add_layout(Span(location=0, dimension="width", line_color=INK, line_width=1))
    tips = [
        ("year", "@year"),
        ("flow", "@flow{0,0.0}"),
        ("cumulative", "@cumulative{0,0.0}"),
        ("discounted", "@discounted{0,0.0}"),
    ]
    graph.add_tools(HoverTool(renderers=[bars], tooltips=tips, mode="vline"))
    graph.yaxis.axis_label = "M USD"
    graph.yaxis.formatter = NumeralTickFormatter(format="0,0")
    rate = f"at {money.rate:.2%} a year, {money.timing.value}"
    legend_beside(
        graph,
        [
            LegendItem(label="flow of the project in the year", renderers=[bars]),
            LegendItem(label="cumulative", renderers=[plain]),
            LegendItem(label=f"cumulative, discounted {rate}", renderers=[line, dots]),
        ],
    )
    return graph
