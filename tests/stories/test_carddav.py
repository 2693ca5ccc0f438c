"""CardDAV the way docs/design.md says it: a real server (Radicale), a real vdirsyncer, and kith reads its folder."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.ports import free_port
from helpers.world import World
from kith.jobs.people import everyone, find
from kith.model import Somebody

CARDS = Path(__file__).parent.parent / "cards"
LOGIN = "Basic " + b64encode(b"sam:secret").decode()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Radicale on a free port of loopback, with an empty address book of Sam's; its address."""
    if find_spec("radicale") is None or find_spec("vdirsyncer") is None:
        reason = "Radicale and vdirsyncer are not installed: pip install -e '.[test]'"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    arguments = ["--server-hosts", f"127.0.0.1:{port}", "--storage-filesystem-folder", str(tmp_path / "radicale"),
                 "--auth-type", "none", "--config", ""]  # fmt: skip
    running = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "radicale", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while True:
            try:
                asked(url, "PROPFIND", "/", b"")
                break
            except OSError:
                assert running.poll() is None, "Radicale did not start"
                time.sleep(0.02)
        book = (
            b'<?xml version="1.0"?><create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>'
            b"<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></create>"
        )
        asked(url, "MKCOL", "/sam/contacts/", book)
        yield url
    finally:
        running.terminate()
        running.wait(20)


def asked(url: str, method: str, path: str, body: bytes, kind: str = "text/xml") -> None:
    request = urllib.request.Request(
        url + path, body, {"Authorization": LOGIN, "Content-Type": kind}, method=method
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def put(url: str, name: str, text: str) -> None:
    """A card as an address book program puts it there."""
    asked(url, "PUT", f"/sam/contacts/{name}", text.encode(), "text/vcard; charset=utf-8")


def synced(url: str, folder: Path) -> None:
    """What the user's timer does."""
    config = folder / "vdirsyncer.config"
    config.write_text(f"""
[general]
status_path = "{folder}/status/"
[pair contacts]
a = "here"
b = "there"
collections = ["from b"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/contacts/"
fileext = ".vcf"
[storage there]
type = "carddav"
url = "{url}"
username = "sam"
password = "secret"
""")
    tool = shutil.which("vdirsyncer", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert tool
    for words in (["discover"], ["sync"]):
        done = subprocess.run(
            [tool, "-c", str(config), *words],
            input="y\n" * 5,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def person(world: World, name: str) -> Somebody:
    with world.kith() as place:
        look = place.librarian().look()
        assert look.faults == ()
        return find(everyone(place.store, place.settings), name)


def test_cards_of_a_carddav_server_come_change_and_go(
    server: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    world = World(mailbox, tmp_path, settings='[people]\nvcards = ["~/contacts"]\n')
    world.friends("Lena Fischer <lena@example.de>", 100, 60, 30)
    world.scan()
    lena = (CARDS / "nextcloud.vcf").read_text()
    julia = (CARDS / "khard.vcf").read_text()
    put(server, "lena.vcf", lena)
    put(server, "julia.vcf", julia)
    synced(server, tmp_path)
    assert person(world, "lena@example.de").addresses == ("lena@example.de", "lena@arbeit.example")
    assert person(world, "Júlia Nováková").occasions[0][:3] == ("birthday", 5, 3)
    put(server, "lena.vcf", lena.replace("+49-170-1234567", "+49-170-7654321"))
    asked(server, "DELETE", "/sam/contacts/julia.vcf", b"")
    synced(server, tmp_path)
    assert person(world, "lena@example.de").reach.phone == "+49-170-7654321"
    with world.kith() as place:
        assert "Júlia Nováková" not in [one.name for one in everyone(place.store, place.settings)]
