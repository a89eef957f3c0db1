"""Leaves, of the tests it is given, those that judge a change by themselves: without a database."""

from typing import Any, Final

import pytest
from hypothesis import Phase, settings

DRAWN: Final = 50
"""Examples at most: what is wrong with a change shows in these, or in the tables beside them."""


def is_pure(item: pytest.Item) -> bool:
    """Whether it starts no Postgres; lives drawn at random take seconds each, and are left too."""
    return "dsn" not in getattr(item, "fixturenames", ()) and item.name != "runTest"


def be_brief(test: Any) -> None:
    """Draw less, and do not look for the smallest example: one that fails is enough."""
    asked = getattr(test, "_hypothesis_internal_use_settings", None)
    if asked is not None:
        fewer = min(asked.max_examples, DRAWN)
        brief = settings(asked, max_examples=fewer, phases=[Phase.explicit, Phase.generate])
        test._hypothesis_internal_use_settings = brief


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = [item for item in items if not is_pure(item)]
    items[:] = [item for item in items if is_pure(item)]
    config.hook.pytest_deselected(items=left)
    for item in items:
        be_brief(getattr(item, "obj", None))
