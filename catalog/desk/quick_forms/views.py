"""Views of the quick forms: a new product or bundle on one screen, without autosave.

They create the page as Wagtail's own form does, with the same hooks, revision and history.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages as admin_messages
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from catalog.desk.pages.create_views import SkuCreateView
from catalog.desk.pages.publish_warnings import summarise_draft, warnings_about
from catalog.desk.quick_forms.bundle_form import bundle_form_class, bundle_panels
from catalog.desk.quick_forms.guesses import guess_tier, guess_type
from catalog.desk.quick_forms.product_form import product_form_class
from catalog.desk.quick_forms.sku_proposals import propose_bundle_sku, propose_product_sku
from catalog.models import (
    BundleIndexPage,
    BundlePage,
    Category,
    ProductIndexPage,
    ProductPage,
    StockMove,
)
from catalog.models.stock import add_stock
from catalog.models.users import AnyUser
from sitewide.numbers import is_primary_key

FIRST_DELIVERY = "First delivery"


class QuickCreateView(SkuCreateView):
    """Creates a page below the first list of its kind in which the user may create pages."""

    template_name = "catalog/desk/quick_forms/form.html"
    parent_model: ClassVar[type[Page]]
    created_model: ClassVar[type[Page]]
    list_url_name: ClassVar[str]
    full_form_url_name: ClassVar[str]
    list_label: ClassVar[str]
    noun: ClassVar[str]

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        parent = parent_for(self.parent_model, request.user)
        return super().dispatch(request, "catalog", self.created_model._meta.model_name, parent.pk)

    def quick_form_class(self) -> type[WagtailAdminPageForm]:
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        self.form_class = self.quick_form_class()
        return super().get(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        self.form_class = self.quick_form_class()
        return super().post(request)

    def save_action(self) -> HttpResponse:
        return self._create(super().save_action)

    def publish_action(self) -> HttpResponse:
        return self._create(super().publish_action)

    def submit_action(self) -> HttpResponse:
        return self._create(super().submit_action)

    def after_creating(self) -> None:
        """Do what belongs to the page's creation, in its transaction."""

    def _create(self, action: Callable[[], HttpResponse]) -> HttpResponse:
        response = action()
        self.after_creating()
        if self.page.live and (warnings := warnings_about(summarise_draft(self.page))):
            messages.warning(self.request, f"“{self.page.title}”: {' '.join(warnings)}")
        return response

    def redirect_away(self) -> HttpResponse:
        return redirect(self.list_url_name)

    def redirect_and_remain(self) -> HttpResponse:
        """Go to the list: the full form would save a draft by itself from then on."""
        admin_messages.info(
            self.request,
            f"“{self.page.title}” is a draft: shoppers do not see it yet.",
            buttons=[admin_messages.button(self.get_edit_url(), "Full form")],
        )
        return redirect(self.list_url_name)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listed = {"url": reverse(self.list_url_name), "label": self.list_label}
        return [*self.breadcrumbs_items, listed, {"url": "", "label": f"New {self.noun}"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the template shows, without Wagtail's panels at the side of the form."""
        context = WagtailAdminTemplateMixin.get_context_data(self, **kwargs)
        return context | {
            "form": self.form,
            "media": self.form.media,
            "preview_url": self.form.preview_url(),
            "noun": self.noun,
            "upload_url": reverse("upload_picture", args=[self.parent_page.pk]),
            "full_form_url": reverse(self.full_form_url_name),
            "list_url": reverse(self.list_url_name),
            "may_publish": self.parent_page_perms.can_publish_subpage(),
            "may_submit": self.parent_page.has_workflow,
            "has_unsaved_changes": self.has_unsaved_changes,
        }


class AddProduct(QuickCreateView):
    page_title = "New product"
    header_icon = "tag"
    parent_model = ProductIndexPage
    created_model = ProductPage
    list_url_name = "products:index"
    full_form_url_name = "products:choose_parent"
    list_label = "Products"
    noun = "product"

    def quick_form_class(self) -> type[WagtailAdminPageForm]:
        return product_form_class()

    def after_creating(self) -> None:
        if pieces := self.form.cleaned_data.get("pieces"):
            add_stock(
                self.page.sku,
                pieces,
                reason=StockMove.Reason.DELIVERY,
                reference=FIRST_DELIVERY,
                moved_by=self.request.user,
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"guesses_url": reverse("guess_product")}


class AddBundle(QuickCreateView):
    template_name = "catalog/desk/quick_forms/bundle_form.html"
    page_title = "New bundle"
    header_icon = "list-ul"
    parent_model = BundleIndexPage
    created_model = BundlePage
    list_url_name = "bundles:index"
    full_form_url_name = "bundles:choose_parent"
    list_label = "Bundles"
    noun = "bundle"

    def quick_form_class(self) -> type[WagtailAdminPageForm]:
        return bundle_form_class()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        bound = bundle_panels().get_bound_panel(
            request=self.request, instance=self.page, form=self.form
        )
        parts, figures = bound.children[-2:]
        return context | {
            "guesses_url": reverse("guess_bundle"),
            "media": context["media"] + parts.media + figures.media,
            "parts_panel": parts,
            "figures_panel": figures,
        }


def parent_for(model: type[Page], user: AnyUser) -> Page:
    """Return the first page of this model below which the user may create pages.

    Raise PermissionDenied if there is none.
    """
    for parent in model.objects.order_by("path"):
        if parent.permissions_for_user(user).can_add_subpage():
            return parent
    raise PermissionDenied


@never_cache
@require_safe
def guess_product(request: HttpRequest) -> HttpResponse:
    """Return SKU, type and tier that the form would take for this title and category, as JSON."""
    parent_for(ProductIndexPage, request.user)
    title, key = request.GET.get("title", "")[:255], request.GET.get("category", "")
    category = Category.objects.filter(pk=key).first() if is_primary_key(key) else None
    kind = guess_type(title=title, category=category)
    return JsonResponse(
        {
            "sku": propose_product_sku(category),
            "product_type": str(kind.pk) if kind else "",
            "tier": guess_tier(title) if title else "",
        }
    )


@never_cache
@require_safe
def guess_bundle(request: HttpRequest) -> HttpResponse:
    """Return the SKU that the form would take for this type of bundle, as JSON."""
    parent_for(BundleIndexPage, request.user)
    return JsonResponse({"sku": propose_bundle_sku(request.GET.get("bundle_type", ""))})


@hooks.register("register_admin_urls")
def quick_form_urls() -> list[URLPattern]:
    return [
        path("products/new/", AddProduct.as_view(), name="add_product"),
        path("products/new/guess/", guess_product, name="guess_product"),
        path("bundles/new/", AddBundle.as_view(), name="add_bundle"),
        path("bundles/new/guess/", guess_bundle, name="guess_bundle"),
    ]
