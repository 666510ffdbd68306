"""The other panes, the keys, French, downloads and jobs, in a real browser."""

import pytest


def test_the_trains_pane_shows_calls_waits_the_chain_and_the_speed(hand):
    page = hand.open().page
    hand.select("goods-south day 1")
    page.keyboard.press("2")
    page.get_by_role("heading", name="goods-south day 1").wait_for()
    calls = page.locator("section.detail table").first.locator("tbody tr")
    assert calls.count() == len(hand.trains()["goods-south day 1"]["calls"])
    page.locator("section.detail svg, section.detail canvas").first.wait_for()
    text = page.locator("section.detail").inner_text()
    assert "km/h" in text
    assert "kWh" in text or "MWh" in text


def test_a_departure_is_edited_in_the_table_of_calls(hand):
    before = hand.open().trains()["goods-south day 1"]["calls"][0]["departs_s"]
    page = hand.page
    hand.select("goods-south day 1")
    page.keyboard.press("2")
    page.get_by_role("heading", name="goods-south day 1").wait_for()
    field = page.locator("section.detail table input").first
    field.fill("21:30")
    field.press("Enter")
    hand.says("21:30")
    assert hand.trains()["goods-south day 1"]["calls"][0]["departs_s"] == 21 * 3600 + 1800 != before


def test_a_value_out_of_its_range_shows_its_error_at_the_field(hand):
    page = hand.open("fleet").page
    page.locator("#value-search").fill("setting")
    field = page.locator('input[data-address="operations.setting"], input[data-address$="setting"]').first
    field.wait_for()
    address = field.get_attribute("data-address")
    field.fill("-5")
    field.press("Tab")
    note = page.locator(f'tr[data-row="{address}"] .note')
    note.filter(has_text="-5").wait_for()
    assert field.get_attribute("aria-invalid") == "true"
    hand.errors = [error for error in hand.errors if "422" not in error]


def test_changed_values_are_saved_as_a_new_scenario_that_extends_the_first(hand):
    page = hand.open("fleet").page
    page.locator("#value-search").fill("setting")
    field = page.locator('input[data-address$="setting"]').first
    field.wait_for()
    field.fill("2")
    field.press("Tab")
    page.wait_for_timeout(500)
    page.locator("#save-scenario").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=name]").fill("slow-setting")
    dialog.locator("button.main").click()
    dialog.wait_for(state="hidden")
    text = (hand.served.runs / "scenarios" / "slow-setting" / "scenario.yaml").read_text(encoding="utf-8")
    assert "extends" in text
    assert "setting: 2" in text


def test_plans_are_compared_and_the_ghost_of_one_is_laid_under_the_graph(hand):
    page = hand.open().page
    hand.drag("ore 1 empty", 20)
    hand.moved()
    page.keyboard.press("4")
    choices = page.locator("aside.choices input[type=checkbox]")
    choices.first.wait_for()
    choices.nth(0).check()
    choices.nth(1).check()
    table = page.get_by_test_id("comparison")
    table.wait_for()
    assert table.locator("tbody tr").count() > 5


def test_a_what_if_runs_with_progress_and_is_cancelled(hand):
    page = hand.open().page
    page.locator("#side-what").click()
    page.locator("form.question").first.locator("button[type=submit]").click()
    page.locator("progress").first.wait_for()
    page.locator('button[id^="cancel-"]').first.click()
    for _ in range(100):
        states = [job["state"] for job in hand.get("jobs") if job["kind"] == "what_if"]
        if "cancelled" in states:
            break
        page.wait_for_timeout(100)
    assert "cancelled" in states


def test_a_what_if_answers_with_figures_and_their_differences(hand):
    hand.open()
    job = hand.post("jobs", kind="what_if", what="set", parameters={}, days=20, replications=4)
    for _ in range(600):
        job = hand.get(f"jobs/{job['id']}")
        if job["state"] not in ("waiting", "running"):
            break
        hand.page.wait_for_timeout(200)
    assert job["state"] == "done", job
    page = hand.page
    page.locator("#side-what").click()
    text = page.locator("#side-panel").inner_text()
    for figure in job["result"]["figures"]:
        assert figure["low"] <= figure["change"] <= figure["high"]
    assert job["result"]["figures"][0]["name"] in text


def test_a_run_is_simulated_listed_downloaded_and_binned(hand):
    page = hand.open("runs").page
    page.locator("#simulate").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[name=days]").fill("3")
    dialog.locator("button.main").click()
    dialog.wait_for(state="hidden")
    row = page.get_by_test_id("runs").locator("tbody tr").first
    row.wait_for(timeout=120_000)
    with page.expect_download() as html:
        row.locator(".links a, .links button").first.click()
    assert html.value.path().stat().st_size > 10_000
    row.locator("input[type=checkbox]").check()
    page.locator("#bin").click()
    page.get_by_role("dialog").locator("button.main").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.wait_for_timeout(500)
    assert [run for run in hand.get("runs") if run["kind"] == "run"] == []


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE html>"), ("csv", b"train"), ("svg", b"<?xml"), ("displib", b"{")],
)
def test_the_plan_is_downloaded_in_every_form(hand, kind, begins):
    hand.open()
    answer = hand.page.request.get(f"{hand.served.base}api/1/plan/download/{kind}")
    assert answer.ok, answer.text()
    assert answer.body()[: len(begins)].lower() == begins.lower()


def test_everything_is_done_by_keyboard_alone(hand):
    """Reach the graph, select a train, move it by minutes, lock another, undo: no mouse."""
    page = hand.open().page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.id") == "graph-canvas":
            break
    assert page.evaluate("() => document.activeElement.id") == "graph-canvas"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    train = page.evaluate("() => headwayPage.state().train")
    before = hand.trains()[train]["calls"][0]["departs_s"]
    for _ in range(5):
        page.keyboard.press(".")
    hand.moved()
    assert hand.trains()[train]["calls"][0]["departs_s"] == before + 300
    page.keyboard.press("Control+z")
    hand.says("undone")
    page.keyboard.press("l")
    page.wait_for_timeout(500)
    assert hand.get("plan")["locked"] == [train]
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


@pytest.mark.parametrize("key", ["d", "t", "w", "c"])
def test_every_edit_of_a_train_has_a_dialog_that_says_what_is_wrong(hand, key):
    page = hand.open().page
    hand.select("ore 1 loaded")
    page.keyboard.press("]")
    page.keyboard.press("]")
    page.keyboard.press(key)
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    if key in "dc":
        dialog.locator("input[name=at_s]").fill("25:99")
        dialog.locator("button.main").click()
        dialog.locator(".note").filter(has_text="25:99").wait_for()
        assert dialog.locator("input[name=at_s]").get_attribute("aria-invalid") == "true"
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_the_page_speaks_french_and_remembers_it(hand):
    page = hand.open().page
    page.locator("#language").select_option("fr")
    page.locator('html[lang="fr"] #tab-fleet').wait_for()
    figures = page.locator(".figures").inner_text()
    assert "Tonnage" in figures
    assert "Waits" not in figures
    page.reload()
    hand.ready()
    assert page.evaluate("() => document.documentElement.lang") == "fr"
    page.locator("#language").select_option("en")
    page.locator('html[lang="en"] #tab-fleet').wait_for()
    page.locator(".figures").get_by_text("Waits").wait_for()


def test_every_pane_opens_without_a_complaint(hand):
    page = hand.open().page
    for key in "123451":
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        assert page.locator("main *").count() > 5
