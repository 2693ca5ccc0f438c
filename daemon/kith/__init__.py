"""kith keeps you in touch with the people in your mailbox.

The package is built in floors (docs/design.md): words, judgement, edges, verbs, shells.
A module imports from its own floor or a lower one; `tests/test_house.py` holds this.
"""

__version__ = "0.1.0"
# The day of that version; while it is unreleased, the day it was last worked on. The manual pages bear it.
__released__ = "2026-11-28"
