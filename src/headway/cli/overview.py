"""What ``headway check`` prints: a scenario on one screen and, if asked for, what it assumes."""

from collections.abc import Iterable, Iterator, Mapping

from headway.cli.screen import say
from headway.model import Consist, Leg, Line, OreFlow, Scenario, Service
from headway.model.figures import without_origin
from headway.model.filling import filled, is_filled, kept
from headway.model.provenance import Provenance, by_importance, condensed, field_label
from headway.units import YEAR_S, clock, weekday_names

_MOST_NAMED = 8

_MARK_ASSUMED = (
    "              (what is stated stays; a value marked as `assumed` would be filled, possessions only where there are none)",
)

_NO_SERVICE = (
    "  service     none: trains can be run over the line, alone (run-train, check --trains); "
    "a timetable, a simulation and the capacity need a fixed path or an ore flow"
)


def print_overview(scenario: Scenario, *, assumed: bool, importance: Mapping[str, float] | None = None) -> None:
    """Print a scenario on one screen and, if asked for, what it assumes and which figures have no origin.

    Where it is known how much assumptions matter, those that matter most come first.
    """
    say("\n".join(overview(scenario)))
    if not assumed and importance is None:
        return
    if importance is not None:
        _print_ranked(scenario, importance)
    elif scenario.assumptions:
        say("\nAssumed:")
        for group, figures in _grouped(condensed(scenario.assumptions)):
            say(f"  {group}")
            for p in figures:
                say(f"    {p.label.removeprefix(f'{group}.')}: {_with_range(p)}: {p.assumed}")
    if unknown := without_origin(scenario):
        say("\nNeither a source nor an assumption:")
        for where, figures in unknown.items():
            names = dict.fromkeys(field_label(at.rpartition(".")[2]) for at in figures)
            say(f"  {where or 'scenario'}: {len(figures)} ({', '.join(names)})")


def _print_ranked(scenario: Scenario, importance: Mapping[str, float]) -> None:
    """Print what a scenario assumes, what matters most first."""
    ranked = by_importance(scenario.assumptions, importance)
    parts = {
        "Assumed, what matters most first; 1 is what matters most for a figure of the study:": [one for one in ranked if one[1]],
        "Assumed; what it matters cannot be told from chance:": [one for one in ranked if one[1] == 0],
        "Assumed; not in the study:": [one for one in ranked if one[1] is None],
    }
    for head, rows in parts.items():
        if rows:
            say(f"\n{head}")
        for p, share in rows:
            say(f"  {f'{share:.2f}  ' if share else ''}{p.label}: {_with_range(p)}: {p.assumed}")


def _with_range(p: Provenance) -> str:
    return f"{p.value}" + (f" ({' to '.join(p.range)})" if p.range else "")


def _grouped(figures: Iterable[Provenance]) -> Iterator[tuple[str, list[Provenance]]]:
    """Yield assumptions grouped by the object that they belong to."""
    groups: dict[str, list[Provenance]] = {}
    for p in figures:
        parts = p.where.split(".")
        groups.setdefault(".".join(parts[:2]) if len(parts) > 2 else parts[0] if len(parts) > 1 else "scenario", []).append(p)
    yield from groups.items()


def overview(scenario: Scenario) -> list[str]:
    """Return a scenario in some lines."""
    line = scenario.line
    loops = sum(len(p.tracks) > 1 for p in line.places[1:-1])
    assumed, unknown = len(scenario.assumptions), sum(map(len, without_origin(scenario).values()))
    sourced = len(scenario.provenance) - assumed
    return [
        f"{scenario.title}: no problem found",
        f"  line        {line.length_m / 1000:,.0f} km, {len(line.places)} places, {loops} of them crossing points on the way",
        *(f"  leg         {_leg(leg)}" for leg in line.legs),
        *(f"  train       {_consist(line, consist)}" for consist in scenario.consists),
        *(f"  service     {_service(scenario, service)}" for service in scenario.services),
        *([] if scenario.services else [_NO_SERVICE]),
        *(
            f"  stockpile   {pile.name}: holds {pile.capacity_kg / 1e6:,.0f} kt, {pile.initial_kg / 1e6:,.0f} kt at the start"
            for pile in scenario.stockpiles
        ),
        *(
            f"  possession  {p.name}: {p.leg} km {p.from_km:g} to {p.to_km:g}, {clock(p.starts_at_s)}, "
            f"{p.duration_s / 3600:g} h, {p.starts_on or weekday_names(p.weekdays)}{f' to {p.ends_on}' if p.ends_on else ''}"
            for p in (() if is_filled(scenario, "possessions") else scenario.possessions)
        ),
        *(f"  practice    {c.by}, {c.told(filled(c))}" for c in scenario.changes if c.by),
        *(f"  practice    {scenario.practice}, leaves {text}" for text in kept(scenario)),
        *(_MARK_ASSUMED if kept(scenario) else ()),
        *(f"  change      {change}" for change in scenario.changes if not change.by),
        f"  figures     {sourced} with a source, {assumed} assumed, {unknown} with neither"
        + ("; --assumed lists them" if assumed or unknown else ""),
    ]


def _leg(leg: Leg) -> str:
    steep = [g.grade_permille for g in leg.gradients] or [0.0]
    return f"{leg.name}: km {leg.km_from:g} to {leg.km_to:g}, gradients {min(steep):+g} to {max(steep):+g} permille"


def _consist(line: Line, consist: Consist) -> str:
    load = f", load {consist.payload_kg / 1000:,.0f} t" if consist.payload_kg else ""
    vehicles = f"{consist.locomotive_count} + {consist.wagon_count} vehicles"
    size = f"{consist.length_m:,.0f} m, {consist.mass_kg / 1000:,.0f} t{load}"
    return f"{consist.name}: {vehicles}, {size}; {_fits(line, consist)}"


def _fits(line: Line, consist: Consist) -> str:
    """Say which passing loops a train does not fit; the ends of the line are left out."""
    loops = [place for place in line.places[1:-1] if len(place.tracks) > 1]
    short = [place.name for place in loops if place.longest_track_m < consist.length_m]
    if not loops:
        return "there is no loop"
    if not short:
        return "fits every loop"
    if len(short) == len(loops):
        return "fits no loop"
    more = f" and {len(short) - _MOST_NAMED} more" if len(short) > _MOST_NAMED else ""
    return f"does not fit {len(short)} of {len(loops)} loops: {', '.join(short[:_MOST_NAMED])}{more}"


def _service(scenario: Scenario, service: Service) -> str:
    stops = f", stops at {', '.join(stop.place for stop in service.stops)}" if service.stops else ""
    if isinstance(service, OreFlow):
        loaded, _ = scenario.train_consists(service)
        a_day = service.target_kg_s * 86_400 / loaded.payload_kg
        return (
            f"{service.name}: {' - '.join(scenario.ends(service))}, {service.target_kg_s * YEAR_S / 1e9:g} Mt/y, "
            f"{a_day:.2f} loaded trains a day, {scenario.fleet(service.fleet).sets} train sets{stops}"
        )
    due = f", due {clock(service.arrives_at_s)}" if service.arrives_at_s is not None else ""
    window = f" to {clock(service.latest_departure_at_s)}" if service.latest_departure_at_s is not None else ""
    ends = f"{service.origin} {clock(service.departs_at_s)}{window} - {service.destination}{due}"
    return f"{service.name}: {ends}, {weekday_names(service.weekdays)}{stops}"
