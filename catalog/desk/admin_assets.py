"""CSS and JavaScript that every admin page loads."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("autovise/css/admin.css"))


@hooks.register("insert_global_admin_js")
def row_menus_js() -> str:
    return format_html('<script src="{}"></script>', static("autovise/js/row-menus.js"))
