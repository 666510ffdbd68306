"""The tables of the kernel: what there is, and the state that it is in.

A world is a tuple of structured arrays with one row for each thing. A copy of the arrays is a copy of the world: it can
be run ahead, kept on disk, and continued. Times are in seconds, masses in kilograms. What happens on the line happens
at whole seconds.
"""

from typing import Any, NamedTuple, cast

import numpy as np

from headway.jit import by_reference


def _codes(count: int) -> tuple[int, ...]:
    """Return NumPy integers from 0 on; for Python integers numba compiles a function once for each constant."""
    return cast("tuple[int, ...]", tuple(np.arange(count)))


NONE = cast("int", np.int64(-1))
STOP, PASS = _codes(2)
FIRST, AGAIN = _codes(2)
"""The first step of a route, and the mark of an event that comes once more or only in part."""

# What a unit can be doing; `DOINGS` has the words.
(
    WAITS_ORE, WAITS_LOAD_OUT, LOADS, RUNS_LOADED, RUNS_EMPTY, WAITS_LINE, WAITS_PATH, WAITS_DUMPER, UNLOADS,
    INSPECTED, YARD_MOVES, FAILED, WAITS_SHOP, IN_SHOP, WAITS_LOCOMOTIVES, OTHER,
) = _codes(16)  # fmt: skip
DOINGS = (
    "waits for ore", "waits for load-out", "loading", "runs loaded", "runs empty", "waits on the line", "waits to depart",
    "waits for dumper", "unloading", "inspection", "yard moves", "failed on the way", "waits for shop", "in the shop",
    "waits for locomotives", "other",
)  # fmt: skip

# Phases of a unit.
FREE, IN_YARD, PULLING_OUT, HALTED, WAITING, RUNNING, PULLING_IN, AT_TERMINAL = _codes(8)

# Kinds of task of a duty.
SERVE, DELAY, TRAVEL, VISIT, TAKE, GIVE, LEAVE = _codes(7)

# Kinds of machine: four work on a pile; a server only takes time.
MINE, PLANT, LOAD_OUT, DUMPER, SERVER = _codes(5)

# Phases of a slot of a station.
IDLE, POSITIONING, WORKING, BLOCKED = _codes(4)

# Laws of chance.
CONSTANT, EXPONENTIAL, ERLANG, LOGNORMAL, WEIBULL, UNIFORM = _codes(6)

# Events, in the order in which they happen at one moment.
(
    RESET, MIDNIGHT, REPAIRED, STORM_ENDS, GONE, PASSES, ARRIVES, SETTLES, BREAKS, STORM_BEGINS, TURN, SPRINGS,
    READY, DECIDES, GIVES_UP, STIRS,
) = _codes(16)  # fmt: skip

# Why a train was last refused, and, from `IS_LATE` on, what else keeps it standing.
(
    NOTHING, BY_TRAIN, BY_TRACK, BY_ROOM, BY_WEATHER, BY_WINDOW, BY_SAFETY, BY_PRIORITY, BY_PLAN, BY_TURN, IS_LATE, IS_EARLY,
    SETS_OUT,
) = _codes(13)  # fmt: skip

# How a run of the kernel ends.
DONE, AGENDA_FULL, LOG_FULL, UNITS_FULL, DISTURBED, PAUSED = _codes(6)

# How moves are judged: `NO_TEST` allows all, `SIMPLE` keeps a track free from each direction; `BANKER` and `EXACT` are
# safe.
NO_TEST, SIMPLE, BANKER, EXACT = _codes(4)


