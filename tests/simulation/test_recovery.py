"""What closures cost: backlog and recovery against closed forms, the same chance in both, and the command with its files."""

from dataclasses import replace
from datetime import timedelta
from math import ceil, inf

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.model import Storm
from headway.report import draw_backlog, print_recovery, write_recovery_page
from headway.simulation import Record, closure_at, closure_of
from headway.simulation.backlog import CAUGHT_UP_DAYS, recovered
from headway.simulation.statistics import at_most

A_DAY_KT = 6000 / 365
"""What the mine of the hand line yields, its trains bring and its plant takes."""

LOAD_KT = 3.2
"""A train's load."""

STORMY = Storm(name="sand", leg="main", from_km=0, to_km=40, per_year=60, extent_m=10e3, lasts_s=3600.0, closes=1, closed_s=3e4)


@pytest.fixture(scope="module")
def roomy():
    """The hand line without chance, with piles that are never full: nothing is lost for good."""
    return hw.changed("three-loops", {f"terminals.{pile}.capacity": "500 kt" for pile in ("pit-pile", "port-pile")})


def shut(scenario, hours, day=10, **more):
    return closure_of(scenario, 15, 25, hours, scenario.starts_on + timedelta(days=day), **more)


@pytest.fixture(scope="module")
def found(roomy):
    """Three days of closure in sixty, once, since there is no chance."""
    return hw.recover(roomy, [shut(roomy, 72)], days=60, replications=1)


@pytest.fixture(scope="module")
def chances():
    """Ten months of the 12 Mt/y stage with all its chance, three days shut, six times."""
    scenario = hw.load("gara-djebilet-12mt")
    return hw.recover(scenario, [closure_of(scenario, 330, 410, 72, scenario.starts_on + timedelta(days=30))], days=90,
                      replications=6, jobs=2)  # fmt: skip


def run(*arguments):
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return done.exit_code, done.output


# ---------------------------------------------------------------------- closed forms


@pytest.mark.parametrize("hours", [24, 48, 72])
def test_a_backlog_is_the_rate_times_the_hours_and_goes_at_the_spare_rate(roomy, hours):
    """Demand d, capacity c, shut for H: d H behind, and gone after d H / (c - d); to a train and a day, since both are whole."""
    many = {"terminals.pit.rate": "30 Mt/y", "terminals.smelter.rate": "30 Mt/y"}
    fastest = hw.simulate(hw.changed(roomy, many), days=60, record=Record.TOTALS).outcomes[0].delivered_kg["ore"] / 60 / 1e6
    assert fastest > 1.5 * A_DAY_KT
    (backlog,) = hw.recover(roomy, [shut(roomy, hours)], days=60, replications=1).backlogs
    behind = A_DAY_KT * hours / 24
    assert backlog.most_kt[0] == pytest.approx(behind, abs=LOAD_KT)
    gone = (behind - LOAD_KT) / (fastest - A_DAY_KT)
    assert gone - 1 <= backlog.recovered_days[0] <= ceil(gone) + 1
    assert backlog.lost_kt.mean == pytest.approx(0, abs=LOAD_KT)
    assert backlog.never == 0


def test_more_stock_by_what_is_said_rides_through_and_half_of_it_does_not(found, roomy):
    """The pile at the plant gets that much more ore: the plant is fed as without the closure. With half of it, it lacks half."""
    (backlog,) = found.backlogs
    more_kt = float(backlog.stock_kt[0])
    assert 0 < more_kt < backlog.most_kt[0]
    used = {}
    for share in (0.0, 0.5, 1.0):
        stocked = hw.changed(roomy, {"terminals.port-pile.initial": f"{10 + share * more_kt} kt"})
        scenario = closure_at(stocked, 15, 25, 72, roomy.starts_on + timedelta(days=10))
        used[share] = hw.simulate(scenario, days=14, record=Record.TOTALS).outcomes[0].amounts["smelter"].moved_kg / 1e6
    whole = hw.simulate(roomy, days=14, record=Record.TOTALS).outcomes[0].amounts["smelter"].moved_kg / 1e6
    assert used[1.0] == pytest.approx(whole, abs=1.0)
    assert used[0.5] == pytest.approx(whole - 0.5 * more_kt, abs=1.0)
    assert used[0.0] == pytest.approx(whole - more_kt, abs=1.0)


