"""Snippets: counts, order and search; a used one cannot be deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Category, ProductType, Subcategory, Tag
from tests.builders import a_category, a_product, a_type, a_visitor

pytestmark = pytest.mark.django_db

KINDS = (Category, Subcategory, ProductType, Tag)


@pytest.fixture
def editor(owner):
    return a_visitor(owner)


def url(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


def used(model):
    """Create a snippet of each kind with a product that uses them; return that of `model`."""
    category = a_category("exterior")
    sub = Subcategory.objects.create(category=category, name="Wax", slug="wax")
    tag = Tag.objects.create(name="Winter", slug="winter")
    product = a_product(
        title="Hard Wax", category=category, subcategory=sub, product_type=a_type("Tub"), tags=[tag]
    )
    product.save_revision().publish()
    return {Category: category, Subcategory: sub, ProductType: a_type("Tub"), Tag: tag}[model]


@pytest.mark.parametrize("model", KINDS)
def test_a_used_snippet_is_not_deleted_and_the_message_names_its_users(editor, model):
    snippet = used(model)
    answer = editor.post(url(model, "delete", snippet.pk), follow=True)
    assert "it is used by the products “Hard Wax”" in answer.content.decode()
    assert model.objects.filter(pk=snippet.pk).exists()


@pytest.mark.parametrize("model", KINDS)
def test_a_bulk_deletion_with_a_used_snippet_deletes_none(editor, model):
    snippet = used(model)
    other = {"name": "Free", "slug": "free"}
    if model is Subcategory:
        other["category"] = snippet.category
    free = model.objects.create(**other)
    bulk = reverse("wagtail_bulk_action", args=["catalog", model._meta.model_name, "delete"])
    answer = editor.post(f"{bulk}?id={snippet.pk}&id={free.pk}", follow=True)
    assert "it is used by the products “Hard Wax”" in answer.content.decode()
    assert model.objects.filter(pk__in=[snippet.pk, free.pk]).count() == 2


def test_a_category_with_subcategories_is_not_deleted(editor):
    category = a_category("exterior")
    Subcategory.objects.create(category=category, name="Wax", slug="wax")
    answer = editor.post(url(Category, "delete", category.pk), follow=True)
    assert "it is used by the subcategories “Wax”" in answer.content.decode()
    assert Category.objects.filter(pk=category.pk).exists()


def test_an_unused_snippet_is_deleted(editor):
    tag = Tag.objects.create(name="Winter", slug="winter")
    editor.post(url(Tag, "delete", tag.pk))
    assert not Tag.objects.exists()


@pytest.mark.parametrize("model", KINDS)
def test_the_list_counts_the_products_and_links_to_them(editor, model):
    snippet = used(model)
    page = editor.get(url(model, "list")).content.decode()
    [link] = [part for part in page.split('"') if part.startswith("/admin/products/?")]
    answer = editor.get(link)
    assert [product.title for product in answer.context["object_list"]] == ["Hard Wax"]
    assert str(snippet.pk) in link


@pytest.mark.parametrize("model", KINDS)
def test_snippets_can_be_ordered(editor, model):
    extra = {"category": a_category("interior")} if model is Subcategory else {}
    for number, name in enumerate(("Alpha", "Beta", "Gamma")):
        model.objects.create(name=name, slug=name.lower(), sort_order=number, **extra)
    alpha = model.objects.get(name="Alpha")
    editor.post(url(model, "reorder", alpha.pk) + "?position=2")
    named = model.objects.filter(name__in=["Alpha", "Beta", "Gamma"]).order_by("sort_order")
    assert [snippet.name for snippet in named][-1] == "Alpha"


def test_the_list_makes_a_fixed_number_of_queries(editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            editor.get(url(Tag, "list"))
        return len(captured)

    Tag.objects.create(name="First", slug="first")
    queries()
    few = queries()
    for number in range(30):
        Tag.objects.create(name=f"Tag {number}", slug=f"tag-{number}")
    assert queries() == few


def test_search_finds_by_a_part_of_the_name(editor):
    Tag.objects.create(name="Winter", slug="winter")
    Tag.objects.create(name="Gift", slug="gift")
    answer = editor.get(url(Tag, "list"), {"q": "wint"})
    assert [tag.name for tag in answer.context["object_list"]] == ["Winter"]


def test_a_list_has_the_order_that_editors_set(editor):
    for place, name in ((1, "Locks"), (2, "Wax"), (1, "Mats")):
        Category.objects.create(name=name, slug=name.lower(), sort_order=place)
    shown = editor.get(url(Category, "list")).context["object_list"]
    assert [category.name for category in shown] == ["Locks", "Mats", "Wax"]


def test_the_list_of_subcategories_makes_a_fixed_number_of_queries(editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as fields:
            assert editor.get(url(Subcategory, "list")).status_code == 200
        return len(fields)

    category = a_category()
    Subcategory.objects.create(category=category, name="Wax", slug="wax")
    queries()
    few = queries()
    for number in range(12):
        Subcategory.objects.create(category=category, name=f"No. {number}", slug=f"no-{number}")
    assert queries() == few
