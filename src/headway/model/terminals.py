"""Terminals: where ore is mined, loaded, dumped, stored and used."""

from dataclasses import dataclass

from headway.errors import require
from headway.model.checked import checked


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Mine:
    """A mine that fills a stockpile at a steady rate and stops when it is full."""

    name: str
    rate_kg_s: float
    stockpile: str


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Stockpile:
    """A pile of ore.

    Parameters
    ----------
    capacity_kg
        Most that it holds [kg].
    initial_kg
        What it holds when the simulation begins [kg].
    """

    name: str
    capacity_kg: float
    initial_kg: float = 0.0

    def __post_init__(self) -> None:
        require(
            (
                self.initial_kg <= self.capacity_kg,
                f"initial_kg: {self.initial_kg / 1000:g} t does not lie between 0 and the capacity, "
                f"{self.capacity_kg / 1000:g} t",
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Station:
    """Where trains are loaded or unloaded.

    Parameters
    ----------
    name, place, stockpile
        Its name, the place where it stands, and the pile that it draws from or fills.
    rate_kg_s
        Rate of one train [kg/s].
    trains
        How many trains it serves at once.
    positioning_s
        Time to place a train and to release it again [s].
    """

    name: str
    place: str
    stockpile: str
    rate_kg_s: float
    trains: int = 1
    positioning_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class LoadOut(Station):
    """A station that fills trains from a stockpile; a train begins to load when its whole load is on the pile."""


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Dumper(Station):
    """A station that empties trains onto a stockpile; it slows down when the pile is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Plant:
    """A plant that draws ore from a stockpile at a steady rate and starves when it is empty."""

    name: str
    stockpile: str
    rate_kg_s: float


Terminal = Mine | Stockpile | LoadOut | Dumper | Plant
