"""What a search returns: the best plan, and how good it is known to be."""

from dataclasses import dataclass

from headway.dispatch.solution import Solution
from headway.shown import Shown

_MOST_NAMED = 12
"""Most trains that a status names one by one."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better plan: when it was found, after how many rounds, and what it costs."""

    seconds: float
    rounds: int
    objective: int


@dataclass(frozen=True, slots=True, repr=False)
class Result(Shown):
    """The best plan found, and how good it is known to be.

    Parameters
    ----------
    solution
        The plan; None if the search found no feasible plan.
    bound
        Lower bound: no plan costs less.
    infeasible
        Whether the search proved that there is no feasible plan.
    stuck
        Trains that are bound to deadlock, where they are the proof that there is no plan.
    interrupted
        Whether an interruption (Ctrl-C) ended the search.
    seed, rounds, runtime_s
        How the plan was found: the seed of the random numbers, the rounds of the longest job, the time in seconds.
    history
        Every improvement.
    """

    solution: Solution | None
    bound: int
    infeasible: bool
    stuck: tuple[int, ...]
    interrupted: bool
    seed: int
    rounds: int
    runtime_s: float
    history: tuple[Improvement, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        cost = "" if self.solution is None else f" Objective {self.objective:,}, bound {self.bound:,}."
        return f"{self.status}{cost}"

    @property
    def objective(self) -> int | None:
        """Cost of the plan."""
        return None if self.solution is None else self.solution.objective

    @property
    def gap(self) -> float | None:
        """The most that the plan may cost above the best possible plan, as a share of its own cost."""
        if self.solution is None:
            return None
        cost = self.solution.objective
        return 0.0 if cost <= self.bound else (cost - self.bound) / cost

    @property
    def status(self) -> str:
        """Say how good the plan is."""
        if len(self.stuck) == 1:
            return f"Infeasible: train {self.stuck[0]} cannot come to its exit in time, whatever the others do."
        if self.stuck:
            return f"Infeasible: {_listed(self.stuck)} bound to deadlock, whatever is done: each is in another's way."
        if self.infeasible:
            return "Infeasible: it is proven that no plan keeps every rule."
        if self.gap is None:
            return "No feasible plan was found; there may be one."
        if self.gap == 0:
            return "Optimal: no plan costs less."
        stopped = "interrupted" if self.interrupted else "stopped"
        return f"Feasible; {stopped} before a proof. Gap {self.gap:.1%}."

    def summary(self) -> str:
        """Return the result on one screen."""
        if self.solution is None:
            return f"{self.status}\n  time        {self.runtime_s:.1f} s, seed {self.seed}"
        return "\n".join(
            [
                self.status,
                f"  objective   {self.objective:,}",
                f"  bound       {self.bound:,}",
                f"  first plan  {self.history[0].objective:,} after {self.history[0].seconds:.1f} s",
                f"  best plan   {self.history[-1].objective:,} after {self.history[-1].seconds:.1f} s",
                f"  time        {self.runtime_s:.1f} s, {self.rounds:,} rounds, seed {self.seed}",
            ]
        )


def _listed(trains: tuple[int, ...]) -> str:
    """Name a few trains by their numbers."""
    if len(trains) > _MOST_NAMED:
        return f"{len(trains)} trains, {', '.join(map(str, trains[:3]))} and others, are"
    return f"trains {', '.join(map(str, trains[:-1]))} and {trains[-1]} are"
