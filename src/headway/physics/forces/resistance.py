"""Train resistance: what holds a train back on level track and in curves, by named formulas.

Every formula is a quadratic of the speed, so a train's resistance is the sum of its vehicles'. The part
that is due to air is scaled with the density of the air.
"""

from typing import NamedTuple

from headway.model import Block, Consist, Formula, Locomotive, Wagon
from headway.units import GRAVITY_MS2, exact_sum

_N_PER_LB = 4.4482216152605
_KG_PER_SHORT_TON = 907.18474
_MS_PER_MPH = 0.44704
_M2_PER_FT2 = 0.09290304
_MS_PER_KM_H = 1 / 3.6

STANDARD_AIR_KG_M3 = 1.225
"""Density of the standard atmosphere at sea level (ISO 2533:1975)."""

CURVE_GRADE_M = 0.7
"""Curve resistance as an equivalent grade: 0.7 m / radius (0.8 lb a short ton a degree; AREMA manual, chapter 16)."""


class Davis(NamedTuple):
    """Resistance on level tangent track, ``a + b v + c v^2`` [N, N s/m, N s2/m2]."""

    a_n: float
    b_ns: float
    c_ns2: float

    def at(self, v_ms: float) -> float:
        """Return the resistance at a speed [N]."""
        return self.a_n + (self.b_ns + self.c_ns2 * v_ms) * v_ms

    def times(self, factor: float) -> "Davis":
        """Return this resistance times a factor."""
        return Davis(factor * self.a_n, factor * self.b_ns, factor * self.c_ns2)


def air_density_kg_m3(altitude_m: float, temperature_c: float) -> float:
    """Return the density of air at a height and a temperature.

    The pressure is that of the standard atmosphere, ``101,325 Pa (1 - 0.0065 h / 288.15)^5.25588``; the density follows
    from it by the gas law with R = 287.05287 J/(kg K) (ISO 2533:1975).
    """
    pressure_pa = 101_325.0 * (1.0 - 0.0065 * altitude_m / 288.15) ** 5.25588
    return pressure_pa / (287.05287 * (temperature_c + 273.15))


def cn(mass_kg: float, axles: int, drag: float, frontal_area_m2: float, *, air: float = 1.0) -> Davis:
    """Canadian National, recommended by AREMA: ``R = 1.5 + 18 n/W + 0.03 V + C a V^2 / (10000 W)`` [lb a short ton].

    W in short tons, n axles, V in mph, a in square feet, C the drag coefficient: 4.2 for a loaded and 12 for an empty
    gondola, 24 for a leading and 5.5 for a trailing locomotive (AREMA Manual for Railway Engineering, chapter 16).
    """
    area_ft2 = frontal_area_m2 / _M2_PER_FT2
    return _american(mass_kg, axles, 1.5, 18.0, 0.03, air * drag * area_ft2 / 10_000.0)


def modified_davis(mass_kg: float, axles: int, k: float, *, air: float = 1.0) -> Davis:
    """AREA 1970: ``R = 0.6 + 20/w + 0.01 V + K V^2 / (w n)`` [lb a short ton], with w short tons an axle, V in mph.

    K is 0.07 for conventional equipment (AREA, Committee 16).
    """
    return _american(mass_kg, axles, 0.6, 20.0, 0.01, air * k)


def davis_1926(mass_kg: float, axles: int, coefficient: float, frontal_area_m2: float, *, air: float = 1.0) -> Davis:
    """Davis 1926: ``R = 1.3 + 29/w + 0.045 V + C a V^2 / (w n)`` [lb a short ton], with w short tons an axle, V in mph.

    C is 0.0005 for freight wagons and 0.0024 for a leading locomotive; a in square feet (W. J. Davis jr., The tractive
    resistance of electric locomotives and cars, General Electric Review 29, October 1926).
    """
    area_ft2 = frontal_area_m2 / _M2_PER_FT2
    return _american(mass_kg, axles, 1.3, 29.0, 0.045, air * coefficient * area_ft2)


