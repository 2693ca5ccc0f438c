"""The demo shows a birthday from its sample address book, and a job change by a new address and a bounce."""

import json
import subprocess
import sys


def test_the_demo_has_a_birthday_first_and_a_job_change_with_what_came_back(tmp_path: object) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "kith", "demo", "--json", "--html", f"{tmp_path}/digest.html"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    first, *others = json.loads(shown.stdout)["digest"]["suggestions"]
    assert first["reasons"][0]["kind"] == "birthday"
    assert first["person"] == "Grace Lin"
    assert "Happy birthday for " in first["draft"]["body"]
    (ravi,) = (one for one in others if one["person"] == "Ravi Patel")
    text = ravi["reasons"][0]["text"]
    assert ravi["reasons"][0]["kind"] == "moved"
    assert text.startswith("Ravi wrote from acme.example on ")
    assert "; mail to initech.example came back on " in text
    assert ravi["draft"]["to"] == "ravi.patel@acme.example"
