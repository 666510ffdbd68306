"""Ranking and selection: which design is the best, how sure that is, and which designs the doubt is about.

All designs meet the same chance, replication by replication, so it is their paired differences that are judged. Few
replications tell little of how widely these scatter; so what is seen of one design is mixed with what is seen of all.
The doubts of all designs add up to a bound on the chance of a wrong choice (Bonferroni; Branke, Chick and Schmidt,
"Selecting a selection procedure", Management Science 53(12), 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_PRIOR = 4.0
"""Degrees of freedom that the scatter of all designs weighs against that of one."""


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
        A lower bound on the chance that this is right.
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
    means = _means(aim.values)
    able = meets >= 0.5
    order = np.lexsort((-meets, np.where(np.isfinite(means), -means, np.inf), ~able)) if able.any() else np.argsort(-meets)
    best = int(order[0])
    doubts = meets * _more(aim, best, aim.indifference)
    doubts[best] = 1 - meets[best]
    return Judgement(chosen=(best,), chance=max(0.0, 1 - float(np.sum(doubts))), doubts=doubts, meets=meets)


def _front(aims: Sequence[Aim], meets: Floats) -> Judgement:
    """Judge which designs no other betters; each is doubted by the design that comes nearest to saying otherwise."""
    able = np.flatnonzero(meets >= 0.5)
    if not able.size:
        best = int(np.argmax(meets))
        return Judgement(chosen=(best,), chance=0.0, doubts=1 - meets, meets=meets)
    means = np.column_stack([_means(aim.values) for aim in aims])
    slack = np.array([aim.indifference for aim in aims])
    chosen = [int(i) for i in able if not _beaten(means[i], means[able], slack)]
    doubts = np.zeros(len(meets))
    # A design that is left out must be bettered by one that is chosen.
    betters = np.max([_all_less(aims, one, -1.0) for one in chosen], axis=0)
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


def _all_less(aims: Sequence[Aim], one: int, sign: float) -> Floats:
    """Return the chance that one design betters each other, give or take what does not matter."""
    turned = [Aim(values=sign * aim.values, indifference=aim.indifference) for aim in aims]
    return np.prod([_at_least(aim, one, -aim.indifference) for aim in turned], axis=0) * _differ(aims, one)


def _differ(aims: Sequence[Aim], one: int) -> Floats:
    """Return 0 for designs that equal one in every aim, else 1."""
    means = np.column_stack([_means(aim.values) for aim in aims])
    return (means != means[one]).any(axis=1).astype(float)


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
        return _chance_above(values, 0.0)
    from scipy import stats  # here, since it takes half a second to load

    known = np.isfinite(values)
    often, count = (known & (values >= 0)).sum(axis=1), known.sum(axis=1)
    # The share of good years, after Jeffreys' prior.
    return np.asarray(stats.beta.sf(bound.share, often + 0.5, count - often + 0.5))


def _chance_above(values: Floats, bound: float) -> Floats:
    """Return the chance that the mean of each row is above a bound (Student's t, with a scatter mixed with that of all)."""
    from scipy import stats

    count = np.isfinite(values).sum(axis=1)
    means = _means(values)
    away = np.where(np.isfinite(values), values - means[:, None], 0.0)
    own = np.sum(away**2, axis=1)
    free = np.maximum(count - 1, 0)
    seen = (free > 0) & (own > 0)
    usual = float(np.median(own[seen] / free[seen])) if seen.any() else 0.0
    scatter = np.sqrt((_PRIOR * usual + own) / (_PRIOR + free) / np.maximum(count, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(scatter > 0, (means - bound) / scatter, np.where(means > bound, np.inf, -np.inf))
    return np.where(count > 0, stats.t.cdf(t, _PRIOR + free), 0.0)


def _means(values: Floats) -> Floats:
    """Return the mean of each row over what is known; not a number where nothing is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, values, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
