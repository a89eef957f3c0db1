"""Intake, decided: pure functions from what is to what happened."""
