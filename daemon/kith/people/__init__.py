"""Who is who: addresses, which of them are people, and which belong together. Pure functions."""
