"""Ranking and selection: which design is the best, how sure that is, and which designs the doubt is about.

All designs meet the same chance, replication by replication, so it is their paired differences that are judged, by
Student's t. A design that happens to scatter little in few replications counts as scattering as much as the middle one
of all. The doubts of all designs add up to the chance of a wrong choice (Bonferroni; Branke, Chick and Schmidt,
"Selecting a selection procedure", Management Science 53(12), 2007). It is estimated from what was run: what happens too
rarely to be seen is not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_TURNS = 10
"""Most times that the leader is looked for anew: each time the others are seen beside the one found last."""

_AGREE = 5
"""Replications in which nothing scatters before that counts as certain; with fewer nothing can be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What is to be the most.

    Parameters
    ----------
    values
        ``[design, replication]``, not a number where a replication is not run; or ``[design, 1]`` of what chance does
        not change. What is to be the least comes with its sign turned.
    indifference
        A difference that does not matter.
    """

    values: Floats
    indifference: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What a design must reach.

    Parameters
    ----------
    values
        ``[design, replication]`` of what must be at least 0, not a number where a replication is not run.
    share
        In so large a share of the replications; 0 for their mean.
    """

    values: Floats
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is known so far.

    Parameters
    ----------
    chosen
        The designs to choose: the best, or those that no other betters in every aim.
    chance
        The chance that this is right, estimated.
    doubts
        The chance of a wrong choice that each design accounts for.
    meets
        The chance that each design meets all bounds.
    """

    chosen: tuple[int, ...]
    chance: float
    doubts: Floats
    meets: Floats


def judged(aims: Sequence[Aim], bounds: Sequence[Bound], refused: Truths) -> Judgement:
    """Judge designs by what is known of them.

    Parameters
    ----------
    aims
        One, or several of which no design shall better another in all.
    bounds
        What a design must meet.
    refused
        Whether each design cannot be run.
    """
    meets = np.where(refused, 0.0, 1.0)
    for bound in bounds:
        meets = meets * np.where(refused, 0.0, _met(bound))
    return _best(aims[0], meets) if len(aims) == 1 else _front(aims, meets)


def _best(aim: Aim, meets: Floats) -> Judgement:
    best = _leader(aim, meets)
    doubts = meets * _more(aim, best, aim.indifference)
    doubts[best] = 1 - meets[best]
    return Judgement(chosen=(best,), chance=max(0.0, 1 - float(np.sum(doubts))), doubts=doubts, meets=meets)


def _leader(aim: Aim, meets: Floats) -> int:
    """Return the design that seems best: of those that likely meet the bounds, or the one that most likely does."""
    able = meets >= 0.5
    if not able.any():
        return int(np.argmax(meets))
    best = _most_run(aim)
    for _ in range(_TURNS):
        ahead = np.where(able, _beyond(aim, best), -np.inf)
        ahead = np.where(np.isnan(ahead), -np.inf, ahead)
        order = np.lexsort((-meets, -ahead))
        if able[best] and ahead[order[0]] <= ahead[best]:
            break
        best = int(order[0])
    return best


def _most_run(aim: Aim) -> int:
    """Return a design that has all replications that any other has: they are run from the first one on."""
    return int(np.argmax(np.isfinite(aim.values).sum(axis=1)))


def _beyond(aim: Aim, one: int) -> Floats:
    """Return by how much each design is more than one, from the replications that both have, in which the same happened."""
    return _means(aim.values - aim.values[one])


def _front(aims: Sequence[Aim], meets: Floats) -> Judgement:
    """Judge which designs no other betters; each is doubted by the design that comes nearest to saying otherwise."""
    able = np.flatnonzero(meets >= 0.5)
    if not able.size:
        best = int(np.argmax(meets))
        return Judgement(chosen=(best,), chance=0.0, doubts=1 - meets, meets=meets)
    means = np.column_stack([_beyond(aim, _most_run(aim)) for aim in aims])
    slack = np.array([aim.indifference for aim in aims])
    chosen = [int(i) for i in able if not _beaten(means[i], means[able], slack)]
    doubts = np.zeros(len(meets))
    # A design that is left out must be bettered by one that is chosen.
    betters = np.max([_all_less(aims, one) for one in chosen], axis=0)
    outside = np.ones(len(meets), dtype=bool)
    outside[chosen] = False
    doubts[outside] = (meets * (1 - betters))[outside]
    for one in chosen:
        over = meets * _all_more(aims, one)
        over[one] = 0.0
        doubts[one] = max(1 - float(meets[one]), float(over.max()))
    return Judgement(chosen=tuple(chosen), chance=max(0.0, 1 - float(np.sum(doubts))), doubts=doubts, meets=meets)


def _beaten(one: Floats, others: Floats, slack: Floats) -> bool:
    """Tell whether another design is as good in every aim and better in one, by more than does not matter."""
    return bool(np.any(np.all(others >= one, axis=1) & np.any(others > one + slack, axis=1)))


def _all_more(aims: Sequence[Aim], one: int) -> Floats:
    """Return the chance that each design betters one: as good in every aim, and better by more than does not matter."""
    return np.prod([_at_least(aim, one, aim.indifference) for aim in aims], axis=0) * _differ(aims, one)


def _all_less(aims: Sequence[Aim], one: int) -> Floats:
    """Return the chance that one design betters each other, give or take what does not matter."""
    turned = [Aim(values=-aim.values, indifference=aim.indifference) for aim in aims]
    return np.prod([_at_least(aim, one, -aim.indifference) for aim in turned], axis=0) * _differ(aims, one)


def _differ(aims: Sequence[Aim], one: int) -> Floats:
    """Return 0 for designs that equal one in every aim, else 1."""
    return np.any([_beyond(aim, one) != 0 for aim in aims], axis=0).astype(float)


def _at_least(aim: Aim, one: int, by: float) -> Floats:
    """Return the chance that each design is as much as one in an aim that is fixed, or more by some in one of chance."""
    if aim.values.shape[1] == 1:
        return (aim.values[:, 0] >= aim.values[one, 0]).astype(float)
    return _more(aim, one, by)


def _more(aim: Aim, one: int, by: float) -> Floats:
    """Return the chance that each design is more than one by more than some, from the replications that both have."""
    if aim.values.shape[1] == 1:
        return (aim.values[:, 0] > aim.values[one, 0] + by).astype(float)
    return _chance_above(aim.values - aim.values[one], by)


def _met(bound: Bound) -> Floats:
    """Return the chance that each design meets a bound."""
    values = bound.values
    if not bound.share:
        return _chance_above(values, 0.0, or_equal=True)
    from scipy import stats  # here, since it takes half a second to load

    known = np.isfinite(values)
    often, count = (known & (values >= 0)).sum(axis=1), known.sum(axis=1)
    # The share of good years, after Jeffreys' prior.
    return np.asarray(stats.beta.sf(bound.share, often + 0.5, count - often + 0.5))


def _chance_above(values: Floats, bound: float, *, or_equal: bool = False) -> Floats:
    """Return the chance that the mean of each row is above a bound, or equal to it; a half where too little is known."""
    from scipy import stats

    count = np.isfinite(values).sum(axis=1)
    means = _means(values)
    away = np.where(np.isfinite(values), values - means[:, None], 0.0)
    free = np.maximum(count - 1, 1)
    own = np.sum(away**2, axis=1) / free
    seen = (count > 1) & (own > 0)
    usual = float(np.median(own[seen])) if seen.any() else 0.0
    scatter = np.sqrt(np.where((own == 0) & (count >= _AGREE), 0.0, np.maximum(own, usual)) / np.maximum(count, 1))
    met = means >= bound if or_equal else means > bound
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(scatter > 0, stats.t.cdf((means - bound) / scatter, free), met.astype(float))
    return np.where((count > 1) & ((scatter > 0) | (count >= _AGREE)), chance, 0.5)


def _means(values: Floats) -> Floats:
    """Return the mean of each row over what is known; not a number where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
