"""The spreadsheet functions that numpy-financial has: the one place that imports it, since it carries no types."""

from typing import Any, cast

import numpy_financial

_FINANCIAL: Any = cast("Any", numpy_financial)


def mirr(flows: Any, finance_rate: float, reinvest_rate: float) -> float:
    """Return the modified internal rate of return; not a number without both income and outlay."""
    return float(_FINANCIAL.mirr(flows, finance_rate, reinvest_rate))


def pmt(rate: float, periods: float, principal: float, final: float, *, begin: bool) -> float:
    """Return the even payment of each period, negative where money is paid."""
    return float(_FINANCIAL.pmt(rate, periods, principal, final, "begin" if begin else "end"))


def ipmt(rate: float, period: Any, periods: float, principal: float) -> Any:
    """Return the interest in the payments of periods, counted from 1."""
    return _FINANCIAL.ipmt(rate, period, periods, principal)


def ppmt(rate: float, period: Any, periods: float, principal: float) -> Any:
    """Return the principal in the payments of periods, counted from 1."""
    return _FINANCIAL.ppmt(rate, period, periods, principal)
