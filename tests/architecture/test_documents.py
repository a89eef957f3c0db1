"""The generated documents say what the code says now."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from odr_local.documents.__main__ import main
from odr_local.documents.asyncapi import document
from odr_local.documents.found import public_facts, refusals
from odr_local.documents.made import made
from odr_local.documents.schemas import REF, fact_schemas, header_schema, summary
from odr_shared.broker import Envelope
from odr_shared.broker.binding import headers
from odr_shared.contracts.codes import CaseOutcome
from odr_shared.contracts.intake import CaseClosed
from odr_shared.money import Money

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    return made()


@pytest.mark.parametrize(
    "name", ["docs/asyncapi.yaml", "docs/events.md", "docs/openapi.json", "docs/problems.md"]
)
def test_no_document_is_stale(documents: dict[str, str], name: str) -> None:
    file = ROOT / name
    assert file.exists(), "run make docs"
    assert file.read_text() == documents[name], "run make docs"


def test_making_them_twice_makes_the_same(documents: dict[str, str]) -> None:
    assert made() == documents


def test_a_stale_one_is_told_and_made_anew(
    documents: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main([])
    main(["--check"])
    page = tmp_path / "docs/events.md"
    page.write_text(page.read_text().replace("case_filed", "case_field"))
    with pytest.raises(SystemExit, match=r"stale: events\.md; run make docs"):
        main(["--check"])
    main([])
    assert page.read_text() == documents["docs/events.md"]


def test_every_fact_and_every_code_has_its_page(documents: dict[str, str]) -> None:
    events, problems = documents["docs/events.md"], documents["docs/problems.md"]
    assert [fact.type for fact in public_facts() if f"### `{fact.type}`" not in events] == []
    assert [each.code for each in refusals() if f"## `{each.code}`" not in problems] == []
    assert [each for each in refusals() if each.title() not in problems] == []


def test_every_public_fact_says_when_it_happens() -> None:
    assert [fact for fact in public_facts() if not summary(fact)] == []


def refs(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from [value] if key == "$ref" else refs(value)
    elif isinstance(said, list):
        for each in said:
            yield from refs(each)


def test_whatever_asyncapi_refers_to_is_in_it() -> None:
    said = document()
    assert yaml.safe_load(yaml.safe_dump(said)) == said
    for ref in refs(said):
        found = said
        for part in ref.removeprefix("#/").split("/"):
            assert part in found, ref
            found = found[part]


def test_the_headers_are_those_that_kafka_gets() -> None:
    nobody = UUID(int=1)
    envelope = Envelope(
        id=nobody,
        source="intake",
        epoch=1,
        subject_kind="case",
        subject=nobody,
        sequence=7,
        type=CaseClosed.type,
        time=AT,
        mode="test",
        platform_id=nobody,
        traceparent=f"00-{nobody.hex}-{1:016x}-01",
        data="{}",
    )
    sent = {name: value.decode() for name, value in headers(envelope)}
    schema = header_schema()
    assert set(sent) == set(schema["properties"])
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(sent)


def test_a_fact_as_it_travels_is_what_its_schema_says() -> None:
    schemas = {"components": {"schemas": fact_schemas()}}
    validator = Draft202012Validator(
        {**schemas, "$ref": REF.format(model="CaseClosed")}, format_checker=FormatChecker()
    )
    money = Money(amount=1, currency="EUR")
    closed = CaseClosed(occurred_at=AT, outcome=CaseOutcome.SETTLED, amount=money)
    said = closed.model_dump(mode="json")
    validator.validate(said)
    assert not validator.is_valid(said | {"outcome": "forgotten"})
    for name in fact_schemas():
        Draft202012Validator.check_schema({**schemas, "$ref": REF.format(model=name)})
