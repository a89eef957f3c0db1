"""Decisions are half a page each, and what is said to enforce them exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ["Context", "Decision", "Consequences", "What was weighed", "What enforces it"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))


def test_they_are_numbered_without_gaps() -> None:
    assert len(DECISIONS) >= 10
    assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_each_is_half_a_page_with_its_five_parts_and_a_check_that_exists(file: Path) -> None:
    text = file.read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert text.startswith(f"# {int(file.name[:4])}. ")
    assert len(text.splitlines()) <= 45
    check = text.partition("## What enforces it")[2]
    named = re.findall(r"`(tests/[^`]+)`", check)
    assert named or "import contract" in check.lower()
    assert [each for each in named if not (ROOT / each).exists()] == []
