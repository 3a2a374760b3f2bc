"""Pictures by the name of their file, which is what they have in common in every shop.

Two images with the same content are one: the older of them gives the name.
"""

from pathlib import PurePosixPath

from wagtail.utils.file import hash_filelike

from catalog.models import ShopImage


class PictureNames:
    def __init__(self):
        self._name_of: dict[int, str] = {}
        self._by_name: dict[str, int] = {}
        self._by_folded_name: dict[str, int] = {}
        self.by_hash: dict[str, int] = {}
        _give_missing_hashes()
        facts = ShopImage.objects.order_by("pk").values_list("pk", "file", "file_hash")
        for pk, file, file_hash in facts.iterator():
            self.keep(pk, file, file_hash)

    def keep(self, pk: int, file: str, file_hash: str) -> None:
        name = PurePosixPath(file).name
        first = self.by_hash.setdefault(file_hash, pk) if file_hash else pk
        self._name_of[pk] = self._name_of.get(first, name)
        self._by_name.setdefault(name, first)
        self._by_folded_name.setdefault(name.casefold(), first)

    def also_called(self, name: str, pk: int) -> None:
        """A file's name for a picture that is here under another."""
        self._by_name[name] = self._by_folded_name[name.casefold()] = pk

    def forget_name(self, name: str) -> None:
        """Another picture is going to have it."""
        self._by_name.pop(name, None)
        self._by_folded_name.pop(name.casefold(), None)

    def forget(self, pk: int) -> None:
        self._name_of.pop(pk, None)
        for known in (self._by_name, self._by_folded_name, self.by_hash):
            for key in [key for key, value in known.items() if value == pk]:
                del known[key]

    def name_of(self, pk: int | None) -> str:
        """The picture's file name; empty for none, and for one that is gone."""
        return self._name_of.get(pk, "") if pk else ""

    def pk_of(self, name: str) -> int | None:
        return self._by_name.get(name) or self._by_folded_name.get(name.casefold())


def _give_missing_hashes() -> None:
    """Wagtail computes an image's hash when it is first asked for."""
    for image in ShopImage.objects.filter(file_hash="").iterator(chunk_size=100):
        try:
            with image.file.open("rb") as file:
                file_hash = hash_filelike(file)
        except Exception:  # noqa: BLE001, S112 (storages raise what they like)
            continue  # its file cannot be had; its name is still its name
        ShopImage.objects.filter(pk=image.pk).update(file_hash=file_hash)
