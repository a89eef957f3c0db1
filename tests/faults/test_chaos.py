"""A short run of the chaos: real processes, and the checker's judgement, but never of times."""

import random
from collections.abc import AsyncIterator

import pytest
from tests.chaos import faults
from tests.chaos.__main__ import play
from tests.chaos.installation import Installation, home, installed
from tests.kafka import _jars
from tests.seeds import seed

QUICK = (
    *(faults.kill_api, faults.terminate_backends, faults.cut_postgres, faults.cut_kafka),
    *(faults.lose_commits, faults.truncate_postgres, faults.duplicates, faults.poison),
    *(faults.kill_backend, faults.refuse_postgres),
)
pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture
async def installation() -> AsyncIterator[Installation]:
    _jars()  # or these tests are skipped, aloud
    with home() as folder:
        async with installed(seed(), folder, apis=1) as i:
            yield i


async def test_nothing_is_lost_while_three_kinds_of_things_break(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = dict.fromkeys(random.Random(seed()).sample(QUICK, 3), 1)  # noqa: S311  # to be the same again
    results, found = await play(installation, seed(), 3, chosen, at_once=6, pause=0.3)
    assert found == [], f"ODR_SEED={seed()}"
    assert results["unexplained_answers"] == 0, f"ODR_SEED={seed()}"
    assert int(str(results["acknowledged"])) > 0
    assert results["faults"], capsys.readouterr().out
