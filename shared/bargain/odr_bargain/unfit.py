"""What a side may say that cannot be taken: each with its code and the place at fault."""

from typing import ClassVar


class Unfit(ValueError):
    """Something that was said cannot be taken; nothing of it has been."""

    code: ClassVar[str]

    def __init__(self, pointer: str = "", **extra: int | str) -> None:
        """`pointer` is the place at fault (RFC 6901); `extra` is what a sentence about it needs."""
        said = ", ".join(f"{name}={value}" for name, value in extra.items())
        super().__init__(" ".join(each for each in (self.code, pointer, said) if each))
        self.pointer = pointer
        self.extra = extra


def escaped(name: str) -> str:
    """A name as a JSON pointer has it (RFC 6901, section 3)."""
    return name.replace("~", "~0").replace("/", "~1")
