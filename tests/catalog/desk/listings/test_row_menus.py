"""Menu of a page's row in the lists: what it offers, to whom, and what it costs the list."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from catalog.models import BundleIndexPage, BundlePage, ProductIndexPage, ProductPage
from home.models import HomePage
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_bundle, a_member, a_product, a_user, a_visitor, change

pytestmark = pytest.mark.django_db

ROLES = ("Catalog Editors", "Marketing Editors", "Moderators", "owner")
NEXT = "/admin/products/"
MAX_LIST_BYTES = 120_000
ROWS = 50
ALL = [
    "Edit", "View draft", "View live", "Move", "Copy", "Delete", "Unpublish", "History",
    "Sort menu order",
]  # fmt: skip
OFFERED = {
    "Catalog Editors": ALL,
    "Marketing Editors": ["Edit", "View draft", "View live", "History"],
    "Moderators": [
        "Edit", "View draft", "View live", "Unpublish", "History", "Sort menu order",
    ],
    "owner": ALL,
}  # fmt: skip


class Links(HTMLParser):
    """Words and address of each link."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.is_open = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.is_open = True
            self.found.append(("", dict(attrs)["href"]))

    def handle_endtag(self, tag):
        self.is_open = self.is_open and tag != "a"

    def handle_data(self, data):
        if self.is_open:
            words, address = self.found[-1]
            self.found[-1] = (f"{words}{data}".strip(), address)


def a_person(role: str):
    if role == "owner":
        return a_user(is_staff=True, is_superuser=True)
    return a_member(role)


def menu_url(page: Page, next_url: str = NEXT) -> str:
    return f"{reverse('row_menu', args=[page.pk])}?next={next_url}"


def fetched(visitor, page: Page, next_url: str = NEXT):
    return visitor.get(menu_url(page, next_url), headers={"X-Requested-With": "XMLHttpRequest"})


def wagtails_own(page: Page, user) -> list[tuple[str, str]]:
    """The entries of Wagtail's menu of a row, built from its hooks."""
    page = Page.objects.get(pk=page.pk).specific
    entries: list[MenuItem] = []
    for hook in hooks.get_hooks("register_page_listing_more_buttons"):
        entries += [entry for entry in hook(page=page, user=user, next_url=NEXT)
                    if entry.is_shown(user)]  # fmt: skip
    return [(str(entry.label), entry.url) for entry in sorted(entries)]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_offered_the_same_as_in_wagtail_s_own_menu(role):
    user = a_person(role)
    visitor = a_visitor(user)
    changed = a_product()
    change(changed, price_pence=999)
    locked = a_product()
    Page.objects.filter(pk=locked.pk).update(locked=True)
    pages = [
        a_product(), a_product(live=False), changed, locked,
        a_bundle(a_product(), a_product(), a_product()),
        ProductIndexPage.objects.get(), BundleIndexPage.objects.get(), HomePage.objects.get(),
    ]  # fmt: skip
    for page in pages:
        assert Links(fetched(visitor, page).text).found == wagtails_own(page, user), page


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_of_a_live_product_with_a_draft_for_each_role(role):
    product = a_product()
    change(product, price_pence=999)
    links = Links(fetched(a_visitor(a_person(role)), product).text).found
    assert [words for words, _ in links] == OFFERED[role]


def test_a_bundle_that_is_a_draft_can_be_viewed_as_a_draft_and_not_be_unpublished(owner):
    bundle = a_bundle(a_product(), a_product(), a_product())
    change(bundle, description="New words.")
    BundlePage.objects.filter(pk=bundle.pk).update(live=False)
    words = [words for words, _ in Links(fetched(a_visitor(owner), bundle).text).found]
    assert "View draft" in words
    assert {"View live", "Unpublish"} & set(words) == set()


def test_an_entry_of_another_hook_is_in_the_menu(owner):
    def more(page, user, next_url=None):
        yield Button("Print a label", f"/label/{page.pk}/", priority=1)

    product = a_product()
    with hooks.register_temporarily("register_page_listing_more_buttons", more):
        links = Links(fetched(a_visitor(owner), product).text).found
    assert links[0] == ("Print a label", f"/label/{product.pk}/")


def test_without_a_script_the_button_leads_to_a_page_with_the_same_entries(owner):
    product = a_product(title="Hard Wax")
    visitor = a_visitor(owner)
    entries = Links(fetched(visitor, product).text).found
    answer = visitor.get(menu_url(product))
    assert "Actions for" in answer.text
    assert "Hard Wax" in answer.text
    shown = Links(answer.text[answer.text.index("desk-actions"):]).found  # fmt: skip
    assert shown[: len(entries) + 1] == [*entries, ("Back to the list", NEXT)]


def test_a_foreign_address_to_return_to_is_replaced(owner):
    product = a_product()
    answer = fetched(a_visitor(owner), product, "https://evil.example/")
    assert "evil.example" not in answer.text
    edit = f"/admin/pages/{product.pk}/edit/?next=%2Fadmin%2Fpages%2F"
    assert Links(answer.text).found[0] == ("Edit", edit)


def test_visitors_and_customers_see_no_menu():
    product = a_product()
    for visitor in (a_visitor(), a_visitor(a_user())):
        assert fetched(visitor, product).status_code == 403
        answer = visitor.get(menu_url(product))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_staff_without_a_page_permission_see_no_menu():
    assert fetched(a_visitor(a_user(is_staff=True)), a_product()).status_code == 403


def test_a_page_that_was_deleted_or_may_not_be_explored_is_not_found(owner):
    product = a_product()
    key = product.pk
    editor = a_visitor(a_member("Catalog Editors"))
    assert fetched(editor, HomePage.objects.get().get_parent()).status_code == 404
    product.delete()
    answer = a_visitor(owner).get(reverse("row_menu", args=[key]))
    assert answer.status_code == 404


def test_only_reading_is_allowed(owner):
    assert a_visitor(owner).post(menu_url(a_product())).status_code == 405


@pytest.mark.parametrize("kind", ["products", "bundles"])
def test_a_row_has_a_link_with_the_name_of_its_page_and_no_entries(owner, kind):
    parts = [a_product(title=f"Part {number}") for number in range(3)]
    page = a_bundle(*parts, title="Wash set") if kind == "bundles" else parts[0]
    text = a_visitor(owner).get(reverse(f"{kind}:index")).text
    address = f"{reverse('row_menu', args=[page.pk])}?next=/admin/{kind}/"
    label = f"More options for &#x27;{page.title}&#x27;".replace("&#x27;", "'")
    assert f'<a class="row-menu" href="{address}" aria-label="{label}">' in text
    assert reverse("wagtailadmin_pages:copy", args=[page.pk]) not in text


def test_a_full_list_is_small_and_takes_as_many_statements_as_a_short_one(owner):
    """With the categories, types and tags of a large shop, and rows with pictures first."""
    catalogue = FullCatalogue(owner)
    visitor = a_visitor(owner)
    address = reverse("products:index")

    def listed(rows: int) -> int:
        answer = visitor.get(address, {"ordering": "-picture_status"})
        assert len(re.findall('class="row-menu"', answer.text)) == rows
        assert len(answer.content) <= MAX_LIST_BYTES
        with CaptureQueriesContext(connection) as queries:
            visitor.get(address, {"ordering": "-picture_status"})
        return len(queries)

    catalogue.fill_up_to(4)
    few = listed(4)
    catalogue.fill_up_to(ROWS + 30)
    assert ProductPage.objects.count() == ROWS + 30
    assert listed(ROWS) == few
