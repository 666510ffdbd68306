"""Fleets: the train sets that shuttle on an ore flow."""

from dataclasses import dataclass

from headway.model.checked import checked


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
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
        Locomotives that the sets share: a train takes its own before it runs and gives them back where it arrives; half
        of them begin at each end of the flow. 0: every set keeps its own.
    shop_every_s, shop_s, shop_berths
        How often a set goes to the shop at the place of inspection, for how long [s], and how many sets it holds; 0:
        never.
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
