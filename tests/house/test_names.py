"""Names and texts: one rule for all, composed when they are read, and what cannot be seen is named by its code point."""

import os
import unicodedata
from dataclasses import replace

import pytest

import headway as hw
from headway.errors import Problem
from headway.model import Consist, Place, Provenance, Track
from headway.model.naming import fault_of_name, fault_of_prose
from tests.io.test_files import write
from tests.io.test_reader_edges import loaded, refused

APART = unicodedata.normalize("NFD", "Béchar")
TABLE = "name,km,tracks,yard_trains\nPort,0,3 x 800 m,4\nLoop B,20,2 x 800 m,\n{},30,2 x 800 m,\nPit,40,3 x 800 m,4\n"
WITH_TABLE = "extends: three-loops\nlegs: {main: {places: places.csv}}\n"


def test_a_name_is_the_same_however_its_accents_are_written(tmp_path):
    """A Mac writes e and an accent, everybody else an é: a table of the one and a stop of the other mean one place."""
    text = f"{WITH_TABLE}services: {{morning-up: {{stops: [{{place: Béchar, dwell: 2 min}}]}}}}\n"
    scenario = loaded(tmp_path, text, places=TABLE.format(APART))
    assert scenario.line.place("Béchar").km == 30
    assert scenario.line.place(APART).km == 30
    assert hw.load("gara-djebilet").line.index(APART) == hw.load("gara-djebilet").line.index("Béchar")


def test_names_in_keys_and_escapes_are_composed_too(tmp_path):
    """A service called with an accent apart, in the key, and a consist called so by an escape of YAML."""
    service = '{kind: fixed-path, consist: mélange, origin: Port, destination: Pit, departs_at: "09:00"}'
    consist = "{train_class: x, locomotives: {diesel: 1}, loaded: false, braking: 0.5 m/s2}"
    apart = unicodedata.normalize("NFD", "été")
    text = f'extends: three-loops\nconsists: {{"me\\u0301lange": {consist}}}\nservices: {{{apart}: {service}}}\n'
    scenario = loaded(tmp_path, text)
    assert scenario.service("été").consist == "mélange"
    assert scenario.service(unicodedata.normalize("NFD", "été")).name == "été"


def test_two_places_that_look_alike_are_one_listed_twice(tmp_path):
    table = TABLE.format("Béchar").replace("Loop B", APART)
    (problem,) = refused(tmp_path, WITH_TABLE, places=table)
    assert '"Béchar" is listed more than once' in problem.message


def test_a_table_whose_file_name_has_its_accents_apart_is_found(tmp_path):
    """The scenario of a Mac names a file as it is on its disk; copied elsewhere, either form is found."""
    for number, form in enumerate(("NFC", "NFD")):
        folder = write(tmp_path / str(number), WITH_TABLE.replace("places.csv", "Béchar.csv"))
        write(folder, TABLE.format("Bravo"), unicodedata.normalize(form, "Béchar.csv"))
        assert hw.load(folder).line.place("Bravo").km == 30


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Bravo\u200b", "U+200B (ZERO WIDTH SPACE), which cannot be seen"),
        ("\ufeffBravo", "U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        ("Bra\u00advo", "U+00AD (SOFT HYPHEN)"),
        ("Bra\u202evo", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("Bravo\u00a0Sud", "U+00A0 (NO-BREAK SPACE)"),
        ("Bravo\u3164", "U+3164 (HANGUL FILLER)"),
        ("Bravo\ufe0f", "U+FE0F (VARIATION SELECTOR-16)"),
        ("Bra\x07vo", "U+0007"),
        ("Bra\x1b[31mvo", "U+001B"),
        ("Bra\nvo", "U+000A"),
        ("\ud800", "U+D800"),
        ("Bra\uffffvo", "U+FFFF"),
        (" Bravo", "begins or ends with a space"),
        ("x" * 81, "has 81 characters; a name has at most 80"),
        ("", "a name is a text of one character or more"),
        (APART, "accents as characters of their own"),
        ("a/b", "without slashes"),
        ("a\\b", "without slashes"),
    ],
)
def test_what_cannot_be_a_name_says_which_character_is_wrong(name, told):
    assert told in fault_of_name(name)
    with pytest.raises(hw.InputError) as caught:
        replace(hw.load("three-loops").consist("ore-loaded"), name=name)
    str(caught.value).encode()
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["Béchar", "Gara Djebilet", "=1+1", "http:x", "東京", "تندوف", "Loop 7", "x" * 80, "St. John's"])
def test_names_of_any_script_are_names(name):
    assert fault_of_name(name) == ""
    assert Track(name=name, length_m=800.0).name == name


