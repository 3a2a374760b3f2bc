"""Ways from the forms of products and bundles to their lists, and the open part of the menu."""

import json
import re

import pytest
from django.urls import reverse

from catalog.models import BundleIndexPage, ProductIndexPage, ProductPage
from home.models import HomePage
from tests.autovise.admin.roles_table import form_of
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(owner):
    return a_visitor(owner)


def crumbs(text: str) -> list[tuple[str, str]]:
    """Address and words of each step."""
    nav = re.search(r'aria-label="Breadcrumb">(.*?)</nav>', text, re.DOTALL)[1]
    links = re.findall(r'<a [^>]*href="([^"]*)">(.*?)</a>', nav, re.DOTALL)
    return [(url, " ".join(re.sub("<.*?>", "", words, flags=re.DOTALL).split()))
            for url, words in links]  # fmt: skip


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_breadcrumbs_of_a_product_and_a_bundle_lead_to_their_lists(editor):
    product = a_product(title="Hard Wax")
    bundle = a_bundle(a_product(), a_product(), a_product(), title="Set")
    for page, name in ((product, "Products"), (bundle, "Bundles")):
        steps = [
            ("/admin/", "Home"),
            (reverse(f"{name.lower()}:index"), name),
            (edit_url(page), page.title),
        ]
        assert crumbs(editor.get(edit_url(page)).text) == steps
        history = reverse("wagtailadmin_pages:history", args=[page.pk])
        assert crumbs(editor.get(history).text)[:3] == steps


@pytest.mark.parametrize(
    ("model", "index", "listed"),
    [("productpage", ProductIndexPage, "products"), ("bundlepage", BundleIndexPage, "bundles")],
)
def test_the_breadcrumbs_of_the_form_of_a_new_page_lead_to_its_list(editor, model, index, listed):
    parent = index.objects.get()
    shown = editor.get(f"/admin/pages/add/catalog/{model}/{parent.pk}/").text
    assert crumbs(shown) == [
        ("/admin/", "Home"),
        (reverse(f"{listed}:index"), listed.capitalize()),
    ]


def test_other_pages_keep_the_breadcrumbs_of_the_explorer(editor):
    for model in (HomePage, ProductIndexPage):
        last = crumbs(editor.get(edit_url(model.objects.get())).text)[-1]
        assert last[0] == reverse("wagtailadmin_explore", args=[model.objects.get().pk])


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("", "/admin/products/"),
        ("{}/admin/products/?q=wax&p=2", "/admin/products/?q=wax&amp;p=2"),
        ("https://evil.example/admin/products/?q=wax", "/admin/products/"),
        ("{}/admin/", "/admin/products/"),
    ],
)
def test_the_form_remembers_the_list_from_which_it_was_opened(editor, settings, referer, back):
    headers = {"Referer": referer.format(settings.SITE_URL)} if referer else {}
    shown = editor.get(edit_url(a_product()), headers=headers).text
    assert f'<input type="hidden" name="next" value="{back}">' in shown


def test_publishing_leads_back_to_the_list(editor):
    product = a_product()
    sent = form_of(product) | {"action-publish": "1"}
    answer = editor.post(edit_url(product), sent)
    assert answer["Location"] == "/admin/products/"
    answer = editor.post(edit_url(product), sent | {"next": "/admin/products/?q=wax"})
    assert answer["Location"] == "/admin/products/?q=wax"


def test_publishing_a_new_product_in_the_full_form_leads_to_the_list(editor):
    new = form_of(a_product()) | {"title": "New", "slug": "new", "sku": "AUT-XX-9"}
    parent = ProductIndexPage.objects.get()
    address = f"/admin/pages/add/catalog/productpage/{parent.pk}/"
    answer = editor.post(address, new | {"action-publish": "1"})
    assert answer["Location"] == "/admin/products/"
    assert ProductPage.objects.get(slug="new").live


def marked_addresses(text: str) -> set[str]:
    """Addresses of the hidden item that lets the menu show “Catalogue” as open."""
    found = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', text, re.DOTALL)
    shown = json.dumps(json.loads(found[1]))
    return set(re.findall(r'"name": "open-page".*?"url": "([^"]*)"', shown))


def test_the_menu_shows_the_catalogue_as_open_on_all_its_pages(editor):
    product = a_product()
    addresses = [
        edit_url(product),
        reverse("wagtailadmin_pages:history", args=[product.pk]),
        reverse("change_stock", args=[product.sku]),
        reverse("change_in_list", args=[product.pk, "price"]),
        reverse("row_menu", args=[product.pk]),
    ]
    for address in addresses:
        assert marked_addresses(editor.get(address).text) == {address}


def test_the_menu_marks_no_other_page_as_part_of_the_catalogue(editor):
    for address in (edit_url(HomePage.objects.get()), "/admin/", "/admin/products/"):
        assert marked_addresses(editor.get(address).text) == set()
