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
    shared_locomotives
        Locomotives that the sets share: a train takes its own before it runs and gives them back where it arrives; half of
        them begin at each end of the flow. 0: every set keeps its own.
    shop_every_s, shop_s, shop_berths
        How often a set goes to the shop at the place of inspection, for how long [s], and how many sets it holds; 0: never.
    """

    name: str
    sets: int
    loaded: str
    empty: str
    inspection_at: str
    inspection_s: float = 0.0
    availability: float = 1.0
    shared_locomotives: int = 0
    shop_every_s: float = 0.0
    shop_s: float = 0.0
    shop_berths: int = 1

    def __post_init__(self) -> None:
        require(
            (1 <= self.sets <= 1000, f"sets: a fleet has 1 to 1,000 train sets, not {self.sets}"),
            (self.inspection_s >= 0, "inspection_s: cannot be negative"),
            (self.shared_locomotives >= 0, "shared_locomotives: cannot be negative"),
            (self.shop_every_s >= 0, "shop_every_s: cannot be negative"),
            (self.shop_s >= 0, "shop_s: cannot be negative"),
            (self.shop_berths >= 1, f"shop_berths: a shop holds 1 set or more, not {self.shop_berths}"),
            (0 < self.availability <= 1, f"availability: a share between 0 and 1, not {self.availability:g}"),
        )
