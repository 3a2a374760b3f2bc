"""Detect the encoding of a file of unknown origin: UTF-8, UTF-16, UTF-32 or Windows-1252.

A file that could be misread is refused with the line, because a wrong letter is noticed late.
"""

import codecs
import re
import tempfile
from pathlib import Path

from catalog.imports.files.rows import FileRefused

CHUNK = 1 << 16
# Refusals begin with the file's name.
COPY_NAME = "The file"
NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's does
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# In Windows-1252 these are capitals followed by a quotation mark, dash, space, ® or ™: “CAFÉ”.
_CAPITAL_AND_SIGN = re.compile(rb"[\xc4-\xdf][\x85\x91-\x97\x99\xa0\xab\xae\xbb]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
# Letters and signs of Mac Roman and DOS when read as Windows-1252.
_NOT_WINDOWS = re.compile(
    r"\ufffd"
    r"|(?<=[a-zß-ÿ])[ŠŒŽŸÀ-ÖØ-Þ](?![A-Z])"
    r"|(?<=[A-Za-z])[€‚ƒ„†‡ˆ‰‹•˜›](?=[a-z])|(?<=[A-Za-z])[‚ƒ„ˆ˜•](?=\s|$)"
    r"|(?<!\w)[ÐÑÒÓÔÕ](?!\w)"
)
_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(
    f"[ÂÃ]{_CONTINUED}|[âï]{_CONTINUED}{_CONTINUED}|ð{_CONTINUED}{_CONTINUED}{_CONTINUED}"
)


def decode_file(content: bytes) -> str:
    """Return the text of an uploaded file of unknown encoding. Raise FileRefused."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, COPY_NAME)
        copy.write_bytes(content)
        return copy.read_text(encoding=encoding_of(copy))


def encoding_of(path: Path) -> str:
    """Return the file's encoding. Raise FileRefused if none fits, or if it is uncertain."""
    try:
        with path.open("rb") as file:
            start = file.read(CHUNK)
        encoding = _encoding_by_start(start)
        if _is_valid(path, encoding or "utf-8"):
            return encoding or "utf-8"
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error}.") from None
    if encoding:
        raise FileRefused(_damaged(path, content, encoding))
    return _checked_windows(path, content)


def encoding_name(encoding: str) -> str:
    return NAMES.get(encoding, encoding[:6].upper())


def refusal_of_mojibake(text: str) -> str:
    """Return a refusal if the text is UTF-8 that was read as Windows-1252 ("CafÃ©"), else ""."""
    for found in _MOJIBAKE.finditer(text):
        if _repaired(found[0]):
            start, end = text.rfind(" ", 0, found.start()) + 1, text.find(" ", found.end())
            word = text[start : end if end >= 0 else None][:60]
            meant = _MOJIBAKE.sub(lambda letter: _repaired(letter[0]) or letter[0], word)
            return (
                f"“{word}” is “{meant}” in a wrong encoding. Correct it in the other shop, or "
                "save the file as UTF-8 again."
            )
    return ""


def _encoding_by_start(start: bytes) -> str:
    """Return the encoding by a byte order mark or by the zero bytes of UTF-16, else ""."""
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    zeros_first, zeros_second = start[0::2].count(0), start[1::2].count(0)
    if not zeros_first and not zeros_second:
        return ""
    if zeros_first > len(start) // 4 and not zeros_second:
        return "utf-16-be"
    if zeros_second > len(start) // 4 and not zeros_first:
        return "utf-16-le"
    return ""  # a zero byte is refused later


def _is_valid(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _damaged(path: Path, content: bytes, encoding: str) -> str:
    read = content[: _first_wrong_byte(content, encoding)].decode(encoding, "ignore")
    line = len(re.findall("\r\n|\r|\n", read)) + 1
    return (
        f"{path.name} is marked as {encoding_name(encoding)}, but line {line} is not: the file is "
        "cut off or damaged there. Save it as “CSV UTF-8” again."
    )


def _checked_windows(path: Path, content: bytes) -> str:
    """Return "cp1252" for a file that is not UTF-8, or raise FileRefused if it is neither."""
    if b"\0" in content:
        raise FileRefused(f"{path.name} is not a text file. Save it as “CSV UTF-8” first.")
    letters = _UTF8_LETTER.findall(content)
    if not all(map(_CAPITAL_AND_SIGN.fullmatch, letters)):
        start = _first_wrong_byte(content, "utf-8")
        raise FileRefused(
            f"{path.name}: {_place(content, start)}: a letter there is not UTF-8, but others in "
            "the file are. Correct that letter, or save the file as “CSV UTF-8” again."
        )
    text = content.decode("cp1252", "replace")  # a letter for each byte
    if found := _NOT_WINDOWS.search(text):
        raise FileRefused(
            f"{path.name}: {_place(content, found.start())}: the file is neither UTF-8 nor "
            "Windows-1252; it may have been saved on a Mac. Save it as “CSV UTF-8”."
        )
    return "cp1252"


def _first_wrong_byte(content: bytes, encoding: str) -> int:
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def _place(content: bytes, position: int) -> str:
    """Return the line of a byte and the text around it."""
    line = len(_LINE_END.findall(content[:position])) + 1
    before = _LINE_END.split(content[max(0, position - 20) : position])[-1]
    after = _LINE_END.split(content[position : position + 20])[0]
    around = (before + after).decode("utf-8", "replace")
    return f"line {line}, “{around}”"


def _repaired(letter: str) -> str:
    """Return the letter that was misread, or "" if the characters are correct as they are."""
    try:
        return b"".join(map(_byte_of, letter)).decode("utf-8")
    except UnicodeError:
        return ""


def _byte_of(char: str) -> bytes:
    """Return the Windows-1252 byte of a character, also for bytes that it does not define."""
    return char.encode("latin-1") if "\u0080" <= char <= "\u009f" else char.encode("cp1252")
