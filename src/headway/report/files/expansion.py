"""A plan of what to build and buy as files for other programs: a CSV table of purchases, and a workbook."""

from pathlib import Path

import polars as pl

from headway.about import whole_with_about
from headway.arguments import public
from headway.expansion.result import PARTS, Expansion, group_of
from headway.report.files.workbook import Column, Workbook, number, write_workbook


@public
def write_expansion_csv(expansion: Expansion, path: str | Path) -> Path:
    """Write what is built and bought as a CSV table; a file beside it says what was planned."""
    return whole_with_about(path, expansion.to_frame().write_csv, expansion.about)


@public
def write_expansion_excel(expansion: Expansion, path: str | Path) -> Path:
    """Write a plan as a workbook: what is bought when, the staircase, the stages, the bracket, and what was learnt.

    Parameters
    ----------
    expansion
        The plan.
    path
        The file, .xlsx.
    """
    groups = [group_of(expansion.asked, name) for name in expansion.to_frame()["option"]]
    plan = expansion.to_frame().with_columns(pl.Series("group", groups, dtype=pl.String))
    purchases = {
        "decided": Column("decide by"), "in_use": Column("first year of use"), "group": Column("option"),
        "option": Column("what"), "count": Column("how many"), "price_musd": number("price [M USD]"),
        "cost_musd": number("present cost, with upkeep and less residual [M USD]"), "part": Column("part of the cost"),
    }  # fmt: skip
    steps = (
        Column("flow"), Column("year"), number("asked [Mt/y]", 3), number("promised [Mt/y]", 3), number("bound [Mt/y]", 3),
        Column("binds there"), number("timetable carries [Mt/y]", 3), number("simulated, mean [Mt/y]", 3),
        number("simulated, in the promised share of the years [Mt/y]", 3),
    )  # fmt: skip
    staircase = [
        (
            s.flow,
            s.year,
            *(x / 1e6 for x in (s.asked, s.promised, s.bound)),
            s.binding,
            *(x / 1e6 for x in (s.verified, s.simulated, s.low)),
        )
        for s in expansion.steps
    ]
    cost, least = expansion.parts(), expansion.parts(expansion.lower)
    bracket = [(part, cost[part], least[part], cost[part] - least[part]) for part in PARTS]
    bracket.append(("together", expansion.cost, expansion.lower.bound, expansion.cost - expansion.lower.bound))
    heads = (Column("part"), number("plan [M USD]"), number("at least [M USD]"), number("gap [M USD]"))

    def fill(book: Workbook) -> None:
        book.about(expansion.about, ("cost", expansion.headline))
        book.frame("Plan", plan, purchases)
        book.table("Staircase", steps, staircase)
        book.frame("Stages", _in_mt(expansion.stages_frame()), _STAGES)
        book.table("Bracket", heads, bracket)
        book.table("Learnt", (Column("what timetables and simulations asked for"),), [(one,) for one in expansion.found.reasons])

    return write_workbook(path, fill)


_STAGES = {
    "first": Column("first year"), "last": Column("last year"), "flow": Column("flow"), "asked_t_y": number("asked [Mt/y]", 3),
    "promised_t_y": number("promised [Mt/y]", 3), "mean_t_y": number("delivered, mean [Mt/y]", 3),
    "least_t_y": number("delivered, worst year [Mt/y]", 3), "kept": number("share of years in which it is kept", 2),
    "years": Column("simulated years"), "pairs": number("pairs of trains a day", 2),
    "stretch": number("time of ore trains, multiple of their time alone", 2), "bound_pairs": number("pairs a day at most", 2),
    "binding": Column("binds there"), "violations": Column("found by the referees"),
}  # fmt: skip


def _in_mt(stages: pl.DataFrame) -> pl.DataFrame:
    return stages.with_columns(pl.col("asked_t_y", "promised_t_y", "mean_t_y", "least_t_y") / 1e6)
