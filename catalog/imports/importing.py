"""Importing a file: every row is checked before the first is written.

Writing goes through revisions, row by row, each in its own transaction: an import that is cut short
is finished by running it again.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.imports.bundle_rows import BundleRows
from catalog.imports.csv_rows import Row
from catalog.imports.product_rows import ProductRows
from catalog.imports.report import Outcome, Report, RowPlan
from catalog.models import Sku

Rows = ProductRows | BundleRows
Progress = Callable[[list], Iterable]


def plan_import(rows: Rows, path: Path) -> Report:
    """What importing this file would do. FileRefused when it cannot be read at all."""
    reading = rows.read(path)
    seen: dict[str, int] = {}
    plans = [_plan(rows, row, seen) for row in reading.rows]
    plans += [RowPlan(line, "", Outcome.LEFT_OUT, why) for line, why in reading.left_out]
    return Report(plans, reading.unknown_columns, rows.new_snippets())


class RowRefused(Exception):
    """The row was good when it was checked, and is not any more; the message says why."""


def apply_import(
    rows: Rows, report: Report, *, publish: bool = True, progress: Progress = iter, user=None
) -> list[RowPlan]:
    """Write what is new and changed, and publish it unless drafts are wanted. The rows that an
    editor's work of the last minutes made impossible come back refused, and are not written."""
    refused = []
    with transaction.atomic():
        rows.prepare()
    for plan in progress(report.to_write):
        try:
            with transaction.atomic():
                _write(rows, plan, user, publish=publish)
        except RowRefused as refusal:
            refused.append(replace(plan, outcome=Outcome.REFUSED, reason=str(refusal)))
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            refused.append(replace(plan, outcome=Outcome.REFUSED, reason=reason))
    return refused


def _plan(rows: Rows, row: Row, seen: dict[str, int]) -> RowPlan:
    sku = row.values.get("sku", "")
    form = rows.form(row.values)
    if not form.is_valid():
        return RowPlan(row.line, sku, Outcome.REFUSED, form.errors_in_words())
    if sku in seen:
        reason = f"SKU {sku} stands on line {seen[sku]} already."
        return RowPlan(row.line, sku, Outcome.REFUSED, reason)
    seen[sku] = row.line
    claim = Sku.objects.filter(pk=sku).select_related("page").first()
    if claim is None:
        return RowPlan(row.line, sku, Outcome.NEW, values=form.cleaned_data)
    return _plan_existing(rows, row, claim, form.cleaned_data)


def _plan_existing(rows: Rows, row: Row, claim: Sku, values: dict) -> RowPlan:
    page = claim.page.specific if claim.page else None
    if _is_own_draft(rows, page, values):
        return RowPlan(row.line, claim.pk, Outcome.UNCHANGED)
    refusal = _refusal(rows, claim, page)
    if refusal:
        return RowPlan(row.line, claim.pk, Outcome.REFUSED, refusal)
    changed = rows.changed_fields(page, values)
    if not changed:
        return RowPlan(row.line, claim.pk, Outcome.UNCHANGED)
    reason = f"changes {', '.join(changed)}"
    return RowPlan(row.line, claim.pk, Outcome.CHANGED, reason, values)


def _is_own_draft(rows: Rows, page, values: dict) -> bool:
    """A draft that says what the row says: an import of drafts, run again, has nothing to do."""
    if not isinstance(page, rows.model) or not page.has_unpublished_changes:
        return False
    return not rows.changed_fields(page.get_latest_revision_as_object(), values)


def _refusal(rows: Rows, claim: Sku, page) -> str:
    if page is None:
        return f"SKU {claim.pk} belonged to a page that was deleted; a SKU is given once."
    if not isinstance(page, rows.model):
        kind = rows.model._meta.verbose_name
        return f"SKU {claim.pk} belongs to “{page.title}”, which is no {kind}."
    if page.has_unpublished_changes:
        return f"“{page.title}” has a draft that would be lost: publish or discard it first."
    return ""


def _page_as_it_is(rows: Rows, plan: RowPlan):
    """The page of today: somebody may have edited it since the rows were checked."""
    claim = Sku.objects.select_related("page").get(pk=plan.sku)
    page = claim.page.specific if claim.page else None
    if refusal := _refusal(rows, claim, page):
        raise RowRefused(refusal)
    return page


def _write(rows: Rows, plan: RowPlan, user, *, publish: bool) -> None:
    page = rows.model(live=False) if plan.outcome is Outcome.NEW else _page_as_it_is(rows, plan)
    rows.fill(page, plan.values)
    if plan.outcome is Outcome.NEW:
        page.sku = plan.sku
        rows.parent.refresh_from_db()
        rows.parent.add_child(instance=page)
    revision = page.save_revision(user=user)
    if publish and not rows.stays_draft(plan.values):
        revision.publish(user=user)
    if plan.outcome is Outcome.NEW:
        rows.after_new(page, plan.values)