def test_what_a_full_pile_stopped_the_mine_from_yielding_is_lost_for_good(small):
    """The mine of the hand line as it is: its pile holds a day, its rate leaves nothing to catch up with."""
    found = hw.recover(small, [shut(small, 72)], days=60, replications=2)
    (backlog,) = found.backlogs
    assert backlog.never == 1
    assert backlog.recovered_within(0.5) == inf
    assert A_DAY_KT < backlog.lost_kt.mean < 3 * A_DAY_KT
    assert "not within the 47 days simulated after the end, in any run" in found.summary()
    assert found.runs_frame().filter(pl.col("figure") == "recovered after")["value"].null_count() == 2


# ---------------------------------------------------------------------- when deliveries have caught up


def test_days_count_from_the_end_to_the_first_of_three_midnights_within_a_train():
    """Shut until noon of day 2; two kt are a train. Behind by 5 and 4 at the first midnights after it; only two midnights near in
    a row; never further behind than a train around the end, whatever comes later; and only in the last two midnights."""
    behind = np.array(
        [[0, 5, 4, 1, 1, 1, 1, 1], [0, 5, 1, 4, 1, 1, 4, 4], [0, 1, 1, 1, 9, 9, 9, 9], [0, 9, 9, 9, 9, 9, 1, 1]], float
    )
    assert [*recovered(behind, 1.5, 2.0)] == [2.5, inf, 0.0, inf]
    assert CAUGHT_UP_DAYS == 3


def test_a_closure_that_ends_at_midnight_may_be_over_at_once():
    assert [*recovered(np.zeros((1, 5)), 2.0, 1.0)] == [0.0]


def test_a_share_is_within_a_value_that_occurs():
    """Half of five is the third; whoever never recovers comes last."""
    assert at_most([5.0, inf, 1.0, 3.0, 2.0], 0.5) == 3
    assert at_most([5.0, inf, 1.0, 3.0, 2.0], 0.8) == 5
    assert at_most([5.0, inf, 1.0, 3.0, 2.0], 0.9) == inf
    assert at_most([7.0], 0.9) == 7


def test_a_gap_between_trains_that_is_still_on_its_way_is_no_recovery():
    """At the mine's end of 950 km the line is shut from noon to midnight: only the day after lacks the trains of these hours."""
    line = hw.load("gara-djebilet-50mt")
    noon = closure_of(line, 900, 945, 12, line.starts_on + timedelta(days=20), 43_200.0)
    (backlog,) = hw.recover(line, [noon], days=30, replications=1, chance=False).backlogs
    assert backlog.behind_kt[0, 20] == pytest.approx(0)
    assert backlog.behind_kt[0, 21] > backlog.load_kt
    assert backlog.recovered_days[0] == 2


# ---------------------------------------------------------------------- the same chance in both


def test_nothing_differs_before_the_closure_begins(chances):
    """Law: the same streams for the same things. A train acts on a closure only when it comes near, within a day."""
    (backlog,) = chances.backlogs
    assert np.abs(backlog.behind_kt[:, :29]).max() == 0
    assert backlog.behind_kt[:, 32].min() > backlog.load_kt
    table = chances.to_frame()
    assert table.filter(pl.col("day") < 30).select("mean_kt", "p05_kt", "p50_kt", "p95_kt").sum().row(0) == (0, 0, 0, 0)


def test_storms_are_the_same_with_and_without(small):
    stormy = replace(small, disruptions=(STORMY,))
    found = hw.recover(stormy, [shut(small, 48)], days=40, replications=3)
    for a, b in zip(found.without.outcomes, found.shut.outcomes, strict=True):
        assert a.storms == b.storms > 0


def test_figures_are_those_of_two_simulations(chances):
    """Reckoned again from two simulations on their own: lost ore, cancelled trains, people who stay behind."""
    scenario = hw.load("gara-djebilet-12mt")
    closed = closure_at(scenario, 330, 410, 72, scenario.starts_on + timedelta(days=30))
    a, b = (hw.simulate(one, days=90, replications=6, jobs=2, record=Record.TOTALS).outcomes for one in (scenario, closed))
    (backlog,) = chances.backlogs
    lost = [(x.delivered_kg["ore"] - y.delivered_kg["ore"]) / 1e6 for x, y in zip(a, b, strict=True)]
    assert [*backlog.behind_kt[:, -1]] == pytest.approx(lost, abs=1e-6)
    south = next(one for one in chances.hindrances if one.service == "passenger-south")
    assert [*south.cancelled] == [
        y.services[south.service].cancelled - x.services[south.service].cancelled for x, y in zip(a, b, strict=True)
    ]
    assert south.carries
    # 200 people wait for every train; whoever waits for a cancelled one stays behind.
    assert [*south.stayed] == [200 * more for more in south.cancelled]


