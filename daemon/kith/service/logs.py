"""Where the journal's lines go: to standard error, in the form the reader understands."""

import logging
from collections.abc import Mapping

# sd-daemon(3): a line that begins with <N> has that priority.
_PRIORITY = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}


class _JournalForm(logging.Formatter):
    """systemd adds time and name itself; every line carries its priority, a traceback's too."""

    def format(self, record: logging.LogRecord) -> str:
        level = f"<{_PRIORITY.get(record.levelno, 6)}>"
        return "\n".join(level + line for line in super().format(record).splitlines())


def to_stderr(environ: Mapping[str, str], level: int = logging.INFO) -> logging.Logger:
    """The logger of the daemon. Libraries' own loggers stay at WARNING: they would log what is not theirs to tell."""
    handler = logging.StreamHandler()
    if "JOURNAL_STREAM" in environ:
        handler.setFormatter(_JournalForm("%(message)s"))
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("kith")
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
    return logger
