"""List of reviews in the admin, with search and filters. The menu opens the waiting ones."""

from django.contrib.admin.utils import quote
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import register_permission_policy

from catalog.models import Review, ReviewState
from catalog.models.review import MAX_STARS
from catalog.moderation.page import moderate_review
from catalog.moderation.rights import Moderators

ROWS_PER_PAGE = 50
WORDS_SHOWN = 20


class ReviewFilterSet(WagtailFilterSet):
    state = ChoiceFilter(label="State", choices=ReviewState)
    stars = ChoiceFilter(
        label="Stars", choices=[(stars, f"{stars} of {MAX_STARS}") for stars in range(5, 0, -1)]
    )
    answered = ChoiceFilter(
        label="Answer",
        choices=[("yes", "Answered"), ("no", "Not answered")],
        method="with_answer",
    )

    class Meta:
        model = Review
        fields = ["state", "stars", "answered"]

    def with_answer(self, reviews: QuerySet[Review], name: str, value: str) -> QuerySet[Review]:
        return reviews.exclude(answer="") if value == "yes" else reviews.filter(answer="")


class StarsColumn(Column):
    cell_template_name = "catalog/moderation/stars_cell.html"


class StateColumn(Column):
    cell_template_name = "catalog/moderation/state_cell.html"


class ReviewIndexView(IndexView):
    any_permission_required = ["change"]
    default_ordering = "-edited_at"
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="review"),
        TitleColumn(
            "text",
            label="Review",
            accessor=lambda review: Truncator(review.text).words(WORDS_SHOWN),
            get_url=lambda review: reverse("reviews:edit", args=[review.pk]),
            get_title_id=lambda review: f"review_{quote(review.pk)}_title",
        ),
        StarsColumn("stars", label="Stars", sort_key="stars"),
        Column("sku_id", label="SKU", sort_key="sku_id"),
        Column("author_name", label="Author"),
        StateColumn("state", label="State", sort_key="state"),
        DateColumn("edited_at", label="Written", sort_key="edited_at"),
    ]

    def get_base_queryset(self) -> QuerySet[Review]:
        return super().get_base_queryset().select_related("author")


class WaitingMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Moderators(Review).user_has_permission(request.user, "change")


class ReviewDesk(ModelViewSet):
    model = Review
    icon = "comment"
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ReviewIndexView
    index_template_name = "catalog/moderation/list.html"
    filterset_class = ReviewFilterSet
    list_per_page = ROWS_PER_PAGE
    search_fields = ["text", "sku__code", "sku__page__title"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return only the list and the moderation page: no add, delete or copy views."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", moderate_review, name="edit"),
        ]


@hooks.register("register_admin_viewset")
def review_desk() -> ModelViewSet:
    return ReviewDesk("reviews")


@hooks.register("register_admin_menu_item")
def review_menu_item() -> MenuItem:
    waiting = f"{reverse('reviews:index')}?state={ReviewState.WAITING}"
    return WaitingMenuItem("Reviews", waiting, name="reviews", icon_name="comment", order=150)


register_permission_policy(Review, Moderators(Review))
