"""The page: a planner's day on this machine, with the engine beside it.

A server answers on the loopback address. It keeps a desk, on which the plan lies with every version before it, and it
runs long work as jobs. The page itself is in ``static``; it speaks to the server by the routes under ``/api/1``.
"""

from headway.page.serving import serve
from headway.page.settings import Settings

__all__ = ["Settings", "serve"]
