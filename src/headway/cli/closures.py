"""Closures that are given on the command line."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from headway.errors import InputError

if TYPE_CHECKING:
    from headway.model import Closure, Scenario

Closures = Annotated[
    list[str] | None,
    typer.Option("--closure", help="A closure: km=330:410,hours=72,at=2030-04-02[,leg=NAME]. May be repeated."),
]


def closures_of(scenario: "Scenario", texts: list[str]) -> "tuple[Closure, ...]":
    """Return the closures given on the command line.

    Raises
    ------
    InputError
        With every closure that cannot be read.
    """
    from headway.simulation import closure_of
    from headway.simulation.closures import with_closures

    problems: list[str] = []
    found: list[Closure] = []
    for text in texts:
        try:
            given = dict(part.split("=", 1) for part in text.split(","))
            low, high = (float(km) for km in given.pop("km").split(":"))
            hours, at, leg = float(given.pop("hours")), date.fromisoformat(given.pop("at")), given.pop("leg", "")
            if given:
                raise ValueError(", ".join(given))
        except (KeyError, ValueError):
            problems.append(
                f'closure "{text}": write km=FROM:TO,hours=HOURS,at=YYYY-MM-DD and, on a line of several legs, leg=NAME'
            )
            continue
        try:
            # With those before it, so that each has a number of its own.
            found.append(closure_of(with_closures(scenario, found), min(low, high), max(low, high), hours, at, leg=leg))
        except InputError as error:
            problems += [f'closure "{text}": {problem.message}' for problem in error.problems]
    if problems:
        raise InputError(problems)
    return tuple(found)


def closed(scenario: "Scenario", texts: list[str]) -> "Scenario":
    """Return a scenario with the closures given on the command line as well.

    Raises
    ------
    InputError
        With every closure that cannot be read.
    """
    if not texts:
        return scenario
    from headway.simulation.closures import with_closures

    return with_closures(scenario, closures_of(scenario, texts))