def fcalc(mass_kg: float, axles: int, c: float, frontal_area_m2: float, *, air: float = 1.0) -> Davis:
    """FCalc 2.0: ``R = 7.355 W + 80.625 n + 0.16453 W v + C A v^2`` [N], with W in t, v in m/s, A in m2.

    C is 5, 7, 15 or 24 (freight wagon, autorack, empty hopper, locomotive) times 1e-4 lb/(ft2 mph2), that is 0.11979,
    0.16771, 0.35938 or 0.57501 N s2/m4 (J. T. Realmuto, Methodology and Theory of FCalc 2.0).
    """
    tonnes = mass_kg / 1000.0
    per_area = c * 1e-4 * _N_PER_LB / (_M2_PER_FT2 * _MS_PER_MPH**2)
    return Davis(7.3550 * tonnes + 80.625 * axles, 0.16453 * tonnes, air * per_area * frontal_area_m2)


def strahl(mass_kg: float, m: float, *, air: float = 1.0) -> Davis:
    """Strahl, for goods wagons with roller bearings: ``w = 1.4 + (0.007 + m) V^2 / 100`` [N/kN], V in km/h.

    m is 0.032 for trains of coal or ore, 0.05 for mixed trains, 0.1 for empty wagons (Hansen and Pachl, Railway
    Timetabling and Operations, 2014, p. 71).
    """
    kilonewtons = mass_kg * GRAVITY_MS2 / 1000.0
    return Davis(1.4 * kilonewtons, 0.0, air * (0.007 + m) / 100.0 / _MS_PER_KM_H**2 * kilonewtons)


def sauthoff(mass_kg: float, axles: int, coaches: int, *, air: float = 1.0) -> Davis:
    """Sauthoff, for one of n coaches: ``w = 1.9 + b V + 0.0048 x 1.45 (n + 2.7) / n (V + 15)^2 / m`` [N/kN].

    V in km/h, m in t.

    b is 0.0025 for four axles, 0.004 for three and 0.007 for two; the wind blows at 15 km/h (F. Sauthoff, Die
    Bewegungswiderstände der Eisenbahnwagen, dissertation, 1932).
    """
    kilonewtons = mass_kg * GRAVITY_MS2 / 1000.0
    b = {2: 0.007, 3: 0.004}.get(axles, 0.0025) * kilonewtons / _MS_PER_KM_H
    wind = 15.0 * _MS_PER_KM_H
    square = air * 0.0048 * 1.45 * (coaches + 2.7) / coaches * GRAVITY_MS2 / _MS_PER_KM_H**2
    return Davis(1.9 * kilonewtons + square * wind**2, b + 2 * square * wind, square)


def _american(mass_kg: float, axles: int, a: float, per_axle: float, b: float, c_lb: float) -> Davis:
    """Convert ``(a + b V) W + per_axle n + c V^2`` [lb], W in short tons, V in mph, to newtons and m/s."""
    tons = mass_kg / _KG_PER_SHORT_TON
    return Davis(
        a_n=(a * tons + per_axle * axles) * _N_PER_LB,
        b_ns=b * tons * _N_PER_LB / _MS_PER_MPH,
        c_ns2=c_lb * _N_PER_LB / _MS_PER_MPH**2,
    )


# The air coefficient of a vehicle that gives none: leading and trailing locomotive, loaded and empty wagon.
_USUAL_DRAG: dict[Formula, tuple[float, float, float, float]] = {
    Formula.CN: (24.0, 5.5, 4.2, 12.0),
    Formula.MODIFIED_DAVIS: (0.07, 0.07, 0.07, 0.07),
    Formula.DAVIS_1926: (0.0024, 0.0005, 0.0005, 0.0005),
    Formula.FCALC: (24.0, 5.0, 5.0, 15.0),
    Formula.STRAHL: (0.05, 0.05, 0.032, 0.1),
    Formula.SAUTHOFF: (0.0, 0.0, 0.0, 0.0),
    Formula.FREE: (0.0, 0.0, 0.0, 0.0),
}


