"""Contact sheet: tiles of all products and bundles, filters, bounded queries."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from catalog.desk.pictures import sheet
from catalog.models import BundleIndexPage
from tests.builders import a_bundle, a_category, a_picture, a_product, a_user, a_visitor, an_upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


def tiles(visitor, **query):
    answer = visitor.get(reverse("show_pictures"), query)
    assert answer.status_code == 200
    return answer.context["tiles"]


def titles(visitor, **query) -> list[str]:
    return [tile.title for tile in tiles(visitor, **query)]


def test_products_and_bundles_are_shown_together_with_their_status(editor):
    picture = a_picture()
    wax = a_product(title="Wax", sku="AUT-CC-901", image=picture, image_ready=True)
    foam = a_product(title="Foam", image=an_upload())
    mitt = a_product(title="Mitt", image_type="C8", live=False)
    bundle = a_bundle(wax, foam, mitt, title="Set", sku="BND-STD-901")
    shown = {tile.title: tile for tile in tiles(editor)}
    assert list(shown) == ["Foam", "Mitt", "Set", "Wax"]
    assert {title: tile.status.value for title, tile in shown.items()} == {
        "Foam": "pending", "Mitt": "missing", "Set": "missing", "Wax": "ready",
    }  # fmt: skip
    assert (shown["Wax"].sku, shown["Set"].sku) == ("AUT-CC-901", "BND-STD-901")
    assert shown["Wax"].thumbnail.url == picture.shown().url
    for title, drawing in (("Foam", "C1"), ("Mitt", "C8"), ("Set", "BND")):
        assert shown[title].thumbnail.url.endswith(f"packshots/{drawing}.svg")
    assert shown["Set"].url == reverse("wagtailadmin_pages:edit", args=[bundle.pk])
    assert [tile.title for tile in shown.values() if not tile.is_live] == ["Mitt"]


def test_pictures_are_filtered_by_status_section_title_and_sku(editor):
    parts = [a_product(title=f"Part {number}", sku=f"AUT-CC-92{number}") for number in range(3)]
    a_bundle(*parts, title="Set")
    mats = a_category("accessories")
    a_product(title="Mat", category=mats, image=a_picture())
    assert titles(editor, section=mats.pk) == ["Mat"]
    assert titles(editor, section="bundles") == ["Set"]
    assert titles(editor, picture="pending") == ["Mat"]
    assert titles(editor, picture="todo", section="bundles") == ["Set"]
    assert titles(editor, picture="ready") == []
    assert titles(editor, q="part 1") == ["Part 1"]
    assert titles(editor, q="cc-922") == ["Part 2"]
    assert titles(editor, q='"') == []
    everything = ["Mat", "Part 0", "Part 1", "Part 2", "Set"]
    assert titles(editor) == titles(editor, picture="none", section="0") == everything


def test_the_sheet_has_pages(editor, monkeypatch):
    monkeypatch.setattr(sheet, "TILES_PER_PAGE", 2)
    for title in "CAB":
        a_product(title=title)
    assert titles(editor) == ["A", "B"]
    assert titles(editor, p="2") == titles(editor, p="99") == ["C"]


def test_the_number_of_queries_does_not_grow_with_the_pictures(editor):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            tiles(editor)
        return len(queries)

    def add_one_of_each() -> None:
        parts = [a_product(image=a_picture()), a_product(image=a_picture()), a_product()]
        a_bundle(*parts, image=a_picture())

    add_one_of_each()
    tiles(editor)
    few = count()
    for _ in range(3):
        add_one_of_each()
    assert count() == few < 30


def test_only_pages_of_one_s_own_have_a_link_and_a_box(owner):
    wax, foam, mitt = (a_product(title=title) for title in ("Wax", "Foam", "Mitt"))
    a_bundle(wax, foam, mitt, title="Set")
    user = a_user()
    group = Group.objects.create(name="Bundles only")
    user.groups.add(group)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    index = BundleIndexPage.objects.get()
    change = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=index, permission=change)
    [tile] = tiles(a_visitor(user))
    assert (tile.title, bool(tile.url), tile.may_publish) == ("Set", True, False)
    assert "Approve pictures" not in a_visitor(user).get(reverse("show_pictures")).text


def test_who_works_with_no_page_sees_no_pictures():
    assert a_visitor(a_user()).get(reverse("show_pictures")).status_code == 302
    assert "/login/" in a_visitor().get(reverse("show_pictures")).url


def test_the_menu_names_the_pictures(editor):
    assert f'"url": "{reverse("show_pictures")}"' in editor.get(reverse("wagtailadmin_home")).text
