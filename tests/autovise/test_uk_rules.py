"""What the law asks for is said where docs/uk-rules.md says it is.

Each check names a rule, a place, and words that the place must show.
"""

import re
from decimal import Decimal
from functools import cache
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from django.core import mail
from pypdf import PdfReader
from wagtail.models import Page

from autovise.bootstrap.demo_trader import DEMO_TRADER
from catalog.measures import Measure, NetQuantity
from checkout.invoices.content import invoice_of
from checkout.invoices.pdf import draw_invoice
from checkout.models import Order, OrderState
from checkout.notifications.mails import mail_confirmation
from sitewide.trader import Trader
from tests.builders import a_product, a_visitor
from tests.checkout.builders import an_open_order
from tests.checkout.conftest import running_stripe

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/uk-rules.md"
TAG = re.compile("<[^>]+>")
ROW = re.compile(r"^\| (?!rule |---)(.+?) \|", re.MULTILINE)

NAME = (DEMO_TRADER["name"], DEMO_TRADER["legal_name"])
ADDRESS = (DEMO_TRADER["line1"], DEMO_TRADER["city"], DEMO_TRADER["postcode"])
CONTACT = (DEMO_TRADER["email"], DEMO_TRADER["phone"])
REGISTER = ("registered in England and Wales", f"company number {DEMO_TRADER['company_number']}")
VAT_NUMBER = (f"VAT number {DEMO_TRADER['vat_number']}",)
GIVES_NOTICE = "I/We [*] hereby give notice that I/We [*] cancel my/our [*] contract of sale"
COMPLAINT = ("Complaints", "by email or by post at the address above")

CHECKS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "CCR Sch. 2 (a)": [("product", ("Cleans glass, and leaves no streaks.",))],
    "CCR Sch. 2 (b)": [("footer", NAME), ("/terms/", NAME)],
    "CCR Sch. 2 (c)": [("footer", (*ADDRESS, *CONTACT))],
    "CCR Sch. 2 (e)": [("/terms/", (*COMPLAINT, *ADDRESS))],
    "CCR Sch. 2 (f)": [
        ("product", ("£6.00", "£10.99 delivered")),
        ("cart", ("Total", "£10.99")),
        ("footer", ("Prices are in pounds and include VAT.",)),
    ],
    "CCR Sch. 2 (g)": [
        ("product", ("£4.99",)),
        ("cart", ("Delivery", "£4.99")),
        ("/delivery/", ("£4.99 for each order", "£40.00 or more")),
    ],
    "CCR Sch. 2 (j)": [
        ("/terms/", ("You pay when you order, on Stripe's page", "Within 2 days of your order")),
        ("/delivery/", ("Within 2 days of your order",)),
    ],
    "CCR Sch. 2 (k)": [("/terms/", COMPLAINT)],
    "CCR Sch. 2 (l)": [
        (
            "/returns/",
            (
                "right to cancel your order within 14 days without giving any reason",
                "The time ends 14 days after the day on which you",
                "Tell us in a clear statement",
            ),
        )
    ],
    "CCR Sch. 2 (m)": [
        ("/returns/", ("You pay the postage of goods that you send back because you changed",))
    ],
    "CCR Sch. 2 (o)": [
        ("/returns/", ("What you cannot send back", "health or hygiene", "mixed inseparably"))
    ],
    "CCR Sch. 2 (p)": [
        ("/terms/", ("legal duty to supply goods that are in conformity with the contract",))
    ],
    "CCR Sch. 2 (x)": [("/terms/", ("approved body for dispute resolution",))],
    "CCR Sch. 3 B": [
        ("/returns/", (GIVES_NOTICE, *NAME, *ADDRESS, "[*] Delete as appropriate.")),
        ("mail", (GIVES_NOTICE, *NAME, *ADDRESS, "[*] Delete as appropriate.")),
    ],
    "CCR reg. 14 (2)–(4)": [("checkout", ("Glass Cleaner", ">Pay £10.99</button>"))],
    "CCR reg. 14 (6)": [
        (
            "footer",
            ("We deliver to Great Britain and Northern Ireland.", "You pay by card on Stripe’s"),
        )
    ],
    "CCR reg. 16": [
        (
            "mail",
            (
                "Glass Cleaner",
                "£10.99",
                "£4.99",
                "You may cancel within 14 days",
                "you pay that postage",
                "sealed goods that are not suitable for return for reasons of health or hygiene",
                "goods that were mixed inseparably with others after delivery",
                "legal duty to supply goods that are in conformity with the contract",
                "If you have a complaint",
                *NAME,
                *ADDRESS,
                *CONTACT,
            ),
        )
    ],
    "CCR reg. 34": [
        (
            "/returns/",
            ("including the standard delivery", "within 14 days of the day on which we get"),
        )
    ],
    "CRA s. 22": [("/returns/", ("within 30 days of the day on which you get them",))],
    "ECR reg. 9": [
        (
            "/terms/",
            (
                "The contract is made when we confirm by email",
                "We keep a copy of your order",
                "You can correct your entries at each step",
                "The contract is in English.",
            ),
        )
    ],
    "ECR reg. 6 (1) (a)–(c)": [("footer", (*NAME, *ADDRESS, CONTACT[0]))],
    "ECR reg. 6 (1) (d)": [("footer", REGISTER)],
    "ECR reg. 6 (1) (g)": [("footer", VAT_NUMBER), ("invoice", VAT_NUMBER)],
    "ECR reg. 6 (2)": [
        ("product", ("£6.00", "£10.99 delivered")),
        ("footer", ("include VAT", "Delivered within 2 days for £4.99")),
    ],
    "TDR reg. 24": [("footer", NAME[1:]), ("mail", NAME[1:]), ("invoice", NAME[1:])],
    "TDR reg. 25": [(place, (*REGISTER, *ADDRESS)) for place in ("footer", "mail", "invoice")],
    "UK GDPR art. 13": [
        (
            "/privacy/",
            (
                *NAME[1:],
                *ADDRESS,
                CONTACT[0],
                "“controller”",
                "What we keep, and for how long",
                "corrected or deleted",
                "Information Commissioner’s Office",
            ),
        )
    ],
    "PMO art. 4": [("product", ("£6.00",)), ("list", ("£6.00",))],
    "PMO art. 5": [("product", ("£12.00 per litre",)), ("list", ("£12.00 per litre",))],
    "PMO art. 6": [("product", ("£6.00",)), ("footer", ("in pounds and include VAT",))],
    "DMCCA s. 230": [
        ("product", ("£10.99 delivered",)),
        ("list", ("£10.99 delivered",)),
        ("footer", (*NAME, *ADDRESS, CONTACT[0])),
    ],
    "DMCCA Sch. 20": [
        (
            "/reviews-policy/",
            (
                "A review needs an account and a paid order",
                "A person reads every review before it is shown",
                "Digital Markets, Competition and Consumers Act 2024",
            ),
        )
    ],
    "WEEE take-back": [
        ("/recycling/", ("one for one and free of charge", "28 days", "contact form"))
    ],
    "WEEE information": [
        (
            "/recycling/",
            (
                "crossed-out wheeled bin",
                "harm people and nature",
                "can be recycled",
                "reuse centres",
            ),
        )
    ],
    "batteries": [
        ("/recycling/", ("We take back used portable batteries", "free of charge, also if you buy"))
    ],
}


