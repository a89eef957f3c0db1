"""The documents that are made from the code: `python -m odr_local.documents`."""
