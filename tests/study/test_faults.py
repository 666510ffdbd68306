"""What went wrong once with studies: odd files, damaged folders, designs that scatter differently."""

import json
import shutil

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

import headway as hw
from headway.cli.app import app
from headway.store import StudyFolder
from headway.study import kept_study, read_study, run_study
from headway.study.search import searched
from headway.study.selection import Aim, Bound, judged

SMALL = {"base": "three-loops", "vary": {"fleets.shuttle.sets": [1, 2]}, "replications": 1, "days": 2}


def refused(study, folder):
    with pytest.raises(hw.InputError) as caught:
        run_study(study, folder)
    return str(caught.value)


@pytest.fixture(scope="module")
def small_study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("studies") / "small"
    run_study(SMALL, folder)
    return folder


@pytest.fixture
def copied(small_study, tmp_path):
    """A study of its own, to be damaged."""
    return shutil.copytree(small_study, tmp_path / "small")


def test_a_limit_that_is_met_exactly_is_met():
    """A hundred percent of a hundred percent, in every run."""
    found = judged([Aim(values=np.zeros((1, 1)))], [Bound(values=np.zeros((1, 6)))], np.zeros(1, dtype=bool))
    assert found.meets[0] == 1
    assert found.chance == 1


def test_what_was_run_once_tells_nothing_for_sure():
    nothing = np.zeros(3, dtype=bool)
    assert judged([Aim(values=np.array([[1.0, np.nan], [2.0, np.nan], [3.0, np.nan]]))], [], nothing).chance <= 0.5
    assert judged([Aim(values=np.full((3, 2), np.nan))], [], nothing).chance <= 0.5
    # Two runs that agree may agree by chance; five that do count.
    assert judged([Aim(values=np.array([[1.0] * 2, [2.0] * 2]))], [], nothing[:2]).chance <= 0.5
    assert judged([Aim(values=np.array([[1.0] * 5, [2.0] * 5]))], [], nothing[:2]).chance == 1.0
    assert "a search needs a number from 5 on" in refused(
        {**SMALL, "search": {"least": "fleets.shuttle.sets"}, "replications": 4}, "never"
    )


def test_the_stated_chance_holds_where_few_designs_scatter_much():
    """One design in ten scatters 300 times as much as the others: of the searches that are sure 95 of 100 must be right."""
    sure = right = 0
    for number in range(120):
        rng = np.random.default_rng(number)
        means = np.zeros(20)
        means[rng.integers(20)] = 0.5
        spread = np.where(rng.random(20) < 0.1, 3.0, 0.01)
        runs = means[:, None] + rng.normal(0.0, 1.0, 20) + rng.normal(0.0, 1.0, (20, 20)) * spread[:, None]
        last = []

        def judge(have, runs=runs, last=last):
            known = np.where(np.arange(20) < np.array(have)[:, None], runs, np.nan)
            last[:] = [judged([Aim(values=known)], [], np.zeros(20, dtype=bool))]
            return last[0]

        for _ in searched(20, 20, 0.95, judge):
            pass
        if last[0].chance >= 0.95:
            sure += 1
            right += means[last[0].chosen[0]] > 0
    assert sure > 10
    assert right >= 0.95 * sure


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ({"fleets.shuttle.sets": [1, 2], "o": {"a": {"fleets.shuttle.sets": 3}, "b": {}}}, "both change fleets.shuttle.sets"),
        ({"variant": {"a": {"setting": "1 min"}, "b": {}}}, 'cannot be called "variant"'),
        ({"ore, delivered [Mt/y]": {"a": {"setting": "1 min"}, "b": {}}}, "which is a figure"),
        ({"setting": {"range": ["30 s", "900000 h"]}}, "is out of range"),
    ],
)
def test_axes_that_would_give_false_tables_are_refused(tmp_path, vary, words):
    points = {"points": {"latin-hypercube": 2}} if "setting" in vary else {}
    assert words in refused({**SMALL, "vary": vary, **points}, tmp_path / "s")
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ({"subject_to": {"ore, delivered": ">= 1.2.3"}}, 'write ">= 47.5"'),
        ({"subject_to": {"ore, delivered": ">= 3 in 250% of the years"}}, 'write ">= 47.5"'),
        ({"subject_to": {"ore, delivered": ">= 3 in 0%"}}, 'write ">= 47.5"'),
        ({"subject_to": {"ore, delivered": [1]}}, '["1"]: write'),
        ({"confidence": "1.2.3%"}, "from 50% to below 100%"),
        ({"indifference": float("nan")}, "a number from 0 on"),
        ({"indifference": float("inf")}, "a number from 0 on"),
    ],
)
def test_numbers_that_are_none_are_refused_in_words(tmp_path, search, words):
    study = {**SMALL, "replications": 5, "search": {"least": "fleets.shuttle.sets", **search}}
    assert words in refused(study, tmp_path / "s")


