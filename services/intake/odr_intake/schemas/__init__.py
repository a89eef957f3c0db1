"""The JSON that intake takes and gives."""
