"""Folder or zip of pictures that accompanies a file. Nothing is unpacked or downloaded."""

import struct
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from catalog.imports.files.rows import FileRefused

MAX_PICTURES = 20_000
MAX_BYTES = getattr(settings, "WAGTAILIMAGES_MAX_UPLOAD_SIZE", 10 * 1024 * 1024)
# The zip library raises these too for damaged names and headers.
UNREADABLE = (OSError, BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error)


class PictureUnreadable(Exception):
    """The file exists but cannot be used; the message says why."""


class ImageArchive:
    """Picture files by name, ignoring case and folders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip: ZipFile | None = None
        if path.is_dir():
            places = self._files_of_folder()
        elif path.is_file():
            places = self._files_of_zip()
        else:
            raise FileRefused(f"There is no folder or zip {path}.")
        self._by_name: dict[str, str] = {}
        self._by_folded_name: dict[str, str] = {}
        for place in places:
            name = PurePosixPath(place).name
            self._by_name.setdefault(name, place)
            self._by_folded_name.setdefault(name.casefold(), place)

    def __contains__(self, name: str) -> bool:
        return self._place(name) is not None

    def read(self, name: str) -> bytes:
        """Return the file's content. Raise PictureUnreadable if it is too big or damaged."""
        try:
            place = self._by_name.get(name) or self._by_folded_name[name.casefold()]
            if self._zip:
                with self._zip.open(place) as file:
                    content = file.read(MAX_BYTES + 1)  # never unpacks a zip bomb
            else:
                with (self._path / place).open("rb") as file:
                    content = file.read(MAX_BYTES + 1)
        except Exception as error:  # a damaged zip raises errors of its compression method
            raise PictureUnreadable(f"it cannot be read: {error}") from error
        if len(content) > MAX_BYTES:
            raise PictureUnreadable(f"it is bigger than {MAX_BYTES // 1024**2} MB")
        return content

    def _place(self, name: str) -> str | None:
        return self._by_name.get(name) or self._by_folded_name.get(name.casefold())

    def _files_of_folder(self) -> list[str]:
        """List the files inside the folder, without links that point outside it."""
        home = self._path.resolve()
        files = (
            file.relative_to(self._path).as_posix()
            for file in self._path.rglob("*")
            if file.is_file() and file.resolve().is_relative_to(home)
        )
        return _checked(files)

    def _files_of_zip(self) -> list[str]:
        try:
            self._zip = ZipFile(self._path)
        except UNREADABLE as error:
            raise FileRefused(f"{self._path.name} is not a readable zip: {error}.") from None
        return _checked(info.filename for info in self._zip.infolist() if not info.is_dir())


def _checked(places: Iterable[str]) -> list[str]:
    hidden = ("__MACOSX/", ".")
    places = sorted(
        place
        for place in places
        if not place.startswith(hidden) and not PurePosixPath(place).name.startswith(".")
    )
    if len(places) > MAX_PICTURES:
        raise FileRefused(f"There are more than {MAX_PICTURES:,} pictures. Import fewer at once.")
    return places
