"""Create the site, the pages `/`, `/products/` and `/bundles/`, and the money rules."""

from django.db import migrations

CHILDREN = (
    ("catalog", "ProductIndexPage", "Products", "products"),
    ("catalog", "BundleIndexPage", "Bundles", "bundles"),
)
HOME_PATH = "00010001"


def create_pages(apps, schema_editor):
    page_model = apps.get_model("wagtailcore", "Page")
    site_model = apps.get_model("wagtailcore", "Site")
    page_model.objects.filter(pk=2, slug="home", depth=2).delete()
    home = _create(
        apps,
        "home",
        "HomePage",
        title="Autovise",
        slug="home",
        path=HOME_PATH,
        depth=2,
        url_path="/home/",
        numchild=len(CHILDREN),
    )
    for number, (app_label, model, title, slug) in enumerate(CHILDREN, start=1):
        _create(
            apps,
            app_label,
            model,
            title=title,
            slug=slug,
            depth=3,
            numchild=0,
            path=f"{HOME_PATH}{number:04d}",
            url_path=f"/home/{slug}/",
            show_in_menus=True,
        )
    site_model.objects.create(
        hostname="localhost",
        port=80,
        site_name="Autovise",
        root_page_id=home.pk,
        is_default_site=True,
    )
    page_model.objects.filter(depth=1).update(numchild=1)
    apps.get_model("catalog", "ShopRules").objects.get_or_create()


def _create(apps, app_label, model_name, *, title, **fields):
    model = apps.get_model(app_label, model_name)
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name.lower()
    )
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    return model.objects.create(
        title=title,
        draft_title=title,
        content_type=content_type,
        locale=locale,
        live=True,
        **fields,
    )


def delete_pages(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.filter(root_page__path=HOME_PATH).delete()
    apps.get_model("wagtailcore", "Page").objects.filter(path__startswith=HOME_PATH).delete()
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1).update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("catalog", "0001_initial")]

    operations = [migrations.RunPython(create_pages, delete_pages)]
