"""What people write is kept as they meant it, and what would deceive a reader is refused."""
# ruff: noqa: RUF001 -- that letters look like others is what this is about

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from odr_shared.texts import (
    Code,
    Email,
    ExternalId,
    Line,
    Name,
    Phone,
    Text,
)

FAULTS = {
    *("empty", "string_too_long", "control_character", "direction_control"),
    *("not_a_character", "space_at_end"),
}


def read(kind, said) -> str:
    return TypeAdapter(kind).validate_python(said)


def refused_as(kind, said) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, said)
    (error,) = caught.value.errors()
    return error["type"]


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        pytest.param(Name, "李小龙", "李小龙", id="Chinese"),
        pytest.param(Name, "  Ann  ", "Ann", id="trimmed"),
        pytest.param(Name, "Zoe\u0308", "Zo\u00eb", id="NFC"),
        pytest.param(
            Name, "𰻝\U00032000", "𰻝\U00032000", id="rare characters, some unassigned yet"
        ),
        pytest.param(Line, "👩‍👩‍👧 \U0001fae8", "👩‍👩‍👧 \U0001fae8", id="emoji, joined and new"),
        pytest.param(
            Line,
            "🏴\U000e0067\U000e0062\U000e007f",
            "🏴\U000e0067\U000e0062\U000e007f",
            id="flag by tags",
        ),
        pytest.param(Name, "می\u200cخواهم", "می\u200cخواهم", id="Persian non-joiner"),
        pytest.param(Text, "a\r\nb\tc\n", "a\nb\tc", id="lines"),
        pytest.param(Name, "𝒳" * 200, "𝒳" * 200, id="lengths count code points"),
        pytest.param(ExternalId, "ord/42 #7", "ord/42 #7", id="an id, as given"),
        pytest.param(Email, "a.b+c@shop.example", "a.b+c@shop.example", id="e-mail"),
        pytest.param(Email, "用户@例子.测试", "用户@例子.测试", id="e-mail, international"),
        pytest.param(Phone, "+49 (0)30 / 123-456", "+4930123456", id="phone, as Germans write it"),
        pytest.param(Phone, "0086 138 0013 8000", "+8613800138000", id="phone with 00"),
        pytest.param(
            Phone, "＋８６１３８００１３８０００", "+8613800138000", id="phone, full width"
        ),
        pytest.param(Code, "goods_not_received", "goods_not_received", id="code"),
    ],
)
def test_what_is_kept(kind, said, kept) -> None:
    assert read(kind, said) == kept


DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
CONTROLS = [chr(n) for n in (*range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)]


@pytest.mark.parametrize("kind", [Name, Line, Text, ExternalId, Email, Phone])
@pytest.mark.parametrize(
    ("characters", "code"),
    [
        (DIRECTIONS, "direction_control"),
        (CONTROLS, "control_character"),
        ("\ud800\udfff\ufdd0\ufffe\uffff\U0010ffff", "not_a_character"),
    ],
    ids=["directions", "controls", "no characters"],
)
def test_no_character_that_deceives_gets_in_anywhere(kind, characters, code) -> None:
    for each in characters:
        for said in (f"a{each}b", each + "a", "a" + each):
            assert refused_as(kind, said) == code, ascii(said)


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        pytest.param(Name, "", "empty", id="empty"),
        pytest.param(Name, " \u3000\u00a0", "empty", id="only spaces"),
        pytest.param(Name, "\u200b\u200d", "empty", id="only joiners"),
        pytest.param(Name, "\u3164\u2800", "empty", id="only fillers"),
        pytest.param(Name, "a\nb", "control_character", id="a name of two lines"),
        pytest.param(Line, "a\tb", "control_character", id="a tab in a line"),
        pytest.param(Text, "a\rb", "control_character", id="a lone carriage return"),
        pytest.param(Name, "x" * 201, "string_too_long", id="long name"),
        pytest.param(Line, "x" * 501, "string_too_long", id="long line"),
        pytest.param(Text, "x" * 10_001, "string_too_long", id="long text"),
        pytest.param(Name, "\ufdfa" + "x" * 200, "string_too_long", id="too long by one"),
        pytest.param(ExternalId, " 42", "space_at_end", id="id with a space before"),
        pytest.param(ExternalId, "42\u00a0", "space_at_end", id="id with a space after"),
        pytest.param(ExternalId, "x" * 101, "string_too_long", id="long id"),
        pytest.param(Email, "ann", "not_an_email", id="no at"),
        pytest.param(Email, "a@b", "not_an_email", id="no dot"),
        pytest.param(Email, "a b@c.example", "not_an_email", id="space"),
        pytest.param(Email, "a@b@c.example", "not_an_email", id="two ats"),
        pytest.param(Email, ".a@c.example", "not_an_email", id="dot first"),
        pytest.param(Email, "a..b@c.example", "not_an_email", id="two dots"),
        pytest.param(Email, "a@-c.example", "not_an_email", id="dash first"),
        pytest.param(Email, "a@127.0.0.1", "not_an_email", id="an address"),
        pytest.param(Email, "x" * 65 + "@c.example", "not_an_email", id="long local part"),
        pytest.param(Email, "a@" + "c." * 130 + "example", "string_too_long", id="long e-mail"),
        pytest.param(Phone, "030 123456", "not_a_phone", id="no country"),
        pytest.param(Phone, "+0123456789", "not_a_phone", id="no such country"),
        pytest.param(Phone, "+49301", "not_a_phone", id="short"),
        pytest.param(Phone, "+1234567890123456", "not_a_phone", id="long phone"),
        pytest.param(Phone, "+49 CALL ME NOW", "not_a_phone", id="letters"),
        pytest.param(Name, 5, "string_type", id="a number"),
        pytest.param(Code, "Not-A-Code", "string_pattern_mismatch", id="not a code"),
        pytest.param(Code, "code\n", "string_pattern_mismatch", id="code and a line's end"),
    ],
)
def test_what_is_refused(kind, said, code) -> None:
    assert refused_as(kind, said) == code


@given(st.text(min_size=1, max_size=210))
@pytest.mark.parametrize("kind", [Name, Text, ExternalId])
def test_what_is_kept_is_kept_again_as_it_is(kind, said) -> None:
    try:
        kept = read(kind, said)
    except ValidationError as error:
        code = error.errors()[0]["type"]
    else:
        code = ""
    if code:
        assert code in FAULTS
        return
    assert read(kind, kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert 1 <= len(kept) <= 10_000


def test_the_schema_says_the_limits() -> None:
    schema = TypeAdapter(Name).json_schema()
    assert (schema["type"], schema["minLength"], schema["maxLength"]) == ("string", 1, 200)
    assert TypeAdapter(Email).json_schema()["format"] == "email"
