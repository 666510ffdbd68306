"""``python -m headway``: the command, where its own name is not on the path."""

from headway.cli.main import main

main()
