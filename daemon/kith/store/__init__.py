"""What kith remembers: one SQLite file. Siblings on this floor never import it; the jobs bring them together."""

from kith.store.db import Store

__all__ = ["Store"]
