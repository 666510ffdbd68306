"""Bad files: one message that lists every problem, and never a crash."""

import random
import shutil

import pytest

import headway as hw
from headway.io.bundled import find
from tests.io.test_files import write


@pytest.fixture
def planted(tmp_path):
    """A scenario folder with ten planted mistakes."""
    folder = tmp_path / "planted"
    write(
        folder,
        """\
        extends: ../loop
        title: Ten mistakes
        colour: red                                    # 1 unknown key
        yard_move: 10 t                                # 2 wrong unit
        legs:
          main:
            km_from: 0
            km_to: 40
            places:
              - {name: Port, km: 0, tracks: "3 x 800 m", yard_trains: 4}
              - {name: Loop A, km: 10, tracks: "2 x 700 m"}
              - {name: Loop B, km: 20, tracks: "2 x 800 m"}
              - {name: Beyond, km: 55}                 # 3 station off the line
              - {name: Pit, km: 40, tracks: "3 x 800 m", yard_trains: 4}
            speed_limits: limits.csv                   # 7 missing column, in limits.csv
            curves: curves.csv                         # 10 unreadable file
        consists:
          ore-loaded: {wagons: {hopper: 66000}}        # 4 more wagons than any train has
          ore-empty: {wagons: {hopper: 66}}
        wagons:
          coach: {payload: -80 t}                      # 5 negative tonnes
        services:
          morning-up: {destination: Pitt}              # 6 service to nowhere
        terminals:
          pit-load-out: {rate_t_h: plenty}             # 8 text for a number
        """,
    )
    write(folder, "from_km,to_km\n0,40\n", "limits.csv")
    (folder / "curves.csv").write_bytes(b"from_km,to_km,radius_m\n1,2,\xff\xfe\n")
    write(tmp_path / "loop", "extends: ../loop2\n")
    write(tmp_path / "loop2", "extends: ../loop\n")  # 9 a loop of extends
    return folder


def test_ten_planted_mistakes_are_listed_in_one_message(planted, tmp_path):
    """Unknown key, unit, station, wagons, tonnes, service, column, number, extends, file: all at once, with their lines."""
    base = find("three-loops").read_text()
    # The last scenario of the loop holds the rest of the line.
    (tmp_path / "loop2" / "scenario.yaml").write_text(base + "\nextends: ../loop\n")
    with pytest.raises(hw.InputError) as caught:
        hw.load(planted)
    message = str(caught.value)
    for expected in (
        '"colour" is not a key here',
        'unit "t" does not fit here',
        'place "Beyond" at km 55 is off the line',
        "wagons.coach.payload: -80 t is out of range (0 to 1,000 t)",
        "consists.ore-loaded.wagons.hopper: 66,000 is out of range (1 to 1,000)",
        '"Pitt" is not a place of the line. Did you mean "Pit"?',
        "column speed_km_h is missing",
        '"plenty" is not a number with a unit',
        "a loop:",
        "curves.csv: 1 problem",
        "cannot be read as UTF-8",
    ):
        assert expected in message, f"{expected}\n---\n{message}"
    assert all(p.file for p in caught.value.problems)
    assert all(p.line for p in caught.value.problems if "curves.csv" not in p.file)


