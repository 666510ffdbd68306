"""The referee of train sets checks which set runs which train against the timetable and the terminals.

It shares no code with `turnback`, which assigns the sets. It reads only the scenario, the train paths and the turns.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from headway.arguments import public
from headway.io import scenario_of
from headway.model import OreFlow, Scenario
from headway.timetabling.paths import TrainPath
from headway.timetabling.sets.circulation import Circulation, Turn


@public
def verify_sets(
    scenario: Scenario | str | Path, paths: Iterable[TrainPath], circulations: Iterable[Circulation], period_s: int
) -> list[str]:
    """Return every violation of an assignment of train sets, in words.

    It checks that:

    - one set runs every train of a flow, and one train follows and one precedes it;
    - a set goes on from where it is, loaded after empty and empty after loaded;
    - it goes on no sooner than it is loaded or unloaded, inspected, and moved to and from the yard;
    - no set runs two trains at once;
    - the number of sets is the number that the turns take.

    It does not check whether the fleet has that many sets.

    Parameters
    ----------
    scenario, paths, circulations
        The corridor, its timetable, and the train sets of every flow.
    period_s
        After how long the timetable begins again [s].
    """
    scenario = scenario_of(scenario)
    plan = {path.train: path for path in paths}
    flows = {flow.name: flow for flow in scenario.flows}
    found: list[str] = []
    for circulation in circulations:
        if circulation.flow not in flows:
            found.append(f'"{circulation.flow}" is not an ore flow')
            continue
        trains = {name for name, path in plan.items() if path.service == circulation.flow}
        found += _each_once(trains, circulation)
        sound = [turn for turn in circulation.turns if turn.train in trains and turn.then in trains]
        for turn in sound:
            found += _turn(scenario, flows[circulation.flow], turn, plan[turn.train], plan[turn.then], period_s)
        found += _at_once(sound)
        taken = sum(turn.then_departs_s - turn.departs_s for turn in sound)
        if taken != circulation.needed * period_s:
            found.append(f"{circulation.flow}: its turns take {taken / period_s:g} train sets, not {circulation.needed}")
    return found


def _each_once(trains: set[str], circulation: Circulation) -> Iterator[str]:
    """Check that one set runs every train, and one set goes on as it."""
    for what, named in (
        ("is run by", Counter(turn.train for turn in circulation.turns)),
        ("is what goes on of", Counter(turn.then for turn in circulation.turns)),
    ):
        for train in sorted(trains | named.keys()):
            if train not in trains:
                yield f"{train}: is not a train of {circulation.flow}"
            elif named[train] != 1:
                yield f"{train}: {what} {named[train]} sets, not one"


def _turn(scenario: Scenario, flow: OreFlow, turn: Turn, arriving: TrainPath, leaving: TrainPath, period_s: int) -> Iterator[str]:
    """Check that a set goes on from where it is, loaded after empty or empty after loaded, when it is ready."""
    if (turn.departs_s, turn.arrives_s) != (arriving.calls[0].departs_s, arriving.calls[-1].arrives_s):
        yield f"{turn.train}: runs at other times than {turn.train_set} does"
    end = arriving.calls[-1].place
    if end != turn.place or leaving.calls[0].place != end:
        yield f"{turn.train_set}: arrives as {turn.train} at {end} and goes on as {turn.then} from {leaving.calls[0].place}"
    if arriving.loaded == leaving.loaded:
        yield f"{turn.train_set}: is {'loaded' if leaving.loaded else 'empty'} as {turn.train} and as {turn.then}"
    # A train may leave more than a period late. A set that is there already runs it, even the first time.
    if (turn.then_departs_s - leaving.calls[0].departs_s) % period_s:
        yield f"{turn.then}: does not depart when {turn.train_set} goes on"
    fleet = scenario.fleet(flow.fleet)
    station = scenario.dumper(flow.dumper) if arriving.loaded else scenario.load_out(flow.load_out)
    load_s = scenario.consist(fleet.loaded).payload_kg / station.rate_kg_s
    inspected_s = fleet.inspection_s if fleet.inspection_at == end else 0.0
    least_s = station.positioning_s + load_s + inspected_s + 2 * scenario.yard_move_at(end)
    stays_s = turn.then_departs_s - arriving.calls[-1].arrives_s
    if stays_s < least_s:
        yield f"{turn.train_set}: has {stays_s:.0f} s at {end} between {turn.train} and {turn.then}, and needs {least_s:.0f} s"


def _at_once(turns: list[Turn]) -> Iterator[str]:
    """Check that a set runs one train at a time, and next the train that its turn names, if that is of this period."""
    runs: dict[str, list[Turn]] = defaultdict(list)
    of = {turn.train: turn for turn in turns}
    for turn in sorted(turns, key=lambda turn: turn.departs_s):
        runs[turn.train_set].append(turn)
        then = of.get(turn.then)
        if then is not None and then.departs_s == turn.then_departs_s and then.train_set != turn.train_set:
            yield f"{turn.train_set}: goes on as {turn.then}, which {then.train_set} runs"
    for train_set, duties in runs.items():
        for a, b in pairwise(duties):
            if b.departs_s < a.then_departs_s and (b.train, b.departs_s) != (a.then, a.then_departs_s):
                yield f"{train_set}: runs {b.train} before it goes on from {a.train} as {a.then}"
