"""Chance: streams, laws, storms, failures, closures; what must hold whatever happens."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.model import (
    BadOrder,
    Breakdown,
    Closure,
    HeatOrder,
    Possession,
    Storm,
    TrainFailure,
    Variation,
    for_each_section,
)
from headway.rng import stream, uniform, word
from headway.simulation import Precision, Record, Rules, closure_at, losses
from headway.simulation.corridor import drafted
from headway.simulation.engine import balance_kg, balance_people, copied, run
from headway.simulation.engine.draft import Draft
from headway.simulation.engine.laws import draw
from headway.simulation.engine.tables import FREE, HALTED, RUNNING, WAITING
from headway.simulation.recorded.outcome import outcome_of
from headway.units import DAY_S

_STORMY = (
    Breakdown(name="load-out", of="loader", every_s=20 * 3600, lasts_s=2 * 3600),
    Breakdown(name="pit", of="pit", every_s=50 * 3600, lasts_s=4 * 3600, by_calendar=True),
    TrainFailure(name="trains", of="ore", every_m=2e6, lasts_s=2 * 3600),
    BadOrder(name="wagons", of="ore", every_wagon_m=5e7, lasts_s=1800),
    Variation(name="running", of="ore", slower=0.05),
    Variation(name="railcar", of="railcar-up", slower=0.02, late_s=300, cancelled=0.2),
    Storm(name="sand", leg="main", from_km=0, to_km=40, per_year=60, extent_m=15e3, lasts_s=21600, slows_to=0.5,
          closes=0.3, closed_s=3 * 3600),
    Storm(name="dust", leg="main", from_km=0, to_km=40, per_year=30, lasts_s=3600, closes=1.0, closed_s=3600,
          passengers_only=True),
    HeatOrder(name="heat", leg="main", from_km=0, to_km=40, starts_at_s=13 * 3600, duration_s=6 * 3600, chance=(0.5,) * 12,
              slows_to=0.8),
)  # fmt: skip


@pytest.fixture(scope="session")
def stormy(small):
    names = {t.name for t in small.terminals} | {s.name for s in small.services}
    load_out = next(t.name for t in small.terminals if type(t).__name__ == "LoadOut")
    path = small.fixed_paths[0].name
    known = {"loader": load_out, "railcar-up": path}
    disruptions = tuple(replace(d, of=known.get(d.of, d.of)) if hasattr(d, "of") else d for d in _STORMY)
    assert all(d.of in names for d in disruptions if hasattr(d, "of"))
    services = tuple(replace(s, passengers=100 + 11 * i) if s in small.fixed_paths else s for i, s in enumerate(small.services))
    return replace(small, disruptions=disruptions, services=services)


# ---------------------------------------------------------------------- streams and laws


def test_a_stream_is_numpys_philox():
    """The words of a stream are those of NumPy's generator with the same key, block by block."""
    key = stream(7, "failures", "loco-12", 3)
    theirs = np.random.Philox(key=np.array([key, 0], dtype=np.uint64)).random_raw(40)
    assert [int(word(np.uint64(key), i)) for i in range(40)] == [int(x) for x in theirs]
    assert all(0 < uniform(np.uint64(key), i) < 1 for i in range(1000))


@pytest.mark.parametrize(
    ("kind", "cv"),
    [("exponential", 1.0), ("erlang", 0.5), ("lognormal", 1.5), ("weibull", 0.4), ("weibull", 2.0), ("uniform", 0.3)],
)
def test_a_law_has_its_mean_and_its_spread(kind, cv):
    """40,000 draws of mean 3: the mean within 4 standard errors, the coefficient of variation within 10 %."""
    draft = Draft()
    law = draft.law(kind, 3.0, cv)
    world = draft.world(end=1.0)
    key = np.uint64(stream(1, kind))
    values = np.array([draw(world, law, key, i) for i in range(40_000)])
    assert values.mean() == pytest.approx(3.0, abs=4 * 3.0 * cv / 200)
    assert values.std() / values.mean() == pytest.approx(cv, rel=0.1)
    assert values.min() >= 0


# ---------------------------------------------------------------------- laws of every run


