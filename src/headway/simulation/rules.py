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
    """The dispatcher orders the trains of the next hours, at intervals and whenever something disturbs its plan.

    Weather disturbs a plan, and so do failures.

    Parameters
    ----------
    every_s
        Time between two plans [s].
    horizon_s
        The dispatcher plans all trains that are there, or can leave within this time, until they end [s].
    rounds
        Rounds of the search for each plan.
    futures
        In how many possible futures new orders are tried against the present orders and against no orders.
    outlook_s
        How far each such future is run [s].
    buffer_s
        What a plan adds to the setting time, so that a passing train learns of its route before it would brake [s].
    overdue_s
        A train waits for no other train that is later than this, or is bound to be [s].
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
        Weight of a second of delay of a loaded or an empty ore train. A fixed path weighs 8, 4, 2 or 1 by its priority.
    safety
        ``banker``: a train goes on only if the Banker's test shows that all trains can still reach their ends;
        ``exact``: only if a search shows it, which admits a few more moves; ``simple``: each direction leaves one track
        of every place free, which is not safe where trains do not fit every track; ``none``: every move is allowed.
    exact_weight
        Where the Banker refuses a train of this weight or more, that train is given the exact search, and so is every
        train until the Banker admits the state again. This allows a few more moves, for much more computing. Infinite:
        no train.
    look_ahead
        Whether a train may wait for another one that would otherwise lose more.
    alone
        Whether trains run as if no other were on the line. The difference to a run with other trains is what the line
        itself costs.
    patience_s
        A train of the timetable that cannot leave for this long is cancelled [s].
    replanning
        How the dispatcher plans ahead. None: the rule alone decides who waits for whom, train by train.
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
        """Say how trains are dispatched, as far as this is unusual; empty where nothing is unusual."""
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
        """The number of the safety test in the kernel."""
        return int(_CODES[self.safety])

    def weight_of(self, path: FixedPath) -> float:
        """Return the weight of a second of delay of a fixed path."""
        return float(weight_of(path.priority))
