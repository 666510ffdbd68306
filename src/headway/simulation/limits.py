"""What each part of the chain could carry by itself; the least of these limits the tonnage."""

from collections.abc import Iterator
from dataclasses import dataclass

from headway.model import LoadOut, OreFlow, Station
from headway.simulation.recorded import Runs
from headway.timetabling.windows import closed_s
from headway.units import DAY_S, YEAR_S, exact_sum, hours_minutes


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
        How the figure was computed.
    fleet
        Whether the part is the fleet, so that one more train set would help.
    """

    part: str
    capacity_t_y: float
    note: str
    fleet: bool = False


def limits_of(
    run: Runs, flow: OreFlow, cycle_s: float | None, shares: dict[int, dict[str, float]], *, slack: bool
) -> Iterator[Limit]:
    """Yield what each part of a flow's chain could carry if nothing else held it up.

    Parameters
    ----------
    run, flow
        The outcomes of all replications, and the flow.
    cycle_s
        Working time of a train set per loaded train; None if no loaded train ran.
        Working time of a train set per loaded train; None if none was made.
    shares
        Occupation of the sections, by service.
    slack
        Whether the train sets had time to spare; if so, queues are left out of the cycle.
    """
    scenario = run.scenario
    fleet = scenario.fleet(flow.fleet)
    loaded, _ = scenario.train_consists(flow)
    payload_t = loaded.payload_kg / 1000
    load_out, dumper = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
    yield _supply(run, flow, load_out)
    for station in (load_out, dumper):
        each_s = station.positioning_s + loaded.payload_kg / station.rate_kg_s
        kind = "load-out" if isinstance(station, LoadOut) else "dumper"
        up = _up(run, station.name)
        t_y = station.trains * payload_t * YEAR_S / each_s * up - _by_others(run, flow, station)
        note = "trains one after another" + (" less its breakdowns" if up < 1 else "")
        yield Limit(part=_label(kind, station.name), capacity_t_y=max(0.0, t_y), note=note)
    if cycle_s is not None:
        sets = "1 set" if fleet.sets == 1 else f"{fleet.sets} sets"
        yield Limit(
            part=_label("fleet", fleet.name),
            capacity_t_y=fleet.sets * payload_t * YEAR_S / cycle_s,
            note=f"{sets}, {hours_minutes(cycle_s)} a cycle{' without queues' if slack else ''}",
            fleet=True,
        )
    yield from _line(run, flow, shares)
    demand = _demand(run, flow, dumper)
    if demand is not None:
        yield demand


def _supply(run: Runs, flow: OreFlow, load_out: LoadOut) -> Limit:
    """Return what arrives on the load-out's pile, less what other flows take from it."""
    scenario = run.scenario
    mines = [m for m in scenario.mines if m.stockpile == load_out.stockpile]
    feeders = [f for f in scenario.flows if scenario.dumper(f.dumper).stockpile == load_out.stockpile]
    plants = exact_sum(_used_t_y(run, p.name, "") for p in scenario.plants if p.stockpile == load_out.stockpile)
    rivals = exact_sum(_used_t_y(run, f.load_out, f.name) for f in scenario.flows if f != flow and f.load_out == load_out.name)
    comes = exact_sum(m.rate_kg_s * _up(run, m.name) * YEAR_S / 1000 for m in mines) + exact_sum(
        _used_t_y(run, f.dumper, f.name) for f in feeders
    )
    names = [*(_label("mine", m.name) for m in mines), *(f"ore from {f.name}" for f in feeders)]
    less = ["stoppages"] if any(_up(run, m.name) < 1 for m in mines) else []
    less += ["what others take"] if plants + rivals > 0 else []
    taken = f" less {' and '.join(less)}" if less else ""
    if not names:
        return Limit(part=f"pile {load_out.stockpile}", capacity_t_y=0.0, note="nothing fills it")
    note = "its rate" if len(mines) == len(names) == 1 else "their rates" if not feeders else "as delivered"
    return Limit(part=" and ".join(names), capacity_t_y=max(0.0, comes - plants - rivals), note=note + taken)


