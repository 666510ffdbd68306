"""The routes of ``/api/1``, by subject."""

from headway.page.api.compare import router as compare
from headway.page.api.expansion import router as expansion
from headway.page.api.jobs import router as jobs
from headway.page.api.plan import router as plan
from headway.page.api.runs import router as runs
from headway.page.api.scenario import router as scenario
from headway.page.api.session import router as session
from headway.page.api.shared import known_query

ROUTERS = (session, plan, jobs, scenario, runs, compare, expansion)

__all__ = ["ROUTERS", "known_query"]
