"""The page of a dispatching problem and its solution, in one HTML file that opens offline: who holds what when."""

from pathlib import Path

from headway.about import About
from headway.arguments import public
from headway.dispatch import Dispatching, Solution, about_problem
from headway.dispatch.displib import problem_of
from headway.report.pages.html_page import write_html
from headway.report.screen import occupation_graph


@public
def write_occupation_page(
    problem: Dispatching | str | Path, solution: Solution, path: str | Path, *, about: About | None = None
) -> Path:
    """Write the page of a solution.

    Parameters
    ----------
    problem, solution
        The problem, and the solution that says what each train does when.
    path
        The HTML file to write.
    about
        What was run; by default only the size of the problem.
    """
    posed = problem_of(problem)
    return write_html(
        path,
        "dispatching.html",
        {"holds": occupation_graph(posed, solution)},
        about=about or about_problem(posed, "a DISPLIB problem"),
        trains=len(posed.trains),
        held=len(posed.resources),
        cost=solution.objective,
    )
