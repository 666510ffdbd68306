"""Tuned constants: the benchmark, the page and the docstrings speak of constants that there are."""

import re
from pathlib import Path

from benchmarks.constants import CASES, CONSTANTS

import headway
from tests import ROOT

NAMES = [constant.name for constant in CONSTANTS]


def test_every_constant_is_there_once_with_a_case():
    """Each has a value in the source, none is listed twice, and each is tried in a case that there is."""
    assert len(set(NAMES)) == len(NAMES)
    for constant in CONSTANTS:
        assert constant.own is not None
        assert set(constant.cases) <= CASES.keys()


def test_docstrings_and_the_page_name_constants_that_are_measured():
    """Whoever copies a command from a docstring or the page gets the table of that constant."""
    sources = [*Path(headway.__file__).parent.rglob("*.py"), ROOT / "docs" / "measured" / "constants.md"]
    named = [name for path in sources for name in re.findall(r"--only ([a-z_.]+\.[A-Z_]+)", path.read_text(encoding="utf-8"))]
    assert len(named) > 15
    assert set(named) <= set(NAMES)
