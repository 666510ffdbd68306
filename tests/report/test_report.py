"""Figures and the page: drawn from one table, complete, and readable offline."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest
from bokeh.models import DatetimeAxis, Legend
from matplotlib.dates import date2num
from matplotlib.figure import Figure

import headway as hw
from headway.about import About
from headway.model import Closure, HeatOrder, Leg, Line, Possession, Storm
from headway.model.provenance import condensed
from headway.report.looks import RESTRICTIONS, WAITS, colours, look, paled
from headway.report.print.figure_file import write_figure
from headway.report.tables.axes import corridor, legs
from headway.report.tables.graph_table import graph_table
from headway.report.tables.pile_table import pile_table
from headway.timetabling.causes import CauseKind
from headway.timetabling.wording import in_turn
from headway.units import DAY_S


@pytest.fixture(scope="module")
def run():
    return hw.simulate(hw.load("gara-djebilet-12mt"), days=3)


@pytest.fixture(scope="module")
def page(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    plan = hw.timetable(run.scenario)
    return hw.report.write_page(run, path, plan=plan).read_text(encoding="utf-8")


def test_the_page_opens_offline(page):
    """No script, style, image or font is fetched: every src and every stylesheet is within."""
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page) == []
    assert re.findall(r"<link[^>]*rel=[\"']?stylesheet", page) == []
    assert "@import" not in page
    assert "cdn.bokeh.org" not in page.split("<body>")[1]


def test_the_page_has_every_part(page, run):
    for heading in (
        "Key figures",
        "What each part could carry",
        "Train graph and stockpiles",
        "The loaded train",
        "What is assumed",
    ):
        assert f">{heading}</h2>" in page
    assert run.kpis.sentence in page.replace("&#39;", "'")
    for p in condensed(run.scenario.assumptions):
        assert p.label in page
    assert page.count("loop positions are not published") == 1
    for name, _ in run.kpis.rows():
        assert name.strip() in page


def test_graph_and_numbers_come_from_one_table(run):
    """Every run over a section and every stay of these days is one stroke, with its place, time, speed and reason."""
    table = graph_table(run)
    pairs = [(p, a, b) for p in run.paths for a, b in pairwise(p.calls)]
    sections = sum(b.arrives_s > table.from_s and a.departs_s < table.to_s for _, a, b in pairs)
    stays = sum(c.departs_s > max(c.arrives_s, table.from_s) and c.arrives_s < table.to_s for p in run.paths for c in p.calls)
    assert table.strokes.filter(kind="runs").height == sections
    assert table.strokes.filter(kind="stands").height == stays
    path = next(p for p in run.paths if p.wait_s and p.departs_s > 0)
    call = next(c for c in path.calls[1:] if c.causes)
    rows = table.strokes.filter(train=path.train)
    assert in_turn(call.causes) in rows["reason"].to_list()
    first, second = path.calls[:2]
    km = abs(run.scenario.line.position_m(first.place) - run.scenario.line.position_m(second.place)) / 1000
    speed = round(km * 3600 / (second.arrives_s - first.departs_s))
    assert f"{speed} km/h" in rows["speed"].to_list()
    assert rows["x0"].min() == datetime(2030, 1, 7) + timedelta(seconds=path.calls[0].departs_s)


def test_screen_and_print_draw_the_same_strokes_and_waits(run):
    """Both have one line for every row of the table."""
    table = graph_table(run, day=2)
    screen = [r.data_source.data for r in hw.report.train_graph(run, day=2).renderers if "x0" in r.data_source.data]
    strokes = [row for d in screen if "speed" in d for row in zip(d["x0"], d["y0"], d["x1"], d["y1"], strict=True)]
    waits = [row for d in screen if "cause" in d for row in zip(d["x0"], d["y"], d["x1"], d["y"], strict=True)]
    assert sorted(strokes) == sorted(table.strokes.select("x0", "y0", "x1", "y1").rows())
    assert sorted(waits) == sorted(table.waits.select("x0", "y", "x1", pl.col("y").alias("y1")).rows())
    ax = hw.report.draw_train_graph(run, day=2)
    printed = [line for lines in ax.collections for line in lines.get_segments()]
    assert len(printed) == len(strokes) + len(waits)
    numbers = [date2num(x) for row in (*strokes, *waits) for x in (row[0], row[2])]
    assert sorted(x for (x0, _), (x1, _) in printed for x in (x0, x1)) == pytest.approx(sorted(numbers))


def test_a_day_shows_its_trains_whole_past_midnight(run):
    """Every train that leaves on day 2 is drawn until it arrives on day 3, on screen and in print, and named at both ends."""
    table = graph_table(run, day=2)
    mine = [p for p in run.paths if DAY_S <= p.departs_s < 2 * DAY_S]
    last = max(p.arrives_s for p in mine)
    assert last > 2 * DAY_S
    assert last <= table.to_s < last + 3600
    for path in mine:
        strokes, names = table.strokes.filter(train=path.train), table.names.filter(train=path.train)
        assert strokes.filter(kind="runs").height == len(path.calls) - 1
        ends = [(table.date(path.departs_s), path.calls[0].place), (table.date(path.arrives_s), path.calls[-1].place)]
        assert names.select("x", "y").rows() == [(x, run.scenario.line.position_m(place) / 1000) for x, place in ends]
        assert not strokes["later"].any()
    graph, ax = hw.report.train_graph(run, day=2), hw.report.draw_train_graph(run, day=2)
    assert (graph.x_range.start, graph.x_range.end) == (table.date(DAY_S), table.date(table.to_s))
    assert ax.get_xlim() == pytest.approx([date2num(table.date(t)) for t in (DAY_S, table.to_s)])
    assert {p.train for p in run.paths if p.departs_s >= 2 * DAY_S} >= set(table.strokes.filter(later=True)["train"])


def test_a_line_that_the_graph_cuts_is_named_at_the_edge(run):
    """Trains that are on their way at midnight have a name at the left edge, where their line is then."""
    table = graph_table(run, day=2)
    cut = [p for p in run.paths if p.departs_s < DAY_S < p.arrives_s]
    left = table.names.filter(side="left")
    assert sorted(left["train"]) == sorted(p.train for p in cut) != []
    for train, y in left.select("train", "y").rows():
        strokes = table.strokes.filter((pl.col("train") == train) & (pl.col("x0") <= table.date(DAY_S)))
        assert strokes.filter(pl.col("y0").clip(upper_bound="y1") <= y + 1e-6).height
        assert (strokes["y0"][0] - y) * (strokes["y1"][0] - y) <= 1e-6


def test_the_names_stand_in_the_figures(run, tmp_path):
    """Screen and print write every name, at both ends where there is room; the print is text that can be searched."""
    table = graph_table(run, day=2)
    graph = hw.report.train_graph(run, day=2)
    labels = [label for r in graph.renderers for label in r.data_source.data.get("label", ())]
    assert set(labels) == set(table.names["label"])
    assert 0.9 * table.names.height < len(labels) <= table.names.height
    svg = hw.report.print_train_graph(run, tmp_path / "day.svg", day=2).read_text()
    for label in table.names["label"]:
        assert f">{label}</text>" in svg
    assert "Tue 08 Jan 2030" in svg
    assert "waits for a train ahead" in svg


def two_legs(small):
    """The three loops as two legs, of which the second counts its posts anew and downwards."""
    places = small.line.legs[0].places
    limit = small.line.legs[0].speed_limits[0]
    first = Leg(name="west", km_from=0, km_to=20, places=places[:3], speed_limits=(replace(limit, to_km=20),))
    east = tuple(replace(place, km=120 - place.km) for place in places[2:])
    second = Leg(name="east", km_from=100, km_to=80, places=east, speed_limits=(replace(limit, from_km=80, to_km=100),))
    return replace(small, line=Line(legs=(first, second)))


def test_a_stroke_belongs_to_an_axis_by_name(small):
    """A line of two legs is one axis of 40 km or two of 20 km, each from 0; every train is named at both ends on each."""
    scenario = two_legs(small)
    plan = hw.timetable(scenario, stop=None)
    whole, apart = graph_table(plan), graph_table(plan, axes=legs(scenario))
    assert [(axis.name, axis.length_km) for axis in apart.axes] == [("west", 20), ("east", 20)]
    assert whole.axes == (corridor(scenario),)
    runs = apart.strokes.filter(kind="runs")
    assert runs.height == whole.strokes.filter(kind="runs").height
    for axis in apart.axes:
        mine = apart.on(axis)
        assert set(mine.strokes["axis"]) == {axis.name}
        assert (mine.strokes["y0"].min(), mine.strokes["y1"].max()) == (0, 20)
        assert all(count == 2 for _, count in mine.names.group_by("train").len().rows())
    moved = whole.strokes.filter((pl.col("kind") == "runs") & (pl.min_horizontal("y0", "y1") >= 20))
    east = runs.filter(axis="east")
    assert sorted(moved.select("x0", pl.col("y0") - 20).rows()) == sorted(east.select("x0", "y0").rows())
    assert hw.report.train_graph(plan, axis="east").y_range.end < 40
    assert hw.report.draw_train_graph(plan, axis="west").get_ylim()[1] < 40
    with pytest.raises(hw.InputError, match='"wes" is not a leg of the line'):
        hw.report.train_graph(plan, axis="wes")


def test_waits_have_the_colour_of_their_cause_and_a_legend(run):
    """Every cause of every wait in view is one bar; each kind of cause has a look; the legend names those that there are."""
    assert set(WAITS) == {kind.value for kind in CauseKind}
    table = graph_table(run, day=2)
    waits = run.waits().filter((pl.col("until_s") > table.from_s) & (pl.col("from_s") < table.to_s))
    assert table.waits.height == waits.height > 0
    assert sorted(table.waits["cause"]) == sorted(waits["cause"])
    texts = {WAITS[cause].text for cause in waits["cause"]}
    graph = hw.report.train_graph(run, day=2)
    named = {item.label.value for item in graph.legend[0].items}
    assert named & {style.text for style in WAITS.values()} == texts
    printed = {text.get_text() for text in hw.report.draw_train_graph(run, day=2).get_legend().get_texts()}
    assert printed == named


@pytest.fixture(scope="module")
def shut_line(small):
    """Three loops with works at night between Loop A and Loop B, a washout over two sections, and a storm that shuts the line."""
    storm = Storm(
        name="sandstorm", leg="main", from_km=0, to_km=40, per_year=365, extent_m=1_000, lasts_s=1800, closes=1.0, closed_s=1800
    )
    closure = Closure(
        name="washout", leg="main", from_km=12, to_km=28, starts_on=small.starts_on, starts_at_s=43_200, duration_s=7_200
    )
    night = Possession(name="night works", leg="main", from_km=11, to_km=19, starts_at_s=3_600, duration_s=7_200)
    return hw.simulate(replace(small, possessions=(night,), disruptions=(storm, closure)), days=7, chance=True, warm_up_days=0)


def test_what_is_shut_is_hatched_and_named(shut_line):
    """Possession 01:00 to 03:00 over 10 to 20 km; closure 12:00 to 14:00 over 10 to 30 km as one stretch; storms as recorded."""
    table = graph_table(shut_line, day=1, days=7)
    monday = table.midnight
    works = table.restrictions.filter(kind="possession")
    assert works.select("name", "x0", "x1", "y0", "y1").row(0) == (
        "night works", monday + timedelta(hours=1), monday + timedelta(hours=3), 10, 20,
    )  # fmt: skip
    washout = table.restrictions.filter(kind="closure")
    assert washout.select("name", "x0", "x1", "y0", "y1").rows() == [
        ("washout", monday + timedelta(hours=12), monday + timedelta(hours=14), 10, 30)
    ]
    storms = table.restrictions.filter(kind="storm")
    assert storms.height == len(shut_line.shuts) > 0
    graph = hw.report.train_graph(shut_line)
    assert set(RESTRICTIONS) >= {"possession", "closure", "storm"} <= {item.label.value for item in graph.legend[0].items}
    assert {"night works", "washout"} <= {text.get_text().strip() for text in hw.report.draw_train_graph(shut_line).texts}


@pytest.fixture(scope="module")
def slowed(small):
    """Three loops with dust that slows trains and shuts nothing, and heat every afternoon between Loop A and Loop B."""
    dust = Storm(name="dust", leg="main", from_km=0, to_km=40, per_year=365, extent_m=1_000, lasts_s=7_200, slows_to=0.5)
    hours = {"starts_at_s": 46_800, "duration_s": 10_800, "chance": (1.0,) * 12}
    heat = HeatOrder(name="hot rails", leg="main", from_km=11, to_km=19, slows_to=0.6, **hours)
    return hw.simulate(replace(small, disruptions=(dust, heat)), days=7)


def test_weather_that_only_slows_trains_is_drawn_too(slowed):
    """Heat 13:00 to 16:00 over 10 to 20 km at 60 % each of seven days; dust as recorded; nothing is shut."""
    assert slowed.shuts == ()
    table = graph_table(slowed, day=1, days=7)
    heat = table.restrictions.filter(kind="heat, slow trains").sort("x0")
    noons = [table.midnight + timedelta(days=day, hours=12) for day in range(7)]
    assert heat.select("name", "x0", "x1", "y0", "y1").rows() == [
        ("hot rails, 60% of speed", noon + timedelta(hours=1), noon + timedelta(hours=4), 10, 20) for noon in noons
    ]
    dust = table.restrictions.filter(kind="storm, slow trains")
    assert dust.height == sum(s.name == "dust" and s.end_s > 0 and s.begin_s < table.to_s for s in slowed.slows) > 0
    assert set(dust["name"]) == {"dust, 50% of speed"}
    kinds = {"heat, slow trains", "storm, slow trains"}
    graph, ax = hw.report.train_graph(slowed), hw.report.draw_train_graph(slowed, day=1, days=7)
    assert kinds <= {item.label.value for item in graph.legend[0].items}
    assert kinds <= {text.get_text() for text in ax.get_legend().get_texts()}


def test_slow_and_shut_stretches_look_different():
    """No two kinds share both colour and hatch, on screen or in print, and a slow stretch is paler than any that is shut."""
    for hatch in ("screen_hatch", "print_hatch"):
        assert len({(look.colour, getattr(look, hatch)) for look in RESTRICTIONS.values()}) == len(RESTRICTIONS)
    slow = {kind: look for kind, look in RESTRICTIONS.items() if "slow trains" in kind}
    shut = {kind: look for kind, look in RESTRICTIONS.items() if kind not in slow}
    assert len(slow) == 2
    assert max(look.fill_alpha for look in slow.values()) < min(look.fill_alpha for look in shut.values())
    assert not {look.screen_hatch for look in slow.values()} & {look.screen_hatch for look in shut.values()}


def test_hatches_of_the_print_lie_on_opaque_fills(slowed):
    """Some PDF viewers leave out a hatch on a fill that one can see through, so fills are opaque pale colours."""
    ax = hw.report.draw_train_graph(slowed, day=1, days=7)
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert hatched
    assert {patch.get_facecolor()[3] for patch in hatched} == {1.0}
    assert (paled("#c28a00", 0.0), paled("#c28a00", 1.0), paled("#000000", 0.5)) == ("#ffffff", "#c28a00", "#808080")


def test_the_trains_that_enter_meanwhile_are_slow(slowed, small):
    """The same train takes longer over a section in a heat than the year without weather."""
    usual = {
        (a.place, b.place): b.arrives_s - a.departs_s
        for p in hw.simulate(small, days=7, warm_up_days=0).paths
        for a, b in pairwise(p.calls)
        if p.train_class == "ore" and p.loaded and not a.stops and not b.stops
    }
    hot = [slow for slow in slowed.slows if slow.heat]
    inside = [
        (b.arrives_s - a.departs_s, usual[a.place, b.place])
        for p in slowed.paths for a, b in pairwise(p.calls)
        if p.train_class == "ore" and p.loaded and not a.stops and not b.stops and (a.place, b.place) in usual
        and any(s.begin_s < a.departs_s < s.end_s and f"{b.place} - {a.place}" in s.sections for s in hot)
    ]  # fmt: skip
    assert inside
    assert all(took > 1.5 * normal for took, normal in inside)


def figures_of(run, plan, flagship):
    train = hw.train_run(flagship, "ore-empty", "Béchar", "Gara Djebilet")
    fans = [hw.report.stock_fan(run, pile.name) for pile in run.scenario.stockpiles]
    plans = [draw(plan) for draw in (hw.report.train_graph, hw.report.stairway, hw.report.station_graph, hw.report.stock_graph)]
    return [hw.report.train_graph(run), hw.report.stock_graph(run), *fans, *plans, *hw.report.speed_graph(train).children]


def test_the_wheel_and_the_legend_leave_the_data_alone(run, flagship):
    """No figure takes the wheel before the reader asks for it, and no legend lies over the data."""
    for graph in figures_of(run, hw.timetable(run.scenario, stop=None), flagship):
        assert graph.toolbar.active_scroll is None
        assert not [one for one in graph.center if isinstance(one, Legend)]
        if graph.legend:
            assert graph.legend[0] in (*graph.above, *graph.below)


def test_the_print_has_its_legend_beside_the_data(run):
    """The legend ends below the axes."""
    for ax in (hw.report.draw_train_graph(run, day=2), hw.report.draw_stocks(run)):
        ax.figure.draw_without_rendering()
        assert ax.get_legend().get_window_extent().y1 < ax.get_window_extent().y0


def test_a_long_run_opens_at_one_or_two_days(run):
    """Three days are there; two are in view, since few trains run on each; of a week of sixty trains a day one would be."""
    graph = hw.report.train_graph(run)
    assert (graph.x_range.end - graph.x_range.start).days == 2
    table = graph_table(run)
    crowd = pl.concat([table.strokes.with_columns(train=pl.col("train") + f" {n}") for n in range(20)])
    assert replace(table, strokes=crowd).opens_until_s == DAY_S


def test_piles_begin_at_their_initial_level_below_their_capacity(run):
    """Each line begins with what the scenario puts there, before the warm-up, and ends with the last midnight's level."""
    table = pile_table(run)
    assert table.counts - table.begins == timedelta(days=7)
    for line, pile in zip(table.piles, run.scenario.stockpiles, strict=True):
        assert line.corners[0] == (table.begins, pile.initial_kg / 1e6)
        assert line.corners[-1] == (table.ends, pytest.approx(run.stock_history(pile.name)[0, -1] / 1000))
    graph, ax = hw.report.stock_graph(run), hw.report.draw_stocks(run)
    holds = {pile.capacity_kg / 1e6 for pile in run.scenario.stockpiles}
    level = {tuple(r.data_source.data["y"]) for r in graph.renderers if "y" in r.data_source.data}
    assert {(kt, kt) for kt in holds} <= level
    assert graph.y_range.end > max(holds)
    assert {(kt, kt) for kt in holds} <= {tuple(line.get_ydata()) for line in ax.lines}


