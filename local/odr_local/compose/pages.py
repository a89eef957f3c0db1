"""What the gateway answers by itself, as files: `python -m odr_local.compose.pages FOLDER`."""

import asyncio
import shutil
import sys
from pathlib import Path
from typing import Final

import httpx
from starlette.requests import Request

from odr_local.compose.places import SERVICES
from odr_local.documents.found import refusals
from odr_local.front import ASSETS, front
from odr_local.openapi import merged
from odr_shared.errors import NotFound, Refusal, Unavailable
from odr_shared.http.guard import BODY, BodyTooLarge, HeadersTooLarge
from odr_shared.http.problems import MethodNotAllowed, Refused, problem

BASE: Final = "@BASE@"
"""In whose place the gateway puts the public URL when it starts."""
REQUEST_ID: Final = "@REQUEST_ID@"
"""And that of the request that it answers."""
LANGUAGES: Final = ("en", "zh-CN")


async def write(folder: Path) -> None:
    app = front(merged(SERVICES), BASE, {})
    shutil.copytree(ASSETS, folder / "docs" / "assets")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as http:
        for path, file in (("/docs", "docs/index.html"), ("/openapi.json", "openapi.json")):
            _put(folder / file, (await http.get(path)).raise_for_status().content)
        for language in LANGUAGES:
            spoken = {"Accept-Language": language}
            for code in _codes():
                page = await http.get(f"/problems/{code}", headers=spoken)
                _put(folder / "problems" / language / f"{code}.html", page.content)
            scope = {
                "type": "http",
                "app": app,
                "path": "",
                "state": {"request_id": REQUEST_ID},
                "headers": [(b"accept-language", language.encode())],
            }
            for refusal in _its_own():
                answer = bytes(problem(Request(scope), refusal).body)
                _put(folder / "errors" / language / f"{refusal.code}.json", answer)


def _its_own() -> tuple[Refusal, ...]:
    return (
        *(NotFound(), MethodNotAllowed(), Refused(), Unavailable()),
        *(BodyTooLarge(limit=BODY), HeadersTooLarge()),
    )


def _codes() -> list[str]:
    return list(dict.fromkeys(refusal.code for refusal in refusals()))


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
