"""What the API says of an offer. Amounts are pence, VAT included; URLs are absolute."""

from typing import Any, Literal, Self

from ninja import Field, Schema

from catalog.offers import Availability, Offer
from catalog.pages.display.raster_pictures import absolute, raster_picture


class Part(Schema):
    """Product that a bundle consists of. `quantity`: pieces in one bundle."""

    sku: str
    title: str
    quantity: int


class OfferOut(Schema):
    """Product or bundle on sale."""

    sku: str
    title: str
    variant: str
    tier: str
    url: str
    picture: str
    description: str
    currency: Literal["GBP"] = "GBP"
    list_pence: int = Field(description="Price before the offer's own saving.")
    price_pence: int = Field(description="Price now.")
    delivery_pence: int = Field(description="Delivery of one unit that is bought alone.")
    delivered_pence: int = Field(description="What one unit costs with its delivery.")
    unit_price: str = Field(description='Such as "12.9p per 100 ml"; empty for other goods.')
    availability: Availability
    stars: float | None = Field(description="Mean of the approved reviews, of 5.")
    reviews: int
    minimum_age: int | None
    hazards: str
    parts: list[Part] = Field(description="Of a bundle; empty for a product.")

    @classmethod
    def of(cls, offer: Offer) -> Self:
        values: dict[str, Any] = {
            "sku": offer.sku,
            "title": offer.title,
            "variant": offer.variant,
            "tier": offer.tier,
            "url": absolute(offer.url),
            "picture": raster_picture(offer),
            "description": offer.description,
            "list_pence": offer.list_pence,
            "price_pence": offer.price_pence,
            "delivery_pence": offer.delivery_pence,
            "delivered_pence": offer.delivered_pence,
            "unit_price": str(offer.measured_price or ""),
            "availability": offer.availability,
            "stars": offer.rating.tenths / 10 if offer.rating else None,
            "reviews": offer.rating.count if offer.rating else 0,
            "minimum_age": offer.minimum_age,
            "hazards": offer.safety.hazards_text,
            "parts": [
                Part(sku=part.sku, title=part.title, quantity=part.pieces)
                for part in (offer.demand if offer.is_bundle else ())
            ],
        }
        return cls(**values)


class OfferList(Schema):
    """One page of offers. `next`: the URL of the following page, null on the last one."""

    count: int
    next: str | None
    items: list[OfferOut]
