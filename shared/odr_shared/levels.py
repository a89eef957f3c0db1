"""Levels say where a field may travel; every field of every row and view declares one."""

from enum import StrEnum


class Level(StrEnum):
    PUBLIC = "public"
    """Events and logs too: ids, codes, amounts that were made openly, times."""
    PARTY = "party"
    """The parties' views, and those of who acts for them."""
    CONFIDENTIAL = "confidential"
    """The views of its owner, and of the neutral named."""
    SEALED = "sealed"
    """Nobody: the machine alone."""

    @property
    def info(self) -> dict[str, "Level"]:
        """How a table's column says it: `Column("id", Uuid, info=Level.PUBLIC.info)`."""
        return {"level": self}
