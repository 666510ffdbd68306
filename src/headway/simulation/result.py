"""What a simulation returns: tonnes, train paths, what every train set did, stocks."""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from headway.model import Scenario
from headway.simulation.kpis import Kpis, kpis_of
from headway.timetabling import TrainPath, paths_to_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What a train set did for a while.

    Parameters
    ----------
    train_set, fleet, flow
        Names.
    kind
        One of `KINDS`.
    begin_s, end_s
        From when until when [s].
    """

    train_set: str
    fleet: str
    flow: str
    kind: str
    begin_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPoint:
    """A corner of a stockpile's level: between two corners the level is a straight line.

    Parameters
    ----------
    stockpile
        Name.
    time_s
        From the midnight that begins the first day; negative in the warm-up [s].
    level_t
        What lies there [t].
    """

    stockpile: str
    time_s: float
    level_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a terminal moved in the days that count, for one flow.

    Parameters
    ----------
    terminal, flow
        Names; a mine or a plant has no flow.
    moved_kg
        Ore mined, loaded, dumped or used [kg].
    hindered_s
        Time lost because a pile was full (mine, dumper) or empty (plant) [s at full rate].
    """

    terminal: str
    flow: str
    moved_kg: float
    hindered_s: float


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """The corridor through a number of days.

    Times are seconds from the midnight that begins the first day; the warm-up lies before, at negative times.

    Parameters
    ----------
    scenario, days, warm_up_days, seed
        What was run.
    paths
        The path of every train, in the order of departure.
    activities
        What every train set did.
    stocks
        The corners of every stockpile's level.
    amounts
        What every terminal moved in the days that count, for every flow.
    unbalanced_kg
        Ore mined and there at the beginning, less ore used, on piles and on trains at the end; zero, exactly.
    violations
        What the referee found wrong with the train paths; empty.
    """

    scenario: Scenario
    days: int
    warm_up_days: int
    seed: int
    paths: tuple[TrainPath, ...]
    activities: tuple[Activity, ...]
    stocks: tuple[StockPoint, ...]
    amounts: tuple[Amounts, ...]
    unbalanced_kg: float
    violations: tuple[str, ...]

    @cached_property
    def kpis(self) -> Kpis:
        """The key figures."""
        return kpis_of(self)

    def summary(self) -> str:
        """Return the key figures in a few lines, with the sentence that names what limits the tonnage."""
        rows = self.kpis.rows()
        width = max(len(name) for name, _ in rows)
        lines = [f"{self.scenario.title}: {self.days} {'day' if self.days == 1 else 'days'}"]
        lines += [f"  {name:<{width}}  {value}" for name, value in rows]
        return "\n".join([*lines, "", self.kpis.sentence])

    def to_frame(self) -> pl.DataFrame:
        """Return all train paths as a table, one row per train and place."""
        return paths_to_frame(self.paths, self.scenario.line)

    def activities_frame(self) -> pl.DataFrame:
        """Return what every train set did as a table."""
        rows = [(a.train_set, a.fleet, a.flow, a.kind, a.begin_s, a.end_s) for a in self.activities]
        schema = {
            "train_set": pl.String,
            "fleet": pl.String,
            "flow": pl.String,
            "kind": pl.String,
            "begin_s": pl.Int64,
            "end_s": pl.Int64,
        }
        return pl.DataFrame(rows, schema=schema, orient="row")

    def stocks_frame(self) -> pl.DataFrame:
        """Return the corners of the stockpiles' levels as a table."""
        rows = [(s.stockpile, s.time_s, s.level_t) for s in self.stocks]
        schema = {"stockpile": pl.String, "time_s": pl.Float64, "level_t": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def amounts_frame(self) -> pl.DataFrame:
        """Return what every terminal moved in the days that count, for every flow, as a table."""
        rows = [(a.terminal, a.flow, a.moved_kg / 1000, a.hindered_s) for a in self.amounts]
        schema = {"terminal": pl.String, "flow": pl.String, "moved_t": pl.Float64, "hindered_s": pl.Float64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def events_frame(self) -> pl.DataFrame:
        """Return everything that happened as one table in the order of time: arrivals, departures, and what sets began."""
        calls = self.to_frame()
        first = pl.col("place") == pl.col("place").first().over("train")
        last = pl.col("place") == pl.col("place").last().over("train")
        begun = self.activities_frame().with_columns(place=pl.lit(""))
        parts = [
            calls.filter(~first).select("train", "place", event=pl.lit("arrives"), time_s="arrives_s"),
            calls.filter(~last).select("train", "place", event=pl.lit("departs"), time_s="departs_s"),
            begun.select("place", train="train_set", event="kind", time_s="begin_s"),
        ]
        columns = ("time_s", "train", "event", "place")
        return pl.concat([part.select(columns) for part in parts]).sort("time_s", "train", "event")
