"""The timetable as files: others can read what is written, and it says what the plan says."""

import csv
import io
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.dispatch import read_problem
from headway.errors import InputError
from headway.timetabling import Link
from tests.report.test_workbook import sheets_of, shown


@pytest.fixture(scope="module")
def plan():
    return hw.timetable(hw.load("gara-djebilet-12mt"), stop=None)


def test_a_csv_has_every_call(plan, tmp_path):
    table = pl.read_csv(hw.report.write_csv(plan, tmp_path / "calls.csv"))
    assert table.height == sum(len(path.calls) for path in plan.paths)
    row = table.filter((pl.col("train") == "goods-north day 1") & (pl.col("place") == "Béchar")).row(0, named=True)
    assert row["arrives_s"] == plan.path("goods-north day 1").arrives_s
    first = table.filter(pl.col("train") == "goods-north day 1").row(0, named=True)
    assert (first["departs_day"], row["arrives_day"]) == (1, 2)
    midnight = datetime(2030, 1, 7)
    assert first["departs"] == str(midnight + timedelta(seconds=first["departs_s"]))
    assert row["arrives"] == str(midnight + timedelta(seconds=row["arrives_s"]))


def test_a_workbook_has_a_sheet_for_each_direction(plan, tmp_path):
    """Times are dates with the clock; a bar marks a time of passing, "day 2" the second day; tables have units and filters."""
    found = sheets_of(hw.report.write_excel(plan, tmp_path / "plan.xlsx"))
    assert list(found) == ["to Gara Djebilet", "to Béchar", "Train sets", "Trains", "Calls", "Waits", "Piles", "About"]
    cells, xml = found["to Gara Djebilet"]
    column = next(cell[:-1] for cell, (value, _) in cells.items() if value == "passenger-south day 1")
    assert shown(cells[f"{column}3"]) == datetime(2030, 1, 7, 8)
    assert cells[f"{column}3"][1] == "hh:mm:ss"
    assert {'"| "hh:mm:ss', 'hh:mm:ss" day 2"'} <= {style for _, style in cells.values()}
    assert '<pane xSplit="3" ySplit="1"' in xml
    waits, xml = found["Waits"]
    assert waits["E1"][0] == "waits [min]"
    assert waits["E2"][0] == pytest.approx(plan.waits()["wait_s"][0] / 60)
    assert shown(waits["C2"]) == datetime(2030, 1, 7) + timedelta(seconds=plan.waits()["from_s"][0])
    assert "<autoFilter" in xml


def test_a_displib_problem_is_read_again(plan, tmp_path):
    hw.report.write_displib(plan, tmp_path / "day.json")
    assert read_problem(tmp_path / "day.json") == plan.problem()


def test_a_gtfs_feed_has_the_published_stops(plan, tmp_path):
    feed = hw.report.write_gtfs(plan, tmp_path / "feed.zip", url="https://operator.example", timezone="Africa/Algiers")
    with zipfile.ZipFile(feed) as archive:
        tables = {name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))) for name in archive.namelist()}
    assert {row["stop_name"] for row in tables["stops.txt"]} >= {"Béchar", "Abadla", "Tindouf"}
    assert {row["agency_timezone"] for row in tables["agency.txt"]} == {"Africa/Algiers"}
    for trip in tables["trips.txt"]:
        times = [row for row in tables["stop_times.txt"] if row["trip_id"] == trip["trip_id"]]
        assert len(times) == 7
        assert all(a["departure_time"] < b["arrival_time"] for a, b in pairwise(times))
    assert {row["date"] for row in tables["calendar_dates.txt"]} == {f"{plan.scenario.starts_on:%Y%m%d}"}


def test_gtfs_says_what_it_needs(plan, small, tmp_path):
    with pytest.raises(InputError, match="not a time zone"):
        hw.report.write_gtfs(plan, tmp_path / "x.zip", url="https://operator.example", timezone="Béchar")
    with pytest.raises(InputError) as caught:
        hw.report.write_gtfs(hw.timetable(small, stop=None), tmp_path / "x.zip", url="u", timezone="UTC")
    assert str(caught.value).count("no latitude and longitude") == 3
    with pytest.raises(InputError, match='of class "tram"'):
        hw.report.write_gtfs(plan, tmp_path / "x.zip", url="u", timezone="UTC", train_class="tram")


def test_every_wait_is_explained_and_chained(plan):
    """The chain goes back in time from train to train, each waiting for the next."""
    waits = plan.waits()
    assert waits["wait_s"].is_sorted(descending=True)
    assert waits["wait_s"].sum() == sum(call.wait_s for path in plan.paths for call in path.calls)
    chain = plan.chain("ore 2 loaded")
    assert isinstance(chain[0], Link)
    assert all(b.from_s + b.wait_s <= a.from_s + a.wait_s for a, b in pairwise(chain))
    assert all(a.cause.who == b.train for a, b in pairwise(chain))
    assert plan.chain()[0].train in plan.explain()


def test_the_commands_write_what_they_are_asked_for(tmp_path):
    endings = {"html": "html", "pdf": "pdf", "csv": "csv", "sets": "csv", "displib": "json"}
    files = {name: tmp_path / f"plan-{name}.{ending}" for name, ending in endings.items()}
    asked = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    result = CliRunner().invoke(app, ["timetable", "three-loops", "--time", "0", "--jobs", "1", "--explain", *asked])
    assert result.exit_code == 0, result.output
    assert "no violation" in result.output
    assert "No train waits for another." in result.output
    assert all(path.stat().st_size > 1_000 for path in files.values())
    assert list(tmp_path.glob(".*")) == []


def test_the_command_refuses_before_it_searches(tmp_path):
    result = CliRunner().invoke(
        app,
        ["timetable", "three-loops", "--html", str(tmp_path / "no" / "x.html"), "--gtfs", "x.zip", "--pdf", "graph.txt"],
    )
    assert result.exit_code != 0
    said = " ".join(result.output.split())
    assert "is not a folder. Make it first" in said
    assert "of another kind than what is written there. End its name with .pdf or .svg or .png" in said
    assert "--gtfs needs --url and --timezone" in said


def test_the_capacity_command(tmp_path):
    result = CliRunner().invoke(
        app, ["capacity", "three-loops", "--days", "2", "--time", "0.5", "--csv", str(tmp_path / "s.csv")]
    )
    assert result.exit_code == 0, result.output
    assert "has time for no more" in " ".join(result.output.split())
    assert pl.read_csv(tmp_path / "s.csv").height == 4
