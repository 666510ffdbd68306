"""Wording: the causes of waits in English words."""

from collections.abc import Iterable

from headway.arguments import public
from headway.timetabling.causes import Cause, CauseKind

_SENTENCES = {
    CauseKind.SECTION: "waits for {who} on {where}",
    CauseKind.TRACK: "waits for {who} at {where}",
    CauseKind.PRIORITY: "lets {who} go first at {where}",
    CauseKind.ORDER: "lets {who} go first on {where}, as ordered",
    CauseKind.DEADLOCK: "waits for {who}: at {where} the two could block each other for good",
    CauseKind.TURN: "lets {who} go first, which has waited longest",
    CauseKind.YARD: "draws out of its yard since {who} has cleared {where}",
    CauseKind.POSSESSION: "waits for possession {who} on {where}",
    CauseKind.CLOSURE: "waits for closure {who} on {where}",
    CauseKind.WEATHER: "waits until {where} is open again, shut by {who}",
    CauseKind.EARLY: "is early against its published times",
    CauseKind.LATE: "is not ready at its published time",
    CauseKind.SET_OUT: "sets out a wagon",
    CauseKind.EDIT: "stands as the planner wanted",
}


@public
def words(cause: Cause) -> str:
    """Return the words for a cause, to be read after the name of the train that waits."""
    unnamed = "weather" if cause.kind is CauseKind.WEATHER else "another train"
    return _SENTENCES[cause.kind].format(who=cause.who or unnamed, where=cause.where)


def in_turn(causes: Iterable[Cause]) -> str:
    """Return the words for several causes, one after another."""
    return ", then ".join(dict.fromkeys(words(cause) for cause in causes))