@pytest.fixture(scope="module")
def order(module_db) -> Order:
    """The paid order of a product with a net quantity, from a trader with all details."""
    Trader.objects.create(**DEMO_TRADER)
    page = a_product(600, title="Glass Cleaner")
    page.net_quantity = NetQuantity(Decimal(500), Measure.MILLILITRE)
    page.save()
    with running_stripe():
        order = an_open_order(page)
    paid = {"state": OrderState.PAID, "paid_at": order.placed_at, "invoice_number": 1}
    Order.objects.filter(pk=order.pk).update(**paid, paid_pence=order.total_pence)
    order.refresh_from_db()
    return order


@pytest.fixture(scope="module")
def said(order):
    """Return the texts of a place; each place is read once."""
    return cache(lambda place: texts_of(place, order))


def texts_of(place: str, order: Order) -> list[str]:
    """Return the texts of a place of the document, each on one line. A mail has two."""
    if place == "mail":
        mail_confirmation(order)
        [(markup, _)] = mail.outbox[-1].alternatives
        texts = [mail.outbox[-1].body, TAG.sub("", markup)]
    elif place == "invoice":
        pages = PdfReader(BytesIO(draw_invoice(invoice_of(order)))).pages
        texts = [" ".join(page.extract_text() for page in pages)]
    else:
        texts = [page_text(place, order)]
    return [" ".join(unescape(text).split()) for text in texts]


def page_text(place: str, order: Order) -> str:
    """Return the main part of a page, or the footer of every page."""
    visitor = a_visitor()
    sku = order.lines.get().sku_id
    product_url = f"/products/{Page.objects.get(sku_claim=sku).slug}/"
    paths = {"product": product_url, "list": "/products/", "footer": "/no-such-page/"}
    if place in ("cart", "checkout"):
        visitor.post("/cart/add/", {"sku": sku}, headers={"Sec-Fetch-Site": "same-origin"})
        place = f"/{place}/"
    page = visitor.get(paths.get(place, place)).text
    start, end = ("<footer", "</footer>") if place == "footer" else ("<main", "</main>")
    return page.split(start)[1].split(end)[0]


def rules_of_the_document() -> list[str]:
    return ROW.findall(DOCUMENT.read_text())


def test_every_rule_of_the_document_is_checked():
    assert rules_of_the_document() == list(CHECKS)


@pytest.mark.parametrize("rule", CHECKS)
def test_the_shop_says_what_the_law_asks_for(rule, said):
    for place, words in CHECKS[rule]:
        for text, expected in product(said(place), words):
            assert expected in text, f"{place} does not say “{expected}”"
