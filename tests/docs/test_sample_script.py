"""`scripts/sample`, by which a newcomer looks at the sample mailbox."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "sample"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *command],
        env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_command_is_run_on_the_sample_mailbox_and_its_exit_code_is_given() -> None:
    asked = run("sh", "-c", f"{sys.executable} -m kith why karen; exit 3")
    assert asked.returncode == 3
    assert "Karen Holm <karen@holm.example>" in asked.stdout
