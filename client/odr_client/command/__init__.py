"""The `odr` command."""

import sys


def main() -> None:
    try:
        from odr_client.command.root import app
    except ModuleNotFoundError as missing:
        if missing.name not in ("rich", "typer"):
            raise
        sys.exit("odr: the command needs more than the library: pip install 'odr-client[cli]'")
    app()
