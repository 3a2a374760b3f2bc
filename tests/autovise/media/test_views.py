"""Pictures that the shop serves itself are kept by browsers."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

from tests.backends.bucket import only_in_a_folder
from tests.builders import a_picture, a_visitor

pytestmark = [pytest.mark.django_db, only_in_a_folder]


def test_a_picture_is_kept_for_a_year():
    response = a_visitor().get(a_picture().file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, immutable, max-age=31536000"


def test_a_missing_picture_is_not_kept():
    response = a_visitor().get("/media/images/missing.webp")
    assert response.status_code == 404
    assert "Cache-Control" not in response


@pytest.mark.parametrize(
    "path", ["documents/", "Documents/", "images/../documents/", "./documents/", "/documents/"]
)
def test_a_document_is_only_served_by_the_view_that_asks_who_may_read_it(path):
    document = Document.objects.create(
        title="Prices", file=ContentFile(b"%PDF-1.4", name="prices.pdf")
    )
    name = document.file.name.removeprefix("documents/")
    assert a_visitor().get(f"/media/{path}{name}").status_code == 404
    assert a_visitor().get(document.url).status_code == 200
    restriction = CollectionViewRestriction.LOGIN
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=restriction
    )
    assert a_visitor().get(document.url).status_code == 302
