"""The chain through time: exact tonnes, hand cases, published targets, and what limits them."""

from dataclasses import replace
from itertools import pairwise

import pytest

import headway as hw
from headway.model import Line, Mine, Section
from headway.simulation.kpis import KINDS
from headway.units import YEAR_S
from tests.conftest import BUNDLED


def with_terminal(scenario, name, **values):
    return replace(scenario, terminals=tuple(replace(t, **values) if t.name == name else t for t in scenario.terminals))


def with_sets(scenario, sets, fleet=None):
    fleets = tuple(replace(f, sets=sets) if fleet in (None, f.name) else f for f in scenario.fleets)
    return replace(scenario, fleets=fleets)


def terminal(scenario, kind):
    return next(t for t in scenario.terminals if isinstance(t, kind))


# ---------------------------------------------------------------------- hand


def test_the_smallest_cycle_by_hand(small):
    """One set on the small line, ore to spare: each part of the cycle is a number one can add up.

    Loading 10 min + 3200 t at 3200 t/h = 70 min, the same for unloading, inspection 30 min, four yard moves of 5 min,
    and the two runs. Trains never meet but for the railcars.
    """
    rich = with_terminal(with_terminal(small, "pit", rate_kg_s=5_000.0), "smelter", rate_kg_s=5_000.0)
    run = hw.simulate(with_sets(rich, 1), days=10)
    (flow,) = run.kpis.flows
    hours = flow.cycle_h
    assert hours["loading"] == pytest.approx(70 / 60, rel=0.02)
    assert hours["unloading"] == pytest.approx(70 / 60, rel=0.02)
    assert hours["inspection"] == pytest.approx(0.5, rel=0.02)
    assert hours["yard moves"] == pytest.approx(20 / 60, rel=0.02)
    there = hw.train_run(small, "ore-loaded", "Pit", "Port").duration_s / 3600
    back = hw.train_run(small, "ore-empty", "Port", "Pit").duration_s / 3600
    assert hours["runs loaded"] == pytest.approx(there, rel=0.02)
    assert hours["runs empty"] == pytest.approx(back, rel=0.02)
    assert hours["waits for ore"] == 0
    assert sum(hours.values()) == pytest.approx(flow.cycle_total_h)
    assert flow.delivered_t_y == pytest.approx(3200 * 8760 / flow.cycle_total_h, rel=1e-9)


@pytest.mark.parametrize("sets", [1, 2, 3, 6])
def test_a_closed_fleet_keeps_the_bounds_of_operational_analysis(small, sets):
    """With N sets, N / (N S + Z) <= X <= min(N / C, 1 / S): S the work at both stations, Z all else, C = S + Z.

    Load-out and dumper take 70 min each; at six sets they are the bound, 24 h / 70 min = 20.6 trains a day.
    """
    rich = with_terminal(with_terminal(small, "pit", rate_kg_s=5_000.0), "smelter", rate_kg_s=5_000.0)
    alone = hw.simulate(with_sets(rich, 1), days=20).kpis.flows[0].cycle_total_h
    yards = replace(
        rich, line=Line(legs=(replace(rich.line.legs[0], places=tuple(replace(p, yard_trains=9) for p in rich.line.places)),))
    )
    run = hw.simulate(with_sets(yards, sets), days=20)
    trains_a_day = run.kpis.flows[0].delivered_t_y / 365 / 3200
    stations = 140 / 60
    assert trains_a_day <= min(sets * 24 / alone, 24 / (70 / 60)) * 1.01
    assert trains_a_day >= sets * 24 / (sets * stations + alone - stations) * 0.99
    if sets == 6:
        assert trains_a_day == pytest.approx(24 / (70 / 60), rel=0.02)


def test_a_full_stockpile_stops_the_mine(small):
    """With the plant at a third, the port's pile fills, trains unload as fast as the plant draws, then the pit stops."""
    slow = with_terminal(small, "smelter", rate_kg_s=2e9 / YEAR_S)
    run = hw.simulate(slow, days=60)
    assert run.kpis.stopped_share["pit"] > 0.3
    assert run.kpis.flows[0].delivered_t_y == pytest.approx(2e6, rel=0.02)
    assert "smelter" in run.kpis.sentence
    assert "pit stood still" in run.kpis.sentence
    assert run.balanced


def test_an_empty_stockpile_starves_the_plant(small):
    slow = with_terminal(small, "pit", rate_kg_s=3e9 / YEAR_S)
    run = hw.simulate(slow, days=60)
    assert run.kpis.stopped_share["smelter"] == pytest.approx(0.5, abs=0.03)
    assert "pit (3.0 Mt/y: its rate) limits the tonnage" in run.kpis.sentence
    assert run.balanced


# ---------------------------------------------------------------------- published


