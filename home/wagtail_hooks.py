"""The home page's place in the Wagtail admin."""

from wagtail import hooks

from catalog.desk.pages.workflow_decisions import ShopPageViewSet
from home.models import HomePage


@hooks.register("register_admin_viewset")
def register_views_of_the_home_page():
    return ShopPageViewSet(model=HomePage, name="home_page")
