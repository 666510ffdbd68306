"""The terms of money of a project: rates, timing, tax and a loan."""

from dataclasses import dataclass

from headway.arguments import public
from headway.economics.annuities import Residual
from headway.economics.discounting import Timing
from headway.economics.figures import Array, Figures, rate_rule, read
from headway.economics.loans import Repayment
from headway.errors import require


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Debt:
    """A loan for a share of the works before operation; its interest is added to it until then.

    Parameters
    ----------
    share
        Share of the spend of the years before the first of operation that is borrowed, 0 to 1.
    rate
        Interest per year, above -1.
    tenor_y
        Years of repayment, after the years of grace.
    repayment
        How the principal is repaid.
    grace_y
        Years of operation in which interest alone is paid.
    timing
        When in a year it is drawn; at year end the interest of a year is that of the opening balance.
    """

    share: Figures
    rate: Figures
    tenor_y: int
    repayment: Repayment = Repayment.ANNUITY
    grace_y: int = 0
    timing: Timing = Timing.END

    def __post_init__(self) -> None:
        object.__setattr__(self, "repayment", Repayment(self.repayment))
        object.__setattr__(self, "timing", Timing(self.timing))
        share, rate = read(share=self.share, rate=self.rate)
        require(
            _share_rule("share", share, "write 60 % as 0.6"),
            rate_rule("rate", rate),
            (self.tenor_y >= 1, f"tenor_y: 1 year or more, not {self.tenor_y}"),
            (self.grace_y >= 0, f"grace_y: cannot be negative, but is {self.grace_y}"),
        )


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tax:
    """Tax on profits.

    Parameters
    ----------
    rate
        Share of profits, 0 to 1.
    losses_carried
        Whether losses are deducted from later profits, without limit of time; otherwise they are lost.
    """

    rate: Figures
    losses_carried: bool = True

    def __post_init__(self) -> None:
        (rate,) = read(rate=self.rate)
        require(_share_rule("rate", rate, "write 26 % as 0.26"))


@public
@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """The terms of money.

    Parameters
    ----------
    rate
        Discount rate of the project per year; of its residual values too.
    equity_rate
        Discount rate of the owners; that of the project unless stated.
    timing
        When in its year a flow is paid.
    residual
        How what is still in use after the last year is valued.
    working_capital_days
        Days of revenue that customers owe at the end of a year of 365 days; released in the last year.
    tax, debt
        Tax on profits and a loan, if there are any.
    """

    rate: Figures
    equity_rate: Figures | None = None
    timing: Timing = Timing.START
    residual: Residual = Residual.ANNUITY
    working_capital_days: Figures = 0.0
    tax: Tax | None = None
    debt: Debt | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "timing", Timing(self.timing))
        object.__setattr__(self, "residual", Residual(self.residual))
        owners = self.rate if self.equity_rate is None else self.equity_rate
        rate, equity_rate, days = read(rate=self.rate, equity_rate=owners, working_capital_days=self.working_capital_days)
        require(
            rate_rule("rate", rate),
            rate_rule("equity_rate", equity_rate),
            (bool((days >= 0).all()), "working_capital_days: cannot be negative"),
        )


def _share_rule(name: str, value: Array, hint: str) -> tuple[bool, str]:
    return bool(((value >= 0) & (value <= 1)).all()), f"{name}: must be a share from 0 to 1; {hint}"
