"""Fixtures of the tests of bulk writing."""

import pytest

from catalog.imports.rows.report import Outcome
from catalog.imports.runner import Import, ImportOptions
from catalog.models import ProductPage, Subcategory, Tag
from tests.builders import a_category, a_type, a_visitor
from tests.catalog.imports.formats.files import write


@pytest.fixture(autouse=True)
def snippets(db):
    category, _ = a_category(), a_type()
    Subcategory.objects.create(name="Glass", slug="glass", category=category)
    for name in ("New", "Gift"):
        Tag.objects.create(name=name, slug=name.lower())


@pytest.fixture
def imported(tmp_path):
    """Import these rows and return their pages."""

    def run(*rows: dict, user=None, **options) -> list[ProductPage]:
        file = write(tmp_path / "rows.csv", [*rows])
        report = Import(ImportOptions(file, **options), user=user).write()
        assert report.counts == {Outcome.NEW: len(rows)}, report.lines
        skus = [row["sku"] for row in rows]
        return [ProductPage.objects.get(sku_claim=sku) for sku in skus]

    return run


@pytest.fixture
def desk(owner):
    return a_visitor(owner)
