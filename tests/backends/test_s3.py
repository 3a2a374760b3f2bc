"""With AWS_STORAGE_BUCKET_NAME images and renditions are stored in S3, publicly readable."""

import json

import boto3
import pytest
import requests
from django.conf import settings
from django.core.files.storage import default_storage

from tests.builders import a_picture

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.BUCKET, reason="AWS_STORAGE_BUCKET_NAME is not set"),
]


# The bucket policy that a merchant sets once: objects are publicly readable.
FOR_ALL_TO_SEE = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{settings.BUCKET}/*",
        }
    ],
}


@pytest.fixture(autouse=True)
def _bucket():
    options = settings.STORAGES["default"]["OPTIONS"]
    client = boto3.client(
        "s3", endpoint_url=options["endpoint_url"], region_name=options["region_name"]
    )
    client.create_bucket(
        Bucket=settings.BUCKET,
        CreateBucketConfiguration={"LocationConstraint": options["region_name"]},
    )
    client.put_bucket_policy(Bucket=settings.BUCKET, Policy=json.dumps(FOR_ALL_TO_SEE))
    yield
    listed = client.list_objects_v2(Bucket=settings.BUCKET).get("Contents", [])
    for found in listed:
        client.delete_object(Bucket=settings.BUCKET, Key=found["Key"])
    client.delete_bucket(Bucket=settings.BUCKET)


def test_an_uploaded_picture_can_be_fetched_without_a_signature():
    picture = a_picture()
    assert "?" not in picture.file.url
    answer = requests.get(picture.file.url, timeout=60)
    assert answer.content == picture.file.read()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"


def test_a_rendition_is_generated_and_stored_in_s3():
    picture = a_picture(width=40, height=30)
    rendition = picture.get_rendition("width-20|format-webp")
    assert (rendition.width, rendition.height) == (20, 15)
    answer = requests.get(rendition.file.url, timeout=60)
    assert answer.content[8:12] == b"WEBP"


def test_two_pictures_of_one_name_do_not_overwrite_each_other():
    first, second = a_picture(), a_picture()
    second.file.save(first.file.name.split("/")[-1], second.file)
    assert second.file.name != first.file.name


def test_a_deleted_picture_leaves_no_file():
    picture = a_picture()
    name = picture.file.name
    default_storage.delete(name)
    assert not default_storage.exists(name)
