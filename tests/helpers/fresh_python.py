"""A Python that has imported nothing yet: for what must be the same in every process, or must not be loaded."""

import subprocess
import sys
from pathlib import Path

DAEMON = Path(__file__).parent.parent.parent / "daemon"


def fresh_python(code: str) -> str:
    """What it prints, without blanks around it."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=DAEMON).stdout.strip()
