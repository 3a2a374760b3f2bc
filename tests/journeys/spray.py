"""A product with everything that can be pressed: three pictures, questions, an age limit."""

import csv
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.journeys.running_shop import RunningShop

SKU, PATH = "AUT-CC-951", "/products/journey-spray/"
ROW = {
    "sku": SKU,
    "title": "Journey Spray",
    "slug": "journey-spray",
    "tier": "Standard",
    "product_type": "Spray",
    "category": "cleaning-care",
    "price": "12.99",
    "description": "A spray for a journey.",
    "highlights": "Sprays|Dries",
    "questions": "Is it safe? Yes, outdoors.|Does it smell? A little.",
    "specification": "Colour: Clear",
    "instructions": "Spray.|Wipe.",
    "signal_word": "Danger",
    "hazard_statements": "H222 Extremely flammable aerosol.",
    "minimum_age": "18",
    "image": "journey-front.png",
    "more_pictures": "journey-back.png: The back|journey-cap.png: The cap",
    "stock": "20",
}


ONE_PIXEL = 1


def import_spray(shop: RunningShop, folder: Path) -> None:
    """Import the product with pictures that are drawn into the folder."""
    for name, colour in (("front", "teal"), ("back", "gold"), ("cap", "navy")):
        Image.new("RGB", (1200, 1200), colour).save(folder / f"journey-{name}.png")
    file = folder / "spray.csv"
    with file.open("w", newline="") as opened:
        writer = csv.DictWriter(opened, [*ROW])
        writer.writeheader()
        writer.writerow(ROW)
    shop.manage("import_products", str(file), "--apply", "--pictures", str(folder))


def shown_picture(page: Page) -> str:
    """Return the alternative text of the picture that the strip shows."""
    strip = page.locator(".gallery__strip").bounding_box()
    for picture in page.locator(".gallery__picture").all():
        if abs(picture.bounding_box()["x"] - strip["x"]) <= ONE_PIXEL:
            return picture.locator("img").get_attribute("alt")
    return ""