def _demand(run: Runs, flow: OreFlow, dumper: Station) -> Limit | None:
    """Return what plants take from the dumper's pile, less what other flows bring.

    None where trains carry the ore on.
    """
    scenario = run.scenario
    if any(scenario.load_out(f.load_out).stockpile == dumper.stockpile for f in scenario.flows):
        return None
    plants = [p for p in scenario.plants if p.stockpile == dumper.stockpile]
    if not plants:
        return Limit(part=f"pile {dumper.stockpile}", capacity_t_y=0.0, note="nothing draws from it")
    mines = exact_sum(_used_t_y(run, m.name, "") for m in scenario.mines if m.stockpile == dumper.stockpile)
    rivals = exact_sum(
        _used_t_y(run, f.dumper, f.name)
        for f in scenario.flows
        if f != flow and scenario.dumper(f.dumper).stockpile == dumper.stockpile
    )
    takes = exact_sum(p.rate_kg_s * _up(run, p.name) * YEAR_S / 1000 for p in plants)
    names = " and ".join(_label("plant", p.name) for p in plants)
    note = "its demand" if len(plants) == 1 else "their demand"
    brought = " less what others bring" if mines + rivals > 0 else ""
    return Limit(part=names, capacity_t_y=max(0.0, takes - mines - rivals), note=note + brought)


def _line(run: Runs, flow: OreFlow, shares: dict[int, dict[str, float]]) -> Iterator[Limit]:
    """Yield the section that has the least room for more trains of this flow, if it were occupied all the time."""
    span_s = run.days * DAY_S
    closed = {section: shut / span_s for section, shut in closed_s(run.scenario, 0, span_s).items()}
    room: dict[int, float] = {}
    for section, by in shares.items():
        own = by.get(flow.name, 0.0)
        if own > 0:
            room[section] = max(0.0, 1 - exact_sum(by.values()) + own - closed.get(section, 0.0)) / own
    if room:
        tightest = min(room, key=lambda s: room[s])
        yield Limit(
            part=f"line, section {run.scenario.line.sections[tightest].name}",
            capacity_t_y=_used_t_y(run, flow.dumper, flow.name) * room[tightest],
            note="this section occupied all the time, others' trains kept",
        )


def _by_others(run: Runs, flow: OreFlow, station: Station) -> float:
    """Return what a station moves for other flows [t/y]."""
    return exact_sum(_used_t_y(run, station.name, f.name) for f in run.scenario.flows if f != flow)


def _up(run: Runs, terminal: str) -> float:
    """Return the share of its working life that a terminal is not broken down."""
    down = exact_sum(o.amounts[terminal].down_s for o in run.outcomes)
    busy = exact_sum(o.amounts[terminal].busy_s + o.amounts[terminal].hindered_s for o in run.outcomes)
    return 1.0 if down == 0 else busy / (busy + down)


def _used_t_y(run: Runs, terminal: str, flow: str) -> float:
    """Return what a terminal moved for a flow, or for no flow, as a rate per year [t/y]."""
    service = next((f for f in run.scenario.flows if f.name == flow), None)
    if service is None:
        moved = [o.amounts[terminal].moved_kg for o in run.outcomes]
    elif terminal == service.dumper:
        moved = [o.delivered_kg[flow] for o in run.outcomes]
    elif terminal == service.load_out:
        moved = [o.loaded_kg[flow] for o in run.outcomes]
    else:
        return 0.0
    return exact_sum(moved) / len(moved) / 1000 * YEAR_S / (run.days * DAY_S)


def _label(kind: str, name: str) -> str:
    """Name a part by its kind, unless its name says it already."""
    return name if kind in name else f"{kind} {name}"
