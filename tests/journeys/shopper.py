"""A shopper in a browser."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, Response, expect

from tests.journeys.records import Records
from tests.journeys.running_shop import RunningShop
from tests.waits import wait_for

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
CARD_THAT_ASKS = "4000002500003155"

ADDRESS = {
    "name": "Sam Guest",
    "line1": "1 High Street",
    "city": "Leeds",
    "postcode": "LS1 4AP",
}
NOTHING = {"list": 0, "bundle-saving": 0, "first-order-saving": 0, "delivery": 0, "total": 0}


def figures(list_pence: int, total_pence: int, **others: int) -> dict[str, int]:
    """What a page should show: savings and delivery are 0 unless named."""
    named = {name.replace("_", "-"): pence for name, pence in others.items()}
    return NOTHING | {"list": list_pence, "total": total_pence} | named


class Shopper:
    def __init__(self, page: Page, shop: RunningShop) -> None:
        self.page = page
        self.shop = shop

    def opens(self, path: str) -> Response:
        return self.page.goto(self.shop.address + path)

    def clicks(self, words: str, *, role: str = "link") -> None:
        """Click the first of the page's own (not the frame's) links or buttons with these words."""
        self.page.locator("main").get_by_role(role, name=words).first.click()

    def finds(self, sku: str) -> None:
        """Search for the SKU and open what is found."""
        self.opens(f"/search/?q={sku}")
        self.page.locator("main article a").first.click()
        expect(self.page.locator("main .codes")).to_contain_text(sku)

    def puts_in_cart(self, sku: str, quantity: int = 1) -> None:
        self.finds(sku)
        self.page.locator("main input[name=quantity]").fill(str(quantity))
        self.clicks("Add to cart", role="button")
        expect(self.page).to_have_url(f"{self.shop.address}/cart/")

    def logs_in(self, email: str) -> None:
        self.opens("/accounts/login/")
        self.page.locator("[name=login]").fill(email)
        self.page.locator("[name=password]").fill(self.shop.password())
        self.clicks("Log in", role="button")
        expect(self.page).not_to_have_url(re.compile("/login/"))

    def signs_up(self, email: str) -> None:
        self.opens("/accounts/signup/")
        self.page.locator("[name=email]").fill(email)
        for name in ("password1", "password2"):
            self.page.locator(f"[name={name}]").fill("a long way from home")
        self.clicks("Create", role="button")
        expect(self.page).not_to_have_url(re.compile("/signup/"))

    def confirms_email(self, email: str, records: Records) -> None:
        """Follow the link of the mail, and press its button."""
        start = "/accounts/confirm-email/"
        mailed = wait_for(lambda: records.link_mailed_to(email, start), "the mail that confirms")
        self.opens(mailed)
        self.page.locator("main form button").first.click()
        expect(self.page).not_to_have_url(re.compile(start))

    def fills_in_address(self, **changes: str) -> None:
        for name, value in (ADDRESS | changes).items():
            self.page.locator(f"main [name={name}]").fill(value)

    def fills_in_checkout(self, email: str, *, confirms_age: bool = True, **changes: str) -> None:
        self.opens("/checkout/")
        for name, value in (ADDRESS | {"email": email} | changes).items():
            self.page.locator(f"main [name={name}]").fill(value)
        age = self.page.locator("main [name=age_confirmed]")
        if confirms_age and age.count():
            age.check()

    def goes_to_pay(self, email: str, **changes: str) -> None:
        """From the cart to Stripe's page."""
        self.fills_in_checkout(email, **changes)
        self.clicks("Pay £", role="button")
        expect(self.page).to_have_url(re.compile(f"^{self.shop.stripe_address}/c/pay/"))

    def pays_with(self, card: str) -> None:
        self.page.locator("[name=card]").fill(card)
        self.clicks("Pay £", role="button")

    def cancels(self) -> None:
        self.page.locator("#cancel").click()

    def figures(self) -> dict[str, int]:
        """Return the page's machine-readable amounts; savings that are not given have no row."""
        found = [
            (data.get_attribute("id"), int(data.get_attribute("value")))
            for data in self.page.locator("data[id]").all()
        ]
        assert len(dict(found)) == len(found)
        return {"bundle-saving": 0, "first-order-saving": 0} | dict(found)

    def cart(self) -> dict[str, int]:
        """Return the quantities in the cart by SKU."""
        self.opens("/cart/")
        forms = self.page.locator(".cart-line__quantity").all()
        return {
            form.locator("[name=sku]").get_attribute("value"): int(
                form.locator("[name=quantity]").get_attribute("value")
            )
            for form in forms
        }

    def sees_paid_order(self) -> str:
        """The order page says so; the order's number."""
        expect(self.page).to_have_url(re.compile(f"^{self.shop.address}/checkout/success/"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            "Thank you, your order is paid"
        )
        return self.page.locator(".order-number").inner_text()

    def session_id(self) -> str:
        """The Stripe session in the address of this page."""
        parts = urlsplit(self.page.url)
        query = parse_qs(parts.query).get("session_id")
        return query[0] if query else parts.path.split("/")[3]

    def text(self) -> str:
        return self.page.locator("main").inner_text()
