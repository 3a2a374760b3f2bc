"""The exports piece by piece, for whoever downloads them: neither is ever whole in memory."""

import csv
from collections.abc import Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from catalog.imports.exports.catalogue import catalogue_cells
from catalog.imports.exports.pictures import names_in_use
from catalog.imports.pictures.names import PictureNames
from catalog.models import ShopImage

CHUNK = 1 << 16


class Passage:
    """A file that is only written to: what was written is taken away, and forgotten."""

    def __init__(self):
        self._pieces: list = []

    def write(self, piece) -> int:
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        """ZipFile asks for it."""

    def taken(self) -> list:
        pieces, self._pieces = self._pieces, []
        return pieces


def stream_catalogue() -> Iterator[str]:
    """The CSV as `export_catalogue` writes it, line by line."""
    passage = Passage()
    writer = csv.writer(passage, lineterminator="\n")
    for cells in catalogue_cells():
        writer.writerow(cells)
        yield from passage.taken()


def stream_pictures() -> Iterator[bytes]:
    """A zip of the pictures that the CSV names. One whose file is gone is left out."""
    passage, names = Passage(), PictureNames()
    with ZipFile(passage, "w", ZIP_STORED) as packed:
        for name in sorted(names_in_use(names)):
            image = ShopImage.objects.get(pk=names.pk_of(name))
            try:
                source = image.file.open("rb")
            except FileNotFoundError:
                continue
            with source, packed.open(ZipInfo(name), "w") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
                    yield from passage.taken()
    yield from passage.taken()
