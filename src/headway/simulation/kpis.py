"""Key figures of a simulation, and how they read."""

from dataclasses import dataclass

from headway.shown import Shown
from headway.simulation.engine import DOINGS
from headway.simulation.limits import Limit
from headway.units import exact_sum, weekday_names

KINDS = DOINGS
"""What a train set can be doing."""

MET = 0.99
"""A target is met from this share of it on."""

_YEAR_DAYS = 365
"""With fewer days figures of a year are scaled, and say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowKpis:
    """Key figures of one ore flow over the days that count.

    Parameters
    ----------
    delivered_t_y, half_width_t_y, target_t_y
        Tonnes dumped, as a rate per year, half of the 95 % interval of that rate, and the target. The half-width is
        None for a single run, which has no interval.
    shortfall_trains
        Train loads missing to the target over the days that count; negative where more than the target was delivered.
    loaded_trains_per_day
        Loaded trains that left the load-out, per day.
    cycle_h
        Hours of a train set per loaded train, by what it was doing.
    sets, sets_needed, sets_to_own
        Train sets in service, those needed for the target, and those to own at the fleet's availability. The number
        needed is a lower bound: it counts the time that the sets of this run worked, without their spare time. With
        fewer sets trains bunch and the cycle grows, so try the number.
    wagons_needed, locomotives_needed
        Vehicles in the train sets to own. None where no train ran to judge by.
    limits
        The parts of the chain, the tightest first.
    """

    flow: str
    delivered_t_y: float
    half_width_t_y: float | None
    target_t_y: float
    shortfall_trains: float
    loaded_trains_per_day: float
    cycle_h: dict[str, float]
    sets: int
    sets_needed: int | None
    sets_to_own: int | None
    wagons_needed: int | None
    locomotives_needed: int | None
    limits: tuple[Limit, ...]

    @property
    def spread(self) -> str:
        """The half-width of the interval as a text; empty for a single run."""
        return "" if self.half_width_t_y is None else f" ± {self.half_width_t_y / 1e6:.2f}"

    @property
    def share(self) -> float:
        """Share of the target that is delivered."""
        return self.delivered_t_y / self.target_t_y

    @property
    def met(self) -> bool:
        """Whether the target is delivered, to 1 %."""
        return self.share >= MET

    @property
    def cycle_total_h(self) -> float:
        """Hours of a train set per loaded train; infinite if none ran."""
        return exact_sum(self.cycle_h.values()) if self.cycle_h else float("inf")

    @property
    def line_wait_share(self) -> float:
        """Share of the cycle during which a train set waits for other trains."""
        return (self.cycle_h["waits on the line"] + self.cycle_h["waits to depart"]) / self.cycle_total_h if self.cycle_h else 0.0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Kpis(Shown):
    """Key figures of a simulation.

    Parameters
    ----------
    days
        Days that count. Yearly figures of fewer days are scaled to a year.
    flows
        One for every ore flow.
    punctual, departs_punctual
        Share of trains that arrived at most 5 minutes after their due time, by service with due times. And share of all
        trains of the timetable that left at most 5 minutes after their published time or window, by service. A
        cancelled train is not punctual.
    cancelled
        Trains of the timetable that were cancelled, per run, by service.
    idle
        Services of the timetable of which no train ran and none was cancelled, with their weekdays, 0 for Monday.
    passengers
        People per run, by service with passengers: those carried, those who stayed behind because a train was
        cancelled, and the passenger-hours of delay of those carried.
    busiest_section, busiest_share
        The section that is occupied most, and the share of time; setting and clearing times count as occupied.
    stopped_share
        Share of time that each mine stood still for a full pile, and each plant for an empty one.
    longest_wait_h
        The longest that a train waited for its next move, in its yard or on the line, in any run [h].
    passed_over, passed_over_most
        How many trains at most were let onto the line while one train waited, apart from waits for what is shut;
        and the number that the rule of turns never lets this exceed.
    violations
        Number of violations that the referee found; None where no train paths were recorded.
    sentence
        The sentence that names what limits the tonnage.
    """

    days: int
    flows: tuple[FlowKpis, ...]
    punctual: dict[str, float]
    departs_punctual: dict[str, float]
    cancelled: dict[str, float]
    idle: dict[str, tuple[int, ...]]
    passengers: dict[str, tuple[float, float, float]]
    busiest_section: str
    busiest_share: float
    stopped_share: dict[str, float]
    longest_wait_h: float
    passed_over: int
    passed_over_most: int
    violations: int | None
    sentence: str

    @property
    def headline(self) -> str:
        """What matters most, in one line."""
        return self.sentence

    def summary(self) -> str:
        """Return the result in some lines."""
        rows = self.rows()
        width = max(len(name) for name, _ in rows)
        return "\n".join([*(f"{name:<{width}}  {value}" for name, value in rows), "", self.sentence])

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as pairs of a name and a text with its unit."""
        rows: list[tuple[str, str]] = []
        for f in self.flows:
            name = f"{f.flow}: " if len(self.flows) > 1 else ""
            rows += [
                (
                    f"{name}delivered",
                    f"{f.delivered_t_y / 1e6:.2f}{f.spread} Mt/y of {f.target_t_y / 1e6:.2f} Mt/y ({f.share:.1%}){self._scaled}",
                ),
                (f"{name}loaded trains", f"{f.loaded_trains_per_day:.2f} a day"),
                (f"{name}cycle time", f"{f.cycle_total_h:.1f} h" if f.cycle_h else "no train ran"),
            ]
            rows += [(f"{name}  {kind}", f"{hours:.1f} h") for kind, hours in f.cycle_h.items() if hours >= 0.05]
            if f.sets_needed is None:
                rows.append((f"{name}train sets", f"{f.sets} in service; no train ran to tell how many are needed"))
                continue
            rows += [
                (f"{name}train sets", f"{f.sets} in service; at least {f.sets_needed} needed, {f.sets_to_own} to own"),
                (f"{name}rolling stock needed", f"at least {f.wagons_needed:,} wagons, {f.locomotives_needed:,} locomotives"),
            ]
        rows += [(f"punctuality {service}", self._punctuality(service)) for service in self.departs_punctual]
        rows += [(service, f"no train in these days; it runs on {weekday_names(days)}") for service, days in self.idle.items()]
        rows += [(f"cancelled {service}", f"{trains:.1f} trains per run") for service, trains in self.cancelled.items()]
        rows += [
            (
                f"passengers {service}",
                f"{carried:,.0f} carried per run, {late_h:,.0f} passenger-hours of delay"
                + (f"; {stayed:,.0f} left behind by cancelled trains" if stayed else ""),
            )
            for service, (carried, stayed, late_h) in self.passengers.items()
        ]
        rows.append(("busiest section", f"{self.busiest_section}, occupied {self.busiest_share:.0%}"))
        rows += [(f"{name} stood still", f"{share:.1%} of the time") for name, share in self.stopped_share.items()]
        if self.passed_over_most:
            rows.append(
                (
                    "longest wait",
                    f"{self.longest_wait_h:.1f} h; while a train waited, at most {self.passed_over} others entered the line "
                    f"before it (limit {self.passed_over_most})",
                )
            )
        if self.violations is not None:
            rows.append(("referee", "no violation" if not self.violations else f"{self.violations} VIOLATIONS"))
        return rows

    @property
    def _scaled(self) -> str:
        if self.days >= _YEAR_DAYS:
            return ""
        return f"; {self.days} day{'' if self.days == 1 else 's'} scaled to a year"

    def _punctuality(self, service: str) -> str:
        arrives = f", {self.punctual[service]:.0%} arrive" if service in self.punctual else ""
        return f"{self.departs_punctual[service]:.0%} leave{arrives} within 5 min of their time"
