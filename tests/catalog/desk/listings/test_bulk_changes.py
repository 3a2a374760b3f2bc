"""Bulk changes: drafts unless the editor publishes; only what was shown is changed."""

import html

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from catalog.models import ProductPage, Subcategory, Tag
from home.models import HomePage
from tests.builders import a_bundle, a_category, a_member, a_product, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def editor(owner):
    return a_visitor(owner)


def post(editor, action: str, pages, **data):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    ids = "&".join(f"id={page.pk}" for page in pages)
    return editor.post(f"{address}?{ids}&next={reverse('products:index')}", data, follow=True)


def change_price(editor, pages, **data):
    """Post the form, read the preview, and confirm it."""
    shown = post(editor, "change_price", pages, **data)
    return shown, post(
        editor, "change_price", pages, **data, shown=shown.context["form"]["shown"].value()
    )


def published(page):
    page.save_revision().publish()
    return page


def live(page) -> ProductPage:
    return ProductPage.objects.get(pk=page.pk)


def draft(page) -> ProductPage:
    return live(page).get_latest_revision_as_object()


def page_text(answer) -> str:
    return html.unescape(answer.content.decode())


def test_the_first_step_shows_old_and_new_prices_and_changes_nothing(editor):
    wax = a_product(1299)
    answer = post(editor, "change_price", [wax], direction="up", percent="10")
    assert "£12.99" in page_text(answer)
    assert "£14.29" in page_text(answer)
    assert draft(wax).price_pence == 1299


def test_a_confirmed_change_is_a_draft_with_author_and_history(editor, owner):
    wax = a_product(1299)
    change_price(editor, [wax], direction="down", amount="1.00")
    assert (live(wax).price_pence, draft(wax).price_pence) == (1299, 1199)
    assert live(wax).has_unpublished_changes
    assert live(wax).latest_revision.user == owner
    assert PageLogEntry.objects.filter(page=wax, action="wagtail.edit", user=owner).count() == 1


def test_users_who_may_publish_can_publish_the_change_at_once(editor):
    wax, sponge = published(a_product(1000)), published(a_product(500))
    change_price(editor, [wax, sponge], direction="up", percent="10", publish="on")
    assert (live(wax).price_pence, live(sponge).price_pence) == (1100, 550)


def test_a_page_with_a_draft_is_changed_but_not_published(editor):
    wax = a_product(1000)
    wax.title = "Half written"
    wax.save_revision()
    change_price(editor, [wax], direction="up", percent="10", publish="on")
    assert (live(wax).price_pence, live(wax).title == "Half written") == (1000, False)
    assert (draft(wax).price_pence, draft(wax).title) == (1100, "Half written")


def test_a_price_that_changed_since_it_was_shown_is_not_changed(editor):
    wax = a_product(1000, title="Hard Wax")
    fields = {"direction": "up", "percent": "10"}
    shown = post(editor, "change_price", [wax], **fields)
    wax.price_pence = 2000
    wax.save_revision().publish()
    answer = post(
        editor, "change_price", [wax], **fields, shown=shown.context["form"]["shown"].value()
    )
    assert "Its price has changed from £10.00 to £20.00 since it was shown." in page_text(answer)
    assert draft(wax).price_pence == 2000


def test_no_price_becomes_zero(editor):
    cheap, expensive = a_product(100), a_product(1000)
    shown, _ = change_price(editor, [cheap, expensive], direction="down", amount="1.00")
    assert "a price must be more than £0" in page_text(shown)
    assert (draft(cheap).price_pence, draft(expensive).price_pence) == (100, 900)


@pytest.mark.parametrize("data", [{}, {"percent": "5", "amount": "1"}, {"percent": "95"}])
def test_invalid_changes_are_refused(editor, data):
    wax = a_product(1000)
    answer = post(editor, "change_price", [wax], direction="up", **data)
    assert answer.context["form"].errors
    assert draft(wax).price_pence == 1000


@pytest.mark.parametrize("shown", ["7", "[]", '{"1": "x"}', "{nonsense"])
def test_a_forged_list_of_prices_changes_nothing(editor, shown):
    wax = a_product(1000)
    post(editor, "change_price", [wax], direction="up", percent="10", shown=shown)
    assert draft(wax).price_pence == 1000


def test_bundles_have_no_price_of_their_own(editor):
    bundle = a_bundle()
    answer = post(editor, "change_price", [bundle], direction="up", percent="10")
    assert "None of the selected pages can be changed in this way" in page_text(answer)


def test_a_new_category_removes_the_subcategory_of_another(editor):
    wax = a_product()
    wax.subcategory = Subcategory.objects.create(category=wax.category, name="Wax", slug="wax")
    wax.save_revision().publish()
    mats = a_category("accessories")
    post(editor, "set_category", [wax], category=mats.pk, publish="on")
    assert (live(wax).category, live(wax).subcategory) == (mats, None)


def test_a_tag_is_added_to_the_existing_tags(editor):
    gift, winter = (Tag.objects.create(name=name, slug=name) for name in ("gift", "winter"))
    wax = a_product(tags=[gift])
    wax.save_revision().publish()
    post(editor, "add_tag", [wax], tag=winter.pk, publish="on")
    assert {tag.slug for tag in live(wax).tags.all()} == {"gift", "winter"}


def test_featured_for_products_and_bundles(editor):
    wax, bundle = published(a_product()), published(a_bundle())
    post(editor, "set_featured", [wax, bundle], featured="yes", publish="on")
    assert live(wax).featured
    assert type(bundle).objects.get(pk=bundle.pk).featured


@pytest.mark.parametrize("group", ["Marketing Editors", "Moderators"])
@pytest.mark.parametrize("action", ["change_price", "set_category", "add_tag", "set_featured"])
def test_users_without_permission_change_nothing(group, action):
    wax = a_product(1000)
    tag = Tag.objects.create(name="Winter", slug="winter")
    before = wax.revisions.count()
    post(
        a_visitor(a_member(group)), action, [wax],
        direction="up", percent="10", shown=f'{{"{wax.pk}": 1000}}',
        category=a_category("other").pk, tag=tag.pk, featured="yes", publish="on",
    )  # fmt: skip
    assert wax.revisions.count() == before
    assert live(wax).price_pence == 1000


def test_a_locked_product_is_not_changed(owner):
    wax = a_product(1000)
    ProductPage.objects.filter(pk=wax.pk).update(locked=True, locked_by=owner)
    change_price(a_visitor(a_member("Catalog Editors")), [wax], direction="up", percent="10")
    assert draft(wax).price_pence == 1000


@pytest.mark.parametrize("action", ["unpublish", "delete", "publish"])
def test_all_in_this_list_is_refused(editor, action):
    a_product()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    answer = editor.post(f"{address}?id=all&next={reverse('products:index')}", follow=True)
    assert "Select the rows on one page of the list at a time." in page_text(answer)
    assert HomePage.objects.get().live
    assert ProductPage.objects.get().live


def test_all_in_this_list_is_refused_for_the_shop_s_own_actions(editor):
    published(a_product())
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "set_featured"])
    editor.post(f"{address}?id=all", {"featured": "yes", "publish": "on"})
    assert not ProductPage.objects.get().featured


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_wagtail_s_bulk_actions_work_from_the_listings(editor, action):
    wax = a_product(live=action == "unpublish")
    post(editor, action, [wax])
    assert live(wax).live == (action == "publish")
