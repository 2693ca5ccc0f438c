"""The demo shows a birthday that stands on a card of its sample address book."""

import json
import subprocess
import sys


def test_the_first_note_of_the_demo_is_for_a_birthday(tmp_path: object) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "kith", "demo", "--json", "--html", f"{tmp_path}/digest.html"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    first = json.loads(shown.stdout)["digest"]["suggestions"][0]
    assert first["reasons"][0]["kind"] == "birthday"
    assert first["person"] == "Grace Lin"
    assert "Happy birthday for " in first["draft"]["body"]
