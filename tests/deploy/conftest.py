"""Databases that a process may have to itself, and who may call it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from tests.conftest import new_filing
from tests.deploy.processes import PATIENCE, Running

from odr_intake.app import service as intake
from odr_intake.service import identity
from odr_local import postgres
from odr_shared import testing
from odr_shared.callers import Kind
from odr_shared.db.migrate import migrate
from odr_shared.runtime import connect


@dataclass(frozen=True)
class Prepared:
    """Intake's database with its tables, and a platform's client in test mode."""

    url: str
    client: tuple[str, str]

    def call(self, running: Running) -> httpx.Client:
        """As that platform."""
        form = {"grant_type": "client_credentials"}
        url = f"{running.base}/oauth/token"
        answer = httpx.post(url, data=form, auth=self.client, timeout=PATIENCE).raise_for_status()
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        return httpx.Client(base_url=running.base, headers=headers, timeout=PATIENCE)


def file_case(http: httpx.Client) -> httpx.Response:
    return http.post("/v1/cases", json=new_filing())


async def prepared(dsn: str) -> Prepared:
    url = await testing.create_database(dsn, f"deploy-{uuid4().hex}")
    await migrate(url, intake.name)
    database = await connect(intake, testing.settings_for(url), pool_size=1)
    now = datetime.now(UTC)
    async with database.transaction() as session:
        platform = identity.create_platform(session, "Deployed", now)
        made = identity.create_client(session, Kind.PLATFORM, "test", platform.id, (), None, now)
    await database.close()
    return Prepared(url, (str(made.client_id), made.secret))


@pytest.fixture
async def database(dsn: str) -> Prepared:
    return await prepared(dsn)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[postgres.Postgres]:
    """A server of the test's own, which it may stop."""
    home = tmp_path / "home"
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)
    with postgres.running(home, {"fsync": "off"}) as server:
        yield server


@pytest.fixture
async def own(server: postgres.Postgres) -> Prepared:
    return await prepared(server.dsn)
