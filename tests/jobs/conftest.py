"""Fixtures of the tests about jobs."""

from helpers.corpora import corpus

__all__ = ["corpus"]
