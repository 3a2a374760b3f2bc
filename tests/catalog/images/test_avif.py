"""AVIF files are encoded at the shop's speed, by Willow and so by Wagtail."""

from io import BytesIO

from PIL import Image
from willow.image import Image as WillowImage
from willow.plugins.pillow import PillowImage

from catalog.images.avif import SPEED, save_as_avif


def test_avif_is_encoded_at_the_speed_of_the_shop(monkeypatch):
    encoded = []
    save = Image.Image.save

    def recording(picture, file, format=None, **options):  # noqa: A002 (Pillow's name)
        encoded.append((format, options))
        save(picture, file, format, **options)

    monkeypatch.setattr(Image.Image, "save", recording)
    source, target = BytesIO(), BytesIO()
    save(Image.effect_noise((64, 64), 80).convert("RGB"), source, "PNG")
    WillowImage.open(source).save_as_avif(target, quality=55)
    assert encoded == [("AVIF", {"quality": 55, "speed": SPEED})]
    opened = Image.open(target)
    assert (opened.format, opened.size) == ("AVIF", (64, 64))


def test_the_picture_itself_is_saved_as_before_afterwards():
    picture, file = Image.new("RGB", (8, 8)), BytesIO()
    save_as_avif(PillowImage(picture), BytesIO(), quality=55)
    picture.save(file, "PNG")
    assert "save" not in vars(picture)
    assert Image.open(file).format == "PNG"
