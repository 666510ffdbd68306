"""How sure a figure is: draws, tornados, switching values, shares of the variance. A figure is a function of named inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from warnings import catch_warnings, simplefilter

import numpy as np

from headway.arguments import public
from headway.economics.crossing import crossing
from headway.economics.distributions import Distribution
from headway.economics.figures import Array, Figures, read
from headway.errors import InputError, Problem, did_you_mean, require

_EDGE = 2.0**-40
"""How near to probability 0 and 1 a draw may come: the quantiles of a normal distribution are infinite there."""

_SCANNED = 201
"""Points at which a bracket is looked at for a change of sign; a figure that crosses twice between two is missed."""


class Function(Protocol):
    """A figure of named inputs: takes arrays of draws by name, returns an array of as many values."""

    def __call__(self, inputs: Mapping[str, Array], /) -> Array:
        """Return the figure of each draw."""
        ...


@public
def draws(distributions: Mapping[str, Distribution], count: int, seed: int = 0) -> dict[str, Array]:
    """Return draws of independent inputs, by scrambled Sobol points: they cover the space more evenly than chance.

    Parameters
    ----------
    distributions
        By name.
    count
        Number of draws, 1 or more. Powers of two are the most even; of any other count the first so many of the next
        power of two are returned.
    seed
        Of the scrambling: the same seed gives the same draws.
    """
    require((len(distributions) > 0, "distributions: give at least one"), (count >= 1, f"count: 1 or more, not {count}"))
    from scipy.stats import qmc  # here, since it takes half a second to load

    sampler = qmc.Sobol(len(distributions), scramble=True, rng=np.random.default_rng(seed))
    points = np.asarray(sampler.random_base2(max(count - 1, 0).bit_length()))[:count]
    return _placed(distributions, points)


def _placed(distributions: Mapping[str, Distribution], points: Array) -> dict[str, Array]:
    inside = np.clip(points, _EDGE, 1 - _EDGE)
    return {name: one.quantile(inside[:, i]) for i, (name, one) in enumerate(distributions.items())}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a tornado.

    Parameters
    ----------
    name
        The input.
    low, high
        Its values.
    at_low, at_high
        The figure at them, all other inputs at their base.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the figures at both values are."""
        return abs(self.at_high - self.at_low)


@public
def tornado(function: Function, base: Mapping[str, float], ranges: Mapping[str, Sequence[float]]) -> tuple[Bar, ...]:
    """Return how far each input moves a figure by itself, the farthest first.

    Parameters
    ----------
    function
        The figure.
    base
        The inputs.
    ranges
        Low and high value of those that are moved.
    """
    problems = [
        Problem(f'"{name}" is not an input. {did_you_mean(name, base)}', where="ranges") for name in ranges if name not in base
    ]
    problems += [
        Problem(f"must be a low and a high value, not {len(values)} values", where=f"ranges.{name}")
        for name, values in ranges.items()
        if len(values) != 2
    ]
    if problems or not ranges:
        raise InputError(problems or [Problem("give the range of one input or more", where="ranges")])
    read(**base, **{f"ranges.{name}": list(values) for name, values in ranges.items()})
    inputs = {name: np.full(2 * len(ranges), float(value)) for name, value in base.items()}
    for i, (name, values) in enumerate(ranges.items()):
        inputs[name][2 * i : 2 * i + 2] = values
    found = np.broadcast_to(function(inputs), (2 * len(ranges),))
    bars = [
        Bar(name=name, low=float(low), high=float(high), at_low=float(found[2 * i]), at_high=float(found[2 * i + 1]))
        for i, (name, (low, high)) in enumerate(ranges.items())
    ]
    return tuple(sorted(bars, key=lambda bar: -bar.swing))


@public
def switching_value(
    function: Function, base: Mapping[str, float], name: str, bracket: Sequence[float], target: float = 0.0
) -> float | None:
    """Return the value of an input at which a figure reaches a target, all others at their base; None if there is none.

    Parameters
    ----------
    function
        The figure.
    base
        The inputs.
    name
        The input that is moved.
    bracket
        Lowest and highest value to look at. Of several switching values the one nearest to the base is returned.
    target
        The figure's value at the switch: 0 of a net present value.
    """
    require(
        (name in base, f'name: "{name}" is not an input. {did_you_mean(name, base)}'),
        (len(bracket) == 2 and bracket[0] < bracket[1], "bracket: must be a low and a high value, in this order"),
    )
    read(**base, bracket=list(bracket), target=target)

    def off(values: Array) -> Array:
        inputs = {key: np.full(values.shape, float(value)) for key, value in base.items()} | {name: values}
        return np.broadcast_to(function(inputs), values.shape) - target

    grid = np.unique(np.append(np.linspace(bracket[0], bracket[1], _SCANNED), np.clip(base[name], bracket[0], bracket[1])))
    found = off(grid)
    crossed = [float(grid[i]) for i in np.flatnonzero(found == 0)]
    crossed += [
        crossing(lambda value: float(off(np.array([value]))[0]), float(grid[i]), float(grid[i + 1]))
        for i in np.flatnonzero(found[:-1] * found[1:] < 0)
    ]
    return min(crossed, key=lambda value: abs(value - base[name]), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the variance of a figure an input accounts for.

    Parameters
    ----------
    name
        The input.
    first, first_half_width
        The share that it explains alone (Sobol's first index), and half of its 95 % interval.
    total, total_half_width
        The share alone and with others (Sobol's total index), and half of its 95 % interval.
    """

    name: str
    first: float
    first_half_width: float
    total: float
    total_half_width: float


@public
def variance_shares(
    function: Function, distributions: Mapping[str, Distribution], points: int = 1024, seed: int = 0
) -> tuple[Share, ...]:
    """Return the share of the variance of a figure that each input accounts for, in the order of the inputs.

    Parameters
    ----------
    function
        The figure; called once with ``points (inputs + 2)`` draws.
    distributions
        Of the independent inputs, by name.
    points
        Base points, 2 or more; a number that is no power of two is raised to the next.
    seed
        Of the points and of the resampling for the intervals.

    Notes
    -----
    Saltelli's sample (2010), as SALib computes it. A figure that does not vary gives no shares.
    """
    require((len(distributions) > 0, "distributions: give at least one"), (points >= 2, f"points: 2 or more, not {points}"))
    from SALib.analyze import sobol as analysis  # here, since SALib takes a second to load
    from SALib.sample import sobol as sample

    names = list(distributions)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    cube = np.asarray(sample.sample(problem, 1 << (points - 1).bit_length(), calc_second_order=False, seed=seed))
    values = np.asarray(function(_placed(distributions, cube)), dtype=np.float64)
    require((values.shape == (len(cube),), "function: must return one value for each draw"))
    read(function=values)
    if np.ptp(values) == 0:
        return ()
    with catch_warnings():
        simplefilter("ignore")
        found = analysis.analyze(problem, values, calc_second_order=False, seed=seed + 1)
    columns = (found["S1"], found["S1_conf"], found["ST"], found["ST_conf"])
    return tuple(
        Share(name=name, first=float(s1), first_half_width=float(c1), total=float(st), total_half_width=float(ct))
        for name, s1, c1, st, ct in zip(names, *columns, strict=True)
    )


@public
def probability_below(values: Figures, limit: float = 0.0) -> float:
    """Return the share of draws whose value is below a limit.

    Parameters
    ----------
    values
        Of the draws, equally likely.
    limit
        0 asks for the chance of a loss.
    """
    (drawn,) = read(values=values)
    require((drawn.size > 0, "values: must hold at least one draw"))
    return float(np.mean(drawn < limit))
