"""The entry point: an interruption ends every command in the same way, even while it is still being imported."""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from headway.cli.app import app

        app()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing was kept.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
