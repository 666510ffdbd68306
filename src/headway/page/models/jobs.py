"""Jobs: long work with progress, and what may be asked for."""

from typing import Annotated, Any, Literal

from pydantic import Field

from headway.page.models.base import Model, Said
from headway.page.models.edits import Name


class JobView(Model):
    """A job as it stands; ``result`` is there once it is done, and depends on its kind."""

    id: str
    kind: str
    title: Said
    state: Literal["waiting", "running", "done", "cancelled", "failed"]
    share: float
    text: str
    to_go_s: float | None
    result: Any
    problems: list[str]
    begun: str


class WhatIfParameter(Model):
    """A parameter of a what-if."""

    key: str
    kind: Literal["place", "section", "hours", "flow", "practice", "number"]
    choices: list[str]
    default: str | int | float


class WhatIfKind(Model):
    """A what-if that can be asked."""

    key: Literal["loop", "closed", "locomotive", "set", "practice"]
    parameters: list[WhatIfParameter]


class WhatIfJob(Model):
    """Simulate the scenario as it is and with something else, with the same chance in both."""

    kind: Literal["what_if"]
    what: Literal["loop", "closed", "locomotive", "set", "practice"]
    parameters: Annotated[dict[str, str | int | float], Field(default_factory=dict, max_length=10)]
    days: Annotated[int, Field(ge=1, le=3_650)] = 28
    replications: Annotated[int, Field(ge=2, le=1_000)] = 5


class SimulateJob(Model):
    """Plan a day, simulate the scenario, and keep both as a run."""

    kind: Literal["simulate"]
    days: Annotated[int, Field(ge=1, le=3_650)] = 28
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    warm_up_days: Annotated[int, Field(ge=0, le=365)] = 7
    chance: bool = True


class PlanAnewJob(Model):
    """Plan the scenario anew, without the edits; a step of undo."""

    kind: Literal["plan_anew"]
    days: Annotated[int, Field(ge=1, le=366)]
    repeat: bool
    seconds: Annotated[int | float, Field(ge=0, le=600)]


class RepeatJob(Model):
    """Run a kept run again, and say whether it gives the same to the last bit."""

    kind: Literal["repeat"]
    run: Name


class ExpansionJob(Model):
    """Plan over years, as the plan file beside the scenario asks."""

    kind: Literal["expansion"]


AskedJob = Annotated[WhatIfJob | SimulateJob | PlanAnewJob | RepeatJob | ExpansionJob, Field(discriminator="kind")]


class WhatIfFigure(Model):
    """A figure as it is and as it would be, with the 95 % interval of the change."""

    name: str
    unit: str
    now: float
    then: float
    change: float
    low: float
    high: float


class WhatIfResult(Model):
    """What would change."""

    figures: list[WhatIfFigure]
    sentence: Said
    scenario: str | None
