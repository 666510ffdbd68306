"""What if: the scenario as it is and with something else, simulated with the same chance in both."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from math import isfinite
from typing import Any

from headway.errors import InputError, Problem, did_you_mean
from headway.io import changed, with_practice
from headway.model import Fleet, OreFlow, Scenario, Section
from headway.model.practice import NONE, PRACTICES
from headway.page.models import Said, WhatIfFigure, WhatIfJob, WhatIfKind, WhatIfParameter, WhatIfResult
from headway.page.said import said
from headway.page.views import limits_of
from headway.simulation import Compared, Comparison, closure_at, compare
from headway.units import HOUR_S
from headway.work import Progress

_HOURS = 12.0
_CLOSED_ON = 1
"""A section is closed on the second day, when trains are where they usually are."""

_CLOSED_AT_S = 8 * HOUR_S
_GROUPS = ("Delivered", "Cycle", "Trains")
_ALWAYS = ("delivered", "cycle time")


def what_if_kinds(scenario: Scenario) -> list[WhatIfKind]:
    """Return what can be asked of a scenario, each with what it could be asked about and what is asked by default."""
    sections = [section.name for section in scenario.line.sections]
    limits = limits_of(scenario)
    tightest = next((part.part for one in limits for part in one.parts if part.kind == "line"), sections[0])
    flows = [flow.name for flow in scenario.flows]
    where = WhatIfParameter(key="section", kind="section", choices=sections, default=tightest)
    hours = WhatIfParameter(key="hours", kind="hours", choices=[], default=_HOURS)
    found = [WhatIfKind(key="loop", parameters=[where]), WhatIfKind(key="closed", parameters=[where, hours])]
    if flows:
        which = WhatIfParameter(key="flow", kind="flow", choices=flows, default=flows[0])
        if any(scenario.fleet(flow.fleet).sets > 1 for flow in scenario.flows):
            found.append(WhatIfKind(key="locomotive", parameters=[which]))
        found.append(WhatIfKind(key="set", parameters=[which]))
    if practices := _practices(scenario):
        parameter = WhatIfParameter(key="practice", kind="practice", choices=practices, default=practices[-1])
        found.append(WhatIfKind(key="practice", parameters=[parameter]))
    return found


def _practices(scenario: Scenario) -> list[str]:
    """Return the practices under which a scenario can be put: one that is filled by a practice has no other."""
    return [] if any(change.by for change in scenario.changes) else [name for name in PRACTICES if name != NONE]


def title_of(scenario: Scenario, asked: WhatIfJob) -> Said:
    """Return how a what-if is called."""
    given = {parameter.key: parameter.default for parameter in _kind(scenario, asked).parameters} | asked.parameters
    return said(f"job.{asked.what}", **given)


def asked_if(scenario: Scenario, asked: WhatIfJob) -> Callable[[Progress], WhatIfResult]:
    """Return the work of a what-if; what does not fit is refused at once.

    Raises
    ------
    InputError
        If a parameter does not fit, or the line with the change breaks a rule.
    """
    kind = _kind(scenario, asked)
    given = {parameter.key: parameter.default for parameter in kind.parameters} | asked.parameters
    if problems := [*_problems(kind, asked.parameters)]:
        raise InputError(problems)
    then = _VARIANTS[asked.what](scenario, given)
    return partial(_compared, scenario, then, asked)


def _kind(scenario: Scenario, asked: WhatIfJob) -> WhatIfKind:
    kinds = {kind.key: kind for kind in what_if_kinds(scenario)}
    if asked.what not in kinds:
        raise InputError(
            [Problem(f'"{asked.what}" cannot be asked of this line. {did_you_mean(asked.what, kinds)}', where="what")]
        )
    return kinds[asked.what]


def _problems(kind: WhatIfKind, given: dict[str, Any]) -> Iterator[Problem]:
    known = {parameter.key: parameter for parameter in kind.parameters}
    for key, value in given.items():
        where = f"parameters.{key}"
        if key not in known:
            yield Problem(f"is no parameter of this. {did_you_mean(key, known)}", where=where)
        elif known[key].choices and value not in known[key].choices:
            yield Problem(f'"{value}" is not among them. {did_you_mean(str(value), known[key].choices)}', where=where)
        elif known[key].kind == "hours" and not (isinstance(value, int | float) and 0 < value <= 240):
            yield Problem("more than 0 and at most 240 hours", where=where)


def _section(scenario: Scenario, name: str) -> tuple[str, Section, float, float]:
    """Return the leg of a section, the section, and the km posts of its ends, the lower one first."""
    number = next(i for i, section in enumerate(scenario.line.sections) if section.name == name)
    leg, section = scenario.line.leg_of_section(number), scenario.line.sections[number]
    posts = {place.name: place.km for place in leg.places}
    low, high = sorted((posts[section.start], posts[section.end]))
    return leg.name, section, low, high


def _with_loop(scenario: Scenario, given: dict[str, Any]) -> Scenario:
    """Return the scenario with a loop of two tracks in the middle of a section, as long as the longest at its ends."""
    leg, section, low, high = _section(scenario, given["section"])
    ends = [scenario.line.place(name) for name in (section.start, section.end)]
    track_m = max(place.longest_track_m for place in ends)
    km = round((low + high) / 2, 3)
    return changed(scenario, {f"legs.{leg}.places.New loop km {km:g}": {"km": km, "tracks": f"2 x {track_m:g} m"}})


def _closed(scenario: Scenario, given: dict[str, Any]) -> Scenario:
    leg, _, low, high = _section(scenario, given["section"])
    starts_on = scenario.starts_on + timedelta(days=_CLOSED_ON)
    return closure_at(scenario, low, high, float(given["hours"]), starts_on, _CLOSED_AT_S, leg)


def _sets(scenario: Scenario, given: dict[str, Any], more: int) -> Scenario:
    fleet: Fleet = scenario.fleet(scenario.flow(given["flow"]).fleet)
    if fleet.sets + more < 1:
        raise InputError([Problem(f"{fleet.name} has one train set, and could not run without it", where="parameters.flow")])
    return changed(scenario, {f"fleets.{fleet.name}.sets": fleet.sets + more})


def _practised(scenario: Scenario, given: dict[str, Any]) -> Scenario:
    return with_practice(scenario, given["practice"])


_VARIANTS: dict[str, Callable[[Scenario, dict[str, Any]], Scenario]] = {
    "loop": _with_loop,
    "closed": _closed,
    # A train set without one of its locomotives cannot haul its train: it stands until the locomotive is back.
    "locomotive": partial(_sets, more=-1),
    "set": partial(_sets, more=1),
    "practice": _practised,
}


def _compared(scenario: Scenario, then: Scenario, asked: WhatIfJob, progress: Progress) -> WhatIfResult:
    found = compare(
        {"as it is": scenario, "then": then}, days=asked.days, replications=asked.replications, jobs=1, progress=progress
    )
    flow = _flow(scenario, asked)
    return WhatIfResult(figures=[*_figures(found)], sentence=_sentence(found, flow), scenario=None)


def _flow(scenario: Scenario, asked: WhatIfJob) -> OreFlow | None:
    """Return the flow that the sentence is about: the one asked for, or the first."""
    given = asked.parameters.get("flow", "")
    return scenario.flow(str(given)) if scenario.flows else None


def _figures(found: Comparison) -> Iterator[WhatIfFigure]:
    """Yield the figures that differ by more than chance may explain, and those that everybody asks for."""
    for one in found.figures:
        now, then = one.values
        more = one.more[1]
        shown = one.figure.group in _GROUPS and (one.clear or one.figure.figure in _ALWAYS)
        if shown and now is not None and then is not None and more is not None:
            half = _half(one)
            yield WhatIfFigure(
                name=f"{one.figure.of}, {one.figure.figure}", unit=one.figure.unit, now=now.mean, then=then.mean,
                change=more.mean, low=more.mean - half, high=more.mean + half,
            )  # fmt: skip


def _half(one: Compared) -> float:
    more = one.more[1]
    return more.half_width if more is not None and isfinite(more.half_width) and not one.fixed else 0.0


def _sentence(found: Comparison, flow: OreFlow | None) -> Said:
    if flow is None:
        return said("what_if.no_ore")
    one = next(one for one in found.figures if one.figure.figure == "delivered" and one.figure.of == flow.name)
    (now, then), more = one.values, one.more[1]
    assert now is not None
    assert then is not None
    assert more is not None
    numbers = {"flow": flow.name, "now": round(now.mean, 3), "then": round(then.mean, 3)}
    if not one.clear:
        return said("what_if.same", **numbers)
    change = {"change": round(abs(more.mean), 3), "half": round(_half(one), 3)}
    return said("what_if.more" if more.mean > 0 else "what_if.less", **numbers, **change)
