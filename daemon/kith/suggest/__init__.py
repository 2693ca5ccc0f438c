"""Whom to suggest, why, and in which words. Pure functions of (people, settings, what was suggested, now)."""
