"""Say why no set of options meets the demand: by how much it falls short, in which years, and what binds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from headway.errors import InputError, Problem
from headway.expansion.asking import Asked
from headway.expansion.programme import Guide, Programme, Resource, solve
from headway.units import exact_sum

_DEAR = 1e-3
"""What a missing tonne costs when the least shortfall is looked for [M USD]: far more than any option brings."""

_LEAST_T = 1.0


def refuse(asked: Asked, programme: Programme, guide: Guide, reasons: Sequence[str]) -> NoReturn:
    """Refuse a plan whose demand no set of options meets.

    Raises
    ------
    InputError
        With a problem for each flow: from when to when it falls short, by how much, what binds, and what would help.
    """
    soft = replace(programme, shortfall=_DEAR)
    least = solve(soft, guide)
    at_once = solve(replace(soft, budgets={}, choices=tuple(replace(c, lead=0, spend=(1.0,)) for c in programme.choices)), guide)
    problems: list[Problem] = []
    for flow, short in least.short.items() if least is not None else ():
        years = [i for i, tonnes in enumerate(short) if tonnes > _LEAST_T]
        if not years:
            continue
        worst = max(years, key=lambda i: short[i])
        demand = programme.nodes[worst].demand[flow]
        ever = at_once is not None and at_once.short[flow][worst] <= _LEAST_T
        binding = _tightest(programme, guide, flow, worst, soon=ever)
        span = f"{asked.first + years[0]}" + (f" to {asked.first + years[-1]}" if len(years) > 1 else "")
        share = "" if asked.promise.share == 1 else f", {asked.promise.share:.0%} of the demand,"
        text = (
            f"in {span} no set of options carries what is promised: {short[worst] / 1e6:.3g} of {demand / 1e6:.3g} Mt/y{share} "
            f"are missing in {asked.first + worst}. {binding}. "
        )
        if ever and programme.budgets and _met(replace(soft, budgets={}), guide, flow, worst):
            text += "The budgets leave too little: raise them, or ask for less"
        elif ever:
            text += "Options come too late: shorten lead_years, begin the plan earlier, or ask for less in these years"
        else:
            text += "Add options that widen it, raise `most`, or ask for less"
        problems.append(Problem(text, where=f"demand.{flow}"))
    if not problems:
        text = "no set of options meets all that is asked together" + (f"; the last reason was {reasons[-1]}" if reasons else "")
        problems.append(Problem(f"{text}. Look at budgets, exclusions and requirements", where="options"))
    raise InputError(problems)


def _met(programme: Programme, guide: Guide, flow: str, node: int) -> bool:
    found = solve(programme, guide)
    return found is not None and found.short[flow][node] <= _LEAST_T


def _tightest(programme: Programme, guide: Guide, flow: str, node: int, *, soon: bool) -> str:
    """Say which resource of a flow carries least with all that can be had by then."""
    share = guide.shares.get((flow, node), 1.0)
    able = {
        r.name: (share if r.guided else 1.0) * _most(programme, r, node, soon=soon) for r in programme.resources if r.flow == flow
    }
    if not able:
        return "Nothing is known that binds"
    name = min(able, key=lambda one: able[one])
    guided = any(r.guided for r in programme.resources if r.name == name)
    known = "as far as timetables tell, " if share < 1 and guided else ""
    return f"What binds is {name}: {known}at most {able[name] / 1e6:.3g} Mt/y with all that can be had"


def _most(programme: Programme, resource: Resource, node: int, *, soon: bool) -> float:
    """Return what a resource lets through with all that can be had, or with all that can be had by then."""
    year = programme.nodes[node].year
    there = {c.name: c.most if not soon or year >= c.lead else 0 for c in programme.choices}
    return max(
        way.capacity + exact_sum(each * there[name] for name, each in way.per_unit.items())
        for way in resource.ways
        if all(there.get(name, 0) >= least for name, least in way.levels.items())
    )
