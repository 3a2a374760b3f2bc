"""Alternative texts that are none: names of files."""

import re

_NAME_WITH_SUFFIX = re.compile(
    r"\.(avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)\s*\Z", re.IGNORECASE
)
_NAME_BY_CAMERA = re.compile(
    r"(cimg|dsc[fn]?|dji|gopr|image|img|mvi|p|photo|picture|pxl|scan|screen ?shot|wa)?[\s_#(-]*"
    r"\d[\d\s_().-]*",
    re.IGNORECASE,
)


def is_file_name(text: str) -> bool:
    """Whether the text looks like a file's name: "IMG_1234", "wax-tin_front.jpg", "wax_tin"."""
    text = text.strip()
    is_one_word = " " not in text
    return bool(
        _NAME_WITH_SUFFIX.search(text)
        or _NAME_BY_CAMERA.fullmatch(text)
        or (is_one_word and ("_" in text or text.count("-") > 1))
    )
