"""Chooser of approved reviews, for editors of content pages."""

from typing import Any

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from catalog.models import Review


def _product(review: Review) -> str:
    return review.sku.page.title if review.sku.page else review.sku_id


class ApprovedReviews:
    """Mixin of chooser views: approved reviews, newest first, with what they are about."""

    def get_object_list(self) -> Any:
        return Review.objects.approved().select_related("sku__page", "author")

    @property
    def columns(self) -> list[Column]:
        title = self.title_column  # type: ignore[attr-defined]  # of the chooser view
        return [
            title,
            Column("product", label="Product", accessor=_product),
            Column("text", label="Text"),
            Column("author_name", label="Author"),
        ]


class ChooseReview(ApprovedReviews, ChooseView):
    pass


class ChooseReviewResults(ApprovedReviews, ChooseResultsView):
    pass


class ReviewChooserViewSet(ChooserViewSet):
    model = Review
    icon = "openquote"
    choose_one_text = "Choose an approved review"
    choose_another_text = "Choose another review"
    choose_view_class = ChooseReview
    choose_results_view_class = ChooseReviewResults
    creation_form_class = None
    per_page = 20


review_chooser_viewset = ReviewChooserViewSet("review_chooser")
ApprovedReviewBlock = review_chooser_viewset.get_block_class(
    name="ApprovedReviewBlock", module_path="home.blocks.review_chooser"
)
