"""Wagtail's own "Editors" may change every page, products included; the shop has groups of its own.

It goes while nobody is in it and its page rights are as Wagtail made them; else it is the owner's.
"""

from django.conf import settings
from django.db import migrations

AS_WAGTAIL_MADE_THEM = {("0001", "add_page"), ("0001", "change_page")}


def remove_unused_editors_group(apps, schema_editor):
    group = apps.get_model("auth", "Group").objects.filter(name="Editors").first()
    if group is None or _has_members(apps, group):
        return
    rights = apps.get_model("wagtailcore", "GroupPagePermission").objects.filter(group=group)
    if set(rights.values_list("page__path", "permission__codename")) == AS_WAGTAIL_MADE_THEM:
        group.delete()


def _has_members(apps, group) -> bool:
    user_model = apps.get_model(settings.AUTH_USER_MODEL)
    return user_model.objects.filter(groups=group).exists()


class Migration(migrations.Migration):
    dependencies = [
        ("autovise", "0002_note_rights_given_before"),
        ("accounts", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0090_remove_grouppagepermission_permission_type"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(remove_unused_editors_group, migrations.RunPython.noop)]
