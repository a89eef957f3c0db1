"""Folders that a Postgres can be in, whoever runs it, and source as a tree."""

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def enterable() -> Iterator[Path]:
    """A folder that all may enter, as Postgres, which never runs as root, must.

    Not one of pytest's: each pytest that begins closes the folder above them to all but itself,
    also under those that already run.
    """
    with TemporaryDirectory(prefix="odr-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def syntax_of(source: str) -> ast.Module:
    """The source as Python reads it, undisturbed.

    What is collected meanwhile may report an exception that nobody asked for, whose traceback is
    parsed too: 3.11 then takes the outer parse for broken (gh-106905).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(source)
    finally:
        if collects:
            gc.enable()
