"""The index that `update_index` makes, the log-in, and when the library is imported."""

import pytest
from django.core.management import call_command

from catalog.models import Category
from home.models import ContentPage
from tests.autovise.production import python
from tests.builders import a_bundle, a_product
from tests.catalog.search.engine.conftest import name_in
from tests.catalog.search.engine.opensearch import running

pytestmark = pytest.mark.django_db
ALIAS = "autovise_wagtailcore_page"


def update_index() -> None:
    call_command("update_index", backend_name="engine", verbosity=0)


def test_update_index_stores_live_products_and_bundles_only(engine):
    wax = a_product(title="Wax")
    a_bundle(wax, title="Valet Box")
    a_product(title="Draft", live=False)
    assert ContentPage.objects.live().exists()
    assert Category.objects.exists()
    with running(engine):
        update_index()
    [index] = engine.indices.values()
    assert {document["title"] for document in index.written.values()} == {"Wax", "Valet Box"}
    assert engine.titles() == {"Wax", "Valet Box"}
    assert index.properties["catalog_productpage__search_terms"]["copy_to"] == "_all_text"


def test_update_index_replaces_the_index_behind_its_alias(engine):
    wax = a_product(title="Wax")
    with running(engine):
        update_index()
        [first] = engine.indices
        wax.unpublish()
        a_product(title="Mat")
        update_index()
    [second] = engine.indices
    assert engine.aliases == {ALIAS: [second]}
    assert first != second
    assert engine.titles() == {"Mat"}


def test_the_log_in_of_the_url_is_sent_decoded(engine, settings):
    name_in(settings, engine.url.replace("//", "//shop:p%40ss%2Fword@"))
    with running(engine):
        update_index()
    assert engine.log_ins == {"shop:p@ss/word"}


@pytest.mark.parametrize(("url", "is_imported"), [("", False), ("http://localhost:9", True)])
def test_the_library_is_imported_only_if_there_is_an_engine(url, is_imported, tmp_path):
    code = (
        "import sys, django; django.setup(); import autovise.urls; "
        "from catalog.search.engine import access; "
        "access.is_configured() and access.engine(); print('opensearchpy' in sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "autovise.settings.test", "SEARCH_URL": url}
    done = python(code, environment, tmp_path)
    assert done.stdout.strip() == str(is_imported), done.stderr
