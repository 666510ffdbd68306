"""How a train moves: running time, speed, energy and fuel."""

from headway.physics.batch import Pattern, train_runs
from headway.physics.brakes import stopping_distance
from headway.physics.driving import Driving, FastestRun, LeastEnergy, LinearMargin
from headway.physics.result import EnergyUse, Sampling, TrainRun
from headway.physics.running_times import SectionTimes, running_times, section_times
from headway.physics.sizing import RulingGrade, TrailingLoad, balancing_speed, ruling_grade, trailing_load
from headway.physics.train_run import train_run
from headway.physics.trip import Conditions, conditions_of

__all__ = [
    "Conditions",
    "Driving",
    "EnergyUse",
    "FastestRun",
    "LeastEnergy",
    "LinearMargin",
    "Pattern",
    "RulingGrade",
    "Sampling",
    "SectionTimes",
    "TrailingLoad",
    "TrainRun",
    "balancing_speed",
    "conditions_of",
    "ruling_grade",
    "running_times",
    "section_times",
    "stopping_distance",
    "trailing_load",
    "train_run",
    "train_runs",
]
