"""Seeing what does not work, and telling the user."""
