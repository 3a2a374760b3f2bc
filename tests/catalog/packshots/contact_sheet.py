"""`make contact-sheet`: every packshot of the demo catalogue on one picture, to look at."""

import os
import sys
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SHEET = ROOT / "var" / "contact-sheet.png"
COLUMNS, SIDE, CARD_COLOUR = 12, 240, "#f4f2ed"


def draw_contact_sheet() -> int:
    """Draw the sheet, and return the exit status."""
    sys.path.insert(0, str(ROOT / "site"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "autovise.settings.test"
    import django

    django.setup()
    from PIL import Image
    from tqdm import tqdm

    from catalog.packshots.bundles import draw_bundle
    from catalog.packshots.packshot import draw_product, render
    from tests.catalog.packshots.builders import demo_bundles, demo_facts

    drawn = [draw_product(facts) for facts in demo_facts().values()]
    drawn += [draw_bundle(parts) for parts in demo_bundles().values()]
    rows = -(-len(drawn) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * SIDE, rows * SIDE), CARD_COLOUR)
    for number, svg in enumerate(tqdm(drawn, desc="contact sheet", unit="picture", disable=None)):
        picture = Image.open(BytesIO(render(svg, SIDE))).convert("RGBA")
        sheet.paste(picture, (number % COLUMNS * SIDE, number // COLUMNS * SIDE), picture)
    SHEET.parent.mkdir(exist_ok=True)
    sheet.save(SHEET)
    print(f"{len(drawn)} pictures in {SHEET.relative_to(ROOT)}")
    return 0
