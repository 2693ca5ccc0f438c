"""The reading edge as the jobs use it: windows of an open folder, in the order they were asked for."""

from collections.abc import Iterable, Iterator

from kith.imap.fetch import Window, window
from kith.imap.session import Session


def windows(session: Session, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Window]]:
    """Each span with what lay in it. Raises FolderUnavailable; AccountDown and its kinds."""
    for low, high in spans:
        yield (low, high), window(session, low, high)