def test_sections_without_data_are_left_out_and_said(small, tmp_path):
    """Without ore there are no piles and no loaded train; on a Monday without trains no graph; on a level line no ground."""
    idle = replace(small, services=tuple(s for s in small.services if s.name != "ore"), terminals=(), fleets=())
    run = hw.simulate(idle, days=1, warm_up_days=0)
    html = hw.report.write_page(run, tmp_path / "idle.html").read_text()
    assert "No stockpiles: the scenario has none." in html
    assert "No loaded train: the scenario has no ore flow." in html
    assert html.count("data-root-id") == 1
    quiet = replace(idle, services=tuple(replace(s, weekdays=(6,)) for s in idle.services))
    empty = hw.simulate(quiet, days=1, warm_up_days=0)
    html = hw.report.write_page(empty, tmp_path / "empty.html").read_text()
    assert "No train graph: no train has run" in html
    assert "data-root-id" not in html
    assert "The scenario has no stockpiles." in hw.report.write_simulation_page(empty, tmp_path / "sim.html").read_text()
    plan = hw.timetable(idle, stop=None)
    html = hw.report.write_plan_page(plan, tmp_path / "plan.html").read_text()
    assert ("Stockpiles" in html, "No train waits for another." in html) == (False, plan.waits().is_empty())
    train = hw.train_run(small, "ore-loaded", "Pit", "Port")
    assert len(hw.report.speed_graph(train).children) == 3
    page = hw.report.write_run_page(small, train, tmp_path / "run.html").read_text()
    assert "The line is level and straight: height, gradient and curves are not drawn." in page