def _table(*fields: tuple[str, str]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


CLOCK = _table(
    ("now", "f8"), ("begin", "f8"), ("end", "f8"), ("sequence", "i8"), ("entries", "i8"), ("events", "i8"),
    ("calls", "i8"), ("acts", "i8"), ("corners", "i8"), ("waiting", "i8"), ("online", "i8"), ("free_unit", "i8"),
    ("stirred", "f8"), ("tight", "i8"), ("trips", "i8"), ("departures", "i8"), ("moved_at", "f8"),
    ("status", "i8"), ("asked", "i8"), ("refused", "i8"), ("searched", "i8"), ("created", "i8"), ("left", "i8"),
    ("storms", "i8"), ("storm_s", "f8"), ("spells", "i8"), ("disturbed", "i8"), ("waits", "i8"), ("stuck", "i8"),
    ("most_passed", "i8"), ("longest_wait_s", "f8"),
)  # fmt: skip
"""One row: the time, the lengths of the lists, counts over the run, and which train the safety test found stuck."""

RULE = _table(
    ("setting_s", "f8"), ("clearing_s", "f8"), ("safety", "i8"), ("exact_weight", "f8"),
    ("most_states", "i8"), ("alone", "i8"), ("record_calls", "i8"), ("record_acts", "i8"), ("patience_s", "f8"),
    ("look", "i8"), ("follows", "i8"), ("overdue_s", "f8"), ("turns", "i8"),
    ("turns_back", "i8"),
)  # fmt: skip
"""One row: signalling times, how moves are judged, what is recorded, patience, and how often a train is passed over."""

EVENT = _table(("time", "f8"), ("order", "i8"), ("kind", "i8"), ("subject", "i8"), ("version", "i8"))
LAW = _table(("kind", "i8"), ("mean", "f8"), ("shape", "f8"))
PLACE = _table(
    ("track", "i8"), ("tracks", "i8"), ("parked", "i8"), ("need_m", "f8"), ("tight", "i8"), ("yard_s", "f8"),
)  # fmt: skip
TRACK = _table(("length_m", "f8"), ("holder", "i8"), ("clear_at", "f8"), ("parked", "i8"), ("last", "i8"), ("left_at", "i8"))
"""A track of a place: its holder, who is parked there, which trip left it last, and after how many events."""
SECTION = _table(
    ("via", "i8"), ("vias", "i8"), ("edge", "i8"), ("edges", "i8"), ("slow", "f8"), ("shut", "i8"), ("shut_passengers", "i8"),
    ("window", "i8"), ("windows", "i8"), ("length_m", "f8"), ("done", "i8"),
)  # fmt: skip
"""A section: its parallel tracks (vias), the edges of its blocks, its restrictions, and its windows of closure."""

VIA = _table(
    ("inside", "i8"), ("direction", "i8"), ("holder", "i8"), ("clear_at", "f8"), ("enters", "f8"), ("leaves", "f8"),
    ("cover", "f8"), ("tail_s", "f8"), ("last", "i8"), ("left_at", "i8"),
)  # fmt: skip
"""A track of a section (via): how many trains are inside and in which direction, the last train's times and share of
the section's length, which trip left it last, and after how many events.
"""

WINDOW = _table(("begin", "f8"), ("end", "f8"), ("name", "i8"))
"""When a section is shut, and by which possession or closure."""
ROUTE = _table(
    ("step", "i8"), ("steps", "i8"), ("direction", "i8"), ("length_m", "f8"), ("weight", "f8"), ("passenger", "i8"),
    ("ease", "f8"), ("law", "i8"), ("doing", "i8"), ("due_s", "f8"), ("runs", "i8"), ("late_s", "f8"), ("punctual", "i8"),
    ("cancelled", "i8"), ("people", "i8"), ("came", "i8"), ("came_0", "i8"), ("carried", "i8"), ("carried_0", "i8"),
    ("stayed", "i8"), ("stayed_0", "i8"), ("people_late_s", "f8"), ("window_s", "f8"), ("left", "i8"), ("left_punctual", "i8"),
    ("then", "i8"), ("then_s", "f8"),
)  # fmt: skip
"""The route of one kind of train: its steps, one for each place, the route on which its trains turn back, how much
later that begins, how punctual its trains were, and the people of each train and of all trains.
"""

STEP = _table(
    ("place", "i8"), ("section", "i8"), ("stop_stop", "f8"), ("stop_pass", "f8"), ("pass_stop", "f8"), ("pass_pass", "f8"),
    ("tail_stop", "f8"), ("tail_pass", "f8"), ("halt", "i8"), ("dwell", "f8"), ("clock", "f8"), ("ahead", "f8"), ("fits", "i8"),
    ("cover", "f8"),
)  # fmt: skip
"""A place on a route and the section behind it: times, the stop there, the published time, the free time so far."""

UNIT = _table(
    ("phase", "i8"), ("duty", "i8"), ("task", "i8"), ("doing", "i8"), ("since", "f8"), ("next", "i8"), ("weight", "f8"),
    ("payload", "f8"), ("load", "f8"), ("route", "i8"), ("k", "i8"), ("hold", "i8"), ("mode", "i8"), ("pass_at", "f8"),
    ("stop_at", "f8"), ("enter", "f8"), ("ready", "f8"), ("began", "f8"), ("failed", "f8"),
    ("arrived", "f8"), ("wake_at", "f8"), ("cause", "i8"), ("who", "i8"), ("where", "i8"), ("trip", "i8"),
    ("turn", "i8"), ("key", "u8"), ("fail_key", "u8"), ("fuse_m", "f8"), ("fails", "i8"), ("wagon_fuse_m", "f8"),
    ("wagons", "i8"), ("set_out", "f8"), ("shop_at", "f8"), ("joined", "f8"), ("source", "i8"), ("slot", "i8"),
    ("born", "i8"), ("ready_at", "f8"), ("locomotives", "i8"), ("refused_by", "i8"), ("refused_for", "i8"),
    ("refused_at", "i8"), ("asked_at", "i8"), ("passed", "i8"), ("awaited_by", "i8"), ("aboard", "i8"),
    ("mended", "f8"),
)  # fmt: skip
"""A train set, or a train of the timetable: its duty, where it is, and what may happen to it.

``mended`` is until when it would have stood for a failure if the line had not been about to be shut.
"""

DUTY = _table(
    ("task", "i8"), ("tasks", "i8"), ("fail_law", "i8"), ("repair_law", "i8"), ("wagon_law", "i8"), ("set_out_law", "i8"),
    ("dumped", "f8"), ("dumped_0", "f8"), ("loaded", "f8"), ("loaded_0", "f8"), ("trips", "i8"), ("trips_0", "i8"),
    ("failures", "i8"),
    ("set_outs", "i8"),
)  # fmt: skip
TASK = _table(("kind", "i8"), ("subject", "i8"), ("law", "i8"), ("doing", "i8"), ("every_s", "f8"))
SOURCE = _table(
    ("duty", "i8"), ("law", "i8"), ("batch", "i8"), ("key", "u8"), ("count", "i8"), ("first", "f8"), ("period", "f8"),
    ("late_law", "i8"), ("cancelled", "f8"), ("weight", "f8"), ("payload", "f8"), ("key_out", "u8"), ("weekdays", "i8"),
    ("patience_s", "f8"),
)  # fmt: skip
"""Where units come from: at random intervals of a law, or every period (a day) on some weekdays."""

HUB = _table(
    ("machine", "i8"), ("machines", "i8"), ("capacity", "f8"), ("free", "f8"), ("promised", "f8"), ("at", "f8"),
    ("version", "i8"), ("initial", "f8"), ("integral", "f8"), ("most", "f8"), ("over", "f8"), ("over_s", "f8"), ("pile", "i8"),
    ("gain", "f8"), ("load", "f8"),
)  # fmt: skip
"""A stockpile with its machines, or a group of stations without one."""

MACHINE = _table(
    ("kind", "i8"), ("hub", "i8"), ("rate", "f8"), ("law", "i8"), ("key", "u8"), ("draws", "i8"), ("down", "i8"), ("share", "f8"),
    ("moved", "f8"), ("moved_0", "f8"), ("hindered_s", "f8"), ("hindered_0", "f8"), ("busy_s", "f8"), ("busy_0", "f8"),
    ("down_s", "f8"), ("down_0", "f8"), ("slot", "i8"), ("slots", "i8"), ("positioning_s", "f8"), ("head", "i8"), ("queue", "i8"),
    ("room", "i8"), ("loses", "i8"), ("coming", "i8"), ("short", "i8"), ("waits", "i8"), ("works", "i8"), ("queue_s", "f8"),
    ("queue_0", "f8"),
    ("waited_s", "f8"), ("waited_0", "f8"), ("served", "i8"), ("served_0", "i8"), ("lost", "i8"), ("lost_0", "i8"),
    ("arrived", "i8"), ("arrived_0", "i8"), ("inside_s", "f8"), ("inside_0", "f8"), ("work_s", "f8"),
)  # fmt: skip
"""A mine, plant, load-out, dumper or station: what it moved; how long it was busy, down and hindered; its queue."""

SLOT = _table(("machine", "i8"), ("unit", "i8"), ("phase", "i8"), ("left", "f8"), ("rate", "f8"), ("until", "f8"))
BREAKDOWN = _table(
    ("machine", "i8"), ("wears", "i8"), ("up_law", "i8"), ("down_law", "i8"), ("fuse", "f8"), ("key", "u8"), ("draws", "i8"),
    ("broken", "i8"), ("count", "i8"),
)  # fmt: skip
POOL = _table(("count", "i8"), ("head", "i8"), ("queue", "i8"))
WEATHER = _table(
    ("rate", "f8"), ("season", "i8"), ("duration_law", "i8"), ("closure_law", "i8"), ("closes", "f8"), ("low", "f8"),
    ("high", "f8"), ("extent_m", "f8"), ("slow", "f8"), ("passengers_only", "i8"), ("key", "u8"), ("draws", "i8"),
    ("daily", "i8"), ("at", "f8"), ("count", "i8"),
)  # fmt: skip
"""One kind of weather: how often it comes in which season, for how long, where, and what it does to trains."""

STORM = _table(("weather", "i8"), ("first", "i8"), ("last", "i8"), ("until", "f8"), ("shut_until", "f8"))
LEG = _table(("track", "i8"), ("via", "i8"), ("to_pass", "f8"), ("to_stop", "f8"), ("lost", "f8"))
LIST = _table(("waiting", "i8"), ("online", "i8"), ("scratch", "i8"))
CALL = _table(
    ("trip", "i8"), ("step", "i8"), ("track", "i8"), ("via", "i8"), ("arrives", "f8"), ("departs", "f8"), ("stops", "i8"),
    ("tail", "f8"),
)  # fmt: skip
"""A train at a place, as recorded."""

WAIT = _table(("trip", "i8"), ("step", "i8"), ("cause", "i8"), ("who", "i8"), ("where", "i8"), ("until", "f8"))
"""A recorded wait of a train: for what, until when; a trip or a window, and a section or a place."""

TRIP = _table(("unit", "i8"), ("duty", "i8"), ("route", "i8"), ("ready", "f8"), ("source", "i8"), ("number", "i8"))
ACT = _table(("unit", "i8"), ("duty", "i8"), ("doing", "i8"), ("begin", "f8"), ("end", "f8"))
CORNER = _table(("hub", "i8"), ("time", "f8"), ("level", "f8"))
SPELL = _table(("weather", "i8"), ("first", "i8"), ("last", "i8"), ("begin", "f8"), ("shut_until", "f8"), ("until", "f8"))
"""A recorded storm or heat: its sections, and until when it shut them, if it did, and slowed down trains there."""


@by_reference
class World(NamedTuple):
    """Everything that there is, and its state; the columns are those of the tables of this module.

    ``legs`` holds for each unit and step of its route the tracks that the unit took there and in the section behind,
    its times over that section, and what failures cost there. ``lists`` holds the units that want to go on and those on
    the line, the first ``clock.waiting`` and ``clock.online`` rows of each. ``season`` gives each kind of weather its
    twelve monthly factors.

    ``daily`` holds for each midnight what each duty had dumped, and ``levels`` what lay on each pile. ``spent`` holds
    the seconds of each duty by doing, ``late`` the delays of each route by minutes, ``occupied`` the seconds of each
    section by route.

    The plan that is followed has a row for the train of each unit, and behind these one for the next train of each
    source. It says when the train is to enter each section (``enters``, infinite where it does not say), when it comes
    to each place (``comes``), and on which track (``onto``).
    """

    clock: Any
    rule: Any
    agenda: Any
    laws: Any
    places: Any
    tracks: Any
    sections: Any
    vias: Any
    edges: Any
    windows: Any
    routes: Any
    steps: Any
    units: Any
    legs: Any
    lists: Any
    duties: Any
    tasks: Any
    sources: Any
    hubs: Any
    machines: Any
    slots: Any
    breakdowns: Any
    pools: Any
    weathers: Any
    season: Any
    months: Any
    storms: Any
    calls: Any
    waits: Any
    trips: Any
    acts: Any
    corners: Any
    spells: Any
    daily: Any
    levels: Any
    spent: Any
    late: Any
    occupied: Any
    moves: Any
    seen: Any
    enters: Any
    comes: Any
    onto: Any


def copied(world: World) -> World:
    """Return a copy of a world, which can run on by itself."""
    return World(*(array.copy() for array in world))
