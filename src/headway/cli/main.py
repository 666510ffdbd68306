"""The entry point: an interruption ends every command in the same way, even while it is still being imported."""

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
        sys.stderr.write("Interrupted; nothing was kept.\n")
        sys.exit(130)
    finally:
        # While Python shuts down nothing catches an interruption any more: it ends with the same exit code.
        signal.signal(signal.SIGINT, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    os._exit(130)


if __name__ == "__main__":
    main()
