"""What was solved, judged or drawn of a dispatching problem, in words."""

from headway.about import About
from headway.arguments import public
from headway.dispatch.problem import Dispatching


@public
def about_problem(problem: Dispatching, name: str, *said: tuple[str, str]) -> About:
    """Describe what was run of a problem.

    Parameters
    ----------
    problem
        The problem. It contains all that disturbs its trains: it has no chance in it, and a closure of the line is a
        train with fixed times.
    name
        What the problem is called, such as its file.
    said
        What else was given: pairs of a name and a text.
    """
    size = f"{len(problem.trains):,} trains, {problem.operations:,} operations, {len(problem.resources):,} resources"
    words = [
        ("problem", f"{name}: {size}"),
        *said,
        ("disruptions", "none: all times are certain"),
        ("closures", "those that are trains of the problem"),
        ("possessions", "those that are trains of the problem"),
    ]
    return About(title=name, said=tuple(words), values={})
