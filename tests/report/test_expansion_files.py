"""A plan of what to build and buy as files: what is bought when, the staircase, the stages, the bracket, what was learnt."""

import openpyxl
import polars as pl
import pytest

from headway.report import write_expansion_csv, write_expansion_excel
from tests.report.expansion_fixture import LONG, expansion


def test_purchases_are_a_table(tmp_path):
    """A row for each purchase, as the plan has it; a file beside it says what was planned."""
    table = pl.read_csv(write_expansion_csv(expansion(), tmp_path / "plan.csv"))
    assert table.rows() == expansion().to_frame().rows()
    assert (tmp_path / "plan.csv-metadata.json").exists()
    assert table.filter(option=LONG).select("count", "decided", "in_use").rows() == [(1, 2030, 2033)]


def test_a_plan_is_a_workbook(tmp_path):
    """Groups of options, tonnes in millions, the bracket with its gap, and every reason."""
    plan = expansion()
    book = openpyxl.load_workbook(write_expansion_excel(plan, tmp_path / "plan.xlsx"))
    assert book.sheetnames == ["About", "Plan", "Staircase", "Stages", "Bracket", "Learnt"]
    bought = [row[:5] for row in book["Plan"].iter_rows(min_row=2, values_only=True)]
    assert (2028, 2030, "mine loops", "mine loops Loop A - Loop B", 1) in bought
    steps = list(book["Staircase"].iter_rows(min_row=2, values_only=True))
    assert len(steps) == len(plan.steps) == 10
    assert steps[-1][2:5] == pytest.approx((9.0, 8.1, 12.2))
    together = next(row for row in book["Bracket"].iter_rows(values_only=True) if row[0] == "together")
    assert together[1:] == pytest.approx((plan.cost, 0.8 * plan.cost, 0.2 * plan.cost))
    assert book["Stages"]["G4"].value == pytest.approx(6 * 0.97)
    assert [row[0] for row in book["Learnt"].iter_rows(min_row=2, values_only=True)] == list(plan.found.reasons)
