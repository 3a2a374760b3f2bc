"""Images by file name, which identifies them across shops.

Images with the same content count as one, under the name of the oldest.
"""

from pathlib import PurePosixPath

from wagtail.utils.file import hash_filelike

from catalog.models import ShopImage


class PictureNames:
    """Index of the shop's images by file name, primary key and hash."""

    def __init__(self) -> None:
        self._name_of: dict[int, str] = {}
        self._by_name: dict[str, int] = {}
        self._by_folded_name: dict[str, int] = {}
        self.by_hash: dict[str, int] = {}
        _store_missing_hashes()
        rows = ShopImage.objects.order_by("pk").values_list("pk", "file", "file_hash")
        for pk, file, file_hash in rows.iterator():
            self.add(pk, file, file_hash)

    def add(self, pk: int, file: str, file_hash: str) -> None:
        name = PurePosixPath(file).name
        first = self.by_hash.setdefault(file_hash, pk) if file_hash else pk
        self._name_of[pk] = self._name_of.get(first, name)
        self._by_name.setdefault(name, first)
        self._by_folded_name.setdefault(name.casefold(), first)

    def add_name(self, name: str, pk: int) -> None:
        """Add a further name for an image."""
        self._by_name[name] = self._by_folded_name[name.casefold()] = pk

    def release_name(self, name: str) -> None:
        """Free a name for another image."""
        self._by_name.pop(name, None)
        self._by_folded_name.pop(name.casefold(), None)

    def remove(self, pk: int) -> None:
        self._name_of.pop(pk, None)
        for known in (self._by_name, self._by_folded_name, self.by_hash):
            for key in [key for key, value in known.items() if value == pk]:
                del known[key]

    def name_of(self, pk: int | None) -> str:
        """Return the image's file name, or "" if there is no image or it was deleted."""
        return self._name_of.get(pk, "") if pk else ""

    def pk_of(self, name: str) -> int | None:
        return self._by_name.get(name) or self._by_folded_name.get(name.casefold())


def _store_missing_hashes() -> None:
    """Store the hash of each image without one: Wagtail computes it only on first use."""
    for image in ShopImage.objects.filter(file_hash="").iterator(chunk_size=100):
        try:
            with image.file.open("rb") as file:
                file_hash = hash_filelike(file)
        except Exception:  # noqa: BLE001, S112 (storages raise any exception)
            continue  # the file is unreadable, but its name can still be used
        ShopImage.objects.filter(pk=image.pk).update(file_hash=file_hash)