def test_the_same_cannot_be_wanted_twice(tmp_path):
    pareto = {"pareto": [{"least": "fleets.shuttle.sets"}, {"most": "fleets.shuttle.sets"}]}
    assert "every goal once" in refused({**SMALL, "replications": 5, "search": pareto}, tmp_path / "s")


def test_texts_are_texts(tmp_path):
    said = refused({**SMALL, "title": [1], "practice": {"a": 1}}, tmp_path / "s")
    assert "title: [" in said
    assert "practice: a mapping is no text" in said
    assert "Node(" not in said


def test_a_study_with_a_wrong_goal_begins_nothing(tmp_path):
    study = {**SMALL, "replications": 5, "search": {"least": "fleets.shuttle.set"}}
    assert 'Did you mean "fleets.shuttle.sets"' in refused(study, tmp_path / "s")
    assert list(tmp_path.iterdir()) == []
    file = tmp_path / "wrong.yaml"
    file.write_text("base: three-loops\nvary: {fleets.shuttle.sets: [1, 2]}\nfigures: [nonsense]\nsearch: {most: gold}\n")
    done = CliRunner().invoke(app, ["study", "check", str(file)])
    assert done.exit_code == 2
    assert '"nonsense" is no figure' in done.output
    assert '"gold" is neither an axis nor a figure' in done.output


def test_a_search_that_asks_more_is_another_study(tmp_path):
    study = {**SMALL, "replications": 5, "search": {"most": "ore, delivered", "confidence": 0.996}}
    run_study(study, tmp_path / "s")
    other = {**study, "search": {"most": "ore, delivered", "confidence": 0.999, "indifference": 1}}
    assert "cannot go on" in refused(other, tmp_path / "s")


def test_what_a_killed_beginning_left_is_cleared(tmp_path):
    """A hidden folder of a process that is gone."""
    left = tmp_path / ".s-999999-0.part"
    (left / "results").mkdir(parents=True)
    run_study(SMALL, tmp_path / "s")
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_two_that_begin_at_once_share_one_study(tmp_path, monkeypatch):
    """The second finds a whole study and goes on with it."""
    first = StudyFolder(tmp_path / "s")
    run_study(SMALL, tmp_path / "t")
    real = StudyFolder.begun.fget

    def late(store):
        if not real(store):
            shutil.copytree(tmp_path / "t", tmp_path / "s", dirs_exist_ok=True)
            return False
        return True

    assert not first.begun
    monkeypatch.setattr(StudyFolder, "begun", property(late))
    with pytest.raises(hw.InputError, match="is there already, and no study"):
        run_study(SMALL, tmp_path / "s")
    assert run_study(SMALL, tmp_path / "s").over


@pytest.mark.parametrize("name", ["x" * 300, ".bin", "a\nb"])
def test_a_study_has_a_name_that_a_folder_can_have(tmp_path, name):
    assert "cannot name a study" in refused(SMALL, tmp_path / name)


def test_brackets_in_a_path_are_no_pattern(small_study, tmp_path):
    folder = shutil.copytree(small_study, tmp_path / "[w]*2" / "small")
    assert kept_study(folder).over
    assert kept_study(folder).to_frame().height == 2


