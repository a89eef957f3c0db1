"""Rule packs as data, and the deadlines that follow from them: no I/O but reading our own packs."""
