"""Fixtures of the tests about jobs."""

from helpers.corpora import corpus
from helpers.writing import answering

__all__ = ["answering", "corpus"]
