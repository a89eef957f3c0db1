"""The blind index: what is the same to people has the same digest, under one key alone."""

from uuid import UUID

import pytest

from odr_shared import blind
from odr_shared.blind import IndexKey
from odr_shared.indexed import Field
from odr_shared.vault import Key

ONE, OTHER = UUID(int=1), UUID(int=2)
INDEX = IndexKey(1, Key(b"k" * 32))


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("Anna  Vogt", "anna vogt"),
        (" ANNA\tVOGT ", "anna vogt"),
        ("Ａｎｎａ　Ｖｏｇｔ", "anna vogt"),  # noqa: RUF001  # the wide forms are the case
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Ж́укова", "ж́укова"),
        ("王 小明", "王 小明"),
        ("e\u0301cole", "école"),
    ],
)
def test_a_name_is_compared_whole_in_one_form(said: str, normal: str) -> None:
    assert blind.name(said) == normal
    assert blind.name(normal) == normal


@pytest.mark.parametrize("said", ["AB 12", "ab12", "\uff21b12"])
def test_a_code_is_compared_without_spaces(said: str) -> None:
    assert blind.code(said) == "ab12"


@pytest.mark.parametrize(
    ("said", "normal"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"),
        ("ann.b+tag@example.org", "ann.b+tag@example.org"),
        (f"ann@{'ü' * 63}.example", f"ann@{'ü' * 63}.example"),
    ],
    ids=["case", "IDN", "as it travels", "dots and tags stay", "a label too long for IDNA"],
)
def test_an_address_is_compared_in_one_case_and_in_idnas_letters(said: str, normal: str) -> None:
    assert blind.email(said) == normal


@pytest.mark.parametrize(
    ("said", "country", "normal"),
    [
        ("+49 030 123456", None, "+4930123456"),
        ("030 / 12 34 56", "DE", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("(604) 555-0123", "CA", "+16045550123"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("030 123456", None, None),
        ("030 123456", "ZZ", None),
        ("1", "DE", None),
        ("no number", "DE", None),
    ],
)
def test_a_number_is_compared_as_the_world_dials_it(
    said: str, country: str | None, normal: str | None
) -> None:
    assert blind.phone(said, country) == normal


def test_a_digest_is_of_one_platform_one_mode_one_kind_and_one_key() -> None:
    said = [
        INDEX.index(ONE, "live").digest(Field.NAME, "ann"),
        INDEX.index(OTHER, "live").digest(Field.NAME, "ann"),
        INDEX.index(ONE, "test").digest(Field.NAME, "ann"),
        INDEX.index(ONE, "live").digest(Field.EMAIL, "ann"),
        INDEX.index(ONE, "live").digest(Field.NAME, "bob"),
        IndexKey(1, Key(b"l" * 32)).index(ONE, "live").digest(Field.NAME, "ann"),
    ]
    assert len(set(said)) == len(said)
    assert {len(each) for each in said} == {16}
    assert INDEX.index(ONE, "live").digest(Field.NAME, "ann") == said[0]


def test_the_keys_that_a_process_has_at_hand_are_bounded() -> None:
    index = IndexKey(1, Key(b"k" * 32))
    first = index.index(ONE, "live").digest(Field.NAME, "ann")
    for number in range(2 * blind.KEPT):
        index.index(UUID(int=number), "live")
    assert len(index._derived) <= blind.KEPT
    assert index.index(ONE, "live").digest(Field.NAME, "ann") == first