def test_tonnes_and_trains_are_conserved_at_every_event(stormy):
    """Ten days of everything going wrong, event by event: the books balance, and every unit is somewhere."""
    corridor = drafted(stormy, Rules(), 0, 10 * DAY_S)
    world = corridor.draft.world(seed=5, end=10 * DAY_S)
    clock = world.clock[0]
    while clock["entries"] and world.agenda[0]["time"] <= 10 * DAY_S:
        run(world, float(world.agenda[0]["time"]))
        assert abs(balance_kg(world)) < 1e-3
        alive = int((world.units["phase"] != 0).sum())
        assert alive == len(corridor.unit_names) + clock["created"] - clock["left"]
        parked = [int(x) for x in world.tracks["parked"] if x >= 0]
        assert sorted(parked) == sorted(int(world.lists[i]["online"]) for i in range(clock["online"]))
    assert clock["departures"] > 100


def test_people_are_conserved_at_every_event(stormy):
    """Whoever came has arrived, stayed behind, waits or rides; all ride between departure and end, and nobody else does."""
    corridor = drafted(stormy, Rules(), 0, 10 * DAY_S)
    world = corridor.draft.world(seed=6, end=10 * DAY_S)
    routes, clock = world.routes, world.clock[0]
    most = 0
    while clock["entries"] and world.agenda[0]["time"] <= 10 * DAY_S:
        run(world, float(world.agenda[0]["time"]))
        assert balance_people(world) == 0
        for unit in world.units[world.units["phase"] != FREE]:
            rides = unit["k"] > 0 and unit["phase"] in (RUNNING, HALTED, WAITING)
            rides |= unit["k"] == 0 and unit["phase"] == RUNNING
            people = int(routes[unit["route"]]["people"]) if unit["source"] >= 0 else 0
            assert unit["aboard"] == (people if rides else 0)
        most = max(most, int(world.units["aboard"].sum()))
    assert most >= 100
    assert routes["carried"].sum() > 1000
    assert routes["stayed"].sum() > 0


def test_passengers_are_counted_by_hand(small):
    """A railcar each way for five days, 100 up and 50 down on each, all arrive; cancelled trains carry nobody.

    Up is due after 30 min, which no train makes at 72 km/h over 40 km: all are late by what their path says.
    """
    up, down, ore = small.services
    up = replace(up, passengers=100, arrives_at_s=up.departs_at_s + 1800)
    people = replace(small, services=(up, replace(down, passengers=50), ore))
    found = hw.simulate(people, days=5)
    assert found.balanced
    served = found.outcomes[0].services
    assert [served[s.name].passengers.came for s in (up, down, ore)] == [500, 250, 0]
    assert [served[s.name].passengers.carried for s in (up, down, ore)] == [500, 250, 0]
    assert f"passengers {up.name}" in found.summary()
    late = sum(p.late_s for p in found.paths if p.service == up.name and p.arrives_s > 0)
    assert late > 5 * 200
    assert served[up.name].passengers.late_s == 100 * late
    assert found.kpis.passengers[up.name] == (500, 0, pytest.approx(100 * late / 3600))
    never = Variation(name="strike", of=up.name, cancelled=1.0)
    found = hw.simulate(replace(people, disruptions=(never,)), days=5)
    assert (found.outcomes[0].services[up.name].passengers.carried, found.kpis.passengers[up.name][1]) == (0, 500)
    assert "500 left behind" in found.summary()


def test_a_run_can_be_copied_and_gone_on_with(stormy):
    """Half of the days, then a copy: both go on to the same end, figure by figure."""
    corridor = drafted(stormy, Rules(), 0, 20 * DAY_S)
    world = corridor.draft.world(seed=2, end=20 * DAY_S)
    run(world, 10.0 * DAY_S)
    other = copied(world)
    ends = []
    for w in (world, other):
        run(w, 20.0 * DAY_S)
        ends.append(outcome_of(corridor, w, 0, 20))
    assert ends[0].delivered_kg == ends[1].delivered_kg
    assert ends[0].events == ends[1].events
    assert all((a == b).all() for a, b in zip(world, other, strict=True) if a.dtype.names is None)


def test_the_seed_gives_the_same_years_with_any_number_of_jobs(stormy):
    one, two = (hw.simulate(stormy, days=60, seed=4, replications=4, jobs=jobs, record=Record.TOTALS) for jobs in (1, 2))
    assert [o.delivered_kg for o in one.outcomes] == [o.delivered_kg for o in two.outcomes]
    assert [o.events for o in one.outcomes] == [o.events for o in two.outcomes]
    assert len({o.events for o in one.outcomes}) == 4
    again = hw.simulate(stormy, days=60, seed=5, record=Record.TOTALS)
    assert again.outcomes[0].events != one.outcomes[0].events


