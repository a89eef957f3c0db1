"""Negotiation over HTTP."""
