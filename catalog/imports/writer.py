"""Write planned rows. Pages are saved as revisions, so that changes can be compared and undone."""

from typing import cast

from django.utils.text import slugify

from catalog.imports.files.columns import CHANGES, STOCK_COLUMNS
from catalog.imports.plan import picture_text
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.page_values import Page, fill_page, versions
from catalog.imports.rows.report import How, Outcome, RowPlan
from catalog.imports.rows.snippet_rows import write_snippet
from catalog.imports.rows.snippets import MODELS as SNIPPET_MODELS
from catalog.imports.stored_pages import MODELS, Existing
from catalog.models import (
    BundleIndexPage,
    Category,
    ProductIndexPage,
    ProductType,
    Stock,
    StockMove,
    Subcategory,
    Tag,
)
from catalog.models.stock import add_stock
from catalog.models.users import AnyUser

SECTIONS = {"product": ProductIndexPage, "bundle": BundleIndexPage}


def prepare_row(plan: RowPlan, context: ImportContext) -> None:
    """Store the row's new pictures, thumbnails and snippets.

    Called before the row's transaction, because images take long and would block other writers.
    """
    values = plan.values
    for name in _pictures_of(plan, context):
        if name in context.pictures.new:
            title = picture_text(name, "image_title", values, context)
            alt = picture_text(name, "image_alt", values, context)
            context.pictures.make(name, title=title, alt=alt)
    if plan.kind not in SNIPPET_MODELS:
        context.snippets.store(_snippet_keys(values))


def new_pictures(plan: RowPlan, context: ImportContext) -> frozenset[str]:
    """Return the names of the row's pictures that `prepare_row` would store."""
    if not plan.is_to_write or not context.pictures.new:
        return frozenset()
    return frozenset(name for name in _pictures_of(plan, context) if name in context.pictures.new)


def _pictures_of(plan: RowPlan, context: ImportContext) -> list[str]:
    values = plan.values
    names = [values["image"]] if isinstance(values.get("image"), str) else []
    if isinstance(values.get("body"), list):
        names += context.bodies.pictures_of(values["body"])
    return names + [name for name, _ in values.get("more_pictures", ())]


def _snippet_keys(values: dict) -> list[tuple]:
    category = values.get("category", "")
    return [
        (Category, category),
        (Subcategory, category, values.get("subcategory", "")),
        (ProductType, values.get("product_type", "")),
        *((Tag, slug) for slug in values.get("tags", ())),
    ]


def write_row(
    plan: RowPlan, context: ImportContext, shop: Existing, *, user: AnyUser | None
) -> None:
    """Write the row. Must run in a transaction; raise ValidationError if a model refuses it."""
    if plan.kind in SNIPPET_MODELS:
        write_snippet(plan, context)
    elif plan.outcome is Outcome.NEW:
        _write_new(plan, context, user)
    else:
        _write_change(plan, context, shop, user)


def _write_new(plan: RowPlan, context: ImportContext, user: AnyUser | None) -> None:
    page = MODELS[plan.kind](live=False)
    _fill(page, plan, context)
    page.slug = page.slug or _free_slug(page.title, plan.kind, context)
    page.sku = plan.sku
    page.owner = user
    SECTIONS[plan.kind].objects.get().add_child(instance=page)
    _save(page, plan.how, user)
    if plan.kind == "product":
        _open_stock(page, plan.values, user)


def _write_change(
    plan: RowPlan, context: ImportContext, shop: Existing, user: AnyUser | None
) -> None:
    page = cast(Page, shop.pages[plan.sku].page)  # a changed row has a page
    if plan.how is not How.NOTHING:
        base = page
        if plan.how is How.DRAFT:
            base = dict(versions(page)).get(CHANGES) or page.get_latest_revision_as_object()
        _fill(base, plan, context)
        _save(base, plan.how, user)
    _set_stock_settings(plan.sku, plan.values)
    _update_image_text(plan, context, shop, page)


def _fill(page: Page, plan: RowPlan, context: ImportContext) -> None:
    fill_page(page, plan.values, bodies=context.bodies, snippets=context.snippets)


def _save(page: Page, how: How, user: AnyUser | None) -> None:
    if how is How.DRAFT:
        page.save_revision(user=user, clean=False, log_action=True)
        return
    if how is How.SCHEDULE:
        page.full_clean()  # publishing validates only what goes live now
    # Logged, because the page history offers to revert only to logged versions.
    page.save_revision(user=user, clean=False, log_action=True).publish(user=user)


def _open_stock(page: Page, values: dict, user: AnyUser | None) -> None:
    """Add the opening stock of a new product. Later imports never change stock."""
    if values.get("stock"):
        add_stock(page.sku, values["stock"], reason=StockMove.Reason.OPENING, moved_by=user)
    _set_stock_settings(page.sku, values)


def _set_stock_settings(sku: str, values: dict) -> None:
    settings = {name: values[name] for name in STOCK_COLUMNS if name in values}
    if settings:
        Stock.objects.filter(pk=sku).exclude(**settings).update(**settings)


def _update_image_text(plan: RowPlan, context: ImportContext, shop: Existing, page: Page) -> None:
    """Set the image's title and alternative text, which all pages with the image share.

    A file of another shop sets them only if they are empty.
    """
    name = plan.values.get("image") or context.pictures.name_of(page.image_id)
    image = shop.image(context.pictures.pk_of(name))
    if image is None:
        return
    changed = []
    for column, field in (("image_title", "title"), ("image_alt", "description")):
        text = picture_text(name, column, plan.values, context)
        may_change = not context.is_lenient or not getattr(image, field)
        if text and may_change and text != getattr(image, field):
            setattr(image, field, text)
            changed.append(field)
    if changed:
        image.save(update_fields=changed)


def _free_slug(title: str, kind: str, context: ImportContext) -> str:
    """Return a slug made from the title that no other page or row uses."""
    plain = slugify(title, allow_unicode=True)
    slug, number = plain, 1
    pages = MODELS[kind].objects
    while (kind, slug) in context.contents.slugs or pages.filter(slug=slug).exists():
        number += 1
        slug = f"{plain}-{number}"
    return slug
