"""What is shipped: the sdist builds a wheel, and the wheel alone is a working kith, the source out of reach."""

import importlib.util
import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import pytest

from kith import __released__, __version__

ROOT = Path(__file__).resolve().parent.parent
COMMITTED = 1_790_000_000  # unix seconds; the commit that is built
SHARED = {  # what others look for below a prefix, and where it lies in the source
    "share/man/man1/kith.1": "docs/man/kith.1",
    "share/man/man5/kith.toml.5": "docs/man/kith.toml.5",
    "share/man/man7/kith-commands.7": "docs/man/kith-commands.7",
    "share/bash-completion/completions/kith": "daemon/kith/cli/completion/kith.bash",
    "share/zsh/site-functions/_kith": "daemon/kith/cli/completion/_kith",
    "share/fish/vendor_completions.d/kith.fish": "daemon/kith/cli/completion/kith.fish",
}
DATA = [  # what kith reads beside its modules
    "kith/py.typed",
    "kith/config.example.toml",
    "kith/sample/mailbox.txt",
    "kith/systemd/kith.service",
    "kith/systemd/kith@.service",
    "kith/systemd/user/kith.service",
    "kith/cli/completion/kith.bash",
    "kith/cli/completion/_kith",
    "kith/cli/completion/kith.fish",
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
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(COMMITTED)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=300, check=False)
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


def test_the_wheel_holds_manual_pages_and_completions_where_they_are_looked_for_and_nothing_else(
    built: Built,
) -> None:
    below = f"kithd-{__version__}.data/data/"
    shared = {name.removeprefix(below) for name in built.in_wheel if name.startswith(below)}
    assert shared == set(SHARED)
    with zipfile.ZipFile(built.wheel) as wheel:
        for name, source in SHARED.items():
            assert wheel.read(below + name) == (ROOT / source).read_bytes()
    rest = [name for name in built.in_wheel if not name.startswith(below)]
    assert {name.partition("/")[0] for name in rest} == {"kith", f"kithd-{__version__}.dist-info"}
    assert not [name for name in built.in_wheel if "test" in name or "__pycache__" in name]


def test_the_sdist_holds_what_the_next_builder_and_packager_need(built: Built) -> None:
    wanted = "pyproject.toml README.md CHANGELOG.md CONTRIBUTING.md LICENSE config.example.toml docs/design.md".split()
    wanted += [
        "daemon/kith/__init__.py",
        "templates/digest.txt.j2",
        "systemd/kith.service",
        "tests/test_package.py",
        ".ci/lock.txt",  # scripts/setup reads it
        *SHARED.values(),
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
        metadata = message_from_bytes(wheel.read(f"{information}/METADATA"))
    assert (metadata["Version"], metadata["License-Expression"]) == (__version__, "MIT")
    assert not [one for one in metadata.get_all("Classifier", []) if one.startswith("License")]  # PEP 639


def test_the_version_stands_in_one_place() -> None:
    sources = [*(ROOT / "daemon").rglob("*.py"), ROOT / "pyproject.toml"]
    places = [path.name for path in sources if f'"{__version__}"' in path.read_text("utf-8")]
    assert places == ["__init__.py"]
    newest = re.search(r"^## \[(.+?)\] - (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == __version__
    assert newest[2] in ("unreleased", __released__)


def test_the_same_commit_gives_the_same_bytes_elsewhere_and_at_another_time(
    built: Built, tmp_path: Path
) -> None:
    subprocess.run(["tar", "-xf", built.sdist, "-C", tmp_path], check=True, timeout=60)
    [copy] = tmp_path.iterdir()
    (copy / "PKG-INFO").unlink()  # made by the build
    for number, path in enumerate(sorted(copy.rglob("*"))):
        os.utime(path, (number, number))
    when = f"{COMMITTED} +0200"
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.autocrlf=false"]
    environ = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when, "PYTHON": sys.executable}
    environ |= {"TZ": "Pacific/Auckland", "LC_ALL": "C", "GIT_CONFIG_GLOBAL": "/dev/null"}
    for command in (
        ["git", "init", "-q"],
        ["git", "add", "-A", "-f"],
        ["git", *who, "commit", "-q", "-m", "all"],
    ):
        subprocess.run(command, cwd=copy, env=environ, check=True, timeout=60)
    (copy / "tests" / "not-committed.py").write_text("raise SystemExit\n")
    out = tmp_path / "out"
    build = ["scripts/build", str(out)]
    done = subprocess.run(
        build, cwd=copy, env=environ, umask=0o077, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "not committed" in done.stderr
    for made in (built.wheel, built.sdist):
        assert (out / made.name).read_bytes() == made.read_bytes(), made.name


def test_kith_runs_from_the_layout_of_a_distribution(built: Built, tmp_path: Path) -> None:
    """What docs/packaging.md says of it. Without --ignore-installed pip would take the tests' own kith away."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    pip.append("--ignore-installed")
    subprocess.run([*pip, "--root", tmp_path, "--prefix", "/usr", built.wheel], check=True, timeout=120)
    assert {name for name in SHARED if (tmp_path / "usr" / name).is_file()} == set(SHARED)
    [package] = tmp_path.glob("usr/lib/python3*/*-packages")
    libraries = [path for path in sys.path if path.endswith("-packages")]
    environ = {**BARE, "PYTHONPATH": os.pathsep.join([str(package), *libraries]), "HOME": str(tmp_path)}

    def run(*words: str) -> str:
        command = [sys.executable, tmp_path / "usr/bin/kith", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    assert run("--version") == f"kith {__version__}\n"
    assert run("config", "example") == (ROOT / "config.example.toml").read_text("utf-8")
    assert run("completion", "zsh") == (tmp_path / "usr/share/zsh/site-functions/_kith").read_text("utf-8")


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
