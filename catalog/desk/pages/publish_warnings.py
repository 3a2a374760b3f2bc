"""What somebody should look at before a product or bundle goes live. Warnings: they stop nothing.

The rules are pure, over facts; `facts_of` gathers them from a draft.
"""

from dataclasses import dataclass
from datetime import datetime

from catalog.desk.pages.affected_bundles import named, touched_bundles
from catalog.models.shop_rules import current_rules
from catalog.pages.schedules import date_text
from sitewide.templatetags.money import pounds

MAX_CHANGE_PERCENT = 50


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft beside what is live. Amounts are pence; None: there is none.

    `parts_pence` is what a bundle's parts cost when they are bought one by one; `touched_bundles`
    are the titles of those that the product is part of; `replaces_change_of` is when another
    version goes live.
    """

    has_image: bool
    has_alternative_text: bool
    is_image_ready: bool
    has_description: bool
    price_pence: int | None
    live_price_pence: int | None
    parts_pence: int | None = None
    free_pieces: int = 0
    is_live: bool = False
    comes_off_at: datetime | None = None
    touched_bundles: tuple[str, ...] = ()
    replaces_change_of: datetime | None = None


def warnings_about(facts: DraftFacts) -> list[str]:
    """Sentences for an editor: what is wrong, and what to do."""
    return [
        *_about_the_picture(facts),
        *([] if facts.has_description else ["There is no description: write two or three lines."]),
        *_about_the_price(facts),
        *_about_the_stock(facts),
        *_about_the_dates(facts),
    ]


def _about_the_picture(facts: DraftFacts) -> list[str]:
    said = []
    if not facts.has_image:
        said.append("There is no picture: shoppers see a drawing.")
    elif not facts.has_alternative_text:
        said.append("The picture has no alternative text: describe it in the image's own form.")
    if not facts.is_image_ready:
        said.append("The picture is not marked as ready.")
    return said


def _about_the_price(facts: DraftFacts) -> list[str]:
    now, live = facts.price_pence, facts.live_price_pence
    if not now:
        return ["The price is £0 or missing: it cannot be sold."]
    said = []
    if live and abs(now - live) * 100 > live * MAX_CHANGE_PERCENT:
        said.append(
            f"The price changes by more than {MAX_CHANGE_PERCENT} %: {pounds(live)} → "
            f"{pounds(now)}. Is that meant?"
        )
    if facts.parts_pence is not None and now > facts.parts_pence:
        said.append(
            f"The bundle costs {pounds(now)}, its parts one by one {pounds(facts.parts_pence)}: "
            "give it a higher discount."
        )
    return said


def _about_the_stock(facts: DraftFacts) -> list[str]:
    if facts.is_live or facts.free_pieces <= 0:
        return []
    return [f"{facts.free_pieces} are in stock, and the page is not live: nobody can buy them."]


def _about_the_dates(facts: DraftFacts) -> list[str]:
    said = []
    if facts.comes_off_at and facts.touched_bundles:
        said.append(
            f"It comes off on {date_text(facts.comes_off_at)}, and with it go the bundles that it "
            f"is part of: {named(list(facts.touched_bundles))}."
        )
    if facts.replaces_change_of:
        said.append(
            f"Another version goes live on {date_text(facts.replaces_change_of)}: publishing or "
            "scheduling this one takes its place."
        )
    return said


def facts_of(draft) -> DraftFacts:
    """Of a product's or bundle's draft, saved before: beside the page as it is live."""
    rules = current_rules()
    is_bundle = hasattr(draft, "parts")
    live = type(draft).objects.filter(pk=draft.pk)
    stored = (live if is_bundle else live.select_related("product_type")).first()
    parts = [part for part in draft.parts.all() if part.product] if is_bundle else []
    stock = None if is_bundle else _stock_of(draft)
    return DraftFacts(
        has_image=draft.image is not None,
        has_alternative_text=bool(draft.image and draft.image.description),
        is_image_ready=draft.image_ready,
        has_description=bool(draft.description),
        price_pence=draft.unit_price(rules).price_pence,
        live_price_pence=stored.unit_price(rules).price_pence if stored and stored.live else None,
        parts_pence=sum(p.product.unit_price(rules).price_pence * p.quantity for p in parts)
        if is_bundle
        else None,
        free_pieces=stock.free if stock else 0,
        is_live=bool(stored and stored.live),
        comes_off_at=draft.expire_at,
        touched_bundles=tuple(touched_bundles([draft])) if draft.expire_at else (),
        replaces_change_of=_scheduled_beside(draft),
    )


def _scheduled_beside(draft) -> datetime | None:
    """When another version than the latest draft goes live."""
    waiting = draft.revisions.filter(approved_go_live_at__isnull=False)
    others = waiting.exclude(pk=draft.latest_revision_id)
    return others.values_list("approved_go_live_at", flat=True).first()


def _stock_of(product):
    claim = getattr(product, "sku_claim", None)
    return getattr(claim, "stock", None)
