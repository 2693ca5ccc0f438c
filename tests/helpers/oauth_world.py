"""Sam's world with a login by OAuth: the mailbox on Dovecot, which checks tokens itself, and who hands them out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.authorization_server import CLIENT, SECRET, AuthorizationServer
from helpers.world import World
from kith.jobs.oauth_login import log_in
from kith.oauth.token_file import Token, file_of, read


@dataclass
class OAuthWorld(World):
    """`provider` as the settings have it; `server` hands the tokens out. `log_in` does what Sam does once."""

    provider: str = "openid"
    server: AuthorizationServer = field(kw_only=True)

    @property
    def toml(self) -> str:
        oauth = {
            "provider": self.provider, "client_id": CLIENT, "issuer": self.server.issuer,
            "ca_file": str(self.server.ca_file),
        }  # fmt: skip
        if self.provider == "google":
            secret = self.folder / "app"
            secret.write_text(SECRET)
            secret.chmod(0o600)
            oauth["client_secret_file"] = str(secret)
        table = ", ".join(f'{key} = "{value}"' for key, value in oauth.items())
        return super().toml.replace('password_env = "MAIL_PASSWORD"', f"oauth = {{ {table} }}")

    @property
    def file(self) -> Path:
        return file_of(self.state, "home")

    @property
    def token(self) -> Token:
        found = read(self.file)
        assert found
        return found

    def log_in(self, **more: Any) -> Any:
        """As `kith login`, in this process."""
        with self.kith() as place:
            return log_in(place, "home", self.follow(), browser=False, **more)

    def follow(self, visit: Callable[[str], object] | None = None) -> Callable[[str], None]:
        """For `show`: somebody who opens the address in a browser, where kith shows one."""

        def shown(text: str) -> None:
            if self.provider == "google":
                url = text.split()[-1]
                threading.Thread(target=visit or self.server.visit, args=(url,), daemon=True).start()

        return shown
