"""Results of the bundled scenarios stay what they are until somebody means them to change: then ``python -m tests.baseline``."""

import json

import pytest

import headway as hw
from tests.baseline import FILE, RESULTS, SCENARIOS

KEPT = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("kind", RESULTS)
@pytest.mark.parametrize("name", SCENARIOS)
def test_results_are_as_before(name, kind):
    """Whole numbers and texts exactly, all other numbers to a part in 10^12."""
    assert differences(KEPT[name][kind], RESULTS[kind](hw.load(name))) == []


def differences(kept, found, where=""):
    """Return where two results differ, and how: at most the first ten."""
    if isinstance(kept, dict) and isinstance(found, dict):
        names = [f"{where}: {name} is in one alone" for name in sorted(kept.keys() ^ found.keys())]
        both = sorted(kept.keys() & found.keys())
        return [*names, *(d for name in both for d in differences(kept[name], found[name], f"{where}/{name}"))][:10]
    if isinstance(kept, list) and isinstance(found, list) and len(kept) == len(found):
        return [d for i, pair in enumerate(zip(kept, found, strict=True)) for d in differences(*pair, f"{where}/{i}")][:10]
    if isinstance(kept, float) and isinstance(found, float):
        return [] if found == pytest.approx(kept, rel=1e-12, abs=1e-12) else [f"{where}: {kept!r} before, {found!r} now"]
    return [] if kept == found else [f"{where}: {kept!r} before, {found!r} now"]


def test_a_difference_is_seen():
    """A second, a track, a train and the twelfth digit are."""
    kept = {"cost": 10, "trains": {"a": [[0, "1"]]}, "share": 1.0}
    assert differences(kept, {"cost": 10, "trains": {"a": [[0, "1"]]}, "share": 1.0 + 1e-13}) == []
    found = {"cost": 11, "trains": {"a": [[0, "2"]], "b": []}, "share": 1.0 + 1e-11}
    assert len(differences(kept, found)) == 4
