"""Telling platforms what became of their cases."""

from odr_intake.webhooks.delivery import RUNG_BY, deliver_due
from odr_intake.webhooks.owing import owe, owe_notice, owe_test

__all__ = ["RUNG_BY", "deliver_due", "owe", "owe_notice", "owe_test"]
