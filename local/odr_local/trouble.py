"""What keeps ODR from running on this machine, said in one sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Trouble(Exception):
    """It is no bug, and whoever started it can do something about it."""


@contextmanager
def on_disk(folder: Path) -> Iterator[None]:
    """A failure to read or write under that folder is trouble, not a bug."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Trouble(
                f"The disk that holds {folder} is full: make room, then start again."
            ) from error
        raise Trouble(f"{error.filename or folder} cannot be used: {error.strerror}.") from error
