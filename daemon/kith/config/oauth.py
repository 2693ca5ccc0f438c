"""The table `oauth` of an account: which authorization server gives the access tokens, and as which app kith asks it.

The app is the user's own, registered with the provider (docs/oauth2.md); kith brings none.
"""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from kith.config import forms
from kith.config.forms import Form, Otherwise, service
from kith.config.section import Section

GOOGLE, MICROSOFT = "https://accounts.google.com", "https://login.microsoftonline.com"
SCOPES = {  # imap.md, "Providers"; offline_access is added by msal, the refresh token by Google's access_type
    "microsoft": (
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
    ),
    "google": ("https://mail.google.com/",),
    "openid": ("email",),
}


def _issuer(value: str) -> str:
    """Tokens never cross a line in the clear, not even on loopback: the libraries want it so, too."""
    if service(value) is None or not value.startswith("https://"):
        raise ValueError("is not encrypted" if value.startswith("http://") else "")
    return value.rstrip("/")


Issuer = Annotated[
    str,
    AfterValidator(_issuer),
    Form('an https address such as "https://id.example.org/realms/home"'),
]
Scopes = Annotated[
    tuple[forms.Word, ...], Field(strict=False), Form('a list of scopes such as ["email", "imap"]')
]


class OAuth(Section):
    """How `kith login` asks for access to this account, and how it is renewed."""

    provider: Literal["microsoft", "google", "openid"] = Field(
        description="Who gives the access: Microsoft, Google, or another server of OpenID Connect such as Keycloak."
    )
    client_id: forms.Word = Field(description="The id of the app that you have registered with the provider.")
    client_secret_file: Annotated[forms.Location | None, Otherwise("the app has no secret")] = Field(
        None,
        description="A file of mode 600 that holds the app's secret and nothing else; Google's have one.",
    )
    tenant: Annotated[forms.Word | None, Otherwise('"common", any account of Microsoft\'s')] = Field(
        None, description="The directory of Microsoft's that your account is in, by name or id."
    )
    issuer: Annotated[Issuer | None, Otherwise("the provider's own")] = Field(
        None,
        description="The address of the authorization server; kith adds /.well-known/openid-configuration.",
    )
    scopes: Annotated[Scopes, Otherwise("what mail needs at the provider")] = Field(
        (), description="What the access is asked for."
    )
    ca_file: Annotated[forms.Location | None, Otherwise("the system's certificates")] = Field(
        None, description="The certificate of a private authority that signed the authorization server's."
    )

    @property
    def wanted(self) -> tuple[str, ...]:
        """The scopes to ask for."""
        return self.scopes or SCOPES[self.provider]

    @property
    def server(self) -> str:
        """The address of the authorization server."""
        if self.issuer:
            return self.issuer
        return GOOGLE if self.provider == "google" else f"{MICROSOFT}/{self.tenant or 'common'}"

    @property
    def host(self) -> str:
        """Its name, for messages."""
        return urlsplit(self.server).netloc

    @property
    def app(self) -> str:
        """What a login was made with; one made with another cannot be renewed with this."""
        return f"{self.client_id} at {self.server}"
