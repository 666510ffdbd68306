"""What a search gives back."""

from dataclasses import dataclass

from headway.dispatch.solution import Solution


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better plan: when it was found, after how many rounds, and what it costs."""

    seconds: float
    rounds: int
    objective: int


@dataclass(frozen=True, slots=True)
class Result:
    """The best plan found, and how good it is known to be.

    Parameters
    ----------
    solution
        The plan; None if no feasible one was found.
    bound
        No plan costs less.
    infeasible
        Whether it is proven that there is no feasible plan.
    seed, rounds, runtime_s
        How it was found: random numbers, rounds of the longest job, time in seconds.
    history
        Every improvement.
    """

    solution: Solution | None
    bound: int
    infeasible: bool
    seed: int
    rounds: int
    runtime_s: float
    history: tuple[Improvement, ...]

    @property
    def objective(self) -> int | None:
        """Cost of the plan."""
        return None if self.solution is None else self.solution.objective

    @property
    def gap(self) -> float | None:
        """By how much the plan may cost more than the best there is, as a share of its own cost."""
        if self.solution is None:
            return None
        cost = self.solution.objective
        return 0.0 if cost <= self.bound else (cost - self.bound) / cost

    @property
    def status(self) -> str:
        """Say how good the plan is."""
        if self.infeasible:
            return "Infeasible: it is proven that no plan keeps every rule."
        if self.gap is None:
            return "No feasible plan was found; there may be one."
        if self.gap == 0:
            return "Optimal: no plan costs less."
        return f"Feasible; stopped before a proof. Gap {self.gap:.1%}."

    def summary(self) -> str:
        """Return the result on one screen."""
        if self.solution is None:
            return f"{self.status}\n  time       {self.runtime_s:.1f} s, seed {self.seed}"
        return "\n".join(
            [
                self.status,
                f"  objective  {self.objective:,}",
                f"  bound      {self.bound:,}",
                f"  first      {self.history[0].objective:,} after {self.history[0].seconds:.1f} s",
                f"  last       {self.history[-1].objective:,} after {self.history[-1].seconds:.1f} s",
                f"  time       {self.runtime_s:.1f} s, {self.rounds:,} rounds, seed {self.seed}",
            ]
        )
