"""A kit has its own bundle saving and can never become part of a bundle."""

import html
import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalog.models import BundlePage, ProductBundle, ProductPage, ProductType
from catalog.offers import offers_for
from tests.autovise.admin.roles_table import edit_address, form_of
from tests.builders import a_bundle, a_product, a_type, a_visitor
from tests.catalog.pages.form_data import PUBLISH, bundle_fields, create_address

pytestmark = pytest.mark.django_db

REFUSED = "“{}” is a kit and already has the bundle saving: a kit cannot be part of a bundle."


@pytest.fixture
def kit() -> ProductPage:
    return a_product(2000, is_kit=True, title="Valet Box", sku="KIT-CC-901")


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


def a_bundle_from_before(title="Old Set") -> BundlePage:
    """Create a bundle whose part became a kit before the rule existed."""
    bundle = a_bundle(a_product(title="Valet Box"), a_product(), a_product(), title=title)
    part = bundle.parts.first().product
    ProductPage.objects.filter(pk=part.pk).update(product_type=a_type("Kit", is_bundle_type=True))
    return BundlePage.objects.get(pk=bundle.pk)


def test_the_form_refuses_a_kit_as_a_part(owner_at_the_desk, kit):
    fields = bundle_fields([(kit, 1), (a_product(), 1), (a_product(), 1)])
    answer = owner_at_the_desk.post(create_address(BundlePage), fields | PUBLISH)
    assert REFUSED.format("Valet Box") in html.unescape(answer.text)
    assert not BundlePage.objects.exists()


def test_saving_by_code_refuses_a_kit_as_a_part(kit):
    bundle = a_bundle(kit, a_product(), a_product())
    with pytest.raises(ValidationError, match="is a kit and already has the bundle saving"):
        bundle.save()


def test_the_live_figures_show_the_error_while_typing(owner_at_the_desk, kit):
    params = {"product": [kit.pk, a_product().pk, a_product().pk], "quantity": [1, 1, 1]}
    shown = owner_at_the_desk.get(
        reverse("show_bundle_figures"), params | {"bundle_type": "standard"}
    )
    assert "is a kit and already has the bundle saving" in html.unescape(shown.text)


@pytest.mark.parametrize("path", ["/admin/part-chooser/", "/admin/part-chooser/results/"])
def test_the_chooser_of_parts_excludes_kits(owner_at_the_desk, kit, path):
    a_product(title="Valet Cloth")
    shown = owner_at_the_desk.get(path, {"q": "valet"}).text
    assert "Valet Cloth" in shown
    assert "Valet Box" not in shown


def test_other_choosers_offer_kits(owner_at_the_desk, kit):
    params = {"page_type": "wagtailcore.page", "q": "valet"}
    assert "Valet Box" in owner_at_the_desk.get("/admin/choose-page/search/", params).text


HEADER = "kind,sku,title,tier,price,product_type,category,description,bundle_type,parts\n"


def imports(tmp_path, *rows: str, apply=True) -> str:
    a_type("Kit", is_bundle_type=True)
    file, output = tmp_path / "rows.csv", StringIO()
    file.write_text(HEADER + "\n".join(rows) + "\n")
    try:
        call_command("import_products", str(file), apply=apply, stdout=output)
    except CommandError as refusal:
        output.write(str(refusal))
    return output.getvalue()


@pytest.mark.parametrize("apply", [True, False])
def test_an_import_refuses_a_bundle_with_an_existing_kit(tmp_path, kit, apply):
    others = [a_product().sku, a_product().sku]
    row = f"bundle,BND-STD-901,Set,,,,,Words.,Standard,{'|'.join([kit.sku, *others])}"
    output = imports(tmp_path, row, apply=apply)
    assert f"BND-STD-901: {REFUSED.format('Valet Box')}" in output
    assert not BundlePage.objects.exists()


@pytest.mark.parametrize("apply", [True, False])
def test_an_import_refuses_a_bundle_with_a_kit_in_the_file(tmp_path, apply):
    others = [a_product().sku, a_product().sku]
    output = imports(
        tmp_path,
        "product,KIT-CC-902,New Box,Standard,20.00,Kit,cleaning-care,Words.,,",
        f"bundle,BND-STD-901,Set,,,,,Words.,Standard,{'|'.join(['KIT-CC-902', *others])}",
        apply=apply,
    )
    assert f"BND-STD-901: {REFUSED.format('New Box')}" in output
    assert not BundlePage.objects.exists()


