"""How things look in every figure: colours, and also widths, dashes and hatches, so that print needs no colour."""

from collections.abc import Iterable
from typing import NamedTuple

from headway.timetabling.causes import CauseKind

INK = "#22303c"
GRID = "#dfe4e8"
RUST, SEA, SAND, COMPARED = "#b4471f", "#0b6e99", "#8a7650", "#8250a0"
"""Colours of a run, its dynamic brake and curves, the ground, and the run that it is compared with."""
REGIMES = {"power": RUST, "hold": "#e3a008", "coast": "#00877a", "brake": INK}
"""Colours of what the driver of a run does."""
_FIRST_CHOICE = {"ore": RUST, "passenger": SEA, "goods": "#5c7a1f"}
_OTHERS = ("#8250a0", "#c28a00", "#00877a", "#a03060", "#555555")


class Look(NamedTuple):
    """Colour, width and dashes of a line."""

    colour: str
    width: float
    dash: str


def colours(classes: Iterable[str]) -> dict[str, str]:
    """Return a colour for every train class, the same in every figure of a scenario.

    The palette is safe for colour-blind people.
    """
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


def of_class(train_class: str, *, ore: bool, loaded: bool) -> str:
    """Return the name that the legend gives to the trains of a look."""
    return f"{train_class} {'loaded' if loaded else 'empty'}" if ore else train_class


class WaitLook(NamedTuple):
    """How the causes of one kind look: a text for the legend, and a colour."""

    text: str
    colour: str


_FOR_TRAINS = WaitLook("waits for a train ahead", "#e3a008")
_GIVES_WAY = WaitLook("lets another go first", "#7b61c4")
_SHUT = WaitLook("waits: line shut", "#c81e6e")
_ITSELF = WaitLook("is late or early itself", "#6b7f8c")

WAITS: dict[str, WaitLook] = {
    CauseKind.SECTION: _FOR_TRAINS,
    CauseKind.TRACK: _FOR_TRAINS,
    CauseKind.YARD: _FOR_TRAINS,
    CauseKind.PRIORITY: _GIVES_WAY,
    CauseKind.ORDER: _GIVES_WAY,
    CauseKind.TURN: _GIVES_WAY,
    CauseKind.DEADLOCK: WaitLook("avoids a deadlock", "#1f2933"),
    CauseKind.POSSESSION: _SHUT,
    CauseKind.CLOSURE: _SHUT,
    CauseKind.WEATHER: _SHUT,
    CauseKind.EARLY: _ITSELF,
    CauseKind.LATE: _ITSELF,
    CauseKind.SET_OUT: WaitLook("sets out a wagon", "#2bb3a3"),
    CauseKind.EDIT: WaitLook("as the planner wanted", "#9ccc3c"),
}
"""The causes of waits, by what a planner does about them: other trains, precedence, the line, the train itself."""


class RestrictionLook(NamedTuple):
    """How a restricted stretch looks: colour, hatch in each of the two drawing libraries, and strength of its fill.

    What is shut is hatched and filled. Where trains only run slowly there are straight lines and hardly any colour.
    """

    colour: str
    screen_hatch: str
    print_hatch: str
    fill_alpha: float = 0.12


_OPEN = 0.04

RESTRICTIONS = {
    "storm, slow trains": RestrictionLook("#c28a00", "horizontal_line", "--", _OPEN),
    "heat, slow trains": RestrictionLook("#d6336c", "vertical_line", "||", _OPEN),
    "possession": RestrictionLook("#5b6b78", "right_diagonal_line", "///"),
    "closure": RestrictionLook("#c81e6e", "cross", "xx"),
    "storm": RestrictionLook("#c28a00", "dot", ".."),
    "storm, passenger trains only": RestrictionLook("#c28a00", "left_diagonal_line", "\\\\\\"),
}
"""What restricts the line, by the kinds of `GraphTable.restrictions`; later kinds are drawn over earlier ones."""


def paled(colour: str, strength: float) -> str:
    """Return a colour mixed with white down to a strength.

    It is opaque, since PDF viewers leave out hatches on transparent fills.
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - part)):02x}" for part in parts)


class PileLook(NamedTuple):
    """The line of a pile: a colour, and its dashes in each of the two drawing libraries."""

    colour: str
    dash: str
    print_dash: str


_PILES = (
    PileLook(RUST, "solid", "-"),
    PileLook(SEA, "dashed", "--"),
    PileLook("#5c7a1f", "dotdash", "-."),
    PileLook("#8250a0", "solid", "-"),
    PileLook("#c28a00", "dashed", "--"),
)


def pile_looks(number: int) -> tuple[PileLook, ...]:
    """Return a different look for each of a number of piles."""
    return tuple(_PILES[i % len(_PILES)] for i in range(number))


_SCENARIOS = (RUST, SEA, "#5c7a1f", "#8250a0", "#c28a00", "#00877a", "#a03060", "#555555")
_DASHES = ("solid", "9 6", "9 4 2 4", "2 4", "16 5")


def scenario_looks(number: int) -> tuple[Look, ...]:
    """Return a different look for each of a number of scenarios that are laid over each other.

    The first is solid and drawn first, so that it shows between the dashes of another that does the same.
    """
    return tuple(Look(_SCENARIOS[i % len(_SCENARIOS)], 2.0, _DASHES[i % len(_DASHES)]) for i in range(number))


PARTS = {"line": SEA, "train sets": RUST, "terminals and others": SAND}
"""Colours of the parts of what a plan costs."""

BOUND, GAIN, LOSS = "#8250a0", "#5c7a1f", RUST
"""Colours of what cannot be exceeded, of money that comes in, and of money that goes out."""
