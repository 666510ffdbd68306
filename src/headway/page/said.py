"""Everything that the server says to the page as a value: the keys, with the English sentence that each stands for.

The page makes the words, in English or in French, from the same keys and values. So this is the one list of both.
"""

from collections.abc import Mapping
from string import Formatter

from headway.page.models import Said
from headway.units import DAY_S, clock, day_number, hours_minutes

SAID: Mapping[str, str] = {
    # How good the plan is known to be.
    "status.optimal": "Optimal: no plan costs less",
    "status.gap": "At most {gap_percent} % above the best possible plan",
    "status.open": "How good this plan is is still being computed",
    "status.withdrawn": "A bound above the cost of this plan was withdrawn, which is a fault of Headway",
    # What limits the tonnage, and by how much.
    "limit.mine": "{part} limits the tonnage to {mt_y} Mt/y: what the mine digs",
    "limit.feeder": "{part} limits the tonnage to {mt_y} Mt/y: what other trains bring to the pile",
    "limit.load_out": "{part} limits the tonnage to {mt_y} Mt/y: loading trains one after another",
    "limit.dumper": "{part} limits the tonnage to {mt_y} Mt/y: dumping trains one after another",
    "limit.plant": "{part} limits the tonnage to {mt_y} Mt/y: what the plant takes",
    "limit.fleet": "{part} limits the tonnage to {mt_y} Mt/y: {sets} train sets with {cycle_h} h a cycle",
    "limit.line": "Section {part} limits the tonnage to {mt_y} Mt/y: it would be occupied all the time",
    "limit.target": "The plan carries its target of {target_mt_y} Mt/y; next, the {kind} {part} would limit it at {mt_y} Mt/y",
    "limit.plan": "The plan carries {planned_mt_y} of {target_mt_y} Mt/y; the {kind} {part} limits it first, at {mt_y} Mt/y",
    "limit.none": "No ore runs here, so nothing limits a tonnage",
    # Notes beside the five figures.
    "figure.tonnage": "{trains} loaded trains of {payload_t} t",
    "figure.trains_late": "{late} late, the first {train}",
    "figure.trains_cancelled": "{cancelled} cancelled",
    "figure.longest_wait": "Longest: {train} at {place}, {minutes} min",
    "figure.no_wait": "No train waits for another",
    "figure.sets_short": "{flow} needs {needed} and has {there}",
    "figure.gap": "{gap_percent} % above what no plan can beat",
    # Steps that can be undone and done again.
    "step.opened": "the first plan",
    "step.depart": "{train} departs at {at_s}",
    "step.lock": "{train} keeps its path",
    "step.track": "{train} uses track {track} of {place}",
    "step.meet": "{train} and {other} meet at {place}",
    "step.no_meet": "{train} and {other} do not meet at {place}",
    "step.close": "{name}: the line is closed from {from_place} to {to_place}",
    "step.add": "one more train of {service} at {at_s}",
    "step.copy": "{train} again at {at_s}",
    "step.cancel": "{train} is cancelled",
    "step.dwell": "{train} stands at {place} for {at_least_s} or more",
    "step.several": "{count} edits",
    "step.release": "{count} edits taken back",
    "step.around": "the rest planned around",
    "step.planned_anew": "{days} days planned anew",
    # Jobs.
    "job.opening": "Opening {name}",
    "job.around": "Planning around {count} edits",
    "job.plan_anew": "Planning {days} days anew",
    "job.simulate": "Simulating {days} days",
    "job.repeat": "Repeating {run}",
    "job.expansion": "Planning over years",
    "job.loop": "What if there were one more loop in {section}?",
    "job.closed": "What if {section} were closed for {hours} h?",
    "job.locomotive": "What if a locomotive of {flow} were down?",
    "job.set": "What if {flow} had one more train set?",
    "job.practice": "What if the line ran by the {practice} practice?",
    # What a what-if found: by how much the tonnes of the flow change, with their interval.
    "what_if.more": "{flow} delivers {change} ± {half} Mt/y more: {then} instead of {now}",
    "what_if.less": "{flow} delivers {change} ± {half} Mt/y less: {then} instead of {now}",
    "what_if.same": "{flow} delivers {then} Mt/y, which is not different from {now} by more than chance may explain",
    "what_if.no_ore": "No ore runs here; the figures below are those of the trains",
}

_NAMES = {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in SAID.items()}


def said(key: str, **values: str | float) -> Said:
    """Return a sentence as a value.

    Raises
    ------
    KeyError
        If there is no such sentence, or its values are others.
    """
    if values.keys() != _NAMES[key]:
        raise KeyError(f"{key} has the values {sorted(_NAMES[key])}, not {sorted(values)}")
    return Said(key=key, values=values)


def in_english(one: Said) -> str:
    """Return a sentence in English, for terminals and lists; moments as a clock, durations in minutes."""
    return SAID[one.key].format(**{name: _written(name, value) for name, value in one.values.items()})


def _written(name: str, value: str | float) -> str | float:
    if name == "at_s":
        day = day_number(float(value))
        return f"{clock(float(value) % DAY_S)}{'' if day == 1 else f' on day {day}'}"
    return hours_minutes(float(value)) if name.endswith("_s") else value
