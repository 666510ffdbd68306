"""Reckoning: key figures from the outcomes of all replications, and the sentence that names what limits the tonnage."""

from collections.abc import Callable, Sequence
from math import ceil, inf

from headway.model import Mine, OreFlow, Plant, Scenario
from headway.simulation.kpis import KINDS, MET, FlowKpis, Kpis
from headway.simulation.limits import Limit, limits_of
from headway.simulation.recorded import Outcome, Runs, ServiceOutcome
from headway.timetabling.wording import words
from headway.units import DAY_S, HOUR_S, YEAR_S, exact_sum

_QUEUES = ("waits for ore", "waits for load-out", "waits for dumper")

_EXCEEDED = 1.02
"""From this share of its target on a flow is said to deliver more."""

_SLACK = 0.02
"""Train sets that wait for ore or for room on a pile for more than this share of their time have time to spare."""

_CONGESTED = 0.2
"""Beyond this share of the cycle in waits on the line, one more set may not add what it could carry."""


def kpis_of(run: Runs, violations: int | None) -> Kpis:
    """Compute the key figures over the days that count, as means over the replications.

    Parameters
    ----------
    run
        The outcomes of all replications.
    violations
        How many violations the referee found; None where no train paths were recorded.
    """
    shares = _shares(run)
    busiest = max(shares, key=lambda s: exact_sum(shares[s].values()), default=0)
    flows = tuple(_flow(run, flow, shares) for flow in run.scenario.flows)
    lost_s = {t.name: _mean([o.amounts[t.name].hindered_s for o in run.outcomes]) for t in _ends(run.scenario)}
    stopped = {name: seconds / (run.days * DAY_S) for name, seconds in lost_s.items()}
    return Kpis(
        days=run.days,
        flows=flows,
        # A cancelled train is not punctual.
        punctual=_punctual(run, lambda s: s.punctual, lambda s: s.trains + s.cancelled if s.timed else 0),
        departs_punctual=_punctual(run, lambda s: s.departed_punctual, lambda s: s.departed + s.cancelled),
        cancelled=_cancelled(run),
        idle={
            s.name: s.weekdays
            for s in run.scenario.fixed_paths
            if not any(o.services[s.name].departed + o.services[s.name].cancelled for o in run.outcomes)
        },
        passengers=_passengers(run),
        busiest_section=run.scenario.line.sections[busiest].name,
        busiest_share=exact_sum(shares[busiest].values()) if shares else 0.0,
        stopped_share=stopped,
        longest_wait_h=max(o.longest_wait_s for o in run.outcomes) / HOUR_S,
        passed_over=max(o.passed_over for o in run.outcomes),
        passed_over_most=max(o.passed_over_most for o in run.outcomes),
        violations=violations,
        sentence=_sentence(flows, stopped) + _standstill(run),
    )


def _ends(scenario: Scenario) -> tuple[Mine | Plant, ...]:
    """The ends of the chain: the mines and plants that have a stockpile."""
    return (*scenario.mines, *scenario.plants)


def _mean(values: Sequence[float]) -> float:
    return exact_sum(values) / len(values)


def _shares(run: Runs) -> dict[int, dict[str, float]]:
    """Return the share of the time that each section is occupied, by service; parallel tracks are averaged."""
    shares: dict[int, dict[str, float]] = {}
    for outcome in run.outcomes:
        for section, by in outcome.occupied.items():
            mine = shares.setdefault(section, {})
            for service, share in by.items():
                mine[service] = mine.get(service, 0.0) + share / len(run.outcomes)
    return shares


def _punctual(run: Runs, punctual: Callable[[ServiceOutcome], int], trains: Callable[[ServiceOutcome], int]) -> dict[str, float]:
    """Return the share of punctual trains among those that count, by service of the timetable; none where none counts."""
    found: dict[str, float] = {}
    for service in run.scenario.fixed_paths:
        served = [o.services[service.name] for o in run.outcomes]
        if counted := sum(map(trains, served)):
            found[service.name] = sum(map(punctual, served)) / counted
    return found


def _cancelled(run: Runs) -> dict[str, float]:
    """Return how many trains of the timetable were cancelled per run, by service."""
    found = {s.name: _mean([o.services[s.name].cancelled for o in run.outcomes]) for s in run.scenario.fixed_paths}
    return {name: trains for name, trains in found.items() if trains > 0}


def _passengers(run: Runs) -> dict[str, tuple[float, float, float]]:
    """Return people carried, people left behind and passenger-hours of delay per run, by service with passengers."""
    found: dict[str, tuple[float, float, float]] = {}
    for service in run.scenario.fixed_paths:
        if service.passengers:
            people = [o.services[service.name].passengers for o in run.outcomes]
            late_h = _mean([p.late_s for p in people]) / HOUR_S
            found[service.name] = (_mean([p.carried for p in people]), _mean([p.stayed for p in people]), late_h)
    return found


def _standstill(run: Runs) -> str:
    """Say that the line stands still, where trains wanted to go on and none had moved for a day at the end."""
    outcome = max(run.outcomes, key=lambda o: o.still_s)
    if outcome.still_s < DAY_S or outcome.holdup is None:
        return ""
    return f" Nothing moved on the line in the last {outcome.still_s / DAY_S:.1f} days: a train {words(outcome.holdup)}."


