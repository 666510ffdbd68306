"""Havens: where a train may stand while the line is shut at known times, and whether it is caught on its way.

A place between two sections that are shut at once lies inside what is shut: no train should stand there then. A train
leaves a place where it may stand only if it expects to come through, or to another such place, before it is shut in. It
does not set out at all if it expects to be held on its way for longer than its patience. What it expects is to run
freely.

Where what shuts the line comes again so soon that no later time is better, within a week, a train goes on and stands
where it has to.

The hours of a crew and the nightfall of a convoy would pose the same question, with another end of what is allowed.
"""

from headway.jit import part
from headway.simulation.engine.tables import BY_WINDOW, NONE, World

_DAY_S = 86_400.0
_WEEK_S = 7 * _DAY_S
_SPARE_S = 3_600.0
"""A later time is better only if the train gets through even if others cost it this long [s]."""


@part
def shut_by(w: World, s: int, enters: float, leaves: float) -> int:
    """Return the first window that shuts a section at some moment between two times, or none."""
    section, now = w.sections[s], w.clock[0].now
    while section.done < section.windows and w.windows[section.window + section.done].end <= now - _DAY_S:
        section.done += 1
    for i in range(section.window + section.done, section.window + section.windows):
        window = w.windows[i]
        if window.begin >= leaves:
            break
        if window.end > enters:
            return i
    return NONE


@part
def _inside(w: World, before: int, behind: int, at: float) -> bool:
    """Tell whether the place between two sections is shut in at a time, or will be within a day.

    It is shut in while both sections are shut at once.
    """
    one, other = w.sections[before], w.sections[behind]
    for i in range(one.window + one.done, one.window + one.windows):
        a = w.windows[i]
        if a.begin >= at + _DAY_S:
            break
        if a.end <= at:
            continue
        for j in range(other.window + other.done, other.window + other.windows):
            b = w.windows[j]
            if b.begin >= a.end or b.begin >= at + _DAY_S:
                break
            if b.end > at and b.end > a.begin:
                return True
    return False


@part
def _may_stand(w: World, u: int, k: int, at: float) -> bool:
    """Tell whether a unit may stand at a step of its route from a time on: it fits there and is not shut in."""
    route = w.routes[w.units[u].route]
    if k == 0 or k == route.steps - 1:
        return True
    step = w.steps[route.step + k]
    return step.fits == 1 and not _inside(w, w.steps[route.step + k - 1].section, step.section, at)


@part
def caught(w: World, u: int, k: int, begin: float, at: float, sets_out: bool) -> float:
    """Return how much later to ask again if what shuts the line at known times would catch a unit, else 0.

    The unit would leave where it is at one time and come to a step of its route where it fits at another. A unit that
    ``sets_out`` looks at its whole way. If no later time is better within a week, nothing is gained by waiting.
    """
    if w.windows.size == 0:
        return 0.0
    unit = w.units[u]
    if not sets_out and not _may_stand(w, u, unit.hold, w.clock[0].now):
        # The unit should not stand where it is either, so it goes on as far as it can.
        return 0.0
    later = _held(w, u, k, at, sets_out)
    if later == 0.0:
        return 0.0
    who, where = unit.who, unit.where
    then, more = begin + later, later
    while more > 0.0 and then <= begin + later + _WEEK_S:
        more = _held(w, u, unit.hold, then, sets_out)
        then += more
    unit.who, unit.where = who, where
    return later if more == 0.0 else 0.0


@part
def _held(w: World, u: int, k: int, at: float, sets_out: bool) -> float:
    """Return how much later to ask again if a unit that is at a step of its route at a time will be caught, else 0.

    Where it is now it waits until it can go, and others may then cost it some time.
    """
    unit, rule = w.units[u], w.rule[0]
    route = w.routes[unit.route]
    held_since = at
    while k < route.steps - 1:
        leaves = k == unit.hold
        stands = leaves or _may_stand(w, u, k, at)
        if stands:
            if not sets_out and not leaves:
                return 0.0
            held_since = at
        step, ahead = w.steps[route.step + k], w.steps[route.step + k + 1]
        runs = (step.stop_pass if leaves else step.pass_pass) * w.sections[step.section].slow
        x = shut_by(w, step.section, at - rule.setting_s, at + runs + ahead.tail_pass + rule.clearing_s)
        if x != NONE:
            window = w.windows[x]
            hold = window.end - held_since
            if not leaves and (hold > rule.patience_s or not (stands or sets_out)):
                unit.cause, unit.who, unit.where = BY_WINDOW, window.name, step.section
                return max(60.0, hold - rule.patience_s if sets_out else window.end + rule.setting_s - at)
            at = window.end + rule.setting_s
            continue
        at += runs + ahead.dwell + (_SPARE_S if leaves else 0.0)
        k += 1
    return 0.0


@part
def hurries(w: World, u: int, begin: float) -> bool:
    """Tell whether a unit had better not run easily.

    That is so where its way is shut between when it could come by and when it would come by if it ran easily.
    """
    if w.windows.size == 0:
        return False
    unit, rule = w.units[u], w.rule[0]
    route = w.routes[unit.route]
    soon, easy = begin, begin
    for k in range(unit.hold, route.steps - 1):
        step, ahead = w.steps[route.step + k], w.steps[route.step + k + 1]
        enters = soon - rule.setting_s
        runs = step.pass_pass * w.sections[step.section].slow
        soon += runs + ahead.dwell
        easy += runs * (1.0 + route.ease)
        if shut_by(w, step.section, enters, easy + ahead.tail_pass + rule.clearing_s) != NONE:
            return True
        easy += ahead.dwell
    return False
