"""What the page looks like while one works: waits explained, answers in words, refusals that keep what was wanted."""

import json

import pytest


def graph_with(hand, change):
    """Open the page with another graph than the server's."""
    page = hand.open().page
    graph = json.dumps(hand.get("plan/graph"))
    page.route("**/api/1/plan/graph*", lambda route: route.fulfill(json=change(json.loads(graph), route.request.url)))
    page.reload()
    hand.ready()
    return page


def refuse(route):
    """Refuse an edit as the server does; a browser would log a 422 of its own as an error."""
    route.fulfill(status=422, body=json.dumps({"problems": [{"where": "", "message": "No plan has both."}]}))


def test_the_answer_says_what_became_of_the_orders(hand):
    page = hand.open().page
    hand.drag("ore 1 empty", 20)
    hand.moved()
    said = page.get_by_test_id("message").inner_text()
    assert "orders kept" in said or "elsewhere" in said or "order" in said
    assert page.locator(".inside .lead").inner_text().split(";")[1].split("\n")[0].strip() in said


def test_no_note_of_a_figure_is_cut_off(hand):
    for width in (1400, 800):
        hand.page.set_viewport_size({"width": width, "height": 1000})
        page = hand.open().page
        cut = page.evaluate(
            "() => [...document.querySelectorAll('.figure *')].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth)"
            ".map((e) => e.textContent)"
        )
        assert cut == []


def test_the_limit_is_a_sentence_with_the_kind_of_the_part(hand):
    page = hand.open().page
    assert "the mine" in page.get_by_test_id("limit").inner_text()


def test_a_refused_drag_stays_drawn_and_can_be_planned_around(hand):
    page = hand.open().page
    page.route("**/api/1/plan/edits", refuse)
    hand.drag("ore 1 empty", 20)
    page.locator(".refusal").get_by_text("No plan has both.").wait_for()
    marks = page.evaluate("() => ({ drag: headwayPage.view.marks.drag.kind, refused: headwayPage.view.marks.refused })")
    assert marks == {"drag": "depart", "refused": True}
    asked = []
    page.unroute("**/api/1/plan/edits")
    page.on("request", lambda request: request.url.endswith("/plan/edits") and asked.append(request.post_data_json))
    page.locator("#seconds").evaluate("(input) => input.dispatchEvent(new Event('change'))")
    page.locator("#again").click()
    hand.moved()
    assert asked[0]["rest"] == "around"
    assert asked[0]["edits"][0]["train"] == "ore 1 empty"
    hand.errors = [error for error in hand.errors if "422" not in error]


def test_escape_puts_a_refusal_and_what_was_wanted_away(hand):
    page = hand.open().page
    page.route("**/api/1/plan/edits", refuse)
    hand.drag("ore 2 empty", 15)
    page.locator(".refusal").get_by_text("No plan has both.").wait_for()
    page.keyboard.press("Escape")
    page.locator(".refusal").wait_for(state="hidden")
    assert page.evaluate("() => headwayPage.view.marks.drag") is None
    hand.errors = [error for error in hand.errors if "422" not in error]


def test_another_way_can_be_drawn(hand):
    def branch(graph, url):
        graph["ways"] = [graph["way"]["name"], "Branch"]
        if "way=Branch" in url:
            graph["way"]["name"] = "Branch"
            graph["way"]["places"] = [place for place in graph["way"]["places"] if place["y"] >= 600]
        return graph

    page = graph_with(hand, branch)
    before = page.evaluate("() => headwayPage.view.content.scale.visible.length")
    page.locator("#way").select_option("Branch")
    page.locator('canvas[aria-label*="Branch"]').wait_for()
    assert 1 < page.evaluate("() => headwayPage.view.content.scale.visible.length") < before


@pytest.mark.parametrize("kind", ["storm", "storm, slow trains", "heat, slow trains", "closure", "possession"])
def test_what_shuts_or_slows_the_line_is_in_the_legend_with_its_hatch(hand, kind):
    def shut(graph, _):
        one = {"kind": kind, "name": "x", "begin_s": 20_000, "end_s": 50_000, "y0": 100.0, "y1": 300.0, "edit": None}
        return {**graph, "restrictions": [one]}

    page = graph_with(hand, shut)
    page.locator("#legend summary").click()
    page.locator(".legend li", has_text=kind).locator("canvas").wait_for()


def test_a_language_is_spoken_everywhere_after_a_change(hand):
    page = hand.open().page
    hand.drag("ore 1 empty", 20)
    hand.moved()
    page.locator("#language").select_option("fr")
    page.locator('html[lang="fr"] #tab-fleet').wait_for()
    page.locator(".inside .lead").wait_for()
    assert "kept" not in page.locator(".inside .lead").inner_text()
    page.locator("#language").select_option("en")
    page.locator('html[lang="en"] #tab-fleet').wait_for()
