"""Live price and rules of a bundle in its form, for users who may change selling terms."""

import html

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalog.models import BundlePage, ProductBundle, ShopRules
from tests.builders import a_bundle, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

RULE_OF_THREE = "A bundle needs at least 3 different products; this one has {}."


@pytest.fixture
def admin(owner):
    return a_visitor(owner)


def ask(visitor, *parts, discount="", bundle_type="standard"):
    rows = [part if isinstance(part, tuple) else (part, "1") for part in parts]
    fields = {
        "bundle_type": bundle_type,
        "discount_percentage": discount,
        "product": [getattr(product, "pk", product) for product, _ in rows],
        "quantity": [quantity for _, quantity in rows],
    }
    return visitor.get(reverse("show_bundle_figures"), fields)


def panel(visitor, *parts, **fields) -> str:
    answer = ask(visitor, *parts, **fields)
    assert answer.status_code == 200
    return html.unescape(answer.json()["panel"])


def problems(visitor, *parts, **fields) -> list[str]:
    text = panel(visitor, *parts, **fields)
    return [line.split("</li>")[0] for line in text.split("<li>")[1:]]


def three(*pence) -> list:
    return [a_product(each, stock=9) for each in pence or (1000, 1250, 749)]


def test_sum_saving_price_and_stock_are_computed_from_the_form(admin):
    wax, foam, mitt = three()
    text = panel(admin, wax, (foam, "2"), mitt)
    for figure in ("<dd>£42.49</dd>", "£4.25 <small>10 %</small>", "<dd>£38.24</dd>", "<dd>4</dd>"):
        assert figure in text
    assert "For the values in the form now." in text
    assert not BundlePage.objects.exists()
    assert not ProductBundle.objects.exists()


@pytest.mark.parametrize(
    ("discount", "saving", "price"),
    [("0", "£0.00", "£29.99"), ("90", "£26.99", "£3.00"), ("25", "£7.50", "£22.49")],
)
def test_its_own_discount_is_used(admin, discount, saving, price):
    text = panel(admin, *three(), discount=discount)
    assert f"{saving} <small>{discount} %</small>" in text
    assert f"<dd>{price}</dd>" in text


def test_an_empty_discount_is_the_shop_s_current_bundle_saving(admin):
    rules = ShopRules.load()
    rules.bundle_saving_percent = 20
    rules.save()
    assert "£6.00 <small>20 %</small>" in panel(admin, *three())


@pytest.mark.parametrize("discount", ["91", "-1", "1.5", "ten"])
def test_an_invalid_discount_shows_an_error_and_no_price(admin, discount):
    parts = three()
    [text] = problems(admin, *parts, discount=discount)
    assert text.startswith("Discount: ")
    assert "£" not in panel(admin, *parts, discount=discount)


@pytest.mark.parametrize("quantity", ["0", "-2", "x", ""])
def test_an_invalid_quantity_shows_an_error(admin, quantity):
    wax, foam, mitt = three()
    [text] = problems(admin, (wax, quantity), foam, mitt)
    assert text.startswith(f"Quantity of “{wax.title}”: ")


def test_too_few_products_show_an_error(admin):
    wax, foam, _ = three()
    assert problems(admin) == [RULE_OF_THREE.format(0)]
    assert problems(admin, wax, foam) == [RULE_OF_THREE.format(2)]


def test_a_duplicate_product_shows_an_error(admin):
    wax, foam, mitt = three()
    assert problems(admin, wax, foam, mitt, wax) == [
        f"“{wax.title}” is in the bundle more than once. Increase its quantity instead."
    ]


def test_a_pro_bundle_without_a_pro_product_shows_a_problem(admin):
    parts, pro = three(), a_product(tier="pro")
    assert problems(admin, *parts, bundle_type="pro") == [
        "A Pro bundle needs at least one Pro product."
    ]
    assert problems(admin, *parts, pro, bundle_type="pro") == []


def test_the_error_names_a_part_that_is_not_for_sale(admin):
    wax, foam, mitt = three()
    wax.unpublish()
    assert problems(admin, wax, foam, mitt) == [
        f"“{wax.title}” is not on sale, so the bundle is not either."
    ]


def test_each_part_shows_its_tier_price_and_stock(admin):
    wax = a_product(1999, tier="pro", stock=7)
    values = html.unescape(ask(admin, wax).json()["parts"][str(wax.pk)])
    assert ">Pro</span> <strong>£19.99</strong> each, 7 free" in values


@pytest.mark.parametrize("key", ["", "0", "abc", "999999", "9" * 30, "²", "-1"])
def test_an_unknown_product_is_ignored(admin, key):
    answer = ask(admin, (key, "1"))
    assert answer.status_code == 200
    assert answer.json()["parts"] == {}


def test_titles_are_escaped(admin):
    mat = a_product(title="<b>Mat</b>")
    mat.unpublish()
    assert "<b>Mat" not in ask(admin, mat, mat).json()["panel"]


@pytest.mark.parametrize(
    ("role", "is_answered"),
    [("Catalog Editors", True), ("Marketing Editors", False), ("Moderators", False), ("", False)],
)
def test_it_requires_permission_to_change_selling_terms(role, is_answered):
    user = a_user()
    user.groups.set(Group.objects.filter(name=role))
    assert (ask(a_visitor(user), a_product()).status_code == 200) is is_answered


def test_it_writes_nothing(admin):
    assert admin.post(reverse("show_bundle_figures")).status_code == 405
    assert "no-store" in ask(admin)["Cache-Control"]


def test_it_makes_a_fixed_number_of_queries(admin, django_assert_max_num_queries):
    for count in (3, 9):
        parts = [a_product() for _ in range(count)]
        with django_assert_max_num_queries(8):
            ask(admin, *parts)


def form_of(visitor, page) -> str:
    answer = visitor.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return html.unescape(answer.content.decode())


def test_the_form_shows_tier_and_price_of_each_part_and_the_saved_figures(admin):
    bundle = a_bundle(a_product(1000, tier="pro", stock=9), a_product(1250), a_product(749))
    form = form_of(admin, bundle)
    assert ">Pro</span> <strong>£10.00</strong> each, 9 free" in form
    assert ">Standard</span> <strong>£12.50</strong> each, 50 free" in form
    assert "<dd>£26.99</dd>" in form
    assert "As the draft was last saved." in form
    assert form.count(f'data-bundle-figures="{reverse("show_bundle_figures")}"') == 2
    assert "autovise/js/bundle-figures.js" in form


def test_live_figures_require_permission_to_change_selling_terms():
    user = a_user()
    user.groups.add(Group.objects.get(name="Marketing Editors"))
    form = form_of(a_visitor(user), a_bundle())
    assert "<dd>£26.99</dd>" in form
    assert "data-bundle-figures=" not in form


def test_a_new_bundle_has_the_panel(admin):
    index = a_bundle().get_parent()
    address = reverse("wagtailadmin_pages:add", args=["catalog", "bundlepage", index.pk])
    assert RULE_OF_THREE.format(0) in html.unescape(admin.get(address).content.decode())
