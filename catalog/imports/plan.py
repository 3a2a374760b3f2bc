"""Compute the change that one imported row would make, without writing."""

from typing import cast

from django.utils import timezone

from catalog.imports.contents import FIRST
from catalog.imports.files.columns import (
    CHANGES,
    DRAFT,
    LIVE,
    PAGE_KINDS,
    SCHEDULED,
    SNIPPET_KINDS,
    STATES,
    STOCK_COLUMNS,
    unescape_cell,
)
from catalog.imports.files.rows import Row
from catalog.imports.rows.bundle_rows import BundleRowForm
from catalog.imports.rows.forms import ImportContext, ImportRowForm
from catalog.imports.rows.page_values import Page, cell, page_values, versions
from catalog.imports.rows.product_rows import ForeignProductRowForm, ProductRowForm
from catalog.imports.rows.report import How, Outcome, RowPlan
from catalog.imports.rows.snippet_rows import plan_snippet_row
from catalog.imports.sources import kind_of
from catalog.imports.stored_pages import MODELS, Existing, ExistingPage
from catalog.imports.unchanged import repeats_its_page
from catalog.models import Sku

MAX_LINES_LISTED = 10
MAX_CELL_SHOWN = 40


def plan_row(row: Row, context: ImportContext, shop: Existing) -> RowPlan:
    """Plan one row, and record in `context.refused` whether its SKU is refused."""
    kind = kind_of(row)
    if kind in SNIPPET_KINDS:
        return plan_snippet_row(row, kind, context)
    plan = _plan_page_row(row, kind, context, shop)
    plan.mangled_sku = row.mangled_sku
    existing = shop.of(row)
    if row.off_sale and existing and existing.page and existing.page.live:
        plan.off_sale = f"{row.off_sale}: “{existing.page.title}”"
    if context.contents.version_of(row) == FIRST:
        if plan.outcome is Outcome.REFUSED:
            context.refused.add(plan.sku)
        else:
            context.refused.discard(plan.sku)
    return plan


def _plan_page_row(row: Row, kind: str, context: ImportContext, shop: Existing) -> RowPlan:
    existing = shop.of(row)
    sku, state = row.values.get("sku", ""), row.values.get("state", "").lower()
    is_later_version = context.contents.version_of(row) != FIRST
    plan = RowPlan(row.line, kind, sku, Outcome.REFUSED)
    if reason := _refusal_of_row(row, kind, state, context, is_later_version=is_later_version):
        plan.reason = reason
        return plan
    if not is_later_version and repeats_its_page(row, context, shop):
        plan.outcome = Outcome.UNCHANGED
        return plan
    form = _form(row, kind, state, context, existing, is_later_version=is_later_version)
    if not form.is_valid():
        plan.reason = form.errors_in_words()
        if existing and _is_as_exported(row, kind, state, existing.page, context):
            plan.outcome, plan.reason = Outcome.UNCHANGED, ""
    elif lines := context.contents.lines_of_the_same(row):
        listed = ", ".join(map(str, lines[:MAX_LINES_LISTED]))
        plan.reason = f"SKU {sku} is on {len(lines)} lines ({listed}). Keep one of them."
    elif existing is None and not is_later_version:
        _plan_new(plan, row, state, form, context, shop)
    elif context.drafts_only and is_later_version:
        plan.outcome = Outcome.UNCHANGED
    elif existing is None:
        plan.outcome, plan.how = Outcome.CHANGED, _how(state, context)
        plan.reason = _version_text(state)
    else:
        _plan_existing(plan, kind, state, form, existing.page, context, shop)
    return plan


def _refusal_of_row(
    row: Row, kind: str, state: str, context: ImportContext, *, is_later_version: bool
) -> str:
    if row.refusal:
        return row.refusal
    if kind not in PAGE_KINDS:
        return f"kind: “{kind}” is not a kind of row in the catalogue."
    if state not in STATES:
        return f"state: “{state}” is unknown. Use live, draft, scheduled or changes."
    if is_later_version and row.values.get("sku") in context.refused:
        return "This row changes another row of the file, and that row is refused."
    return ""


