"""The rules between the parts of a scenario: what refers to what, and what fits where.

The rules run on whatever parts could be read, so that a file with a mistake in one place still has the rest of it
checked. A name in ``unreadable`` exists but could not be read, so no rule speaks of it. A name in ``partial`` stands
for an object that could only be read in part, so no rule speaks that needs the missing part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from headway.errors import InputError, Problem, did_you_mean
from headway.model.consist import Consist
from headway.model.disruptions import BadOrder, Breakdown, Closure, Disruption, HeatOrder, Storm, TrainFailure, Variation
from headway.model.fleet import Fleet
from headway.model.line import Line
from headway.model.possession import Possession
from headway.model.rules.places import block_cutters
from headway.model.rules.possessions import covered_places, never_open
from headway.model.rules.turning import ends_of_trains
from headway.model.services import FixedPath, OreFlow, Service
from headway.model.terminals import Dumper, LoadOut, Mine, Plant, Station, Stockpile, Terminal
from headway.units import exact_sum

_ELEVATION_TOLERANCE_M = 2.0
_MOST_TRAINS_A_DAY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a scenario, as far as they could be read; each collection is by name."""

    line: Line | None
    consists: Mapping[str, Consist]
    fleets: Mapping[str, Fleet]
    services: Mapping[str, Service]
    terminals: Mapping[str, Terminal]
    possessions: Mapping[str, Possession]
    disruptions: Mapping[str, Disruption] = field(default_factory=dict[str, Disruption])
    unreadable: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()

    def missing(self, collection: str, name: str, known: Mapping[str, object]) -> bool:
        """Tell whether a name is neither known nor merely unreadable."""
        return name not in known and not {f"{collection}.{name}", f"{collection}."} & self.unreadable

    def complete(self, *collections: str) -> bool:
        """Tell whether all objects of some collections could be read in full."""
        beginnings = tuple(f"{collection}." for collection in collections)
        return not any(address.startswith(beginnings) for address in self.unreadable | self.partial)

    @property
    def whole_line(self) -> bool:
        """Whether all places of the line could be read."""
        return self.line is not None and not any(u.startswith(("places.", "legs.")) for u in self.unreadable)


def problems_of(parts: Parts) -> list[Problem]:
    """Return every broken rule between the parts."""
    return [
        *_profile(parts),
        *_classes(parts),
        *_possessions(parts),
        *_disruptions(parts),
        *_lengths(parts),
        *_places(parts),
        *_fleets(parts),
        *_fixed_paths(parts),
        *_flows(parts),
        *_terminals(parts),
        *_yards(parts),
        *_ends(parts),
    ]


def _profile(parts: Parts) -> Iterator[Problem]:
    """The gradients climb from each known elevation to the next."""
    if parts.line is None or not parts.whole_line:
        return
    heights = {place.name: place.elevation_m for place in parts.line.places}
    for leg in parts.line.legs:
        if not leg.gradients:
            continue
        known = [(p.name, p.km, height) for p in leg.places if (height := heights[p.name]) is not None]
        for (a, a_km, a_m), (b, b_km, b_m) in pairwise(known):
            low, high = sorted((a_km, b_km))
            climb = exact_sum(g.grade_permille * max(0.0, min(g.to_km, high) - max(g.from_km, low)) for g in leg.gradients) * (
                1 if b_km > a_km else -1
            )
            if abs(climb - (b_m - a_m)) > _ELEVATION_TOLERANCE_M:
                yield Problem(
                    f'the gradients climb {climb:.1f} m from "{a}" to "{b}", the elevations {b_m - a_m:.1f} m. '
                    f"Correct one of them (tolerance {_ELEVATION_TOLERANCE_M:g} m)",
                    where=f"legs.{leg.name}.gradients",
                )


def _classes(parts: Parts) -> Iterator[Problem]:
    """A speed limit binds a class that some consist has."""
    classes = {consist.train_class for consist in parts.consists.values()}
    if not parts.complete("consists"):
        return
    for leg in parts.line.legs if parts.line else ():
        for name in sorted({limit.train_class for limit in leg.speed_limits if limit.train_class} - classes):
            yield Problem(
                f'a speed limit binds train class "{name}", which no consist has. {did_you_mean(name, classes)}',
                where=f"legs.{leg.name}.speed_limits",
            )


def _possessions(parts: Parts) -> Iterator[Problem]:
    """A possession lies on a leg, covers no place, and leaves time together with the others."""
    on_line: list[Possession] = []
    for p in parts.possessions.values():
        astray = list(_on_leg(parts, p, f"possessions.{p.name}"))
        yield from astray
        if parts.line and not astray:
            on_line.append(p)
            yield from covered_places(parts.line, p)
    if parts.line and parts.whole_line:
        yield from never_open(parts.line, on_line)