def test_figures_are_files_of_the_kind_that_their_name_says(run, flagship, tmp_path):
    """Train graph, stockpiles and speed profile as PDF, SVG and PNG; other endings are refused before anything is drawn."""
    train = hw.train_run(flagship, "ore-empty", "Béchar", "Gara Djebilet")
    begins = {"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG"}
    writers = {
        "graph": lambda path: hw.report.print_train_graph(run, path),
        "stocks": lambda path: hw.report.print_stocks(run, path),
        "speed": lambda path: hw.report.print_speed_profile(train, path),
    }
    for name, write in writers.items():
        for ending, first in begins.items():
            assert write(tmp_path / f"{name}.{ending}").read_bytes().startswith(first)
        with pytest.raises(hw.InputError, match=r"is no figure. End its name with one of .pdf, .svg, .png"):
            write(tmp_path / f"{name}.gif")
    with pytest.raises(hw.InputError, match="SVG holds one page, not 2"):
        hw.report.print_train_graph(run, tmp_path / "two.svg", pages=2)
    assert len(list(tmp_path.iterdir())) == 9


def test_a_writer_that_fails_leaves_nothing(run, tmp_path, monkeypatch):
    """An error or an interruption half-way: no file, no draft, and what stood there before stays."""
    for error in (RuntimeError, KeyboardInterrupt):

        def fail(*_args, error=error, **_keywords):
            raise error

        monkeypatch.setattr("headway.report.print.train_graph._page", fail)
        monkeypatch.setattr("headway.report.pages.html_page.components", fail)
        (tmp_path / "graph.pdf").write_text("before")
        for write, name in ((hw.report.print_train_graph, "graph.pdf"), (hw.report.write_page, "page.html")):
            with pytest.raises(error):
                write(run, tmp_path / name)
        assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def test_loaded_and_empty_differ_without_colour():
    loaded, empty = look("#000", loaded=True, ore=True), look("#000", loaded=False, ore=True)
    assert loaded.dash != empty.dash
    assert loaded.width > empty.width
    assert len(set(colours(["ore", "passenger", "goods", "other", "more"]).values())) == 5


