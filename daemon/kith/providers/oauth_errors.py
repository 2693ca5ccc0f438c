"""What an authorization server's error means, in one sentence: the standards' codes, Microsoft's AADSTS, Google's.

Pure, and only words: whether time heals an error is decided in `kith.oauth.app`. Sources: RFC 6749 section 5.2,
RFC 8628 section 3.5, OpenID Connect Core section 3.1.2.6; learn.microsoft.com, "Microsoft Entra authentication and
authorization error codes"; developers.google.com, "OAuth 2.0 for mobile and desktop apps"; threads of users.
"""

import re

_AADSTS = re.compile(r"AADSTS(\d{5,7})")

MICROSOFT = {
    "16000": "Several accounts are signed in in that browser: choose the right one, or use a private window.",
    "50020": "The account is not in this directory: put your own into oauth.tenant.",
    "50034": "The directory has no such account: check the address, and oauth.tenant.",
    "50053": "The account is locked after too many wrong passwords: sign in at https://myaccount.microsoft.com first.",
    "50055": "The password has expired: set a new one at Microsoft, then log in anew.",
    "50057": "The account is switched off: its administrator can say why.",
    "50058": "The sign-in was not finished: log in anew, and go through to the end.",
    "50059": "Microsoft does not know which directory is meant: put yours into oauth.tenant.",
    "50072": "Microsoft wants another proof that it is you (multi-factor), which must be set up once.",
    "50074": "Microsoft wants another proof that it is you (multi-factor), as after a while or in a new place.",
    "50076": "Microsoft wants another proof that it is you (multi-factor), as after a while or in a new place.",
    "50078": "The second proof (multi-factor) has expired.",
    "50079": "Microsoft wants another proof that it is you (multi-factor), which must be set up once.",
    "50105": "The app is for certain people only: its administrator must add you.",
    "50126": "User name or password were wrong.",
    "50173": "The password was changed, which ends every login made before.",
    "50194": "The app is for one directory: put its name or id into oauth.tenant, not common.",
    "53000": "Your organisation wants a registered device (conditional access): ask its administrator.",
    "53003": "A rule of your organisation (conditional access) forbids this login: ask its administrator.",
    "65001": "Nobody has agreed to the app yet: log in anew and accept, or ask the administrator to.",
    "65004": "You declined what the app asks for: log in anew and accept.",
    "70000": "The login is not good for this app or for these permissions.",
    "70008": "The login has expired, because it was not used for long.",
    "70011": "A scope in oauth.scopes is not one of Microsoft's: leave the key out.",
    "70016": "The code was not typed in yet.",
    "70018": "The code was wrong.",
    "70020": "The code has run out before it was typed in.",
    "70043": "The login has expired by a rule of your organisation (sign-in frequency).",
    "90002": "There is no such directory: check oauth.tenant.",
    "90072": "The account is not in this directory: put your own into oauth.tenant.",
    "90094": "The administrator of your organisation must agree to the app.",
    "700003": "The device was deleted in your organisation.",
    "700016": "The directory does not know the app: check oauth.client_id and oauth.tenant.",
    "700025": "The app is a public client, which has no secret.",
    "700082": "The login has expired, because it was not used for 90 days.",
    "700084": "The login has expired: those of single-page apps last a day; register it as Mobile and desktop.",
    "7000112": "The app is switched off.",
    "7000218": 'Microsoft wants a secret: in the app\'s "Authentication", set "Allow public client flows" to Yes.',
    "9002326": 'The app is registered as a web page: add the platform "Mobile and desktop applications".',
}  # fmt: skip

GOOGLE = (
    ("invalid_grant", r"expired or revoked", "The access was taken back, the password was changed, or the app's "
     'consent screen is still in "Testing", where every login ends after 7 days: publish the app.'),
    ("invalid_grant", r"rapt|reauth", "Your organisation wants you to log in anew from time to time."),
    ("invalid_grant", r"malformed|bad request", "Google does not take this login any more."),
    ("invalid_client", r"", "Google does not know the app, or its secret is another: check oauth.client_id and the "
     "file in oauth.client_secret_file."),
    ("unauthorized_client", r"", 'The app is of another kind: register one of the kind "Desktop app".'),
    ("access_denied", r"", "You declined, or the app is in \"Testing\" and your address is not among its test users."),
    ("admin_policy_enforced", r"", "The administrator of your organisation does not allow this app."),
    ("org_internal", r"", "The app is for its own organisation only."),
    ("redirect_uri_mismatch", r"", 'The app is of another kind: register one of the kind "Desktop app".'),
    ("disabled_client", r"", "The app is switched off at Google."),
    ("deleted_client", r"", "The app was deleted at Google."),
    ("invalid_scope", r"", "Google gives mail to an app only by https://mail.google.com/: leave oauth.scopes out."),
)  # fmt: skip

ANYWHERE = {
    "access_denied": "You, or a rule of the provider's, declined.",
    "authorization_pending": "The code was not typed in yet.",
    "consent_required": "You have not agreed to what the app asks for.",
    "expired_token": "The code has run out before it was typed in.",
    "interaction_required": "The provider wants you in person again.",
    "invalid_client": "The provider does not know the app, or wants another secret: check oauth.client_id.",
    "invalid_grant": "The login is over: it has expired, was taken back, or the password was changed.",
    "invalid_request": "The provider does not understand the question: check the settings of oauth.",
    "invalid_scope": "The provider does not know what is asked for: check oauth.scopes.",
    "login_required": "The provider wants you in person again.",
    "mismatching_state": "What came back from the browser was no answer to this login.",
    "no refresh token": "The provider gave no access that lasts.",
    "unauthorized_client": "The app may not log in in this way: allow it the device login (public client).",
    "unsupported_grant_type": "The provider has no login of this kind for the app: allow it the device login.",
}


def explained(provider: str, error: str, description: str) -> str:
    """One sentence, "" for an error nobody has met. `provider` is that of the settings."""
    if provider == "microsoft" and (found := _AADSTS.search(description)) and found[1] in MICROSOFT:
        return MICROSOFT[found[1]]
    if provider == "google":
        for code, words, sentence in GOOGLE:
            if code == error and re.search(words, description, re.IGNORECASE):
                return sentence
    return ANYWHERE.get(error, "")
