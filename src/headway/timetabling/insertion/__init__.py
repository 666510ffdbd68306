"""The plain rule: plan one train after another, each on the earliest path that the trains before it leave free."""

from headway.timetabling.insertion.book import Book, Rows
from headway.timetabling.insertion.planned import Planned, cost_of, total
from headway.timetabling.insertion.planner import Planner
from headway.timetabling.insertion.routes import Routes, fastest_s, onward, rules_of
from headway.timetabling.insertion.search import FOREVER, PASS, STOP, Route, Rules, after_arrival, headway
from headway.timetabling.insertion.steps import STANDS, Moment, Step, bookings, gap_behind, holdings, lengthened, to_next_stop

__all__ = [
    "Book",
    "FOREVER",
    "Moment",
    "PASS",
    "Planned",
    "Planner",
    "Route",
    "Routes",
    "Rows",
    "Rules",
    "STANDS",
    "STOP",
    "Step",
    "after_arrival",
    "bookings",
    "cost_of",
    "fastest_s",
    "gap_behind",
    "headway",
    "holdings",
    "lengthened",
    "onward",
    "rules_of",
    "to_next_stop",
    "total",
]
