"""Carriers: checked link patterns, and links with the number quoted."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from checkout.models import Carrier

PATTERN = "https://track.example/parcels/{number}?lang=en"


def test_the_number_is_quoted_in_the_link():
    carrier = Carrier(name="Royal Mail", link_pattern=PATTERN)
    assert carrier.tracking_link("AB 1/2&x=3#é") == (
        "https://track.example/parcels/AB%201%2F2%26x%3D3%23%C3%A9?lang=en"
    )


@pytest.mark.parametrize(("pattern", "number"), [("", "RM1"), (PATTERN, "")])
def test_without_pattern_or_number_there_is_no_link(pattern, number):
    assert Carrier(name="Van", link_pattern=pattern).tracking_link(number) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern", [PATTERN, "", "https://www.royal.example/track#/results/{number}"]
)
def test_a_valid_pattern_is_accepted(pattern):
    Carrier(name="Royal Mail", link_pattern=pattern).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "pattern",
    [
        "http://track.example/{number}",
        "https://track.example/",
        "https://track.example/{number}/{number}",
        "https://track.example/{number}/{parcel}",
        "https://track.example/{Number}",
        "https://{number}.example/",
        "https://user@track.example/{number}",
        "https://[track/{number}",
        "javascript:alert({number})",
        "https://track/{number}",
        "https://track.example/ {number}",
    ],
)
def test_an_invalid_pattern_is_refused(pattern):
    with pytest.raises(ValidationError) as refused:
        Carrier(name="Royal Mail", link_pattern=pattern).full_clean()
    assert list(refused.value.message_dict) in (["link_pattern"], ["link_pattern", "__all__"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"name": "ROYAL MAIL"},
        {"name": "Van", "link_pattern": "http://track.example/{number}"},
        {"name": "Van", "link_pattern": "https://track.example/"},
    ],
)
def test_the_database_refuses_a_second_name_and_an_invalid_pattern(fields):
    Carrier.objects.create(name="Royal Mail")
    with pytest.raises(IntegrityError), transaction.atomic():
        Carrier.objects.create(**fields)