def _form(
    row: Row,
    kind: str,
    state: str,
    context: ImportContext,
    existing: ExistingPage | None,
    *,
    is_later_version: bool,
) -> ImportRowForm:
    page = existing.page if existing else None
    is_new = existing is None and not is_later_version
    is_draft = context.drafts_only or state in (DRAFT, CHANGES) or (is_new and row.draft_reasons)
    product_form = ForeignProductRowForm if context.is_lenient else ProductRowForm
    return (product_form if kind == "product" else BundleRowForm)(
        row.values,
        context=context,
        is_new=is_new,
        is_draft=bool(is_draft),
        page=page if isinstance(page, MODELS[kind]) else None,
    )


def _plan_new(
    plan: RowPlan,
    row: Row,
    state: str,
    form: ImportRowForm,
    context: ImportContext,
    shop: Existing,
) -> None:
    plan.how = How.DRAFT if row.draft_reasons else _how(state, context)
    go_live_at = form.cleaned_data.get("go_live_at")
    is_ahead = go_live_at is not None and go_live_at > timezone.now()
    slug = form.cleaned_data.get("slug")
    if plan.how is How.SCHEDULE and go_live_at is None:
        plan.reason = "go_live_at: A scheduled page needs a time to go live."
    elif plan.how is How.PUBLISH and is_ahead:
        plan.reason = "go_live_at: This time is in the future; use the state “scheduled”."
    elif slug and not _is_free(slug, plan.kind, row, context, shop):
        plan.reason = f"slug: “{slug}” is used by another page."
    else:
        plan.outcome, plan.values = Outcome.NEW, form.cleaned_data
        plan.defaults = (*getattr(form, "defaults", ()), *_notes(row))


def _notes(row: Row) -> list[str]:
    """Return the notes on a new page. The report counts them, as it counts the default values."""
    reasons = [f"it is {row.off_sale} in the other shop"] if row.off_sale else []
    return [*row.notes, *(f"draft, because {reason}" for reason in (*reasons, *row.draft_reasons))]


def _is_free(slug: str, kind: str, row: Row, context: ImportContext, shop: Existing) -> bool:
    if context.contents.slugs.get((kind, slug), row.line) != row.line:
        return False
    return (kind, slug) not in shop.slugs


def _how(state: str, context: ImportContext) -> How:
    if context.drafts_only or state in (DRAFT, CHANGES):
        return How.DRAFT
    return How.SCHEDULE if state == SCHEDULED else How.PUBLISH


def _version_text(state: str) -> str:
    return "a scheduled change" if state == SCHEDULED else "a draft of the live page"


def _plan_existing(
    plan: RowPlan,
    kind: str,
    state: str,
    form: ImportRowForm,
    stored: Page | None,
    context: ImportContext,
    shop: Existing,
) -> None:
    if reason := _refusal_of_page(plan.sku, kind, state, stored, context):
        plan.reason = reason
        return
    page = cast(Page, stored)  # a SKU without a page was refused
    by_state = dict(versions(page))
    plan.how, plan.values = _how(state, context), form.cleaned_data
    changed = _changes(plan, state, page, by_state, context)
    other_changes = _stock_and_image_changes(plan, page, context, shop)
    if changed and (reason := _why_locked(page, state, by_state)):
        plan.reason = reason
        return
    if not changed:
        plan.how = How.NOTHING
    if not changed and not other_changes:
        plan.outcome = Outcome.UNCHANGED
        return
    all_changes = ", ".join([*changed, *other_changes])
    plan.outcome, plan.reason = Outcome.CHANGED, f"changes {all_changes}"


def _refusal_of_page(
    sku: str, kind: str, state: str, page: Page | None, context: ImportContext
) -> str:
    owner = page or Sku.objects.select_related("page").get(pk=sku).page
    if owner is None:
        return f"SKU {sku} belonged to a page that was deleted and cannot be used again."
    if not isinstance(page, MODELS[kind]):
        title = owner.title
        return f"SKU {sku} belongs to “{title}”, which is not a {MODELS[kind]._meta.verbose_name}."
    if page.live and state == DRAFT and not (context.is_lenient or context.drafts_only):
        return f"“{page.title}” is live but the file says draft: unpublish it first."
    return ""


