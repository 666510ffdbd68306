"""Comparisons: the same chance in all scenarios, differences of single replications, and what the inputs differ by."""

from dataclasses import replace
from math import inf
from shutil import copytree

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.io.differences import ABSENT, differences
from headway.report import write_comparison_page
from headway.simulation import Record
from headway.simulation.figures import figures
from headway.simulation.statistics import Interval, interval, text_of

VARIANTS = {
    "as it is": "gara-djebilet",
    "three sets": hw.changed("gara-djebilet", {"fleets.mine-sets.sets": 3, "disruptions.heat": None}),
}


@pytest.fixture(scope="module")
def found() -> hw.Comparison:
    """Four weeks of two variants, four times."""
    return hw.compare(VARIANTS, days=28, replications=4, jobs=2)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200"})
    return done.exit_code, done.output


def test_differences_are_those_of_the_single_replications(found):
    """Reckoned again from two simulations on their own: the same numbers, and narrower than the two intervals together."""
    runs = [hw.simulate(given, days=28, replications=4, record=Record.TOTALS) for given in VARIANTS.values()]
    each = [np.array([o.delivered_kg["ore"] for o in one.outcomes]) * 365 / 28 / 1e9 for one in runs]
    delivered = next(one for one in found.figures if one.figure.key == ("Delivered", "ore", "delivered"))
    assert delivered.more[0] is None
    paired = interval(each[1] - each[0])
    assert delivered.more[1].mean == pytest.approx(paired.mean)
    assert delivered.more[1].half_width == pytest.approx(paired.half_width)
    assert [value.mean for value in delivered.values] == pytest.approx([values.mean() for values in each])


def test_a_scenario_against_itself_differs_in_nothing():
    """Law: the same streams for the same things; no figure differs, and no input."""
    same = hw.compare({"a": "three-loops", "b": "three-loops"}, days=14, replications=3)
    assert same.inputs == ()
    assert not any(one.clear for one in same.figures)
    assert all(more is None or (more.mean == 0 and more.half_width in (0, inf)) for one in same.figures for more in one.more)
    assert "No input differs." in same.summary()


def test_inputs_differ_by_address_with_what_each_says_and_its_origin(found):
    by_address = {one.where: one for one in found.inputs}
    assert by_address.keys() == {"fleets.mine-sets.sets", "disruptions.heat"}
    assert by_address["fleets.mine-sets.sets"].values == ("2", "3")
    assert by_address["fleets.mine-sets.sets"].origins[0].startswith("assumed: 340 of the 800 ore wagons")
    assert by_address["disruptions.heat"].values[1] == ABSENT
    assert "fleets.mine-sets.sets: A 2, B 3" in found.summary()


def test_units_of_keys_do_not_make_a_difference_of_addresses():
    """30 min and 1 h are written with other keys; they stand at one address."""
    hour = hw.changed("gara-djebilet", {"terminals.mine-load-out.positioning": "1 h"})
    (one,) = differences([hw.load("gara-djebilet"), hour])
    assert (one.where, one.values) == ("terminals.mine-load-out.positioning", ("30 min", "1 h"))


def test_losses_are_compared_replication_by_replication():
    shut = hw.changed("three-loops", {"practice": "conventional", "fleets.shuttle.sets": 1})
    found = hw.compare({"design": "three-loops", "practice": shut}, days=14, replications=2, losses=True)
    lost = {one.figure.figure: one for one in found.figures if one.figure.group == "Losses"}
    for i, run_ in enumerate(found.runs):
        delivered = next(one for one in found.figures if one.figure.figure == "delivered").values[i].mean
        assert run_.scenario.flows[0].target_kg_s * 31.536e6 / 1e9 - sum(one.values[i].mean for one in lost.values()) == (
            pytest.approx(delivered)
        )
    assert lost["lost to possessions"].more[1].mean > 0


def test_the_table_has_a_row_for_every_figure_and_scenario(found):
    table = found.to_frame()
    assert table.height == 2 * len(found.figures)
    assert table.filter(pl.col("variant") == "as it is")["more"].null_count() == len(found.figures)
    assert {figure.key for figure in figures(found.runs[0])} == {row[:3] for row in table.select("group", "of", "figure").rows()}