def test_another_train_set_does_not_change_the_weather(stormy):
    """Common random numbers: with one set or two the same storms come at the same times."""
    storms = []
    for sets in (1, 2):
        scenario = replace(stormy, fleets=tuple(replace(f, sets=sets) for f in stormy.fleets))
        corridor = drafted(scenario, Rules(), 0, 100 * DAY_S)
        world = corridor.draft.world(seed=9, end=100 * DAY_S)
        run(world, 100.0 * DAY_S)
        storms.append((int(world.clock[0]["storms"]), float(world.clock[0]["storm_s"])))
    assert storms[0] == storms[1]
    assert storms[0][0] > 10


def test_the_referee_accepts_what_chance_makes_of_the_plan(stormy):
    """Failures, storms, wagons set out, late and cancelled trains: every recorded path keeps the rules of the line."""
    found = hw.simulate(stormy, days=40, seed=3)
    assert found.violations == ()
    assert found.balanced
    outcome = found.outcomes[0]
    assert min(outcome.failures, outcome.set_outs, outcome.storms) > 0
    assert outcome.spent_s["ore"]["failed on the way"] > 0
    assert sum(s.cancelled for s in outcome.services.values()) > 0


def test_the_referee_finds_no_train_on_what_is_shut(stormy):
    """Storms of both kinds, a closure and possessions: nobody enters; with the closures moved by an hour somebody does."""
    works = Possession(name="works", leg="main", from_km=1, to_km=9, starts_at_s=3600, duration_s=7200, weekdays=(2, 5))
    shut = closure_at(replace(stormy, possessions=(works,)), 15, 25, 24, stormy.starts_on + timedelta(days=20))
    found = hw.simulate(shut, days=180, seed=3)
    assert found.violations == ()
    assert len(found.shuts) > 12
    assert {s.name for s in found.shuts} == {"sand", "dust"}
    moved = [replace(s, begin_s=s.begin_s + 5400, end_s=s.end_s + 5400) for s in found.shuts]
    assert any("shut by sand" in v for v in hw.verify(shut, found.paths, shuts=moved))


def test_no_route_is_set_during_a_possession():
    """A busy line, shut for six hours of every Friday: trains that wait for its end leave when their route is set, not before."""
    busy = hw.load("gara-djebilet-50mt")
    works = Possession(
        name="works", leg=busy.line.legs[0].name, from_km=440, to_km=480, starts_at_s=0, duration_s=21_600, weekdays=(4,)
    )
    found = hw.simulate(replace(busy, possessions=for_each_section(busy.line, works)), days=60, seed=2)
    assert found.violations == ()
    assert "possession" in set(found.waits()["cause"])


@pytest.mark.parametrize(("name", "days"), [("gara-djebilet-50mt", 21), ("gara-djebilet-oran", 21)])
def test_the_flagship_with_chance_passes_the_referee(name, days):
    found = hw.simulate(hw.load(name), days=days, seed=1)
    assert found.violations == ()
    assert found.balanced


def test_disruptions_only_happen_with_chance(stormy):
    calm = hw.simulate(stormy, days=20, chance=False, record=Record.TOTALS)
    plain = hw.simulate(replace(stormy, disruptions=()), days=20, record=Record.TOTALS)
    assert calm.outcomes[0].delivered_kg == plain.outcomes[0].delivered_kg
    assert calm.outcomes[0].storms == 0


# ---------------------------------------------------------------------- closures, losses, fleets


def test_a_closure_stops_the_line_and_nothing_else(small):
    """Shut for 48 h in the middle: no train is in the stretch meanwhile, less arrives, and the referee is content."""
    day = small.starts_on + timedelta(days=10)
    shut = closure_at(small, 15, 25, 48, day)
    found = hw.simulate(shut, days=30)
    assert found.violations == ()
    begin, end = 10 * DAY_S, 12 * DAY_S
    low, high = 15_000.0, 25_000.0
    for path in found.paths:
        for a, b in zip(path.calls, path.calls[1:], strict=False):
            x, y = sorted((small.line.position_m(a.place), small.line.position_m(b.place)))
            if x < high and y > low:
                assert b.arrives_s <= begin or a.departs_s >= end
    assert found.kpis.flows[0].delivered_t_y < hw.simulate(small, days=30).kpis.flows[0].delivered_t_y


