"""The modules of the page: small, few bytes, fetched at once, and with words in both languages for all that is said."""

import gzip
import re

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from headway.page.app import STATIC
from headway.page.packed import PackedFiles, shortened
from headway.page.said import SAID
from headway.timetabling import CauseKind

SCRIPTS = STATIC / "js"
IMPORTED = re.compile(r'^(?:import|export) [^"]*?from "(\.[^"]+)"', re.MULTILINE)
KEY = re.compile(r'^  (?:"([^"]+)"|(\w+)):', re.MULTILINE)


def first_screen():
    """Return the modules that the first screen imports, in the order in which a browser finds them."""
    found = []

    def walk(path):
        if path not in found:
            found.append(path)
            for name in IMPORTED.findall(path.read_text(encoding="utf-8")):
                walk((path.parent / name).resolve())

    walk(SCRIPTS / "main.js")
    return found


def keys(language):
    """Return the keys of the words of a language."""
    files = (SCRIPTS / "words" / f"{language}.js", SCRIPTS / "words" / f"{language}_graph.js")
    return [a or b for file in files for a, b in KEY.findall(file.read_text(encoding="utf-8"))]


def test_the_page_names_its_first_modules_so_that_they_are_fetched_at_once():
    """Else a browser would find them one import after another."""
    wanted = [f"static/js/{path.relative_to(SCRIPTS).as_posix()}" for path in first_screen()[1:]]
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<link rel="modulepreload" href="([^"]+)"', page) == wanted


def test_the_page_has_no_script_or_style_of_its_own():
    """The content security policy would stop both."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


@pytest.mark.parametrize("other", ["en", "fr"])
def test_javascript_is_below_80_kb_packed(other):
    """All modules that a reader of one language can come to load, each as it is sent."""
    sent = [shortened(path.read_text(encoding="utf-8")).encode() for path in SCRIPTS.rglob("*.js") if path.stem[:2] != other]
    assert sum(len(gzip.compress(text, 9, mtime=0)) for text in sent) < 80_000


def test_both_languages_have_the_same_words_once():
    assert sorted(keys("en")) == sorted(set(keys("en")))
    assert sorted(keys("en")) == sorted(keys("fr"))


def test_every_sentence_of_the_server_has_words():
    """A step is said as the edit that it was; a note of a figure may have a key of its own, since the figure has it too."""
    known = set(keys("en"))
    assert [key for key in SAID if not {key, f"{key}.note", key.replace("step.", "edit.")} & known] == []


def test_every_cause_of_a_wait_has_words_and_a_colour():
    looks = (SCRIPTS / "graph" / "looks.js").read_text(encoding="utf-8")
    for kind in CauseKind:
        assert f"wait.{kind.value}" in keys("en")
        assert re.search(rf'^  "?{kind.value}"?: ', looks, re.MULTILINE), kind


@pytest.fixture
def files(tmp_path):
    """Serve a folder with a script, a text that is not for the page, and a link that leads out."""
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "a.js").write_text("// Why.\n/** What. */\nexport const a = 1; // here\n")
    (tmp_path / "inside" / "secret.txt").write_text("no")
    (tmp_path / "out.js").write_text("let out;\n")
    (tmp_path / "inside" / "link.js").symlink_to(tmp_path / "out.js")
    return TestClient(Starlette(routes=[Mount("/static", PackedFiles(tmp_path / "inside"))]), base_url="http://localhost")


def test_scripts_are_sent_packed_and_short(files):
    answer = files.get("/static/a.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "export const a = 1; // here\n"
    again = files.get("/static/a.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert files.get("/static/a.js", headers={"accept-encoding": "identity"}).text == answer.text


def test_texts_of_a_shortened_script_stay_as_they_are():
    script = """export function f(a) {
  // Why.
  const b = /** @type {string} */ (a ? "x = ( y )" : `a, ${a} = b`);
  return [
    b,
    a === 1 && b, "c \\" , d",
  ];
}
"""
    assert (
        shortened(script)
        == """export function f(a){const b = (a ? "x = ( y )" : `a, ${a} = b`);
return[b,a===1&&b,"c \\" , d",];
}
"""
    )


@pytest.mark.parametrize("name", ["secret.txt", "link.js", "../out.js", "%2e%2e/out.js", "b.js", ""])
def test_only_files_of_the_page_are_sent(files, name):
    assert files.get(f"/static/{name}").status_code == 404


def test_files_of_the_page_cannot_be_changed(files):
    assert files.post("/static/a.js").status_code == 405
