"""Fixtures of the stories."""

from helpers.corpora import corpus

__all__ = ["corpus"]