@pytest.mark.parametrize("apply", [True, False])
def test_an_import_refuses_a_part_that_would_become_a_kit(tmp_path, apply):
    part = a_product(sku="AUT-CC-901", title="Box")
    a_bundle(part, a_product(), a_product(), title="First Wash")
    row = "product,AUT-CC-901,Box,Standard,12.99,Kit,cleaning-care,Words.,,"
    output = imports(tmp_path, row, apply=apply)
    assert "Remove it from “First Wash” first" in output
    assert not ProductPage.objects.get(pk=part.pk).is_kit


def test_the_form_refuses_to_make_a_part_a_kit(owner_at_the_desk):
    part = a_product()
    a_bundle(part, a_product(), a_product(), title="First Wash")
    kits = a_type("Kit", is_bundle_type=True)
    fields = form_of(part, product_type=str(kits.pk)) | PUBLISH
    answer = owner_at_the_desk.post(edit_address(part), fields)
    output = (
        "Products of the type “Kit” are kits, and a kit cannot be part of a bundle. Remove it from"
    )
    assert f"{output} “First Wash” first." in html.unescape(answer.text)
    assert not ProductPage.objects.get(pk=part.pk).is_kit


def test_a_product_in_no_bundle_can_become_a_kit(owner_at_the_desk):
    page, kits = a_product(), a_type("Kit", is_bundle_type=True)
    owner_at_the_desk.post(edit_address(page), form_of(page, product_type=str(kits.pk)) | PUBLISH)
    assert ProductPage.objects.get(pk=page.pk).is_kit


def test_a_product_type_of_parts_cannot_become_a_bundle_type(owner_at_the_desk):
    part = a_product()
    a_bundle(part, a_product(), a_product(), title="First Wash")
    kind = part.product_type
    address = f"/admin/snippets/catalog/producttype/edit/{kind.pk}/"
    fields = {"name": kind.name, "slug": kind.slug, "sort_order": "0", "is_bundle_type": "on"}
    answer = owner_at_the_desk.post(address, fields)
    assert "become kits, and a kit cannot be part of a bundle" in html.unescape(answer.text)
    assert not ProductType.objects.get(pk=kind.pk).is_bundle_type


def test_an_older_bundle_with_a_kit_stays_for_sale():
    bundle = a_bundle_from_before()
    assert offers_for([bundle.sku])[bundle.sku].title == "Old Set"


def test_an_older_bundle_with_a_kit_cannot_be_published_or_copied(owner_at_the_desk):
    bundle = a_bundle_from_before()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = owner_at_the_desk.post(f"{bulk}?id={bundle.pk}&next=/admin/", follow=True)
    assert REFUSED.format("Valet Box") in html.unescape(answer.text)
    copied = {"new_title": "Copy", "new_slug": "copy", "sku": "BND-STD-902"}
    copied["new_parent_page"] = bundle.get_parent().pk
    address = reverse("wagtailadmin_pages:copy", args=[bundle.pk])
    answer = owner_at_the_desk.post(address, copied)
    assert REFUSED.format("Valet Box") in html.unescape(answer.text)
    assert BundlePage.objects.count() == 1


def test_the_form_of_an_older_bundle_shows_the_error_and_can_correct_it(owner_at_the_desk):
    bundle = a_bundle_from_before()
    shown = owner_at_the_desk.get(edit_address(bundle))
    assert REFUSED.format("Valet Box") in html.unescape(shown.text)
    bundle.parts = [
        ProductBundle(product=a_product(), quantity=1, sort_order=order) for order in range(3)
    ]
    bundle.save_revision().publish()
    assert not any(part.product.is_kit for part in BundlePage.objects.get().parts.all())


def test_the_kit_in_an_older_bundle_can_be_edited(owner_at_the_desk):
    kit = a_bundle_from_before().parts.first().product
    fields = form_of(kit, price_pence="33.00") | PUBLISH
    assert owner_at_the_desk.post(edit_address(kit), fields).status_code == 302
    assert ProductPage.objects.get(pk=kit.pk).price_pence == 3300


def test_an_export_of_an_older_bundle_with_a_kit_is_imported_unchanged(tmp_path):
    a_bundle_from_before()
    file, output = tmp_path / "all.csv", StringIO()
    call_command("export_products", str(file), stdout=StringIO())
    call_command("import_products", str(file), stdout=output)
    assert " 0 refused" in output.getvalue()
    assert json.dumps(output.getvalue()).count("refused  ") == 0


@pytest.mark.slow
def test_the_demo_catalogue_has_no_kit_in_a_bundle():
    call_command("load_demo", stdout=StringIO())
    kits = ProductPage.objects.filter(product_type__is_bundle_type=True)
    assert kits.count() > 3
    assert not ProductBundle.objects.filter(product__in=kits).exists()
