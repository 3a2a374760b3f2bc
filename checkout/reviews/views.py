"""Views of a customer's own reviews."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from catalog import reviews
from catalog.models import Review, Sku
from catalog.offers import offers_for
from checkout.reviews.forms import ReviewForm
from checkout.reviews.purchases import may_review, purchases_of


@login_required
@require_safe
def show_reviews(request: HttpRequest) -> HttpResponse:
    """List what the customer may review or has reviewed."""
    context = {"purchases": purchases_of(_customer(request))}
    return render(request, "checkout/reviews.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: HttpRequest, sku: str) -> HttpResponse:
    """Show the form, or store the review for moderation."""
    customer = _customer(request)
    if not may_review(customer, sku):
        return _refuse(request, sku)
    if request.method != "POST":
        return _show(request, sku, form=ReviewForm(initial=_stored_values(customer, sku)))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, sku, form=form, status=400)
    reviews.write_review(sku=sku, author=customer, **form.cleaned_data)
    messages.success(request, "Thank you. Your review will be shown once we have checked it.")
    return redirect("show_reviews")


@login_required
@require_POST
def withdraw_review(request: HttpRequest, sku: str) -> HttpResponse:
    """Delete the customer's review."""
    author = _customer(request)
    if reviews.withdraw_review(sku=get_object_or_404(Sku, pk=sku).pk, author=author):
        messages.success(request, "Your review is deleted.")
    else:
        messages.info(request, "You have no review of this item.")
    return redirect("show_reviews")


def _customer(request: HttpRequest) -> User:
    return cast(User, request.user)  # the views require a login


def _stored_values(user: User, sku: str) -> dict[str, Any]:
    values = Review.objects.filter(author=user, sku=sku).values("stars", "text").first()
    return dict(values or {})


def _refuse(request: HttpRequest, sku: str) -> HttpResponse:
    """Respond with 403 and the reason, or with 404 if the SKU is not for sale or unknown."""
    if sku not in offers_for([sku]):
        raise Http404("Nothing to review here.")
    return _show(request, sku, form=None, status=403)


def _show(
    request: HttpRequest, sku: str, *, form: ReviewForm | None, status: int = 200
) -> HttpResponse:
    review = Review.objects.filter(author=_customer(request), sku=sku).first()
    context = {"sku": sku, "offer": offers_for([sku]).get(sku), "form": form, "review": review}
    return render(request, "checkout/write_review.html", context, status=status)
