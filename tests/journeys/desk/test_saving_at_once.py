"""An editor who presses a button while Wagtail is saving a new product by itself."""

import re

import pytest
from playwright.sync_api import Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_button_waits_for_autosave_and_then_acts(an_editor):
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    editor.opens("products/")
    editor.page.get_by_role("link", name="Add product").click()
    editor.page.get_by_role("link", name="full form").click()
    under_way: list[Route] = []
    editor.page.route(re.compile(r"/pages/add/"), lambda route: under_way.append(route))
    editor.fills_in(title="Quick Wax")
    editor.turns_to("Catalogue")
    with editor.page.expect_request(re.compile(r"/pages/add/")) as saving:
        editor.fills_in(sku="AUT-CC-991")
    assert saving.value.headers["accept"] == "application/json"
    editor.does("Publish")
    assert len(under_way) == 1  # and the page is not sent a second time
    under_way[0].continue_()
    # It lacks a price, which only publishing asks for: the press was not taken for “Save draft”.
    expect(editor.page).to_have_url(re.compile(r"/pages/\d+/edit/"))
    editor.hears("could not be saved due to validation errors")
