"""Convert 16-bit greyscale PNGs to 8 bits. Pillow would clip levels above 255 to white."""

from willow.image import PNGImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

LEVELS_16_IN_8_BITS = 257  # 65,535 / 255


def connect() -> None:
    registry.register_converter(PNGImageFile, PillowImage, open_with_8_bits)


def open_with_8_bits(image_file: PNGImageFile) -> PillowImage:
    opened = PillowImage.open(image_file)
    image = opened.get_pillow_image()
    if not image.mode.startswith("I"):
        return opened
    image.info.pop("transparency", None)  # it is a 16-bit level
    in_8_bits = image.point(lambda level: level * (1 / LEVELS_16_IN_8_BITS) + 0.5)
    return PillowImage(in_8_bits.convert("L"))
