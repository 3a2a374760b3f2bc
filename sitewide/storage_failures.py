"""What storage raises. Apart from `sitewide.s3_storage`, which loads boto3."""

from jobs.tasks import ServiceUnavailable


class StorageFailed(ServiceUnavailable):
    """The storage server refused a request or did not respond. The message names the file."""
