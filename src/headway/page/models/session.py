"""The session: what is opened, and the token of changes."""

from typing import Literal

from headway.page.models.base import Model


class Opened(Model):
    """What the server was asked to open."""

    kind: Literal["scenario", "run", "plan"]
    name: str


class Session(Model):
    """What a page must know at first; the token is sent as header ``X-Headway-Token`` with every change."""

    version: str
    token: str
    opened: Opened
    title: str
    starts_on: str
    has_expansion: bool
    language: str | None
