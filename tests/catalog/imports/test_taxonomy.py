import pytest

from catalog.imports.csv_rows import FileRefused
from catalog.imports.taxonomy import load_taxonomy
from catalog.models import Category, ProductType, Subcategory, Tag

pytestmark = pytest.mark.django_db

HEADER = "kind,name,slug,parent,is_bundle_type\n"
GOOD = """category,Tyres,tyres,,
subcategory,Gauges,gauges,tyres,
product_type,Gauge,gauge,,
product_type,Kit,kit,,yes
tag,Gift,gift,,
"""


@pytest.fixture
def load(tmp_path):
    def load_text(text: str) -> None:
        file = tmp_path / "taxonomy.csv"
        file.write_text(HEADER + text)
        load_taxonomy(file)

    return load_text


def test_each_kind_of_snippet_is_made(load):
    load(GOOD)
    assert str(Subcategory.objects.get()) == "Tyres › Gauges"
    assert dict(ProductType.objects.values_list("slug", "is_bundle_type")) == {
        "gauge": False,
        "kit": True,
    }
    assert Tag.objects.get().name == "Gift"


def test_what_editors_changed_stays(load):
    load(GOOD)
    Category.objects.update(name="Wheels")
    load(GOOD)
    assert Category.objects.get().name == "Wheels"
    assert Subcategory.objects.count() == 1


def test_an_unknown_kind_is_refused_and_nothing_is_written(load):
    with pytest.raises(FileRefused, match="Line 3: “colour” is no kind of taxonomy"):
        load("category,Tyres,tyres,,\ncolour,Red,red,,\n")
    assert not Category.objects.exists()


def test_a_subcategory_of_nothing_is_refused_and_nothing_is_written(load):
    with pytest.raises(FileRefused, match="Line 3: “wheels” is not a known category"):
        load("category,Tyres,tyres,,\nsubcategory,Gauges,gauges,wheels,\n")
    assert not Category.objects.exists()