def test_trains_held_are_those_whose_waits_name_the_closure(found):
    """From the table of waits of the first run, train by train; nobody waits longer than the line is shut, but for its way."""
    waits = found.shut.waits().filter((pl.col("cause") == "closure") & (pl.col("waits_for") == "closure 1"))
    assert sum(one.trains for one in found.held) == waits["train"].n_unique() > 0
    assert sum(one.hours for one in found.held) == pytest.approx(waits["wait_s"].sum() / 3600)
    assert all(0 < one.longest_h <= one.hours and one.longest_h < 72 + 2 for one in found.held)


def test_a_longer_closure_never_costs_less(roomy):
    """Law: behind, days, stock and trains cancelled grow with the hours."""
    each = [hw.recover(roomy, [shut(roomy, hours)], days=40, replications=1) for hours in (1, 12, 36, 96)]
    for values in (
        [one.backlogs[0].most_kt[0] for one in each],
        [one.backlogs[0].recovered_days[0] for one in each],
        [one.backlogs[0].stock_kt[0] for one in each],
        [sum(service.cancelled[0] for service in one.hindrances) for one in each],
    ):
        assert values == sorted(values)
        assert values[-1] > values[0]


# ---------------------------------------------------------------------- what is shown, and edge cases


def test_several_closures_are_recovered_from_after_the_last(roomy):
    """The second begins once all is caught up: days are those of the second alone, the furthest behind is the larger."""
    second = hw.recover(roomy, [shut(roomy, 24, day=30)], days=60, replications=1)
    both = hw.recover(roomy, [shut(roomy, 72), shut(roomy, 24, day=30)], days=60, replications=1)
    assert [one.name for one in both.closures] == ["closure 1", "closure 1 (2)"]
    assert both.backlogs[0].recovered_days[0] == second.backlogs[0].recovered_days[0]
    assert both.backlogs[0].most_kt[0] > second.backlogs[0].most_kt[0]
    assert both.ends_day == 31
    assert both.headline.startswith("2 closures: ore ")


def test_a_closure_that_costs_nothing_says_so(roomy):
    """Ten minutes: nothing is lost, nobody is behind by more than a train, no stock is needed."""
    found = hw.recover(roomy, [shut(roomy, 1 / 6)], days=20, replications=2)
    (backlog,) = found.backlogs
    assert backlog.most_kt.max() <= LOAD_KT
    text = found.summary()
    assert "recovered        at the end in 9 of 10 runs" in text
    assert "to ride through  no more stock at port-pile than there is" in text


def test_one_run_has_no_interval_and_no_shares(found):
    text = found.summary()
    assert "±" not in text
    assert "9 of 10" not in text
    assert "3 days after the end" in text
    assert "in the first run" not in text


def test_trains_of_the_timetable_are_hindered_without_an_ore_flow(small, tmp_path):
    """Passenger trains alone: nothing is behind, trains are cancelled and late, and all is written all the same."""
    trains = replace(small, services=small.fixed_paths, fleets=())
    found = hw.recover(trains, [shut(small, 72)], days=30, replications=2)
    assert found.backlogs == ()
    assert found.to_frame().is_empty()
    assert found.headline == "72 h shut: 4 trains more are cancelled"
    assert sum(one.late_min.sum() for one in found.hindrances) > 0
    assert print_recovery(found, tmp_path / "trains.svg").stat().st_size > 1000
    assert "Ore flow" not in write_recovery_page(found, tmp_path / "trains.html").read_text(encoding="utf-8")
    with pytest.raises(hw.InputError, match="the scenario has no ore flow, and so no backlog"):
        draw_backlog(found)


def test_an_unknown_flow_has_no_figure(found):
    with pytest.raises(hw.InputError, match=r'"or" is not an ore flow\. Did you mean "ore"\?'):
        draw_backlog(found, "or")


def test_an_interruption_is_raised_since_one_half_says_nothing(roomy):
    def interrupt(share, text):
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hw.recover(roomy, [shut(roomy, 72)], days=60, replications=2, progress=interrupt)


