"""Saved items of customers and guests: changes by POST only; items no longer for sale stay."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import Stock
from checkout.cart.saved_lists import MAX_SAVED
from checkout.models import Cart, CartLine, SavedItem
from tests.builders import a_bundle, a_customer, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

FROM_OUR_PAGES = {"Sec-Fetch-Site": "same-origin"}
POSTED_TO = ["/saved/add/", "/saved/remove/", "/saved/buy/", "/cart/save/"]


def a_browser(user=None) -> Client:
    browser = Client(headers=FROM_OUR_PAGES)
    if user:
        browser.force_login(user)
    return browser


@pytest.fixture(params=["a guest", "a customer"])
def browser(request, shopper):
    """Browser of a guest or a customer, who see the same."""
    return a_browser(shopper if request.param == "a customer" else None)


def save(browser, page):
    return browser.post("/saved/add/", {"sku": page.sku}, follow=True)


def cart_of(browser) -> dict[str, int]:
    return {line.sku: line.quantity for line in browser.get("/cart/").context["summary"].lines}


def saved(browser) -> dict[str, int]:
    return {item.sku: item.quantity for item in browser.get("/saved/").context["items"]}


def test_products_and_bundles_are_saved_once_newest_first(browser):
    wax, bundle = a_product(1299, title="Wax"), a_bundle(title="First Wash")
    assert "“Wax” is saved." in save(browser, wax).text
    save(browser, bundle)
    response = save(browser, wax)
    assert response.redirect_chain == [("/saved/", 302)]
    assert saved(browser) == {bundle.sku: 1, wax.sku: 1}
    assert [item.title for item in response.context["items"]] == ["First Wash", "Wax"]
    assert "£12.99" in response.text
    assert "£26.99" in response.text


def test_the_heart_button_is_on_products_bundles_and_cards_without_a_token():
    wax, bundle = a_product(), a_bundle()
    for address in (wax.url, bundle.url, "/products/", "/bundles/"):
        text = a_visitor().get(address).text
        assert 'action="/saved/add/"' in text
        assert "csrf" not in text


def test_a_get_changes_nothing(browser):
    wax, cloth = a_product(), a_product()
    save(browser, wax)
    browser.post("/cart/add/", {"sku": cloth.sku, "quantity": 1})
    for address in POSTED_TO:
        for page in (wax, cloth):
            assert browser.get(address, {"sku": page.sku}).status_code == 405
    assert saved(browser) == {wax.sku: 1}
    assert cart_of(browser) == {cloth.sku: 1}


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://e.vil"}])
@pytest.mark.parametrize("address", POSTED_TO)
def test_a_cross_origin_post_is_refused(shopper, headers, address):
    wax = a_product()
    SavedItem.objects.create(
        user=shopper, sku_id=wax.sku, title_shown="Wax", price_shown_pence=1299
    )
    before = SavedItem.objects.values().get()
    forged = Client(headers=headers)
    forged.force_login(shopper)
    assert forged.post(address, {"sku": wax.sku}).status_code == 403
    assert SavedItem.objects.values().get() == before
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("sku", ["AUT-XX-999", "", "x" * 41, "AUT\x00"])
def test_an_unknown_sku_is_not_saved(browser, sku):
    assert browser.post("/saved/add/", {"sku": sku}).status_code == 404
    assert saved(browser) == {}


def test_items_not_for_sale_are_not_saved(browser):
    assert browser.post("/saved/add/", {"sku": a_product(live=False).sku}).status_code == 404
    assert saved(browser) == {}


def test_a_cart_line_moves_to_the_list_with_its_quantity_and_back(browser):
    wax, cloth = a_product(), a_product()
    browser.post("/cart/add/", {"sku": wax.sku, "quantity": 3})
    browser.post("/cart/add/", {"sku": cloth.sku, "quantity": 1})
    response = browser.post("/cart/save/", {"sku": wax.sku}, follow=True)
    assert response.redirect_chain == [("/cart/", 302)]
    assert "is saved for later." in response.text
    assert (cart_of(browser), saved(browser)) == ({cloth.sku: 1}, {wax.sku: 3})
    response = browser.post("/saved/buy/", {"sku": wax.sku}, follow=True)
    assert "is in your cart." in response.text
    assert (cart_of(browser), saved(browser)) == ({cloth.sku: 1, wax.sku: 3}, {})


def test_a_line_that_is_not_in_the_cart_or_list_moves_nothing(browser):
    wax = a_product()
    browser.post("/cart/save/", {"sku": wax.sku})
    browser.post("/saved/buy/", {"sku": wax.sku})
    response = browser.post("/saved/remove/", {"sku": wax.sku}, follow=True)
    assert "This item is no longer on your list." in response.text
    assert (cart_of(browser), saved(browser)) == ({}, {})


def test_a_removed_item_is_not_on_the_list(browser):
    wax, cloth = a_product(), a_product()
    save(browser, wax)
    save(browser, cloth)
    browser.post("/saved/remove/", {"sku": wax.sku})
    assert saved(browser) == {cloth.sku: 1}


def test_the_list_shows_price_changes(browser):
    dearer, cheaper, same = a_product(1000), a_product(1000), a_product(1000)
    for page in (dearer, cheaper, same):
        save(browser, page)
    for page, pence in ((dearer, 1200), (cheaper, 800)):
        page.price_pence = pence
        page.save_revision().publish()
    text = browser.get("/saved/").text
    assert text.count("The price has gone up: it was £10.00 when you saved it.") == 1
    assert text.count("The price has gone down: it was £10.00 when you saved it.") == 1
    for price in ("£12.00", "£8.00"):
        assert price in text


def test_items_no_longer_for_sale_stay_on_the_list(browser):
    wax, mat = a_product(title="Wax"), a_product(title="Mat")
    save(browser, wax)
    save(browser, mat)
    sku = wax.sku
    wax.delete()
    mat.unpublish()
    text = browser.get("/saved/").text
    assert "Wax" in text
    assert text.count("This item is no longer for sale.") == 2
    assert 'action="/saved/buy/"' not in text
    response = browser.post("/saved/buy/", {"sku": sku}, follow=True)
    assert "It stays on your list." in response.text
    assert set(saved(browser)) == {sku, mat.sku}
    assert cart_of(browser) == {}


def test_items_out_of_stock_stay_on_the_list(browser):
    wax = a_product(title="Wax")
    save(browser, wax)
    Stock.objects.update(on_hand=0)
    assert 'action="/saved/buy/"' not in browser.get("/saved/").text
    response = browser.post("/saved/buy/", {"sku": wax.sku}, follow=True)
    assert "“Wax” is out of stock." in response.text
    assert saved(browser) == {wax.sku: 1}


def test_moving_to_the_cart_is_capped_at_the_stock_with_a_message(browser):
    wax = a_product(stock=5)
    browser.post("/cart/add/", {"sku": wax.sku, "quantity": 5})
    browser.post("/cart/save/", {"sku": wax.sku})
    Stock.objects.update(on_hand=2)
    response = browser.post("/saved/buy/", {"sku": wax.sku}, follow=True)
    assert f"Only 2 of “{wax.title}” are available; we added them all." in response.text
    assert (cart_of(browser), saved(browser)) == ({wax.sku: 2}, {})


@pytest.mark.slow
def test_a_full_list_refuses_an_item_and_keeps_the_cart(shopper):
    browser, wax = a_browser(shopper), a_product()
    for _ in range(MAX_SAVED):
        full_of = a_product(stock=0)
        SavedItem.objects.create(
            user=shopper, sku_id=full_of.sku, title_shown="x", price_shown_pence=1
        )
    browser.post("/cart/add/", {"sku": wax.sku, "quantity": 1})
    assert "holds up to 100 items" in save(browser, wax).text
    browser.post("/cart/save/", {"sku": wax.sku})
    assert cart_of(browser) == {wax.sku: 1}
    assert SavedItem.objects.count() == MAX_SAVED


def test_a_guest_s_list_is_added_to_the_account_s_at_log_in(shopper):
    wax, cloth = a_product(1299), a_product(500)
    SavedItem.objects.create(
        user=shopper, sku_id=wax.sku, quantity=4, title_shown="Wax", price_shown_pence=999
    )
    browser = a_browser()
    save(browser, wax)
    save(browser, cloth)
    browser.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    assert saved(browser) == {cloth.sku: 1, wax.sku: 4}
    assert SavedItem.objects.get(sku=wax.sku).price_shown_pence == 999
    assert "saved" not in browser.session


def test_every_visitor_has_a_separate_list(shopper):
    wax, mat = a_product(), a_product()
    mine = a_browser(shopper)
    save(mine, wax)
    strangers = [a_browser(), a_browser(a_customer()), a_browser(a_user(is_staff=True))]
    for stranger in strangers:
        for address in POSTED_TO[1:]:
            stranger.post(address, {"sku": wax.sku})
        save(stranger, mat)
        assert saved(stranger) == {mat.sku: 1}
    assert saved(mine) == {wax.sku: 1}
    assert not CartLine.objects.exists()


def test_the_list_is_not_cached(browser):
    assert "no-store" in browser.get("/saved/")["Cache-Control"]


def test_the_list_makes_a_fixed_number_of_queries(browser, django_assert_max_num_queries):
    for _ in range(8):
        save(browser, a_product())
    save(browser, a_bundle())
    browser.get("/saved/")
    with django_assert_max_num_queries(12):
        assert len(browser.get("/saved/").context["items"]) == 9


def test_the_database_refuses_a_duplicate_saved_item(shopper):
    wax = a_product()
    values = {"user": shopper, "sku_id": wax.sku, "title_shown": "Wax", "price_shown_pence": 1}
    SavedItem.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedItem.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedItem.objects.create(**values | {"user": a_customer(), "quantity": 0})


def test_the_list_is_deleted_with_the_account(shopper):
    save(a_browser(shopper), a_product())
    shopper.delete()
    assert not SavedItem.objects.exists()
    assert not Cart.objects.exists()


def test_a_guest_s_list_keeps_its_order_in_the_account(shopper):
    first, second, third, own = (a_product() for _ in range(4))
    SavedItem.objects.create(
        user=shopper, sku_id=own.sku, quantity=1, title_shown="Own", price_shown_pence=1299
    )
    browser = a_browser()
    for page in (first, second, third):
        save(browser, page)
    assert list(saved(browser)) == [third.sku, second.sku, first.sku]
    browser.post("/accounts/login/", {"login": shopper.email, "password": "correct horse"})
    assert list(saved(browser)) == [third.sku, second.sku, first.sku, own.sku]
