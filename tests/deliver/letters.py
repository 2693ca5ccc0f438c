"""What the tests of delivery send, and the secret they must never see again."""

from collections.abc import Callable

# With everything in it that a base64 or URL-encoded copy would look different for.
SECRET = "canary: pässwörd/+? 鍵"

MESSAGE_ID = "<digest-47@example.org>"
LETTER = (
    f"From: kith <sam@example.org>\r\nTo: sam@example.org\r\nSubject: 3 people\r\nMessage-ID: "
    f"{MESSAGE_ID}\r\n\r\nHello.\r\n.hidden\r\n..\r\n.\r\nBye.\r\n"
).encode()
SAM = "sam@example.org"

Send = Callable[..., str]
