"""The page of a plan: the staircase of every flow, works by year, the bracket of its cost, its stages and their evidence."""

from pathlib import Path
from typing import Any

from headway.arguments import public
from headway.expansion.futures import Futures
from headway.expansion.result import CLOSES, PARTS, Expansion
from headway.expansion.worth import Appraisal
from headway.report.pages.html_page import write_html
from headway.report.pages.worth import cost_figures, discounted_by, worth_rows
from headway.report.screen import Figure, staircase_graph, works_gantt
from headway.report.tables import works_table

_SMALL = 0.05
"""A gap that is shown as zero needs nothing to close it [M USD]."""


@public
def write_expansion_page(expansion: Expansion, path: str | Path, appraisal: Appraisal | None = None) -> Path:
    """Write the page of what to build and buy.

    Parameters
    ----------
    expansion
        The plan.
    path
        The HTML file to write.
    appraisal
        What it is worth, for a short account of that.
    """
    flows = list(dict.fromkeys(step.flow for step in expansion.steps))
    figures: dict[str, Figure] = {f"staircase {flow}": staircase_graph(expansion, flow) for flow in flows}
    rows = works_table(expansion)
    if rows:
        figures["works"] = works_gantt(expansion)
    if appraisal is not None:
        figures |= cost_figures(appraisal)
    works = sorted(
        ((row, work) for row in rows for work in row.works), key=lambda pair: (pair[1].decided, pair[1].in_use, pair[0].name)
    )
    money = expansion.asked.money
    return write_html(
        path, "expansion.html", figures, plan=expansion, flows=flows, works=works, bracket=_bracket(expansion),
        stages=_stages(expansion), discounted=discounted_by(money.rate, money.timing.value),
        futures=_futures(expansion.futures) if expansion.futures is not None else [],
        worth=worth_rows(appraisal) if appraisal is not None else [],
        costs=appraisal.cost_per_tonne if appraisal is not None else {},
    )  # fmt: skip


def _bracket(expansion: Expansion) -> list[tuple[str, float, float, str]]:
    """Return what each part costs, what it costs at least, and what would close the gap."""
    cost, least = expansion.parts(), expansion.parts(expansion.lower)
    rows = [(part, cost[part], least[part], CLOSES[part] if cost[part] - least[part] > _SMALL else "") for part in PARTS]
    return [*rows, ("together", expansion.cost, expansion.lower.bound, f"{expansion.gap:.0%} of the cost")]


def _stages(expansion: Expansion) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in expansion.stages_frame().iter_rows(named=True):
        years = f"{row['first']}" + (f" - {row['last']}" if row["last"] > row["first"] else "")
        tonnes = {name: row[f"{name}_t_y"] / 1e6 for name in ("asked", "promised", "mean", "least")}
        kept = f"{round(row['kept'] * row['years'])} of {row['years']} years"
        found.append({**row, **tonnes, "years": years, "kept": kept, "bound": row["bound_pairs"]})
    return found


def _futures(futures: Futures) -> list[tuple[str, str]]:
    """Return what the paths of demand are worth, in words."""

    def amount(value: float | None) -> str:
        return "none can be given" if value is None else f"{value:,.1f} M USD"

    paths = ", ".join(f"{name} {chance:.0%}" for name, chance in futures.paths.items())
    return [
        ("paths of demand", paths),
        ("expected cost", f"{amount(futures.expected)}, deciding on each path once it is known"),
        ("information", f"{amount(futures.value_of_information)} to know the path from the first year"),
        ("waiting", f"{amount(futures.value_of_waiting)} over one plan that serves all paths"),
        ("flexibility", f"{amount(futures.value_of_flexibility)} over a plan for the mean demand, mended later"),
        *((f"on path {name}", f"{amount(cost)} if it were known") for name, cost in futures.by_path.items()),
    ]
