"""What is shipped: the sdist builds a wheel, and the wheel alone is a working kith, the source out of reach."""

import importlib.util
import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from kith import __version__

ROOT = Path(__file__).resolve().parent.parent
DATA = [  # what kith reads beside its modules
    "kith/py.typed",
    "kith/config.example.toml",
    "kith/sample/mailbox.txt",
    "kith/systemd/kith.service",
    "kith/systemd/kith@.service",
    "kith/systemd/user/kith.service",
]
# With the tests' PYTHONPATH the installed kith would find the source after all.
BARE = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KITH_"))}


@dataclass(frozen=True)
class Built:
    """The two files a release is made of, and the names in them."""

    wheel: Path
    sdist: Path

    @property
    def in_wheel(self) -> list[str]:
        with zipfile.ZipFile(self.wheel) as wheel:
            return wheel.namelist()

    @property
    def in_sdist(self) -> list[str]:
        """Without the folder kithd-VERSION that all of it lies in."""
        with tarfile.open(self.sdist) as sdist:
            return [name.partition("/")[2] for name in sdist.getnames()]


@dataclass(frozen=True)
class Installed:
    """A Python environment in which kith came from the wheel."""

    folder: Path

    def run(self, *command: str) -> str:
        """What a program of the environment prints, run far from the source."""
        program, *arguments = command
        done = subprocess.run(
            [self.folder / "bin" / program, *arguments],
            cwd=self.folder, env=BARE, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """`python -m build` makes the sdist from the source and the wheel from the sdist, so both are proven."""
    folder = tmp_path_factory.mktemp("dist")
    offline = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    command = [sys.executable, "-m", "build", *offline, "--outdir", folder, ROOT]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel], [sdist] = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Built(wheel, sdist)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own. Its libraries are those of the tests: they are not what is tried."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    python = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, built.wheel], check=True, timeout=120)
    environment = Installed(folder)
    own = environment.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    (Path(own) / "libraries.pth").write_text(
        "\n".join(path for path in sys.path if path.endswith("-packages"))
    )
    return environment


def test_the_wheel_holds_every_module_and_every_file_kith_reads(built: Built) -> None:
    package = ROOT / "daemon"
    modules = [str(path.relative_to(package)) for path in package.glob("kith/**/*.py")]
    templates = [f"kith/{path.relative_to(ROOT)}" for path in ROOT.glob("templates/**/*.j2")]
    assert len(templates) > 3
    assert set(modules + templates + DATA) <= set(built.in_wheel)


def test_the_wheel_holds_the_manual_page_and_nothing_else(built: Built) -> None:
    page = f"kithd-{__version__}.data/data/share/man/man7/kith-commands.7"
    rest = [name for name in built.in_wheel if name != page]
    assert len(rest) == len(built.in_wheel) - 1
    assert {name.partition("/")[0] for name in rest} == {"kith", f"kithd-{__version__}.dist-info"}
    assert not [name for name in built.in_wheel if "test" in name or "__pycache__" in name]


def test_the_sdist_holds_what_the_next_builder_and_packager_need(built: Built) -> None:
    wanted = "pyproject.toml README.md CHANGELOG.md CONTRIBUTING.md LICENSE config.example.toml docs/design.md".split()
    wanted += [
        "daemon/kith/__init__.py",
        "templates/digest.txt.j2",
        "systemd/kith.service",
        "tests/test_package.py",
    ]
    assert set(wanted) <= set(built.in_sdist)
    assert not [
        name for name in built.in_sdist if "__pycache__" in name or name.startswith((".git/", ".venv"))
    ]


def test_the_wheel_names_its_licence_and_its_command(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        information = f"kithd-{__version__}.dist-info"
        assert f"{information}/licenses/LICENSE" in wheel.namelist()
        assert "kith = kith.cli:main" in wheel.read(f"{information}/entry_points.txt").decode()


def test_the_installed_kith_comes_from_the_wheel(installed: Installed) -> None:
    origin = installed.run("python", "-c", "import kith; print(kith.__file__)")
    assert origin.startswith(str(installed.folder))
    assert installed.run("kith", "--version") == f"kith {__version__}\n"


def test_every_module_of_the_wheel_can_be_imported(built: Built, installed: Installed) -> None:
    modules = [name for name in built.in_wheel if name.endswith(".py")]
    names = [name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in modules]
    assert len(names) > 40
    installed.run(
        "python", "-c", "import importlib, sys; [*map(importlib.import_module, sys.argv[1:])]", *names
    )


def test_the_example_configuration_is_on_board(installed: Installed) -> None:
    assert installed.run("kith", "config", "example") == (ROOT / "config.example.toml").read_text("utf-8")


def test_the_demo_needs_nothing_but_the_wheel(installed: Installed, tmp_path: Path) -> None:
    shown = json.loads(installed.run("kith", "demo", "--json", "--html", str(tmp_path / "page.html")))
    assert shown["digest"]["suggestions"]
    assert (tmp_path / "page.html").stat().st_size > 1000
