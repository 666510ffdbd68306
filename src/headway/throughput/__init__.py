"""How much a line carries: its capacity, what binds it, the field's formulae and methods, and what upgrades do."""

from headway.throughput.bounds import fastest_cycle_s, line_bound, section_bounds
from headway.throughput.congestion import DelayCurve, delay_curve
from headway.throughput.formulae import UIC_405_DAY, UIC_405_PEAK, Balanced, meets_per_train, scott, uic_405
from headway.throughput.most_trains import Capacity, capacity
from headway.throughput.occupation import (
    ADDITIONAL_TIME,
    Blocking,
    Occupation,
    blockings,
    least_headways,
    occupation,
    occupied_s,
)
from headway.throughput.upgrades import new_loops, train_lengths, with_loop

__all__ = [
    "ADDITIONAL_TIME",
    "UIC_405_DAY",
    "UIC_405_PEAK",
    "Balanced",
    "Blocking",
    "Capacity",
    "DelayCurve",
    "Occupation",
    "blockings",
    "capacity",
    "delay_curve",
    "fastest_cycle_s",
    "least_headways",
    "line_bound",
    "meets_per_train",
    "new_loops",
    "occupation",
    "occupied_s",
    "scott",
    "section_bounds",
    "train_lengths",
    "uic_405",
    "with_loop",
]
