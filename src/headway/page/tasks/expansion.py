"""The plan over years: planned as a job, kept below the runs, and shown from what was kept."""

import json

from headway.expansion import appraise, expand, read_plan
from headway.page.folders import own_folder
from headway.page.models import ExpansionView
from headway.page.settings import Settings
from headway.page.views import expansion_view, no_expansion
from headway.whole import whole
from headway.work import Progress

_FOLDER = ".years"
"""The folder, below that of the runs, in which plans over years are kept."""

_VIEW = "shown.json"


def kept_expansion(settings: Settings) -> ExpansionView:
    """Return the plan over years as it was found last; where it was not planned yet, what it asks."""
    try:
        return ExpansionView.model_validate(
            json.loads((settings.runs / _FOLDER / settings.stem / _VIEW).read_text(encoding="utf-8"))
        )
    except (OSError, ValueError):
        assert settings.plan_file is not None
        return no_expansion(read_plan(settings.plan_file))


def expanded(settings: Settings, progress: Progress) -> ExpansionView:
    """Plan over years, or go on from what is kept, and keep what is shown of it."""
    assert settings.plan_file is not None
    folder = own_folder(settings.runs, _FOLDER) / settings.stem
    found = expand(read_plan(settings.plan_file), folder=folder, jobs=1, progress=progress)
    view = expansion_view(found, appraise(found))
    text = view.model_dump_json()
    whole(folder / _VIEW, lambda part: part.write_text(text, encoding="utf-8"))
    return view
