"""Pictures are read only from the folder or zip of the file, each once."""

import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from catalog.imports.files.rows import FileRefused
from catalog.imports.pictures import archive
from catalog.imports.pictures.archive import ImageArchive
from catalog.models import ProductPage, ShopImage, ShopRendition
from catalog.pages.product_picture import MAX_PICTURES
from catalog.served_files import RASTER_SPEC
from tests.backends import bucket
from tests.builders import a_product
from tests.catalog.images.broken_files import UNUSABLE, a_file
from tests.catalog.imports.formats.files import write

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def a_png(colour: str = "teal") -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def run_import(tmp_path):
    """Import products with these pictures, `a.png|b.png` for two; return the output."""

    def run(*named: str, box=None, apply=True, shop="shopify", **columns) -> str:
        rows = [
            {"Handle": f"h{n}", "Title": f"Thing {n}", "Variant Price": "2", "Image Src": first}
            for n, first in enumerate(names.split("|")[0] for names in named)
        ]
        for number, names in enumerate(named):
            rows += [{"Handle": f"h{number}", "Image Src": name} for name in names.split("|")[1:]]
        file, output = write(tmp_path / "shop.csv", rows), StringIO()
        options = {"pictures": box} if box else {}
        options |= {"format": shop, "apply": apply}
        call_command("import_products", str(file), stdout=output, **options)
        return output.getvalue()

    return run


def a_folder(path, **files: bytes):
    path.mkdir()
    for name, content in files.items():
        (path / name.replace("_", ".")).write_bytes(content)
    return path


