"""Folders that a Postgres can be in, whoever runs it."""

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
