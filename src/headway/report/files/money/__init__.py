"""Workbooks of money with live formulas: they work the account out again, and hold what the engine found in every cell."""

from headway.report.files.money.appraisal import write_appraisal_excel
from headway.report.files.money.plain import write_account_excel

__all__ = ["write_account_excel", "write_appraisal_excel"]
