"""What all views have in common: they cannot be changed, and bear what they do not know."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Part of an answer; fields that a newer server adds are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class OpenEnum(StrEnum):
    """Known words, and any other that a newer server may say."""

    @classmethod
    def _missing_(cls, value: object) -> "OpenEnum | None":
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_, member._value_ = value.upper(), value
        return member


class Said(BaseModel):
    """Part of a request; a field that is misspelt is refused before it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")