def test_what_one_scenario_lacks_has_no_difference():
    """A service only in one of them, and a run without any trip: a dash, and no number."""
    fewer = hw.changed("three-loops", {"services.morning-up": None})
    found = hw.compare({"all": "three-loops", "fewer": fewer}, days=7, replications=2)
    lacking = [one for one in found.figures if one.figure.of == "morning-up"]
    assert lacking
    assert all(one.values[1] is None and one.more[1] is None for one in lacking)
    idle = replace(hw.load("three-loops"), services=hw.load("three-loops").fixed_paths)
    assert hw.compare({"all": "three-loops", "no ore": idle}, days=3, replications=1).summary()


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [
        (Interval(48.42, 0.123, 20), "", "48.42 ± 0.12"),
        (Interval(1234.5, 67.8, 5), "+", "+1,234 ± 68"),
        (Interval(2.0, inf, 1), "+", "+2"),
        (Interval(0.4567, inf, 1), "", "0.457"),
        (Interval(-1e-12, 1e-13, 4), "", "0"),
        (None, "+", "-"),
    ],
)
def test_a_mean_is_written_to_two_figures_of_its_interval(value, sign, text):
    assert text_of(value, sign) == text


def test_the_first_days_are_those_of_the_first_replication():
    """Law: what happens on a day does not depend on how many days come after it; without a page no path is kept."""
    variants = {"as it is": "gara-djebilet-50mt", "fewer": hw.changed("gara-djebilet-50mt", {"fleets.mine-sets.sets": 10})}
    found = hw.compare(variants, days=12, replications=2, path_days=2)
    assert [run.days for run in found.first_days] == [2, 2]
    for first, given in zip(found.first_days, variants.values(), strict=True):
        whole = hw.simulate(given, days=12, replications=2, record=Record.PATHS)
        assert [path for path in whole.paths if path.departs_s < 2 * 86_400] == [*first.paths]
    assert all(run.record is Record.TOTALS for run in found.runs)
    assert hw.compare(variants, days=1, replications=1).first_days == ()
    assert hw.compare(variants, days=1, replications=1, path_days=5).first_days[0].days == 1
    with pytest.raises(hw.InputError, match="path_days: 0 or more days, not -1"):
        hw.compare(variants, days=1, path_days=-1)


def test_the_page_has_one_figure_for_all_scenarios(tmp_path):
    """One train graph, one figure for every pile, one for the losses of a flow; each scenario is named in each of them."""
    other = hw.changed("three-loops", {"practice": "conventional"})
    found = hw.compare({"design": "three-loops", "practice": other}, days=7, replications=2, losses=True, path_days=1)
    html = write_comparison_page(found, tmp_path / "c.html").read_text(encoding="utf-8")
    piles = len(hw.load("three-loops").stockpiles)
    assert html.count('data-root-id="') == 1 + piles + 1
    assert html.count("B: practice") >= 2 + piles
    assert len(html) < 1_600_000
    bare = write_comparison_page(hw.compare({"a": "three-loops", "b": other}, days=2, replications=1), tmp_path / "d.html")
    assert "Train graph" not in bare.read_text(encoding="utf-8")


def test_the_page_marks_what_differs(found, tmp_path):
    html = write_comparison_page(found, tmp_path / "c.html").read_text(encoding="utf-8")
    assert "fleets.mine-sets.sets" in html
    assert "ore, delivered [Mt/y]" in html
    clear = sum(one.clear for one in found.figures)
    assert html.count('<tr style="font-weight: 600">') == clear < len(found.figures)


