"""Why an option is in a plan: what it would cost to leave it out, or to have it some years later."""

from collections.abc import Mapping
from dataclasses import dataclass

from headway.errors import InputError, did_you_mean
from headway.expansion.asking import Asked
from headway.expansion.programme import Programme, solve
from headway.expansion.verifying import Found
from headway.shown import Shown, aligned

LATER = (1, 2, 5)
"""Years by which an option is had later."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Without(Shown):
    """What it would cost to leave an option out, or to have it later.

    Parameters
    ----------
    option, in_use
        The option, and the first year of use in the plan.
    out
        What leaving it out costs more [M USD]; None where nothing takes its place, as far as was found.
    later
        What it costs more by the years that it is had later; None where the promise would then be broken.
    instead
        What is bought more of where it is left out.
    reasons
        What timetables and simulations said that the plan goes by.
    """

    option: str
    in_use: int
    out: float | None
    later: Mapping[int, float | None]
    instead: Mapping[str, int]
    reasons: tuple[str, ...]

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        if self.out is None:
            return f"{self.option}, in use from {self.in_use}: nothing takes its place"
        return f"{self.option}, in use from {self.in_use}: leaving it out costs {self.out:,.1f} M USD more"

    def summary(self) -> str:
        """Return the answer in some lines."""
        rows = [(f"{years} year{'s' if years > 1 else ''} later", _more(cost)) for years, cost in self.later.items()]
        lines = [self.headline, *aligned(rows)]
        if self.instead:
            lines.append("bought instead: " + ", ".join(f"{count} x {name}" for name, count in self.instead.items()))
        lines.append(
            "These are costs of the master problem under what the plan's timetables and years taught; no stage is planned anew."
        )
        return "\n".join([*lines, *(f"  {reason}" for reason in self.reasons)])


def _more(cost: float | None) -> str:
    return "the promise would be broken" if cost is None else f"{cost:+,.1f} M USD"


def without(asked: Asked, programme: Programme, found: Found, option: str) -> Without:
    """Return what it would cost to leave an option out, or to have it later; see `Expansion.why`."""
    levels = found.decided.levels
    bought = [name for name, each in levels.items() if any(each)]
    name = _named(option, bought)
    first = next(year for year, level in enumerate(levels[name]) if level)
    years = range(programme.years)
    out = solve(programme, found.guide, fixed={(name, year): 0 for year in years})
    later: dict[int, float | None] = {}
    for by in LATER:
        held = {(name, year): levels[name][year - by] if year >= by else 0 for year in years if year < first + by}
        other = solve(programme, found.guide, fixed=held)
        later[by] = None if other is None else other.cost - found.decided.cost
    instead: dict[str, int] = {}
    if out is not None:
        instead = {
            other: each[-1] - levels[other][-1]
            for other, each in out.levels.items()
            if other != name and each[-1] > levels[other][-1]
        }
    said = [reason for reason in found.reasons if name in reason]
    # A loop is never named: the line was found too tight for the trains of a flow.
    said = said or [reason for reason in found.reasons if "wait" in reason or "timetable" in reason]
    return Without(
        option=name, in_use=asked.first + first, out=None if out is None else out.cost - found.decided.cost, later=later,
        instead=instead, reasons=tuple(dict.fromkeys(said))[:4],
    )  # fmt: skip


def _named(option: str, bought: list[str]) -> str:
    """Return the purchase that is meant: its name, or words that only its name has.

    Raises
    ------
    InputError
        If the plan buys no such thing, or several.
    """
    if option in bought:
        return option
    words = option.lower().split()
    meant = [name for name in bought if all(word in name.lower() or word.rstrip("s") in name.lower() for word in words)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise InputError([f'"{option}" may be any of {", ".join(meant[:6])}. Say which'])
    raise InputError([f'the plan buys no "{option}". {did_you_mean(option, bought)}'])
