"""The HTML of every kind of page is valid, as the server sends it."""

import os

import pytest
from playwright.sync_api import Response

from tests.journeys.html_validator import HtmlValidator
from tests.journeys.walk import pages_of_a_purchase
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def validator():
    npm = os.environ.get("NPM")
    if not npm:
        pytest.skip("npm is missing; `python -m tests all` names it in its summary")
    return HtmlValidator(npm)


def test_html_validate_finds_no_error_on_any_page(a_shopper, validator):
    shopper = a_shopper()
    answers: list[Response] = []

    def keep(response: Response) -> None:
        is_page = response.request.resource_type == "document" and response.status // 100 != 3
        if is_page and response.url.startswith(shopper.shop.address):
            answers.append(response)

    def received() -> list[Response]:
        shopper.page.title()  # Playwright delivers its events while it is called
        return answers

    shopper.page.on("response", keep)
    pages = {}
    for name in pages_of_a_purchase(shopper):
        if name != "card-page":
            wait_for(received, f"the answer of {name}")
            pages[name] = answers[-1].text()
            answers.clear()
    assert len(pages) > 15
    assert validator.errors_in(pages) == []
