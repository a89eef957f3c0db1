"""What can be read, and by whom: every read starts from what is visible to the caller."""
