"""Bargaining as pure functions: blind bids, packages of issues, and what each way is worth."""
