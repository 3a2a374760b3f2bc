"""Rows of categories, subcategories, product types and tags, identified by slug."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from catalog.imports.files.rows import Row
from catalog.imports.rows.fields import WholeNumberField, YesNoField
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.report import Outcome, RowPlan
from catalog.imports.rows.snippets import MODELS, Snippet
from catalog.models import Category, ProductType, Subcategory

COLUMN_OF = {"name": "title", "landing_text": "description", "image_id": "image"}


class SnippetRowForm(forms.Form):
    title = forms.CharField(max_length=80)
    slug = forms.SlugField(max_length=80)
    category = forms.CharField(required=False)
    description = forms.CharField(required=False, max_length=300)
    image = forms.CharField(required=False)
    image_title = forms.CharField(required=False, max_length=255)
    image_alt = forms.CharField(required=False, max_length=255)
    is_bundle_type = YesNoField()
    prices_per_hundred = YesNoField()
    sort_order = WholeNumberField(max_value=32_767)


def plan_snippet_row(row: Row, kind: str, context: ImportContext) -> RowPlan:
    slug = row.values.get("slug", "")
    plan = RowPlan(row.line, kind, slug, Outcome.UNCHANGED)
    form = SnippetRowForm(row.values)
    try:
        if not form.is_valid():
            raise ValidationError(
                "; ".join(
                    f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
                )
            )
        snippet = _snippet(MODELS[kind], slug, form.cleaned_data, context)
        before = {name: getattr(snippet, name) for name in _columns(snippet)}
        _fill(snippet, row, form.cleaned_data, context)
        snippet.full_clean(exclude=["category", "image"])
    except ValidationError as refusal:
        plan.outcome, plan.reason = Outcome.REFUSED, _in_words(refusal)
        return plan
    context.snippets.add(snippet)
    changed = [
        COLUMN_OF.get(name, name) for name in before if getattr(snippet, name) != before[name]
    ]
    if not snippet.pk:
        plan.outcome = Outcome.NEW
    elif changed:
        plan.outcome, plan.reason = Outcome.CHANGED, f"changes {', '.join(changed)}"
    image_columns = ("image", "image_title", "image_alt")
    plan.values = {"snippet": snippet} | {name: form.cleaned_data[name] for name in image_columns}
    return plan


def write_snippet(plan: RowPlan, context: ImportContext) -> None:
    snippet: Snippet = plan.values["snippet"]
    if isinstance(snippet, Subcategory):
        snippet.category_id = snippet.category.pk
    if isinstance(snippet, Category) and plan.values["image"]:
        snippet.image_id = context.pictures.pk_of(context.pictures.resolve(plan.values["image"]))
    snippet.save()
    context.snippets.add(snippet)


def _snippet(model: type[Snippet], slug: str, values: dict, context: ImportContext) -> Snippet:
    """Return the stored snippet, or a new unsaved one."""
    if model is not Subcategory:
        return model.objects.filter(slug=slug).first() or model(slug=slug)
    category = context.snippets.category(values["category"])
    if category is None:
        raise ValidationError(f"category: “{values['category']}” is not a known category.")
    found = Subcategory.objects.filter(slug=slug, category=category) if category.pk else None
    return (found.first() if found else None) or Subcategory(slug=slug, category=category)


def _columns(snippet: Snippet) -> list[str]:
    columns = ["name", "sort_order"]
    if isinstance(snippet, Category):
        columns += ["landing_text", "image_id", "prices_per_hundred"]
    return columns + (["is_bundle_type"] if isinstance(snippet, ProductType) else [])


def _fill(snippet: Snippet, row: Row, values: dict, context: ImportContext) -> None:
    for name in _columns(snippet):
        column = COLUMN_OF.get(name, name)
        if column not in row.values:
            continue
        value = values[column]
        if name == "image_id":
            value = context.pictures.pk_of(context.pictures.resolve(value)) if value else None
            if value is None and row.values["image"]:
                continue
        if value is not None or name == "image_id":
            setattr(snippet, name, value)


def _in_words(refusal: ValidationError) -> str:
    if not hasattr(refusal, "error_dict"):
        return " ".join(refusal.messages)
    return "; ".join(
        " ".join(messages) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(messages)}"
        for name, messages in refusal.message_dict.items()
    )
