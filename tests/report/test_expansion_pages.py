"""Pages and figures of what to build and buy, and of what it is worth: complete, offline, with every figure's rate beside it."""

import re
from dataclasses import replace

import numpy as np
import pytest

import headway.report as report
from headway.economics import Bar
from headway.errors import InputError
from headway.expansion.worth.appraisal import Drawn
from headway.report.tables import input_names, shortened, works_table
from tests.report.expansion_fixture import LONG, appraisal, expansion


def data_of(graph, column):
    """Return the values of a column of the first of a figure's sources that has it."""
    renderers = graph.renderers
    return next(list(r.data_source.data[column]) for r in renderers if column in r.data_source.data)


def read(path):
    return path.read_text(encoding="utf-8").replace("&#39;", "'")


def test_a_row_of_works_has_all_that_is_bought_of_an_option():
    """Loops of every section are one row; train sets bought at three times are one row with 1, 3 and 6 in use."""
    rows = {row.name: row for row in works_table(expansion())}
    assert list(rows) == ["mine loops", LONG, "more sets", "another dumper"]
    loops = rows["mine loops"].works[0]
    assert (loops.decided, loops.in_use, loops.count, loops.price) == (2028, 2030, 2, 20.0)
    assert loops.what == "Loop A - Loop B, Loop B - Loop C"
    spans = [(span.first, span.last, span.count) for span in rows["more sets"].in_use]
    assert spans == [(2028, 2029, 1), (2030, 2032, 3), (2033, 2036, 6)]
    assert sum(work.cost for row in rows.values() for work in row.works) == pytest.approx(expansion().cost)


def test_the_staircase_shows_every_year_of_a_flow():
    """Asked, promised, bound and simulated tonnes are those of the plan, in millions; another flow is refused."""
    graph = report.staircase_graph(expansion())
    assert data_of(graph, "asked") == [4, 4, 4, 6, 6, 6, 9, 9, 9, 9]
    assert data_of(graph, "bound") == pytest.approx([5.2, 6.4, 6.4, *[9.1] * 3, *[12.2] * 4])
    assert all(low <= mean for low, mean in zip(data_of(graph, "low"), data_of(graph, "simulated"), strict=True))
    with pytest.raises(InputError, match='"oar" is not an ore flow'):
        report.staircase_graph(expansion(), "oar")
    with pytest.raises(InputError, match="is not an ore flow"):
        report.draw_staircase(expansion(), "oar")


def test_the_chart_of_works_begins_with_the_first_decision():
    """Works run from the beginning of the year of decision to that of the first use."""
    graph = report.works_gantt(expansion())
    begins = [min(r.data_source.data["left"]) for r in graph.renderers if "what" in r.data_source.data]
    assert min(begins) == 2027 - 0.5
    assert graph.yaxis[0].major_label_overrides[0] == "mine loops"
    assert graph.yaxis[0].major_label_overrides[1] == shortened(LONG) != LONG


def test_the_cost_of_a_tonne_adds_up():
    """Each kind begins where the one before ended, and the last bar is the sum."""
    graph = report.cost_waterfall(appraisal(), "ore")
    low, high = data_of(graph, "low"), data_of(graph, "high")
    assert high[:-2] == pytest.approx(low[1:-1])
    assert high[-1] == pytest.approx(sum(appraisal().cost_per_tonne["ore"].values()))
    with pytest.raises(InputError, match="is not an ore flow"):
        report.cost_waterfall(appraisal(), "oar")


def test_cash_adds_up_to_the_net_present_value():
    """The last point of the discounted line is the net present value."""
    graph = report.cash_graph(appraisal())
    assert data_of(graph, "discounted")[-1] == pytest.approx(float(appraisal().statement.project_npv))
    assert data_of(graph, "flow") == pytest.approx(list(appraisal().statement.rows["project"]))


