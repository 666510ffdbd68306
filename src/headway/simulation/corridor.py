"""A corridor as a world of the kernel.

The module drafts places, routes, terminals, train sets and the trains of the timetable, with what may happen to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import ceil
from operator import or_

from headway.errors import InputError
from headway.model import Consist, FixedPath, Fleet, LoadOut, OreFlow, Scenario, Station
from headway.physics import conditions_of, section_times
from headway.physics.running_times import CANNOT, PASS, STOP
from headway.simulation import chances
from headway.simulation.engine import Draft, Row
from headway.simulation.engine import tables as t
from headway.simulation.rules import Rules
from headway.timetabling.windows import windows
from headway.units import DAY_S, whole_seconds

_FORESEEN_S = 3 * DAY_S
"""How far beyond the end of a run trains look ahead at possessions and closures [s]."""


@dataclass(slots=True)
class Corridor:
    """A scenario drafted as a world, with the names behind the rows of the world."""

    scenario: Scenario
    draft: Draft
    routes: dict[tuple[str, bool], int] = field(default_factory=dict[tuple[str, bool], int])
    duties: dict[str, int] = field(default_factory=dict[str, int])
    machines: dict[str, int] = field(default_factory=dict[str, int])
    piles: dict[str, int] = field(default_factory=dict[str, int])
    unit_names: list[str] = field(default_factory=list[str])
    unit_flows: list[str] = field(default_factory=list[str])
    sources: list[str] = field(default_factory=list[str])


def drafted(scenario: Scenario, rules: Rules, begin_s: int, end_s: int) -> Corridor:
    """Draft a scenario as a world that runs from one time to another.

    Raises
    ------
    InputError
        If a train cannot run.
    """
    draft = Draft(
        setting_s=whole_seconds(scenario.setting_s),
        clearing_s=whole_seconds(scenario.clearing_s),
        safety=rules.safety_code,
        exact_weight=rules.exact_weight,
        alone=rules.alone,
        look=rules.look_ahead,
        overdue_s=rules.replanning.overdue_s if rules.replanning else 0.0,
        patience_s=rules.patience_s,
    )
    corridor = Corridor(scenario, draft)
    _line(corridor, begin_s, end_s)
    chances.add_weather(scenario, draft)
    _terminals(corridor)
    first = {path.name: path for path in scenario.fixed_paths}
    for path in scenario.fixed_paths:
        first.pop(path.then, None)
    for path in first.values():
        _timetabled(corridor, path, rules, begin_s)
    for flow in scenario.flows:
        _shuttle(corridor, flow, rules)
    return corridor


def _line(corridor: Corridor, begin_s: int, end_s: int) -> None:
    scenario, line, draft = corridor.scenario, corridor.scenario.line, corridor.draft
    shut = _windows(scenario, begin_s, end_s)
    for place in line.places:
        draft.place([track.length_m for track in place.tracks], whole_seconds(scenario.yard_move_at(place.name)))
    for i, section in enumerate(line.sections):
        low, high = line.positions_m[i], line.positions_m[i + 1]
        signals = [(s - low) / (high - low) for s in line.signals_m(i)]
        draft.section(high - low, section.tracks, [0.0, *signals, 1.0] if signals else [], shut[i])


def _windows(scenario: Scenario, begin_s: int, end_s: int) -> list[list[tuple[float, float, int]]]:
    """Return for every section when possessions and closures shut it, in the order of time.

    Each window has the number of what shuts the section. The windows reach some days beyond the end of the run.
    """
    found: list[list[tuple[float, float, int]]] = [[] for _ in scenario.line.sections]
    for window in windows(scenario, begin_s, end_s + _FORESEEN_S):
        found[window.section].append((window.begin, window.end, window.number))
    return [sorted(spans) for spans in found]


def _terminals(corridor: Corridor) -> None:
    """Add every pile with the machines that fill it and draw from it."""
    scenario, draft = corridor.scenario, corridor.draft
    for pile in scenario.stockpiles:
        corridor.piles[pile.name] = draft.pile(capacity=pile.capacity_kg, initial=pile.initial_kg)
        for mine in scenario.mines:
            if mine.stockpile == pile.name:
                corridor.machines[mine.name] = draft.machine(t.MINE, rate=mine.rate_kg_s, key=mine.name)
        for plant in scenario.plants:
            if plant.stockpile == pile.name:
                corridor.machines[plant.name] = draft.machine(t.PLANT, rate=plant.rate_kg_s, key=plant.name)
        for station in scenario.terminals:
            if isinstance(station, Station) and station.stockpile == pile.name:
                corridor.machines[station.name] = _station(scenario, draft, station)
    for terminal, machine in corridor.machines.items():
        chances.add_breakdowns(scenario, draft, terminal, machine)


def _station(scenario: Scenario, draft: Draft, station: Station) -> int:
    loads = isinstance(station, LoadOut)
    return draft.machine(
        t.LOAD_OUT if loads else t.DUMPER,
        rate=station.rate_kg_s,
        slots=station.trains,
        positioning_s=whole_seconds(station.positioning_s),
        waits=t.WAITS_LOAD_OUT if loads else t.WAITS_DUMPER,
        law=chances.rate_law(scenario, draft, station.name),
        key=station.name,
    )


def _route(
    corridor: Corridor, service: FixedPath | OreFlow, consist: Consist, ends: tuple[str, str], *, weight: float, doing: int,
    due_s: float = 0.0,
) -> int:  # fmt: skip
    """Add the route of a kind of train, with its running times and its stops."""
    scenario, line = corridor.scenario, corridor.scenario.line
    first, last = line.index(ends[0]), line.index(ends[1])
    table = section_times(line, consist, first, last, conditions_of(scenario))
    direction = 1 if last > first else -1
    places = range(first, last + direction, direction)
    dwells = {line.index(stop.place): whole_seconds(stop.dwell_s) for stop in service.stops}
    steps: list[Row] = []
    for k, p in enumerate(places):
        halt = p in dwells and k > 0
        step: Row = {"place": p, "halt": int(halt), "dwell": dwells.get(p, 0) if halt else 0}
        if k < len(places) - 1:
            section = min(p, p + direction)
            run, tail = table.run_s[k], table.tail_s[k]
            step |= {"section": section, "cover": consist.length_m / (line.positions_m[section + 1] - line.positions_m[section])}
            # Trains start at the first place and come to rest at the last and at a stop: there a pass takes the times
            # of a start or of a stop.
            starts, ends_at_rest = k == 0 or halt, k == len(places) - 2 or p + direction in dwells
            if starts and run[STOP].max() == CANNOT:
                name = line.places[p].name
                raise InputError([f'consist "{consist.name}" cannot start from "{name}" on the grade ahead; add a locomotive'])
            step |= {
                "stop_stop": run[STOP, STOP], "stop_pass": run[STOP, STOP if ends_at_rest else PASS],
                "pass_stop": run[STOP if starts else PASS, STOP], "tail_stop": tail[STOP], "tail_pass": tail[PASS],
                "pass_pass": run[STOP if starts else PASS, STOP if ends_at_rest else PASS],
            }  # fmt: skip
        able = k in (0, len(places) - 1) or table.run_s[k, STOP].max() != CANNOT
        step["fits"] = int(able and line.places[p].longest_track_m >= consist.length_m)
        steps.append(step)
    ease = _ease(steps, due_s)
    clock = 0.0
    for step in steps:
        step["clock"] = clock + step["dwell"]
        clock = step["clock"] + ceil(step.get("pass_pass", 0) * (1 + ease))
    law = chances.running_law(scenario, corridor.draft, service.name)
    route = {
        "law": law,
        "due_s": due_s,
        "ease": ease,
        "passenger": int(isinstance(service, FixedPath) and consist.payload_kg == 0),
        "people": service.passengers if isinstance(service, FixedPath) else 0,
        "window_s": _window_s(service),
    }
    return corridor.draft.route(steps, direction=direction, length_m=consist.length_m, weight=weight, doing=doing, **route)


def _ease(steps: Sequence[Row], due_s: float) -> float:
    """Return by which share a train can run slower and still arrive when due; 0 without a due time."""
    if due_s <= 0:
        return 0.0
    runs = [step.get("pass_pass", 0) for step in steps]
    dwell = sum(step["dwell"] for step in steps)
    low, high = 0.0, max(0.0, (due_s - dwell) / sum(runs) - 1)
    for _ in range(40):
        middle = (low + high) / 2
        late = sum(ceil(run * (1 + middle)) for run in runs) + dwell > due_s
        low, high = (low, middle) if late else (middle, high)
    return low


def _window_s(service: FixedPath | OreFlow) -> float:
    """Return how long after its published time a train may leave at a time of its own choice [s]."""
    if not isinstance(service, FixedPath) or service.latest_departure_at_s is None:
        return 0.0
    return service.latest_departure_at_s - service.departs_at_s


def _fixed_route(corridor: Corridor, path: FixedPath, rules: Rules) -> int:
    """Add the route of a fixed path."""
    due_s = 0.0 if path.arrives_at_s is None else path.arrives_at_s - path.departs_at_s
    consist, ends = corridor.scenario.consist(path.consist), (path.origin, path.destination)
    route = _route(corridor, path, consist, ends, weight=rules.weight_of(path), doing=t.OTHER, due_s=due_s)
    corridor.routes[path.name, True] = route
    return route


def _timetabled(corridor: Corridor, path: FixedPath, rules: Rules, begin_s: int) -> None:
    """Add the trains of a fixed path, one a day.

    A train comes out of the yard of its origin. It is gone at its destination, or at that of the last train that it
    goes on as.
    """
    scenario, draft = corridor.scenario, corridor.draft
    route = _fixed_route(corridor, path, rules)
    tasks: list[Row] = [{"kind": t.TRAVEL, "subject": route}]
    before, behind = path, route
    while before.then:
        after = next(p for p in scenario.fixed_paths if p.name == before.then)
        turned = _fixed_route(corridor, after, rules)
        draft.routes[behind] |= {"then": turned, "then_s": scenario.turns_after_s(before)}
        tasks.append({"kind": t.TRAVEL, "subject": turned})
        before, behind = after, turned
    troubles = chances.troubles(scenario, draft, path.name, scenario.consist(path.consist))
    duty = draft.duty([*tasks, {"kind": t.LEAVE}], **troubles)
    corridor.duties[path.name] = duty
    weekday = scenario.starts_on.weekday()
    days = [1 << (d - weekday) % 7 for d in path.weekdays or range(7)]
    draft.source(
        duty,
        path.name,
        period=DAY_S,
        first=begin_s + path.departs_at_s - whole_seconds(scenario.yard_move_at(path.origin)),
        weekdays=reduce(or_, days),
        weight=rules.weight_of(path),
        patience_s=rules.patience_s if path.latest_departure_at_s is None else path.latest_departure_at_s - path.departs_at_s,
        key_out=path.name,
        **chances.departures(scenario, draft, path.name),
    )
    corridor.sources.append(path.name)


def _shuttle(corridor: Corridor, flow: OreFlow, rules: Rules) -> None:
    """Add the train sets of an ore flow, which load, run, dump and run back, again and again."""
    scenario, draft = corridor.scenario, corridor.draft
    fleet = scenario.fleet(flow.fleet)
    loaded, empty = scenario.train_consists(flow)
    mine, plant = ends = scenario.ends(flow)
    out = _route(corridor, flow, loaded, ends, weight=rules.loaded, doing=t.RUNS_LOADED)
    back = _route(corridor, flow, empty, (plant, mine), weight=rules.empty, doing=t.RUNS_EMPTY)
    corridor.routes[flow.name, True], corridor.routes[flow.name, False] = out, back
    care = _care(draft, fleet)
    there, here = _power(draft, fleet)
    tasks: list[Row] = [{"kind": t.SERVE, "subject": corridor.machines[flow.load_out], "doing": t.LOADS}]
    tasks += [*there[:1], {"kind": t.TRAVEL, "subject": out}, *there[1:]]
    tasks += [{"kind": t.SERVE, "subject": corridor.machines[flow.dumper], "doing": t.UNLOADS}]
    tasks += care if fleet.inspection_at == ends[1] else []
    tasks += [*here[:1], {"kind": t.TRAVEL, "subject": back}, *here[1:]]
    tasks += care if fleet.inspection_at == ends[0] else []
    duty = draft.duty(tasks, **chances.troubles(scenario, draft, flow.name, loaded))
    corridor.duties[flow.name] = duty
    for i in range(fleet.sets):
        name = f"{fleet.name} {i + 1}"
        draft.unit(duty, name, payload=round(loaded.payload_kg), locomotives=loaded.locomotive_count)
        corridor.unit_names.append(name)
        corridor.unit_flows.append(flow.name)


def _care(draft: Draft, fleet: Fleet) -> list[Row]:
    """Return the tasks of a train set where it is inspected: the inspection, and sometimes a visit to the shop."""
    tasks: list[Row] = []
    if fleet.inspection_s > 0:
        lasts = draft.law("constant", whole_seconds(fleet.inspection_s))
        tasks.append({"kind": t.DELAY, "law": lasts, "doing": t.INSPECTED})
    if fleet.shop_every_s > 0 and fleet.shop_s > 0:
        lasts = draft.law("constant", whole_seconds(fleet.shop_s))
        shop = draft.machine(t.SERVER, slots=fleet.shop_berths, law=lasts, waits=t.WAITS_SHOP, key=f"{fleet.name} shop")
        tasks.append({"kind": t.VISIT, "subject": shop, "doing": t.IN_SHOP, "every_s": fleet.shop_every_s})
    return tasks


def _power(draft: Draft, fleet: Fleet) -> tuple[list[Row], list[Row]]:
    """Return the tasks by which a train set takes and returns shared locomotives around each run.

    There are none where the train sets keep their own locomotives.
    """
    if fleet.shared_locomotives == 0:
        return [], []
    first = draft.pool(fleet.shared_locomotives - fleet.shared_locomotives // 2)
    second = draft.pool(fleet.shared_locomotives // 2)
    there: list[Row] = [{"kind": t.TAKE, "subject": first}, {"kind": t.GIVE, "subject": second}]
    back: list[Row] = [{"kind": t.TAKE, "subject": second}, {"kind": t.GIVE, "subject": first}]
    return there, back
