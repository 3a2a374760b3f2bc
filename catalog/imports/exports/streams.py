"""Stream the exports for download, so that neither is held in memory as a whole."""

import csv
from collections.abc import Iterator
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from catalog.imports.exports.catalogue import catalogue_cells
from catalog.imports.exports.pictures import names_in_use
from catalog.imports.pictures.names import PictureNames
from catalog.models import ShopImage

CHUNK = 1 << 16


class WriteBuffer[AnyStr: (str, bytes)]:
    """Write-only file whose content is removed by `take`."""

    def __init__(self) -> None:
        self._chunks: list[AnyStr] = []

    def write(self, chunk: AnyStr) -> int:
        self._chunks.append(chunk)
        return len(chunk)

    def flush(self) -> None:
        """ZipFile calls it."""

    def take(self) -> list[AnyStr]:
        chunks, self._chunks = self._chunks, []
        return chunks


def stream_catalogue() -> Iterator[str]:
    """Yield the CSV that `export_catalogue` writes, line by line."""
    buffer = WriteBuffer[str]()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in catalogue_cells():
        writer.writerow(cells)
        yield from buffer.take()


def stream_pictures() -> Iterator[bytes]:
    """Yield a zip of the pictures that the CSV refers to, without those whose file is missing."""
    buffer, names = WriteBuffer[bytes](), PictureNames()
    # ZipFile writes to any object with write and flush, though its type demands more.
    with ZipFile(cast(IO[bytes], buffer), "w", ZIP_STORED) as packed:
        for name in sorted(names_in_use(names)):
            image = ShopImage.objects.get(pk=names.pk_of(name))
            try:
                source = image.file.open("rb")
            except FileNotFoundError:
                continue
            with source, packed.open(ZipInfo(name), "w") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield from buffer.take()
    yield from buffer.take()
