"""Plans side by side: what their inputs differ by, every figure, and which trains run on other paths."""

from dataclasses import replace
from itertools import combinations, pairwise

import polars as pl
import pytest

import headway as hw
from headway.dispatch import MaxRounds
from headway.report import write_plan_comparison_csv, write_plan_comparison_excel, write_plan_comparison_page
from headway.timetabling.comparison import figure_text, shift_text
from headway.timetabling.encounters import encounters
from headway.units import DAY_S

FLAGSHIP = "gara-djebilet-12mt"

FEWER = {"setting": "300 s", "services.goods-south": None, "disruptions.goods-south-running": None}


@pytest.fixture(scope="module")
def found() -> hw.PlanComparison:
    """A day, and the same day with slower points and one train fewer."""
    return hw.compare_plans({"as it is": FLAGSHIP, "slower": hw.changed(FLAGSHIP, FEWER)}, stop=None)


def figure(found, name, of=""):
    return next(one for one in found.figures if (one.figure.of, one.figure.figure) == (of, name))


def test_a_plan_against_itself_differs_in_nothing():
    """Law: with one thread the same rounds give the same plan."""
    same = hw.compare_plans({"a": "three-loops", "b": "three-loops"}, stop=MaxRounds(50))
    assert same.inputs == ()
    assert not any(one.differs for one in same.figures)
    assert not any(one.differs or one.moved_s for one in same.trains)
    assert same.to_frame()["more"].drop_nulls().abs().sum() == 0
    assert "run on the same paths." in same.summary()


def test_inputs_differ_by_address(found):
    assert [one.where for one in found.inputs] == ["setting", "services.goods-south", "disruptions.goods-south-running"]
    assert "setting: A 1 min, B 5 min" in found.summary()
    assert found.inputs_frame()["address"].to_list() == [one.where for one in found.inputs]


def test_figures_are_those_of_the_plans(found):
    """Reckoned again from the paths of two plans made on their own."""
    plans = [hw.timetable(FLAGSHIP, stop=None), hw.timetable(hw.changed(FLAGSHIP, FEWER), stop=None)]
    assert figure(found, "trains").values == tuple(len(plan.own) for plan in plans) == (8, 7)
    waits = [sum(call.wait_s for path in plan.own for call in path.calls) / 60 for plan in plans]
    assert figure(found, "waits for others, all trains").values == pytest.approx(waits)
    assert figure(found, "weighted time").values == pytest.approx([plan.objective_s / 3600 for plan in plans])
    assert figure(found, "violations that the referee finds").values == (0, 0)
    assert figure(found, "needed to repeat the plan", "ore").values == tuple(plan.circulations()[0].needed for plan in plans)


def test_what_one_plan_lacks_has_no_difference(found):
    lacking = figure(found, "trains", "goods-south")
    assert lacking.values == (1, None)
    assert lacking.more == (None, None)
    assert lacking.differs
    assert found.lacking() == [(1, ["goods-south day 1"])]
    assert "Not in B: goods-south day 1." in found.summary()


def test_trains_move_by_what_their_paths_say(found):
    for one in found.trains:
        if one.everywhere:
            first, other = one.paths
            assert one.later_s(1) == (other.departs_s - first.departs_s, other.arrives_s - first.arrives_s)
            ways = [[(c.place, c.track, c.arrives_s, c.departs_s) for c in path.calls] for path in one.paths]
            assert one.differs == (ways[0] != ways[1])
        else:
            assert one.later_s(1) is None
    assert [one.train for one in found.trains if not one.everywhere] == ["goods-south day 1"]
    assert any(one.differs for one in found.trains)
    assert not all(one.differs for one in found.trains)


def test_the_tables_have_every_figure_and_every_train(found):
    table, trains = found.to_frame(), found.trains_frame()
    assert table.height == 2 * (len(found.figures) + 3 * len(found.trains))
    goods = trains.filter(train="goods-south day 1").row(0, named=True)
    assert goods["B departs_s"] is None
    assert goods["A departs_s"] == found.plans[0].path("goods-south day 1").departs_s
    assert goods["differs"]
    moved = table.filter(
        (pl.col("of") == "ore 1 loaded") & (pl.col("variant") == "slower") & pl.col("figure").str.starts_with("dep")
    )
    assert moved["more"].item() == pytest.approx((trains["B departs_s"][0] - trains["A departs_s"][0]) / 60)


