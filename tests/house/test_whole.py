"""Files are there whole or not at all, replace only plain files of their kind, and leave no parts behind."""

import os

import pytest

import headway as hw
from headway.whole import check_targets, target_problems, whole


def test_a_file_is_whole_or_as_it_was(tmp_path):
    """A writer that fails half-way leaves the old file and no part."""
    path = tmp_path / "day.csv"
    whole(path, lambda part: part.write_text("old"))

    def half(part):
        part.write_text("ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(hw.InputError, match="No space left on device"):
        whole(path, half)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["day.csv"]


def test_parts_of_killed_writers_are_cleared(tmp_path):
    """What a process that is gone left is taken away, that of one that still writes is not."""
    gone, there = tmp_path / ".day-999999999-0.part.csv", tmp_path / f".day-{os.getpid()}-99999.part.csv"
    gone.write_text("half")
    there.write_text("half")
    whole(tmp_path / "day.csv", lambda part: part.write_text("new"))
    assert not gone.exists()
    assert there.exists()


def test_a_part_of_a_scenario_folder_is_cleared_as_well(tmp_path, small):
    """A folder is made under a hidden name of the same kind; the next one of its name takes away what a killed one left."""
    left = tmp_path / ".line-999999999-0.part"
    left.mkdir()
    (left / "scenario.yaml").write_text("half")
    hw.save(small, tmp_path / "line")
    assert [path.name for path in tmp_path.iterdir()] == ["line"]
    assert hw.load(tmp_path / "line") == small


def test_two_writers_of_one_file_do_not_share_a_part(tmp_path):
    parts = []
    whole(tmp_path / "day.csv", lambda part: (parts.append(part), part.write_text("a")))
    whole(tmp_path / "day.csv", lambda part: (parts.append(part), part.write_text("b")))
    assert parts[0] != parts[1]


def test_what_is_no_plain_file_is_not_replaced(tmp_path):
    """A device, a pipe, a folder, a name of another kind, one that is too long, a folder that is not there."""
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    bad = {
        "/dev/full": "no plain file",
        tmp_path / "pipe.csv": "no plain file",
        tmp_path / "folder.csv": "is a folder",
        tmp_path / "day.txt": "of another kind",
        tmp_path / ("x" * 300 + ".csv"): "too long a name",
        tmp_path / "nowhere" / "day.csv": "is not a folder",
        tmp_path / "nul\0.csv": "a null character",
    }
    for path, message in bad.items():
        (problem,) = target_problems(type(tmp_path)(path), (".csv",))
        assert message in problem
    with pytest.raises(hw.InputError) as caught:
        check_targets([(type(tmp_path)(path), (".csv",)) for path in bad])
    assert len(caught.value.problems) == len(bad)


def test_two_files_of_one_name_are_refused(tmp_path):
    """The second would replace the first without a word."""
    path = tmp_path / "day.csv"
    with pytest.raises(hw.InputError, match="named 2 times"):
        check_targets([(path, (".csv",)), (path, (".csv",))])
