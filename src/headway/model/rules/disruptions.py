"""The rules of what shuts or disturbs: possessions and disruptions lie on the line and hit what there is."""

from collections.abc import Iterator, Mapping

from headway.errors import Problem, did_you_mean
from headway.model.disruptions import BadOrder, Breakdown, Closure, HeatOrder, Storm, TrainFailure, Variation
from headway.model.possession import Possession
from headway.model.rules.parts import Parts
from headway.model.rules.possessions import covered_places, never_open
from headway.model.services import OreFlow
from headway.model.terminals import Station, Stockpile


def possessions(parts: Parts) -> Iterator[Problem]:
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


def disruptions(parts: Parts) -> Iterator[Problem]:
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
