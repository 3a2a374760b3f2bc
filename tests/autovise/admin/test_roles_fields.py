"""Roles × the fields of what is sold: copy is open to every editor, selling terms are not.

The forms post everything, also what a role does not see. A closed field then does nothing, while
the title that came with it is saved.
"""

from datetime import UTC, datetime
from functools import partial

import pytest

from catalog.models import Subcategory, Tag
from tests.autovise.admin.roles_table import (
    EDITORS,
    MARKETING,
    PUBLISHERS,
    ROLES,
    SELLERS,
    Action,
    Desk,
    cells,
    check_cell,
    client_as,
    edit_address,
    form_of,
    latest,
)
from tests.builders import a_category, a_product, a_type

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

IN_2040 = datetime(2040, 6, 1, 9, 0, tzinfo=UTC)
RETITLED = "Another title"


def save(visitor, desk: Desk, *, page: str, posted):
    """Save a draft with these fields, which may depend on objects of the desk."""
    what = getattr(desk, page)
    fields = posted(desk) if callable(posted) else posted
    return visitor.post(edit_address(what), form_of(what, **{"title": RETITLED} | fields))


def draft_has(desk: Desk, *, page: str, field: str, value) -> bool:
    value = value(desk) if callable(value) else value
    return getattr(latest(getattr(desk, page)), field) == value


def field(who, page, name, posted, stored, *, key=None) -> Action:
    """Change one field of a page: `posted` under its name in the form, `stored` in the draft."""

    def fields(desk):
        return {key or name: posted(desk) if callable(posted) else posted}

    return Action(
        f"{name} of a {page}",
        who,
        partial(save, page=page, posted=fields),
        partial(draft_has, page=page, field=name, value=stored),
    )


def another_type(desk):
    return a_type("Paste").pk


def another_category(desk):
    return a_category("electronics").pk


def a_subcategory(desk):
    category = desk.product.category
    return Subcategory.objects.get_or_create(category=category, name="Wheels", slug="wheels")[0].pk


COPY = [
    field(EDITORS, "product", "title", RETITLED, RETITLED),
    field(EDITORS, "product", "description", "It shines.", "It shines."),
    field(
        EDITORS, "product", "image_id", lambda d: d.picture.pk, lambda d: d.picture.pk, key="image"
    ),
    field(EDITORS, "product", "image_ready", "on", True),
    field(EDITORS, "product", "seo_title", "Wheels", "Wheels"),
    field(EDITORS, "product", "search_description", "Clean wheels.", "Clean wheels."),
    field(EDITORS, "bundle", "title", RETITLED, RETITLED),
    field(EDITORS, "bundle", "description", "It shines.", "It shines."),
    field(
        EDITORS, "bundle", "image_id", lambda d: d.picture.pk, lambda d: d.picture.pk, key="image"
    ),
    field(EDITORS, "products", "introduction", "For every car.", "For every car."),
]
TERMS = [
    field(SELLERS, "product", "price_pence", "0.01", 1),
    field(SELLERS, "product", "product_code", "C1-WHEEL-P", "C1-WHEEL-P"),
    field(SELLERS, "product", "variant", "500 ml", "500 ml"),
    field(SELLERS, "product", "family", "wheels", "wheels"),
    field(SELLERS, "product", "tier", "pro", "pro"),
    field(SELLERS, "product", "product_type_id", another_type, another_type, key="product_type"),
    field(SELLERS, "product", "category_id", another_category, another_category, key="category"),
    field(SELLERS, "product", "subcategory_id", a_subcategory, a_subcategory, key="subcategory"),
    field(SELLERS, "product", "image_type", "C2", "C2"),
    field(SELLERS, "product", "featured", "on", True),
    field(SELLERS, "product", "slug", "free-things", "free-things"),
    field(SELLERS, "bundle", "bundle_type", "special", "special"),
    field(SELLERS, "bundle", "discount_percentage", "90", 90),
    field(SELLERS, "bundle", "slug", "free-things", "free-things"),
    field(SELLERS, "bundle", "featured", "on", True),
    field(SELLERS, "products", "slug", "free-things", "free-things"),
    field(PUBLISHERS, "product", "go_live_at", "2040-06-01 10:00", IN_2040),
    field(PUBLISHERS, "product", "expire_at", "2040-06-01 10:00", IN_2040),
    field(PUBLISHERS, "bundle", "expire_at", "2040-06-01 10:00", IN_2040),
    field(PUBLISHERS, "products", "expire_at", "2040-06-01 10:00", IN_2040),
    field(set(), "product", "sku", "AUT-CC-999", "AUT-CC-999"),
    field(set(), "bundle", "sku", "AUT-CC-999", "AUT-CC-999"),
]


