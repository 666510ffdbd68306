"""The rules of terminals and yards: they lie at places, and yards hold the sets of a flow."""

from collections.abc import Iterator

from headway.errors import Problem
from headway.model.line import Line
from headway.model.rules.parts import Parts, on_line, terminal_of
from headway.model.services import OreFlow
from headway.model.terminals import Mine, Plant, Station, Stockpile


def terminals(parts: Parts) -> Iterator[Problem]:
    """Mines and dumpers fill stockpiles; load-outs and plants draw from them; all stand at places."""
    for terminal in parts.terminals.values():
        where = f"terminals.{terminal.name}"
        if isinstance(terminal, Mine | Station | Plant):
            pile = terminal_of(parts, terminal.stockpile, Stockpile)
            if isinstance(pile, str):
                yield Problem(pile, where=f"{where}.stockpile")
        if isinstance(terminal, Station):
            yield from on_line(parts, terminal.place, f"{where}.place")


def yards(parts: Parts) -> Iterator[Problem]:
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
