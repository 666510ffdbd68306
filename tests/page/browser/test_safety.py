"""Nobody gets in, nothing is lost: tokens, headers, two planners, and a power cut, in a real browser."""

import pytest


def test_without_the_token_nobody_gets_in(served, browser):
    page = browser.new_context().new_page()
    for path in ("", "static/js/main.js", "api/1/plan", "api/1/session"):
        answer = page.goto(served.base + path)
        assert answer.status == 401
    assert page.goto(f"{served.base}?token=wrong").status in (401, 403)


def test_the_cookie_and_the_headers_keep_others_out(hand):
    hand.open()
    (cookie,) = hand.page.context.cookies()
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    answer = hand.page.request.get(hand.served.base)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"x-headway-token": "wrong"}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"host": "elsewhere.example"}, 403),
    ],
)
def test_a_change_needs_the_header_token_and_the_own_origin(hand, headers, status):
    hand.open()
    token = hand.get("session")["token"]
    given = {"x-headway-token": token, "origin": hand.served.base.rstrip("/"), **headers} if headers else {}
    version = hand.get("plan")["version"]
    answer = hand.page.request.post(f"{hand.served.base}api/1/plan/undo", data={"version": version}, headers=given)
    assert answer.status in (status, 400, 421)


def test_names_from_outside_are_shown_as_text(hand):
    """A possession named as a script is a name."""
    page = hand.open().page
    name = "<img src=x onerror=alert(1)>"
    version = hand.get("plan")["version"]
    edit = {"kind": "close", "name": name, "from_place": "Km 507", "to_place": "Km 540", "begin_s": 3600, "end_s": 7200}
    hand.post("plan/edits", version=version, edits=[edit], rest="hold")
    page.reload()
    hand.ready()
    page.locator("#side-edits").click()
    page.get_by_test_id("edits").get_by_text(name).wait_for()
    assert page.locator("img").count() == 0


def test_an_edit_on_an_old_version_is_told_and_the_new_plan_is_shown(hand):
    """Two pages are open on one plan; the second is behind."""
    page = hand.open().page
    version = hand.get("plan")["version"]
    edit = {"kind": "depart", "train": "goods-south day 1", "at_s": 76_500}
    hand.post("plan/edits", version=version, edits=[edit], rest="hold")
    late = hand.send("plan/edits", version=version, edits=[edit], rest="hold")
    assert late.status == 409
    assert late.json()["version"] == hand.get("plan")["version"]
    # The open page hears of it and draws the plan that is there now.
    page.locator('tr[data-train="goods-south day 1"]').filter(has_text="21:15").wait_for()


def test_a_refused_edit_says_every_problem(hand):
    hand.open()
    version = hand.get("plan")["version"]
    edits = [
        {"kind": "depart", "train": "ore 9", "at_s": 0},
        {"kind": "track", "train": "ore 1 loaded", "place": "Km 211", "track": "9"},
    ]
    answer = hand.send("plan/edits", version=version, edits=edits, rest="hold")
    assert answer.status == 422
    text = answer.text()
    assert "ore 9" in text
    assert "has no track" in text


def test_a_power_cut_loses_nothing(alone, page):
    """The server is killed after two edits; started again, the plan, its undo and its redo are there, to the bit."""
    from tests.page.browser.conftest import Hand

    served = alone()
    hand = Hand(page, served)
    hand.open()
    hand.drag("ore 1 empty", 20)
    hand.moved()
    hand.select("goods-south day 1")
    page.keyboard.press(".")
    page.keyboard.press(".")
    hand.says("goods-south day 1")
    page.wait_for_timeout(1500)
    page.keyboard.press("u")
    hand.says("undone")
    before, plan = hand.trains(), hand.get("plan")
    served.kill()
    served.start()
    hand.page.goto(f"{served.base}?token={served.token}")
    hand.ready()
    assert hand.trains() == before
    again = hand.get("plan")
    assert (again["version"], again["edits"], again["undo"], again["redo"]) == (
        plan["version"],
        plan["edits"],
        plan["undo"],
        plan["redo"],
    )
