"""Admin pages to pack and dispatch: pick list, slips, and the list of tracking numbers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkout.models import Carrier, Dispatch
from checkout.orders.requests import create_request
from tests.builders import a_product
from tests.checkout.desk.builders import copies_of

pytestmark = pytest.mark.django_db

PAGE, PICKS, SLIPS = (
    "/admin/orders/dispatch/",
    "/admin/orders/pick-list/",
    "/admin/orders/packing-slips/",
)


@pytest.fixture
def carrier():
    return Carrier.objects.create(name="Royal Mail", link_pattern="https://track.example/{number}")


def test_a_pasted_list_is_dispatched_and_what_was_refused_stays_in_the_form(desk, paid, carrier):
    order = paid()
    pasted = f"{order.number}\tRM1\r\nAV-NOWHERE\tRM2"
    answer = desk.post(PAGE, {"carrier": carrier.pk, "pasted": pasted})
    assert answer.status_code == 200
    assert "1 dispatched, 1 refused" in answer.text
    assert "There is no order with this number." in answer.text
    assert answer.context["list_form"]["pasted"].value() == "AV-NOWHERE;RM2"
    assert Dispatch.objects.get().tracking_url == "https://track.example/RM1"


def test_a_file_is_dispatched(desk, paid, carrier):
    order = paid()
    file = SimpleUploadedFile("list.csv", f"number,tracking\n{order.number},RM1\n".encode("utf-16"))
    desk.post(PAGE, {"carrier": carrier.pk, "file": file})
    assert Dispatch.objects.get().tracking_number == "RM1"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [({"pasted": ""}, "The list is empty."), ({"pasted": "x;1", "carrier": "0"}, "valid choice")],
)
def test_an_invalid_form_dispatches_nothing(desk, paid, carrier, fields, problem):
    paid()
    answer = desk.post(PAGE, {"carrier": carrier.pk} | fields)
    assert answer.status_code == 400
    assert problem in answer.text
    assert Dispatch.objects.count() == 0


def test_the_carrier_of_the_last_dispatch_is_chosen(desk, paid, carrier):
    other = Carrier.objects.create(name="Van")
    desk.post(PAGE, {"carrier": other.pk, "pasted": f"{paid().number};V1"})
    assert desk.get(PAGE).context["form"]["carrier"].value() == other.pk


def test_each_order_to_pack_has_a_field_the_oldest_first(desk, paid, carrier):
    first, second = paid((a_product(), 3)), paid()
    page = desk.get(PAGE)
    assert page.context["form"].orders == [first, second]
    assert f'name="tracking-{first.pk}"' in page.text
    assert "3 units" in page.text
    assert not page.context["is_list_open"]


def test_the_page_has_a_fixed_number_of_queries(desk, paid, carrier, django_assert_num_queries):
    paid()
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    paid(), paid()
    with django_assert_num_queries(len(few)):
        page = desk.get(PAGE)
    assert len(page.context["form"].orders) == 3


def test_orders_with_a_tracking_number_are_dispatched_and_the_others_stay(desk, paid, carrier):
    first, second = paid(), paid()
    numbers = {f"tracking-{first.pk}": " RM1 ", f"tracking-{second.pk}": ""}
    answer = desk.post(PAGE, {"carrier": carrier.pk} | numbers)
    assert "1 dispatched" in answer.text
    assert "Line" not in answer.text
    dispatch = Dispatch.objects.get()
    assert (dispatch.order, dispatch.tracking_number) == (first, "RM1")
    assert answer.context["form"].orders == [second]


def test_a_refused_tracking_number_stays_in_its_field(desk, paid, carrier):
    first, second = paid(), paid()
    long = "1" * 61
    numbers = {f"tracking-{first.pk}": long, f"tracking-{second.pk}": "RM2"}
    answer = desk.post(PAGE, {"carrier": carrier.pk} | numbers)
    assert "1 dispatched, 1 refused" in answer.text
    assert answer.context["form"][f"tracking-{first.pk}"].value() == long
    assert [each.order for each in Dispatch.objects.all()] == [second]


@pytest.mark.parametrize("name", ["tracking-{pk}", "tracking-0", "tracking-x", f"tracking-{9**99}"])
def test_without_a_tracking_number_of_an_order_nothing_is_dispatched(desk, paid, carrier, name):
    tracking = "" if "pk" in name else "RM1"
    answer = desk.post(PAGE, {"carrier": carrier.pk, name.format(pk=paid().pk): tracking})
    assert answer.status_code == 400
    assert "Enter the tracking number of at least one order." in answer.text
    assert Dispatch.objects.count() == 0


def test_chosen_orders_alone_have_a_field(desk, paid, carrier):
    first, second, _ = paid(), paid(), paid()
    page = desk.get(f"{PAGE}?id={second.pk}&id={first.pk}")
    assert page.context["form"].orders == [first, second]


def test_chosen_orders_that_cannot_be_dispatched_are_named_instead(desk, paid, carrier):
    due, asked = paid(), paid()
    create_request(order=asked, kind="cancellation", reason="Changed my mind")
    page = desk.get(f"{PAGE}?id={due.pk}&id={asked.pk}")
    reason = "The buyer has requested a cancellation: answer it first."
    assert page.context["form"].orders == [due]
    assert page.context["refused"] == [(asked, reason)]
    assert reason in page.text


@pytest.mark.parametrize("page", [PAGE, PICKS])
@pytest.mark.parametrize("key", ["9" * 30, "x", "²", "-1"])
def test_what_is_not_a_key_names_no_order(desk, paid, carrier, page, key):
    due = paid()
    answer = desk.get(f"{page}?id={due.pk}&id={key}")
    assert answer.status_code == 200
    assert due.number in answer.text


def test_a_pick_list_that_was_cut_says_so_also_if_orders_were_refused(desk, paid):
    due = paid()
    chosen = [due, *copies_of(due, 200)]
    page = desk.get(f"{PICKS}?{'&'.join(f'id={order.pk}' for order in chosen)}")
    assert len(page.context["refused"]) == 199
    assert page.context["orders"] == [due]
    assert "the oldest; pack these first" in page.text


def test_without_carriers_the_page_leads_to_their_form(desk):
    assert "/admin/snippets/checkout/carrier/add/" in desk.get(PAGE).text


def test_the_pick_list_shows_all_orders_to_pack(desk, paid):
    wax = a_product(title="Wax", sku="AUT-WX-921")
    first, asked = paid((wax, 2)), paid()
    second = paid(wax)
    create_request(order=asked, kind="cancellation", reason="Changed my mind")
    page = desk.get(PICKS)
    assert [(pick.sku, pick.pieces) for pick in page.context["picks"]] == [("AUT-WX-921", 3)]
    assert page.context["orders"] == [first, second]
    assert desk.get(PAGE).context["to_pack"] == 2


def test_chosen_orders_that_are_not_to_be_packed_are_named(desk, paid, under_review):
    due, reviewed = paid(), under_review()
    page = desk.get(f"{PICKS}?id={due.pk}&id={reviewed.pk}")
    assert page.context["orders"] == [due]
    assert page.context["refused"] == [
        (reviewed, "Its payment is under review: accept or refuse it first.")
    ]


def test_the_slips_are_one_pdf(desk, paid):
    paid()
    answer = desk.get(SLIPS)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_without_orders_there_are_no_slips(desk, under_review):
    assert desk.get(f"{SLIPS}?id={under_review().pk}").status_code == 404
