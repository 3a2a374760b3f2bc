"""Changes of pages reach the engine by the worker; no save waits for it or fails with it."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from opensearchpy.exceptions import OpenSearchException
from wagtail.models import Page

from catalog.imports.runner import Import, ImportOptions
from catalog.models import EngineUpdate, ProductPage
from catalog.models.engine_update import REBUILD
from catalog.search.bulk_index import indexed_together
from catalog.search.engine import backend, updates
from catalog.search.engine.access import EngineFailed
from catalog.search.engine.updates import queue_updates, update_engine, update_waiting_pages
from jobs.models import FailedJob
from jobs.queues import Queue
from jobs.tasks import MAX_TRIES, TaskServiceUnavailable
from sitewide.generation import read_generation
from tests.builders import a_bundle, a_category, a_product, a_type, change
from tests.catalog.imports.bulk.builders import PLAIN
from tests.catalog.imports.formats.files import write
from tests.catalog.search.engine.conftest import name_in
from tests.catalog.search.engine.opensearch import Refused, running

pytestmark = pytest.mark.django_db


def queued() -> list[list[int]]:
    """The keys of pages of each queued task."""
    tasks = DBTaskResult.objects.ready().filter(queue_name=Queue.SEARCH)
    return [task.args_kwargs["args"][0] for task in tasks.order_by("enqueued_at")]


def outdated() -> set[int]:
    return set(EngineUpdate.objects.values_list("pk", flat=True))


@pytest.fixture
def wax():
    return a_product(title="Wax")


def test_a_saved_page_is_written_by_the_worker(wax, running_engine, run_tasks):
    change(wax, title="Hard Wax")
    assert queued() == [[wax.pk]]
    assert running_engine.requests == []
    run_tasks()
    assert running_engine.titles() == {"Hard Wax"}
    assert outdated() == set()


def test_a_published_page_is_written(running_engine, run_tasks):
    draft = a_product(title="Wax", live=False)
    assert queued() == []
    draft.save_revision().publish()
    assert queued() == [[draft.pk]]
    run_tasks()
    assert running_engine.titles() == {"Wax"}


def test_a_draft_of_a_live_page_is_not_written(wax, running_engine):
    wax.title = "Hard Wax"
    wax.save_revision()
    assert queued() == []


def test_a_draft_that_is_new_is_not_written(running_engine):
    wax = a_product(title="Wax")
    wax.sku_of_copy = "WAX-COPY"
    assert not wax.copy(update_attrs={"slug": "copy"}, keep_live=False).live
    assert queued() == []


@pytest.mark.parametrize("remove", [ProductPage.unpublish, ProductPage.delete])
def test_a_page_that_is_taken_down_is_removed(remove, wax, running_engine, run_tasks):
    pk = wax.pk
    assert running_engine.titles() == {"Wax"}
    remove(ProductPage.objects.get(pk=pk))
    assert queued() == [[pk]]
    run_tasks()
    assert running_engine.titles() == set()
    assert outdated() == set()


def test_pages_that_are_deleted_with_their_parent_are_removed(wax, running_engine, run_tasks):
    Page.objects.get(pk=wax.get_parent().pk).delete()
    run_tasks()
    assert running_engine.titles() == set()


def test_a_page_that_is_saved_as_a_plain_page_is_written(wax, running_engine, run_tasks):
    page = Page.objects.get(pk=wax.pk)
    page.title = "Hard Wax"
    page.save()
    Page.objects.get(pk=wax.get_parent().pk).save()
    assert queued() == [[wax.pk]]
    run_tasks()
    assert running_engine.titles() == {"Hard Wax"}


def test_a_bundle_is_written_with_the_titles_of_its_parts(wax, running_engine, run_tasks):
    bundle = a_bundle(wax, a_product(title="Cloth"), title="Valet Box")
    change(bundle, title="Big Valet Box")
    assert queued() == [[bundle.pk]]
    run_tasks()
    [index] = running_engine.indices.values()
    written = index.searched[str(bundle.pk)]
    assert {"cloth", "wax"} <= set(written["catalog_bundlepage__search_terms"].split())


def test_a_page_is_queued_once_however_often_it_is_saved(wax, running_engine):
    with transaction.atomic():
        for number in range(3):
            change(wax, title=f"Wax {number}")
        wax.save_revision().publish()
    change(wax, title="Hard Wax")
    assert queued() == [[wax.pk]]
    assert outdated() == {wax.pk}


def test_nothing_is_queued_if_the_change_is_rolled_back(wax, running_engine):
    with transaction.atomic():
        change(wax, title="Hard Wax")
        transaction.set_rollback(True)
    assert (queued(), outdated()) == ([], set())


def test_pages_that_are_saved_together_are_one_task(running_engine, run_tasks):
    pages = [a_product(title=f"Wax {number}") for number in range(3)]
    with transaction.atomic(), indexed_together():
        for page in pages:
            change(page, title=f"Hard {page.title}")
    assert queued() == [[page.pk for page in pages]]
    run_tasks()
    assert running_engine.titles() == {"Hard Wax 0", "Hard Wax 1", "Hard Wax 2"}
    assert [path.rpartition("/")[2] for _, path in running_engine.requests] == ["_bulk"]


def test_an_import_queues_its_pages_together_without_drafts(running_engine, run_tasks, tmp_path):
    a_category(), a_type()
    rows = [PLAIN | {"sku": f"AUT-XX-{number}", "title": f"Wax {number}"} for number in (701, 702)]
    draft = PLAIN | {"sku": "AUT-XX-703", "title": "Draft", "state": "draft"}
    Import(ImportOptions(write(tmp_path / "new.csv", [*rows, draft]))).write()
    live = list(ProductPage.objects.live().order_by("pk").values_list("pk", flat=True))
    assert queued() == [live]
    run_tasks()
    assert running_engine.titles() == {"Wax 701", "Wax 702"}
    changed = [row | {"title": f"Hard {row['title']}"} for row in rows]
    Import(ImportOptions(write(tmp_path / "changed.csv", changed))).write()
    assert queued() == [live]
    run_tasks()
    assert running_engine.titles() == {"Hard Wax 701", "Hard Wax 702"}


def test_without_an_engine_a_save_makes_no_more_queries_and_queues_nothing(wax, engine, settings):
    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as made:
            change(wax, title="Hard Wax")
        return [query["sql"] for query in made]

    assert any("engineupdate" in sql for sql in queries())
    EngineUpdate.objects.all().delete()
    DBTaskResult.objects.all().delete()
    settings.WAGTAILSEARCH_BACKENDS = {"default": settings.WAGTAILSEARCH_BACKENDS["default"]}
    assert not [sql for sql in queries() if "engineupdate" in sql or "dbtaskresult" in sql]
    with CaptureQueriesContext(connection) as made:
        assert update_waiting_pages() == 0
        queue_updates([wax.pk])
    assert len(made) == 0


def test_a_page_is_saved_while_the_engine_is_gone_and_written_when_it_is_back(
    wax, engine, settings
):
    with running(engine):
        call_command("update_index", backend_name="engine", verbosity=0)
    change(wax, title="Hard Wax")
    assert ProductPage.objects.get().title == "Hard Wax"
    with pytest.raises(TaskServiceUnavailable, match="ConnectionError"):
        update_engine.call([wax.pk])
    with pytest.raises(EngineFailed):
        update_waiting_pages()
    assert outdated() == {wax.pk}
    assert not FailedJob.objects.exists()  # it is tried without a limit
    with running(engine):
        assert update_waiting_pages() == 1
        assert engine.titles() == {"Hard Wax"}
    assert outdated() == set()


def test_a_page_is_saved_while_the_engine_hangs_and_written_when_it_is_back(
    wax, running_engine, settings
):
    is_over = threading.Event()
    running_engine.failure = is_over.wait
    name_in(settings, running_engine.url, TIMEOUT=0.2)
    try:
        change(wax, title="Hard Wax")
        assert running_engine.requests == []
        with pytest.raises(TaskServiceUnavailable, match="ConnectionTimeout"):
            update_engine.call([wax.pk])
    finally:
        is_over.set()
    assert len(running_engine.requests) == 1
    assert outdated() == {wax.pk}
    running_engine.failure = None
    name_in(settings, running_engine.url)
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_page_is_written_when_the_engine_responds_without_errors(status, wax, running_engine):
    def fail() -> None:
        raise Refused(status, "unavailable")

    running_engine.failure = fail
    change(wax, title="Hard Wax")
    with pytest.raises(EngineFailed, match=str(status)):
        update_waiting_pages()
    assert len(running_engine.requests) == 1  # the library does not try again by itself
    assert not FailedJob.objects.exists()
    running_engine.failure = None
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}


def test_an_engine_without_an_index_gets_none_by_an_update(wax, engine):
    with running(engine):
        change(wax, title="Hard Wax")
        with pytest.raises(EngineFailed, match=r"has no index: run manage\.py update_index"):
            update_waiting_pages()
        assert engine.indices == {}
        assert outdated() == {wax.pk}
        call_command("update_index", backend_name="engine", verbosity=0)
        assert update_waiting_pages() == 1


def test_a_page_that_the_engine_refuses_stops_no_other_and_is_given_up(wax, running_engine):
    other = a_product(title="Mat")
    running_engine.refuses = "Odd"
    change(wax, title="Odd Wax")
    change(other, title="Rubber Mat")
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Wax", "Rubber Mat"}
    assert outdated() == {wax.pk}
    for _ in range(MAX_TRIES - 1):
        FailedJob.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        assert update_waiting_pages() == 0
    failed = FailedJob.objects.get()
    assert (failed.kind, failed.row, failed.label) == ("search engine", wax.pk, f"page {wax.pk}")
    assert failed.reason.startswith("DocumentRefused (mapper_parsing_exception 400)")
    assert failed.given_up_at
    change(wax, title="Hard Wax")  # its tries begin again
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax", "Rubber Mat"}
    assert (outdated(), FailedJob.objects.exists()) == (set(), False)


def test_a_page_whose_document_cannot_be_made_stops_no_other(wax, running_engine, monkeypatch):
    other = a_product(title="Mat")
    get_document = backend.EngineBackend.mapping_class.get_document

    def broken_for_wax(self, page):
        if page.pk == wax.pk:
            raise ValueError("no document")
        return get_document(self, page)

    monkeypatch.setattr(backend.EngineBackend.mapping_class, "get_document", broken_for_wax)
    change(wax, title="Hard Wax")
    change(other, title="Rubber Mat")
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Wax", "Rubber Mat"}
    assert FailedJob.objects.get().row == wax.pk


def test_a_change_during_an_update_is_written_afterwards(wax, running_engine):
    change(wax, title="Hard Wax")
    [row] = updates._claim()
    change(wax, title="Harder Wax")
    assert updates._claim() == []  # it is claimed
    assert updates._update([row]) == 1
    assert outdated() == {wax.pk}
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Harder Wax"}


def test_the_claim_of_a_killed_process_expires(wax, running_engine):
    change(wax, title="Hard Wax")
    updates._claim()
    assert update_waiting_pages() == 0
    EngineUpdate.objects.update(claimed_at=timezone.now() - timedelta(minutes=6))
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}


def test_an_update_raises_the_generation_so_that_no_older_results_are_kept(wax, running_engine):
    change(wax, title="Hard Wax")
    before = read_generation()
    assert update_waiting_pages() == 1
    assert read_generation() > before
    between = read_generation()
    assert update_waiting_pages() == 0
    assert read_generation() == between


def test_updates_make_a_fixed_number_of_queries(running_engine):
    def queries(count: int) -> int:
        pages = [a_product(title="Wax") for _ in range(count)]
        queue_updates(page.pk for page in pages)
        with CaptureQueriesContext(connection) as made:
            assert update_waiting_pages() == count
        return len([query for query in made if "DELETE" not in query["sql"]])

    queries(1)
    assert queries(2) == queries(9)


def test_a_page_that_is_saved_during_update_index_is_written_afterwards(wax, running_engine):
    """The command has read the page before, and fills an index that no search uses yet."""
    saved = []

    class Rebuilder(backend.EngineRebuilder):
        def finish(self) -> None:
            change(wax, title="Hard Wax")
            saved.append(update_waiting_pages())
            super().finish()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend.EngineBackend, "atomic_rebuilder_class", Rebuilder)
        call_command("update_index", backend_name="engine", verbosity=0)
    assert saved == [0]
    assert running_engine.titles() == {"Wax"}
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}
    assert not EngineUpdate.objects.exists()


def test_updates_wait_for_update_index(wax, running_engine):
    change(wax, title="Hard Wax")
    EngineUpdate.objects.begin_rebuild()
    EngineUpdate.objects.begin_rebuild()  # a second command
    update_engine.call([wax.pk])
    assert update_waiting_pages() == 0
    assert running_engine.requests == []
    EngineUpdate.objects.end_rebuild()
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}


def test_updates_wait_an_hour_for_an_update_index_that_was_killed(wax, running_engine):
    change(wax, title="Hard Wax")
    EngineUpdate.objects.begin_rebuild()
    EngineUpdate.objects.filter(pk=REBUILD).update(
        claimed_at=timezone.now() - timedelta(minutes=59)
    )
    assert update_waiting_pages() == 0
    EngineUpdate.objects.filter(pk=REBUILD).update(
        claimed_at=timezone.now() - timedelta(minutes=61)
    )
    assert update_waiting_pages() == 1


@pytest.mark.parametrize("requests_before", range(1, 8))
def test_updates_do_not_wait_for_an_update_index_that_failed(requests_before, wax, running_engine):
    def fail_later() -> None:
        if len(running_engine.requests) >= requests_before:
            raise Refused(500, "unavailable")

    running_engine.failure = fail_later
    change(wax, title="Hard Wax")
    with pytest.raises(OpenSearchException):
        call_command("update_index", backend_name="engine", verbosity=0)
    assert not EngineUpdate.objects.filter(pk=REBUILD).exists()
    running_engine.failure = None
    assert update_waiting_pages() == 1
    assert running_engine.titles() == {"Hard Wax"}
