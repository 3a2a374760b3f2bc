"""Prepare the demo shop: database, static files, demo data, search index and users."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Self

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from tqdm import tqdm
from wagtail.search.index import get_indexed_models

from autovise.assets.finders import sources_digest
from autovise.bootstrap.demo_logins import make_demo_logins
from autovise.bootstrap.demo_pages import make_demo_pages
from autovise.bootstrap.demo_trader import make_demo_trader
from autovise.wagtail_site import set_site_url
from catalog.models import ProductPage
from catalog.packshots.tasks import draw_missing_packshots, skus_without_picture

STAMP = ".collected"
INDEX_STAMP = ".indexed"


def prepare_shop(say: Callable[[str], object], *, draws_pictures: bool = True) -> None:
    """Run the steps that a new or older shop needs before it starts. `say` prints progress.

    `draws_pictures`: have the worker draw the pictures of pages without one, once it runs.
    """
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if unknown := migrations_unknown_here():
        replace_outdated_database(say, unknown)
    collecting = start_collecting() if must_collect() else None
    if must_migrate():
        say("Preparing the database")
        with MigrationProgress() as progress:
            call_command("migrate", interactive=False, stdout=progress)
    set_site_url()
    if not ProductPage.objects.exists():
        say("Loading the demo catalogue")
        call_command("load_demo")
        make_demo_pages()
    elif must_index():
        say("Rebuilding the search index")
        call_command("update_index", verbosity=0)
    (settings.DATA_DIR / INDEX_STAMP).write_text(_searched_fields())
    make_demo_trader()
    make_demo_logins(settings.DEMO_PASSWORD)  # type: ignore[misc]  # set by settings.demo only
    if draws_pictures and skus_without_picture().exists():
        draw_missing_packshots.enqueue()
    if collecting:
        say("Waiting for the static files: they are being hashed and compressed")
        finish_collecting(collecting)


def migrations_unknown_here() -> set[tuple[str, str]]:
    """Return the applied migrations (app label, name) of this project that it no longer has."""
    own_apps = {config.label for config in apps.get_app_configs() if _is_own(config)}
    recorded = MigrationRecorder(connection).applied_migrations()
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {name for name in recorded if name[0] in own_apps and name not in known}


def _is_own(config: AppConfig) -> bool:
    path = Path(config.path)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def replace_outdated_database(say: Callable[[str], object], unknown: set[tuple[str, str]]) -> None:
    """Rename the demo's database, which an older version created and which cannot be migrated.

    Raises CommandError if the database is not the demo's SQLite file.
    """
    if connection.vendor != "sqlite":
        names = ", ".join(sorted(f"{app}.{name}" for app, name in unknown))
        raise CommandError(
            f"The database was created by an older version (it has {names}) and cannot be "
            "migrated. Set DATABASE_URL to an empty database."
        )
    database = Path(connection.settings_dict["NAME"])
    connection.close()
    backup = database.with_name(f"{database.name}.old")
    database.replace(backup)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    (settings.DATA_DIR / INDEX_STAMP).unlink(missing_ok=True)
    say(
        f"The demo's database is from an older version. It is renamed to {backup.name} and a new "
        "one is created"
    )


def must_migrate() -> bool:
    """Whether migrations are missing."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class MigrationProgress:
    """Output stream for `migrate` that shows a progress bar instead of hundreds of lines."""

    def __init__(self) -> None:
        self.bar: tqdm | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def write(self, text: str) -> None:
        if "Running migrations" in text:
            self.bar = tqdm(desc="Migrating", unit=" steps", disable=None)
        if self.bar is not None:
            self.bar.update(text.count(" OK"))

    def flush(self) -> None:
        """Do nothing: there is no buffer."""


def must_index() -> bool:
    """Whether the searched fields have changed since the index was built."""
    stamp = settings.DATA_DIR / INDEX_STAMP
    return not stamp.exists() or stamp.read_text() != _searched_fields()


def _searched_fields() -> str:
    fields = (f"{model._meta.label}: {model.get_search_fields()}" for model in get_indexed_models())
    return "\n".join(sorted(fields))


def must_collect() -> bool:
    """Whether the collected static files are out of date. With DEBUG they are not needed."""
    stamp = settings.STATIC_ROOT / STAMP
    return not settings.DEBUG and (not stamp.exists() or stamp.read_text() != _fingerprint())


def start_collecting() -> subprocess.Popen[bytes]:
    """Start `collectstatic` in a separate process, because it takes as long as all other steps."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic"]
    return subprocess.Popen([*command, "--no-input", "--clear", "--verbosity", "0"])  # noqa: S603


def finish_collecting(collecting: subprocess.Popen[bytes]) -> None:
    """Wait for `collectstatic`. Raises CommandError if it failed."""
    if collecting.wait():
        raise CommandError("The static files could not be collected: see the lines above.")
    (settings.STATIC_ROOT / STAMP).write_text(_fingerprint())


def _fingerprint() -> str:
    """Return a hash of our static files, the sources of built ones, and requirements.txt."""
    files = [settings.BASE_DIR / "requirements.txt", *_files(settings.BASE_DIR / "static")]
    digest = hashlib.sha256(sources_digest().encode())
    for file in files:
        digest.update(file.relative_to(settings.BASE_DIR).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