def quantities(desk: Desk) -> list[int]:
    return [part.quantity for part in latest(desk.bundle).parts.all()]


def first_part(desk: Desk):
    return latest(desk.bundle).parts.first().product


PARTS = [
    Action(
        "quantity of a part",
        SELLERS,
        partial(save, page="bundle", posted={"parts-0-quantity": "9"}),
        lambda desk: quantities(desk) == [9, 1, 1],
    ),
    Action(
        "a part less, and another instead",
        SELLERS,
        partial(
            save,
            page="bundle",
            posted=lambda desk: {"parts-0-product": str(desk.product.pk)},
        ),
        lambda desk: first_part(desk) == desk.product,
    ),
    Action(
        "a fourth part",
        SELLERS,
        partial(
            save,
            page="bundle",
            posted=lambda desk: {
                "parts-TOTAL_FORMS": "4",
                "parts-3-product": str(desk.product.pk),
                "parts-3-quantity": "1",
                "parts-3-ORDER": "4",
            },
        ),
        lambda desk: len(quantities(desk)) == 4,
    ),
    Action(
        "a tag of a product",
        SELLERS,
        partial(save, page="product", posted=lambda desk: {"tags": [str(a_tag().pk)]}),
        lambda desk: list(latest(desk.product).tags.all()) == [a_tag()],
    ),
]


def a_tag() -> Tag:
    return Tag.objects.get_or_create(name="Gift", slug="gift")[0]


@cells([*COPY, *TERMS, *PARTS])
def test_fields(role, action, desk):
    check_cell(role, action, desk)


@pytest.mark.parametrize("role", sorted(EDITORS))
@pytest.mark.parametrize("page", ["product", "bundle"])
def test_a_hidden_field_does_not_prevent_saving_the_content(role, page, desk):
    save(client_as(role), desk, page=page, posted={})
    assert latest(getattr(desk, page)).title == RETITLED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", ["product", "bundle", "products"])
def test_the_form_shows_selling_terms_only_with_permission(role, page, desk):
    what = getattr(desk, page)
    response = client_as(role).get(edit_address(what))
    assert (response.status_code == 200) is (role in EDITORS)
    if role in EDITORS:
        names = {'name="slug"', 'name="price_pence"', 'name="parts-TOTAL_FORMS"'}
        shown = {name for name in names if name in response.content.decode()}
        assert bool(shown) is (role in SELLERS)


@pytest.fixture
def without_price():
    """A product that was saved as a draft before it had a price."""
    page = a_product(live=False)
    page.price_pence = None
    page.save(update_fields=["price_pence"])
    page.save_revision(clean=False)
    return page


def test_marketing_cannot_set_a_missing_price(without_price):
    fields = form_of(without_price, price_pence="0.01")
    client_as(MARKETING).post(edit_address(without_price), fields)
    assert latest(without_price).price_pence is None


def test_marketing_sees_which_fields_are_missing_before_submitting(without_price):
    fields = form_of(without_price, **{"action-submit": "1"})
    response = client_as(MARKETING).post(edit_address(without_price), fields)
    assert "A catalogue editor must correct this first. price" in response.content.decode()
    assert not without_price.workflow_in_progress
