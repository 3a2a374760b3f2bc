"""The tables that public pages read, and those that none reads.

A test requires that each table of the shop is in one of the two lists. A table that pages read and
that is not watched makes the page cache show old values.
"""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate, pre_migrate

from catalog.pages.display.context import MAX_PIECES_OFFERED
from sitewide.generation.triggers import WatchedTable, create_triggers, drop_triggers

# Saving a draft writes these columns.
DRAFT_COLUMNS = (
    "latest_revision_id", "latest_revision_created_at", "draft_title", "has_unpublished_changes",
    "locked", "locked_at", "locked_by_id", "owner_id",
)  # fmt: skip
# The free pieces that can change a page: lists and product pages tell no numbers above
# MAX_PIECES_OFFERED apart, and a bundle divides the pieces of a part by the part's quantity.
_CAP = f"""{MAX_PIECES_OFFERED} * (SELECT COALESCE(MAX(part.quantity), 1)
    FROM catalog_productbundle part JOIN catalog_sku claim ON claim.page_id = part.product_id
    WHERE claim.code = NEW.sku_id)"""  # noqa: S608  our own names and numbers
_FREE = "{row}.on_hand - {row}.held + {row}.yielding"
# A key of PostgreSQL's advisory locks, used for nothing else.
_PARTS_LOCK = 727_401_195


def _free(row: str, least: str) -> str:
    return f"{least}({_FREE.format(row=row)}, {_CAP})"


STOCK = WatchedTable(
    "catalog_stock",
    # If a quantity of parts is changed at this moment, any change of the stock counts.
    changes_if_on_postgres=(
        f"({_FREE.format(row='OLD')}) <> ({_FREE.format(row='NEW')}) AND "
        f"(NOT pg_try_advisory_xact_lock_shared({_PARTS_LOCK}) OR "
        f"{_free('OLD', 'LEAST')} <> {_free('NEW', 'LEAST')})"
    ),
    changes_if_on_sqlite=f"{_free('OLD', 'MIN')} <> {_free('NEW', 'MIN')}",
)
# A transaction that raises the quantity of a part waits for those that compared stock with the
# quantities before. They do not wait for it. So it should change no stock itself.
PARTS = WatchedTable(
    "catalog_productbundle",
    before_on_postgres=f"""
        IF TG_OP <> 'DELETE' AND NEW.quantity > 1 AND NEW.product_id IS NOT NULL THEN
            PERFORM pg_advisory_xact_lock({_PARTS_LOCK});
        END IF;""",
)
REVIEWS = WatchedTable("catalog_review", shown_if="{row}.state = 'approved'")
RATINGS = WatchedTable("catalog_rating", shown_if="{row}.review_count > 0")
PAGES = WatchedTable("wagtailcore_page", ignored=DRAFT_COLUMNS)
# Reviews show the first names of their authors.
USERS = WatchedTable("accounts_user", only=("first_name",))

WATCHED = (
    STOCK, PARTS, REVIEWS, RATINGS, PAGES, USERS,
    *(WatchedTable(name) for name in (
        "catalog_bundleindexpage", "catalog_bundlepage", "catalog_category", "catalog_listedoffer",
        "catalog_productindexpage", "catalog_productpage", "catalog_productpage_tags",
        "catalog_productpicture", "catalog_producttype", "catalog_shopimage",
        "catalog_shoprendition", "catalog_shoprules", "catalog_sku", "catalog_subcategory",
        "catalog_synonymgroup", "catalog_tag",
        "checkout_cartreminderrules",
        "home_contentpage", "home_homepage",
        "sitewide_trader",
        "taggit_tag", "taggit_taggeditem",
        "wagtailcore_collection", "wagtailcore_collectionviewrestriction",
        "wagtailcore_collectionviewrestriction_groups", "wagtailcore_locale",
        "wagtailcore_pageviewrestriction", "wagtailcore_pageviewrestriction_groups",
        "wagtailcore_site",
        "wagtaildocs_document", "wagtailembeds_embed", "wagtailimages_image",
        "wagtailimages_rendition", "wagtailredirects_redirect", "wagtailsearch_indexentry",
        "wagtailsearchpromotions_query", "wagtailsearchpromotions_searchpromotion",
    )),
)  # fmt: skip

