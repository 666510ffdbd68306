"""What moves a train and what holds it back."""

from headway.physics.forces.adhesion import Rail
from headway.physics.forces.kernel import Train, Way
from headway.physics.forces.resistance import STANDARD_AIR_KG_M3, Davis, air_density_kg_m3, formulas_of, vehicle_resistance
from headway.physics.forces.traction import DV_MS, effort_n, traction

__all__ = [
    "DV_MS",
    "Davis",
    "Rail",
    "STANDARD_AIR_KG_M3",
    "Train",
    "Way",
    "air_density_kg_m3",
    "effort_n",
    "formulas_of",
    "traction",
    "vehicle_resistance",
]
