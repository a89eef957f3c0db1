"""Every fault of the packs in some files, without stopping at the first file that has one."""

from collections.abc import Sequence

from odr_rules.packs.faults import Fault, Faulty
from odr_rules.packs.loading import load, load_all
from odr_rules.packs.schema import Pack


def examine(texts: Sequence[tuple[str, str]]) -> tuple[tuple[Pack, ...], list[Fault]]:
    """The sound packs among these (file, text), and what is wrong, also between them."""
    sound, faults = list[tuple[str, str]](), list[Fault]()
    for file, text in texts:
        try:
            load(text, file)
        except Faulty as faulty:
            faults += faulty.faults
        else:
            sound.append((file, text))
    try:
        return load_all(sound), faults
    except Faulty as faulty:
        return (), [*faults, *faulty.faults]
