"""The flagship's fleet written plainly in SimPy: sections and tracks as resources, load-outs and dumpers as queues.

It has the running times, payloads and laws of chance of the scenario, on a line with room to spare on every section and
at every place, so that any rule of dispatching gives the same trains. SimPy 4, https://simpy.readthedocs.io.
"""

import random
from collections.abc import Generator
from dataclasses import dataclass, replace
from math import ceil, log, sqrt
from typing import Any

import simpy

import headway as hw
from headway.model import Line, Scenario, Section, Variation
from headway.physics import conditions_of, section_times

_DAY = 86_400.0
_TRACKS = 6


def roomy(scenario: Scenario) -> Scenario:
    """Return the flagship with six tracks everywhere, ore to spare, and no chance but the variation of running times."""
    leg = scenario.line.legs[0]
    track = leg.places[0].tracks[0]
    wide = tuple(
        replace(p, tracks=tuple(replace(track, name=str(i + 1)) for i in range(_TRACKS * (4 if p.yard_trains else 1))))
        for p in leg.places
    )
    pairs = zip(leg.places, leg.places[1:], strict=False)
    sections = tuple(Section(start=a.name, end=b.name, tracks=_TRACKS) for a, b in pairs)
    terminals = tuple(
        replace(t, rate_kg_s=4 * t.rate_kg_s) if type(t).__name__ in ("Mine", "Plant") else t for t in scenario.terminals
    )
    return replace(
        scenario,
        line=Line(legs=(replace(leg, places=wide, sections=sections),)),
        terminals=terminals,
        services=scenario.flows,
        disruptions=tuple(d for d in scenario.disruptions if isinstance(d, Variation) and d.of in ("ore", "mine-load-out")),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the plain model needs of a scenario [s, kg]."""

    runs: tuple[tuple[int, ...], tuple[int, ...]]
    slower: tuple[float, float]
    pace: float
    payload: float
    load_s: float
    dump_s: float
    servers: tuple[int, int]
    inspection: float
    yard: float
    sets: int


def numbers_of(scenario: Scenario) -> Numbers:
    """Take the numbers of the plain model from a scenario."""
    (flow,) = scenario.flows
    fleet = scenario.fleet(flow.fleet)
    mine, plant = scenario.ends(flow)
    load_out, dumper = scenario.load_out(flow.load_out), scenario.dumper(flow.dumper)
    loaded, empty = scenario.train_consists(flow)
    variation = {d.of: d for d in scenario.disruptions if isinstance(d, Variation)}

    def runs(consist: Any, origin: str, destination: str) -> tuple[int, ...]:
        table = section_times(
            scenario.line, consist, scenario.line.index(origin), scenario.line.index(destination), conditions_of(scenario)
        ).run_s
        last = len(table) - 1
        return tuple(int(table[k, int(k > 0), int(k < last)]) for k in range(last + 1))

    return Numbers(
        runs=(runs(loaded, mine, plant), runs(empty, plant, mine)),
        slower=(variation["ore"].slower, variation["ore"].cv),
        pace=variation["mine-load-out"].cv,
        payload=loaded.payload_kg,
        load_s=loaded.payload_kg / load_out.rate_kg_s,
        dump_s=loaded.payload_kg / dumper.rate_kg_s,
        servers=(load_out.trains, dumper.trains),
        inspection=fleet.inspection_s,
        yard=scenario.yard_move_s,
        sets=fleet.sets,
    )


def tonnes(numbers: Numbers, days: int, seed: int, warm_up_days: int = 7) -> float:
    """Run the plain model; return the tonnes dumped after the warm-up."""
    rng = random.Random(seed)
    env = simpy.Environment()
    sections = [simpy.Resource(env, _TRACKS) for _ in numbers.runs[0]]
    places = [simpy.Resource(env, _TRACKS) for _ in range(len(sections) + 1)]
    load_out, dumper = (simpy.Resource(env, n) for n in numbers.servers)
    begin = warm_up_days * _DAY
    done = [0.0]
    positioning = 1_800.0

    def lognormal(mean: float, cv: float) -> float:
        sigma = sqrt(log(1 + cv * cv))
        return mean * rng.lognormvariate(-sigma * sigma / 2, sigma)

    def run(way: int) -> Generator[Any]:
        yield env.timeout(numbers.yard)
        yield env.timeout(ceil(env.now) - env.now)
        held = places[0 if way == 0 else -1].request()
        yield held
        for k, nominal in enumerate(numbers.runs[way]):
            section = sections[k if way == 0 else -1 - k].request()
            place = places[k + 1 if way == 0 else -2 - k].request()
            yield section & place
            held.resource.release(held)
            yield env.timeout(ceil(nominal * (1 + lognormal(*numbers.slower)) - 1e-6))
            section.resource.release(section)
            held = place
        yield env.timeout(numbers.yard)
        held.resource.release(held)

    def train_set() -> Generator[Any]:
        while True:
            with load_out.request() as turn:
                yield turn
                yield env.timeout(positioning + numbers.load_s * max(lognormal(1.0, numbers.pace), 0.05))
            yield from run(0)
            with dumper.request() as turn:
                yield turn
                yield env.timeout(positioning + numbers.dump_s)
                if env.now > begin:
                    # What was dumped before the days that count is left out.
                    done[0] += numbers.payload * min(1.0, (env.now - begin) / numbers.dump_s)
            yield env.timeout(numbers.inspection)
            yield from run(1)

    for _ in range(numbers.sets):
        env.process(train_set())
    env.run(until=begin + days * _DAY)
    return done[0] / 1000


def flagship() -> Scenario:
    """Return the roomy flagship at 50 Mt/y."""
    return roomy(hw.load("gara-djebilet-50mt"))