def test_places_are_labelled_where_there_is_room():
    """On the 1,653 km line the stations have labels, none is more than 15 km from its place, and no two touch."""
    scenario = hw.load("gara-djebilet-oran")
    labels = corridor(scenario).labels(26, 15)
    assert {"Béchar", "Tindouf", "Naâma", "Bethioua"} <= {label.text.split("  ")[0] for label in labels}
    assert min(b.stands_km - a.stands_km for a, b in pairwise(labels)) >= 26 - 1e-6
    assert max(abs(label.stands_km - label.km) for label in labels) <= 15 + 1e-6
    assert len(labels) > 25


def test_places_close_together_are_labelled_apart_with_leaders(small):
    """Loops A, B and C within 2 km: a name too far from its place is left out, print has all with leaders."""
    leg = small.line.legs[0]
    close = {"Loop B": 11.0, "Loop C": 12.0}
    places = tuple(replace(place, km=close.get(place.name, place.km)) for place in leg.places)
    scenario = replace(small, line=Line(legs=(replace(leg, places=places),)), services=small.services[:1])
    axis = corridor(scenario)
    assert [label.text for label in axis.labels(2.0, 4.0)] == ["Port  0", "Loop A  10", "Loop B  11", "Loop C  12", "Pit  40"]
    assert [label.stands_km for label in axis.labels(2.0, 4.0)] == pytest.approx([0, 9, 11, 13, 40])
    assert len(axis.labels(2.0, 0.6)) == 4
    low_page = Figure(figsize=(11, 4.5)).add_subplot()
    ax = hw.report.draw_train_graph(hw.timetable(scenario, stop=None), day=1, ax=low_page)
    names = [text for text in ax.get_yticklabels() if text.get_text()]
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in names]
    assert [text.get_text() for text in names] == [label.text for label in axis.labels(2.0, 4.0)]
    assert all(a.y1 <= b.y0 for a, b in pairwise(boxes))
    leaders = [line for line in ax.lines if list(line.get_xdata())[-1] == 0.0 and line.get_xdata()[0] < 0]
    assert [line.get_ydata()[1] for line in leaders] == [10.0, 12.0]


