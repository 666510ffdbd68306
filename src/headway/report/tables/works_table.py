"""What a chart of works shows, as a table: for every option when it is decided, built and in use, and how many there are."""

from dataclasses import dataclass

from headway.expansion.result import PARTS, Expansion, Purchase, group_of
from headway.units import exact_sum

_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something that is decided once and in use from a year on.

    Parameters
    ----------
    decided, in_use
        The year by which it is decided, and the first year of use.
    count, price
        How many, and what they cost [M USD].
    cost
        What they cost in present money, with renewals and upkeep, less what they are worth at the end [M USD].
    what
        Which they are.
    """

    decided: int
    in_use: int
    count: int
    price: float
    cost: float
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """Years in which the same number is in use.

    Parameters
    ----------
    first, last
        The first and the last of them.
    count
        The number.
    """

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksRow:
    """An option of the file, with all that is bought of it.

    Parameters
    ----------
    name, part
        The option, and the part of the cost to which it belongs.
    works, in_use
        What is built and bought, by the year of first use; and how many are in use then.
    """

    name: str
    part: str
    works: tuple[Work, ...]
    in_use: tuple[InUse, ...]


def works_table(expansion: Expansion) -> tuple[WorksRow, ...]:
    """Return a row for every option of which something is bought, by parts of the cost and first use."""
    groups: dict[tuple[str, str], list[Purchase]] = {}
    for one in expansion.purchases:
        groups.setdefault((one.part, group_of(expansion.asked, one.option)), []).append(one)
    rows = [_row(name, part, ones, expansion.asked.last) for (part, name), ones in groups.items()]
    return tuple(sorted(rows, key=lambda row: (PARTS.index(row.part), row.works[0].in_use, row.works[0].decided, row.name)))


def _row(name: str, part: str, ones: list[Purchase], last: int) -> WorksRow:
    together: dict[tuple[int, int], list[Purchase]] = {}
    for one in ones:
        together.setdefault((one.in_use, one.decided), []).append(one)
    works = tuple(_work(name, decided, in_use, each) for (in_use, decided), each in sorted(together.items()))
    years = sorted({work.in_use for work in works})
    ends = [*(year - 1 for year in years[1:]), last]
    in_use = tuple(
        InUse(first=first, last=end, count=sum(work.count for work in works if work.in_use <= first))
        for first, end in zip(years, ends, strict=True)
    )
    return WorksRow(name=name, part=part, works=works, in_use=in_use)


def _work(name: str, decided: int, in_use: int, ones: list[Purchase]) -> Work:
    return Work(
        decided=decided, in_use=in_use, count=sum(one.count for one in ones), price=exact_sum(one.price for one in ones),
        cost=exact_sum(one.cost for one in ones), what=_what(name, ones),
    )  # fmt: skip


def _what(name: str, ones: list[Purchase]) -> str:
    """Return which of a group are bought: the sections, where it stands for many."""
    places = [one.option.removeprefix(f"{name} ") for one in ones if one.option != name]
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return ", ".join(places[:_NAMED]) + more or name
