"""A customer's own reviews. The address names what is reviewed; the account, whose review it is."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog import reviews
from catalog.models import Review, Sku
from catalog.offers import offers_for
from checkout.reviews.forms import ReviewForm
from checkout.reviews.purchases import may_review, purchases_of


@login_required
@require_safe
def show_reviews(request: HttpRequest) -> HttpResponse:
    context = {"purchases": purchases_of(request.user)}
    return render(request, "checkout/reviews.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: HttpRequest, sku: str) -> HttpResponse:
    if not may_review(request.user, sku):
        return _refuse(request, sku)
    if request.method != "POST":
        return _show(request, sku, form=ReviewForm(initial=_written(request.user, sku)))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, sku, form=form, status=400)
    reviews.write_review(sku=sku, author=request.user, **form.cleaned_data)
    messages.success(request, "Thank you. Your review is shown once we have read it.")
    return redirect("show_reviews")


@login_required
@require_POST
def withdraw_review(request: HttpRequest, sku: str) -> HttpResponse:
    if reviews.withdraw_review(sku=get_object_or_404(Sku, pk=sku).pk, author=request.user):
        messages.success(request, "Your review is deleted.")
    else:
        messages.info(request, "There was no review of yours to delete.")
    return redirect("show_reviews")


def _written(user, sku: str) -> dict:
    return Review.objects.filter(author=user, sku=sku).values("stars", "text").first() or {}


def _refuse(request: HttpRequest, sku: str) -> HttpResponse:
    """403 with the reason; a SKU that is not for sale is as unknown as one that is none."""
    if sku not in offers_for([sku]):
        raise Http404("Nothing to review here.")
    return _show(request, sku, form=None, status=403)


def _show(request: HttpRequest, sku: str, *, form: ReviewForm | None, status: int = 200):
    review = Review.objects.filter(author=request.user, sku=sku).first()
    context = {"sku": sku, "offer": offers_for([sku]).get(sku), "form": form, "review": review}
    return render(request, "checkout/write_review.html", context, status=status)
