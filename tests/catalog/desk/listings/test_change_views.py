"""Price, featured and stock changed in a row of the lists."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from catalog.models import ProductPage, Stock, StockMove
from tests.autovise.admin.roles_table import latest, live
from tests.builders import a_bundle, a_member, a_product, a_visitor, change

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def product() -> ProductPage:
    page = a_product(1299, title="Hard Wax", stock=7)
    page.save_revision().publish()
    return ProductPage.objects.get()


@pytest.fixture
def editor():
    return a_visitor(a_member("Catalog Editors"))


def url_of(page: Page, field: str) -> str:
    return reverse("change_in_list", args=[page.pk, field])


def shown_revision(page: Page) -> int:
    return Page.objects.get(pk=page.pk).latest_revision_id


def send(visitor, page: Page, field: str, **values):
    values.setdefault("seen_revision", shown_revision(page))
    return visitor.post(url_of(page, field), values, headers=SCRIPT)


def test_a_price_is_published_with_a_revision_and_its_history(editor, product):
    before = shown_revision(product)
    answer = send(editor, product, "price", price_pence="£15.49")
    assert answer.status_code == 200
    assert answer.json()["message"] == "“Hard Wax”: price changed and published."
    page = live(product)
    assert (page.price_pence, page.has_unpublished_changes) == (1549, False)
    assert page.latest_revision_id > before
    assert page.latest_revision.content["price_pence"] == 1549
    actions = PageLogEntry.objects.filter(page=product.pk).values_list("action", flat=True)
    assert list(actions[:2]) == ["wagtail.publish", "wagtail.edit"]


def test_the_answer_has_the_row_s_new_cells(editor, product):
    cells = send(editor, product, "price", price_pence="15.49").json()["cells"]
    assert set(cells) == {"price", "stock", "featured", "status"}
    assert f'<td><a href="{url_of(product, "price")}">£15.49</a></td>' in cells["price"]


def test_a_page_with_a_draft_is_not_published_and_the_list_shows_both_prices(editor, product):
    draft = product.get_latest_revision_as_object()
    draft.description = "Not out yet."
    draft.save_revision()
    answer = send(editor, product, "price", price_pence="15.49")
    assert answer.json()["message"] == "“Hard Wax”: price saved in the draft, not published."
    assert live(product).price_pence == 1299
    assert (latest(product).price_pence, latest(product).description) == (1549, "Not out yet.")
    shown = editor.get(reverse("products:index")).text
    assert "£12.99</a> <small" in shown
    assert "draft £15.49</small>" in shown


def test_without_permission_to_publish_the_change_is_a_draft(product):
    user = a_member("Catalog Editors")
    GroupPagePermission.objects.filter(
        group=user.groups.get(), permission__codename="publish_page"
    ).delete()
    send(a_visitor(user), product, "price", price_pence="15.49")
    assert (live(product).price_pence, latest(product).price_pence) == (1299, 1549)


@pytest.mark.parametrize(
    ("price", "refusal"),
    [
        ("0", "A product&#x27;s price must be more than £0."),
        ("", "This field is required."),
        ("9,99", "“9,99” is not one amount"),
        ("-1", "is not one amount"),
    ],
)
def test_a_price_is_validated_as_in_the_form(editor, product, price, refusal):
    answer = send(editor, product, "price", price_pence=price)
    assert answer.status_code == 422
    assert refusal in answer.text
    assert latest(product).price_pence == 1299


def test_a_newer_revision_of_somebody_else_is_not_overwritten(editor, product):
    seen = shown_revision(product)
    change(product, price_pence=1399)
    product.save_revision()
    answer = send(editor, product, "price", price_pence="15.49", seen_revision=seen)
    assert answer.status_code == 422
    assert (
        "Somebody else has saved this page since you opened this. Nothing was changed: the field "
        "shows the new value. Enter yours again if it is still right."
    ) in answer.text
    assert 'value="13.99"' in answer.text
    assert latest(product).price_pence == 1399
    assert f'name="seen_revision" value="{shown_revision(product)}"' in answer.text


def test_featured_is_changed_for_products_and_bundles(editor, product):
    bundle = a_bundle(a_product(), a_product(), a_product())
    for page in (product, bundle):
        assert send(editor, page, "featured", featured="on").status_code == 200
        assert latest(page).featured is True
    assert live(product).featured is True
    send(editor, product, "featured")
    assert live(product).featured is False


def test_stock_is_changed_by_a_difference_with_a_reason(editor, product):
    last = StockMove.objects.filter(sku=product.sku).latest("pk")
    fields = {"pieces": "-2", "reason": "damage", "note": "", "seen_move": str(last.pk)}
    answer = editor.post(url_of(product, "stock"), fields, headers=SCRIPT)
    assert answer.json()["message"] == f"{product.sku}: -2 recorded."
    assert ">5</a>" in answer.json()["cells"]["stock"]
    move = StockMove.objects.filter(sku=product.sku).latest("pk")
    assert (move.pieces, move.reason) == (-2, "damage")

    again = editor.post(url_of(product, "stock"), fields, headers=SCRIPT)
    assert again.status_code == 422
    assert "The stock has changed since you opened this form" in again.text
    assert Stock.objects.get(pk=product.sku).on_hand == 5


def test_more_than_is_free_cannot_be_removed(editor, product):
    last = StockMove.objects.filter(sku=product.sku).latest("pk")
    fields = {"pieces": "-8", "reason": "damage", "seen_move": str(last.pk)}
    answer = editor.post(url_of(product, "stock"), fields, headers=SCRIPT)
    assert answer.status_code == 422
    assert "pieces held for unpaid orders cannot be removed" in answer.text
    assert Stock.objects.get(pk=product.sku).on_hand == 7


def test_without_a_script_it_is_a_page_that_leads_back_to_the_list(editor, product):
    shown = editor.get(url_of(product, "price"))
    assert "Hard Wax" in shown.text
    assert 'value="12.99"' in shown.text
    fields = {"price_pence": "15.49", "seen_revision": shown_revision(product)}
    answer = editor.post(url_of(product, "price"), fields, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("products:index")
    assert "price changed and published." in answer.text


def test_a_locked_page_and_unknown_fields_are_refused(editor, product):
    bundle = a_bundle(a_product(), a_product(), a_product())
    for page, field in ((bundle, "price"), (bundle, "stock"), (product, "title")):
        assert editor.get(url_of(page, field), headers=SCRIPT).status_code == 404
    Page.objects.filter(pk=product.pk).update(locked=True)
    assert editor.get(url_of(product, "price"), headers=SCRIPT).status_code == 403


def test_a_row_of_a_page_that_somebody_else_locked_links_to_its_stock_only(owner, product):
    user = a_member("Catalog Editors")
    visitor, address = a_visitor(user), reverse("products:index")
    Page.objects.filter(pk=product.pk).update(locked=True, locked_by=owner)
    shown = visitor.get(address).text
    assert "£12.99" in shown
    assert url_of(product, "price") not in shown
    assert url_of(product, "featured") not in shown
    assert visitor.get(url_of(product, "stock")).status_code == 200
    assert url_of(product, "stock") in shown
    Page.objects.filter(pk=product.pk).update(locked_by=user)
    assert url_of(product, "price") in visitor.get(address).text
    assert visitor.get(url_of(product, "price")).status_code == 200


def test_without_permission_a_row_shows_values_without_links(product):
    shown = a_visitor(a_member("Marketing Editors")).get(reverse("products:index")).text
    assert "£12.99" in shown
    assert "/in-list/" not in shown
    user = a_member("Catalog Editors")
    user.groups.get().permissions.remove(Permission.objects.get(codename="change_stock"))
    visitor = a_visitor(user)
    shown = visitor.get(reverse("products:index")).text
    assert url_of(product, "price") in shown
    assert url_of(product, "stock") not in shown
    assert visitor.get(url_of(product, "stock"), headers=SCRIPT).status_code == 403
