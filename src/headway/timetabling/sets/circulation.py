"""Circulation: which train set runs which train, and what it goes on as."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from headway.shown import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A train of an ore flow, the set that runs it, and the train as which the set goes on.

    Parameters
    ----------
    train_set
        The set that runs the train when the timetable is run for the first time.
    train, departs_s, arrives_s
        The train and its times [s].
    place
        Where it arrives and turns back.
    ready_s
        When the set can depart again: served, inspected and moved from and to the yard, without a queue [s].
    then, then_departs_s
        The train as which it goes on, and when [s]; that may be when the timetable is run the next time, or later.
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
        Its name.
    needed
        The fewest sets that run all its trains. Some may be under way all the time of a short timetable and begin no train in it.
    there
        How many its fleet has.
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
    """Return the turns of all flows as a table: who runs which train, when it could leave again, and as what it does."""
    names = ("train_set", "train", "departs_s", "arrives_s", "place", "ready_s", "then", "then_departs_s", "spare_s")
    rows = [(c.flow, *(getattr(turn, name) for name in names)) for c in circulations for turn in c.turns]
    texts = {"flow", "train_set", "train", "place", "then"}
    return pl.DataFrame(rows, schema={name: pl.String if name in texts else pl.Int64 for name in ("flow", *names)}, orient="row")
