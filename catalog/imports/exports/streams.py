"""Stream the exports for download, so that neither is held in memory as a whole."""

from collections.abc import Iterator
from typing import IO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from catalog.imports.exports.catalogue import catalogue_cells
from catalog.imports.exports.pictures import names_in_use
from catalog.imports.pictures.names import PictureNames
from catalog.models import ShopImage
from sitewide.streams import WriteBuffer, stream_csv

CHUNK = 1 << 16


def stream_catalogue() -> Iterator[str]:
    """Yield the CSV that `export_catalogue` writes, line by line."""
    return stream_csv(catalogue_cells())


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
