"""The graph in a real browser: what it shows, what a drag does, and that nothing jumps."""

import re
from itertools import pairwise

import pytest


def vertical(train):
    return [(call["place"], call["track"], call["arrives_s"], call["departs_s"]) for call in train["calls"]]


def test_the_first_screen_has_figures_the_limit_the_graph_and_the_trains(hand):
    page = hand.open().page
    assert page.title().startswith("Gara Djebilet - Béchar, 2030 (12 Mt/y)")
    figures = page.locator(".figures > *")
    assert figures.count() == 5
    for i in range(5):
        assert figures.nth(i).locator('[class*="light"], .good, .near, .bad, .none').count() >= 1
    assert re.search(r"The plan carries .*Mt.y", page.locator("main").inner_text())
    assert page.get_by_test_id("trains").locator("tbody tr").count() == 8
    assert "No violation" in page.get_by_test_id("health").inner_text()
    assert page.locator("#graph-canvas").get_attribute("aria-label")


def test_the_chart_and_the_list_agree(hand):
    page = hand.open().page
    drawn = page.evaluate("() => headwayPage.state().graph.trains.map((t) => [t.name, t.calls[0].departs_s])")
    for name, departs_s in drawn:
        row = page.locator(f'tr[data-train="{name}"]').first.inner_text()
        assert f"{departs_s // 3600 % 24:02}:{departs_s // 60 % 60:02}" in row
    assert len(drawn) == page.get_by_test_id("trains").locator("tbody tr").count()


def test_a_drag_moves_the_train_by_the_minutes_it_was_dragged(hand):
    before = hand.open().trains()
    hand.drag("ore 1 empty", 20)
    assert "ore 1 empty" in hand.moved()
    after = hand.trains()
    by_s = after["ore 1 empty"]["calls"][0]["departs_s"] - before["ore 1 empty"]["calls"][0]["departs_s"]
    # The drag snaps to whole minutes of the clock.
    assert abs(by_s - 20 * 60) <= 90
    assert after["ore 1 empty"]["calls"][0]["departs_s"] % 60 == 0


def test_with_the_rest_held_only_the_trains_listed_move(hand):
    before = hand.open().trains()
    hand.drag("goods-south day 1", 10)
    listed, after = set(hand.moved()), hand.trains()
    changed = {name for name in after if vertical(after[name]) != vertical(before[name])}
    assert listed == changed
    for name in changed:
        assert [c["track"] for c in after[name]["calls"]] == [c["track"] for c in before[name]["calls"]]


def test_scheduled_stops_and_their_shortest_times_are_kept_in_a_drag(hand):
    before = hand.open().trains()
    hand.drag("passenger-south day 1", 30)
    hand.moved()
    for name, train in hand.trains().items():
        for call, was in zip(train["calls"], before[name]["calls"], strict=True):
            assert call["least_s"] == was["least_s"]
            if call["least_s"]:
                assert call["stops"]
                assert call["departs_s"] - call["arrives_s"] >= call["least_s"]
        for a, b, c, d in zip(train["calls"], train["calls"][1:], before[name]["calls"], before[name]["calls"][1:], strict=False):
            # Nobody runs faster for a drag than the plan had it, beyond what a lost stop gives back.
            if (a["stops"], b["stops"]) == (c["stops"], d["stops"]):
                assert b["arrives_s"] - a["departs_s"] <= d["arrives_s"] - c["departs_s"]


def test_undo_and_redo_give_the_same_plan(hand):
    before = hand.open().trains()
    hand.drag("ore 2 loaded", 15)
    hand.moved()
    after = hand.trains()
    hand.page.keyboard.press("Control+z")
    hand.says("undone")
    assert hand.trains() == before
    hand.page.locator("#redo").click()
    hand.says("redone")
    assert hand.trains() == after
    hand.page.keyboard.press("Control+z")
    hand.says("undone")
    assert hand.trains() == before


