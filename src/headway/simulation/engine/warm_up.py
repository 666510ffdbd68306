"""Compiles the kernels of simulations, which takes half a minute the first time on a machine."""

from headway.jit import compiled
from headway.simulation.engine.draft import Draft
from headway.simulation.engine.duties import begin_duty
from headway.simulation.engine.loop import balance_kg, close, run_on
from headway.simulation.engine.people import balance_people


def warm_up() -> None:
    """Run an empty world, so that its kernels are compiled."""
    world = Draft().world()
    run_on(world, 0.0)
    close(world)
    balance_kg(world)
    balance_people(world)
    compiled(begin_duty, world, 0, 0.0)
