"""New products in memory, checked as publishing checks a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from wagtail.models import Page, Revision

from catalog.imports.bulk.slugs import FreeSlugs
from catalog.imports.files.columns import STOCK_COLUMNS
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.page_values import fill_page
from catalog.imports.rows.report import How, Outcome, RowPlan
from catalog.models import ProductIndexPage, ProductPage
from catalog.models.users import AnyUser

# Which rows exist is checked when they are written, for all products together.
RELATIONS = {field.name for field in ProductPage._meta.concrete_fields if field.is_relation}
NEEDED_TO_PUBLISH = {name for name in RELATIONS if not ProductPage._meta.get_field(name).blank}


@dataclass(slots=True)
class NewProduct:
    """A product that is not stored yet, and what its first revision will hold."""

    plan: RowPlan
    page: ProductPage
    content: dict
    revision: Revision = field(default_factory=Revision)

    @property
    def is_published(self) -> bool:
        return self.plan.how is How.PUBLISH

    @property
    def opening_stock(self) -> int:
        return self.plan.values.get("stock") or 0

    @property
    def stock_settings(self) -> dict[str, int]:
        values = self.plan.values
        return {name: values[name] for name in STOCK_COLUMNS if name in values}


def can_be_bulk_written(plan: RowPlan) -> bool:
    """Whether the row is a new product that goes live at once or stays a draft.

    All other rows are written one at a time: scheduled products, bundles and changes.
    """
    is_new_product = plan.kind == "product" and plan.outcome is Outcome.NEW
    return is_new_product and plan.how in (How.PUBLISH, How.DRAFT)


def build_products(
    plans: Iterable[RowPlan], context: ImportContext, user: AnyUser | None
) -> dict[int, NewProduct]:
    """Return the products by the line of their row, without those that a page model refuses.

    Such a row must be written alone, which refuses it with the reason. Also a user who may not
    publish is refused there.
    """
    plans = list(plans)
    if not plans:
        return {}
    parent = ProductIndexPage.objects.get()
    titles = (plan.values["title"] for plan in plans if not plan.values.get("slug"))
    slugs = FreeSlugs(titles, context.contents)
    built: dict[int, NewProduct] = {}
    for plan in plans:
        page = _page_of(plan, context, parent, slugs, user)
        content = page.serializable_data()  # before the check, which may tidy the page's values
        if _is_valid(page, plan.how) and _may_be_written_by(user, page, plan.how):
            built[plan.line] = NewProduct(plan, page, content)
    return _without_links_to_each_other(built, context)


def _without_links_to_each_other(
    products: dict[int, NewProduct], context: ImportContext
) -> dict[int, NewProduct]:
    """Leave out products that link to another one: a link needs a page that is stored."""
    paths = {product.page.url_path for product in products.values()}
    return {
        line: product
        for line, product in products.items()
        if paths.isdisjoint(context.bodies.linked_paths(product.plan.values.get("body")))
    }


def _page_of(
    plan: RowPlan,
    context: ImportContext,
    parent: ProductIndexPage,
    slugs: FreeSlugs,
    user: AnyUser | None,
) -> ProductPage:
    page = ProductPage(live=False)
    # A new page has none of these; otherwise each is read from the database once it is stored.
    page.more_pictures, page.wagtail_admin_comments, page.tags = [], [], []
    fill_page(page, plan.values, bodies=context.bodies, snippets=context.snippets)
    page.slug = page.slug or slugs.slug_of(page.title)
    page.sku = plan.sku
    page.owner = user
    page.draft_title = page.title
    page.locale_id = parent.locale_id
    page.depth = parent.depth + 1
    page.path = Page._get_path(parent.path, page.depth, 1)  # until it is written
    page.set_url_path(parent)
    return page


def _is_valid(page: ProductPage, how: How) -> bool:
    """Check the fields as `Page.save` does: all of a live page, the title of a draft.

    The database checks the constraints; `bulk.writer` checks what `clean` compares with other rows.
    """
    try:
        if how is How.DRAFT:
            page.title = page._meta.get_field("title").clean(page.title, page)
            return True
        page.clean_fields(exclude=RELATIONS)
    except ValidationError:
        return False
    return all(getattr(page, f"{name}_id") for name in NEEDED_TO_PUBLISH - {"page_ptr"})


def _may_be_written_by(user: AnyUser | None, page: ProductPage, how: How) -> bool:
    if user is None or how is How.DRAFT:
        return True
    return page.permissions_for_user(user).can_publish()
