"""CSS and JavaScript that every admin page loads."""

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("autovise/css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_scripts() -> str:
    """Return the scripts of date fields, and of the lists, which Wagtail's search and filters load
    again and again."""
    scripts = ("date-fields", "row-menus", "change-in-list")
    return format_html_join(
        "", '<script src="{}"></script>', ((static(f"autovise/js/{name}.js"),) for name in scripts)
    )
