"""Real mail that is not part of the project: beside a checkout, read from there and unpacked once per run.

Where the folder `../shared/corpora` is absent, as in a user's clone, the tests that want it are skipped and say so.
Import the fixture into the `conftest.py` of the folder whose tests ask for `corpus`.
"""

import tarfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """`corpus("torture")`: the folder of that corpus, unpacked on first sight; skips the test where there is none.

    Each run unpacks into a temporary folder of its own, so that runs side by side cannot meet.
    """

    @cache
    def unpacked(name: str) -> Path:
        archive = FOLDER / f"{name}.tar.xz"
        if not archive.exists():
            pytest.skip(f"no {archive.name} in {FOLDER}: real mail is not part of the project")
        into = tmp_path_factory.mktemp(name)
        with tarfile.open(archive) as tar:
            # Python learned to refuse what would climb out of the folder in 3.11.4; from 3.14 on it always does.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            tar.extractall(into)
        return into / name

    return unpacked
