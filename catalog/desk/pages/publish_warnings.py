"""Warnings before a product or bundle goes live. They do not prevent publishing.

The rules are pure functions of a DraftSummary, which `summarise_draft` builds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page

from catalog.desk.pages.affected_bundles import affected_bundles, named
from catalog.images.alternative_texts import is_file_name
from catalog.measures import is_measured_good
from catalog.models import ProductPage, ShopImage
from catalog.models.shop_rules import current_rules
from catalog.pages.schedules import date_text
from sitewide.templatetags.money import pounds

MAX_CHANGE_PERCENT = 50
NO_HAZARD_STATEMENTS = (
    "There is a signal word but no hazard statement: enter the statements of the label."
)


@dataclass(frozen=True, slots=True)
class DraftSummary:
    """A draft and its live version. Amounts are pence, or None if there is none.

    `parts_pence` is the price of a bundle's parts bought separately, `affected_bundles` are the
    titles of bundles with this product, and `replaces_change_of` is when another version goes live.
    `lacks_net_quantity`: a measured good, as its name or packaging says, has no net quantity.
    `lacks_hazard_statements`: it has a signal word only. `gallery_texts`: the alternative texts of
    the further pictures, in their order.
    """

    has_image: bool
    alternative_text: str
    is_image_ready: bool
    has_description: bool
    price_pence: int | None
    live_price_pence: int | None
    parts_pence: int | None = None
    free_pieces: int = 0
    is_live: bool = False
    expires_at: datetime | None = None
    affected_bundles: tuple[str, ...] = ()
    replaces_change_of: datetime | None = None
    lacks_net_quantity: bool = False
    lacks_hazard_statements: bool = False
    gallery_texts: tuple[str, ...] = ()


def warnings_about(draft: DraftSummary) -> list[str]:
    """Return messages for the editor: what is wrong and what to do."""
    return [
        *_about_the_picture(draft),
        *([] if draft.has_description else ["There is no description: write one."]),
        *([NO_HAZARD_STATEMENTS] if draft.lacks_hazard_statements else []),
        *_about_the_price(draft),
        *_about_the_stock(draft),
        *_about_the_dates(draft),
    ]


def _about_the_picture(draft: DraftSummary) -> list[str]:
    warnings = []
    if not draft.has_image:
        warnings.append("There is no picture: shoppers see a drawing.")
    elif problem := _problem_of_text(draft.alternative_text):
        warnings.append(f"The picture {problem}: say what it shows in the image's form.")
    for number, text in enumerate(draft.gallery_texts, start=1):
        if problem := _problem_of_text(text):
            warnings.append(f"Further picture {number} {problem}: say there what it shows.")
    if not draft.is_image_ready:
        warnings.append("The picture is not marked as ready.")
    return warnings


def _problem_of_text(text: str) -> str:
    if not text:
        return "has no alternative text"
    return f"has a file name as alternative text (“{text}”)" if is_file_name(text) else ""


def _about_the_price(draft: DraftSummary) -> list[str]:
    now, live = draft.price_pence, draft.live_price_pence
    if not now:
        return ["The price is £0 or missing: it cannot be sold."]
    warnings = []
    if live and abs(now - live) * 100 > live * MAX_CHANGE_PERCENT:
        warnings.append(
            f"The price changes by more than {MAX_CHANGE_PERCENT} %: {pounds(live)} → "
            f"{pounds(now)}. Is this intended?"
        )
    if draft.parts_pence is not None and now > draft.parts_pence:
        warnings.append(
            f"The bundle costs {pounds(now)} but its parts bought separately cost "
            f"{pounds(draft.parts_pence)}: increase the discount."
        )
    if draft.lacks_net_quantity:
        warnings.append(
            "There is no net quantity, such as 500 ml. Goods that are sold by volume, weight, "
            "length or number must show their price per litre, kilogram, metre or piece."
        )
    return warnings


def _about_the_stock(draft: DraftSummary) -> list[str]:
    if draft.is_live or draft.free_pieces <= 0:
        return []
    return [f"{draft.free_pieces} are in stock but the page is not live: they cannot be bought."]


def _about_the_dates(draft: DraftSummary) -> list[str]:
    warnings = []
    if draft.expires_at and draft.affected_bundles:
        warnings.append(
            f"It expires on {date_text(draft.expires_at)}. These bundles can then not be sold "
            f"either: {named(list(draft.affected_bundles))}."
        )
    if draft.replaces_change_of:
        warnings.append(
            f"Another version goes live on {date_text(draft.replaces_change_of)}: publishing or "
            "scheduling this one replaces it."
        )
    return warnings


def summarise_draft(draft: Page) -> DraftSummary:
    """Summarise a saved draft of a product or bundle and its live version."""
    rules = current_rules()
    is_bundle = draft.is_bundle
    live = type(draft).objects.filter(pk=draft.pk)
    stored = (live if is_bundle else live.select_related("product_type")).first()
    parts = [part for part in draft.parts.all() if part.product] if is_bundle else []
    return DraftSummary(
        has_image=draft.image is not None,
        alternative_text=draft.image.description if draft.image else "",
        gallery_texts=() if is_bundle else tuple(_gallery_texts(draft)),
        is_image_ready=draft.image_ready,
        has_description=bool(draft.description),
        price_pence=draft.unit_price(rules).price_pence,
        live_price_pence=stored.unit_price(rules).price_pence if stored and stored.live else None,
        parts_pence=sum(p.product.unit_price(rules).price_pence * p.quantity for p in parts)
        if is_bundle
        else None,
        free_pieces=draft.stock.free if draft.stock else 0,
        is_live=bool(stored and stored.live),
        expires_at=draft.expire_at,
        affected_bundles=tuple(affected_bundles([draft])) if draft.expire_at else (),
        replaces_change_of=_other_schedule(draft),
        lacks_net_quantity=not is_bundle
        and draft.net_quantity is None
        and is_measured_good(f"{draft.title} {draft.variant}", draft.image_type),
        lacks_hazard_statements=not is_bundle
        and bool(draft.signal_word)
        and not draft.hazard_statements,
    )


def _gallery_texts(draft: ProductPage) -> Iterator[str]:
    """Yield each further picture's alternative text: its own, or that of its image."""
    pictures = [picture for picture in draft.more_pictures.all() if picture.image_id]
    of_images = dict(
        ShopImage.objects.filter(pk__in=[picture.image_id for picture in pictures]).values_list(
            "pk", "description"
        )
    )
    for picture in pictures:
        yield picture.alt_text or of_images.get(picture.image_id, "")


def _other_schedule(draft: Page) -> datetime | None:
    """Return when a version other than the latest draft goes live."""
    waiting = draft.revisions.filter(approved_go_live_at__isnull=False)
    others = waiting.exclude(pk=draft.latest_revision_id)
    return others.values_list("approved_go_live_at", flat=True).first()
