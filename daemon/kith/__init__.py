"""kith keeps you in touch with the people in your mailbox.

The package is built in floors (docs/design.md): words, judgement, edges, verbs, shells.
A module imports from its own floor or a lower one; `tests/test_house.py` holds this.
"""

__version__ = "0.1.0"
