"""Image types: layouts of the packshot, each with a drawing shown until there is a photo."""

from functools import cache

from django.contrib.staticfiles import finders
from django.core.validators import RegexValidator

IMAGE_TYPE_PATTERN = RegexValidator(
    r"^([ACEPS][1-9][0-9]?|BND)\Z", "An image type is a code such as C1, A15 or BND."
)
PRODUCT_CODE_PATTERN = RegexValidator(
    r"^([ACEPS][1-9][0-9]?|BND)-[A-Z0-9]+-[SP]\Z",
    "A product code is <image type>-<WORD>-<S or P>, such as C1-CERAMIC-P.",
)
DRAWING_SIZE = 800


@cache
def drawing_path(image_type: str) -> str:
    """Return the static path of this image type's drawing, or of the neutral drawing."""
    path = f"autovise/packshots/{image_type}.svg"
    return path if image_type and finders.find(path) else "autovise/packshots/none.svg"