def a_zip(path, files: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_pictures_are_read_from_the_folder_with_the_file_s_name(tmp_path, run_import):
    a_folder(tmp_path / "shop", wax_png=a_png())
    output = run_import("https://cdn.example/files/wax.png?v=2")
    assert "Pictures to add: 1" in output
    image = ProductPage.objects.get().image
    assert (image.title, image.width, image.height) == ("wax", 40, 30)
    assert ShopRendition.objects.filter(image=image, filter_spec=RASTER_SPEC).exists()


def test_pictures_are_read_from_a_zip_ignoring_folders_and_case(tmp_path, run_import):
    box = a_zip(tmp_path / "x.zip", {"deep/er/WAX.PNG": a_png(), "__MACOSX/wax.png": b"no"})
    run_import("wax.png", box=box)
    assert ProductPage.objects.get().image.width == 40


def test_the_first_picture_is_the_page_s_image_and_the_others_follow_it(tmp_path, run_import):
    box = a_folder(tmp_path / "box", a_png=a_png("red"), b_png=a_png("blue"))
    run_import("a.png|b.png|a.png", box=box)
    page = ProductPage.objects.get()
    assert page.image.title == "a"
    [further] = page.more_pictures.all()
    assert (further.image.title, further.alt_text) == ("b", page.title)
    assert list(page.body) == []
    assert "1 unchanged" in run_import("a.png|b.png|a.png", box=box)


def test_a_product_gets_at_most_eight_further_pictures(tmp_path, run_import):
    names = [f"{number}.png" for number in range(MAX_PICTURES + 3)]
    box = tmp_path / "box"
    box.mkdir()
    for number, name in enumerate(names):
        (box / name).write_bytes(a_png(f"rgb(0, 0, {number})"))
    output = run_import("|".join(names), box=box)
    assert "8 further pictures, the maximum for a product" in output
    assert ProductPage.objects.get().more_pictures.count() == MAX_PICTURES


def test_the_same_picture_is_stored_once(tmp_path, run_import):
    box = a_folder(tmp_path / "box", a_png=a_png(), b_png=a_png())
    run_import("a.png", "b.png", box=box)
    assert ShopImage.objects.count() == 1
    assert {page.image for page in ProductPage.objects.all()} == {ShopImage.objects.get()}
    run_import("a.png", "b.png", box=box)
    assert ShopImage.objects.count() == 1


def test_a_dry_run_stores_no_picture(tmp_path, run_import):
    box = a_folder(tmp_path / "box", a_png=a_png())
    assert "Pictures to add: 1" in run_import("a.png", box=box, apply=False)
    assert not ShopImage.objects.exists()


def test_nothing_is_downloaded_and_the_product_has_no_image(run_import):
    output = run_import("https://cdn.example/wax.png")
    assert "Pictures left out: wax.png: there is no such picture" in output
    assert ProductPage.objects.get().image is None


def test_files_that_are_not_pictures_are_skipped_with_the_reason(tmp_path, run_import):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
    box = a_folder(tmp_path / "box", a_png=b"GIF but not", b_svg=svg, c_png=a_png())
    output = run_import("a.png", "b.svg", "c.png", box=box)
    assert "a.png: Not a valid .png image" in output
    assert "b.svg: Not a supported image format" in output
    assert [page.image is not None for page in ProductPage.objects.order_by("title")] == [
        False,
        False,
        True,
    ]


def test_a_picture_that_is_too_big_when_unpacked_is_skipped(tmp_path, run_import, monkeypatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1024 * 1024)
    box = a_zip(tmp_path / "x.zip", {"bomb.png": b"\0" * (5 * 1024 * 1024)})
    assert "bomb.png: it is bigger than 1 MB" in run_import("bomb.png", box=box)


def test_a_symbolic_link_out_of_the_folder_is_not_followed(tmp_path, run_import):
    (tmp_path / "secret.png").write_bytes(a_png())
    box = a_folder(tmp_path / "box")
    (box / "secret.png").symlink_to(tmp_path / "secret.png")
    assert "secret.png: there is no such picture" in run_import("secret.png", box=box)


@pytest.mark.parametrize("content", [None, b"no zip at all"])
def test_an_invalid_zip_is_refused_before_anything_is_written(tmp_path, run_import, content):
    box = tmp_path / "x.zip"
    if content:
        box.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was written"):
        run_import("a.png", box=box)
    assert not ProductPage.objects.exists()


def test_an_existing_alternative_text_is_not_overwritten(tmp_path):
    box = a_folder(tmp_path / "box", wax_png=a_png())
    row = {"Handle": "h", "Title": "Wax", "Variant Price": "2", "Image Src": "wax.png"}
    for alt in ("A tin of wax", "SEO words"):
        file = write(tmp_path / "shop.csv", [row | {"Image Alt Text": alt}])
        call_command(
            "import_products", str(file), format="shopify", apply=True, pictures=box,
            stdout=StringIO(),
        )  # fmt: skip
        assert ShopImage.objects.get().description == "A tin of wax"


def test_an_export_s_pictures_have_the_names_in_its_file(tmp_path, run_import):
    box = a_folder(tmp_path / "box", wax_png=a_png())
    run_import("wax.png", box=box)
    a_product()
    output = StringIO()
    call_command(
        "export_products", str(tmp_path / "all.csv"), pictures=tmp_path / "all.zip", stderr=output
    )
    assert "1 pictures written to" in output.getvalue()
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == ["wax.png"]
        assert packed.read("wax.png") == a_png()


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_damaged_picture_is_reported_and_the_rest_is_imported(tmp_path, run_import, kind):
    extension, make = UNUSABLE[kind]
    box = a_zip(tmp_path / "x.zip", {f"bad.{extension}": make(), "good.png": a_png()})
    output = run_import(f"bad.{extension}", "good.png", box=box)
    assert f"Pictures left out: bad.{extension}: " in output
    broken, good = ProductPage.objects.order_by("title")
    assert (broken.image, good.image.title) == (None, "good")


def test_the_readable_files_of_a_damaged_zip_are_used(tmp_path, run_import):
    box = a_zip(tmp_path / "x.zip", {"bad.png": a_file("png"), "good.png": a_png()})
    content = bytearray(box.read_bytes())
    content[200:400] = b"\xff" * 200
    box.write_bytes(content)
    output = run_import("bad.png", "good.png", box=box)
    assert "Pictures left out: bad.png: it cannot be read" in output
    assert [page.image is None for page in ProductPage.objects.order_by("title")] == [True, False]


@bucket.only_in_a_folder
def test_a_picture_that_cannot_be_stored_is_reported(tmp_path, run_import, monkeypatch):
    """Storage that fails for one file."""
    save = FileSystemStorage._save

    def refuse_one(storage, name, content):
        if "bad" in name:
            raise RuntimeError("the storage does not answer")
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", refuse_one)
    box = a_zip(tmp_path / "x.zip", {"bad.png": a_png("red"), "good.png": a_png()})
    output = run_import("bad.png", "good.png", box=box)
    assert "Pictures left out: bad.png: it cannot be stored: the storage does not answer" in output
    assert [page.image is None for page in ProductPage.objects.order_by("title")] == [True, False]
    assert ShopImage.objects.count() == 1


def test_a_product_keeps_its_image_if_the_new_one_cannot_be_stored(
    tmp_path, run_import, monkeypatch
):
    run_import("one.png", box=a_zip(tmp_path / "x.zip", {"one.png": a_png()}))
    before = ProductPage.objects.get().image
    monkeypatch.setattr(ShopImage, "save", lambda *args, **kwargs: 1 / 0)
    run_import("two.png", box=a_zip(tmp_path / "y.zip", {"two.png": a_png("red")}))
    assert ProductPage.objects.get().image == before


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=6))
@example([(0.93, 0xBC)])
def test_any_damaged_zip_is_refused_with_a_message(tmp_path, changes):
    content = bytearray(a_zip(tmp_path / "x.zip", {"ü.png": b"1" * 40, "b.png": b"2"}).read_bytes())
    for place, value in changes:
        content[int(place * len(content))] = value
    (tmp_path / "y.zip").write_bytes(content)
    try:
        box = ImageArchive(tmp_path / "y.zip")
        for name in ("ü.png", "b.png"):
            if name in box:
                box.read(name)
    except (FileRefused, archive.PictureUnreadable) as refusal:
        assert str(refusal)  # noqa: PT017 (either may be raised, or none)
