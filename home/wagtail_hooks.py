"""Admin views of the home page, of content pages and of messages from the contact form."""

from wagtail import hooks
from wagtail.admin.viewsets.chooser import ChooserViewSet

from catalog.desk.pages.workflow_decisions import ShopPageViewSet
from home.blocks.review_chooser import review_chooser_viewset
from home.contact.desk import ContactMessageViewSet
from home.models import ContentPage, HomePage


@hooks.register("register_admin_viewset")
def register_home_page_views() -> ShopPageViewSet:
    """Register the shop's page views for the home page."""
    return ShopPageViewSet(model=HomePage, name="home_page")


@hooks.register("register_admin_viewset")
def register_content_page_views() -> ShopPageViewSet:
    """Register the shop's page views for content pages."""
    return ShopPageViewSet(model=ContentPage, name="content_page")


@hooks.register("register_admin_viewset")
def register_review_chooser() -> ChooserViewSet:
    """Register the chooser of approved reviews."""
    return review_chooser_viewset


@hooks.register("register_admin_viewset")
def register_contact_messages() -> ContactMessageViewSet:
    """Register the list of messages from the contact form."""
    return ContactMessageViewSet("contact_message")
