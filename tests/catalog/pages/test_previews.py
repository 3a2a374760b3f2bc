"""Draft previews as page, card and cart line, with their own price; nothing is stored."""

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.userbar import ContentCheckerItem, apply_userbar_hooks

from catalog.models import BundlePage, ProductPage
from checkout.cart.preview import show_cart_line
from checkout.models import Cart, Order
from tests.autovise.admin.roles_table import form_of
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db

MODES = ["", "card", "cart-line"]


def preview(page, mode: str) -> str:
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return getattr(response, "rendered_content", None) or response.content.decode()


def test_products_and_bundles_have_three_preview_modes():
    for page in (a_product(), a_bundle()):
        assert [name for name, _ in page.preview_modes] == MODES


@pytest.mark.parametrize("mode", MODES)
def test_the_draft_s_price_is_shown(mode):
    wax = a_product(1000)
    wax.price_pence = 1234
    assert "£12.34" in preview(wax, mode)
    assert ProductPage.objects.get().price_pence == 1000


@pytest.mark.parametrize("mode", MODES)
def test_a_bundle_s_draft_discount_is_shown(mode):
    bundle = a_bundle()
    bundle.discount_percentage = 50
    assert "£14.99" in preview(bundle, mode)


def test_the_cart_line_preview_shows_a_guest_s_price_and_stores_nothing():
    wax = a_product(1299)
    request = RequestFactory().get("/")
    response = show_cart_line(wax, request)
    quote = response.context_data["quote"]
    assert (quote.list_pence, quote.delivery_pence, quote.total_pence) == (1299, 499, 1798)
    assert (Cart.objects.count(), Order.objects.count()) == (0, 0)


FIELDS = {
    ProductPage: {"price_pence": "12.34"},
    BundlePage: {"discount_percentage": "50", "parts-0-quantity": "2"},  # half of £39.99
}
SHOWN = {ProductPage: "£12.34", BundlePage: "£19.99"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_an_unsaved_draft_is_previewed_in_the_admin(owner, build, mode):
    page, admin = build(), a_visitor(owner)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    posted = admin.post(address, form_of(page, **FIELDS[type(page)]))
    assert posted.json() == {"is_valid": True, "is_available": True}
    answer = admin.get(address, {"mode": mode})
    assert answer.status_code == 200
    assert SHOWN[type(page)] in answer.content.decode()
    assert page.revisions.count() == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("model", [ProductPage, BundlePage])
def test_a_page_that_was_never_saved_is_previewed_in_the_admin(owner, model, mode):
    like = a_product() if model is ProductPage else a_bundle()
    address = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=["catalog", model._meta.model_name, like.get_parent().pk],
    )
    admin = a_visitor(owner)
    fields = form_of(like, sku="NEW-001", slug="brand-new", title="Brand New", **FIELDS[model])
    if model is BundlePage:
        fields["parts-INITIAL_FORMS"] = "0"
        fields |= {f"parts-{number}-id": "" for number in range(3)}
    assert admin.post(address, fields).json()["is_valid"] is True
    shown = admin.get(address, {"mode": mode}).content.decode()
    assert SHOWN[model] in shown
    assert model.objects.count() == 1


@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_a_page_that_awaits_approval_can_be_previewed(owner, build):
    page = build()
    page.title = "To be approved"
    page.save_revision()
    page.get_workflow().start(page, owner)
    task = page.current_workflow_task
    address = reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, task.pk])
    answer = a_visitor(owner).get(address)
    assert answer.status_code == 200
    assert "To be approved" in answer.content.decode()


def test_the_content_checker_checks_editor_content_only():
    items = [ContentCheckerItem(in_editor=True)]
    apply_userbar_hooks(None, items, None)
    [item] = items
    assert item.in_editor
    assert item.get_axe_exclude(None)[:3] == [".price", ".stock", ".cart-line__total"]


@pytest.mark.parametrize("build", [a_product, a_bundle])
def test_a_preview_of_a_draft_can_be_bought_and_says_when_it_arrives(build):
    shown = preview(build(live=False).get_latest_revision_as_object(), "")
    assert "Get it by" in shown
    assert "not for sale just now" not in shown
