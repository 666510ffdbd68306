"""The entry point: Ctrl-C ends every command in the same way, even while the command is still being imported."""

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """Run the command line."""
    try:
        from headway.cli.app import app

        app()
    except KeyboardInterrupt:
        _say_interrupted()
    except Exception as error:
        # Some compiled libraries report an interrupted import as an import that failed.
        if not _of_an_interruption(error):
            raise
        _say_interrupted()
    finally:
        # While Python shuts down nothing catches an interruption any more, so it ends with the same exit code.
        signal.signal(signal.SIGINT, _end)


def _say_interrupted() -> None:
    sys.stderr.write("Interrupted; nothing was kept.\n")
    sys.exit(130)


def _of_an_interruption(error: BaseException | None) -> bool:
    """Tell whether an error was caused by Ctrl-C."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(130)


if __name__ == "__main__":
    main()
