"""Admin views to save the filters of the list of orders under a name, and to delete them."""

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.models import User
from checkout.desk.orders.quick_filters import query_in_force, savable_query
from checkout.desk.owner_only import owner_only
from checkout.models import SavedOrderFilter
from checkout.models.saved_order_filter import MAX_SAVED

LIST = "checkout_order_modeladmin_index"


class SavedFilterForm(forms.ModelForm):
    class Meta:
        model = SavedOrderFilter
        fields = ["name", "query"]

    def clean_query(self) -> str:
        query = savable_query(QueryDict(self.cleaned_data["query"]))
        if not query:
            raise forms.ValidationError("Choose a filter first.")
        return query


@owner_only
@require_POST
def save_order_filter(request: HttpRequest) -> HttpResponse:
    """Save the filter without the search; one of the same name is replaced. Lead back to the list
    as it was."""
    user = cast(User, request.user)
    form = SavedFilterForm(request.POST)
    mine = SavedOrderFilter.objects.filter(user=user)
    list_url = f"{reverse(LIST)}?{query_in_force(QueryDict(request.POST.get('query', '')))}"
    if not form.is_valid():
        problems = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, f"The filter was not saved. {problems}")
        return redirect(list_url)
    name, query = form.cleaned_data["name"], form.cleaned_data["query"]
    if mine.exclude(name=name).count() >= MAX_SAVED:
        messages.error(request, f"You have {MAX_SAVED} filters. Delete one first.")
    else:
        mine.update_or_create(user=user, name=name, defaults={"query": query})
        messages.success(request, f"The filter “{name}” is saved.")
    return redirect(list_url)


@owner_only
@require_POST
def delete_order_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an own filter. 404 for that of another user."""
    saved = get_object_or_404(SavedOrderFilter, pk=pk, user=cast(User, request.user))
    saved.delete()
    messages.success(request, f"The filter “{saved.name}” is deleted.")
    return redirect(LIST)
