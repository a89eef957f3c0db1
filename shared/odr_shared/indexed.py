"""What of a case and of its parties can be looked for, though nobody can read it in a table."""

from enum import StrEnum


class Field(StrEnum):
    """Two kinds never share a digest, whatever their values are."""

    ORDER_NUMBER = "order_number"
    OPEN_ORDER = "open_order"
    """An order and its respondent, while a case about them is open: one at a time."""
    PAYMENT_REFERENCE = "payment_reference"
    """Of a payment that was reported: one counts once."""
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    EXTERNAL_ID = "external_id"
