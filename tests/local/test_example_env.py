"""`deploy/example.env` is what `Settings` reads, no more and no less."""

from pathlib import Path

from odr_shared.settings import Settings

FILE = Path(__file__).parents[2] / "deploy" / "example.env"


def said() -> dict[str, str]:
    lines = FILE.read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def test_it_names_every_setting_in_order() -> None:
    assert list(said()) == [f"ODR_{name.upper()}" for name in Settings.model_fields]


def test_it_has_the_defaults_and_is_empty_where_there_is_none() -> None:
    for name, setting in Settings.model_fields.items():
        default = "" if setting.is_required() else setting.default
        assert said()[f"ODR_{name.upper()}"] == str("" if default is None else default), name
