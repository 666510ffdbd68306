"""Practice: what railways do beside what their designs say, as one table.

A design says how fast trains could run and how soon they could turn. Real lines lose time where no design does: crews
change, trains are inspected and placed, drivers keep a margin, track is slow or shut for maintenance, and turnouts
into loops are slow. The table gives each of these for two kinds of operator. The conventional one is a state or an
older private railway; the best one was planned as a system of mine, line and port, as in the Pilbara.

The figures were chosen for no line in particular, and are assumptions about any line to which they are applied. What
they make of real lines is measured by ``benchmarks/truth``.
"""

from dataclasses import dataclass

from headway.errors import did_you_mean

NONE = "none"
"""No practice: the design as it stands."""

PRACTICES = (NONE, "conventional", "best")
"""The practices that a scenario may name."""


def practice_rule(name: str) -> tuple[bool, str]:
    """Return the rule of a field ``practice``: one of the names."""
    return name in PRACTICES, f'practice: there is no practice "{name}". {did_you_mean(name, PRACTICES)}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the table.

    Parameters
    ----------
    what
        What it is.
    conventional, best
        Its value under each practice, as a scenario file would hold it.
    range
        The lowest and the highest plausible value.
    why
        Where it comes from.
    """

    what: str
    conventional: str
    best: str
    range: tuple[str, str]
    why: str

    def of(self, practice: str) -> str:
        """Return the value under a practice."""
        return self.best if practice == "best" else self.conventional


TABLE: dict[str, Figure] = {
    "crew_stop": Figure(
        what="Stop of an ore train on its way for a change of crews",
        conventional="30 min",
        best="15 min",
        range=("10 min", "60 min"),
        why="a relief crew takes over, with a brake test; the time is assumed",
    ),
    "crew_alone": Figure(
        what="Longest way without such a stop",
        conventional="200 km",
        best="400 km",
        range=("150 km", "500 km"),
        why="a crew of 8 to 12 hours goes there and back, or where only one way is driven in a duty, there",
    ),
    "crew_reach": Figure(
        what="Longest way with one stop; one more for each such length",
        conventional="800 km",
        best="800 km",
        range=("600 km", "1000 km"),
        why="two duties of 8 to 10 hours at 40 to 50 km/h",
    ),
    "inspection": Figure(
        what="Inspection of a train set in every cycle, with fuelling",
        conventional="4 h",
        best="2 h",
        range=("2 h", "6 h"),
        why="a brake test on foot along 200 wagons and back, fuelling, small repairs; 2 h with fuel and men at hand",
    ),
    "positioning": Figure(
        what="Placing a train at a load-out or a dumper and releasing it",
        conventional="60 min",
        best="30 min",
        range=("15 min", "90 min"),
        why="a train of two kilometres is drawn in and out at walking pace, and waits for its turn in the yard",
    ),
    "yard_move": Figure(
        what="Way between a yard and the running track",
        conventional="15 min",
        best="10 min",
        range=("5 min", "20 min"),
        why="two kilometres at 8 or at 12 km/h",
    ),
    "margin": Figure(
        what="Margin in running times, as a share",
        conventional="0.05",
        best="0.03",
        range=("0.03", "0.07"),
        why="3 to 7 % is usual (J. Pachl, Railway Operation and Control, on recovery times)",
    ),
    "slow_orders": Figure(
        what="Share of the line's length that is slow for the sake of the track",
        conventional="0.05",
        best="0.03",
        range=("0.03", "0.08"),
        why="temporary speed restrictions on 3 to 8 % of the length, an assumption for heavy-haul lines",
    ),
    "slow_to": Figure(
        what="Share of their speed at which trains run there",
        conventional="0.625",
        best="0.625",
        range=("0.5", "0.8"),
        why="50 km/h where 80 are allowed",
    ),
    "possession": Figure(
        what="Length of a weekly possession of a section",
        conventional="4 h",
        best="4 h",
        range=("4 h", "8 h"),
        why="4 to 8 h a week of every section, an assumption for heavy-haul lines",
    ),
    "possessions_a_week": Figure(
        what="Possessions of every section a week",
        conventional="2",
        best="1",
        range=("1", "2"),
        why="a line of higher axle loads on older track needs more of them",
    ),
    "possession_from": Figure(
        what="Time of day at which they begin",
        conventional="10:00",
        best="10:00",
        range=("06:00", "22:00"),
        why="by day, when gangs work; a seventh of the line on each day, so that trains meet them one after another",
    ),
    "turnout_speed": Figure(
        what="Speed over the turnouts of loops",
        conventional="40 km/h",
        best="60 km/h",
        range=("25 km/h", "80 km/h"),
        why="radii of 190 and 500 m with 100 mm of cant deficiency: v = sqrt(R x 100 / 11.8) (EN 13803) = 40 and 65 km/h",
    ),
}
"""The values of the two practices."""


def running_supplement(practice: str) -> float:
    """Return by which share trains run slower: the margin, and what slow orders cost if they lie anywhere.

    Where slow orders lie is not known before they are imposed, so they are spread over the line: a share of the length
    that is run at a share of the speed.
    """
    margin, share, slow_to = (float(TABLE[key].of(practice)) for key in ("margin", "slow_orders", "slow_to"))
    return _slower(margin, share, slow_to)


def _slower(margin: float, share: float, slow_to: float) -> float:
    return round(margin + share * (1 / slow_to - 1), 6)


def _plausible(end: int) -> str:
    """Return the supplement at one end of the ranges; the slower that slow orders are, the longer trains run."""
    margin, share, slow_to = (float(TABLE[key].range[side]) for key, side in _ENDS[end].items())
    return str(_slower(margin, share, slow_to))


_ENDS = ({"margin": 0, "slow_orders": 0, "slow_to": 1}, {"margin": 1, "slow_orders": 1, "slow_to": 0})

SUPPLEMENTS = (_plausible(0), _plausible(1))
"""The lowest and the highest plausible supplement."""
