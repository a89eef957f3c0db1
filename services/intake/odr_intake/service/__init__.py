"""What intake can be asked to do: lock, decide, record."""