def _changes(
    plan: RowPlan, state: str, page: Page, by_state: dict[str, Page], context: ImportContext
) -> list[str]:
    """Return the changes in words; none if the row equals a version that it may describe.

    If it equals none, compare it with the first. If there is no version yet, return what will be
    created.
    """
    differences = []
    for version in _versions_to_compare(state, plan.how, page, by_state):
        now = page_values(version, context.bodies)
        changed = [
            _change_in_words(name, now[name], plan.values[name])
            for name in now
            if name in plan.values and plan.values[name] != now[name]
        ]
        if state == LIVE and not page.live and plan.how is not How.DRAFT:
            changed.append(_change_in_words("state", DRAFT, LIVE))
        differences.append(changed)
    if not differences:
        return [_version_text(state)]
    return [] if [] in differences else differences[0]


def _change_in_words(column: str, before: object, after: object) -> str:
    """Return the column with the old and the new cell, or alone if one of them is long."""
    cells = [cell(column, value) or "empty" for value in (before, after)]
    if max(map(len, cells)) > MAX_CELL_SHOWN:
        return column
    return f"{column} {cells[0]} → {cells[1]}"


def _is_as_exported(
    row: Row, kind: str, state: str, page: Page | None, context: ImportContext
) -> bool:
    """Whether the row equals the page's export.

    Such a row is accepted even if the page breaks a rule by now, such as a bundle with a deleted
    part.
    """
    if not isinstance(page, MODELS[kind]) or (state == LIVE and not page.live):
        return False
    by_state = dict(versions(page))
    return any(
        all(unescape_cell(cell(name, now[name])) == row.values.get(name, "") for name in now)
        for version in _versions_to_compare(state, _how(state, context), page, by_state)
        if (now := page_values(version, context.bodies))
    )


def _versions_to_compare(state: str, how: How, page: Page, by_state: dict[str, Page]) -> list[Page]:
    """Return the versions to compare the row with; empty if there is no such version yet.

    If the row would become a draft, it may equal the draft or the live version.
    """
    if state in (SCHEDULED, CHANGES):
        is_first_draft = state == CHANGES and not page.live
        version = by_state.get(state) or (by_state.get(DRAFT) if is_first_draft else None)
        return [version] if version else []
    first = next(iter(by_state.values()))
    return [by_state[CHANGES], first] if how is How.DRAFT and CHANGES in by_state else [first]


def _why_locked(page: Page, state: str, by_state: dict[str, Page]) -> str:
    """Return why the page cannot be written: an editor's work is never overwritten."""
    if page.locked:
        return f"“{page.title}” is locked: unlock it first."
    if page.workflow_in_progress:
        return f"“{page.title}” awaits approval: approve or cancel that first."
    # A `changes` row adds a draft beside a scheduled version; no draft is lost if there is none.
    is_only_scheduled = state == CHANGES and not {CHANGES, DRAFT} & set(by_state)
    if page.has_unpublished_changes and set(by_state) != {LIVE} and not is_only_scheduled:
        return f"“{page.title}” has a draft that would be lost: publish or discard it first."
    return ""


def _stock_and_image_changes(
    plan: RowPlan, page: Page, context: ImportContext, shop: Existing
) -> list[str]:
    """Return in words what changes besides the page: stock settings and image texts."""
    changed = [
        _change_in_words(name, getattr(page.stock, name), plan.values[name])
        for name in STOCK_COLUMNS
        if name in plan.values and plan.values[name] != getattr(page.stock, name)
    ]
    name = plan.values.get("image") or context.pictures.name_of(page.image_id)
    image = shop.image(context.pictures.pk_of(name))
    for column, now in (("image_title", "title"), ("image_alt", "description")):
        text = picture_text(name, column, plan.values, context)
        may_change = image and (not context.is_lenient or not getattr(image, now))
        if text and may_change and text != getattr(image, now):
            changed.append(_change_in_words(column, getattr(image, now), text))
    return changed


def picture_text(name: str, column: str, values: dict, context: ImportContext) -> str:
    """Return the picture's text. If several rows name the same picture, the first one decides."""
    first = context.contents.picture_texts.get(name)
    if first is None:
        return values.get(column, "")
    return first[0 if column == "image_title" else 1] if column in values else ""
