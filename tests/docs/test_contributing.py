"""The example of CONTRIBUTING.md, a reason of one's own, is put into a copy of the tree as the page says, and holds.

Its letters are copies, as the page has them begun: what tests say of their words is the only thing left to do.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
REASONS = "daemon/kith/suggest/reasons"
SAMPLES = "tests/deliver/test_samples_are_of_today.py"
# File, what is found there, and the page's own line that goes behind it.
LINES = [
    (f"{REASONS}/__init__.py", "    dormant.RULE,\n", "first_mail.RULE,"),
    ("daemon/kith/suggest/wording.py", '"dormant": 3,', '"first mail": 2,'),
    ("tests/suggest/test_letters.py", '    "dormant": (40, 80),\n', '"first-mail": (40, 80),'),
    (SAMPLES, "1700, 1600, 1500]))],\n", '"first mail": [look(both([370, 250, 100]))],'),
]
SAMPLE = """
[[person]]
name = "Bea Lang"
address = "bea@example.com"
kind = "first mail"
why = "The two of you were first in touch 1 year ago."
last = { at = 2026-09-11T12:00:00Z, direction = "sent" }

[[account]]"""
TOLD = "  + first mail: The two of you were first in touch 1 year ago.\n"
HOLD = (
    "tests/suggest/test_reasons.py::test_every_reason_is_a_whole_sentence_and_its_evidence_is_a_touch",
    "tests/suggest/test_letters.py::test_every_language_is_known_and_has_all_its_letters",
    "tests/suggest/test_wording.py::test_every_kind_of_note_takes_its_minutes_and_an_unknown_one_too",
    *(SAMPLES, "tests/cli/test_why.py"),
)


def block(language: str) -> str:
    """The only block of the page in a language, without the indentation of its list."""
    (found,) = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
    return re.sub(rf"^{found[0]}", "", found[1], flags=re.MULTILINE)


def put_behind(file: Path, before: str, line: str) -> None:
    text = file.read_text("utf-8")
    assert before in text, f"CONTRIBUTING.md, {line}: its place in {file} is another one now"
    file.write_text(text.replace(before, f"{before}    {line}\n", 1), "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the example is about, with the example in it."""
    for folder in ("daemon", "templates", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "config.example.toml"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / REASONS / "first_mail.py").write_text(block("python"))
    put_behind(tmp_path / REASONS / "__init__.py", "    fading,\n", "first_mail,")
    for name, before, line in LINES:
        assert f"`{line}`" in PAGE
        put_behind(tmp_path / name, before, line)
    for folder in (tmp_path / "templates/drafts").iterdir():
        shutil.copy(folder / "fading.txt.j2", folder / "first-mail.txt.j2")
    samples = tmp_path / "tests/digests/all-reasons.toml"
    samples.write_text(samples.read_text("utf-8").replace("\n[[account]]", SAMPLE, 1), "utf-8")
    (tmp_path / "tests/why/first-in-touch-a-year-ago.txt").write_text(block("text"))
    return tmp_path


def test_the_example_of_a_reason_works_as_it_stands(tree: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *HOLD],
        cwd=tree,
        env={**os.environ, "KITH_ACCEPT": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert TOLD in (tree / "tests/why/first-in-touch-a-year-ago.txt").read_text("utf-8")
    linted = [sys.executable, "-m", "ruff", "check", "daemon/kith/suggest/reasons"]
    assert subprocess.run(linted, cwd=tree, capture_output=True, check=False).returncode == 0
