"""A configuration and a store of people whose names a shell would rather run than show."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.judged import begin, received, record
from kith.store import Store

NOW = 1_790_000_000
PEOPLE = {
    "karen@example.net": "Karen Holm",
    "pat@example.net": "Pat $(touch x) Doe",
    "quin@example.net": "Quin `touch x` Roe",
    "rob@example.net": 'Rob "Bobby" O\'Brien; touch x #',
    "sue@example.net": "Sue: the 1st & only!x",
    "tanaka@example.net": "田中 太郎",
    "uma@example.net": "Uma * ? [a-z] {b,c}",
    "vic@example.net": r"Vic \ ${HOME} ~ %1 =ls <(touch x) > x",
    "wei|touch@example.net": "",
}
CONFIGURATION = """\
state_dir = "{state}"
[accounts.personal]
email = "sam@example.org"
host = "127.0.0.1"
password_command = ["touch", "{folder}/x"]
[accounts.work]
email = "sam@work.example"
host = "127.0.0.1"
password_env = "X"
[groups.family]
every = "2w"
[[person]]
email = ["aunt@example.net"]
name = "Aunt Ada"
"""


@dataclass(frozen=True)
class Home:
    """A user's folder, and the environment that leads to it."""

    folder: Path

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def config(self) -> Path:
        return self.folder / ".config" / "kith" / "config.toml"

    @property
    def environ(self) -> dict[str, str]:
        return {"HOME": str(self.folder), "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "daemon")}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.state.mkdir(mode=0o700)
    home.config.parent.mkdir(parents=True)
    home.config.write_text(CONFIGURATION.format(state=home.state, folder=tmp_path))
    with Store.open(home.state) as store:
        inbox = begin(store)
        letters = [
            received(number, spec, NOW - number, name)
            for number, (spec, name) in enumerate(PEOPLE.items(), start=1)
        ]
        record(store, inbox, *letters)
    return home
