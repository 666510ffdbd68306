"""Figures and the page: drawn from one table, complete, and readable offline."""

import re
from datetime import datetime
from itertools import pairwise

import pytest

import headway as hw
from headway.model.provenance import condensed
from headway.report.looks import colours, look
from headway.report.segments import labelled_places, strokes
from headway.timetabling.wording import in_turn


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
    """Every run over a section and every stay of the table is one stroke, with its place, time, speed and reason."""
    table = strokes(run, -(10**9), 10**9)
    sections = sum(len(p.calls) - 1 for p in run.paths)
    stays = sum(c.departs_s > c.arrives_s for p in run.paths for c in p.calls)
    assert table.height == sections + stays
    path = next(p for p in run.paths if p.wait_s)
    call = next(c for c in path.calls[1:] if c.causes)
    rows = table.filter(train=path.train)
    assert in_turn(call.causes) in rows["reason"].to_list()
    first, second = path.calls[:2]
    km = abs(run.scenario.line.position_m(first.place) - run.scenario.line.position_m(second.place)) / 1000
    speed = round(km * 3600 / (second.arrives_s - first.departs_s))
    assert f"{speed} km/h" in rows["speed"].to_list()
    assert rows["x0"].min() >= datetime(2029, 12, 1)


def test_loaded_and_empty_differ_without_colour():
    loaded, empty = look("#000", loaded=True, ore=True), look("#000", loaded=False, ore=True)
    assert loaded.dash != empty.dash
    assert loaded.width > empty.width
    assert len(set(colours(["ore", "passenger", "goods", "other", "more"]).values())) == 5


def test_places_are_labelled_where_there_is_room():
    """On the 1,653 km line the stations have labels and no two labels touch."""
    scenario = hw.load("gara-djebilet-oran")
    labels = labelled_places(scenario, 0.016)
    assert {"Béchar", "Tindouf", "Naâma", "Bethioua"} <= {label.split("  ")[0] for _, label in labels}
    gaps = [b - a for (a, _), (b, _) in pairwise(labels)]
    assert min(gaps) >= 0.016 * 1653
    assert len(labels) > 25


def test_the_train_graph_shows_the_days_asked_for(run):
    """Day 2 alone is in view; a fourth day of three is refused."""
    graph = hw.report.train_graph(run, day=2)
    start = datetime.combine(run.scenario.starts_on, datetime.min.time())
    assert (graph.x_range.start - start).days == 1
    assert (graph.x_range.end - graph.x_range.start).total_seconds() == 86_400
    assert len(graph.legend[0].items) == 4
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
    assert (two.x_range.end - two.x_range.start).days == 2
    assert hw.report.train_graph(plan, day=2).renderers
    for draw in (hw.report.train_graph, hw.report.draw_train_graph):
        with pytest.raises(hw.InputError, match="days 1 to 3, not 9"):
            draw(run, day=9)
    with pytest.raises(hw.InputError, match="days 1 to 3, not 9"):
        hw.report.print_train_graph(run, tmp_path / "graph.pdf", day=9)
    assert not (tmp_path / "graph.pdf").exists()
