"""Workbooks of money: a program that is not ours works every formula out, and finds what the engine found."""

from dataclasses import replace

import numpy as np
import openpyxl
import pytest

import headway.economics as ec
from headway.errors import InputError
from headway.report import write_account_excel, write_appraisal_excel
from tests.economics.test_account import integrated
from tests.report.evaluated import apart, evaluated
from tests.report.expansion_fixture import appraisal, of_two


def rows_of(path, sheet):
    """Return the rows of a sheet by name, as they were written."""
    table = openpyxl.load_workbook(path, data_only=True)[sheet]
    return {row[0]: row[2:] for row in table.iter_rows(min_row=2, values_only=True) if row[0]}


@pytest.mark.parametrize("repayment", [*ec.Repayment])
def test_an_account_is_worked_out_again_by_its_workbook(tmp_path, repayment):
    """Case I5 with each kind of loan: tax, losses, working capital, debt and figures, to a billionth in every cell."""
    made = ec.statement(integrated(tariff=45.0 if repayment == "sculpted" else 30.0, repayment=repayment))
    path = write_account_excel(made, tmp_path / "account.xlsx")
    cells = evaluated(path)
    assert len(cells) > 300
    assert apart(cells) == []
    rows = rows_of(path, "Account")
    for name, values in made.rows.items():
        written = [np.nan if value in (None, "") else value for value in rows[name]]
        assert written == pytest.approx(list(values), rel=1e-9, abs=1e-9, nan_ok=True)


def test_replacements_residuals_and_lost_losses_are_formulas_too(tmp_path):
    """What wears out is bought again, written off over fewer years than it lives, and valued at the end by each method."""
    set_ = ec.Capital(name="sets = 3", spend=[30, 0, 0, 0, 0, 0, 0, 0], in_use=0, life_y=3, depreciation_y=2)
    slow = ec.Capital(name="line", spend=[0, 50, 50, 0, 0, 0, 0, 0], in_use=2, life_y=4, depreciation_y=6)
    once = ec.Capital(name="once", spend=[0, 0, 0, 7, 0, 0, 0, 0], in_use=3, life_y=2, replaced=False)
    for residual in ec.Residual:
        for rate in (0.0, 0.08):
            terms = ec.Terms(rate=rate, residual=residual, timing="mid-year", tax=ec.Tax(rate=0.3, losses_carried=False))
            account = ec.Account(
                years=8, tonnes=[1] * 8, revenue=[0, 9, 30, 30, 0, 40, 40, 40], operating={"all": [5] * 8},
                capital=[set_, slow, once], terms=terms, first_year=2027,
            )  # fmt: skip
            assert apart(evaluated(write_account_excel(ec.statement(account), tmp_path / "a.xlsx"))) == []


def test_an_account_of_draws_is_refused(tmp_path):
    """A workbook holds one account."""
    with pytest.raises(InputError, match="write one account"):
        write_account_excel(ec.statement(integrated(tariff=np.array([30.0, 40.0]))), tmp_path / "x.xlsx")


@pytest.mark.parametrize("made", [appraisal, of_two])
def test_a_plan_is_appraised_again_by_its_workbook(tmp_path, made):
    """For one line and for two: every cell, the account, the country, a tonne."""
    plan = made()
    path = write_appraisal_excel(plan, tmp_path / "plan.xlsx")
    cells = evaluated(path)
    assert len(cells) > 900
    if len(plan.values.flows) == 1:
        figures = {row[0]: row[1] for row in openpyxl.load_workbook(path, data_only=True)["Figures"].iter_rows(values_only=True)}
        assert figures["  together"] == pytest.approx(float(plan.statement.levelised_cost), rel=1e-9)
    assert apart(cells) == []
    rows, country = rows_of(path, "Account"), rows_of(path, "National")
    for name in ("tonnes", "revenue", *plan.account.operating, "capital", "replacements", "residual", "tax", "cfads", "equity"):
        assert list(rows[name]) == pytest.approx(list(plan.statement.rows[name]), rel=1e-9, abs=1e-12)
    assert list(country["worth"]) == pytest.approx(list(plan.national.statement.rows["project"]), rel=1e-9)
    figures = {row[0]: row[1] for row in openpyxl.load_workbook(path, data_only=True)["Figures"].iter_rows(values_only=True)}
    assert figures["net present value of the project"] == pytest.approx(float(plan.statement.project_npv), rel=1e-9)
    assert figures["levelised cost of a tonne"] == pytest.approx(float(plan.statement.levelised_cost), rel=1e-9)


def test_an_input_that_is_changed_moves_every_figure_as_the_engine_would(tmp_path):
    """Rates, prices of vehicles, an own price, fuel and demand are changed by hand; the three figures follow to a billionth."""
    plan = appraisal()
    own = next(one.own for one in plan.values.bought if one.own)
    changed = {
        "money.rate": 0.11, "costs.locomotive_usd": 4.2e6, "costs.wagon_usd": 1.1e5, "costs.loop_usd": 1.4e7, own: 5.5e7,
        "costs.fuel_usd_per_l": 0.9, "costs.overhead": 0.33, "costs.dumper_usd": 4e8, "demand.ore": 0.85,
        "money.tariff_usd_per_1000_t_km": 410.0, "money.export_usd_per_t": 60.0,
    }  # fmt: skip
    path = write_appraisal_excel(plan, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book["Inputs"].iter_rows(min_row=2):
        name = {"rate": "money.rate"}.get(row[0].value, row[0].value)
        if name in changed:
            row[1].value = changed[name]
    book.save(path)
    found = evaluated(path)
    names = {
        book["Figures"][at].value: value
        for (sheet, cell), (value, _) in found.items()
        if sheet == "Figures"
        for at in ("A" + cell[1:],)
    }
    inputs = {name: np.asarray(value) for name, value in changed.items()}
    for figure, name in (
        ("npv", "net present value of the project"), ("national", "net present value to the country"),
        ("cost", "levelised cost of a tonne"),
    ):  # fmt: skip
        assert names[name] == pytest.approx(float(plan.figure(figure, inputs)), rel=1e-9)


def test_names_that_look_like_formulas_stay_names(tmp_path):
    """An item called =1+1 is text."""
    account = integrated()
    odd = replace(account, capital=[replace(account.capital[0], name="=1+1")])
    path = write_account_excel(ec.statement(odd), tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(path)["Capital"]["A2"].data_type == "s"
