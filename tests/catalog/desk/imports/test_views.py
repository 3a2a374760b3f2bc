"""Import views: upload, report of the check, “Write it”, and the list of past imports."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.desk.imports import forms as import_form
from catalog.models import CatalogueImport, ImportState, ProductPage, Stock
from catalog.uploads.lease import begin
from catalog.uploads.queue import accept
from catalog.uploads.work import check_upload, write_upload
from tests.builders import a_product, a_user, a_visitor
from tests.catalog.uploads.builders import (
    SHOPIFY,
    a_csv,
    a_row,
    a_zip,
    an_editor,
    an_upload,
    fresh,
    what_rows_name,
    work,
)

pytestmark = pytest.mark.django_db

LIST_QUERIES = 20
REPORT_QUERIES = 20


@pytest.fixture
def author():
    return an_editor(email="ed@autovise.example")


@pytest.fixture
def editor(author):
    return a_visitor(author)


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Run on_commit callbacks and the queued tasks."""

    def do(ask):
        with django_capture_on_commit_callbacks(execute=True):
            answer = ask()
        work()
        return answer

    return do


def form_fields(*rows, **fields) -> dict:
    what_rows_name()
    fields = {"format": "autovise", "outcome": "drafts"} | fields
    return {"file": a_csv(*(rows or [a_row(1)]))} | fields


def checked(author, *rows, **values) -> CatalogueImport:
    upload = an_upload(*rows, author=author, **values)
    check_upload(upload.pk)
    return fresh(upload)


def shown(visitor, upload) -> str:
    return page_text(visitor.get(f"/admin/catalogue/import/{upload.pk}/"))


