"""Nobody gets in: every item of the list by which the page is kept to the planner who opened it."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

import headway.page
from headway.page.guard import MOST_BYTES, Guard
from headway.page.jobs import MOST_RUNNING, MOST_WAITING
from headway.page.serving import hosts_of
from headway.page.settings import Settings
from tests.page.conftest import HOST, in_a_thread

CHANGE = {"version": 1, "edits": [], "rest": "hold"}
STATIC = Path(headway.page.__file__).parent / "static"


def sentence(answer):
    """Return the one sentence of a refusal."""
    (problem,) = answer.json()["problems"]
    assert "Traceback" not in answer.text
    return problem["message"]


def test_only_this_machine_reaches_it_unless_told():
    settings = Settings(kind="scenario", name="x", scenario="x", runs=Path("runs"))
    assert settings.host == "127.0.0.1"


def test_every_start_has_tokens_of_its_own():
    """The token of the address, the cookie and the token of changes are all new, long, and not one another."""
    found = [Guard(None, [HOST]) for _ in range(20)]
    tokens = {token for one in found for token in (one.token, one.change_token, one._visit)}
    assert len(tokens) == 60
    assert min(map(len, tokens)) >= 43


@pytest.mark.parametrize("path", ["/", "/static/index.html", "/api/1/session", "/api/1/plan", "/api/1/openapi.json", "/nothing"])
def test_without_the_token_there_is_nothing_to_see(server, path):
    answer = server.visitor().get(path)
    assert answer.status_code == 401
    assert "Open the address that headway serve printed" in answer.text


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 43])
def test_a_wrong_token_lets_nobody_in(server, token):
    visitor = server.visitor()
    answer = visitor.get("/", params={"token": token}, follow_redirects=False)
    assert answer.status_code == 401
    assert not visitor.cookies


def test_a_token_is_taken_at_the_door_only(server):
    """A token in the address of a route or a file, or beside other values, does not let in: it would stay in histories."""
    token = server.guard.token
    for path in (
        f"/api/1/plan?token={token}",
        f"/static/index.html?token={token}",
        f"/?token={token}&x=1",
        f"/?token={token}&token={token}",
    ):
        assert server.visitor().get(path, follow_redirects=False).status_code == 401


def test_the_token_is_taken_for_a_cookie_that_scripts_and_other_sites_never_see(server):
    answer = server.visitor().get(f"/?token={server.guard.token}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert server.guard.token not in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_a_cookie_of_another_start_lets_nobody_in(server):
    visitor = server.visitor()
    visitor.cookies.set(server.guard.cookie, "x" * 43)
    assert visitor.get("/api/1/plan").status_code == 401


@pytest.mark.parametrize("others", ['x={"a": 1}', "a[b]=1", "=", ";;", 'q="', "x=1, y", "é=ü"])
def test_cookies_of_other_servers_of_this_machine_do_not_keep_the_planner_out(server, others):
    """Cookies know no ports: whatever another program on this machine has set comes along."""
    own = f"{server.guard.cookie}={server.guard._visit}"
    for cookie in (f"{others}; {own}", f"{own}; {others}"):
        assert server.visitor().get("/api/1/session", headers={"cookie": cookie.encode("latin-1")}).status_code == 200
    near = f"x{own}; {server.guard.cookie}=; {others}"
    assert server.visitor().get("/api/1/session", headers={"cookie": near.encode("latin-1")}).status_code == 401


def test_the_address_that_a_browser_is_called_with_lets_in_once(server):
    """Every user of a machine can read the command lines of all programs, so that token is worth nothing afterwards."""
    ticket = server.guard.ticket()
    assert server.visitor().get(f"/?token={ticket}", follow_redirects=False).status_code == 303
    assert server.visitor().get(f"/?token={ticket}", follow_redirects=False).status_code == 401
    assert server.visitor().get(f"/?token={server.guard.token}", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_pages_of_other_ports_do_not_even_ask(server, site):
    """Browsers count them as the same site and send them the cookie; a link to the first page is followed from anywhere."""
    assert server.client.get("/api/1/plan/download/pdf", headers={"sec-fetch-site": site}).status_code == 403
    assert server.client.get("/", headers={"sec-fetch-site": site}).status_code == 200


def test_two_servers_of_one_machine_do_not_take_each_others_cookies():
    assert Guard(None, ["127.0.0.1:1"]).cookie != Guard(None, ["127.0.0.1:2"]).cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8765", ""]
)
def test_a_name_that_is_not_its_own_is_refused(server, host):
    """So a page of another site that has its own name resolved to this machine gets nowhere."""
    answer = server.client.get("/api/1/plan", headers={"host": host})
    assert answer.status_code == 421
    assert "does not go by that name" in sentence(answer)


def test_the_names_of_the_server_are_listed():
    assert hosts_of("127.0.0.1", 1) == ["127.0.0.1:1", "[::1]:1", "localhost:1"]
    assert "192.0.2.1:5" in hosts_of("192.0.2.1", 5)
    assert not any(name.startswith(("0.0.0.0", "[::]")) for name in hosts_of("0.0.0.0", 5))


def test_a_change_needs_the_token_of_the_session(server):
    for given in ("", "x", server.guard.token):
        answer = server.client.post("/api/1/plan/edits", json=CHANGE, headers={"x-headway-token": given})
        assert answer.status_code == 403
        assert "X-Headway-Token" in sentence(answer)


@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "PATCH", "OPTIONS"])
def test_every_method_that_is_not_reading_counts_as_a_change(server, method):
    answer = server.client.request(method, "/api/1/jobs/x", headers={"x-headway-token": ""})
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1:8765", "null", "http://127.0.0.1:9999"])
def test_another_site_changes_nothing(server, origin):
    answer = server.client.post("/api/1/plan/edits", json=CHANGE, headers={"origin": origin})
    assert answer.status_code == 403
    assert "Another site" in sentence(answer)


def test_a_change_that_a_browser_calls_cross_site_is_refused(server):
    assert server.client.post("/api/1/plan/edits", json=CHANGE, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_its_own_page_may_change(server):
    answer = server.client.post("/api/1/plan/edits", json=CHANGE, headers={"origin": f"http://{HOST}"})
    assert answer.status_code in (200, 409)


def test_a_form_of_another_site_is_no_change(server):
    """Forms send texts, which browsers let any site do; a change is JSON."""
    answer = server.client.post("/api/1/plan/edits", content=json.dumps(CHANGE), headers={"content-type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize("path", ["/", "/api/1/plan", "/static/index.html", "/api/1/nothing", "/static/nothing.js"])
def test_every_answer_tells_browsers_to_be_careful(server, path):
    headers = server.client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= {part.strip() for part in policy.split(";")}
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert not [name for name in headers if name.startswith("access-control-")]
    assert "server" not in headers


def test_no_answer_of_the_api_is_stored(server):
    for path in ("/plan", "/session", "/runs", "/nothing"):
        assert server.client.get(f"/api/1{path}").headers["cache-control"] == "no-store"


def test_other_sites_are_never_told_that_they_may_read(server):
    answer = server.client.get("/api/1/plan", headers={"origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_body_has_a_limit_whatever_its_length_is_said_to_be(server):
    """By its length, by what comes without a length, and by a length that is no number."""
    large = json.dumps({"version": 1, "edits": [], "rest": "x" * MOST_BYTES}).encode()
    kind = {"content-type": "application/json"}

    def in_parts():
        for start in range(0, len(large), 65_536):
            yield large[start : start + 65_536]

    assert server.client.post("/api/1/plan/edits", content=large, headers=kind).status_code == 413
    answer = server.client.post("/api/1/plan/edits", content=in_parts(), headers=kind)
    assert answer.status_code == 413
    assert "1,000,000 bytes" in sentence(answer)
    assert server.client.post("/api/1/plan/edits", content=b"{}", headers={**kind, "content-length": "-1"}).status_code == 413


def test_a_body_that_is_no_json_or_nests_without_end_is_refused(server):
    kind = {"content-type": "application/json"}
    for body in (b"{", b"\xff", b"[" * 100_000, b'{"version": NaN, "edits": [], "rest": "hold"}'):
        answer = server.client.post("/api/1/plan/edits", content=body, headers=kind)
        assert answer.status_code in (400, 422), answer.text
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/jobs", '{"kind": "what_if", "what": "loop", "parameters": {"\\ud800": 1}}'),
        ("/jobs", '{"kind": "what_if", "what": "loop", "parameters": {"section": "\\ud800"}}'),
        ("/scenario/check", '{"changes": [{"address": "fleets.shuttle.sets", "value": "\\ud800"}]}'),
        ("/scenario/check", '{"changes": [{"address": "\\udfff", "value": 1}]}'),
        ("/plan/edits", '{"version": 1, "edits": [{"kind": "lock", "train": "\\ud800"}], "rest": "hold"}'),
        ("/runs/bin", '{"names": ["\\ud800"]}'),
        ("/plan/edits", '{"version": 1, "edits": [], "rest": "around", "seconds": 1e400}'),
        ("/scenario/check", '{"changes": [{"address": "fleets.shuttle.sets", "value": %s}]}' % ("9" * 400)),
    ],
)  # fmt: skip
def test_half_characters_and_endless_numbers_are_refused_in_words(server, path, body):
    answer = server.client.post(f"/api/1{path}", content=body.encode(), headers={"content-type": "application/json"})
    assert answer.status_code in (409, 422), answer.text


def test_what_is_not_known_is_refused_and_never_left_out_in_silence(server):
    assert server.client.get("/api/1/plan", params={"x": "1"}).json()["problems"][0]["where"] == "x"
    assert server.client.get("/api/1/plan/graph?way=&way=").status_code == 422
    assert ("x", "Extra inputs are not permitted") in server.refused("/plan/edits", **CHANGE, x=1)
    assert server.refused("/plan/edits", version="1", edits=[], rest="hold") == [("version", "Input should be a valid integer")]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/..\\app.py",
        "/static/%00", "/api/1/../../app.py", "/../../etc/passwd", "/static/js/../../guard.py",
    ],
)  # fmt: skip
def test_no_file_outside_the_page_is_served(server, path):
    """The path is sent as it is, past what the client would make of it."""
    scope = {
        "type": "http", "method": "GET", "path": unquote(path), "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [(b"host", HOST.encode()), (b"cookie", f"{server.guard.cookie}={server.guard._visit}".encode())],
    }  # fmt: skip
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    in_a_thread(server.guard, scope, receive, send)
    assert sent[0]["status"] in (404, 405)
    assert b"import" not in b"".join(message.get("body", b"") for message in sent[1:])


def test_streams_of_events_have_a_limit(server, monkeypatch):
    """Each holds a connection, and a machine has some thousand."""
    monkeypatch.setattr(server.office, "listening", 64)
    answer = server.client.get("/api/1/events")
    assert answer.status_code == 429
    assert "Close one" in sentence(answer)


def test_who_connects_and_asks_nothing_is_hung_up_on(started, monkeypatch):
    """Else some hundred silent connections, for which nobody needs a token, would keep the planner out."""
    _, client = started("three-loops", "--time", "0")
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=15) as silent:
        silent.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert silent.recv(1) == b""


def test_texts_stay_texts(server):
    """A name with markup comes back as JSON, of a type that browsers do not run."""
    name = "<img src=x onerror=alert(1)>"
    answer = server.client.post(
        "/api/1/plan/edits", json={**CHANGE, "version": server.version, "edits": [{"kind": "lock", "train": name}]}
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"


def test_there_are_no_pages_of_documentation(server):
    for path in ("/docs", "/redoc", "/openapi.json", "/api/1/docs"):
        assert server.client.get(path).status_code == 404


def test_a_fault_is_said_in_a_sentence_and_kept_in_the_log(server, monkeypatch, caplog):
    monkeypatch.setattr("headway.page.views.piles", lambda *_: 1 / 0)
    answer = server.client.get("/api/1/plan/piles")
    assert answer.status_code == 500
    assert "a fault of Headway" in sentence(answer)
    assert "ZeroDivisionError" not in answer.text
    assert "division by zero" in caplog.text


def test_jobs_have_a_limit(server):
    """Two run, ten wait, one more is refused."""
    ask = {"kind": "what_if", "what": "set", "days": 3_650, "replications": 1_000}
    jobs = [server.post("/jobs", 202, **ask) for _ in range(MOST_RUNNING + MOST_WAITING)]
    try:
        answer = server.client.post("/api/1/jobs", json=ask)
        assert answer.status_code == 429
        assert answer.headers["retry-after"]
        assert "10 wait" in sentence(answer)
    finally:
        for job in reversed(jobs):
            server.client.delete(f"/api/1/jobs/{job['id']}")
    assert {server.done(job)["state"] for job in jobs} == {"cancelled"}


def test_the_page_asks_nobody_else():
    """No file of the page names an address outside: all that it loads comes from this server."""
    outside = re.compile(r"""(?:src|href|from|import|fetch|url)\s*[=(]?\s*["'(]\s*(?:https?:)?//""")
    for path in STATIC.rglob("*"):
        if path.suffix in (".js", ".css", ".html"):
            assert not outside.search(path.read_text(encoding="utf-8")), path
    assert not [path for path in STATIC.rglob("*") if path.is_symlink()]


def test_a_port_is_not_shared(tmp_path):
    """A second server on the same port says so in one sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [
            sys.executable,
            "-m",
            "headway",
            "serve",
            "three-loops",
            "--port",
            port,
            "--no-browser",
            "--runs",
            str(tmp_path / "runs"),
        ]
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=60, env={**os.environ, "COLUMNS": "200"}
        )
    assert done.returncode == 2
    assert f"port {port} of 127.0.0.1 cannot be used" in done.stderr
