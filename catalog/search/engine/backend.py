"""Wagtail's backend for OpenSearch, with one index: products and bundles that are live.

Only Wagtail imports this module, by the name in the settings: see `catalog.search.engine.access`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import models
from django.db.models import QuerySet
from modelsearch.backends.elasticsearchbase import ElasticsearchAtomicIndexRebuilder, Field
from opensearchpy.exceptions import OpenSearchException
from opensearchpy.helpers import bulk
from wagtail.models import Page
from wagtail.search.backends.opensearch3 import OpenSearch3Index, OpenSearch3SearchBackend
from wagtail.search.query import SearchQuery

from catalog.models import BundlePage, EngineUpdate, ProductPage
from catalog.search.engine.access import EngineFailed
from jobs.tasks import LoggableError
from sitewide.generation.triggers import raise_generation

SEARCH_TIMEOUT_SECONDS = 2
ALL_TEXT = "_all_text"
# The engine's user may not write, an index is blocked, or there is too much to do.
NOT_OF_THE_PAGE = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
)


class DocumentRefused(LoggableError):
    """The engine does not take the document of a page."""


class EngineIndex(OpenSearch3Index):
    """The index that `update_index` fills: it leaves out drafts and all other models."""

    def add_model(self, model: type[models.Model]) -> None:
        if _is_sold(model):
            with _ending_failed_rebuild():
                super().add_model(model)

    def add_items(self, model: type[models.Model], items: Iterable[Any]) -> None:
        if _is_sold(model):
            with _ending_failed_rebuild():
                super().add_items(model, [page for page in items if page.live])


class EngineRebuilder(ElasticsearchAtomicIndexRebuilder):
    """Makes a new index for `update_index`, and puts it in the place of the old one.

    The worker's updates wait meanwhile: they would be written to the old index.
    """

    def start(self) -> EngineIndex:
        EngineUpdate.objects.begin_rebuild()
        with _ending_failed_rebuild():
            return super().start()

    def finish(self) -> None:
        with _ending_failed_rebuild():
            super().finish()
        EngineUpdate.objects.end_rebuild()
        raise_generation()  # stored searches are of the old index


class EngineBackend(OpenSearch3SearchBackend):
    """Finds keys of pages, and updates many pages with one request."""

    index_class = EngineIndex
    atomic_rebuilder_class = EngineRebuilder

    def get_index_for_model(self, model: type[models.Model]) -> EngineIndex:
        return super().get_index_for_model(Page)

    def find(self, pages: QuerySet[Page], query: SearchQuery, *, limit: int) -> list[int]:
        """Return the keys of the pages that match, in no order. Raises EngineFailed.

        Wagtail's own results would take a request and a query of the database for each 100 pages.
        """
        compiler = self.query_compiler_class(pages, query, order_by_relevance=False)
        # This field has the words of all others, which differ in their weights only.
        compiler.remapped_fields = [Field(ALL_TEXT)]
        body = {"query": compiler.get_query(), "size": limit, "_source": False, "sort": ["_doc"]}
        with _naming_failures():
            answer = self.es.search(
                index=self._name,
                body=body,
                params={
                    "request_timeout": SEARCH_TIMEOUT_SECONDS,
                    "allow_partial_search_results": "false",
                    "track_total_hits": "false",
                },
            )
        try:
            if answer["timed_out"]:
                raise EngineFailed("The search engine found only some pages in time.")
            return [int(hit["_id"]) for hit in answer["hits"]["hits"]]
        except (KeyError, TypeError, ValueError):  # another program is at this address
            raise EngineFailed("The search engine responded with something else.") from None

    def update(self, pages: Sequence[Page], gone: Iterable[int]) -> dict[int, Exception]:
        """Write the pages and remove those that are gone. Searches see it when this returns.

        Returns the error of each page that cannot be written. Raises EngineFailed.
        """
        actions: list[dict[str, Any]] = [{"_op_type": "delete", "_id": str(pk)} for pk in gone]
        refused: dict[int, Exception] = {}
        for page in pages:
            try:
                document = self.mapping_class(type(page)).get_document(page)
            except Exception as error:  # noqa: BLE001 (the boundary: one page never stops another)
                refused[page.pk] = error
            else:
                actions.append({"_id": str(page.pk)} | document)
        with _naming_failures():
            # Without an alias, the engine would make an index that lacks Wagtail's mapping.
            _, errors = bulk(
                self.es,
                actions,
                index=self._name,
                require_alias="true",
                refresh="true",
                raise_on_error=False,
            )
        return refused | dict(_refusals(errors))

    @property
    def _name(self) -> str:
        return self.get_index_for_model(Page).name


SearchBackend = EngineBackend


def _is_sold(model: type[models.Model]) -> bool:
    return issubclass(model, (ProductPage, BundlePage))


@contextmanager
def _ending_failed_rebuild() -> Iterator[None]:
    """Let updates wait no longer if this part of `update_index` fails or is interrupted."""
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if not is_done:
            EngineUpdate.objects.end_rebuild()


@contextmanager
def _naming_failures() -> Iterator[None]:
    """Raise EngineFailed in place of the library's errors, which may quote a document."""
    try:
        yield
    except OpenSearchException as error:
        status = getattr(error, "status_code", "")
        raise EngineFailed(f"The search engine failed: {type(error).__name__} {status}") from None


def _refusals(errors: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, Exception]]:
    """Yield the pages that the engine refuses. Raises EngineFailed if it would refuse any page."""
    for item in errors:
        [(action, result)] = item.items()
        status = result["status"]
        if status == HTTPStatus.NOT_FOUND:
            if action == "delete":  # it was not there
                continue
            raise EngineFailed("The search engine has no index: run manage.py update_index.")
        if status in NOT_OF_THE_PAGE or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise EngineFailed(f"The search engine failed: {status}")
        yield int(result["_id"]), DocumentRefused(f"{result['error']['type']} {status}")
