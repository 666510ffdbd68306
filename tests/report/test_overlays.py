"""Several results in one figure: train graphs over the places of the first, stockpiles, and losses."""

from dataclasses import replace
from datetime import timedelta
from math import isnan

import polars as pl
import pytest

import headway as hw
from headway.report import stock_fans, train_graphs, waterfalls
from headway.report.tables import overlay, waterfall_table
from headway.simulation import losses


@pytest.fixture(scope="module")
def plan(small):
    return hw.timetable(small, stop=None)


def lines(graph):
    return [one for one in graph.renderers if "xs" in one.data_source.data]


def shorter(scenario, without):
    """Return a scenario without one of its places."""
    (leg,) = scenario.line.legs
    kept = [p for p in leg.places if p.name != without]
    return replace(scenario, line=replace(scenario.line, legs=(replace(leg, places=tuple(kept)),)))


def test_every_train_is_one_line_through_its_calls(plan):
    """Its corners are the times and places of its path; a plan over itself is drawn twice in the same places."""
    found = overlay({"a": plan, "b": plan})
    assert found.notes == ()
    at = found.axis.positions()
    begins = found.tables["A"].midnight
    drawn = {line.train: line for line in found.lines("A")}
    assert drawn.keys() == {path.train for path in plan.own}
    for path in plan.own:
        line = drawn[path.train]
        corners = {(t, at[call.place]) for call in path.calls for t in (call.arrives_s, call.departs_s)}
        epoch_s = (begins - begins.replace(year=1970, month=1, day=1)).total_seconds()
        assert {(x / 1000 - epoch_s, y) for x, y in zip(line.x_ms, line.y_km, strict=True) if not isnan(x)} == corners
    assert [(a.train, [*a.x_ms], [*a.y_km]) for a in found.lines("A")] == [
        (b.train, [*b.x_ms], [*b.y_km]) for b in found.lines("B")
    ]


def test_each_scenario_has_a_look_of_its_own_and_a_name_to_hide_it_by(plan):
    graph = train_graphs({"as it is": plan, "again": plan, "a third": plan})
    drawn = lines(graph)
    assert len({(one.glyph.line_color, str(one.glyph.line_dash)) for one in drawn}) == 3
    (legend,) = [one for one in graph.above if hasattr(one, "click_policy")]
    assert legend.click_policy == "hide"
    assert [item.label.value for item in legend.items] == ["A: as it is", "B: again", "C: a third"]
    assert [item.renderers for item in legend.items] == [[one] for one in drawn]


def test_places_that_the_first_lacks_stand_between_the_others(small, plan):
    """A line with one loop less first: the trains of the other wait where the loop lies, and a sentence says so."""
    fewer = shorter(small, "Loop A")
    first = hw.timetable(fewer, stop=None)
    found = overlay({"fewer": first, "all": plan})
    assert found.notes == ("B has places that A lacks (Loop A); they stand where they lie between the others.",)
    assert [place.name for place in found.axis.places] == [place.name for place in fewer.line.places]
    where_km = small.line.position_m("Loop A") / 1000
    assert any(where_km in line.y_km for line in found.lines("B"))
    assert not overlay({"all": plan, "fewer": first}).notes


def test_what_lies_beyond_the_first_line_is_not_drawn(small, plan):
    """A train that goes on beyond the end of the first line ends there, and a sentence says so."""
    (leg,) = small.line.legs
    places = (replace(leg.places[0], name="Harbour"), *leg.places[1:])
    services = (replace(small.fixed_paths[0], origin="Harbour"), replace(small.fixed_paths[1], destination="Harbour"))
    line = replace(small.line, legs=(replace(leg, places=places),))
    other = replace(small, line=line, services=services, terminals=(), fleets=())
    found = overlay({"to the port": plan, "to the harbour": hw.timetable(other, stop=None)})
    assert found.notes == ("The line of B goes on beyond that of A (Harbour); what is there is not drawn.",)
    assert min(y for line in found.lines("B") for y in line.y_km if not isnan(y)) == found.axis.positions()["Loop A"]


