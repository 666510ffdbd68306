"""Comparisons: the same chance in all scenarios, differences of single replications, and what the inputs differ by."""

from dataclasses import replace
from math import inf

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


def test_the_command_takes_run_folders(tmp_path):
    assert run("run", "three-loops", "--days", "2", "--runs", str(tmp_path), "--name", "kept")[0] == 0
    code, output = run("compare", str(tmp_path / "kept"), "three-loops", "--days", "3", "--replications", "1")
    assert code == 0, output
    assert "No input differs." in output


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
