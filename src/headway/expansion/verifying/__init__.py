"""Stages judged by timetables and simulated years, and the search that goes by what they say."""

from headway.expansion.verifying.evidence import Evidence
from headway.expansion.verifying.search import Found, Search, Verified
from headway.expansion.verifying.short import refuse

__all__ = [
    "Evidence",
    "Found",
    "Search",
    "Verified",
    "refuse",
]
