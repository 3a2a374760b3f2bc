"""Storages of a shop whose files are in S3: public pictures, and private files."""

from typing import Any

from autovise import env

PRIVATE_PREFIX = "private"
SIGNED_URL_SECONDS = 60
# A page that waits for the storage still responds: each request is tried twice at most.
CONNECT_TIMEOUT_SECONDS = 3
READ_TIMEOUT_SECONDS = 5
MAX_ATTEMPTS = 2
# Bigger files are read through a temporary file on the disk.
MAX_MEMORY_BYTES = 8 * 1024 * 1024


def s3_storages(*, bucket: str, domain: str | None, max_age_seconds: int) -> dict[str, Any]:
    """Return the storages `default` and `private` of STORAGES."""
    server = {
        "endpoint_url": env.text("AWS_S3_ENDPOINT_URL") or None,
        "region_name": env.text("AWS_S3_REGION_NAME") or None,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": False,
        "default_acl": None,
        "max_memory_size": MAX_MEMORY_BYTES,
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "read_timeout": READ_TIMEOUT_SECONDS,
        "max_attempts": MAX_ATTEMPTS,
    }
    return {
        "default": {
            "BACKEND": "sitewide.s3_storage.MediaStorage",
            "OPTIONS": server
            | {
                "bucket_name": bucket,
                "custom_domain": domain,
                "querystring_auth": False,
                "object_parameters": {
                    "CacheControl": f"public, max-age={max_age_seconds}, immutable"
                },
            },
        },
        "private": {
            "BACKEND": "sitewide.s3_storage.BucketStorage",
            "OPTIONS": server
            | {
                "bucket_name": env.text("AWS_PRIVATE_BUCKET_NAME") or bucket,
                "custom_domain": None,
                "location": PRIVATE_PREFIX,
                "querystring_auth": True,
                "querystring_expire": SIGNED_URL_SECONDS,
                "object_parameters": {"CacheControl": "private, no-store"},
            },
        },
    }


def bucket_origin(domain: str | None) -> str:
    """Return the origin of the pictures' URLs, for the Content Security Policy."""
    if domain:
        return f"https://{domain}"
    if endpoint := env.text("AWS_S3_ENDPOINT_URL"):
        return endpoint.rstrip("/")
    region = env.text("AWS_S3_REGION_NAME")
    return f"https://s3.{region}.amazonaws.com" if region else "https://s3.amazonaws.com"