def test_a_longer_closure_never_brings_more(small):
    """Nothing, a day, three days, a week: each delivers no more than the one before."""
    day = small.starts_on + timedelta(days=5)
    scenarios = [small, *(closure_at(small, 15, 25, hours, day) for hours in (24, 72, 168))]
    kg = [hw.simulate(s, days=30, record=Record.TOTALS).outcomes[0].delivered_kg["ore"] for s in scenarios]
    assert kg == sorted(kg, reverse=True)
    assert kg[-1] < 0.85 * kg[0]


def test_a_line_that_is_shut_for_good_says_why_nothing_moves(small):
    """Every section shut from the first day on: the run ends, and says what the trains wait for."""
    found = hw.simulate(closure_at(small, 0, 40, 30 * 24, small.starts_on), days=20)
    assert "Nothing moved on the line in the last" in found.kpis.sentence
    assert "waits for closure" in found.kpis.sentence
    assert found.balanced


def test_losses_add_up_to_the_gap(stormy):
    """Target, less every cause, is what is delivered, exactly; without weather it is not less."""
    found = losses(stormy, stormy.flows[0], days=60, replications=3)
    frame = found.to_frame()
    assert sum(frame["mt_y"][:-1]) == pytest.approx(found.delivered_mt_y, rel=1e-12)
    assert frame["step"][0] == "target"
    assert found.by_cause["stoppages of mine, plant and terminals"].mean > 0
    assert "weather and closures" in found.summary()


def test_what_practice_takes_is_among_the_losses_and_all_add_up():
    """One set of the hand line that always has ore: possessions, stops, inspections and slow running take tonnes."""
    stops = {"services.ore.stops": [{"place": "Loop B", "dwell": "30 min"}], "terminals.pit.rate": "20 Mt/y"}
    full = {"fleets.shuttle.sets": 1, "services.ore.target": "20 Mt/y", "terminals.smelter.rate": "20 Mt/y"}
    scenario = hw.changed(hw.load("three-loops", practice="conventional"), {**stops, **full})
    found = losses(scenario, "ore", days=28)
    assert found.target_mt_y - sum(loss.mean for loss in found.by_cause.values()) == pytest.approx(
        found.delivered_mt_y, rel=1e-12
    )
    for cause in ("possessions", "stops on the way", "inspections", "slower running and slow turnouts"):
        assert found.by_cause[cause].mean > 0, cause
    design = losses(hw.load("three-loops"), "ore", days=28)
    assert design.by_cause["possessions"].mean == design.by_cause["stops on the way"].mean == 0


def test_a_shop_and_shared_locomotives_take_their_time(small):
    """Half of the locomotives: trains wait for them and less arrives; a shop takes a day of every ten."""
    (fleet,) = small.fleets
    each = small.train_consists(small.flows[0])[0].locomotive_count
    base = hw.simulate(small, days=60, record=Record.TOTALS)
    shared = replace(small, fleets=(replace(fleet, shared_locomotives=2 * each),))
    short = hw.simulate(shared, days=60, record=Record.TOTALS)
    assert short.outcomes[0].delivered_kg["ore"] <= base.outcomes[0].delivered_kg["ore"]
    shop = replace(small, fleets=(replace(fleet, shop_every_s=10 * DAY_S, shop_s=DAY_S),))
    spent = hw.simulate(shop, days=60, record=Record.TOTALS).outcomes[0].spent_s["ore"]
    assert spent["in the shop"] == pytest.approx(fleet.sets * 60 * DAY_S / 10, rel=0.35)


def test_replications_stop_when_the_tonnes_are_known(stormy):
    """Sequential stopping: the half-width is below what was asked, with no more runs than needed in tens."""
    found = hw.simulate(stormy, days=60, replications=Precision(half_width=0.02, most=60), record=Record.TOTALS)
    flow = found.delivered_mt_y("ore")
    assert flow.relative <= 0.02 or len(found.outcomes) == 60
    assert "±" in found.summary()
    assert found.outcomes_frame().height == len(found.outcomes)


def test_the_warm_up_can_be_found(stormy):
    found = hw.simulate(stormy, days=60, warm_up_days=None, record=Record.TOTALS)
    assert 0 <= found.warm_up_days <= 30