def test_closures_that_do_not_fit_the_days_are_told_at_once(small):
    """One before the first day, one after the last, one that ends too late; and no closure at all."""
    with pytest.raises(hw.InputError) as caught:
        hw.recover(small, [shut(small, 24, day=-3), shut(small, 24, day=31), shut(small, 48, day=29)], days=30, replications=0)
    told = str(caught.value).split("\n")
    assert len(told) == 4
    assert "replications: 1 to 100,000, not 0" in told[0]
    assert "closure 1.starts_on: begins on 2027-01-01, but the days run from 2027-01-04" in told[1]
    assert "closure 1 (2).starts_on: begins on 2027-02-04" in told[2]
    assert told[3] == (
        "disruptions.closure 1 (3).duration_s: ends after the 30 days that are simulated. Shorten it, or run 34 days or more"
    )
    with pytest.raises(hw.InputError, match=r"recover: no closure\. Give one or more, each with km posts, hours and a date"):
        hw.recover(small, [])


def test_a_scenario_without_services_is_refused(small):
    with pytest.raises(hw.InputError, match="services: there is none, and a recovery needs one"):
        hw.recover(replace(small, services=(), fleets=()), [shut(small, 24)])


# ---------------------------------------------------------------------- the command


def test_the_command_prints_what_a_planner_asks_and_writes_all_files(tmp_path):
    files = {kind: str(tmp_path / f"r.{kind}") for kind in ("svg", "html", "csv", "xlsx")}
    code, output = run(
        "recover", "three-loops", "--closure", "km=25:15,hours=30,at=2027-01-14", "--days", "30", "--replications", "3",
        "--change", "terminals.pit-pile.capacity=500 kt", "--figure", files["svg"], "--html", files["html"],
        "--csv", files["csv"], "--excel", files["xlsx"],
    )  # fmt: skip
    assert code == 0, output
    for text in ("km 15 to 25 shut for 30 h from 14 Jan 2027", "furthest behind", "recovered", "to ride through",
                 "Trains of the timetable, more than without:", "Held because the line was shut in the first run:"):  # fmt: skip
        assert text in output
    table = pl.read_csv(files["csv"], try_parse_dates=True)
    assert table.columns == ["flow", "day", "date", "mean_kt", "p05_kt", "p50_kt", "p95_kt"]
    assert table.height == 30
    assert str(table["date"][0]) == "2027-01-04"
    assert table["p05_kt"].to_list() == table["p95_kt"].to_list(), "no chance, so no band"
    figure = (tmp_path / "r.svg").read_text(encoding="utf-8")
    assert "shut 30 h" in figure
    assert "caught up" in figure
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "<td>morning-up</td>" in html
    assert all((tmp_path / f"r.{kind}").stat().st_size > 1000 for kind in files)


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_slide_is_sixteen_to_nine_and_may_be_any_kind_of_figure(chances, kind, tmp_path):
    path = print_recovery(chances, tmp_path / f"slide.{kind}")
    assert path.stat().st_size > 10_000
    if kind == "png":
        image = pytest.importorskip("PIL.Image").open(path)
        assert image.width / image.height == pytest.approx(16 / 9, rel=1e-2)


def test_bad_input_of_the_command_is_told_at_once(tmp_path):
    code, output = run("recover", "three-loops", "--closure", "km=15,hours=72", "--closure", "km=99:120,hours=1,at=2027-01-14")
    assert code == 2
    assert 'closure "km=15,hours=72": write km=FROM:TO,hours=HOURS,at=YYYY-MM-DD' in output
    assert "km 99 to 120 are posts that no leg has" in output
    code, output = run("recover", "three-loops")
    assert code == 2
    assert "recover: no closure" in output
    code, output = run("recover", "three-loops", "--figure", str(tmp_path / "a.jpg"), "--csv", str(tmp_path / "a.txt"))
    assert code == 2
    assert output.count("is of another kind than what is written there") == 2


def test_closures_of_simulate_have_the_same_names_as_before():
    closures = ("--closure", "km=15:25,hours=2,at=2027-01-04", "--closure", "km=5:10,hours=3,at=2027-01-05")
    code, output = run("simulate", "three-loops", *closures, "--days", "3", "--replications", "1")
    assert code == 0, output
    assert "closure 1 from 2027-01-04 for 2 h, closure 2 from 2027-01-05 for 3 h" in output
