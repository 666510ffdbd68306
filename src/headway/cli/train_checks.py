"""What ``headway check --trains`` prints: every train run in both directions, its time, and where it fails."""

from collections.abc import Iterator

from headway.errors import InputError
from headway.model import Scenario
from headway.physics import train_run
from headway.units import hours_minutes
from headway.work import Progress


def train_checks(scenario: Scenario, progress: Progress) -> tuple[list[str], int]:
    """Run every train in both directions between the ends of its services.

    Returns what is to be printed, and how many trains cannot run.
    """
    lines: list[str] = []
    failed = 0
    ways = list(dict.fromkeys(_ways(scenario)))
    for number, (train, origin, destination) in enumerate(ways):
        progress(number / len(ways), f"running {train}")
        try:
            run = train_run(scenario, train, origin, destination)
        except InputError as error:
            failed += 1
            lines += [f"  {train} {origin} - {destination}: cannot run", *(f"      {p.message}" for p in error.problems)]
            continue
        lines.append(f"  {train} {origin} - {destination}: {hours_minutes(run.duration_s)}")
        lines += [f"      caution: {text}" for text in run.cautions]
    return lines, failed


def _ways(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield every train with its ends, in both directions: those of its services, or of the line without any."""
    used: set[str] = set()
    for service in scenario.fixed_paths:
        used.add(service.consist)
        yield service.consist, service.origin, service.destination
        yield service.consist, service.destination, service.origin
    for flow in scenario.flows:
        for consist in scenario.train_consists(flow):
            used.add(consist.name)
            origin, destination = scenario.ends(flow)
            yield consist.name, origin, destination
            yield consist.name, destination, origin
    first, last = scenario.line.places[0].name, scenario.line.places[-1].name
    for consist in scenario.consists:
        if consist.name not in used:
            yield consist.name, first, last
            yield consist.name, last, first
