"""The catalogue desk, page by page, as its editors meet it."""

from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests.journeys.editor import Editor

# The first waits for approval; the second is part of a bundle; no other journey changes them.
SUBMITTED, PRODUCT, BUNDLE = "AUT-PF-010", "AUT-AC-031", "BND-SPC-002"
TABS = {
    "products": ("Content", "Details", "Catalogue", "Price", "Promote", "Settings"),
    "bundles": ("Content", "Catalogue", "Price", "Promote", "Settings"),
}
STOCK_PAGES = {
    "stock-list": "stock/",
    "stock-low": "stock/?level=low",
    "stock-ledger": "stock/ledger/?reason=opening",
    "stock-delivery": "stock/delivery/",
    "stock-counts": "stock/counts/",
}
SNIPPETS = ("category", "subcategory", "producttype", "tag")


def pages_of_the_desk(an_editor: Callable[..., Editor]) -> Iterator[tuple[str, Editor]]:
    """Yield each page's name and the editor who has it open."""
    visitor = an_editor()
    visitor.opens("login/")
    yield "login", visitor
    yield from _a_submission(an_editor(), an_editor())
    editor = an_editor()
    editor.signs_in("catalogue@autovise.example")
    yield "dashboard", editor
    for pages in (_lists, _forms, _bulk_changes, _stock, _snippets, _history):
        for name in pages(editor):
            yield name, editor


def _a_submission(marketing: Editor, moderator: Editor) -> Iterator[tuple[str, Editor]]:
    marketing.signs_in("marketing@autovise.example")
    marketing.edits(SUBMITTED)
    yield "copy-form", marketing
    if marketing.page.locator("[name=action-submit]").count():
        marketing.fills_in(description="One clean sentence more, to be approved.")
        marketing.does("Submit to Moderators approval")
        marketing.hears("submitted for moderation")
    moderator.signs_in("moderator@autovise.example")
    yield "dashboard-of-a-moderator", moderator
    moderator.edits(SUBMITTED)
    yield "approval", moderator
    moderator.page.get_by_role("button", name="Approve with comment").or_(
        moderator.page.get_by_role("button", name="More actions")
    ).first.click()
    yield "approval-actions", moderator


def _lists(editor: Editor) -> Iterator[str]:
    editor.opens("products/")
    yield "products"
    editor.page.get_by_role("button", name="Show filters").click()
    yield "products-filters"
    editor.page.get_by_role("button", name="Category", exact=True).click()
    yield "products-filter-category"
    editor.opens("products/?q=mount&tier=standard&stock=enough")
    yield "products-searched"
    editor.opens("products/?q=nothing-is-called-so")
    yield "products-none"
    editor.opens("bundles/")
    yield "bundles"
    editor.opens("pictures/")
    yield "pictures"


def _forms(editor: Editor) -> Iterator[str]:
    for kind, sku in (("products", PRODUCT), ("bundles", BUNDLE)):
        editor.edits(sku, kind=kind)
        for tab in TABS[kind]:
            editor.turns_to(tab)
            yield f"{kind[:-1]}-{tab.lower()}"
    editor.edits(PRODUCT)
    for panel in ("status", "checks"):
        editor.shows(panel)
        yield f"product-panel-{panel}"
    for mode in ("Page", "Product card", "Cart line"):
        expect(editor.previews(mode).locator("h1")).to_be_attached()
        yield f"product-preview-{mode.lower().replace(' ', '-')}"


def _bulk_changes(editor: Editor) -> Iterator[str]:
    editor.opens("products/")
    editor.ticks(3)
    yield "products-ticked"
    editor.changes_ticked("Change price")
    yield "bulk-price"
    editor.page.get_by_label("Raise").check()
    editor.page.get_by_label("by percent").fill("10")
    editor.page.get_by_role("button", name="Change price").click()
    expect(editor.page.get_by_role("heading", name="old → new")).to_be_visible()
    yield "bulk-price-old-and-new"
    for action in ("Set category", "Add tag", "Set featured"):
        editor.opens("products/")
        editor.ticks(3)
        editor.changes_ticked(action)
        yield f"bulk-{action.lower().replace(' ', '-')}"


def _stock(editor: Editor) -> Iterator[str]:
    for name, path in STOCK_PAGES.items():
        editor.opens(path)
        yield name
    editor.opens(f"stock/{PRODUCT}/")
    yield "stock"
    editor.page.get_by_label("Pieces").fill("-999")
    editor.page.get_by_label("Reason").select_option("damage")
    editor.page.get_by_role("button", name="Record the change").click()
    expect(editor.page.get_by_text("cannot be removed")).to_be_visible()
    yield "stock-refused"


def _snippets(editor: Editor) -> Iterator[str]:
    for name in SNIPPETS:
        editor.opens(f"snippets/catalog/{name}/")
        yield f"list-of-{name}"
    editor.page.locator("td.title a").first.click()
    yield "form-of-tag"
    editor.opens("snippets/catalog/category/")
    editor.page.locator("td.title a").first.click()
    yield "form-of-category"
    editor.page.goto(editor.page.url.replace("/edit/", "/delete/"))
    editor.hears("was not deleted")
    yield "category-not-deleted"


def _history(editor: Editor) -> Iterator[str]:
    editor.edits(PRODUCT)
    editor.opens(f"pages/{editor.page_id()}/unpublish/")
    yield "unpublish"
    editor.edits(SUBMITTED)
    editor.opens(f"pages/{editor.page_id()}/history/")
    yield "history"
    editor.page.get_by_role("button", name="Actions").first.click()
    editor.page.get_by_role("link", name="Compare with").first.click()
    yield "compare"
