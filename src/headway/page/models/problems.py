"""What is wrong with a request: every problem at once."""

from headway.page.models.base import Model


class ProblemView(Model):
    """A problem: the address or field that it is about, which may be empty, and what is wrong and what to do."""

    where: str
    message: str


class Problems(Model):
    """Every problem of a request."""

    problems: list[ProblemView]