def test_a_tornado_of_money_has_two_sides():
    """Bars reach from the base to the figure at either end; inputs that move nothing are left out; names stay different."""
    bars = (
        Bar(name="money.rate", low=0.05, high=0.12, at_low=40.0, at_high=-25.0),
        Bar(name="costs.loop_usd", low=1.0, high=2.0, at_low=12.0, at_high=8.0),
        Bar(name="costs.idle", low=1.0, high=2.0, at_low=10.0, at_high=10.0),
    )
    graph = report.money_tornado(bars, "net present value [M USD]")
    assert list(graph.y_range.factors) == ["costs.loop", "money.rate"]
    assert data_of(graph, "left") == [10.0, 10.0]
    assert data_of(graph, "right") == [40.0, 12.0]
    long = [f"options.{'a very long name of works ' * 4}{end}.capex_usd" for end in "ab"]
    assert len(set(input_names(long))) == 2
    report.money_tornado((), "nothing")


def test_a_fan_shows_the_chance_of_a_loss():
    """Half of the draws lose: bars below zero have a colour of their own, and all shares add up to one."""
    drawn = Drawn(figure="npv", inputs={}, values=np.linspace(-10, 10, 400), shares=())
    graph = report.worth_fan(drawn)
    assert sum(data_of(graph, "share")) == pytest.approx(1)
    assert len(set(data_of(graph, "colour"))) == 2
    report.worth_fan(replace(drawn, values=np.full(10, 3.0)))
    report.variance_bars(appraisal().drawn(64))


def test_the_page_of_a_plan_is_complete_and_opens_offline(tmp_path):
    """Headline, what was planned, each part, each stage, each reason, the paths of demand, and a short account of the worth."""
    plan = expansion(several=True)
    page = read(report.write_expansion_page(plan, tmp_path / "plan.html", appraisal()))
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page) == []
    assert plan.headline in page
    for heading in (
        "Staircase of ore", "When to decide, build and use", "How well the cost is known", "Stages and their evidence",
        "What the future is worth", "What it is worth", "What was learnt on the way",
    ):  # fmt: skip
        assert f">{heading}</h2>" in page
    for text in (
        *plan.found.reasons,
        LONG,
        "10 of 10 years",
        "none can be given",
        "at 6.00% a year, money of the end of the year",
    ):
        assert text in page
    alone = read(report.write_expansion_page(expansion(), tmp_path / "alone.html"))
    assert "What it is worth" not in alone
    assert "What the future is worth" not in alone


def test_a_plan_that_buys_nothing_has_a_page(tmp_path):
    """No chart and no table of works, and it says so; nothing was learnt."""
    plan = expansion()
    levels = {name: (0,) * len(each) for name, each in plan.found.decided.levels.items()}
    nothing = replace(plan.found.decided, levels=levels, cost=0.0, bound=0.0)
    idle = replace(plan, found=replace(plan.found, decided=nothing, reasons=()), lower=nothing)
    page = read(report.write_expansion_page(idle, tmp_path / "idle.html"))
    assert "Nothing need be built or bought." in page
    assert "Nothing: the first plan held." in page
    assert report.print_works(idle, tmp_path / "idle.png").exists()


def test_the_page_of_the_worth_is_complete_and_opens_offline(tmp_path):
    """Both present values with rate and timing, the account, tornado, fan, shares, switching values, and what is assumed."""
    plan = appraisal()
    page = read(report.write_appraisal_page(plan, tmp_path / "worth.html", plan.tornado(), plan.drawn(256)))
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=", page) == []
    for heading in (
        "Worth of the project and to the country", "What a tonne costs, ore", "Cash of the project",
        "How far each input moves it", "How sure it is", "Values at which the project is worth nothing",
        "Account of the project", "What is assumed",
    ):  # fmt: skip
        assert f">{heading}</h2>" in page
    for text in ("at 8.00% a year, money of the end of the year", "at 12.00% a year", "at 6.00% a year", "a quotation"):
        assert text in page
    assert f"{float(plan.statement.project_npv):,.1f}" in page
    bare = read(report.write_appraisal_page(appraisal(), tmp_path / "bare.html"))
    assert "How sure it is" not in bare


@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_slides_are_figures_of_each_kind(tmp_path, ending):
    """The staircase and the works, with what was planned in the file; another ending is refused."""
    for write in (report.print_staircase, report.print_works):
        path = write(expansion(), tmp_path / f"slide.{ending}")
        assert path.stat().st_size > 5_000
        if ending == "svg":
            assert "Three loops grow" in path.read_text(encoding="utf-8")
        with pytest.raises(InputError, match="is no figure"):
            write(expansion(), tmp_path / "slide.doc")
