"""What ``headway check`` prints: a scenario on one screen, and what it assumes."""

from shutil import get_terminal_size
from textwrap import fill

import typer

from headway.model import Consist, Leg, OreFlow, Scenario, Service
from headway.model.provenance import condensed
from headway.units import YEAR_S, clock


def print_overview(scenario: Scenario) -> None:
    """Print what a scenario assumes, and below, where it stays in view, the scenario on one screen."""
    width = max(40, get_terminal_size().columns)
    if scenario.assumptions:
        typer.echo(f"{len(scenario.assumptions)} figures are assumed:")
    for p in condensed(scenario.assumptions):
        typer.echo(f"  {p.label}: {p.value}" + (f" ({' to '.join(p.range)})" if p.range else ""))
        typer.echo(fill(p.assumed, width, initial_indent="      ", subsequent_indent="      "))
    if scenario.assumptions:
        typer.echo()
    for line in overview(scenario):
        typer.echo(line)


def overview(scenario: Scenario) -> list[str]:
    """Return a scenario in some lines."""
    line = scenario.line
    loops = sum(len(p.tracks) > 1 for p in line.places[1:-1])
    sourced = len(scenario.provenance) - len(scenario.assumptions)
    return [
        f"{scenario.title}: no problem found",
        f"  line       {line.length_m / 1000:,.0f} km, {len(line.places)} places, {loops} of them crossing points on the way",
        *(f"  leg        {_leg(leg)}" for leg in line.legs),
        *(f"  train      {_consist(consist)}" for consist in scenario.consists),
        *(f"  service    {_service(scenario, service)}" for service in scenario.services),
        *(
            f"  stockpile  {pile.name}: holds {pile.capacity_kg / 1e6:,.0f} kt, {pile.initial_kg / 1e6:,.0f} kt at the start"
            for pile in scenario.stockpiles
        ),
        *(
            f"  possession {p.name}: {p.leg} km {p.from_km:g} to {p.to_km:g}, {clock(p.starts_at_s)}, {p.duration_s / 3600:g} h"
            for p in scenario.possessions
        ),
        f"  figures    {sourced} with a source, {len(scenario.assumptions)} assumed",
    ]


def _leg(leg: Leg) -> str:
    steep = [g.grade_permille for g in leg.gradients] or [0.0]
    return f"{leg.name}: km {leg.km_from:g} to {leg.km_to:g}, gradients {min(steep):+g} to {max(steep):+g} permille"


def _consist(consist: Consist) -> str:
    load = f", load {consist.payload_kg / 1000:,.0f} t" if consist.payload_kg else ""
    vehicles = f"{consist.locomotive_count} + {consist.wagon_count} vehicles"
    return f"{consist.name}: {vehicles}, {consist.length_m:,.0f} m, {consist.mass_kg / 1000:,.0f} t{load}"


def _service(scenario: Scenario, service: Service) -> str:
    if isinstance(service, OreFlow):
        loaded, _ = scenario.train_consists(service)
        a_day = service.target_kg_s * 86_400 / loaded.payload_kg
        return (
            f"{service.name}: {' - '.join(scenario.ends(service))}, {service.target_kg_s * YEAR_S / 1e9:g} Mt/y, "
            f"{a_day:.2f} loaded trains a day, {scenario.fleet(service.fleet).sets} train sets"
        )
    due = f", due {clock(service.arrives_at_s)}" if service.arrives_at_s is not None else ""
    ends = f"{service.origin} {clock(service.departs_at_s)} - {service.destination}{due}"
    return f"{service.name}: {ends}, {len(service.stops)} stops"
