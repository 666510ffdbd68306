"""The page of a dispatching problem with its solution: who holds which resource when, in one HTML file that opens offline."""

from pathlib import Path

from headway.about import About
from headway.dispatch import Dispatching, Solution, about_problem
from headway.report.html_page import write_html
from headway.report.occupation_graph import occupation_graph


def write_occupation_page(problem: Dispatching, solution: Solution, path: str | Path, *, about: About | None = None) -> Path:
    """Write the page of a solution.

    Parameters
    ----------
    problem, solution
        The problem, and who does what when.
    path
        The HTML file to write.
    about
        What was run; by default only how large the problem is.
    """
    return write_html(
        path,
        "occupation_page.html",
        {"holds": occupation_graph(problem, solution)},
        about=about or about_problem(problem, "a DISPLIB problem"),
        trains=len(problem.trains),
        held=len(problem.resources),
        cost=solution.objective,
    )
