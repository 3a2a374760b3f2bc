"""Page to moderate one review."""

from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from catalog.models import Review
from catalog.models.users import AnyUser
from catalog.moderation.forms import ANSWER, APPROVE, REJECT, ModerationForm
from catalog.moderation.rights import MODERATE
from catalog.reviews import answer_review, approve_reviews, reject_reviews

DONE = {
    APPROVE: "The review is shown in the shop.",
    REJECT: "The review is not shown. Its author sees the reason.",
    ANSWER: "The answer is saved.",
}


@permission_required(MODERATE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def moderate_review(request: HttpRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.select_related("author", "sku__page"), pk=pk)
    form = ModerationForm(request.POST or None, instance=review)
    if form.is_valid():
        if _decide(pk, form.cleaned_data, by=request.user):
            messages.success(request, DONE[form.cleaned_data["decision"]])
            return redirect("reviews:index")
        messages.warning(request, "The author has edited the review meanwhile. Read it again.")
        return redirect("reviews:edit", pk)
    # An invalid ModelForm has changed its instance, so load the stored values again.
    stored = Review.objects.select_related("author", "sku__page", "moderated_by").get(pk=pk)
    return render(request, "catalog/moderation/review.html", {"review": stored, "form": form})


@transaction.atomic
def _decide(pk: int, cleaned: dict, *, by: AnyUser) -> bool:
    """Apply the decision. Return False, without changes, if the review was edited meanwhile."""
    seen = (pk, cleaned["version"])
    if not answer_review(seen, answer=cleaned["answer"], by=by):
        return False
    if cleaned["decision"] == APPROVE:
        approve_reviews([seen], by=by)
    if cleaned["decision"] == REJECT:
        reject_reviews([seen], reason=cleaned["reason"], by=by)
    return True
