"""Adding to the stock and taking from it: a form of its own, never part of a page's (law 1)."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST
from wagtail import hooks

from catalog.models import Stock, StockMove
from catalog.pages.selling_rights import SELLING_TERMS, may_change_selling_terms
from catalog.stock import OutOfStock, add_stock

MOVES_SHOWN = 20
Reason = StockMove.Reason
BY_HAND = (Reason.DELIVERY, Reason.RETURN, Reason.COUNT, Reason.DAMAGE)


class StockForm(forms.Form):
    """How many come or go, and why. `seen_move` is the last move that the editor saw: a form that
    is sent twice, or was overtaken by somebody else's, is shown again instead of counted twice."""

    pieces = forms.IntegerField(
        min_value=-100_000,
        max_value=100_000,
        help_text="How many came in (12) or went out (-3): the difference, not the new total.",
    )
    reason = forms.ChoiceField(choices=[(reason, reason.label.capitalize()) for reason in BY_HAND])
    note = forms.CharField(
        max_length=60, required=False, help_text="Such as the delivery note's number."
    )
    seen_move = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, last_move: int, **kwargs):
        super().__init__(*args, initial={"seen_move": last_move}, **kwargs)
        self.last_move = last_move

    def clean_pieces(self):
        if not self.cleaned_data["pieces"]:
            raise ValidationError("Nothing comes and nothing goes: give a number other than 0.")
        return self.cleaned_data["pieces"]

    def clean(self):
        asked = super().clean()
        pieces, reason = asked.get("pieces"), asked.get("reason")
        if pieces and pieces > 0 and reason == Reason.DAMAGE:
            self.add_error("pieces", "Damage takes pieces away: give a number below 0.")
        if pieces and pieces < 0 and reason in (Reason.DELIVERY, Reason.RETURN):
            self.add_error("pieces", "A delivery or a return brings pieces: above 0.")
        if not self.errors and asked.get("seen_move") != self.last_move:
            raise ValidationError(
                "The stock has moved since you opened this form, perhaps by this very change. "
                "Look at the list below, and send it again if it is still right."
            )
        return asked


class LowStockForm(forms.ModelForm):
    class Meta:
        model = Stock
        fields = ["low_at"]


class OrderLimitForm(forms.ModelForm):
    """A selling term kept beside the stock: on the page, publishing an older draft would bring an
    older limit back (law 1)."""

    class Meta:
        model = Stock
        fields = ["most_per_order"]


@permission_required("catalog.change_stock", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def change_stock(request, sku: str):
    stock = get_object_or_404(Stock.objects.select_related("sku__page"), pk=sku)
    moves = StockMove.objects.filter(sku=sku).select_related("moved_by")
    last_move = moves.values_list("pk", flat=True).first() or 0
    sets_low = "low_at" in request.POST
    form = StockForm(
        data=request.POST if request.POST and not sets_low else None, last_move=last_move
    )
    low_form = LowStockForm(request.POST if sets_low else None, instance=stock)
    if sets_low and low_form.is_valid():
        Stock.objects.filter(pk=sku).update(low_at=low_form.cleaned_data["low_at"])
        messages.success(request, f"{sku} counts as low at {stock.low_at} pieces or fewer.")
        return redirect("change_stock", sku=sku)
    if form.is_bound and form.is_valid() and _move(form, sku=sku, user=request.user):
        messages.success(request, f"{sku}: {form.cleaned_data['pieces']:+d} noted.")
        return redirect("change_stock", sku=sku)
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen_move"] = str(last_move)
    may_limit = may_change_selling_terms(request.user)
    # A ModelForm writes onto its instance even where it is refused: show what is stored.
    stored = Stock.objects.select_related("sku__page").get(pk=sku)
    context = {"stock": stored, "form": form, "low_form": low_form, "moves": moves[:MOVES_SHOWN]}
    context["limit_form"] = OrderLimitForm(instance=stored) if may_limit else None
    return render(request, "catalog/desk/change_stock.html", context)


@permission_required(SELLING_TERMS, raise_exception=True)
@require_POST
def change_order_limit(request, sku: str):
    stock = get_object_or_404(Stock, pk=sku)
    form = OrderLimitForm(request.POST, instance=stock)
    if form.is_valid():
        most = form.cleaned_data["most_per_order"]
        Stock.objects.filter(pk=sku).update(most_per_order=most)
        said = f"at most {most} in one order" if most else "as many in one order as the rules say"
        messages.success(request, f"{sku}: {said}.")
    else:
        messages.error(request, "The most in one order is a whole number above 0, or empty.")
    return redirect("change_stock", sku=sku)


def _move(form: StockForm, *, sku: str, user) -> bool:
    asked = form.cleaned_data
    try:
        add_stock(
            sku,
            asked["pieces"],
            reason=Reason(asked["reason"]),
            reference=asked["note"],
            moved_by=user,
        )
    except OutOfStock:
        form.add_error(
            "pieces",
            "Fewer than that are free: what is held for unpaid orders cannot be taken away.",
        )
        return False
    return True


@hooks.register("register_admin_urls")
def stock_urls():
    return [
        path("stock/<str:sku>/", change_stock, name="change_stock"),
        path("stock/<str:sku>/limit/", change_order_limit, name="change_order_limit"),
    ]
