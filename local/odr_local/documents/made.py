"""All generated documents, by the file that each is kept in."""

import json

from odr_local.app import SERVICES
from odr_local.documents.asyncapi import asyncapi
from odr_local.documents.events import events
from odr_local.documents.problems import problems
from odr_local.openapi import merged


def made() -> dict[str, str]:
    openapi = merged(SERVICES)
    return {
        "docs/asyncapi.yaml": asyncapi(),
        "docs/events.md": events(),
        "docs/openapi.json": json.dumps(openapi, indent=2, ensure_ascii=False) + "\n",
        "docs/problems.md": problems(openapi),
    }
