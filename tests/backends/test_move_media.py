"""`move_media` between a folder and a bucket: complete, repeatable, and nothing half-written."""

import os
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from autovise.media.move import UNFINISHED, all_places
from sitewide.private_storage import PrivateFolder
from tests.backends import bucket
from tests.backends.faulty_s3 import Fault, faulty_s3, storages_at
from tests.pytest_runs import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not settings.BUCKET, reason="AWS_STORAGE_BUCKET_NAME is not set"),
]

FILES = {
    "media/catalog/cleaning-care/C1-WAX-P.png": "catalog/cleaning-care/C1-WAX-P.png",
    "media/documents/prices.pdf": "private/documents/prices.pdf",
    "media/images/wax.width-160.webp": "images/wax.width-160.webp",
    "media/original_images/wax.jpg": "original_images/wax.jpg",
    "imports/0a1b/catalogue.csv": "private/imports/0a1b/catalogue.csv",
    "imports/0a1b/pictures.zip": "private/imports/0a1b/pictures.zip",
    "downloads/2c3d.zip": "private/downloads/2c3d.zip",
}
BIG = 9 * 1024 * 1024  # sent in several parts, so that the storage's checksum is no MD5


def content_of(name: str) -> bytes:
    return name.encode() * (BIG // len(name) if name.endswith("pictures.zip") else 1)


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = tmp_path / "data" / "media"
    bucket.empty_bucket()
    return settings.DATA_DIR


@pytest.fixture
def in_folder(data_dir) -> None:
    for name in FILES:
        (data_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (data_dir / name).write_bytes(content_of(name))


@pytest.fixture
def in_bucket() -> None:
    for name, key in FILES.items():
        bucket.client().put_object(Bucket=settings.BUCKET, Key=key, Body=content_of(name))


def folder_files(data_dir: Path) -> dict[str, bytes]:
    return {
        path.relative_to(data_dir).as_posix(): path.read_bytes()
        for folder in ("media", *PrivateFolder)
        for path in (data_dir / folder).rglob("*")
        if path.is_file()
    }


def bucket_files() -> dict[str, bytes]:
    get = bucket.client().get_object
    return {
        key: get(Bucket=settings.BUCKET, Key=key)["Body"].read() for key in bucket.stored_keys()
    }


ALL_IN_FOLDER = {name: content_of(name) for name in FILES}
ALL_IN_BUCKET = {key: content_of(name) for name, key in FILES.items()}


def move(to: str) -> list[str]:
    out = StringIO()
    call_command("move_media", "--to", to, stdout=out)
    return out.getvalue().splitlines()


def refusals(to: str) -> list[str]:
    """The lines about the files that were not copied."""
    with pytest.raises(CommandError) as error:
        move(to)
    assert error.value.returncode == 1
    return [line.strip() for line in str(error.value).splitlines()[1:]]


@pytest.mark.usefixtures("in_folder")
def test_every_file_is_copied_to_the_bucket_and_none_is_deleted(data_dir):
    assert move("s3") == ["7 files copied", "0 files were there already"]
    assert bucket_files() == ALL_IN_BUCKET
    assert folder_files(data_dir) == ALL_IN_FOLDER


@pytest.mark.usefixtures("in_bucket")
def test_every_file_is_copied_to_the_folder_and_none_is_deleted(data_dir):
    assert move("local") == ["7 files copied", "0 files were there already"]
    assert folder_files(data_dir) == ALL_IN_FOLDER
    assert bucket_files() == ALL_IN_BUCKET
    modes = {name: (data_dir / name).stat().st_mode & 0o777 for name in FILES}
    assert {modes[name] for name in FILES if not name.startswith("media/")} == {0o600}


@pytest.mark.usefixtures("in_folder")
def test_a_copied_picture_has_its_content_type_and_cache_header():
    move("s3")
    head = bucket.client().head_object
    rendition = head(Bucket=settings.BUCKET, Key="images/wax.width-160.webp")
    assert rendition["ContentType"] == "image/webp"
    assert rendition["CacheControl"] == "public, max-age=31536000, immutable"
    document = head(Bucket=settings.BUCKET, Key="private/documents/prices.pdf")
    assert document["CacheControl"] == "private, no-store"


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("to", ["s3", "local"])
def test_files_that_are_there_are_skipped(to):
    move("s3")
    assert move(to) == ["0 files copied", "7 files were there already"]


def age(path: Path, **ago: int) -> None:
    then = path.stat().st_mtime + timedelta(**ago).total_seconds()
    os.utime(path, (then, then))


@pytest.mark.usefixtures("in_folder")
def test_a_file_that_was_changed_at_the_source_replaces_its_copy(data_dir):
    move("s3")
    changed = data_dir / "media/catalog/cleaning-care/C1-WAX-P.png"
    changed.write_bytes(b"drawn again")
    age(changed, minutes=1)
    assert move("s3") == ["1 files copied", "6 files were there already"]
    assert bucket_files()["catalog/cleaning-care/C1-WAX-P.png"] == b"drawn again"

    changed.write_bytes(b"old")
    age(changed, days=-1)
    assert move("local") == ["1 files copied", "6 files were there already"]
    assert changed.read_bytes() == b"drawn again"


@pytest.mark.usefixtures("in_folder")
def test_a_newer_file_at_the_target_is_kept_and_reported(data_dir):
    move("s3")
    changed = data_dir / "media/documents/prices.pdf"
    changed.write_bytes(b"old")
    age(changed, days=-1)
    lost = data_dir / "media/images/wax.width-160.webp"
    bucket.client().delete_object(Bucket=settings.BUCKET, Key="images/wax.width-160.webp")
    reason = "the target has a newer file of this name, which was kept"
    assert refusals("s3") == [f"{changed}: {reason}"]
    assert bucket_files() == ALL_IN_BUCKET, "the other files are copied"
    assert lost.exists()


@pytest.fixture
def proxy(settings):
    with faulty_s3() as server:
        settings.STORAGES = storages_at(server.url)
        yield server


FAULTS_OF_A_FILE = [Fault.BROKEN, Fault.WRONG_KEYS, Fault.CUT_OFF, Fault.SILENT, Fault.GARBLED]


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("fault", FAULTS_OF_A_FILE)
def test_a_file_that_the_bucket_does_not_take_stops_no_other(data_dir, proxy, fault):
    proxy.fault_of = lambda method, path: (
        fault if (method, "wax.jpg" in path) == ("PUT", True) else Fault.NONE
    )
    [line] = refusals("s3")
    assert line.startswith(f"{data_dir / 'media/original_images/wax.jpg'}: ")
    expected = dict(ALL_IN_BUCKET)
    del expected["original_images/wax.jpg"]
    assert bucket_files() == expected
    proxy.fail(Fault.NONE)
    assert move("s3") == ["1 files copied", "6 files were there already"]
    assert bucket_files() == ALL_IN_BUCKET


@pytest.mark.usefixtures("in_bucket")
@pytest.mark.parametrize("fault", FAULTS_OF_A_FILE)
def test_a_file_that_the_bucket_does_not_give_stops_no_other(data_dir, proxy, fault):
    proxy.fault_of = lambda method, path: (
        fault if (method, "wax.jpg" in path) == ("GET", True) else Fault.NONE
    )
    [line] = refusals("local")
    assert line.startswith(f"{data_dir / 'media/original_images/wax.jpg'}: ")
    expected = dict(ALL_IN_FOLDER)
    del expected["media/original_images/wax.jpg"]
    assert folder_files(data_dir) == expected
    proxy.fail(Fault.NONE)
    move("local")
    assert folder_files(data_dir) == ALL_IN_FOLDER


def test_an_unreachable_bucket_is_named(proxy, settings):
    proxy.fail(Fault.REFUSED)
    settings.STORAGES = storages_at(proxy.url)
    with pytest.raises(CommandError, match="The files cannot be listed"):
        move("local")


KILLED = """
import os, signal, sys
sys.path[:0] = [{root!r}, {site!r}]
seen = []
def kill(event, arguments):
    if event == {event!r} and {unfinished!r} in str(arguments[0]):
        seen.append(event)
        if len(seen) == {number}:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
import django
django.setup()
from django.core.management import call_command
call_command("move_media", "--to", "local", "--jobs", "1")
"""


def run_killed(data_dir: Path, event: str, number: int) -> int:
    code = KILLED.format(
        root=str(ROOT), site=str(ROOT / "site"), event=event, unfinished=UNFINISHED,
        number=number,
    )  # fmt: skip
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "autovise.settings.test",
        "DATA_DIR": str(data_dir),
    }
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.mark.usefixtures("in_bucket")
@pytest.mark.parametrize(("event", "number"), [("open", 1), ("open", 5), ("os.rename", 1)])
def test_a_killed_move_to_the_folder_leaves_whole_files_and_can_be_repeated(
    data_dir, event, number
):
    assert run_killed(data_dir, event, number) == -9
    left = folder_files(data_dir)
    whole = {name: content for name, content in left.items() if UNFINISHED not in name}
    assert whole.items() <= ALL_IN_FOLDER.items()
    assert len(whole) < len(FILES)
    move("local")
    assert folder_files(data_dir) == ALL_IN_FOLDER


@pytest.mark.usefixtures("in_folder")
def test_a_killed_move_to_the_bucket_leaves_whole_objects_and_can_be_repeated(data_dir):
    with faulty_s3() as server:
        server.fault_of = lambda method, path: (
            Fault.SILENT if (method, "wax.jpg" in path) == ("PUT", True) else Fault.NONE
        )
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "autovise.settings.test",
            "DATA_DIR": str(data_dir),
            "AWS_S3_ENDPOINT_URL": server.url,
        }
        command = [sys.executable, str(ROOT / "manage.py"), "move_media", "--to", "s3"]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert server.reached.wait(timeout=120)
        process.kill()
        process.wait()
    left = bucket_files()
    assert left.items() <= ALL_IN_BUCKET.items()
    assert "original_images/wax.jpg" not in left
    move("s3")
    assert bucket_files() == ALL_IN_BUCKET
    assert folder_files(data_dir) == ALL_IN_FOLDER


@pytest.mark.usefixtures("in_folder")
def test_what_a_killed_move_left_in_the_folder_is_not_copied(data_dir):
    place = all_places()[0]
    place.local.save(f"images/{UNFINISHED}0", ContentFile(b"half"))
    assert move("s3") == ["7 files copied", "0 files were there already"]
    assert bucket_files() == ALL_IN_BUCKET
