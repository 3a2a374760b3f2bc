"""Stock of one SKU in the admin: count it, add or remove pieces, set limits.

It is separate from the page form (law 1).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks
from wagtail.admin.ui.components import Component

from catalog.desk.stock.count_sentences import describe_below_held, describe_count
from catalog.desk.stock.entries import BookedBefore, book_count
from catalog.desk.stock.entry_forms import REFERENCE_LENGTH, CountForm
from catalog.desk.stock.moves import load_moves
from catalog.desk.stock.pages import page_frame
from catalog.models import Stock, StockMove
from catalog.models.stock import OutOfStock, add_stock
from catalog.models.stock_counts import CountBelowHeld
from catalog.models.users import AnyUser
from catalog.pages.rights.selling_rights import SELLING_TERMS, may_change_selling_terms

MAX_MOVES_SHOWN = 20
Reason = StockMove.Reason
MANUAL_REASONS = (Reason.DELIVERY, Reason.RETURN, Reason.DAMAGE)
# A function of a higher layer: user, SKU and the fields of a refused count (`fields_of_count`) to
# a Component or None.
STOCK_PANEL_HOOK = "register_stock_panel"
COUNT_FIELDS = ("counted", "counted_at", "opened_at", "count_note")
COUNTED_BEFORE = (
    "This form was sent before. Nothing was booked again. To record another count, send the form "
    "below."
)


class StockForm(forms.Form):
    """Change of stock with its reason.

    `seen_move` is the last change that the editor saw. If there is a later one, from another editor
    or because the form was sent twice, the form is shown again and nothing is counted.
    """

    pieces = forms.IntegerField(
        min_value=-100_000,
        max_value=100_000,
        help_text="The difference, not the new total: 12 adds pieces, -3 removes them.",
    )
    reason = forms.ChoiceField(
        choices=[(reason, reason.label.capitalize()) for reason in MANUAL_REASONS]
    )
    note = forms.CharField(
        max_length=60, required=False, help_text="Such as the delivery note's number."
    )
    seen_move = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, last_move: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen_move": last_move}
        super().__init__(*args, **kwargs)
        self.last_move = last_move

    def clean_pieces(self) -> int:
        if not self.cleaned_data["pieces"]:
            raise ValidationError("Enter a number other than 0.")
        return self.cleaned_data["pieces"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        pieces, reason = cleaned.get("pieces"), cleaned.get("reason")
        if pieces and pieces > 0 and reason == Reason.DAMAGE:
            self.add_error("pieces", "Damage removes pieces: enter a number below 0.")
        if pieces and pieces < 0 and reason in (Reason.DELIVERY, Reason.RETURN):
            self.add_error("pieces", "A delivery or return adds pieces: enter a number above 0.")
        if not self.errors and cleaned.get("seen_move") != self.last_move:
            raise ValidationError(
                "The stock has changed since you opened this form, perhaps by this change. Check "
                "the list below, and send the form again if it is still right."
            )
        return cleaned


class LowStockForm(forms.ModelForm):
    class Meta:
        model = Stock
        fields = ["low_at"]


class OrderLimitForm(forms.ModelForm):
    """Limit per order. It is stored with the stock and not on the page, because publishing an older
    draft would restore an older limit (law 1).
    """

    class Meta:
        model = Stock
        fields = ["most_per_order"]


@permission_required("catalog.change_stock", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change_stock(request: HttpRequest, sku: str) -> HttpResponse:
    """Show a SKU's stock; record a difference, or set when stock is low."""
    stock = get_object_or_404(Stock, pk=sku)
    sets_low = "low_at" in request.POST
    form = StockForm(
        data=request.POST if request.POST and not sets_low else None, last_move=_last_move(sku)
    )
    low_form = LowStockForm(request.POST if sets_low else None, instance=stock)
    if sets_low and low_form.is_valid():
        Stock.objects.filter(pk=sku).update(low_at=low_form.cleaned_data["low_at"])
        messages.success(request, f"{sku} counts as low at {stock.low_at} pieces or fewer.")
        return redirect("change_stock", sku=sku)
    if form.is_bound and form.is_valid() and record_change(form, sku=sku, user=request.user):
        messages.success(request, f"{sku}: {form.cleaned_data['pieces']:+d} recorded.")
        return redirect("change_stock", sku=sku)
    if form.is_bound:
        data = request.POST.copy()
        data["seen_move"] = str(form.last_move)
        form.data = data
    return _show(request, sku, form=form, low_form=low_form)


