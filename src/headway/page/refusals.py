"""Refusals that are no fault of the input: too early, too late, too much."""


class NotReadyError(Exception):
    """The plan is not there yet."""


class StaleError(Exception):
    """A step was asked for on a version that is not the present one any more.

    Parameters
    ----------
    version
        The present version.
    """

    def __init__(self, version: int) -> None:
        super().__init__(f"the plan was changed meanwhile: it has version {version} by now")
        self.version = version


class FullError(Exception):
    """As many jobs are waiting as may."""
