"""Fixtures of the tests about people."""

from helpers.corpora import corpus

__all__ = ["corpus"]
