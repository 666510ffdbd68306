"""Which axes matter most: effects along walks (Morris) and shares of the variance (Sobol), as SALib computes them.

Every value is a mean over replications, and what chance leaves in it is told apart: an axis without any effect would
seem to have one as large as `Ranked.noise`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVELS = 4
"""Levels of the walks' grid, as Morris (Technometrics 33(2), 1991) and Campolongo (2007) advise."""

_RESAMPLES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """How much an axis matters for a figure.

    Parameters
    ----------
    name
        The axis.
    strength
        By how much the figure changes over the whole range of the axis, whichever way, as the mean over the walks
        (Morris' mu star, in the figure's unit); or the share of the variance that the axis accounts for, alone and
        with others (Sobol's total index).
    half_width
        Half of its 95 % interval, from resampling.
    way
        The same change with its sign: equal to the strength where more of the axis always brings more, to its negative
        where it brings less; or the share of the variance that the axis explains alone (Sobol's first index).
    noise
        The strength that an axis without effect would show, by chance of the runs alone.
    """

    name: str
    strength: float
    half_width: float
    way: float
    noise: float

    @property
    def clear(self) -> bool:
        """Whether its strength is more than twice what chance alone would show."""
        return self.strength > 2 * self.noise


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _numbered(count: int) -> dict[str, object]:
    return _problem([str(i) for i in range(count)])


def morris_shares(axes: int, walks: int, seed: int) -> Floats:
    """Return ``[walk and step, axis]``: walks through the unit cube that change one axis at every step."""
    from SALib.sample import morris  # here, since SALib takes a second to load

    return np.asarray(morris.sample(_numbered(axes), walks, num_levels=_LEVELS, seed=seed))


def sobol_shares(axes: int, points: int, seed: int) -> Floats:
    """Return ``[point, axis]``: two Sobol samples, and the one with each axis taken from the other (Saltelli 2010)."""
    from SALib.sample import sobol

    return np.asarray(sobol.sample(_numbered(axes), points, calc_second_order=False, seed=seed))


def morris_ranking(names: Sequence[str], shares: Floats, values: Floats, seed: int = 0) -> list[Ranked]:
    """Rank axes by their effects along walks, the strongest first.

    Parameters
    ----------
    names
        The axes.
    shares
        ``[walk and step, axis]`` of `morris_shares`.
    values
        ``[walk and step, replication]`` of the figure. A walk with a value that is not a number is left out.
    seed
        Of the resampling.
    """
    from SALib.analyze import morris

    steps = len(names) + 1
    walks = values.reshape(-1, steps, values.shape[1])
    whole = np.isfinite(walks).all(axis=(1, 2))
    if not whole.any():
        return []
    places = shares.reshape(-1, steps, len(names))[whole]
    walks = walks[whole]
    with catch_warnings():
        simplefilter("ignore")  # of constant values, which say that an axis does nothing
        found = morris.analyze(
        _problem(names), places.reshape(-1, len(names)), walks.mean(axis=2).ravel(),
        num_levels=_LEVELS, num_resamples=_RESAMPLES, seed=seed + 1,
    )  # fmt: skip
    noise = _noise_of_steps(walks, np.abs(np.diff(places, axis=1)).max())
    ranked = [
        Ranked(name=name, strength=_number(star), half_width=_number(half), way=_number(mean), noise=noise)
        for name, star, half, mean in zip(names, found["mu_star"], found["mu_star_conf"], found["mu"], strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.strength)


def _noise_of_steps(walks: Floats, step: float) -> float:
    """Return the mean size of an effect that is nothing but the chance of the runs.

    That chance is seen where the replications of one step differ from one another.
    """
    replications = walks.shape[2]
    if replications < 2:
        return 0.0
    effects = np.diff(walks, axis=1) / step
    spread = float(np.sqrt(effects.var(axis=2, ddof=1).mean() / replications))
    return spread * float(np.sqrt(2 / np.pi))


def sobol_ranking(names: Sequence[str], values: Floats, seed: int = 0) -> list[Ranked]:
    """Rank axes by the share of the variance that they account for, the largest first.

    Parameters
    ----------
    names
        The axes.
    values
        ``[point, replication]`` of the figure, at the points of `sobol_shares`. Base points with a value that is not a
        number are left out with all that belongs to them.
    seed
        Of the resampling.
    """
    from SALib.analyze import sobol

    steps = len(names) + 2
    groups = values.reshape(-1, steps, values.shape[1])
    groups = groups[np.isfinite(groups).all(axis=(1, 2))]
    means = groups.mean(axis=2)
    if len(groups) < 2 or np.ptp(means) == 0:
        return []
    with catch_warnings():
        simplefilter("ignore")
        found = sobol.analyze(
        _problem(names), means.ravel(), calc_second_order=False, num_resamples=_RESAMPLES, seed=seed + 1
    )  # fmt: skip
    # A good or a bad year is the same for all points, and explains no difference between them.
    apart = groups - groups.mean(axis=(0, 1))
    by_chance = float(apart.var(axis=2, ddof=1).mean() / groups.shape[2]) if groups.shape[2] > 1 else 0.0
    noise = by_chance / float(means.var())
    ranked = [
        Ranked(name=name, strength=_number(total), half_width=_number(half), way=_number(first), noise=noise)
        for name, total, half, first in zip(names, found["ST"], found["ST_conf"], found["S1"], strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.strength)


def _number(value: float) -> float:
    """Return a number; one that cannot be told, as of a single walk, is none."""
    return float(value) if np.isfinite(value) else 0.0
