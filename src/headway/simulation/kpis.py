"""Key figures of a simulation, and the sentence that names what limits the tonnage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from headway.model import LoadOut, OreFlow, Scenario, Station
from headway.timetabling import TrainPath
from headway.units import DAY_S, HOUR_S, YEAR_S, hours_minutes

if TYPE_CHECKING:
    from headway.simulation.result import Simulation

KINDS = (
    "waits for ore",
    "waits for load-out",
    "loading",
    "runs loaded",
    "runs empty",
    "waits on line",
    "waits for path",
    "waits for dumper",
    "unloading",
    "inspection",
    "yard moves",
)
"""What a train set can be doing."""

_QUEUES = ("waits for ore", "waits for load-out", "waits for dumper")
_PUNCTUAL_S = 300
_MET = 0.99
_SLACK = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What one part of the chain could carry by itself.

    Parameters
    ----------
    part
        Name of the part, such as ``fleet mine-sets``.
    capacity_t_y
        Tonnes a year that it could carry if nothing else held it up.
    note
        How the figure is made.
    fleet
        Whether the part is the fleet, so that one more train set would help.
    """

    part: str
    capacity_t_y: float
    note: str
    fleet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowKpis:
    """Key figures of one ore flow over the days that count.

    Parameters
    ----------
    delivered_t_y, target_t_y
        Tonnes dumped, as a rate per year, and the target.
    loaded_trains_per_day
        Loaded trains that left the load-out, per day.
    cycle_h
        Hours of a train set per loaded train, by what it was doing.
    sets, sets_needed, sets_to_own
        Train sets in service, needed for the target without queues, and to own at the fleet's availability.
    wagons_needed, locomotives_needed
        In the sets to own.
    limits
        The parts of the chain, the tightest first.
    """

    flow: str
    delivered_t_y: float
    target_t_y: float
    loaded_trains_per_day: float
    cycle_h: dict[str, float]
    sets: int
    sets_needed: int
    sets_to_own: int
    wagons_needed: int
    locomotives_needed: int
    limits: tuple[Limit, ...]

    @property
    def share(self) -> float:
        """Share of the target that is delivered."""
        return self.delivered_t_y / self.target_t_y

    @property
    def met(self) -> bool:
        """Whether the target is delivered, to 1 %."""
        return self.share >= _MET

    @property
    def cycle_total_h(self) -> float:
        """Hours of a train set per loaded train; infinite if none ran."""
        return sum(self.cycle_h.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """Key figures of a simulation.

    Parameters
    ----------
    flows
        One for every ore flow.
    punctual
        Share of the trains with a due time that arrived at most 5 minutes late, by service.
    busiest_section, busiest_share
        The section that is occupied most, setting and clearing times included, and the share of time.
    stopped_share
        Share of time that each mine stood still for a full pile, and each plant for an empty one.
    violations
        Number of violations that the referee found.
    sentence
        What limits the tonnage.
    """

    flows: tuple[FlowKpis, ...]
    punctual: dict[str, float]
    busiest_section: str
    busiest_share: float
    stopped_share: dict[str, float]
    violations: int
    sentence: str

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as pairs of a name and a text with its unit."""
        rows: list[tuple[str, str]] = []
        for f in self.flows:
            name = f"{f.flow}: " if len(self.flows) > 1 else ""
            rows += [
                (f"{name}delivered", f"{f.delivered_t_y / 1e6:.2f} Mt/y of {f.target_t_y / 1e6:.2f} Mt/y ({f.share:.1%})"),
                (f"{name}loaded trains", f"{f.loaded_trains_per_day:.2f} a day"),
                (f"{name}cycle time", f"{f.cycle_total_h:.1f} h" if f.cycle_h else "no train ran"),
            ]
            rows += [(f"{name}  {kind}", f"{hours:.1f} h") for kind, hours in f.cycle_h.items() if hours >= 0.05]
            rows += [
                (f"{name}train sets", f"{f.sets} in service; {f.sets_needed} needed at this cycle, {f.sets_to_own} to own"),
                (f"{name}rolling stock needed", f"{f.wagons_needed:,} wagons, {f.locomotives_needed:,} locomotives"),
            ]
        rows += [(f"punctuality {service}", f"{share:.0%} within 5 min") for service, share in self.punctual.items()]
        rows.append(("busiest section", f"{self.busiest_section}, occupied {self.busiest_share:.0%}"))
        rows += [(f"{name} stood still", f"{share:.1%} of the time") for name, share in self.stopped_share.items()]
        rows.append(("referee", "no violation" if not self.violations else f"{self.violations} VIOLATIONS"))
        return rows


def kpis_of(run: Simulation) -> Kpis:
    """Compute the key figures over the days that count."""
    window_s = run.days * DAY_S
    amounts = {a.terminal: a for a in run.amounts}
    shares = occupation(run.scenario, run.paths, window_s)
    busiest = max(shares, key=lambda s: sum(shares[s].values()), default=0)
    flows = tuple(_flow(run, flow, shares) for flow in run.scenario.flows)
    stopped = {t.name: amounts[t.name].hindered_s / window_s for t in (*run.scenario.mines, *run.scenario.plants)}
    return Kpis(
        flows=flows,
        punctual=_punctual(run.paths, window_s),
        busiest_section=run.scenario.line.sections[busiest].name,
        busiest_share=sum(shares[busiest].values()) if shares else 0.0,
        stopped_share=stopped,
        violations=len(run.violations),
        sentence=_sentence(flows, stopped),
    )


def occupation(scenario: Scenario, paths: Iterable[TrainPath], window_s: int) -> dict[int, dict[str, float]]:
    """Return the share of a window from 0 on that each section is occupied, by service; tracks are averaged."""
    line = scenario.line
    held: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for path in paths:
        for a, b in zip(path.calls, path.calls[1:], strict=False):
            section = min(line.index(a.place), line.index(b.place))
            begin = a.departs_s - scenario.setting_s
            end = b.arrives_s + (0 if b.stops else b.tail_s) + scenario.clearing_s
            inside = min(end, window_s) - max(begin, 0)
            if inside > 0:
                held[section][path.service] += inside / window_s / line.sections[section].tracks
    return {section: dict(by_service) for section, by_service in held.items()}


def _punctual(paths: Iterable[TrainPath], window_s: int) -> dict[str, float]:
    """Share of trains at most 5 minutes late, by service, of those that arrive in the window."""
    late: dict[str, list[int]] = defaultdict(list)
    for path in paths:
        if path.due_s is not None and 0 <= path.arrives_s < window_s:
            late[path.service].append(path.late_s)
    return {service: sum(x <= _PUNCTUAL_S for x in values) / len(values) for service, values in late.items()}


def _flow(run: Simulation, flow: OreFlow, shares: dict[int, dict[str, float]]) -> FlowKpis:
    scenario, window_s = run.scenario, run.days * DAY_S
    fleet = scenario.fleet(flow.fleet)
    loaded, _ = scenario.train_consists(flow)
    amounts = {a.terminal: a for a in run.amounts}
    delivered_t_y = amounts[flow.dumper].moved_kg / 1000 * YEAR_S / window_s
    if sum(f.dumper == flow.dumper for f in scenario.flows) > 1:
        delivered_t_y *= _share_of_dumper(run, flow)
    trains = sum(1 for p in run.paths if p.service == flow.name and p.loaded and 0 <= p.departs_s < window_s)
    spent: dict[str, float] = dict.fromkeys(KINDS, 0.0)
    for a in run.activities:
        if a.flow == flow.name:
            spent[a.kind] += max(0, min(a.end_s, window_s) - max(a.begin_s, 0))
    # By Little's law the mean cycle is set-hours over trips; trips are counted as payloads dumped.
    trips = delivered_t_y * 1000 * window_s / YEAR_S / loaded.payload_kg
    cycle_h = {kind: s / trips / HOUR_S for kind, s in spent.items()} if trips else {}
    cycle_s, slack = _needed(spent, amounts[flow.dumper].hindered_s)
    cycle_s = cycle_s / trips if trips else float("inf")
    payload_t = loaded.payload_kg / 1000
    target_t_y = flow.target_kg_s * YEAR_S / 1000
    sets_needed = ceil(target_t_y / payload_t * cycle_s / YEAR_S - 1e-9) if trips else 0
    sets_to_own = ceil(sets_needed / fleet.availability - 1e-9)
    return FlowKpis(
        flow=flow.name,
        delivered_t_y=delivered_t_y,
        target_t_y=target_t_y,
        loaded_trains_per_day=trains / run.days,
        cycle_h=cycle_h,
        sets=fleet.sets,
        sets_needed=sets_needed,
        sets_to_own=sets_to_own,
        wagons_needed=sets_to_own * loaded.wagon_count,
        locomotives_needed=sets_to_own * loaded.locomotive_count,
        limits=tuple(sorted(_limits(scenario, flow, cycle_s, delivered_t_y, shares, slack=slack), key=lambda x: x.capacity_t_y)),
    )


def _needed(spent: dict[str, float], hindered_s: float) -> tuple[float, bool]:
    """Return the time of the train sets that their work needed, and whether they had any to spare [s].

    Sets that waited for ore, or for room on the pile, had time to spare: their queues count as that. Sets that never
    did were busy all the time, and what they lost in queues is a part of their work.
    """
    total = sum(spent.values())
    slack = spent["waits for ore"] + hindered_s > _SLACK * total
    spare = sum(spent[kind] for kind in _QUEUES) if slack else 0.0
    return total - spare - hindered_s, slack


def _share_of_dumper(run: Simulation, flow: OreFlow) -> float:
    """Share of a common dumper's tonnage that one flow brought, by its arrivals."""
    brought: dict[str, float] = defaultdict(float)
    for path in run.paths:
        if path.loaded and 0 <= path.arrives_s < run.days * DAY_S:
            brought[path.service] += run.scenario.consist(path.consist).payload_kg
    rivals = [f.name for f in run.scenario.flows if f.dumper == flow.dumper]
    total = sum(brought[name] for name in rivals)
    return brought[flow.name] / total if total else 0.0


def _limits(
    scenario: Scenario,
    flow: OreFlow,
    cycle_s: float,
    delivered_t_y: float,
    shares: dict[int, dict[str, float]],
    *,
    slack: bool,
) -> Iterable[Limit]:
    """What each part of the chain could carry if nothing else held it up [t/y]."""
    fleet = scenario.fleet(flow.fleet)
    loaded, _ = scenario.train_consists(flow)
    payload_t = loaded.payload_kg / 1000
    load_out, dumper = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
    for mine in scenario.mines:
        if mine.stockpile == load_out.stockpile:
            yield Limit(part=_label("mine", mine.name), capacity_t_y=mine.rate_kg_s * YEAR_S / 1000, note="its rate")
    for station in (load_out, dumper):
        yield Limit(part=_station_name(station), capacity_t_y=_station_t_y(station, payload_t), note="trains one after another")
    yield Limit(
        part=_label("fleet", fleet.name),
        capacity_t_y=fleet.sets * payload_t * YEAR_S / cycle_s,
        note=f"{fleet.sets} sets, {hours_minutes(cycle_s)} a cycle{' without queues' if slack else ''}"
        if cycle_s < float("inf")
        else "no cycle was completed",
        fleet=True,
    )
    section, rest, own = _tightest(flow, shares)
    if own > 0:
        yield Limit(
            part=f"line, section {scenario.line.sections[section].name}",
            capacity_t_y=delivered_t_y * (1 - rest) / own,
            note="this section occupied all the time, others' trains kept",
        )
    for plant in scenario.plants:
        if plant.stockpile == dumper.stockpile:
            yield Limit(part=_label("plant", plant.name), capacity_t_y=plant.rate_kg_s * YEAR_S / 1000, note="its demand")


def _tightest(flow: OreFlow, shares: dict[int, dict[str, float]]) -> tuple[int, float, float]:
    """Return the section with the least room for more of a flow: (section, share of others, own share)."""
    used = {s: (sum(by.values()) - by.get(flow.name, 0.0), by.get(flow.name, 0.0)) for s, by in shares.items()}
    with_flow = {s: both for s, both in used.items() if both[1] > 0}
    if not with_flow:
        return 0, 0.0, 0.0
    section = min(with_flow, key=lambda s: (1 - with_flow[s][0]) / with_flow[s][1])
    return section, *with_flow[section]


def _station_name(station: Station) -> str:
    return _label("load-out" if isinstance(station, LoadOut) else "dumper", station.name)


def _label(kind: str, name: str) -> str:
    """Name a part by its kind, unless its name says it already."""
    return name if kind in name else f"{kind} {name}"


def _station_t_y(station: Station, payload_t: float) -> float:
    each_s = station.positioning_s + payload_t * 1000 / station.rate_kg_s
    return station.trains * payload_t * YEAR_S / each_s


def _sentence(flows: tuple[FlowKpis, ...], stopped: dict[str, float]) -> str:
    """Name what limits the tonnage."""
    if not flows:
        return "No ore flow: nothing limits the tonnage."
    short = [f for f in flows if not f.met]
    flow = min(short or flows, key=lambda f: f.share)
    tightest, *others = flow.limits
    delivered = f"{flow.delivered_t_y / 1e6:.2f} of {flow.target_t_y / 1e6:.2f} Mt/y"
    if not short:
        text = f"Target met ({delivered} on {flow.flow}). The tightest part of the chain is {_part(tightest)}"
        return f"{text}; next comes {_part(others[0])}." if others else f"{text}."
    text = f"Target missed ({delivered} on {flow.flow}): {_part(tightest)} limits the tonnage."
    idle = [f"{name} stood still {share:.0%} of the time" for name, share in stopped.items() if share >= 0.005]
    if idle:
        text += f" {' and '.join(idle)}."
    if tightest.fleet and flow.cycle_h:
        one_more = tightest.capacity_t_y * (flow.sets + 1) / flow.sets / 1e6
        text += f" One more train set would lift the fleet to {one_more:.1f} Mt/y; {flow.sets_needed} are needed at this cycle."
    return text


def _part(limit: Limit) -> str:
    return f"{limit.part} ({limit.capacity_t_y / 1e6:.1f} Mt/y: {limit.note})"
