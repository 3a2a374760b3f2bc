"""Resolve picture names of rows to images of the shop or to files of the image archive."""

from io import BytesIO
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from wagtail.utils.file import hash_filelike

from catalog.images.files import make_files
from catalog.images.validation import WholeImageField
from catalog.imports.pictures.archive import ImageArchive, PictureUnreadable
from catalog.imports.pictures.names import PictureNames
from catalog.models import ShopImage
from catalog.models.users import AnyUser


class Pictures(PictureNames):
    """Index of images, with the files that an import would add.

    `problems` maps names to the reason why they are skipped. A file that is not stored yet has a
    negative provisional key in `new`, so that a dry run reports what writing would do.
    """

    def __init__(self, archive: ImageArchive | None = None, user: AnyUser | None = None) -> None:
        super().__init__()
        self._archive = archive
        self._user = user
        self.problems: dict[str, str] = {}
        self.new: dict[str, int] = {}
        self._resolved: set[str] = set()
        self._field = WholeImageField()

    @property
    def has_archive(self) -> bool:
        return self._archive is not None

    def resolve(self, name: str) -> str:
        """Return the canonical name of the picture, or "" if there is no such picture."""
        if name not in self._resolved:
            self._resolved.add(name)
            if self._archive is not None and name in self._archive:
                self._resolve_in_archive(self._archive, name)
            elif not self.pk_of(name):
                self.problems[name] = "there is no such picture"
        return "" if name in self.problems else self.name_of(self.pk_of(name))

    def make(self, name: str, *, title: str = "", alt: str = "") -> None:
        """Store the picture and its renditions, unless it is stored already. This is slow."""
        pk = self.pk_of(name)
        if self._archive is None or pk is None or pk > 0:
            return
        self.remove(pk)
        del self.new[name]
        image = ShopImage(
            title=title or PurePosixPath(name).stem,
            description=alt,
            uploaded_by_user=self._user,
        )
        try:
            with transaction.atomic():
                self._store(image, name, self._archive.read(name))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 (storages raise any exception)
            self.problems[name] = f"it cannot be stored: {error}"
        else:
            self.add(image.pk, name, image.file_hash)

    def _store(self, image: ShopImage, name: str, content: bytes) -> None:
        _set_file(image, name, content)
        image.save()
        try:
            make_files(image)
        except Exception as error:
            image.delete()
            raise PictureUnreadable("it cannot be resized") from error

    def _resolve_in_archive(self, archive: ImageArchive, name: str) -> None:
        try:
            content = archive.read(name)
            file_hash = hash_filelike(BytesIO(content))
            if file_hash not in self.by_hash:
                self._check(name, content)
        except PictureUnreadable as problem:
            self.problems[name] = str(problem)
            return
        if pk := self.by_hash.get(file_hash):
            self.add_name(name, pk)
            return
        self.new[name] = -len(self._resolved)
        self.release_name(name)
        self.add(self.new[name], name, file_hash)

    def _check(self, name: str, content: bytes) -> None:
        try:
            self._field.clean(SimpleUploadedFile(name, content))
        except ValidationError as problem:
            raise PictureUnreadable(" ".join(problem.messages)) from None


def _set_file(image: ShopImage, name: str, content: bytes) -> None:
    """Set the image's file. Reuse a stored file that an interrupted import left unused."""
    image.file_size, image.file_hash = len(content), hash_filelike(BytesIO(content))
    field = ShopImage._meta.get_field("file")
    path = image.get_upload_to(name)
    if _is_stored_unused(field.storage, path, image.file_hash):
        image.file = path
        field.update_dimension_fields(image, force=True)
    else:
        image.file = ContentFile(content, name=name)


def _is_stored_unused(storage: Storage, path: str, file_hash: str) -> bool:
    if not storage.exists(path) or ShopImage.objects.filter(file=path).exists():
        return False
    with storage.open(path) as file:
        return hash_filelike(file) == file_hash
