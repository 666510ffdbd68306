"""Options: what can be built or bought. Each is a function that makes changes of a scenario."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, ClassVar

from headway.errors import InputError, Problem, did_you_mean
from headway.expansion.asking.shutting import undotted
from headway.model import Scenario
from headway.model.checked import checked
from headway.units import HOUR_S, exact_sum

Changes = dict[str, Any]
"""Values by address, as files hold them."""

EVERY = "every"
"""Where an option of a section has this for its section, it stands for one option in each section of its leg."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Option:
    """Something that can be built or bought, once or several times.

    Parameters
    ----------
    name
        What it is called.
    capex_usd
        What one costs; by default what the cost library says of its kind [USD].
    spend
        Which share of that is paid in each year from the decision on; adds up to 1. By default equal parts in the years
        before the first use.
    lead_years
        Years from the decision to the first year of use.
    life_years
        Years that one can be used; by default what the cost library says.
    opex_usd_y
        What one costs in each year of use [USD/y].
    most
        How often it can be bought.
    requires, excludes
        Names of other options: one of each must be in use with this one, or none may ever be.
    works_s
        How long the line is shut each day where it is built, in the years from the decision to the first use [s].
    """

    cost_key: ClassVar[str] = ""
    life_key: ClassVar[str] = ""

    name: str
    capex_usd: float | None = None
    spend: tuple[float, ...] = ()
    lead_years: int = 1
    life_years: float | None = None
    opex_usd_y: float = 0.0
    most: int = 1
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    works_s: float = 0.0

    def __post_init__(self) -> None:
        years = max(1, self.lead_years)
        total = exact_sum(self.spend)
        problems: list[Problem] = []
        if self.spend and abs(total - 1) > _ROUNDING:
            message = f"the shares add up to {total:g}, not to 1. Say which share of the price is paid in each year"
            problems.append(Problem(message, where="spend"))
        if len(self.spend) > years:
            lead = f"{years} year{'s' if years > 1 else ''} from the decision to the first use"
            problems.append(Problem(f"{len(self.spend)} shares, but {lead}. Give no more shares than years", where="spend"))
        if problems:
            raise InputError(problems)

    @property
    def shares(self) -> tuple[float, ...]:
        """Which share of the price is paid in each year from the decision on."""
        years = max(1, self.lead_years)
        return self.spend or (1 / years,) * years

    def each(self, scenario: Scenario) -> tuple["Option", ...]:
        """Return the options that it stands for: itself, or one for each section."""
        del scenario
        return (self,)

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say what is wrong with it in a scenario."""
        del scenario
        yield from ()

    def changes(self, scenario: Scenario, level: int) -> Changes:
        """Return what so many of it change in a scenario."""
        del scenario, level
        return {}

    def works(self, scenario: Scenario) -> Changes:
        """Return the possessions while it is built."""
        del scenario
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class OfSection(Option):
    """An option in one section of the line; it excludes all others of the same section.

    Parameters
    ----------
    leg, section
        The leg of the line, and the section, ``A - B``; ``every`` for one option in each section of the leg.
    """

    leg: str
    section: str

    def each(self, scenario: Scenario) -> tuple[Option, ...]:
        """Return one option for each section where it is for every section."""
        if self.section != EVERY:
            return (self,)
        return tuple(replace(self, name=f"{self.name} {name}", section=name) for name in self._sections(scenario))

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say whether there is no such leg or section."""
        legs = [leg.name for leg in scenario.line.legs]
        if self.leg not in legs:
            yield Problem(f'"{self.leg}" is not a leg. {did_you_mean(self.leg, legs)}', where="leg")
        elif self.section not in (EVERY, *(names := self._sections(scenario))):
            message = f'"{self.section}" is not a section of {self.leg}. {did_you_mean(self.section, [EVERY, *names])}'
            yield Problem(message, where="section")

    def works(self, scenario: Scenario) -> Changes:
        """Return a possession of its section on each day."""
        if not self.works_s:
            return {}
        low, high = sorted(self.ends_km(scenario))
        shut = {"leg": self.leg, "from_km": low, "to_km": high, "starts_at": "08:00", "duration": f"{self.works_s / HOUR_S:g} h"}
        return {f"possessions.{undotted(f'works in {self.section}')}": shut}

    def ends_km(self, scenario: Scenario) -> tuple[float, float]:
        """Return the posts of the ends of its section."""
        return next(
            (a.km, b.km) for a, b in pairwise(scenario.line.leg(self.leg).places) if f"{a.name} - {b.name}" == self.section
        )

    def _sections(self, scenario: Scenario) -> list[str]:
        return [f"{a.name} - {b.name}" for a, b in pairwise(scenario.line.leg(self.leg).places)]


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class OfFleet(Option):
    """An option of the train sets of a fleet.

    Parameters
    ----------
    fleet
        The name of the fleet.
    """

    fleet: str

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say whether there is no such fleet."""
        names = [fleet.name for fleet in scenario.fleets]
        if self.fleet not in names:
            yield Problem(f'"{self.fleet}" is not a fleet. {did_you_mean(self.fleet, names)}', where="fleet")


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class OfTerminal(Option):
    """An option of a terminal.

    Parameters
    ----------
    terminal
        The name of the terminal.
    """

    kind: ClassVar[type]

    terminal: str

    def problems(self, scenario: Scenario) -> Iterator[Problem]:
        """Say whether there is no such terminal."""
        names = [terminal.name for terminal in scenario.terminals if isinstance(terminal, self.kind)]
        if self.terminal not in names:
            what = self.kind.__name__.lower().replace("loadout", "load-out")
            yield Problem(f'"{self.terminal}" is not a {what}. {did_you_mean(self.terminal, names)}', where="terminal")
