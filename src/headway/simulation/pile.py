"""A stockpile through time, in exact fractions of kilograms and seconds.

Between events all rates are constant, so the level is a chain of straight lines whose corners (full,
empty, a train finished) are rational numbers. Nothing is rounded: what came in less what went out is
exactly what lies there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

ZERO = Fraction(0)


@dataclass(slots=True)
class Flow:
    """Ore that moves into or out of a pile.

    Parameters
    ----------
    rate
        Its rate when nothing hinders it [kg/s].
    left
        What it still has to move; None for a mine or a plant, which never end.
    moved
        What it has moved so far [kg].
    hindered_s
        Time lost because the pile was full or empty: seconds at full rate [s].
    """

    rate: Fraction
    left: Fraction | None = None
    moved: Fraction = ZERO
    hindered_s: Fraction = ZERO

    @property
    def active(self) -> bool:
        """Whether it still moves ore."""
        return self.left is None or self.left > 0


@dataclass(slots=True)
class Pile:
    """A stockpile with its flows.

    Ore promised to a train lies apart: ``free`` is what is not promised. A plant draws from the free ore only, so a
    train that has begun to load always finishes.
    """

    capacity: Fraction
    free: Fraction
    now: Fraction
    promised: Fraction = ZERO
    fills: dict[str, Flow] = field(default_factory=dict[str, Flow])
    draws: dict[str, Flow] = field(default_factory=dict[str, Flow])
    loads: dict[str, Flow] = field(default_factory=dict[str, Flow])
    history: list[tuple[Fraction, Fraction]] = field(default_factory=list[tuple[Fraction, Fraction]])

    @property
    def level(self) -> Fraction:
        """What lies on the pile [kg]."""
        return self.free + self.promised

    def promise(self, train: str, amount: Fraction) -> None:
        """Set ore apart for a train that is about to load; it waits there until `load` is called."""
        self.free -= amount
        self.promised += amount
        self.loads[train] = Flow(rate=ZERO, left=amount)

    def advance(self, until: Fraction) -> None:
        """Let the flows run until a moment."""
        while self.now < until:
            _, step, rates = self._regime()
            self._move(min(step, until - self.now) if step is not None else until - self.now, rates)
        self._note()

    def next_finish(self) -> Fraction | None:
        """Return when the next train will have finished loading or unloading if nothing else happens, or None."""
        return self._foresee(None)

    def when_free(self, amount: Fraction) -> Fraction | None:
        """Return when so much ore will lie free if nothing else happens, or None if it never will."""
        return self._foresee(amount)

    def _foresee(self, amount: Fraction | None) -> Fraction | None:
        """Run a copy ahead, until a train has finished or until enough ore lies free."""
        copy = Pile(
            capacity=self.capacity,
            free=self.free,
            now=self.now,
            promised=self.promised,
            fills={k: Flow(f.rate, f.left) for k, f in self.fills.items()},
            draws={k: Flow(f.rate, f.left) for k, f in self.draws.items()},
            loads={k: Flow(f.rate, f.left) for k, f in self.loads.items()},
        )
        active = copy._trains()
        while True:
            if amount is not None and copy.free >= amount:
                return copy.now
            if amount is None and copy._trains() < active:
                return copy.now
            gain, step, rates = copy._regime()
            if amount is not None and gain > 0:
                reached = (amount - copy.free) / gain
                if step is None or reached <= step:
                    return copy.now + reached
            if step is None:
                return None
            copy._move(step, rates)

    def _trains(self) -> int:
        return sum(1 for f in (*self.fills.values(), *self.loads.values()) if f.left is not None and f.left > 0)

    def _regime(self) -> tuple[Fraction, Fraction | None, tuple[Fraction, Fraction]]:
        """Return the growth of the free ore, the time to the next corner, and the shares at which fills and draws run."""
        fill = sum((f.rate for f in self.fills.values() if f.active), ZERO)
        draw = sum((f.rate for f in self.draws.values()), ZERO)
        load = sum((f.rate for f in self.loads.values() if f.active), ZERO)
        full, empty = self.level >= self.capacity, self.free <= 0
        coming = min(fill, draw + load) if full else fill
        going = min(draw, coming) if empty else draw
        fill_share = coming / fill if fill else ZERO
        corners: list[Fraction] = []
        if coming - going - load > 0:
            corners.append((self.capacity - self.level) / (coming - going - load))
        if going > coming:
            corners.append(self.free / (going - coming))
        corners += [f.left / (f.rate * fill_share) for f in self.fills.values() if f.left and f.rate * fill_share]
        corners += [f.left / f.rate for f in self.loads.values() if f.left and f.rate]
        return coming - going, min(corners, default=None), (fill_share, going / draw if draw else ZERO)

    def _move(self, dt: Fraction, shares: tuple[Fraction, Fraction]) -> None:
        """Run every flow for a time at its share of its rate."""
        for flow, share, change in self._running(shares):
            amount = flow.rate * share * dt
            flow.moved += amount
            flow.hindered_s += (1 - share) * dt
            if flow.left is not None:
                flow.left -= amount
            if change is self.loads:
                self.promised -= amount
            else:
                self.free += amount if change is self.fills else -amount
        self.now += dt
        self._note()

    def _running(self, shares: tuple[Fraction, Fraction]) -> Iterator[tuple[Flow, Fraction, dict[str, Flow]]]:
        for flows, share in ((self.fills, shares[0]), (self.draws, shares[1]), (self.loads, Fraction(1))):
            for flow in flows.values():
                if flow.active:
                    yield flow, share, flows

    def _note(self) -> None:
        if not self.history or self.history[-1] != (self.now, self.level):
            self.history.append((self.now, self.level))
