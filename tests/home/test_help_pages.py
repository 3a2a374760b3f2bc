"""The help pages of a new shop."""

from importlib import import_module

import pytest
from django.apps import apps
from wagtail.models import Page

from home.help_pages import HELP_PAGES
from home.models import ContentPage, HomePage
from sitewide.trader import Trader
from tests.builders import a_visitor
from tests.home.builders import a_content_page

pytestmark = pytest.mark.django_db

migration = import_module("home.migrations.0006_help_pages")
SLUGS = ["delivery", "returns", "terms", "contact", "about", "reviews-policy", "recycling"]


@pytest.mark.parametrize("page", HELP_PAGES, ids=lambda page: page.slug)
def test_a_new_shop_has_the_page_with_valid_blocks(page):
    stored = ContentPage.objects.get(slug=page.slug)
    stored.full_clean()
    stored.body.stream_block.clean(stored.body)
    text = a_visitor().get(f"/{page.slug}/").text
    assert f"<h1>{page.title}</h1>" in text
    assert page.introduction in text


def test_the_footer_of_every_page_links_to_the_help_pages():
    footer = a_visitor().get("/cart/").text.split("<footer")[1]
    for page in HELP_PAGES:
        assert f'<a href="/{page.slug}/">{page.title}</a>' in footer
    assert 'href="/products/">Products' not in footer


def test_the_footer_lists_pages_that_editors_show_in_menus():
    a_content_page(title="Winter ready", slug="winter", show_in_menus=True)
    a_content_page(title="Hidden", slug="hidden")
    footer = a_visitor().get("/").text.split("<footer")[1]
    assert '<a href="/winter/">Winter ready</a>' in footer
    assert "Hidden" not in footer


def test_an_existing_page_is_kept_and_others_are_created():
    ContentPage.objects.exclude(slug="about").delete()
    ContentPage.objects.filter(slug="about").update(title="Ours")
    home = HomePage.objects.get()
    Page.objects.filter(pk=home.pk).update(numchild=home.get_children().count())
    migration.create_help_pages(apps, None)
    assert set(ContentPage.objects.values_list("slug", flat=True)) == set(SLUGS)
    assert ContentPage.objects.get(slug="about").title == "Ours"
    assert ContentPage.objects.get(slug="terms").title == "Terms of sale"


def test_the_tree_is_sound_after_creating_them():
    assert not any(Page.find_problems())
    page = a_content_page(slug="winter")
    assert page.get_parent().specific == HomePage.objects.get()


def test_an_editor_can_save_a_created_page(owner):
    page = ContentPage.objects.get(slug="delivery")
    assert a_visitor(owner).get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    page.save_revision(user=owner).publish()
    assert a_visitor().get("/delivery/").status_code == 200


def test_no_page_repeats_a_figure_or_a_name_of_the_settings():
    for page in HELP_PAGES:
        words = str(page.blocks)
        assert "£" not in words
        assert "Autovise" not in words


def test_the_cancellation_form_names_the_trader():
    Trader.objects.create(legal_name="Wheels Ltd", line1="1 Works Road", email="help@example.com")
    text = a_visitor().get("/returns/").text
    assert "To Wheels Ltd (Autovise), 1 Works Road, help@example.com:" in text
