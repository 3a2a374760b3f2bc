"""Data exports: built by the worker, for their owner only, for a week."""

import json
import os
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.consent.records import record_choice
from accounts.models import ConsentKind, DataDownload
from accounts.models.data_download import private_downloads
from accounts.privacy.export_builder import build_file
from accounts.privacy.exports import delete_expired_downloads, resume_downloads
from tests.builders import a_cart, a_customer, a_product, a_user, a_visitor

pytestmark = pytest.mark.django_db

ASK, PAGE = "/users/profile/data/ask/", "/users/profile/data/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ask(committed, run_tasks):
    """Ask for a copy, and let the worker make it."""

    def made_for(customer) -> DataDownload:
        with committed():
            a_visitor(customer).post(ASK)
        run_tasks()
        return DataDownload.objects.filter(user=customer).first()

    return made_for


def unpacked(content: bytes) -> tuple[dict, str]:
    with ZipFile(BytesIO(content)) as file:
        texts = {name: file.read(name).decode() for name in file.namelist()}
    assert list(texts) == ["autovise-my-data.json", "autovise-my-data.html"]
    return json.loads(texts["autovise-my-data.json"]), texts["autovise-my-data.html"]


def content_of(visitor, download) -> bytes:
    return b"".join(visitor.get(f"{PAGE}{download.pk}/").streaming_content)


def test_the_worker_builds_the_export_and_sends_a_mail(committed, run_tasks):
    customer = a_customer("sam@example.com")
    visitor = a_visitor(customer)
    with committed():
        response = visitor.post(ASK)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert not private_downloads().exists("") or not private_downloads().listdir("")[1]
    assert mail.outbox == []
    assert "in progress" in visitor.get(PAGE).text

    assert run_tasks() == ["build_download"]
    [message] = mail.outbox
    assert (message.to, message.subject) == (["sam@example.com"], "Your data is ready")
    assert "http://testserver/users/profile/data/" in message.body
    download = DataDownload.objects.get()
    assert f"{PAGE}{download.pk}/" in visitor.get(PAGE).text