def _flow(run: Runs, flow: OreFlow, shares: dict[int, dict[str, float]]) -> FlowKpis:
    scenario, window_s = run.scenario, run.days * DAY_S
    fleet = scenario.fleet(flow.fleet)
    loaded, _ = scenario.train_consists(flow)
    delivered = run.delivered_mt_y(flow.name)
    spent: dict[str, float] = dict.fromkeys(KINDS, 0.0)
    for outcome in run.outcomes:
        for kind, seconds in outcome.spent_s[flow.name].items():
            spent[kind] += seconds / len(run.outcomes)
    # By Little's law the mean cycle is set-hours divided by trips. Trips are counted as payloads dumped.
    trips = _mean([o.delivered_kg[flow.name] for o in run.outcomes]) / loaded.payload_kg
    trains = _mean([o.loaded_kg[flow.name] for o in run.outcomes]) / loaded.payload_kg
    work_s, slack = _needed(spent, _mean([_hindered_s(o, flow) for o in run.outcomes]))
    cycle_s = work_s / trips if trips else None
    payload_t, target_t_y = loaded.payload_kg / 1000, flow.target_kg_s * YEAR_S / 1000
    sets_needed = max(1, ceil(target_t_y / payload_t * cycle_s / YEAR_S - 1e-9)) if cycle_s else None
    sets_to_own = ceil(sets_needed / fleet.availability - 1e-9) if sets_needed else None
    return FlowKpis(
        flow=flow.name,
        delivered_t_y=trips * payload_t * YEAR_S / window_s,
        half_width_t_y=delivered.half_width * 1e6 if delivered.half_width < inf else None,
        target_t_y=target_t_y,
        shortfall_trains=target_t_y / payload_t * window_s / YEAR_S - trips,
        loaded_trains_per_day=trains / run.days,
        cycle_h={kind: s / trips / HOUR_S for kind, s in spent.items()} if trips else {},
        sets=fleet.sets,
        sets_needed=sets_needed,
        sets_to_own=sets_to_own,
        wagons_needed=sets_to_own * loaded.wagon_count if sets_to_own else None,
        locomotives_needed=sets_to_own * loaded.locomotive_count if sets_to_own else None,
        limits=tuple(sorted(limits_of(run, flow, cycle_s, shares, slack=slack), key=lambda x: x.capacity_t_y)),
    )


def _hindered_s(outcome: Outcome, flow: OreFlow) -> float:
    """Return the time that trains of a flow lost at the dumper because its pile was full [s]."""
    dumper = outcome.amounts[flow.dumper]
    return dumper.hindered_s * outcome.delivered_kg[flow.name] / dumper.moved_kg if dumper.moved_kg else 0.0


def _needed(spent: dict[str, float], hindered_s: float) -> tuple[float, bool]:
    """Return how much time the train sets needed for their work [s], and whether they had time to spare.

    Sets that waited for ore, or for room on the pile, had time to spare, so their queues count as spare time. Sets that
    never waited for either were busy all the time, so what they lost in queues is a part of their work.
    """
    spent_s = exact_sum(spent.values())
    slack = spent["waits for ore"] + hindered_s > _SLACK * spent_s
    spare = exact_sum(spent[kind] for kind in _QUEUES) if slack else 0.0
    return spent_s - spare - hindered_s, slack


def _sentence(flows: tuple[FlowKpis, ...], stopped: dict[str, float]) -> str:
    """Name the part of the chain that limits the tonnage."""
    if not flows:
        return "No ore flow: nothing limits the tonnage."
    short = [f for f in flows if not f.met]
    flow = min(short or flows, key=lambda f: f.share)
    tightest, *others = flow.limits
    delivered = f"{flow.delivered_t_y / 1e6:.2f} of {flow.target_t_y / 1e6:.2f} Mt/y"
    if not short:
        above = [f"{f.flow} delivers {f.share:.0%} of its target" for f in flows if f.share > _EXCEEDED]
        why = "its trains run whenever there is ore to load and room to unload, also beyond the target"
        more = f" {' and '.join(above)}: {why}." if above else ""
        text = f"Target met ({delivered} on {flow.flow}).{more} The tightest part of the chain is {_part(tightest)}"
        return f"{text}; next comes {_part(others[0])}." if others else f"{text}."
    if tightest.capacity_t_y >= MET * flow.target_t_y and flow.shortfall_trains < 1:
        return (
            f"Target missed by less than one train ({delivered} on {flow.flow}): too few days to tell, run more. The tightest "
            f"part of the chain is {_part(tightest)}."
        )
    if tightest.capacity_t_y >= MET * flow.target_t_y:
        return f"Target missed ({delivered} on {flow.flow}), though each part could carry it by itself: {_holdup(flow)}."
    text = f"Target missed ({delivered} on {flow.flow}): {_part(tightest)} limits the tonnage."
    idle = [f"{name} stood still {share:.0%} of the time" for name, share in stopped.items() if share >= 0.005]
    if idle:
        text += f" {' and '.join(idle)}."
    if tightest.fleet and flow.line_wait_share > _CONGESTED:
        text += (
            f" Its sets wait for other trains during {flow.line_wait_share:.0%} of their cycle, so what one more set would add "
            "depends on how the trains then meet: try it."
        )
    elif tightest.fleet:
        one_more = tightest.capacity_t_y * (flow.sets + 1) / flow.sets / 1e6
        text += (
            f" One more train set would lift the fleet to at most {one_more:.1f} Mt/y; {flow.sets_needed} at least are needed."
        )
    return text


def _holdup(flow: FlowKpis) -> str:
    """Say what takes most of the train sets' time."""
    if not flow.cycle_h:
        return "no loaded train has been unloaded; the train graph shows what holds them"
    kind = max(flow.cycle_h, key=lambda k: flow.cycle_h[k])
    return f'the largest part of a train set\'s cycle is "{kind}" ({flow.cycle_h[kind]:.1f} of {flow.cycle_total_h:.1f} h)'


def _part(limit: Limit) -> str:
    return f"{limit.part} ({limit.capacity_t_y / 1e6:.1f} Mt/y: {limit.note})"
