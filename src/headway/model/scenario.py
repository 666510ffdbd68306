"""The scenario: a whole corridor, complete and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol, TypeVar

from headway.errors import InputError, Problem, did_you_mean, require
from headway.model.change import Change
from headway.model.checked import checked
from headway.model.consist import Consist
from headway.model.disruptions import Disruption
from headway.model.fleet import Fleet
from headway.model.line import Line
from headway.model.naming import composed
from headway.model.possession import Possession
from headway.model.practice import NONE, practice_rule
from headway.model.provenance import Provenance
from headway.model.rules import Parts, problems_of
from headway.model.services import FixedPath, OreFlow, Service
from headway.model.terminals import Dumper, LoadOut, Mine, Plant, Stockpile, Terminal
from headway.model.vehicles import Locomotive, Wagon
from headway.shown import Shown
from headway.units import DAY_S


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
@checked
class Scenario(Shown):
    """A corridor with its line, trains, services and terminals.

    Building a scenario checks everything; an `InputError` lists all that is wrong.

    Parameters
    ----------
    title, description
        For people.
    starts_on
        The first simulated day; trains by weekday and possessions count from it.
    line
        The line.
    setting_s
        Time a route is held before a train enters a section or a track [s].
    clearing_s
        Time until a section or a track may be used again after the tail has left it [s].
    yard_move_s
        Time a train stands on a running track on its way to or from a yard, where the place says nothing else [s].
    air_temperature_c
        Mean temperature of the air [C]; with it the air's drag follows the density at the mean height of the line.
        Without it the air is standard: 1.225 kg/m3.
    turnout_speed_ms
        Highest speed of a train that enters or leaves the track on which it stops, where the place says nothing else
        [m/s]. None: the speed of the line.
    practice
        The practice that filled what the scenario left open, see `headway.model.practice`: ``none``, ``conventional``
        or ``best``.
    running_supplement
        Share by which trains run slower between places than they could: in timetables, capacity and simulations alike.
        A train that runs alone (`train_run`) does not.
    locomotives, wagons, consists, fleets, services, terminals, possessions, disruptions
        In the order in which they were listed; names are unique within each. A scenario without services has train runs
        and running times, and nothing else.
    provenance
        Where the figures come from.
    changes
        What was changed by address, in the order in which it was.
    """

    title: str
    line: Line
    description: str = ""
    starts_on: date = date(2027, 1, 4)
    setting_s: float = 60.0
    clearing_s: float = 60.0
    yard_move_s: float = 600.0
    air_temperature_c: float | None = None
    turnout_speed_ms: float | None = None
    practice: str = NONE
    running_supplement: float = 0.0
    locomotives: tuple[Locomotive, ...] = ()
    wagons: tuple[Wagon, ...] = ()
    consists: tuple[Consist, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    services: tuple[Service, ...] = ()
    terminals: tuple[Terminal, ...] = ()
    possessions: tuple[Possession, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    provenance: tuple[Provenance, ...] = field(default=(), repr=False)
    changes: tuple[Change, ...] = ()

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        counts = [(len(self.consists), "train"), (len(self.services), "service"), (len(self.possessions), "possession")]
        listed = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
        line = f"{self.line.length_m / 1000:,.0f} km, {len(self.line.places)} places"
        return f"{self.title}: {line}, {listed}" if listed else f"{self.title}: {line}"

    def summary(self) -> str:
        """Return the result in some lines."""
        lines = [self.headline]
        for kind in ("consists", "fleets", "services", "terminals", "possessions", "disruptions"):
            names = [item.name for item in getattr(self, kind)]
            lines += [f"  {kind:<11}  {', '.join(names)}"] if names else []
        return "\n".join(lines)

    def __post_init__(self) -> None:
        require(
            (1900 <= self.starts_on.year <= 2200, f"starts_on: a year from 1900 to 2200, not {self.starts_on.year}"),
            practice_rule(self.practice),
        )
        problems = problems_of(
            Parts(
                line=self.line,
                consists=by_name(self.consists),
                fleets=by_name(self.fleets),
                services=by_name(self.services),
                terminals=by_name(self.terminals),
                possessions=by_name(self.possessions),
                disruptions=by_name(self.disruptions),
            )
        )
        if problems:
            raise InputError(problems)

    def turns_after_s(self, path: FixedPath) -> float:
        """Return how long after a fixed path departs its train departs again as the next one [s]."""
        then = next(other for other in self.fixed_paths if other.name == path.then)
        soonest = (path.arrives_at_s or path.departs_at_s) - path.departs_at_s + self.yard_move_at(path.destination)
        return soonest + (then.departs_at_s - path.departs_at_s - soonest) % DAY_S

    def need_services(self, result: str) -> None:
        """Raise an `InputError` if there is no service, for a result that needs services, such as ``"a timetable"``."""
        if not self.services:
            needs = f"there is none, and {result} needs one: a fixed path or an ore flow. Train runs and running times need none"
            raise InputError([Problem(needs, where="services")])

    def consist(self, name: str) -> Consist:
        """Return a consist by its name."""
        return _find(self.consists, name, "consist")

    def fleet(self, name: str) -> Fleet:
        """Return a fleet by its name."""
        return _find(self.fleets, name, "fleet")

    def service(self, name: str) -> Service:
        """Return a service by its name."""
        return _find(self.services, name, "service")

    def load_out(self, name: str) -> LoadOut:
        """Return a load-out by its name."""
        return _find(self._terminals(LoadOut), name, "load-out")

    def dumper(self, name: str) -> Dumper:
        """Return a dumper by its name."""
        return _find(self._terminals(Dumper), name, "dumper")

    def yard_move_at(self, place: str) -> float:
        """Return how long a train stands on a running track of a place on its way to or from the yard [s]."""
        own = self.line.place(place).yard_move_s
        return self.yard_move_s if own is None else own

    def turnout_speed_at(self, place: str) -> float | None:
        """Return the highest speed over the turnouts of a place [m/s]; None where it is that of the line."""
        found = self.line.place(place)
        if len(found.tracks) == 1:
            return None
        return self.turnout_speed_ms if found.turnout_speed_ms is None else found.turnout_speed_ms

    def at_full_speed(self) -> "Scenario":
        """Return the scenario with the shortest running times: no supplement, and turnouts as fast as the line."""
        legs = tuple(
            replace(leg, places=tuple(replace(place, turnout_speed_ms=None) for place in leg.places)) for leg in self.line.legs
        )
        return replace(self, line=Line(legs=legs), running_supplement=0.0, turnout_speed_ms=None)

    def flow(self, given: OreFlow | str = "") -> OreFlow:
        """Return an ore flow by its name, by default the first; a flow that is given stays as it is."""
        if isinstance(given, OreFlow):
            return given
        if not self.flows:
            raise InputError(["the scenario has no ore flow; add a service of the kind ore-flow, whose trains can be counted"])
        for flow in self.flows:
            if composed(given) in ("", flow.name):
                return flow
        raise InputError([f'"{given}" is not an ore flow. {did_you_mean(given, (flow.name for flow in self.flows))}'])

    @property
    def flows(self) -> tuple[OreFlow, ...]:
        """The ore flows."""
        return tuple(s for s in self.services if isinstance(s, OreFlow))

    @property
    def fixed_paths(self) -> tuple[FixedPath, ...]:
        """The fixed paths."""
        return tuple(s for s in self.services if isinstance(s, FixedPath))

    @property
    def mines(self) -> tuple[Mine, ...]:
        """The mines."""
        return self._terminals(Mine)

    @property
    def stockpiles(self) -> tuple[Stockpile, ...]:
        """The stockpiles."""
        return self._terminals(Stockpile)

    @property
    def plants(self) -> tuple[Plant, ...]:
        """The plants."""
        return self._terminals(Plant)

    def _terminals(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(t for t in self.terminals if isinstance(t, kind))

    def train_consists(self, service: Service) -> tuple[Consist, ...]:
        """Return the consists that the trains of a service run as: one, or loaded and empty."""
        if isinstance(service, FixedPath):
            return (self.consist(service.consist),)
        fleet = self.fleet(service.fleet)
        return self.consist(fleet.loaded), self.consist(fleet.empty)

    def ends(self, flow: OreFlow) -> tuple[str, str]:
        """Return the places where the trains of a flow are loaded and unloaded."""
        return self.load_out(flow.load_out).place, self.dumper(flow.dumper).place

    @property
    def assumptions(self) -> tuple[Provenance, ...]:
        """The figures that are assumed rather than sourced."""
        return tuple(p for p in self.provenance if p.assumed)


def by_name(items: Iterable[N]) -> Mapping[str, N]:
    """Return named things by their names; an `InputError` names those that share a name."""
    found: dict[str, N] = {}
    twice: list[str] = []
    for item in items:
        if item.name in found:
            twice.append(f'"{item.name}" is given twice; names must be unique')
        found[item.name] = item
    if twice:
        raise InputError(twice)
    return found


def _find(items: Iterable[N], name: str, kind: str) -> N:
    known, name = by_name(items), composed(name)
    if name not in known:
        raise InputError([f'"{name}" is not a {kind} of the scenario. {did_you_mean(name, known)}'])
    return known[name]
