"""References: said so that people can read them out, and read however people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from odr_shared.db import new_reference
from odr_shared.references import BITS, CHECKS, SYMBOLS, Reference, heard, reference

NUMBERS = st.integers(0, (1 << BITS) - 1)


@pytest.mark.parametrize(
    ("number", "said"),
    # 12345 = 12·32² + 1·32 + 25 and 333·37 + 24; 2⁴⁰ less 1 = 29716455178·37 + 29.
    [(0, "0000-0000-0"), (12_345, "0000-0C1S-R"), ((1 << BITS) - 1, "ZZZZ-ZZZZ-F")],
)
def test_a_number_is_said_in_base_32_with_its_remainder_by_37(number: int, said: str) -> None:
    assert CHECKS.index(said[-1]) == number % 37
    assert reference(number) == said


@pytest.mark.parametrize("number", [-1, 1 << BITS])
def test_no_other_number_has_a_reference(number: int) -> None:
    with pytest.raises(ValueError, match="no number of 40 bits"):
        reference(number)


@pytest.mark.parametrize(
    "said",
    [
        "00000C1SR",
        "0000-0c1s-r",
        " 0000 0C1S R ",
        "oOO0-OClS-R",
        "0000-0CIS-R",
        "0000\u20130C1S\u2013R",
    ],
    ids=["no dashes", "small", "spaces", "o and l", "capital i", "long dashes"],
)
def test_it_is_read_as_people_write_it(said: str) -> None:
    assert heard(said) == "0000-0C1S-R"


@given(NUMBERS)
def test_every_reference_is_read_again(number: int) -> None:
    said = reference(number)
    assert heard(said) == heard(said.lower().replace("-", "")) == said


@given(NUMBERS, st.integers(0, 7), st.sampled_from(SYMBOLS))
def test_no_single_wrong_symbol_passes(number: int, at: int, other: str) -> None:
    bare = reference(number).replace("-", "")
    if bare[at] != other:
        with pytest.raises(PydanticCustomError, match="check symbol does not fit"):
            heard(bare[:at] + other + bare[at + 1 :])


@given(NUMBERS, st.integers(0, 6))
def test_no_two_symbols_pass_that_changed_places(number: int, at: int) -> None:
    bare = reference(number).replace("-", "")
    swapped = bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :]
    if swapped != bare:
        with pytest.raises(PydanticCustomError, match="check symbol does not fit"):
            heard(swapped)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "not_a_reference"),
        ("0000-0C1S", "not_a_reference"),
        ("0000-0C1S-RR", "not_a_reference"),
        ("0000-0C!S-R", "not_a_reference"),
        ("U000-0C1S-R", "not_a_reference"),
        ("\u0660000-0C1S-R", "not_a_reference"),
        ("0000-0C1S-S", "reference_mistyped"),
        ("0" * 41, "string_too_long"),
        (12, "string_type"),
    ],
    ids=["empty", "short", "long", "sign", "a u", "Arabic", "wrong check", "very long", "no text"],
)
def test_what_is_no_reference_is_told_so(said: object, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Reference).validate_python(said)
    assert refused.value.errors()[0]["type"] == code


def test_references_are_drawn_from_all_that_there_are() -> None:
    drawn = {new_reference() for _ in range(200)}
    assert len(drawn) == 200
    assert len({each[0] for each in drawn}) > 16, "their first symbols differ too"
