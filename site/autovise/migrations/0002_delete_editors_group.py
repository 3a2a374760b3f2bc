"""Delete Wagtail's group "Editors", which may change every page: the shop has groups of its own.

A group that has members, or whose page permissions were changed, is kept.
"""

from django.conf import settings
from django.db import migrations

WAGTAIL_PERMISSIONS = {("0001", "add_page"), ("0001", "change_page")}


def delete_editors_group(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    if group is None or _has_members(apps, group):
        return
    permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group)
    if set(permissions.values_list("page__path", "permission__codename")) == WAGTAIL_PERMISSIONS:
        group.delete()


def _has_members(apps, group) -> bool:
    user_model = apps.get_model(settings.AUTH_USER_MODEL)
    return user_model.objects.filter(groups=group).exists()


class Migration(migrations.Migration):
    dependencies = [
        ("autovise", "0001_initial"),
        ("accounts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0090_remove_grouppagepermission_permission_type"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(delete_editors_group, migrations.RunPython.noop)]