def _on_leg(parts: Parts, stretch: Possession | Storm | HeatOrder | Closure, where: str) -> Iterator[Problem]:
    """A stretch lies on a leg."""
    legs = {leg.name: leg for leg in parts.line.legs} if parts.line else {}
    if not legs or not (stretch.leg in legs or parts.missing("legs", stretch.leg, legs)):
        return
    if stretch.leg not in legs:
        yield Problem(f'"{stretch.leg}" is not a leg. {did_you_mean(stretch.leg, legs)}', where=f"{where}.leg")
    elif not (legs[stretch.leg].covers(stretch.from_km) and legs[stretch.leg].covers(stretch.to_km)):
        leg = legs[stretch.leg]
        reach = f"km {stretch.from_km:g} to {stretch.to_km:g} reaches beyond the leg (km {leg.km_from:g} to {leg.km_to:g})"
        yield Problem(reach, where=where)


def _disruptions(parts: Parts) -> Iterator[Problem]:
    """A disruption concerns something that exists, and that it can concern."""
    flows = {name: s for name, s in parts.services.items() if isinstance(s, OreFlow)}
    working = {name: t for name, t in parts.terminals.items() if not isinstance(t, Stockpile)}
    stations = {name: t for name, t in parts.terminals.items() if isinstance(t, Station)}
    for d in parts.disruptions.values():
        where = f"disruptions.{d.name}"
        if isinstance(d, Storm | HeatOrder | Closure):
            yield from _on_leg(parts, d, where)
        elif isinstance(d, Breakdown):
            yield from _hits(parts, d.of, {"terminals": working}, "mine, load-out, dumper or plant", where)
        elif isinstance(d, TrainFailure):
            yield from _hits(parts, d.of, {"services": parts.services}, "service", where)
        elif isinstance(d, BadOrder):
            yield from _hits(parts, d.of, {"services": flows}, "ore flow", where)
        else:
            yield from _hits(
                parts, d.of, {"services": parts.services, "terminals": stations}, "service, load-out or dumper", where
            )
            yield from _varies(d, d.of in stations, d.of in flows, where)


def _hits(parts: Parts, of: str, known: Mapping[str, Mapping[str, object]], kind: str, where: str) -> Iterator[Problem]:
    if all(parts.missing(collection, of, names) for collection, names in known.items()):
        every = [name for names in known.values() for name in names]
        yield Problem(f'"{of}" is not a {kind}. {did_you_mean(of, every)}', where=f"{where}.of")


def _varies(variation: Variation, of_terminal: bool, of_flow: bool, where: str) -> Iterator[Problem]:
    """What a variation states means something for the thing that varies."""
    if of_terminal and variation.slower:
        yield Problem("a terminal has no running time; lower its rate instead", where=f"{where}.slower")
    if (of_terminal or of_flow) and (variation.late_s or variation.cancelled):
        yield Problem("only the trains of a fixed path have a departure to be late for, or to be cancelled", where=where)


def _fleets(parts: Parts) -> Iterator[Problem]:
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
        yield from _place(parts, fleet.inspection_at, f"{where}.inspection_at")


def _place(parts: Parts, name: str, where: str) -> Iterator[Problem]:
    """A place that something names stands on the line."""
    if parts.line is None or {f"places.{name}", "places."} & parts.unreadable:
        return
    try:
        parts.line.index(name)
    except InputError as error:
        yield from (p.inside(where) for p in error.problems)