def test_what_is_in_view_stays_after_an_edit_and_after_undo(hand):
    """Neither the times nor the km slide, and the view does not jump to another day."""
    page = hand.open().page
    page.locator("#graph-canvas").focus()
    for key in ("+", "+", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    hand.select("ore 2 empty")
    seen = hand.window()
    page.keyboard.press(".")
    page.keyboard.press(".")
    hand.moved()
    assert hand.window() == seen
    page.keyboard.press("u")
    hand.says("undone")
    assert hand.window() == seen


def test_blocking_times_follow_an_edit_and_never_overlap(hand):
    page = hand.open().page
    page.locator("#graph-canvas").focus()
    page.keyboard.press("k")
    first = page.evaluate_handle("() => headwayPage.state()")
    hand.drag("ore 1 loaded", 12)
    hand.moved()
    occupation = hand.get("plan/occupation")
    assert occupation["version"] == hand.get("plan")["version"]
    assert occupation["conflicts"] == []
    trains = hand.trains()
    for block in occupation["blocks"]:
        if block["train"] == "ore 1 loaded":
            times = [call["departs_s"] for call in trains["ore 1 loaded"]["calls"]]
            assert any(block["begin_s"] <= time <= block["end_s"] for time in times)
    first.dispose()
    page.keyboard.press("k")


def test_a_locked_train_stays_while_another_is_dragged(hand):
    before = hand.open().trains()
    hand.select("ore 1 loaded")
    hand.page.keyboard.press("l")
    hand.page.locator("#side-edits").click()
    hand.page.get_by_test_id("edits").wait_for()
    assert hand.get("plan")["locked"] == ["ore 1 loaded"]
    hand.drag("ore 1 empty", 25)
    hand.moved()
    assert vertical(hand.trains()["ore 1 loaded"]) == vertical(before["ore 1 loaded"])
    hand.page.keyboard.press("Escape")
    hand.page.locator("#side-trains").click()
    hand.select("ore 1 loaded")
    hand.page.keyboard.press("l")
    hand.says("ore 1 loaded")
    hand.page.wait_for_timeout(300)
    assert hand.get("plan")["locked"] == []


def meet_of(hand):
    """Return two trains that meet on their way, and the number of the place in the calls of the first."""
    return hand.page.evaluate("""() => {
      const { marks, scene } = headwayPage.view;
      const trains = scene.content.lines.trains;
      for (const meet of marks.meets) {
        const [a, b] = [trains[meet.train], trains[meet.other]];
        const k = a.calls.findIndex((call) => call.place === meet.place);
        const there = new Set(b.calls.map((call) => call.place));
        const room = k > 2 && k < a.calls.length - 3 && there.has(a.calls[k - 1].place) && there.has(a.calls[k + 1].place);
        if (room && a.ore && b.ore) return { train: a.name, other: b.name, k, place: meet.place, to: a.calls[k + 1].place,
          time: (meet.begin_s + meet.end_s) / 2 };
      }
      return null;
    }""")


def test_a_meet_is_dragged_to_another_loop(hand):
    page = hand.open().page
    meet = meet_of(hand)
    at = page.evaluate(
        """async ({ place, to, time }) => {
          const { xOf } = await import("/static/js/graph/scale.js");
          const { scene, window, top } = headwayPage.view;
          const y = (name) => scene.nodeY[scene.content.scale.first[scene.content.lines.place.get(name)]];
          const canvas = top.getBoundingClientRect();
          return { x: canvas.left + xOf(window, scene.box, time), y: canvas.top + y(place), to: canvas.top + y(to) };
        }""",
        meet,
    )
    page.mouse.move(at["x"], at["y"])
    page.mouse.down()
    page.mouse.move(at["x"], (at["y"] + at["to"]) / 2)
    page.mouse.move(at["x"], at["to"])
    page.mouse.up()
    hand.moved()
    trains = hand.trains()
    one, two = ({c["place"]: c for c in trains[name]["calls"]}[meet["to"]] for name in (meet["train"], meet["other"]))
    assert one["arrives_s"] <= two["departs_s"]
    assert two["arrives_s"] <= one["departs_s"]
    assert hand.get("plan")["violations"] == []


def test_a_possession_is_drawn_as_a_box_and_taken_back(hand):
    page = hand.open().page
    page.locator("#possession-mode").click()
    a, b = hand.at("goods-south day 1", 4, 6, 0.0), hand.at("goods-south day 1", 4, 6, 1.0)
    page.mouse.move(a["x"], a["y"])
    page.mouse.down()
    page.mouse.move((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2)
    page.mouse.move(b["x"], b["y"])
    page.mouse.up()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=name]").fill("Sleepers")
    dialog.locator("button.main").click()
    dialog.wait_for(state="hidden")
    assert "goods-south day 1" in hand.moved()
    assert any(one["name"].startswith("Sleepers") for one in hand.get("plan/graph")["restrictions"])
    page.locator("#side-edits").click()
    page.get_by_test_id("edits").get_by_role("button").first.click()
    page.wait_for_timeout(600)
    assert not any(one["name"].startswith("Sleepers") for one in hand.get("plan/graph")["restrictions"])


def test_a_place_opens_into_its_tracks_and_can_be_hidden(hand):
    page = hand.open().page
    hand.select("ore 1 loaded")
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press("o")
    opened = page.evaluate("() => [...headwayPage.state().openPlaces]")
    assert len(opened) == 1
    page.keyboard.press("o")
    page.keyboard.press("h")
    assert page.evaluate("() => [...headwayPage.state().hiddenPlaces]") == opened
    page.keyboard.press("h")
    assert page.evaluate("() => headwayPage.state().hiddenPlaces.size") == 0


@pytest.mark.parametrize("axis", ["linear", "time", "km"])
def test_the_axis_is_by_km_evenly_or_by_running_time(hand, axis):
    page = hand.open().page
    page.locator("#axis").select_option(axis)
    page.wait_for_timeout(200)
    heights = page.evaluate("""() => {
      const { nodeY, content } = headwayPage.view.scene;
      return content.scale.visible.map((place) => nodeY[content.scale.first[place]]);
    }""")
    gaps = [abs(a - b) for a, b in pairwise(heights)]
    assert min(gaps) > 0
    assert (max(gaps) - min(gaps) < 0.01 * max(gaps)) is (axis == "linear")


def test_the_ghost_shows_the_plan_before(hand):
    page = hand.open().page
    hand.drag("ore 1 empty", 20)
    moved = hand.moved()
    ghost = hand.get("plan/ghost")
    assert sorted(train["name"] for train in ghost["trains"]) == sorted(moved)
    page.locator("#graph-canvas").focus()
    before = page.evaluate("() => headwayPage.state().layers.ghost")
    page.keyboard.press("g")
    assert page.evaluate("() => headwayPage.state().layers.ghost") is not before
    page.keyboard.press("g")


def test_replay_moves_the_trains_through_the_day(hand):
    page = hand.open().page
    page.locator("#replay").click()
    page.get_by_test_id("replay").wait_for()
    first = page.evaluate("() => headwayPage.view.marks.cursor_s")
    page.locator("#replay-play").click()
    page.wait_for_timeout(1500)
    page.locator("#replay-play").click()
    assert page.evaluate("() => headwayPage.view.marks.cursor_s") > first


def test_nothing_is_cut_off_on_a_narrow_screen(hand):
    hand.page.set_viewport_size({"width": 800, "height": 1000})
    page = hand.open().page
    for key in "12345":
        page.keyboard.press(key)
        page.wait_for_timeout(400)
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 800, f"pane {key} is {wide} px wide"


def test_the_printed_page_is_the_drawing(hand):
    page = hand.open().page
    with page.expect_download() as svg:
        page.locator("summary", has_text="Download").click()
        page.get_by_text("SVG").first.click()
    drawn = svg.value.path().read_text(encoding="utf-8")
    assert drawn.startswith(("<svg", "<?xml"))
    assert drawn.count("ore 1") >= 2
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#print svg").count() == 1
    assert not page.locator("#bar").is_visible()
