"""What things cost, and the money around a plan: prices of works and of running, rates, taxes, loans, and what ore is worth."""

from dataclasses import dataclass

from headway.economics import Residual, Timing
from headway.expansion.asking.kinds import LongerTrains, SecondTrack, Signals, TrainSet, consists_of
from headway.expansion.asking.options import Option
from headway.model import Scenario
from headway.model.checked import checked


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class UnitCosts:
    """What things cost.

    Parameters
    ----------
    loop_usd
        A passing loop with its turnouts and signals [USD].
    second_track_km_usd, signals_km_usd
        A kilometre of second track, and of line with one more signal a direction [USD].
    locomotive_usd, wagon_usd
        An ore locomotive and an ore wagon [USD].
    dumper_usd, load_out_usd, stockyard_usd, shop_usd
        One of each [USD].
    line_life_years, signals_life_years, train_set_life_years, terminal_life_years
        How long they can be used.
    fuel_usd_per_l, crew_usd_per_h
        Diesel, and the crew of one train.
    locomotive_usd_per_km, wagon_usd_per_km
        Maintenance of one vehicle.
    track_usd_per_km_y, track_usd_per_1000_gt_km
        Maintenance of track: that of a kilometre whatever runs on it, and what a thousand gross tonne-kilometres wear.
    terminal_usd_per_t
        Loading and dumping a tonne.
    overhead
        Management, traffic control and insurance, as a share of all other operating cost.
    """

    loop_usd: float
    second_track_km_usd: float
    signals_km_usd: float
    locomotive_usd: float
    wagon_usd: float
    dumper_usd: float
    load_out_usd: float
    stockyard_usd: float
    shop_usd: float
    line_life_years: float
    signals_life_years: float
    train_set_life_years: float
    terminal_life_years: float
    fuel_usd_per_l: float
    crew_usd_per_h: float
    locomotive_usd_per_km: float
    wagon_usd_per_km: float
    track_usd_per_km_y: float
    track_usd_per_1000_gt_km: float
    terminal_usd_per_t: float
    overhead: float

    def price(self, option: Option, scenario: Scenario) -> float:
        """Return what one of an option costs, by itself or by what it says [USD]."""
        if option.capex_usd is not None:
            return option.capex_usd
        if isinstance(option, TrainSet):
            return self.vehicles(scenario, option.fleet)
        if isinstance(option, LongerTrains):
            return 0.0  # what each train set lacks is counted with the train sets
        each = getattr(self, f"{option.cost_key}_usd", 0.0)
        if isinstance(option, SecondTrack | Signals):
            each = getattr(self, f"{option.cost_key.removesuffix('_km')}_km_usd")
            low, high = option.ends_km(scenario)
            return each * abs(high - low)
        return float(each)

    def vehicles(self, scenario: Scenario, fleet: str, wagons: int = 0, locomotives: int = 0) -> float:
        """Return what the vehicles of a train set cost: its own, or so many [USD]."""
        consist, _ = consists_of(scenario, scenario.fleet(fleet))
        return self.locomotive_usd * (locomotives or consist.locomotive_count) + self.wagon_usd * (wagons or consist.wagon_count)

    def life(self, option: Option) -> float:
        """Return how long an option can be used [years]."""
        return option.life_years or float(getattr(self, f"{option.life_key or 'line'}_life_years"))


@dataclass(frozen=True, slots=True, kw_only=True)
@checked
class Money:
    """The money around a plan.

    Parameters
    ----------
    rate
        Yearly discount rate of the plan and of the project, real.
    national_rate
        That of the country.
    equity_rate
        That of the owners.
    timing, residual
        When in the year money is paid, and what things are worth at the end of the last year.
    line_usd
        What the line has cost or will cost before the first year [USD].
    line_paid
        Whether that is spent already, and so no part of what a tonne costs.
    tariff_usd_per_1000_t_km
        What the railway earns for a thousand tonne-kilometres.
    tax
        On profits.
    working_capital_days
        Days of revenue that customers owe.
    import_usd_per_t, port_usd_per_t, inland_usd_per_t, discount_usd_per_t
        What a tonne of imported ore costs at the ship, in the port and on its way to the plant; and what a tonne of own
        ore is worth less than that.
    displaced_kg_s
        Most ore that takes the place of imports [kg/s].
    export_usd_per_t
        What a tonne beyond that is worth at the end of the line.
    mining_usd_per_t
        What it costs to mine and treat a tonne.
    fuel_worth_usd_per_l
        What a litre of diesel is worth to the country.
    labour_factor, works_factor
        What a dollar of crews and of works is worth to the country.
    carbon_usd_per_t, co2_kg_per_l
        What a tonne of carbon dioxide costs the world, and how much a litre of diesel makes.
    """

    rate: float = 0.08
    national_rate: float = 0.06
    equity_rate: float = 0.12
    timing: Timing = Timing.END
    residual: Residual = Residual.ANNUITY
    line_usd: float = 0.0
    line_paid: bool = True
    tariff_usd_per_1000_t_km: float = 0.0
    tax: float = 0.0
    working_capital_days: float = 0.0
    import_usd_per_t: float = 0.0
    port_usd_per_t: float = 0.0
    inland_usd_per_t: float = 0.0
    discount_usd_per_t: float = 0.0
    displaced_kg_s: float = 0.0
    export_usd_per_t: float = 0.0
    mining_usd_per_t: float = 0.0
    fuel_worth_usd_per_l: float = 0.0
    labour_factor: float = 1.0
    works_factor: float = 1.0
    carbon_usd_per_t: float = 0.0
    co2_kg_per_l: float = 2.65
