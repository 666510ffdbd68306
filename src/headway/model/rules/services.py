"""The rules of fleets and services: they refer to trains and places that there are, and their trains can run."""

from collections.abc import Iterator

from headway.errors import Problem, did_you_mean
from headway.model.consist import Consist
from headway.model.fleet import Fleet
from headway.model.line import Line
from headway.model.rules.parts import Parts, on_line, terminal_of
from headway.model.rules.trains import room
from headway.model.rules.turning import ends_of_trains
from headway.model.services import FixedPath, OreFlow
from headway.model.terminals import Dumper, LoadOut, Stockpile

_MOST_TRAINS_A_DAY = 200


def fleets(parts: Parts) -> Iterator[Problem]:
    """A fleet runs as a loaded and an empty consist of the same vehicles."""
    for fleet in parts.fleets.values():
        where = f"fleets.{fleet.name}"
        for role, name in (("loaded", fleet.loaded), ("empty", fleet.empty)):
            if parts.missing("consists", name, parts.consists):
                yield Problem(f'"{name}" is not a consist. {did_you_mean(name, parts.consists)}', where=f"{where}.{role}")
        loaded, empty = parts.consists.get(fleet.loaded), parts.consists.get(fleet.empty)
        if loaded and not loaded.loaded:
            yield Problem(f'consist "{loaded.name}" is empty; the loaded consist must say loaded: true', where=f"{where}.loaded")
        if empty and empty.loaded:
            yield Problem(f'consist "{empty.name}" is loaded; the empty consist must say loaded: false', where=f"{where}.empty")
        if loaded and empty and loaded.vehicles != empty.vehicles:
            yield Problem(f'"{loaded.name}" and "{empty.name}" are not the same vehicles; a set stays coupled', where=where)
        if loaded and loaded.loaded and loaded.payload_kg <= 0:
            yield Problem(f'consist "{loaded.name}" carries nothing; give its wagons a payload', where=f"{where}.loaded")
        yield from on_line(parts, fleet.inspection_at, f"{where}.inspection_at")


def fixed_paths(parts: Parts) -> Iterator[Problem]:
    """A fixed path runs between places of the line, with its stops in order, and its train fits where it stops."""
    for service in parts.services.values():
        if not isinstance(service, FixedPath):
            continue
        where = f"services.{service.name}"
        if parts.missing("consists", service.consist, parts.consists):
            yield Problem(
                f'"{service.consist}" is not a consist. {did_you_mean(service.consist, parts.consists)}',
                where=f"{where}.consist",
            )
        line = parts.line
        if line is None:
            continue
        named = {p.name: i for i, p in enumerate(line.places)}
        yield from on_line(parts, service.origin, f"{where}.origin")
        yield from on_line(parts, service.destination, f"{where}.destination")
        for stop in service.stops:
            yield from on_line(parts, stop.place, f"{where}.stops")
        calls = [service.origin, *(s.place for s in service.stops), service.destination]
        if all(call in named for call in calls):
            order = [named[call] for call in calls]
            if order not in (sorted(set(order)), sorted(set(order), reverse=True)):
                yield Problem(f"the stops are not in the order of the run: {', '.join(calls)}", where=f"{where}.stops")
        consist = parts.consists.get(service.consist)
        if consist and parts.whole_line:
            yield from room(consist, line, calls, where)


def flows(parts: Parts) -> Iterator[Problem]:
    """An ore flow runs a fleet of its own from a load-out to a dumper elsewhere."""
    users: dict[str, str] = {}
    for flow in parts.services.values():
        if not isinstance(flow, OreFlow):
            continue
        where = f"services.{flow.name}"
        if parts.missing("fleets", flow.fleet, parts.fleets):
            yield Problem(f'"{flow.fleet}" is not a fleet. {did_you_mean(flow.fleet, parts.fleets)}', where=f"{where}.fleet")
        elif flow.fleet in users:
            yield Problem(
                f'fleet "{flow.fleet}" already serves "{users[flow.fleet]}"; give each flow its own', where=f"{where}.fleet"
            )
        users[flow.fleet] = flow.name
        load_out = terminal_of(parts, flow.load_out, LoadOut)
        dumper = terminal_of(parts, flow.dumper, Dumper)
        if isinstance(load_out, str):
            yield Problem(load_out, where=f"{where}.load_out")
        if isinstance(dumper, str):
            yield Problem(dumper, where=f"{where}.dumper")
        fleet = parts.fleets.get(flow.fleet)
        if isinstance(load_out, LoadOut) and isinstance(dumper, Dumper):
            if load_out.place == dumper.place:
                yield Problem(f'ore is loaded and dumped at the same place, "{dumper.place}"', where=f"{where}.dumper")
            if fleet is not None:
                yield from _flow_trains(parts, flow, fleet, load_out, dumper)


