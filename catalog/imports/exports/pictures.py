"""Export the pictures that a catalogue export refers to, under the same file names."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from catalog.imports.exports.catalogue import pages_in_order
from catalog.imports.pictures.names import PictureNames
from catalog.imports.rows.bodies import Bodies
from catalog.imports.rows.page_values import page_values, versions
from catalog.models import BundlePage, Category, ProductPage, ShopImage


def export_pictures(place: Path) -> tuple[int, list[str]]:
    """Write to a zip if `place` ends in .zip, else to a folder.

    Return the number of pictures written and the names whose file is missing.
    """
    if place.suffix.lower() != ".zip":
        place.mkdir(parents=True, exist_ok=True)
        return _copy(lambda name: (place / name).open("wb"))
    with ZipFile(place, "w", ZIP_STORED) as packed:
        return _copy(lambda name: packed.open(name, "w"))


def _copy(opened: Callable) -> tuple[int, list[str]]:
    names, missing = PictureNames(), list[str]()
    wanted = sorted(names_in_use(names))
    for name in wanted:
        image = ShopImage.objects.get(pk=names.pk_of(name))
        try:
            with image.file.open("rb") as source:
                content = source.read()
        except Exception:  # noqa: BLE001 (storages raise any exception)
            missing.append(name)
            continue
        with opened(name) as target:
            target.write(content)
    return len(wanted) - len(missing), missing


def names_in_use(names: PictureNames) -> set[str]:
    bodies = Bodies(names)
    pks = Category.objects.exclude(image=None).values_list("image_id", flat=True)
    found = {names.name_of(pk) for pk in pks}
    for model in (ProductPage, BundlePage):
        for page in pages_in_order(model):
            for _, version in versions(page):
                values = page_values(version, bodies)
                found |= {values["image"], *bodies.pictures_of(values["body"])}
                found |= {name for name, _ in values.get("more_pictures", ())}
    return found - {""}
