"""Admin views of the home page."""

from wagtail import hooks

from catalog.desk.pages.workflow_decisions import ShopPageViewSet
from home.models import HomePage


@hooks.register("register_admin_viewset")
def register_home_page_views() -> ShopPageViewSet:
    """Register the shop's page views for the home page."""
    return ShopPageViewSet(model=HomePage, name="home_page")
