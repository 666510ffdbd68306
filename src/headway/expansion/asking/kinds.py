"""The kinds of options: loops, second tracks, signals, train sets, longer trains, dumpers, load-outs, piles, shops."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import ClassVar

from headway.errors import Problem
from headway.expansion.asking.options import Changes, OfFleet, OfSection, OfTerminal, Option
from headway.model import Consist, Dumper, Fleet, LoadOut, Scenario, Stockpile
from headway.model.checked import checked


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Loop(OfSection):
    """A passing loop with two tracks; several in one section halve its longest part, one after another.

    Parameters
    ----------
    km
        Where the first one lies; by default in the middle of the section.
    length_m
        Usable length of its tracks; by default that of the longest track at the ends of the section [m].
    """

    cost_key: ClassVar[str] = "loop"
    life_key: ClassVar[str] = "line"

    km: float | None = None
    length_m: float | None = None

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say also whether its post lies outside the section."""
        before = list(OfSection.problems(self, scenario))
        yield from before
        if self.km is not None and not before:
            low, high = sorted(self.ends_km(scenario))
            if not low < self.km < high:
                yield Problem(f"km {self.km:g} does not lie in the section, from km {low:g} to {high:g}", where="km")

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return new places in the section."""
        posts = list(self.ends_km(scenario))
        ends = {km: scenario.line.leg(self.leg).places for km in posts}
        track_m = self.length_m or max(p.longest_track_m for km in posts for p in ends[km] if p.km in posts)
        found: Changes = {}
        for number in range(level):
            low, high = max(pairwise(posts), key=lambda pair: abs(pair[1] - pair[0]))
            km = self.km if number == 0 and self.km is not None else round((low + high) / 2, 3)
            posts.insert(posts.index(high), km)
            found[f"legs.{self.leg}.places.New loop km {km:g}"] = {"km": km, "tracks": f"2 x {track_m:g} m"}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class SecondTrack(OfSection):
    """A second track over a whole section; its price is that of one kilometre."""

    cost_key: ClassVar[str] = "second_track_km"
    life_key: ClassVar[str] = "line"

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return the section with so many more tracks."""
        now = next(s.tracks for s in scenario.line.sections if s.name == self.section)
        return {f"legs.{self.leg}.sections.{self.section}": {"tracks": now + level}} if level else {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Signals(OfSection):
    """Intermediate signals, evenly spaced, so that trains of one direction follow each other block by block."""

    cost_key: ClassVar[str] = "signals"
    life_key: ClassVar[str] = "signals"

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return the section with so many signals more than none."""
        low, high = self.ends_km(scenario)
        posts = [round(low + (high - low) * (i + 1) / (level + 1), 3) for i in range(level)]
        tracks = next(s.tracks for s in scenario.line.sections if s.name == self.section)
        at = f"legs.{self.leg}.sections.{self.section}"
        return {at: {"tracks": tracks, "signals_km": sorted(posts)}} if level else {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class TrainSet(OfFleet):
    """A train set to own; its price is that of its vehicles. So many run as are available."""

    cost_key: ClassVar[str] = "train_set"
    life_key: ClassVar[str] = "train_set"


def owned(fleet: Fleet) -> int:
    """Return how many train sets are there at first, so that those in service are available."""
    return ceil(fleet.sets / fleet.availability - 1e-9)


def in_service(sets: int, availability: float) -> int:
    """Return how many of the train sets that are there can run."""
    return max(1, floor(sets * availability + 1e-9))


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class LongerTrains(OfFleet):
    """Longer trains of a fleet, with more locomotives; every train set that is there gets the vehicles that it lacks.

    Parameters
    ----------
    wagons_a_train, locomotives_a_train
        How many a train has then.
    """

    cost_key: ClassVar[str] = "longer_trains"
    life_key: ClassVar[str] = "train_set"

    wagons_a_train: int
    locomotives_a_train: int

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say also whether its trains have vehicles of several types."""
        before = list(OfFleet.problems(self, scenario))
        yield from before
        for consist in () if before else consists_of(scenario, scenario.fleet(self.fleet)):
            if len(consist.wagons) != 1 or len(consist.locomotives) != 1:
                message = f'"{consist.name}" has several types of vehicles, so it is not clear which are added'
                yield Problem(f"{message}. Write a change of its wagons", where="fleet")
            elif self.wagons_a_train <= consist.wagons[0][1]:
                yield Problem(
                    f"{self.wagons_a_train} are no more than the {consist.wagons[0][1]} of today", where="wagons_a_train"
                )

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return other consists."""
        found: Changes = {}
        for consist in consists_of(scenario, scenario.fleet(self.fleet)) if level else ():
            found[f"consists.{consist.name}.wagons"] = {consist.wagons[0][0].name: self.wagons_a_train}
            found[f"consists.{consist.name}.locomotives"] = {consist.locomotives[0][0].name: self.locomotives_a_train}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class MoreServed(OfTerminal):
    """A machine beside those of a terminal, so that it serves one more train at once."""

    life_key: ClassVar[str] = "terminal"

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return the terminal with room for more trains."""
        now = next(t.trains for t in scenario.terminals if isinstance(t, Dumper | LoadOut) and t.name == self.terminal)
        return {f"terminals.{self.terminal}.trains": now + level} if level else {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class MoreDumpers(MoreServed):
    """A dumper beside those of a terminal, so that it serves one more train at once."""

    cost_key: ClassVar[str] = "dumper"
    kind: ClassVar[type] = Dumper


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class MoreLoadOuts(MoreServed):
    """A load-out beside those of a terminal, so that it serves one more train at once."""

    cost_key: ClassVar[str] = "load_out"
    kind: ClassVar[type] = LoadOut


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class BiggerPile(OfTerminal):
    """More room on a stockpile.

    Parameters
    ----------
    by_kg
        How much more it holds [kg].
    """

    cost_key: ClassVar[str] = "stockyard"
    life_key: ClassVar[str] = "terminal"
    kind: ClassVar[type] = Stockpile

    by_kg: float

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return a pile that holds more."""
        pile = next(p for p in scenario.stockpiles if p.name == self.terminal)
        return {f"terminals.{self.terminal}.capacity": f"{(pile.capacity_kg + level * self.by_kg) / 1e6:g} kt"} if level else {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Shop(OfFleet):
    """A shop for locomotives and wagons, which makes more of the train sets available.

    Parameters
    ----------
    availability
        Share of the train sets that is in service then.
    """

    cost_key: ClassVar[str] = "shop"
    life_key: ClassVar[str] = "terminal"

    availability: float

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return the fleet with another availability."""
        del scenario
        return {f"fleets.{self.fleet}.availability": self.availability} if level else {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class OtherChange(Option):
    """Any other value at an address of the scenario.

    Parameters
    ----------
    where, value
        The address, and what a file would hold there, such as ``terminals.mine-load-out.rate`` and ``8 kt/h``.
    """

    where: str
    value: str

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return the change."""
        del scenario
        return {self.where: self.value} if level else {}


KINDS: Mapping[str, type[Option]] = {
    "loop": Loop,
    "second-track": SecondTrack,
    "signals": Signals,
    "train-set": TrainSet,
    "longer-trains": LongerTrains,
    "dumper": MoreDumpers,
    "load-out": MoreLoadOuts,
    "stockpile": BiggerPile,
    "locomotive-shop": Shop,
    "change": OtherChange,
}
"""Kinds of options, as files name them."""


def consists_of(scenario: Scenario, fleet: Fleet) -> tuple[Consist, Consist]:
    """Return the trains of a fleet, loaded and empty."""
    by_name = {consist.name: consist for consist in scenario.consists}
    return by_name[fleet.loaded], by_name[fleet.empty]
