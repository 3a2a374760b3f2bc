"""Static files finder for built files, which are collected like others and never committed."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from autovise.assets.class_names import used_class_names
from autovise.assets.font import build_accented_font, build_font
from autovise.assets.script import build_script
from autovise.assets.stylesheet import BOOTSTRAP, OWN_FILES, build_stylesheet, own_file

STYLESHEET = "autovise/css/shop.css"
FONT = "autovise/fonts/source-sans-3.woff2"
ACCENTED_FONT = "autovise/fonts/source-sans-3-accented.woff2"
SCRIPT = "autovise/js/shop.js"


class BuiltFilesFinder(BaseFinder):
    """Builds its files in `settings.BUILT_STATIC_ROOT` when they are looked for."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=settings.BUILT_STATIC_ROOT)
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list:
        """Return no problems: the finder has no settings that can be wrong."""
        return []

    def find(self, path: str, find_all: Any = False) -> Any:
        """Return the path of a built file, which is up to date."""
        if path not in BUILDERS:
            return []
        found = str(write_built_file(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield each built file and its storage."""
        for path in BUILDERS:
            write_built_file(path)
            yield path, self.storage


def write_built_file(path: str) -> Path:
    """Build a file, unless its content is there already. Other processes may read it meanwhile."""
    content = BUILDERS[path]()
    target = Path(settings.BUILT_STATIC_ROOT) / path
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(partial).chmod(0o644)
        Path(partial).replace(target)
    return target


def sources_digest() -> str:
    """Return a hash of what the built files are made from, except installed packages."""
    digest = hashlib.sha256("\n".join(sorted(used_class_names())).encode())
    builders = sorted(Path(__file__).parent.glob("*.py"))
    for file in [*builders, BOOTSTRAP, *(own_file(name) for name in OWN_FILES)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _stylesheet() -> bytes:
    return _stylesheet_of(sources_digest())


@lru_cache(maxsize=1)
def _stylesheet_of(digest: str) -> bytes:
    return build_stylesheet().encode()


def _script() -> bytes:
    return build_script().encode()


BUILDERS: dict[str, Callable[[], bytes]] = {
    STYLESHEET: _stylesheet,
    FONT: build_font,
    ACCENTED_FONT: build_accented_font,
    SCRIPT: _script,
}