_CAR_M = 16.3
"""Length of the cars for which the air coefficients of `Formula.CN` and `Formula.FCALC` hold [m].

They are those of North American hoppers and gondolas: 53 ft 1 in over couplers. The cars of the wind tunnel of Storms,
Salari and Babb (Fuel savings and aerodynamic drag reduction from rail car covers, NASA Ames, 2008) are 14.6 m long and
1.7 m apart.
"""


def _usual_drag(wagon: Wagon) -> tuple[float, float]:
    """Return the air coefficients of a wagon that gives none, loaded and empty.

    Away from the ends of a block every wagon meets the same air (S. Watkins, J. W. Saunders, H. Kumar, Aerodynamic drag
    reduction of goods trains, Journal of Wind Engineering 40, 1992). So a short wagon has the drag of its share of a
    car: the same for each metre of train. A longer one has that of a car, since its ends are no more.
    """
    _, _, loaded, empty = _USUAL_DRAG[wagon.resistance]
    short = min(1.0, wagon.length_m / _CAR_M) if wagon.resistance in (Formula.CN, Formula.FCALC) else 1.0
    return short * loaded, short * empty


def vehicle_resistance(block: Block, consist: Consist, *, leading: bool, air: float = 1.0) -> Davis:
    """Return the resistance of one vehicle of a block by the formula that its type names.

    A partly loaded wagon has an air coefficient between those of the empty and of the loaded wagon.
    """
    vehicle, mass_kg = block.vehicle, block.vehicle_mass_kg(loaded=consist.loaded)
    if isinstance(vehicle, Locomotive):
        lead, trail, _, _ = _USUAL_DRAG[vehicle.resistance]
        given = vehicle.drag_lead if leading else vehicle.drag_trail
        drag = (lead if leading else trail) if given is None else given
        free = vehicle.davis
    else:
        share = block.payload_kg(loaded=consist.loaded) / vehicle.payload_kg if vehicle.payload_kg else 0.0
        loaded, empty = _usual_drag(vehicle)
        full = loaded if vehicle.drag_loaded is None else vehicle.drag_loaded
        bare = empty if vehicle.drag_empty is None else vehicle.drag_empty
        drag = bare + share * (full - bare)
        pairs = zip(vehicle.davis_empty, vehicle.davis_loaded or vehicle.davis_empty, strict=True)
        free = tuple(e + share * (f - e) for e, f in pairs)
    match vehicle.resistance:
        case Formula.CN:
            return cn(mass_kg, vehicle.axles, drag, vehicle.frontal_area_m2, air=air)
        case Formula.MODIFIED_DAVIS:
            return modified_davis(mass_kg, vehicle.axles, drag, air=air)
        case Formula.DAVIS_1926:
            return davis_1926(mass_kg, vehicle.axles, drag, vehicle.frontal_area_m2, air=air)
        case Formula.FCALC:
            return fcalc(mass_kg, vehicle.axles, drag, vehicle.frontal_area_m2, air=air)
        case Formula.STRAHL:
            return strahl(mass_kg, drag, air=air)
        case Formula.SAUTHOFF:
            return sauthoff(mass_kg, vehicle.axles, max(consist.wagon_count, 1), air=air)
        case Formula.FREE:
            return Davis(free[0], free[1], air * free[2])


def train_resistance(consist: Consist, *, air: float = 1.0) -> Davis:
    """Return the resistance of a whole train, its calibration factor included.

    The first vehicle leads; all others trail.
    """
    parts: list[Davis] = []
    for i, block in enumerate(consist.blocks):
        number = block.number
        if i == 0 and isinstance(block.vehicle, Locomotive):
            parts.append(vehicle_resistance(block, consist, leading=True, air=air))
            number -= 1
        parts.append(vehicle_resistance(block, consist, leading=False, air=air).times(number))
    return Davis(*(consist.resistance_factor * exact_sum(column) for column in zip(*parts, strict=True)))


def formulas_of(consist: Consist) -> str:
    """Return the names of the formulas that a train's vehicles use, as text to read."""
    return " + ".join(dict.fromkeys(block.vehicle.resistance.replace("-", " ") for block in consist.blocks))
