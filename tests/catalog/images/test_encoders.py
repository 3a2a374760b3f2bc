"""AVIF and WebP files are encoded at the shop's speed, by Willow and so by Wagtail."""

from io import BytesIO

import pytest
from PIL import Image
from willow.image import Image as WillowImage
from willow.plugins.pillow import PillowImage

from catalog.images.encoders import AVIF_SPEED, WEBP_METHOD, save_as_avif, save_as_webp


@pytest.mark.parametrize("resized", [False, True])
@pytest.mark.parametrize(
    ("method", "format_", "of_encoder"),
    [
        ("save_as_avif", "AVIF", {"speed": AVIF_SPEED}),
        ("save_as_webp", "WEBP", {"method": WEBP_METHOD, "lossless": False}),
    ],
)
def test_pictures_are_encoded_at_the_speed_of_the_shop(
    monkeypatch, method, format_, of_encoder, resized
):
    encoded = []
    save = Image.Image.save

    def recording(picture, file, format=None, **options):  # noqa: A002 (Pillow's name)
        encoded.append((format, options))
        save(picture, file, format, **options)

    monkeypatch.setattr(Image.Image, "save", recording)
    source, target = BytesIO(), BytesIO()
    save(Image.effect_noise((64, 64), 80).convert("RGB"), source, "PNG")
    image = WillowImage.open(source)
    if resized:
        image = image.resize((32, 32))
    getattr(image, method)(target, quality=55)
    assert encoded == [(format_, {"quality": 55} | of_encoder)]
    assert Image.open(target).format == format_


@pytest.mark.parametrize("save", [save_as_avif, save_as_webp])
def test_the_picture_itself_is_saved_as_before_afterwards(save):
    picture, file = Image.new("RGB", (8, 8)), BytesIO()
    save(PillowImage(picture), BytesIO(), quality=55)
    picture.save(file, "PNG")
    assert "save" not in vars(picture)
    assert Image.open(file).format == "PNG"
