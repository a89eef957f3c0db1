"""A pack as text, whole or with one thing changed, for the tests of packs."""

from importlib.resources import files

TEXT = (files("odr_rules.packs") / "uncitral-odr-1.yaml").read_text("utf-8")


def changed(*changes: tuple[str, str], text: str = TEXT) -> str:
    """The text with each of these replaced, where it first stands; it must be there."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def line_of(words: str, text: str = TEXT) -> int:
    """The number, from 1, of the first line with these words."""
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)
