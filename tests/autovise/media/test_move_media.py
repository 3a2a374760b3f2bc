"""`move_media` without a bucket. tests/backends/test_move_media.py has one."""

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.parametrize("to", ["s3", "local"])
def test_without_a_bucket_the_command_says_which_setting_is_missing(settings, to):
    settings.BUCKET = ""
    with pytest.raises(CommandError, match="Set AWS_STORAGE_BUCKET_NAME"):
        call_command("move_media", "--to", to)
