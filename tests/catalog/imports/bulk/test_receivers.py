"""Every receiver of the rows that bulk writing inserts is known."""

from django.db.models.signals import m2m_changed, post_init, post_save, pre_init, pre_save
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search.models import IndexEntry

from catalog.models import (
    ProductPage,
    ProductPicture,
    Sku,
    Stock,
    StockMove,
)

WRITTEN = (
    Page, ProductPage, ProductPage.tags.through, ProductPicture, Sku, Stock, StockMove, Revision,
    PageLogEntry, ReferenceIndex, IndexEntry,
)  # fmt: skip


def test_every_receiver_of_a_saved_row_is_known():
    """A further one must get its work done by the bulk writer: bulk writing sends no such signal.

    A new page has its locale from its parent. The indexes are written together, and updates of the
    search engine are queued together. `set_entry_uuid` is sent each log entry.
    """
    signals = (pre_init, post_init, pre_save, post_save, m2m_changed)
    receivers = {
        f"{receiver.__module__}.{receiver.__name__}"
        for signal in signals
        for model in WRITTEN
        for receiver in signal._live_receivers(model)[0]
    }
    assert receivers == {
        "autovise.admin.history.set_entry_uuid",
        "catalog.search.engine.receivers._page_saved",
        "modelsearch.signal_handlers.post_save_signal_handler",
        "wagtail.models.i18n.set_locale_on_new_instance",
        "wagtail.signal_handlers.update_reference_index_on_save",
    }
