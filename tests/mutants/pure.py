"""Leaves, of the tests it is given, those that judge a change by themselves: without a database."""

import pytest


def is_pure(item: pytest.Item) -> bool:
    """Whether it starts no Postgres; lives drawn at random take seconds each, and are left too."""
    return "dsn" not in getattr(item, "fixturenames", ()) and item.name != "runTest"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = [item for item in items if not is_pure(item)]
    items[:] = [item for item in items if is_pure(item)]
    config.hook.pytest_deselected(items=left)
