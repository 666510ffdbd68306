"""What the terminal shows: every line fits the terminal, broken between words and continued below its own text."""

import re
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import typer
from typer.core import TyperGroup

_NO_TERMINAL = 100
"""Width where there is no terminal and ``COLUMNS`` is not set."""
_LEAST = 40
_HANGS = 4
_NAMED = re.compile(r" *\S.*?\s{2,}(?=\S)")
"""A name and the space behind it, in a line that is a row of a name and its text."""


def columns() -> int:
    """Return how many characters fit in a line: ``COLUMNS``, or the terminal's width; 100 without a terminal."""
    return max(_LEAST, get_terminal_size((_NO_TERMINAL, 24)).columns)


def say(text: str) -> None:
    """Print a text on standard output, with lines no longer than the terminal is wide."""
    typer.echo(fitted(text, columns()))


def complain(text: str) -> None:
    """Print a text on standard error, with lines no longer than the terminal is wide."""
    typer.echo(fitted(text, columns()), err=True)


def fitted(text: str, width: int) -> str:
    """Break the longer lines of a text between words; only a word that is too long by itself sticks out.

    In a row of a name and a text, the rest continues below the text; in an indented line, a little further in.

    >>> print(fitted("  search   at most 10 s, seed 1", 25))
      search   at most 10 s,
               seed 1
    """
    return "\n".join(part for line in text.split("\n") for part in _broken(line, width))


def _broken(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip())
    named = _NAMED.match(line)
    hang = named.end() if named and named.end() <= width // 2 else indent + _HANGS if indent else 0
    return wrap(
        line, width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )


class Commands(TyperGroup):
    """A group of commands whose help describes each command in a whole sentence, on as many lines as it takes."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands."""
        for command in self.commands.values():
            paragraph = (command.help or "").split("\n\n")[0]
            command.short_help = " ".join(paragraph.split())
        super().format_commands(ctx, formatter)