def _lengths(parts: Parts) -> Iterator[Problem]:
    """A train fits some track of the line."""
    if parts.line is None or not parts.whole_line:
        return
    longest = max(parts.line.places, key=lambda p: p.longest_track_m)
    for consist in parts.consists.values():
        if consist.length_m > longest.longest_track_m:
            yield Problem(
                f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than every track of the line (the longest, '
                f'{longest.longest_track_m:,.0f} m, is at "{longest.name}"). Lengthen tracks or shorten the train',
                where=f"consists.{consist.name}",
            )


def _places(parts: Parts) -> Iterator[Problem]:
    """No place stands on the line only to cut a block in two."""
    if parts.line is None or not (parts.whole_line and parts.complete("consists", "services", "terminals", "fleets")):
        return
    used = {fleet.inspection_at for fleet in parts.fleets.values()}
    used |= {terminal.place for terminal in parts.terminals.values() if isinstance(terminal, Station)}
    for service in parts.services.values():
        used |= {stop.place for stop in service.stops}
        used |= {service.origin, service.destination} if isinstance(service, FixedPath) else set()
    yield from block_cutters(parts.line, parts.consists.values(), used)


def _room(consist: Consist, line: Line, calls: list[str], where: str) -> Iterator[Problem]:
    """A train fits a track wherever it stops, and some passing place between its ends, or it can meet no train.

    Of a train that fits nowhere at all, only this is said.
    """
    known = {p.name: i for i, p in enumerate(line.places)}
    if all(consist.length_m > p.longest_track_m for p in line.places):
        return
    train = f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than every track'
    for call in calls:
        if call in known and consist.length_m > line.places[known[call]].longest_track_m:
            yield Problem(
                f'{train} of "{call}" ({line.places[known[call]].longest_track_m:,.0f} m), where it stops. '
                "Lengthen a track or shorten the train",
                where=where,
            )
    if calls[0] not in known or calls[-1] not in known:
        return
    low, high = sorted((known[calls[0]], known[calls[-1]]))
    for i in range(low, high):
        gap = line.positions_m[i + 1] - line.positions_m[i]
        if consist.length_m > gap:
            yield Problem(
                f'train "{consist.name}" ({consist.length_m:,.0f} m) is longer than section "{line.sections[i].name}" '
                f"({gap:,.0f} m); it would stand in two places. Make one place of the two",
                where=where,
            )
    loops = [p for p in line.places[low + 1 : high] if len(p.tracks) > 1]
    if loops and all(consist.length_m > p.longest_track_m for p in loops):
        longest = max(loops, key=lambda p: p.longest_track_m)
        yield Problem(
            f'{train} between "{calls[0]}" and "{calls[-1]}" (the longest, {longest.longest_track_m:,.0f} m, is at '
            f'"{longest.name}"): it can wait nowhere. Lengthen loops or shorten the train',
            where=where,
        )


def _fixed_paths(parts: Parts) -> Iterator[Problem]:
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
        yield from _place(parts, service.origin, f"{where}.origin")
        yield from _place(parts, service.destination, f"{where}.destination")
        for stop in service.stops:
            yield from _place(parts, stop.place, f"{where}.stops")
        calls = [service.origin, *(s.place for s in service.stops), service.destination]
        if all(call in named for call in calls):
            order = [named[call] for call in calls]
            if order not in (sorted(set(order)), sorted(set(order), reverse=True)):
                yield Problem(f"the stops are not in the order of the run: {', '.join(calls)}", where=f"{where}.stops")
        consist = parts.consists.get(service.consist)
        if consist and parts.whole_line:
            yield from _room(consist, line, calls, where)


def _flows(parts: Parts) -> Iterator[Problem]:
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
        load_out = _terminal(parts, flow.load_out, LoadOut)
        dumper = _terminal(parts, flow.dumper, Dumper)
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
            yield from _place(parts, stop.place, where)
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
        yield from _room(loaded, parts.line, [load_out.place, dumper.place], where)
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


def _terminal(parts: Parts, name: str, kind: type[Terminal]) -> Terminal | str | None:
    """Return a terminal of a kind, or a sentence that says why there is none, or None if it could not be read."""
    if not parts.missing("terminals", name, parts.terminals):
        found = parts.terminals.get(name)
        if found is None or isinstance(found, kind):
            return found
        return f'"{name}" is a {_word(type(found))}, not a {_word(kind)}'
    known = [n for n, t in parts.terminals.items() if isinstance(t, kind)]
    return f'"{name}" is not a {_word(kind)}. {did_you_mean(name, known)}'


def _word(kind: type[Terminal]) -> str:
    return "load-out" if kind is LoadOut else kind.__name__.lower()


def _ends(parts: Parts) -> Iterator[Problem]:
    """Trains do not vanish where they end."""
    if parts.line is not None and parts.whole_line and parts.complete("services"):
        yield from ends_of_trains(parts.line, parts.services)


def _terminals(parts: Parts) -> Iterator[Problem]:
    """Mines and dumpers fill stockpiles; load-outs and plants draw from them; all stand at places."""
    for terminal in parts.terminals.values():
        where = f"terminals.{terminal.name}"
        if isinstance(terminal, Mine | Station | Plant):
            pile = _terminal(parts, terminal.stockpile, Stockpile)
            if isinstance(pile, str):
                yield Problem(pile, where=f"{where}.stockpile")
        if isinstance(terminal, Station):
            yield from _place(parts, terminal.place, f"{where}.place")


def _yards(parts: Parts) -> Iterator[Problem]:
    """The yards at the ends of a flow hold all its sets, so that no train ever waits for a yard on the line."""
    if parts.line is None:
        return
    need: dict[str, int] = {}
    for flow in parts.services.values():
        if not isinstance(flow, OreFlow) or flow.fleet not in parts.fleets or f"fleets.{flow.fleet}" in parts.partial:
            continue
        for terminal in (parts.terminals.get(flow.load_out), parts.terminals.get(flow.dumper)):
            if isinstance(terminal, Station):
                need[terminal.place] = need.get(terminal.place, 0) + parts.fleets[flow.fleet].sets
    places = {p.name: p for p in parts.line.places}
    for name, sets in need.items():
        if name in places and places[name].yard_trains < sets:
            yield Problem(
                f'the yard of "{name}" holds {places[name].yard_trains} trains, but {sets} train sets use it. '
                "Raise its yard_trains or take sets away",
                where=f"legs.{_leg_of(parts.line, name)}.places.{name}",
            )


def _leg_of(line: Line, place: str) -> str:
    return next(leg.name for leg in line.legs if any(p.name == place for p in leg.places))
