"""The pictures that rows name: those of the shop, and those of the box given beside the file."""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from wagtail.utils.file import hash_filelike

from catalog.images.validation import WholeImageField
from catalog.imports.pictures.archive import ImageArchive, PictureUnreadable
from catalog.imports.pictures.names import PictureNames
from catalog.models import ShopImage
from catalog.offers import THUMBNAIL_SPEC


class Pictures(PictureNames):
    """`problems` says of each name why it is left out. A picture that is still to be made has a
    provisional key below nothing, so that a dry run sees what writing would bring."""

    def __init__(self, box: ImageArchive | None = None, user=None):
        super().__init__()
        self._box = box
        self._user = user
        self.problems: dict[str, str] = {}
        self.new: dict[str, int] = {}
        self._looked_at: set[str] = set()
        self._field = WholeImageField()

    def look(self, name: str) -> str:
        """The name under which it is known from now on; empty where there is no such picture."""
        if name not in self._looked_at:
            self._looked_at.add(name)
            if self._box is not None and name in self._box:
                self._look_into_box(name)
            elif not self.pk_of(name):
                self.problems[name] = "there is no such picture"
        return "" if name in self.problems else self.name_of(self.pk_of(name))

    def make(self, name: str, *, title: str = "", alt: str = "") -> None:
        """Store the picture, unless it is here already; its thumbnail too, which takes a while."""
        pk = self.pk_of(name)
        if pk is None or pk > 0:
            return
        self.forget(pk)
        del self.new[name]
        image = ShopImage(
            title=title or PurePosixPath(name).stem,
            description=alt,
            uploaded_by_user=self._user,
        )
        try:
            with transaction.atomic():
                self._store(image, name)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 (storages raise what they like)
            self.problems[name] = f"it cannot be stored: {error}"
        else:
            self.keep(image.pk, name, image.file_hash)

    def _store(self, image: ShopImage, name: str) -> None:
        _give_file(image, name, self._box.read(name))
        image.save()
        if image.get_rendition(THUMBNAIL_SPEC).is_drawn:
            image.delete()
            raise PictureUnreadable("no smaller picture can be made of it")

    def _look_into_box(self, name: str) -> None:
        try:
            content = self._box.read(name)
            file_hash = hash_filelike(BytesIO(content))
            if file_hash not in self.by_hash:
                self._check(name, content)
        except PictureUnreadable as problem:
            self.problems[name] = str(problem)
            return
        if pk := self.by_hash.get(file_hash):
            self.also_called(name, pk)
            return
        self.new[name] = -len(self._looked_at)
        self.forget_name(name)
        self.keep(self.new[name], name, file_hash)

    def _check(self, name: str, content: bytes) -> None:
        try:
            self._field.clean(SimpleUploadedFile(name, content))
        except ValidationError as problem:
            raise PictureUnreadable(" ".join(problem.messages)) from None


def _give_file(image: ShopImage, name: str, content: bytes) -> None:
    """Where an import was cut short, the file may lie there already, and nobody uses it."""
    image.file_size, image.file_hash = len(content), hash_filelike(BytesIO(content))
    field = ShopImage._meta.get_field("file")
    path = image.get_upload_to(name)
    if _lies_there(field.storage, path, image.file_hash):
        image.file = path
        field.update_dimension_fields(image, force=True)
    else:
        image.file = ContentFile(content, name=name)


def _lies_there(storage, path: str, file_hash: str) -> bool:
    if not storage.exists(path) or ShopImage.objects.filter(file=path).exists():
        return False
    with storage.open(path) as file:
        return hash_filelike(file) == file_hash
