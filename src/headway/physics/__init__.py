"""How a train moves: running time, speed, energy and fuel."""

from headway.physics.running_times import RunningTimes, running_times
from headway.physics.train_run import TrainRun, train_run

__all__ = ["RunningTimes", "TrainRun", "running_times", "train_run"]
