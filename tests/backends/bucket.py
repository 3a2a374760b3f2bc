"""The bucket of the tests, with the policy that docs/deploy.md gives."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
# Of the server itself, also while a test puts a proxy before it.
SERVER = settings.STORAGES["default"].get("OPTIONS", {})

only_in_a_folder = pytest.mark.skipif(bool(settings.BUCKET), reason="changes files of a folder")


def documented_policy() -> dict[str, Any]:
    document = (ROOT / "docs/deploy.md").read_text()
    text = document.split("```json\n")[1].split("```")[0]
    return json.loads(text.replace("autovise-media", settings.BUCKET))


def client() -> Any:
    return boto3.client(
        "s3", endpoint_url=SERVER["endpoint_url"], region_name=SERVER["region_name"]
    )


@contextmanager
def open_bucket() -> Iterator[None]:
    s3 = client()
    place = {"LocationConstraint": SERVER["region_name"]}
    s3.create_bucket(Bucket=settings.BUCKET, CreateBucketConfiguration=place)
    s3.put_bucket_policy(Bucket=settings.BUCKET, Policy=json.dumps(documented_policy()))
    try:
        yield
    finally:
        empty_bucket()
        s3.delete_bucket(Bucket=settings.BUCKET)


def stored_keys() -> list[str]:
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=settings.BUCKET)
    return [found["Key"] for page in pages for found in page.get("Contents", ())]


def empty_bucket() -> None:
    s3 = client()
    for key in stored_keys():
        s3.delete_object(Bucket=settings.BUCKET, Key=key)
