"""The sheet of what is bought: spend, replacements, what is written off, and what is left at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.economics import Account, Capital, Statement, Terms, statement
from headway.report.files.money.grid import AMOUNT, GIVEN, column, quoted
from headway.report.files.money.inputs import Inputs
from headway.report.files.workbook import Workbook

_HEADS = (
    "name", "kind", "flow", "price factor", "first year of use", "life [y]", "written off over [y]", "bought again",
    "price [M]", "works before operation [M]", "interest added [M]", "last bought in", "left at the end [M]",
    "left at the end, to the country [M]", "present cost [M]",
)  # fmt: skip
_NAME, _KIND, _FLOW, _FACTOR, _USE, _LIFE, _SPAN, _AGAIN, _PRICE, _EARLY, _ADDED, _LAST, _LEFT, _NATIONAL, _PRESENT = range(15)
_FIRST = len(_HEADS)
_BLOCKS = ("spend", "at the prices of the plan", "replacements", "depreciation")
"""Blocks of the sheet; in the first every item has also what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something bought, as the sheet shows it.

    Parameters
    ----------
    capital
        What the account holds.
    kind, flow
        What kind of capital it is, and for which flow it is bought; for sums by kind.
    factor
        Formula of the factor by which it is dearer than in the plan; empty where there is none.
    """

    capital: Capital
    kind: str = ""
    flow: str = ""
    factor: str = ""


class CapitalSheet:
    """The sheet of what is bought; every item has a row in each of four blocks.

    Parameters
    ----------
    book, inputs, made
        The workbook, its inputs, and the account.
    items
        What is bought, in the order of the account.
    capitalised
        Where the interest that is added to a loan stands; empty where there is no loan.
    national_rate
        The rate of the country; None where nothing is asked of it.
    """

    def __init__(
        self,
        book: Workbook,
        inputs: Inputs,
        made: Statement,
        items: Sequence[Item],
        capitalised: str,
        national_rate: float | None,
    ) -> None:
        self.book, self.inputs, self.made, self.items = book, inputs, made, items
        self.account, self.national_rate = made.account, national_rate
        self.sheet = book.sheet("Capital")
        self.name = quoted(self.sheet)
        self.years = self.account.years
        for at, head in enumerate(_HEADS):
            book.write(self.sheet, 0, at, head, bold=True, bottom=1, text_wrap=True, valign="top")
        for year in range(self.years):
            book.write(self.sheet, 0, _FIRST + year, self.account.first_year + year, bold=True, bottom=1)
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_column(0, 0, 48)
        self.sheet.set_column(1, _FIRST + self.years, 13)
        alone = [_alone(self.account, item.capital, self.account.terms) for item in items]
        self._spend(alone)
        self._items(alone, capitalised)

    # ------------------------------------------------------------------ where things stand

    def sum_of(self, block: str, year: int) -> str:
        """Return the sum of a block in a year, as a formula writes it."""
        if not self.items:
            return "0"
        letters, (first, last) = column(_FIRST + year), self._rows(block)
        return f"SUM({self.name}!{letters}{first}:{letters}{last})"

    def total(self, heading: str) -> str:
        """Return the sum of a column of items."""
        return f"SUM({self._column(_HEADS.index(heading))})" if self.items else "0"

    def present(self, kind: str, flow: str) -> str:
        """Return the present cost of a kind of capital for a flow."""
        parts = (f"({self._column(_KIND)}={_text(kind)})", f"({self._column(_FLOW)}={_text(flow)})", self._column(_PRESENT))
        return f"SUMPRODUCT({'*'.join(parts)})"

    def present_costs(self) -> dict[tuple[str, str], float]:
        """Return the present cost of each kind of capital for each flow, as the engine finds it."""
        found: dict[tuple[str, str], float] = {}
        for item in self.items:
            rows = _alone(self.account, item.capital, self.account.terms)
            key = item.kind, item.flow
            found[key] = found.get(key, 0.0) + -float(rows.project_npv)
        return found

    def _rows(self, block: str) -> tuple[int, int]:
        first = 2 + _BLOCKS.index(block) * (len(self.items) + 3)
        return first, first + len(self.items) - 1

    def _column(self, at: int) -> str:
        first, last = self._rows("spend")
        return f"{self.name}!${column(at)}${first}:${column(at)}${last}"

    def _cell(self, at: int, number: int) -> str:
        return f"${column(at)}${self._rows('spend')[0] + number}"

    def _across(self, block: str, number: int) -> str:
        row = self._rows(block)[0] + number
        return f"${column(_FIRST)}${row}:${column(_FIRST + self.years - 1)}${row}"

    def _year(self, year: int) -> str:
        return f"{column(_FIRST + year)}$1"

    # ------------------------------------------------------------------ what is written

    def _write(self, row: int, at: int, formula: str, value: float) -> None:
        self.book.formula(self.sheet, row - 1, at, f"={formula}", value, num_format=AMOUNT)

    def _block(self, block: str, formula: Callable[[int, int], str], values: Sequence[NDArray[np.float64]]) -> None:
        first, _ = self._rows(block)
        if block != "spend":
            self.book.write(self.sheet, first - 2, 0, block, bold=True, bottom=1)
        for number, item in enumerate(self.items):
            if block != "spend":
                self.book.write(self.sheet, first - 1 + number, 0, item.capital.name)
            for year in range(self.years):
                self._write(first + number, _FIRST + year, formula(number, year), float(values[number][year]))

    def _spend(self, alone: Sequence[Statement]) -> None:
        """Write what is paid at the prices of the plan, and what that is at the prices of the inputs."""
        first, _ = self._rows("at the prices of the plan")
        self.book.write(self.sheet, first - 2, 0, "at the prices of the plan", bold=True, bottom=1)
        for number, (item, own) in enumerate(zip(self.items, alone, strict=True)):
            self.book.write(self.sheet, first - 1 + number, 0, item.capital.name)
            for year in range(self.years):
                spent = float(own.rows["capital"][year])
                self.book.write(self.sheet, first - 1 + number, _FIRST + year, spent, num_format=AMOUNT, font_color=GIVEN)

        def paid(number: int, year: int) -> str:
            return f"{column(_FIRST + year)}{first + number}*{self._cell(_FACTOR, number)}"

        self._block("spend", paid, [own.rows["capital"] for own in alone])

    def _items(self, alone: Sequence[Statement], capitalised: str) -> None:
        inputs, years = self.inputs, f"${column(_FIRST)}$1:${column(_FIRST + self.years - 1)}$1"
        added = self._interest_added()
        for number, (item, own) in enumerate(zip(self.items, alone, strict=True)):
            capital, row = item.capital, self._rows("spend")[0] + number
            given = (
                (_NAME, capital.name), (_KIND, item.kind), (_FLOW, item.flow),
                (_USE, self.account.first_year + capital.in_use), (_LIFE, capital.life_y),
                (_SPAN, capital.depreciation_y or capital.life_y), (_AGAIN, int(capital.replaced)),
            )  # fmt: skip
            for at, value in given:
                self.book.write(self.sheet, row - 1, at, value, **({"font_color": GIVEN} if at > _FACTOR else {}))
            self._write(row, _FACTOR, item.factor or "1", 1.0)
            spend = self._across("spend", number)
            early = float(np.sum(own.rows["capital"][: self.account.first_operating_year]))
            self._write(row, _PRICE, f"SUM({spend})", float(capital.price))
            self._write(row, _EARLY, f"SUMPRODUCT(({years}<{inputs['first_operating']})*{spend})", early)
            all_early = self.total("works before operation [M]")
            share = f"IF({all_early}=0,0,{self._cell(_EARLY, number)}/{all_early}"
            self._write(row, _ADDED, f"{share}*SUM({capitalised}))" if capitalised else "0", added[number])
            use, life, again = (self._cell(at, number) for at in (_USE, _LIFE, _AGAIN))
            end = self._year(self.years - 1)
            last = f"IF({again}=1,{use}+INT(({end}-{use})/{life})*{life},{use})"
            self._write(row, _LAST, last, self.account.first_year + capital.purchases[-1])
            self._write(row, _LEFT, self._left(number, inputs["rate"], end), float(own.rows["residual"][-1]))
            if self.national_rate is not None:
                terms = Terms(rate=self.national_rate, timing=self.account.terms.timing, residual=self.account.terms.residual)
                left = float(_alone(self.account, capital, terms).rows["residual"][-1])
                self._write(row, _NATIONAL, self._left(number, inputs["money.national_rate"], end), left)
            self._write(row, _PRESENT, self._present_formula(number), -float(own.project_npv))

        def again_in(number: int, year: int) -> str:
            use, life = self._cell(_USE, number), self._cell(_LIFE, number)
            y = self._year(year)
            due = f"AND({self._cell(_AGAIN, number)}=1,{y}>{use},MOD({y}-{use},{life})=0)"
            return f"IF({due},{self._cell(_PRICE, number)},0)"

        self._block("replacements", again_in, [own.rows["replacements"] for own in alone])
        self._block("depreciation", self._written_off, self._depreciations(alone, added))

    def _left(self, number: int, rate: str, end: str) -> str:
        """Return the formula of what is left, which is money of the year after the last."""
        life, price = self._cell(_LIFE, number), self._cell(_PRICE, number)
        left = f"MAX({life}-({end}+1-{self._cell(_LAST, number)}),0)"
        even = f"IF({rate}=0,{left}/{life},(1-(1+{rate})^(-{left}))/(1-(1+{rate})^(-{life})))"
        method = self.inputs["residual"]
        return f'{price}*IF({method}="none",0,IF({method}="straight-line",{left}/{life},{even}))/(1+{rate})'

    def _present_formula(self, number: int) -> str:
        spend, again = self._across("spend", number), self._across("replacements", number)
        years, first = f"${column(_FIRST)}$1:${column(_FIRST + self.years - 1)}$1", f"${column(_FIRST)}$1"
        base, offset = f"(1+{self.inputs['rate']})", self.inputs["timing_offset"]
        factors = f"{base}^(-({years}-{first}+{offset}))"
        last = f"{base}^(-({self._year(self.years - 1)}-{first}+{offset}))"
        return f"SUMPRODUCT(({spend}+{again})*{factors})-{self._cell(_LEFT, number)}*{last}"

    def _written_off(self, number: int, year: int) -> str:
        """Return the formula of what is written off: all purchases of late, and with the first the interest added."""
        use, life, span = (self._cell(at, number) for at in (_USE, _LIFE, _SPAN))
        age = f"({self._year(year)}-{use})"
        once = f"IF({age}<{span},1,0)"
        count = f"IF({self._cell(_AGAIN, number)}=1,INT({age}/{life})-MAX(-1,INT(({age}-{span})/{life})),{once})"
        added = f"{once}*{self._cell(_ADDED, number)}"
        return f"IF({age}<0,0,({count}*{self._cell(_PRICE, number)}+{added})/{span})"

    def _interest_added(self) -> list[float]:
        works = [float(np.sum(np.asarray(i.capital.spend)[: self.account.first_operating_year])) for i in self.items]
        whole, interest = sum(works), float(np.sum(self.made.rows["capitalised_interest"]))
        return [work / whole * interest if whole else 0.0 for work in works]

    def _depreciations(self, alone: Sequence[Statement], added: Sequence[float]) -> list[NDArray[np.float64]]:
        found: list[NDArray[np.float64]] = []
        for item, own, interest in zip(self.items, alone, added, strict=True):
            span = item.capital.depreciation_y or item.capital.life_y
            row = np.array(own.rows["depreciation"])
            row[item.capital.in_use : item.capital.in_use + span] += interest / span
            found.append(row)
        return found


def _alone(account: Account, capital: Capital, terms: Terms) -> Statement:
    """Return the account of one item by itself, without tax, loan and working capital."""
    nothing = np.zeros(account.years)
    plain = Terms(rate=terms.rate, timing=terms.timing, residual=terms.residual)
    return statement(Account(years=account.years, tonnes=nothing, revenue=nothing, terms=plain, capital=[capital]))


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
