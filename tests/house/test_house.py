"""The house itself: public names, the profile tool, the ten lines, and sums that are the same on every version of Python."""

import ast
import builtins
import re
import runpy
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import headway
from headway import throughput, timetabling
from headway.dispatch import MaxRounds
from headway.jit.cache import kernel_sources
from headway.simulation import Replanning, Rules
from tests import ROOT


@pytest.mark.parametrize(
    ("folder", "prefix", "seed", "rise", "fall", "curves"),
    [
        ("gara-djebilet", "", 950, 8, 5, 0.12),
        ("gara-djebilet-oran", "oued-tlelat-bechar-", 648, 15, 10, 0.25),
        ("gara-djebilet-oran", "oued-tlelat-bethioua-", 55, 10, 10, 0.25),
    ],
)
def test_the_assumed_profiles_are_made_by_the_tool(folder, prefix, seed, rise, fall, curves, tmp_path):
    """The tables in the package are what the tool writes with the seed that the scenario names."""
    source = Path(headway.__file__).parent / "scenarios" / folder
    command = [sys.executable, str(ROOT / "tools" / "make_profile.py"), str(source / f"{prefix}places.csv")]
    options = {"seed": seed, "rise": rise, "fall": fall, "curves": curves, "prefix": prefix, "out": tmp_path}
    subprocess.run([*command, *(f"--{k}={v}" for k, v in options.items())], check=True)
    for table in ("gradients.csv", "curves.csv"):
        assert (tmp_path / f"{prefix}{table}").read_text() == (source / f"{prefix}{table}").read_text()


def test_the_ten_lines_print_what_stands_beside_them(capsys):
    """The example of the README, run as it is, prints the text kept beside it."""
    runpy.run_path(str(ROOT / "examples" / "ten_lines.py"))
    assert capsys.readouterr().out == (ROOT / "examples" / "ten_lines.txt").read_text(encoding="utf-8")


def test_the_readme_shows_the_example_as_it_is():
    lines = (ROOT / "examples" / "ten_lines.py").read_text(encoding="utf-8").strip()
    assert lines in (ROOT / "README.md").read_text(encoding="utf-8")


def test_public_names_are_all_there():
    for name in headway.__all__:
        assert getattr(headway, name) is not None
    assert "simulate" in dir(headway)
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        headway.simulat  # noqa: B018


def test_what_a_line_carries_answers_where_it_was_public_before():
    """`from headway.timetabling import occupation` goes on to work; `throughput` is its room now."""
    for name in throughput.__all__:
        assert getattr(timetabling, name) is getattr(throughput, name)
    with pytest.raises(AttributeError, match="no attribute 'occupations'"):
        timetabling.occupations  # noqa: B018


def test_no_result_is_a_built_in_sum_of_floats(monkeypatch):
    """It adds in another way since Python 3.12: a plan, a run, a simulation and its figures must not hang on that in their last
    digit."""
    plain, found = builtins.sum, set()

    def watched(values, /, start=0):
        items, caller = list(values), sys._getframe(1)
        if caller.f_globals["__name__"].startswith("headway") and any(isinstance(x, float) for x in (start, *items)):
            found.add(f"{caller.f_code.co_filename}:{caller.f_lineno}")
        return plain(items, start)

    monkeypatch.setattr(builtins, "sum", watched)
    scenario = headway.load("three-loops")
    plan = headway.timetable(scenario, stop=MaxRounds(100))
    assert plan.summary()
    assert plan.explain()
    assert headway.repeating_day(scenario, stop=MaxRounds(20)).summary()
    run = headway.simulate(scenario, days=10, replications=2, rules=Rules(replanning=Replanning(rounds=20, futures=2)))
    assert run.summary()
    assert run.kpis.sentence
    assert headway.train_run(scenario, "ore-loaded", "Pit", "Port", driving=headway.LeastEnergy(margin=0.1)).energy_j > 0
    assert found == set()


_OF_FLOATS = re.compile(r".*_(m|kg|n|w|j|ms|ms2|km|h|kg_s|w_s|m2|t_y|mt_y|permille)|float|rate|share")


def test_no_quantity_is_added_up_by_the_built_in_sum():
    """What has a unit other than seconds, which may be whole, is a float: its sum is `headway.units.exact_sum`, or numpy's."""
    found = []
    for path in Path(headway.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sum":
                names = {
                    n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(node) if isinstance(n, ast.Name | ast.Attribute)
                }
                found += [f"{path.name}:{node.lineno} {name}" for name in sorted(names) if _OF_FLOATS.fullmatch(name)]
    assert found == []


def wings_of(package):
    return {path.parent for path in package.rglob("*/*/__init__.py")}


def test_the_face_of_a_wing_is_about_that_wing_alone():
    """It hands on what its own files hold, so that no wing comes along with another unless its files need it."""
    package = Path(headway.__file__).parent
    assert len(wings_of(package)) > 15
    for wing in wings_of(package):
        own = ".".join(["headway", *wing.relative_to(package).parts])
        for node in ast.walk(ast.parse((wing / "__init__.py").read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.Import)
            assert not isinstance(node, ast.ImportFrom) or f"{node.module}.".startswith(f"{own}."), wing


def test_a_wing_is_entered_by_its_face():
    """A file takes from another wing what its face (`__init__`) gives, so that a wing can be rearranged inside. Files that hold
    kernels name files instead, since kept kernels are named after the files that they are made of; the proof of `dispatch` is
    loaded only when it is needed."""
    package = Path(headway.__file__).parent
    kernels = {path for path in kernel_sources() if "headway.jit import" in path.read_text(encoding="utf-8")}
    found = []
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("headway.") and path not in kernels:
                found += [f"{path.relative_to(package)}:{node.lineno} {name}" for name in past_the_face(node, path, package)]
    assert [name for name in found if not name.endswith(" headway.dispatch.search.exact")] == []


def past_the_face(node, path, package):
    """Give the files of other wings that an import names, or takes from a wing though its face does not hand them on."""
    target = package.joinpath(*node.module.split(".")[1:])
    if target.parent in wings_of(package) and target.parent not in path.parents:
        yield node.module
    if target in wings_of(package) and target not in path.parents:
        face = import_module(node.module).__all__
        yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name not in face)
