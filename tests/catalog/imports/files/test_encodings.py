"""Files are read in their encoding, or refused with the line if it is uncertain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.imports.files.encodings import (
    decode_file,
    encoding_name,
    encoding_of,
    refusal_of_mojibake,
)
from catalog.imports.files.rows import FileRefused

TEXT = "sku,title\nA-1,Café “Noir” £5 – new\nA-2,Crème brûlée\nA-3,Wax\n"


def a_file(folder, content: bytes):
    path = folder / "x.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32"), ("cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_an_encoding_is_detected_and_named(tmp_path, encoding, name):
    found = encoding_of(a_file(tmp_path, TEXT.encode(encoding)))
    assert encoding_name(found) == name
    assert TEXT.encode(encoding).decode(found) == TEXT


@pytest.mark.parametrize(
    "text", ["CAFÉ® £5", "“CAFÉ”", "É – É", "Ä‘s £5", "SÃO PAULO", "naïve", "5° ± ½"]
)
def test_windows_1252_with_capitals_and_symbols_is_read(tmp_path, text):
    assert encoding_of(a_file(tmp_path, f"sku,title\nA-1,{text}\n".encode("cp1252"))) == "cp1252"


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
@pytest.mark.parametrize(
    "text", ["Café “Noir” £5 – wax", "Crème brûlée", "It’s für Elise", "Piñata à la crème"]
)
def test_mac_roman_and_dos_are_refused_with_the_line(tmp_path, encoding, text):
    content = f"sku,title\nA-1,Wax\nA-2,{text}\n".encode(encoding, "replace")
    with pytest.raises(FileRefused, match=r"line 3, .* neither UTF-8 nor Windows-1252"):
        encoding_of(a_file(tmp_path, content))


@pytest.mark.parametrize("byte", [b"\xed", b"\x9d", b"\xff", b"\xc3"])
def test_one_invalid_byte_in_utf8_is_refused_with_its_line(tmp_path, byte):
    content = TEXT.encode().replace(b"A-3,Wax", b"A-3,Wa" + byte + b"x")
    with pytest.raises(FileRefused, match=r"line 4, .*: a letter there is not UTF-8, but others"):
        encoding_of(a_file(tmp_path, content))


@given(st.integers(0, 2**16), st.binary(min_size=1, max_size=1).filter(lambda byte: byte > b"\x7f"))
def test_an_invalid_byte_anywhere_is_never_read_as_mojibake(tmp_path_factory, place, byte):
    content = TEXT.encode()
    place %= len(content)
    path = a_file(tmp_path_factory.mktemp("x"), content[:place] + byte + content[place:])
    try:
        read = path.read_bytes().decode(encoding_of(path))
    except FileRefused:
        return
    assert not refusal_of_mojibake(read)


def test_a_file_with_a_bom_that_is_not_utf8_is_refused_with_the_line(tmp_path):
    with pytest.raises(FileRefused, match="is marked as UTF-8, but line 3 is not"):
        encoding_of(a_file(tmp_path, b"\xef\xbb\xbfsku,title\nA-1,a\nA-2,\xe9\n"))


def test_half_a_character_of_utf16_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="is marked as UTF-16, but line 5 is not"):
        encoding_of(a_file(tmp_path, TEXT.encode("utf-16") + b"x"))


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\x00\xff\xfe", b"\xd0\xcf\x11\xe0\x00\x00"])
def test_a_spreadsheet_file_is_refused(tmp_path, content):
    with pytest.raises(FileRefused, match="is not a text file"):
        encoding_of(a_file(tmp_path, content))


@given(st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x2FFF), min_size=1, max_size=3))
def test_partly_double_encoded_text_is_detected(text):
    """Return UTF-8 text as misread in Windows-1252, where possible."""
    try:
        spoilt = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    is_common = all("\u00a0" <= char <= "\u00ff" for char in text)
    assert refusal_of_mojibake(spoilt) or not is_common


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_uploaded_file_is_decoded_whatever_its_encoding_is(encoding):
    text = "SKU;Product;Counted\nA-1;Café;3\n"
    assert decode_file(text.encode(encoding)).lstrip("\ufeff") == text


def test_the_refusal_of_an_uploaded_file_names_no_copy():
    with pytest.raises(FileRefused, match=r"^The file is not a text file\."):
        decode_file(b"PK\x03\x04\xff\xfe\x00\x00\x80")
