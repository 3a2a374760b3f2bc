"""Absolute URLs of raster pictures, for search engines and social networks."""

from django.templatetags.static import static

from catalog.offers import Offer
from sitewide.safe_urls import absolute_url

# Shown for offers without a picture: these services do not accept the drawings, which are SVG.
BRAND_PICTURE = "autovise/brand/social.png"


def absolute(url: str) -> str:
    """Return the URL with the shop's host; a URL of a media host stays as it is."""
    return absolute_url(url) if url.startswith("/") else url


def raster_picture(offer: Offer) -> str:
    """Return the URL of the offer's picture as JPEG; of the brand's if it has none to show."""
    return absolute(offer.thumbnail.raster_url or static(BRAND_PICTURE))
