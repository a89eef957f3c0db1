"""Intake's tables."""

from odr_intake.models.base import Base

__all__ = ["Base"]
