"""What several tests share."""

import signal
from pathlib import Path

import pytest
from hypothesis import settings

import headway as hw
from tests import ROOT

settings.register_profile("headway", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("headway")

BUNDLED = ("gara-djebilet", "gara-djebilet-12mt", "gara-djebilet-50mt", "gara-djebilet-oran", "three-loops")


# A shell that starts the tests in the background has them ignore Ctrl-C, and all that they start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let tests in a browser come last: Playwright leaves a loop running, in which no other can run."""
    items.sort(key=lambda item: "page/browser/" in item.nodeid)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of sourced facts and reference cases, which is not part of the project."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of reference data is not beside the project")
    return folder


@pytest.fixture(scope="session")
def flagship() -> hw.Scenario:
    return hw.load("gara-djebilet")


@pytest.fixture(scope="session")
def small() -> hw.Scenario:
    return hw.load("three-loops")