@pytest.mark.parametrize("name", BUNDLED)
def test_targets_are_delivered_within_one_percent(name):
    """4, 12 and 50 Mt/y arrive within 1 % with the fleets given; tonnes balance exactly; the referee finds nothing."""
    run = hw.simulate(hw.load(name), days=28, chance=False)
    for flow in run.kpis.flows:
        assert flow.delivered_t_y == pytest.approx(flow.target_t_y, rel=0.01)
    assert run.kpis.sentence.startswith("Target met")
    assert run.violations == ()
    assert run.balanced
    assert all(share >= 0.9 for share in run.kpis.punctual.values())


def test_the_long_term_line_runs_eight_loaded_trains_a_day():
    """8 x 17,000 t x 365 = 49.6 Mt/y."""
    (flow,) = hw.simulate(hw.load("gara-djebilet-50mt"), days=28, chance=False).kpis.flows
    assert round(flow.loaded_trains_per_day) == 8
    assert flow.loaded_trains_per_day == pytest.approx(50e6 / 365 / 17_000, rel=0.01)


@pytest.mark.parametrize(("name", "sets"), [("gara-djebilet", 1), ("gara-djebilet-12mt", 3), ("gara-djebilet-50mt", 11)])
def test_too_few_sets_fall_short_and_the_reason_is_the_fleet(name, sets):
    """Take sets away: the tonnage falls to what they carry, the mine stands still, and one more set is offered."""
    run = hw.simulate(with_sets(hw.load(name), sets), days=140 if sets < 4 else 56)
    (flow,) = run.kpis.flows
    assert not flow.met
    assert flow.limits[0].part == "fleet mine-sets"
    assert flow.delivered_t_y == pytest.approx(flow.limits[0].capacity_t_y, rel=0.03)
    assert "fleet mine-sets" in run.kpis.sentence
    congested = flow.line_wait_share > 0.2
    assert ("wait for other trains" if congested else "One more train set") in run.kpis.sentence
    assert flow.sets_needed > sets
    assert run.balanced


def test_more_sets_never_carry_less():
    """From one to four sets at 12 Mt/y the tonnage rises to the target and stays."""
    scenario = hw.load("gara-djebilet-12mt")
    tonnes = [hw.simulate(with_sets(scenario, n), days=56).kpis.flows[0].delivered_t_y for n in (1, 2, 3, 4, 5)]
    assert tonnes[0] < tonnes[1] < tonnes[2] < tonnes[3] * 1.005
    assert tonnes[4] == pytest.approx(tonnes[3], rel=0.01)


# ---------------------------------------------------------------------- the books


@pytest.fixture(scope="module")
def run():
    return hw.simulate(hw.load("gara-djebilet-12mt"), days=14)


def test_every_hour_of_every_set_is_accounted_for(run):
    """The activities of a set follow one another without gap or overlap from the first to the last."""
    for fleet in run.scenario.fleets:
        for i in range(fleet.sets):
            mine = sorted((a for a in run.activities if a.train_set == f"{fleet.name} {i + 1}"), key=lambda a: a.begin_s)
            assert mine[0].begin_s == -run.warm_up_days * 86_400
            assert mine[-1].end_s >= run.days * 86_400
            assert all(a.end_s == b.begin_s for a, b in pairwise(mine))
            assert {a.kind for a in mine} <= set(KINDS)


def test_stocks_stay_within_their_piles(run):
    limits = {p.name: p.capacity_kg / 1000 for p in run.scenario.stockpiles}
    assert all(-1e-9 <= s.level_t <= limits[s.stockpile] + 1e-9 for s in run.stocks)


def test_the_same_run_is_the_same_run(run):
    again = hw.simulate(run.scenario, days=14)
    assert (again.paths, again.activities, again.stocks) == (run.paths, run.activities, run.stocks)


def test_a_run_is_tables_and_a_text(run):
    assert run.to_frame().height == sum(len(p.calls) for p in run.paths)
    events = run.events_frame()
    assert events["time_s"].is_sorted()
    assert events.filter(event="arrives").height == sum(len(p.calls) - 1 for p in run.paths)
    amounts = run.amounts_frame()
    assert amounts.filter(terminal="bechar-dumper")["moved_t"].sum() == pytest.approx(
        run.kpis.flows[0].delivered_t_y * run.days / 365
    )
    assert set(run.activities_frame()["kind"]) <= set(KINDS)
    assert set(run.stocks_frame()["stockpile"]) == {"mine-pile", "toumiat-pile"}
    for words in ("delivered", "loaded trains", "cycle time", "punctuality passenger-south", "busiest section", "no violation"):
        assert words in run.summary()


def test_progress_is_told_day_by_day(small):
    told = []
    hw.simulate(small, days=2, warm_up_days=1, progress=lambda share, text: told.append((share, text)))
    assert [t.partition(",")[0] for _, t in told] == ["warm-up", "warm-up", "2027-01-05", "2027-01-06"]
    assert [s for s, _ in told] == sorted(s for s, _ in told)
    assert told[-1][0] == 1.0


def test_bad_arguments_are_all_told_at_once(small):
    with pytest.raises(hw.InputError) as caught:
        hw.simulate(small, days=0, warm_up_days=-1)
    assert len(caught.value.problems) == 2


