"""Deliveries and counts of many SKUs: a report for each row, and each form booked once."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.models import Stock, StockEntry, StockMove
from catalog.models.stock import hold_stock, sell_held_stock
from tests.builders import a_member, a_product, a_visitor

pytestmark = pytest.mark.django_db

DELIVERY, COUNTS = "book_delivery", "enter_counts"


@pytest.fixture
def editor(db):
    return a_visitor(a_member("Catalog Editors"))


def send(visitor, name: str, rows: str = "", **fields):
    address = reverse(name)
    return visitor.post(address, opened(visitor, address) | {"rows": rows} | fields, follow=True)


def opened(visitor, address: str) -> dict[str, str]:
    """The hidden fields of a form that was opened."""
    form = visitor.get(address).context["form"]
    return {field.name: str(field.value()) for field in form.hidden_fields()}


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def on_hand(*pages) -> list[int]:
    return [Stock.objects.get(pk=page.sku).on_hand for page in pages]


def moves() -> list[tuple]:
    booked = StockMove.objects.exclude(entry=None).order_by("sku")
    return list(booked.values_list("sku", "pieces", "reason", "reference", "on_hand_after"))


def refused(answer) -> list[tuple[int, str]]:
    return [(line, reason) for line, _, reason in answer.context["entry"].refusals]


def test_a_delivery_is_booked_with_its_reference_and_author(editor):
    wax, mitt = a_product(sku="A-1", stock=5), a_product(sku="B-2", stock=0)
    answer = send(editor, DELIVERY, "A-1;12\nB-2;3", reference="DN 77")
    assert on_hand(wax, mitt) == [17, 3]
    assert moves() == [("A-1", 12, "delivery", "DN 77", 17), ("B-2", 3, "delivery", "DN 77", 3)]
    assert {move.moved_by for move in StockMove.objects.exclude(entry=None)} == {
        answer.wsgi_request.user
    }
    assert "Delivery booked: 2 products." in text_of(answer)
    assert "Delivery DN 77" in text_of(answer)


def test_a_delivery_without_a_reference_is_named_by_its_number(editor):
    a_product(sku="A-1", stock=5)
    send(editor, DELIVERY, "A-1;1")
    assert moves()[0][3] == f"delivery {StockEntry.objects.get().pk}"


def test_rows_of_the_same_sku_add_up(editor):
    wax = a_product(sku="A-1", stock=5)
    send(editor, DELIVERY, "A-1;2\na-1;3", reference="DN")
    assert on_hand(wax) == [10]
    assert moves() == [("A-1", 5, "delivery", "DN", 10)]


def test_a_bad_row_of_a_delivery_stops_no_other_and_is_named(editor):
    wax = a_product(sku="A-1", stock=5)
    answer = send(editor, DELIVERY, "NO-SUCH;4\nA-1;0\nA-1;many\nA-1;6")
    assert on_hand(wax) == [11]
    assert refused(answer) == [
        (1, "There is no product with this SKU."),
        (2, "A delivery adds at least 1 piece."),
        (3, "“many” is not a whole number such as 1200."),
    ]
    assert "Not booked: 3" in text_of(answer)


def test_refused_rows_can_be_corrected(editor):
    a_product(sku="A-1", stock=5)
    answer = send(editor, DELIVERY, "A-2;4\nA-1;6", reference="DN 77")
    link = f"{reverse(DELIVERY)}?correct={answer.context['entry'].pk}"
    assert f'href="{link}"' in answer.text
    form = editor.get(link).context["form"]
    assert (form["rows"].value(), form["reference"].value()) == ("A-2;4", "DN 77")
    assert form["token"].value() != answer.context["entry"].token


def test_a_long_refused_row_is_shortened_where_it_is_shown_only(editor):
    row = f"{'A' * 80};many"
    answer = send(editor, DELIVERY, row)
    assert f'data-label="Row">{"A" * 60}…</td>' in answer.text
    link = f"{reverse(DELIVERY)}?correct={answer.context['entry'].pk}"
    assert editor.get(link).context["form"]["rows"].value() == row


@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_an_unknown_entry_to_correct_shows_an_empty_form(editor, key):
    assert not editor.get(f"{reverse(DELIVERY)}?correct={key}").context["form"]["rows"].value()


@pytest.mark.parametrize("name", [DELIVERY, COUNTS])
def test_the_same_form_sent_twice_is_booked_once(editor, name):
    wax = a_product(sku="A-1", stock=5)
    fields = opened(editor, reverse(name)) | {"rows": "A-1;12"}
    editor.post(reverse(name), fields)
    after_once = on_hand(wax)
    Stock.objects.filter(pk="A-1").update(on_hand=after_once[0] - 2)  # two were sold between
    again = editor.post(reverse(name), fields, follow=True)
    words = "Nothing was booked again. To book other rows, open the form again."
    assert f"This form was sent before. {words}" in text_of(again)
    assert on_hand(wax) == [after_once[0] - 2]
    assert len(moves()) == StockEntry.objects.count() == 1


def test_counts_are_booked_as_differences(editor):
    wax, mitt = a_product(sku="A-1", stock=5), a_product(sku="B-2", stock=3)
    answer = send(editor, COUNTS, "A-1;4\nB-2;3", reference="Shelf 4")
    assert on_hand(wax, mitt) == [4, 3]
    assert moves() == [("A-1", -1, "count", "Shelf 4", 4), ("B-2", 0, "count", "Shelf 4", 3)]
    assert "Counts booked: 2 products." in text_of(answer)


def test_what_was_sold_since_the_counts_is_subtracted_and_named(editor):
    wax, mitt = a_product(sku="A-1", stock=10), a_product(sku="B-2", stock=3)
    fields = opened(editor, reverse(COUNTS)) | {"rows": "A-1;10\nB-2;3"}
    hold_stock({"A-1": 3})
    sell_held_stock({"A-1": 3}, reference="AV-1")
    answer = editor.post(reverse(COUNTS), fields, follow=True)
    assert on_hand(wax, mitt) == [7, 3]
    assert moves() == [("A-1", 0, "count", moves()[0][3], 7), ("B-2", 0, "count", moves()[0][3], 3)]
    shown = [(move.counted, move.moved_since_count) for move in answer.context["items"]]
    assert shown == [(10, -3), (3, 0)]
    local = timezone.localtime(answer.context["entry"].counted_at)
    assert f"Counted at {local:%H:%M}, " in text_of(answer)
    assert '<td class="desk-number" data-label="Moved since">-3</td>' in answer.text


def test_rows_of_a_count_are_corrected_with_its_moment(editor):
    wax = a_product(sku="A-1", stock=10)
    entry = send(editor, COUNTS, "A-1;x").context["entry"]
    hold_stock({"A-1": 3})
    sell_held_stock({"A-1": 3}, reference="AV-1")
    form = editor.get(f"{reverse(COUNTS)}?correct={entry.pk}").context["form"]
    fields = {field.name: str(field.value()) for field in form.hidden_fields()}
    fields["counted_at"] = f"{timezone.localtime(entry.counted_at):%Y-%m-%d %H:%M}"
    assert f'value="{fields["counted_at"]}"' in str(form["counted_at"])
    editor.post(reverse(COUNTS), fields | {"rows": "A-1;10"})
    assert on_hand(wax) == [7]
    assert StockEntry.objects.latest("pk").counted_at == entry.counted_at


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({"counted_at": "2999-01-01 09:00"}, "This moment is in the future."),
        ({"opened_at": "2999-01-01T09:00:00+00:00"}, "This moment is in the future."),
        ({"counted_at": "nine"}, "Enter a valid date/time."),
        ({"opened_at": ""}, "Enter when the pieces were counted."),
    ],
)
def test_a_count_needs_a_moment_that_is_past(editor, moment, words):
    wax = a_product(sku="A-1", stock=5)
    assert words in text_of(send(editor, COUNTS, "A-1;1", **moment))
    assert on_hand(wax) == [5]
    assert StockEntry.objects.count() == 0


def test_counts_that_cannot_be_booked_are_named(editor):
    wax, mitt = a_product(sku="A-1", stock=5), a_product(sku="B-2", stock=3)
    hold_stock({"A-1": 4})
    answer = send(editor, COUNTS, "A-1;1\nB-2;7\nNO-SUCH;1\nC-3;1\nC-3;2")
    assert on_hand(wax, mitt) == [5, 7]
    twice = "The SKU is in lines 4, 5: add them up."
    assert refused(answer) == [
        (
            1,
            "4 held for unpaid orders, more than were counted: 3 of them must be released "
            "before this count can be recorded. The owner can release unpaid orders on the page "
            "of this SKU.",
        ),
        (3, "There is no product with this SKU."),
        (4, twice),
        (5, twice),
    ]


def test_an_exported_list_with_counts_can_be_sent(editor):
    wax, mitt = a_product(sku="A-1", stock=5), a_product(sku="B-2", stock=3)
    exported = editor.get(f"{reverse('list_stock')}?ordering=sku&export=csv")
    lines = b"".join(exported.streaming_content).decode().splitlines()
    filled = "\r\n".join([lines[0], f"{lines[1]}8", *lines[2:]])
    file = SimpleUploadedFile("stock.csv", filled.encode(), content_type="text/csv")
    answer = send(editor, COUNTS, file=file)
    assert refused(answer) == []
    assert on_hand(wax, mitt) == [8, 3]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rows": ""}, "Paste rows, or choose a file: one of the two."),
        ({"rows": "A-1;1", "file": "A-1;1"}, "Paste rows, or choose a file: one of the two."),
        ({"file": "SKU;Title\nA-1;x"}, "The header has no column “Quantity” beside “SKU”."),
        ({"file": "AUT-CC-001;1\x00"}, "The file is not a text file."),
        ({"file": f"A-1;1\n{'A' * 1_000_001};1"}, "Line 2 is too long to be read."),
        ({"file": "x" * (5 * 1024**2 + 1)}, "The file has more than 5 MB. Split it."),
    ],
)
def test_a_form_that_cannot_be_read_shows_the_reason(editor, fields, words):
    wax = a_product(sku="A-1", stock=5)
    if "file" in fields:
        fields = fields | {"file": SimpleUploadedFile("rows.csv", fields["file"].encode())}
    assert words in text_of(send(editor, DELIVERY, **fields))
    assert on_hand(wax) == [5]
    assert StockEntry.objects.count() == 0


def test_the_booked_rows_take_a_fixed_number_of_queries(editor, django_assert_max_num_queries):
    rows = [f"{a_product(stock=1).sku};1" for _ in range(9)]
    entry = send(editor, DELIVERY, "\n".join(rows)).context["entry"]
    with django_assert_max_num_queries(16):
        shown = editor.get(reverse("show_stock_entry", args=[entry.pk]))
    assert len(shown.context["items"]) == 9
