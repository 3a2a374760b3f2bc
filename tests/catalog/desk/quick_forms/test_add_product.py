"""A new product on one screen: what it makes is what the full form makes."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.urls import reverse
from PIL import Image
from wagtail.models import GroupPagePermission, PageLogEntry, PageSubscription, ReferenceIndex

from catalog.models import (
    ListedOffer,
    ProductIndexPage,
    ProductPage,
    ShopImage,
    Sku,
    Stock,
    StockMove,
)
from tests.autovise.admin.roles_table import form_of
from tests.builders import a_category, a_member, a_picture, a_product, a_type, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]

URL = "/admin/products/new/"


def a_photograph(name: str = "front.png", content: bytes = b"") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return SimpleUploadedFile(name, content or file.getvalue(), "image/png")


def fields(**changed) -> dict:
    return {
        "title": "Hard Wax – 250 ml",
        "description": "A wax that lasts for a season.",
        "price_pence": "12.99",
        "pieces": "12",
        "category": str(a_category().pk),
        "sku": "",
        "product_type": "",
        "tier": "",
        "slug": "",
        "image": "",
        "image_ready": "on",
    } | changed


def test_a_published_product_is_live_in_stock_and_has_its_picture(editor, owner):
    a_product(sku="AUT-CC-041", title="Glass Cleaner")
    a_type("Wax")
    sent = fields(photograph=a_photograph()) | {"action-publish": "1"}
    answer = editor.post(URL, sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("products:index"))
    product = ProductPage.objects.get(title="Hard Wax – 250 ml")
    assert (product.sku, product.slug, product.live) == ("AUT-CC-042", "hard-wax-250-ml", True)
    assert (product.price_pence, product.tier, product.product_type.name) == (
        1299,
        "standard",
        "Wax",
    )
    assert (product.image.title, product.image_ready) == ("Hard Wax – 250 ml", True)
    assert product.stock.on_hand == 12
    move = StockMove.objects.get(sku="AUT-CC-042")
    assert (move.pieces, move.reason, move.reference) == (12, "delivery", "First delivery")
    assert move.moved_by == owner


@pytest.mark.parametrize(("has_one", "stored"), [(True, "250 ml"), (False, "None")])
def test_the_net_quantity_is_that_of_the_title(editor, has_one, stored):
    measured = {"net_amount": 200, "net_measure": "g"} if has_one else {}
    a_product(sku="AUT-CC-041", title="Paste Wax", **measured)
    a_type("Wax")
    assert editor.post(URL, fields()).status_code == 302
    product = ProductPage.objects.get(title="Hard Wax – 250 ml")
    assert str(product.net_quantity) == stored
    assert str(product.get_latest_revision_as_object().net_quantity) == stored


def send(visitor, action: str = "", **changed):
    return visitor.post(URL, fields(**changed) | ({f"action-{action}": "1"} if action else {}))


def errors_of(answer) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return {name: list(found) for name, found in answer.context["form"].errors.items()}


def facts_of(page: ProductPage) -> dict:
    """What a new page left behind, without what is its own."""
    own = {"pk", "path", "slug", "title", "draft_title", "translation_key", "url_path", "image"}
    own |= {"first_published_at", "last_published_at", "latest_revision_created_at"}
    own |= {"latest_revision", "live_revision"}
    content = {k: v for k, v in page.latest_revision.content.items() if k not in own}
    log = PageLogEntry.objects.filter(page=page.pk).order_by("pk")
    references = ReferenceIndex.get_references_for_object(page)
    return {
        "revision": content,
        "log": [(entry.action, entry.user_id, entry.content_changed) for entry in log],
        "references": sorted(references.values_list("model_path", flat=True)),
        "subscribed": list(
            PageSubscription.objects.filter(page=page.pk).values_list(
                "user", "comment_notifications"
            )
        ),
        "is_found": [found.pk for found in ProductPage.objects.search(page.sku)] == [page.pk],
        "offers": ListedOffer.objects.filter(page=page.pk).count(),
        "owner": page.owner_id,
    }


@pytest.mark.parametrize("action", ["", "publish"])
def test_the_page_equals_what_the_full_form_makes(editor, action):
    a_product(sku="AUT-CC-041", title="Hard Polish")
    image = a_picture()
    long = form_of(ProductPage.objects.get()) | {
        "title": "Long Polish", "slug": "long-polish", "sku": "AUT-CC-900", "image_type": "",
        "description": "A wax that lasts for a season.", "image": str(image.pk),
        "image_ready": "on", "comment_notifications": "on",
    }  # fmt: skip
    pressed = {f"action-{action}": "1"} if action else {}
    parent = ProductIndexPage.objects.get()
    editor.post(f"/admin/pages/add/catalog/productpage/{parent.pk}/", long | pressed)
    send(editor, action, title="Quick Polish", pieces="", image=str(image.pk))
    quick = ProductPage.objects.get(title="Quick Polish")
    full = ProductPage.objects.get(title="Long Polish")
    assert facts_of(quick) == facts_of(full)
    assert (quick.sku, quick.live) == ("AUT-CC-901", bool(action))
    assert Stock.objects.get(pk=quick.sku).on_hand == 0


def test_a_draft_needs_title_and_sku_only_and_its_message_leads_to_the_full_form(editor):
    answer = editor.post(
        URL, {"title": "Not out yet", "sku": "AUT-XX-1", "tier": "", "slug": ""}, follow=True
    )
    product = ProductPage.objects.get()
    assert (product.sku, product.live, product.price_pence) == ("AUT-XX-1", False, None)
    assert "“Not out yet” is a draft: shoppers do not see it yet." in answer.text
    assert f'href="/admin/pages/{product.pk}/edit/"' in answer.text
    assert answer.redirect_chain[-1][0] == reverse("products:index")


def test_what_blocks_publishing_is_said_beside_its_field(editor):
    answer = send(editor, "publish", description="", price_pence="0", category="", title="Rope")
    assert errors_of(answer) == {
        "description": ["This field is required."],
        "price_pence": ["A product's price must be more than £0."],
        "category": ["This field is required."],
        "sku": ["Enter a SKU: none can be proposed yet."],
        "product_type": ["Choose a type: none could be guessed from the title."],
    }
    assert ProductPage.objects.count() == 0


def test_a_photograph_is_kept_when_another_field_is_wrong(editor):
    a_product(sku="AUT-CC-041", title="Wax")
    answer = send(editor, "publish", price_pence="", photograph=a_photograph())
    image = ShopImage.objects.get()
    assert f'name="image" value="{image.pk}"' in answer.text
    assert answer.context["preview_url"].startswith("/media/")
    send(editor, "publish", image=str(image.pk))
    assert ProductPage.objects.get(title="Hard Wax – 250 ml").image == image


def test_a_file_that_is_no_picture_is_refused_beside_its_field(editor):
    a_product(sku="AUT-CC-041", title="Wax")
    answer = send(editor, photograph=a_photograph("front.png", b"no picture"))
    assert list(errors_of(answer)) == ["photograph"]
    assert ShopImage.objects.count() == 0
    assert ProductPage.objects.count() == 1


def test_a_sku_claimed_in_the_same_moment_is_refused_and_nothing_is_counted(editor):
    a_product(sku="AUT-CC-041", title="Wax")

    def claim(sender, instance, **kwargs):
        Sku.objects.create(code="AUT-CC-042")

    post_save.connect(claim, sender=ProductPage)
    answer = send(editor, "publish")
    post_save.disconnect(claim, sender=ProductPage)
    assert errors_of(answer)["sku"] == [
        "SKU AUT-CC-042 is already in use or was used before. Choose a new one."
    ]
    assert ProductPage.objects.count() == 1
    assert not StockMove.objects.filter(reason="delivery").exists()


def test_without_permission_to_change_stock_no_pieces_are_taken():
    a_product(sku="AUT-CC-041", title="Wax")
    user = a_member("Catalog Editors")
    group = user.groups.get()
    group.permissions.remove(Permission.objects.get(codename="change_stock"))
    visitor = a_visitor(user)
    assert "Pieces in stock" not in visitor.get(URL).text
    send(visitor, "publish")
    assert ProductPage.objects.get(title="Hard Wax – 250 ml").stock.on_hand == 0


def test_without_permission_to_publish_a_product_stays_a_draft():
    a_product(sku="AUT-CC-041", title="Wax")
    user = a_member("Catalog Editors")
    GroupPagePermission.objects.filter(
        group=user.groups.get(), permission__codename="publish_page"
    ).delete()
    visitor = a_visitor(user)
    shown = visitor.get(URL).text
    assert 'name="action-publish"' not in shown
    assert "Save as draft" in shown
    send(visitor, "publish")
    product = ProductPage.objects.get(title="Hard Wax – 250 ml")
    assert (product.live, product.stock.on_hand) == (False, 12)


def test_the_guesses_are_shown_before_the_form_is_sent(editor):
    polish = a_type("Polish")
    a_product(sku="AUT-CC-041", title="Wax")
    asked = {"title": "Pro Polish", "category": a_category().pk}
    answer = editor.get("/admin/products/new/guess/", asked)
    assert answer.json() == {"sku": "AUT-CC-042", "product_type": str(polish.pk), "tier": "pro"}
    empty = editor.get("/admin/products/new/guess/", {"category": "x"})
    assert empty.json() == {"sku": "", "product_type": "", "tier": ""}


def test_what_the_editor_chose_is_not_guessed(editor):
    a_product(sku="AUT-CC-041", title="Wax")
    tub = a_type("Tub")
    send(editor, sku="AUT-ZZ-7", product_type=str(tub.pk), tier="pro", slug="my-wax")
    product = ProductPage.objects.get(title="Hard Wax – 250 ml").get_latest_revision_as_object()
    assert (product.sku, product.product_type, product.tier) == ("AUT-ZZ-7", tub, "pro")
    assert product.slug == "my-wax"


def test_the_form_takes_a_fixed_number_of_queries(editor, django_assert_max_num_queries):
    for _ in range(12):
        a_product()
    editor.get(URL)
    with django_assert_max_num_queries(30):
        editor.get(URL)
