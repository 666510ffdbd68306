"""What is kept: runs, studies and plans over years."""

from typing import Annotated, Literal

from pydantic import Field

from headway.page.models.base import Model
from headway.page.models.edits import Name


class RunFigure(Model):
    """A figure of something that is kept."""

    name: str
    value: float
    unit: str


class RunView(Model):
    """A run, a study or a plan over years that is kept; ``fault`` says why it cannot be used."""

    name: str
    kind: Literal["run", "study", "plan"]
    when: str
    title: str
    mb: float
    fault: str
    figures: list[RunFigure]


class BinNames(Model):
    """What to throw into the bin."""

    names: Annotated[list[Name], Field(min_length=1, max_length=200)]
