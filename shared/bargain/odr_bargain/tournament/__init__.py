"""A tournament of ways to settle, on disputes that are generated: how many end, and how well."""