def test_numbers_of_several_kinds_are_read_in_one_line(tmp_path):
    study = {**SMALL, "vary": {"air_temperature_c": [30, 35.5], "o": {"a": None, "b": {"setting": "2 min"}}}}
    run_study(study, tmp_path / "s")
    table = pl.read_parquet(tmp_path / "s" / "results" / "*.parquet")
    assert table["air_temperature_c"].unique().sort().to_list() == [30.0, 35.5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: (f / "study.yaml").write_text((f / "study.yaml").read_text().replace("- 2", "- 3")), "has been changed"),
        (lambda f: shutil.copy(f / "results" / "000000-0-0000.parquet", f / "results" / "000001-0-0000.parquet"), "Delete it"),
        (lambda f: shutil.copy(f / "results" / "000000-0-0000.parquet", f / "results" / "000099-0-0000.parquet"), "Delete it"),
    ],
)
def test_what_was_changed_in_a_study_is_noticed(copied, change, words):
    change(copied)
    with pytest.raises(hw.InputError, match=words):
        kept_study(copied)


@pytest.mark.parametrize(
    "entry", ["headway", "title", "begun", "command", "inputs_sha256", "practice", "asked", "left", "figures"]
)
def test_a_damaged_study_json_is_said_in_words(copied, entry):
    about = json.loads((copied / "study.json").read_text())
    for value in (None, 3.5):
        (copied / "study.json").write_text(json.dumps({**about, entry: value}))
        with pytest.raises(hw.InputError, match=rf"does not say all that a study is made by \({entry}\)"):
            kept_study(copied)


def test_lost_results_are_run_again(copied):
    wanted = kept_study(copied).to_frame()
    shutil.rmtree(copied / "results")
    assert not kept_study(copied).over
    assert run_study(SMALL, copied).to_frame().equals(wanted)
    (copied / "results" / "hello.parquet").write_text("not ours")
    assert kept_study(copied).to_frame().equals(wanted)


def test_a_study_of_two_stages_that_lost_a_table_of_the_first_is_shown(tmp_path):
    study = {
        **SMALL,
        "vary": {"setting": {"range": ["1 min", "2 min"]}, "clearing": {"range": ["1 min", "2 min"]}},
        "points": {"morris": 2, "indices": 2, "of": 1},
    }
    run_study(study, tmp_path / "s")
    (tmp_path / "s" / "results" / "000001-0-0000.parquet").unlink()
    assert "not over yet" in kept_study(tmp_path / "s").summary()
    assert CliRunner().invoke(app, ["study", "show", str(tmp_path / "s"), "--html", str(tmp_path / "s.html")]).exit_code == 0


def test_the_page_of_two_goals_draws_them_against_each_other(tmp_path):
    study = {
        "base": "gara-djebilet",
        "vary": {"fleets.mine-sets.sets": [1, 2, 3]},
        "search": {"pareto": [{"least": "fleets.mine-sets.sets"}, {"most": "ore, delivered", "indifference": 0.1}]},
        "replications": 5,
        "days": 10,
    }
    found = run_study(study, tmp_path / "s")
    page = hw.report.write_study_page(found, tmp_path / "s.html").read_text()
    assert "no other is better in both" in page
    assert found.answer.partition(",")[0] in page


def test_a_title_and_where_a_run_is_shown(small_study, tmp_path):
    """A study without a title is called after its file, also when it is shown later; a study is not a run."""
    file = tmp_path / "sets.yaml"
    file.write_text("base: three-loops\nvary: {fleets.shuttle.sets: [1, 2]}\nreplications: 1\ndays: 2\n")
    assert run_study(file, tmp_path / "s").headline == kept_study(tmp_path / "s").headline
    assert kept_study(tmp_path / "s").headline.startswith("sets: 2 of 2 variants")
    done = CliRunner().invoke(app, ["runs", "show", str(small_study)], env={"COLUMNS": "300"})
    assert f"is a study, not a run: headway study show {small_study}" in done.output


def test_a_figure_that_is_always_zero_is_precise(tmp_path):
    study = {**SMALL, "replications": {"half_width": "5%", "of": "ore, cancelled", "most": 40}}
    assert run_study(study, tmp_path / "s").known.runs() == 20


def test_an_axis_that_is_the_practice_is_not_said_to_be_the_base_s(tmp_path):
    plan = read_study({"base": "gara-djebilet", "vary": {"practice": ["none", "best"]}, "replications": 1, "days": 2})
    found = run_study(plan, tmp_path / "s")
    assert dict(found.about.rows())["practice"] == "varied"
