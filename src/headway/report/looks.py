"""How trains look in every figure: colour by class, line by loaded or empty, so that print works without colour."""

from collections.abc import Iterable
from typing import NamedTuple

INK = "#22303c"
GRID = "#dfe4e8"
RUST, SEA, SAND, COMPARED = "#b4471f", "#0b6e99", "#8a7650", "#8250a0"
"""A run, its dynamic brake and curves, the ground, and the run it is compared with."""
_FIRST_CHOICE = {"ore": RUST, "passenger": SEA, "goods": "#5c7a1f"}
_OTHERS = ("#8250a0", "#c28a00", "#00877a", "#a03060", "#555555")


class Look(NamedTuple):
    """Colour, width and dashes of a line."""

    colour: str
    width: float
    dash: str


def colours(classes: Iterable[str]) -> dict[str, str]:
    """Return a colour for every train class, the same in every figure of a scenario (palette safe for the colour-blind)."""
    found: dict[str, str] = {}
    spare = iter(_OTHERS * 20)
    for name in sorted(set(classes)):
        found[name] = _FIRST_CHOICE.get(name) or next(spare)
    return found


def look(colour: str, *, loaded: bool, ore: bool) -> Look:
    """Return the line of a train: loaded ore thick and solid, empty ore thin and dashed, others medium and solid."""
    if not ore:
        return Look(colour, 1.6, "solid")
    return Look(colour, 2.4, "solid") if loaded else Look(colour, 1.3, "dashed")
