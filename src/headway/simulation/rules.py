"""Rules of dispatching: who goes first, and what keeps trains from blocking one another for good."""

from dataclasses import dataclass
from math import inf
from typing import Literal

from headway.arguments import public
from headway.errors import require
from headway.model import FixedPath
from headway.simulation.engine import tables as t
from headway.timetabling.requests import weight_of
from headway.units import hours_minutes

_CODES = {"none": t.NO_TEST, "simple": t.SIMPLE, "banker": t.BANKER, "exact": t.EXACT}


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Replanning:
    """The dispatcher orders the trains of the hours ahead, again and again, and whenever weather or a failure disturbs its plan.

    Parameters
    ----------
    every_s
        Time between two plans [s].
    horizon_s
        Trains that are there, or can leave within this time, are planned, as far as they go [s].
    rounds
        Rounds of the search for each plan.
    futures
        In so many futures that chance may bring new orders are tried against those of now and against none.
    outlook_s
        How far such a future goes [s].
    buffer_s
        What a plan adds to the setting time [s]: a train that passes must know so before it would brake.
    overdue_s
        A train waits for no other that is so late, or is bound to be [s].
    """

    every_s: float = 3600.0
    horizon_s: float = 8 * 3600.0
    rounds: int = 500
    futures: int = 8
    outlook_s: float = 16 * 3600.0
    buffer_s: float = 60.0
    overdue_s: float = 1_800.0

    def __post_init__(self) -> None:
        require(
            (self.every_s > 0, "every_s: must be above zero"),
            (self.horizon_s > 0, "horizon_s: must be above zero"),
            (self.rounds > 0, f"rounds: 1 or more, not {self.rounds}"),
            (self.futures > 0, f"futures: 1 or more, not {self.futures}"),
            (self.outlook_s > 0, "outlook_s: must be above zero"),
            (self.buffer_s >= 0, "buffer_s: must not be negative"),
            (self.overdue_s > 0, "overdue_s: must be above zero"),
        )

    def in_words(self) -> str:
        """Say when the dispatcher plans, and how far ahead."""
        every, horizon = hours_minutes(self.every_s), hours_minutes(self.horizon_s)
        return f"the dispatcher plans {horizon} ahead, every {every} and when disturbed"


@public
@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How trains are dispatched while the corridor runs.

    Parameters
    ----------
    loaded, empty
        What a second of an ore train's delay weighs. A fixed path weighs 8, 4, 2 or 1 by its priority.
    safety
        ``banker``: a train goes on only if all trains can still reach their ends, by the Banker's test; ``exact``: by a
        search, which admits a few more moves; ``simple``: one track of every place is kept from each direction, which is
        not safe where trains do not fit every track; ``none``.
    exact_weight
        A train of this weight or more that the Banker refuses is given the exact search, and so is every train until the
        state is one that the Banker admits again: a few more moves, for much more computing. Infinite: no train.
    look_ahead
        Whether a train may wait for another that would lose more by waiting for it.
    alone
        Whether trains run as if no other were on the line: what the line itself costs is the difference.
    patience_s
        A train of the timetable that cannot leave for so long is cancelled [s].
    replanning
        How the dispatcher plans ahead; None: only the rule decides who waits for whom, train by train.
    """

    loaded: float = 1.0
    empty: float = 1.0
    safety: Literal["banker", "exact", "simple", "none"] = "banker"
    exact_weight: float = inf
    look_ahead: bool = True
    alone: bool = False
    patience_s: float = 12 * 3600.0
    replanning: Replanning | None = None

    def __post_init__(self) -> None:
        require(
            (self.loaded > 0, f"loaded: a weight is above zero, not {self.loaded:g}"),
            (self.empty > 0, f"empty: a weight is above zero, not {self.empty:g}"),
            (self.safety in _CODES, f'safety: one of {", ".join(_CODES)}, not "{self.safety}"'),
            (self.patience_s > 0, "patience_s: must be above zero"),
        )

    def in_words(self) -> str:
        """Say how trains are dispatched as far as that is not usual; nothing where all of it is."""
        usual = Rules()
        weights = f"a second of delay weighs {self.loaded:g} of a loaded ore train, {self.empty:g} of an empty one"
        search = f"an exact search for trains of weight {self.exact_weight:g} or more"
        said = [
            (weights, (self.loaded, self.empty) != (usual.loaded, usual.empty)),
            (f"safety test: {self.safety}", self.safety != usual.safety),
            (search, self.exact_weight != usual.exact_weight),
            ("no train waits for another that would lose more", not self.look_ahead),
            ("trains run as if no other were there", self.alone),
            (f"trains are cancelled after a wait of {hours_minutes(self.patience_s)}", self.patience_s != usual.patience_s),
        ]
        texts = [text for text, unusual in said if unusual]
        return "; ".join([*texts, self.replanning.in_words()] if self.replanning else texts)

    @property
    def safety_code(self) -> int:
        """The number by which the kernel knows the safety test."""
        return int(_CODES[self.safety])

    def weight_of(self, path: FixedPath) -> float:
        """Return what a second of delay of a fixed path weighs."""
        return float(weight_of(path.priority))