def test_a_line_with_nothing_in_common_is_left_out_with_a_sentence(plan):
    other = hw.timetable("gara-djebilet", stop=None)
    found = overlay({"small": plan, "flagship": other})
    assert [*found.tables] == ["A"]
    assert found.notes == (
        "The line of B has no two places in common with that of A, in the same order: its trains are not drawn.",
    )
    assert len(lines(train_graphs({"small": plan, "flagship": other}))) == 1


def test_a_longer_line_is_drawn_over_the_places_of_the_first(small, plan):
    """Two more km between two places: their trains are drawn where these stand in the first, and a sentence says so."""
    (leg,) = small.line.legs
    moved = tuple(replace(p, km=p.km + 2) if p.km >= 30 else p for p in leg.places)
    limits = tuple(replace(one, to_km=42) for one in leg.speed_limits)
    longer = replace(small, line=replace(small.line, legs=(replace(leg, km_to=42, places=moved, speed_limits=limits),)))
    found = overlay({"a": plan, "b": hw.timetable(longer, stop=None)})
    assert found.notes == ("Distances along the line of B are not those of A; places stand where they stand in A.",)
    assert {y for line in found.lines("B") for y in line.y_km} <= {*found.axis.positions_km}


def test_results_of_other_dates_lie_day_on_day(small, plan):
    later = hw.timetable(replace(small, starts_on=small.starts_on + timedelta(days=7)), stop=None)
    found = overlay({"a": plan, "b": later})
    assert found.notes == ("B begins on another date: day 1 of each lies on day 1 of A.",)
    first, moved = ({line.train: [*line.x_ms] for line in found.lines(letter)} for letter in "AB")
    assert first == moved


def test_a_stockpile_of_several_simulations_is_one_figure(small):
    runs = {"a": hw.simulate(small, days=5, replications=3), "b": hw.simulate(small, days=5, replications=3, seed=1)}
    pile = small.stockpiles[0].name
    graph = stock_fans(runs, pile)
    (legend,) = [one for one in graph.below if hasattr(one, "click_policy")]
    assert [item.label.value for item in legend.items][:2] == ["A: a", "B: b"]
    assert all(len(item.renderers) == 2 for item in legend.items[:2])
    with pytest.raises(hw.InputError, match='no scenario has a stockpile "slag"'):
        stock_fans(runs, "slag")


@pytest.fixture(scope="module")
def lost():
    """What takes the tonnes away in the design of the flagship, and as railways do it."""
    real = hw.changed("gara-djebilet", {"practice": "conventional"})
    return {
        "design": losses("gara-djebilet", "ore", days=28, replications=2),
        "practice": losses(real, "ore", days=28, replications=2),
    }


def test_steps_of_a_waterfall_go_from_the_target_to_what_is_delivered(lost):
    """Law: where one step ends the next begins; the last ends at what is delivered."""
    for one in lost.values():
        table = waterfall_table(one)
        level = table["high"][0]
        assert level == pytest.approx(one.target_mt_y)
        for step, low, high in table.select("step", "low", "high").rows()[1:-1]:
            assert level in (pytest.approx(low), pytest.approx(high)), step
            level = low + high - level
        assert level == pytest.approx(table["high"][-1]) == pytest.approx(one.delivered_mt_y)


def test_losses_side_by_side_leave_out_what_takes_nothing_anywhere(lost):
    """What takes something in one of them has a bar for each."""
    graph = waterfalls({"design": lost["design"], "no ore": None, "practice": lost["practice"]})
    seen = [set(waterfall_table(one).filter(~pl.col("nothing"))["step"]) for one in lost.values()]
    assert {*graph.y_range.factors} == seen[0] | seen[1]
    assert "inspections" in seen[1] - seen[0]
    bars = [one for one in graph.renderers if "low" in one.data_source.data]
    assert {len(one.data_source.data["low"]) for one in bars} == {len(seen[0] | seen[1])}
    (legend,) = [one for one in graph.above if hasattr(one, "click_policy")]
    assert [item.label.value for item in legend.items] == ["A: design", "C: practice"]
    with pytest.raises(hw.InputError, match="losses: there are none"):
        waterfalls({"a": None})
