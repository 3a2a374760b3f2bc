"""Importing a file: every row is checked before the first is written.

Writing goes through revisions, row by row, each in its own transaction: an import that is cut short
is finished by running it again.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from django.db import transaction

from catalog.imports.bundle_rows import BundleRows
from catalog.imports.csv_rows import Row, read_rows
from catalog.imports.product_rows import ProductRows
from catalog.imports.report import Outcome, Report, RowPlan
from catalog.models import Sku

Rows = ProductRows | BundleRows
Progress = Callable[[list], Iterable]


def plan_import(rows: Rows, path: Path) -> Report:
    """What importing this file would do. FileRefused when it cannot be read at all."""
    found, unknown = read_rows(path, columns=rows.columns)
    seen: dict[str, int] = {}
    return Report([_plan(rows, row, seen) for row in found], unknown)


def apply_import(rows: Rows, report: Report, *, progress: Progress = iter, user=None) -> None:
    """Write what is new and changed, and publish it."""
    for plan in progress(report.to_write):
        with transaction.atomic():
            _write(rows, plan, user)


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
    refusal = _refusal(rows, claim, page)
    if refusal:
        return RowPlan(row.line, claim.pk, Outcome.REFUSED, refusal)
    changed = rows.changed_fields(page, values)
    if not changed:
        return RowPlan(row.line, claim.pk, Outcome.UNCHANGED)
    reason = f"changes {', '.join(changed)}"
    return RowPlan(row.line, claim.pk, Outcome.CHANGED, reason, values | {"page": page})


def _refusal(rows: Rows, claim: Sku, page) -> str:
    if page is None:
        return f"SKU {claim.pk} belonged to a page that was deleted; a SKU is given once."
    if not isinstance(page, rows.model):
        kind = rows.model._meta.verbose_name
        return f"SKU {claim.pk} belongs to “{page.title}”, which is no {kind}."
    if page.has_unpublished_changes:
        return f"“{page.title}” has a draft that would be lost: publish or discard it first."
    return ""


def _write(rows: Rows, plan: RowPlan, user) -> None:
    page = plan.values.get("page") or rows.model(live=False)
    rows.fill(page, plan.values)
    if plan.outcome is Outcome.NEW:
        page.sku = plan.sku
        rows.parent.refresh_from_db()
        rows.parent.add_child(instance=page)
    page.save_revision(user=user).publish(user=user)
    if plan.outcome is Outcome.NEW:
        rows.after_new(page, plan.values)