def position(line, path, at_s):
    """Return where the head of a train is, and None when it is not on its way."""
    corners = [(t, line.position_m(c.place)) for c in path.calls for t in (c.arrives_s, c.departs_s)]
    for (t0, x0), (t1, x1) in pairwise(corners):
        if t0 <= at_s <= t1 and t1 > t0:
            return x0 + (x1 - x0) * (at_s - t0) / (t1 - t0)
    return None


def crossings(line, paths):
    """Count the pairs of opposite directions that change sides, by their positions at every half minute."""
    found = 0
    for one, other in combinations(paths, 2):
        up = [line.position_m(p.calls[-1].place) > line.position_m(p.calls[0].place) for p in (one, other)]
        times = range(max(one.departs_s, other.departs_s), min(one.arrives_s, other.arrives_s) + 1, 30)
        pairs = [(position(line, one, t), position(line, other, t)) for t in times]
        sides = [a < b for a, b in pairs if a is not None and b is not None]
        found += up[0] != up[1] and bool(sides) and sides[0] != sides[-1]
    return found


@pytest.mark.parametrize("name", ["three-loops", FLAGSHIP])
def test_meets_are_where_trains_change_sides(name):
    """Twin: the same number from positions every half minute, of a plan that runs once."""
    plan = hw.timetable(name, stop=None, empty_line=True)
    line = plan.scenario.line
    assert encounters(line, plan.paths)[0] == crossings(line, plan.paths) > 0


def test_meets_of_a_plan_that_repeats_are_those_of_a_long_one():
    """Law: three periods one after another have as many meets more than two as one that repeats has."""
    plan = hw.timetable(FLAGSHIP, stop=None)
    line = plan.scenario.line

    def later(path, k):
        calls = tuple(replace(c, arrives_s=c.arrives_s + k * DAY_S, departs_s=c.departs_s + k * DAY_S) for c in path.calls)
        return replace(path, calls=calls)

    def of(periods):
        return encounters(line, [later(path, k) for k in range(periods) for path in plan.own])

    longest = 4
    again = encounters(line, plan.own, DAY_S)
    assert tuple(b - a for a, b in zip(of(longest), of(longest + 1), strict=True)) == again
    assert again[0] > of(1)[0]


def test_one_train_overtakes_another():
    """By hand: the slow one leaves first and arrives last."""
    plan = hw.timetable("three-loops", stop=None)
    path = plan.paths[0]
    slow = replace(
        path,
        calls=tuple(
            replace(c, arrives_s=c.arrives_s + 900 * i - 60, departs_s=c.departs_s + 900 * i - 60)
            for i, c in enumerate(path.calls)
        ),
    )
    assert encounters(plan.scenario.line, [path, slow]) == (0, 1)
    assert encounters(plan.scenario.line, [path, path]) == (0, 0)


@pytest.mark.parametrize(
    ("value", "sign", "text"),
    [(3.0, "", "3"), (3.0, "+", "+3"), (-0.001, "+", "+0"), (2.345, "", "2.35"), (1234.5, "", "1,234.50"), (None, "+", "-")],
)
def test_figures_of_plans_are_written_shortly(value, sign, text):
    assert figure_text(value, sign) == text


def test_shifts_are_said_in_minutes():
    assert shift_text((90, -60)) == "+1.5, -1 min"
    assert shift_text((0, 0)) == "same times, other calls"
    assert shift_text((0, 2)) == "< 0.1 min"
    assert shift_text(None) == "-"


def test_files_have_all_of_it(found, tmp_path):
    html = write_plan_comparison_page(found, tmp_path / "p.html").read_text(encoding="utf-8")
    assert html.count('<tr style="font-weight: 600">') == sum(one.differs for one in found.figures)
    assert "Not in B: goods-south day 1." in html
    assert len(html) < 1_500_000
    table = pl.read_csv(write_plan_comparison_csv(found, tmp_path / "p.csv"))
    assert table.height == found.to_frame().height
    assert write_plan_comparison_excel(found, tmp_path / "p.xlsx").stat().st_size > 5_000


def test_bad_input_is_told_at_once():
    with pytest.raises(hw.InputError, match="2 to 26 scenarios, not 1"):
        hw.compare_plans({"a": "three-loops"})
    with pytest.raises(hw.InputError, match="1 to 366 days, not 0"):
        hw.compare_plans({"a": "three-loops", "b": "three-loops"}, days=0)