UNSHOWN = frozenset({
    # Sales: rows of best sellers count 90 days back from now. The hour of the key bounds their age.
    "catalog_stockmove", "checkout_order", "checkout_orderline",
    # The generation itself.
    "sitewide_generation", "sitewide_generationchange",
    # Written by triggers of wagtailsearch_indexentry, and a virtual table, which has no triggers.
    "wagtailsearch_indexentry_fts",
    # Shoppers and their orders: personal pages only.
    "accounts_accountdeletedmail", "accounts_consent", "accounts_datadownload",
    "accounts_deliveryaddress", "accounts_subscriber", "accounts_userprofile",
    "account_emailaddress", "account_emailconfirmation", "mfa_authenticator",
    "usersessions_usersession", "socialaccount_socialapp", "socialaccount_socialaccount",
    "socialaccount_socialtoken", "django_session",
    "catalog_announcedstock", "catalog_stockrequest",
    "checkout_addresschange", "checkout_carrier", "checkout_ordernote",
    "checkout_savedorderfilter",
    "checkout_balanceentry", "checkout_balancereading", "checkout_payout",
    "checkout_cart", "checkout_cartevent", "checkout_cartline", "checkout_cartmerge",
    "checkout_claimedaddress", "checkout_dispatch", "checkout_dispute",
    "checkout_firstorderclaim", "checkout_invoicecounter",
    "checkout_ordererasure", "checkout_orderevent", "checkout_orderhold", "checkout_orderparty",
    "checkout_orderrequest", "checkout_reconciliation", "checkout_refund", "checkout_refundline",
    "checkout_saveditem", "checkout_stripeevent", "home_contactmessage", "outbox_mailwording",
    "outbox_outgoingmail", "outbox_sentmail",
    # Work of the staff: admin only.
    "autovise_givenright", "catalog_catalogueimport", "catalog_importedproduct",
    "catalog_searchmiss", "catalog_stockalert", "catalog_stockalertmail",
    "catalog_stockalertrecipient", "catalog_stockentry",
    "jobs_failedjob", "django_tasks_database_dbtaskresult",
    # Its updates raise the generation themselves, when the engine has them.
    "catalog_engineupdate",
    "accounts_user_groups", "accounts_user_user_permissions", "auth_group",
    "auth_group_permissions", "auth_permission", "django_content_type",
    "wagtailsearchpromotions_querydailyhits", "wagtailusers_userprofile",
    "wagtailadmin_admin", "wagtailadmin_editingsession", "wagtailadmin_formstate",
    "wagtailcore_apitoken", "wagtailcore_comment", "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask", "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission", "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission", "wagtailcore_modellogentry", "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription", "wagtailcore_referenceindex", "wagtailcore_revision",
    "wagtailcore_task", "wagtailcore_taskstate", "wagtailcore_uploadedfile",
    "wagtailcore_workflow", "wagtailcore_workflowcontenttype", "wagtailcore_workflowpage",
    "wagtailcore_workflowstate", "wagtailcore_workflowtask",
})  # fmt: skip


def connect() -> None:
    """Connect the receivers that keep the triggers: dropped before migrations, created after."""
    pre_migrate.connect(_drop, dispatch_uid="drop triggers of the generation")
    post_migrate.connect(_create, dispatch_uid="create triggers of the generation")


def _drop(sender: AppConfig, using: str, **kwargs: Any) -> None:
    drop_triggers(using)


def _create(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Create the triggers after the signal of the last app: all tables exist."""
    with_models = [config for config in installed.get_app_configs() if config.models_module]
    if sender.label == with_models[-1].label:
        create_triggers(using, WATCHED)
