"""A slug that is made from a title is free."""

import pytest

from catalog.imports.bulk.slugs import FreeSlugs
from catalog.imports.contents import FileContents
from tests.builders import a_bundle, a_product

pytestmark = pytest.mark.django_db


def slugs_of(*titles: str, in_file: tuple[str, ...] = ()) -> list[str]:
    contents = FileContents(slugs={("product", slug): 2 for slug in in_file})
    slugs = FreeSlugs(titles, contents)
    return [slugs.slug_of(title) for title in titles]


def test_the_same_title_is_numbered():
    assert slugs_of("Hard Wax", "Polish", "Hard wax") == ["hard-wax", "polish", "hard-wax-2"]


def test_the_first_free_number_is_taken():
    for slug in ("wax", "wax-2", "wax-4", "wax-extra"):
        a_product(slug=slug)
    assert slugs_of("Wax", "Wax", "Wax") == ["wax-3", "wax-5", "wax-6"]


def test_a_slug_that_a_row_names_is_left_to_it():
    assert slugs_of("Wax", "Wax", in_file=("wax", "wax-3")) == ["wax-2", "wax-4"]


def test_a_numbered_title_and_a_number_do_not_meet():
    assert slugs_of("Wax", "Wax 2", "Wax") == ["wax", "wax-2", "wax-3"]


def test_a_bundle_may_have_the_slug_of_a_product():
    a_bundle(slug="wax")
    assert slugs_of("Wax") == ["wax"]
