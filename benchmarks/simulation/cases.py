"""Exact cases of queues, fleets, stockpiles and closures, run by the event kernel itself.

Each case gives the result of the kernel and that of the closed form. Random cases are means of replications: they hold
if the two differ by less than three standard errors, and these are small enough. The tests assert the cases with short
runs, and ``benchmarks/simulation/checks.py`` prints them with long ones.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import comb, pi, sqrt
from statistics import NormalDist, fmean, stdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

from headway.simulation.engine import World, run
from headway.simulation.engine import tables as t
from headway.simulation.engine.draft import Draft, Marks
from headway.study import Sensitivity

Floats = NDArray[np.float64]

_HOUR, _DAY, _KT = 3600.0, 86_400.0, 1e6
_EXACT = 1e-9
_REPLICATIONS = 30
_LONG = 1e4


@dataclass(frozen=True, slots=True)
class Case:
    """What was found against what the closed form says, with the standard error of a random case."""

    name: str
    found: float
    expected: float
    error: float = 0.0

    @property
    def ok(self) -> bool:
        """Exact cases to a billionth; random ones within three standard errors, which must be below 0.5 %."""
        if self.error == 0:
            return abs(self.found - self.expected) <= _EXACT * abs(self.expected)
        return abs(self.found - self.expected) <= 3 * self.error

    @property
    def sharp(self) -> bool:
        """Whether the standard error is at most 0.5 % of the value."""
        return self.error <= 0.005 * abs(self.expected)

    def __str__(self) -> str:
        spread = f" ± {self.error:.2g}" if self.error else ""
        return f"{self.name}: {self.found:.7g}{spread}, expected {self.expected:.7g}{'' if self.ok else '  MISSED'}"


def replicated(name: str, expected: float, measure: Callable[[int], float], replications: int = _REPLICATIONS) -> Case:
    """Return a case from the mean of replications."""
    found = [measure(i) for i in range(replications)]
    return Case(name, fmean(found), expected, stdev(found) / sqrt(replications))


# ---------------------------------------------------------------------- A: open queues


def station(
    rate: float,
    service: tuple[str, float, float],
    *,
    length: float,
    replication: int,
    servers: int = 1,
    batch: int = 1,
    **more: Any,
) -> World:
    """Run one station with a random source for so many mean services after a tenth of that as a warm-up."""
    world = _opened(rate, service, length, replication, servers, batch, **more)
    run(world, length)
    return world


def _opened(
    rate: float, service: tuple[str, float, float], length: float, replication: int, servers: int = 1, batch: int = 1, **more: Any
) -> World:
    """Return the world of such a station before its warm-up."""
    draft = Draft()
    law = draft.law(*service)
    machine = draft.machine(t.SERVER, slots=servers, law=law, key="station", waits=t.WAITS_LOAD_OUT, **more)
    duty = draft.duty([{"kind": t.SERVE, "subject": machine, "doing": t.LOADS}, {"kind": t.LEAVE}])
    draft.source(duty, "arrivals", law=draft.law("exponential", batch / rate, 1), batch=batch, key_out="customers")
    return draft.world(replication=replication, begin=-length / 10, end=length, spare=2_000)


def glances(world: World, length: float, every: float) -> Iterator[np.void]:
    """Run a world with one station and look at that at equal times from zero on."""
    for n in range(int(length / every) + 1):
        run(world, n * every)
        yield world.machines[0]


def figures(world: World) -> dict[str, float]:
    """Return what is known of a station: numbers and times in it and in its queue, services, and how long it was idle."""
    m, time = world.machines[0], float(world.clock[0]["now"])
    served = float(m["served"] - m["served_0"])
    inside, queue = float(m["inside_s"] - m["inside_0"]), float(m["queue_s"] - m["queue_0"])
    return {
        "L": inside / time,
        "Lq": queue / time,
        "W": inside / served,
        "Wq": float(m["waited_s"] - m["waited_0"]) / served,
        "E[C]": (inside - queue) / served,
        "rho": (inside - queue) / time,
        "P0": 1 - float(m["busy_s"] - m["busy_0"]) / time,
        "loss": float(m["lost"] - m["lost_0"]) / float(m["arrived"] - m["arrived_0"]),
    }


def queue(name: str, expected: dict[str, float], measure: Callable[[int], World]) -> Iterator[Case]:
    """Give several figures of a station, all from the same replications."""
    found = [figures(measure(i)) for i in range(_REPLICATIONS)]
    for what, value in expected.items():
        yield replicated(f"{name} {what}", value, lambda i, what=what: found[i][what])


def open_queues(scale: float = 1.0) -> Iterator[Case]:
    """M/M/1, M/D/1, M/E4/1, M/M/3, M/G/3/3, two classes, batches, breakdowns that come by work."""
    long = 1.6e5 * scale
    expo = ("exponential", 1.0, 1.0)
    constant, erlang = ("constant", 1.0, 0.0), ("erlang", 1.0, 0.5)
    whole = {"L": 4.0, "Lq": 3.2, "W": 5.0, "Wq": 4.0}
    yield from queue("A1 M/M/1", whole, lambda i: station(0.8, expo, length=6 * long, replication=i))
    yield from queue("A2 M/D/1", {"Lq": 1.6, "Wq": 2.0}, lambda i: station(0.8, constant, length=3 * long, replication=i))
    yield from queue("A3 M/E4/1", {"Wq": 2.5}, lambda i: station(0.8, erlang, length=3 * long, replication=i))
    three = {"P0": 1 / 9, "Lq": 8 / 9, "Wq": 4 / 9}
    yield from queue("A5 M/M/3", three, lambda i: station(2, expo, length=3 * long, replication=i, servers=3))
    yield replicated("A5 M/M/3 C", 4 / 9, lambda i: all_busy(2, 3, long / 2, i))
    for kind, cv in (("exponential", 1.0), ("lognormal", 2.0)):
        law = (kind, 1.0, cv)
        yield from queue(
            f"A6 M/G/3/3, {kind},", {"loss": 4 / 19},
            lambda i, law=law: station(2, law, length=long / 4, replication=i, servers=3, room=0, loses=1),
        )  # fmt: skip
    times = [two_classes(4 * long, i) for i in range(_REPLICATIONS)]
    yield replicated("A8 two classes, first T", 2.0, lambda i: times[i][0])
    yield replicated("A8 two classes, second T", 6.0, lambda i: times[i][1])
    yield from queue("A9 batches of 10", {"L": 22.0}, lambda i: station(0.8, expo, length=16 * long, replication=i, batch=10))
    broken = {"E[C]": 4.4, "rho": 0.66}
    for law, wait in ((("exponential", 4.0, 1.0), 10.305882), (("constant", 4.0, 0.0), 6.035294)):
        yield from queue(
            f"A10 breakdowns, {law[0]},", broken | {"Wq": wait}, lambda i, law=law: broken_station(law, 18 * long, i)
        )
    for room, expected in enumerate((2 / 3, 3 / 4, 4 / 5, 5 / 6, 6 / 7, 7 / 8)):
        yield replicated(f"A11 blocking, buffer {room}", expected, lambda i, room=room: tandem(room, long / 8, i))


def all_busy(rate: float, servers: int, length: float, replication: int) -> float:
    """Share of the time that an arrival would wait."""
    world = _opened(rate, ("exponential", 1.0, 1.0), length, replication, servers)
    return fmean(m["queue"] + m["works"] >= servers for m in glances(world, length, 5.0))


def two_classes(length: float, replication: int) -> tuple[float, float]:
    """Mean times in a station where one class goes before the other."""
    draft = Draft()
    law = draft.law("exponential", 1.0, 1)
    machine = draft.machine(t.SERVER, slots=1, law=law, key="station", waits=t.WAITS_LOAD_OUT)
    for name, rate, weight in (("first", 0.2, 2.0), ("second", 0.6, 1.0)):
        duty = draft.duty([{"kind": t.SERVE, "subject": machine, "doing": t.LOADS}, {"kind": t.LEAVE}])
        draft.source(duty, name, law=draft.law("exponential", 1 / rate, 1), key_out=name, weight=weight)
    world = draft.world(replication=replication, begin=-length / 10, end=length, spare=2_000)
    run(world, length)
    spent, trips = world.spent, world.duties["trips"] - world.duties["trips_0"]
    first, second = (float(spent[d, t.WAITS_LOAD_OUT] / trips[d]) + 1.0 for d in (0, 1))
    return first, second


def broken_station(service: tuple[str, float, float], length: float, replication: int) -> World:
    """Run a station that fails after 100 h of work in the mean, for 10 h; 0.15 arrivals an hour."""
    draft = Draft()
    machine = draft.machine(t.SERVER, slots=1, law=draft.law(*service), key="station", waits=t.WAITS_LOAD_OUT)
    up, down = draft.law("exponential", 100.0, 1), draft.law("exponential", 10.0, 1)
    draft.breakdown(machine, up=up, down=down, wears=True, name="breakdown")
    duty = draft.duty([{"kind": t.SERVE, "subject": machine, "doing": t.LOADS}, {"kind": t.LEAVE}])
    draft.source(duty, "arrivals", law=draft.law("exponential", 1 / 0.15, 1), key_out="customers")
    world = draft.world(replication=replication, begin=-length / 10, end=length, spare=2_000)
    run(world, length)
    return world


def tandem(room: int, length: float, replication: int) -> float:
    """Throughput of two equal stations with a buffer between, the first never short of work."""
    draft = Draft()
    law = draft.law("exponential", 1.0, 1)
    first = draft.machine(t.SERVER, slots=1, law=law, key="first")
    second = draft.machine(t.SERVER, slots=1, law=law, key="second", room=room)
    duty = draft.duty([{"kind": t.SERVE, "subject": first}, {"kind": t.SERVE, "subject": second}])
    for i in range(room + 20):
        draft.unit(duty, f"unit {i}")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    return float((world.machines[1]["served"] - world.machines[1]["served_0"]) / length)


def single_run() -> Case:
    """A0: five trips of 1,000 units loaded at 1/s, unloaded at 5/s, over 9,428 m at 12 m/s there and 10 m/s back (OpenCLSim)."""
    distance = 9_428.245912734186
    draft = Draft()
    draft.pile(initial=1e6)
    load = draft.machine(t.LOAD_OUT, rate=1.0, slots=1, key="load")
    draft.pile()
    unload = draft.machine(t.DUMPER, rate=5.0, slots=1, key="unload")
    tasks = [
        {"kind": t.SERVE, "subject": load, "doing": t.LOADS},
        {"kind": t.DELAY, "law": draft.law("constant", distance / 12)},
        {"kind": t.SERVE, "subject": unload, "doing": t.UNLOADS},
        {"kind": t.DELAY, "law": draft.law("constant", distance / 10)},
    ]
    draft.unit(draft.duty(tasks), "vessel", payload=1000.0)
    world = draft.world(end=20_000.0, marks=Marks(acts=True))
    run(world, 20_000.0)
    acts = world.acts[: world.clock[0]["acts"]]
    return Case("A0 single run", float(acts[acts["doing"] == t.UNLOADS]["end"][4]), 13_699.734162066252)


# ---------------------------------------------------------------------- B: fleets


def cycle(sets: int, service: str, travel: tuple[str, float], length: float, replication: int = 0) -> float:
    """Trains a day of a fleet: load 4 h, 20 h loaded, unload 3 h, 16 h empty."""
    draft = Draft()
    stations = [draft.machine(t.SERVER, slots=1, law=draft.law(service, hours * _HOUR, 1), key=f"{hours} h") for hours in (4, 3)]
    tasks: list[dict[str, Any]] = []
    for machine, hours in zip(stations, (20, 16), strict=True):
        tasks.append({"kind": t.SERVE, "subject": machine})
        tasks.append({"kind": t.DELAY, "law": draft.law(travel[0], hours * _HOUR, travel[1])})
    duty = draft.duty(tasks)
    for i in range(sets):
        draft.unit(duty, f"set {i}")
    # No event falls on the ends of the time that counts: whole cycles are whole.
    world = draft.world(replication=replication, begin=-(86 * 20 + 0.5) * _HOUR, end=length)
    run(world, length)
    unloaded = world.machines[stations[1]]
    return float((unloaded["served"] - unloaded["served_0"]) / length * _DAY)


_PRODUCT_FORM = {
    1: 0.55814, 2: 1.10139, 3: 1.62732, 5: 2.61598, 8: 3.89230, 10: 4.56811, 11: 4.84676, 12: 5.08530, 15: 5.57922, 20: 5.90084,
}  # fmt: skip


def fleets(scale: float = 1.0) -> Iterator[Case]:
    """Deterministic cycles, product-form networks, the machine repairman; more and shorter runs, since they take little time."""
    for sets, trains in ((1, 24 / 43), (5, 120 / 43), (10, 240 / 43), (11, 6.0), (14, 6.0)):
        yield Case(f"B1 {sets} sets, trains a day", cycle(sets, "constant", ("constant", 0.0), 43 * _HOUR * 100), trains)
    many = partial(replicated, replications=100)
    long = 43 * _HOUR * 500 * scale
    yield many("B2 four stations, six customers", 2 / 3, lambda i: _ring(4, 6, 5e3 * scale, i))
    for sets, trains in _PRODUCT_FORM.items():
        yield many(
            f"B3 {sets} sets, exponential", trains,
            lambda i, sets=sets: cycle(sets, "exponential", ("constant", 0.0), long, i),
        )  # fmt: skip
    for kind, cv in (("exponential", 1.0), ("lognormal", 1.41)):
        law = (kind, cv)
        yield many(f"B3 10 sets, travel {kind}", _PRODUCT_FORM[10], lambda i, law=law: cycle(10, "exponential", law, long, i))
    found = [repairman(2.5e4 * scale, i) for i in range(100)]
    for n, (name, expected) in enumerate((("idle", 0.2848678), ("mean down", 1.4243391), ("repairs", 0.7151322))):
        yield many(f"B5 repairman, {name}", expected, lambda i, n=n: found[i][n])


def _ring(stations: int, customers: int, length: float, replication: int) -> float:
    draft = Draft()
    law = draft.law("exponential", 1.0, 1)
    machines = [draft.machine(t.SERVER, slots=1, law=law, key=f"station {i}") for i in range(stations)]
    duty = draft.duty([{"kind": t.SERVE, "subject": m} for m in machines])
    for i in range(customers):
        draft.unit(duty, f"customer {i}")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    return float((world.machines[0]["served"] - world.machines[0]["served_0"]) / length)


def repairman(length: float, replication: int) -> tuple[float, float, float]:
    """Five machines that fail at 0.2 each and one crew: share of time none is down, mean down, repairs per time."""
    draft = Draft()
    crew = draft.machine(t.SERVER, slots=1, law=draft.law("exponential", 1.0, 1), key="crew")
    duty = draft.duty([{"kind": t.DELAY, "law": draft.law("exponential", 5.0, 1)}, {"kind": t.SERVE, "subject": crew}])
    for i in range(5):
        draft.unit(duty, f"machine {i}")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    m = world.machines[0]
    return (
        float(1 - (m["busy_s"] - m["busy_0"]) / length),
        float((m["inside_s"] - m["inside_0"]) / length),
        float((m["served"] - m["served_0"]) / length),
    )


def keeps_bounds(sets: int, service: str, replication: int = 0) -> bool:
    """B7: N/(N S + Z) <= X <= min(N/C, 1/Smax) for the cycle above, to the accuracy of the run."""
    found = cycle(sets, service, ("lognormal", 1.0), 43 * _HOUR * 500, replication) / 24
    return sets / (sets * 7 + 36) * 0.98 <= found <= min(sets / 43, 1 / 4) * 1.02


# ---------------------------------------------------------------------- C: stockpiles


def batches_on_a_pile() -> Iterator[Case]:
    """C1: 22.1 kt every 11.05 h, unloaded at 5 kt/h onto a pile drawn at 2 kt/h."""
    draft = Draft()
    draft.pile()
    dumper = draft.machine(t.DUMPER, rate=5 * _KT / _HOUR, slots=1, key="dumper")
    draft.machine(t.PLANT, rate=2 * _KT / _HOUR, key="plant")
    duty = draft.duty([{"kind": t.SERVE, "subject": dumper}, {"kind": t.LEAVE}])
    draft.source(duty, "trains", law=draft.law("constant", 11.05 * _HOUR), payload=22.1 * _KT, key_out="trains")
    world = draft.world(end=11.05 * _HOUR * 11)
    run(world, 11.05 * _HOUR * 11)
    hub = world.hubs[0]
    yield Case("C1 largest stock, kt", float(hub["most"]) / _KT, 13.26)
    yield Case("C1 mean stock, kt", float(hub["integral"]) / (11.05 * _HOUR * 10) / _KT, 6.63)


_BUFFERS = {0: 0.833333, 5: 0.848586, 10: 0.858726, 20: 0.871369, 50: 0.887574, 100: 0.896552, 1000: 0.907618}


def two_stages(pile_kt: float, length: float, replication: int) -> float:
    """C2: what a mine and a plant that both fail after 100 h of work for 10 h move through a pile, in kt/h of 1."""
    draft = Draft()
    draft.pile(capacity=pile_kt * _KT, initial=pile_kt / 2 * _KT)
    for kind in (t.MINE, t.PLANT):
        machine = draft.machine(kind, rate=_KT / _HOUR, key=f"machine {kind}")
        up, down = draft.law("exponential", 100 * _HOUR, 1), draft.law("exponential", 10 * _HOUR, 1)
        draft.breakdown(machine, up=up, down=down, wears=True, name=f"breakdown {kind}")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    plant = world.machines[1]
    return float((plant["moved"] - plant["moved_0"]) / _KT / (length / _HOUR))


def on_off_mine(length: float, replication: int) -> tuple[float, float, float]:
    """C3: a mine of 1.2 for 60 h in the mean, off for 20 h, onto a pile drawn at 1: mean stock, time above 50 and above 0."""
    draft = Draft()
    draft.pile(over=50 * _KT)
    mine = draft.machine(t.MINE, rate=1.2 * _KT / _HOUR, key="mine")
    draft.machine(t.PLANT, rate=_KT / _HOUR, key="plant")
    up, down = draft.law("exponential", 60 * _HOUR, 1), draft.law("exponential", 20 * _HOUR, 1)
    draft.breakdown(mine, up=up, down=down, wears=False, name="off")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    hub, plant = world.hubs[0], world.machines[1]
    starved = float(plant["hindered_s"] - plant["hindered_0"])
    return float(hub["integral"] / length / _KT), float(hub["over_s"] / length), 1 - starved / length


def ride_through(rate_mt_y: float, days: float) -> Case:
    """C4: what a plant draws from its pile while nothing comes for so many days."""
    draft = Draft()
    draft.pile(initial=1e12)
    draft.machine(t.PLANT, rate=rate_mt_y * 1e9 / (365 * _DAY), key="plant")
    world = draft.world(end=days * _DAY)
    run(world, days * _DAY)
    name = f"C4 {rate_mt_y:g} Mt/y for {days:g} d, kt"
    return Case(name, round(float(world.machines[0]["moved"]) / _KT), round(rate_mt_y * 1e3 / 365 * days))


def stockpiles(scale: float = 1.0) -> Iterator[Case]:
    """Batches, two unreliable stages with a pile between, an on-off mine, closures."""
    yield from batches_on_a_pile()
    for kt, expected in _BUFFERS.items():
        yield replicated(f"C2 pile of {kt} kt", expected, lambda i, kt=kt: two_stages(kt, 8e5 * _HOUR * scale, i))
    found = [on_off_mine(1.2e7 * _HOUR * scale, i) for i in range(_REPLICATIONS)]
    for n, (name, expected) in enumerate((("mean stock", 27.0), ("time above 50", 0.1699880), ("time above 0", 0.9))):
        yield replicated(f"C3 {name}", expected, lambda i, n=n: found[i][n])
    for rate, kts in ((12.0, (132, 460, 2_959)), (50.0, (548, 1_918, 12_329))):
        for days, kt in zip((4, 14, 90), kts, strict=True):
            yield Case(f"C4 {rate:g} Mt/y, {days} d, kt", ride_through(rate, days).found, kt)
    yield Case("C5 buffer of normal delays", round(NormalDist(0, 1).inv_cdf(0.99) * 200 / 12), 39)
    yield Case("C5 buffer of observed delays", round(4 * 200 / 12), 67)


# ---------------------------------------------------------------------- D: availability and closures


def alternating(length: float, replication: int) -> float:
    """D1: the share of time that something that fails after 100 in the mean for 10 is up."""
    draft = Draft()
    draft.pile()
    mine = draft.machine(t.MINE, rate=1.0, key="mine")
    up, down = draft.law("exponential", 100.0, 1), draft.law("exponential", 10.0, 1)
    draft.breakdown(mine, up=up, down=down, wears=False, name="breakdown")
    world = draft.world(replication=replication, begin=-length / 10, end=length)
    run(world, length)
    m = world.machines[0]
    return float(1 - (m["down_s"] - m["down_0"]) / length)


def recovery(demand: float, capacity: float, days: float) -> Case:
    """D5: a line of a capacity is closed for so many days; the time until the backlog of the demand is gone."""
    draft = Draft()
    draft.pile()
    draft.machine(t.MINE, rate=demand, key="mine")
    line = draft.machine(t.PLANT, rate=capacity, key="line")
    draft.breakdown(line, up=draft.law("constant", _LONG), down=draft.law("constant", days), wears=False, name="closure")
    expected = demand * days / (capacity - demand)
    end = _LONG + days + expected - 1e-6
    world = draft.world(end=end)
    run(world, end)
    # Shortly before the backlog is gone the line still works at its full rate, and a moment later it is gone.
    left = float(world.hubs[0]["free"]) / (capacity - demand)
    return Case(f"D5 {demand:g} on {capacity:g}, {days:g} d", round(expected - 1e-6 + left, 6), round(expected, 6))


def availability(scale: float = 1.0) -> Iterator[Case]:
    """Alternating renewal, parts in series, recovery."""
    yield replicated("D1 up", 10 / 11, lambda i: alternating(1e6 * scale, i))
    yield Case("D2 all of four", 0.9**4, 0.6561)
    yield Case("D2 three of four", round(sum(comb(4, k) * 0.9**k * 0.1 ** (4 - k) for k in (3, 4)), 4), 0.9477)
    yield Case("D3 170 wagons", round(0.9995**170, 6), 0.918493)
    for demand, capacity, days in ((50, 64.5, 4), (50, 64.5, 14), (50, 64.5, 90), (12, 20, 4), (12, 20, 14), (12, 20, 90)):
        yield recovery(demand, capacity, days)


# ---------------------------------------------------------------------- G: statistics


def asymptotic_variance(rate: float, span: float, spans: int) -> Case:
    """G1: the variance of the time-average of M/M/1 over a span, times its length.

    In the limit 2 rho (1 + rho) / (1 - rho)^4; less 2 |h|^2 over the length, where h = n (n + 1) / (2 (1 - rho)), less
    its mean, solves the Poisson equation. That is exact but for what has died away exponentially over the span.
    """

    def spread(replication: int) -> float:
        world = _opened(rate, ("exponential", 1.0, 1.0), span * spans, replication)
        inside = np.array([m["inside_s"] for m in glances(world, span * spans, span)])
        return float(np.mean((np.diff(inside) / span - rate / (1 - rate)) ** 2)) * span

    limit = 2 * rate * (1 + rate) / (1 - rate) ** 4
    lacks = 2 * rate * (1 + 3 * rate + rate**2) / (1 - rate) ** 6 / span
    return replicated(f"G1 asymptotic variance, rho {rate:g}", limit - lacks, spread)


_ISHIGAMI_FIRST = (0.313905, 0.442411, 0.0)
_ISHIGAMI_TOTAL = (0.557589, 0.442411, 0.243684)
_WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])


def ishigami(x: Floats) -> Floats:
    """The function of Ishigami and Homma (1990), a = 7 and b = 0.1."""
    return np.sin(x[:, 0]) * (1 + 0.1 * x[:, 2] ** 4) + 7 * np.sin(x[:, 1]) ** 2


def sobol_g(x: Floats) -> Floats:
    """The function of Sobol with eight inputs that matter less and less."""
    return np.prod((np.abs(4 * x - 2) + _WEIGHTS) / (1 + _WEIGHTS), axis=1)


def indices(
    function: Callable[[Floats], Floats], ranges: dict[str, tuple[float, float]], points: int, seed: int
) -> dict[str, float]:
    """Return mean and variance of a function and the indices of its inputs, the last three of eight left out."""
    run = Sensitivity(function, ranges, points=points, seed=seed)
    found = {"mean": run.mean, "variance": run.variance}
    for name in list(ranges)[:5]:
        found |= {f"S{name}": run.closed(name), f"ST{name}": run.total(name)}
    return found | {"Sac": run.closed("a", "c") - found["Sa"] - found["Sc"]}


def sensitivity(scale: float = 1.0) -> Iterator[Case]:
    """G4 and G5: shares of the variance of two functions whose integrals are known."""
    points, count = int(2**14 * scale), 48
    expected = {"mean": 3.5, "variance": 13.844588, "Sac": 0.243684}
    for name, first, total in zip("abc", _ISHIGAMI_FIRST, _ISHIGAMI_TOTAL, strict=True):
        expected |= {f"S{name}": first, f"ST{name}": total}
    found = [indices(ishigami, dict.fromkeys("abc", (-pi, pi)), points, i) for i in range(count)]
    for what, value in expected.items():
        yield replicated(f"G4 Ishigami, {what}", value, lambda i, what=what: found[i][what], count)
    parts = 1 / 3 / (1 + _WEIGHTS) ** 2
    variance = float(np.prod(1 + parts) - 1)
    expected = {"variance": variance}
    for name, part in zip("abcde", parts.tolist(), strict=False):
        expected |= {f"S{name}": part / variance, f"ST{name}": part * (1 + variance) / (1 + part) / variance}
    found = [indices(sobol_g, dict.fromkeys("abcdefgh", (0.0, 1.0)), points, i) for i in range(count)]
    for what, value in expected.items():
        yield replicated(f"G5 Sobol G, {what}", value, lambda i, what=what: found[i][what], count)


def every(scale: float = 1.0) -> Iterator[Case]:
    """All cases."""
    yield single_run()
    yield from open_queues(scale)
    yield from fleets(scale)
    yield from stockpiles(scale)
    yield from availability(scale)
    for rate, span in ((0.5, 2e3), (0.8, 5e3)):
        yield asymptotic_variance(rate, span, int(8_000 * scale))
    yield from sensitivity(scale)