def test_the_train_graph_shows_the_days_asked_for(run):
    """Day 2 alone is in view; a fourth day of three is refused."""
    graph = hw.report.train_graph(run, day=2)
    start = datetime.combine(run.scenario.starts_on, datetime.min.time())
    assert (graph.x_range.start - start).days == 1
    assert graph.x_range.end >= start + timedelta(days=2)
    assert {"ore loaded", "ore empty", "passenger", "goods"} <= {item.label.value for item in graph.legend[0].items}
    with pytest.raises(hw.InputError, match="days 1 to 3, not 4"):
        hw.report.train_graph(run, day=4)


def test_the_train_graph_draws_a_timetable_too(run):
    assert hw.report.train_graph(hw.timetable(run.scenario), day=1).renderers


def test_the_print_is_a3_and_vector(run, tmp_path):
    """A page a day, 1191 x 842 points, lines and not a picture."""
    data = hw.report.print_train_graph(run, tmp_path / "graph.pdf").read_bytes()
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert len(boxes) == 3
    assert all((round(float(w)), round(float(h))) == (1191, 842) for w, h in boxes)
    assert b"/Subtype /Image" not in data


def test_the_speed_of_a_run_is_drawn_above_the_ground(flagship):
    """Speed, height, gradient and curves, forces and energy share one distance; a second run is drawn beside the first."""
    args = (flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    run, other = hw.train_run(*args), hw.train_run(*args, driving=hw.LinearMargin(0.1))
    panels = hw.report.speed_graph(run).children
    assert len(panels) == 5
    assert len({id(panel.x_range) for panel in panels}) == 1
    compared = hw.report.speed_graph(run, other=other).children
    assert [len(b.renderers) - len(a.renderers) for a, b in zip(panels, compared, strict=True)] == [1, 0, 0, 0, 1]


def test_the_speed_profile_is_printed_with_its_strips(flagship, tmp_path):
    """Drawn into given axes or a new figure: speed with limit on top, then gradient and curves, forces, energy."""
    run = hw.train_run(flagship, "ore-empty", "Béchar", "Gara Djebilet")
    ax = hw.report.speed_profile(run)
    labels = [panel.get_ylabel() for panel in ax.figure.axes]
    assert labels == ["speed [km/h]", "gradient,\ncurves", "force [MN]", "energy [MWh]"]
    limit, speed = (line.get_ydata() for line in ax.lines)
    assert (speed <= limit + 1e-6).all()
    from matplotlib.figure import Figure

    mine = Figure().add_subplot()
    assert hw.report.speed_profile(run, mine, other=run) is mine
    assert len(mine.lines) == 3
    assert hw.report.print_speed_profile(run, tmp_path / "run.svg").read_text().startswith("<?xml")


def test_the_page_of_a_run_opens_offline(flagship, tmp_path):
    """It holds the summary, the comparison, every place with its time, and the driver's instructions."""
    args = (flagship, "ore-loaded", "Gara Djebilet", "Béchar")
    run, other = hw.train_run(*args, driving=hw.LeastEnergy(0.1)), hw.train_run(*args)
    html = hw.report.write_run_page(flagship, run, tmp_path / "run.html", other=other).read_text(encoding="utf-8")
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", html) == []
    assert hw.report.compared(run, other) in html
    for place in flagship.line.places:
        assert f"<td>{place.name}</td>" in html
    assert "<td>coast</td>" in html


def test_days_are_asked_for_in_one_way_everywhere(run, tmp_path):
    """Days alone begin with the first; a timetable lasts until its last train; a day beyond the end is refused."""
    plan = hw.timetable(run.scenario)
    two = hw.report.train_graph(run, days=2)
    assert (two.x_range.start, two.x_range.end.day) == (datetime(2030, 1, 7), 9)
    assert hw.report.train_graph(plan, day=2).renderers
    for draw in (hw.report.train_graph, hw.report.draw_train_graph):
        with pytest.raises(hw.InputError, match="days 1 to 3, not 9"):
            draw(run, day=9)
    with pytest.raises(hw.InputError, match="days 1 to 3, not 9"):
        hw.report.print_train_graph(run, tmp_path / "graph.pdf", day=9)
    assert not (tmp_path / "graph.pdf").exists()


def test_a_name_with_dollar_signs_is_no_formula(tmp_path):
    """Figures for print show names as they are, whatever a drawing library reads into them."""
    page = Figure()
    page.text(0.1, 0.5, "$_$")
    about = About(title="a line", said=(), values={})
    assert write_figure(tmp_path / "x.pdf", [page], about).stat().st_size > 0
    assert write_figure(tmp_path / "x.svg", [page], about).read_text(encoding="utf-8").count("$_$") == 1


def test_the_time_axis_and_the_page_of_a_plan_number_the_days_from_one(small, tmp_path):
    """The midnight that begins day 1 is given to the browser, which counts from it; print and table of waits say the day too."""
    works = Possession(name="works", leg="main", from_km=12, to_km=18, starts_at_s=8 * 3600.0, duration_s=7200.0)
    plan = hw.timetable(replace(small, possessions=(works,)), stop=None)
    (axis,) = hw.report.train_graph(plan).select(DatetimeAxis)
    assert axis.formatter.args == {"first": datetime(2027, 1, 4, tzinfo=UTC).timestamp() * 1000}
    assert '"day " + (since < 0 ? since : since + 1)' in axis.formatter.code
    assert hw.report.draw_train_graph(plan).get_title(loc="left") == "Three loops: day 1, Monday 04 January 2027"
    html = hw.report.write_plan_page(plan, tmp_path / "plan.html").read_text()
    assert "<td>day 1, Mon 2027-01-04, 08:00</td>" in html
