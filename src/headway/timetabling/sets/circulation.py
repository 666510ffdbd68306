"""Circulation: which train set runs which train, and which train it runs next."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from headway.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A train of an ore flow, the set that runs it, and the train that the set runs next.

    Parameters
    ----------
    train_set
        The set that runs the train when the timetable is run for the first time.
    train, departs_s, arrives_s
        The train and its times [s].
    place
        Where the train arrives and the set turns back.
    ready_s
        When the set can depart again: it has been loaded or unloaded, inspected, and moved to and from the yard,
        without a queue [s].
    then, then_departs_s
        The train that the set runs next, and when it departs [s]; this may be in the next run of the timetable, or
        later.
    """

    train_set: str
    train: str
    departs_s: int
    arrives_s: int
    place: str
    ready_s: int
    then: str
    then_departs_s: int

    @property
    def spare_s(self) -> int:
        """How long the set stands ready before it departs again [s]."""
        return self.then_departs_s - self.ready_s


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Circulation(Shown):
    """The train sets of an ore flow if the timetable is run again and again.

    Parameters
    ----------
    flow
        Name of the flow.
    needed
        The fewest sets that run all trains of the flow. In a short timetable a set may be under way all the time and
        begin no train.
    there
        How many sets the fleet has.
    turns
        A turn for every train, by set and departure.
    """

    flow: str
    needed: int
    there: int
    turns: tuple[Turn, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return f"{self.flow}: {self.needed} train sets needed, {self.there} there, {len(self.turns)} trains"


def turns_to_frame(circulations: Iterable[Circulation]) -> pl.DataFrame:
    """Return the turns of all flows as a table: the set of each train, when it is ready again, and its next train."""
    names = ("train_set", "train", "departs_s", "arrives_s", "place", "ready_s", "then", "then_departs_s", "spare_s")
    rows = [(c.flow, *(getattr(turn, name) for name in names)) for c in circulations for turn in c.turns]
    texts = {"flow", "train_set", "train", "place", "then"}
    return pl.DataFrame(rows, schema={name: pl.String if name in texts else pl.Int64 for name in ("flow", *names)}, orient="row")
