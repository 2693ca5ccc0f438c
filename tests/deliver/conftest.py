"""What the tests of delivery share: a letter, and a way to send it to a sink."""

from typing import Any

import pytest

from deliver.letters import LETTER, SAM, Send
from helpers.certificates import Authority
from helpers.smtp_sink import SmtpSink, settings_for
from kith.config.settings import Smtp
from kith.deliver import smtp


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def send(authority: Authority) -> Send:
    """Send the letter to a sink: `send(sink)`; anything `kith.deliver.smtp.send` takes may be given by "
    "name."""

    def to(sink: SmtpSink, **more: Any) -> str:
        user = more.pop("user", "sam" if sink.login else None)
        server = more.pop("server", None) or Smtp(
            **settings_for(sink, authority.ca_file, user=user, password_env="UNUSED" if user else None)
        )
        arguments: dict[str, Any] = {
            "letter": LETTER,
            "sender": SAM,
            "recipient": SAM,
            "secret": sink.login[1] if sink.login else None,
        }
        return smtp.send(server=server, **(arguments | {"timeout": 5.0, "data_timeout": 5.0} | more))

    return to