def test_passengers_wait_while_goods_go_on(small):
    """A line shut to passengers all year round: no railcar comes through, all stay behind, the ore is not touched."""
    dust = Storm(name="dust", leg="main", from_km=0, to_km=40, per_year=900, lasts_s=20 * DAY_S, closes=1.0, closed_s=20 * DAY_S,
                 extent_m=1e5, passengers_only=True)  # fmt: skip
    services = tuple(replace(s, passengers=80) if s in small.fixed_paths else s for s in small.services)
    found = hw.simulate(replace(small, disruptions=(dust,), services=services), days=20, record=Record.TOTALS).outcomes[0]
    calm = hw.simulate(small, days=20, record=Record.TOTALS).outcomes[0]
    assert found.delivered_kg["ore"] >= 0.98 * calm.delivered_kg["ore"]
    assert sum(s.cancelled for s in found.services.values()) > 0
    railcars = [found.services[s.name] for s in small.fixed_paths]
    assert [s.passengers.stayed for s in railcars] == [80 * s.cancelled for s in railcars]
    assert found.unbalanced_people == 0


# ---------------------------------------------------------------------- bad input


def test_bad_disruptions_are_all_told_at_once(small):
    """A storm longer than a year, a wrong leg, an unknown terminal, a terminal that is late: one message, four problems."""
    with pytest.raises(hw.InputError) as caught:
        Storm(name="sand", leg="main", from_km=0, to_km=40, per_year=-1, lasts_s=400 * DAY_S)
    assert len(caught.value.problems) == 2
    bad = (
        Storm(name="a", leg="nowhere", from_km=0, to_km=40, per_year=1, lasts_s=3600),
        Breakdown(name="b", of="loader-9", every_s=1, lasts_s=1),
        Variation(name="c", of=small.flows[0].dumper, late_s=60),
        Closure(name="d", leg="main", from_km=30, to_km=90, starts_on=small.starts_on, duration_s=60),
    )
    with pytest.raises(hw.InputError) as caught:
        replace(small, disruptions=bad)
    assert {p.where.split(".")[1] for p in caught.value.problems} == {"a", "b", "c", "d"}
    with pytest.raises(hw.InputError, match="must lie beyond"):
        Possession(name="x", leg="main", from_km=9, to_km=3, starts_at_s=0, duration_s=60)
    with pytest.raises(hw.InputError, match=r"out of range \(1 to 1,000\)"):
        replace(small.fleets[0], sets=0)


def test_a_closure_outside_the_days_is_a_mistake(small):
    late = closure_at(small, 15, 25, 24, date(2090, 1, 1))
    with pytest.raises(hw.InputError, match="begins on 2090-01-01"):
        hw.simulate(late, days=10)


def test_the_command_tells_tonnes_and_refuses_bad_closures(tmp_path):
    runner = CliRunner()
    day = hw.load("three-loops").starts_on + timedelta(days=3)
    command = ["simulate", "three-loops", "--days", "10", "--replications", "2", "--losses", "--closure"]
    done = runner.invoke(
        app, [*command, f"km=15:25,hours=12,at={day}", "--html", str(tmp_path / "a.html"), "--csv", str(tmp_path / "a.csv")]
    )
    assert done.exit_code == 0, done.output
    assert "delivered" in done.output
    assert "weather and closures" in done.output
    assert (tmp_path / "a.html").read_text().count("<h2>") == 3
    assert (tmp_path / "a.csv").read_text().count("\n") == 3
    refused = runner.invoke(app, [*command, "km=15,hours=12", "--closure", f"km=500:600,hours=1,at={day}"])
    assert refused.exit_code == 2
    assert refused.output.count("closure") >= 2


def test_a_train_draws_its_running_anew_on_the_way_back(small):
    """The k-th section out and the k-th section back of one cycle are slower by different draws."""
    flow = small.flows[0]
    alone = replace(small, services=(flow,), fleets=tuple(replace(f, sets=1) for f in small.fleets))
    varied = replace(alone, disruptions=(Variation(name="running", of=flow.name, slower=0.1),))
    took = []
    for scenario, chance in ((alone, False), (varied, True)):
        paths = hw.simulate(scenario, days=1, seed=5, warm_up_days=0, chance=chance, record=Record.PATHS).paths[:2]
        took.append(np.array([[b.arrives_s - a.departs_s for a, b in pairwise(path.calls)] for path in paths]))
    slower = took[1] / took[0] - 1
    assert (slower > 0).any()
    assert np.abs(slower[0] - slower[1]).max() > 0.01
