import codecs

import pytest

from transforms.reading.encoding import decode_bytes

TEXT = "Le président a déclaré que l’école de Genève était fermée – «bientôt»."


@pytest.mark.parametrize(
    ("data", "codec"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
    ],
)
def test_encodings_are_told_apart(data, codec):
    decoded = decode_bytes(data)
    assert (decoded.text, decoded.codec, decoded.reason) == (TEXT, codec, None)


def test_a_page_may_declare_its_encoding():
    page = '<meta charset="iso-8859-7"><p>Η κυβέρνηση</p>'.encode("iso-8859-7")
    assert decode_bytes(page, declared=True).text.endswith("<p>Η κυβέρνηση</p>")


@pytest.mark.parametrize("label", ["hex", "no-such-set", "undefined", "idna"])
def test_a_false_declaration_does_no_harm(label):
    page = f'<meta charset="{label}"><p>Genève</p>'.encode("cp1252")
    assert "Genève" in decode_bytes(page, declared=True).text


def test_latin_1_means_windows_1252():
    page = '<meta charset="iso-8859-1"><p>“Genève”</p>'.encode("cp1252")
    assert "“Genève”" in decode_bytes(page, declared=True).text


def test_mojibake_is_left_as_it_is():
    assert decode_bytes("GenÃ¨ve".encode()).text == "GenÃ¨ve"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b" \r\n", "empty_file"),
        (codecs.BOM_UTF8 + b"\n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n....", "binary_content"),
        (b"text\x00\xff\x00\x01\xfe\x00", "binary_content"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00", "undecodable_text"),
    ],
)
def test_what_is_no_text_has_its_reason(data, reason):
    assert decode_bytes(data).reason == reason


def test_a_long_text_is_told_by_its_part_that_is_no_ascii():
    text = "plain words " * 100_000 + "l’école de Genève, " * 60_000
    decoded = decode_bytes(text.encode("cp1252"))
    assert (decoded.codec, decoded.text == text) == ("cp1252", True)
