"""What every command does with bad input and with an interruption."""

import shlex
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import typer

from headway.cli.screen import complain
from headway.errors import InputError
from headway.work import COMMAND

P = ParamSpec("P")
R = TypeVar("R")


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Turn bad input into one message and exit code 2, and an interruption into exit code 130."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        given = COMMAND.set(shlex.join(["headway", *sys.argv[1:]]))
        try:
            return command(*args, **kwargs)
        except InputError as error:
            complain(str(error))
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            complain("Interrupted; nothing was kept.")
            raise typer.Exit(130) from None
        finally:
            COMMAND.reset(given)

    return run