def _flow_stops(line: Line, parts: Parts, flow: OreFlow, train: Consist, ends: tuple[str, str]) -> Iterator[Problem]:
    """Ore trains stop where they fit, between their ends, once at a place."""
    where = f"services.{flow.name}.stops"
    known = {p.name: i for i, p in enumerate(line.places)}
    for number, stop in enumerate(flow.stops):
        if stop.place not in known:
            yield from on_line(parts, stop.place, where)
        elif stop.place in [other.place for other in flow.stops[:number]]:
            yield Problem(f'"{stop.place}" is listed twice; its trains stop there once', where=where)
        elif all(end in known for end in ends) and not (
            min(known[end] for end in ends) < known[stop.place] < max(known[end] for end in ends)
        ):
            yield Problem(f'"{stop.place}" does not lie between "{ends[0]}" and "{ends[1]}", where its trains run', where=where)
        elif train.length_m > line.places[known[stop.place]].longest_track_m:
            longest = line.places[known[stop.place]].longest_track_m
            yield Problem(
                f'train "{train.name}" ({train.length_m:,.0f} m) is longer than every track of "{stop.place}" '
                f"({longest:,.0f} m), where it stops. Lengthen a track or shorten the train",
                where=where,
            )


def _flow_trains(parts: Parts, flow: OreFlow, fleet: Fleet, load_out: LoadOut, dumper: Dumper) -> Iterator[Problem]:
    """The train sets of a flow are inspected at one of its ends, fit the line, and can find a full load on the pile."""
    where = f"fleets.{fleet.name}"
    if fleet.inspection_at not in (load_out.place, dumper.place):
        yield Problem(
            f'"{fleet.inspection_at}" is no end of flow "{flow.name}"; sets are inspected at "{load_out.place}" or '
            f'"{dumper.place}"',
            where=f"{where}.inspection_at",
        )
    loaded = parts.consists.get(fleet.loaded)
    if loaded is None:
        return
    if parts.line and parts.whole_line:
        yield from room(loaded, parts.line, [load_out.place, dumper.place], where)
    if parts.line:
        yield from _flow_stops(parts.line, parts, flow, loaded, (load_out.place, dumper.place))
    if f"services.{flow.name}" in parts.partial:
        return
    a_day = flow.target_kg_s * 86_400 / loaded.payload_kg if loaded.payload_kg > 0 else 0.0
    if a_day > _MOST_TRAINS_A_DAY:
        yield Problem(
            f"the target asks for {a_day:,.0f} loaded trains a day of {loaded.payload_kg / 1000:g} t, more than "
            f"{_MOST_TRAINS_A_DAY}. Check the payload and the target",
            where=f"services.{flow.name}.target_kg_s",
        )
    pile = parts.terminals.get(load_out.stockpile)
    if isinstance(pile, Stockpile) and pile.capacity_kg < loaded.payload_kg:
        yield Problem(
            f'stockpile "{pile.name}" holds {pile.capacity_kg / 1000:,.0f} t, less than the '
            f"{loaded.payload_kg / 1000:,.0f} t of one train: no train would ever be loaded",
            where=f"terminals.{pile.name}.capacity_kg",
        )


def ends(parts: Parts) -> Iterator[Problem]:
    """Trains do not vanish where they end."""
    if parts.line is not None and parts.whole_line and parts.complete("services"):
        yield from ends_of_trains(parts.line, parts.services)
