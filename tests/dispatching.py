"""Small dispatching problems."""

from hypothesis import strategies as st

from headway.dispatch import DelayCost, Dispatching, Event, Operation, Solution, Use


def meet() -> Dispatching:
    """Two trains towards each other over A, a loop of two tracks L1 and L2, and B; each takes 10 over A and B.

    The one that waits in the loop loses nothing if they meet there at once: both arrive at 10 and leave at 10.
    """

    def train(first: str, last: str) -> tuple[Operation, ...]:
        return (
            Operation(10, uses=(Use(first),), successors=(1, 2)),
            Operation(0, uses=(Use("L1"),), successors=(3,)),
            Operation(0, uses=(Use("L2"),), successors=(3,)),
            Operation(10, uses=(Use(last),), successors=(4,)),
            Operation(0),
        )

    return Dispatching((train("A", "B"), train("B", "A")), (DelayCost(0, 4, 20, 1), DelayCost(1, 4, 20, 1)))


def met() -> Solution:
    """The meet in the loop: both in by 10, then both out at the same instant, one after the other in the list."""
    moves = [(0, 0, 0), (0, 1, 0), (10, 0, 1), (10, 1, 2), (10, 0, 3), (10, 1, 3), (20, 0, 4), (20, 1, 4)]
    return Solution(0, tuple(Event(*move) for move in moves))


def loops(*headings: str) -> Dispatching:
    """A single line of loops with two tracks, a train on every track at first; each goes to its end of the line, 100 a section.

    Headings are two letters for every loop, from the left: ``<`` goes to the left end, ``>`` to the right, ``.`` is no train.
    """
    trains = [
        _from_loop(i, track, len(headings), heading == ">")
        for i, pair in enumerate(headings)
        for track, heading in enumerate(pair)
        if heading != "."
    ]
    return Dispatching(tuple(trains), tuple(DelayCost(k, len(train) - 1, coeff=1) for k, train in enumerate(trains)))


def _from_loop(loop: int, track: int, count: int, rightwards: bool) -> tuple[Operation, ...]:
    found = [Operation(10, start_ub=0, uses=(Use(f"loop {loop} track {track}"),), successors=(1,))]
    for at in range(loop, count) if rightwards else range(loop, -1, -1):
        section = len(found)
        beyond = at + 1 if rightwards else at - 1
        ends = not 0 <= beyond < count
        found.append(
            Operation(
                100, uses=(Use(f"section {at + rightwards}"),), successors=(section + 1,) if ends else (section + 1, section + 2)
            )
        )
        if not ends:
            found += [Operation(0, uses=(Use(f"loop {beyond} track {t}"),), successors=(section + 3,)) for t in (0, 1)]
    return (*found, Operation(0))


@st.composite
def problems(draw: st.DrawFn) -> Dispatching:
    """Two or three trains of up to five operations on up to four resources, many of them stuck for ever."""
    trains = draw(st.lists(_trains(), min_size=2, max_size=3))
    costs = [
        DelayCost(
            k, draw(st.integers(0, len(train) - 1)), *draw(st.tuples(st.integers(0, 8), st.integers(0, 2), st.integers(0, 5)))
        )
        for k, train in enumerate(trains)
        for _ in range(draw(st.integers(0, 2)))
    ]
    exits = [DelayCost(k, len(train) - 1, draw(st.integers(0, 8)), 1) for k, train in enumerate(trains)]
    return Dispatching(tuple(trains), (*costs, *exits))


@st.composite
def _trains(draw: st.DrawFn) -> tuple[Operation, ...]:
    size = draw(st.integers(2, 5))
    found: list[Operation] = []
    for i in range(size):
        names = draw(st.lists(st.sampled_from("abcd"), max_size=2, unique=True)) if i < size - 1 else []
        skips = i < size - 2 and draw(st.booleans())
        lower = draw(st.integers(0, 4))
        found.append(
            Operation(
                draw(st.integers(0, 3)),
                lower if draw(st.booleans()) else 0,
                draw(st.none() | st.integers(lower, 12)) if i < 2 else None,
                tuple(Use(name, draw(st.integers(0, 2))) for name in names),
                () if i == size - 1 else (i + 1, i + 2) if skips else (i + 1,),
            )
        )
    return tuple(found)
