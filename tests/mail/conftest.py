"""Fixtures of the tests about mail."""

from helpers.corpora import corpus

__all__ = ["corpus"]
