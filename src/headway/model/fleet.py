"""Fleets: the train sets that shuttle on an ore flow."""

from dataclasses import dataclass

from headway.errors import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Train sets that shuttle on one ore flow and stay coupled.

    Parameters
    ----------
    sets
        Number of train sets in service.
    loaded, empty
        The names of the consists as which a set runs.
    inspection_at
        The place where every cycle's inspection is done: the flow's origin or destination.
    inspection_s
        Its duration, crew change and fuelling included [s].
    availability
        Share of the sets owned that is in service; used for the number to buy, not in the simulation.
    """

    name: str
    sets: int
    loaded: str
    empty: str
    inspection_at: str
    inspection_s: float = 0.0
    availability: float = 1.0

    def __post_init__(self) -> None:
        require(
            (1 <= self.sets <= 1000, f"sets: a fleet has 1 to 1,000 train sets, not {self.sets}"),
            (self.inspection_s >= 0, "inspection_s: cannot be negative"),
            (0 < self.availability <= 1, f"availability: a share between 0 and 1, not {self.availability:g}"),
        )
