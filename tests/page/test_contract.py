"""The contract: models, the description for programs, the types of the page, and the sentences are of one mind."""

import json
import re
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import pytest

import headway.page
from headway.page import models
from headway.page.api.session import DESCRIPTION
from headway.page.said import SAID, in_english, said
from tests import ROOT

TYPES = Path(headway.page.__file__).parent / "static" / "api.d.ts"


def test_the_description_in_the_package_is_that_of_the_routes(monkeypatch):
    """`python tools/make_openapi.py` writes it."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_openapi

    assert DESCRIPTION.read_text(encoding="utf-8") == make_openapi.description()


def test_the_description_is_served(server):
    found = server.get("/openapi.json")
    assert found == json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    assert "/api/1/plan/edits" in found["paths"]


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("Session", models.Session), ("Figure", models.Figure), ("PlanView", models.PlanView), ("Graph", models.Graph),
        ("Train", models.TrainView), ("Call", models.CallView), ("Ghost", models.Ghost), ("Occupation", models.Occupation),
        ("Piles", models.Piles), ("TrainDetail", models.TrainDetail), ("Job", models.JobView), ("WhatIfKind", models.WhatIfKind),
        ("WhatIf", models.WhatIfJob), ("PlanAnew", models.PlanAnewJob), ("Repeat", models.RepeatJob),
        ("WhatIfResult", models.WhatIfResult), ("ScenarioView", models.ScenarioView), ("Value", models.Value),
        ("RunView", models.RunView), ("Comparison", models.Comparison), ("ExpansionView", models.ExpansionView),
        ("EditRequest", models.EditRequest), ("EditAnswer", models.EditAnswer), ("Move", models.MoveView),
        ("Stale", models.Stale), ("Problems", models.Problems), ("Said", models.Said),
    ],
)  # fmt: skip
def test_the_types_of_the_page_are_those_of_the_server(name, model):
    """Every field of an interface is one of the model and the other way round."""
    text = re.sub(r"//.*", "", TYPES.read_text(encoding="utf-8"))
    text = text[text.index(f"export interface {name} {{") :]
    depths = list(accumulate((c == "{") - (c == "}") for c in text))
    begin = text.index("{")
    inner = text[begin + 1 : depths.index(0, begin)]
    # What is inside other brackets belongs to the types of fields.
    while inner != (inner := re.sub(r"[{\[<][^{}\[\]<>]*[}\]>]", "", inner)):
        pass
    assert set(re.findall(r"(\w+)\??\s*:", inner)) == set(model.model_fields)


def test_a_sentence_has_the_values_that_its_key_lists():
    assert in_english(said("limit.mine", part="pit", mt_y=6.0)) == "pit limits the tonnage to 6.0 Mt/y: what the mine digs"
    assert in_english(said("step.copy", train="ore 1", at_s=6_060)) == "ore 1 again at 01:41"
    assert in_english(said("step.add", service="ore", at_s=115_200)) == "one more train of ore at 08:00 on day 2"
    stands = said("step.dwell", train="ore 1", place="Loop B", at_least_s=300)
    assert in_english(stands) == "ore 1 stands at Loop B for 5 min or more"
    for wrong in ({"part": "pit"}, {"part": "pit", "mt_y": 6.0, "x": 1}):
        with pytest.raises(KeyError):
            said("limit.mine", **wrong)
    assert all(text and not text.endswith(".") for text in SAID.values())


def test_no_model_takes_what_it_does_not_know():
    assert all(
        getattr(models, name).model_config["extra"] == "forbid"
        for name in models.__all__
        if isinstance(getattr(models, name), type)
    )


def test_the_page_imports_no_engine_and_the_command_no_page():
    """So the server is up before the engine is imported, and help needs neither."""
    heavy = ["numpy", "polars", "numba", "ortools", "bokeh", "ruamel", "headway.io", "headway.timetabling", "headway.report"]
    code = f"import sys, headway.page; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    code = "import sys, headway.cli.app; print([m for m in ('fastapi', 'uvicorn', 'headway.page') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_without_the_extra_the_command_says_what_to_install(tmp_path):
    """As if fastapi were not there."""
    (tmp_path / "fastapi.py").write_text("raise ModuleNotFoundError(\"No module named 'fastapi'\", name='fastapi')")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['headway', 'serve']; "
    code += "from headway.cli.main import main; main()"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert " ".join(done.stderr.split()) == "the page needs more than Headway itself. Install it: pip install 'headway[page]'"