def test_the_command_writes_a_page_a_table_and_a_workbook(tmp_path):
    files = [str(tmp_path / f"c.{kind}") for kind in ("html", "csv", "xlsx")]
    code, output = run(
        "compare", "three-loops", "three-loops", "--variant", "fleets.shuttle.sets=1; practice=best", "--days", "7",
        "--replications", "2", "--html", files[0], "--csv", files[1], "--excel", files[2],
    )  # fmt: skip
    assert code == 0, output
    assert "three-loops (2)" in output
    assert "fleets.shuttle.sets: A 2, B 2, C 1" in output
    assert pl.read_csv(files[1])["variant"].unique().len() == 3
    assert all((tmp_path / f"c.{kind}").stat().st_size > 1000 for kind in ("html", "csv", "xlsx"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Three runs: two with the same settings, and one of other days without chance."""
    runs = tmp_path_factory.mktemp("runs")
    for name, options in (
        ("two", ("--days", "2", "--seed", "3", "--warm-up-days", "1")),
        ("one-set", ("--days", "2", "--seed", "3", "--warm-up-days", "1", "--change", "fleets.shuttle.sets=1")),
        ("long", ("--days", "3", "--no-chance", "--seed", "3")),
    ):
        assert run("run", "three-loops", *options, "--runs", str(runs), "--name", name)[0] == 0
    return runs


def test_the_command_takes_run_folders(kept):
    """Beside a scenario that was not run, they are scenarios like others."""
    code, output = run("compare", str(kept / "long"), "three-loops", "--days", "4", "--replications", "1")
    assert code == 0, output
    assert "No input differs." in output
    assert "As in the runs" not in output
    assert "4 days, after 7 of warm-up" in output


def test_runs_of_the_same_settings_are_compared_with_these(kept):
    """And it is said; the figures are those of the runs, to the last bit. What the command line says goes first."""
    folders = str(kept / "two"), str(kept / "one-set")
    code, output = run("compare", *folders, "--replications", "1")
    assert code == 0, output
    assert output.startswith("As in the runs: days 2, seed 3, days of warm-up 1, chance yes.\n")
    assert "2 days, after 1 of warm-up" in output
    assert "seed 3" in output
    tonnes = hw.simulate("three-loops", days=2, seed=3, warm_up_days=1).delivered_mt_y("ore").mean
    assert f"ore {tonnes:.4g} /" in output
    code, output = run("compare", *folders, "--replications", "1", "--days", "1")
    assert output.startswith("As in the runs: seed 3, days of warm-up 1, chance yes.\n")
    assert "1 day, after 1 of warm-up" in output


def test_runs_of_other_settings_are_refused_with_what_to_give(kept):
    folders = str(kept / "two"), str(kept / "long")
    code, output = run("compare", *folders, "--variant", "fleets.x.sets=1")
    assert code == 2
    for text in ("days: the runs differ", "Give --days", "warm_up_days: the runs differ", "--no-chance", 'there is no "x"'):
        assert text in " ".join(output.split())
    assert "seed: the runs differ" not in output
    code, output = run("compare", *folders, "--days", "1", "--warm-up-days", "1", "--no-chance", "--replications", "1")
    assert code == 0, output
    assert output.startswith("As in the runs: seed 3.\n")


def test_a_run_that_does_not_say_how_it_was_made_is_refused(kept, tmp_path):
    """Cut off, or not as Headway writes it."""
    broken = tmp_path / "broken"
    copytree(kept / "two", broken)
    for text in ("{", "[]", '{"simulation": {"days": "2", "seed": 3, "warm_up_days": 1, "chance": true}}'):
        (broken / "run.json").write_text(text, encoding="utf-8")
        code, output = run("compare", str(broken), str(kept / "two"))
        assert code == 2
        assert "does not say what the run was made with" in " ".join(output.split())


def test_the_command_compares_plans(kept, tmp_path):
    """Of run folders too; every file that is asked for is there."""
    files = [str(tmp_path / f"p.{kind}") for kind in ("html", "csv", "xlsx")]
    code, output = run(
        "compare", str(kept / "two"), "three-loops", "--variant", "services.morning-up=null", "--plans", "--time", "0",
        "--html", files[0], "--csv", files[1], "--excel", files[2],
    )  # fmt: skip
    assert code == 0, output
    assert "Not in C: morning-up day 1." in output
    assert pl.read_csv(files[1])["variant"].unique().len() == 3
    assert all((tmp_path / f"p.{kind}").stat().st_size > 1000 for kind in ("html", "csv", "xlsx"))


def test_options_of_the_other_kind_are_refused_together():
    code, output = run("compare", "three-loops", "three-loop", "--plans", "--losses", "--replications", "3", "--html", "a.txt")
    assert code == 2
    for text in ("--losses is about simulations", "--replications is about simulations", 'Did you mean "three-loops"?', ".html"):
        assert text in " ".join(output.split())
    code, output = run("compare", "three-loops", "three-loops", "--time", "3")
    assert code == 2
    assert output.strip() == "--time is about plans; add --plans, or leave it out"


def test_bad_input_of_the_command_is_told_at_once():
    code, output = run(
        "compare", "three-loops", "thre-loops", "--variant", "fleets.x.sets=1", "--variant", "foo", "--variant", "setting=-1 s"
    )
    assert code == 2
    for text in ('Did you mean "three-loops"?', 'fleets.x.sets: there is no "x"', '--variant: "foo" has no address', "setting"):
        assert text in output
    code, output = run("compare", "three-loops")
    assert code == 2
    assert output.strip() == "compare: 2 to 26 scenarios, not 1. The first is what others are compared with"