def test_a_train_longer_than_every_track_is_listed_beside_other_mistakes(tmp_path):
    """66 hoppers make 832 m, more than the 800 m of any track; the unknown key is told as well."""
    write(
        tmp_path / "mine",
        """\
        extends: three-loops
        colour: red
        consists:
          ore-loaded: {wagons: {hopper: 66}}
          ore-empty: {wagons: {hopper: 66}}
        """,
    )
    with pytest.raises(hw.InputError) as caught:
        hw.load(tmp_path / "mine")
    message = str(caught.value)
    assert "832 m) is longer than every track of the line" in message
    assert '"colour" is not a key here' in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: three-loops\nwagons: {hopper: {tare: 20}}\n", r"20 has no unit. Write tare: 20 t"),
        ("extends: three-loops\nwagons: {hopper: {tare: 20 t, tare_t: 20}}\n", "gives the same value once more"),
        ("extends: three-loops\nschema: 7\n", "reads schema 1"),
        ("extends: three-loops\nservices: {x: {kind: tram}}\n", "fixed-path"),
        ("extends: three-loops\nfleets: {shuttle: {sets: {value: 2}}}\n", "needs either source or assumed"),
        ("extends: three-loops\nfleets: {shuttle: {sets: {value: 2, assumed: x, range: [1]}}}\n", "a range is a list of two"),
        ("extends: three-loops\nfleets: {shuttle: {sets: {value: 2, sorce: x, assumed: y}}}\n", 'Did you mean "source"'),
        (
            "extends: three-loops\nservices: {morning-up: {departs_at: 8}}\n",
            r'8 is no time of day. Write it in quotes, such as departs_at: "08:00"',
        ),
        ("extends: three-loops\nfleets: {shuttle: {sets: 2.5}}\n", r"should be a valid integer"),
        ("extends: three-loops\nfleets: {shuttle: {sets: .inf}}\n", r"sets"),
        ("extends: nowhere\n", "neither a file nor a bundled scenario"),
        ("- a list\n", "a scenario is a mapping"),
        ("", "the file is empty"),
        ("title: [\n", "not valid YAML"),
        ("title: a\ntitle: b\n", r'"title" is given twice; the first is on line 1'),
        ("a: &a [*a]\n", "not valid YAML|too deeply"),
        ("schema: 1\ntitle: x\n", "A scenario needs at least one leg"),
    ],
)
def test_each_mistake_says_what_to_do(text, message, tmp_path):
    with pytest.raises(hw.InputError, match=message):
        hw.load(write(tmp_path / "mine", text))


NONSENSE = [
    "",
    "-1",
    "nan",
    "1e400",
    "null",
    "~",
    "[1, 2]",
    "{a: b}",
    "yes",
    "12 furlongs",
    "\u0000",
    "*x",
    "'",
    "Béchar",
    "99:99",
    "0",
    "%",
    "- -",
    "!!int x",
]


def corrupted(text: str, draw: random.Random) -> bytes:
    """Damage a text in one to three ways, as editors, people and disks do."""
    for _ in range(draw.randint(1, 3)):
        lines = text.split("\n")
        i = draw.randrange(len(lines))
        match draw.randrange(9):
            case 0:
                del lines[i]
            case 1:
                lines.insert(i, lines[draw.randrange(len(lines))])
            case 2:
                key, colon, _ = lines[i].partition(":")
                lines[i] = f"{key}{colon} {draw.choice(NONSENSE)}"
            case 3:
                lines[i] = lines[i][: draw.randrange(len(lines[i]) + 1)]
            case 4:
                cells = lines[i].split(",")
                cells[draw.randrange(len(cells))] = draw.choice(NONSENSE)
                lines[i] = ",".join(cells)
            case 5:
                lines[i] = " " * draw.randint(1, 5) + lines[i]
            case 6:
                words = lines[i].split(" ")
                words[draw.randrange(len(words))] = draw.choice(NONSENSE)
                lines[i] = " ".join(words)
            case 7:
                j = draw.randrange(len(lines))
                lines[i], lines[j] = lines[j], lines[i]
            case _:
                lines = lines[: i + 1]
        text = "\n".join(lines)
    data = text.encode("utf-8", errors="replace")
    if draw.random() < 0.1 and data:
        at = draw.randrange(len(data))
        data = data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]
    return data


@pytest.mark.parametrize("batch", range(20))
@pytest.mark.filterwarnings("ignore")
def test_two_thousand_corruptions_load_or_are_refused(batch, tmp_path):
    """A hundred damaged copies a batch: each loads whole, or is refused with a message that has no traceback in it."""
    draw = random.Random(batch)
    refused: list[hw.InputError] = []
    for number in range(100):
        name = draw.choice(["gara-djebilet", "gara-djebilet-12mt", "gara-djebilet-oran", "three-loops", "three-loops"])
        folder = tmp_path / f"{number}"
        shutil.copytree(find(name).parent, folder)
        victim = draw.choice(sorted(folder.iterdir()))
        victim.write_bytes(corrupted(victim.read_text(encoding="utf-8"), draw))
        try:
            hw.load(folder)
        except hw.InputError as error:
            refused.append(error)
        shutil.rmtree(folder)
    assert len(refused) > 20
    assert all(error.problems and all(p.message for p in error.problems) for error in refused)
