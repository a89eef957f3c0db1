"""Which language is chosen, and what is said where a catalogue has nothing."""

import pytest
from pydantic import TypeAdapter, ValidationError

from odr_shared.errors import InsufficientScope
from odr_shared.translations import CHINESE, invalid, negotiate, translate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh-CN", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-Hans", "zh-CN"),
        ("zh-SG", "zh-CN"),
        ("ZH-cn", "zh-CN"),
        ("zh-Hant-TW", "zh-CN"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh;q=0.8,en", "en"),
        ("en;q=0.8 , zh;Q=0.9", "zh-CN"),
        ("zh,en", "zh-CN"),
        ("en,zh", "en"),
        ("fr", "en"),
        ("fr,zh;q=0.1", "zh-CN"),
        ("*", "en"),
        ("fr, *;q=0.5", "en"),
        ("en;q=0, *", "zh-CN"),
        ("zh;q=0", "en"),
        ("zh;q=0,en;q=0", "en"),
        ("zh;q=2,en;q=0.1", "en"),
        ("zh;q=0.1234,en;q=0.001", "en"),
        ("zh;q=,en;q=0.1", "en"),
        (";;,,=zh", "en"),
        ("zhx", "en"),
        ("中文", "en"),
        ("x" * 2000 + ",zh", "en"),
        ("zh," + "x;" * 100_000, "zh-CN"),
    ],
    ids=lambda value: value[:24] or "none",
)
def test_the_language_is_the_one_preferred_among_ours(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_a_package_says_it_in_its_words_or_else_in_the_shared_ones() -> None:
    text = InsufficientScope.explanation
    there = translate(text, CHINESE, "odr_shared").format(scope="cases:read")
    assert there == "所需权限范围：cases:read。"
    assert translate(text, CHINESE, "odr_intake").format(scope="cases:read") == there
    assert translate(text, "en", "odr_shared") == text


def test_what_no_catalogue_has_stays_english() -> None:
    assert translate("The kettle leaks.", CHINESE, "odr_shared") == "The kettle leaks."
    assert translate("", CHINESE, "odr_shared") == ""
    assert invalid("no_such_code", "It is wrong.", {}, CHINESE) == "It is wrong."


@pytest.mark.parametrize(
    ("given", "chinese"),
    [("null", "此处应为整数"), ("1.5", "此处应为整数，不得带"), ("{", "JSON 格式无效")],
)
def test_what_is_wrong_with_a_field_is_said_in_chinese(given: str, chinese: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_json(given)
    (error,) = caught.value.errors()
    assert invalid(error["type"], error["msg"], error.get("ctx", {}), CHINESE).startswith(chinese)
    assert invalid(error["type"], error["msg"], {}, "en") == error["msg"]