def test_the_export_has_the_data_as_json_and_html(ask):
    customer = a_customer("sam@example.com")
    customer.first_name = "Sam <b>"
    customer.save()
    wax = a_product(1299, title="Wax & Co")
    a_cart((wax, 2), user=customer)
    record_choice(user=customer, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/here/")
    facts, page = unpacked(content_of(a_visitor(customer), ask(customer)))
    assert facts["Account"][0]["email"] == "sam@example.com"
    assert facts["Account"][0]["first_name"] == "Sam <b>"
    assert facts["Email addresses"] == [
        {"email": "sam@example.com", "verified": True, "primary": True}
    ]
    assert facts["Profile"] == [
        {
            "is_first_time_buyer": True,
            "phone": "",
            "keeps_addresses": False,
            "wants_dispatch_mail": True,
        }
    ]
    assert facts["Cart"][0]["lines"][0]["price_shown_pence"] == 1299
    assert [(row["kind"], row["page"]) for row in facts["Consents"]] == [
        ("Reminders of a cart", "/here/")
    ]
    assert "Sam &lt;b&gt;" in page
    assert "Sam <b>" not in page
    assert "Wax &amp; Co" in page
    assert "£12.99" in page
    for title in facts:
        assert f"<h2>{title}</h2>" in page


def test_an_export_contains_no_data_of_other_users(ask):
    other = a_customer("kim@example.com")
    a_cart(a_product(title="Kim's secret"), user=other)
    record_choice(user=other, kind=ConsentKind.CART_REMINDERS, is_given=True, page="/kim/")
    customer = a_customer("sam@example.com")
    content = content_of(a_visitor(customer), ask(customer))
    facts, page = unpacked(content)
    assert "kim" not in json.dumps(facts).lower()
    assert "kim" not in page.lower()


def test_its_owner_downloads_it_and_the_response_is_not_cached(ask):
    customer = a_customer()
    response = a_visitor(customer).get(f"{PAGE}{ask(customer).pk}/")
    today = timezone.localdate()
    assert response["Content-Disposition"] == (
        f'attachment; filename="autovise-my-data-{today:%Y-%m-%d}.zip"'
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("who", ["another customer", "staff", "the shop's owner"])
def test_other_users_get_a_404(ask, owner, who):
    others = {
        "another customer": a_customer(),
        "staff": a_user(is_staff=True),
        "the shop's owner": owner,
    }
    download = ask(a_customer())
    assert a_visitor(others[who]).get(f"{PAGE}{download.pk}/").status_code == 404
    assert f"{PAGE}{download.pk}/" not in a_visitor(others[who]).get(PAGE).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_anonymous_visitor_is_redirected_to_the_log_in(ask, method):
    download = ask(a_customer())
    for path in (PAGE, ASK, f"{PAGE}{download.pk}/"):
        response = getattr(a_visitor(), method)(path)
        assert (response.status_code, response["Location"]) == (
            302,
            f"/accounts/login/?next={path}",
        )
    assert DataDownload.objects.count() == 1


def test_its_file_is_stored_outside_media_root(ask, settings):
    download = ask(a_customer())
    stored = settings.DATA_DIR / "downloads" / download.file.name
    assert stored.stat().st_mode & 0o777 == 0o600
    assert settings.MEDIA_ROOT not in stored.parents
    with pytest.raises(ValueError, match="no URL"):
        _ = download.file.url


def test_a_get_requests_no_export():
    assert a_visitor(a_customer()).get(ASK).status_code == 405
    assert not DataDownload.objects.exists()


def test_two_requests_create_one_export(committed, run_tasks):
    visitor = a_visitor(a_customer())
    with committed():
        visitor.post(ASK)
        response = visitor.post(ASK, follow=True)
    assert "already being prepared" in response.text
    assert run_tasks() == ["build_download"]
    assert DataDownload.objects.count() == 1


def test_the_sixth_export_of_a_day_is_refused(ask):
    customer = a_customer()
    for _ in range(5):
        ask(customer)
    response = a_visitor(customer).post(ASK, follow=True)
    assert "several copies today" in response.text
    assert DataDownload.objects.count() == 5


def test_the_task_stores_a_primary_key_and_no_name(committed):
    customer = a_customer("sam@example.com")
    with committed():
        a_visitor(customer).post(ASK)
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [DataDownload.objects.get().pk], "kwargs": {}}


def test_two_workers_make_one_file_and_one_mail(ask, run_tasks):
    download = ask(a_customer())
    assert build_file(download.pk) is None
    assert len(mail.outbox) == 1
    assert len(private_downloads().listdir("")[1]) == 1


def test_the_clock_resumes_a_lost_export():
    download = DataDownload.objects.create(user=a_customer())
    resume_downloads()
    assert mail.outbox == []
    ago = timezone.now() - timedelta(minutes=11)
    DataDownload.objects.update(asked_at=ago, begun_at=ago)
    resume_downloads()
    download.refresh_from_db()
    assert download.made_at
    assert len(mail.outbox) == 1


def test_row_and_file_are_deleted_after_a_week(ask):
    customer = a_customer()
    download = ask(customer)
    delete_expired_downloads()
    assert DataDownload.objects.count() == 1
    DataDownload.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    delete_expired_downloads()
    assert not DataDownload.objects.exists()
    assert private_downloads().listdir("")[1] == []
    assert a_visitor(customer).get(f"{PAGE}{download.pk}/").status_code == 404


def test_an_orphaned_file_is_deleted_after_a_day_and_one_in_use_is_kept(ask):
    download = ask(a_customer())
    storage = private_downloads()
    orphan = storage.save("orphan.zip", ContentFile(b"somebody's data"))
    delete_expired_downloads()
    assert storage.exists(orphan), "its row may be on its way"
    two_days_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for name in storage.listdir("")[1]:
        os.utime(storage.path(name), (two_days_ago, two_days_ago))
    delete_expired_downloads()
    assert storage.listdir("")[1] == [download.file.name]
