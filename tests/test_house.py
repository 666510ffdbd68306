"""The house itself: kernels and their cache, the profile tool, and the ten lines."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import headway
from headway import jit

ROOT = Path(__file__).parents[1]


def test_the_kernel_cache_is_named_after_every_kernel_source(tmp_path, monkeypatch):
    """Editing any file that holds kernels, not only the one that is called, moves the cache."""
    names = {p.name for p in jit.kernel_sources()}
    assert {"drive.py", "envelope.py", "forces.py", "search.py"} <= names
    before = jit.cache_folder()
    shutil.copytree(Path(jit.__file__).parent, tmp_path / "headway", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(jit, "__file__", str(tmp_path / "headway" / "jit.py"))
    assert jit.cache_folder() == before
    kernel = tmp_path / "headway" / "physics" / "drive.py"
    kernel.write_text(kernel.read_text().replace("STALL_W = 0.0025", "STALL_W = 0.0026"))
    assert jit.cache_folder() != before


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