def page_text(answer) -> str:
    """Return the text of the page's content without tags."""
    page = answer.content.decode().partition('id="main"')[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def write(visitor, upload, **fields):
    return visitor.post(reverse("write_import", args=[upload.pk]), fields, follow=True)


def test_an_uploaded_file_is_checked_and_written(editor, committing):
    sent = form_fields(a_row(1), a_row(2), pictures=a_zip("wax.png"))
    answer = committing(lambda: editor.post("/admin/catalogue/import/", sent))
    upload = CatalogueImport.objects.get()
    assert answer.url == f"/admin/catalogue/import/{upload.pk}/"
    assert "2 rows will be written as drafts." in shown(editor, upload)
    assert not ProductPage.objects.exists()
    committing(lambda: write(editor, upload))
    assert "2 rows written as drafts." in shown(editor, upload)
    assert ProductPage.objects.filter(live=False).count() == 2


def test_the_form_has_a_field_for_untracked_stock(editor, committing):
    row = SHOPIFY | {"Variant Inventory Qty": ""}
    sent = form_fields(row, format="shopify", untracked_stock="20", pictures=a_zip("wax.png"))
    committing(lambda: editor.post("/admin/catalogue/import/", sent))
    upload = CatalogueImport.objects.get()
    assert "stock 20, because the other shop does not count it 1 rows" in shown(editor, upload)
    committing(lambda: write(editor, upload))
    assert Stock.objects.get().on_hand == 20


def test_the_stock_field_is_refused_for_the_shop_s_own_files(editor):
    answer = editor.post("/admin/catalogue/import/", form_fields(untracked_stock="20"))
    assert "Autovise's own files contain the stock of each product." in page_text(answer)
    assert not CatalogueImport.objects.exists()


def test_the_report_equals_the_command_s(editor, author):
    upload = checked(
        author,
        SHOPIFY,
        SHOPIFY | {"Title": "—", "Handle": "b", "Variant SKU": "B"},
        format="shopify",
    )
    page = shown(editor, upload)
    assert "Rows 2 New 1 Changed 0 Unchanged 0 Refused 1 Left out 0" in page
    assert "Columns not read Their own" in page
    assert "New product type “Other”, category “Uncategorised”" in page
    assert "Line Product or bundle Reason 3 B title: A title needs a letter or a digit" in page


def test_a_changed_row_names_its_product_and_what_changes(editor, author):
    a_product(1299, sku="AUT-XX-001", title="Hard Wax 1").get_latest_revision().publish()
    upload = checked(author, a_row(1, price="9.99"))
    answer = editor.get(f"/admin/catalogue/import/{upload.pk}/")
    assert "<details open>" in answer.text
    assert "Hard Wax 1 AUT-XX-001 changes description Cleans glass" in page_text(answer)
    assert "tier Standard → Pro, price 12.99 → 9.99" in page_text(answer)


def test_a_sku_of_any_length_is_reported(editor, author):
    upload = checked(author, a_row(1, sku="A" * 900), a_row(2, sku="B: " * 300))
    page = shown(editor, upload)
    assert "Refused 2" in page
    assert "A" * 400 + "…" in page


def test_a_running_import_shows_its_progress_without_javascript(editor, author):
    upload = an_upload(author=author)
    begin(upload.pk, ImportState.UPLOADED)
    CatalogueImport.objects.filter(pk=upload.pk).update(rows_done=30, rows_total=120)
    answer = editor.get(reverse("show_import", args=[upload.pk]))
    page = answer.content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert '<progress id="import-rows" max="120" value="30">' in page
    assert "Being checked: 30 of 120 rows" in page_text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_a_finished_import_does_not_reload_the_page(editor, author):
    page = editor.get(reverse("show_import", args=[checked(author).pk])).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert 'data-import-progress="running"' not in page


def test_a_refused_file_shows_the_reason(editor, author):
    upload = checked(author, file=a_csv({"title": "Wax"}))
    assert "The file has no column sku. Nothing was written." in shown(editor, upload)


def test_refused_rows_of_own_files_are_skipped_only_on_request(editor, author):
    upload = checked(author, a_row(1), a_row(2, price="free"))
    assert "Write the valid rows, and leave out the refused ones" in shown(editor, upload)
    assert "Rows are refused, so nothing was written." in page_text(write(editor, upload))
    assert fresh(upload).state == ImportState.CHECKED
    write(editor, upload, skips_refused="on")
    assert fresh(upload).state == ImportState.ACCEPTED


def test_two_clicks_write_once(editor, author, committing):
    upload = checked(author)
    committing(lambda: [write(editor, upload), write(editor, upload)])
    assert (fresh(upload).state, fresh(upload).run) == (ImportState.WRITTEN, 1)
    assert "is not waiting to be written (any more)" in page_text(write(editor, upload))
    assert ProductPage.objects.count() == 1


def test_a_get_writes_nothing(editor, author):
    upload = checked(author)
    for name in ("write_import", "discard_import"):
        assert editor.get(reverse(name, args=[upload.pk])).status_code == 405
    assert fresh(upload).state == ImportState.CHECKED


def test_an_import_without_changes_cannot_be_written(editor, author):
    upload = checked(author, a_row(1, price="free"))
    page = shown(editor, upload)
    assert "There is nothing to write: no row is new or changed, and 1 refused." in page
    assert "Write it</button>" not in page


def test_a_written_import_links_to_the_pages(editor, author):
    upload = checked(author)
    accept(upload, skips_refused=False)
    write_upload(upload.pk)
    page = editor.get(reverse("show_import", args=[upload.pk])).content.decode()
    assert "/admin/products/?status=draft" in page


def test_another_editor_can_see_but_not_write_or_discard_an_import(author):
    upload, other = checked(author), a_visitor(an_editor())
    assert (
        "Only ed@autovise.example can write it, because it is written with their permissions."
        in shown(other, upload)
    )
    for name in ("write_import", "discard_import"):
        other.post(reverse(name, args=[upload.pk]))
    assert fresh(upload).state == ImportState.CHECKED


def test_the_owner_can_discard_but_not_write_another_user_s_import(author, owner):
    upload = checked(author)
    write(a_visitor(owner), upload)
    assert fresh(upload).state == ImportState.CHECKED
    a_visitor(owner).post(reverse("discard_import", args=[upload.pk]))
    assert fresh(upload).state == ImportState.DISCARDED


def test_a_discarded_import_shows_its_state(editor, author):
    upload = checked(author)
    answer = editor.post(reverse("discard_import", args=[upload.pk]), follow=True)
    assert "“new range.csv” was discarded. Nothing was written." in page_text(answer)
    assert "It was discarded." in shown(editor, upload)
    assert not fresh(upload).file


def test_publishing_is_offered_with_permission_only(author, editor):
    assert "published at once" in page_text(editor.get("/admin/catalogue/import/"))
    author.groups.get().page_permissions.filter(permission__codename="publish_page").delete()
    visitor = a_visitor(author)
    assert "published at once" not in page_text(visitor.get("/admin/catalogue/import/"))
    answer = visitor.post("/admin/catalogue/import/", form_fields(outcome="published"))
    assert "published is not one of the available choices" in page_text(answer)
    assert not CatalogueImport.objects.exists()


@pytest.mark.parametrize(
    ("field", "file", "words"),
    [
        ("file", SimpleUploadedFile("a.csv", b""), "The submitted file is empty."),
        ("file", a_zip("x.png"), "This is a spreadsheet or a zip."),
        ("pictures", SimpleUploadedFile("a.zip", b"PK nonsense"), "This is not a readable zip."),
    ],
)
def test_a_file_of_another_type_is_refused_by_the_form(editor, field, file, words):
    file.seek(0)
    answer = editor.post("/admin/catalogue/import/", form_fields(**{field: file}))
    assert words in page_text(answer)
    assert not CatalogueImport.objects.exists()


def test_the_form_requires_a_file_and_its_format(editor):
    answer = editor.post("/admin/catalogue/import/", {})
    assert {*answer.context["form"].errors} == {"file", "format", "outcome"}


def test_files_that_are_too_big_are_refused(editor, monkeypatch):
    monkeypatch.setattr(import_form, "MAX_BYTES_OF_CATALOGUE", 100)
    monkeypatch.setattr(import_form, "MAX_BYTES_OF_PICTURES", 120)
    answer = editor.post("/admin/catalogue/import/", form_fields(pictures=a_zip("x.png")))
    assert "; the maximum is 100\xa0bytes." in html.unescape(answer.content.decode())
    assert "; the maximum is 120\xa0bytes." in html.unescape(answer.content.decode())


def test_large_files_are_not_held_in_memory(editor):
    sent = form_fields(a_row(1, description="x" * 3_000_000), format="no")
    answer = editor.post("/admin/catalogue/import/", sent)
    assert answer.context["form"].files["file"].temporary_file_path()


def test_file_names_are_escaped(editor, author):
    name = "<b onclick=alert(1)>.csv"
    upload = checked(author, file=a_csv(a_row(1), name=name))
    CatalogueImport.objects.filter(pk=upload.pk).update(file_name=name)
    for address in ("/admin/catalogue/import/", f"/admin/catalogue/import/{upload.pk}/"):
        page = editor.get(address).content.decode()
        assert "<b onclick" not in page
        assert "&lt;b onclick=alert(1)&gt;.csv" in page


def test_past_imports_are_listed(editor, author):
    upload = checked(author, a_row(1), a_row(2, price="free"))
    page = page_text(editor.get("/admin/catalogue/import/"))
    when = upload.uploaded_at.strftime("%H:%M")
    assert "new range.csv Checked 1 0 1 drafts ed@autovise.example" in page
    assert when.split(":")[1] in page


def test_the_list_makes_a_fixed_number_of_queries(editor, django_assert_max_num_queries):
    for _ in range(4):
        checked(an_editor())
    with django_assert_max_num_queries(LIST_QUERIES):
        editor.get("/admin/catalogue/import/")


def test_a_report_makes_few_queries(editor, author, django_assert_max_num_queries):
    upload = checked(author, *(a_row(number, price="free") for number in range(1, 60)))
    with django_assert_max_num_queries(REPORT_QUERIES):
        editor.get(reverse("show_import", args=[upload.pk]))


def test_the_menu_has_the_item(editor):
    page = editor.get("/admin/").content.decode()
    assert '"/admin/catalogue/import/"' in page
    assert '"/admin/catalogue/export/"' in page


def test_the_menu_item_requires_permission():
    page = a_visitor(an_editor("Moderators")).get("/admin/").content.decode()
    assert "/admin/catalogue/" not in page


@pytest.mark.parametrize("address", ["import", "export"])
def test_staff_without_a_role_are_redirected(address):
    answer = a_visitor(a_user(is_staff=True)).get(f"/admin/catalogue/{address}/")
    assert answer.status_code == 302


def test_an_unchecked_import_shows_dashes_for_counts(editor, author):
    an_upload(author=author)
    page = page_text(editor.get("/admin/catalogue/import/"))
    assert "new range.csv Waiting to be checked – – – drafts ed@autovise.example" in page


def test_a_written_import_is_listed_with_its_written_rows(editor, author):
    upload = checked(author)
    CatalogueImport.objects.filter(pk=upload.pk).update(
        written_report={"counts": {"new": 7, "changed": 8, "refused": 9}}
    )
    assert "new range.csv Checked 7 8 9 drafts" in page_text(editor.get("/admin/catalogue/import/"))