def test_places_may_have_slashes_and_so_may_what_refers_to_them(tmp_path):
    """Biel/Bienne is on maps as such; services, which name files, have none."""
    text = f"{WITH_TABLE}services: {{morning-up: {{stops: [{{place: Biel/Bienne, dwell: 2 min}}]}}}}\n"
    assert loaded(tmp_path / "a", text, places=TABLE.format("Biel/Bienne")).line.place("Biel/Bienne").km == 30
    (problem,) = refused(tmp_path / "b", "extends: three-loops\nservices: {a/b: null, c/d: {kind: ore-flow}}\n")[1:]
    assert "without slashes" in problem.message


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060"])
def test_a_place_with_a_hidden_character_is_told_once(hidden, tmp_path):
    """The service that stops at the clean name is not told that there is no such place; nor the other way round."""
    stop = "services: {{morning-up: {{stops: [{{place: {}, dwell: 2 min}}]}}}}\n"
    (problem,) = refused(tmp_path / "a", WITH_TABLE + stop.format("Bravo"), places=TABLE.format(f"Bravo{hidden}"))
    assert f"U+{ord(hidden):04X}" in problem.message
    assert (problem.line, problem.file.endswith("places.csv")) == (4, True)
    assert hidden not in str(problem)
    (problem,) = refused(tmp_path / "b", WITH_TABLE + stop.format(f'"Bravo{hidden}"'), places=TABLE.format("Bravo"))
    assert f"U+{ord(hidden):04X}" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        r'title: "\ud800"',
        r'title: "\u001b[31mred"',
        r'description: "a\u0000b"',
        r'setting: {value: 60 s, assumed: "\ud800"}',
        r'setting: {value: 60 s, source: "\ud800", range: [1 s, 2 s]}',
        r'consists: {ore-loaded: {train_class: "\ud800"}}',
        r'consists: {"\ud800": {train_class: x, locomotives: {diesel: 1}, loaded: false, braking: 0.5 m/s2}}',
        r'legs: {main: {sections: [{start: Port, end: Loop A, signals_km: [5], source: "\ud800"}]}}',
    ],
)
def test_half_a_character_or_a_command_to_the_terminal_is_one_problem(text, tmp_path):
    """YAML can write what no file and no terminal should get: it is refused, and the message itself can be printed."""
    (problem,) = refused(tmp_path, f"extends: three-loops\n{text}\n")
    str(problem).encode()
    assert str(problem).isprintable()
    assert "U+" in problem.message


def test_prose_has_lines_and_a_length():
    assert fault_of_prose("Two\nlines\twith a tab, and تندوف\u200f") == ""
    assert "has 10,001 characters" in fault_of_prose("x" * 10_001)
    with pytest.raises(hw.InputError, match="U\\+0000"):
        Provenance(where="x", value="1", source="a\x00b")


def test_a_message_stays_short_whatever_a_name_is(tmp_path):
    """A place whose name is a whole page does not fill the screen."""
    (problem,) = refused(tmp_path, WITH_TABLE, places=TABLE.format("x" * 5000))
    assert len(str(problem)) < 500


def test_a_message_never_acts_on_the_terminal():
    """What a file says is shown written out; accents and other scripts stay as they are."""
    assert str(Problem('"\x1b[2J\u202e" in Béchar', where="a\nb")) == 'a\\nb: "\\x1b[2J\\u202e" in Béchar'


def test_a_file_name_that_is_no_text_is_refused_in_words(tmp_path):
    """Names of files may be bytes that are no text; the message can be printed all the same."""
    with pytest.raises(hw.InputError, match="neither a file nor a bundled scenario") as caught:
        hw.load(os.fsdecode(b"/tmp/\xff\xfe"))
    str(caught.value).encode()


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 5000])
def test_a_name_that_can_be_no_file_is_no_scenario(name):
    with pytest.raises(hw.InputError, match="neither a file nor a bundled scenario"):
        hw.load(name)


def test_places_are_named_in_builders_by_the_same_rule(small):
    with pytest.raises(hw.InputError, match=r"U\+200B"):
        Place(name="Bravo\u200b", km=0)
    with pytest.raises(hw.InputError, match="a name is a text of one character or more"):
        replace(small.consists[0], train_class="")
    assert isinstance(small.consists[0], Consist)