def test_a_line_without_ore_still_runs(small):
    """Only the railcars: nothing limits the tonnage, there is none."""
    run = hw.simulate(replace(small, services=small.services[:2], fleets=(), terminals=()), days=3)
    assert run.kpis.sentence.startswith("No ore flow")
    assert len(run.paths) >= 6


def test_two_flows_that_share_a_dumper_keep_their_own_books(small):
    """A plant of 2 Mt/y behind two flows of 6: the plant limits, all figures are positive, tonnes balance."""
    loaded, empty, _ = small.consists
    (fleet,), (_, _, ore) = small.fleets, small.services
    twin = replace(
        small,
        consists=(*small.consists, replace(loaded, name="second-loaded"), replace(empty, name="second-empty")),
        fleets=(fleet, replace(fleet, name="second", loaded="second-loaded", empty="second-empty")),
        services=(*small.services, replace(ore, name="second-ore", fleet="second")),
    )
    run = hw.simulate(with_terminal(twin, "smelter", rate_kg_s=2e9 / YEAR_S), days=40, warm_up_days=40)
    assert run.balanced
    assert "smelter" in run.kpis.sentence
    assert sum(f.delivered_t_y for f in run.kpis.flows) == pytest.approx(2e6, rel=0.03)
    for flow in run.kpis.flows:
        assert all(limit.capacity_t_y >= 0 for limit in flow.limits)
        assert flow.sets_needed >= 1
        assert flow.cycle_total_h == pytest.approx(fleet.sets * 40 * 24 / (flow.delivered_t_y / 3200 * 40 / 365), rel=1e-6)


def test_a_few_days_do_not_condemn_a_corridor(flagship):
    """In three days 4 Mt/y are less than two trains; a train more or less is no verdict, and the sentence says so."""
    run = hw.simulate(flagship, days=3)
    (flow,) = run.kpis.flows
    assert flow.met or run.kpis.sentence.startswith("Target missed by less than one train")
    assert flow.shortfall_trains == pytest.approx((flow.target_t_y - flow.delivered_t_y) * 3 / 365 / 17_000)


def test_a_line_without_free_paths_is_not_blamed_on_a_terminal(small):
    """Railcars every four minutes leave hardly a path for ore: its sets wait for trains, and the sentence says just that."""
    (leg,) = small.line.legs
    sections = tuple(
        Section(start=a.name, end=b.name, signals_km=(a.km + 2.5, a.km + 5, a.km + 7.5)) for a, b in pairwise(leg.places)
    )
    up = replace(small.services[0], stops=())
    many = tuple(replace(up, name=f"up-{i}", departs_at_s=i * 240.0) for i in range(350))
    line = Line(legs=(replace(leg, sections=sections),))
    run = hw.simulate(replace(small, line=line, services=(*many, small.services[2])), days=1, warm_up_days=1)
    assert "wait for other trains during 94% of their cycle" in " ".join(run.kpis.sentence.split())
    assert not any(name in run.kpis.sentence for name in ("load-out", "dumper", "loader"))


def test_mines_on_one_pile_count_together(small):
    """Two mines of 3 Mt/y feed one pile: together they are 6 Mt/y, and the sentence says so."""
    pit = terminal(small, Mine)
    mines = (replace(pit, rate_kg_s=3e9 / YEAR_S), replace(pit, name="second-mine", rate_kg_s=3e9 / YEAR_S))
    run = hw.simulate(replace(small, terminals=(*mines, *small.terminals[1:])), days=28)
    assert "mine pit and second-mine (6.0 Mt/y: their rates)" in run.kpis.sentence


@pytest.mark.parametrize(("gone", "reason"), [("pit", "nothing fills it"), ("smelter", "nothing draws from it")])
def test_a_chain_with_a_missing_end_says_so(small, gone, reason):
    """Without a mine, or without a plant, that is what limits, not the fleet; nothing is divided by nothing."""
    run = hw.simulate(replace(small, terminals=tuple(t for t in small.terminals if t.name != gone)), days=60)
    assert reason in run.kpis.sentence
    assert "nan" not in run.summary()
    assert "inf" not in run.summary()


def test_trains_that_follow_one_another_do_not_occupy_a_section_twice(small):
    """Railcars every four minutes past signals every 2.5 km: the busiest section is busy, but not more than all the time."""
    (leg,) = small.line.legs
    sections = tuple(
        Section(start=a.name, end=b.name, signals_km=(a.km + 2.5, a.km + 5, a.km + 7.5)) for a, b in pairwise(leg.places)
    )
    up = small.services[0]
    many = tuple(replace(up, name=f"up-{i}", stops=(), departs_at_s=8 * 3600.0 + i * 240) for i in range(60))
    line = Line(legs=(replace(leg, sections=sections),))
    run = hw.simulate(replace(small, line=line, services=many, fleets=(), terminals=()), days=1, warm_up_days=0)
    assert 0.1 < run.kpis.busiest_share <= 1.0
