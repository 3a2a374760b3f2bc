"""Campaign pages of the demo, and the blocks of its home page. Created once, with the catalogue."""

import json
from typing import Any

from catalog.models import BundlePage, ProductPage
from home.models import ContentPage, HomePage

type Block = tuple[str, dict[str, Any] | str]

WINTER_SKUS = ("AUT-CC-031", "AUT-SE-020", "AUT-PF-005", "AUT-EL-025")
WINTER_BUNDLES = ("BND-PRO-003", "BND-STD-003")
GIFT_BUNDLES = ("BND-SPC-003", "BND-SPC-004")


def make_demo_pages() -> None:
    """Create the campaign pages, and link to them from the home page."""
    winter = _create(
        title="Winter ready",
        slug="winter-ready",
        introduction="Clear glass, a full battery and grip: what your car needs in the cold.",
        search_words="winter snow ice frost cold",
        blocks=_winter_blocks(),
    )
    gifts = _create(
        title="Gifts for £10 or less",
        slug="gifts-for-10-or-less",
        introduction="Small gifts for £10 or less before delivery, and sets for larger ones.",
        search_words="gift gifts present presents cheap",
        blocks=_gift_blocks(winter),
    )
    home = HomePage.objects.get()
    home.body = _stream(_home_blocks(winter, gifts))
    home.save_revision().publish()


def _create(*, blocks: list[Block], **fields: str) -> ContentPage:
    page = ContentPage(body=_stream(blocks), search_description=fields["introduction"], **fields)
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def _stream(blocks: list[Block]) -> str:
    return json.dumps([{"type": name, "value": value} for name, value in blocks])


def _home_blocks(winter: ContentPage, gifts: ContentPage) -> list[Block]:
    """The blocks that the migration gave the home page, with the campaigns among them."""
    home = HomePage.objects.get()
    own = [(block["type"], block["value"]) for block in home.body.raw_data]
    hero, others = own[:1], own[1:]
    strip = {
        "text": "Frost is coming: is your car ready?",
        "links": [_link("Winter ready", winter)],
    }
    best = _row("Best sellers", "best_sellers")
    story = {
        "heading": "A small present for a driver",
        "text": "<p>A scraper, a torch, a cloth that does not scratch: things that nobody buys for "
        "themselves, and everybody uses.</p>",
        "image": None,
        "side": "left",
        "links": [_link("Gifts for £10 or less", gifts)],
    }
    return [*hero, ("promotion", strip), ("product_row", best), *others, ("story", story)]


def _winter_blocks() -> list[Block]:
    hero: dict[str, Any] = {"heading": "", "text": "", "image": None, "links": []}
    questions = {
        "heading": "Winter questions",
        "questions": [
            {
                "question": "Why does my battery fail in the cold?",
                "answer": "<p>A cold battery gives less current, and a cold engine needs more. A "
                "battery plug shows its voltage; a maintainer keeps it charged.</p>",
            },
            {
                "question": "May I drive with snow on the roof?",
                "answer": "<p>Clear it first. Snow that slides onto the windscreen or off the car "
                "is a danger, and you must be able to see out of every window (Highway Code, rule "
                "229).</p>",
            },
        ],
    }
    text = (
        "<h2>Before the first frost</h2><ul><li>Fill the screen wash with a mix that does not "
        "freeze.</li><li>Check the battery and the tyres.</li><li>Keep a scraper, a torch and a "
        "blanket in the car.</li></ul>"
    )
    return [
        ("hero", hero),
        ("product_row", _row("First things first", "chosen", products=_keys(WINTER_SKUS))),
        ("text", text),
        ("bundle_row", _bundles("Sets for the cold", WINTER_BUNDLES)),
        ("questions", questions),
        ("delivery_terms", {"heading": "Delivery"}),
    ]


def _gift_blocks(winter: ContentPage) -> list[Block]:
    strip = {"text": "For somebody who drives in the cold:", "links": [_link("Winter", winter)]}
    newsletter = {"heading": "More ideas by email", "text": "About once a month."}
    return [
        ("product_row", _row("For £10 or less", "low_price", limit=8, max_pounds=10)),
        ("promotion", strip),
        ("bundle_row", _bundles("Sets as a present", GIFT_BUNDLES)),
        ("category_tiles", {"heading": "More ideas", "categories": []}),
        ("newsletter", newsletter),
        ("trader", {"heading": "Who sends your present"}),
    ]


def _link(label: str, page: ContentPage) -> dict[str, Any]:
    return {"label": label, "page": page.pk, "category": None}


def _row(heading: str, rule: str, *, limit: int = 4, **fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"max_pounds": None, "category": None, "products": []}
    return empty | {"heading": heading, "rule": rule, "limit": limit} | fields


def _bundles(heading: str, skus: tuple[str, ...]) -> dict[str, Any]:
    chosen = {"rule": "chosen", "limit": 3, "max_pounds": None, "bundles": _keys(skus)}
    return {"heading": heading} | chosen


def _keys(skus: tuple[str, ...]) -> list[int]:
    """Return the keys of the pages with these SKUs, in their order."""
    keys = dict(ProductPage.objects.values_list("sku_claim__pk", "pk"))
    keys |= dict(BundlePage.objects.values_list("sku_claim__pk", "pk"))
    return [keys[sku] for sku in skus if sku in keys]