@permission_required("catalog.change_stock", raise_exception=True)
@require_POST
def count_stock_of(request: HttpRequest, sku: str) -> HttpResponse:
    """Record how many pieces of a SKU were counted."""
    get_object_or_404(Stock, pk=sku)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _show(request, sku, count_form=form)
    sent = form.cleaned_data
    try:
        move = book_count(
            token=sent["token"],
            sku=sku,
            counted=sent["counted"],
            counted_at=sent["counted_at"],
            reference=sent["count_note"],
            by=request.user,
        )
    except CountBelowHeld as refused:
        form.add_error("counted", describe_below_held(refused))
        return _show(request, sku, count_form=form)
    except BookedBefore:
        messages.warning(request, COUNTED_BEFORE)
    else:
        messages.success(request, f"{sku}: {describe_count(move, sent['counted_at'])}")
    return redirect("change_stock", sku=sku)


@permission_required(SELLING_TERMS, raise_exception=True)
@require_POST
def change_order_limit(request: HttpRequest, sku: str) -> HttpResponse:
    stock = get_object_or_404(Stock, pk=sku)
    form = OrderLimitForm(request.POST, instance=stock)
    if form.is_valid():
        limit = form.cleaned_data["most_per_order"]
        Stock.objects.filter(pk=sku).update(most_per_order=limit)
        text = f"at most {limit} in one order" if limit else "the shop's usual limit per order"
        messages.success(request, f"{sku}: {text}.")
    else:
        messages.error(request, "The limit per order must be a whole number above 0, or empty.")
    return redirect("change_stock", sku=sku)


def _show(request: HttpRequest, sku: str, **forms_sent: forms.BaseForm) -> HttpResponse:
    # An invalid ModelForm has changed its instance, so load the stored values again.
    stock = Stock.objects.select_related("sku__page").get(pk=sku)
    keys = StockMove.objects.filter(sku=sku).values_list("pk", flat=True)[:MAX_MOVES_SHOWN]
    context = {
        "stock": stock,
        "form": StockForm(last_move=_last_move(sku)),
        "count_form": CountForm(initial=fields_of_count(request.GET)),
        "low_form": LowStockForm(instance=stock),
        "moves": load_moves(list(keys), request.user),
        "panels": _panels(request, sku),
        "ledger_url": f"{reverse('list_stock_moves')}?sku={sku}",
    }
    context |= page_frame(f"Stock of {sku}") | forms_sent
    may_limit = may_change_selling_terms(request.user)
    context["limit_form"] = OrderLimitForm(instance=stock) if may_limit else None
    return render(request, "catalog/desk/stock/change_stock.html", context)


def _panels(request: HttpRequest, sku: str) -> list[Component]:
    """Return what higher layers show of this SKU to this user."""
    count = fields_of_count(request.POST) or fields_of_count(request.GET)
    found = (make(request.user, sku, count) for make in hooks.get_hooks(STOCK_PANEL_HOOK))
    return [panel for panel in found if panel]


def fields_of_count(data: QueryDict) -> dict[str, str]:
    """Return the fields of a count that was refused, to send it again; none without a number."""
    counted = data.get("counted", "")
    if not (counted.isascii() and counted.isdecimal()):
        return {}
    return {name: str(data[name])[:REFERENCE_LENGTH] for name in COUNT_FIELDS if name in data}


def _last_move(sku: str) -> int:
    return StockMove.objects.filter(sku=sku).values_list("pk", flat=True).first() or 0


def record_change(form: StockForm, *, sku: str, user: AnyUser) -> bool:
    """Add the pieces. Return False, with an error on the form, if too few are available."""
    cleaned = form.cleaned_data
    try:
        add_stock(
            sku,
            cleaned["pieces"],
            reason=Reason(cleaned["reason"]),
            reference=cleaned["note"],
            moved_by=user,
        )
    except OutOfStock:
        form.add_error(
            "pieces",
            "Fewer than that are available: pieces held for unpaid orders cannot be removed.",
        )
        return False
    return True
