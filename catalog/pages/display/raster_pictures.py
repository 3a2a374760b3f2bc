"""Absolute URLs of raster pictures, for search engines and social networks."""

from django.templatetags.static import static

from catalog.offers import Offer
from sitewide.safe_urls import absolute_url

# Shown for offers that have a drawing only: these services do not accept SVG.
BRAND_PICTURE = "autovise/brand/social.png"


def absolute(url: str) -> str:
    """Return the URL with the shop's host; a URL of a media host stays as it is."""
    return absolute_url(url) if url.startswith("/") else url


def raster_picture(offer: Offer) -> str:
    """Return the URL of the offer's picture, or of the brand's if the offer has a drawing."""
    url = offer.thumbnail.url
    is_drawing = url.partition("?")[0].endswith(".svg")
    return absolute(static(BRAND_PICTURE) if is_drawing else url)
